"""What the page asks to be decided, as corrections; and what was decided, for the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from mailrecon.corrections import (
    MARKS,
    Action,
    Correction,
    NoteValue,
    TagValue,
    anchor,
    as_plain,
    in_force,
    in_order,
    new_correction,
    target_of,
    values,
)
from mailrecon.errors import MailreconError
from mailrecon.model import Archive, Document, Message
from mailrecon.read.text.large import whole_text
from mailrecon.report.content import Units

# What a value may hold that is a pair of offsets, which the page counts in UTF-16 code units.
_RANGES = ("span", "from", "to", "cc", "bcc", "reply-to", "date", "subject", "body")


class UnfitError(MailreconError):
    """What was asked for can't be decided so; nothing was written."""


class Asked(Struct, frozen=True):
    """A decision as the page sends it.

    `message` or `document` and `span` (UTF-16 code units) say where it applies; in `value`, a
    message is `{"number": 3}`.
    """

    action: Action
    value: dict[str, Any] = {}
    message: int | None = None
    document: int | None = None
    span: tuple[int, int] | None = None
    why: str | None = None


def decide(asked: Asked, archive: Archive, units: Sequence[Units], by: str) -> Correction:
    """The correction that was asked for. Raises UnfitError."""
    try:
        place = _place(asked, archive, units)
        value = _value(asked, archive, units, place)
        return new_correction(
            asked.action,
            msgspec.convert(value, values(asked.action)),
            by=by,
            document=place[0].sha256 if place is not None else None,
            target=target_of(whole_text(place[0]), place[1], place[2]) if place else None,
            why=asked.why,
        )
    except (ValueError, LookupError) as error:
        raise UnfitError(f"this can't be decided so: {error}") from error


def _place(
    asked: Asked, archive: Archive, units: Sequence[Units]
) -> tuple[Document, int, int] | None:
    """The document and the characters that a decision is about."""
    if asked.document is not None and asked.span is not None:
        start, end = (units[asked.document].characters(place) for place in asked.span)
        return archive.parsed[asked.document].document, start, max(start, end)
    if asked.message is not None:
        return message_place(archive, archive.messages[asked.message])
    return None


def message_place(archive: Archive, message: Message) -> tuple[Document, int, int]:
    """A message's header in its document, or where it has none its text."""
    source = message.source
    document = next(
        item.document
        for item in archive.parsed
        if (item.document.name, item.document.sha256) == (source.document, source.sha256)
    )
    spans = source.header or source.body
    return document, spans[0].start, spans[0].end


def _value(
    asked: Asked,
    archive: Archive,
    units: Sequence[Units],
    place: tuple[Document, int, int] | None,
) -> dict[str, Any]:
    value = dict(asked.value)
    if place is not None and asked.action in (Action.FIELD, Action.MAIL):
        number = next(n for n, item in enumerate(archive.parsed) if item.document is place[0])
        for name in _RANGES:
            if isinstance(value.get(name), list):
                value[name] = [units[number].characters(offset) for offset in value[name]]
    if isinstance(value.get("message"), dict):
        value["message"] = _reference(value["message"], archive)
    if isinstance(value.get("messages"), list):
        value["messages"] = [_reference(item, archive) for item in value["messages"]]
    return value


def _reference(item: Mapping[str, Any], archive: Archive) -> dict[str, Any]:
    document, start, end = message_place(archive, archive.messages[item["number"]])
    target = target_of(whole_text(document), start, end)
    return {"document": document.sha256, "target": msgspec.to_builtins(target)}


def shaping(corrections: Iterable[Correction]) -> tuple[Correction, ...]:
    """Those in force that change what is rebuilt."""
    return tuple(item for item in in_force(corrections) if item.action not in MARKS)


def marks(
    corrections: Iterable[Correction], archive: Archive
) -> tuple[dict[int, dict[str, Any]], dict[tuple[int, int], list[str]]]:
    """The marks of messages by number, and the tags of other places by document and start."""
    places = _Places(archive)
    of_messages: dict[int, dict[str, Any]] = {}
    of_places: dict[tuple[int, int], list[str]] = {}
    for item in in_force(corrections):
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
        held = of_messages.setdefault(number, {"notes": [], "tags": []})
        if isinstance(item.value, NoteValue):
            held["notes"].append(item.value.text)
        elif isinstance(item.value, TagValue):
            held["tags"].append(item.value.tag)
        else:
            held[item.action.value] = True
    return of_messages, of_places


class _Places:
    """Finds which message stands at a target."""

    def __init__(self, archive: Archive) -> None:
        self._documents = {
            item.document.sha256: (number, item.document)
            for number, item in reversed(list(enumerate(archive.parsed)))
        }
        self._texts: dict[int, str] = {}
        self._starts: dict[tuple[str, int], int] = {}
        self._headers: dict[str, list[tuple[int, int, int]]] = {}
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
        """The document's number, the start, and the message whose header begins or stands there."""
        if item.document not in self._documents or item.target is None:
            return None
        number, document = self._documents[item.document]
        if number not in self._texts:
            self._texts[number] = whole_text(document)
        found = anchor(item.target, self._texts[number])
        if not found.found:
            return None
        message = self._starts.get((document.sha256, found.start))
        if message is None:
            message = next(
                (
                    message
                    for start, end, message in self._headers.get(document.sha256, ())
                    if start <= found.start < end
                ),
                None,
            )
        return number, found.start, message


def history(corrections: Sequence[Correction], archive: Archive) -> list[dict[str, Any]]:
    """All that was decided, newest first, with whether it holds and of which message it is."""
    places = _Places(archive)
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
