"""Data of `flow`: frames of open elements, and layers that lie over text."""

from __future__ import annotations

from typing import NamedTuple

from msgspec import Struct

from mailrecon.read.html.css.values import VIEWPORT_WIDTH
from mailrecon.read.html.layout.flow_boxes import FlowBox
from mailrecon.read.html.layout.inset_boxes import InsetBox
from mailrecon.read.redaction.colours import Colour


class Layer(Struct, frozen=True):
    """A box that is drawn over its surroundings on the page.

    `across` are its left and right edges, for narrow and for wide letters. The words in it are
    numbered `first` to `last`. `over` is False for a background drawn below words; `inline` is True
    for a box drawn in the order of its line's words. `insets` belong to a box on level `depth` of
    which only inner shadows are judged, for words inside it.
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
    """An item of a row: its words with their widths, and its own width if given."""

    first: int
    widths: list[float]
    width: float | None


class Frame(Struct):
    """An open element: its start, and the state to restore at its end.

    `before` is the last closed item, if it is a row. `outer` is the left edge of its box, `indent`
    of its words, `limit` the most width of its lines; `slack` is how much lower lines above may be
    in total, `more` how much higher.
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
