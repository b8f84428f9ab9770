"""XLSX: find cells under shapes, pictures and charts (ISO/IEC 29500-1: 20.5, 20.1.2.2, 21.2)."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from mailrecon.read.office.looks import EMU
from mailrecon.read.office.package import Package, Relationship
from mailrecon.read.office.sheets.sheet_grid import Covered, SheetGrid
from mailrecon.read.office.sheets.sheet_looks import Area, decimal

_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_ANCHORED = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_COMPATIBLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_ANCHORS = tuple(f"{_ANCHORED}{kind}Anchor" for kind in ("twoCell", "oneCell", "absolute"))
_YES = frozenset({"1", "true"})
_OPAQUE = 50_000.0
# A line at least this thick, in points, covers letters.
_THICK = 8.0
_DEEPEST = 20


def covered(package: Package, path: str, grid: SheetGrid) -> Iterator[Area]:
    """The cells under the filled shapes, pictures and charts of a drawing."""
    root = package.part(path)
    related = package.relationships(path)
    for anchor in root.iter(*_ANCHORS) if root is not None else ():
        place = _anchored(anchor, grid)
        for shape in _shapes(anchor, place, False, 0) if place is not None else ():
            element, where, is_filled = shape
            cover = _cover(package, related, element, where, is_filled)
            area = grid.cells_under(cover) if cover is not None else None
            if area is not None:
                yield area


def _anchored(anchor: etree._Element, grid: SheetGrid) -> Covered | None:
    """The place of a shape: from one cell to another, or by its size."""
    start, end = _corner(anchor, "from", grid), _corner(anchor, "to", grid)
    position, size = anchor.find(f"{_ANCHORED}pos"), anchor.find(f"{_ANCHORED}ext")
    if start is None and position is not None:
        start = _points(position, "x"), _points(position, "y")
    if start is None:
        return None
    if end is None and size is not None:
        end = start[0] + _points(size, "cx"), start[1] + _points(size, "cy")
    return None if end is None else Covered(*start, *end)


def _corner(anchor: etree._Element, name: str, grid: SheetGrid) -> tuple[float, float] | None:
    corner = anchor.find(f"{_ANCHORED}{name}")
    if corner is None:
        return None
    places = []
    for kind, axis in (("col", grid.columns), ("row", grid.rows)):
        at = int(decimal(corner.findtext(f"{_ANCHORED}{kind}")))
        # An offset beyond the cell counts as its end.
        off = decimal(corner.findtext(f"{_ANCHORED}{kind}Off")) / EMU
        begin = axis.start(max(at, 0))
        places.append(begin + min(max(off, 0.0), axis.start(max(at, 0) + 1) - begin))
    return places[0], places[1]


def _shapes(
    holder: etree._Element, place: Covered, is_filled: bool, depth: int
) -> Iterator[tuple[etree._Element, Covered, bool]]:
    """The shapes of an anchor and its groups, and whether the group around each has a fill."""
    inner = _inner(holder)
    for item in holder:
        if item.tag in (f"{_COMPATIBLE}AlternateContent", f"{_COMPATIBLE}Choice"):
            if depth < _DEEPEST:
                yield from _shapes(item, place, is_filled, depth + 1)
            continue
        own = _own_place(item)
        where = place.within(inner, own) if inner is not None and own is not None else place
        if item.tag == f"{_ANCHORED}grpSp":
            said = _fill(item.find(f"{_ANCHORED}grpSpPr"))
            if depth < _DEEPEST:
                yield from _shapes(item, where, is_filled if said is None else said, depth + 1)
        elif isinstance(item.tag, str):
            yield item, where, is_filled


def _inner(group: etree._Element) -> Covered | None:
    """The coordinate system in which a group places its shapes."""
    form = group.find(f"{_ANCHORED}grpSpPr/{_DRAWING}xfrm")
    return _frame(form, "chOff", "chExt")


def _own_place(shape: etree._Element) -> Covered | None:
    names = ("spPr", "grpSpPr", "picPr")
    forms = [shape.find(f"{_ANCHORED}{name}/{_DRAWING}xfrm") for name in names]
    forms.append(shape.find(f"{_ANCHORED}xfrm"))
    return next((found for form in forms if (found := _frame(form, "off", "ext"))), None)


def _frame(form: etree._Element | None, start: str, size: str) -> Covered | None:
    if form is None:
        return None
    off, ext = form.find(f"{_DRAWING}{start}"), form.find(f"{_DRAWING}{size}")
    if off is None or ext is None:
        return None
    left, top = _points(off, "x"), _points(off, "y")
    return Covered(left, top, left + _points(ext, "cx"), top + _points(ext, "cy"))


def _cover(
    package: Package,
    related: dict[str, Relationship],
    shape: etree._Element,
    where: Covered,
    is_filled: bool,
) -> Covered | None:
    """The area that a shape covers; None if it hides nothing."""
    kind = str(shape.tag).removeprefix(_ANCHORED)
    named = shape.find(f".//{_ANCHORED}cNvPr")
    if named is not None and named.get("hidden") in _YES:
        return None
    if kind == "pic":
        return where
    if kind == "graphicFrame":
        return where if _chart_is_filled(package, related, shape) else None
    if kind not in ("sp", "cxnSp"):
        return None
    properties = shape.find(f"{_ANCHORED}spPr")
    line = _line(properties, where)
    if line is not None or kind == "cxnSp":
        return line
    said = _fill(properties)
    if properties is not None and properties.find(f"{_DRAWING}grpFill") is not None:
        said = is_filled
    if said is None:
        style = shape.find(f"{_ANCHORED}style/{_DRAWING}fillRef")
        said = style is not None and style.get("idx", "0") != "0"
    return where if said else None


def _fill(properties: etree._Element | None) -> bool | None:
    """Whether a shape is filled; None if its properties do not specify it."""
    if properties is None:
        return None
    if properties.find(f"{_DRAWING}noFill") is not None:
        return False
    fill = properties.find(f"{_DRAWING}solidFill")
    if fill is not None:
        alpha = next(fill.iter(f"{_DRAWING}alpha"), None)
        return alpha is None or decimal(alpha.get("val"), 100_000.0) >= _OPAQUE
    kinds = ("gradFill", "pattFill", "blipFill")
    return True if any(properties.find(f"{_DRAWING}{kind}") is not None for kind in kinds) else None


def _line(properties: etree._Element | None, where: Covered) -> Covered | None:
    """The area that a thick line along a row or a column covers."""
    line = properties.find(f"{_DRAWING}ln") if properties is not None else None
    if line is None or line.find(f"{_DRAWING}noFill") is not None:
        return None
    thick = decimal(line.get("w")) / EMU
    wide, high = where.right - where.left, where.bottom - where.top
    if thick < _THICK or min(wide, high) > thick:
        return None
    across, down = (0.0, thick / 2) if wide >= high else (thick / 2, 0.0)
    return Covered(where.left - across, where.top - down, where.right + across, where.bottom + down)


def _chart_is_filled(
    package: Package, related: dict[str, Relationship], frame: etree._Element
) -> bool:
    """Whether a chart has a background; the default is white."""
    said = next(frame.iter(f"{_CHART}chart"), None)
    part = related.get(said.get(_RELATION, "")) if said is not None else None
    root = package.part(part.target) if part is not None and not part.is_external else None
    ground = root.find(f"{_CHART}spPr") if root is not None else None
    return _fill(ground) is not False


def _points(element: etree._Element, name: str) -> float:
    return decimal(element.get(name)) / EMU
