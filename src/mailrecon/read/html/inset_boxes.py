"""Boxes with shadows drawn inward, and whether words in them can be read (see `insets`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from mailrecon.read.colours import Colour
from mailrecon.read.html.css_values import pixels
from mailrecon.read.html.element_style import ComputedStyle
from mailrecon.read.html.insets import Inset, ground_at, insets_of
from mailrecon.read.html.style import on_ground

_SIDES = ("top", "bottom", "left", "right")


class InsetBox(NamedTuple):
    """The shadows inside a box, and what lies behind its letters where they aren't.

    `border` is how far inside the box they begin, `pads` what is kept free left and right of its
    words; `taller` what a height given for it leaves out.
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
        """Whether a word can't be read, be its letters narrow or wide (the pairs of `across`).

        `down` is how far below the upper edge its middle is; `sides` are the box's.
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
    """What there is to know of a box with shadows inside; None for one that has none."""
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
    # The ground is what is in the shadow, and then what is clear of it: see `grounds_of`.
    clear = look.ground[len(look.ground) // 2 :]
    return InsetBox(shadows, clear, border, (left, right), taller)
