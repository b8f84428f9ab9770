"""Pages of PDF files and pictures as images, and where a message stands on them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

from mailrecon.errors import ReadError
from mailrecon.model import Document, Span

KINDS = frozenset({"pdf", "picture"})
_DOTS_PER_INCH = 120
_QUALITY = 82
_PLACE = re.compile(r"page (?P<page>\d+), line (?P<line>\d+)")
# A line's letters reach a little above and below their own height.
_HEIGHT = 0.72
_TOKEN = re.compile(r"\S+")
_KEPT = 12


class Region(NamedTuple):
    """A box on a page, in shares of its width and height from the left and the top."""

    page: int
    left: float
    top: float
    width: float
    height: float


class _Line(NamedTuple):
    """A line on a page: its text, its middle and height, its words' left and right, in shares."""

    text: str
    middle: float
    height: float
    words: tuple[tuple[float, float], ...]


class Pages:
    """Draws pages of the files that were read; withheld places are black as in load files."""

    def __init__(self, paths: dict[str, Path], password: str | None, language: str | None) -> None:
        self._paths = paths
        self._password = password
        self._language = language
        self._lock = Lock()
        self._images: dict[tuple[str, int], bytes] = {}
        self._lines: dict[tuple[str, int], list[_Line]] = {}

    def has(self, document: Document) -> bool:
        """Whether a document's pages can be shown."""
        return document.kind in KINDS and document.sha256 in self._paths

    def image(self, document: Document, page: int) -> bytes:
        """A page (from 1) as JPEG. Raises ReadError if the file changed or has no such page."""
        key = (document.sha256, page)
        with self._lock:
            if key not in self._images:
                if len(self._images) >= _KEPT:
                    self._images.pop(next(iter(self._images)))
                self._images[key] = self._draw(document, page)
            return self._images[key]

    def _draw(self, document: Document, page: int) -> bytes:
        import pypdfium2

        from mailrecon.read.pdf.images import draw_page
        from mailrecon.read.pdf.page import PageReader

        opened = pypdfium2.PdfDocument(self._pdf(document), password=self._password)
        try:
            if not 1 <= page <= len(opened):
                raise ReadError(f"{document.name}: has no page {page}")
            withheld = [
                item.box for item in PageReader(opened, document.name).read(page - 1).unseen
            ]
            picture = draw_page(opened, page - 1, withheld, _DOTS_PER_INCH)
        finally:
            opened.close()
        out = BytesIO()
        picture.convert("RGB").save(out, "JPEG", quality=_QUALITY)
        return out.getvalue()

    def regions(self, document: Document, spans: Iterable[Span]) -> list[Region]:
        """Where stretches of a document's text are printed, line by line."""
        found: list[Region] = []
        wanted = [span for span in spans if span.start < span.end]
        for page, lines in _pages_of(document, wanted).items():
            with self._lock:
                laid = self._laid_out(document, page)
            texts = [span.of(document.text) for span in lines]
            for span, line in zip(lines, _matched(texts, laid), strict=True):
                if line is None:
                    continue
                for item in wanted:
                    start, end = max(item.start, span.start), min(item.end, span.end)
                    if start < end:
                        found.append(_region(page, line, start - span.start, end - span.start))
        return found

    def _laid_out(self, document: Document, page: int) -> list[_Line]:
        key = (document.sha256, page)
        if key not in self._lines:
            self._lines[key] = list(self._lay_out(self._pdf(document), page))
        return self._lines[key]

    def _lay_out(self, data: bytes, page: int) -> Iterator[_Line]:
        import pypdfium2

        from mailrecon.read.pdf.layout import lay_out
        from mailrecon.read.pdf.page import PageReader

        opened = pypdfium2.PdfDocument(data, password=self._password)
        try:
            content = PageReader(opened, "page").read(page - 1)
            lines = lay_out(content.words, content.unseen, content.boxes, content.sheet)
            left, _, right, top = content.sheet
            if content.garbled or content.is_drawing:
                lines = self._recognised(opened, page, content) or lines
            for line in lines:
                whole = line.top + line.foot
                if line.aside or not line.text or whole <= 0:
                    continue
                middle = top - line.top
                words = sorted(
                    ((word.left - left) / (right - left), (word.right - left) / (right - left))
                    for word in content.words
                    if abs((word.bottom + word.top) / 2 - middle) < line.size / 2
                )
                yield _Line(line.text, line.top / whole, line.size / whole, tuple(words))
        finally:
            opened.close()

    def _recognised(self, opened: Any, page: int, content: Any) -> list[Any]:
        from mailrecon.read.pdf.ocr_layer import ScannedPages
        from mailrecon.read.picture import ocr

        if not ocr.available():
            return []
        with ScannedPages(opened, self._language) as scans:
            scans.add(page - 1, content)
            return next((read.lines for read in scans.read()), [])

    def _pdf(self, document: Document) -> bytes:
        path = self._paths[document.sha256]
        try:
            data = path.read_bytes()
        except OSError as error:
            raise ReadError(f"{path}: cannot be read any more ({error.strerror})") from error
        if hashlib.sha256(data).hexdigest() != document.sha256:
            raise ReadError(f"{path}: was changed since it was opened; open it again")
        if document.kind == "picture":
            from mailrecon.read.picture.reader import as_pdf

            return as_pdf(data)
        return data


def _pages_of(document: Document, spans: Sequence[Span]) -> dict[int, list[Span]]:
    """The lines of the pages on which the spans stand, by page in reading order."""
    pages: dict[int, list[Span]] = {}
    shown: set[int] = set()
    for place in document.places:
        match = _PLACE.fullmatch(place.reference)
        if match is None:
            continue
        page = int(match["page"])
        pages.setdefault(page, []).append(place.span)
        if any(s.start < place.span.end and place.span.start < s.end for s in spans):
            shown.add(page)
    return {page: lines for page, lines in pages.items() if page in shown}


def _matched(texts: Sequence[str], laid: Sequence[_Line]) -> Iterator[_Line | None]:
    """The line on the page for each line of text: the next one that says the same."""
    place = 0
    for text in texts:
        found = next((n for n in range(place, len(laid)) if laid[n].text == text), None)
        if found is None:
            yield None
            continue
        place = found + 1
        yield laid[found]


def _region(page: int, line: _Line, start: int, end: int) -> Region:
    """The box of the characters `start` to `end` of a line."""
    tokens = [(match.start(), match.end()) for match in _TOKEN.finditer(line.text)]
    words = line.words
    if len(words) == len(tokens) and words:
        inside = [w for w, (a, b) in zip(words, tokens, strict=True) if a < end and start < b]
        left, right = (inside or words)[0][0], (inside or words)[-1][1]
    elif words:
        first, last, length = words[0][0], words[-1][1], max(1, len(line.text))
        left = first + (last - first) * start / length
        right = first + (last - first) * end / length
    else:
        left, right = 0.05, 0.95
    height = line.height * 2 * _HEIGHT
    return Region(page, left, line.middle - height / 2, right - left, height)
