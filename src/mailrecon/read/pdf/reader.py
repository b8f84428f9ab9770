"""Read PDF: text layer in reading order, page furniture, black boxes as redactions."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate

import pypdfium2 as pdfium
from msgspec.structs import replace

from mailrecon.errors import PageNotRead, ReadError
from mailrecon.model import (
    Document,
    HiddenText,
    Notice,
    NoticeCode,
    Place,
    PlaceUnit,
    Redaction,
    RedactionKind,
    Span,
)
from mailrecon.read.options import ReadOptions
from mailrecon.read.pdf.attached import FilesOnPages, read_attached
from mailrecon.read.pdf.bookmarks import pages_that_begin_items
from mailrecon.read.pdf.layout import PageLine, lay_out, usual_pitch
from mailrecon.read.pdf.margins import describe, find_margins
from mailrecon.read.pdf.ocr_layer import ReadPage, ScannedPages
from mailrecon.read.pdf.page import PageContent, PageReader
from mailrecon.read.pdf.single_runs import lay_out_runs
from mailrecon.read.pdf.tables import TablesOfMail, cells_of
from mailrecon.read.pdf.text import Word
from mailrecon.read.picture import ocr, ocrmypdf
from mailrecon.read.reading_progress import RECOGNISED, TEXT, tell_read
from mailrecon.read.tables.rows_in_documents import TextCell, split_rows_of_mail

_MOST_PAGES = 100_000
_SAMPLED = 12
# If Tesseract's confidence (of 100) is lower, a scan counts as read badly.
_BADLY_READ = 75.0
# At most this many pages with odd text that may be right, such as code, are read by OCR.
_MOST_DOUBTED = 20
_GARBAGE = (
    "the text layer of {} says something else than the page shows (a font without its mapping to "
    "Unicode)"
)


def read(data: bytes, name: str, options: ReadOptions) -> Iterator[Document]:
    """Read a PDF's own document, and the documents in the files attached to it.

    Raises ReadError if it is damaged or encrypted, or if no page has text and none can be read.
    """
    document = _open(data, name, options)
    try:
        pinned = FilesOnPages(len(data))
        failure: ReadError | None = None
        try:
            read_itself, cells = _read(document, data, name, options, pinned)
        except ReadError as error:
            # A portfolio's cover may be a picture without text; its files are read all the same.
            failure = error
            notice = Notice(NoticeCode.NOT_READ, str(error))
            digest = hashlib.sha256(data).hexdigest()
            read_itself, cells = Document(name, "", digest, "utf-8", (notice,), "pdf"), []
        attached = read_attached(document, pinned, data, name, options)
        if failure is not None and not attached.documents:
            raise failure
        whole = replace(read_itself, warnings=(*read_itself.warnings, *attached.notices))
        yield from split_rows_of_mail(whole, cells)
        yield from attached.documents
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


def _read(
    document: pdfium.PdfDocument,
    data: bytes,
    name: str,
    options: ReadOptions,
    pinned: FilesOnPages,
) -> tuple[Document, list[TextCell]]:
    count = len(document)
    if count > _MOST_PAGES:
        raise ReadError(f"{name}: has {count} pages, more than {_MOST_PAGES}; split it")
    reader = PageReader(document, name, pinned)
    sample = {
        number: reader.read(number)
        for number in sorted({count * step // _SAMPLED for step in range(_SAMPLED)})
        if number < count
    }
    pitch = usual_pitch(page.words for page in sample.values())
    pages: list[list[PageLine]] = []
    bare: list[int] = []
    garbage: dict[int, tuple[Word, ...]] = {}
    doubted = 0
    tables = TablesOfMail(document)
    with ScannedPages(document, options.ocr_language) as scans:
        for number in range(count):
            tell_read(number - scans.waiting, count, RECOGNISED if scans.waiting else TEXT)
            page = sample.pop(number, None) or reader.read(number)
            lines = tables.lines(number, page, pitch)
            pages.append(_lines_of(page, pitch) if lines is None else lines)
            doubted += bool(page.doubtful)
            if doubted > _MOST_DOUBTED:
                page = page._replace(doubtful=())
            if not page.garbled and not page.is_drawing and not page.doubtful:
                continue
            if ocr.available():
                scans.add(number, page)
            elif page.garbled:
                garbage[number] = page.garbled
            elif page.has_no_text:
                bare.append(number + 1)
        found = list(scans.read())
    found = _read_again(found, data, name, options)
    for item in found:
        pages[item.number] = item.lines
    if bare and not any(pages):
        raise ReadError(f"{name}: {ocr.missing(bare)}")
    if scans.failures and not found and not any(pages):
        raise next(iter(scans.failures.values()))
    aside = _add_garbage(pages, garbage, document, pitch)
    notices = (
        *_failed(scans.failures),
        *_notices(bare, found, [number + 1 for number in garbage]),
    )
    begun = pages_that_begin_items(document)
    document_, cells = _assemble(pages, data, name, notices, aside, begun)
    return replace(document_, is_picture=_are_pictures(pages, found)), cells


def _lines_of(page: PageContent, pitch: float | None) -> list[PageLine]:
    """The lines of a page without a table of mail."""
    lines = None
    if not page.unseen and not page.boxes:
        lines = lay_out_runs(page.words, page.sheet, pitch)
    if lines is None:
        lines = lay_out(page.words, page.unseen, page.boxes, page.sheet, pitch)
    return lines


def _are_pictures(pages: list[list[PageLine]], found: Sequence[ReadPage]) -> bool:
    """Whether all lines are OCR's: the pages are scans, or pictures of a screen."""
    read = {item.number for item in found if item.was_read}
    return bool(read) and all(number in read for number, lines in enumerate(pages) if lines)


