"""The ways clients print a header: one small module each, one row each in `LAYOUTS`.

A layout is a function from a page and a line to a block, or None where the line does not open a
header of its kind. They are tried in this order on each line that could open one.
"""

from __future__ import annotations

from collections.abc import Callable

from mailrecon.layouts import attribution, columnar, groupwise, labelled, name_and_date, prose_line
from mailrecon.layouts.block import Block
from mailrecon.scan import Page

Layout = Callable[[Page, int], Block | None]

LAYOUTS: tuple[tuple[str, Layout], ...] = (
    (columnar.NAME, columnar.match),
    (name_and_date.NAME, name_and_date.match),
    (labelled.NAME, labelled.match),
    (prose_line.NAME, prose_line.match),
    (groupwise.NAME, groupwise.match),
    (attribution.NAME, attribution.match),
)

__all__ = ["LAYOUTS", "Block", "Layout"]
