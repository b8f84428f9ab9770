"""Styles of elements that pages with the same style sheets have in common.

A style depends on its parent's style and on declarations alone, and does not change once it is
made. So the pages of a web archive need each style only once.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from mailrecon.read.html.css.sheet import Declaration, StyleSheet
from mailrecon.read.html.element_style import ComputedStyle

_MOST = 1_000
# Longer values, such as pictures, are not kept.
_LONGEST = 200


class SharedStyles:
    """The style of the root of pages with one sheet, and those of elements, by what they depend
    on.
    """

    def __init__(self) -> None:
        self.root = ComputedStyle()
        self.root.is_shared = True
        self.known: dict[object, ComputedStyle] = {}

    def keep(
        self, key: object, style: ComputedStyle, hinted: Iterable[Declaration], inline: str
    ) -> None:
        """Keep the style of an element whose parent's style is shared."""
        if (
            len(self.known) < _MOST
            and len(inline) <= _LONGEST
            and all(len(item.value) <= _LONGEST for item in hinted)
        ):
            style.is_shared = True
            self.known[key] = style


@lru_cache(maxsize=16)
def styles_of(sheet: StyleSheet) -> SharedStyles:
    """The styles of pages with a sheet that pages share."""
    return SharedStyles()
