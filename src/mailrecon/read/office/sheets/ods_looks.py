"""ODS: find hidden cells (ODF 1.3, part 3: 9 tables, 16 styles, 16.29 data formats)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from mailrecon.model import Hiding
from mailrecon.read.office.looks import UNKNOWN, LetterLook
from mailrecon.read.office.odt.looks import (
    FO,
    NAMES,
    SHAPES,
    STYLE,
    TABLE,
    TEXT,
    OdtStyles,
    length,
    whole_number,
)
from mailrecon.read.office.package import Package
from mailrecon.read.office.sheets.ods_shapes import covered
from mailrecon.read.office.sheets.sheet_grid import GridAxis, SheetGrid, number_of_column
from mailrecon.read.office.sheets.sheet_looks import (
    LOWEST_ROW,
    MOST_COLUMNS,
    Area,
    CellFormat,
    CellLetters,
    Rich,
    SheetLooks,
    rich_text,
)
from mailrecon.read.redaction.colours import BLACK, WHITE, Colour, from_hexadecimal
from mailrecon.regex import regex

_OFFICE = f"{{{NAMES}office:1.0}}"
_NUMBER = f"{{{NAMES}datastyle:1.0}}"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_GROUPS = frozenset(
    f"{TABLE}table-{name}"
    for name in ("row-group", "header-rows", "rows", "column-group", "header-columns", "columns")
)
# A column narrower than this in points shows no letter.
_NARROWEST = 2.0
# `Mail.B2:Mail.D9`, `'My mail'.B2`.
_ADDRESS = regex(r"\$?([A-Z]{1,3})\$?(\d{1,7})\Z")
_MOST_CELLS = 200_000
# Default column width and row height, in points; the last possible row.
_WIDTH, _HEIGHT = 64.0, 12.8
_LOWEST = 1 << 20


class _OdsRow(NamedTuple):
    """A row: its number, its element, whether its group is collapsed."""

    number: int
    element: etree._Element
    is_folded: bool


def is_ours(package: Package) -> bool:
    """Whether a package is an OpenDocument spreadsheet."""
    return package.data("content.xml") is not None


def looks_of_sheets(package: Package) -> dict[str, SheetLooks]:
    """The looks of each sheet by its name. Raises ReadError for a damaged workbook."""
    roots = [
        root for path in ("styles.xml", "content.xml") if (root := package.part(path)) is not None
    ]
    styles = OdtStyles(roots)
    codes = {
        item.get(f"{STYLE}name", ""): item
        for root in roots
        for item in root.iter()
        if isinstance(item.tag, str) and item.tag.startswith(_NUMBER) and item.get(f"{STYLE}name")
    }
    tables = roots[-1].iterfind(f".//{_OFFICE}spreadsheet/{TABLE}table")
    return {
        table.get(f"{TABLE}name", ""): _OdsSheet(table, styles, codes).looks() for table in tables
    }


class _OdsSheet:
    """One sheet while its cells are checked."""

    def __init__(
        self, table: etree._Element, styles: OdtStyles, codes: dict[str, etree._Element]
    ) -> None:
        self._table = table
        self._styles = styles
        self._codes = codes
        self._is_protected = table.get(f"{TABLE}protected") == "true"
        self._hidden: set[int] = set()
        # For each column, the style of cells that name none.
        self._usual: list[str] = []
        self.rows: set[int] = set()
        self.cells: dict[tuple[int, int], Hiding] = {}
        self._areas: list[Area] = []
        self._widths: dict[int, float] = {}
        # Elements with shapes: cells with their places, and the sheet itself.
        self._drawn: list[tuple[etree._Element, tuple[int, int]]] = [
            (holder, (0, 0)) for holder in table.iterchildren(f"{TABLE}shapes")
        ]
        self.rich: dict[tuple[int, int], Rich] = {}

    def looks(self) -> SheetLooks:
        name = self._table.get(f"{TABLE}style-name", "")
        shown = self._styles.value("table", name, "table-properties", f"{TABLE}display")
        self._read_columns()
        for row in self._rows(self._table, 0, False):
            self._read_row(row)
        self._read_conditions()
        if self._drawn:
            self._areas += covered(self._drawn, self._styles, self._grid())
        # Copies of other files' sheets are never displayed: `'file:///a.ods'#$Mail`.
        return SheetLooks(
            shown == "false" or self._table.get(f"{TABLE}name", "").startswith("'file:"),
            frozenset(self.rows),
            frozenset(self._hidden),
            self.cells,
            self.rich,
            tuple(self._areas),
        )

    def _read_columns(self) -> None:
        for column, is_folded in _columns(self._table, False):
            first = len(self._usual)
            count = whole_number(column.get(f"{TABLE}number-columns-repeated", "1"), 1)
            count = min(count, MOST_COLUMNS - first)
            self._usual += [column.get(f"{TABLE}default-cell-style-name", "")] * count
            name = column.get(f"{TABLE}style-name", "")
            width = length(
                self._styles.value(
                    "table-column", name, "table-column-properties", f"{STYLE}column-width"
                )
            )
            if is_folded or _collapsed(column) or (width is not None and width < _NARROWEST):
                self._hidden.update(range(first, first + count))
                width = 0.0
            if width is not None:
                self._widths.update(dict.fromkeys(range(first, first + count), width))

    def _rows(self, holder: etree._Element, number: int, is_folded: bool) -> Iterator[_OdsRow]:
        """The rows from `number` on; a repeated row advances the number by its count."""
        for item in holder:
            if item.tag in _GROUPS:
                folded = is_folded or item.get(f"{TABLE}display") == "false"
                for row in self._rows(item, number, folded):
                    yield row
                    number = row.number + _repeated(row.element)
            elif item.tag == f"{TABLE}table-row":
                yield _OdsRow(number, item, is_folded)
                number += _repeated(item)

    def _read_row(self, row: _OdsRow) -> None:
        element = row.element
        if not _has_text(element) and next(element.iter(*SHAPES), None) is None:
            return
        numbers = range(row.number, min(row.number + _repeated(element), row.number + _MOST_CELLS))
        height = self._height(element)
        if row.is_folded or _collapsed(element) or (height is not None and height < LOWEST_ROW):
            self.rows.update(numbers)
            return
        column = 0
        for cell in element.iterchildren(f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
            count = whole_number(cell.get(f"{TABLE}number-columns-repeated", "1"), 1)
            if len(cell):
                places = range(column, min(column + count, MOST_COLUMNS))
                self._read_cell(cell, element, [(n, c) for n in numbers for c in places])
            column += count

    def _read_cell(
        self, cell: etree._Element, row: etree._Element, places: list[tuple[int, int]]
    ) -> None:
        _, column = places[0] if places else (0, 0)
        usual = self._usual[column] if column < len(self._usual) else ""
        name = (
            cell.get(f"{TABLE}style-name")
            or row.get(f"{TABLE}default-cell-style-name")
            or usual
            or "Default"
        )
        if places and next(cell.iter(*SHAPES), None) is not None:
            self._drawn.append((cell, places[0]))
        how, rich = self._hiding(cell, name)
        for place in places:
            if how is not None:
                self.cells[place] = how
            elif rich is not None:
                self.rich[place] = rich

    def _hiding(self, cell: etree._Element, name: str) -> tuple[Hiding | None, Rich | None]:
        if cell.tag == f"{TABLE}covered-table-cell":
            return Hiding.NOT_DISPLAYED, None
        protected = self._styles.value(
            "table-cell", name, "table-cell-properties", f"{STYLE}cell-protect"
        )
        if self._is_protected and protected is not None and "hidden-and" in protected:
            return Hiding.NOT_DISPLAYED, None
        is_text = cell.get(f"{_OFFICE}value-type", "string") == "string"
        if not self._is_shown(name, is_text):
            return Hiding.NOT_DISPLAYED, None
        for other in self._applied(name):
            hides = self._form(other)[0].hiding(is_text=is_text)
            if hides is not None:
                return hides, None
        form, look = self._form(name)
        if look.vanish:
            return Hiding.NOT_DISPLAYED, None
        runs = list(self._runs(cell))
        if any(run.letters is not None or run.size is not None for run in runs):
            return None, rich_text(runs, form)
        return form.hiding(is_text=is_text), None

    def _form(self, name: str) -> tuple[CellFormat, LetterLook]:
        look = self._styles.look("table-cell", name)
        ground = self._styles.ground("table-cell", name) or WHITE
        # The colours of a picture in the cell are unknown.
        known = None if ground is UNKNOWN else ground
        size = 10.0 if look.size is None else look.size
        letters = self._coloured(name) or look.letters or BLACK
        return CellFormat(letters, known, size), look

    def _applied(self, name: str) -> Iterator[str]:
        """The styles that conditions may give to cells; the conditions are not evaluated."""
        for item in self._styles.maps("table-cell", name):
            yield item.get(f"{STYLE}apply-style-name", "")

    def _runs(self, cell: etree._Element) -> Iterator[CellLetters]:
        for number, paragraph in enumerate(cell.iterchildren(f"{TEXT}p")):
            if number:
                yield CellLetters("\n")
            yield from self._pieces(paragraph, LetterLook())

    def _pieces(self, element: etree._Element, look: LetterLook) -> Iterator[CellLetters]:
        if element.tag == f"{TEXT}span":
            own = self._styles.look("text", element.get(f"{TEXT}style-name", ""))
            look = look.over(own)
        size = 0.0 if look.vanish else look.size
        yield CellLetters(element.text or "", look.letters, size)
        for child in element:
            if child.tag == f"{TEXT}s":
                count = whole_number(child.get(f"{TEXT}c", "1"), 1)
                yield CellLetters(" " * count, look.letters, size)
            elif child.tag == f"{TEXT}line-break":
                yield CellLetters("\n")
            elif child.tag in (f"{TEXT}span", f"{TEXT}a"):
                yield from self._pieces(child, look)
            yield CellLetters(child.tail or "", look.letters, size)

    def _code(self, name: str) -> etree._Element | None:
        code = self._styles.said("table-cell", name, f"{STYLE}data-style-name")
        return self._codes.get(code or "")

    def _is_shown(self, name: str, is_text: bool) -> bool:
        """Whether the data format of a cell displays its value."""
        code = self._code(name)
        if code is None:
            return True
        if is_text:
            is_of_texts = code.tag == f"{_NUMBER}text-style"
            return not is_of_texts or code.find(f"{_NUMBER}text-content") is not None
        for item in code.iterchildren(f"{STYLE}map"):
            if item.get(f"{STYLE}condition", "").startswith("value()>"):
                code = self._codes.get(item.get(f"{STYLE}apply-style-name", ""), code)
                break
        return any(
            str(item.tag).startswith(_NUMBER) and item.tag != f"{_NUMBER}text" for item in code
        )

    def _coloured(self, name: str) -> Colour | None:
        """The colour that the data format gives to letters, if any."""
        code = self._code(name)
        said = code.find(f"{STYLE}text-properties") if code is not None else None
        return from_hexadecimal(said.get(f"{FO}color", "")) if said is not None else None

    def _grid(self) -> SheetGrid:
        """The places of the cells."""
        heights: dict[int, float] = {}
        for row in self._rows(self._table, 0, False):
            height = self._height(row.element)
            if row.is_folded or _collapsed(row.element):
                height = 0.0
            numbers = range(row.number, min(row.number + _repeated(row.element), _LOWEST))
            if height is not None:
                heights.update(dict.fromkeys(numbers, height))
            if len(heights) > _LOWEST:
                break
        return SheetGrid(GridAxis(_WIDTH, self._widths), GridAxis(_HEIGHT, heights))

    def _height(self, row: etree._Element) -> float | None:
        name = row.get(f"{TABLE}style-name", "")
        return length(
            self._styles.value("table-row", name, "table-row-properties", f"{STYLE}row-height")
        )

    def _read_conditions(self) -> None:
        """Hide the cells that a conditional format would hide."""
        for item in self._table.iter(f"{_CALC}conditional-format"):
            hides = None
            for entry in item.iter(f"{_CALC}condition", f"{_CALC}date-is"):
                said = entry.get(f"{_CALC}apply-style-name", entry.get(f"{_CALC}style", ""))
                name = self._styles.coded_name("table-cell", said)
                form, _ = self._form(name)
                hides = hides or form.hiding(is_text=True)
                hides = hides or (None if self._is_shown(name, True) else Hiding.NOT_DISPLAYED)
            ranges = item.get(f"{_CALC}target-range-address", "").split()
            for one in ranges if hides is not None else ():
                first, _, last = one.partition(":")
                ends = [_ADDRESS.search(text.rpartition(".")[2]) for text in (first, last or first)]
                if ends[0] is None or ends[1] is None or hides is None:
                    continue
                top, left = int(ends[0][2]) - 1, number_of_column(ends[0][1])
                self._areas.append(
                    Area(top, left, int(ends[1][2]) - 1, number_of_column(ends[1][1]), hides)
                )


def _columns(holder: etree._Element, is_folded: bool) -> Iterator[tuple[etree._Element, bool]]:
    for item in holder:
        if item.tag in _GROUPS:
            yield from _columns(item, is_folded or item.get(f"{TABLE}display") == "false")
        elif item.tag == f"{TABLE}table-column":
            yield item, is_folded


def _collapsed(element: etree._Element) -> bool:
    return element.get(f"{TABLE}visibility", "visible") != "visible"


def _repeated(row: etree._Element) -> int:
    return whole_number(row.get(f"{TABLE}number-rows-repeated", "1"), 1)


def _has_text(row: etree._Element) -> bool:
    return next(row.iter(f"{TEXT}p"), None) is not None
