"""Build the lines of a page: quote marks, blank lines, table rows, places of elements."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from mailrecon.model import (
    HiddenText,
    Hiding,
    Place,
    PlaceUnit,
    Redaction,
    RedactionKind,
    Span,
)
from mailrecon.read.html.addresses import MailLink, insert_addresses, withheld
from mailrecon.read.html.rows import (
    COLONS,
    MOST_VALUE_LINES,
    HtmlLine,
    WithheldText,
    is_label,
    joined,
    pair_up,
)
from mailrecon.read.redaction.tag_letters import without_tag_letters
from mailrecon.read.tables.rows_in_documents import TextCell
from mailrecon.regex import regex

DEEPEST_QUOTE = 100
_WHITE = regex(r"[ \t\n\r\f]+")
_BREAK = regex(r"\r\n?|\n")
# Invisible characters: soft hyphens, zero-width spaces, byte-order marks (Unicode 15, 23.2).
_UNSEEN = regex("[\u00ad\u200b\ufeff]")
_LONGEST_ROW = 4_000
_LEAST_BAR, _LONGEST_BAR = 3, 40
_MOST_LINKS = 200


class Finished(NamedTuple):
    """The text with its places, furniture lines, redactions, hidden texts, cells of tables."""

    text: str
    places: tuple[Place, ...]
    aside: tuple[Span, ...]
    redactions: tuple[Redaction, ...]
    hidden: tuple[HiddenText, ...]
    cells: tuple[TextCell, ...]


class LineCollector:
    """Collects text into lines. `depth` and `aside` apply to the text added next."""

    def __init__(self) -> None:
        self.depth = 0
        self.aside = 0
        self._done: list[HtmlLine] = []
        self._line: HtmlLine | None = None
        self._pieces: list[str] = []
        self._length = 0
        self._space = False
        self._gap = False
        self._kept_free: HtmlLine | None = None
        self._serial = 0
        self._bullet = ""
        self._controls: list[tuple[str, str]] = []
        self._unplaced: list[WithheldText] = []
        self._cells: list[TextCell] = []

    def text(self, text: str, path: str) -> None:
        """Add text, white space collapsed as a browser does (CSS Text 3, 4.1)."""
        text = _WHITE.sub(" ", text)
        if not text.isascii():
            text = self._without_tag_letters(_UNSEEN.sub("", text), path)
        if text.startswith(" "):
            self._space = self._space or self._line is not None
            text = text[1:]
        if not text:
            return
        if not self._space and self._pieces and text[0].isalnum() and self._is_label_so_far():
            # Label and value in neighbouring elements, separated by the page's style.
            self._space = True
        ends = text.endswith(" ")
        self._add(text[:-1] if ends else text, path)
        self._space = ends

    def preformatted(self, text: str, path: str) -> None:
        """Add text whose white space and line breaks are shown as they are."""
        first, *rest = _BREAK.split(self._without_tag_letters(text, path))
        if first:
            self._add(first, path)
        for line in rest:
            self.line_break()
            if line:
                self._add(line, path)

    def _without_tag_letters(self, text: str, path: str) -> str:
        """The text without letters that no font draws, which are recorded as hidden."""
        shown, count = without_tag_letters(text)
        if count:
            self.withhold(count, Hiding.NOT_DISPLAYED, path)
        return shown

    def redaction(self, mark: str, how: RedactionKind, path: str) -> None:
        """Add a mark in place of covered or omitted text."""
        self._add(mark, path)
        assert self._line is not None
        self._line.marks.append((self._length - len(mark), self._length, how))

    def bar(self, text: str, how: Hiding, path: str) -> None:
        """Add a bar in place of hidden text, or lengthen the bar directly before it."""
        line = self._line
        last = line.hidden[-1] if line is not None and line.hidden else None
        # Two adjacent hidden elements make one bar.
        if last is None or line is None or last.end != self._length or last.start == last.end:
            start = self.link_start()[1]
            self.redaction(_bar(len(text)), RedactionKind.STYLED_TEXT, path)
            assert self._line is not None
            self._line.hidden.append(WithheldText(start, self._length, how, len(text), path))
            return
        characters = last.characters + len(text) + bool(self._space)
        longer = len(_bar(characters)) - (last.end - last.start)
        self._space = False
        self._add("█" * longer, path)
        line.hidden[-1] = last._replace(end=self._length, characters=characters)
        line.marks[-1] = (last.start, self._length, RedactionKind.STYLED_TEXT)

    def withhold(self, characters: int, how: Hiding, path: str) -> None:
        """Record hidden text that takes no space."""
        at = self._length if self._line is not None else -1
        known = self._line.hidden if self._line is not None else self._unplaced
        # Hidden texts of one element at the same place count as one.
        if known and known[-1][:3] == (at, at, how) and known[-1].path == path:
            known[-1] = known[-1]._replace(characters=known[-1].characters + characters)
        else:
            known.append(WithheldText(at, at, how, characters, path))

    def note_hidden(self, text: str, how: Hiding, path: str) -> None:
        """Record hidden text, if it contains a letter or a digit."""
        if any(map(str.isalnum, text)):
            self.withhold(len(text), how, path)

    def control(self, text: str, path: str) -> None:
        """Put a button's words on the next blank line, as furniture."""
        self._controls.append((text, path))

    def bullet(self, text: str) -> None:
        """Put `text` before the next text on this line, if there is any."""
        self._bullet = text

    def link_start(self) -> tuple[int, int]:
        """The position of a link's start: its line's number, and its offset on that line."""
        if self._line is None:
            return self._serial, len(self._bullet)
        return self._serial, self._length + bool(self._space)

    def mail_link(self, start: tuple[int, int], address: str) -> None:
        """Record that the text from `start` on links to `address`, if it is on one line."""
        serial, offset = start
        if self._line is not None and serial == self._serial and offset < self._length:
            self._line.links.append(MailLink(offset, self._length, address))

    @property
    def count(self) -> int:
        """The number of ended lines."""
        return len(self._done)

    def line_break(self) -> None:
        """End the current line; if there is none, add a blank one."""
        self._serial += 1
        if self._line is not None:
            self.end()
        elif self._done and not self._bullet:
            # <br><br>
            self._gap = False
            self._release_controls()
            self._done.append(HtmlLine("", min(self.depth, DEEPEST_QUOTE), False))

    def end(self) -> None:
        """End the current line, if any, at the start or end of a block."""
        self._space = False
        self._serial += 1
        if self._line is None:
            return
        line, self._line = self._line, None
        line.text = "".join(self._pieces).replace("\u00a0", " ")
        self._pieces.clear()
        self._length = 0
        # Editors write a blank line as a paragraph of one no-break space.
        kept = self._done and self._done[-1] is self._kept_free and not line.text.strip()
        if not kept:
            self._done.append(line)
        else:
            self._unplaced += line.hidden

    def gap(self) -> None:
        """Put a blank line before the next text, unless there is one already."""
        self._gap = True

    def forget_bullet(self) -> None:
        """Drop a bullet without text after it."""
        self._bullet = ""

    def mark(self) -> int:
        """End the current line, and return the number of lines."""
        self.end()
        return len(self._done)

    def tail(self) -> str:
        """The last character of the current line; nothing at a line's start."""
        if self._line is None:
            return ""
        return " " if self._space else self._pieces[-1][-1:]

    def label_at(self, start: int, end: int) -> bool:
        """Whether lines `start` to `end` are a single short one that ends with a colon."""
        shown = self._shown(start, end)
        return len(shown) == 1 and is_label(shown[0].text)

    def texts(self, starts: list[int]) -> list[str] | None:
        """The texts of a row's cells; None if one has several lines."""
        found = [self._shown(*ends) for ends in pairwise([*starts, len(self._done)])]
        # <td>Ann Poe<br>Ben Ost</td>
        if any(len(cell) > 1 for cell in found):
            return None
        return [cell[0].text.strip() if cell else "" for cell in found]

    def note_cells(self, starts: list[int], cells: list[TextCell]) -> None:
        """Record the lines of a row's cells; `starts` are the first lines of each."""
        for cell, (start, end) in zip(cells, pairwise([*starts, len(self._done)]), strict=True):
            self._cells.append(cell)
            for line in self._shown(start, end):
                line.cells.append((0, len(line.text), len(self._cells) - 1))

    def merge_row(self, starts: list[int], *, terms: bool = False) -> bool:
        """Join a row of cells to one line, if the page shows them side by side.

        `starts` are the cells' first lines. Cells of one line each become one line; so do a label
        and the first line of its value; a cell of labels and one of as many values pair up. Other
        rows stay as they are, one cell below the other. `terms` requires a label or a short term.
        Returns whether the row is a label with its value.
        """
        ends = [*starts[1:], len(self._done)]
        whole = range(starts[0], len(self._done))
        # A table used only for layout has long cells.
        if len(whole) > len(starts) * MOST_VALUE_LINES or len(whole) < 2:
            return False
        cells = [
            shown
            for start, end in zip(starts, ends, strict=True)
            if (shown := self._shown(start, end))
        ]
        # A quotation beside text is not a row.
        if len({line.depth for cell in cells for line in cell}) != 1:
            return False
        rows = pair_up(cells, terms=terms)
        if not rows or max(len(row) for row in rows) < 2:
            return False
        if any(sum(len(line.text) for line in row) > _LONGEST_ROW for row in rows):
            return False
        kept = self._done[starts[0] :]
        blank_above = not kept[0].text and not kept[0].places
        aside = [line for line in kept if line.aside]
        merged = [joined(row) for row in rows]
        dropped = [line for line in kept[blank_above:] if not line.aside and not line.text.strip()]
        self._unplaced += [item for line in dropped for item in line.hidden]
        self._done[starts[0] :] = [*kept[: 1 if blank_above else 0], *merged, *aside]
        return is_label(rows[0][0].text)

    def finish(self) -> Finished:
        """Join all lines to one text."""
        self.end()
        self._release_controls()
        while self._done and not self._done[-1].text.strip():
            self._unplaced += self._done.pop().hidden
        pieces: list[str] = []
        places: list[Place] = []
        aside: list[Span] = []
        redactions: list[Redaction] = []
        hidden: list[HiddenText] = []
        cells: dict[int, Span] = {}
        position = 0
        for line in self._done:
            # On a blank line, only hidden text has a place.
            if not line.text and not line.depth:
                pieces.append("")
                here = Span(position, position)
                hidden += [HiddenText(here, x.how, x.characters, place=x.path) for x in line.hidden]
                position += 1
                continue
            text, moved = insert_addresses(line.text, line.links)
            bare = text.rstrip()
            # <blockquote> is written with quote marks, as in plain text.
            prefix = "> " * line.depth if bare else ("> " * line.depth).rstrip()
            begin = position + len(prefix)
            end = begin + len(bare)
            for (start, path), (stop, _) in pairwise([*line.places, (len(line.text), "")]):
                first, last = begin + moved(start), min(begin + moved(stop), end)
                if first < last:
                    _add_place(places, Span(first, last), path)
            for start, stop, number in line.cells:
                first = position if start == 0 else begin + moved(start)
                last = min(begin + moved(stop), end)
                cells[number] = Span(cells[number].start if number in cells else first, last)
            for start, stop, how in line.marks:
                first, last = begin + moved(start), min(begin + moved(stop), end)
                redactions.append(Redaction(Span(first, last), how))
            for link in withheld(line.text, line.links[:_MOST_LINKS]) if line.links else ():
                at = min(begin + moved(link.end), end)
                path = line.places[0][1] if line.places else "/"
                length = len(link.address)
                hidden.append(HiddenText(Span(at, at), Hiding.LINK, length, place=path))
            for item in line.hidden:
                first = min(begin + moved(item.start), end)
                span = Span(first, max(min(begin + moved(item.end), end), first))
                hidden.append(HiddenText(span, item.how, item.characters, place=item.path))
            if line.aside and bare:
                aside.append(Span(position, end))
            pieces.append(prefix + bare)
            position = end + 1
        text = "\n".join(pieces)
        text = f"{text}\n" if text else ""
        bottom = Span(len(text), len(text))
        hidden += [HiddenText(bottom, x.how, x.characters, place=x.path) for x in self._unplaced]
        hidden.sort(key=lambda item: (item.span.start, item.span.end))
        placed = tuple(self._cells[number]._replace(span=cells[number]) for number in sorted(cells))
        marked = tuple(redactions), tuple(hidden), placed
        return Finished(text, tuple(places), tuple(aside), *marked)

    def _add(self, text: str, path: str) -> None:
        if self._line is None:
            self._begin()
        line = self._line
        assert line is not None
        if self._space and self._pieces and not self._pieces[-1].endswith((" ", "\t")):
            text = f" {text}"
        self._space = False
        if not line.places or line.places[-1][1] != path:
            line.places.append((self._length, path))
        self._pieces.append(text)
        self._length += len(text)

    def _begin(self) -> None:
        depth = min(self.depth, DEEPEST_QUOTE)
        if self._gap and self._done and self._done[-1].text.strip():
            self._release_controls()
            self._kept_free = HtmlLine("", min(depth, self._done[-1].depth), False)
            self._done.append(self._kept_free)
        self._gap = False
        self._line = HtmlLine("", depth, bool(self.aside))
        if self._unplaced:
            self._line.hidden += [item._replace(start=0, end=0) for item in self._unplaced]
            self._unplaced.clear()
        if self._bullet:
            self._pieces.append(self._bullet)
            self._length = len(self._bullet)
            self._bullet = ""

    def _is_label_so_far(self) -> bool:
        return self._pieces[-1].endswith(COLONS) and is_label("".join(self._pieces))

    def _release_controls(self) -> None:
        """Put the buttons since the last blank line on one line between two blank ones."""
        if not self._controls:
            return
        depth = min(self.depth, DEEPEST_QUOTE)
        if self._done and self._done[-1].text.strip():
            self._done.append(HtmlLine("", min(depth, self._done[-1].depth), False))
        row = HtmlLine("", depth, True)
        for text, path in self._controls:
            gap = "   " if row.text else ""
            row.places.append((len(row.text) + len(gap) if gap else 0, path))
            row.text += gap + text
            if len(row.text) > _LONGEST_ROW:
                self._done.append(row)
                row = HtmlLine("", depth, True)
        if row.text:
            self._done.append(row)
        self._controls.clear()

    def _shown(self, start: int, end: int) -> list[HtmlLine]:
        return [line for line in self._done[start:end] if line.text.strip() and not line.aside]


def _bar(letters: int) -> str:
    return "█" * min(max(letters, _LEAST_BAR), _LONGEST_BAR)


def _add_place(places: list[Place], span: Span, path: str) -> None:
    """Append a place, or lengthen the last one if it is the same element's."""
    if places and places[-1].reference == path:
        places[-1] = Place(Span(places[-1].span.start, span.end), PlaceUnit.ELEMENT, path)
    else:
        places.append(Place(span, PlaceUnit.ELEMENT, path))
