"""Decide whether letters are legible on a background, by their colours, for all formats.

The measure is the lightness contrast of APCA 0.0.98G-4g, drafted for WCAG 3, without its cut-off
for small values. The ratio of WCAG 2 overstates the contrast of dark pairs: by it, `#333` on black,
which is illegible, has more contrast than `#ccc` on white, which is legible.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from mailrecon.regex import regex

_HEXADECIMAL = regex(r"#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})", re.IGNORECASE)
# Lightness contrast (0 to 106) below which letters count as hidden. 7 is `#333` on black, 10
# `#eee` on white, 14 black on `#444`; 20 is `#ddd` on white, 21 black on the blue of Word's tables.
LEAST_CONTRAST = 15.0
# Yellow on white has a contrast of 5, but its hue makes it legible. The distance is that of Oklab's
# a and b: 0.15 is cyan on white, 0.21 yellow on white; 0.13 a pale yellow that cannot be read.
_LEAST_HUE = 0.15
# Between dark colours, hue does not help: navy on black.
_DARK = 0.1
_LEAST_OPACITY = 0.1


class Colour(NamedTuple):
    """Red, green and blue from 0 to 255, and the opacity from 0 (transparent) to 1."""

    red: float
    green: float
    blue: float
    opacity: float = 1.0

    def over(self, ground: Colour) -> Colour:
        """The visible colour if this one is painted on an opaque ground."""
        share = min(max(self.opacity, 0.0), 1.0)
        return Colour(
            self.red * share + ground.red * (1 - share),
            self.green * share + ground.green * (1 - share),
            self.blue * share + ground.blue * (1 - share),
        )


BLACK = Colour(0, 0, 0)
WHITE = Colour(255, 255, 255)


def from_hexadecimal(text: str) -> Colour | None:
    """The colour of six hexadecimal digits, with or without `#`; None for any other text."""
    match = _HEXADECIMAL.fullmatch(text.strip())
    return None if match is None else Colour(*(int(share, 16) for share in match.groups()))


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """`share` (0 to 1) of `one`, the rest of `other`, as in shading by a percentage."""
    return one._replace(opacity=share).over(other)


@lru_cache(maxsize=4096)
def is_legible(letters: Colour, ground: Colour) -> bool:
    """Whether a reader can make out letters on an opaque ground."""
    if letters.opacity < _LEAST_OPACITY:
        return False
    shown = letters.over(ground)
    if lightness_contrast(shown, ground) >= LEAST_CONTRAST:
        return True
    if max(_luminance(shown), _luminance(ground)) < _DARK:
        return False
    one, other = _hue(shown), _hue(ground)
    distance: float = ((one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2) ** 0.5
    return distance >= _LEAST_HUE


def lightness_contrast(letters: Colour, ground: Colour) -> float:
    """From 0 (none) to about 106 (black on white); the polarity is left out."""
    text, behind = _screen_luminance(letters), _screen_luminance(ground)
    if behind > text:
        return float(114.0 * (behind**0.56 - text**0.57))
    return float(max(0.0, 114.0 * (text**0.62 - behind**0.65)))


def _screen_luminance(colour: Colour) -> float:
    """APCA's estimate of a screen's luminance, with its soft clamp of black."""
    red, green, blue = ((share / 255) ** 2.4 for share in colour[:3])
    found = 0.2126729 * red + 0.7151522 * green + 0.0721750 * blue
    return float(found if found > 0.022 else found + (0.022 - found) ** 1.414)


def _luminance(colour: Colour) -> float:
    red, green, blue = map(_linear, colour[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(share: float) -> float:
    value = share / 255
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _hue(colour: Colour) -> tuple[float, float]:
    """The a and b of Oklab (https://bottosson.github.io/posts/oklab/)."""
    red, green, blue = map(_linear, colour[:3])
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )
