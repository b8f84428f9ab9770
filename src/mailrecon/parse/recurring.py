"""Find what recurs in a text too large for memory, before its windows are parsed.

Six properties of the whole document: the lines that number its pages, the running heads beside
them, the numbered lines that repeat, its published headings, its sections of chat messages, and
whether codes are printed at its margin.

The text is read once, in parts. Nearly all parts have no mark of a publisher; in these, only the
lines that are not plain words are examined (`scan/marked_lines.py`).
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from msgspec import Struct

from mailrecon.layouts.ticket import is_of_help_desk
from mailrecon.lexicon import Lexicon
from mailrecon.parse.above.item_series import SeriesFinder
from mailrecon.parse.gaps import GapCounter
from mailrecon.scan import Lines
from mailrecon.scan.chats import CONTEXT, ChatSections, may_hold_chats_among
from mailrecon.scan.furniture.margins import MarginCodes
from mailrecon.scan.furniture.page_numbers import PageNumbers
from mailrecon.scan.furniture.stamps import RepeatedShapes
from mailrecon.scan.headings.finder import (
    HeadingCompany,
    find_headings,
    may_hold_headings,
)
from mailrecon.scan.headings.signs import HeadingLine
from mailrecon.scan.lines import split_lines
from mailrecon.scan.marked_lines import MarkedLines, marked_lines
from mailrecon.scan.page_marks import has_page_marks, lines_of
from mailrecon.scan.signs import odd_characters
from mailrecon.scan.stand_ins import USUAL_MARKS, KnownSigns

Read = Callable[[], Iterator[str]]


class Recurring(Struct, frozen=True):
    """Page numbers, running heads and repeated shapes of the whole document (`RepeatedShapes`)."""

    set_aside: array[int]
    shapes: Mapping[str, int]
    company: HeadingCompany
    chats: tuple[tuple[int, int], ...]
    gaps: Counter[int]
    series: frozenset[str]
    margin_codes: bool
    is_ticket: bool

    def lines(self, first: int, count: int) -> frozenset[int]:
        """The furniture among `count` lines from `first` on, counted from there."""
        start = bisect_left(self.set_aside, first)
        end = bisect_left(self.set_aside, first + count)
        return frozenset(line - first for line in self.set_aside[start:end])

    def are_none(self, first: int, count: int) -> bool:
        """Whether nothing recurs that concerns `count` lines from `first` on."""
        return (
            not self.lines(first, count)
            and not self.series
            and not self.margin_codes
            and not self.is_ticket
            and not self.chats_within(first, count)
        )

    def chats_within(self, first: int, count: int) -> list[tuple[int, int]]:
        """The parts of chat sections among `count` lines from `first` on, counted from there."""
        return [
            (max(start - first, 0), min(end - first, count))
            for start, end in self.chats
            if start < first + count and end > first
        ]


def whole_lines(pieces: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """Cut the pieces of a text again, so that each ends with a line break; True for the last."""
    gathered: list[str] = []
    waiting = ""
    for piece in pieces:
        piece = waiting + piece
        # The other half of this line break may be in the next piece.
        piece, waiting = (piece[:-1], "\r") if piece.endswith("\r") else (piece, "")
        cut = max(piece.rfind("\n"), piece.rfind("\r")) + 1
        if cut:
            yield "".join((*gathered, piece[:cut])), False
            gathered = []
        gathered.append(piece[cut:])
    yield "".join((*gathered, waiting)), True


def find_recurring(read: Read, lexicon: Lexicon) -> Recurring:
    """What recurs in a text. Each call of `read` yields its pieces from the start."""

    def lines() -> Iterator[list[str]]:
        for part, last in whole_lines(read()):
            raw = lines_of(part, lexicon).raw
            yield raw if last else raw[:-1]

    headings = _HeadingFinder(lexicon)
    numbers, shapes, gaps = PageNumbers(), RepeatedShapes(lexicon), GapCounter()
    series, codes = SeriesFinder(), MarginCodes()
    for part in _overlapping(read, lexicon):
        headings.add(part)
        raw, among = part.judged()
        for finder in (numbers, shapes, series, codes, gaps):
            finder.add(raw, among)
    chats = headings.chats(lambda: _overlapping(read, lexicon))
    numbered = array("q", sorted(numbers.found(lines)))
    return Recurring(
        numbered,
        shapes.found,
        headings.company,
        tuple(chats),
        gaps.found,
        series.found(),
        codes.are_printed,
        headings.is_ticket,
    )


class _HeadingFinder:
    """Finds the published headings of a text, its chats, and whether it is a help desk's page."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.company = HeadingCompany()
        self.is_ticket = False
        self._lexicon = lexicon
        self._sections = ChatSections(lexicon)
        self._end, self._has_headings = 0, False

    def add(self, part: _WindowPart) -> None:
        """Search a part of the text."""
        headings = part.headings()
        for found in headings:
            if part.begin <= found.last < part.end:
                self.company.add(part.lines, found, self._lexicon)
        self._has_headings = self._has_headings or bool(headings)
        self.is_ticket = self.is_ticket or part.is_of_help_desk()
        if not self._has_headings and (self._sections.are_open or part.may_hold_chats()):
            self._sections.add(part.lines, frozenset(), part.begin, part.end, part.first)
        self._end = part.first + part.end

    def chats(self, parts: Callable[[], Iterator[_WindowPart]]) -> list[tuple[int, int]]:
        """The chats as ranges of lines. `parts` yields the text again, from the start."""
        if not self._has_headings:
            return self._sections.found(self._end)
        # Whether headings count depends on the whole text.
        sections = ChatSections(self._lexicon)
        for part in parts():
            last = {found.last for found in part.headings()}
            counted = last if self.company.headings else frozenset()
            sections.add(part.lines, counted, part.begin, part.end, part.first)
        return sections.found(self._end)


