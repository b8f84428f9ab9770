"""XLS and XLSB: what a condition may hide and what lies under shapes is withheld."""

from __future__ import annotations

import struct

import pytest

from mailrecon.model import Hiding

pytest.importorskip("python_calamine", reason="the extra `xlsx` is not installed here")
from read.make_workbooks import OFFICE, PACKAGE, Book, binary, record, shade, wide
from read.test_workbook_hidden import FILL, corner, shape
from read.test_workbooks_hidden import book, read, said

# The body of the second mail: F3.
ROW, COLUMN = 2, 5
TRUE, FALSE = b"\x1d\x01", b"\x1d\x00"
PLAIN = 0x003FFFFF


# XLS
def font(colour: int = -1, height: int = -1) -> bytes:
    """The letters of a condition's format: their height and their colour in the palette."""
    return bytes(64) + struct.pack("<i", height) + bytes(12) + struct.pack("<i", colour) + bytes(34)


def fill(kind: int, lines: int, ground: int) -> bytes:
    return struct.pack("<HH", kind << 10, lines | ground << 7)


def condition(
    flags: int,
    *parts: bytes,
    formula: bytes = TRUE,
    is_text: int = 0,
    places: tuple[int, int] = (ROW, COLUMN),
) -> Book:
    """Cells that are formatted otherwise if a formula is true."""
    row, column = places
    around = struct.pack("<4H", row, row, column, column)
    rule = struct.pack("<BBHH", 2, 0, len(formula), 0) + struct.pack("<IH", flags, is_text)
    first = record(0x01B0, struct.pack("<HH", 1, 1) + around + struct.pack("<H", 1) + around)
    return book(records=first + record(0x01B1, rule + b"".join(parts) + formula))


def newer(flags: int, *parts: bytes) -> Book:
    """The same in the records of Excel 2007."""
    around = struct.pack("<4H", ROW, ROW, COLUMN, COLUMN)
    held = struct.pack("<IH", flags, 0) + b"".join(parts)
    rule = struct.pack("<BBHHI", 2, 0, len(TRUE), 0, len(held)) + held + TRUE
    cells = struct.pack("<HH", 1, 1) + around + struct.pack("<H", 1) + around
    first = record(0x0879, struct.pack("<HH", 0x0879, 0) + bytes(8) + cells)
    return book(records=first + record(0x087A, struct.pack("<HH", 0x087A, 0) + bytes(8) + rule))


_CODE, _FONT, _FILL = PLAIN | 1 << 25, PLAIN | 1 << 26, (PLAIN | 1 << 29) & ~(7 << 16)
_THREE = struct.pack("<HHB", 8, 3, 0) + b";;;"


def part(number: int, content: bytes, *, kind: int = 0, holds: bool = False) -> bytes:
    head = 0xF if holds else 0
    return struct.pack("<HHI", kind << 4 | head, number, len(content)) + content


def properties(values: dict[int, int]) -> bytes:
    held = b"".join(struct.pack("<HI", name, value) for name, value in values.items())
    return struct.pack("<HHI", len(values) << 4 | 3, 0xF00B, len(held)) + held


FILLED, UNFILLED = {0x1BF: 0x100010}, {0x1BF: 0x100000}
OVER = struct.pack("<9H", 0, COLUMN, 0, ROW, 0, COLUMN + 1, 0, ROW + 1, 0)
ALONG = struct.pack("<9H", 0, COLUMN, 0, ROW, 128, COLUMN + 1, 0, ROW, 128)
BESIDE = struct.pack("<9H", 0, 12, 0, ROW, 0, 14, 0, ROW + 1, 0)


def drawn(
    place: bytes = OVER, kind: int = 1, flags: int = 0xA00, of: int = 2, **more: dict[int, int]
) -> bytes:
    """A shape on the sheet."""
    held = part(0xF00A, struct.pack("<II", 1025, flags), kind=kind)
    held += properties({**FILLED, **more.get("said", {})})
    held += part(0xF010, place) + part(0xF011, b"")
    return part(0xF004, held, holds=True)


