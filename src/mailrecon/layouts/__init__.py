"""The table of layouts: the ways in which programs print a header, a small module each.

A layout finds the header that begins on a line, if the line shows one of its signs. Signs are tried
in their order, and layouts in that of `LAYOUTS`; a plugin layout comes last, or before the one it
names (`docs/tutorial_layout.md`).
"""

from mailrecon.layouts.block import (
    Block,
)
from mailrecon.layouts.layout import (
    Layout,
    Sign,
)
from mailrecon.layouts.table import (
    LAYOUTS,
    fitting,
    layout_named,
    layouts,
    shows_sign,
)

__all__ = [
    "LAYOUTS",
    "Block",
    "Layout",
    "Sign",
    "fitting",
    "layout_named",
    "layouts",
    "shows_sign",
]
