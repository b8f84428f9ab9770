"""ODT: read the rows, columns and cells of a table with the context of their text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import repeat
from typing import NamedTuple

from lxml import etree

from mailrecon.model import Hiding
from mailrecon.read.office.odt.context import OdtContext
from mailrecon.read.office.odt.looks import STYLE, TABLE, OdtStyles, length, whole_number
from mailrecon.read.office.package import text_of
from mailrecon.read.tables.mail_columns import MOST_ABOVE
from mailrecon.read.tables.rows_in_documents import may_name_columns

_ROW_GROUPS = frozenset(
    f"{TABLE}{name}" for name in ("table-header-rows", "table-rows", "table-row-group")
)
# Wider tables come from spreadsheets, and most of their columns are empty.
MOST_COLUMNS = 2_000
_COLUMN_GROUPS = frozenset(
    f"{TABLE}table-{name}" for name in ("columns", "header-columns", "column-group")
)


class OdtColumn(NamedTuple):
    """A column's properties: what hides it, and the default style of its cells."""

    hidden: Hiding | None = None
    default: str = ""


def rows_of(
    styles: OdtStyles, parent: etree._Element, around: OdtContext
) -> Iterator[tuple[etree._Element, OdtContext]]:
    """The rows of a table, each with the context of its text."""
    for child in parent:
        if child.tag in _ROW_GROUPS:
            shown = child.get(f"{TABLE}display", "true") != "false"
            how = None if shown else Hiding.NOT_DISPLAYED
            yield from rows_of(styles, child, around.hidden_by(how))
        elif child.tag == f"{TABLE}table-row":
            name = child.get(f"{TABLE}style-name", "")
            around_row = around.on(styles.ground("table-row", name))
            if child.get(f"{TABLE}visibility") in ("collapse", "filter"):
                around_row = around_row.hidden_by(Hiding.NOT_DISPLAYED)
            height = styles.value("table-row", name, "table-row-properties", f"{STYLE}row-height")
            if height is not None and 0 <= (length(height) or 99.0) <= 3.0:
                around_row = around_row.hidden_by(Hiding.TOO_SMALL)
            yield child, around_row._replace(height=length(height))


def columns_of(styles: OdtStyles, parent: etree._Element) -> Iterator[OdtColumn]:
    """The properties of each column of a table."""
    for child in parent:
        if child.tag in _COLUMN_GROUPS:
            shown = child.get(f"{TABLE}display", "true") != "false"
            for column in columns_of(styles, child):
                yield column if shown else column._replace(hidden=Hiding.NOT_DISPLAYED)
        elif child.tag == f"{TABLE}table-column":
            name = child.get(f"{TABLE}style-name", "")
            width = styles.value(
                "table-column", name, "table-column-properties", f"{STYLE}column-width"
            )
            gone = child.get(f"{TABLE}visibility") in ("collapse", "filter")
            narrow = width is not None and 0 <= (length(width) or 99.0) <= 2.0
            how = Hiding.NOT_DISPLAYED if gone else Hiding.TOO_SMALL if narrow else None
            column = OdtColumn(how, child.get(f"{TABLE}default-cell-style-name", ""))
            count = whole_number(child.get(f"{TABLE}number-columns-repeated", "1"), 1)
            yield from repeat(column, min(count, MOST_COLUMNS))


def cells_of(
    styles: OdtStyles, row: etree._Element, around: OdtContext, columns: list[OdtColumn]
) -> Iterator[tuple[etree._Element, OdtContext]]:
    """The cells of a row, each with the context of its text."""
    place = 0
    for cell in row:
        if cell.tag not in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
            continue
        column = columns[place] if place < len(columns) else OdtColumn()
        inside = around
        usual = row.get(f"{TABLE}default-cell-style-name") or column.default
        if usual and f"{TABLE}style-name" not in cell.attrib:
            inside = inside.on(styles.ground("table-cell", usual))
        yield cell, _in_cell(styles, cell, inside.hidden_by(column.hidden))
        place += whole_number(cell.get(f"{TABLE}number-columns-repeated", "1"), 1)


def _in_cell(styles: OdtStyles, cell: etree._Element, around: OdtContext) -> OdtContext:
    around = around.on(styles.ground("table-cell", cell.get(f"{TABLE}style-name", "")))
    covered_by_merge = cell.tag == f"{TABLE}covered-table-cell"
    return around.hidden_by(Hiding.NOT_DISPLAYED if covered_by_merge else None)


def names_columns(rows: Sequence[tuple[etree._Element, OdtContext]]) -> bool:
    """Whether a row near the top names the columns of a table of mail."""
    return any(
        next(row.iter(f"{TABLE}table"), None) is None
        and may_name_columns([text_of(cell).strip() for cell in row])
        for row, _ in rows[: MOST_ABOVE + 1]
    )


def count_of(cell: etree._Element, name: str) -> int:
    """The number of rows or columns that a cell spans or repeats: `columns-spanned`."""
    return min(max(whole_number(cell.get(f"{TABLE}number-{name}", "1"), 1), 1), MOST_COLUMNS)
