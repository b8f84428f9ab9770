"""RTF: read shapes, text boxes and pictures: the text they cover, and their words."""

from __future__ import annotations

from itertools import pairwise

from mailrecon.model import Hiding
from mailrecon.read.office.lines import SPACELESS
from mailrecon.read.office.looks import CLEAR
from mailrecon.read.office.rtf.boxes import lines_of, place_of
from mailrecon.read.office.rtf.looks import PARD, PLAIN
from mailrecon.read.office.rtf.pen import RtfPen
from mailrecon.read.office.rtf.shapes import RtfShape
from mailrecon.read.office.rtf.state import GroupState, Into, WhatShapesDo
from mailrecon.read.redaction.colours import WHITE, is_legible

# The deepest nesting of shape groups in which places are computed.
_MOST_GROUPS = 8
_LONGEST_NAME = 100
_LONGEST_VALUE = 4000


class RtfDrawings:
    """The shapes of a document, in the order in which it defines them."""

    def __init__(self, pen: RtfPen, shapes: WhatShapesDo, *, has_pictures: bool) -> None:
        self._pen = pen
        self._known = shapes
        self._has_pictures = has_pictures
        # The number of shapes and boxes read so far.
        self._count = 0
        self._name = self._value = ""

    def begin(self) -> None:
        """Begin a shape."""
        self._pen.shapes.append(RtfShape())

    def word(self, word: str, value: int | None) -> None:
        """Read a control word that places or paints the current shape."""
        self._pen.shapes[-1].word(word, value)

    def begin_property(self) -> None:
        """Begin a property: `{\\sp{\\sn fillColor}{\\sv 0}}`."""
        self._name = self._value = ""

    def name(self, text: str) -> None:
        """Extend the name of the current property."""
        self._name += text[:_LONGEST_NAME]

    def value(self, text: str) -> None:
        """Extend the value of the current property."""
        self._value += text[:_LONGEST_VALUE]

    def picture(self, text: str) -> None:
        """Extend the picture that fills a shape, in hexadecimal: `{\\sn pib}{\\sv {\\pict`."""
        if self._pen.shapes:
            self._pen.shapes[-1].add_picture(text)

    def end_property(self) -> None:
        """End a property and keep it; a picture's description is hidden text."""
        name = self._name.strip()
        if name == "wzDescription":
            self._pen.lines.hide(Hiding.METADATA, self._value)
        elif self._pen.shapes:
            self._pen.shapes[-1].properties[name] = self._value.strip()

    def begin_box(self, state: GroupState) -> None:
        """Begin the text of a shape: separate lines on the shape's fill."""
        shape = self._pen.shapes[-1]
        shape.has_text = True
        unseen, _ = self._pen.seen(state)
        around = self._pen.ground_of_place(state)
        self._pen.lines.end_text()
        state.into, state.letters, state.paragraph = Into.TEXT, PLAIN, PARD
        fill = shape.fill()
        if fill is None or (fill == CLEAR and self._has_pictures):
            state.ground = None
        else:
            state.ground = around if fill == CLEAR else fill.over(WHITE)
        self._count += 1
        if unseen in SPACELESS:
            # A shape anchored in hidden letters is hidden with them.
            state.hidden = unseen
        elif shape.is_hidden():
            state.hidden = Hiding.NOT_DISPLAYED
        elif shape.is_too_small():
            state.hidden = Hiding.TOO_SMALL
        elif self._count in self._known.boxes_under:
            state.hidden = Hiding.COVERED
        place = place_of(shape, self._count)
        if place is not None:
            self._pen.found.in_last_paragraph().boxes[self._count] = place
        self._pen.boxes.append(lines_of(shape))

    def end_box(self) -> None:
        """End a box's text."""
        self._pen.boxes.pop()
        self._pen.lines.end_text()

    def end_picture(self) -> None:
        """End a picture: only its description counts."""
        self._pen.shapes.pop()

    def end(self, state: GroupState) -> None:
        """End a shape, and record the text that it covers."""
        if not self._pen.shapes:
            return
        shape = self._pen.shapes.pop()
        if state.in_background:
            fill = shape.fill()
            self._pen.page_ground = fill.over(WHITE) if fill is not None else None
            return
        around = self._pen.shapes[-_MOST_GROUPS:]
        for outer, inner in pairwise([*around, shape]):
            if outer.is_group and "relLeft" in inner.properties:
                inner.place_in(outer)
        if shape.own_words:
            self._put_own_words(shape, state)
        if not shape.has_text and shape.hides_boxes():
            self._count += 1
            place = place_of(shape, self._count)
            if place is not None:
                self._pen.found.in_last_paragraph().shapes.append(place)
        letters = state.letters
        cover = None if letters.is_hidden or letters.is_deleted else shape.cover()
        is_outermost = all(outer.is_group for outer in around)
        if cover is not None and self._pen.lines is self._pen.main and is_outermost:
            found = self._pen.found
            into = found.behind if shape.is_behind() else found.covers
            into.setdefault(len(found.lengths) - 1, []).append(cover)

    def _put_own_words(self, shape: RtfShape, state: GroupState) -> None:
        """Add the words of WordArt or a watermark, which the shape's fill paints."""
        lines = self._pen.lines
        ground = state.ground or WHITE
        fill = shape.fill()
        lines.end_text()
        if shape.is_hidden() or shape.properties.get("fGtext") == "0":
            lines.hide(Hiding.NOT_DISPLAYED, shape.own_words)
        elif fill is not None and not is_legible(fill.over(ground), ground):
            lines.hide(Hiding.SAME_COLOUR, shape.own_words)
        else:
            lines.text(shape.own_words)
        lines.end_text()