def grouped() -> bytes:
    """A group of two columns, with a shape over its right half."""
    place = struct.pack("<9H", 0, COLUMN - 1, 0, ROW, 0, COLUMN + 1, 0, ROW + 1, 0)
    units = struct.pack("<4i", 0, 0, 100, 10)
    first = part(0xF009, units) + part(0xF00A, struct.pack("<II", 1025, 0x201))
    first += part(0xF010, place) + part(0xF011, b"")
    inner = part(0xF00A, struct.pack("<II", 1026, 0xA02), kind=1) + properties(FILLED)
    inner += part(0xF00F, struct.pack("<4i", 50, 0, 100, 10)) + part(0xF011, b"")
    shapes = part(0xF004, first, holds=True) + part(0xF004, inner, holds=True)
    return part(0xF003, shapes, holds=True)


def sheet_with(*shapes: bytes, kinds: tuple[int, ...] = (2,), split: int = 0) -> Book:
    """A sheet with shapes, whose objects are of such kinds."""
    patriarch = part(0xF009, bytes(16)) + part(0xF00A, struct.pack("<II", 1024, 5))
    top = part(0xF004, patriarch, holds=True) + b"".join(shapes)
    drawing = part(0xF002, part(0xF003, top, holds=True), holds=True)
    held = record(0x00EC, drawing[:split] if split else drawing)
    for kind in kinds:
        held += record(0x005D, struct.pack("<5H", 0x15, 0x12, kind, 1, 0x6011) + bytes(12))
    return book(records=held + (record(0x003C, drawing[split:]) if split else b""))


XLS_HIDDEN = {
    "white letters": condition(_FONT, font(9)),
    "tiny letters": condition(_FONT, font(8, 20)),
    "black fill": condition(_FILL, fill(1, 64, 8)),
    "black lines": condition(_FILL & ~(1 << 16), fill(3, 8, 8)),
    "blue on blue": condition((_FONT | _FILL) & ~(7 << 16), font(12), fill(1, 64, 12)),
    "no number format": condition(_CODE, _THREE, is_text=1),
    "of Excel 2007": newer(_FONT, font(9)),
    "shape": sheet_with(drawn()),
    "usual fill": sheet_with(drawn(said={0x1BF: 0})),
    "picture": sheet_with(drawn(kind=75), kinds=(8,)),
    "chart": sheet_with(drawn(kind=201), kinds=(5,)),
    "thick line": sheet_with(drawn(ALONG, kind=20, said={0x1CB: 20 * 12700, 0x1FF: 0x80008})),
    "group": sheet_with(grouped(), kinds=(0, 2)),
    "second of two": sheet_with(drawn(BESIDE), drawn(), kinds=(2, 2)),
    "drawing that goes on": sheet_with(drawn(), split=90),
}
XLS_SHOWN = {
    "red letters": condition(_FONT, font(10)),
    "never": condition(_FONT, font(9), formula=FALSE),
    "elsewhere": condition(_FONT, font(9), places=(ROW, 9)),
    "yellow fill": condition(_FILL, fill(1, 64, 13)),
    "no format": condition(PLAIN),
    "red letters of Excel 2007": newer(_FONT, font(10)),
    "no fill": sheet_with(drawn(said=UNFILLED)),
    "clear": sheet_with(drawn(said={0x182: 0x2000})),
    "beside": sheet_with(drawn(BESIDE)),
    "hidden": sheet_with(drawn(said={0x3BF: 0x20002})),
    "deleted": sheet_with(drawn(flags=0xA08)),
    "button of a list": sheet_with(drawn(kind=201), kinds=(20,)),
    "thin line": sheet_with(drawn(ALONG, kind=20)),
    "cut off": sheet_with(drawn()[:40]),
}


