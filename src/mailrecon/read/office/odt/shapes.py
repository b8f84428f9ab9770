"""ODT: find text under shapes and frames, shapes behind text, and the look of text in them."""

from __future__ import annotations

from itertools import islice

from lxml import etree

from mailrecon.model import Hiding
from mailrecon.read.office.covers import THINNEST, OpaqueShape, covered, grounds
from mailrecon.read.office.looks import CLEAR, LetterLook
from mailrecon.read.office.odt.covers import cover_of
from mailrecon.read.office.odt.looks import DRAW, LINES, SHAPES, SVG, TEXT, OdtStyles, length
from mailrecon.read.office.odt.places import is_beside_page, is_under_shape
from mailrecon.read.office.package import text_of
from mailrecon.read.redaction.colours import WHITE, Colour

_PARAGRAPHS = (f"{TEXT}p", f"{TEXT}h")
# Number of a paragraph's shapes with which its frames are compared.
_MOST_SHAPES = 1_002


class OdtShapes:
    """Compares the shapes of a document with the text around their anchors."""

    def __init__(self, roots: list[etree._Element], styles: OdtStyles) -> None:
        self._styles = styles
        self._has_shapes = any(next(root.iter(*SHAPES, *LINES), None) is not None for root in roots)
        self._has_pictures = any(
            next(root.iter(f"{DRAW}image"), None) is not None for root in roots
        )
        # The paragraph whose frames were read last, and its shapes.
        self._shapes_of: tuple[etree._Element | None, list[etree._Element]] = (None, [])

    def under(self, children: list[etree._Element]) -> set[int]:
        """The numbers of the paragraphs under a shape."""
        covers = self._covers(children, behind=False)
        return covered([own_length(child) for child in children], covers) if covers else set()

    def behind(self, children: list[etree._Element]) -> dict[int, Colour]:
        """The colours of the shapes behind paragraphs, by paragraph number."""
        shapes = self._covers(children, behind=True)
        return grounds([own_length(child) for child in children], shapes) if shapes else {}

    def unseen(self, shape: etree._Element, height: float | None) -> Hiding | None:
        """Why the text in a frame or shape is not visible."""
        if shape.get(f"{DRAW}display", "always") in ("none", "printer"):
            return Hiding.NOT_DISPLAYED
        if is_beside_page(self._styles, shape):
            return Hiding.OUTSIDE_PAGE
        if height is not None and height <= THINNEST:
            return Hiding.TOO_SMALL
        width = length(shape.get(f"{SVG}width"))
        if width is not None and width <= THINNEST and shape.tag == f"{DRAW}frame":
            return Hiding.TOO_SMALL
        paragraph = next(shape.iterancestors(*_PARAGRAPHS), None)
        if paragraph is None:
            return None
        if self._shapes_of[0] is not paragraph:
            self._shapes_of = paragraph, list(islice(paragraph.iter(*SHAPES), _MOST_SHAPES))
        under = is_under_shape(self._styles, shape, self._shapes_of[1])
        return Hiding.COVERED if under else None

    def look(self, shape: etree._Element) -> LetterLook:
        """The default look of letters in a shape."""
        if shape.tag == f"{DRAW}frame":
            return LetterLook()
        own = self._styles.look_in_shape(shape.get(f"{DRAW}text-style-name", ""))
        return own.over(self._styles.look("graphic", shape.get(f"{DRAW}style-name", "")))

    def ground(self, shape: etree._Element, around: Colour | None) -> Colour | None:
        """The background of the words in a shape; None if unknown."""
        fill = self._styles.fill(shape)
        if fill is None or (fill == CLEAR and self._has_pictures):
            return None
        return around if fill == CLEAR else fill.over(around or WHITE)

    def _covers(
        self, children: list[etree._Element], *, behind: bool
    ) -> dict[int, list[OpaqueShape]]:
        """The shapes anchored in each paragraph, in front of the text or behind it."""
        covers: dict[int, list[OpaqueShape]] = {}
        if not self._has_shapes:
            return covers
        for number, child in enumerate(children):
            shapes = child.iter(*SHAPES, *LINES) if child.tag in _PARAGRAPHS else ()
            if child.tag in (*SHAPES, *LINES):
                shapes = iter((child,))
            each = (cover_of(self._styles, item, behind=behind) for item in shapes)
            found = [cover for cover in each if cover is not None]
            if found:
                covers[number] = found
        return covers


def own_length(block: etree._Element) -> int:
    """The number of letters in a block itself, without the shapes anchored in it."""
    if block.tag in SHAPES:
        return 0
    inside = (len(text_of(shape)) for shape in block if shape.tag in SHAPES)
    return len(text_of(block)) - sum(inside)
