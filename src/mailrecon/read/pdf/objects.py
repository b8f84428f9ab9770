"""The objects that PDFium draws on a page: text objects, and whether there are others."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from itertools import repeat
from struct import iter_unpack
from typing import Any

import pypdfium2 as pdfium
from msgspec import Struct, field
from pypdfium2 import raw

from mailrecon.errors import ReadError
from mailrecon.read.pdf import calls
from mailrecon.read.pdf.text import Rectangle

# Limits of forms within forms and of a page's objects; only malicious files exceed them.
_DEEPEST = 12
_MOST_OBJECTS = 400_000
# Text up to this grey (of 255) on white paper is clearly readable.
_DARK, _OPAQUE = 128, 255
# So many objects are asked at once.
_AT_ONCE = 256
_ACTUAL_TEXT = b"ActualText"
_OPTIONAL_CONTENT = b"OC"

Font = tuple[bytes, int]


class PageObjects(Struct):
    """The objects of a page, including those inside forms, in painting order.

    `plain` is True if the page has only dark text: no path, picture, form, clip or layer. `fonts`
    are the embedded fonts, by name and size in bytes; `others` are all objects that are not text,
    and `images` the places of pictures. `outer` are the text objects outside forms.
    """

    texts: list[Any] = field(default_factory=list)
    outer: list[Any] = field(default_factory=list)
    others: list[Any] = field(default_factory=list)
    images: list[Rectangle] = field(default_factory=list)
    fonts: set[Font] = field(default_factory=set)
    plain: bool = True
    actual_text: list[tuple[Any, Any]] = field(default_factory=list)


def look_through(page: pdfium.PdfPage, name: str) -> PageObjects:
    """Collect all objects of a page. Raises ReadError if they are too many for a page."""
    drawn = PageObjects()
    looks = _TextLooks()
    outer: Any = None
    for depth, item in _objects(page, name):
        if depth == 0:
            outer = item
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            drawn.texts.append(item)
            if depth == 0:
                drawn.outer.append(item)
            looks.take(item, drawn, depth)
            continue
        drawn.plain = False
        drawn.others.append(item)
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            # For a picture in a form, the form's place on the page is used.
            drawn.images.append(bounds(outer))
    return drawn


def plain_fonts(page: pdfium.PdfPage, buffer: calls.PageBuffer) -> set[Font] | None:
    """The embedded fonts of a page with nothing but plain text; None for any other page.

    For such pages, it gives the result of `look_through` in a small part of the time: it asks one
    thing of all objects, then the next.
    """
    owner = calls.number_of(page.raw)
    count = calls.count_objects(owner)
    if count > _MOST_OBJECTS:
        return None
    fonts: set[int | None] = set()
    # Most pages with other objects have one of them among the first.
    for first in range(0, count, _AT_ONCE):
        numbers = range(first, min(first + _AT_ONCE, count))
        found = list(calls.each(calls.page_object, repeat(calls.reference_to(owner)), numbers))
        if None in found:
            return None
        items = calls.references_to(found)
        if not _are_plain(items, buffer):
            return None
        marks = list(map(calls.count_marks, items))
        if max(marks) > 0 and not all(map(_has_plain_marks, found, marks)):
            return None
        fonts.update(map(calls.font_of, items))
    described = {_describe(ctypes.cast(font, raw.FPDF_FONT)) for font in fonts if font}
    return {font for font in described if font is not None}


def _are_plain(items: list[Any], buffer: calls.PageBuffer) -> bool:
    """Whether all of some objects are text that is dark, opaque and not clipped."""
    # Filled text has the mode 0.
    if any(map(calls.render_mode, items)):
        return False
    colours = buffer.fill_colours(items)
    if colours is None or any(map(calls.has_transparency, items)):
        return False
    # Most pages have one colour.
    first = colours[: calls.COLOUR]
    known = first if colours == first * len(items) else colours
    for red, green, blue, alpha in iter_unpack("4I", known):
        if alpha < _OPAQUE or max(red, green, blue) > _DARK:
            return False
    return bool(max(map(calls.count_clips, map(calls.clip_path, items))) <= 0)


def _has_plain_marks(item: int, count: int) -> bool:
    return all(_is_plain_mark(calls.mark(item, place)) for place in range(count))


def _is_plain_mark(mark: int | None) -> bool:
    """Whether a mark is neither a layer that can be hidden nor one with replacement text."""
    kind = calls.mark_parameter(mark, _ACTUAL_TEXT)
    if kind != raw.FPDF_OBJECT_UNKNOWN:
        return False
    length = ctypes.c_ulong()
    name = (ctypes.c_ushort * 16)()
    size = ctypes.sizeof(name)
    if not calls.mark_name(mark, ctypes.addressof(name), size, ctypes.addressof(length)):
        return False
    return bytes(value & 0xFF for value in name[:3]) != _OPTIONAL_CONTENT + b"\0"


def bounds(item: Any) -> Rectangle:
    """The left, bottom, right and top edge of an object, in the page's points."""
    sides = [ctypes.c_float() for _ in range(4)]
    if not raw.FPDFPageObj_GetBounds(item, *sides):
        return (0.0, 0.0, 0.0, 0.0)
    return (sides[0].value, sides[1].value, sides[2].value, sides[3].value)


