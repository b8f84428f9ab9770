"""How letters of an office document look, and whether a reader of the page can make them out.

Letters without a colour ("automatic") are taken for black. Some programs show them in white on
dark shading, others don't; who darkened the ground and left the letters meant a bar.
"""

from __future__ import annotations

from typing import NamedTuple

from mailrecon.model import Hiding
from mailrecon.read.colours import BLACK, Colour, is_legible

# Points; no reader makes out what is smaller.
LEAST_SIZE = 2.0
TWIPS = 20.0  # in a point
# How far left of its text a page begins at most, in points, where nothing says it.
WIDEST_MARGIN = 216.0
EMU = 12_700  # English Metric Units in a point
# No line is lower: what is so many lines down in a row of exact height is cut off.
LOWEST_LINE = 8.0
# Letters drawn one over the other: so much of their size is taken away between them.
_LEAST_SPACING = -0.5
_USUAL_SIZE = 11.0
# Letters lowered so far, in points, are off the page wherever their line is. Raised ones are not:
# their line begins so far down.
_LOWEST = -600.0
# A fill that is said to be none: what lies behind shows through.
CLEAR = Colour(255, 255, 255, 0.0)
# A fill that is not known: a picture or a gradient behind the letters.
UNKNOWN = Colour(254.9, 254.9, 254.9, 0.0)
# Letters of which a style says that they have no colour of their own (`auto`).
AUTOMATIC = Colour(BLACK.red, BLACK.green, BLACK.blue)


class LetterLook(NamedTuple):
    """What is said of letters; None where nothing is. `shade` CLEAR is said to be none.

    `vanish` is a toggle: styles of several levels cancel out (17.7.3). `spacing` is what is put
    between letters, in points; `raised` how far above the line they are, in points; `struck` says
    that each has a bar over it. The width of letters is not asked for: nobody blacks out by
    squeezing them, and the words would be lost. `outline` is the colour of the line round letters.
    `is_complex` says that `complex_size`, that of Arabic or Hebrew, counts in place of `size`.
    """

    letters: Colour | None = None
    highlight: Colour | None = None
    shade: Colour | None = None
    vanish: bool | None = None
    size: float | None = None
    fill: Colour | None = None
    spacing: float | None = None
    raised: float | None = None
    struck: bool | None = None
    outline: Colour | None = None
    complex_size: float | None = None
    is_complex: bool | None = None

    @property
    def is_automatic(self) -> bool:
        """Whether the letters have no colour of their own: on a dark page they are white."""
        return self.fill is None and (self.letters is None or self.letters is AUTOMATIC)

    def over(self, base: LetterLook) -> LetterLook:
        """The look that results from applying this one over `base`."""
        if self == _NOTHING or base == _NOTHING:
            return base if self == _NOTHING else self
        pairs = zip(self, base, strict=True)
        return LetterLook._make(own if own is not None else other for own, other in pairs)


_NOTHING = LetterLook()


def hiding(look: LetterLook, ground: Colour) -> Hiding | None:
    """Why letters of this look cannot be read on an opaque ground; None if they can."""
    if look.vanish:
        return Hiding.NOT_DISPLAYED
    if look.size is not None and look.size <= LEAST_SIZE:
        return Hiding.TOO_SMALL
    if look.spacing is not None and look.spacing <= _LEAST_SPACING * (look.size or _USUAL_SIZE):
        return Hiding.TOO_SMALL
    if look.struck:
        return Hiding.COVERED
    if look.raised is not None and look.raised <= _LOWEST:
        return Hiding.OUTSIDE_PAGE
    letters = look.fill if look.fill is not None else look.letters or BLACK
    if is_legible(letters, ground):
        return None
    # `<w:color w:val="FFFFFF"/><w14:textOutline w14:w="9525">`: white letters with a blue outline.
    if look.outline is not None and is_legible(look.outline, ground):
        return None
    return Hiding.TRANSPARENT if letters.opacity < 0.5 else Hiding.SAME_COLOUR


def ground_of(look: LetterLook, block: Colour) -> Colour:
    """What lies behind letters: highlight, shading, then the paragraph's ground."""
    for layer in (look.highlight, look.shade):
        if layer is not None and layer != CLEAR:
            return layer
    return block
