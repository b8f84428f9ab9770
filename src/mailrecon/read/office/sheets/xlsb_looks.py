"""XLSB: find hidden cells ([MS-XLSB] 2.1.4: records with a number, a length, bytes).

It reads the states of sheets (BrtBundleSh), rows and columns (BrtRowHdr, BrtColInfo), the formats
of cells (BrtXF, BrtFont, BrtFill, BrtFmt) and texts in several formats. Drawings are XML, as in
XLSX.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from mailrecon.errors import ReadError
from mailrecon.model import Hiding
from mailrecon.read.office.looks import TWIPS
from mailrecon.read.office.package import Package
from mailrecon.read.office.sheets.sheet_grid import LETTER, GridAxis, SheetGrid
from mailrecon.read.office.sheets.sheet_looks import (
    LOWEST_ROW,
    MOST_COLUMNS,
    NARROWEST_COLUMN,
    Area,
    CellFormat,
    CellLetters,
    Rich,
    SheetLooks,
    pattern,
    rich_text,
)
from mailrecon.read.office.sheets.xlsb_conditions import condition_formats, conditioned
from mailrecon.read.office.sheets.xlsb_records import (
    XlsbRecordNumber,
    colour_of,
    records_of,
    string_of,
)
from mailrecon.read.office.sheets.xlsx_drawings import covered
from mailrecon.read.office.sheets.xlsx_looks import theme_colours
from mailrecon.read.redaction.colours import BLACK, WHITE, Colour

_WORKBOOK = "xl/workbook.bin"
_ROW_HIDDEN = 0x10
# The usual columns: a width in letters, with five pixels of space beside them.
_USUAL_WIDTH, _BESIDE_LETTERS = 9.14, 0.71
_USUAL_HEIGHT = 15.0
_NOT_GIVEN = 0xFFFFFFFF


_TEXTS = frozenset(
    {
        XlsbRecordNumber.CELL_STRING,
        XlsbRecordNumber.CELL_SHARED,
        XlsbRecordNumber.FORMULA_STRING,
        XlsbRecordNumber.CELL_RICH,
    }
)


class _Font(NamedTuple):
    """Letters: their size in points, their colour (None is the automatic one)."""

    size: float
    letters: Colour | None


class _XlsbBook(NamedTuple):
    """The data that all sheets share."""

    fonts: list[_Font]
    formats: list[CellFormat]
    strings: list[bytes | None]
    conditions: list[CellFormat]


def is_ours(package: Package) -> bool:
    """Whether a package is a workbook with binary parts."""
    return package.data(_WORKBOOK) is not None


def looks_of_sheets(package: Package) -> dict[str, SheetLooks]:
    """The looks of each sheet by its name. Raises ReadError for a damaged workbook."""
    try:
        return _looks_of_sheets(package)
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise ReadError(
            f"{package.name}: its hidden cells cannot be determined ({error}), not read"
        ) from error


def _looks_of_sheets(package: Package) -> dict[str, SheetLooks]:
    parts = package.relationships(_WORKBOOK)
    strings = next((item.target for item in parts.values() if item.kind == "sharedStrings"), "")
    book = _styles(package, package.data("xl/styles.bin") or b"")
    book.strings.extend(
        record.content if record.content[0] & 1 else None
        for record in records_of(package.data(strings) or b"" if strings else b"")
        if record.kind == XlsbRecordNumber.SHARED
    )
    found: dict[str, SheetLooks] = {}
    for record in records_of(package.data(_WORKBOOK) or b""):
        if record.kind != XlsbRecordNumber.SHEET:
            continue
        state = struct.unpack_from("<I", record.content)[0]
        identifier, end = string_of(record.content, 8)
        name, _ = string_of(record.content, end)
        part = parts.get(identifier)
        content = package.data(part.target) if part is not None else None
        looks = SheetLooks()
        if part is not None and content is not None:
            areas = (
                *conditioned(content, book.conditions),
                *_covered(package, part.target, content),
            )
            looks = _looks(content, book)._replace(areas=areas)
        # 1 is hidden; 2 is also missing in the list of hidden sheets.
        found[name] = looks._replace(is_hidden=state != 0)
    return found


def _looks(content: bytes, book: _XlsbBook) -> SheetLooks:
    rows: set[int] = set()
    columns: set[int] = set()
    cells: dict[tuple[int, int], Hiding] = {}
    rich: dict[tuple[int, int], Rich] = {}
    row = -1
    for kind, record in records_of(content):
        if kind == XlsbRecordNumber.ROW:
            row, _, height, _, flags = struct.unpack_from("<IIHBB", record)
            # fDyZero: the row is hidden. Heights are in twentieths of a point.
            if flags & _ROW_HIDDEN or height / TWIPS < LOWEST_ROW:
                rows.add(row)
        elif kind == XlsbRecordNumber.COLUMN:
            first, last, width, _, flag = struct.unpack_from("<IIIIH", record)
            # fHidden. Widths are in 256ths of a letter.
            if flag & 1 or width / 256 < NARROWEST_COLUMN:
                columns.update(range(first, min(last + 1, MOST_COLUMNS)))
        elif (
            XlsbRecordNumber.CELL_BLANK < kind <= XlsbRecordNumber.FORMULA_ERROR
            or kind == XlsbRecordNumber.CELL_RICH
        ):
            column, number = struct.unpack_from("<II", record)
            # The upper byte is the flag for phonetic text.
            number &= 0xFFFFFF
            form = book.formats[number] if number < len(book.formats) else CellFormat()
            how = form.hiding(is_text=kind in _TEXTS)
            found = _rich(kind, record, form, book) if how is not Hiding.NOT_DISPLAYED else None
            if found is not None:
                rich[row, column] = found
            elif how is not None:
                cells[row, column] = how
    return SheetLooks(False, frozenset(rows), frozenset(columns), cells, rich)


def _covered(package: Package, path: str, content: bytes) -> Iterator[Area]:
    """The cells under the drawings of a sheet."""
    related = package.relationships(path)
    for kind, record in records_of(content):
        if kind == XlsbRecordNumber.DRAWING:
            part = related.get(string_of(record, 0)[0])
            if part is not None:
                yield from covered(package, part.target, _grid(content))


def _grid(content: bytes) -> SheetGrid:
    """The places of the cells of a sheet."""
    widths: dict[int, float] = {}
    heights: dict[int, float] = {}
    usual, height = _USUAL_WIDTH, _USUAL_HEIGHT
    for kind, record in records_of(content):
        if kind == XlsbRecordNumber.DEFAULTS:
            exact, letters, low = struct.unpack_from("<IHH", record)
            usual = letters + _BESIDE_LETTERS if exact == _NOT_GIVEN else exact / 256
            height = low / TWIPS
        elif kind == XlsbRecordNumber.ROW:
            row, _, own, _, flags = struct.unpack_from("<IIHBB", record)
            heights[row] = 0.0 if flags & _ROW_HIDDEN else own / TWIPS
        elif kind == XlsbRecordNumber.COLUMN:
            first, last, width, _, flag = struct.unpack_from("<IIIIH", record)
            for number in range(first, min(last + 1, MOST_COLUMNS)):
                widths[number] = 0.0 if flag & 1 else width / 256 * LETTER
    return SheetGrid(GridAxis(usual * LETTER, widths), GridAxis(height, heights))


def _rich(kind: int, record: bytes, form: CellFormat, book: _XlsbBook) -> Rich | None:
    """The hidden parts of a text in several formats; None for a text in one format."""
    if kind == XlsbRecordNumber.CELL_RICH:
        return rich_text(_runs(record[8:], book), form)
    if kind != XlsbRecordNumber.CELL_SHARED:
        return None
    number = struct.unpack_from("<I", record, 8)[0]
    text = book.strings[number] if number < len(book.strings) else None
    return rich_text(_runs(text, book), form) if text is not None else None


def _runs(record: bytes, book: _XlsbBook) -> Iterator[CellLetters]:
    """Read RichStr (2.5.122): flags, a text, and if flagged the runs (StrRun): a start, a font."""
    text, place = string_of(record, 1)
    starts: list[tuple[int, int]] = []
    if record[0] & 1:
        count = struct.unpack_from("<I", record, place)[0]
        for number in range(min(count, len(text) + 1)):
            starts.append(struct.unpack_from("<HH", record, place + 4 + 4 * number))
    if not starts or starts[0][0]:
        yield CellLetters(text[: starts[0][0]] if starts else text)
    ends = [start for start, _ in starts[1:]] + [len(text)]
    for (start, number), end in zip(starts, ends, strict=False):
        font = book.fonts[number]
        yield CellLetters(text[start:end], font.letters or BLACK, font.size)


def _styles(package: Package, content: bytes) -> _XlsbBook:
    theme = theme_colours(package)
    fonts: list[_Font] = []
    fills: list[Colour] = []
    codes: dict[int, str] = {}
    formats: list[CellFormat] = []
    is_of_cells = False
    for kind, record in records_of(content):
        if kind == XlsbRecordNumber.FORMAT:
            codes[struct.unpack_from("<H", record)[0]] = string_of(record, 2)[0]
        elif kind == XlsbRecordNumber.FONT:
            size = struct.unpack_from("<H", record)[0] / 20
            fonts.append(_Font(size, colour_of(record[12:20], theme)))
        elif kind == XlsbRecordNumber.FILL:
            number = struct.unpack_from("<I", record)[0]
            lines, ground = colour_of(record[4:12], theme), colour_of(record[12:20], theme)
            fills.append(pattern(number, lines, ground) if number else WHITE)
        elif kind in (XlsbRecordNumber.FORMATS_BEGIN, XlsbRecordNumber.FORMATS_END):
            is_of_cells = kind == XlsbRecordNumber.FORMATS_BEGIN
        elif kind == XlsbRecordNumber.CELL_FORMAT and is_of_cells:
            _, code, font, fill = struct.unpack_from("<4H", record)
            look = fonts[font] if font < len(fonts) else _Font(11.0, None)
            ground = fills[fill] if fill < len(fills) else WHITE
            formats.append(
                CellFormat(look.letters or BLACK, ground, look.size, codes.get(code, ""))
            )
    return _XlsbBook(fonts, formats, [], list(condition_formats(content, theme)))
