"""A line of marked-up text as it is displayed."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import NamedTuple

from msgspec import Struct

from mailrecon.model import Hiding, Span
from mailrecon.read.redaction.tag_letters import TAG_LETTERS, split_at_tags, without_tag_letters

# Private characters from here on mark a line's hidden texts until its markup is undone.
_FIRST = 0x10F200
_MOST = 0x800
_LEAST_BAR, _LONGEST_BAR = 3, 40


class Hidden(NamedTuple):
    """Text of a line that can't be seen: how, how long, and whether it leaves space."""

    how: Hiding
    characters: int
    space: bool = False


class PlacedHidden(NamedTuple):
    """Hidden text with the place of its bar on the line; the span is empty if it has no bar."""

    span: Span
    hidden: Hidden


class MarkupLine(Struct, frozen=True):
    """`aside` is True if the line is markup or furniture, not text."""

    text: str
    aside: bool = False
    hidden: tuple[PlacedHidden, ...] = ()


def mark_of(number: int) -> str:
    """The character that marks the hidden text of this number, counted from 0."""
    return chr(_FIRST + min(number, _MOST - 1))


def has_mark(text: str) -> bool:
    """Whether the text contains a mark of something hidden."""
    return not text.isascii() and any(_FIRST <= ord(c) < _FIRST + _MOST for c in text)


def with_bars(text: str) -> str:
    """A text as it is displayed, with bars for hidden text."""
    return "".join("█" if _FIRST <= ord(c) < _FIRST + _MOST else c for c in text)


def finished(text: str, hidden: list[Hidden], *, aside: bool = False) -> MarkupLine:
    """The line with each mark replaced by a bar or nothing."""
    if not hidden:
        return MarkupLine(text, aside)
    pieces: list[str] = []
    placed: list[PlacedHidden] = []
    length = 0
    for character in text:
        number = ord(character) - _FIRST
        if 0 <= number < len(hidden):
            found = hidden[number]
            size = min(max(found.characters, _LEAST_BAR), _LONGEST_BAR) if found.space else 0
            character = "█" * size
            placed.append(PlacedHidden(Span(length, length + size), found))
        pieces.append(character)
        length += len(character)
    line = "".join(pieces)
    # Hidden text in a piece of the line that is not displayed is recorded at the line's end.
    known = {id(item.hidden) for item in placed}
    end = Span(length, length)
    placed += [PlacedHidden(end, item) for item in hidden if id(item) not in known]
    if not any(item.hidden.space for item in placed):
        line = line.rstrip() if not line.strip() else line
    trimmed = [
        item if item.span.end <= len(line) else item._replace(span=Span(len(line), len(line)))
        for item in placed
    ]
    return MarkupLine(line, aside, tuple(trimmed))


def without_tags(line: MarkupLine) -> MarkupLine:
    """The line without tag letters, which no font draws: hidden text that leaves no space."""
    shown, count = without_tag_letters(line.text)
    if not count:
        return line
    pieces = list(split_at_tags(line.text))
    starts = [0, *accumulate(map(len, pieces))]
    # How many tag letters are before each piece.
    before = [0, *accumulate(len(one) * (one[0] in TAG_LETTERS) for one in pieces)]

    def moved(place: int) -> int:
        return place - before[bisect_right(starts, place) - 1]

    hidden = [
        item._replace(span=Span(moved(item.span.start), moved(item.span.end)))
        for item in line.hidden
    ]
    for start, left, piece in zip(starts, before, pieces, strict=False):
        if piece[0] in TAG_LETTERS:
            place = Span(start - left, start - left)
            hidden.append(PlacedHidden(place, Hidden(Hiding.NOT_DISPLAYED, len(piece))))
    return MarkupLine(shown, line.aside, tuple(sorted(hidden, key=lambda item: item.span)))
