"""Record rows of tables that may contain mail: their cells and columns."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, field

from mailrecon.model import Span
from mailrecon.read.html.lines import LineCollector
from mailrecon.read.tables.mail_columns import MOST_ABOVE
from mailrecon.read.tables.rows_in_documents import TextCell, may_name_columns

_MOST_MERGED = 1_000


class PageTable(Struct):
    """A table so far: its number on the page, and its number of rows.

    `is_mail` is True after a row with the column names of mail. `below` are the columns that a
    merged cell above covers, each with the number of its remaining rows.
    """

    number: int
    count: int = 0
    is_mail: bool = False
    below: dict[int, int] = field(default_factory=dict)

    def add(
        self, lines: LineCollector, starts: list[int], merged: Sequence[tuple[int, int]]
    ) -> None:
        """Count an ended row, and record its cells if the table contains mail.

        `starts` are the first lines of its cells, `merged` the rows and columns of each.
        """
        if not self.is_mail and self.count <= MOST_ABOVE and len(starts) == len(merged):
            texts = lines.texts(starts) if len(starts) > 1 else None
            self.is_mail = texts is not None and may_name_columns(texts)
        if self.is_mail and len(starts) == len(merged):
            lines.note_cells(starts, self._cells(merged))
        self.count += 1

    def _cells(self, merged: Sequence[tuple[int, int]]) -> list[TextCell]:
        found: list[TextCell] = []
        column = 0
        over: dict[int, int] = {}
        for rows, columns in merged:
            while column in self.below:
                column += 1
            cell = TextCell(self.number, self.count, column, Span(0, 0), rows, columns)
            found.append(cell)
            if rows > 1:
                over.update(dict.fromkeys(range(column, column + columns), rows))
            column += columns
        left = {**self.below, **over}
        self.below = {number: rows - 1 for number, rows in left.items() if rows > 1}
        return found


def merged_over(attributes: dict[str, str | None]) -> tuple[int, int]:
    """The number of rows and columns that a cell spans (HTML, 4.9.11)."""
    rows, columns = (attributes.get(name) or "1" for name in ("rowspan", "colspan"))
    return _number(rows), _number(columns)


def _number(text: str) -> int:
    text = text.strip()
    return min(max(int(text), 1), _MOST_MERGED) if text.isdecimal() and len(text) < 6 else 1
