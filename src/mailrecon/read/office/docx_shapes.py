"""DOCX: shapes in front of the text, and what lies behind the text inside them.

DrawingML (ECMA-376-1, 20.4 and [MS-ODRAWXML]) and the VML of older documents (ECMA-376-4, 19).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from lxml import etree

from mailrecon.read.colours import BLACK, Colour
from mailrecon.read.office.covers import COLUMN, THINNEST, OpaqueShape
from mailrecon.read.office.docx_looks import A, DocxLooks, W, is_on
from mailrecon.read.office.docx_vml import (
    _LENGTH,
    VML_SHAPES,
    V,
    points,
    vml_extent,
    vml_fill,
    vml_shapes,
    vml_style,
)
from mailrecon.read.office.looks import CLEAR, EMU, LetterLook
from mailrecon.read.office.shape_places import (
    LARGEST_PAGE,
    LEFT_MARGIN,
    LETTER,
    TOP_MARGIN,
    WPG,
    WPS,
    Extent,
    grown,
    in_group,
    is_dark,
    is_on_page,
    is_panel,
    is_thick,
    turned,
    words_of,
)

WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
TEXT_BOX = f"{W}txbxContent"
DRAWINGS = (f"{W}drawing", f"{W}pict", f"{W}object")

# How many shapes all text boxes of a part may be compared with.
_MOST_COMPARED = 1_000_000
# The page is divided into strips of this height, in points, to find what is at the same height.
_STRIP = 36.0
# Points: a shape so high and wide takes most of a page.
_LARGE = 500.0
# Shapes with a hole where text shows.
_HOLLOW = frozenset({"frame", "donut", "halfFrame", "blockArc", "noSmoking"})
_THICK_RING = 35_000
# What hides a shape in the run it is anchored in.
_REMOVED = (f"{W}del", f"{W}moveFrom")
_LINES = frozenset({"line", "straightConnector1", "bentConnector3", "curvedConnector3"})


def covers_in(
    paragraph: etree._Element, looks: DocxLooks, *, behind: bool = False
) -> list[OpaqueShape]:
    """The opaque shapes anchored in a paragraph that float in front of the text, or behind it."""
    found: list[OpaqueShape] = []
    for element in paragraph.iter(f"{WP}anchor", *VML_SHAPES, f"{V}line"):
        if any(_takes_away(above) for above in _between(element, paragraph)):
            continue
        if element.tag == f"{WP}anchor":
            found += _anchored(element, looks, behind=behind)
        else:
            picture = looks.pictures.colour(element)
            found += vml_shapes(element, behind=behind, picture=picture)
    return found


def _takes_away(above: etree._Element) -> bool:
    """Whether a shape in this element is not drawn, or is not over the text of the paragraph."""
    if above.tag == f"{W}r":
        # <w:r><w:rPr><w:vanish/></w:rPr><w:drawing>…</w:drawing></w:r>
        return is_on(above.find(f"{W}rPr/{W}vanish"))
    return above.tag in (f"{MC}Fallback", TEXT_BOX, *_REMOVED)


def own_length(block: etree._Element) -> int:
    """The number of letters in a paragraph or table itself, without its text boxes."""
    found = 0
    for text in block.iter(f"{W}t"):
        if all(above.tag != TEXT_BOX for above in _between(text, block)):
            found += len(text.text or "")
    return found


def fill_behind(box: etree._Element, looks: DocxLooks) -> Colour | None:
    """The fill of a text box: CLEAR if there is none, None if it is unknown (a picture)."""
    for above in box.iterancestors():
        # <wps:wsp><wps:spPr><a:solidFill>…</a:solidFill></wps:spPr><wps:txbx>…
        if above.tag == f"{WPS}wsp":
            return _fill(above, looks)
        if above.tag in VML_SHAPES:
            # <v:rect fillcolor="black"><v:textbox>…
            return vml_fill(above)
        if above.tag == f"{W}r":
            break
    return CLEAR


def letters_of(box: etree._Element, looks: DocxLooks) -> LetterLook:
    """What a shape's style says of the letters in its text box: `<a:fontRef>` (20.1.4.1.17)."""
    shape = next(box.iterancestors(f"{WPS}wsp"), None)
    reference = shape.find(f"{WPS}style/{A}fontRef") if shape is not None else None
    return LetterLook() if reference is None else LetterLook(looks.drawn(reference))


