"""RTF: which text boxes lie under a shape, and which lines are below the edge of their box."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from msgspec import Struct

from mailrecon.read.office.looks import EMU, LOWEST_LINE, TWIPS
from mailrecon.read.office.rtf_shapes import RtfShape

# A letter is so high, in twips: less of it under a shape leaves it legible.
_LETTER = 100
_MOST_PAIRS = 1_000_000
# Between the edge of a box and its text, in EMU, as programs set it.
_MARGIN = "45720"


class BoxLines(Struct):
    """A text box being read: its height in points, None if it grows, and the lines above."""

    height: float | None = None
    above: int = 0

    def cuts_off(self) -> bool:
        """Whether letters here are below the edge, were all lines above as low as can be."""
        return self.height is not None and self.above * LOWEST_LINE >= self.height


class BoxPlace(NamedTuple):
    """Where a shape or a text box is: its sides in twips, what they count from, its level."""

    left: int
    top: int
    right: int
    bottom: int
    counted_from: tuple[str, ...]
    level: int

    def lies_over(self, other: BoxPlace) -> bool:
        """Whether letters of another, on a lower level, may be under it."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        is_alike = self.counted_from == other.counted_from
        return is_alike and self.level > other.level and min(wide, high) >= _LETTER


class BoxesAndShapes(Struct):
    """The text boxes of a paragraph, by their numbers, and the opaque shapes without words."""

    boxes: dict[int, BoxPlace]
    shapes: list[BoxPlace]


def place_of(shape: RtfShape, order: int) -> BoxPlace | None:
    """Where a shape is; its level is the order in which it was read, if it says none."""
    words = shape.words
    sides = [words.get(f"shp{side}") for side in ("left", "top", "right", "bottom")]
    left, top, right, bottom = (side or 0 for side in sides)
    if None in sides:
        return None
    counted = tuple(sorted(word for word in words if word.startswith(("shpbx", "shpby"))))
    return BoxPlace(left, top, right, bottom, counted, words.get("shpz", order))


def lines_of(shape: RtfShape) -> BoxLines:
    """The box in which the words of a shape are."""
    top, bottom = shape.words.get("shptop"), shape.words.get("shpbottom")
    if top is None or bottom is None or shape.properties.get("fFitShapeToText", "0") == "1":
        return BoxLines()
    margin = shape.properties.get("dyTextTop", _MARGIN)
    inset = int(margin) / EMU if margin.isascii() and margin.isdigit() else 0.0
    return BoxLines((bottom - top) / TWIPS - inset)


def covered_boxes(paragraphs: Mapping[int, BoxesAndShapes]) -> tuple[set[int], bool]:
    """The numbers of the boxes that a shape lies over; whether too many were to be compared."""
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
