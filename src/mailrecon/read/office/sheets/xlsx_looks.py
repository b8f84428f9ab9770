"""XLSX: find hidden cells.

SpreadsheetML, ISO/IEC 29500-1: 18.2.19 (states of sheets), 18.3.1.13 and 18.3.1.73 (columns, rows),
18.4 (texts in several formats), 18.8 (styles), 18.3.1.18 (conditional formats), 20.5 (drawings).
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from mailrecon.model import Hiding
from mailrecon.read.office.package import Package, parse_xml
from mailrecon.read.office.sheets.sheet_grid import (
    LETTER,
    GridAxis,
    SheetGrid,
    number_of_column,
)
from mailrecon.read.office.sheets.sheet_looks import (
    LOWEST_ROW,
    MOST_COLUMNS,
    NARROWEST_COLUMN,
    PALETTE,
    Area,
    CellFormat,
    CellLetters,
    Rich,
    SheetLooks,
    decimal,
    pattern,
    rich_text,
)
from mailrecon.read.office.sheets.xlsx_drawings import covered
from mailrecon.read.office.sheets.xlsx_tables import (
    CellRange,
    StylePart,
    TablePaint,
    painted,
    paints,
    styles_of_tables,
)
from mailrecon.read.redaction.colours import BLACK, WHITE, Colour, from_hexadecimal, mixed
from mailrecon.regex import regex

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_EXTENDED = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"
_FORMULAS = "{http://schemas.microsoft.com/office/excel/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_WORKBOOK = "xl/workbook.xml"
_CELL = regex(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_COLUMNS = regex(r"\$?([A-Z]{1,3}):\$?([A-Z]{1,3})")
_ROWS = regex(r"\$?(\d{1,7}):\$?(\d{1,7})")
_MOST_ROWS = 1 << 20
# The number of the window's background colour (18.8.27); 64 is the colour of its letters.
_WINDOW = 65
_YES = frozenset({"1", "true"})
# In a sheet without these elements, only the formats of cells can hide them.
_MAY_HIDE = regex(
    rb"hidden|\bht=|width=|default(?:RowHeight|ColWidth)=.0"
    rb"|<(?:\w+:)?(?:r|drawing|cfRule)[ />]"
)
# The colours of a theme are named in another order than they are listed (18.8.3).
_SWAPPED = {0: 1, 1: 0, 2: 3, 3: 2}
# Types of cells whose value is a text (18.18.11).
_TEXTS = frozenset({"s", "str", "inlineStr"})


class _XlsxBook(NamedTuple):
    """The data that all sheets share: formats of cells, conditions, tables, and rich texts.

    `automatic` are the formats whose letters have no colour of their own.
    """

    theme: list[Colour]
    palette: tuple[Colour, ...]
    formats: list[CellFormat]
    unfilled: frozenset[int]
    automatic: frozenset[int]
    tables: dict[str, list[StylePart]]
    conditions: list[etree._Element]
    strings: list[etree._Element | None]

    @property
    def may_hide(self) -> bool:
        """Whether formats may hide cells on any sheet."""
        hides = (form.hiding(is_text=kind) for form in self.formats for kind in (True, False))
        return any(item is not None for item in self.strings) or any(hides)


def looks_of_sheets(package: Package) -> dict[str, SheetLooks]:
    """The looks of each sheet by its name. Raises ReadError for a damaged workbook."""
    workbook = package.part(_WORKBOOK)
    if workbook is None:
        return {}
    parts = package.relationships(_WORKBOOK)
    book = _book(package)
    found: dict[str, SheetLooks] = {}
    windows = [view.get("visibility", "visible") for view in workbook.iter(f"{_MAIN}workbookView")]
    is_closed = bool(windows) and "visible" not in windows
    for sheet in workbook.iter(f"{_MAIN}sheet"):
        part = parts.get(sheet.get(_RELATION, ""))
        content = package.data(part.target) if part is not None else None
        looks = SheetLooks()
        if (
            part is not None
            and content is not None
            and (
                book.may_hide
                or _MAY_HIDE.search(content)
                or (book.tables and b"tablePart" in content)
            )
        ):
            root = parse_xml(content, package.name, part.target)
            looks = _XlsxSheet(package, part.target, root, book).looks()
        is_hidden = is_closed or sheet.get("state", "visible") != "visible"
        found[sheet.get("name", "")] = looks._replace(is_hidden=is_hidden)
    return found


class _XlsxSheet:
    """One sheet while its cells are checked."""

    def __init__(self, package: Package, path: str, root: etree._Element, book: _XlsxBook) -> None:
        self._package = package
        self._path = path
        self._root = root
        self._book = book
        self._related = package.relationships(path)

    def looks(self) -> SheetLooks:
        rows: set[int] = set()
        cells: dict[tuple[int, int], Hiding] = {}
        rich: dict[tuple[int, int], Rich] = {}
        form = self._root.find(f"{_MAIN}sheetFormatPr")
        # `zeroHeight` hides the rows that the sheet does not list: Excel's "hide unused rows".
        is_folded = form is not None and form.get("customHeight") in _YES
        is_folded = is_folded and decimal(_said(form, "defaultRowHeight"), 15.0) < LOWEST_ROW
        grounded = list(self._grounded())
        tables = list(self._painted())
        number = -1
        for row in self._root.iter(f"{_MAIN}row"):
            number = _whole(row.get("r"), number + 2) - 1
            height = decimal(row.get("ht"), 15.0)
            folded = is_folded and row.get("hidden") is None and row.get("ht") is None
            if row.get("hidden") in _YES or height < LOWEST_ROW or folded:
                rows.add(number)
                continue
            column = -1
            for cell in row.iter(f"{_MAIN}c"):
                place = _CELL.fullmatch(cell.get("r", ""))
                column = number_of_column(place[1]) if place is not None else column + 1
                place_of_cell = number, column
                looks = self._form(cell, place_of_cell, grounded, tables)
                self._look(cell, place_of_cell, looks, cells, rich)
        areas = (*self._conditioned(), *self._covered())
        return SheetLooks(False, frozenset(rows), frozenset(self._columns()), cells, rich, areas)

    def _form(
        self,
        cell: etree._Element,
        place: tuple[int, int],
        grounded: list[CellRange],
        tables: list[TablePaint],
    ) -> CellFormat:
        """The look of a cell by its own format, completed by its table's style."""
        number = _whole(cell.get("s"), 0)
        form = self._book.formats[number] if number < len(self._book.formats) else CellFormat()
        is_unfilled = number in self._book.unfilled
        if is_unfilled and any(area.holds(*place) for area in grounded):
            form = form._replace(ground=None)
        ground, letters = painted(tables, *place) if tables else (None, None)
        if ground is not None and is_unfilled:
            form = form._replace(ground=ground)
        if letters is not None and number in self._book.automatic:
            form = form._replace(letters=letters)
        return form

    def _look(
        self,
        cell: etree._Element,
        place: tuple[int, int],
        form: CellFormat,
        cells: dict[tuple[int, int], Hiding],
        rich: dict[tuple[int, int], Rich],
    ) -> None:
        kind = cell.get("t", "n")
        how = form.hiding(is_text=kind in _TEXTS)
        text = self._text(cell, kind)
        if text is None:
            if how is not None:
                cells[place] = how
            return
        # The number format does not affect the colours of runs.
        if how is Hiding.NOT_DISPLAYED:
            cells[place] = how
            return
        found = rich_text((self._run(run) for run in _runs(text)), form)
        if found is not None:
            rich[place] = found

    def _text(self, cell: etree._Element, kind: str) -> etree._Element | None:
        """The text of a cell, if it has several formats."""
        if kind == "inlineStr":
            inline = cell.find(f"{_MAIN}is")
            return inline if inline is not None and inline.find(f"{_MAIN}r") is not None else None
        if kind != "s":
            return None
        number = _whole(cell.findtext(f"{_MAIN}v"), -1)
        return self._book.strings[number] if 0 <= number < len(self._book.strings) else None

    def _run(self, run: etree._Element) -> CellLetters:
        text = run.findtext(f"{_MAIN}t") or "" if run.tag == f"{_MAIN}r" else run.text or ""
        properties = run.find(f"{_MAIN}rPr")
        if properties is None:
            return CellLetters(text)
        size = properties.find(f"{_MAIN}sz")
        shade = _colour(properties.find(f"{_MAIN}color"), self._book.theme, self._book.palette)
        # A run with its own format has black letters by default.
        return CellLetters(
            text, shade or BLACK, decimal(size.get("val"), 11.0) if size is not None else None
        )

    def _columns(self) -> Iterator[int]:
        form = self._root.find(f"{_MAIN}sheetFormatPr")
        usual = form.get("defaultColWidth") if form is not None else None
        given: set[int] = set()
        for column in self._root.iter(f"{_MAIN}col"):
            first, last = (_whole(column.get(key), 0) - 1 for key in ("min", "max"))
            narrow = decimal(column.get("width"), 9.0) < NARROWEST_COLUMN
            named = range(max(first, 0), min(last + 1, MOST_COLUMNS))
            if column.get("hidden") in _YES or narrow:
                yield from named
            elif decimal(usual, 9.0) < NARROWEST_COLUMN:
                given.update(named)
        if decimal(usual, 9.0) < NARROWEST_COLUMN:
            yield from (column for column in range(MOST_COLUMNS) if column not in given)

    def _grounded(self) -> Iterator[CellRange]:
        """The cells of tables whose style may set an unknown dark background."""
        for related in self._related.values():
            table = self._package.part(related.target) if related.kind == "table" else None
            area = _area(table.get("ref", "")) if table is not None else None
            info = table.find(f"{_MAIN}tableStyleInfo") if table is not None else None
            name = info.get("name", "") if info is not None else ""
            if area is None or not name or name.startswith("TableStyleLight"):
                continue
            if name in self._book.tables:
                continue
            yield area._replace(bottom=area.top) if name.startswith("TableStyleMedium") else area

    def _painted(self) -> Iterator[TablePaint]:
        """The colours of tables whose style the workbook defines."""
        for related in self._related.values() if self._book.tables else ():
            table = self._package.part(related.target) if related.kind == "table" else None
            area = _area(table.get("ref", "")) if table is not None else None
            if table is not None and area is not None:
                yield from paints(table, area, self._book.tables)

    def _conditioned(self) -> Iterator[Area]:
        """The cells that a conditional format may hide; the condition is not evaluated."""
        for item in self._root.iter(f"{_MAIN}conditionalFormatting"):
            areas = [area for ref in item.get("sqref", "").split() if (area := _area(ref))]
            for rule in item.iter(f"{_MAIN}cfRule"):
                number = _whole(rule.get("dxfId"), -1)
                formula = (rule.findtext(f"{_MAIN}formula") or "").strip().upper()
                if not 0 <= number < len(self._book.conditions) or formula in ("FALSE", "0"):
                    continue
                yield from self._hidden_if(self._book.conditions[number], areas)
        # Newer programs store some rules in an extension, each with its format.
        for item in self._root.iter(f"{_EXTENDED}conditionalFormatting"):
            places = (item.findtext(f"{_FORMULAS}sqref") or "").split()
            areas = [area for ref in places if (area := _area(ref))]
            for said in item.iter(f"{_EXTENDED}dxf"):
                yield from self._hidden_if(said, areas)

    def _hidden_if(self, said: etree._Element, areas: list[CellRange]) -> Iterator[Area]:
        """The areas, if the format of a condition would hide their text."""
        form = self._conditional(said)
        how = form.hiding(is_text=True) or form.hiding(is_text=False)
        if how is not None:
            yield from (Area(*area, how) for area in areas)

    def _conditional(self, said: etree._Element) -> CellFormat:
        font, fill = said.find(f"{_MAIN}font"), said.find(f"{_MAIN}fill")
        shade = font.find(f"{_MAIN}color") if font is not None else None
        letters = _colour(shade, self._book.theme, self._book.palette)
        # A fill of a conditional format is solid, with its background colour (18.8.14).
        ground: Colour | None = WHITE
        if fill is not None:
            back = next(fill.iter(f"{_MAIN}bgColor", f"{_MAIN}fgColor"), None)
            ground = _colour(back, self._book.theme, self._book.palette)
        form = said.find(f"{_MAIN}numFmt")
        code = form.get("formatCode", "") if form is not None else ""
        return CellFormat(letters or BLACK, ground, code=code)

    def _covered(self) -> Iterator[Area]:
        """The cells covered by drawings over the sheet."""
        drawings = [item for item in self._related.values() if item.kind == "drawing"]
        if not drawings:
            return
        grid = self._grid()
        for related in drawings:
            yield from covered(self._package, related.target, grid)

    def _grid(self) -> SheetGrid:
        """The places of the cells: a width counts letters of seven pixels, plus five pixels."""
        form = self._root.find(f"{_MAIN}sheetFormatPr")
        widths: dict[int, float] = {}
        for column in self._root.iter(f"{_MAIN}col"):
            first, last = (_whole(column.get(key), 0) - 1 for key in ("min", "max"))
            width = 0.0 if column.get("hidden") in _YES else decimal(column.get("width"), 9.14)
            # Columns named twice are an error; the first definition counts.
            for number in range(max(first, 0), min(last + 1, MOST_COLUMNS)):
                widths.setdefault(number, width * LETTER)
            if len(widths) >= MOST_COLUMNS:
                break
        heights: dict[int, float] = {}
        number = -1
        for row in self._root.iter(f"{_MAIN}row"):
            number = _whole(row.get("r"), number + 2) - 1
            if row.get("hidden") in _YES:
                heights[number] = 0.0
            elif row.get("ht"):
                heights[number] = decimal(row.get("ht"), 15.0)
        # The default width is given with or without the space beside the letters.
        usual = decimal(_said(form, "defaultColWidth"), 9.14) * LETTER
        return SheetGrid(
            GridAxis(usual, widths),
            GridAxis(decimal(_said(form, "defaultRowHeight"), 15.0), heights),
        )


