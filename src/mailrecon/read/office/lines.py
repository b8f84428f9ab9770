"""Build the lines of an office document: places, bars, hidden text, link addresses."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from itertools import accumulate
from typing import NamedTuple
from urllib.parse import unquote

from msgspec.structs import replace

from mailrecon.model import (
    Document,
    DocumentTitle,
    HiddenText,
    Hiding,
    Notice,
    Place,
    PlaceUnit,
    Redaction,
    RedactionKind,
    Span,
)
from mailrecon.read.redaction.links import Behind, judge
from mailrecon.read.redaction.tag_letters import without_tag_letters
from mailrecon.read.tables.rows_in_documents import TextCell
from mailrecon.regex import regex

# Text hidden in these ways takes no space on its line.
SPACELESS = frozenset({Hiding.NOT_DISPLAYED, Hiding.DELETED, Hiding.COMMENT, Hiding.METADATA})
_MAILTO = regex(r"mailto:([^?\s]+)", re.IGNORECASE)
_SHORTEST_BAR, _LONGEST_BAR = 3, 60
# Characters on each side of a link in which adjacent text is searched.
_FARTHEST = 200


class LineMark(NamedTuple):
    """A position in the text: the line, its characters so far, its hidden texts so far."""

    line: int
    column: int
    hidden: int


class _LinkOnLine(NamedTuple):
    """A link on the line: its words (offsets into the line), its target, whether any are hidden."""

    span: Span
    target: str
    is_partly_hidden: bool

    @property
    def address(self) -> str:
        """The mail address of the link; empty if its target is not one."""
        match = _MAILTO.match(self.target)
        return unquote(match[1]) if match is not None else ""


class _HiddenRun(NamedTuple):
    """Hidden text in the current line, while more of it may follow."""

    how: Hiding
    is_drawn: bool
    characters: int
    is_blank: bool


class OfficeLines:
    """Collects the text of paragraphs, cells and notes; `place` names the place of the next text.

    `level` is the heading level of the current lines, 0 for other text. Of hidden text, only the
    length is kept. `cells` are the cells of tables whose columns have names of mail fields.
    """

    def __init__(self) -> None:
        self.place = ""
        self.aside = False
        self.level = 0
        self.cells: list[TextCell] = []
        self._pieces: list[str] = []
        self._length = 0
        self._places: list[Place] = []
        self._aside: list[Span] = []
        self._titles: list[DocumentTitle] = []
        self._redactions: list[Redaction] = []
        self._hidden: list[HiddenText] = []
        self._notices: dict[str, Notice] = {}
        # The current line: offsets count from its start.
        self._line: list[str] = []
        self._width = 0
        self._bar: _HiddenRun | None = None
        self._line_redactions: list[Span] = []
        self._line_hidden: list[HiddenText] = []
        self._links: list[_LinkOnLine] = []

    @property
    def column(self) -> int:
        """The number of characters on the current line."""
        self._finish_bar()
        return self._width

    @property
    def length(self) -> int:
        """The number of characters above the current line."""
        return self._length

    def mark(self) -> LineMark:
        """The present end of the text."""
        return LineMark(len(self._pieces), self.column, self._hidden_on_line)

    @property
    def _hidden_on_line(self) -> int:
        return len(self._line_hidden) + (self._bar is not None)

    def notice(self, code: str, text: str) -> None:
        """Add a notice, unless it was added before."""
        self._notices.setdefault(code, Notice(code, text))

    def text(self, value: str) -> None:
        """Add text to the current line; line breaks in it end lines."""
        value, count = without_tag_letters(value)
        if count:
            self.hide(Hiding.NOT_DISPLAYED, "x" * count)
        first, *rest = value.replace("\u00a0", " ").split("\n")
        self._add(first)
        for line in rest:
            self.end_line()
            self._add(line)

    def hide(self, how: Hiding, text: str, *, drawn: bool = False) -> None:
        """Withhold text. A bar replaces it unless `how` is one of SPACELESS.

        `drawn` is True if the original shows a mark there, such as a dark background. A bar then
        replaces blanks, too: some people delete words and put bars over the remaining blanks.
        """
        if how in SPACELESS:
            if text.strip():
                self._finish_bar()
                self._record(Span(self._width, self._width), how, len(text))
            return
        if not drawn and not text.strip() and self._bar is None:
            self._add(text)
            return
        bar = self._bar
        if bar is not None and (bar.how, bar.is_drawn) != (how, drawn):
            self._finish_bar()
            bar = None
        before = bar or _HiddenRun(how, drawn, 0, is_blank=True)
        blank = before.is_blank and not text.strip()
        self._bar = _HiddenRun(how, drawn, before.characters + len(text), blank)

    def draw_bar(self) -> None:
        """Add a bar with no text below it."""
        self.hide(Hiding.COVERED, " " * _SHORTEST_BAR, drawn=True)

    def link(self, begin: LineMark, target: str) -> None:
        """Record that the text since `begin` is a link; it is judged at the end of the line.

        If the link began on an earlier line, only its words on this one count.
        """
        now = self.mark()
        span = Span(begin.column if begin.line == now.line else 0, now.column)
        self._links.append(_LinkOnLine(span, target, now.hidden != begin.hidden))

    def end_line(self) -> None:
        """End the current line, even if it is empty."""
        self._finish_bar()
        line = self._with_addresses("".join(self._line))
        start = self._length
        if line:
            span = Span(start, start + len(line))
            self._places.append(Place(span, PlaceUnit.PARAGRAPH, self.place))
            if self.aside:
                self._aside.append(span)
            if self.level:
                self._titles.append(DocumentTitle(span, self.level))
        self._pieces += [line, "\n"]
        self._keep(start)
        self._length += len(line) + 1

    def end_text(self) -> None:
        """End the line unless it is empty; hidden text on an empty line is kept."""
        if not self.at_line_start():
            self.end_line()

    def at_line_start(self) -> bool:
        """Whether the current line is still empty."""
        return self._width == 0 and self._bar is None

    def include(self, document: Document, *, in_place: bool = True) -> None:
        """Add the lines of another document; with `in_place` they get the current place."""
        self.end_text()
        self._keep(self._length)
        text = document.text
        if text and not text.endswith("\n"):
            text += "\n"
        by = self._length
        for place in document.places:
            reference = self.place if in_place else place.reference
            self._places.append(Place(place.span.shifted(by), PlaceUnit.PARAGRAPH, reference))
        self._aside += [span.shifted(by) for span in document.set_aside]
        self._titles += [replace(item, span=item.span.shifted(by)) for item in document.titles]
        self._redactions += [
            replace(item, span=item.span.shifted(by)) for item in document.redactions
        ]
        for item in document.hidden:
            where = self.place if in_place else item.place
            self._hidden.append(replace(item, span=item.span.shifted(by), place=where))
        for notice in document.warnings:
            self._notices.setdefault(notice.code, replace(notice, span=None))
        self._pieces.append(text)
        self._length += len(text)

    def document(self, name: str, data: bytes, kind: str) -> Document:
        """Make a document of all lines."""
        self.end_text()
        self._finish_bar()
        self._keep(self._length)
        return Document(
            name=name,
            text="".join(self._pieces),
            sha256=hashlib.sha256(data).hexdigest(),
            encoding="utf-8",
            warnings=tuple(self._notices.values()),
            kind=kind,
            places=tuple(self._places),
            set_aside=tuple(self._aside),
            redactions=tuple(self._redactions),
            hidden=tuple(self._hidden),
            titles=tuple(self._titles),
        )

    def _add(self, value: str) -> None:
        if value:
            self._finish_bar()
            self._line.append(value)
            self._width += len(value)

    def _finish_bar(self) -> None:
        bar = self._bar
        if bar is None:
            return
        self._bar = None
        start = self._width
        self._add("█" * min(max(bar.characters, _SHORTEST_BAR), _LONGEST_BAR))
        span = Span(start, self._width)
        if bar.is_drawn:
            self._line_redactions.append(span)
        if not bar.is_blank:
            self._record(span, bar.how, bar.characters)

    def _record(self, span: Span, how: Hiding, characters: int) -> None:
        last = self._line_hidden[-1] if self._line_hidden else None
        # Word divides a sentence into runs: together they are one hidden text.
        if last is not None and (last.span, last.how, last.place) == (span, how, self.place):
            del self._line_hidden[-1]
            characters += last.characters
        self._line_hidden.append(HiddenText(span, how, characters, place=self.place))

    def _keep(self, start: int) -> None:
        """Keep the marks of the current line, which begins at `start`, and begin a new line."""
        self._redactions += [
            Redaction(span.shifted(start), RedactionKind.STYLED_TEXT)
            for span in self._line_redactions
        ]
        self._hidden += [replace(item, span=item.span.shifted(start)) for item in self._line_hidden]
        self._line, self._width = [], 0
        self._line_redactions, self._line_hidden, self._links = [], [], []

    def _with_addresses(self, line: str) -> str:
        """The line with each link's address after it, where that is allowed (`links.judge`)."""
        if not self._links:
            return line
        added: list[tuple[int, str]] = []
        for link in sorted(self._links, key=lambda link: link.span.end):
            words = _around(line, link.span)
            shown = line[link.span.start : link.span.end].strip()
            address = link.address
            verdict = judge(words, address) if address and shown else Behind.WITHHELD
            end = link.span.end
            if verdict is Behind.USED and not link.is_partly_hidden:
                added.append((end, f" <{address}>"))
            elif link.target.casefold() not in words.casefold() and verdict is not Behind.SAID:
                self._line_hidden.append(
                    HiddenText(Span(end, end), Hiding.LINK, len(link.target), place=self.place)
                )
        pieces = []
        before = 0
        for end, text in added:
            pieces += [line[before:end], text]
            before = end
        self._move_marks(added)
        return "".join((*pieces, line[before:]))

    def _move_marks(self, added: list[tuple[int, str]]) -> None:
        """Move the marks after insertions in the line."""
        places = [place for place, _ in added]
        lengths = [0, *accumulate(len(text) for _, text in added)]

        def moved(span: Span) -> Span:
            return span.shifted(lengths[bisect_right(places, span.start)])

        self._move_cells(places, lengths)
        self._line_redactions = [moved(span) for span in self._line_redactions]
        self._line_hidden = sorted(
            (replace(item, span=moved(item.span)) for item in self._line_hidden),
            key=lambda item: item.span,
        )

    def _move_cells(self, places: list[int], lengths: list[int]) -> None:
        """Move the cells on the line: each cell of a table's row may have a link."""

        def moved(offset: int) -> int:
            on_line = offset - self._length
            return offset + lengths[bisect_right(places, on_line)] if on_line > 0 else offset

        for number in range(len(self.cells) - 1, -1, -1):
            cell = self.cells[number]
            if cell.span.end <= self._length:
                return
            span = Span(moved(cell.span.start), moved(cell.span.end))
            self.cells[number] = cell._replace(span=span)


def _around(line: str, span: Span) -> str:
    """A link's words and the adjacent characters: `Ann P` before a bar is not a whole name."""
    start, end = span.start, span.end
    while start > max(span.start - _FARTHEST, 0) and not line[start - 1].isspace():
        start -= 1
    while end < min(span.end + _FARTHEST, len(line)) and not line[end].isspace():
        end += 1
    return line[start:end]
