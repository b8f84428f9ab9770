"""Walk a parsed page in document order, and make lines of its elements."""

from __future__ import annotations

from selectolax.lexbor import LexborNode

from mailrecon.model import Hiding, RedactionKind
from mailrecon.read.html import tags
from mailrecon.read.html.addresses import address_of
from mailrecon.read.html.blocks import PageBlocks
from mailrecon.read.html.element_style import ComputedStyle, UnseenReason
from mailrecon.read.html.elements import (
    NewElement,
    OpenElement,
    is_beside,
    is_block,
    path_of,
    slots_of,
    text_of,
)
from mailrecon.read.html.layout import tracks, turns
from mailrecon.read.html.layout.control_sizes import DRAWN_SIZES, drawn_look
from mailrecon.read.html.layout.covers import Spot, covered_in_grid
from mailrecon.read.html.layout.cut_paths import is_cut_away
from mailrecon.read.html.layout.cuts import ClippingBox, cut_of, cut_words
from mailrecon.read.html.layout.flow import Flow
from mailrecon.read.html.layout.grounds import NOTHING, Ground, Grounds, cuts
from mailrecon.read.html.layout.heights import Budget
from mailrecon.read.html.layout.placed_words import are_on_other, judged
from mailrecon.read.html.layout.placing import placing_of
from mailrecon.read.html.layout.table_columns import TableColumns
from mailrecon.read.html.lines import LineCollector
from mailrecon.read.html.off_page import is_off_page, pass_away, pass_clipped
from mailrecon.read.html.overlays import Overlays
from mailrecon.read.html.replacements import TYPED, Replacements
from mailrecon.read.html.style import Cascade
from mailrecon.read.html.tags import INERT
from mailrecon.read.html.tree import ElementNode
from mailrecon.read.redaction.redaction_markers import is_marker

# Cells of a row are side by side.
_CELLS = frozenset(["td", "th"])
_SOME = 200
# The most height of a line, in pixels, including headings and margins.
_TALLEST = 40.0
_SHRUNK = 0.5
_NOTHING = frozenset(["", "\n", " "])
_ANY_SLOT = "*"
_OUTSIDE = UnseenReason(Hiding.OUTSIDE_PAGE, False)
_CLOSED = UnseenReason(Hiding.NOT_DISPLAYED, False)