def _book(package: Package) -> _XlsxBook:
    styles = package.part(posixpath.join("xl", "styles.xml"))
    theme = theme_colours(package)
    strings = _strings(package)
    if styles is None:
        return _XlsxBook(theme, PALETTE, [], frozenset(), frozenset(), {}, [], strings)
    own = [
        from_hexadecimal(item.get("rgb", "")[-6:]) for item in _children(styles, "indexedColors")
    ]
    palette = tuple(colour or BLACK for colour in own[8:]) or PALETTE
    fonts = list(_children(styles, "fonts"))
    fills = list(_children(styles, "fills"))
    codes = {
        item.get("numFmtId"): item.get("formatCode", "") for item in _children(styles, "numFmts")
    }
    formats: list[CellFormat] = []
    unfilled: set[int] = set()
    automatic: set[int] = set()
    for number, form in enumerate(_children(styles, "cellXfs")):
        font, fill = _at(fonts, form.get("fontId")), _at(fills, form.get("fillId"))
        ground = _ground(fill, theme, palette)
        if ground is None:
            unfilled.add(number)
        size = font.find(f"{_MAIN}sz") if font is not None else None
        shade = font.find(f"{_MAIN}color") if font is not None else None
        if shade is None or shade.get("theme") == "1" or shade.get("auto") in _YES:
            automatic.add(number)
        formats.append(
            CellFormat(
                _colour(shade, theme, palette) or BLACK,
                ground or WHITE,
                decimal(size.get("val"), 11.0) if size is not None else 11.0,
                codes.get(form.get("numFmtId"), ""),
            )
        )
    conditions = list(_children(styles, "dxfs"))
    tables = styles_of_tables(styles, conditions, lambda item: _colour(item, theme, palette))
    plain = frozenset(unfilled), frozenset(automatic)
    return _XlsxBook(theme, palette, formats, *plain, tables, conditions, strings)


