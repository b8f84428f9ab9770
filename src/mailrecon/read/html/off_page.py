"""Find elements that are drawn off the page, and place what comes behind them."""

from __future__ import annotations

from collections.abc import Sequence

from selectolax.lexbor import LexborNode

from mailrecon.model import Hiding
from mailrecon.read.html.element_style import ComputedStyle
from mailrecon.read.html.elements import (
    DEEPEST_PATH,
    OpenElement,
    blocks_in,
    is_beside,
    is_block,
    text_of,
)
from mailrecon.read.html.layout import turns
from mailrecon.read.html.layout.cuts import ClippingBox
from mailrecon.read.html.layout.flow import Flow
from mailrecon.read.html.layout.heights import Budget
from mailrecon.read.html.layout.placing import placing_of

# The cost of an enclosing element, in boxes that are compared with a word.
_DEEP = 4
_SOME = 200
# The most height, in pixels, of an element without words before the text.
_TALLEST_BLOCK = 100.0
_MARGINS = frozenset(["margin-left", "margin-top"])


def is_off_page(
    node: LexborNode,
    tag: str,
    look: ComputedStyle,
    open_elements: Sequence[OpenElement],
    above: float,
    before: int,
    budget: Budget,
) -> bool:
    """Whether an element is drawn off the page; `above` and `before` are as in `turns`."""
    around = [(item.tag, item.style) for item in open_elements]
    if len(around) > DEEPEST_PATH and not budget.take(_DEEP * len(around)):
        return True
    if look.boxed and look.position == "static" and not look.display.startswith("inline"):
        before = 0
    above += blocks_in(node, _SOME) * _TALLEST_BLOCK
    return turns.is_off_page(tag, look, text_of(node, _SOME), around, above, before)


def pass_away(
    flow: Flow | None, node: LexborNode, tag: str, look: ComputedStyle, parent: OpenElement
) -> None:
    """Place an element that is off the page, and draws off what comes behind it.

    `<b style="margin-left: -9999px">Ann</b> Poe`
    """
    if flow is None or look.gone is None or look.gone.how is not Hiding.OUTSIDE_PAGE:
        return
    floats = look.found.get("float", "none") != "none"
    if look.position not in ("static", "relative") or floats:
        return
    if not _MARGINS & look.found.keys():
        return
    block, beside = is_block(tag, look, parent), is_beside(tag, look, parent)
    flow.enter(look, tag, block=block, beside=beside)
    list(flow.spots(text_of(node, _SOME), look))
    flow.leave()


def pass_clipped(
    cuts: Sequence[ClippingBox],
    node: LexborNode,
    tag: str,
    look: ComputedStyle,
    parent: OpenElement,
) -> None:
    """Leave the space of an element of which `clip-path` shows nothing.

    `<p style="clip-path: circle(0)">Ann</p><p>Poe</p>`
    """
    if "clip-path" not in look.found or look.display == "none":
        return
    if look.position in ("absolute", "fixed") or "height" in look.found:
        return
    block = is_block(tag, look, parent)
    for cut in cuts:
        if block:
            cut.new_line(look.size)
            cut.begin(tag, look, placing_of(tag, look, parent.style), parent.style)
        list(cut.spots(text_of(node, _SOME), look))
        if block:
            cut.new_line(look.size)
            cut.end()
