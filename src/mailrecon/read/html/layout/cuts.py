"""Find words that boxes cut off: `overflow: hidden` with a width or a height.

Positions of words are estimated, because no font is available. A word counts as cut off only if
that holds even in the narrowest font with the closest lines; a partly visible word is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import NamedTuple

from mailrecon.read.html import tags
from mailrecon.read.html.css.values import VIEWPORT_WIDTH, number, pixels
from mailrecon.read.html.element_style import ComputedStyle
from mailrecon.read.html.layout import boxes, items
from mailrecon.read.html.layout.covers import WORD, Spot
from mailrecon.read.html.layout.flow_boxes import height_of_line
from mailrecon.read.html.layout.placing import BlockSize, Placing, size_of

_CUT = frozenset(["hidden", "clip"])
# If a line is cut to this many pixels, no letter is legible.
_LEAST = 2.0
# If a word is cut to this share of its width, only a letter or two are visible.
PART = 0.25
_NEVER = 1e9
# The least default height of a line, the height of letters with the space above and below, and the
# space above capital letters.
_CLOSEST, _LETTERS, _ABOVE = 1.1, 1.15, 0.2
# Kinds of blocks whose lines are as wide as the block around them, unless a property below is set.
PLAIN = frozenset(["", "block", "list-item", "-webkit-box"])
ODD = frozenset(["float", "columns", "column-count", "column-width", "writing-mode", "zoom"])
# The greatest height of a line, as a multiple of its font's size.
_TALLEST = 1.6


class _State(NamedTuple):
    """The position of the next words."""

    down: float
    end: float
    margin: float
    line: int
    across: float
    empty: bool
    tall: float


@dataclass
class _OpenBlock:
    """An open block, and the position of the words before it.

    `top` is the least start of its content, `end` the most; `deepest` is the lowest end of boxes
    that are side by side in it. `whole` is True if it takes the full width; `filled` is the least
    width of the items in a row so far.
    """

    size: BlockSize
    placing: Placing
    before: _State
    lost: int
    top: float = 0.0
    end: float = 0.0
    deepest: float = 0.0
    whole: bool = False
    side: str = ""
    filled: float = 0.0


# Shifted elements are judged in `flow`, where places on the page are known.
_SHIFTS = frozenset(["top", "bottom"])
_NO_SIZE = BlockSize(0.0, 0.0, 0.0, 0.0, None, 0.0, None)


class ClippingBox:
    """An element whose box cuts off text, while its content is walked."""

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
        # The most width of the box, whether or not its lines break.
        given = _width_of(style)
        self._edge = _NEVER if given is None else given + padding_beside(style)
        # The left edges of the words in the open blocks.
        self._indents = [0.0]
        # The declared height of lines in each of them.
        self._spaces = [_space_of(style)]
        # The width at which the lines of each block break; None if unknown.
        self._breaks = [_line_width(style, given) if plain else None]
        # For words above the box's upper edge: the lowest possible end of their line.
        self._end = 0.0
        self._margin = 0.0
        indent = pixels(style.inherited.get("text-indent", ""), style.size) or 0.0
        self._across = max(indent, 0.0)
        self._down = 0.0
        self._line = 0
        self._empty = True
        # The height of this line's boxes, and how far they move its letters down.
        self._tall = self._low = 0.0
        # The ends of floating boxes, by side, and of those with the full width.
        self._floats: dict[str, float] = {}
        self._pressed = 0.0
        # The number of open blocks whose lines cannot be placed.
        self._lost = 0
        self._inlines: list[_State] = []
        self._blocks = [_OpenBlock(_NO_SIZE, Placing.BELOW, self._state(), 0)]

    def new_line(self, size: float) -> None:
        """Begin a block or line; two beginnings without words between them count once."""
        if not self._empty:
            self._add_line(size)
            self._across = 0.0
        self._empty = True

    def break_line(self, size: float) -> None:
        """End a line, even an empty one: `<br>`."""
        self._add_line(size)
        self._across = 0.0
        self._empty = True

    def _add_line(self, size: float) -> None:
        space = self._spaces[-1]
        self._down += max(_CLOSEST * size if space is None else space, self._tall)
        self._down = max(self._down, self._pressed) if self._pressed else self._down
        self._tall = self._low = 0.0
        self._end += max(space or 0.0, _TALLEST * size)
        self._line += 1
        self._margin = 0.0

    @property
    def across(self) -> float:
        """The least distance of the next word from the left, in pixels."""
        return self._across

    def begin_inline(self, style: ComputedStyle) -> None:
        """Begin an inline element: its margin and padding move its words to the right."""
        self._inlines.append(self._state())
        self._across += _beside(style, "left")

    def end_inline(self, style: ComputedStyle) -> None:
        """End an inline element."""
        before = self._inlines.pop()
        if not style.display.startswith("inline-"):
            width = pixels(style.found.get("width", ""), style.size) if style.boxed else None
            self._across += _beside(style, "right")
            self._across = max(self._across, before.across + (width or 0.0))
            return
        # `<span style="display: inline-block">Ann<br>Poe</span> wrote`: lines of its own.
        size = size_of("", style)
        grown = self._down - before.down
        words = grown > 0 or self._across > before.across + _beside(style, "left")
        across = self._across if not grown else before.across
        width = pixels(style.found.get("width", ""), style.size)
        height = max(size.height or 0.0, size.least)
        tall = max(self._tall, grown + style.size if grown else 0.0)
        self._set(before._replace(across=across, empty=before.empty and not words, tall=tall))
        rest = max((width or 0.0) - (across - before.across), 0.0)
        high = height + size.inside + size.under if height or not words else 0.0
        low = self._low
        self.add_box(rest + _beside(style, "right"), high, style)
        if words:
            self._low = max(low, grown if _on_baseline(style) and not height else 0.0)

    def begin(
        self, tag: str, style: ComputedStyle, placing: Placing, row: ComputedStyle | None = None
    ) -> None:
        """Begin a block; `row` is the style of the element around it.

        Margins of blocks that begin at the same place collapse (8.3.1).
        """
        size = size_of(tag, style)
        opened = _OpenBlock(size, placing, self._state(), self._lost)
        shifted = style.position == "relative" and not _SHIFTS.isdisjoint(style.found)
        self._lost += placing in (Placing.OUT, Placing.UNKNOWN) or shifted
        indent = self._indents[-1] + _beside(style, "left") + _indent_of(tag, style)
        if placing is Placing.BESIDE and row is not None:
            indent += self._blocks[-1].filled
            self._blocks[-1].filled += items.least_width(style, row, self._edge)
        self._indents.append(indent)
        self._spaces.append(_space_of(style))
        around = self._breaks[-1] if placing is Placing.BELOW else None
        plain = tag not in tags.TABLE
        self._breaks.append(_line_width(style, around) if plain else None)
        if placing is Placing.BELOW:
            self._clear(style.found.get("clear", ""))
            more = size.above if size.above < 0 else max(size.above - self._margin, 0.0)
            self._margin = max(self._margin, size.above)
        else:
            more, self._margin = size.above, 0.0
        if size.inside:
            self._margin = 0.0
        self._down += more + size.inside
        self._end += more + size.inside
        opened.top, opened.end = self._down, self._end
        opened.whole = style.found.get("width", "").strip() == "100%"
        opened.side = style.found.get("float", "")
        self._blocks.append(opened)

    def end(self, *, cell: bool = False) -> None:
        """End the innermost block."""
        opened = self._blocks.pop()
        size = opened.size
        self._indents.pop()
        self._spaces.pop()
        self._breaks.pop()
        self._lost = opened.lost
        down = max(self._down, opened.deepest)
        if down - opened.top < size.least:
            down, self._margin = opened.top + size.least, 0.0
        self._end = max(self._end, down)
        if size.most is not None and down - opened.top > size.most:
            down, self._end = opened.top + size.most, opened.end + size.most
        if size.height is not None:
            down, self._end = opened.top + size.height, opened.end + size.height
            self._margin = 0.0 if size.height else self._margin
        if size.under:
            self._margin = 0.0
        more = size.below if size.below < 0 else max(size.below - self._margin, 0.0)
        self._down = down + size.under + more
        self._end += size.under + more
        self._margin = max(self._margin, size.below)
        if opened.placing is not Placing.BELOW:
            self._go_back(opened, cell=cell)

    def _go_back(self, opened: _OpenBlock, *, cell: bool) -> None:
        """Go back to the start of a block: the next one is beside it, or ignores it."""
        bottom, line, across = self._down, self._line, self._across
        self._set(opened.before)
        if cell and line == self._line:
            self._across = across
        if opened.placing is Placing.BESIDE:
            self._blocks[-1].deepest = max(self._blocks[-1].deepest, bottom)
        elif opened.placing is Placing.FLOATING:
            self._floats[opened.side] = max(self._floats.get(opened.side, 0.0), bottom)
            if opened.whole:
                self._pressed = max(self._pressed, bottom)

    def _clear(self, side: str) -> None:
        """Move below floating boxes: `clear: both`."""
        for name, bottom in self._floats.items():
            if side in (name, "both"):
                self._down = max(self._down, bottom)
                self._end = max(self._end, bottom)

    def _state(self) -> _State:
        return _State(
            self._down, self._end, self._margin, self._line, self._across, self._empty, self._tall
        )

    def _set(self, state: _State) -> None:
        self._down, self._end, self._margin, self._line, self._across, self._empty, self._tall = (
            state
        )

    def pass_by(self, tag: str, attributes: Mapping[str, str | None], style: ComputedStyle) -> None:
        """Add a rule or a picture with the size of its style or its attributes."""
        found = style.found
        if style.position in ("absolute", "fixed") or found.get("float", "none") != "none":
            return
        wide, high = (
            pixels(
                found.get(name) or f"{attributes.get(name) or 0}px".replace("pxpx", "px"),
                style.size,
            )
            for name in ("width", "height")
        )
        if tag != "hr" and style.display != "block":
            self.add_box(wide or 0.0, high or 0.0, style)
            return
        self.new_line(style.size)
        self.begin(tag, style, Placing.BELOW)
        if tag != "hr":
            self._down += high or 0.0 if "height" not in found else 0.0
        self.end()

    def add_box(self, width: float, height: float, style: ComputedStyle) -> None:
        """Add an inline box without words (a picture), whose foot is on the baseline."""
        if not width and not height:
            return
        most = self._breaks[-1]
        if most and self._across and self._across + width > most:
            self._add_line(style.size)
            self._across = 0.0
        self._across += width
        self._empty = False
        self._tall = max(self._tall, height)
        if _on_baseline(style):
            self._low = max(self._low, height - style.size)

    def spots(
        self, text: str, style: ComputedStyle, *, breaks: bool = True, preformatted: bool = False
    ) -> Iterator[Spot]:
        """Place each word and space of the next text; `breaks` if its lines break."""
        width = self._breaks[-1] if breaks else None
        size, narrow = style.size, style.letters[0]
        space = self._spaces[-1]
        # Letters are in the middle of their line.
        lead = 0.0 if space is None else (space - _LETTERS * size) / 2
        lead = max(lead + _ABOVE * size, 0.0)
        if self._pressed > self._down and not text.isspace():
            self._down = self._pressed
        for word in WORD.findall(text):
            wide = len(word) * narrow * size
            if width and 0 < width < self._across + wide and self._across and not word.isspace():
                self._add_line(size)
                self._across = 0.0
            away = (
                self._indents[-1] + self._across >= self._width - max(_LEAST, PART * wide)
                or self._indents[-1] >= self._edge - _LEAST
                or self._down + lead + self._low >= self._height - _LEAST
                or self._end + max(space or 0.0, _TALLEST * size) <= 0
            )
            self._across += wide
            if not word.isspace():
                self._empty = False
            for _ in range(word.count("\n") if preformatted and word.isspace() else 0):
                self.break_line(size)
            away = (away or self._line >= self._lines) and not self._lost
            yield Spot(word, away and not word.isspace())


def cut_words(
    cuts: Sequence[ClippingBox], text: str, look: ComputedStyle, *, preformatted: bool
) -> list[Spot]:
    """The words of a text, covered if one of the boxes cuts them off."""
    breaks = not on_one_line(look.inherited)
    judged = [list(cut.spots(text, look, breaks=breaks, preformatted=preformatted)) for cut in cuts]
    return [
        spots[0]._replace(covered=hidden, away=hidden)
        for spots in zip(*judged, strict=True)
        for hidden in (any(spot.covered for spot in spots),)
    ]


def _on_baseline(style: ComputedStyle) -> bool:
    """Whether an inline box rests on the letters' baseline."""
    if style.found.get("overflow-y", "visible") != "visible" and style.display == "inline-block":
        return False
    return style.found.get("vertical-align", "baseline") == "baseline"