def cut_off_at(box: etree._Element) -> float | None:
    """The height of a text box that cuts off what is too long for it, in points.

    A box that grows, or whose text goes on in another box, cuts off nothing.
    """
    for above in box.iterancestors(f"{WPS}wsp", *VML_SHAPES):
        if above.tag != f"{WPS}wsp":
            style = vml_style(above)
            goes_on = "mso-next-textbox" in style or "mso-next-textbox" in _fits(above)
            grows = goes_on or "mso-fit-shape-to-text:t" in _fits(above)
            in_its_group = next(above.iterancestors(f"{V}group"), None) is not None
            return None if grows or in_its_group else points(style.get("height"))
        # <wps:bodyPr><a:spAutoFit/></wps:bodyPr>: the box grows with its text.
        if above.find(f"{WPS}bodyPr/{A}spAutoFit") is not None:
            return None
        linked = above.find(f"{WPS}txbx")
        # <wps:txbx id="1">: what is too long goes on in another box.
        if linked is None or linked.get("id") is not None:
            return None
        extent = above.find(f"{WPS}spPr/{A}xfrm/{A}ext")
        in_its_group = next(above.iterancestors(f"{WPG}grpSp", f"{WPG}wgp"), None) is not None
        height = _emu(extent.get("cy")) if extent is not None else None
        body = above.find(f"{WPS}bodyPr")
        # <wps:bodyPr tIns="45720">: the text begins below the upper margin of the box.
        inset = _emu(body.get("tIns")) if body is not None else None
        return None if height is None or in_its_group else height - (inset or 0.0)
    return None


def is_displayed(box: etree._Element) -> bool:
    """Whether a text box is on the page, and has a size to show its text in."""
    for above in box.iterancestors():
        if above.tag in VML_SHAPES:
            style = vml_style(above)
            left, top = points(style.get("margin-left")), points(style.get("margin-top"))
            on_page = is_on_page(above, left, None) and is_on_page(above, top, None)
            sizes = points(style.get("width")), points(style.get("height"))
            grows = "mso-fit-shape-to-text:t" in _fits(above)
            is_seen = on_page and (grows or is_thick(*sizes))
            return style.get("visibility") != "hidden" and is_seen
        # <wp:anchor hidden="1">, or placed far off the page
        if above.tag in (f"{WP}anchor", f"{WP}inline"):
            return _is_shown(above)
        if above.tag == f"{W}r":
            break
    return True


def _fits(shape: etree._Element) -> str:
    """What the text box of a VML shape says of its own size."""
    box = shape.find(f"{V}textbox")
    return "" if box is None else box.get("style", "").lower().replace(" ", "")


def _is_shown(frame: etree._Element) -> bool:
    if _is_set_hidden(frame):
        return False
    extent = frame.find(f"{WP}extent")
    width = _emu(extent.get("cx")) if extent is not None else None
    height = _emu(extent.get("cy")) if extent is not None else None
    grows = next(frame.iter(f"{A}spAutoFit"), None) is not None
    across, down = frame.find(f"{WP}positionH"), frame.find(f"{WP}positionV")
    left, _ = _offset(across, LEFT_MARGIN)
    top, _ = _offset(down, TOP_MARGIN)
    on_page = is_on_page(frame, left, width, across) and is_on_page(frame, top, height, down)
    return on_page and (grows or is_thick(width, height))


def _is_set_hidden(frame: etree._Element) -> bool:
    """Whether a drawing is set not to be shown: `hidden="1"` of it or of its properties."""
    properties = frame.find(f"{WP}docPr")
    return any(
        item is not None and item.get("hidden", "0") in ("1", "true")
        for item in (frame, properties)
    )


def _extent(anchor: etree._Element) -> Extent:
    if anchor.tag != f"{WP}anchor":
        return vml_extent(anchor)
    extent = anchor.find(f"{WP}extent")
    width = _emu(extent.get("cx")) if extent is not None else None
    height = _emu(extent.get("cy")) if extent is not None else None
    top, on_page = _offset(anchor.find(f"{WP}positionV"), TOP_MARGIN)
    left, _ = _offset(anchor.find(f"{WP}positionH"), LEFT_MARGIN)
    return Extent(top, left, height or 0.0, width or 0.0, on_page)


class _Over(NamedTuple):
    """How far in front a shape lies: its level and, of two of one level, which comes later."""

    level: int
    place: int


