"""Decide whether words are legible at their place in a box: inner shadows, gradients, outlines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from mailrecon.read.html.css.values import VIEWPORT_WIDTH, pixels
from mailrecon.read.html.element_style import ComputedStyle
from mailrecon.read.html.layout import paint
from mailrecon.read.html.layout.gradients import Gradient, gradient_of
from mailrecon.read.html.layout.insets import Inset, ground_at, insets_of
from mailrecon.read.html.style import on_ground
from mailrecon.read.redaction.colours import WHITE, Colour, is_legible

_SIDES = ("top", "bottom", "left", "right")
_ENDLESS = 1e8
# The least width of a block that takes the available space, in pixels.
_NARROW_PAGE = 700.0
# The parts of a word that are looked at, as shares of its width.
_PARTS = (0.1, 0.3, 0.5, 0.7, 0.9)
# The legible part of letters extends this far above and below a line's middle, as a share of the
# font's size.
_HALF = 0.2
_COVERED = 0.9
_WHOLE = frozenset(["auto", "auto auto", "cover", "contain", "100%", "100% 100%"])
_Pair = tuple[float, float]


class InsetBox(NamedTuple):
    """What is painted in a box so that the place of a word in it decides.

    `shadows` are its inner shadows, `clear` the background of letters outside of them, `picture` a
    gradient over `under`. `frame` is an outline that is drawn over its words. `border` is the
    distance of the shadows from the box's edge, `pads` the padding left and right of its words;
    `taller` the height that a declared height does not include.
    """

    shadows: tuple[Inset, ...]
    clear: tuple[Colour, ...]
    border: float
    pads: tuple[float, float]
    taller: float
    picture: Gradient | None = None
    under: tuple[Colour, ...] = ()
    frame: Inset | None = None

    def hide(
        self,
        look: ComputedStyle,
        across: Sequence[_Pair],
        down: float,
        sides: _Pair,
        height: float,
    ) -> bool:
        """Whether a word is illegible with narrow or with wide letters (the pairs of `across`).

        `down` is the distance of its middle from the upper edge; `sides` are the box's.
        """
        left = sides[0]
        words = [(start + self.pads[0] - left, end + self.pads[0] - left) for start, end in across]
        size = sides[1] - left, height
        if self.frame is not None and self._is_framed(words, down, size, look.size):
            return True
        if self.picture is not None:
            return self._is_pictured(look, words, down, size)
        if not self.shadows:
            return False
        for start, end in words:
            ground = ground_at(
                self.shadows,
                self.clear,
                ((start + end) / 2, down),
                size,
                (end - start, look.size),
            )
            if on_ground(look, ground).unseen is None:
                return False
        return True

    def _is_framed(self, words: Sequence[_Pair], down: float, size: _Pair, letter: float) -> bool:
        """Whether an outline covers all of a word."""
        assert self.frame is not None
        return all(
            self.frame.share((start + (end - start) * part, down + half * letter), size) >= _COVERED
            for start, end in words
            for part in _PARTS
            for half in (-_HALF, 0.0, _HALF)
        )

    def _is_pictured(
        self, look: ComputedStyle, words: Sequence[_Pair], down: float, size: _Pair
    ) -> bool:
        """Whether a gradient makes a word illegible at each of its places."""
        assert self.picture is not None
        aligned = look.inherited.get("text-align", "left") in ("left", "start", "justify")
        # A block may be as narrow as a window, or as wide as the page.
        widths = (size[0],) if size[0] < _ENDLESS else (_NARROW_PAGE, VIEWPORT_WIDTH)
        shades = {
            self.picture.at((x, down), (width, size[1]))
            for width in widths
            for start, end in (words if aligned else ((0.0, width),))
            for x in (start + (end - start) * part for part in _PARTS)
        }
        for shade in shades:
            ground = tuple(shade.over(under) for under in self.under or (WHITE,))
            if on_ground(look, ground).unseen is None:
                return False
        return True


def inset_box_of(look: ComputedStyle, border: float) -> InsetBox | None:
    """What is painted in an element's box so that the place of a word decides; None if nothing."""
    found = look.found
    shadows = insets_of(found.get("box-shadow", ""), look.size, look.colour)
    picture = _picture_of(look) if "background-image" in found else None
    frame = _frame_of(look) if "outline-offset" in found else None
    if not shadows and picture is None and frame is None:
        return None
    above, below, left, right = (
        pixels(found.get(f"padding-{side}", ""), look.size) or 0.0 for side in _SIDES
    )
    taller = 0.0
    if "height" in found and found.get("box-sizing") != "border-box":
        taller = above + below + 2 * border
    # The background lists colours in the shadow, then those outside it: see `grounds_of`.
    clear = look.ground[len(look.ground) // 2 :] if shadows else look.ground
    under = look.solid if look.solid is not None and look.solid.opacity > 0 else WHITE
    return InsetBox(shadows, clear, border, (left, right), taller, picture, (under,), frame)


def _picture_of(look: ComputedStyle) -> Gradient | None:
    """The gradient behind the letters, if some of its colours hide letters and others do not."""
    found = look.found
    image = found["background-image"]
    if "gradient(" not in image or found.get("background-size", "auto") not in _WHOLE:
        return None
    picture = gradient_of(look.size, image)
    if picture is None or found.get("background-clip") == "text":
        return None
    shades = [stop.shade.over(WHITE) for stop in picture.stops]
    return picture if any(is_legible(shades[0], shade) for shade in shades[1:]) else None


def _frame_of(look: ComputedStyle) -> Inset | None:
    """An outline that reaches into its box: `outline: 14px solid #000; outline-offset: -14px`."""
    found, size = look.found, look.size
    offset = pixels(found["outline-offset"], size) or 0.0
    width = pixels(found.get("outline-width", ""), size) or 0.0
    if offset >= 0 or width <= 0 or found.get("outline-style", "none") in ("none", "hidden"):
        return None
    # The outer edge of a narrow outline is inside the box.
    if width < -offset - 2:
        return None
    shade = paint.as_colour(found.get("outline-color", ""), look.colour) or look.colour
    return Inset(0.0, 0.0, 0.0, 1.0 - offset, shade) if shade.opacity >= _COVERED else None
