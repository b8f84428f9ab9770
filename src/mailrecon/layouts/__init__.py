"""The ways in which programs print a header, a small module each; `table` lists them."""

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
    shows_nothing,
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
    "shows_nothing",
    "shows_sign",
]
