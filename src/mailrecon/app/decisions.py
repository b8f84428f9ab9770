"""Convert the page's decisions to corrections, and corrections to data for the page."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, NamedTuple

import msgspec
from msgspec import Meta, Struct

from mailrecon.app.sample import LEFT_OVER
from mailrecon.corrections import (
    MARKS,
    Action,
    Correction,
    DateValue,
    NoteValue,
    TagValue,
    Target,
    anchor,
    as_plain,
    date_problem,
    in_force,
    in_order,
    new_correction,
    target_of,
    values,
)
from mailrecon.errors import UnfitError
from mailrecon.model import Archive, Document, Message
from mailrecon.read.text.large import whole_text
from mailrecon.report.content import Units

# Keys of a value that are pairs of offsets, which the page counts in UTF-16 code units.
_RANGES = ("span", "from", "to", "cc", "bcc", "reply-to", "date", "subject", "body")


class DecisionRequest(Struct, frozen=True):
    """A decision as the page sends it.

    It applies to `message`, or to `document` and `span` (in UTF-16 code units). In `value`, a
    message is `{"number": 3}`. Numbers are those of the `generation` that the page shows.
    """

    action: Action
    value: dict[str, Any] = {}
    message: int | None = None
    document: Annotated[int, Meta(ge=0)] | None = None
    span: tuple[int, int] | None = None
    why: str | None = None
    generation: int | None = None


class DecisionContext(NamedTuple):
    """The context of a decision: messages by number, documents, and converters of their offsets."""

    messages: Sequence[Message]
    documents: Sequence[Document]
    units: Sequence[Units]


class _DocumentStretch(NamedTuple):
    """A stretch of the document of that number, in characters."""

    number: int
    document: Document
    start: int
    end: int

    @property
    def target(self) -> Target:
        return target_of(whole_text(self.document), self.start, self.end)


def decide(asked: DecisionRequest, context: DecisionContext, by: str) -> Correction:
    """The correction that was asked for. Raises UnfitError."""
    try:
        place = _place(asked, context)
        value = msgspec.convert(_value(asked, context, place), values(asked.action))
        # What can't be applied is not written: the page can ask again.
        if isinstance(value, DateValue) and (problem := date_problem(value)):
            raise ValueError(problem)
        return new_correction(
            asked.action,
            value,
            by=by,
            document=place.document.sha256 if place is not None else None,
            target=place.target if place is not None else None,
            why=asked.why,
        )
    except (ValueError, LookupError) as error:
        raise UnfitError(f"this decision is not possible: {error}") from error


def _place(asked: DecisionRequest, context: DecisionContext) -> _DocumentStretch | None:
    """The document and the characters to which a decision applies."""
    if asked.document is not None and asked.span is not None:
        if asked.document >= len(context.documents):
            raise LookupError(f"there is no document {asked.document}")
        start, end = (context.units[asked.document].characters(place) for place in asked.span)
        document = context.documents[asked.document]
        return _DocumentStretch(asked.document, document, start, max(start, end))
    if asked.message is not None:
        return _message_place(context, asked.message)
    return None


def _message_place(context: DecisionContext, number: int) -> _DocumentStretch:
    """A message's header in its document, or its text if it has no header."""
    if not 0 <= number < len(context.messages):
        raise LookupError(f"there is no message {number}")
    source = context.messages[number].source
    for place, document in enumerate(context.documents):
        if (document.name, document.sha256) == (source.document, source.sha256):
            spans = source.header or source.body
            return _DocumentStretch(place, document, spans[0].start, spans[0].end)
    raise LookupError(f"{source.document} is not open")


def _value(
    asked: DecisionRequest, context: DecisionContext, place: _DocumentStretch | None
) -> dict[str, Any]:
    value = dict(asked.value)
    if place is not None and asked.action in (Action.FIELD, Action.MAIL):
        units = context.units[place.number]
        for name in _RANGES:
            if isinstance(value.get(name), list):
                value[name] = [units.characters(offset) for offset in value[name]]
    if isinstance(value.get("message"), dict):
        value["message"] = _reference(value["message"], context)
    if isinstance(value.get("messages"), list):
        value["messages"] = [_reference(item, context) for item in value["messages"]]
    return value


