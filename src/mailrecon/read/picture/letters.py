"""Distinguish strokes of large letters from boxes: a bold `B` of forty points has solid bars."""

from __future__ import annotations

from PIL import Image, ImageDraw

from mailrecon.read.pdf.picture import Area

_INK = 128
# The largest stroke, and the largest letter, in points.
_STROKE, _LETTER = 80.0, 110.0
# Of the box around all the ink that touches it, a box over a name is nearly all, and boxes that
# touch one another leave little paper in it; bold letters leave a third.
_LEAST_SHARE, _LEAST_INK = 0.55, 0.78


def is_letter(image: Image.Image, area: Area, scale: float) -> bool:
    """Whether a solid area of a grey picture of `scale` pixels a point is a part of a letter."""
    left, top, right, bottom = area
    if max(right - left, bottom - top) > _STROKE * scale:
        return False
    reach = int(_LETTER * scale)
    begin_x, begin_y = max(0, left - reach), max(0, top - reach)
    window = image.crop((begin_x, begin_y, min(image.width, right + reach), bottom + reach))
    ink = window.point(lambda value: 0 if value < _INK else 255)
    middle = ((left + right) // 2 - begin_x, (top + bottom) // 2 - begin_y)
    if ink.getpixel(middle) != 0:
        return False
    ImageDraw.floodfill(ink, middle, 100)
    touching = ink.point(lambda value: 255 if value == 100 else 0)
    found = touching.getbbox()
    if found is None:
        return False
    wide, high = found[2] - found[0], found[3] - found[1]
    if max(wide, high) > _LETTER * scale or touching.histogram()[255] > _LEAST_INK * wide * high:
        return False
    return (right - left) * (bottom - top) < _LEAST_SHARE * wide * high
