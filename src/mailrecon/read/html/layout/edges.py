"""Compute the drawing at and around the edges of a box: borders, shadows, outlines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from mailrecon.read.html.css.values import pixels, split
from mailrecon.read.html.layout import paint
from mailrecon.read.html.layout.clips import FOUR_SIDES
from mailrecon.read.redaction.colours import Colour

# Shadows, outlines and borders narrower than this, in pixels, cover no word beside them.
LEAST_SPREAD = 8.0


class Border(NamedTuple):
    """One side of a box's border: its width in pixels, and its colour if opaque."""

    width: float
    shade: Colour | None


def borders_of(
    found: Mapping[str, str], size: float, current: Colour
) -> tuple[Border, Border, Border, Border]:
    """The borders above, right, below and left of a box."""
    up, right, down, left = (
        _border(found, side, place, size, current) for place, side in enumerate(_AROUND)
    )
    return up, right, down, left


def _border(
    found: Mapping[str, str], side: str, place: int, size: float, current: Colour
) -> Border:
    """One side of `border: 1px solid #000`, changed by `border-width` and similar properties."""
    words = split(found.get(f"border-{side}", found.get("border", "")), " ")
    for name in ("border-width", "border-style", "border-color"):
        each = split(found.get(name, ""), " ")
        if each and len(each) in FOUR_SIDES:
            words.insert(0, each[FOUR_SIDES[len(each)][place]])
    if not any(word.lower() in _LINES for word in words):
        return Border(0.0, None)
    widths = (_WIDTHS_NAMED.get(word.lower(), pixels(word, size)) for word in words)
    width = next((one for one in widths if one is not None), _WIDTHS_NAMED["medium"])
    shades = (paint.as_colour(word, current) for word in words)
    shade = next((one for one in shades if one is not None), current)
    return Border(width, shade if shade.opacity >= 0.9 else None)


_AROUND = ("top", "right", "bottom", "left")
_LINES = frozenset(["solid", "double", "dashed", "dotted", "groove", "ridge", "inset", "outset"])
_WIDTHS_NAMED = {"thin": 1.0, "medium": 3.0, "thick": 5.0}


def spread(
    found: Mapping[str, str], size: float, current: Colour
) -> tuple[tuple[float, float, float, float], Colour | None]:
    """The reach of shadows and an outline around a box, and their colour."""
    up = right = down = left = 0.0
    seen: Colour | None = None
    for shadow in split(found.get("box-shadow", ""), ","):
        words = split(shadow, " ")
        if "inset" in (word.lower() for word in words):
            continue
        lengths = [one for word in words if (one := pixels(word, size)) is not None]
        shade = next((c for w in words if (c := paint.as_colour(w, current)) is not None), current)
        if len(lengths) < 2 or shade.opacity < 0.9:
            continue
        x, y, _, more = [*lengths, 0.0, 0.0][:4]
        up, down = max(up, more - y), max(down, more + y)
        left, right = max(left, more - x), max(right, more + x)
        seen = shade
    wide = pixels(found.get("outline-width", ""), size) or 0.0
    line = found.get("outline-style", "none")
    wide += pixels(found.get("outline-offset", ""), size) or 0.0 if wide else 0.0
    if wide > 0 and line not in ("none", "hidden"):
        up, right, down, left = (max(side, wide) for side in (up, right, down, left))
        seen = paint.as_colour(found.get("outline-color", ""), current) or current
    if max(up, right, down, left) < LEAST_SPREAD:
        return (0.0, 0.0, 0.0, 0.0), None
    return (up, right, down, left), seen
