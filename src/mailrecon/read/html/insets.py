"""Shadows drawn inward from the edges of a box (`box-shadow: inset …`): what they leave clear.

`inset 0 0 0 40px #000` hides a box of one line and frames one of ten: what decides is how far a
line is from the edges (CSS Backgrounds 3, 6.1).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from mailrecon.read.colours import Colour
from mailrecon.read.html.css_values import colour, pixels, split

# Shadows that reach less far, in pixels, are lines around a box.
_LEAST_REACH = 8.0
# What is read of a line's letters lies so far above and below its middle, by the font's size.
_HALF = 0.2
_GREY = Colour(127.0, 127.0, 127.0)
_SHARP = 0.01


class Inset(NamedTuple):
    """A shadow inside a box: how far it is moved, how wide its edge is, how far it reaches in."""

    right: float
    down: float
    blur: float
    spread: float
    shade: Colour

    def share(self, at: tuple[float, float], size: tuple[float, float]) -> float:
        """How much of its colour is at a point of a box, both from the box's upper left corner."""
        clear = 1.0
        for place, whole, moved in zip(at, size, (self.right, self.down), strict=True):
            near, far = self.spread + moved, whole - self.spread + moved
            if far <= near:
                return 1.0
            clear *= max(self._past(place - near) - self._past(place - far), 0.0)
        return 1.0 - clear

    def _past(self, distance: float) -> float:
        """How much of an edge's blur is passed so far beyond it (a Gaussian of half its radius)."""
        deviation = max(self.blur / 2, _SHARP)
        return 0.5 * (1.0 + math.erf(distance / (deviation * math.sqrt(2.0))))


def insets_of(shadows: str, size: float, current: Colour) -> tuple[Inset, ...]:
    """The shadows of a declaration that are drawn inward, the topmost first."""
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
    """What may lie behind letters in a box with such shadows: in the shadow, and clear of it."""
    clear = ground or (_GREY,)
    return _painted(insets, [1.0] * len(insets), clear), clear


def ground_at(
    insets: Sequence[Inset],
    clear: tuple[Colour, ...],
    at: tuple[float, float],
    box: tuple[float, float],
    word: tuple[float, float],
) -> tuple[Colour, ...]:
    """What lies behind a word whose middle is at a point of a box, where least of the shadows is.

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
