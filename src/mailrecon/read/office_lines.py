"""Lines of an office document in the making: places, bars, hidden text, addresses behind links."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import NamedTuple

from mailrecon.model import Document, HiddenText, Hiding, Notice, Place, Redaction, Span
from mailrecon.read.links import Behind, judge

_SHORTEST_BAR, _LONGEST_BAR = 3, 60


class _Link(NamedTuple):
    """A link on the line: its words (offsets into the line), its target, whether it hides any."""

    span: Span
    target: str
    address: str
    is_partly_hidden: bool


class _Bar(NamedTuple):
    """Hidden text that stands in a line, as long as more of it may follow."""

    how: Hiding
    is_drawn: bool
    characters: int
    is_blank: bool


class OfficeLines:
    """Text that paragraphs, cells and notes add to; `place` names where the next text stands.

    Of hidden text only its length is kept.
    """

    def __init__(self) -> None:
        self.place = ""
        self.aside = False
        self._pieces: list[str] = []
        self._length = 0
        self._places: list[Place] = []
        self._aside: list[Span] = []
        self._redactions: list[Redaction] = []
        self._hidden: list[HiddenText] = []
        self._notices: dict[str, Notice] = {}
        # The current line: offsets count from its start.
        self._line: list[str] = []
        self._width = 0
        self._bar: _Bar | None = None
        self._line_redactions: list[Span] = []
        self._line_hidden: list[HiddenText] = []
        self._links: list[_Link] = []

    @property
    def column(self) -> int:
        """How many characters there are on the current line."""
        self._finish_bar()
        return self._width

    @property
    def number(self) -> int:
        """The number of the current line, in no particular counting."""
        return len(self._pieces)

    @property
    def hidden_on_line(self) -> int:
        """How many hidden texts there are on the current line so far."""
        return len(self._line_hidden) + (self._bar is not None)

    def notice(self, code: str, text: str) -> None:
        """Warn of something once."""
        self._notices.setdefault(code, Notice(code, text))

    def text(self, value: str) -> None:
        """Add text to the current line; line breaks in it end lines."""
        first, *rest = value.replace("\u00a0", " ").split("\n")
        self._add(first)
        for line in rest:
            self.end_line()
            self._add(line)

    def hide(self, how: Hiding, text: str, *, drawn: bool = False, space: bool = True) -> None:
        """Withhold text. Where it leaves `space` in the line a bar stands for it.

        `drawn` tells that the original shows a mark there: a dark ground, say. Then a bar stands
        for blanks, too, since people put bars over blanks when they have removed the words.
        """
        if not space:
            if text.strip():
                self._finish_bar()
                self._book(Span(self._width, self._width), how, len(text))
            return
        if not drawn and not text.strip() and self._bar is None:
            self._add(text)
            return
        bar = self._bar
        if bar is not None and (bar.how, bar.is_drawn) != (how, drawn):
            self._finish_bar()
            bar = None
        before = bar or _Bar(how, drawn, 0, is_blank=True)
        blank = before.is_blank and not text.strip()
        self._bar = _Bar(how, drawn, before.characters + len(text), blank)

    def draw_bar(self) -> None:
        """Add a bar under which there is no text."""
        self.hide(Hiding.COVERED, " " * _SHORTEST_BAR, drawn=True)

    def link(self, start: int, target: str, address: str, *, is_partly_hidden: bool) -> None:
        """Note that the line is a link from its character `start` on, to be judged at its end."""
        span = Span(start, self.column)
        self._links.append(_Link(span, target, address, is_partly_hidden))

    def end_line(self) -> None:
        """End the current line, though it be empty."""
        self._finish_bar()
        line = self._with_addresses("".join(self._line))
        start = self._length
        if line:
            span = Span(start, start + len(line))
            self._places.append(Place(span, "paragraph", self.place))
            if self.aside:
                self._aside.append(span)
        self._pieces += [line, "\n"]
        self._keep(start)
        self._length += len(line) + 1

    def end_text(self) -> None:
        """End a line that holds something; what was hidden on an empty one stays."""
        if not self.at_line_start():
            self.end_line()

    def at_line_start(self) -> bool:
        """Whether nothing stands on the current line yet."""
        return self._width == 0 and self._bar is None

    def include(self, document: Document, *, in_place: bool = True) -> None:
        """Add the lines of another document; `in_place` they stand where this one is."""
        self.end_text()
        self._keep(self._length)
        text = document.text
        if text and not text.endswith("\n"):
            text += "\n"
        by = self._length
        for place in document.places:
            reference = self.place if in_place else place.reference
            self._places.append(Place(_moved(place.span, by), "paragraph", reference))
        self._aside += [_moved(span, by) for span in document.set_aside]
        self._redactions += [
            replace(item, span=_moved(item.span, by)) for item in document.redactions
        ]
        for item in document.hidden:
            where = self.place if in_place else item.place
            self._hidden.append(replace(item, span=_moved(item.span, by), place=where))
        for notice in document.warnings:
            self._notices.setdefault(notice.code, replace(notice, span=None))
        self._pieces.append(text)
        self._length += len(text)

    def document(self, name: str, data: bytes, kind: str) -> Document:
        """All of it as a document."""
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
            self._book(span, bar.how, bar.characters)

    def _book(self, span: Span, how: Hiding, characters: int) -> None:
        last = self._line_hidden[-1] if self._line_hidden else None
        # Word cuts a sentence into runs: they are one hidden text.
        if last is not None and (last.span, last.how, last.place) == (span, how, self.place):
            del self._line_hidden[-1]
            characters += last.characters
        self._line_hidden.append(HiddenText(span, how, characters, place=self.place))

    def _keep(self, start: int) -> None:
        """Take over the marks of the current line, which begins at `start`, and begin another."""
        self._redactions += [
            Redaction(_moved(span, start), "styled text") for span in self._line_redactions
        ]
        self._hidden += [replace(item, span=_moved(item.span, start)) for item in self._line_hidden]
        self._line, self._width = [], 0
        self._line_redactions, self._line_hidden, self._links = [], [], []

    def _with_addresses(self, line: str) -> str:
        """The line with the addresses behind its links where they may be used (`links.judge`)."""
        for link in sorted(self._links, key=lambda link: link.span.end, reverse=True):
            start, end = link.span.start, link.span.end
            while start and not line[start - 1].isspace():
                start -= 1
            behind = end
            while behind < len(line) and not line[behind].isspace():
                behind += 1
            words = line[start:behind]
            verdict = judge(words, link.address) if link.address else Behind.WITHHELD
            if link.address and line[link.span.start : end].strip() == "":
                verdict = Behind.WITHHELD
            if verdict is Behind.USED and not link.is_partly_hidden:
                added = f" <{link.address}>"
                line = line[:end] + added + line[end:]
                self._move_marks(end, len(added))
            elif link.target.casefold() not in words.casefold() and verdict is not Behind.SAID:
                self._line_hidden.append(
                    HiddenText(Span(end, end), Hiding.LINK, len(link.target), place=self.place)
                )
        self._line_hidden.sort(key=lambda item: item.span)
        return line

    def _move_marks(self, place: int, by: int) -> None:
        """Move the marks behind a place of the line, where something was put in."""
        self._line_redactions = [
            _moved(span, by) if span.start >= place else span for span in self._line_redactions
        ]
        self._line_hidden = [
            replace(item, span=_moved(item.span, by)) if item.span.start >= place else item
            for item in self._line_hidden
        ]


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)
