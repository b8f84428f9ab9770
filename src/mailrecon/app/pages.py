"""Pages of PDF files and pictures as images, and the position of a message on them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

from mailrecon.errors import ReadError
from mailrecon.model import Document, Span

if TYPE_CHECKING:
    from mailrecon.read.pdf.layout import PageLine
    from mailrecon.read.pdf.ocr_layer import PlacedWord, ReadPage
    from mailrecon.read.pdf.text import Rectangle, Word

KINDS = frozenset({"pdf", "picture"})
_DOTS_PER_INCH = 120
_QUALITY = 82
_PLACE = re.compile(r"page (?P<page>\d+), line (?P<line>\d+)")
# Letters extend a little above and below the line's height.
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


class PrintedWord(NamedTuple):
    """A word of a document's text, `start` to `end` in characters, and its box on its page."""

    start: int
    end: int
    box: Region


class _Token(NamedTuple):
    """A word of a line by its characters there, and its edges, in shares of the page."""

    start: int
    end: int
    left: float
    top: float
    right: float
    bottom: float


class _DrawnLine(NamedTuple):
    """A line on a page and its words."""

    text: str
    tokens: tuple[_Token, ...]


class PageDrawer:
    """Draws pages of the files that were read; withheld places are black as in load files."""

    def __init__(self, paths: dict[str, Path], password: str | None, language: str | None) -> None:
        self._paths = paths
        self._password = password
        self._language = language
        self._lock = Lock()
        self._images: dict[tuple[str, int], bytes] = {}
        self._lines: dict[tuple[str, int], list[_DrawnLine]] = {}

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

    def count(self, document: Document) -> int:
        """How many pages a document has, up to the last with text; 0 if they can't be shown."""
        if not self.has(document):
            return 0
        matches = (_PLACE.fullmatch(place.reference) for place in document.places[-1:])
        return max((int(match["page"]) for match in matches if match is not None), default=1)

    def words(self, document: Document, page: int) -> list[PrintedWord]:
        """The words of a page where they are printed, in reading order. Raises ReadError."""
        lines = _lines_of(document, page)
        with self._lock:
            laid = self._laid_out(document, page)
        texts = [document.text[span.start : span.end] for span in lines]
        return [
            PrintedWord(span.start + token.start, span.start + token.end, _box(page, [token]))
            for span, line in zip(lines, _matched(texts, laid), strict=True)
            if line is not None
            for token in line.tokens
        ]

    def regions(self, document: Document, spans: Iterable[Span]) -> list[Region]:
        """The regions in which spans of a document's text are printed, line by line."""
        found: list[Region] = []
        wanted = [span for span in spans if span.start < span.end]
        for page, lines in _pages_of(document, wanted).items():
            with self._lock:
                laid = self._laid_out(document, page)
            texts = [document.text[span.start : span.end] for span in lines]
            for span, line in zip(lines, _matched(texts, laid), strict=True):
                if line is None or not line.tokens:
                    continue
                for item in wanted:
                    start, end = max(item.start, span.start), min(item.end, span.end)
                    if start < end:
                        inside = _inside(line, start - span.start, end - span.start)
                        found.append(_box(page, inside))
        return found

    def _laid_out(self, document: Document, page: int) -> list[_DrawnLine]:
        key = (document.sha256, page)
        if key not in self._lines:
            self._lines[key] = list(self._lay_out(document, page))
        return self._lines[key]

    def _lay_out(self, document: Document, page: int) -> Iterator[_DrawnLine]:
        import pypdfium2

        from mailrecon.read.pdf.layout import lay_out
        from mailrecon.read.pdf.ocr_layer import PlacedWord
        from mailrecon.read.pdf.page import PageReader

        opened = pypdfium2.PdfDocument(self._pdf(document), password=self._password)
        try:
            content = PageReader(opened, document.name).read(page - 1)
            lines = lay_out(content.words, content.unseen, content.boxes, content.sheet)
            placed: Sequence[PlacedWord] = [PlacedWord(word, word.box) for word in content.words]
            laid = content.sheet
            if content.garbled or content.is_drawing:
                read = self._recognised(opened, page, content)
                if read is not None and read.lines:
                    lines, placed, laid = read.lines, read.words, read.sheet
            for line in lines:
                if not line.aside and line.text and line.top + line.foot > 0:
                    yield _DrawnLine(line.text, tuple(_tokens(line, placed, laid, content.sheet)))
        finally:
            opened.close()

    def _recognised(self, opened: Any, page: int, content: Any) -> ReadPage | None:
        from mailrecon.read.pdf.ocr_layer import ScannedPages
        from mailrecon.read.picture import ocr

        if not ocr.available():
            return None
        with ScannedPages(opened, self._language) as scans:
            scans.add(page - 1, content)
            return next(scans.read(), None)

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
    """The lines that the spans touch, by page in reading order."""
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