class HtmlWalk:
    """Walks a tree and fills `lines`."""

    def __init__(
        self,
        cascade: Cascade,
        *,
        placed: bool = False,
        scripted: bool = False,
        flow: Flow | None = None,
        budget: Budget | None = None,
    ) -> None:
        self.lines = LineCollector()
        self._budget = budget if budget is not None else Budget()
        self._flow = flow
        self._cascade = cascade
        self._looks = cascade.looks
        self._placed = placed
        self._shadowed = False
        self._grounds = Grounds(self._budget)
        self._overlays = Overlays(self._grounds, cascade, self._budget, scripted=scripted)
        self._cuts: list[ClippingBox] = []
        self._first_line: UnseenReason | None = None
        self._open = [OpenElement("", "", "", style=cascade.root)]
        self._columns = TableColumns(cascade, self._open)
        self._replacements = Replacements(self.lines, cascade, self._open)
        self._blocks = PageBlocks(self.lines, self._open)

    @property
    def page_covered(self) -> bool:
        """Whether a box over the whole page was taken for a loading screen."""
        return self._overlays.page_covered

    def run(self, root: LexborNode) -> None:
        """Visit `root` and all below it, in document order, without recursion."""
        above: list[LexborNode] = []
        self._shadowed = root.css_first(f"{INERT}shadow") is not None
        node = root
        while True:
            if node.is_text_node:
                self._text(node.text_content or "")
            elif node.is_comment_node:
                self._comment(node.comment_content or "")
            elif node.is_element_node and self._enter(node):
                child = node.first_child
                if child is not None:
                    above.append(node)
                    node = child
                    continue
                self._leave()
            while above:
                following = node.next
                if following is not None:
                    node = following
                    break
                node = above.pop()
                self._leave()
            else:
                return

    def _comment(self, content: str) -> None:
        """Record a comment, whose text was replaced by its number of letters."""
        if content.isdecimal():
            path = self._open[-1].path or "/"
            self.lines.withhold(int(content), Hiding.COMMENT, path)

    def _text(self, text: str) -> None:
        parent = self._open[-1]
        if self._first_line is not None and parent.preformatted and "\n" in text:
            first, rest = text.split("\n", 1)
            self._text(first)
            self._first_line = None
            self._text(f"\n{rest}")
            return
        unseen = _CLOSED if parent.closed else parent.style.unseen or self._first_line
        # <a style="position: absolute">, whose first line is styled
        if unseen is None and parent.style.boxed and not parent.block:
            unseen = parent.style.first_line
        if unseen is not None and text not in _NOTHING and not text.isspace():
            if not self._is_on_other(text, parent, unseen):
                self._withhold(text, unseen, parent)
            for cut in self._cuts if unseen.space else ():
                list(cut.spots(text, parent.style))
            return
        parent.own_text = parent.own_text or not (text in _NOTHING or text.isspace())
        # Text of an element whose shadow tree has no <slot> is not drawn.
        if parent.slots is not None and _ANY_SLOT not in parent.slots:
            self.lines.note_hidden(text, Hiding.NOT_DISPLAYED, parent.path)
            return
        if self._flow is not None and self._is_under(text, parent):
            return
        if self._cuts:
            spots = cut_words(self._cuts, text, parent.style, preformatted=parent.preformatted)
            if self._is_written(spots, parent):
                return
        if parent.preformatted:
            self.lines.preformatted(text, parent.place)
        else:
            self.lines.text(text, parent.place)

    def _is_under(self, text: str, parent: OpenElement) -> bool:
        """Write a text if boxes cover any of its words; False if they do not."""
        assert self._flow is not None
        if text in _NOTHING or (self._flow.at_start and text.isspace()):
            return False
        spots = list(self._flow.spots(text, parent.style, preformatted=parent.preformatted))
        spots = judged(spots, parent.style, self._flow, self._grounds)
        return self._is_written(spots, parent)

    def _is_written(self, spots: list[Spot], parent: OpenElement) -> bool:
        """Write the words of a text if some are hidden; False if none is."""
        if not any(spot.covered for spot in spots):
            return False
        for spot in spots:
            if spot.covered:
                reason = _OUTSIDE if spot.away else UnseenReason(Hiding.COVERED, True)
                self._withhold(spot.text, reason, parent)
            elif parent.preformatted:
                self.lines.preformatted(spot.text, parent.place)
            else:
                self.lines.text(spot.text, parent.place)
        return True

    def _is_on_other(self, text: str, parent: OpenElement, unseen: UnseenReason) -> bool:
        """Place a text that is illegible on its own background; write it if it is on another."""
        flow = self._flow
        drawn = unseen.how is Hiding.SAME_COLOUR and not parent.closed
        if flow is None or not (unseen.space or drawn):
            return False
        spots = list(flow.spots(text, parent.style, preformatted=parent.preformatted))
        if not drawn or not are_on_other(spots, parent.style, flow, self._grounds):
            return False
        parent.own_text = True
        self.lines.text(text, parent.place)
        return True

    def _is_button_under(self, begun: NewElement, parent: OpenElement) -> bool:
        """Write a button's words if boxes cover any of them; False if they do not."""
        button = OpenElement(begun.tag, begun.path, parent.place, style=begun.look)
        seen = self._flow is not None and begun.look.unseen is None
        return seen and self._is_under(text_of(begun.node, _SOME), button)

    def _new_line(self, size: float, *, broken: bool = False) -> None:
        """Report a new line to the objects that estimate positions of words."""
        self._first_line = None
        for cut in self._cuts:
            if broken:
                cut.break_line(size)
            else:
                cut.new_line(size)

    def _withhold(self, text: str, unseen: UnseenReason, parent: OpenElement) -> None:
        """Put a bar in place of hidden text, or only record it if it has no space."""
        words = " ".join(text.split())
        if not unseen.space:
            self.lines.note_hidden(words, unseen.how, parent.path)
            return
        if text[:1].isspace():
            self.lines.text(" ", parent.place)
        # <span style="opacity: 0">[redacted]</span>: hiding a marker hides no content.
        if words and is_marker(words):
            self.lines.redaction(words, RedactionKind.STYLED_TEXT, parent.place)
            parent.own_text = True
        elif any(map(str.isalnum, words)):
            self.lines.bar(words, unseen.how, parent.place)
            parent.own_text = True
        if text[-1:].isspace() and words:
            self.lines.text(" ", parent.place)

    def _enter(self, node: LexborNode) -> bool:
        """Open an element; False if its children must not be visited."""
        parent = self._open[-1]
        tag = (node.tag or "").removeprefix(INERT)
        count = parent.counts[tag] = parent.counts.get(tag, 0) + 1
        attributes = node.attributes
        styled = self._node(node, tag, attributes, parent)
        if tag == "head" or tag in tags.UNVISITED:
            return False
        look = parent.laid(self._cascade.style(tag, attributes, parent.style, styled))
        if tag in ("canvas", "video"):
            for cut in self._cuts if look.gone is None else ():
                cut.pass_by(tag, attributes, drawn_look(tag, attributes, look))
            return False
        path = path_of(tag, count, parent, len(self._open))
        if tag in ("td", "th"):
            look = self._columns.look_of_cell(look, attributes, parent)
        if self._is_away(node, tag, attributes, look, parent, path):
            pass_away(self._flow, node, tag, look, parent)
            pass_clipped(self._cuts, node, tag, look, parent)
            return False
        begun = NewElement(node, tag, attributes, look, styled, path, is_block(tag, look, parent))
        if self._is_unseen_child(begun, parent) or self._is_void(begun, parent):
            return False
        if tag == "button" and self._is_button_under(begun, parent):
            return False
        if (
            attributes or look is not parent.style.plain or tag == "button"
        ) and self._replacements.is_replaced(
            node, tag, attributes, look, block=begun.block, styled=styled
        ):
            if self._flow is not None:
                self._pass_by(begun, parent)
            return False
        if tag == "sup" and self._replacements.note(node, tag, attributes):
            return False
        self._add_open(begun, parent)
        self._draw_pseudo(self._open[-1], "before")
        return True

    def _is_unseen_child(self, begun: NewElement, parent: OpenElement) -> bool:
        """Record an element that its place in the parent hides; False if it is visible."""
        node, tag, attributes = begun.node, begun.tag, begun.attributes
        if tag == "br":
            return False
        place = sum(parent.counts.values()) - 1
        # A host's child without a slot in its shadow tree: `<p slot="none">`.
        if (
            parent.slots is not None
            and tag != "shadow"
            and (attributes.get("slot") or _ANY_SLOT) not in parent.slots
        ):
            self.lines.note_hidden(text_of(node), Hiding.NOT_DISPLAYED, parent.path)
            return True
        # A grid's child in a row without height: `grid-template-rows: auto 0`.
        if tracks.is_in_empty_cell(begun.look.found, parent.style.found, place):
            self.lines.note_hidden(text_of(node), Hiding.NOT_DISPLAYED, begun.path)
            return True
        # A grid's child under another one: `<p style="grid-area: 1 / 1">`, twice.
        if tag not in tags.COLUMNS and place + 1 in parent.covered:
            self._withhold(text_of(node), UnseenReason(Hiding.COVERED, True), parent)
            return True
        return False

    def _is_void(self, begun: NewElement, parent: OpenElement) -> bool:
        """Write an element without relevant children; False if it has some."""
        tag, attributes, look = begun.tag, begun.attributes, begun.look
        if tag == "br" and self._flow is not None:
            self._flow.break_line(look.size)
        elif tag in ("hr", "img") and self._flow is not None:
            self._pass_by(begun, parent)
        if tag in ("hr", "img"):
            for cut in self._cuts:
                cut.pass_by(tag, attributes, look)
        if tag == "br":
            self.lines.line_break()
            self._new_line(look.size, broken=True)
        elif tag in tags.COLUMNS:
            self._columns.add(begun.node, attributes, look, begun.styled)
        elif tag == "svgbar":
            self._drawn_away(attributes, parent)
        elif tag in ("hr", "img"):
            self._replacements.void(tag, attributes, parent, look)
        elif tag == "input":
            self._replacements.input(attributes, look, begun.path)
        else:
            if tag == "textarea" and begun.node.first_child is None:
                self._replacements.placeholder(attributes, look, begun.path)
            return False
        return True

    def _drawn_away(self, attributes: dict[str, str | None], parent: OpenElement) -> None:
        """Record words that a drawing hides: `sanitize` wrote their length, and a type if a shape
        covers them.
        """
        length, covered = attributes.get("value") or "", "type" in attributes
        how = Hiding.COVERED if covered else Hiding.NOT_DISPLAYED
        unseen = parent.style.unseen or UnseenReason(how, covered)
        self._withhold("n" * int(length) if length.isdecimal() else "", unseen, parent)

    def _pass_by(self, begun: NewElement, parent: OpenElement) -> None:
        """Place an element without relevant content."""
        assert self._flow is not None
        given = [begun.attributes.get(name) or "" for name in ("width", "height")]
        width, height = (float(one) if one.isdecimal() and len(one) < 6 else None for one in given)
        block = begun.tag == "hr" or begun.look.display == "block"
        beside = is_beside(begun.tag, begun.look, parent)
        self._flow.enter(begun.look, begun.tag, block=block, beside=beside, size=(width, height))
        self._flow.leave()

    def _add_open(self, begun: NewElement, parent: OpenElement) -> None:
        """Add an element to the open ones, and begin its lines and boxes."""
        tag, attributes, look, block = begun.tag, begun.attributes, begun.look, begun.block
        element = OpenElement(
            tag,
            begun.path,
            begun.path if block else parent.place,
            slots=slots_of(begun.node) if self._shadowed else None,
            block=block,
            inline_box=not block and tag in tags.BLOCKS,
            preformatted=(tag in tags.PREFORMATTED or parent.preformatted)
            if look.preformatted is None
            else look.preformatted,
            style=look,
            node=begun.styled,
            notes=parent.notes,
            raised=tag == "sup" or parent.raised,
            bulleted=look.bulleted,
            closed=tag == "details" and "open" not in attributes,
        )
        if block:
            self._blocks.open(element, parent, attributes, look)
        elif element.inline_box:
            # <div style="display: inline">: its words are separate from those around it.
            self.lines.text(" ", parent.place)
        elif tag == "a" and (address := address_of(attributes.get("href"))) is not None:
            element.link = (self.lines.link_start(), address)
        self._measure(begun.node, element)
        self._open.append(element)
        if self._flow is not None:
            self._flow.enter(look, tag, block=block, beside=is_beside(tag, look, parent))
            if self._placed and look.contains:
                self._overlays.lay_over(begun.node, element, self._flow)
            elif self._placed and tag == "body":
                self._overlays.lay_over_page(begun.node, element, self._open[-2].style)
            elif self._placed and (cuts(look, tag) or any(self._flow.frame.box.shift)):
                element.ground = begun.node.mem_id
                self._grounds.push(Ground(NOTHING, look, self._budget, self._flow.frame))

    def _draw_pseudo(self, element: OpenElement, kind: str) -> None:
        """Place a `::before` or `::after` in the flow of its element; its words are not read."""
        drawn = element.style.pseudo.get(kind)
        if drawn is None or drawn.scale < _SHRUNK or drawn.position in ("absolute", "fixed"):
            return
        block, beside = is_block("", drawn, element), is_beside("", drawn, element)
        # `b::after { content: ""; display: block }` breaks the line.
        for cut in self._cuts if block and not beside else ():
            cut.new_line(drawn.size)
        if self._flow is not None:
            self._flow.enter(drawn, "", block=block, beside=beside)
            self._flow.leave()

    def _measure(self, node: LexborNode, element: OpenElement) -> None:
        """Record boxes over an element, and its own clipping box."""
        look = element.style
        tag = (node.tag or "").removeprefix(INERT)
        if self._cuts and tag in DRAWN_SIZES:
            look = drawn_look(tag, node.attributes, look)
        element.cut_look = look
        if element.block:
            # `p::first-line` is in the first block of the element, if that begins with one.
            outer = None if self._open[-1].own_text else self._first_line
            if tag not in _CELLS:
                self._new_line(look.size)
            is_drawn = outer is not None and outer.how is not Hiding.OUTSIDE_PAGE
            self._first_line = look.first_line or (outer if is_drawn else None)
            element.in_cuts = bool(self._cuts)
            if self._cuts:
                placing = placing_of(tag, look, self._open[-1].style)
                for around in self._cuts:
                    around.begin(tag, look, placing, self._open[-1].style)
        elif self._cuts and look.found and look.position not in ("absolute", "fixed"):
            element.in_cuts = True
            for around in self._cuts:
                around.begin_inline(look)
        # Two children may be in the same cell of a grid.
        if look.display.endswith("grid"):
            cells = covered_in_grid(node, look, element.node, self._cascade)
            element.covered, element.behind = cells
        if look.found and (cut := cut_of(look, tag)) is not None:
            element.cut = cut
            self._cuts.append(cut)

    def _node(
        self, node: LexborNode, tag: str, attributes: dict[str, str | None], parent: OpenElement
    ) -> ElementNode | None:
        """The element's node for selectors; None on a page without style sheets."""
        if self._cascade.sheet is None:
            return None
        if parent.node is None:
            return ElementNode(node, tag, attributes, None, self._looks)
        return parent.node.child_of(node, tag, attributes)

    def _is_away(
        self,
        node: LexborNode,
        tag: str,
        attributes: dict[str, str | None],
        look: ComputedStyle,
        parent: OpenElement,
        path: str,
    ) -> bool:
        """Record the content of an element that is not displayed; False if it is displayed."""
        if tag == "object" and (attributes.get("data") or "").lstrip().lower().startswith("data:"):
            # The page contains the embedded object, so the fallback is not displayed.
            self.lines.note_hidden(text_of(node), Hiding.NOT_DISPLAYED, path)
            return True
        # <details><summary>More</summary>Ann Poe</details>: only the summary is visible.
        if parent.closed:
            if tag != "summary" or parent.summarised:
                self.lines.note_hidden(text_of(node), Hiding.NOT_DISPLAYED, path)
                return True
            parent.summarised = True
        # <p style="clip-path: inset(0 0 0 90%)">
        if look.gone is None and is_cut_away(look, lambda: text_of(node, _SOME)):
            self.lines.note_hidden(text_of(node), Hiding.OUTSIDE_PAGE, path)
            return True
        # <p style="transform: rotate(90deg); transform-origin: 0 0">
        if look.gone is None and turns.may_be_off(look) and self._is_off_page(node, tag, look):
            self.lines.note_hidden(text_of(node), Hiding.OUTSIDE_PAGE, path)
            return True
        if look.gone is None or look.gone.space or parent.style.gone is look.gone:
            return False
        # Text typed in a field is not text of the page's source: `<input value="Ann Poe">`.
        typed = tag == "input" and (attributes.get("type") or "text").lower() in TYPED
        # <p hidden>Ann Poe</p>, <input hidden value="Ann Poe">
        if tag not in ("br", "hr"):
            words = (attributes.get("value") or "") if typed else text_of(node)
            self.lines.note_hidden(words, look.gone.how, path)
        return True

    def _is_off_page(self, node: LexborNode, tag: str, look: ComputedStyle) -> bool:
        above = self.lines.count * _TALLEST + (self._flow.down if self._flow is not None else 0.0)
        before = self.lines.link_start()[1]
        return is_off_page(node, tag, look, self._open[1:], above, before, self._budget)

    def _end_in_cuts(self, element: OpenElement) -> None:
        """Record the end of an element in the boxes that cut off text."""
        for around in self._cuts if element.in_cuts else ():
            if element.block:
                around.end(cell=element.tag in _CELLS)
            else:
                around.end_inline(element.cut_look or element.style)

    def _leave(self) -> None:
        self._draw_pseudo(self._open[-1], "after")
        element = self._open.pop()
        parent, lines = self._open[-1], self.lines
        if self._flow is not None:
            if element.ground is not None:
                self._flow.note_height(element.ground)
            self._flow.leave()
        if element.cut is not None:
            self._cuts.pop()
        if element.ground is not None:
            self._grounds.pop()
        if element.block and element.tag in _CELLS:
            self._first_line = None
        elif element.block:
            self._new_line(element.style.size)
        self._end_in_cuts(element)
        if element.link is not None:
            lines.mail_link(*element.link)
        if not element.block:
            parent.own_text = parent.own_text or element.own_text
            if element.inline_box:
                lines.text(" ", parent.place)
            return
        self._blocks.end(element, parent)
