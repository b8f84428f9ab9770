"""Compare what an output says of its messages with its own records, written again as that format.

A forged column with a new digest fits its checksums, but not the record beside it. No format has
rules of its own here: the messages are restored from the records, the format's writer writes them,
and the statements of both outputs are compared, less what no record contains.
"""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from mailrecon.errors import MailreconError
from mailrecon.model import FIELD_NAMES, Archive
from mailrecon.recipe import options_from, recipe_from_record
from mailrecon.verify.contents import Contents, contents_of
from mailrecon.verify.evidence import is_by_spark
from mailrecon.verify.finding import Finding, error, note
from mailrecon.verify.formats import OutputFormat
from mailrecon.verify.mail_rules import is_rebuilt
from mailrecon.verify.restored import message_of
from mailrecon.verify.stated import BROKEN
from mailrecon.verify.statement import Statement, compare_statements, differences
from mailrecon.version import __version__
from mailrecon.writers import WriteOptions, write
from mailrecon.writers.jsonl import message_dict
from mailrecon.writers.rfc5322 import DIGEST_FIELD, Forwards
from mailrecon.writers.template import headings

_BY = "its record gives"
# Columns of a load file that follow from no record: what is printed around a message on its page,
# bytes of natives and images, and digests, which are checked on their own.
_OF_DOCUMENT = {"INCLUSIVE", "INCLUSIVEREASON"}
_OF_FILES = {"MD5HASH", "SHA256", "FILESIZE", "PAGECOUNT", "IMAGESHA256", "DIGEST"}
# With page images each page has a number, and only the source shows how many pages there are.
_NUMBERS = {"BEGDOC", "ENDDOC", "BEGATTACH", "ENDATTACH", "PARENTID", "ATTACHIDS"}
_NAMED_BY_NUMBER = {"FILENAME", "NATIVELINK", "TEXTLINK", "ATTACHNAMES"}
# How a text is encoded depends on its letters.
_OF_TEXT = {"Content-Type", "Content-Transfer-Encoding"}
# Tables of a database that no record gives, and columns that refer to their rows.
_TABLES = {"settings", "sources", "people", "people_variants", "segments", "hidden", "digest"}
_COLUMNS = {"messages": {"source"}, "participants": {"person"}}


def check_by_records(output: Path, form: OutputFormat, contents: Contents) -> Iterator[Finding]:
    """Hold mail, rows, columns and tables to the records in the output; nothing without records.

    What another version wrote may be written otherwise by this one, so it gets notes.
    """
    records = [item.record for item in contents.records]
    recipe = recipe_from_record(records[0].get("run")) if records else None
    if recipe is None:
        return  # `check_record` reports it
    try:
        messages = [message_of(record) for record in records]
        writing = options_from(WriteOptions, recipe.options)
        # A record must equal the one made from its message: no extra key, no contradiction.
        ours = [_comparable(message_dict(message)) for message in messages]
        findings = [
            error("record", item.place, difference.text(_BY))
            for item, wanted in zip(contents.records, ours, strict=True)
            for difference in differences(_comparable(item.record), wanted)
        ]
        options = dataclasses.replace(writing, only=None, recipe=recipe)
        with tempfile.TemporaryDirectory(prefix="mailrecon-verify-") as folder:
            again = Path(folder) / output.name
            archive = Archive(messages, (), options=recipe.options)
            write(archive, again, to=form.writer, options=options)
            known = _GivenValues(records, writing, by_spark=is_by_spark(contents.others))
            findings += _compare(output, contents, contents_of(again, form), form, known)
    except (*BROKEN, MailreconError) as failure:
        findings = [error("record", output.name, f"its records cannot be followed ({failure!r})")]
    say = error if recipe.mailrecon == __version__ else note
    yield from (say(item.code, item.place, item.text) for item in findings)


def _comparable(record: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in record.items() if key not in ("run", "digest")}


class _GivenValues:
    """Which of the values in a statement the records give."""

    def __init__(
        self, records: list[Mapping[str, Any]], options: WriteOptions, *, by_spark: bool
    ) -> None:
        # Spark has types of its own for times.
        self.dates = {"date_utc", "date_local"} if by_spark else set()
        self._inline = options.forwards is Forwards.INLINE
        columns = _OF_DOCUMENT | _OF_FILES
        columns |= _NUMBERS | _NAMED_BY_NUMBER if options.images else set()
        named = headings(options.fields) or [(name, name) for name in columns]
        self._columns = {name for name, field in named if field in columns}
        self._texts = {name for name, field in named if field == "TEXTSHA256"} or {"TEXTSHA256"}
        # Fields in which a printed address is none: a record does not contain it.
        self._native = {str(record["message_id"]) for record in records if record["native"]}
        self._vague = {str(record["message_id"]): _vague_fields(record) for record in records}

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


def _vague_fields(record: Mapping[str, Any]) -> set[str]:
    found = set()
    for role, name in FIELD_NAMES.items():
        people = record[role.value] or []
        for person in people if isinstance(people, list) else [people]:
            if person["name"] is None and person["address"] is None and not person["redacted"]:
                found.add(name)
    return found


def _compare(
    output: Path, contents: Contents, again: Contents, form: OutputFormat, known: _GivenValues
) -> Iterator[Finding]:
    for found, wanted in (
        (_mails(contents, known), _mails(again, known)),
        (_others(contents, form, known), _others(again, form, known)),
    ):
        for item in compare_statements(found, wanted, output.name, by=_BY):
            yield error("record", item.place, item.text)


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
