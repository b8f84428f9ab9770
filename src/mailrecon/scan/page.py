"""A scanned page: a document's lines, with those that can begin or be part of a header."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from msgspec import Struct, field

from mailrecon.lexicon import Lexicon
from mailrecon.model import Document, Role
from mailrecon.scan.attribution import (
    Attribution,
    find_attribution,
    find_inner_attribution,
    is_dated_address,
    is_identifier_cited,
)
from mailrecon.scan.chats import find_chats
from mailrecon.scan.furniture.decisions import find_decisions
from mailrecon.scan.furniture.forums import find_posts, last_above
from mailrecon.scan.furniture.kinds import line_kinds
from mailrecon.scan.furniture.page_numbers import SHORTEST_TITLE, find_page_numbers
from mailrecon.scan.furniture.stamp_forms import has_form_of_stamp
from mailrecon.scan.headings.finder import HeadingCompany, find_headings
from mailrecon.scan.headings.signs import HeadingLine
from mailrecon.scan.labels import COLONS, Label, find_label
from mailrecon.scan.lines import Lines
from mailrecon.scan.page_marks import lines_of

# The most header lines between a line beside a page number and a Date or Subject of the header.
_MOST_AWAY = 8
# Signs that may replace the colon: table cells, bold type, a wide gap (`From Ann Poe`); the end of
# Zoho's attribution lines (` --`), and the Message-ID in those of news readers (`>, `).
MARKUP = ("|", "**", "__", "\t", "   ", " --", ">, ")
_ANGLES = ">>>"
_CANDIDATE_MARKS = (*COLONS, *MARKUP)
_OTHER_COLONS = tuple(colon for colon in COLONS if not colon.isascii())


class Page(Struct):
    """A scanned document: its lines, and cached lookups.

    `set_aside` are lines known to be page furniture or page numbers. `envelope_end` is the line
    after a native message's header (0: there is none). `run_end` is the line after the last run of
    labels that a layout read. `goes_on`: the page is a window with a header above it.

    `item_starts` are lines on which, by the document itself, another item begins; `is_row` says
    that the header on top was made of a row under the names of a mail's fields. `titles` are lines
    that the original marks as titles, with their level (1 is the highest); `quotes_are_blocks` says
    that `> ` stands for a block set off, which need not quote anybody; `is_picture` that the lines
    were read from a picture, which may be a mail program's screen.

    `headings` are lines of the form of a published heading, by their last line; `company` is what
    the whole document has of them; `chats` are the line ranges (half-open) of chat sections. `gaps`
    counts runs of blank lines by width, `has_strings` is whether signs of a program's strings
    occur, `has_quotes` whether plain ones may, and `has_escapes` whether escaped line breaks do;
    `series` are the words of titles that count the items of a collection; `margin_codes` is whether
    codes are printed at the sheet's margin, and `is_ticket` whether the text is a help desk's page.
    All are None until they are needed. `refused` has lines with a label at which no header begins,
    however few fields it may have, each with the line after its run of labels.
    """

    lines: Lines
    lexicon: Lexicon
    candidates: list[int]
    set_aside: frozenset[int] = frozenset()
    envelope_end: int = 0
    run_end: int = 0
    goes_on: bool = False
    headings: Mapping[int, HeadingLine] = field(default_factory=dict)
    company: HeadingCompany = field(default_factory=HeadingCompany)
    chats: Sequence[tuple[int, int]] = ()
    item_starts: frozenset[int] = frozenset()
    is_row: bool = False
    titles: Mapping[int, int] = field(default_factory=dict)
    quotes_are_blocks: bool = False
    is_picture: bool = False
    gaps: Counter[int] | None = None
    series: frozenset[str] | None = None
    margin_codes: bool | None = None
    has_strings: bool | None = None
    has_quotes: bool | None = None
    is_ticket: bool | None = None
    has_escapes: bool | None = None
    refused: dict[int, int] = field(default_factory=dict)
    _kinds: Sequence[int] | None = None
    _posts: list[int] | None = None
    _furniture: dict[int, bool] = field(default_factory=dict)
    _headers: list[int] = field(default_factory=list)
    _labels: dict[int, Label | None] = field(default_factory=dict)
    _attributions: dict[int, Attribution | None] = field(default_factory=dict)

    @property
    def kinds(self) -> Sequence[int]:
        """The kind of each line (`scan/furniture/kinds.py`)."""
        if self._kinds is None:
            self._kinds = line_kinds(self.lines.raw, self.lexicon)
        return self._kinds

    def is_furniture(self, index: int) -> bool:
        """Whether line `index` is page furniture, known to the reader or by its form."""
        if index in self.set_aside:
            return True
        found = self._furniture.get(index)
        if found is None:
            kinds = self._kinds or self.kinds
            found = has_form_of_stamp(self.lines, index, kinds[index])
            self._furniture[index] = found
        return found

    def is_empty(self, index: int) -> bool:
        """Whether line `index` is blank or page furniture, and so does not interrupt the text."""
        return self.lines.is_blank(index) or self.is_furniture(index)

    def label(self, index: int) -> Label | None:
        """The header label at the start of line `index`, or None."""
        if index not in self._labels:
            self._labels[index] = find_label(self.lines.content(index), self.lexicon)
        return self._labels[index]

    def in_chat(self, index: int) -> bool:
        """Whether line `index` is in a section of chat messages."""
        place = bisect_right(self.chats, (index, len(self.lines))) - 1
        return place >= 0 and index < self.chats[place][1]

    def in_posts(self, index: int) -> bool:
        """Whether line `index` is among forum posts: below a forum's mark, with no mail header
        between.

        `From: Ann Poe <ann@quay.example>`, or `From: Ann Poe` above another label, begins a header.
        """
        if self._posts is None:
            self._posts = find_posts(self.lines, self.lexicon)
            self._headers = list(filter(self._is_header, self.candidates)) if self._posts else []
        return last_above(self._posts, index) > last_above(self._headers, index)

    def _is_header(self, index: int) -> bool:
        label = self.label(index)
        if label is None or label.entry is None or Role.FROM not in label.entry.roles:
            return False
        below = self.label(index + 1) if index + 1 < len(self.lines) else None
        return "@" in self.lines.raw[index] or (below is not None and below.entry is not None)

    def attribution(self, index: int) -> Attribution | None:
        """The attribution line that ends on line `index`, or within it, or None."""
        if index not in self._attributions:
            inner = find_inner_attribution(self.lines, index, self.lexicon)
            self._attributions[index] = inner or find_attribution(self.lines, index, self.lexicon)
        return self._attributions[index]


def scan(document: Document, lexicon: Lexicon) -> Page:
    """Split a document into lines and find those that can begin or be part of a header."""
    lines = lines_of(document.text, lexicon)
    set_aside = frozenset(
        number
        for span in document.set_aside
        for number in range(lines.line_at(span.start), lines.line_at(max(span.end - 1, 0)) + 1)
    )
    if document.envelope is None:
        set_aside |= frozenset(find_decisions(lines))
    # Lines that the reader set aside are not mail; lines beside page numbers may be.
    headings = {found.last: found for found in find_headings(lines, lexicon)}
    candidates = [index for index in candidate_lines(lines, headings) if index not in set_aside]
    if candidates:
        numbered = find_page_numbers(lambda: iter((lines.raw,)))
        set_aside |= _without_headers(lines, numbered, lexicon)
    envelope = document.envelope
    envelope_end = lines.line_at(max(envelope.end - 1, 0)) + 1 if envelope is not None else 0
    page = Page(lines, lexicon, candidates, set_aside, envelope_end, headings=headings)
    page.item_starts = frozenset(map(lines.line_at, document.item_starts))
    page.is_row = document.is_row
    page.titles = {lines.line_at(item.span.start): item.level for item in document.titles}
    page.quotes_are_blocks = document.quotes_are_blocks
    page.is_picture = document.is_picture
    for heading in headings.values():
        page.company.add(lines, heading, lexicon)
    if candidates:
        page.chats = find_chats(lines, headings, lexicon)
    return page


def scan_window(
    text: str,
    lexicon: Lexicon,
    set_aside: frozenset[int],
    *,
    goes_on: bool,
    company: HeadingCompany,
    chats: Sequence[tuple[int, int]],
) -> Page:
    """A part of a text, from the start of a line; `set_aside` and `chats` count its lines."""
    lines = lines_of(text, lexicon)
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
    """Lines beside page numbers that do not belong to a header.

    Many mails have the same From and To, each at the top of a page. A running header is the same on
    all pages; a mail header has a Date or Subject of its own.
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


