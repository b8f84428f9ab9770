"""From a document's text to what stands out in it: labels and attribution lines, with places.

Most lines of most documents are neither, so each test begins with the cheapest look at a line
that can rule it out: without a colon of some kind there is no label and no attribution.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from msgspec import Struct, field

from mailrecon.lexicon import Lexicon
from mailrecon.model import Document
from mailrecon.scan.attribution import (
    Attribution,
    find_attribution,
    find_inner_attribution,
)
from mailrecon.scan.chats import find_chats
from mailrecon.scan.decisions import find_decisions
from mailrecon.scan.headings import Company, HeadingLine, find_headings
from mailrecon.scan.kinds import line_kinds
from mailrecon.scan.labels import COLONS, Label, find_label
from mailrecon.scan.lines import Lines
from mailrecon.scan.page_numbers import SHORTEST_TITLE, find_page_numbers

# So many lines of a header may stand between one beside a page number and one of its own.
_MOST_AWAY = 8
# What can set a label apart without a colon: table cells, bold type, a wide gap. What Zoho's
# attribution lines end with, and what stands behind the Message-ID in those of news readers.
_MARKUP = ("|", "**", "__", "\t", "   ", " --", ">, ")

__all__ = ["Attribution", "Label", "Lines", "Page", "candidate_lines", "scan", "scan_window"]


class Page(Struct):
    """A scanned document: its lines, and lookups that remember what they found.

    `set_aside` are the lines the reader knew to be page furniture, and those that number pages;
    `envelope_end` is the line behind a real message's header (0: there is none); `run_end` is the
    line behind the last run of labels a layout went through. `goes_on` tells that the page is a
    window, and a header stands above it.

    `item_starts` are the lines with which the document says that another item begins.

    `headings` are the lines of the form of a published heading, by their last line; `company` is
    what the whole document has of them, `chats` the line ranges (half-open) of its chat sections.
    `gaps` are the document's runs of blank lines by width, None until somebody counted them;
    `has_strings` tells whether signs of a program's strings stand in it, None until somebody asked.
    """

    lines: Lines
    lexicon: Lexicon
    candidates: list[int]
    set_aside: frozenset[int] = frozenset()
    envelope_end: int = 0
    run_end: int = 0
    goes_on: bool = False
    headings: Mapping[int, HeadingLine] = field(default_factory=dict)
    company: Company = field(default_factory=Company)
    chats: Sequence[tuple[int, int]] = ()
    item_starts: frozenset[int] = frozenset()
    gaps: Counter[int] | None = None
    has_strings: bool | None = None
    _kinds: list[int] | None = None
    _labels: dict[int, Label | None] = field(default_factory=dict)
    _attributions: dict[int, Attribution | None] = field(default_factory=dict)

    @property
    def kinds(self) -> list[int]:
        """What each line may be (`scan/kinds.py`)."""
        if self._kinds is None:
            self._kinds = line_kinds(self.lines.raw, self.lexicon)
        return self._kinds

    def label(self, index: int) -> Label | None:
        """The header label that line `index` opens with, or None."""
        if index not in self._labels:
            self._labels[index] = find_label(self.lines.content(index), self.lexicon)
        return self._labels[index]

    def in_chat(self, index: int) -> bool:
        """Whether line `index` stands in a section of chat messages."""
        place = bisect_right(self.chats, (index, len(self.lines))) - 1
        return place >= 0 and index < self.chats[place][1]

    def attribution(self, index: int) -> Attribution | None:
        """The attribution line that closes on line `index`, or within it, or None."""
        if index not in self._attributions:
            inner = find_inner_attribution(self.lines, index, self.lexicon)
            self._attributions[index] = inner or find_attribution(self.lines, index, self.lexicon)
        return self._attributions[index]


def scan(document: Document, lexicon: Lexicon) -> Page:
    """Split a document into lines and pick out those that can open or hold a header."""
    lines = Lines(document.text)
    set_aside = frozenset(
        number
        for span in document.set_aside
        for number in range(lines.line_at(span.start), lines.line_at(max(span.end - 1, 0)) + 1)
    )
    if document.envelope is None:
        set_aside |= frozenset(find_decisions(lines))
    # What the reader set aside holds no mail; what stands by a page number may.
    headings = {found.last: found for found in find_headings(lines, lexicon)}
    candidates = [index for index in candidate_lines(lines, headings) if index not in set_aside]
    if candidates:
        numbered = find_page_numbers(lambda: iter((lines.raw,)))
        set_aside |= _without_headers(lines, numbered, lexicon)
    envelope = document.envelope
    envelope_end = lines.line_at(max(envelope.end - 1, 0)) + 1 if envelope is not None else 0
    page = Page(lines, lexicon, candidates, set_aside, envelope_end, headings=headings)
    page.item_starts = frozenset(map(lines.line_at, document.item_starts))
    for heading in headings.values():
        page.company.add(lines, heading)
    if candidates:
        page.chats = find_chats(lines, headings, lexicon)
    return page


def scan_window(
    text: str,
    lexicon: Lexicon,
    set_aside: frozenset[int],
    *,
    goes_on: bool,
    company: Company,
    chats: Sequence[tuple[int, int]],
) -> Page:
    """A part of a text, from the start of a line; `set_aside`, `chats` count this part's lines."""
    lines = Lines(text)
    decisions = frozenset(find_decisions(lines))
    set_aside = _without_headers(lines, set_aside, lexicon) | decisions
    headings = {found.last: found for found in find_headings(lines, lexicon)}
    return Page(
        lines,
        lexicon,
        [index for index in candidate_lines(lines, headings) if index not in decisions],
        set_aside,
        goes_on=goes_on,
        headings=headings,
        company=company,
        chats=chats,
    )


def _without_headers(lines: Lines, numbered: Collection[int], lexicon: Lexicon) -> frozenset[int]:
    """The lines beside page numbers that are not of a header.

    Many mails begin with the same From and To, and each on a new page. What a page's running header
    prints is the same on all pages; a mail's header has a Date or a Subject of its own.
    """

    def has_label(index: int) -> bool:
        if not 0 <= index < len(lines):
            return False
        label = find_label(lines.content(index), lexicon)
        return label is not None and label.entry is not None

    def is_of_header(index: int) -> bool:
        for step in (-1, 1):
            other = index + step
            while abs(other - index) <= _MOST_AWAY and has_label(other):
                own = len(lines.raw[other].strip()) >= SHORTEST_TITLE
                if own and other not in numbered:
                    return True
                other += step
        return False

    return frozenset(index for index in numbered if not (has_label(index) and is_of_header(index)))


def candidate_lines(lines: Lines, headings: Collection[int] = ()) -> list[int]:
    """The lines that can open or hold a header."""
    marks = (mark for mark in (*COLONS, *_MARKUP) if mark[:1] in lines.text)
    return sorted(set(headings).union(*map(lines.with_mark, marks)))