class _Floating:
    """The shapes of a part or a paragraph that are opaque and have no words, by where they are."""

    def __init__(self, around: etree._Element, looks: DocxLooks) -> None:
        self._own: dict[etree._Element, _Over] = {}
        self._strips: dict[int, dict[Extent, _Over]] = {}
        # Of those whose place is not said in figures: `align="center"`.
        self._aligned: dict[tuple[bool, float | None, float | None], _Over] = {}
        for place, shape in enumerate(around.iter(f"{WP}anchor", *VML_SHAPES)):
            over = self._own[shape] = _Over(_level(shape), place)
            is_fallback = next(shape.iterancestors(f"{MC}Fallback"), None) is not None
            if is_fallback or not _is_blank(shape, looks):
                continue
            extent = _extent(shape)
            # <wp:positionH><wp:align>center</wp:align></wp:positionH>
            if extent.top is None or extent.left is None:
                key = (extent.on_page, extent.top, extent.left)
                self._aligned[key] = max(over, self._aligned.get(key, over))
                continue
            for strip in _strips(extent):
                alike = self._strips.setdefault(strip, {})
                alike[extent] = max(over, alike.get(extent, over))

    def over(self, own: etree._Element, extent: Extent) -> Iterator[Extent]:
        """Where shapes are that may lie over one of these, and lie further in front."""
        mine = self._own[own]
        if extent.top is None or extent.left is None:
            key = (extent.on_page, extent.top, extent.left)
            if self._aligned.get(key, mine) > mine:
                yield extent
            return
        for strip in _strips(extent):
            for other, over in self._strips.get(strip, {}).items():
                if over > mine:
                    yield other


