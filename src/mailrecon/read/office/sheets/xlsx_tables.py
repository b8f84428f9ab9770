"""XLSX: apply the table styles that a workbook defines (ISO/IEC 29500-1, 18.5.1, 18.8.40)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from lxml import etree

from mailrecon.read.redaction.colours import Colour

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_YES = frozenset({"1", "true"})
# The parts of a style, lowest priority first.
_ORDER = (
    *("wholeTable", "firstColumnStripe", "secondColumnStripe", "firstRowStripe"),
    *("secondRowStripe", "lastColumn", "firstColumn", "headerRow", "totalRow"),
)
# The attributes of a table that enable these parts.
_SHOWN_IF = {
    **dict.fromkeys(("firstColumnStripe", "secondColumnStripe"), "showColumnStripes"),
    **dict.fromkeys(("firstRowStripe", "secondRowStripe"), "showRowStripes"),
    **{"lastColumn": "showLastColumn", "firstColumn": "showFirstColumn"},
}

Shade = Callable[[etree._Element | None], Colour | None]


class CellRange(NamedTuple):
    """A rectangle of cells; its ends are included."""

    top: int
    left: int
    bottom: int
    right: int

    def holds(self, row: int, column: int) -> bool:
        """Whether a cell lies in the rectangle."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right


class StylePart(NamedTuple):
    """A table style's properties for some cells; `size` counts rows or columns per stripe."""

    kind: str
    size: int
    ground: Colour | None
    letters: Colour | None


class TablePaint(NamedTuple):
    """The colours for cells of a table; for stripes, which rows or columns of each period."""

    area: CellRange
    part: StylePart
    every: int = 0
    skipped: int = 0

    def holds(self, row: int, column: int) -> bool:
        """Whether a cell is painted."""
        if not self.area.holds(row, column):
            return False
        if not self.every:
            return True
        is_column = self.part.kind.endswith("ColumnStripe")
        place = column - self.area.left if is_column else row - self.area.top
        return 0 <= place % self.every - self.skipped < self.part.size


def styles_of_tables(
    styles: etree._Element, formats: list[etree._Element], shade: Shade
) -> dict[str, list[StylePart]]:
    """The table styles of a workbook, by name; their parts with the lowest priority first."""
    found: dict[str, list[StylePart]] = {}
    for style in styles.iter(f"{_MAIN}tableStyle"):
        parts = []
        for element in style.iter(f"{_MAIN}tableStyleElement"):
            number = _whole(element.get("dxfId"), -1)
            kind = element.get("type", "")
            if kind in _ORDER and 0 <= number < len(formats):
                said = formats[number]
                letters = shade(said.find(f"{_MAIN}font/{_MAIN}color"))
                back = next(said.iter(f"{_MAIN}bgColor", f"{_MAIN}fgColor"), None)
                size = max(_whole(element.get("size"), 1), 1)
                parts.append(StylePart(kind, size, shade(back), letters))
        found[style.get("name", "")] = sorted(parts, key=lambda part: _ORDER.index(part.kind))
    return found


def paints(
    table: etree._Element, area: CellRange, styles: dict[str, list[StylePart]]
) -> Iterator[TablePaint]:
    """The colours of a table by its style, lowest priority first; none for a built-in style."""
    info = table.find(f"{_MAIN}tableStyleInfo")
    if info is None:
        return
    head = area.top + _whole(table.get("headerRowCount"), 1)
    foot = area.bottom - _whole(table.get("totalsRowCount"), 0)
    body = area._replace(top=head, bottom=foot)
    parts = styles.get(info.get("name", ""), [])
    sizes = {part.kind: part.size for part in parts}
    for part in parts:
        if part.kind in _SHOWN_IF and info.get(_SHOWN_IF[part.kind]) not in _YES:
            continue
        if part.kind.endswith("Stripe"):
            yield _stripe(part, body, sizes)
        elif part.kind == "headerRow":
            yield TablePaint(area._replace(bottom=head - 1), part)
        elif part.kind == "totalRow":
            yield TablePaint(area._replace(top=foot + 1), part)
        elif part.kind == "lastColumn":
            yield TablePaint(area._replace(left=area.right), part)
        elif part.kind == "firstColumn":
            yield TablePaint(area._replace(right=area.left), part)
        else:
            yield TablePaint(area, part)


def _stripe(part: StylePart, body: CellRange, sizes: dict[str, int]) -> TablePaint:
    axis = part.kind.removeprefix("first").removeprefix("second")
    first, second = sizes.get(f"first{axis}", 1), sizes.get(f"second{axis}", 1)
    return TablePaint(body, part, first + second, 0 if part.kind.startswith("first") else first)


def painted(
    found: Iterable[TablePaint], row: int, column: int
) -> tuple[Colour | None, Colour | None]:
    """The background and letter colour that tables give to a cell; None if not set."""
    ground: Colour | None = None
    letters: Colour | None = None
    for paint in found:
        if paint.holds(row, column):
            ground = paint.part.ground or ground
            letters = paint.part.letters or letters
    return ground, letters


def _whole(text: str | None, missing: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else missing
