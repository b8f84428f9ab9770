"""Use a PDF's bookmarks to find the pages on which the joined items begin.

Programs that join mails and attachments into one PDF add a bookmark for each (Acrobat, Outlook's
PDFMaker, e-discovery tools). Only the positions are used: the titles are not printed on any page.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import pypdfium2 as pdfium
from pypdfium2 import raw

from mailrecon.regex import regex

_MOST_BOOKMARKS = 100_000
_DEEPEST = 15
# A bookmark leads to the top of a page if it leads into this share of its height.
_TOP = 0.12
# Share of a level's bookmarks that must lead to the top of a page; headings in a text seldom do.
_SHARE = 0.8
_DIGITS = regex(r"\d+")


class _Bookmark(NamedTuple):
    """A bookmark: its depth, its page (from 0), whether it leads to the page's top."""

    level: int
    page: int
    to_top: bool
    shape: str


def pages_that_begin_items(document: pdfium.PdfDocument) -> frozenset[int]:
    """The pages (from 0) on which an item begins according to the bookmarks.

    A level's bookmarks count all together or not at all: `Exhibit A` and `Exhibit B` lead to the
    tops of pages, a report's headings (`1. Summary`) do not. Bookmarks that number the pages are
    ignored.
    """
    levels: dict[int, list[_Bookmark]] = {}
    for bookmark in _bookmarks(document):
        levels.setdefault(bookmark.level, []).append(bookmark)
    return frozenset(_begun(levels))


def _begun(levels: Mapping[int, Sequence[_Bookmark]]) -> set[int]:
    found: set[int] = set()
    for marks in levels.values():
        at_top = [mark for mark in marks if mark.to_top]
        if len(at_top) >= _SHARE * len(marks) and not _numbers_pages(marks):
            found |= {mark.page for mark in at_top}
    return found


def _numbers_pages(marks: Sequence[_Bookmark]) -> bool:
    """Whether bookmarks only number the pages: `Page 1`, `Page 2`, …, one for each."""
    pages = [mark.page for mark in marks]
    is_each = len(marks) > 1 and pages == list(range(pages[0], pages[0] + len(pages)))
    return is_each and len({mark.shape for mark in marks}) == 1


def _bookmarks(document: pdfium.PdfDocument) -> Iterator[_Bookmark]:
    heights: dict[int, float] = {}
    for count, item in enumerate(document.get_toc(max_depth=_DEEPEST)):
        if count >= _MOST_BOOKMARKS:
            return
        target = item.get_dest()
        page = target.get_index() if target is not None else None
        if target is None or page is None or page >= len(document):
            continue
        if page not in heights:
            heights[page] = _height(document, page)
        shape = _DIGITS.sub("0", item.get_title())
        yield _Bookmark(item.level, page, _leads_to_top(target, heights[page]), shape)


def _leads_to_top(target: pdfium.PdfDest, height: float) -> bool:
    """Whether a viewer shows the page from its top on (PDF 32000-1, 12.3.2.2)."""
    view, place = target.get_view()
    if view in (raw.PDFDEST_VIEW_FITH, raw.PDFDEST_VIEW_FITBH):
        return not place or place[0] >= (1 - _TOP) * height
    if view == raw.PDFDEST_VIEW_FITR:
        return len(place) < 4 or place[3] >= (1 - _TOP) * height
    if view != raw.PDFDEST_VIEW_XYZ:
        return True
    has = [ctypes.c_int() for _ in range(3)]
    at = [ctypes.c_float() for _ in range(3)]
    if not raw.FPDFDest_GetLocationInPage(target, *has, *at) or not has[1]:
        return True
    return at[1].value >= (1 - _TOP) * height


def _height(document: pdfium.PdfDocument, page: int) -> float:
    """The height of a page in points; 0 if it is damaged, so every target counts as its top."""
    size = raw.FS_SIZEF()
    return size.height if raw.FPDF_GetPageSizeByIndexF(document, page, size) else 0.0
