"""Record the boxes that are laid over words, for the walk through a page."""

from __future__ import annotations

from selectolax.lexbor import LexborNode

from mailrecon.read.html.css.values import pixels
from mailrecon.read.html.element_style import ComputedStyle
from mailrecon.read.html.elements import OpenElement
from mailrecon.read.html.layout.covers import Covers, covers_in, drawn_over_page, ground_behind
from mailrecon.read.html.layout.flow import Flow
from mailrecon.read.html.layout.grounds import Ground, Grounds
from mailrecon.read.html.layout.heights import Budget
from mailrecon.read.html.style import Cascade, on_ground


class Overlays:
    """Adds the boxes over elements to `grounds`.

    `scripted` is True if the page has scripts. `page_covered` is True if a box over the whole page
    was taken for a loading screen, which a script removes.
    """

    def __init__(
        self, grounds: Grounds, cascade: Cascade, budget: Budget, *, scripted: bool
    ) -> None:
        self._grounds = grounds
        self._cascade = cascade
        self._budget = budget
        self._scripted = scripted
        self.page_covered = False

    def lay_over(self, node: LexborNode, element: OpenElement, flow: Flow) -> None:
        """Record boxes over an element that contains them, and the background behind its words."""
        look = element.style
        height = pixels(look.found.get("height", ""), look.size)
        if height is None:
            height = flow.known_heights.get(node.mem_id, 0.0)
        laid = covers_in(node, look, element.node, self._cascade, height)
        flow.asked = flow.asked or laid.hang
        rank = self._grounds.rank_of(node.mem_id)
        element.ground = node.mem_id
        self._grounds.push(Ground(laid, look, self._budget, flow.frame, rank))
        behind = ground_behind(node, look, element.node, self._cascade)
        # A one-colour picture or a box drawn behind the words is their background.
        if behind is not None:
            element.style = on_ground(look, behind)

    def lay_over_page(self, node: LexborNode, body: OpenElement, root: ComputedStyle) -> None:
        """Record a box over the whole page, unless a script may remove it (a loading page)."""
        laid = covers_in(node, body.style, body.node, self._cascade)
        covers = laid.covers + drawn_over_page(root) + drawn_over_page(body.style)
        if self._scripted and any(cover.is_whole for cover in covers):
            self.page_covered = True
            covers = [cover for cover in covers if not cover.is_whole]
        body.ground = node.mem_id
        laid = Covers(covers, laid.ranks)
        self._grounds.push(Ground(laid, body.style, self._budget, None))
