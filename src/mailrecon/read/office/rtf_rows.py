"""RTF: the rows of tables: which cell the letters are in, and what fits into it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from mailrecon.model import Span
from mailrecon.read.office.rtf_looks import NARROWEST_CELL, CellDefinition
from mailrecon.read.rows_in_documents import TextCell
from mailrecon.regex import regex

_SPACED = regex(r"\s+|\S+")
# The width of a letter in a narrow font, by its size.
_NARROWEST_LETTER = 0.34


# The cells of rows that are described behind their text, by the rows' numbers.
LateRows: TypeAlias = dict[int, list[CellDefinition]]


class RtfRows:
    """The row being read, as `\\trowd` to `\\row` describe it.

    `late` are the rows that are described behind their text, as far as they were met; `known` those
    that an earlier pass met.
    """

    def __init__(self, known: LateRows) -> None:
        self.column = 0
        self.late: LateRows = {}
        self._known = known
        self._number = 0
        # The description of the row before another one comes behind its cells.
        self._before: list[CellDefinition] | None = None
        # A cell has ended, and nothing of the next one came so far.
        self.is_next_cell = False
        self._cells = known.get(0, [])
        self._cell = CellDefinition()
        self._edge: int | None = None
        # Of the tables in the text: which one this is, its row, and where the next cell begins.
        self._table = self._row = self._cell_start = 0
        # How many paragraphs of the cell, or lines it breaks by hand, are above the letters.
        self._above = 0
        # How much of the line in a cell is taken, in points, were letters narrow.
        self._across = 0.0

    def begin(self) -> None:
        """Begin the definition of a row: `\\trowd`."""
        if self.column and self._before is None:
            self._before = self._cells
        self._cells, self._cell, self._edge = [], CellDefinition(), None
        self._begin_cell()

    def word(self, word: str, value: int | None) -> None:
        """A word that may describe the next cell."""
        self._cell = self._cell.changed(word, value)

    def end_definition(self, edge: int) -> None:
        """The right edge of a cell, in twips; one of nearly no width shows no letters."""
        is_narrow = self._edge is not None and 0 <= edge - self._edge <= NARROWEST_CELL
        width = edge - (self._edge or 0)
        self._cells.append(self._cell.ended(edge, width=width, is_narrow=is_narrow))
        self._cell = self._cell.next()
        self._edge = edge

    def cell(self) -> CellDefinition | None:
        """The cell the letters are in; None if the row has no more."""
        return self._cells[self.column] if self.column < len(self._cells) else None

    def cuts_off(self, cell: CellDefinition, space: int) -> bool:
        """Whether the letters, with so much space above, are below the lower edge of the cell."""
        return cell.cuts_off(self._above, space)

    def lines_of(self, cell: CellDefinition, text: str, size: float) -> Iterator[str]:
        """The words of a text, `size` in points; counts the lines that they fill at the least.

        A row of exact height cuts off the lines that are too many.
        """
        for word in _SPACED.findall(text):
            wide = len(word) * _NARROWEST_LETTER * size
            if not word.isspace() and cell.breaks(self._across, wide):
                self._above += 1
                self._across = 0.0
            self._across += wide
            yield word

    def end_line(self, *, is_shown: bool) -> None:
        """The end of a line or a paragraph."""
        self._across = 0.0
        self._above += is_shown

    def end_table(self, position: int) -> None:
        """A paragraph outside of tables ended at a position of the text."""
        self._table += self._row > 0
        self._row, self._cell_start = 0, position

    def end_cell(self) -> None:
        """The end of a cell; the next letters are of another one."""
        self._begin_cell()
        self.is_next_cell = True
        self.column += 1

    def cell_until(self, end: int) -> TextCell:
        """The cell of the text that ends at a position; the next one begins there."""
        span = Span(self._cell_start, end)
        self._cell_start = end
        return TextCell(self._table + 1, self._row, self.column, span)

    def end_row(self) -> None:
        """The end of a row."""
        self._begin_cell()
        self.is_next_cell = False
        self.column = 0
        if self._before is not None and self._before != self._cells:
            self.late[self._number] = self._cells
        self._before = None
        self._number += 1
        self._cells = self._known.get(self._number, self._cells)

    def next_row(self, position: int) -> None:
        """The next row of the text begins at a position."""
        self._row, self._cell_start = self._row + 1, position

    def _begin_cell(self) -> None:
        self._above, self._across = 0, 0.0
