"""Join lines that a page shows side by side: cells of a row, labels and their values."""

from __future__ import annotations

from typing import NamedTuple

from msgspec import Struct, field

from mailrecon.model import Hiding, RedactionKind
from mailrecon.read.html.addresses import MailLink

COLONS = (":", "：")
MOST_VALUE_LINES = 20
_LONGEST_LABEL = 40


class WithheldText(NamedTuple):
    """Hidden text, by the offsets of the bar that replaces it on its line."""

    start: int
    end: int
    how: Hiding
    characters: int
    path: str

    def moved(self, by: int) -> WithheldText:
        """A copy moved to the right by `by`."""
        return self._replace(start=self.start + by, end=self.end + by)


class HtmlLine(Struct, eq=False):
    """One line; offsets in `places`, `marks`, `links`, `hidden` count from its first character.

    `places` are starts with the element's path, in order; `aside` is True for navigation. `cells`
    are the spans of a table's cells, with their numbers.
    """

    text: str
    depth: int
    aside: bool
    places: list[tuple[int, str]] = field(default_factory=list)
    marks: list[tuple[int, int, RedactionKind]] = field(default_factory=list)
    links: list[MailLink] = field(default_factory=list)
    hidden: list[WithheldText] = field(default_factory=list)
    cells: list[tuple[int, int, int]] = field(default_factory=list)


def is_label(text: str) -> bool:
    """Whether text is a label: a few short words that end in a colon (not a time's `10:`)."""
    text = text.strip()
    if not text.endswith(COLONS) or len(text) > _LONGEST_LABEL or len(text.split()) > 4:
        return False
    return not text[-2:-1].isdigit()


def pair_up(cells: list[list[HtmlLine]], *, terms: bool) -> list[list[HtmlLine]]:
    """The lines printed side by side, row by row; empty if the cells don't form a row."""
    if len(cells) < 2:
        return []
    first = cells[0]
    # `<td>2 May</td><td>Ann Poe</td><td>Tides</td>`
    if all(len(cell) == 1 for cell in cells):
        if terms and not is_label(first[0].text) and len(first[0].text) > _LONGEST_LABEL:
            return []
        return [[cell[0] for cell in cells]]
    if len(cells) != 2 or len(cells[1]) > MOST_VALUE_LINES:
        return []
    # `<td>To:</td><td>Ann Poe<br>Ben Ost</td>`
    if len(first) == 1 and is_label(first[0].text):
        return [[first[0], cells[1][0]], *([line] for line in cells[1][1:])]
    # `<td>From:<br>To:</td><td>Ann Poe<br>Ben Ost</td>`
    if len(first) == len(cells[1]) and all(is_label(line.text) for line in first):
        return [list(pair) for pair in zip(first, cells[1], strict=True)]
    return []


def joined(row: list[HtmlLine]) -> HtmlLine:
    """Join lines: a space after a colon, otherwise a tab between them."""
    first = row[0]
    if len(row) == 1:
        return first
    line = HtmlLine("", first.depth, first.aside)
    for cell in row:
        text = cell.text.rstrip() if cell is not row[-1] else cell.text
        if line.text:
            line.text += " " if line.text.endswith(COLONS) else "\t"
        offset = len(line.text)
        line.text += text
        line.places += [(start + offset, path) for start, path in cell.places]
        line.marks += [(start + offset, end + offset, how) for start, end, how in cell.marks]
        line.hidden += [item.moved(offset) for item in cell.hidden]
        line.cells += [
            (start + offset, min(end, len(text)) + offset, number)
            for start, end, number in cell.cells
        ]
        line.links += [
            MailLink(link.start + offset, link.end + offset, link.address) for link in cell.links
        ]
    return line
