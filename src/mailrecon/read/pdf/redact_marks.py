"""Read which places annotations mark for redaction (ISO 32000-2, 12.5.6.23).

A mark that goes on in the next line has a quadrilateral in each line. Its rectangle takes both
lines whole, so that words that nobody marked are in it, too.
"""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterator, Sequence

import pypdfium2 as pdfium
from pypdfium2 import raw

from mailrecon.read.pdf.text import Rectangle
from mailrecon.regex import regex

# PDFium has no call for these quadrilaterals, but writes them plainly into a copy of the page.
_KIND = regex(rb"/Subtype ?/Redact\b")
_RECTANGLE = regex(rb"/Rect ?\[([^\]]*)\]")
_POINTS = regex(rb"/QuadPoints ?\[([^\]]*)\]")
_BEGIN, _END = b" 0 obj", b"endobj"
_LONGEST = 1_000_000
# Numbers of a rectangle, and of a quadrilateral: two for each corner.
_SIDES, _CORNERS = 4, 8


class RedactMarks:
    """The places that the annotations of a page (`number` from 0) mark for redaction."""

    def __init__(self, page: pdfium.PdfPage, number: int) -> None:
        self._page = page
        self._number = number
        self._known: dict[Rectangle, list[Rectangle]] | None = None

    def places(self, annotation: object) -> list[Rectangle]:
        """The quadrilaterals of an annotation, as rectangles; its own rectangle if it has none."""
        found = raw.FS_RECTF()
        if not raw.FPDFAnnot_GetRect(annotation, ctypes.byref(found)):
            return []
        outer = _around((found.left, found.bottom, found.right, found.top))
        if not raw.FPDFAnnot_HasKey(annotation, b"QuadPoints"):
            return [outer]
        if self._known is None:
            self._known = dict(_copied(self._page, self._number))
        return self._known.get(_rounded(outer)) or [outer]


def _copied(page: pdfium.PdfPage, number: int) -> Iterator[tuple[Rectangle, list[Rectangle]]]:
    """The rectangle of each such annotation in a copy of the page, and its quadrilaterals."""
    copy = pdfium.PdfDocument.new()
    written = io.BytesIO()
    try:
        copy.import_pages(page.pdf, [number])
        copy.save(written)
    except pdfium.PdfiumError:
        return
    finally:
        copy.close()
    for part in written.getvalue().split(_END):
        item = part[part.rfind(_BEGIN) :]
        if len(item) > _LONGEST or not _KIND.search(item):
            continue
        outer, points = _RECTANGLE.search(item), _POINTS.search(item)
        if outer is None or points is None:
            continue
        sides, corners = _numbers(outer[1]), _numbers(points[1])
        if len(sides) != _SIDES:
            continue
        boxes = [
            _around(corners[place : place + _CORNERS])
            for place in range(0, len(corners) - _CORNERS + 1, _CORNERS)
        ]
        boxes = [box for box in boxes if box[2] > box[0] and box[3] > box[1]]
        yield _rounded(_around(sides)), boxes


def _numbers(text: bytes) -> list[float]:
    try:
        return list(map(float, text.split()))
    except ValueError:
        return []


def _around(points: Sequence[float]) -> Rectangle:
    """The upright box around points, each `x` followed by its `y`."""
    return min(points[::2]), min(points[1::2]), max(points[::2]), max(points[1::2])


def _rounded(box: Rectangle) -> Rectangle:
    left, bottom, right, top = box
    return round(left, 1), round(bottom, 1), round(right, 1), round(top, 1)