def _objects(page: pdfium.PdfPage, name: str) -> Iterator[tuple[int, Any]]:
    left = _MOST_OBJECTS
    waiting: list[tuple[int, Any, int, int]] = [(0, page, 0, raw.FPDFPage_CountObjects(page))]
    while waiting:
        depth, owner, index, count = waiting.pop()
        if index >= count:
            continue
        waiting.append((depth, owner, index + 1, count))
        get = raw.FPDFPage_GetObject if depth == 0 else raw.FPDFFormObj_GetObject
        item = get(owner, index)
        if not item:
            continue
        left -= 1
        if left < 0:
            raise ReadError(
                f"{name}: a page has more than {_MOST_OBJECTS} parts, too many for a page"
            )
        yield depth, item
        if raw.FPDFPageObj_GetType(item) == raw.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
            waiting.append((depth + 1, item, 0, raw.FPDFFormObj_CountObjects(item)))


class _TextLooks:
    """Detects text objects that are not plain."""

    def __init__(self) -> None:
        self._channels = [ctypes.c_uint() for _ in range(4)]
        self._known: dict[int, Font | None] = {}

    def take(self, item: Any, drawn: PageObjects, depth: int) -> None:
        """Record in `drawn` the special properties of one text object."""
        marks = raw.FPDFPageObj_CountMarks(item)
        for index in range(max(0, marks)):
            mark = raw.FPDFPageObj_GetMark(item, index)
            if raw.FPDFPageObjMark_GetParamValueType(mark, _ACTUAL_TEXT) != raw.FPDF_OBJECT_UNKNOWN:
                drawn.actual_text.append((item, mark))
            if drawn.plain and _mark_name(mark) == _OPTIONAL_CONTENT:
                drawn.plain = False
        font = self._font(item)
        if font is not None:
            drawn.fonts.add(font)
        if drawn.plain and (depth or not self._is_plain(item)):
            drawn.plain = False

    def _is_plain(self, item: Any) -> bool:
        """Whether a text object is filled with a dark opaque colour, and not clipped."""
        if raw.FPDFTextObj_GetTextRenderMode(item) != raw.FPDF_TEXTRENDERMODE_FILL:
            return False
        red, green, blue, alpha = self._channels
        if not raw.FPDFPageObj_GetFillColor(item, red, green, blue, alpha):
            return False
        if alpha.value < 255 or max(red.value, green.value, blue.value) > _DARK:
            return False
        if raw.FPDFPageObj_HasTransparency(item):
            return False
        return bool(raw.FPDFClipPath_CountPaths(raw.FPDFPageObj_GetClipPath(item)) <= 0)

    def _font(self, item: Any) -> Font | None:
        """The font's name and the size of its file; None if PDFium draws with its own."""
        font = raw.FPDFTextObj_GetFont(item)
        key = ctypes.cast(font, ctypes.c_void_p).value or 0
        if key not in self._known:
            self._known[key] = _describe(font) if font else None
        return self._known[key]


def _describe(font: Any) -> Font | None:
    length = raw.FPDFFont_GetBaseFontName(font, None, 0)
    buffer = ctypes.create_string_buffer(max(length, 1))
    raw.FPDFFont_GetBaseFontName(font, buffer, length)
    size = ctypes.c_size_t()
    embedded = raw.FPDFFont_GetIsEmbedded(font)
    if not embedded and buffer.value:
        return None
    raw.FPDFFont_GetFontData(font, None, 0, size)
    return buffer.value, size.value if embedded else -1


def _mark_name(mark: Any) -> bytes:
    length = ctypes.c_ulong()
    buffer = (ctypes.c_ushort * 16)()
    if not raw.FPDFPageObjMark_GetName(mark, buffer, ctypes.sizeof(buffer), length):
        return b"?"
    return bytes(value & 0xFF for value in buffer[: max(0, length.value // 2 - 1)])


def drop_actual_text(page: pdfium.PdfPage, drawn: PageObjects) -> bool:
    """Remove each ActualText, and return whether there was one.

    ActualText never replaces drawn text: `/ActualText (Ann Poe)` over `XXXXXXX` is hidden text.
    """
    if not drawn.actual_text:
        return False
    for item, mark in drawn.actual_text:
        raw.FPDFPageObjMark_RemoveParam(item, mark, _ACTUAL_TEXT)
    return True