class _WindowPart:
    """Lines of a text, of which `begin`..`end` (half-open) are to be judged; `first` are above."""

    def __init__(
        self, as_read: list[str], first: int, begin: int, end: int, lexicon: Lexicon
    ) -> None:
        self.first, self.begin, self.end = first, begin, end
        # The lines before they are changed for layouts, which may part them.
        self._as_read = as_read
        self._lexicon = lexicon
        self._text = "\n".join(as_read)

    @cached_property
    def lines(self) -> Lines:
        """The lines as layouts see them."""
        return lines_of(self._text, self._lexicon)

    @cached_property
    def _marked(self) -> MarkedLines | None:
        """The lines that are not plain, if layouts see all lines as they were read."""
        found = marked_lines(self._text, self._as_read, self._lexicon)
        if found is None:
            return None
        known = KnownSigns(odd_characters(found.text) + USUAL_MARKS, None, found.text)
        return None if has_page_marks(self._text, self._lexicon, known) else found

    def judged(self) -> tuple[Sequence[str], Sequence[int] | None]:
        """The lines to be judged, more than there are in the text if some are parted; and those
        among them that are not plain, if they are known.
        """
        if self._marked is not None:
            begin, end = self.begin, self.end
            among = [n - begin for n in self._marked.numbers if begin <= n < end]
            return self._as_read[begin:end], among
        if len(self.lines) == len(self._as_read):
            return self.lines.raw[self.begin : self.end], None
        return lines_of("\n".join(self._as_read[self.begin : self.end]), self._lexicon).raw, None

    def headings(self) -> list[HeadingLine]:
        """The lines of the form of a heading."""
        if self._marked is not None and not may_hold_headings(
            self._as_read, self._marked.numbers, self._lexicon
        ):
            return []
        return list(find_headings(self.lines, self._lexicon))

    def may_hold_chats(self) -> bool:
        """Whether a line that may be a title names a messenger."""
        return self._marked is None or may_hold_chats_among(
            self._as_read, self._marked.numbers, self._lexicon
        )

    def is_of_help_desk(self) -> bool:
        """Whether the part shows that the text is a help desk's page."""
        text = self.lines.text if self._marked is None else self._marked.text
        return is_of_help_desk(text, self._lexicon)


def _overlapping(read: Read, lexicon: Lexicon) -> Iterator[_WindowPart]:
    """A text in overlapping parts: some lines above and below those to be judged."""
    gathered: list[str] = []
    first = begin = 0
    for part, last in whole_lines(read()):
        raw, _ = split_lines(part)
        gathered += raw if last else raw[:-1]
        end = len(gathered) if last else len(gathered) - CONTEXT
        if end <= begin:
            continue
        yield _WindowPart(gathered, first, begin, end, lexicon)
        kept = max(end - CONTEXT, 0)
        gathered, first, begin = gathered[kept:], first + kept, end - kept
