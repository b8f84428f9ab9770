"""RTF: find text boxes under a shape, and lines below the edge of their box."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from msgspec import Struct

from mailrecon.read.office.looks import EMU, LOWEST_LINE, TWIPS
from mailrecon.read.office.rtf.shapes import RtfShape

# Height of a letter, in twips: if a shape covers less than this, it is legible.
_LETTER = 100
_MOST_PAIRS = 1_000_000
# Usual distance between the edge of a box and its text, in EMU.
_MARGIN = "45720"


class BoxLines(Struct):
    """A text box being read: its height in points, None if it grows, and the lines above."""

    height: float | None = None
    above: int = 0

    def cuts_off(self) -> bool:
        """Whether letters are below the edge even if all lines above have the least height."""
        return self.height is not None and self.above * LOWEST_LINE >= self.height


class BoxPlace(NamedTuple):
    """The place of a shape or text box: its sides in twips, their origin, its level."""

    left: int
    top: int
    right: int
    bottom: int
    counted_from: tuple[str, ...]
    level: int

    def lies_over(self, other: BoxPlace) -> bool:
        """Whether it may cover letters of another box on a lower level."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        is_alike = self.counted_from == other.counted_from
        return is_alike and self.level > other.level and min(wide, high) >= _LETTER


class BoxesAndShapes(Struct):
    """The text boxes of a paragraph, by number, and its opaque shapes without words."""

    boxes: dict[int, BoxPlace]
    shapes: list[BoxPlace]


def place_of(shape: RtfShape, order: int) -> BoxPlace | None:
    """The place of a shape; if it states no level, the reading order is its level."""
    words = shape.words
    sides = [words.get(f"shp{side}") for side in ("left", "top", "right", "bottom")]
    left, top, right, bottom = (side or 0 for side in sides)
    if None in sides:
        return None
    counted = tuple(sorted(word for word in words if word.startswith(("shpbx", "shpby"))))
    return BoxPlace(left, top, right, bottom, counted, words.get("shpz", order))


def lines_of(shape: RtfShape) -> BoxLines:
    """The text box of a shape's words."""
    top, bottom = shape.words.get("shptop"), shape.words.get("shpbottom")
    if top is None or bottom is None or shape.properties.get("fFitShapeToText", "0") == "1":
        return BoxLines()
    margin = shape.properties.get("dyTextTop", _MARGIN)
    inset = int(margin) / EMU if margin.isascii() and margin.isdigit() else 0.0
    return BoxLines((bottom - top) / TWIPS - inset)


def covered_boxes(paragraphs: Mapping[int, BoxesAndShapes]) -> tuple[set[int], bool]:
    """The numbers of the boxes that shapes cover, and whether there were too many to compare."""
    found: set[int] = set()
    left = _MOST_PAIRS
    for item in paragraphs.values():
        left -= len(item.boxes) * len(item.shapes)
        if left < 0:
            found.update(item.boxes)
            continue
        found.update(n for n, box in item.boxes.items() if _is_under(box, item.shapes))
    return found, left < 0


def _is_under(box: BoxPlace, shapes: Sequence[BoxPlace]) -> bool:
    return any(shape.lies_over(box) for shape in shapes)
