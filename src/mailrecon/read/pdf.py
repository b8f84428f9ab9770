"""PDF: the text layer in reading order, page furniture set aside, black boxes as redactions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pypdfium2 as pdfium

from mailrecon.errors import ReadError
from mailrecon.model import Document, Notice, Place, Redaction, Span
from mailrecon.read import ocr
from mailrecon.read.options import ReadOptions
from mailrecon.read.pdf_glyphs import Box, Glyph, read_boxes, read_glyphs
from mailrecon.read.pdf_layout import PageLine, lay_out, usual_pitch
from mailrecon.read.pdf_margins import find_margins

_MOST_PAGES = 100_000
_MOST_GLYPHS = 200_000
_FEW_GLYPHS = 4
_SAMPLED = 12


def read(data: bytes, name: str, options: ReadOptions) -> Iterator[Document]:
    """The one document that a PDF is.

    Raises ReadError if it is damaged or encrypted, or if no page has text and none can be read.
    """
    document = _open(data, name, options)
    try:
        yield _read(document, data, name, options)
    finally:
        document.close()


def _open(data: bytes, name: str, options: ReadOptions) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data, password=options.password)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            what = "the password does not fit" if options.password else "is encrypted"
            raise ReadError(f"{name}: {what}; give the right one with --password") from error
        raise ReadError(f"{name}: is damaged and cannot be opened as a PDF ({error})") from error


def _read(document: pdfium.PdfDocument, data: bytes, name: str, options: ReadOptions) -> Document:
    count = len(document)
    if count > _MOST_PAGES:
        raise ReadError(f"{name}: has {count} pages, more than {_MOST_PAGES}; split it")
    pages: list[list[PageLine]] = []
    bare: list[int] = []
    uncovered: list[int] = []
    recognised: list[int] = []
    pitch = _pitch(document, name)
    for number in range(count):
        try:
            page = document[number]
        except pdfium.PdfiumError as error:
            raise ReadError(f"{name}: page {number + 1} is damaged ({error})") from error
        glyphs, boxes, hidden = _page_content(page, name, number)
        if hidden:
            uncovered.append(number + 1)
        lines = lay_out(glyphs, boxes, page.get_width(), pitch)
        if len(glyphs) < _FEW_GLYPHS and _has_image(page):
            found = ocr.read_page(page, options.ocr_language) if ocr.available() else None
            if found is None:
                bare.append(number + 1)
            else:
                recognised.append(number + 1)
                lines = [PageLine(text, 0.0, ()) for text in found]
        page.close()
        pages.append(lines)
    if bare and not any(pages):
        raise ReadError(f"{name}: {ocr.missing(bare)}")
    return _assemble(pages, data, name, _notices(bare, uncovered, recognised))


def _pitch(document: pdfium.PdfDocument, name: str) -> float | None:
    """The distance between lines, from pages all over the document."""
    count = len(document)
    sample: list[list[Glyph]] = []
    for number in sorted({count * step // _SAMPLED for step in range(_SAMPLED)}):
        try:
            page = document[number]
        except (pdfium.PdfiumError, IndexError):
            continue
        sample.append(_page_content(page, name, number)[0])
        page.close()
    return usual_pitch(sample)


def _page_content(
    page: pdfium.PdfPage, name: str, number: int
) -> tuple[list[Glyph], list[Box], bool]:
    """The glyphs to be seen on a page, its black boxes, and whether glyphs lie under one."""
    text_page = page.get_textpage()
    try:
        if text_page.count_chars() > _MOST_GLYPHS:
            raise ReadError(f"{name}: page {number + 1} holds too many characters to be a page")
        boxes = read_boxes(page)
        return read_glyphs(text_page, boxes)
    finally:
        text_page.close()


def _has_image(page: pdfium.PdfPage) -> bool:
    images = page.get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_IMAGE], max_depth=4)
    return next(iter(images), None) is not None


def _notices(bare: list[int], uncovered: list[int], recognised: list[int]) -> tuple[Notice, ...]:
    found = []
    if uncovered:
        text = (
            f"the document is badly redacted: text lies readable under black boxes on "
            f"{_pages(uncovered)}; it was not written out"
        )
        found.append(Notice("badly-redacted", text))
    if bare:
        found.append(Notice("pages-without-text", ocr.missing(bare)))
    if recognised:
        text = f"{_pages(recognised)} were read by OCR; expect misread letters"
        found.append(Notice("read-by-ocr", text))
    return tuple(found)


def _pages(numbers: list[int]) -> str:
    return ocr.page_list(numbers)


def _assemble(
    pages: list[list[PageLine]], data: bytes, name: str, warnings: tuple[Notice, ...]
) -> Document:
    """One text of all pages, each line with its page and number."""
    margins = find_margins([[line.text for line in lines] for lines in pages])
    pages, margins = _close_up(pages, margins)
    pieces: list[str] = []
    places: list[Place] = []
    aside: list[Span] = []
    redactions: list[Redaction] = []
    position = 0
    for number, lines in enumerate(pages, start=1):
        for place, line in enumerate(lines):
            span = Span(position, position + len(line.text))
            if line.text:
                places.append(Place(span, "line", f"page {number}, line {place + 1}"))
            if (number - 1, place) in margins:
                aside.append(span)
            for start, end, how, box in line.bars:
                mark = Span(position + start, position + end)
                redactions.append(Redaction(mark, how, number, box))
            pieces.append(line.text)
            position += len(line.text) + 1
    return Document(
        name=name,
        text="\n".join(pieces) + ("\n" if pieces else ""),
        sha256=hashlib.sha256(data).hexdigest(),
        encoding="utf-8",
        warnings=warnings,
        kind="pdf",
        places=tuple(places),
        set_aside=tuple(aside),
        redactions=tuple(redactions),
    )


def _close_up(
    pages: list[list[PageLine]], margins: set[tuple[int, int]]
) -> tuple[list[list[PageLine]], set[tuple[int, int]]]:
    """Take out the blank lines next to headers and footers: the text goes on over the page."""
    if not margins:
        return pages, margins
    closed: list[list[PageLine]] = []
    moved: set[tuple[int, int]] = set()
    for number, lines in enumerate(pages):
        kept: list[PageLine] = []
        for place, line in enumerate(lines):
            aside = (number, place) in margins
            beside = (number, place - 1) in margins or (number, place + 1) in margins
            if line.text or not beside:
                if aside:
                    moved.add((number, len(kept)))
                kept.append(line)
        closed.append(kept)
    return closed, moved
