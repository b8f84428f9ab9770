"""Where an anchored shape is, in points."""

from __future__ import annotations

from typing import NamedTuple

from lxml import etree

from mailrecon.read.colours import BLACK, Colour, is_legible
from mailrecon.read.office.covers import THINNEST
from mailrecon.read.office.docx_looks import A

WPS = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
EMU = 12_700  # English Metric Units in a point
# Where text begins on a page that says nothing of its margins.
LEFT_MARGIN = TOP_MARGIN = 72.0
# A letter is so high: less of it under a shape leaves it legible.
LETTER = 5.0
_QUARTER = 5_400_000  # a right angle in 60,000ths of a degree


class Extent(NamedTuple):
    """Where an anchored shape is, in points; None where that is not said."""

    top: float | None
    left: float | None
    height: float
    width: float
    on_page: bool


def is_dark(fill: Colour) -> bool:
    """Whether black letters cannot be read on a fill."""
    return fill.opacity >= 0.5 and not is_legible(BLACK, fill)


def grown(place: Extent, by: float) -> Extent:
    """A line with its thickness around it."""
    return place._replace(
        top=None if place.top is None else place.top - by,
        left=None if place.left is None else place.left - by,
        height=place.height + 2 * by,
        width=place.width + 2 * by,
    )


def turned(place: Extent, shape: etree._Element) -> Extent:
    """Where a shape is that is turned by a quarter: the middle stays (20.1.7.6)."""
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
    """Whether a shape is more than a rule between lines."""
    return min(width if width is not None else 99, height if height is not None else 99) > THINNEST