def _strings(package: Package) -> list[etree._Element | None]:
    """The shared texts by index; texts in a single format are None."""
    related = package.relationships(_WORKBOOK).values()
    path = next((item.target for item in related if item.kind == "sharedStrings"), "")
    root = package.part(path) if path else None
    found: list[etree._Element | None] = []
    for item in root.iter(f"{_MAIN}si") if root is not None else ():
        found.append(item if item.find(f"{_MAIN}r") is not None else None)
    return found


def _runs(text: etree._Element) -> Iterator[etree._Element]:
    """The runs of a text, without those of its pronunciation (`rPh`)."""
    yield from (item for item in text if item.tag in (f"{_MAIN}r", f"{_MAIN}t"))


def _area(reference: str) -> CellRange | None:
    """Parse a cell range: `B2:D9`, `B2`, `B:B`, `2:9`."""
    if (found := _COLUMNS.fullmatch(reference)) is not None:
        return CellRange(0, number_of_column(found[1]), _MOST_ROWS, number_of_column(found[2]))
    if (found := _ROWS.fullmatch(reference)) is not None:
        return CellRange(int(found[1]) - 1, 0, int(found[2]) - 1, MOST_COLUMNS)
    first, _, last = reference.partition(":")
    one, other = _CELL.fullmatch(first), _CELL.fullmatch(last or first)
    if one is None or other is None:
        return None
    return CellRange(
        int(one[2]) - 1, number_of_column(one[1]), int(other[2]) - 1, number_of_column(other[1])
    )


