"""DOCX: find text boxes under an opaque shape without words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from mailrecon.read.office.docx.looks import DocxLooks, W
from mailrecon.read.office.docx.shapes import (
    MC,
    PICTURE,
    WP,
    extent_of,
    is_set_hidden,
    whole_fill,
)
from mailrecon.read.office.docx.vml import VML_SHAPES, vml_shapes, vml_style
from mailrecon.read.office.shape_places import LARGEST_PAGE, LETTER, WPS, Extent

# Limit of comparisons between shapes and all text boxes of a part.
_MOST_COMPARED = 1_000_000
# Height, in points, of the page's strips in which shapes at the same height are searched.
_STRIP = 36.0


class _Over(NamedTuple):
    """A shape's place in front of others: its level, then its order within the level."""

    level: int
    place: int


class _Floating:
    """The opaque shapes without words of a part or paragraph, indexed by place."""

    def __init__(self, around: etree._Element, looks: DocxLooks) -> None:
        self._own: dict[etree._Element, _Over] = {}
        self._strips: dict[int, dict[Extent, _Over]] = {}
        # Shapes whose place is not given in numbers: `align="center"`.
        self._aligned: dict[tuple[bool, float | None, float | None], _Over] = {}
        for place, shape in enumerate(around.iter(f"{WP}anchor", *VML_SHAPES)):
            over = self._own[shape] = _Over(_level(shape), place)
            is_fallback = next(shape.iterancestors(f"{MC}Fallback"), None) is not None
            if is_fallback or not _is_blank(shape, looks):
                continue
            extent = extent_of(shape)
            # <wp:positionH><wp:align>center</wp:align></wp:positionH>
            if extent.top is None or extent.left is None:
                key = (extent.on_page, extent.top, extent.left)
                self._aligned[key] = max(over, self._aligned.get(key, over))
                continue
            for strip in _strips(extent):
                alike = self._strips.setdefault(strip, {})
                alike[extent] = max(over, alike.get(extent, over))

    def over(self, own: etree._Element, extent: Extent) -> Iterator[Extent]:
        """The places of shapes in front of one that may cover it."""
        mine = self._own[own]
        if extent.top is None or extent.left is None:
            key = (extent.on_page, extent.top, extent.left)
            if self._aligned.get(key, mine) > mine:
                yield extent
            return
        for strip in _strips(extent):
            for other, over in self._strips.get(strip, {}).items():
                if over > mine:
                    yield other


def _strips(extent: Extent) -> range:
    top = min(max(extent.top or 0.0, -LARGEST_PAGE), LARGEST_PAGE)
    bottom = min(max((extent.top or 0.0) + extent.height, -LARGEST_PAGE), LARGEST_PAGE)
    return range(int(top // _STRIP), int(bottom // _STRIP) + 1)


class BoxesUnderShapes:
    """Finds text boxes under an opaque shape without words on a higher level.

    Only shapes of the same paragraph, and those placed on the page in the same way, are compared.
    `is_spent` is True after too many comparisons: all other boxes then count as covered.
    """

    def __init__(self, looks: DocxLooks) -> None:
        self._looks = looks
        self._left = _MOST_COMPARED
        self._known: dict[etree._Element, _Floating] = {}

    @property
    def is_spent(self) -> bool:
        """Whether there were too many shapes to compare them with all boxes."""
        return self._left < 0

    def __contains__(self, box: etree._Element) -> bool:
        own = next(box.iterancestors(f"{WP}anchor", *VML_SHAPES), None)
        paragraph = next(own.iterancestors(f"{W}p"), None) if own is not None else None
        if own is None or paragraph is None:
            return False
        mine = extent_of(own)
        # A shape placed on the page may be anchored in any paragraph.
        around = paragraph.getparent() if mine.on_page else None
        within = paragraph if around is None else around
        floating = self._known.get(within)
        if floating is None:
            floating = self._known[within] = _Floating(within, self._looks)
        for extent in floating.over(own, mine):
            self._left -= 1
            if self.is_spent or _overlap(mine, extent):
                return True
        return False


def _overlap(box: Extent, shape: Extent) -> bool:
    """Whether a shape extends into a box by at least a letter's size."""
    if box.on_page is not shape.on_page:
        return False
    if box.top is None or box.left is None or shape.top is None or shape.left is None:
        # `align="center"`: both have the same place.
        return (box.top, box.left) == (shape.top, shape.left)
    down = min(box.top + box.height, shape.top + shape.height) - max(box.top, shape.top)
    across = min(box.left + box.width, shape.left + shape.width) - max(box.left, shape.left)
    return min(down, across) >= LETTER


def _level(anchor: etree._Element) -> int:
    if anchor.tag != f"{WP}anchor":
        index = vml_style(anchor).get("z-index", "0")
        # style="z-index:251659264", or z-index:-1 for a shape behind the text
        return int(index[:12]) if index.isdecimal() else -1
    level = anchor.get("relativeHeight", "0")
    # <wp:anchor behindDoc="1" relativeHeight="251658240">
    behind = anchor.get("behindDoc", "0") in ("1", "true")
    return -1 if behind or not level.isdecimal() else int(level[:12])


def _is_blank(anchor: etree._Element, looks: DocxLooks) -> bool:
    """Whether an anchored drawing is opaque and has no words."""
    if is_set_hidden(anchor) or next(anchor.iter(f"{W}t"), None) is not None:
        return False
    if anchor.tag != f"{WP}anchor":
        return any(True for _ in vml_shapes(anchor))
    fills = (whole_fill(shape, looks) for shape in anchor.iter(f"{WPS}wsp", PICTURE))
    return any(fill is not None and fill.opacity >= 0.5 for fill in fills)
