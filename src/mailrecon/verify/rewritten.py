"""Compare what an output says of its messages with what the same writer makes of them.

Without the sources, messages are restored from the records of the output, or from the rows of a
table, and written again. What follows from them (the columns of a database, families, citations,
the mail beside the records) is then written by the writer's own code, and what differs was forged.
No format has rules of its own here, but what the messages do not give is left out.
"""

from __future__ import annotations

import dataclasses
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from mailrecon.confidence import certainty
from mailrecon.errors import MailreconError
from mailrecon.model import Archive, Message, Relation
from mailrecon.recipe import options_from
from mailrecon.regex import regex
from mailrecon.verify.evidence import is_by_spark
from mailrecon.verify.finding import Finding, error, note
from mailrecon.verify.formats import Contents, OutputFormat, contents_of, format_named
from mailrecon.verify.mail_rules import is_rebuilt
from mailrecon.verify.restored import BROKEN, Restored
from mailrecon.verify.statement import Statement, compare_statements, differences
from mailrecon.version import __version__
from mailrecon.writers import WriteOptions, write
from mailrecon.writers.columns import people_by_field
from mailrecon.writers.jsonl import message_dict
from mailrecon.writers.rfc5322 import DIGEST_FIELD, Forwards
from mailrecon.writers.template import headings

_BY = "its record gives"
_BY_ROWS = "its other columns give"
# Columns of a load file that follow from no record: what is printed around a message on its page,
# bytes of natives and images, and digests, which are checked on their own.
_OF_DOCUMENT = {"INCLUSIVE", "INCLUSIVEREASON"}
_OF_FILES = {"MD5HASH", "SHA256", "FILESIZE", "PAGECOUNT", "IMAGESHA256", "DIGEST"}
# With page images each page has a number, and only the source shows how many pages there are.
_NUMBERS = {"BEGDOC", "ENDDOC", "BEGATTACH", "ENDATTACH", "PARENTID", "ATTACHIDS"}
_NAMED_BY_NUMBER = {"FILENAME", "NATIVELINK", "TEXTLINK", "ATTACHNAMES"}
# Columns that follow from other columns of the row, or from other rows.
_FAMILY = {*_NUMBERS, "ATTACHCOUNT", "ATTACHNAMES", "RECORDTYPE"}
_THREAD = {"CONVERSATIONINDEX", "THREADINDENT", "THREADMISSING"}
_FOLLOWING = {
    *("DATETIMEUTC", "RELATION", "DUPLICATEGROUP", "SOURCEBATESBEG", "SOURCEBATESEND"),
    *("SOURCEPAGE", "CITATION", "CERTAINTY", "ISNATIVE", "CUSTODIAN", "RUN", *_FAMILY, *_THREAD),
}
# Native mail may have a Message-ID with spaces or other letters, which cannot be told apart.
_PLAIN_IDS = regex(r"(?:<[!-;=?-~]+>(?: <[!-;=?-~]+>)*)?")
_IDS = ("MESSAGEID", "THREADID", "REFERENCES", "INREPLYTO")
# CONFIDENCE is rounded to two places, so its certainty may be that of a neighbour.
_ROUNDED = 0.005
# How a text is encoded depends on its letters.
_OF_TEXT = {"Content-Type", "Content-Transfer-Encoding"}
# Tables of a database that no record gives, and columns that refer to their rows.
_TABLES = {"settings", "sources", "people", "people_variants", "segments", "hidden", "digest"}
_COLUMNS = {"messages": {"source"}, "participants": {"person"}}


def check_by_writing(
    output: Path, form: OutputFormat, contents: Contents, messages: Sequence[Restored]
) -> Iterator[Finding]:
    """Hold mail, rows, columns and tables to the `messages` in the output, written again.

    Those are of all records, or else of all rows. What another version wrote may be written
    otherwise by this one, so it gets notes.
    """
    recipe = messages[0].recipe if messages else None
    if recipe is None:
        return  # other checks report it
    check = _check_records if contents.records else _check_rows
    try:
        writing = options_from(WriteOptions, recipe.options)
        options = dataclasses.replace(writing, only=None, recipe=recipe)
        findings = list(check(output, form, contents, messages, options))
    except (*BROKEN, MailreconError) as failure:
        findings = [error("record", output.name, f"its records cannot be followed ({failure!r})")]
    say = error if recipe.mailrecon == __version__ else note
    yield from (say("record", item.place, item.text) for item in findings)


def _written(messages: Sequence[Restored], name: str, kind: str, options: WriteOptions) -> Contents:
    """What the writer of a format makes of messages."""
    with tempfile.TemporaryDirectory(prefix="mailrecon-verify-") as folder:
        again = Path(folder) / name
        archive = Archive([item.message for item in messages], ())
        write(archive, again, to=kind, options=options)
        return contents_of(again, format_named(kind, again))


def _check_rows(
    output: Path,
    form: OutputFormat,
    contents: Contents,
    messages: Sequence[Restored],
    options: WriteOptions,
) -> Iterator[Finding]:
    """The columns of rows that follow from others."""
    forwarded = Counter(
        item.message.parent for item in messages if item.message.relation is Relation.FORWARD
    )
    every = set(_FOLLOWING)
    if options.images or max(forwarded.values(), default=0) > 1:
        # What several messages forward belongs to the first in an order that rows do not have.
        every -= _FAMILY
        options = dataclasses.replace(options, forwards=Forwards.NONE)
    ids = (row.values[name] for row in contents.rows for name in _IDS)
    if not all(map(_PLAIN_IDS.fullmatch, ids)):
        every -= _THREAD
    known = {
        row.key: every - _vague_columns(row.values, item)
        for row, item in zip(contents.rows, messages, strict=True)
    }
    found, wanted = (
        [
            replace(row, values={name: row.values.get(name) for name in known.get(row.key, ())})
            for row in rows
        ]
        for rows in (contents.rows, _written(messages, "again.csv", "csv", options).rows)
    )
    yield from compare_statements(found, wanted, output.name, by=_BY_ROWS)


