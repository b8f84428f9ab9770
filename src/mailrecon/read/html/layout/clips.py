"""Detect clips that leave nothing of an element: `clip`, `clip-path` (CSS Masking 1)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from mailrecon.read.html.css.values import pixels, split
from mailrecon.read.html.layout import outlines
from mailrecon.read.html.layout.transforms import FUNCTION

# A clip of at most this size, in pixels, leaves nothing.
_NOTHING = 2.0
# The values that a list of one to four gives to the upper, right, lower and left side.
FOUR_SIDES = {1: (0, 0, 0, 0), 2: (0, 1, 0, 1), 3: (0, 1, 2, 1), 4: (0, 1, 2, 3)}


def is_clipped(found: Mapping[str, str], size: float) -> bool:
    """Whether no part of an element is left by its clips."""
    clip = found.get("clip", "").lower()
    # clip: rect(0, 0, 0, 0), the old way of `sr-only`
    if clip.startswith("rect(") and found.get("position") in ("absolute", "fixed"):
        sides = [pixels(side, size) for side in re.split(r"[\s,]+", clip[5:].strip(" )"))]
        if len(sides) == 4:
            top, right, bottom, left = sides
            if right is not None and right - (left or 0.0) <= _NOTHING:
                return True
            if bottom is not None and bottom - (top or 0.0) <= _NOTHING:
                return True
    # The area inside a drawing's path is unknown.
    if found.get("clip-path", "").lower().startswith("url("):
        return True
    path = FUNCTION.match(found.get("clip-path", "").lower())
    return path is not None and _shows_nothing(path[1], path[2].strip("\"'"), size)


def _shows_nothing(shape: str, text: str, size: float) -> bool:
    words = split(text.partition(" round ")[0], " ")
    lengths = [pixels(word, size, 100.0) for word in words if word != ","]
    # clip-path: inset(50%)
    if shape == "inset":
        known = [length for length in lengths if length is not None]
        if not known or len(known) != len(lengths) or len(known) > 4:
            return False
        top, right, bottom, left = (known[at] for at in FOUR_SIDES[len(known)])
        return top + bottom >= 99.0 or right + left >= 99.0
    # clip-path: circle(0)
    if shape in ("circle", "ellipse"):
        return bool(lengths) and lengths[0] is not None and lengths[0] <= _NOTHING
    # clip-path: polygon(0 0, 0 0, 0 0)
    if shape == "polygon":
        points = [
            (pixels(pair[0], size, 100.0), pixels(pair[1], size, 100.0))
            for part in split(text, ",")
            if len(pair := split(part, " ")) == 2
        ]
        return (
            outlines.area([(x, y) for x, y in points if x is not None and y is not None]) <= _SPECK
        )
    # clip-path: path("M0 0H1V1H0Z")
    if shape == "path":
        path = text.partition(",")[2] if text.startswith(("nonzero", "evenodd")) else text
        return not outlines.is_curved(path) and outlines.area(outlines.corners_of(path)) <= _SPECK
    # clip-path: shape(from 0 0, line to 1px 0, close)
    if shape == "shape":
        corners = outlines.corners_of_shape(
            split(text, ","), lambda word: pixels(word, size, 100.0)
        )
        return corners is not None and outlines.area(corners) <= _SPECK
    # clip-path: xywh(0 0 0 100%)
    if shape == "xywh" and len(lengths) >= 4:
        return any(length is not None and length <= _NOTHING for length in lengths[2:4])
    # clip-path: rect(0 1px 1px 0)
    if shape == "rect" and len(lengths) >= 4 and None not in lengths[:4]:
        top, right, bottom, left = (length or 0.0 for length in lengths[:4])
        return bottom - top <= _NOTHING or right - left <= _NOTHING
    return False


# In square pixels: about half a letter.
_SPECK = 60.0
