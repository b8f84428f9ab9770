"""ODT: find shapes, lines and frames that cover text or lie behind it (ODF 1.3, 10)."""

from __future__ import annotations

import base64
import math
from collections.abc import Callable
from typing import NamedTuple

from lxml import etree

from mailrecon.read.office.covers import THINNEST, OpaqueShape
from mailrecon.read.office.looks import CLEAR
from mailrecon.read.office.odt.looks import (
    DRAW,
    FO,
    LINES,
    OFFICE,
    STYLE,
    SVG,
    TEXT,
    OdtStyles,
    colour_of,
    length,
    whole_number,
)
from mailrecon.read.office.package import text_of
from mailrecon.read.office.shape_places import is_panel, left_of
from mailrecon.read.redaction.colours import BLACK, Colour, is_legible
from mailrecon.read.redaction.one_colour import colour_of_picture
from mailrecon.regex import regex

_HREF = "{http://www.w3.org/1999/xlink}href"
# In bytes. A larger file is not a bar: a picture of one colour is small.
_LARGEST = 500_000
_TOP_MARGIN = 57.0
_PAGE = 650.0
# Shapes with a hole, in which text is visible.
_HOLLOW = frozenset({"frame", "ring", "block-arc", "forbidden", "circular-arrow", "half-frame"})
# `rotate (1.5707963267949) translate (12cm 5cm)`
_STEP = regex(r"(rotate|translate) ?\(([^()]{1,80})\)")


class _Box(NamedTuple):
    """The place of a shape, in points; None if not given."""

    left: float | None
    top: float | None
    width: float | None
    height: float | None


def cover_of(
    styles: OdtStyles, shape: etree._Element, *, behind: bool = False
) -> OpaqueShape | None:
    """The opaque shape that covers text, or lies behind it; None if it does not."""
    said = _said(styles, shape)
    if shape.tag in LINES:
        return None if behind else _thick_line(shape, said)
    fill = styles.fill(shape)
    image = shape.find(f"{DRAW}image")
    if image is not None:
        fill = _picture(styles, image)
    if fill is None and said(f"{DRAW}fill") in ("gradient", "bitmap"):
        fill = BLACK
    if fill is None or fill.opacity < 0.5:
        return None
    if _is_away(shape, said, behind=behind) or _is_hollow(shape):
        return None
    return _placed(shape, said, fill)


def _picture(styles: OdtStyles, image: etree._Element) -> Colour:
    """The colour of a one-colour picture in a package or flat document; CLEAR if it has several."""
    inner = image.findtext(f"{OFFICE}binary-data")
    if inner is not None:
        return _colour_of(_decoded(inner))
    path = image.get(_HREF, "").removeprefix("./")
    if path not in styles.pictures:
        styles.pictures[path] = _colour_of(styles.part(path) if path else None)
    return styles.pictures[path]


def _colour_of(data: bytes | None) -> Colour:
    is_small = data is not None and 0 < len(data) < _LARGEST
    found = colour_of_picture(data, with_edge=False) if data is not None and is_small else None
    return CLEAR if found is None else found


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text) if len(text) < 2 * _LARGEST else b""
    except ValueError:
        return b""


def _said(styles: OdtStyles, shape: etree._Element) -> Callable[[str], str]:
    """A function that gives the attributes of a shape's style."""
    name = shape.get(f"{DRAW}style-name", "")
    return lambda attribute: styles.value("graphic", name, "graphic-properties", attribute) or ""


def _is_away(shape: etree._Element, said: Callable[[str], str], *, behind: bool) -> bool:
    """Whether a shape is not displayed, is in its line, or is on the text's other side."""
    if shape.get(f"{DRAW}display", "always") in ("none", "printer"):
        return True
    if shape.get(f"{TEXT}anchor-type") == "as-char":
        return True
    usual = "parallel" if shape.tag == f"{DRAW}frame" else "run-through"
    is_behind = said(f"{STYLE}run-through") == "background"
    return (said(f"{STYLE}wrap") or usual) != "run-through" or is_behind is not behind


