"""What style sheets say of the elements of a drawing (SVG 2, 6): those of the page, and its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

from selectolax.lexbor import LexborNode

from mailrecon.read.html.css_sheet import StyleSheet
from mailrecon.read.html.css_values import longhands
from mailrecon.read.html.tree import ElementNode, PageLooks, TooCostly

# Only an element's `:empty` would ask the parser's tree, and that of a drawing is not built.
_NO_TREE = cast(LexborNode, None)


# A rule that matches costs as much as so many that are looked at.
_COST = 20


class Rules:
    """The rules of `sheets`, pairs of a text and the media it is for."""

    def __init__(self, sheets: Iterable[tuple[str, str]]) -> None:
        self._sheet = StyleSheet()
        for text, media in sheets:
            self._sheet.add(text, media)
        self.any = self._sheet.close()
        self._looks = PageLooks()

    def node(
        self, tag: str, attributes: Mapping[str, str], parent: ElementNode | None
    ) -> ElementNode:
        """An element for selectors to match."""
        return ElementNode(_NO_TREE, tag, attributes, parent, self._looks)

    def found(self, node: ElementNode) -> tuple[dict[str, str], dict[str, str]]:
        """What the rules say of an element: weaker than its `style`, and stronger."""
        normal: dict[str, str] = {}
        urgent: dict[str, str] = {}
        try:
            self._looks.spend(1 + len(self._sheet.matcher.other_selectors))
            matches = list(self._sheet.matcher.match(node))
            self._looks.spend(_COST * len(matches))
        except (TooCostly, RecursionError, AttributeError):
            return normal, urgent
        for _, _, pseudo, rule in matches:
            for item in rule.declarations if pseudo is None else ():
                into = urgent if item.important else normal
                into.update(longhands(item.name, item.value))
        return normal, urgent
