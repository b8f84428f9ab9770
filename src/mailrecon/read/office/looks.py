"""Decide whether letters of an office document are legible on the page.

Letters without a colour ("automatic") count as black. On dark shading, some programs show them in
white and others in black. An author who darkens the background without changing the letters means a
bar.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from mailrecon.model import Hiding
from mailrecon.read.redaction.colours import BLACK, Colour, is_legible

# In points; smaller letters are illegible.
LEAST_SIZE = 2.0
TWIPS = 20.0  # in a point
# The widest left margin of a page, in points, if the file does not state it.
WIDEST_MARGIN = 216.0
EMU = 12_700  # English Metric Units in a point
# The least height of a line: with it, the lines that a row of exact height cuts off are counted.
LOWEST_LINE = 8.0
# Letter spacing, as a share of their size, at which letters are drawn over one another.
_LEAST_SPACING = -0.5
_USUAL_SIZE = 11.0
# Letters lowered this far, in points, are off the page wherever their line is. Raised letters are
# not, because their line is placed lower.
_LOWEST = -600.0
# An explicit lack of fill: the background is visible.
CLEAR = Colour(255, 255, 255, 0.0)
# An unknown fill: a picture or a gradient behind the letters.
UNKNOWN = Colour(254.9, 254.9, 254.9, 0.0)
# Letters to which a style gives the automatic colour (`auto`).
AUTOMATIC = Colour(BLACK.red, BLACK.green, BLACK.blue)


class LetterLook(NamedTuple):
    """Properties of letters; None if not given. `shade` is CLEAR if explicitly none.

    `vanish` is a toggle: styles of several levels cancel out (17.7.3). `spacing` is the space
    between letters, in points; `raised` is their height above the line, in points; `struck` is True
    if each has a bar over it. The width of letters is ignored: squeezed letters are not a
    redaction, and their words would be lost. `outline` is the colour of the letters' outline. If
    `is_complex`, `complex_size` (for Arabic or Hebrew) counts instead of `size`.
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
        """Whether the letters have the automatic colour, which is white on a dark page."""
        return self.fill is None and (self.letters is None or self.letters is AUTOMATIC)

    def over(self, base: LetterLook) -> LetterLook:
        """The look that results from applying this one over `base`."""
        if self == _NOTHING or base == _NOTHING:
            return base if self == _NOTHING else self
        pairs = zip(self, base, strict=True)
        return LetterLook._make(own if own is not None else other for own, other in pairs)


_NOTHING = LetterLook()


def hiding(look: LetterLook, ground: Colour) -> Hiding | None:
    """Why letters with this look are illegible on an opaque background; None if legible."""
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
    """The background of letters: highlight, else shading, else the paragraph's background."""
    for layer in (look.highlight, look.shade):
        if layer is not None and layer != CLEAR:
            return layer
    return block


def distinct_labels(
    labels: Iterable[tuple[str, Hiding | None]],
) -> list[tuple[str, Hiding | None]]:
    """The words of a chart or diagram, each once, and how they are hidden; one that is visible
    anywhere is visible.
    """
    found: dict[str, Hiding | None] = {}
    for text, how in labels:
        text = text.strip()
        # Skip the values of a chart's points: they are drawn, not printed.
        if any(map(str.isalpha, text)):
            found[text] = None if how is None else found.get(text, how)
    return list(found.items())