# XLSB
def binary_condition(*parts: bytes, formula: bytes = TRUE, row: int = ROW) -> Book:
    cells = struct.pack("<7I", 1, 0, 1, row, row, COLUMN, COLUMN)
    rule = struct.pack("<7IHIII", 2, 0, 0, 1, 0, 0, 0, 0, len(formula) + 8, 0, 0)
    rule += b"\xff\xff\xff\xff" + struct.pack("<I", len(formula)) + formula + bytes(4)
    form = bytes(4) + struct.pack("<H", len(parts)) + b"".join(parts)
    return book(
        records=binary(461, cells) + binary(463, rule) + binary(464) + binary(462),
        styles=binary(505, struct.pack("<I", 1)) + binary(507, form) + binary(506),
    )


def said_of(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, 4 + len(content)) + content


def code(text: str) -> bytes:
    return struct.pack("<HH", 164, len(text)) + text.encode("utf-16-le")


def with_drawing(fill: str, column: int = COLUMN) -> Book:
    around = corner("from", column, ROW) + corner("to", column + 1, ROW + 1)
    names = (
        'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    )
    related = (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="d" '
        f'Type="{OFFICE}/drawing" Target="../drawings/drawing1.xml"/></Relationships>'
    )
    anchor = f"<xdr:twoCellAnchor>{around}{shape(fill)}</xdr:twoCellAnchor>"
    return book(
        records=binary(550, wide("d")),
        parts={
            "xl/worksheets/_rels/sheet1.bin.rels": related,
            "xl/drawings/drawing1.xml": f"<xdr:wsDr {names}>{anchor}</xdr:wsDr>",
        },
    )


WHITE_LETTERS = said_of(5, shade("FFFFFF"))
XLSB_HIDDEN = {
    "white letters": binary_condition(WHITE_LETTERS),
    "black fill": binary_condition(said_of(2, shade("000000"))),
    "black lines": binary_condition(
        said_of(0, b"\x03"), said_of(1, shade("000000")), said_of(2, shade("000000"))
    ),
    "tiny letters": binary_condition(said_of(0x24, struct.pack("<I", 20))),
    "no number format": binary_condition(said_of(0x26, code(";;;"))),
    "shape": with_drawing(FILL),
}
XLSB_SHOWN = {
    "red letters": binary_condition(said_of(5, shade("FF0000"))),
    "never": binary_condition(WHITE_LETTERS, formula=FALSE),
    "elsewhere": binary_condition(WHITE_LETTERS, row=9),
    "no fill": with_drawing("<a:noFill/>"),
    "beside": with_drawing(FILL, 12),
}


@pytest.mark.parametrize(
    ("kind", "made"),
    [
        *(pytest.param("xls", made, id=f"xls: {way}") for way, made in XLS_HIDDEN.items()),
        *(pytest.param("xlsb", made, id=f"xlsb: {way}") for way, made in XLSB_HIDDEN.items()),
    ],
)
def test_what_conditions_and_shapes_hide_is_withheld(kind: str, made: Book) -> None:
    documents = read(kind, made)
    hidden = [item for document in documents for item in document.hidden]
    assert "Seen by" not in said(documents)
    assert "Cracks" in said(documents)
    assert {item.place for item in hidden} == {"Mail!F3"}
    assert {item.how for item in hidden} <= {
        Hiding.COVERED,
        Hiding.NOT_DISPLAYED,
        Hiding.SAME_COLOUR,
        Hiding.TOO_SMALL,
    }


@pytest.mark.parametrize(
    ("kind", "made"),
    [
        *(pytest.param("xls", made, id=f"xls: {way}") for way, made in XLS_SHOWN.items()),
        *(pytest.param("xlsb", made, id=f"xlsb: {way}") for way, made in XLSB_SHOWN.items()),
    ],
)
def test_what_conditions_and_shapes_leave_is_read(kind: str, made: Book) -> None:
    documents = read(kind, made)
    assert "Seen by Zebulon Quark." in said(documents)
    assert not any(document.hidden for document in documents)
