"""The computed style of an element: the properties that decide whether its text is visible."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from mailrecon.model import Hiding
from mailrecon.read.html.css.values import MEDIUM, VIEWPORT_WIDTH, pixels
from mailrecon.read.html.layout import paint
from mailrecon.read.redaction.colours import BLACK, WHITE, Colour

# The background of a page without a colour: `mix-blend-mode` has nothing to blend with.
CANVAS = (WHITE,)
# Widths of letters as shares of the font's size, in Times and in Courier.
LETTERS = (0.38, 0.62)
# The same in fonts whose letters are all of one width.
SAME_WIDTH = (0.5, 0.62)
# Letters smaller than this, in pixels, are illegible dots.
_SMALLEST = 3.0


class Container(NamedTuple):
    """An element that `@container` may ask: its names, and its size in pixels (None: unknown)."""

    names: frozenset[str]
    sized: bool
    width: float | None
    height: float | None
    variables: Mapping[str, str]


class UnseenReason(NamedTuple):
    """Why text is hidden, and whether it leaves space on the page.

    `level` is the level of the box that covers it; elements inside on a higher level are visible.
    """

    how: Hiding
    space: bool
    level: float | None = None


class ComputedStyle:
    """The computed style of an element. `spaced`, `display` and so on have declared values.

    `gone` is the reason why all its content is hidden; `unseen` why its direct text is. `ground`
    are the colours that may lie behind it (empty: unknown). `assumed` is True where the sheet with
    the letters' colour seems to be missing. Lengths are in pixels, `width` in points. `pseudo` are
    the styles of its `::before` and `::after`; `painted` is the colour seen through its letters.
    `contains` is True if absolute boxes in it are placed in it. `letters` are the widths of narrow
    and wide letters, as shares of their size. `inner` is the width of its content, and `containers`
    are those around its content, on pages that ask for them.
    """

    __slots__ = (
        "_unseen",
        "assumed",
        "before",
        "body_colour",
        "border_above",
        "boxed",
        "bulleted",
        "colour",
        "containers",
        "contains",
        "custom",
        "display",
        "effects",
        "first_line",
        "flowing",
        "found",
        "gone",
        "ground",
        "indented",
        "inherited",
        "inner",
        "is_ruled_left",
        "is_shared",
        "letters",
        "painted",
        "plain",
        "position",
        "preformatted",
        "pseudo",
        "root_size",
        "scale",
        "size",
        "solid",
        "spaced",
        "struck",
        "visible",
        "width",
    )

    def __init__(self) -> None:
        self.display = ""
        self.spaced: bool | None = None
        self.preformatted: bool | None = None
        self.bulleted = True
        self.border_above = False
        self.is_ruled_left = False
        self.indented = False
        self.width: float | None = None
        self.boxed = False
        self.position = "static"
        self.contains = False
        self.inner: float | None = VIEWPORT_WIDTH
        self.containers: tuple[Container, ...] = ()
        self.found: Mapping[str, str] = {}
        self.inherited: Mapping[str, str] = {}
        self.custom: Mapping[str, str] = {}
        self.colour = BLACK
        self.body_colour = BLACK
        self.assumed = False
        self.size = MEDIUM
        self.letters = LETTERS
        self.root_size = MEDIUM
        self.scale = 1.0
        self.visible = True
        self.struck = False
        self.flowing = True
        self.solid: Colour | None = None
        self.ground: tuple[Colour, ...] = CANVAS
        self.effects: tuple[paint.Effect, ...] = ()
        self.gone: UnseenReason | None = None
        self.before: tuple[Mapping[str, str], ...] = ()
        self.painted: Colour | None = None
        self.pseudo: Mapping[str, ComputedStyle] = {}
        self.first_line: UnseenReason | None = None
        self.plain: ComputedStyle | None = None
        # Whether other pages have it, too.
        self.is_shared = False
        self._unseen: UnseenReason | bool | None = False

    @property
    def unseen(self) -> UnseenReason | None:
        """Why the element's direct text is hidden; None if it is visible."""
        if isinstance(self._unseen, bool):
            self._unseen = self._judged()
        return self._unseen

    def _judged(self) -> UnseenReason | None:
        if self.gone is not None:
            return self.gone
        if not self.visible:
            return UnseenReason(Hiding.NOT_DISPLAYED, self.flowing)
        if self.size * self.scale < _SMALLEST:
            return UnseenReason(Hiding.TOO_SMALL, False)
        if self.inherited.get("-webkit-text-security", "none") != "none":
            return UnseenReason(Hiding.COVERED, True)
        spacing = pixels(self.inherited.get("letter-spacing", ""), self.size)
        if spacing is not None and spacing <= -0.5 * self.size:
            return UnseenReason(Hiding.COVERED, True)
        sight = paint.seen(self._letters(), self.ground, self.effects)
        if sight.legible:
            return None
        if sight.transparent:
            return UnseenReason(Hiding.TRANSPARENT, self.flowing)
        return UnseenReason(Hiding.COVERED if sight.covered else Hiding.SAME_COLOUR, self.flowing)

    def _letters(self) -> paint.PaintedLetters:
        own = self.inherited.get
        fill = paint.as_colour(own("-webkit-text-fill-color", ""), self.colour) or self.colour
        # The background of a `background-clip: text` is painted through the letters alone.
        if fill.opacity < 1 and self.painted is not None:
            fill = fill.over(self.painted)
        stroke = paint.as_colour(own("-webkit-text-stroke-color", ""), self.colour)
        width = pixels(own("-webkit-text-stroke-width", "0"), self.size) or 0.0
        if not width:
            stroke = None
        # The fill is painted last: `paint-order: stroke`.
        elif own("paint-order", "normal").split()[0:1] == ["stroke"]:
            width = 0.0
        return paint.PaintedLetters(
            fill, self.size * self.scale, own("text-shadow", ""), stroke, self.struck, width
        )
