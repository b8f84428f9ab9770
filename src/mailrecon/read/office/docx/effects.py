"""DOCX: read fills and outlines of letters, which Word 2010 added ([MS-DOCX], 2.6.3)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml import etree

from mailrecon.read.office.looks import CLEAR, EMU
from mailrecon.read.redaction.colours import Colour

W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
# A thinner outline, in points, does not show letters.
_THINNEST_OUTLINE = 0.25

Drawn = Callable[[etree._Element, str], Colour | None]


def fill_of_letters(properties: etree._Element, drawn: Drawn) -> Colour | None:
    """The fill of letters: CLEAR if there is none, the mean of a gradient's colours."""
    fill = properties.find(f"{W14}textFill")
    if fill is None:
        return None
    if fill.find(f"{W14}noFill") is not None:
        return CLEAR
    solid = fill.find(f"{W14}solidFill")
    if solid is not None:
        return drawn(solid, W14)
    colours = list(_gradient(fill, drawn))
    if not colours:
        return None
    return Colour(*(sum(parts) / len(colours) for parts in zip(*colours, strict=True)))


def _gradient(fill: etree._Element, drawn: Drawn) -> Iterator[Colour]:
    for stop in fill.iterfind(f"{W14}gradFill/{W14}gsLst/{W14}gs"):
        colour = drawn(stop, W14)
        if colour is not None:
            yield colour


def outline_of_letters(properties: etree._Element, drawn: Drawn) -> Colour | None:
    """The colour of the outline of letters; CLEAR if there is none."""
    line = properties.find(f"{W14}textOutline")
    if line is None:
        return None
    solid = line.find(f"{W14}solidFill")
    width = line.get(f"{W14}w", "")
    if solid is None or not width.isdecimal() or int(width[:9]) / EMU < _THINNEST_OUTLINE:
        return CLEAR
    return drawn(solid, W14)
