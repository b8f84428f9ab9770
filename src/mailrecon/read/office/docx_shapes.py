"""DOCX: shapes in front of the text, and what lies behind the text inside them.

DrawingML (ECMA-376-1, 20.4 and [MS-ODRAWXML]) and the VML of older documents (ECMA-376-4, 19).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from lxml import etree

from mailrecon.read.colours import BLACK, WHITE, Colour, from_hexadecimal, is_legible
from mailrecon.read.office.covers import THINNEST, OpaqueShape
from mailrecon.read.office.docx_looks import A, DocxLooks, W
from mailrecon.read.office.looks import CLEAR
from mailrecon.regex import regex

WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
WPS = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic"
V = "{urn:schemas-microsoft-com:vml}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_W10_WRAP = "{urn:schemas-microsoft-com:office:word}wrap"
TEXT_BOX = f"{W}txbxContent"
DRAWINGS = (f"{W}drawing", f"{W}pict", f"{W}object")

_EMU = 12_700  # English Metric Units in a point
_LEFT_MARGIN = _TOP_MARGIN = 72.0
# How many shapes all text boxes of a part may be compared with.
_MOST_COMPARED = 1_000_000
# The page is divided into strips of this height, in points, to find what is at the same height.
_STRIP = 36.0
_LETTER = 5.0
_QUARTER = 5_400_000  # a right angle in 60,000ths of a degree
_LARGEST_PAGE = 1584.0  # Word's pages have 22 inches at most
_VML_SHAPES = frozenset(f"{V}{name}" for name in ("rect", "shape", "oval", "roundrect", "polyline"))
_LINES = frozenset({"line", "straightConnector1", "bentConnector3", "curvedConnector3"})
_LENGTH = regex(r"(-?\d{1,9}(?:\.\d{1,9})?)(pt|in|cm|mm|px|pc)?")
_UNITS = {"pt": 1.0, "in": 72.0, "cm": 28.35, "mm": 2.835, "px": 0.75, "pc": 12.0}
_VML_NAMES = {
    "black": "000000",
    "white": "ffffff",
    "red": "ff0000",
    "yellow": "ffff00",
    "blue": "0000ff",
    "navy": "000080",
    "gray": "808080",
    "silver": "c0c0c0",
    "green": "008000",
    "maroon": "800000",
}


def covers_in(
    paragraph: etree._Element, looks: DocxLooks, *, behind: bool = False
) -> list[OpaqueShape]:
    """The opaque shapes anchored in a paragraph that float in front of the text, or behind it."""
    found: list[OpaqueShape] = []
    for element in paragraph.iter(f"{WP}anchor", *_VML_SHAPES, f"{V}line"):
        if any(above.tag in (f"{MC}Fallback", TEXT_BOX) for above in _between(element, paragraph)):
            continue
        if element.tag == f"{WP}anchor":
            found += _anchored(element, looks, behind=behind)
        else:
            found += _vml(element, behind=behind)
    return found


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
        if above.tag == f"{WPS}wsp":
            return _fill(above, looks)
        if above.tag in _VML_SHAPES:
            return _vml_fill(above)
        if above.tag == f"{W}r":
            break
    return CLEAR


def is_displayed(box: etree._Element) -> bool:
    """Whether a text box is on the page, and has a size to show its text in."""
    for above in box.iterancestors():
        if above.tag in _VML_SHAPES:
            style = _vml_style(above)
            left, top = _points(style.get("margin-left")), _points(style.get("margin-top"))
            on_page = _is_on_page(left, None) and _is_on_page(top, None)
            sizes = _points(style.get("width")), _points(style.get("height"))
            grows = "mso-fit-shape-to-text:t" in _fits(above)
            is_seen = on_page and (grows or _is_thick(*sizes))
            return style.get("visibility") != "hidden" and is_seen
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
    properties = frame.find(f"{WP}docPr")
    hidden = properties.get("hidden", "0") if properties is not None else "0"
    if "1" in (hidden, frame.get("hidden", "0")) or "true" in (hidden, frame.get("hidden", "0")):
        return False
    extent = frame.find(f"{WP}extent")
    width = _emu(extent.get("cx")) if extent is not None else None
    height = _emu(extent.get("cy")) if extent is not None else None
    grows = next(frame.iter(f"{A}spAutoFit"), None) is not None
    left, _ = _offset(frame.find(f"{WP}positionH"), _LEFT_MARGIN)
    top, _ = _offset(frame.find(f"{WP}positionV"), _TOP_MARGIN)
    on_page = _is_on_page(left, width) and _is_on_page(top, height)
    return on_page and (grows or _is_thick(width, height))


def _is_on_page(offset: float | None, length: float | None) -> bool:
    """Whether what begins so far from the text's edge, or from its paragraph, can be on a page."""
    if offset is None:
        return True
    return offset + (length or 0.0) > -_LARGEST_PAGE and offset < _LARGEST_PAGE


