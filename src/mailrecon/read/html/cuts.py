"""Boxes that cut off what is too long for them: `overflow: hidden` with a width or a height.

Positions of words are estimated, since no font is available. A word counts as cut off only if it
would be even in the narrowest font with the closest lines; a word seen in part is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from copy import copy

from mailrecon.read.html import boxes
from mailrecon.read.html.covers import NARROW, WORD, Spot
from mailrecon.read.html.css_values import VIEWPORT_WIDTH, number, pixels
from mailrecon.read.html.element_style import ComputedStyle
from mailrecon.regex import regex

_CUT = frozenset(["hidden", "clip"])
# Of a line cut to so few pixels no letter can be read.
_LEAST = 2.0
_NEVER = 1e9
_INSET = regex(r"\s*inset\(\s*([^()]*?)(?:\s+round\b[^()]*)?\)", re.IGNORECASE)
# Of a line without a height of its own, as a multiple of its font's size; of a box without a width.
_USUAL = 1.2
_USUAL_WIDTH = 1_000.0
_ENDS = ("top", "bottom")
# Blocks whose lines are as wide as the block around them, if none of these is said.
_PLAIN = frozenset(["", "block", "list-item", "-webkit-box"])
_ODD = frozenset(["float", "columns", "column-count", "column-width", "writing-mode", "zoom"])
# The greatest height of a line, as a multiple of its font's size.
_TALLEST = 1.6


class ClippingBox:
    """An element whose box cuts off text, on the way through what is in it."""

    def __init__(
        self,
        style: ComputedStyle,
        width: float,
        height: float,
        lines: float,
        *,
        plain: bool = True,
    ) -> None:
        self._width, self._height, self._lines = width, height, lines
        # How wide the box is at most, whether or not its lines are broken.
        given = _width_of(style)
        self._edge = _NEVER if given is None else given + _padding(style)
        # How far right the words of the blocks that are open begin.
        self._indents = [0.0]
        # At which width the lines of each of them break; None where that is not known.
        self._breaks = [_line_width(style, given) if plain else None]
        self._space = pixels(style.found.get("line-height", ""), style.size, style.size)
        # Of words above the box's upper edge: how far down their line ends at most.
        self._end = 0.0
        self._margin = 0.0
        indent = pixels(style.inherited.get("text-indent", ""), style.size) or 0.0
        self._across = max(indent, 0.0)
        self._down = 0.0
        # Letters are in the middle of their line.
        self._lead = max(((self._space or 0.0) - style.size) / 2, 0.0)
        self._line = 0
        self._empty = True

    def new_line(self, size: float) -> None:
        """A block or line begins; two beginnings without words between them are one."""
        if not self._empty:
            self._add_line(size)
            self._across = 0.0
        self._empty = True

    def break_line(self, size: float) -> None:
        """A line ends, were it empty: `<br>`."""
        self._add_line(size)
        self._across = 0.0
        self._empty = True

    def _add_line(self, size: float) -> None:
        self._down += min(self._space or size, size)
        self._end += max(self._space or 0.0, _TALLEST * size)
        self._line += 1
        self._margin = 0.0

    @property
    def across(self) -> float:
        """How far right the next word begins at least, in pixels."""
        return self._across

    @property
    def down(self) -> float:
        """How far down the next line begins at least, in pixels."""
        return self._down

    def begin_inline(self, style: ComputedStyle) -> None:
        """An element in a line begins: its margin and padding put its words farther right."""
        self._across += _beside(style, "left")

    def end_inline(self, start: float, style: ComputedStyle) -> None:
        """An element in a line ends that began at `start`."""
        self._across += _beside(style, "right")
        width = pixels(style.found.get("width", ""), style.size) if style.boxed else None
        self._across = max(self._across, start + (width or 0.0))

    def pop(self) -> None:
        """A block ends whose beginning was pushed."""
        self._indents.pop()
        self._breaks.pop()

    def push(self, style: ComputedStyle, *, plain: bool = True) -> None:
        """A block begins that flows: what its margin, border and padding put above its text.

        It is not `plain` if it is a part of a table. The margins of blocks that begin at the same
        place are one, the largest.
        """
        found = style.found
        self._indents.append(self._indents[-1] + _beside(style, "left"))
        self._breaks.append(_line_width(style, self._breaks[-1]) if plain else None)
        margin = pixels(found.get("margin-top", ""), style.size) or 0.0
        more = margin if margin < 0 else max(margin - self._margin, 0.0)
        self._margin = max(self._margin, margin)
        inside = pixels(found.get("padding-top", ""), style.size) or 0.0
        for word in found.get("border-top", found.get("border", "")).split():
            inside += pixels(word, style.size) or 0.0
        if inside:
            self._margin = 0.0
        self._down += more + inside
        self._end += more + inside

    def pass_by(self, start: float, style: ComputedStyle) -> None:
        """A block ends that began at `start` and is as high as it says."""
        height = pixels(style.found.get("height", ""), style.size) or 0.0
        missing = start + height - self._down
        if missing > 0:
            self._down += missing
            self._end += missing
            self._margin = 0.0

    def spots(self, text: str, size: float, *, breaks: bool = True) -> Iterator[Spot]:
        """Each word of a text that comes next, and each space; whether its lines break."""
        width = self._breaks[-1] if breaks else None
        for word in WORD.findall(text):
            wide = len(word) * NARROW * size
            if width and 0 < width < self._across + wide and self._across and not word.isspace():
                self._add_line(size)
                self._across = 0.0
            away = (
                self._indents[-1] + self._across >= self._width - _LEAST
                or self._indents[-1] >= self._edge - _LEAST
                or self._down + self._lead >= self._height - _LEAST
                or self._end + max(self._space or 0.0, _TALLEST * size) <= 0
            )
            self._across += wide
            if not word.isspace():
                self._empty = False
            yield Spot(word, (away or self._line >= self._lines) and not word.isspace())


def _beside(style: ComputedStyle, side: str) -> float:
    """The margin and the padding of an element on a side."""
    names = (f"margin-{side}", f"padding-{side}")
    return sum(pixels(style.found.get(name, ""), style.size) or 0.0 for name in names)


def _width_of(style: ComputedStyle) -> float | None:
    """The width of a box as it is declared; None where its row decides: `flex: 1; width: 0`."""
    found = style.found
    if number(found.get("flex-grow", "0")):
        return None
    width = pixels(found.get("width", ""), style.size)
    least = pixels(found.get("min-width", ""), style.size, VIEWPORT_WIDTH)
    return width if width is None else max(width, least or 0.0)


def _line_width(style: ComputedStyle, around: float | None) -> float | None:
    """At which width lines break in a block; None where what is around it doesn't say.

    Boxes in rows, cells and columns are as wide as their words want.
    """
    found = style.found
    if style.display not in _PLAIN or any(name in found for name in _ODD):
        return None
    if on_one_line(style.inherited):
        return None
    if "overflow-x" in found and found.get("overflow-x") not in _CUT:
        return None
    if "width" in found or "min-width" in found:
        return _width_of(style)
    return around


def _padding(style: ComputedStyle) -> float:
    names = ("padding-left", "padding-right")
    return sum(pixels(style.found.get(name, ""), style.size) or 0.0 for name in names)


def cut_of(style: ComputedStyle, tag: str = "") -> ClippingBox | None:
    """What cuts off text in an element's box; None where nothing does."""
    found = style.found
    if not style.boxed or found.get("overflow-y", "visible") not in _CUT:
        return None
    plain = not boxes.is_table_part(tag, style.display)
    if not plain:
        style = copy(style)
        found = style.found = boxes.without_lengths(found)
    width = _width_of(style) if on_one_line(found) else None
    if width is None and on_one_line(found):
        width = pixels(found.get("max-width", ""), style.size)
    heights = [pixels(found.get(name, ""), style.size) for name in ("height", "max-height")]
    height = min((value for value in heights if value is not None), default=None)
    if height is not None:
        # Words that are too long go on in the padding below: `height: 0; padding-bottom: 56%`.
        height += pixels(found.get("padding-bottom", ""), style.size, VIEWPORT_WIDTH) or 0.0
    lines = number(found.get("-webkit-line-clamp", ""))
    if width is None and height is None and lines is None and "width" not in found:
        return None
    return ClippingBox(style, width or _NEVER, height or _NEVER, lines or _NEVER, plain=plain)