def candidate_lines(
    lines: Lines, headings: Collection[int] = (), among: Sequence[int] | None = None
) -> list[int]:
    """The lines that can begin or be part of a header.

    `among` are the lines with marks (`MarkedLines.shown`), if they are known: no others can.
    """
    if among is None:
        text, marked = lines.text, _lines_with_marks(lines.raw)
    else:
        text = "\n".join(["", *[lines.raw[n] for n in among]])
        marks = [mark for mark in _CANDIDATE_MARKS if mark in text]
        marked = sorted({n for mark in marks for n in lines.with_mark(mark, among)})
    # `2011/4/7 Ann Poe <ann@quay.example>` / `> Does it leak?`
    dated = _dated_addresses(lines) if "\n>" in text else ()
    if not headings and _ANGLES not in text and not dated:
        return marked
    found = set(headings).union(dated, marked)
    if headings:
        # `[Ann Poe forwards the above to Ben Ost, May 4, 2020]`
        found.update(n for n in lines.with_mark("]") if is_in_brackets(lines.content(n)))
    # `>>> Ann Poe 04.05.2020 9.12 >>>`
    if _ANGLES in text:
        found.update(n for n in lines.with_mark(_ANGLES) if is_between_angles(lines.raw[n]))
    return sorted(found)


def _lines_with_marks(raw: Sequence[str]) -> list[int]:
    """The lines with one of the marks, by the commonest first."""
    return [
        number
        for number, line in enumerate(raw)
        if ":" in line
        or "\t" in line
        or "   " in line
        or "|" in line
        or " --" in line
        or ">, " in line
        or "__" in line
        or "**" in line
        or (not line.isascii() and any(map(line.__contains__, _OTHER_COLONS)))
    ]


def _dated_addresses(lines: Lines) -> list[int]:
    return [
        number
        for number in lines.with_mark("@")
        if COLONS[0] not in lines.raw[number] and is_dated(lines.content(number))
    ]


def is_dated(content: str) -> bool:
    """Whether a line without a colon may introduce the quotation below."""
    return is_dated_address(content) or is_identifier_cited(content)


def is_between_angles(raw: str) -> bool:
    """Whether a line has GroupWise's mark at both ends."""
    return raw.startswith(_ANGLES) and raw.rstrip().endswith(_ANGLES)


def is_in_brackets(content: str) -> bool:
    """Whether a line is an editor's remark, in brackets from its start to its end."""
    return content.lstrip(" \t*_")[:1] == "[" and content.rstrip(" \t*_")[-1:] == "]"
