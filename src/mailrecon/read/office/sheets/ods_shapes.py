"""ODS: find the cells covered by shapes and pictures (ODF 1.3, part 3: 9.2, 10.3)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree

from mailrecon.read.office.odt.looks import (
    DRAW,
    NAMES,
    SHAPES,
    SVG,
    TABLE,
    OdtStyles,
    length,
)
from mailrecon.read.office.sheets.sheet_grid import Covered, SheetGrid, number_of_column
from mailrecon.read.office.sheets.sheet_looks import Area
from mailrecon.regex import regex

_OPAQUE = 0.5
_NOTE = f"{{{NAMES}office:1.0}}annotation"
_END = regex(r"\$?([A-Z]{1,3})\$?(\d{1,7})\Z")


def covered(
    anchors: Iterable[tuple[etree._Element, tuple[int, int]]], styles: OdtStyles, grid: SheetGrid
) -> Iterator[Area]:
    """The cells covered by drawings over a sheet.

    `anchors` are elements with shapes, and the cells from which their places are measured.
    """
    for holder, cell in anchors:
        for shape in holder.iter(*SHAPES):
            place = _place(shape, cell, grid) if _covers(shape, styles) else None
            area = grid.cells_under(place) if place is not None else None
            if area is not None:
                yield area


def _covers(shape: etree._Element, styles: OdtStyles) -> bool:
    """Whether a shape hides everything under it."""
    if next(shape.iterancestors(_NOTE), None) is not None:
        return False
    fill = styles.fill(shape)
    is_picture = next(shape.iter(f"{DRAW}image", f"{DRAW}object"), None) is not None
    return is_picture or fill is None or fill.opacity >= _OPAQUE


def _place(shape: etree._Element, cell: tuple[int, int], grid: SheetGrid) -> Covered | None:
    """A shape's place: from its offset in its cell to its end cell, or by its size."""
    row, column = cell
    left = grid.columns.start(column) + (length(shape.get(f"{SVG}x")) or 0.0)
    top = grid.rows.start(row) + (length(shape.get(f"{SVG}y")) or 0.0)
    said = shape
    group = shape.getparent()
    if not shape.get(f"{TABLE}end-cell-address") and group is not None and group.tag == f"{DRAW}g":
        said = group
    end = _END.search(said.get(f"{TABLE}end-cell-address", "").rpartition(".")[2])
    wide, high = (length(shape.get(f"{SVG}{name}")) for name in ("width", "height"))
    if end is None or (said is group and wide is not None):
        return None if wide is None or high is None else Covered(left, top, left + wide, top + high)
    across, down = (length(said.get(f"{TABLE}end-{name}")) for name in ("x", "y"))
    last, lowest = number_of_column(end[1]), int(end[2]) - 1
    right = grid.columns.start(last + 1) if across is None else grid.columns.start(last) + across
    bottom = grid.rows.start(lowest + 1) if down is None else grid.rows.start(lowest) + down
    return Covered(left, top, right, bottom)
