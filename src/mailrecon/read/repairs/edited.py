"""Change a document's text in places, and shift all its spans accordingly."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from mailrecon.model import Document, Notice, NoticeCode, Place, PlaceUnit, Span


class Edit(NamedTuple):
    """Characters of the text (half-open offsets), and the text in their place."""

    start: int
    end: int
    new: str


def edited(document: Document, edits: Sequence[Edit], code: NoticeCode, reason: str) -> Document:
    """`document` with its text changed; the new text is recorded in `decoded`.

    `edits` are in order and without overlap; with none, the document is returned as it is. The
    warning has `reason` and the number of places.
    """
    if not edits:
        return document
    text = document.text
    moved = _Moved(text, edits)
    decoded = tuple(moved.places())
    notice = Notice(code, f"{reason} in {len(decoded)} places", decoded[0])
    before = map(moved.span, document.decoded)
    return replace(
        document,
        text=moved.text,
        warnings=(*document.warnings, notice),
        places=tuple(
            replace(place, span=moved.span(place.span)) for place in document.places or _lines(text)
        ),
        set_aside=tuple(map(moved.span, document.set_aside)),
        redactions=tuple(replace(item, span=moved.span(item.span)) for item in document.redactions),
        hidden=tuple(replace(item, span=moved.span(item.span)) for item in document.hidden),
        decoded=tuple(sorted((*before, *decoded), key=lambda span: span.start)),
        titles=tuple(replace(item, span=moved.span(item.span)) for item in document.titles),
        item_starts=tuple(moved.span(Span(at, at)).start for at in document.item_starts),
    )


class _Moved:
    """An edited text, and a mapping from old to new offsets."""

    def __init__(self, text: str, edits: Sequence[Edit]) -> None:
        pieces: list[str] = []
        self._edits = edits
        self._starts = [edit.start for edit in edits]
        self._new: list[int] = []
        done = size = 0
        for edit in edits:
            pieces += (text[done : edit.start], edit.new)
            size += edit.start - done
            self._new.append(size)
            size += len(edit.new)
            done = edit.end
        pieces.append(text[done:])
        self.text = "".join(pieces)

    def span(self, span: Span) -> Span:
        """The position in the new text of a stretch of the old one."""
        return Span(self._place(span.start), self._place(span.end))

    def places(self) -> Iterator[Span]:
        """The spans of new text; where two lines were joined, the following character."""
        for edit, new in zip(self._edits, self._new, strict=True):
            yield Span(new, new + max(len(edit.new), 1))

    def _place(self, offset: int) -> int:
        number = bisect_right(self._starts, offset) - 1
        if number < 0:
            return offset
        edit, new = self._edits[number], self._new[number]
        if offset < edit.end:
            return new + min(offset - edit.start, len(edit.new))
        return new + len(edit.new) + offset - edit.end


def _lines(text: str) -> Iterator[Place]:
    """The lines of plain text, each with its number from 1."""
    start = 0
    for number, line in enumerate(text.split("\n"), start=1):
        end = start + len(line.rstrip("\r"))
        if end > start:
            yield Place(Span(start, end), PlaceUnit.LINE, str(number))
        start += len(line) + 1
