"""PDF: the text layer in reading order, page furniture set aside, black boxes as redactions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pypdfium2 as pdfium

from mailrecon.errors import ReadError
from mailrecon.model import Document, HiddenText, Hiding, Notice, Place, Redaction, Span
from mailrecon.read.options import ReadOptions
from mailrecon.read.pdf.layout import PageLine, lay_out, usual_pitch
from mailrecon.read.pdf.margins import describe, find_margins
from mailrecon.read.pdf.ocr_layer import ScannedPages
from mailrecon.read.pdf.page import PageReader
from mailrecon.read.picture import ocr

_MOST_PAGES = 100_000
_FEW_LETTERS = 4
_SAMPLED = 12
_BADLY_REDACTED = frozenset({Hiding.COVERED, Hiding.MARKED})


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
    reader = PageReader(document, name)
    sample = {
        number: reader.read(number)
        for number in sorted({count * step // _SAMPLED for step in range(_SAMPLED)})
        if number < count
    }
    pitch = usual_pitch(page.words for page in sample.values())
    pages: list[list[PageLine]] = []
    bare: list[int] = []
    recognised: list[int] = []
    with ScannedPages(document, options.ocr_language) as scans:
        for number in range(count):
            page = sample.pop(number, None) or reader.read(number)
            pages.append(lay_out(page.words, page.unseen, page.boxes, page.sheet, pitch))
            if page.has_image and sum(len(word.text) for word in page.words) < _FEW_LETTERS:
                if ocr.available():
                    recognised.append(number + 1)
                    scans.add(number)
                else:
                    bare.append(number + 1)
        for number, lines in scans.read():
            pages[number] = lines
    if bare and not any(pages):
        raise ReadError(f"{name}: {ocr.missing(bare)}")
    return _assemble(pages, data, name, _notices(bare, pages, recognised))


def _notices(
    bare: list[int], pages: list[list[PageLine]], recognised: list[int]
) -> tuple[Notice, ...]:
    found = []
    uncovered = [
        number
        for number, lines in enumerate(pages, start=1)
        if any(bar.how in _BADLY_REDACTED for line in lines for bar in line.bars)
    ]
    if uncovered:
        text = (
            f"the document is badly redacted: text lies readable under what hides it on "
            f"{ocr.page_list(uncovered)}; it was not written out"
        )
        found.append(Notice("badly-redacted", text))
    if bare:
        found.append(Notice("pages-without-text", ocr.missing(bare)))
    if recognised:
        text = f"{ocr.page_list(recognised)} were read by OCR; expect misread letters"
        found.append(Notice("read-by-ocr", text))
    return tuple(found)


def _assemble(
    pages: list[list[PageLine]], data: bytes, name: str, warnings: tuple[Notice, ...]
) -> Document:
    """One text of all pages, each line with its page and number."""
    margins = find_margins(pages)
    described = describe(pages, margins)
    if described is not None:
        warnings = (*warnings, Notice("page-margins", described))
    pages, margins = _close_up(pages, margins)
    pieces: list[str] = []
    places: list[Place] = []
    aside: list[Span] = []
    redactions: list[Redaction] = []
    hidden: list[HiddenText] = []
    position = 0
    for number, lines in enumerate(pages, start=1):
        for place, line in enumerate(lines):
            span = Span(position, position + len(line.text))
            if line.text:
                places.append(Place(span, "line", f"page {number}, line {place + 1}"))
            if (number - 1, place) in margins:
                aside.append(span)
            for bar in line.bars:
                mark = Span(position + bar.start, position + bar.end)
                if bar.how is None:
                    redactions.append(Redaction(mark, "black box", number, bar.box))
                else:
                    hidden.append(HiddenText(mark, bar.how, bar.characters, number, bar.box))
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
        hidden=tuple(hidden),
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