def _is_hollow(shape: etree._Element) -> bool:
    geometry = shape.find(f"{DRAW}enhanced-geometry")
    kind = geometry.get(f"{DRAW}type", "") if geometry is not None else ""
    return kind.removeprefix("ooxml-") in _HOLLOW


def _placed(shape: etree._Element, said: Callable[[str], str], fill: Colour) -> OpaqueShape | None:
    box = _box(shape)
    sides = [99.0 if side is None else side for side in (box.width, box.height)]
    if min(sides) < THINNEST:
        return None
    top, left = box.top, box.left
    on_page = shape.get(f"{TEXT}anchor-type") == "page"
    on_page = on_page or said(f"{STYLE}vertical-rel").startswith("page")
    if top is not None and on_page:
        number = shape.get(f"{TEXT}anchor-page-number", "1")
        top += _PAGE * (whole_number(number, 1) - 1) - _TOP_MARGIN
    if said(f"{STYLE}vertical-pos") not in ("", "from-top"):
        top = None
    aligned = said(f"{STYLE}horizontal-pos")
    if aligned not in ("", "from-left"):
        left = left_of(aligned, box.width)
    words = " ".join(map(text_of, shape.iter(f"{TEXT}p"))).strip()
    is_bar = not words and not is_legible(BLACK, fill)
    return OpaqueShape(
        top, box.height, left, box.width, is_bar, on_page, is_panel(len(words), fill), fill
    )


def _box(shape: etree._Element) -> _Box:
    sides = (length(shape.get(f"{SVG}{key}")) for key in ("x", "y", "width", "height"))
    box = _Box(*sides)
    inner = shape.find(f"{DRAW}text-box")
    if box.height is None and inner is not None:
        # <draw:text-box fo:min-height="0.5cm">: the frame grows with its text.
        box = box._replace(height=length(inner.get(f"{FO}min-height")))
    form = shape.get(f"{DRAW}transform", "")
    return box if not form or box.width is None or box.height is None else _turned(box, form)


def _turned(box: _Box, form: str) -> _Box:
    """The place of a shape after rotation and translation (ODF 1.3, part 3, 19.228)."""
    left, top = box.left or 0.0, box.top or 0.0
    right, bottom = left + (box.width or 0.0), top + (box.height or 0.0)
    corners = [(x, y) for x in (left, right) for y in (top, bottom)]
    for step in _STEP.finditer(form):
        if step[1] == "rotate":
            angle = _number(step[2])
            sine, cosine = math.sin(angle), math.cos(angle)
            corners = [(x * cosine + y * sine, y * cosine - x * sine) for x, y in corners]
        else:
            across, down = ([length(part) or 0.0 for part in step[2].split()] + [0.0, 0.0])[:2]
            corners = [(x + across, y + down) for x, y in corners]
    across_all, down_all = zip(*corners, strict=True)
    return _Box(
        min(across_all),
        min(down_all),
        max(across_all) - min(across_all),
        max(down_all) - min(down_all),
    )


def _number(text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        return 0.0
    return found if math.isfinite(found) else 0.0


def _thick_line(line: etree._Element, said: Callable[[str], str]) -> OpaqueShape | None:
    """A line at least as thick as letters are high; None if it is thinner."""
    thick = length(said(f"{SVG}stroke-width")) or 0.0
    if thick < THINNEST or said(f"{DRAW}stroke") == "none" or _is_away(line, said, behind=False):
        return None
    ends = [length(line.get(f"{SVG}{key}")) for key in ("x1", "x2", "y1", "y2")]
    box = _box(line)
    if None not in box:
        left, top, width, height = (side or 0.0 for side in box)
        ends = [left, left + width, top, top + height]
    known = [end for end in ends if end is not None]
    if len(known) != len(ends):
        return None
    left, right = sorted(known[:2])
    top, bottom = sorted(known[2:])
    is_dark = not is_legible(BLACK, colour_of(said(f"{SVG}stroke-color")) or BLACK)
    half = thick / 2
    return OpaqueShape(top - half, bottom - top + thick, left - half, right - left + thick, is_dark)