class _Extent(NamedTuple):
    """Where an anchored shape is, in points; None where that is not said."""

    top: float | None
    left: float | None
    height: float
    width: float
    on_page: bool


def _extent(anchor: etree._Element) -> _Extent:
    if anchor.tag != f"{WP}anchor":
        return _vml_extent(anchor)
    extent = anchor.find(f"{WP}extent")
    width = _emu(extent.get("cx")) if extent is not None else None
    height = _emu(extent.get("cy")) if extent is not None else None
    top, on_page = _offset(anchor.find(f"{WP}positionV"), _TOP_MARGIN)
    left, _ = _offset(anchor.find(f"{WP}positionH"), _LEFT_MARGIN)
    return _Extent(top, left, height or 0.0, width or 0.0, on_page)


def _vml_extent(shape: etree._Element) -> _Extent:
    style = _vml_style(shape)
    top, left = _points(style.get("margin-top", "0")), _points(style.get("margin-left", "0"))
    height, width = _points(style.get("height")) or 0.0, _points(style.get("width")) or 0.0
    on_page = style.get("mso-position-vertical-relative", "text") in ("page", "margin")
    return _Extent(top, left, height, width, on_page)


class _Over(NamedTuple):
    """How far in front a shape lies: its level and, of two of one level, which comes later."""

    level: int
    place: int


class _Floating:
    """The shapes of a part or a paragraph that are opaque and have no words, by where they are."""

    def __init__(self, around: etree._Element, looks: DocxLooks) -> None:
        self._own: dict[etree._Element, _Over] = {}
        self._strips: dict[int, dict[_Extent, _Over]] = {}
        # Of those whose place is not said in figures: `align="center"`.
        self._aligned: dict[tuple[bool, float | None, float | None], _Over] = {}
        for place, shape in enumerate(around.iter(f"{WP}anchor", *_VML_SHAPES)):
            over = self._own[shape] = _Over(_level(shape), place)
            is_fallback = next(shape.iterancestors(f"{MC}Fallback"), None) is not None
            if is_fallback or not _is_blank(shape, looks):
                continue
            extent = _extent(shape)
            if extent.top is None or extent.left is None:
                key = (extent.on_page, extent.top, extent.left)
                self._aligned[key] = max(over, self._aligned.get(key, over))
                continue
            for strip in _strips(extent):
                alike = self._strips.setdefault(strip, {})
                alike[extent] = max(over, alike.get(extent, over))

    def over(self, own: etree._Element, extent: _Extent) -> Iterator[_Extent]:
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


def _strips(extent: _Extent) -> range:
    top = min(max(extent.top or 0.0, -_LARGEST_PAGE), _LARGEST_PAGE)
    bottom = min(max((extent.top or 0.0) + extent.height, -_LARGEST_PAGE), _LARGEST_PAGE)
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
        own = next(box.iterancestors(f"{WP}anchor", *_VML_SHAPES), None)
        paragraph = next(own.iterancestors(f"{W}p"), None) if own is not None else None
        if own is None or paragraph is None:
            return False
        mine = _extent(own)
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