def _read_again(
    found: list[ReadPage], data: bytes, name: str, options: ReadOptions
) -> list[ReadPage]:
    """Read badly read pages again with OCRmyPDF, if that is installed.

    The reading with more plain words is kept.
    """
    bad = [item.number for item in found if item.was_read and item.confidence < _BADLY_READ]
    made = None
    # The copy is not encrypted, and does not name the original.
    if bad and options.password is None and ocrmypdf.available():
        made = ocrmypdf.with_text_layer(data, bad, options.ocr_language)
    if made is None:
        return found
    try:
        document = pdfium.PdfDocument(made)
    except pdfium.PdfiumError:
        return found
    try:
        reader = PageReader(document, name)
        return [
            _better(item, reader.read(item.number)) if item.number in bad else item
            for item in found
        ]
    finally:
        document.close()


def _better(item: ReadPage, page: PageContent) -> ReadPage:
    # Hidden text is recorded in the page's lines, and a copy would lack these records.
    if any(bar.how is not None for line in item.lines for bar in line.bars):
        return item
    before = [word for line in item.lines for word in line.text.split()]
    after = [word.text for word in page.words]
    if ocrmypdf.plain_words(after) <= ocrmypdf.plain_words(before):
        return item
    pitch = usual_pitch([page.words])
    return item._replace(lines=lay_out(page.words, page.unseen, page.boxes, page.sheet, pitch))


def _add_garbage(
    pages: list[list[PageLine]],
    garbage: Mapping[int, Sequence[Word]],
    document: pdfium.PdfDocument,
    pitch: float | None,
) -> set[tuple[int, int]]:
    """Put garbage below the other lines of its page; return the (page, line) of its lines."""
    aside: set[tuple[int, int]] = set()
    for number, words in garbage.items():
        page = document[number]
        sheet = tuple(page.get_bbox())
        page.close()
        lines = lay_out(words, [], [], sheet, pitch)
        first = len(pages[number])
        pages[number] = [*pages[number], *(replace(line, aside=True) for line in lines)]
        aside |= {(number, place) for place in range(first, first + len(lines))}
    return aside


def _failed(failures: Mapping[int, PageNotRead]) -> Iterator[Notice]:
    """A notice for the pages that OCR could not read, with the first reason."""
    if failures:
        pages = ocr.page_list([number + 1 for number in failures])
        text = f"{pages} could not be read by OCR: {next(iter(failures.values()))}"
        yield Notice(NoticeCode.PAGES_WITHOUT_TEXT, text)


