"""What a message says of itself and of others, in one form for records, rows of tables and mail.

Only what is checked without the sources: Message-IDs, documents, the recipe. All else is compared
with what the sources give, without knowing what it means (`statement.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct, field

from mailrecon.recipe import Recipe, recipe_from_record, recipe_from_text
from mailrecon.regex import regex
from mailrecon.thread.identity import made_id
from mailrecon.writers.columns import MULTIPLE

OURS = "@mailrecon.invalid>"
# The exceptions that a damaged or hostile item causes.
BROKEN = (
    *(KeyError, TypeError, ValueError, IndexError, AttributeError, OverflowError),
    *(msgspec.ValidationError, RecursionError),
)
_SOURCE = regex(r"document=(.*?); sha256=([0-9a-f]{64}); lines=.*")
_IDENTITY = regex(r"<[^<>\s]+>")
# Fields filled from another copy or on request differ from those at the time the ID was made.
_PARTS = {"From", "To", "Subject", "Date"}
_OF_TITLE = "title of the printed conversation"


class Stated(Struct, frozen=True):
    """What the output says at `place` of a message; `recipe` is how it was made.

    `sources` are SHA-256 and name of the documents that it is printed in, `inferred` the header
    fields with values that are not printed. `made` is the Message-ID made from what it says, if it
    must have that one.
    """

    place: str
    identity: str
    parent: str
    references: tuple[str, ...]
    thread: str
    is_native: bool
    inferred: frozenset[str]
    sources: tuple[tuple[str, str], ...]
    recipe: Recipe | None
    made: str | None = None

    @property
    def is_of_part(self) -> bool:
        """Whether the output may lack messages it refers to: `--only`, part of a cluster run."""
        return self.recipe is not None and (
            self.recipe.sha256 is None or "only" in self.recipe.options
        )


class _StatedPerson(Struct):
    name: str | None
    address: str | None


class _StatedSource(Struct):
    document: str
    sha256: str


class _StatedCopy(Struct):
    source: _StatedSource


class _StatedInference(Struct):
    field: str
    reason: str | None
    used: bool


class _StatedRecord(Struct):
    """The keys of docs/jsonl.md that are read here."""

    message_id: str
    in_reply_to: str | None
    references: tuple[str, ...]
    thread: str
    originator: _StatedPerson | None = field(name="from")
    to: list[_StatedPerson]
    date: str | None
    date_printed: str | None
    subject: str | None
    body: str
    source: _StatedSource
    copies: list[_StatedCopy]
    inferred: list[_StatedInference]
    native: bool


def stated_of(values: Mapping[str, Any], place: str, *, is_kept: bool = False) -> Stated | None:
    """What the values of a statement say; None if they are of no message.

    `is_kept`: the mail is in the sources as it is. Raises one of BROKEN if the values are not as
    docs/ describe.
    """
    record = values.get("record", values)
    if isinstance(record, Mapping) and "message_id" in record and "thread" in record:
        return _of_record(record, place)
    if "MESSAGEID" in values:
        return _of_row(values, place)
    if isinstance(values.get("fields"), Mapping):
        return _of_mail(values["fields"], place, is_kept=is_kept)
    return None


def _of_record(record: Mapping[str, Any], place: str) -> Stated:
    item = msgspec.convert(record, _StatedRecord)
    sources = (item.source, *(copy.source for copy in item.copies))
    return Stated(
        place,
        item.message_id,
        item.in_reply_to or "",
        item.references,
        item.thread,
        item.native,
        frozenset(one.field for one in item.inferred if one.used),
        tuple((one.sha256, one.document) for one in sources),
        recipe_from_record(record.get("run")),
        _made(item),
    )


def _made(item: _StatedRecord) -> str | None:
    """The Message-ID generated for a message (docs/headers.md), if it is one and can be known."""
    is_filled = any(
        one.used and one.field in _PARTS and _OF_TITLE not in (one.reason or "")
        for one in item.inferred
    )
    if item.native or is_filled or not item.message_id.endswith(OURS):
        return None
    moment = datetime.fromisoformat(item.date) if item.date else None
    return made_id(
        _named(item.originator),
        moment.replace(tzinfo=None).isoformat() if moment is not None else None,
        item.date_printed,
        item.subject,
        map(_named, item.to),
        item.body,
    )


def _named(person: _StatedPerson | None) -> str:
    return (person.address or person.name or "") if person is not None else ""


def _of_row(row: Mapping[str, Any], place: str) -> Stated:
    return Stated(
        place,
        row["MESSAGEID"],
        row["INREPLYTO"],
        tuple(filter(None, row["REFERENCES"].split(" "))),
        row["THREADID"],
        row["ISNATIVE"] == "Y",
        _fields_of(row["INFERRED"].split(MULTIPLE)),
        ((row["SOURCESHA256"], row["SOURCEDOC"]),),
        recipe_from_text(row["RUN"]),
    )


def _of_mail(fields: Mapping[str, str], place: str, *, is_kept: bool) -> Stated:
    by_name = {name.lower(): text for name, text in fields.items()}

    def every(name: str) -> list[str]:
        return [text for key, text in fields.items() if key.partition(" (")[0] == name]

    is_native = is_kept or not any(name.startswith("x-mailrecon-") for name in by_name)
    places = (_SOURCE.fullmatch(" ".join(text.split())) for text in every("X-Mailrecon-Source"))
    sources = [(match[2], match[1]) for match in places if match is not None and not is_native]
    return Stated(
        place,
        by_name.get("message-id", ""),
        next(iter(_IDENTITY.findall(by_name.get("in-reply-to", ""))), ""),
        tuple(_IDENTITY.findall(by_name.get("references", ""))),
        "",
        is_native,
        _fields_of(every("X-Mailrecon-Inferred")),
        tuple(sources),
        recipe_from_text(fields.get("X-Mailrecon-Run", "")),
    )


def _fields_of(texts: Iterable[str]) -> frozenset[str]:
    """The fields in texts such as `In-Reply-To: reply: …`."""
    return frozenset(text.partition(":")[0].strip() for text in texts)
