"""XLS: find the cells under shapes, pictures and charts ([MS-ODRAW] 2.2, [MS-XLS] 2.5.193)."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from enum import IntEnum
from typing import NamedTuple

from mailrecon.read.office.looks import EMU
from mailrecon.read.office.sheets.sheet_grid import Covered, SheetGrid
from mailrecon.read.office.sheets.sheet_looks import Area
from mailrecon.read.office.sheets.xls_records import XlsRecord, XlsRecordNumber

_CONTAINER = 0xF
_DEEPEST = 20
# A line at least this thick, in points, covers letters.
_THICK = 8.0
# Flags of a shape (2.2.40): the sheet's own group, deleted.
_IS_UNSEEN = 0x4 | 0x8
# Lines and connectors have no fill; a host control is a chart, or a button of a program.
_LINES = frozenset({20, *range(32, 41)})
_HOST_CONTROL, _PICTURE = 201, 75
_CHART = 5


class _DrawingPart(IntEnum):
    """The numbers of the parts of a drawing."""

    DRAWING = 0xF002
    GROUP = 0xF003
    SHAPE = 0xF004
    UNITS = 0xF009
    FLAGS = 0xF00A
    PROPERTIES = 0xF00B
    IN_GROUP = 0xF00F
    ON_SHEET = 0xF010
    CLIENT_DATA = 0xF011


class _ShapeProperty(IntEnum):
    """The numbers of properties (2.3): those of several bits say in the upper half which count."""

    FILL_OPACITY = 0x0182
    FILL_FLAGS = 0x01BF
    LINE_WIDTH = 0x01CB
    LINE_FLAGS = 0x01FF
    SHAPE_FLAGS = 0x03BF


_FILLED, _LINED, _HIDDEN = 0x10, 0x8, 0x2
_HALF = 0x8000


class _DrawnShape(NamedTuple):
    """A shape's own parts by their numbers; `kind` is what it looks like."""

    kind: int
    flags: int
    parts: dict[int, bytes]
    properties: dict[int, int]

    def says(self, name: _ShapeProperty, flag: int, *, usual: bool) -> bool:
        """Whether a property's bit is set; `usual` if the shape does not give it."""
        value = self.properties.get(name, 0)
        return bool(value & flag) if value & flag << 16 else usual


def covered(records: Iterable[XlsRecord], grid: SheetGrid) -> Iterator[Area]:
    """The cells under the filled shapes, pictures, charts and thick lines of a sheet."""
    drawing, kinds = _drawing(records)
    objects = iter(kinds)
    for part, _, content in _parts(drawing):
        if part != _DrawingPart.DRAWING:
            continue
        for shape, where in _shapes(content, None, grid, 0):
            # Every shape with a place on the sheet has a record of its own, in the same order.
            kind = next(objects, 0) if _DrawingPart.CLIENT_DATA in shape.parts else 0
            cover = _cover(shape, kind, where) if where is not None else None
            area = grid.cells_under(cover) if cover is not None else None
            if area is not None:
                yield area


def _drawing(records: Iterable[XlsRecord]) -> tuple[bytes, list[int]]:
    """The drawing of a sheet, which other records divide, and the kinds of its objects."""
    drawing: list[bytes] = []
    kinds: list[int] = []
    for kind, content in records:
        if kind in (XlsRecordNumber.DRAWING, XlsRecordNumber.CONTINUE):
            drawing.append(content)
        elif kind == XlsRecordNumber.OBJECT and len(content) >= 6:
            kinds.append(struct.unpack_from("<H", content, 4)[0])
    return b"".join(drawing), kinds


def _parts(content: bytes) -> Iterator[tuple[int, int, bytes]]:
    """The parts of a container: number, instance, bytes."""
    place = 0
    while place + 8 <= len(content):
        head, number, length = struct.unpack_from("<HHI", content, place)
        yield number, head >> 4, content[place + 8 : place + 8 + length]
        place += 8 + length


