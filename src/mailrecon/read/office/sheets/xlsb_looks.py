"""XLSB: find hidden cells ([MS-XLSB] 2.1.4: records with a number, a length, bytes).

It reads the states of sheets (BrtBundleSh), rows and columns (BrtRowHdr, BrtColInfo), the formats
of cells (BrtXF, BrtFont, BrtFill, BrtFmt) and texts in several formats. It ignores conditional
formats and drawings.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from enum import IntEnum
from typing import NamedTuple

from mailrecon.errors import ReadError
from mailrecon.model import Hiding
from mailrecon.read.office.package import Package
from mailrecon.read.office.sheets.sheet_looks import (
    LOWEST_ROW,
    MOST_COLUMNS,
    NARROWEST_COLUMN,
    PALETTE,
    CellFormat,
    CellLetters,
    Rich,
    SheetLooks,
    pattern,
    rich_text,
)
from mailrecon.read.office.sheets.xlsx_looks import theme_colours
from mailrecon.read.redaction.colours import BLACK, WHITE, Colour, mixed

_WORKBOOK = "xl/workbook.bin"


class _RecordNumber(IntEnum):
    """The numbers of the records that are read ([MS-XLSB] 2.3.2)."""

    ROW = 0
    CELL_BLANK = 1
    CELL_STRING = 6
    CELL_SHARED = 7
    FORMULA_STRING = 8
    FORMULA_ERROR = 11
    SHARED = 19
    FONT = 43
    FORMAT = 44
    FILL = 45
    CELL_FORMAT = 47
    COLUMN = 60
    CELL_RICH = 62
    SHEET = 156
    ROW_DEFAULTS = 485
    FORMATS_BEGIN = 617
    FORMATS_END = 618


_TEXTS = frozenset(
    {
        _RecordNumber.CELL_STRING,
        _RecordNumber.CELL_SHARED,
        _RecordNumber.FORMULA_STRING,
        _RecordNumber.CELL_RICH,
    }
)


class _XlsbRecord(NamedTuple):
    kind: int
    content: bytes


class _Font(NamedTuple):
    """Letters: their size in points, their colour (None is the automatic one)."""

    size: float
    letters: Colour | None


class _XlsbBook(NamedTuple):
    """The data that all sheets share."""

    fonts: list[_Font]
    formats: list[CellFormat]
    strings: list[bytes | None]


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
        for record in _records(package.data(strings) or b"" if strings else b"")
        if record.kind == _RecordNumber.SHARED
    )
    found: dict[str, SheetLooks] = {}
    for record in _records(package.data(_WORKBOOK) or b""):
        if record.kind != _RecordNumber.SHEET:
            continue
        state = struct.unpack_from("<I", record.content)[0]
        identifier, end = _string(record.content, 8)
        name, _ = _string(record.content, end)
        part = parts.get(identifier)
        content = package.data(part.target) if part is not None else None
        looks = _looks(content, book) if content is not None else SheetLooks()
        # 1 is hidden; 2 is also missing in the list of hidden sheets.
        found[name] = looks._replace(is_hidden=state != 0)
    return found


def _looks(content: bytes, book: _XlsbBook) -> SheetLooks:
    rows: set[int] = set()
    columns: set[int] = set()
    cells: dict[tuple[int, int], Hiding] = {}
    rich: dict[tuple[int, int], Rich] = {}
    row = -1
    for kind, record in _records(content):
        if kind == _RecordNumber.ROW:
            row, _, height, _, flags = struct.unpack_from("<IIHBB", record)
            # fDyZero: the row is hidden. Heights are in twentieths of a point.
            if flags & 0x10 or height / 20 < LOWEST_ROW:
                rows.add(row)
        elif kind == _RecordNumber.COLUMN:
            first, last, width, _, flag = struct.unpack_from("<IIIIH", record)
            # fHidden. Widths are in 256ths of a letter.
            if flag & 1 or width / 256 < NARROWEST_COLUMN:
                columns.update(range(first, min(last + 1, MOST_COLUMNS)))
        elif (
            _RecordNumber.CELL_BLANK < kind <= _RecordNumber.FORMULA_ERROR
            or kind == _RecordNumber.CELL_RICH
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


def _rich(kind: int, record: bytes, form: CellFormat, book: _XlsbBook) -> Rich | None:
    """The hidden parts of a text in several formats; None for a text in one format."""
    if kind == _RecordNumber.CELL_RICH:
        return rich_text(_runs(record[8:], book), form)
    if kind != _RecordNumber.CELL_SHARED:
        return None
    number = struct.unpack_from("<I", record, 8)[0]
    text = book.strings[number] if number < len(book.strings) else None
    return rich_text(_runs(text, book), form) if text is not None else None


def _runs(record: bytes, book: _XlsbBook) -> Iterator[CellLetters]:
    """Read RichStr (2.5.122): flags, a text, and if flagged the runs (StrRun): a start, a font."""
    text, place = _string(record, 1)
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
    for kind, record in _records(content):
        if kind == _RecordNumber.FORMAT:
            codes[struct.unpack_from("<H", record)[0]] = _string(record, 2)[0]
        elif kind == _RecordNumber.FONT:
            size = struct.unpack_from("<H", record)[0] / 20
            fonts.append(_Font(size, _colour(record[12:20], theme)))
        elif kind == _RecordNumber.FILL:
            number = struct.unpack_from("<I", record)[0]
            lines, ground = _colour(record[4:12], theme), _colour(record[12:20], theme)
            fills.append(pattern(number, lines, ground) if number else WHITE)
        elif kind in (_RecordNumber.FORMATS_BEGIN, _RecordNumber.FORMATS_END):
            is_of_cells = kind == _RecordNumber.FORMATS_BEGIN
        elif kind == _RecordNumber.CELL_FORMAT and is_of_cells:
            _, code, font, fill = struct.unpack_from("<4H", record)
            look = fonts[font] if font < len(fonts) else _Font(11.0, None)
            ground = fills[fill] if fill < len(fills) else WHITE
            formats.append(
                CellFormat(look.letters or BLACK, ground, look.size, codes.get(code, ""))
            )
    return _XlsbBook(fonts, formats, [])


def _colour(record: bytes, theme: list[Colour]) -> Colour | None:
    """Read BrtColor (2.4.320): the kind, a number, a tint, red, green, blue, alpha."""
    kind, number, tint = struct.unpack_from("<BBh", record)
    found: Colour | None = None
    match kind >> 1:
        case 1:
            # Numbers 0 to 7 are the first eight colours, which 8 to 15 repeat.
            number -= 8 if number >= 8 else 0
            found = PALETTE[number] if number < len(PALETTE) else None
        case 2:
            found = Colour(*record[4:7])
        case 3:
            # Themes list dark before light, numbers light before dark.
            number = {0: 1, 1: 0, 2: 3, 3: 2}.get(number, number)
            found = theme[number] if number < len(theme) else None
    if found is None or not tint:
        return found
    return mixed(WHITE if tint > 0 else BLACK, found, min(abs(tint) / 32_767, 1.0))


def _string(record: bytes, place: int) -> tuple[str, int]:
    """Read a text with its length before it (XLWideString, 2.5.168); return it and its end."""
    length = struct.unpack_from("<I", record, place)[0]
    if length == 0xFFFFFFFF:
        return "", place + 4
    end = place + 4 + 2 * length
    if end > len(record):
        raise struct.error("a text ends beyond its record")
    return record[place + 4 : end].decode("utf-16-le", "surrogatepass"), end


def _records(content: bytes) -> Iterator[_XlsbRecord]:
    """The records of a part: numbers and lengths have seven bits per byte, lowest bits first."""
    place = 0
    while place < len(content):
        kind = content[place]
        place += 1
        if kind & 0x80:
            kind = (kind & 0x7F) | (content[place] & 0x7F) << 7
            place += 1
        length = 0
        for shift in range(0, 28, 7):
            byte = content[place]
            place += 1
            length |= (byte & 0x7F) << shift
            if not byte & 0x80:
                break
        if place + length > len(content):
            raise struct.error("a record ends beyond its part")
        yield _XlsbRecord(kind, content[place : place + length])
        place += length
