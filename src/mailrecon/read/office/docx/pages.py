"""Read the page size and margins of a Word document's sections.

ECMA-376, part 1, 17.6: the properties of a section are in its last paragraph, those of the last
section at the end of the body.
"""

from __future__ import annotations

from typing import NamedTuple

from lxml import etree

from mailrecon.read.office.columns import SectionColumns
from mailrecon.read.office.docx.looks import W
from mailrecon.read.office.looks import TWIPS

# Default page size (17.6.13) and margin (of Word's own template), in twips.
_WIDTH, _HEIGHT, _MARGIN = 12_240.0, 15_840.0, 1_440.0


class SectionPage(NamedTuple):
    """A section's page, in twips. `is_off` is True if its margins or columns hide all text."""

    width: float = _WIDTH
    left: float = _MARGIN
    is_off: bool = False
    columns: SectionColumns = SectionColumns()
    number: int = -1

    def edge(self) -> float:
        """The distance from the left margin to the page's right edge."""
        return self.width - self.left


PAGE = SectionPage()


def pages(body: etree._Element) -> dict[etree._Element, SectionPage]:
    """The page of each direct child of the body."""
    found: dict[etree._Element, SectionPage] = {}
    waiting: list[etree._Element] = []
    for child in body:
        waiting.append(child)
        section = child if child.tag == f"{W}sectPr" else child.find(f"{W}pPr/{W}sectPr")
        if section is not None:
            page = _page(section)._replace(number=len(found))
            found.update(dict.fromkeys(waiting, page))
            waiting = []
    found.update(dict.fromkeys(waiting, PAGE))
    return found


def _page(section: etree._Element) -> SectionPage:
    size, margins = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
    width, height = _twips(size, "w", _WIDTH), _twips(size, "h", _HEIGHT)
    left = _twips(margins, "left", _MARGIN) + _twips(margins, "gutter", 0.0)
    top = abs(_twips(margins, "top", _MARGIN))  # a negative one is exact
    columns = _columns(section.find(f"{W}cols"))
    text_width = width - left - _twips(margins, "right", _MARGIN)
    is_off = abs(left) >= width or top >= height or columns.are_off(text_width / TWIPS)
    return SectionPage(width, left, is_off, columns)


def off_page(section: etree._Element) -> frozenset[str]:
    """Find a section's header and footer if their distance from the edge puts them off the page."""
    margins = section.find(f"{W}pgMar")
    height = _twips(section.find(f"{W}pgSz"), "h", _HEIGHT)
    return frozenset(
        name for name in ("header", "footer") if abs(_twips(margins, name, 0.0)) >= height
    )


def _columns(columns: etree._Element | None) -> SectionColumns:
    """The columns of a section (17.6.4)."""
    if columns is None:
        return SectionColumns()
    own: tuple[tuple[float, float], ...] = ()
    if columns.get(f"{W}equalWidth", "1") in ("0", "false", "off"):
        own = tuple(
            (_twips(one, "w", 0.0) / TWIPS, _twips(one, "space", 0.0) / TWIPS)
            for one in columns.iter(f"{W}col")
        )
    count = int(_twips(columns, "num", 1.0))
    return SectionColumns(count, _twips(columns, "space", 720.0) / TWIPS, own)


def _twips(element: etree._Element | None, name: str, usual: float) -> float:
    text = element.get(f"{W}{name}", "").strip()[:12] if element is not None else ""
    plain = text.removeprefix("-")
    return float(text) if plain.isascii() and plain.isdigit() else usual