def _space_of(style: ComputedStyle) -> float | None:
    """The declared height of a line; None if the font decides it."""
    text = style.inherited.get("line-height", "")
    return height_of_line(style) if text not in _BY_FONT else None


_BY_FONT = frozenset(["", "normal"])


def _indent_of(tag: str, style: ComputedStyle) -> float:
    """The default indent of lists and quotations (HTML, 15.3)."""
    if tag in _LISTS:
        return 0.0 if "padding-left" in style.found else _DEFAULT_INDENT
    return _DEFAULT_INDENT if tag in _QUOTED and "margin-left" not in style.found else 0.0


_LISTS, _QUOTED = tags.word_set("ul ol menu"), tags.word_set("blockquote dd figure")
_DEFAULT_INDENT = 40.0


def _beside(style: ComputedStyle, side: str) -> float:
    """The margin and the padding of an element on a side."""
    names = (f"margin-{side}", f"padding-{side}")
    return sum(pixels(style.found.get(name, ""), style.size) or 0.0 for name in names)


def _width_of(style: ComputedStyle) -> float | None:
    """The declared width of a box; None if its row decides it: `flex: 1; width: 0`."""
    found = style.found
    if number(found.get("flex-grow", "0")):
        return None
    width = pixels(found.get("width", ""), style.size)
    least = pixels(found.get("min-width", ""), style.size, VIEWPORT_WIDTH)
    return width if width is None else max(width, least or 0.0)