def _matched(texts: Sequence[str], laid: Sequence[_DrawnLine]) -> Iterator[_DrawnLine | None]:
    """The line on the page for each line of text: the next one with the same text."""
    place = 0
    for text in texts:
        found = next((n for n in range(place, len(laid)) if laid[n].text == text), None)
        if found is None:
            yield None
            continue
        place = found + 1
        yield laid[found]


def _lines_of(document: Document, page: int) -> list[Span]:
    """The lines of a page in reading order."""
    start = f"page {page}, line "
    return [place.span for place in document.places if place.reference.startswith(start)]


def _middle(word: Word) -> float:
    return (word.bottom + word.top) / 2


def _shares(box: Rectangle, sheet: Rectangle) -> Rectangle:
    """A box in shares of the page: left, top, right, bottom."""
    left, bottom, right, top = sheet
    wide, high = right - left, top - bottom
    return (
        (box[0] - left) / wide,
        (top - box[3]) / high,
        (box[2] - left) / wide,
        (top - box[1]) / high,
    )


def _tokens(
    line: PageLine, placed: Sequence[PlacedWord], laid: Rectangle, sheet: Rectangle
) -> Iterator[_Token]:
    """The words of a line, each with its own box if all of them are found on the page.

    `laid` are the edges of the line's coordinates, `sheet` those of the page. Bars for withheld
    words are in the text line but not on the page. In such a line, each word gets a share of the
    width in proportion to its letters.
    """
    whole = line.top + line.foot
    words = sorted(
        (
            one
            for one in placed
            # The words of a rotated stamp are measured along the stamp, so they may be at any
            # height.
            if line.has_direction_of(one.word)
            and abs(laid[3] - line.top - _middle(one.word)) < line.size / 2
        ),
        key=lambda one: one.word.left,
    )
    matches = list(_TOKEN.finditer(line.text))
    boxes = [_shares(one.box, sheet) for one in words]
    middle, half = line.top / whole, line.size / whole * _HEIGHT
    if len(boxes) == len(matches):
        for match, (left, top, right, bottom) in zip(matches, boxes, strict=True):
            center, tall = (top + bottom) / 2, max(half, (bottom - top) / 2)
            yield _Token(*match.span(), left, center - tall, right, center + tall)
        return
    first = min((box[0] for box in boxes), default=0.05)
    last = max((box[2] for box in boxes), default=0.95)
    each = (last - first) / max(1, len(line.text))
    for match in matches:
        start, end = first + each * match.start(), first + each * match.end()
        yield _Token(*match.span(), start, middle - half, end, middle + half)


def _inside(line: _DrawnLine, start: int, end: int) -> Sequence[_Token]:
    """The words of a line that overlap `start` to `end`; all words if none does."""
    found = [token for token in line.tokens if token.start < end and start < token.end]
    return found or line.tokens


def _box(page: int, tokens: Sequence[_Token]) -> Region:
    """The box around words of a line."""
    left, top = min(token.left for token in tokens), min(token.top for token in tokens)
    right, bottom = max(token.right for token in tokens), max(token.bottom for token in tokens)
    return Region(page, left, top, right - left, bottom - top)
