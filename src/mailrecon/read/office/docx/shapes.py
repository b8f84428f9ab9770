"""DOCX: find shapes in front of the text, and the background of text inside them.

DrawingML (ECMA-376-1, 20.4 and [MS-ODRAWXML]) and the VML of older documents (ECMA-376-4, 19).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree

from mailrecon.read.office.covers import COLUMN, THINNEST, OpaqueShape
from mailrecon.read.office.docx.looks import A, DocxLooks, W, is_on
from mailrecon.read.office.docx.vml import (
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
    LEFT_MARGIN,
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
from mailrecon.read.redaction.colours import BLACK, Colour

WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
TEXT_BOX = f"{W}txbxContent"
DRAWINGS = (f"{W}drawing", f"{W}pict", f"{W}object")

# In points: a shape at least this high and wide covers most of a page.
_LARGE = 500.0
# Shapes with a hole, in which text is visible.
_HOLLOW = frozenset({"frame", "donut", "halfFrame", "blockArc", "noSmoking"})
_THICK_RING = 35_000
# Elements that hide a shape anchored inside them.
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
    """Whether shapes in this element are not drawn, or not over the paragraph's text."""
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
    """The look of letters in a text box by its shape's style: `<a:fontRef>` (20.1.4.1.17)."""
    shape = next(box.iterancestors(f"{WPS}wsp"), None)
    reference = shape.find(f"{WPS}style/{A}fontRef") if shape is not None else None
    return LetterLook() if reference is None else LetterLook(looks.drawn(reference))


def cut_off_at(box: etree._Element) -> float | None:
    """The height, in points, at which a text box cuts off its text.

    A box that grows, or whose text continues in another box, cuts off nothing.
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
        # <wps:txbx id="1">: the text continues in another box.
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
    """Whether a text box is on the page and large enough to show its text."""
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
    """The size setting of a VML shape's text box."""
    box = shape.find(f"{V}textbox")
    return "" if box is None else box.get("style", "").lower().replace(" ", "")


def _is_shown(frame: etree._Element) -> bool:
    if is_set_hidden(frame):
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


def is_set_hidden(frame: etree._Element) -> bool:
    """Whether a drawing is set to be hidden: `hidden="1"` on it or on its properties."""
    properties = frame.find(f"{WP}docPr")
    return any(
        item is not None and item.get("hidden", "0") in ("1", "true")
        for item in (frame, properties)
    )


def extent_of(anchor: etree._Element) -> Extent:
    """The place of an anchored drawing or a VML shape."""
    if anchor.tag != f"{WP}anchor":
        return vml_extent(anchor)
    extent = anchor.find(f"{WP}extent")
    width = _emu(extent.get("cx")) if extent is not None else None
    height = _emu(extent.get("cy")) if extent is not None else None
    top, on_page = _offset(anchor.find(f"{WP}positionV"), TOP_MARGIN)
    left, _ = _offset(anchor.find(f"{WP}positionH"), LEFT_MARGIN)
    return Extent(top, left, height or 0.0, width or 0.0, on_page)


def has_dark_behind(root: etree._Element, looks: DocxLooks) -> bool:
    """Whether pictures or dark shapes behind a part's text make light text visible."""
    for anchor in root.iter(f"{WP}anchor"):
        if anchor.get("behindDoc", "0") not in ("1", "true") or is_set_hidden(anchor):
            continue
        # A picture used as a watermark or as dark letter paper
        if next(anchor.iter(PICTURE), None) is not None:
            return True
        fills = (_fill(shape, looks) for shape in anchor.iter(f"{WPS}wsp"))
        if any(fill is None or is_dark(fill) for fill in fills):
            return True
    for shape in root.iter(*VML_SHAPES):
        style = vml_style(shape)
        # <v:shape style="z-index:-1">; with <v:textpath>, it is the text of a watermark.
        if style.get("z-index", "0").startswith("-") and shape.find(f"{V}textpath") is None:
            fill = vml_fill(shape)
            if fill is None or is_dark(fill):
                return True
    return False


def darkens_page(root: etree._Element, looks: DocxLooks) -> bool:
    """Whether a header has a dark shape as large as the page, behind all letters."""
    for anchor in root.iter(f"{WP}anchor"):
        place = extent_of(anchor)
        if min(place.height, place.width) < _LARGE or is_set_hidden(anchor):
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
    if is_behind is not behind or is_set_hidden(anchor):
        return
    # <wp:wrapSquare/>: the text goes around the shape.
    if anchor.find(f"{WP}wrapNone") is None:
        return
    extent = anchor.find(f"{WP}extent")
    width = _emu(extent.get("cx")) if extent is not None else None
    height = _emu(extent.get("cy")) if extent is not None else None
    for shape in anchor.iter(f"{WPS}wsp", PICTURE):
        fill = whole_fill(shape, looks)
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
    """Whether a shape has a hole; a ring of maximal thickness has none (20.1.9.18)."""
    rings = [guide.get("fmla", "") for guide in geometry.iter(f"{A}gd")]
    is_solid = any(ring[4:].isdecimal() and int(ring[4:12]) > _THICK_RING for ring in rings)
    return geometry.get("prst") in _HOLLOW and not is_solid


def _stroke(shape: etree._Element, looks: DocxLooks) -> tuple[float, Colour]:
    """The thickness of a shape's outline, in points, and its colour."""
    line = shape.find(f"{WPS}spPr/{A}ln")
    fill = line.find(f"{A}solidFill") if line is not None else None
    if line is None or fill is None:
        return 0.0, CLEAR
    return _emu(line.get("w")) or 0.0, looks.drawn(fill) or BLACK


def _offset(
    position: etree._Element | None, margin: float, size: float = 0.0
) -> tuple[float | None, bool]:
    """A shape's offset from its paragraph (False), or from the top of the page's text (True)."""
    if position is None:
        return None, False
    offset = position.find(f"{WP}posOffset")
    if offset is None:
        return _aligned(position, size), False
    value = _emu(offset.text)
    relative = position.get("relativeFrom", "")
    # <wp:positionV relativeFrom="page">: measured from the edge of the paper
    if relative == "page":
        return (None if value is None else value - margin), True
    return value, relative in ("margin", "topMargin")


def _aligned(position: etree._Element, size: float) -> float | None:
    """The offset of a shape that is aligned in its column: `<wp:align>right</wp:align>`."""
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
        # <a:pattFill prst="dkUpDiag"><a:fgClr>…: the colour of its lines counts.
        if item.tag == f"{A}pattFill":
            ground = item.find(f"{A}fgClr")
            return looks.drawn(ground) if ground is not None else None
        if item.tag == f"{A}grpFill":
            # Use the fill of the group around it.
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


def whole_fill(shape: etree._Element, looks: DocxLooks) -> Colour | None:
    """The colour with which a shape or a one-colour picture covers the text under it."""
    if shape.tag == PICTURE:
        return looks.pictures.colour(shape)
    return _fill(shape, looks) or _gradient(shape, looks) or looks.pictures.colour(shape)


def _gradient(shape: etree._Element, looks: DocxLooks) -> Colour | None:
    """The first colour of an opaque gradient; None for any other fill."""
    stops = shape.findall(f"{WPS}spPr/{A}gradFill/{A}gsLst/{A}gs")
    shades = [looks.drawn(stop) for stop in stops]
    known = [shade for shade in shades if shade is not None and shade.opacity >= 0.5]
    return known[0] if known and len(known) == len(shades) else None
