"""What pdfium knows of a page: its characters with their boxes, and what is painted black."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import pypdfium2 as pdfium
from pypdfium2 import raw

Rectangle = tuple[float, float, float, float]

# Rectangles thinner than this are rules; darker than this and opaque enough hide what is beneath.
_THINNEST = 4.0
_DARK = 70
_OPAQUE = 200
_LARGEST_SHARE = 0.9
_DEEPEST = 6
_COVERED = 0.35
_LIGHT = 140
_BOXED_ANNOTATIONS = {raw.FPDF_ANNOT_SQUARE, raw.FPDF_ANNOT_REDACT, raw.FPDF_ANNOT_HIGHLIGHT}


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character with the box its font gives it: left, bottom, right, top, in points."""

    text: str
    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class Box:
    """A black box; `covers` tells that readable characters lie under it."""

    rectangle: Rectangle
    covers: bool = False


def read_boxes(page: pdfium.PdfPage) -> list[Rectangle]:
    """The rectangles painted or annotated dark on a page."""
    area = page.get_width() * page.get_height()
    found: list[Rectangle] = []
    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=_DEEPEST):
        left, bottom, right, top = item.get_bounds()
        if not _is_box_sized(left, bottom, right, top, area):
            continue
        fill = ctypes.c_int()
        stroke = ctypes.c_int()
        if not raw.FPDFPath_GetDrawMode(item, fill, stroke) or not fill.value:
            continue
        if _is_dark(raw.FPDFPageObj_GetFillColor, item):
            found.append((left, bottom, right, top))
    found.extend(_annotated(page, area))
    return found


def _is_box_sized(left: float, bottom: float, right: float, top: float, area: float) -> bool:
    width, height = right - left, top - bottom
    return width >= _THINNEST and height >= _THINNEST and width * height < _LARGEST_SHARE * area


def _is_dark(getter: object, *subject: object) -> bool:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not getter(*subject, red, green, blue, alpha):  # type: ignore[operator]
        return False
    return max(red.value, green.value, blue.value) <= _DARK and alpha.value >= _OPAQUE


def _annotated(page: pdfium.PdfPage, area: float) -> list[Rectangle]:
    found: list[Rectangle] = []
    for index in range(raw.FPDFPage_GetAnnotCount(page)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        try:
            kind = raw.FPDFAnnot_GetSubtype(annotation)
            if kind not in _BOXED_ANNOTATIONS:
                continue
            inner = raw.FPDFANNOT_COLORTYPE_InteriorColor
            plain = raw.FPDFANNOT_COLORTYPE_Color
            wanted = plain if kind == raw.FPDF_ANNOT_HIGHLIGHT else inner
            rectangle = raw.FS_RECTF()
            if not raw.FPDFAnnot_GetRect(annotation, rectangle):
                continue
            sides = (rectangle.left, rectangle.bottom, rectangle.right, rectangle.top)
            dark = _is_dark(raw.FPDFAnnot_GetColor, annotation, wanted)
            if dark and _is_box_sized(*sides, area):
                found.append(sides)
        finally:
            raw.FPDFPage_CloseAnnot(annotation)
    return found


def read_glyphs(
    text_page: pdfium.PdfTextPage, boxes: list[Rectangle]
) -> tuple[list[Glyph], list[Box], bool]:
    """The characters to be seen, the boxes, and whether dark characters lie under one.

    A character drawn light on a dark box is meant to be read; a dark one under it is not.
    """
    glyphs: list[Glyph] = []
    covering: set[int] = set()
    lettered: set[int] = set()
    rectangle = raw.FS_RECTF()
    for index in range(text_page.count_chars()):
        code = raw.FPDFText_GetUnicode(text_page, index)
        text = _character(code)
        if not text or raw.FPDFText_IsGenerated(text_page, index) == 1:
            continue
        if not raw.FPDFText_GetLooseCharBox(text_page, index, rectangle):
            continue
        glyph = Glyph(text, rectangle.left, rectangle.bottom, rectangle.right, rectangle.top)
        under = _box_over(glyph, boxes) if boxes else None
        if under is not None and not text.isspace():
            light = _is_light(text_page, index)
            (lettered if light else covering).add(under)
            if not light:
                continue
        glyphs.append(glyph)
    found = [
        Box(sides, number in covering)
        for number, sides in enumerate(boxes)
        if number in covering or number not in lettered
    ]
    return glyphs, found, bool(covering)


def _character(code: int) -> str:
    """The character of a code point; none for what pdfium uses for itself or no text can hold."""
    if code in (0, 0x0D, 0x0A, 0xFFFE, 0xFFFF) or 0xD800 <= code < 0xE000:
        return ""
    if code == 0x02:
        return "\u00ad"
    return chr(code) if code >= 0x20 else ""


def _box_over(glyph: Glyph, boxes: list[Rectangle]) -> int | None:
    """The box that covers a good part of a glyph."""
    area = max((glyph.right - glyph.left) * (glyph.top - glyph.bottom), 0.01)
    for number, (left, bottom, right, top) in enumerate(boxes):
        width = min(glyph.right, right) - max(glyph.left, left)
        height = min(glyph.top, top) - max(glyph.bottom, bottom)
        if width > 0 and height > 0 and width * height >= _COVERED * area:
            return number
    return None


def _is_light(text_page: pdfium.PdfTextPage, index: int) -> bool:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not raw.FPDFText_GetFillColor(text_page, index, red, green, blue, alpha):
        return False
    return min(red.value, green.value, blue.value) >= _LIGHT
