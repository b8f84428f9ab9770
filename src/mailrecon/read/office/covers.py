"""Find the paragraphs of an office document under a shape that floats in front of the text.

The file states the place of a shape, but the place of text depends on the layout. It is estimated
with the line height and letter width of eleven points. A partly covered paragraph counts as
covered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

from mailrecon.read.redaction.colours import Colour

_LINE = 14.5
_LETTER = 5.4
COLUMN = 460.0
_PAGE = 650.0
_FARTHEST = 1600.0
# How far a shape must extend into a line, or over its letters, to cover them: rules and frames
# touch.
_LEAST = 5.0
# The possible error of the estimate for a shape placed on the page, not by its paragraph.
_SLACK = _LINE
# A thinner shape is a rule, not a bar.
THINNEST = 3.0


class OpaqueShape(NamedTuple):
    """An opaque shape in front of the text; lengths in points, None where unknown.

    `top` counts from the top of its paragraph, or of the text on the page (`on_page`); `left` from
    the left edge of the text. `is_bar` is True if it is dark and has no text of its own, `has_text`
    if its purpose is its text. `fill` is the colour of a shape that may lie behind text.
    """

    top: float | None
    height: float | None
    left: float | None
    width: float | None
    is_bar: bool
    on_page: bool = False
    has_text: bool = False
    fill: Colour | None = None


def grounds(
    lengths: Sequence[int],
    shapes: Mapping[int, Sequence[OpaqueShape]],
    heights: Sequence[float] = (),
) -> dict[int, Colour]:
    """The colours of the shapes behind paragraphs, by the paragraphs' numbers."""
    found: dict[int, Colour] = {}
    for shape, paragraphs in _paragraphs_at(lengths, shapes, heights):
        if shape.fill is not None:
            found.update(dict.fromkeys(paragraphs, shape.fill))
    return found


def covered(
    lengths: Sequence[int],
    covers: Mapping[int, Sequence[OpaqueShape]],
    heights: Sequence[float] = (),
) -> set[int]:
    """The numbers of the covered paragraphs.

    `lengths` are the paragraphs' lengths in characters, `covers` the shapes anchored in each,
    `heights` the paragraphs' heights, if the document gives the size of its letters.
    """
    found = _paragraphs_at(lengths, covers, heights)
    return {number for _, paragraphs in found for number in paragraphs}


def _paragraphs_at(
    lengths: Sequence[int],
    shapes: Mapping[int, Sequence[OpaqueShape]],
    heights: Sequence[float],
) -> Iterator[tuple[OpaqueShape, set[int]]]:
    """Each shape with the paragraphs at its place."""
    if not shapes:
        return
    # The top of each paragraph, and the bottom of the last.
    each = heights or [height_of(length) for length in lengths]
    tops = list(accumulate(each, initial=0.0))
    for anchor, anchored in shapes.items():
        for shape in anchored:
            yield shape, _under(shape, anchor, lengths, tops)


def _under(
    shape: OpaqueShape, anchor: int, lengths: Sequence[int], tops: Sequence[float]
) -> set[int]:
    if shape.on_page and shape.has_text:
        # A letterhead's address box is white, and the text is not under it.
        return set()
    if shape.top is None or shape.height is None:
        return {anchor} if shape.is_bar else set()
    start = shape.top + tops[anchor]
    slack = 0.0
    if shape.on_page:
        start = shape.top + tops[anchor] // _PAGE * _PAGE
        slack = _SLACK if shape.is_bar else 0.0
    # No shape extends farther than a page, so only a few paragraphs need a check.
    first = max(start - slack, tops[anchor] - _FARTHEST)
    end = min(start + shape.height + slack, tops[anchor] + _FARTHEST)
    found: set[int] = set()
    # Only paragraphs near the anchor can be under the shape.
    number = anchor
    while number > 0 and tops[number] > first:
        number -= 1
    while number < len(lengths) and tops[number] < end:
        reach = min(tops[number + 1], end) - max(tops[number], first)
        if reach >= min(_LEAST, shape.height) and _beside(shape, lengths[number]):
            found.add(number)
        number += 1
    return found


def _beside(shape: OpaqueShape, length: int) -> bool:
    """Whether a shape covers the letters of a paragraph from the left edge."""
    if shape.left is None or shape.width is None:
        return True
    extent = min(length * _LETTER, COLUMN)
    return min(shape.left + shape.width, extent) - max(shape.left, 0.0) >= _LEAST


def height_of(length: int, line: float = _LINE, letter: float = _LETTER) -> float:
    """The height of a paragraph of so many characters, by the height of lines and their width."""
    return line * max(1, -(-int(length * letter) // int(COLUMN)))
