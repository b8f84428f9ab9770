"""Read the scanned pages of a PDF: draw them one by one, and run Tesseract in parallel."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import NamedTuple, Self

import pypdfium2 as pdfium
from msgspec.structs import replace

from mailrecon.errors import PageNotRead
from mailrecon.read.pdf.garbled import agree, is_denied
from mailrecon.read.pdf.layout import PageLine, lay_out, usual_pitch
from mailrecon.read.pdf.page import PageContent
from mailrecon.read.pdf.picture import Picture, draw
from mailrecon.read.pdf.text import Rectangle, UnseenCharacters, Word
from mailrecon.read.picture.scanned_page import SCALE, ScannedPage, recognise
from mailrecon.read.reading_progress import RECOGNISED, tell_read

# Number of pictures that may wait for each reading process: one has 8 MB.
_AHEAD = 2


class PlacedWord(NamedTuple):
    """A word as used for making lines, and its box on the PDF's page, in points.

    The two differ if the picture was rotated upright before it was read.
    """

    word: Word
    box: Rectangle


class ReadPage(NamedTuple):
    """A page, counted from 0, with what OCR read on it.

    `was_garbled` is True if its text layer is garbage; `was_read` if words from OCR were added.
    `words` are the words of its lines; distances are measured from the edges of `sheet`.
    `confidence` is OCR's, of 100.
    """

    number: int
    lines: list[PageLine]
    was_garbled: bool
    was_read: bool
    words: Sequence[PlacedWord]
    sheet: Rectangle
    confidence: float = 100.0


class _Waiting(NamedTuple):
    number: int
    content: PageContent
    picture: Picture
    future: Future[ScannedPage]


class ScannedPages:
    """Reads pages by OCR while others are drawn; PDFium draws one page at a time."""

    def __init__(self, document: pdfium.PdfDocument, language: str | None) -> None:
        self._document = document
        self._language = language
        self._workers = os.cpu_count() or 1
        self._pool: ThreadPoolExecutor | None = None
        self._waiting: deque[_Waiting] = deque()
        self._done: list[ReadPage] = []
        # The pages (from 0) on which Tesseract failed, with its error.
        self.failures: dict[int, PageNotRead] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    @property
    def waiting(self) -> int:
        """The number of pages that were added and not yet read."""
        return len(self._waiting)

    def add(self, number: int, content: PageContent) -> None:
        """Queue a page (from 0) for reading; `content` is the content of its text layer."""
        if self._pool is None:
            self._pool = ThreadPoolExecutor(self._workers)
        page = self._document[number]
        try:
            picture = draw(page, SCALE)
        finally:
            page.close()
        future = self._pool.submit(recognise, picture.image, self._language)
        # The picture itself is no longer needed, only its mapping to the page.
        frame = picture._replace(image=picture.image.resize((1, 1)))
        self._waiting.append(_Waiting(number, content, frame, future))
        while len(self._waiting) > _AHEAD * self._workers:
            self._finish()

    def read(self) -> Iterator[ReadPage]:
        """Read all pages that were added. Raises ReadError if Tesseract fails."""
        count = len(self._document)
        while self._waiting:
            tell_read(count - self.waiting, count, RECOGNISED)
            self._finish()
        tell_read(count, count)
        yield from self._done

    def _finish(self) -> None:
        item = self._waiting.popleft()
        try:
            page = item.future.result()
        except PageNotRead as error:
            self.failures[item.number] = error
            return
        content = item.content
        if content.doubtful:
            layer = [word.text for word in content.doubtful]
            if is_denied(layer, [word.text for word in page.words]):
                content = content.without_doubtful()
            elif not content.garbled and not content.is_drawing:
                # The page keeps its present layout.
                return
        if content.garbled and agree(
            (word.text for word in content.garbled), (word.text for word in page.words)
        ):
            words = sorted((*content.words, *content.garbled), key=lambda word: word.start)
            lines = lay_out(
                words, content.unseen, content.boxes, content.sheet, usual_pitch([words])
            )
            placed = [PlacedWord(word, word.box) for word in words]
            self._done.append(ReadPage(item.number, lines, False, False, placed, content.sheet))
            return
        if content.words and _is_upright(page, item.picture):
            words = _merged(content, page, item.picture)
            placed, sheet = [PlacedWord(word, word.box) for word in words], content.sheet
            boxes = content.boxes or [_true_box(box, page, item.picture) for box in page.boxes]
            lines = lay_out(words, content.unseen, boxes, content.sheet, usual_pitch([words]))
        else:
            read = _open(page.words, content.unseen, page, item.picture)
            placed = [PlacedWord(word, _true_box(word.box, page, item.picture)) for word in read]
            sheet = page.sheet
            lines = lay_out(read, [], page.boxes, page.sheet, usual_pitch([read]))
            lines = [_with_true_boxes(line, page, item.picture) for line in lines]
        was_garbled = bool(content.garbled)
        self._done.append(
            ReadPage(item.number, lines, was_garbled, True, placed, sheet, page.confidence)
        )


def _is_upright(page: ScannedPage, picture: Picture) -> bool:
    """Whether OCR's coordinates are the page's, except for the sheet's origin."""
    return not page.quarters and not page.skew and not picture.is_turned


def _merged(content: PageContent, page: ScannedPage, picture: Picture) -> list[Word]:
    """Merge words: the page's own where it has any, OCR's elsewhere."""
    read = [
        word
        for word in _open(page.words, content.unseen, page, picture)
        if not any(_is_over(word, other) for other in content.words)
    ]
    left, bottom = content.sheet[0], content.sheet[1]
    read = [
        word._replace(
            left=word.left + left,
            right=word.right + left,
            bottom=word.bottom + bottom,
            top=word.top + bottom,
        )
        for word in read
    ]
    return [*content.words, *read]


def _open(
    read: Sequence[Word], unseen: Sequence[UnseenCharacters], page: ScannedPage, picture: Picture
) -> list[Word]:
    """Remove OCR's words at places of hidden text: OCR may also read faint letters."""
    if not unseen:
        return list(read)
    return [
        word
        for word in read
        if not any(_is_in(_true_box(word.box, page, picture), item.box) for item in unseen)
    ]


def _is_in(box: Rectangle, outer: Rectangle) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]


def _is_over(word: Word, other: Word) -> bool:
    return not other.angle and _is_in(word.box, other.box)


def _with_true_boxes(line: PageLine, page: ScannedPage, picture: Picture) -> PageLine:
    """Convert the boxes of a line and its bars to points of the PDF's page."""
    if line.box is not None:
        line = replace(line, box=_true_box(line.box, page, picture))
    if not line.bars:
        return line
    bars = tuple(bar._replace(box=_true_box(bar.box, page, picture)) for bar in line.bars)
    return replace(line, bars=bars)


def _true_box(box: Rectangle, page: ScannedPage, picture: Picture) -> Rectangle:
    """Convert a box found by OCR to points of the PDF's page."""
    height = page.height_before * picture.scale
    left, bottom, right, top = page.box_before(box)
    scale = picture.scale
    area = (left * scale, height - top * scale, right * scale, height - bottom * scale)
    return picture.box(area)
