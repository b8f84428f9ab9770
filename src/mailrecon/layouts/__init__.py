"""The ways clients print a header: one small module each, one row each in `LAYOUTS`.

A layout is a function from a page and a line to a block, or None where the line does not open a
header of its kind. They are tried in this order on each line that could open one.
"""

from __future__ import annotations

from collections.abc import Callable

from mailrecon.layouts import attribution, labelled
from mailrecon.layouts.block import Block
from mailrecon.scan import Page

Layout = Callable[[Page, int], Block | None]

LAYOUTS: tuple[tuple[str, Layout], ...] = (
    (labelled.NAME, labelled.match),
    (attribution.NAME, attribution.match),
)

__all__ = ["LAYOUTS", "Block", "Layout"]
