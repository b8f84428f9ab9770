"""Apply the page's style sheets and a drawing's own to its elements (SVG 2, 6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

from selectolax.lexbor import LexborNode

from mailrecon.read.html.css.sheet import StyleSheet
from mailrecon.read.html.css.shorthands import longhands
from mailrecon.read.html.tree import ElementNode, PageLooks, TooCostly

# Only the selector `:empty` uses the parser's tree, which is not built for a drawing.
_NO_TREE = cast(LexborNode, None)


# The cost of a matching rule, in rules that do not match.
_COST = 20


class Rules:
    """The rules of `sheets`, which are pairs of a text and its media."""

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
        """An element's properties from rules: those weaker than its `style`, and those stronger."""
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
