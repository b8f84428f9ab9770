"""Estimate the places of boxes and words on a page, and find boxes drawn over words.

Boxes cover words outside them because of negative margins, shifts (`position: relative`,
`transform`), shadows and outlines. Blocks are placed below one another (CSS 2.2, 9.4 and 8.3.1);
heights of lines and widths of letters are estimated, so a word counts as covered if it is covered
in a narrow or in a wide font. A page is walked once to find such boxes; if there are any, it is
walked again to judge its words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from mailrecon.read.html import tags
from mailrecon.read.html.css.values import VIEWPORT_WIDTH
from mailrecon.read.html.element_style import ComputedStyle
from mailrecon.read.html.layout.boxes import WITHOUT_MARGINS
from mailrecon.read.html.layout.covers import NARROW, WORD, Spot
from mailrecon.read.html.layout.cuts import on_one_line
from mailrecon.read.html.layout.flow_boxes import LINE, FlowBox, box_of, height_of_line, margin_of
from mailrecon.read.html.layout.flow_layers import FAR, LEAST_INLINE, FlowLayers
from mailrecon.read.html.layout.heights import Budget, Heights
from mailrecon.read.html.layout.inset_boxes import InsetBox
from mailrecon.read.html.layout.layers import LEAST_OVERLAP, Frame, Layer
from mailrecon.read.redaction.colours import is_legible

# How much lower lines may be than assumed, as a share of their font's size.
_LOOSE = 0.13
# The default indent of lists, in pixels.
_LIST = 40.0
_INDENTED = tags.word_set("ul ol blockquote dd")
_SHARE = 0.35  # of a line's height must be covered
# The opacity from which a background hides what lies behind it.
_SOLID = 0.5
# In pixels: words this far left of the page or above it cannot be scrolled to.
_OFF_PAGE = 8.0
# Of a line, the tails of its letters are left.
_TAILS = 4.0
_UNKNOWN_HEIGHT = 2_000.0
_FROM_LEFT = frozenset(["left", "start", "justify"])
_UNKNOWN = tags.word_set("img iframe svg video object canvas embed audio table")
_Size = tuple[float | None, float | None]
_NO_LAYERS: list[Layer] = []


class Flow(FlowLayers):
    """Follows the walk through a page. `layers` are found; words are judged by `known` ones.

    The `budget` limits its comparisons: words beyond it count as covered.
    """

    def __init__(
        self,
        known: Sequence[Layer] = (),
        budget: Budget | None = None,
        pulled_over: frozenset[int] = frozenset(),
        heights: Mapping[int, float] | None = None,
    ) -> None:
        super().__init__()
        # The heights of elements by id: each walk finds them, the second one uses them.
        self.known_heights = heights if heights is not None else {}
        self.heights: dict[int, float] = {}
        self.asked = False
        self._pulled_over = pulled_over
        self._known = Heights(
            known, lambda layer: (layer.top, layer.bottom), budget if budget else Budget()
        )
        self._boxes: dict[ComputedStyle, FlowBox] = {}
        self._looked_up = (-1.0, -1.0)
        self._near: list[Layer] = []
        self._raised: list[tuple[float, int]] = []

    def enter(
        self,
        look: ComputedStyle,
        tag: str,
        *,
        block: bool,
        beside: bool,
        size: _Size = (None, None),
    ) -> None:
        """Begin an element; with `beside`, it is placed beside others in a row.

        `size` is its width and height if attributes define them.
        """
        box = self._boxes.get(look)
        if box is None:
            box = self._boxes[look] = box_of(look)
        if tag in WITHOUT_MARGINS and not look.display:
            box = box._replace(above=0.0, below=0.0, start=0.0, end=0.0)
        if size != (None, None):
            box = box._replace(width=box.width or size[0], height=box.height or size[1])
        out = look.position in ("absolute", "fixed")
        beside = beside or look.found.get("float", "none") != "none"
        frame = Frame(box, block, beside, out, self._words, self._lowest, self._state(), tag)
        frame.line = self._line
        self._indent(frame)
        self._stack.append(frame)
        self._shifted += any(box.shift)
        self._loosely = self._loosely or beside or (tag in _UNKNOWN and box.height is None)
        if box.positioned:
            self._raised.append((box.level, self._words))
        # Its own opaque background hides the inner shadows of the box around it.
        if out or (look.solid is not None and look.solid.opacity >= _SOLID):
            self._solid.append(len(self._stack))
        self._unsure += beside or out
        if not block:
            self._narrow += box.start
            self._wide += box.start
            frame.saved = self._state()
            return
        self._end_line()
        self._add_margin(box.above if box.above is not None else margin_of(tag, look))
        if box.pad_above or box.shade is not None:
            self._commit()
            self._y += box.pad_above

    def note_height(self, node: int) -> None:
        """Record the height of the innermost element, which is about to end."""
        frame = self._stack[-1]
        begun = frame.saved[0] if frame.top is None else frame.top
        self.heights[node] = self._y + self._line - begun + frame.box.pad_below

    def _indent(self, frame: Frame) -> None:
        """Record the left edges of a box and of its words."""
        around = self._stack[-1] if self._stack else None
        frame.slack, frame.more = self._slack, self._more
        if around is not None:
            frame.outer = frame.indent = around.indent
            frame.limit = around.limit
        if not frame.block:
            return
        box = frame.box
        frame.outer += box.start + box.border
        frame.indent = frame.outer + box.pad_left + (_LIST if frame.tag in _INDENTED else 0.0)
        frame.limit = min(frame.limit, box.width or VIEWPORT_WIDTH)

    def leave(self) -> None:
        """End the innermost element."""
        if self._solid and self._solid[-1] == len(self._stack):
            self._solid.pop()
        frame = self._stack.pop()
        box = frame.box
        self._shifted -= any(box.shift)
        if box.positioned:
            self._raised.pop()
        self._unsure -= frame.beside or frame.out
        if self._unsure or frame.beside:
            self._note_item(frame)
        if box.left is not None and (frame.out or frame.beside):
            self._note_still(frame, box.left)
        if not frame.block and (frame.out or box.left is not None):
            _, _, _, self._narrow, self._wide = frame.saved
            self._narrow -= box.start
            self._wide -= box.start
            return
        if not frame.block:
            self._leave_inline(frame)
            return
        self._end_line()
        # <div style="height: 40px; background: #000"></div>
        if frame.top is None and (box.height or box.pad_below):
            self._commit(frame)
        if frame.top is not None:
            self._y = max(self._y, frame.deepest, frame.top) + box.pad_below
            if box.height is not None:
                self._y = frame.top + box.height
                self._slack, self._more = frame.slack, frame.more
            self._note_insets(frame, frame.top, self._y)
            self._note_block(frame, frame.top, self._y)
        self._add_margin(box.below if box.below is not None else margin_of(frame.tag, None))
        if frame.beside or frame.out:
            if self._stack and not frame.out:
                self._stack[-1].deepest = max(self._stack[-1].deepest, self._y)
            self._y, self._margin, self._pull, self._narrow, self._wide = frame.saved
            self._slack, self._more = frame.slack, frame.more

    def _leave_inline(self, frame: Frame) -> None:
        box = frame.box
        # A picture extends the height of its line to its own.
        if frame.tag == "img" and box.height is not None:
            if not self._line:
                self._commit()
            self._line = max(self._line, box.height)
        if box.width is not None:
            self._narrow = max(self._narrow, frame.saved[3] + box.width)
            self._wide = max(self._wide, frame.saved[4] + box.width)
        # `<i style="border-left: 90px solid; margin-left: -90px">`: a border drawn as a bar.
        self._narrow += box.sides
        self._wide += box.sides
        self._note_inline(frame)
        if box.side_shade is not None:
            self._narrow += box.end
            self._wide += box.end

    def spots(
        self, text: str, look: ComputedStyle, *, preformatted: bool = False
    ) -> Iterator[Spot]:
        """Place each word and space of a text, and decide whether a layer covers it."""
        size, (narrow, wide) = look.size, look.letters
        tall = height_of_line(look)
        # The level of the enclosing positioned element, and the number of its first word.
        raised = self._raised[-1] if self._raised else None
        breaks, limit = not on_one_line(look.inherited), self._stack[-1].limit
        for word in WORD.findall(text):
            if word.isspace():
                self._narrow += narrow * size * (0.6 if narrow == NARROW else 1.0)
                self._wide += wide * size
                if preformatted:
                    yield Spot(word, False)
                    for _ in range(word.count("\n")):
                        self.break_line(size)
                else:
                    yield Spot(" ", False)
                continue
            # Even in narrow letters the word does not fit on this line.
            if breaks and self._narrow and self._narrow + len(word) * narrow * size > limit:
                self._end_line()
            if not self._line:
                self._commit()
            self._line = max(self._line, tall)
            self._loose = max(self._loose, _LOOSE * size if tall == LINE * size else 0.0)
            across = []
            for at, share in ((self._narrow, narrow), (self._wide, wide)):
                across.append((at, at + len(word) * share * size))
            self._narrow, self._wide = across[0][1], across[1][1]
            letters = min(tall, LINE * size)
            down = (self._y + (tall - letters) / 2, self._y + (tall + letters) / 2)
            near = self._here(down)
            covered = bool(near) and (
                not self._known.budget.take(len(near))
                or any(self._is_under(layer, across, down, look, raised) for layer in near)
            )
            covered = covered or self._words in self._pulled_over
            self._words += 1
            self._widths.append(len(word) * narrow * size)
            self._lowest = max(self._lowest, self._y + self._line)
            frame = self._stack[-1]
            (a, b), (c, d) = across
            sides = ((a + frame.indent, b + frame.indent), (c + frame.indent, d + frame.indent))
            # In wide letters the line may have been broken before this word.
            more = self._more + (across[1][1] // frame.limit) * tall
            self._wrapped = max(self._wrapped, more - self._more)
            away = not self._unsure and look.inherited.get("text-align", "left") in _FROM_LEFT
            away = away and self._is_off(sides[1][1], down[1] + more + self._slack)
            covered = covered or away
            yield Spot(word, covered, sides, down[0], letters, self._slack, more, away)
            if self._narrow > frame.limit:
                self._end_line()

    def _is_off(self, right: float, bottom: float) -> bool:
        """Whether a word that ends there is left of the page or above it, with its shifts."""
        x, y = self.shift
        off = (_UNKNOWN_HEIGHT if self._loosely and y < 0 else 0.0) - _TAILS
        aside = right + x < -_OFF_PAGE and all(frame.tag != "center" for frame in self._stack)
        return aside or bottom + y < -off

    def _here(self, down: tuple[float, float]) -> list[Layer]:
        """The layers at the height of a line, looked up once per line."""
        if not self._known:
            return _NO_LAYERS
        if down != self._looked_up:
            self._looked_up = down
            self._near = self._known.at(*down)
            self._known.budget.take(len(self._near))
        return self._near

    def _is_under(
        self,
        layer: Layer,
        across: list[tuple[float, float]],
        edges: tuple[float, float],
        look: ComputedStyle,
        raised: tuple[float, int] | None,
    ) -> bool:
        inside = layer.first <= self._words < layer.last
        if layer.insets is not None and inside:
            return self._is_shaded(layer, layer.insets, across, edges, look)
        if layer.insets is not None or inside:
            return False
        down = min(layer.bottom, edges[1]) - max(layer.top, edges[0])
        if down < (edges[1] - edges[0]) * _SHARE:
            return False
        # If the line's place beside others is unsure, only a layer as wide as the page covers the
        # word for sure.
        if self._unsure:
            if not (layer.across[0][0] <= 0 and layer.across[0][1] >= FAR):
                return False
        elif not any(
            min(edge[1], word[1]) - max(edge[0], word[0])
            >= (LEAST_INLINE if layer.inline else LEAST_OVERLAP)
            for edge, word in zip(layer.across, across, strict=True)
        ):
            return False
        # An inline layer is drawn over the words before it, but not over positioned ones.
        if layer.inline:
            return self._words < layer.first and raised is None
        if layer.over and layer.level >= 0:
            level, first = raised if raised is not None else (-FAR, 0)
            # On the same level, the later element is in front (CSS 2.2, appendix E).
            if level < layer.level or (level == layer.level and first < layer.last):
                return True
        # An absolute box is in front of all backgrounds in the flow.
        in_front = not layer.over and any(frame.out for frame in self._stack)
        return not in_front and not is_legible(look.colour, layer.shade)

    def _is_shaded(
        self,
        layer: Layer,
        insets: InsetBox,
        across: list[tuple[float, float]],
        edges: tuple[float, float],
        look: ComputedStyle,
    ) -> bool:
        """Whether a word is illegible at its place in a box with inner shadows."""
        # An outline is drawn over what is in its box.
        if self._solid and self._solid[-1] > layer.depth and insets.frame is None:
            return False
        down = (edges[0] + edges[1]) / 2 - layer.top
        indent = 0.0 if layer.inline else self._stack[-1].indent - layer.indent
        words = [(start + indent, end + indent) for start, end in across]
        return insets.hide(look, words, down, layer.across[0], layer.bottom - layer.top)