def _whole(text: str | None, missing: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else missing


def _said(element: etree._Element | None, name: str) -> str | None:
    return element.get(name) if element is not None else None


def _children(styles: etree._Element, name: str) -> Iterator[etree._Element]:
    holder = next(styles.iter(f"{_MAIN}{name}"), None)
    yield from holder if holder is not None else ()


def _at(items: list[etree._Element], number: str | None) -> etree._Element | None:
    place = _whole(number, 0)
    return items[place] if place < len(items) else None


def _ground(
    fill: etree._Element | None, theme: list[Colour], palette: tuple[Colour, ...]
) -> Colour | None:
    """The colour of a fill; None if the cell has none."""
    if fill is None:
        return None
    stops = [_colour(item, theme, palette) for item in fill.iter(f"{_MAIN}color")]
    if fill.find(f"{_MAIN}gradientFill") is not None and stops:
        # The middle colour of a gradient represents it.
        return mixed(stops[0] or WHITE, stops[-1] or WHITE, 0.5)
    form = fill.find(f"{_MAIN}patternFill")
    kind = form.get("patternType", "none") if form is not None else "none"
    if form is None or kind == "none":
        return None
    lines, back = (
        _colour(form.find(f"{_MAIN}{name}"), theme, palette) for name in ("fgColor", "bgColor")
    )
    return pattern(kind, lines, back)


def _colour(
    shade: etree._Element | None, theme: list[Colour], palette: tuple[Colour, ...]
) -> Colour | None:
    """A colour with its tint; None for the automatic one."""
    if shade is None:
        return None
    found = from_hexadecimal(shade.get("rgb", "")[-6:])
    number = shade.get("theme", "")
    if found is None and number.isdecimal():
        place = _SWAPPED.get(int(number), int(number))
        found = theme[place] if place < len(theme) else None
    if found is None:
        index = _whole(shade.get("indexed"), -1)
        if index == _WINDOW:
            return WHITE
        # The first eight repeat the next eight.
        index -= 8 if index >= 8 else 0
        found = palette[index] if 0 <= index < len(palette) else None
    if found is None:
        return None
    tint = decimal(shade.get("tint"), 0.0)
    return mixed(WHITE if tint > 0 else BLACK, found, min(abs(tint), 1.0)) if tint else found


def theme_colours(package: Package) -> list[Colour]:
    """The colours of the theme as they are listed: dark 1, light 1, dark 2, light 2, accents."""
    root = package.part(posixpath.join("xl", "theme", "theme1.xml"))
    scheme = next(root.iter(f"{_DRAWING}clrScheme"), None) if root is not None else None
    found = []
    for item in scheme if scheme is not None else ():
        shade = next(iter(item), None)
        text = (shade.get("lastClr") or shade.get("val") or "") if shade is not None else ""
        found.append(from_hexadecimal(text) or BLACK)
    return found
