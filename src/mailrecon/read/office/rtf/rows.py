"""RTF: follow the rows of tables: the cell of the current letters, and whether text fits in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from mailrecon.model import Span
from mailrecon.read.office.rtf.looks import NARROWEST_CELL, CellDefinition
from mailrecon.read.tables.rows_in_documents import TextCell
from mailrecon.regex import regex

_SPACED = regex(r"\s+|\S+")
# The width of a letter in a narrow font, as a share of its size.
_NARROWEST_LETTER = 0.34


# The cells of rows whose descriptions follow their text, by row number.
LateRows: TypeAlias = dict[int, list[CellDefinition]]


class RtfRows:
    """The current row, as `\\trowd` to `\\row` describe it.

    `late` are the rows described after their text that this pass found; `known` are those that an
    earlier pass found.
    """

    def __init__(self, known: LateRows) -> None:
        self.column = 0
        self.late: LateRows = {}
        self._known = known
        self._number = 0
        # The description of the previous row, if the current one follows its cells.
        self._before: list[CellDefinition] | None = None
        # True after the end of a cell, before any content of the next one.
        self.is_next_cell = False
        self._cells = known.get(0, [])
        self._cell = CellDefinition()
        self._edge: int | None = None
        # The number of the current table in the text, its row, and the start of the next cell.
        self._table = self._row = self._cell_start = 0
        # The number of the cell's paragraphs and manual lines above the letters.
        self._above = 0
        # The used width of the line in a cell, in points, if letters are narrow.
        self._across = 0.0

    def begin(self) -> None:
        """Begin the definition of a row: `\\trowd`."""
        if self.column and self._before is None:
            self._before = self._cells
        self._cells, self._cell, self._edge = [], CellDefinition(), None
        self._begin_cell()

    def word(self, word: str, value: int | None) -> None:
        """Read a word that may describe the next cell."""
        self._cell = self._cell.changed(word, value)

    def end_definition(self, edge: int) -> None:
        """End a cell's definition with its right edge, in twips; a narrow one hides its text."""
        is_narrow = self._edge is not None and 0 <= edge - self._edge <= NARROWEST_CELL
        width = edge - (self._edge or 0)
        self._cells.append(self._cell.ended(edge, width=width, is_narrow=is_narrow))
        self._cell = self._cell.next()
        self._edge = edge

    def cell(self) -> CellDefinition | None:
        """The cell of the current letters; None if the row has no more cells."""
        return self._cells[self.column] if self.column < len(self._cells) else None

    def cuts_off(self, cell: CellDefinition, space: int) -> bool:
        """Whether the letters, with `space` above them, are below the lower edge of the cell."""
        return cell.cuts_off(self._above, space)

    def lines_of(self, cell: CellDefinition, text: str, size: float) -> Iterator[str]:
        """The words of a text of `size` points; counts the fewest lines that they can fill.

        A row of exact height cuts off further lines.
        """
        for word in _SPACED.findall(text):
            wide = len(word) * _NARROWEST_LETTER * size
            if not word.isspace() and cell.breaks(self._across, wide):
                self._above += 1
                self._across = 0.0
            self._across += wide
            yield word

    def end_line(self, *, is_shown: bool) -> None:
        """End a line or a paragraph."""
        self._across = 0.0
        self._above += is_shown

    def end_table(self, position: int) -> None:
        """Record that a paragraph outside tables ended at a position of the text."""
        self._table += self._row > 0
        self._row, self._cell_start = 0, position

    def end_cell(self) -> None:
        """End a cell; the next letters belong to the next one."""
        self._begin_cell()
        self.is_next_cell = True
        self.column += 1

    def cell_until(self, end: int) -> TextCell:
        """The text cell that ends at a position, where the next one begins."""
        span = Span(self._cell_start, end)
        self._cell_start = end
        return TextCell(self._table + 1, self._row, self.column, span)

    def end_row(self) -> None:
        """End a row."""
        self._begin_cell()
        self.is_next_cell = False
        self.column = 0
        if self._before is not None and self._before != self._cells:
            self.late[self._number] = self._cells
        self._before = None
        self._number += 1
        self._cells = self._known.get(self._number, self._cells)

    def next_row(self, position: int) -> None:
        """Begin the next row of the text at a position."""
        self._row, self._cell_start = self._row + 1, position

    def _begin_cell(self) -> None:
        self._above, self._across = 0, 0.0
