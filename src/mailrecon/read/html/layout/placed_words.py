"""Judge words at their place by the boxes painted over them and behind them."""

from __future__ import annotations

from collections.abc import Iterable

from mailrecon.read.html.element_style import ComputedStyle
from mailrecon.read.html.layout.covers import Spot
from mailrecon.read.html.layout.flow import Flow
from mailrecon.read.html.layout.grounds import Grounds
from mailrecon.read.html.style import on_ground


def judged(spots: list[Spot], look: ComputedStyle, flow: Flow, grounds: Grounds) -> list[Spot]:
    """The words of a text, covered if boxes hide them."""
    if grounds:
        spots = grounds.judged(spots)
    if grounds.has_shades or flow.is_on_painted:
        spots = [_on_shade(spot, look, flow, grounds) for spot in spots]
    return spots


def _on_shade(spot: Spot, look: ComputedStyle, flow: Flow, grounds: Grounds) -> Spot:
    """A word, covered if a box that is painted behind it makes it illegible.

    `<div style="height: 60px; background: #000"></div><p style="margin-top: -50px">Ann Poe`
    """
    if spot.covered or spot.text.isspace():
        return spot
    under = grounds.under(spot, flow, look.ground)
    hides = under is not None and on_ground(look, (under,)).unseen is not None
    return spot._replace(covered=True) if hides else spot


def are_on_other(spots: Iterable[Spot], look: ComputedStyle, flow: Flow, grounds: Grounds) -> bool:
    """Whether words that their own background makes illegible are all on boxes that do not."""
    for spot in spots:
        if spot.text.isspace():
            continue
        shade = grounds.under(spot, flow, None)
        if spot.covered or shade is None or on_ground(look, (shade,)).unseen is not None:
            return False
    return True
