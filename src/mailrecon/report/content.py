"""The content of the page as plain data."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from mailrecon.citation import citation, cited_people, document_of
from mailrecon.confidence import certainty
from mailrecon.model import (
    Archive,
    HiddenText,
    Message,
    Notice,
    Parsed,
    Person,
    Role,
    Source,
    Span,
)
from mailrecon.offsets import offset_text
from mailrecon.read.text.large import whole_text
from mailrecon.version import __version__
from mailrecon.writers.provenance.jsonl import iso_date
from mailrecon.writers.tables.columns import place_text, redacted_fields

# Names printed beside addresses, as in tables of Exchange, are shown with the field they belong to.
_ROLES_OF_NAMES = {
    Role.ORIGINATOR_NAME: Role.FROM,
    Role.RECIPIENT_NAMES: Role.TO,
    Role.CC_NAMES: Role.CC,
    Role.BCC_NAMES: Role.BCC,
}


def report_content(archive: Archive, *, title: str, unread: tuple[str, ...] = ()) -> dict[str, Any]:
    """The archive as values for JSON; spans are `[start, end]` in UTF-16 code units, half-open.

    The page's script counts characters in these units.
    """
    content = ArchiveContent(archive)
    return {
        "title": title,
        "version": __version__,
        "documents": list(content.documents()),
        "messages": list(content.messages()),
        "warnings": archive_warnings(archive),
        "unread": list(unread),
    }


def archive_warnings(archive: Archive) -> list[tuple[str, str, str]]:
    """The code and text of each warning about more than one message, and its document's name.

    The name is empty if there is only one document, or the text contains it.
    """
    return [(notice.code, notice.text, document_of(notice, archive)) for notice in archive.warnings]


class ArchiveContent:
    """The documents and messages of an archive, one by one as plain data."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._number_of: dict[tuple[str, str], int] = {}
        self.units: list[Units] = []
        for number, parsed in enumerate(archive.parsed):
            document = parsed.document
            self._number_of.setdefault((document.name, document.sha256), number)
            self.units.append(Units(whole_text(document)))

    def documents(self) -> Iterator[dict[str, Any]]:
        """Each document with its text and its segments."""
        for parsed, units in zip(self._archive.parsed, self.units, strict=True):
            yield _document(parsed, whole_text(parsed.document), units)

    def messages(self) -> Iterator[dict[str, Any]]:
        """Each message with its spans."""
        for message in self._archive.messages:
            yield self.message(message)

    def message(self, message: Message) -> dict[str, Any]:
        """One message with its spans."""
        return _message(message, self.numbers, self._number_of, self.units)

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """The number of each message, by its Message-ID."""
        return {item.message_id: number for number, item in enumerate(self._archive.messages)}


class Units:
    """Converts offsets of one text between characters and UTF-16 code units."""

    def __init__(self, text: str) -> None:
        self._beyond = (
            [place for place, character in enumerate(text) if character > "\uffff"]
            if not text.isascii() and max(text, default="") > "\uffff"
            else []
        )

    def __call__(self, offset: int) -> int:
        """The offset in code units of an offset in characters."""
        if not self._beyond:
            return offset
        return offset + bisect_left(self._beyond, offset)

    def characters(self, offset: int) -> int:
        """The offset in characters of an offset in code units; within a pair, that of its end."""
        if not self._beyond:
            return offset
        return offset - bisect_left(range(len(self._beyond)), offset, key=self._end_of)

    def _end_of(self, number: int) -> int:
        """The end of the pair of that number, in code units."""
        return self._beyond[number] + number + 1

    def span(self, span: Span) -> list[int]:
        """A span in code units."""
        return [self(span.start), self(span.end)]


