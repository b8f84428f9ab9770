"""Record the boxes that are drawn over words, or behind words outside of them, for `flow`."""

from __future__ import annotations

from msgspec.structs import replace

from mailrecon.read.html.layout import edges, layers
from mailrecon.read.html.layout.flow_boxes import LINE, margin_of
from mailrecon.read.html.layout.flow_state import FlowState
from mailrecon.read.html.layout.layers import LEAST_OVERLAP, FlexItem, Frame, Layer, PaintedBlock
from mailrecon.read.redaction.colours import Colour

FAR = 1e9
# Labels and buttons beside one another overlap by a few pixels: a letter or less.
LEAST_INLINE = 12.0
# How many filled blocks are looked at for a word.
_MOST_PAINTED = 40


class FlowLayers(FlowState):
    """Records boxes when their elements end."""

    def __init__(self) -> None:
        super().__init__()
        # The words that a row's item covers: each walk finds them, the second one uses them.
        self.pulled_over: set[int] = set()
        # The filled blocks so far, in which later words may be.
        self.painted: list[PaintedBlock] = []
        self._painted = 0.0

    @property
    def is_on_painted(self) -> bool:
        """Whether the next line may be on a filled block that ended above."""
        return not self._unsure and self._y < self._painted - LEAST_OVERLAP

    @property
    def is_filled(self) -> bool:
        """Whether a filled element is open that began after the last filled block ended."""
        if not self._solid or not self.painted:
            return False
        return self._stack[self._solid[-1] - 1].first >= self.painted[-1].last

    def painted_at(self, across: tuple[float, float], down: float) -> Colour | None:
        """The colour of the last filled block at a place; None if there is none."""
        for block in reversed(self.painted[-_MOST_PAINTED:]):
            if block.top <= down <= block.bottom:
                is_in = block.left <= across[0] and across[1] <= block.right
                return block.shade if is_in else None
        return None

    def _note_item(self, frame: Frame) -> None:
        """Find the words of the previous item of a row that an ending item or box covers.

        `<span>Ann</span><span style="float: left; margin-left: -90px; background: #000">`
        """
        empty = frame.first == self._words
        reach = -(frame.box.start + frame.box.shift[0])
        pulled = empty and reach >= LEAST_INLINE and frame.box.shade is not None and not frame.out
        if not pulled and not frame.beside:
            return
        place = len(self._stack) - 1
        beside = frame.beside
        while place > 0 and not beside:
            beside = self._stack[place].beside
            place -= 1
        if place < 0:
            return
        row = self._stack[place]
        if pulled and row.before is not None:
            self.pulled_over.update(layers.pulled_over(row.before, reach, frame.box.width or reach))
        if frame.beside and not empty:
            row.before = FlexItem(frame.first, self._widths[frame.first :], frame.box.width)

    def _note_block(self, frame: Frame, top: float, bottom: float) -> None:
        box = frame.box
        away = self._unsure or self._shifted or frame.beside or frame.out
        if box.shade is not None and not away and not any(box.spread):
            wide = FAR if box.width is None else box.width
            self.painted.append(
                PaintedBlock(frame.outer, top, frame.outer + wide, bottom, box.shade, self._words)
            )
            self._painted = max(self._painted, bottom)
        right = FAR if box.width is None else box.start + box.width
        edges = (box.start if box.start > 0 else 0.0, right)
        self._note(frame, (edges, edges), top, bottom, inline=False)

    def _note_insets(self, frame: Frame, top: float, bottom: float) -> None:
        """Record a box with inner shadows for the words in it."""
        box, insets = frame.box, frame.box.insets
        # The background of the root is that of the window. An outline leaves parts of a line's box.
        if insets is None or frame.tag in ("html", "body"):
            return
        if not frame.block:
            insets = insets._replace(frame=None)
        if frame.block:
            left, right = 0.0, FAR if box.width is None else box.width
            bottom += insets.taller
        else:
            left, right = frame.saved[3], self._wide
        right += sum(insets.pads)
        words = frame.first, max(self._words, frame.first)
        deep = len(self._stack)
        self.layers.append(
            layers.inset_layer(frame, insets, (left, right), (top, bottom), words, deep)
        )

    def _note_inline(self, frame: Frame) -> None:
        edges = ((frame.saved[3], self._narrow), (frame.saved[4], self._wide))
        height = self._line or LINE * 16
        self._note_insets(frame, self._y, self._y + height)
        self._note(frame, edges, self._y, self._y + height, inline=not frame.box.positioned)

    def _note_still(self, frame: Frame, left: float) -> None:
        """Record an absolute box without words at its place in the flow.

        `Ann <i style="position: absolute; width: 90px; height: 1em; background: #000"></i> Poe`
        """
        box = frame.box
        high = (box.height or 0.0) + box.pad_above + box.pad_below
        if self._unsure or box.shade is None or not box.width or not high:
            return
        # With words, only a bar over whole lines is followed.
        if box.width < max(FAR if frame.first != self._words else 0.0, LEAST_INLINE):
            return
        top = self._y if not frame.block else frame.saved[0] + frame.saved[1] + frame.saved[2]
        starts = frame.saved[3:] if frame.out and not frame.block else (0.0, 0.0)
        narrow, wide = ((at + left + box.start, at + left + box.width) for at in starts)
        if frame.block:
            top += frame.line + (margin_of(frame.tag, None) if box.above is None else box.above)
        words = frame.first, self._words
        if not frame.block and not self._line:
            self._pending.append(len(self.layers))
        self.layers.append(
            layers.layer_of(
                box, box.shade, (narrow, wide), (top, top + high), words, over=frame.out
            )
        )

    def _note(
        self,
        frame: Frame,
        across: tuple[tuple[float, float], tuple[float, float]],
        top: float,
        bottom: float,
        *,
        inline: bool,
    ) -> None:
        """Record a box that may be drawn over words outside it."""
        box = frame.box
        if self._unsure or frame.beside or frame.out:
            return
        around = max(box.spread) >= edges.LEAST_SPREAD
        shifted = any(abs(value) >= LEAST_OVERLAP for value in box.shift)
        back = top < frame.lowest - LEAST_OVERLAP if frame.block else box.start < 0
        # The next box is pulled back over this one: `margin-bottom: -40px`.
        next_back = (box.below or 0.0) if frame.block else box.end
        back = back or (next_back <= -LEAST_OVERLAP and (box.positioned or frame.block))
        shade = box.shade if frame.block or box.shade is not None else box.side_shade
        if not (around or shifted or back) or (shade is None and box.rim is None):
            return
        if box.rim is not None and shade is None:
            bottom, shade = top + box.rim.width, box.rim.shade
        words = frame.first, max(self._words, frame.first)
        self._add(
            layers.layer_of(
                box, shade, across, (top, bottom), words, over=box.positioned, inline=inline
            )
        )

    def _add(self, layer: Layer) -> None:
        """Record a layer, without what the open elements cut off."""
        top, bottom = layer.top, layer.bottom
        for frame in self._stack:
            if frame.box.clips and frame.block and frame.top is not None:
                top = max(top, frame.top)
                if frame.box.height is not None:
                    bottom = min(bottom, frame.top + frame.box.height + frame.box.pad_below)
        if top < bottom:
            self.layers.append(replace(layer, top=top, bottom=bottom))