def _shapes(
    content: bytes, group: tuple[Covered, Covered] | None, grid: SheetGrid, depth: int
) -> Iterator[tuple[_DrawnShape, Covered | None]]:
    """The shapes of a drawing or a group with their places.

    `group` is the place of the group around, and the coordinates that its shapes are given in.
    """
    within = group
    is_first = True
    for number, _, data in _parts(content):
        if number == _DrawingPart.GROUP and depth < _DEEPEST:
            yield from _shapes(data, within, grid, depth + 1)
        elif number == _DrawingPart.SHAPE:
            shape = _shape(data)
            where = _place(shape, within, grid)
            units = shape.parts.get(_DrawingPart.UNITS)
            # The first shape of a group is the group itself.
            if is_first and units is not None and where is not None and len(units) >= 16:
                within = where, Covered(*map(float, struct.unpack_from("<4i", units)))
            yield shape, where if units is None else None
            is_first = False


def _shape(content: bytes) -> _DrawnShape:
    kind = flags = 0
    parts: dict[int, bytes] = {}
    properties: dict[int, int] = {}
    for number, instance, data in _parts(content):
        parts[number] = data
        if number == _DrawingPart.FLAGS and len(data) >= 8:
            kind, flags = instance, struct.unpack_from("<I", data, 4)[0]
        elif number == _DrawingPart.PROPERTIES:
            for place in range(0, min(instance * 6, len(data) - 5), 6):
                name, value = struct.unpack_from("<HI", data, place)
                properties[name & 0x3FFF] = value
    return _DrawnShape(kind, flags, parts, properties)


def _place(
    shape: _DrawnShape, group: tuple[Covered, Covered] | None, grid: SheetGrid
) -> Covered | None:
    """Where a shape is: between two cells, or in the coordinates of its group."""
    on_sheet = shape.parts.get(_DrawingPart.ON_SHEET, b"")
    if len(on_sheet) >= 18:
        # An offset is a share of its column (1/1024) or its row (1/256).
        first = struct.unpack_from("<8H", on_sheet, 2)
        column, across, row, down, last, beyond, bottom, below = first
        return Covered(
            _along(grid, column, across / 1024, is_row=False),
            _along(grid, row, down / 256, is_row=True),
            _along(grid, last, beyond / 1024, is_row=False),
            _along(grid, bottom, below / 256, is_row=True),
        )
    in_group = shape.parts.get(_DrawingPart.IN_GROUP, b"")
    if group is None or len(in_group) < 16:
        return None
    return group[0].within(group[1], Covered(*map(float, struct.unpack_from("<4i", in_group))))


def _along(grid: SheetGrid, number: int, share: float, *, is_row: bool) -> float:
    axis = grid.rows if is_row else grid.columns
    start = axis.start(number)
    return start + min(share, 1.0) * (axis.start(number + 1) - start)


def _cover(shape: _DrawnShape, kind: int, where: Covered) -> Covered | None:
    """The area that a shape covers; None if it hides nothing."""
    if shape.flags & _IS_UNSEEN or shape.says(_ShapeProperty.SHAPE_FLAGS, _HIDDEN, usual=False):
        return None
    line = _line(shape, where)
    if line is not None or shape.kind in _LINES:
        return line
    # A list's button is a host control, too.
    if shape.kind == _HOST_CONTROL and kind != _CHART:
        return None
    if shape.kind == _PICTURE:
        return where
    if shape.properties.get(_ShapeProperty.FILL_OPACITY, 2 * _HALF) < _HALF:
        return None
    return where if shape.says(_ShapeProperty.FILL_FLAGS, _FILLED, usual=True) else None


def _line(shape: _DrawnShape, where: Covered) -> Covered | None:
    """The area that a thick line along a row or a column covers."""
    thick = shape.properties.get(_ShapeProperty.LINE_WIDTH, 9525) / EMU
    wide, high = where.right - where.left, where.bottom - where.top
    if not shape.says(_ShapeProperty.LINE_FLAGS, _LINED, usual=True):
        return None
    if thick < _THICK or min(wide, high) > thick:
        return None
    across, down = (0.0, thick / 2) if wide >= high else (thick / 2, 0.0)
    return Covered(where.left - across, where.top - down, where.right + across, where.bottom + down)