def _document(parsed: Parsed, text: str, units: Units) -> dict[str, Any]:
    document = parsed.document
    return {
        "name": document.name,
        "sha256": document.sha256,
        "kind": document.kind,
        "encoding": document.encoding,
        "text": text,
        "segments": [[segment.kind.value, *units.span(segment.span)] for segment in parsed.ledger],
        "redactions": [[*units.span(item.span), item.how] for item in document.redactions],
        "hidden": [
            [*units.span(item.span), item.how.value, item.characters, _place_of(item)]
            for item in document.hidden
        ],
    }


def _place_of(item: HiddenText) -> str:
    """`page 3`; the element or paragraph in a format without pages."""
    return f"page {item.page}" if item.page is not None else item.place or ""


def _message(
    message: Message,
    numbers: Mapping[str, int],
    number_of: dict[tuple[str, str], int],
    units: list[Units],
) -> dict[str, Any]:
    prints = [
        _print(source, fields, number_of, units)
        for source, fields in (
            (message.source, message.fields),
            *((copy.source, copy.fields) for copy in message.copies),
        )
    ]
    place = number_of.get((message.source.document, message.source.sha256))
    to_units = units[place] if place is not None else Units("")
    when = message.when
    bounds = message.zone_bounds
    return {
        "id": message.message_id,
        "idPrinted": message.message_id_printed,
        "parent": numbers.get(message.parent) if message.parent else None,
        "parentId": message.parent,
        "relation": message.relation.value if message.relation else None,
        "from": _people([message.originator] if message.originator else []),
        "sender": _people([message.sender] if message.sender else []),
        "replyTo": _people(message.reply_to),
        "to": _people(message.to),
        "cc": _people(message.cc),
        "bcc": _people(message.bcc),
        "date": iso_date(when),
        "zone": offset_text(when.offset) if when and when.offset is not None else None,
        "datePrinted": message.date_printed,
        "subject": message.subject,
        "body": message.body,
        "layout": message.layout,
        "language": message.language,
        "confidence": message.confidence,
        "level": certainty(message.confidence).value,
        "citation": citation(message),
        "cited": list(cited_people(message)),
        "native": message.original is not None,
        "redacted": redacted_fields(message),
        "prints": prints,
        "duplicates": [numbers[item] for item in message.duplicates if item in numbers],
        "inferred": [
            [item.field, item.value, item.reason, item.score, item.used]
            for item in message.inferred
        ],
        "bounds": None
        if bounds is None
        else [
            offset_text(bounds.lowest) if bounds.lowest is not None else None,
            offset_text(bounds.highest) if bounds.highest is not None else None,
            bounds.reason,
        ],
        "warnings": [_notice(notice, to_units) for notice in message.warnings],
    }


def _print(
    source: Source,
    fields: Iterable[Any],
    number_of: dict[tuple[str, str], int],
    units: list[Units],
) -> dict[str, Any]:
    """One copy of a message: its document (null if it is not in the archive), and spans in it."""
    number = number_of.get((source.document, source.sha256))
    to_units = units[number] if number is not None else Units("")
    return {
        "document": number,
        "name": source.document,
        "lines": list(source.lines),
        "place": place_text(source),
        "bates": list(source.bates),
        "footnote": source.footnote,
        "header": [to_units.span(span) for span in source.header],
        "body": [to_units.span(span) for span in source.body],
        "fields": [
            {
                "role": _ROLES_OF_NAMES.get(field.role, field.role).value,
                "label": field.label,
                "text": field.text,
                "span": to_units.span(field.span),
                "labelSpan": to_units.span(field.label_span) if field.label_span else None,
                "how": field.how.value,
                "reason": field.reason,
            }
            for field in fields
        ],
    }


def _people(people: Iterable[Person]) -> list[list[Any]]:
    """Name, address, whether something is redacted, and the identity: its name, details and id."""
    return [
        [
            person.name,
            person.address or person.printed_address,
            person.redacted,
            person.canonical or "",
            ", ".join(known for known in (person.job, person.organisation) if known),
            person.person or "",
        ]
        for person in people
    ]


def _notice(notice: Notice, units: Units) -> list[Any]:
    return [notice.code, notice.text, units.span(notice.span) if notice.span else None]
