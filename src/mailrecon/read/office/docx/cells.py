"""Find the cells of a Word table: unwrapped, merged, simple or hidden."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from lxml import etree

from mailrecon.model import Hiding
from mailrecon.read.office.docx.looks import (
    W,
    is_on,
)
from mailrecon.read.office.docx.runs import ParagraphContext, below, chosen
from mailrecon.read.office.looks import TWIPS

# Wrappers of paragraphs, tables, rows and cells that don't change their text.
_SHELLS = frozenset(
    {
        f"{W}sdt",
        f"{W}sdtContent",
        f"{W}ins",
        f"{W}moveTo",
        f"{W}smartTag",
        f"{W}customXml",
        f"{W}dir",
        f"{W}bdo",
    }
)
DELETED = frozenset({f"{W}del", f"{W}moveFrom"})
# In twentieths of a point: rows with an exact height of three points show no letters.
LEAST_HEIGHT = 60.0
Rows: TypeAlias = list[tuple[etree._Element, ParagraphContext]]


class RowCell(NamedTuple):
    """A cell with its properties, its position in the row, and the number of columns it spans.

    `goes_on` is True if it is merged with the cell before it.
    """

    element: etree._Element
    properties: etree._Element | None
    column: int
    columns: int = 1
    goes_on: bool = False


def unwrapped(
    parent: etree._Element, around: ParagraphContext
) -> Iterator[tuple[etree._Element, ParagraphContext]]:
    """The blocks, rows or cells of an element, without the elements that wrap them.

    Those in a tracked deletion are hidden.
    """
    for child in parent:
        tag = child.tag
        if tag in _SHELLS:
            yield from unwrapped(child, around)
        elif tag in DELETED:
            yield from unwrapped(child, around.hidden_by(Hiding.DELETED))
        elif isinstance(tag, str) and tag.endswith("}AlternateContent"):
            choice = chosen(child)
            if choice is not None:
                yield from unwrapped(choice, around)
        else:
            yield child, around


def row_cells(row: etree._Element) -> list[RowCell]:
    """The cells of a row that are not deleted, each with its first column."""
    found: list[RowCell] = []
    column = 0
    for cell, around in unwrapped(row, ParagraphContext()):
        if cell.tag != f"{W}tc" or around.hidden is not None:
            continue
        properties = cell.find(f"{W}tcPr")
        span = below(properties, "gridSpan")
        columns = max(1, int(twips(span, "val"))) if span is not None else 1
        merged = below(properties, "hMerge")
        goes_on = bool(found) and merged is not None and merged.get(f"{W}val") != "restart"
        found.append(RowCell(cell, properties, column, columns, goes_on))
        column += columns
    return found


def merge_of(cell: RowCell) -> str | None:
    """Whether a cell begins ("restart") or continues ("continue") cells merged downward."""
    merged = below(cell.properties, "vMerge")
    return None if merged is None else merged.get(f"{W}val", "continue")


def merged_columns(cells: list[RowCell]) -> set[int]:
    """The columns in which a cell below may be merged with a cell of this row."""
    return {cell.column for cell in cells if merge_of(cell) is not None}


def rows_below(rows: Rows) -> dict[tuple[int, int], int]:
    """The number of rows that each cell spans, by its row and column."""
    found: dict[tuple[int, int], int] = {}
    first: dict[int, int] = {}
    for place, (row, _) in enumerate(rows):
        cells = row_cells(row)
        going_on = {cell.column for cell in cells if merge_of(cell) == "continue"} & first.keys()
        first = {column: first[column] for column in going_on}
        for column, top in first.items():
            found[top, column] = place - top + 1
        first.update(
            (cell.column, place) for cell in cells if merge_of(cell) not in (None, "continue")
        )
    return found


def is_simple(cell: etree._Element) -> bool:
    """Whether a cell is one paragraph, so that its row can be one line."""
    blocks = [block for block, _ in unwrapped(cell, ParagraphContext()) if block.tag != f"{W}tcPr"]
    paragraphs = [block for block in blocks if block.tag == f"{W}p"]
    nested = next(cell.iter(f"{W}tbl"), None) is not None
    return len(paragraphs) <= 1 and not nested and cell.find(f".//{W}altChunk") is None


def row_hidden(row: etree._Element, around: ParagraphContext) -> ParagraphContext:
    """Apply what hides a whole row: its deletion, or too small a height."""
    properties = row.find(f"{W}trPr")
    if below(properties, "del") is not None:
        return around.hidden_by(Hiding.DELETED)
    if is_on(below(properties, "hidden")):
        return around.hidden_by(Hiding.NOT_DISPLAYED)
    height = below(properties, "trHeight")
    exact = height is not None and height.get(f"{W}hRule") == "exact"
    if height is None or not exact:
        return around
    if 0 <= twips(height, "val") <= LEAST_HEIGHT:
        return around.hidden_by(Hiding.TOO_SMALL)
    # A row of exact height cuts off text that does not fit (17.4.80).
    return around._replace(height=twips(height, "val") / TWIPS)


def twips(element: etree._Element, name: str) -> float:
    """A length in twentieths of a point; 0 if there is none."""
    text = element.get(f"{W}{name}", "").strip()[:12]
    plain = text.removeprefix("-")
    return float(text) if plain.isascii() and plain.isdigit() else 0.0
