"""Data of `flow`: frames of open elements, and layers that lie over text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from mailrecon.read.html.css.values import VIEWPORT_WIDTH
from mailrecon.read.html.layout.flow_boxes import FlowBox
from mailrecon.read.html.layout.inset_boxes import InsetBox
from mailrecon.read.redaction.colours import Colour

# In pixels: a smaller overlap covers no letter.
LEAST_OVERLAP = 4.0


class Layer(Struct, frozen=True):
    """A box that is drawn over its surroundings on the page.

    `across` are its left and right edges, for narrow and for wide letters. The words in it are
    numbered `first` to `last`. `over` is False for a background drawn below words; `inline` is True
    for a box drawn in the order of its line's words. `insets` belong to a box on level `depth` of
    which only inner shadows are judged, for words inside it, whose lines begin at `indent`.
    """

    across: tuple[tuple[float, float], tuple[float, float]]
    top: float
    bottom: float
    shade: Colour
    level: float
    first: int
    last: int
    over: bool
    inline: bool
    insets: InsetBox | None = None
    depth: int = 0
    indent: float = 0.0

    def moved(self, down: float) -> Layer:
        """The layer farther down the page."""
        return replace(self, top=self.top + down, bottom=self.bottom + down)


class PaintedBlock(NamedTuple):
    """A filled block at its place on the page, and the number of the first word behind it."""

    left: float
    top: float
    right: float
    bottom: float
    shade: Colour
    last: int


class FlexItem(NamedTuple):
    """An item of a row: its words with their widths, and its own width if given."""

    first: int
    widths: list[float]
    width: float | None


class Frame(Struct):
    """An open element: its start, and the state to restore at its end.

    `before` is the last closed item, if it is a row. `outer` is the left edge of its box, `indent`
    of its words, `limit` the most width of its lines; `slack` is how much lower lines above may be
    in total, `more` how much higher; `line` is the height of the line above it.
    """

    box: FlowBox
    block: bool
    beside: bool
    out: bool
    first: int
    lowest: float
    saved: tuple[float, float, float, float, float]
    tag: str
    top: float | None = None
    deepest: float = -1e9
    before: FlexItem | None = None
    outer: float = 0.0
    indent: float = 0.0
    limit: float = VIEWPORT_WIDTH
    slack: float = 0.0
    more: float = 0.0
    line: float = 0.0


_Pair = tuple[float, float]
_BLACK = Colour(0.0, 0.0, 0.0)


def layer_of(
    box: FlowBox,
    shade: Colour | None,
    across: tuple[_Pair, _Pair],
    down: _Pair,
    words: tuple[int, int],
    *,
    over: bool,
    inline: bool = False,
) -> Layer:
    """The layer of a box at this place, with its shift and its shadows; `words` are its own."""
    x, y = box.shift
    up, right, below, left = box.spread
    narrow, wide = ((a + x - left, b + x + right) for a, b in across)
    return Layer(
        (narrow, wide),
        down[0] + y - up,
        down[1] + y + below,
        shade or _BLACK,
        box.level,
        words[0],
        words[1],
        over,
        inline,
    )


def inset_layer(
    frame: Frame, insets: InsetBox, across: _Pair, down: _Pair, words: tuple[int, int], depth: int
) -> Layer:
    """The layer of the shadows inside a box, at a level of nesting."""
    return Layer(
        (across, across),
        down[0] + insets.border,
        down[1] - insets.border,
        _BLACK,
        0.0,
        words[0],
        words[1],
        False,
        not frame.block,
        insets,
        depth,
        frame.indent,
    )


def pulled_over(item: FlexItem, reach: float, width: float) -> Iterator[int]:
    """The words of an item under a box that begins `reach` left of the item's end."""
    after = max((item.width or 0.0) - sum(item.widths), 0.0)
    for place in range(len(item.widths) - 1, -1, -1):
        wide = item.widths[place]
        if after + LEAST_OVERLAP <= reach and after + wide >= reach - width:
            yield item.first + place
        after += wide
