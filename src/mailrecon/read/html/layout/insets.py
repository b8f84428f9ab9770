"""Compute the part of a box that inner shadows (`box-shadow: inset …`) leave clear.

`inset 0 0 0 40px #000` hides a box of one line but only frames a box of ten lines: the distance of
a line from the edges decides (CSS Backgrounds 3, 6.1).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from mailrecon.read.html.css.values import colour, pixels, split
from mailrecon.read.redaction.colours import Colour

# Shadows with a smaller reach, in pixels, are lines around a box.
_LEAST_REACH = 8.0
# The legible part of letters extends this far above and below a line's middle, as a share of the
# font's size.
_HALF = 0.2
_GREY = Colour(127.0, 127.0, 127.0)
_SHARP = 0.01


class Inset(NamedTuple):
    """An inner shadow: its offset, the width of its blurred edge, its reach."""

    right: float
    down: float
    blur: float
    spread: float
    shade: Colour

    def share(self, at: tuple[float, float], size: tuple[float, float]) -> float:
        """The share of its colour at a point of a box, measured from the upper left corner."""
        clear = 1.0
        for place, whole, moved in zip(at, size, (self.right, self.down), strict=True):
            near, far = self.spread + moved, whole - self.spread + moved
            if far <= near:
                return 1.0
            clear *= max(self._past(place - near) - self._past(place - far), 0.0)
        return 1.0 - clear

    def _past(self, distance: float) -> float:
        """The share of a blurred edge at a distance (a Gaussian of half its radius)."""
        deviation = max(self.blur / 2, _SHARP)
        return 0.5 * (1.0 + math.erf(distance / (deviation * math.sqrt(2.0))))


def insets_of(shadows: str, size: float, current: Colour) -> tuple[Inset, ...]:
    """The inner shadows of a declaration, the topmost first."""
    if "inset" not in shadows.lower():
        return ()
    found = []
    for shadow in split(shadows, ","):
        words = split(shadow, " ")
        if "inset" not in (word.lower() for word in words):
            continue
        lengths = [one for word in words if (one := pixels(word, size)) is not None]
        shades = [shade for word in words if (shade := colour(word)) is not None]
        shade = shades[0] if shades and isinstance(shades[0], Colour) else current
        if len(lengths) < 2 or shade.opacity <= 0:
            continue
        right, down, blur, spread = [*lengths, 0.0, 0.0][:4]
        if max(abs(right), abs(down), blur, spread) >= _LEAST_REACH:
            found.append(Inset(right, down, blur, spread, shade))
    return tuple(found)


def grounds_of(
    insets: Sequence[Inset], ground: tuple[Colour, ...]
) -> tuple[tuple[Colour, ...], tuple[Colour, ...]]:
    """The possible backgrounds of letters in a box with inner shadows: in them, and outside."""
    clear = ground or (_GREY,)
    return _painted(insets, [1.0] * len(insets), clear), clear


def ground_at(
    insets: Sequence[Inset],
    clear: tuple[Colour, ...],
    at: tuple[float, float],
    box: tuple[float, float],
    word: tuple[float, float],
) -> tuple[Colour, ...]:
    """The background of a word at a point of a box, at its place with the least shadow.

    `box` and `word` are their widths and heights.
    """
    wide = word[0] / 2 if any(inset.blur >= _LEAST_REACH for inset in insets) else 0.0
    points = [
        (at[0] + side * wide, at[1] + part * word[1])
        for part in (-_HALF, 0.0, _HALF)
        for side in ((-1, 0, 1) if wide else (0,))
    ]
    shares = [[inset.share(point, box) for inset in insets] for point in points]
    return _painted(insets, min(shares, key=sum), clear)


def _painted(
    insets: Sequence[Inset], shares: Sequence[float], ground: tuple[Colour, ...]
) -> tuple[Colour, ...]:
    for inset, share in reversed([*zip(insets, shares, strict=True)]):
        shade = inset.shade._replace(opacity=inset.shade.opacity * share)
        ground = tuple(shade.over(under) for under in ground)
    return ground