def _strips(extent: Extent) -> range:
    top = min(max(extent.top or 0.0, -LARGEST_PAGE), LARGEST_PAGE)
    bottom = min(max((extent.top or 0.0) + extent.height, -LARGEST_PAGE), LARGEST_PAGE)
    return range(int(top // _STRIP), int(bottom // _STRIP) + 1)


class BoxesUnderShapes:
    """Which text boxes lie under an opaque shape without words of its own, on a higher level.

    Only shapes of the same paragraph, and those placed on the page in the same way, are compared.
    `is_spent` is True once there were too many to be compared: then all others count as covered.
    """

    def __init__(self, looks: DocxLooks) -> None:
        self._looks = looks
        self._left = _MOST_COMPARED
        self._known: dict[etree._Element, _Floating] = {}

    @property
    def is_spent(self) -> bool:
        """Whether there were too many shapes to be compared with all boxes."""
        return self._left < 0

    def __contains__(self, box: etree._Element) -> bool:
        own = next(box.iterancestors(f"{WP}anchor", *VML_SHAPES), None)
        paragraph = next(own.iterancestors(f"{W}p"), None) if own is not None else None
        if own is None or paragraph is None:
            return False
        mine = _extent(own)
        # What is placed on the page may be anchored in any paragraph.
        around = paragraph.getparent() if mine.on_page else None
        within = paragraph if around is None else around
        floating = self._known.get(within)
        if floating is None:
            floating = self._known[within] = _Floating(within, self._looks)
        for extent in floating.over(own, mine):
            self._left -= 1
            if self.is_spent or _overlap(mine, extent):
                return True
        return False


def _overlap(box: Extent, shape: Extent) -> bool:
    """Whether a shape reaches as far into a box as a letter is large."""
    if box.on_page is not shape.on_page:
        return False
    if box.top is None or box.left is None or shape.top is None or shape.left is None:
        # `align="center"`: both have the same place.
        return (box.top, box.left) == (shape.top, shape.left)
    down = min(box.top + box.height, shape.top + shape.height) - max(box.top, shape.top)
    across = min(box.left + box.width, shape.left + shape.width) - max(box.left, shape.left)
    return min(down, across) >= LETTER


def _level(anchor: etree._Element) -> int:
    if anchor.tag != f"{WP}anchor":
        index = vml_style(anchor).get("z-index", "0")
        # style="z-index:251659264", or z-index:-1 for what is behind the text
        return int(index[:12]) if index.isdecimal() else -1
    level = anchor.get("relativeHeight", "0")
    # <wp:anchor behindDoc="1" relativeHeight="251658240">
    behind = anchor.get("behindDoc", "0") in ("1", "true")
    return -1 if behind or not level.isdecimal() else int(level[:12])


def _is_blank(anchor: etree._Element, looks: DocxLooks) -> bool:
    """Whether what is anchored is opaque and has no words."""
    if _is_set_hidden(anchor) or next(anchor.iter(f"{W}t"), None) is not None:
        return False
    if anchor.tag != f"{WP}anchor":
        return any(True for _ in vml_shapes(anchor))
    fills = (_whole_fill(shape, looks) for shape in anchor.iter(f"{WPS}wsp", PICTURE))
    return any(fill is not None and fill.opacity >= 0.5 for fill in fills)


def has_dark_behind(root: etree._Element, looks: DocxLooks) -> bool:
    """Whether pictures or dark shapes lie behind the text of a part, so that light text shows."""
    for anchor in root.iter(f"{WP}anchor"):
        if anchor.get("behindDoc", "0") not in ("1", "true") or _is_set_hidden(anchor):
            continue
        # A picture as a watermark or a letter's dark paper
        if next(anchor.iter(PICTURE), None) is not None:
            return True
        fills = (_fill(shape, looks) for shape in anchor.iter(f"{WPS}wsp"))
        if any(fill is None or is_dark(fill) for fill in fills):
            return True
    for shape in root.iter(*VML_SHAPES):
        style = vml_style(shape)
        # <v:shape style="z-index:-1">; with <v:textpath> it is a watermark's words.
        if style.get("z-index", "0").startswith("-") and shape.find(f"{V}textpath") is None:
            fill = vml_fill(shape)
            if fill is None or is_dark(fill):
                return True
    return False


def darkens_page(root: etree._Element, looks: DocxLooks) -> bool:
    """Whether a header holds a dark shape as large as the page: it lies behind all letters."""
    for anchor in root.iter(f"{WP}anchor"):
        place = _extent(anchor)
        if min(place.height, place.width) < _LARGE or _is_set_hidden(anchor):
            continue
        fills = (_fill(shape, looks) for shape in anchor.iter(f"{WPS}wsp"))
        if any(fill is not None and is_dark(fill) for fill in fills):
            return True
    return False


def has_pictures(root: etree._Element) -> bool:
    """Whether a part contains a picture, which may lie behind a text box without a fill."""
    return next(root.iter(PICTURE, f"{V}imagedata"), None) is not None


def _between(element: etree._Element, paragraph: etree._Element) -> Iterator[etree._Element]:
    for above in element.iterancestors():
        if above is paragraph:
            return
        yield above


def _anchored(
    anchor: etree._Element, looks: DocxLooks, *, behind: bool = False
) -> Iterable[OpaqueShape]:
    is_behind = anchor.get("behindDoc", "0") in ("1", "true")
    if is_behind is not behind or _is_set_hidden(anchor):
        return
    # <wp:wrapSquare/>: the text goes around the shape.
    if anchor.find(f"{WP}wrapNone") is None:
        return
    extent = anchor.find(f"{WP}extent")
    width = _emu(extent.get("cx")) if extent is not None else None
    height = _emu(extent.get("cy")) if extent is not None else None
    for shape in anchor.iter(f"{WPS}wsp", PICTURE):
        fill = _whole_fill(shape, looks)
        geometry = shape.find(f"{WPS}spPr/{A}prstGeom")
        is_line = geometry is not None and geometry.get("prst") in _LINES
        # <a:prstGeom prst="frame">: a frame around text
        if geometry is not None and _is_hollow(geometry):
            continue
        top, on_page = _offset(anchor.find(f"{WP}positionV"), TOP_MARGIN, height or 0.0)
        left, _ = _offset(anchor.find(f"{WP}positionH"), LEFT_MARGIN, width or 0.0)
        place = Extent(top, left, height or 0.0, width or 0.0, on_page)
        words = words_of(shape)
        bare = not words
        stroke, pen = _stroke(shape, looks)
        if stroke > THINNEST and pen.opacity >= 0.5 and min(place.height, place.width) <= stroke:
            # `<a:ln w="203200">`: a line of 16 points is a bar.
            place, fill, is_line = grown(place, stroke / 2), pen, False
        if fill is None or fill.opacity < 0.5 or is_line:
            continue
        if height is not None and width is not None:
            place = in_group(shape, place)
            place = turned(place, shape)
            if is_thick(place.width, place.height):
                yield OpaqueShape(
                    place.top,
                    place.height,
                    place.left,
                    place.width,
                    bare and is_dark(fill),
                    on_page,
                    is_panel(len(words), fill),
                    fill,
                )
        elif is_thick(width, height):
            yield OpaqueShape(
                top,
                height,
                left,
                width,
                bare and is_dark(fill),
                on_page,
                is_panel(len(words), fill),
                fill,
            )


def _is_hollow(geometry: etree._Element) -> bool:
    """Whether a shape has a hole: not if its ring is as thick as can be (20.1.9.18)."""
    rings = [guide.get("fmla", "") for guide in geometry.iter(f"{A}gd")]
    is_solid = any(ring[4:].isdecimal() and int(ring[4:12]) > _THICK_RING for ring in rings)
    return geometry.get("prst") in _HOLLOW and not is_solid


def _stroke(shape: etree._Element, looks: DocxLooks) -> tuple[float, Colour]:
    """How thick the outline of a shape is, in points, and its colour."""
    line = shape.find(f"{WPS}spPr/{A}ln")
    fill = line.find(f"{A}solidFill") if line is not None else None
    if line is None or fill is None:
        return 0.0, CLEAR
    return _emu(line.get("w")) or 0.0, looks.drawn(fill) or BLACK


def _offset(
    position: etree._Element | None, margin: float, size: float = 0.0
) -> tuple[float | None, bool]:
    """A shape's offset from its paragraph or, then True, from the top of the text on the page."""
    if position is None:
        return None, False
    offset = position.find(f"{WP}posOffset")
    if offset is None:
        return _aligned(position, size), False
    value = _emu(offset.text)
    relative = position.get("relativeFrom", "")
    # <wp:positionV relativeFrom="page">: counted from the edge of the paper
    if relative == "page":
        return (None if value is None else value - margin), True
    return value, relative in ("margin", "topMargin")


def _aligned(position: etree._Element, size: float) -> float | None:
    """The offset of a shape at a side of its column: `<wp:align>right</wp:align>`."""
    align = position.findtext(f"{WP}align", "").strip()
    if position.tag != f"{WP}positionH" or not size:
        return None
    return {"left": 0.0, "center": (COLUMN - size) / 2, "right": COLUMN - size}.get(align)


def _emu(text: str | None) -> float | None:
    match = _LENGTH.fullmatch((text or "").strip())
    return None if match is None else float(match[1]) / EMU


def _fill(shape: etree._Element, looks: DocxLooks) -> Colour | None:
    """The fill of a shape: CLEAR if none, None if it is a picture or not known."""
    is_group = shape.tag.startswith(WPG)
    properties = shape.find(f"{WPG}grpSpPr" if is_group else f"{WPS}spPr")
    for item in properties if properties is not None else ():
        if item.tag == f"{A}noFill":
            return CLEAR
        if item.tag == f"{A}solidFill":
            return looks.drawn(item)
        # <a:pattFill prst="dkUpDiag"><a:fgClr>…: its lines count.
        if item.tag == f"{A}pattFill":
            ground = item.find(f"{A}fgClr")
            return looks.drawn(ground) if ground is not None else None
        if item.tag == f"{A}grpFill":
            # The fill of the group around it.
            group = next(shape.iterancestors(f"{WPG}grpSp", f"{WPG}wgp"), None)
            return None if group is None else _fill(group, looks)
        # A picture or a gradient: not one colour
        if item.tag in (f"{A}blipFill", f"{A}gradFill"):
            return None
    reference = shape.find(f"{WPS}style/{A}fillRef")
    # <wps:style><a:fillRef idx="1">…: the fill of the theme
    if reference is None or reference.get("idx") == "0":
        return CLEAR
    return looks.drawn(reference)


def _whole_fill(shape: etree._Element, looks: DocxLooks) -> Colour | None:
    """What a shape, or a picture of one colour, paints over what lies under it."""
    if shape.tag == PICTURE:
        return looks.pictures.colour(shape)
    return _fill(shape, looks) or _gradient(shape, looks) or looks.pictures.colour(shape)


def _gradient(shape: etree._Element, looks: DocxLooks) -> Colour | None:
    """The first colour of a gradient that lets nothing through; None for any other fill."""
    stops = shape.findall(f"{WPS}spPr/{A}gradFill/{A}gsLst/{A}gs")
    shades = [looks.drawn(stop) for stop in stops]
    known = [shade for shade in shades if shade is not None and shade.opacity >= 0.5]
    return known[0] if known and len(known) == len(shades) else None