def _line_width(style: ComputedStyle, around: float | None) -> float | None:
    """The width at which lines of a block break; None if its surroundings do not define it.

    Boxes in rows, cells and columns are as wide as their words need.
    """
    found = style.found
    if style.display not in PLAIN or any(name in found for name in ODD):
        return None
    if on_one_line(style.inherited):
        return None
    if "overflow-x" in found and found.get("overflow-x") not in _CUT:
        return None
    if "width" in found or "min-width" in found:
        return _width_of(style)
    return around


def padding_beside(style: ComputedStyle) -> float:
    """The padding left and right of an element's content."""
    names = ("padding-left", "padding-right")
    return sum(pixels(style.found.get(name, ""), style.size) or 0.0 for name in names)


def cut_of(style: ComputedStyle, tag: str = "") -> ClippingBox | None:
    """A clipping box for an element that cuts off text; None if it does not."""
    found = style.found
    cut = [found.get(name, "visible") in _CUT for name in ("overflow-x", "overflow-y")]
    if not style.boxed or not any(cut):
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
    least = pixels(found.get("min-height", ""), style.size)
    if height is not None and least is not None:
        height = max(height, least)
    if height is not None:
        # Words that are too long continue in the padding below: `height: 0; padding-bottom: 56%`.
        height += pixels(found.get("padding-bottom", ""), style.size, VIEWPORT_WIDTH) or 0.0
    lines = number(found.get("-webkit-line-clamp", ""))
    # overflow-x: clip; overflow-y: visible
    if not cut[1]:
        height = lines = None
    if not cut[0]:
        width = None
    known = not (width is None and height is None and lines is None)
    if not known and "width" not in found and not style.display.endswith("flex"):
        return None
    return ClippingBox(style, width or _NEVER, height or _NEVER, lines or _NEVER, plain=plain)


def on_one_line(found: Mapping[str, str]) -> bool:
    """Whether lines do not break."""
    return found.get("white-space", "").strip() in ("nowrap", "pre")
