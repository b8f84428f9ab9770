"""What an element in flow has: its frame, and the layers that lie over text."""

from __future__ import annotations

from typing import NamedTuple

from msgspec import Struct

from mailrecon.read.colours import Colour
from mailrecon.read.html.css_values import VIEWPORT_WIDTH
from mailrecon.read.html.flow_boxes import FlowBox
from mailrecon.read.html.inset_boxes import InsetBox


class Layer(Struct, frozen=True):
    """A box that is drawn over what is around it, on the page.

    `across` are its left and right edges, first if letters are narrow, then if they are wide. The
    words in it are numbered `first` to `last`. `over` is False for a background that is drawn below
    words; `inline` is True for one drawn in the order of the words of its line. `insets` are those
    of a box that is judged by its inner shadows alone, for words in it, on level `depth`.
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


class FlexItem(NamedTuple):
    """An item of a row: the words in it by their widths, and its own width if that is given."""

    first: int
    widths: list[float]
    width: float | None


class Frame(Struct):
    """An element that is open: where it begins, and what to undo when it ends.

    `before` is the last item that was closed in it, where it is a row. `outer` is how far right its
    box begins, `indent` its words, `limit` how wide a line in it may be; `slack` is what lines
    above may be lower in all, `more` how much higher.
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
    deepest: float = 0.0
    before: FlexItem | None = None
    outer: float = 0.0
    indent: float = 0.0
    limit: float = VIEWPORT_WIDTH
    slack: float = 0.0
    more: float = 0.0