def is_cut_away(style: ComputedStyle, text: Callable[[], str]) -> bool:
    """Whether `clip-path: inset(18px 0 0)` leaves nothing of a box of one line to be read.

    `text` gives the words in the box; how high its line is is an estimate.
    """
    found = _INSET.match(style.found.get("clip-path", ""))
    if found is None:
        return False
    sides = [pixels(word, style.size, 0.0) for word in found[1].split()]
    if not sides or None in sides or len(sides) > 4:
        return False
    above = sides[0] or 0.0
    below = (sides[2] if len(sides) > 2 else sides[0]) or 0.0
    space = pixels(style.inherited.get("line-height", ""), style.size, style.size)
    given = [pixels(style.found.get(name, ""), style.size) for name in ("height", "max-height")]
    line = max([space or _USUAL * style.size, *(one for one in given if one is not None)])
    width = pixels(style.found.get("width", ""), style.size) or _USUAL_WIDTH
    inner = [pixels(style.found.get(f"padding-{side}", ""), style.size) for side in _ENDS]
    cut = [max(one - (pad or 0.0), 0.0) for one, pad in zip((above, below), inner, strict=True)]
    # The letters' bodies take half of a line, in its middle.
    left = line - sum(cut)
    return max(cut) > 0 and left < line / 3 and len(text()) * NARROW * style.size < width


def on_one_line(found: Mapping[str, str]) -> bool:
    """Whether lines do not break."""
    return found.get("white-space", "").strip() in ("nowrap", "pre")
