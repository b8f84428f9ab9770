"""The scanned pages of a PDF: drawn one by one, read by Tesseract side by side."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self

import pypdfium2 as pdfium

from mailrecon.read.pdf.layout import PageLine, lay_out, usual_pitch
from mailrecon.read.pdf.picture import Picture, draw
from mailrecon.read.picture.scanned_page import SCALE, ScannedPage, recognise

# So many pictures wait for each process that reads: one has 8 MB.
_AHEAD = 2


class ScannedPages:
    """Reads pages while others are drawn; PDFium draws one at a time."""

    def __init__(self, document: pdfium.PdfDocument, language: str | None) -> None:
        self._document = document
        self._language = language
        self._workers = os.cpu_count() or 1
        self._pool: ThreadPoolExecutor | None = None
        self._waiting: deque[tuple[int, Picture, Future[ScannedPage]]] = deque()
        self._done: list[tuple[int, list[PageLine]]] = []

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

    def add(self, number: int) -> None:
        """Have a page read, counted from 0."""
        if self._pool is None:
            self._pool = ThreadPoolExecutor(self._workers)
        page = self._document[number]
        try:
            picture = draw(page, SCALE)
        finally:
            page.close()
        future = self._pool.submit(recognise, picture.image, self._language)
        # The picture itself is not needed any more: only what it maps to.
        frame = picture._replace(image=picture.image.resize((1, 1)))
        self._waiting.append((number, frame, future))
        while len(self._waiting) > _AHEAD * self._workers:
            self._finish()

    def read(self) -> Iterator[tuple[int, list[PageLine]]]:
        """The lines of all pages that were added. Raises ReadError if Tesseract fails."""
        while self._waiting:
            self._finish()
        yield from self._done

    def _finish(self) -> None:
        number, picture, future = self._waiting.popleft()
        page = future.result()
        pitch = usual_pitch([page.words])
        lines = lay_out(page.words, [], page.boxes, page.sheet, pitch)
        self._done.append((number, [_with_true_boxes(line, page, picture) for line in lines]))


def _with_true_boxes(line: PageLine, page: ScannedPage, picture: Picture) -> PageLine:
    """A line whose bars name their boxes in the points of the PDF's page."""
    if not line.bars:
        return line
    bars = []
    height = page.height_before * picture.scale
    for bar in line.bars:
        left, bottom, right, top = page.box_before(bar.box)
        scale = picture.scale
        area = (left * scale, height - top * scale, right * scale, height - bottom * scale)
        bars.append(bar._replace(box=picture.box(area)))
    return line._replace(bars=tuple(bars))
