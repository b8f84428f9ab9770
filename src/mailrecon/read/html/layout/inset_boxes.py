"""Decide whether words in boxes with inner shadows are legible (see `insets`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from mailrecon.read.html.css.values import pixels
from mailrecon.read.html.element_style import ComputedStyle
from mailrecon.read.html.layout.insets import Inset, ground_at, insets_of
from mailrecon.read.html.style import on_ground
from mailrecon.read.redaction.colours import Colour

_SIDES = ("top", "bottom", "left", "right")


class InsetBox(NamedTuple):
    """The inner shadows of a box, and the background of letters outside the shadows.

    `border` is the distance of the shadows from the box's edge, `pads` the padding left and right
    of its words; `taller` the height that a declared height does not include.
    """

    shadows: tuple[Inset, ...]
    clear: tuple[Colour, ...]
    border: float
    pads: tuple[float, float]
    taller: float

    def hide(
        self,
        look: ComputedStyle,
        across: Sequence[tuple[float, float]],
        down: float,
        sides: tuple[float, float],
        height: float,
    ) -> bool:
        """Whether a word is illegible with narrow or with wide letters (the pairs of `across`).

        `down` is the distance of its middle from the upper edge; `sides` are the box's.
        """
        left = sides[0]
        for start, end in across:
            middle = self.pads[0] + (start + end) / 2 - left
            ground = ground_at(
                self.shadows,
                self.clear,
                (middle, down),
                (sides[1] - left, height),
                (end - start, look.size),
            )
            if on_ground(look, ground).unseen is None:
                return False
        return True


def inset_box_of(look: ComputedStyle, border: float) -> InsetBox | None:
    """The inner shadows of an element's box; None if it has none."""
    found = look.found
    shadows = insets_of(found.get("box-shadow", ""), look.size, look.colour)
    if not shadows:
        return None
    above, below, left, right = (
        pixels(found.get(f"padding-{side}", ""), look.size) or 0.0 for side in _SIDES
    )
    taller = 0.0
    if "height" in found and found.get("box-sizing") != "border-box":
        taller = above + below + 2 * border
    # The background lists colours in the shadow, then those outside it: see `grounds_of`.
    clear = look.ground[len(look.ground) // 2 :]
    return InsetBox(shadows, clear, border, (left, right), taller)
