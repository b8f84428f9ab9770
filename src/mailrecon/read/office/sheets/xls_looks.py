"""XLS (Excel 5 to 2003): find hidden cells by the formats that xlrd reads.

xlrd reads neither conditional formats nor drawings; these are read from the records.
"""

from __future__ import annotations

import io
from itertools import chain, repeat
from typing import Any

from mailrecon.errors import ReadError
from mailrecon.model import Hiding
from mailrecon.read.office.looks import TWIPS
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
from mailrecon.read.office.sheets.xls_conditions import conditioned
from mailrecon.read.office.sheets.xls_records import (
    XlsRecord,
    records_of_sheets,
    without_conditions,
)
from mailrecon.read.office.sheets.xls_shapes import covered
from mailrecon.read.redaction.colours import BLACK, WHITE, Colour

# Heights of rows and letters are in twentieths of a point, widths in 256ths of a letter's width.
_WIDTHS = 256
# The usual columns are as wide as eight letters, and five pixels of space.
_USUAL_WIDTH = 8
_BESIDE_LETTERS = 0.71
_USUAL_HEIGHT = 12.75


def looks_of_sheets(data: bytes, name: str) -> dict[str, SheetLooks]:
    """The looks of each sheet by its name. Raises ReadError for a damaged workbook."""
    import xlrd

    try:
        read = without_conditions(data)
        book = xlrd.open_workbook(file_contents=read, formatting_info=True, logfile=io.StringIO())
        formats = [_format(book, form) for form in book.xf_list]
        each_sheet = chain(records_of_sheets(data), repeat([]))
        return {
            sheet.name: _looks(book, sheet, formats)._replace(areas=_areas(book, sheet, records))
            for sheet, records in zip(book.sheets(), each_sheet, strict=False)
        }
    except Exception as error:  # xlrd raises different errors on damage
        raise ReadError(
            f"{name}: its hidden cells cannot be determined ({error}), not read"
        ) from error


def _looks(book: Any, sheet: Any, formats: list[CellFormat]) -> SheetLooks:
    rows: set[int] = set()
    for number in range(sheet.nrows):
        info = sheet.rowinfo_map.get(number)
        if info is None:
            hides = bool(sheet.default_row_hidden)
        else:
            hides = bool(info.hidden) or info.height / TWIPS < LOWEST_ROW
        if hides:
            rows.add(number)
    columns = {
        number
        for number, info in sheet.colinfo_map.items()
        if info.hidden or info.width / _WIDTHS < NARROWEST_COLUMN
    }
    cells: dict[tuple[int, int], Hiding] = {}
    rich: dict[tuple[int, int], Rich] = {}
    for row in range(sheet.nrows):
        for column in range(min(sheet.row_len(row), MOST_COLUMNS)):
            cell = sheet.cell(row, column)
            if cell.value == "" or cell.xf_index is None:
                continue
            form = formats[cell.xf_index]
            how = form.hiding(is_text=isinstance(cell.value, str))
            runs = sheet.rich_text_runlist_map.get((row, column))
            if runs and how is not Hiding.NOT_DISPLAYED:
                found = rich_text(_runs(book, cell.value, runs), form)
                if found is not None:
                    rich[row, column] = found
            elif how is not None:
                cells[row, column] = how
    return SheetLooks(bool(sheet.visibility), frozenset(rows), frozenset(columns), cells, rich)


def _areas(book: Any, sheet: Any, records: list[XlsRecord]) -> tuple[Area, ...]:
    """The cells that a condition may hide, and those under shapes."""
    codes = {number: form.format_str for number, form in book.format_map.items()}
    under = conditioned(records, lambda number: _colour(book, number), codes)
    return (*under, *covered(records, _grid(sheet)))


def _grid(sheet: Any) -> SheetGrid:
    """The places of the cells."""
    widths = {
        number: 0.0 if info.hidden else info.width / _WIDTHS * LETTER
        for number, info in sheet.colinfo_map.items()
    }
    heights = {
        number: 0.0 if info.hidden else info.height / TWIPS
        for number, info in sheet.rowinfo_map.items()
    }
    usual = sheet.standardwidth / _WIDTHS if sheet.standardwidth else None
    if usual is None:
        usual = (sheet.defcolwidth or _USUAL_WIDTH) + _BESIDE_LETTERS
    height = (sheet.default_row_height or 0) / TWIPS
    return SheetGrid(GridAxis(usual * LETTER, widths), GridAxis(height or _USUAL_HEIGHT, heights))


def _runs(book: Any, text: str, runs: list[tuple[int, int]]) -> list[CellLetters]:
    """The parts of a text in several formats; each run extends to the start of the next."""
    ends = [start for start, _ in runs[1:]] + [len(text)]
    found = [CellLetters(text[: runs[0][0]])] if runs[0][0] else []
    for (start, number), end in zip(runs, ends, strict=True):
        font = book.font_list[number]
        letters = _colour(book, font.colour_index) or BLACK
        found.append(CellLetters(text[start:end], letters, font.height / TWIPS))
    return found


def _format(book: Any, form: Any) -> CellFormat:
    font = book.font_list[form.font_index]
    fill = form.background
    code = book.format_map.get(form.format_key)
    return CellFormat(
        _colour(book, font.colour_index) or BLACK,
        pattern(
            fill.fill_pattern,
            _colour(book, fill.pattern_colour_index),
            _colour(book, fill.background_colour_index),
        )
        if fill.fill_pattern
        else WHITE,
        font.height / TWIPS,
        code.format_str if code is not None else "",
    )


def _colour(book: Any, number: int | None) -> Colour | None:
    """A colour of the palette; None for the automatic ones."""
    found = book.colour_map.get(number)
    return None if found is None else Colour(*found)