def _overlap(box: _Extent, shape: _Extent) -> bool:
    """Whether a shape reaches as far into a box as a letter is large."""
    if box.on_page is not shape.on_page:
        return False
    if box.top is None or box.left is None or shape.top is None or shape.left is None:
        # `align="center"`: both have the same place.
        return (box.top, box.left) == (shape.top, shape.left)
    down = min(box.top + box.height, shape.top + shape.height) - max(box.top, shape.top)
    across = min(box.left + box.width, shape.left + shape.width) - max(box.left, shape.left)
    return min(down, across) >= _LETTER


def _level(anchor: etree._Element) -> int:
    if anchor.tag != f"{WP}anchor":
        index = _vml_style(anchor).get("z-index", "0")
        return int(index[:12]) if index.isdecimal() else -1
    level = anchor.get("relativeHeight", "0")
    behind = anchor.get("behindDoc", "0") in ("1", "true")
    return -1 if behind or not level.isdecimal() else int(level[:12])


def _is_blank(anchor: etree._Element, looks: DocxLooks) -> bool:
    """Whether what is anchored is opaque and has no words."""
    if anchor.get("hidden", "0") in ("1", "true") or next(anchor.iter(f"{W}t"), None) is not None:
        return False
    if anchor.tag != f"{WP}anchor":
        return any(True for _ in _vml(anchor))
    fills = (_fill(shape, looks) or _gradient(shape, looks) for shape in anchor.iter(f"{WPS}wsp"))
    return any(fill is not None and fill.opacity >= 0.5 for fill in fills)


def has_dark_behind(root: etree._Element, looks: DocxLooks) -> bool:
    """Whether pictures or dark shapes lie behind the text of a part, so that light text shows."""
    for anchor in root.iter(f"{WP}anchor"):
        if anchor.get("behindDoc", "0") not in ("1", "true"):
            continue
        if next(anchor.iter(PICTURE), None) is not None:
            return True
        fills = (_fill(shape, looks) for shape in anchor.iter(f"{WPS}wsp"))
        if any(fill is None or _is_dark(fill) for fill in fills):
            return True
    for shape in root.iter(*_VML_SHAPES):
        style = _vml_style(shape)
        if style.get("z-index", "0").startswith("-") and shape.find(f"{V}textpath") is None:
            fill = _vml_fill(shape)
            if fill is None or _is_dark(fill):
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


def _is_dark(fill: Colour) -> bool:
    return fill.opacity >= 0.5 and not is_legible(BLACK, fill)


def _anchored(
    anchor: etree._Element, looks: DocxLooks, *, behind: bool = False
) -> Iterable[OpaqueShape]:
    is_behind = anchor.get("behindDoc", "0") in ("1", "true")
    if is_behind is not behind or anchor.get("hidden", "0") in ("1", "true"):
        return
    if anchor.find(f"{WP}wrapNone") is None:
        return
    extent = anchor.find(f"{WP}extent")
    width = _emu(extent.get("cx")) if extent is not None else None
    height = _emu(extent.get("cy")) if extent is not None else None
    for shape in anchor.iter(f"{WPS}wsp"):
        fill = _fill(shape, looks) or _gradient(shape, looks)
        geometry = shape.find(f"{WPS}spPr/{A}prstGeom")
        is_line = geometry is not None and geometry.get("prst") in _LINES
        top, on_page = _offset(anchor.find(f"{WP}positionV"), _TOP_MARGIN)
        left, _ = _offset(anchor.find(f"{WP}positionH"), _LEFT_MARGIN)
        place = _Extent(top, left, height or 0.0, width or 0.0, on_page)
        bare = next(shape.iter(f"{W}t"), None) is None
        stroke, pen = _stroke(shape, looks)
        if stroke > THINNEST and pen.opacity >= 0.5 and min(place.height, place.width) <= stroke:
            # `<a:ln w="203200">`: a line of 16 points is a bar.
            place, fill, is_line = _grown(place, stroke / 2), pen, False
        if fill is None or fill.opacity < 0.5 or is_line:
            continue
        if height is not None and width is not None:
            place = _turned(place, shape)
            if _is_thick(place.width, place.height):
                yield OpaqueShape(
                    place.top,
                    place.height,
                    place.left,
                    place.width,
                    bare and _is_dark(fill),
                    on_page,
                    not bare,
                    fill,
                )
        elif _is_thick(width, height):
            yield OpaqueShape(
                top, height, left, width, bare and _is_dark(fill), on_page, not bare, fill
            )


