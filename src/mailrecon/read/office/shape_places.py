"""Compute the place of anchored shapes, in points."""

from __future__ import annotations

from typing import NamedTuple

from lxml import etree

from mailrecon.read.office.covers import COLUMN, THINNEST
from mailrecon.read.office.docx.looks import A, W
from mailrecon.read.office.looks import EMU, WIDEST_MARGIN
from mailrecon.read.redaction.colours import BLACK, Colour, is_legible

WPS = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
WPG = "{http://schemas.microsoft.com/office/word/2010/wordprocessingGroup}"
_CANVAS = "{http://schemas.microsoft.com/office/word/2010/wordprocessingCanvas}wpc"
_GROUPS = (f"{WPG}wgp", f"{WPG}grpSp", _CANVAS)
# Default margins of a page.
LEFT_MARGIN = TOP_MARGIN = 72.0
# Word's pages have at most 22 inches; office pages and plans have at most 17.
LARGEST_PAGE, _LARGE_PAGE = 1584.0, 1224.0
# The widest distance between the page's edge and the origin of a shape's place.
_BEFORE = {
    "page": -LEFT_MARGIN,
    **dict.fromkeys(("margin", "leftMargin", "topMargin"), -WIDEST_MARGIN),
}
# Height of a letter: if a shape covers less than this, it is legible.
LETTER = 5.0
# A label on a bar: `REDACTED - PERSONAL DATA`.
_LONGEST_LABEL = 30
_QUARTER = 5_400_000  # a right angle in 60,000ths of a degree


class Extent(NamedTuple):
    """The place of an anchored shape, in points; None if not given."""

    top: float | None
    left: float | None
    height: float
    width: float
    on_page: bool


def is_on_page(
    frame: etree._Element,
    offset: float | None,
    length: float | None,
    position: etree._Element | None = None,
) -> bool:
    """Whether a shape at `offset` from the text's edge or its paragraph can be on a page."""
    if offset is None:
        return True
    relative = position.get("relativeFrom", "") if position is not None else ""
    least = _BEFORE.get(relative, -LARGEST_PAGE)
    return offset + (length or 0.0) > least and (
        offset < _LARGE_PAGE or offset < min(_longest_side(frame), LARGEST_PAGE)
    )


def _longest_side(frame: etree._Element) -> float:
    """The longest side of a document's last page, in points; 0 if unknown."""
    body = frame.getroottree().getroot().find(f"{W}body")
    size = body[-1].find(f"{W}pgSz") if body is not None and len(body) else None
    sides = [] if size is None else [size.get(f"{W}{name}", "") for name in "wh"]
    return max((float(side) / 20 for side in sides if side.isdecimal()), default=0.0)


def is_dark(fill: Colour) -> bool:
    """Whether black letters on a fill are illegible."""
    return fill.opacity >= 0.5 and not is_legible(BLACK, fill)


def words_of(shape: etree._Element) -> str:
    """The text in a shape."""
    return "".join(item.text or "" for item in shape.iter(f"{W}t")).strip()


def is_panel(letters: int, fill: Colour) -> bool:
    """Whether a shape's purpose is its words; a bar with a label (`REDACTED`) is not a panel."""
    return letters > 0 and not (letters <= _LONGEST_LABEL and is_dark(fill))


def left_of(aligned: str, width: float | None) -> float | None:
    """The left edge of a shape that is aligned with the text around; None if it is unknown."""
    if width is None:
        return None
    return {"left": 0.0, "center": (COLUMN - width) / 2, "right": COLUMN - width}.get(aligned)


def grown(place: Extent, by: float) -> Extent:
    """The place of a line, extended by its thickness."""
    return place._replace(
        top=None if place.top is None else place.top - by,
        left=None if place.left is None else place.left - by,
        height=place.height + 2 * by,
        width=place.width + 2 * by,
    )


def in_group(shape: etree._Element, place: Extent) -> Extent:
    """The place of a shape in a group or canvas at `place` (20.1.7.5)."""
    form = shape.find(f"{WPS}spPr/{A}xfrm")
    around = list(shape.iterancestors(*_GROUPS))
    box = _box(form, "off", "ext")
    if not around or box is None or place.top is None or place.left is None:
        return place
    left, top, width, height = box
    for group in around:
        form = group.find(f"{WPG}grpSpPr/{A}xfrm")
        outer, inner = _box(form, "off", "ext"), _box(form, "chOff", "chExt")
        if outer is None or inner is None:
            continue
        across, down = (outer[axis] / inner[axis] if inner[axis] else 1.0 for axis in (2, 3))
        is_outermost = group is around[-1]
        left = (left - inner[0]) * across + (0.0 if is_outermost else outer[0])
        top = (top - inner[1]) * down + (0.0 if is_outermost else outer[1])
        width, height = width * across, height * down
    return place._replace(
        left=place.left + left / EMU,
        top=place.top + top / EMU,
        height=height / EMU,
        width=width / EMU,
    )


def _box(
    form: etree._Element | None, place: str, size: str
) -> tuple[float, float, float, float] | None:
    """Left, top, width and height in a form, in its own units."""
    at = form.find(f"{A}{place}") if form is not None else None
    large = form.find(f"{A}{size}") if form is not None else None
    if at is None or large is None:
        return None
    numbers = [at.get("x", ""), at.get("y", ""), large.get("cx", ""), large.get("cy", "")]
    if not all(number.removeprefix("-").isdecimal() for number in numbers):
        return None
    left, top, width, height = (float(number[:12]) for number in numbers)
    return left, top, width, height


def turned(place: Extent, shape: etree._Element) -> Extent:
    """The place of a shape after a quarter turn around its middle (20.1.7.6)."""
    form = shape.find(f"{WPS}spPr/{A}xfrm")
    turn = form.get("rot", "0") if form is not None else "0"
    quarters = round(int(turn) / _QUARTER) if turn.removeprefix("-").isdecimal() else 0
    if quarters % 2 == 0:
        return place
    shift = (place.height - place.width) / 2
    return place._replace(
        top=None if place.top is None else place.top + shift,
        left=None if place.left is None else place.left - shift,
        height=place.width,
        width=place.height,
    )


def is_thick(width: float | None, height: float | None) -> bool:
    """Whether a shape is thicker than a rule between lines."""
    return min(width if width is not None else 99, height if height is not None else 99) > THINNEST
