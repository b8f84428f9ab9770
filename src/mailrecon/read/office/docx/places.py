"""DOCX: compute the place of a paragraph from its properties: indents, lines, frames.

The properties come from its style, its list level, and the paragraph itself (ECMA-376-1, 17.7.2).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from lxml import etree

from mailrecon.model import Hiding

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# The lengths, rules and heights of a paragraph, by element and attribute: `ind.left`.
Places: TypeAlias = Mapping[str, str]

# In twentieths of a point: lines and frames with a height of three points show no letters.
_LEAST_HEIGHT = 60.0
# Width of a wide letter of 12 points.
_WIDE = 160.0
_OFF_PAGE = 31_680.0
# `w:leftChars` counts hundredths of a letter, for which Word uses 10.5 points.
_LETTER = 210.0


class ListLevels:
    """The paragraph properties of the levels of a document's lists (17.9)."""

    def __init__(self, root: etree._Element | None) -> None:
        self._lists: dict[str, tuple[str, dict[str, Places]]] = {}
        self._abstract: dict[str, dict[str, Places]] = {}
        for item in root if root is not None else ():
            identity = item.get(f"{W}abstractNumId", "")
            if item.tag == f"{W}abstractNum":
                self._abstract[identity] = _levels(item, "")
            elif item.tag == f"{W}num":
                base = item.find(f"{W}abstractNumId")
                name = base.get(f"{W}val", "") if base is not None else ""
                self._lists[item.get(f"{W}numId", "")] = name, _levels(item, f"{W}lvlOverride/")

    def of(self, numbering: etree._Element) -> Places:
        """The properties of place from the list level that a paragraph names."""
        identity, level = numbering.find(f"{W}numId"), numbering.find(f"{W}ilvl")
        name = identity.get(f"{W}val", "") if identity is not None else ""
        abstract, own = self._lists.get(name, ("", {}))
        number = level.get(f"{W}val", "0") if level is not None else "0"
        return own.get(number, self._abstract.get(abstract, {}).get(number, {}))


def _levels(parent: etree._Element, path: str) -> dict[str, Places]:
    return {
        level.get(f"{W}ilvl", "0"): own_places(level.find(f"{W}pPr"))
        for level in parent.iterfind(f"{path}{W}lvl")
    }


def own_places(properties: etree._Element | None) -> Places:
    """The properties of place that a paragraph has itself."""
    found: dict[str, str] = {}
    for item in properties if properties is not None else ():
        if item.tag in (f"{W}ind", f"{W}spacing", f"{W}framePr"):
            element = etree.QName(item).localname
            for name, value in item.attrib.items():
                found[f"{element}.{etree.QName(name).localname}"] = str(value)
    return found


def misplaced(places: Places, width: float, height: float = _OFF_PAGE) -> Hiding | None:
    """Why a paragraph is not visible on pages of that width and height, in twips."""
    if _has_no_height(places):
        return Hiding.TOO_SMALL
    left, hanging = _left(places), twips(places, "ind.hanging")
    if abs(left) >= width or hanging - left >= width:
        return Hiding.OUTSIDE_PAGE
    x, y = twips(places, "framePr.x"), twips(places, "framePr.y")
    below = height if places.get("framePr.vAnchor") == "page" else _OFF_PAGE
    beside = width if places.get("framePr.hAnchor") == "page" else _OFF_PAGE
    if min(x, y) <= -width or y >= below or x >= beside:
        return Hiding.OUTSIDE_PAGE
    exact = places.get("framePr.hRule") == "exact"
    low = exact and 0 < twips(places, "framePr.h") <= _LEAST_HEIGHT
    return Hiding.TOO_SMALL if low or 0 < twips(places, "framePr.w") <= _LEAST_HEIGHT else None


def left_of_page(places: Places, margin: float, length: int) -> Hiding | None:
    """Whether a negative indent moves a short paragraph completely off the page."""
    left = _left(places) + margin
    if left < 0 and left + length * _WIDE <= 0:
        return Hiding.OUTSIDE_PAGE
    # `<w:framePr w:hAnchor="page" w:x="-9000" w:w="3000"/>`
    left = twips(places, "framePr.x")
    left += 0.0 if places.get("framePr.hAnchor") == "page" else margin
    wide = twips(places, "framePr.w") or length * _WIDE
    return Hiding.OUTSIDE_PAGE if left < 0 and left + wide <= 0 else None


def _left(places: Places) -> float:
    # `<w:ind w:leftChars="200" w:left="480"/>`: `leftChars` has precedence (17.3.1.12).
    letters = twips(places, "ind.leftChars") or twips(places, "ind.startChars")
    if letters:
        return letters * _LETTER / 100
    return twips(places, "ind.left") or twips(places, "ind.start")


def _has_no_height(places: Places) -> bool:
    """Whether the lines of a paragraph are too low to show letters."""
    exact = places.get("spacing.lineRule") == "exact" and bool(places.get("spacing.line"))
    return exact and abs(twips(places, "spacing.line")) <= _LEAST_HEIGHT


def twips(places: Places, name: str) -> float:
    """A length in twentieths of a point; 0 if there is none."""
    text = places.get(name, "").strip()[:12]
    plain = text.removeprefix("-")
    return float(text) if plain.isascii() and plain.isdigit() else 0.0