def _stroke(shape: etree._Element, looks: DocxLooks) -> tuple[float, Colour]:
    """How thick the outline of a shape is, in points, and its colour."""
    line = shape.find(f"{WPS}spPr/{A}ln")
    fill = line.find(f"{A}solidFill") if line is not None else None
    if line is None or fill is None:
        return 0.0, CLEAR
    return _emu(line.get("w")) or 0.0, looks.drawn(fill) or BLACK


def _grown(place: _Extent, by: float) -> _Extent:
    """A line with its thickness around it."""
    return place._replace(
        top=None if place.top is None else place.top - by,
        left=None if place.left is None else place.left - by,
        height=place.height + 2 * by,
        width=place.width + 2 * by,
    )


def _turned(place: _Extent, shape: etree._Element) -> _Extent:
    """Where a shape is that is turned by a quarter: the middle stays (20.1.7.6)."""
    form = shape.find(f"{WPS}spPr/{A}xfrm")
    turn = form.get("rot", "0") if form is not None else "0"
    quarters = round(int(turn) / _QUARTER) if turn.removeprefix("-").isdecimal() else 0
    if quarters % 2 == 0:
        return place
    shift = (place.height - place.width) / 2
    return place._replace(
        top=None if place.top is None else place.top + shift,
        left=None if place.left is None else place.left - shift,
        height=place.width,
        width=place.height,
    )


def _is_thick(width: float | None, height: float | None) -> bool:
    return min(width if width is not None else 99, height if height is not None else 99) > THINNEST


def _offset(position: etree._Element | None, margin: float) -> tuple[float | None, bool]:
    """A shape's offset from its paragraph or, then True, from the top of the text on the page."""
    if position is None:
        return None, False
    offset = position.find(f"{WP}posOffset")
    if offset is None:
        return None, False
    value = _emu(offset.text)
    relative = position.get("relativeFrom", "")
    if relative == "page":
        return (None if value is None else value - margin), True
    return value, relative in ("margin", "topMargin")


def _emu(text: str | None) -> float | None:
    match = _LENGTH.fullmatch((text or "").strip())
    return None if match is None else float(match[1]) / _EMU


def _fill(shape: etree._Element, looks: DocxLooks) -> Colour | None:
    """The fill of a shape: CLEAR if none, None if it is a picture or not known."""
    properties = shape.find(f"{WPS}spPr")
    for item in properties if properties is not None else ():
        if item.tag == f"{A}noFill":
            return CLEAR
        if item.tag == f"{A}solidFill":
            return looks.drawn(item)
        if item.tag == f"{A}pattFill":
            ground = item.find(f"{A}fgClr")
            return looks.drawn(ground) if ground is not None else None
        if item.tag in (f"{A}blipFill", f"{A}gradFill", f"{A}grpFill"):
            return None
    reference = shape.find(f"{WPS}style/{A}fillRef")
    if reference is None or reference.get("idx") == "0":
        return CLEAR
    return looks.drawn(reference)


def _gradient(shape: etree._Element, looks: DocxLooks) -> Colour | None:
    """The first colour of a gradient that lets nothing through; None for any other fill."""
    stops = shape.findall(f"{WPS}spPr/{A}gradFill/{A}gsLst/{A}gs")
    shades = [looks.drawn(stop) for stop in stops]
    known = [shade for shade in shades if shade is not None and shade.opacity >= 0.5]
    return known[0] if known and len(known) == len(shades) else None


