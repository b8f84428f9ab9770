"""Which cells of a workbook (XLSX) can't be seen: hidden sheets, rows and columns, white on white.

SpreadsheetML, ISO/IEC 29500-1: 18.2.19 (states of sheets), 18.3.1.13 and 18.3.1.73 (columns, rows),
18.8 (styles). The colour of a cell's letters and of its ground decide as in other office documents.
Conditional formats and the styles of tables are not judged.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from lxml import etree

from mailrecon.model import Hiding
from mailrecon.read.colours import BLACK, WHITE, Colour, from_hexadecimal, is_legible, mixed
from mailrecon.read.office.package import Package
from mailrecon.regex import regex

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_WORKBOOK = "xl/workbook.xml"
_CELL = regex(r"([A-Z]{1,3})(\d{1,7})")
# A sheet that has none of these has no row or column that is hidden.
_MAY_HIDE = regex(rb"hidden=|zeroHeight=|ht=\"0|width=\"0|hidden='")
_YES = frozenset({"1", "true"})
# The colours of a theme are named in another order than they are listed (18.8.3).
_SWAPPED = {0: 1, 1: 0, 2: 3, 3: 2}
_SMALLEST = 2.0
_MOST_COLUMNS = 16_384


class SheetLooks(NamedTuple):
    """What can't be seen of a sheet; rows and columns count from 0."""

    is_hidden: bool = False
    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()
    cells: Mapping[tuple[int, int], Hiding] = {}

    def hiding(self, row: int, column: int) -> Hiding | None:
        """How a cell is hidden; None if it can be seen."""
        if self.is_hidden or row in self.rows or column in self.columns:
            return Hiding.NOT_DISPLAYED
        return self.cells.get((row, column))


def looks_of_sheets(data: bytes, name: str) -> dict[str, SheetLooks]:
    """The looks of each sheet by its name; of workbooks in other formats nothing is known.

    Raises ReadError for a damaged one.
    """
    if not data.startswith(b"PK"):
        return {}
    package = Package(data, name)
    workbook = package.part(_WORKBOOK)
    if workbook is None:
        return {}
    parts = package.relationships(_WORKBOOK)
    hiding = _hiding_styles(package)
    found: dict[str, SheetLooks] = {}
    for sheet in workbook.iter(f"{_MAIN}sheet"):
        part = parts.get(sheet.get(_RELATION, ""))
        looks = _looks(package, part.target, hiding) if part is not None else SheetLooks()
        is_hidden = sheet.get("state", "visible") != "visible"
        found[sheet.get("name", "")] = looks._replace(is_hidden=is_hidden)
    return found


def _looks(package: Package, path: str, hiding: Mapping[int, Hiding]) -> SheetLooks:
    content = package.data(path)
    if content is None or not (hiding or _MAY_HIDE.search(content)):
        return SheetLooks()
    root = package.part(path)
    assert root is not None
    columns: set[int] = set()
    for column in root.iter(f"{_MAIN}col"):
        first, last = (int(column.get(key, "0")) - 1 for key in ("min", "max"))
        span = range(max(first, 0), min(last + 1, _MOST_COLUMNS))
        if column.get("hidden") in _YES or column.get("width") in ("0", "0.0"):
            columns.update(span)
    formats = root.find(f"{_MAIN}sheetFormatPr")
    folded = formats is not None and formats.get("zeroHeight") in _YES
    rows: set[int] = set()
    cells: dict[tuple[int, int], Hiding] = {}
    number = -1
    for row in root.iter(f"{_MAIN}row"):
        number = int(row.get("r", number + 2)) - 1
        if (
            row.get("hidden") in _YES
            or row.get("ht") in ("0", "0.0")
            or (folded and row.get("hidden") is None and row.get("ht") is None)
        ):
            rows.add(number)
        column_number = -1
        for cell in row.iter(f"{_MAIN}c") if hiding else ():
            place = _CELL.fullmatch(cell.get("r", ""))
            column_number = _column(place[1]) if place is not None else column_number + 1
            how = hiding.get(int(cell.get("s", "0")))
            if how is not None:
                cells[number, column_number] = how
    return SheetLooks(False, frozenset(rows), frozenset(columns), cells)


def _column(letters: str) -> int:
    """`A` is 0, `AB` 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _hiding_styles(package: Package) -> dict[int, Hiding]:
    """The formats of cells (`cellXfs`) in which nothing can be read, by their number."""
    styles = package.part(posixpath.join("xl", "styles.xml"))
    if styles is None:
        return {}
    theme = _theme(package)
    fonts = list(_children(styles, "fonts"))
    fills = list(_children(styles, "fills"))
    # `;;;` shows nothing of a number or a text.
    blank = {
        item.get("numFmtId")
        for item in _children(styles, "numFmts")
        if item.get("formatCode", "").strip() == ";;;"
    }
    found: dict[int, Hiding] = {}
    for number, form in enumerate(_children(styles, "cellXfs")):
        font = _at(fonts, form.get("fontId"))
        if form.get("numFmtId") in blank:
            found[number] = Hiding.NOT_DISPLAYED
        elif _size(font) < _SMALLEST:
            found[number] = Hiding.TOO_SMALL
        elif not is_legible(_ink(font, theme), _ground(_at(fills, form.get("fillId")), theme)):
            found[number] = Hiding.SAME_COLOUR
    return found


def _children(styles: etree._Element, name: str) -> Iterator[etree._Element]:
    holder = styles.find(f"{_MAIN}{name}")
    yield from holder if holder is not None else ()


def _at(items: list[etree._Element], number: str | None) -> etree._Element | None:
    place = int(number or "0")
    return items[place] if place < len(items) else None


def _size(font: etree._Element | None) -> float:
    size = font.find(f"{_MAIN}sz") if font is not None else None
    return float(size.get("val", "11")) if size is not None else 11.0


def _ink(font: etree._Element | None, theme: list[Colour]) -> Colour:
    shade = font.find(f"{_MAIN}color") if font is not None else None
    return _colour(shade, theme) or BLACK


def _ground(fill: etree._Element | None, theme: list[Colour]) -> Colour:
    pattern = fill.find(f"{_MAIN}patternFill") if fill is not None else None
    if pattern is None or pattern.get("patternType") != "solid":
        return WHITE
    return _colour(pattern.find(f"{_MAIN}fgColor"), theme) or WHITE


def _colour(shade: etree._Element | None, theme: list[Colour]) -> Colour | None:
    """A colour with its tint; None for the automatic one and for those of old palettes."""
    if shade is None:
        return None
    found = from_hexadecimal(shade.get("rgb", "")[-6:])
    number = shade.get("theme", "")
    if found is None and number.isdecimal():
        place = _SWAPPED.get(int(number), int(number))
        found = theme[place] if place < len(theme) else None
    if found is None:
        return {"0": BLACK, "8": BLACK, "1": WHITE, "9": WHITE}.get(shade.get("indexed", ""))
    tint = float(shade.get("tint", "0"))
    return mixed(WHITE if tint > 0 else BLACK, found, min(abs(tint), 1.0)) if tint else found


def _theme(package: Package) -> list[Colour]:
    """The colours of the theme as they are listed: dark 1, light 1, dark 2, light 2, accents."""
    root = package.part(posixpath.join("xl", "theme", "theme1.xml"))
    scheme = next(root.iter(f"{_DRAWING}clrScheme"), None) if root is not None else None
    found = []
    for item in scheme if scheme is not None else ():
        shade = next(iter(item), None)
        text = (shade.get("lastClr") or shade.get("val") or "") if shade is not None else ""
        found.append(from_hexadecimal(text) or BLACK)
    return found