def _reference(item: Mapping[str, Any], context: DecisionContext) -> dict[str, Any]:
    place = _message_place(context, item["number"])
    return {"document": place.document.sha256, "target": msgspec.to_builtins(place.target)}


def shaping(corrections: Iterable[Correction]) -> tuple[Correction, ...]:
    """The corrections in force that change the rebuilt messages."""
    return tuple(item for item in corrections if item.action not in MARKS)


def marks(
    holding: Iterable[Correction], places: MessageFinder
) -> tuple[dict[int, dict[str, Any]], dict[tuple[int, int], list[str]]]:
    """The marks of messages by number, and the tags of other places by document and start.

    `holding` are the corrections in force.
    """
    of_messages: dict[int, dict[str, Any]] = {}
    of_places: dict[tuple[int, int], list[str]] = {}
    for item in holding:
        if item.action not in MARKS:
            continue
        found = places.find(item)
        if found is None:
            continue
        document, start, number = found
        if number is None:
            if isinstance(item.value, TagValue):
                of_places.setdefault((document, start), []).append(item.value.tag)
            continue
        entry = of_messages.setdefault(number, {"notes": [], "tags": []})
        if isinstance(item.value, NoteValue):
            entry["notes"].append(item.value.text)
        elif isinstance(item.value, TagValue):
            entry["tags"].append(item.value.tag)
        else:
            entry[item.action.value] = True
    return of_messages, of_places


class MessageFinder:
    """Finds the message at a target."""

    def __init__(self, archive: Archive) -> None:
        self._documents = {
            item.document.sha256: (number, item.document)
            for number, item in reversed(list(enumerate(archive.parsed)))
        }
        self._texts: dict[int, str] = {}
        self._found: dict[str, tuple[int, int, int | None] | None] = {}
        self._starts: dict[tuple[str, int], int] = {}
        self._headers: dict[str, list[tuple[int, int, int]]] = {}
        self._ledgers = [item.ledger for item in archive.parsed]
        for number, message in enumerate(archive.messages):
            for source in (message.source, *(copy.source for copy in message.copies)):
                spans = source.header or source.body
                for span in source.header or source.body[:1]:
                    self._headers.setdefault(source.sha256, []).append(
                        (span.start, span.end, number)
                    )
                if spans:
                    self._starts.setdefault((source.sha256, spans[0].start), number)

    def find(self, item: Correction) -> tuple[int, int, int | None] | None:
        """The document's number, the start, and the message whose header includes it."""
        if item.id not in self._found:
            self._found[item.id] = self._find(item)
        return self._found[item.id]

    def _find(self, item: Correction) -> tuple[int, int, int | None] | None:
        if item.document not in self._documents or item.target is None:
            return None
        number, document = self._documents[item.document]
        if number not in self._texts:
            self._texts[number] = whole_text(document)
        found = anchor(item.target, self._texts[number])
        if not found.found:
            return None
        message = self._starts.get((document.sha256, found.start))
        # A page's foot between two lines of a header is a stretch of its own.
        if message is None and not self._is_left_over(number, found.start):
            message = next(
                (
                    message
                    for start, end, message in self._headers.get(document.sha256, ())
                    if start <= found.start < end
                ),
                None,
            )
        return number, found.start, message

    def _is_left_over(self, number: int, offset: int) -> bool:
        """Whether the text at an offset of a document belongs to no message."""
        ledger = self._ledgers[number]
        place = bisect_right(ledger, offset, key=lambda segment: segment.span.start) - 1
        return place >= 0 and ledger[place].kind in LEFT_OVER


def history(corrections: Sequence[Correction], places: MessageFinder) -> list[dict[str, Any]]:
    """All decisions, newest first, with whether they are in force and their message."""
    holding = {item.id for item in in_force(corrections)}
    return [
        {
            **as_plain(item),
            "holds": item.id in holding,
            "message": found[2] if (found := places.find(item)) is not None else None,
        }
        for item in reversed(in_order(corrections))
        if item.action is not Action.UNDO
    ]