def _notices(bare: list[int], found: Sequence[ReadPage], garbled: list[int]) -> tuple[Notice, ...]:
    notices = []
    if bare:
        notices.append(Notice(NoticeCode.PAGES_WITHOUT_TEXT, ocr.missing(bare)))
    if garbled:
        text = (
            f"{_GARBAGE.format(ocr.page_list(garbled))} and is set aside; to have what the "
            f"page shows read, {ocr.INSTALL}"
        )
        notices.append(Notice(NoticeCode.GARBLED_TEXT_LAYER, text))
    replaced = [item.number + 1 for item in found if item.was_garbled]
    if replaced:
        text = f"{_GARBAGE.format(ocr.page_list(replaced))}; what the page shows was read instead"
        notices.append(Notice(NoticeCode.GARBLED_TEXT_LAYER, text))
    recognised = [item.number + 1 for item in found if item.was_read]
    if recognised:
        verb = "was" if len(recognised) == 1 else "were"
        text = f"{ocr.page_list(recognised)} {verb} read by OCR; expect misread letters"
        notices.append(Notice(NoticeCode.READ_BY_OCR, text))
    return tuple(notices)


def _assemble(
    pages: list[list[PageLine]],
    data: bytes,
    name: str,
    warnings: tuple[Notice, ...],
    garbage: set[tuple[int, int]],
    begun: Collection[int],
) -> tuple[Document, list[TextCell]]:
    """Join all pages to one text, with each line's page and number; `garbage` is furniture.

    `begun` are the pages (from 0) on which items begin.
    """
    margins = find_margins(pages) - garbage
    margins = {place for place in margins if pages[place[0]][place[1]].cell is None}
    pages, moved = _close_up(pages, margins | garbage)
    described = describe(pages, {moved[place] for place in margins})
    margins = set(moved.values())
    if described is not None:
        warnings = (*warnings, Notice(NoticeCode.PAGE_MARGINS, described))
    pieces: list[str] = []
    places: list[Place] = []
    aside: list[Span] = []
    redactions: list[Redaction] = []
    hidden: list[HiddenText] = []
    item_starts: list[int] = []
    celled: list[tuple[PageLine, Span]] = []
    position = 0
    in_margin = _by_page(margins)
    for number, lines in enumerate(pages, start=1):
        if number - 1 in begun and lines:
            item_starts.append(position)
        own = in_margin.get(number - 1, set())
        texts = [line.text for line in lines]
        ends = list(accumulate([len(text) + 1 for text in texts], initial=position))
        spans = [Span(start, start + len(text)) for start, text in zip(ends, texts, strict=False)]
        cited = f"page {number}, line "
        places += [
            Place(span, PlaceUnit.LINE, f"{cited}{place}", number, line.box)
            for place, (span, line) in enumerate(zip(spans, lines, strict=True), start=1)
            if line.text
        ]
        aside += [
            span
            for place, (span, line) in enumerate(zip(spans, lines, strict=True))
            if place in own or (line.navigation and line.text)
        ]
        celled += [pair for pair in zip(lines, spans, strict=True) if pair[0].cell is not None]
        for line, span in zip(lines, spans, strict=True):
            for bar in line.bars:
                mark = Span(span.start + bar.start, span.start + bar.end)
                if bar.how is None:
                    redactions.append(Redaction(mark, RedactionKind.BLACK_BOX, number, bar.box))
                else:
                    hidden.append(HiddenText(mark, bar.how, bar.characters, number, bar.box))
        pieces += texts
        position = ends[-1]
    cells = cells_of(celled)
    document = Document(
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
        item_starts=() if cells else tuple(item_starts),
    )
    return document, cells


def _close_up(
    pages: list[list[PageLine]], margins: set[tuple[int, int]]
) -> tuple[list[list[PageLine]], dict[tuple[int, int], tuple[int, int]]]:
    """Remove the blank lines next to headers and footers, so that text continues across pages.

    Returns the pages, and the (page, line) that each of `margins` has now.
    """
    if not margins:
        return pages, {}
    closed = list(pages)
    moved: dict[tuple[int, int], tuple[int, int]] = {}
    for number, own in _by_page(margins).items():
        lines = pages[number]
        beside = {place + step for place in own for step in (-1, 1)}
        blank = {place for place in beside if 0 <= place < len(lines) and not lines[place].text}
        if blank:
            closed[number] = [line for place, line in enumerate(lines) if place not in blank]
        for place in own - blank:
            before = sum(other < place for other in blank)
            moved[number, place] = (number, place - before)
    return closed, moved


def _by_page(places: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    """The lines of each page of (page, line)."""
    found: dict[int, set[int]] = {}
    for number, place in places:
        found.setdefault(number, set()).add(place)
    return found