def _vml_line(line: etree._Element) -> Iterable[OpaqueShape]:
    """A thick line: `<v:line from="0,8pt" to="300pt,8pt" strokeweight="16pt">`."""
    thick = _points(line.get("strokeweight", "0.75pt")) or 0.0
    ends = [
        [_points(part.strip()) for part in line.get(name, "").split(",")] for name in ("from", "to")
    ]
    style = _vml_style(line)
    if thick <= THINNEST or any(len(end) != 2 or None in end for end in ends):
        return
    if style.get("z-index", "0").startswith("-") or line.get("stroked", "t") in ("f", "false"):
        return
    across, down = ([end[axis] or 0.0 for end in ends] for axis in (0, 1))
    on_page = style.get("mso-position-vertical-relative", "text") in ("page", "margin")
    place = _Extent(
        min(down), min(across), max(down) - min(down), max(across) - min(across), on_page
    )
    place = _grown(place, thick / 2)
    dark = _is_dark(_vml_colour(line.get("strokecolor", "black").split(" ")[0]))
    yield OpaqueShape(place.top, place.height, place.left, place.width, dark, on_page)


def _vml(shape: etree._Element, *, behind: bool = False) -> Iterable[OpaqueShape]:
    if shape.tag == f"{V}line":
        yield from () if behind else _vml_line(shape)
        return
    style = _vml_style(shape)
    fill = _vml_fill(shape)
    is_behind = style.get("z-index", "0").startswith("-")
    if style.get("position") != "absolute" or is_behind is not behind:
        return
    wrap = shape.find(_W10_WRAP)
    if wrap is not None and wrap.get("type", "none") != "none":
        return
    width, height = _points(style.get("width")), _points(style.get("height"))
    if fill is None or fill.opacity < 0.5 or not _is_thick(width, height):
        return
    on_page = style.get("mso-position-vertical-relative", "text") in ("page", "margin")
    top = _points(style.get("margin-top", "0"))
    if top is not None and style.get("mso-position-vertical-relative") == "page":
        top -= _TOP_MARGIN
    left = _points(style.get("margin-left", "0"))
    if left is not None and style.get("mso-position-horizontal-relative") == "page":
        left -= _LEFT_MARGIN
    bare = next(shape.iter(f"{W}t"), None) is None
    yield OpaqueShape(top, height, left, width, bare and _is_dark(fill), on_page, not bare, fill)


def _vml_fill(shape: etree._Element) -> Colour | None:
    if shape.find(f"{V}imagedata") is not None or shape.find(f"{V}textpath") is not None:
        return None
    if shape.get("filled", "t") in ("f", "false"):
        return CLEAR
    detail = shape.find(f"{V}fill")
    opacity = 1.0
    if detail is not None:
        if detail.get("type", "solid") in ("frame", "tile", "pattern"):
            return None
        text = detail.get("opacity", "1")
        # `.5`, `50%`, or so many parts of 65,536: `32768f`.
        number = _LENGTH.fullmatch(text.rstrip("f%") if text[:1] != "." else f"0{text}")
        if number is not None:
            share = float(number[1])
            opacity = share / (65_536 if text.endswith("f") else 100 if text.endswith("%") else 1)
    name = shape.get("fillcolor", "white").split()[0:1]
    return _vml_colour(name[0] if name else "white")._replace(opacity=opacity)


def _vml_colour(text: str) -> Colour:
    """`black`, `#000`, `#1f3864`; anything else counts as white."""
    text = text.lower()
    if len(text) == 4 and text[0] == "#":
        text = "#" + "".join(digit * 2 for digit in text[1:])
    return from_hexadecimal(_VML_NAMES.get(text, text)) or WHITE


def _vml_style(shape: etree._Element) -> dict[str, str]:
    pairs = (item.partition(":") for item in shape.get("style", "").split(";"))
    return {name.strip().lower(): value.strip().lower() for name, _, value in pairs}


def _points(text: str | None) -> float | None:
    match = _LENGTH.fullmatch(text.strip()) if text else None
    if match is None:
        return None
    # Without a unit VML counts pixels, but 0 is 0.
    return float(match[1]) * _UNITS[match[2] or "px"]