def _vague_columns(row: Mapping[str, str], item: Restored) -> set[str]:
    """Columns that follow from what the row does not say in full."""
    message = item.message
    found = {"ATTACHNAMES"} if item.is_native else set()
    people = (*message.to, *message.cc, *message.bcc, *filter(None, (message.originator,)))
    # Who has no address may be several, whose names contain a semicolon.
    if not all(person.address for person in people):
        found.add("CITATION")
    if row["SOURCEPLACE"].count(" to ") > 1:
        found |= {"SOURCEPAGE", "CITATION"}
    levels = {certainty(message.confidence + by) for by in (-_ROUNDED, 0, _ROUNDED)}
    return found | ({"CERTAINTY"} if len(levels) > 1 else set())


def _check_records(
    output: Path,
    form: OutputFormat,
    contents: Contents,
    messages: Sequence[Restored],
    options: WriteOptions,
) -> Iterator[Finding]:
    """All that is beside the records; these are the ones made from their messages, key for key."""
    for item, restored in zip(contents.records, messages, strict=True):
        ours = _comparable(message_dict(restored.message))
        for difference in differences(_comparable(item.record), ours):
            yield error("record", item.place, difference.text(_BY))
    known = _GivenValues(messages, options, by_spark=is_by_spark(contents.others))
    again = _written(messages, output.name, form.writer, options)
    for found, wanted in (
        (_mails(contents, known), _mails(again, known)),
        (_others(contents, form, known), _others(again, form, known)),
    ):
        yield from compare_statements(found, wanted, output.name, by=_BY)


def _comparable(record: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in record.items() if key not in ("run", "digest")}


class _GivenValues:
    """Which of the values in a statement the records give."""

    def __init__(
        self, messages: Sequence[Restored], options: WriteOptions, *, by_spark: bool
    ) -> None:
        # Spark has types of its own for times.
        self.dates = {"date_utc", "date_local"} if by_spark else set()
        self._inline = options.forwards is Forwards.INLINE
        columns = _OF_DOCUMENT | _OF_FILES
        columns |= _NUMBERS | _NAMED_BY_NUMBER if options.images else set()
        named = headings(options.fields) or [(name, name) for name in columns]
        self._columns = {name for name, field in named if field in columns}
        self._texts = {name for name, field in named if field == "TEXTSHA256"} or {"TEXTSHA256"}
        self._native = {item.identity for item in messages if item.is_native}
        # Fields in which a printed address is none: a record does not contain it.
        self._vague = {item.identity: _vague_fields(item.message) for item in messages}

    def of_mail(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values of a mail, and of those attached to it, without what no record gives."""
        fields = dict(values["fields"])
        vague = self._vague.get(str(fields.get("Message-ID")), ())
        known = {**values, "fields": {k: v for k, v in fields.items() if k not in vague}}
        known["fields"].pop(DIGEST_FIELD, None)
        if self._inline and "X-Forwarded-Message-Id" in fields:
            # The text goes on with what is printed below, in letters of its own.
            del known["text"]
            known["fields"] = {k: v for k, v in known["fields"].items() if k not in _OF_TEXT}
        if isinstance(values.get("attached"), Mapping):
            known["attached"] = self.of_mail(values["attached"])
        return known

    def of_row(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values of a row without what no record gives."""
        identity = str(values.get("MESSAGEID"))
        vague = {name.upper().replace("-", "") for name in self._vague.get(identity, ())}
        vague |= {"ATTACHNAMES"} if identity in self._native else set()
        vague |= self._columns | (self._texts if vague else set())
        return {name: value for name, value in values.items() if name not in vague}


def _vague_fields(message: Message) -> set[str]:
    return {
        name
        for name, people in people_by_field(message)
        if any(not (one.name or one.address or one.redacted) for one in people)
    }


def _mails(contents: Contents, known: _GivenValues) -> list[Statement]:
    """The rebuilt mails of an output; a native one is its own bytes."""
    return [
        replace(mail, values=known.of_mail(mail.values))
        for mail in filter(is_rebuilt, contents.mails)
    ]


def _others(contents: Contents, form: OutputFormat, known: _GivenValues) -> list[Statement]:
    """The rows and columns of an output beside its records."""
    found = [replace(row, values=known.of_row(row.values)) for row in contents.rows]
    if form.name == "parquet":
        for item in contents.records:
            columns = {k: v for k, v in item.values.items() if k not in known.dates}
            found.append(replace(item, values={**columns, "record": _comparable(item.record)}))
    elif form.name == "sqlite":
        for item in (*contents.records, *contents.others):
            table, values = item.key.partition(" ")[0], item.values
            # The warnings of the archive are of no message.
            if table in _TABLES or "kind" in values or values.get("message", 1) is None:
                continue
            kept = {k: v for k, v in values.items() if k not in _COLUMNS.get(table, ())}
            found.append(replace(item, values=kept))
    return found
