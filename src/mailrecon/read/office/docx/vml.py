"""Read the places and fills of shapes in old Word documents (VML)."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from mailrecon.model import Hiding
from mailrecon.read.office.covers import THINNEST, OpaqueShape
from mailrecon.read.office.looks import CLEAR
from mailrecon.read.office.shape_places import (
    LEFT_MARGIN,
    TOP_MARGIN,
    Extent,
    grown,
    is_dark,
    is_panel,
    is_thick,
    words_of,
)
from mailrecon.read.redaction.colours import WHITE, Colour, from_hexadecimal, is_legible
from mailrecon.regex import regex

V = "{urn:schemas-microsoft-com:vml}"
VML_SHAPES = frozenset(f"{V}{name}" for name in ("rect", "shape", "oval", "roundrect", "polyline"))
_LENGTH = regex(r"(-?\d{1,9}(?:\.\d{1,9})?)(pt|in|cm|mm|px|pc)?")
_UNITS = {"pt": 1.0, "in": 72.0, "cm": 28.35, "mm": 2.835, "px": 0.75, "pc": 12.0}
_COLOURS = {
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
_WRAP = "{urn:schemas-microsoft-com:office:word}wrap"


def vml_extent(shape: etree._Element) -> Extent:
    """The place of a VML shape."""
    style = vml_style(shape)
    top, left = points(style.get("margin-top", "0")), points(style.get("margin-left", "0"))
    height, width = points(style.get("height")) or 0.0, points(style.get("width")) or 0.0
    on_page = style.get("mso-position-vertical-relative", "text") in ("page", "margin")
    return Extent(top, left, height, width, on_page)


def _thick_line(line: etree._Element) -> Iterable[OpaqueShape]:
    """Find a thick line: `<v:line from="0,8pt" to="300pt,8pt" strokeweight="16pt">`."""
    thick = points(line.get("strokeweight", "0.75pt")) or 0.0
    ends = [
        [points(part.strip()) for part in line.get(name, "").split(",")] for name in ("from", "to")
    ]
    style = vml_style(line)
    if thick <= THINNEST or any(len(end) != 2 or None in end for end in ends):
        return
    # stroked="f": the line is not drawn.
    if style.get("z-index", "0").startswith("-") or line.get("stroked", "t") in ("f", "false"):
        return
    across, down = ([end[axis] or 0.0 for end in ends] for axis in (0, 1))
    on_page = style.get("mso-position-vertical-relative", "text") in ("page", "margin")
    place = Extent(
        min(down), min(across), max(down) - min(down), max(across) - min(across), on_page
    )
    place = grown(place, thick / 2)
    dark = is_dark(_colour(line.get("strokecolor", "black").split(" ")[0]))
    yield OpaqueShape(place.top, place.height, place.left, place.width, dark, on_page)


def vml_shapes(
    shape: etree._Element, *, behind: bool = False, picture: Colour | None = None
) -> Iterable[OpaqueShape]:
    """The opaque shape that a VML element draws in front of the text, or `behind` it.

    `picture` is the colour of the one-colour picture that it shows.
    """
    if shape.tag == f"{V}line":
        yield from () if behind else _thick_line(shape)
        return
    style = vml_style(shape)
    fill = vml_fill(shape) if picture is None else picture
    is_behind = style.get("z-index", "0").startswith("-")
    # Without `position:absolute`, a shape is in the line, beside the text.
    if style.get("position") != "absolute" or is_behind is not behind:
        return
    if style.get("visibility") == "hidden":
        return
    group = shape.getparent()
    if group is not None and group.tag == f"{V}group":
        place = _in_group(style, group)
        if place is not None and fill is not None and fill.opacity >= 0.5:
            words = words_of(shape)
            bar, panel = not words and is_dark(fill), is_panel(len(words), fill)
            yield OpaqueShape(
                place.top, place.height, place.left, place.width, bar, place.on_page, panel, fill
            )
        return
    wrap = shape.find(_WRAP)
    # <w10:wrap type="square"/>: the text goes around it.
    if wrap is not None and wrap.get("type", "none") != "none":
        return
    width, height = points(style.get("width")), points(style.get("height"))
    if fill is None or fill.opacity < 0.5 or not is_thick(width, height):
        return
    on_page = style.get("mso-position-vertical-relative", "text") in ("page", "margin")
    top = points(style.get("margin-top", "0"))
    # mso-position-vertical-relative:page measures from the edge of the paper.
    if top is not None and style.get("mso-position-vertical-relative") == "page":
        top -= TOP_MARGIN
    left = points(style.get("margin-left", "0"))
    if left is not None and style.get("mso-position-horizontal-relative") == "page":
        left -= LEFT_MARGIN
    words = words_of(shape)
    bar, panel = not words and is_dark(fill), is_panel(len(words), fill)
    yield OpaqueShape(top, height, left, width, bar, on_page, panel, fill)


def _in_group(style: dict[str, str], group: etree._Element) -> Extent | None:
    """The place of a shape that is given in the units of its group; None if unknown.

    `<v:group style="width:300pt;height:16pt" coordsize="3000,160">`.
    """
    whole = vml_extent(group)
    units = [points(f"{part.strip()}pt") for part in group.get("coordsize", "1000,1000").split(",")]
    first = [points(f"{part.strip()}pt") for part in group.get("coordorigin", "0,0").split(",")]
    own = [points(style.get(name, "0") + "pt") for name in ("left", "top", "width", "height")]
    if whole.top is None or whole.left is None or len(units) != 2 or len(first) != 2:
        return None
    left, top, width, height = (length or 0.0 for length in own)
    across = whole.width / (units[0] or 1.0)
    down = whole.height / (units[1] or 1.0)
    return whole._replace(
        left=whole.left + (left - (first[0] or 0.0)) * across,
        top=whole.top + (top - (first[1] or 0.0)) * down,
        width=width * across,
        height=height * down,
    )


def vml_fill(shape: etree._Element) -> Colour | None:
    """The fill of a VML shape: CLEAR if none, None if it is a picture, text, or not known."""
    return None if shape.find(f"{V}textpath") is not None else _solid_fill(shape)


def _solid_fill(shape: etree._Element) -> Colour | None:
    if shape.find(f"{V}imagedata") is not None:
        return None
    # <v:rect filled="f">: a frame
    if shape.get("filled", "t") in ("f", "false"):
        return CLEAR
    detail = shape.find(f"{V}fill")
    opacity = 1.0
    if detail is not None:
        # <v:fill type="tile" r:id="rId7"/>: a picture
        if detail.get("type", "solid") in ("frame", "tile", "pattern"):
            return None
        text = detail.get("opacity", "1")
        # `.5`, `50%`, or a number of 65,536ths: `32768f`.
        number = _LENGTH.fullmatch(text.rstrip("f%") if text[:1] != "." else f"0{text}")
        if number is not None:
            share = float(number[1])
            opacity = share / (65_536 if text.endswith("f") else 100 if text.endswith("%") else 1)
    name = shape.get("fillcolor", "white").split()[0:1]
    return _colour(name[0] if name else "white")._replace(opacity=opacity)


def hiding_of_path(path: etree._Element, ground: Colour) -> Hiding | None:
    """Why the letters of a text shape (a watermark) are hidden; None if they are visible.

    `<v:shape fillcolor="silver" stroked="f"><v:textpath string="DRAFT"/></v:shape>`.
    """
    shape = path.getparent()
    if shape is None or shape.tag not in VML_SHAPES:
        return None
    style = vml_style(shape)
    sizes = points(style.get("width")), points(style.get("height"))
    # <v:textpath on="f">
    is_off = path.get("on", "t") in ("f", "false")
    if is_off or style.get("visibility") == "hidden" or not is_thick(*sizes):
        return Hiding.NOT_DISPLAYED
    stroke = _colour(shape.get("strokecolor", "black").split(" ")[0])
    # Outlined letters are readable with any fill.
    if shape.get("stroked", "t") not in ("f", "false") and is_legible(stroke, ground):
        return None
    fill = _solid_fill(shape)
    if fill is None or is_legible(fill.over(ground), ground):
        return None
    return Hiding.TRANSPARENT if fill.opacity < 0.5 else Hiding.SAME_COLOUR


def _colour(text: str) -> Colour:
    """`black`, `#000`, `#1f3864`; anything else counts as white."""
    text = text.lower()
    if len(text) == 4 and text[0] == "#":
        text = "#" + "".join(digit * 2 for digit in text[1:])
    return from_hexadecimal(_COLOURS.get(text, text)) or WHITE


def vml_style(shape: etree._Element) -> dict[str, str]:
    """The declarations in a shape's `style`: `position:absolute;margin-left:36pt;z-index:1`."""
    pairs = (item.partition(":") for item in shape.get("style", "").split(";"))
    return {name.strip().lower(): value.strip().lower() for name, _, value in pairs}


def points(text: str | None) -> float | None:
    """A length in points: `36pt`, `1in`, `48`; None if it is not one."""
    match = _LENGTH.fullmatch(text.strip()) if text else None
    if match is None:
        return None
    # A number without a unit is in pixels; 0 needs no unit.
    return float(match[1]) * _UNITS[match[2] or "px"]
