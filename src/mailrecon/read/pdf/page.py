"""Read one page of a PDF: its visible words, its hidden text, its black boxes."""

from __future__ import annotations

from collections.abc import Sequence
from operator import sub
from typing import NamedTuple

import pypdfium2 as pdfium
from pypdfium2 import raw

from mailrecon.errors import ReadError
from mailrecon.read.pdf.attached import FilesOnPages
from mailrecon.read.pdf.calls import PageBuffer
from mailrecon.read.pdf.garbled import find_garbled, is_text
from mailrecon.read.pdf.objects import (
    Font,
    PageObjects,
    drop_actual_text,
    look_through,
    plain_fonts,
)
from mailrecon.read.pdf.overlaps import (
    any_too_small,
    are_apart,
    crossed,
    is_too_small,
    overlapping,
    without_typed_rules,
)
from mailrecon.read.pdf.picture import Picture, draw, find_boxes
from mailrecon.read.pdf.redact_marks import RedactMarks
from mailrecon.read.pdf.runs import read_runs
from mailrecon.read.pdf.sight import FIRST_LOOK, Eye
from mailrecon.read.pdf.text import (
    Rectangle,
    UnseenCharacters,
    Word,
    quarter_turn,
    read_characters,
    read_words,
)

# Scale large enough for PDFium to create missing appearances of annotations.
_STAMP_SIZE = 0.02
# Viewers do not draw these without an appearance: links, and notes that open on a click.
_NOT_DRAWN = {raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP}
# An appearance of at most this many bytes is empty: it has only its end mark (UTF-16).
_NO_APPEARANCE = 2
_SLACK = 2.0
# One in this many words in fonts that are not embedded has its mapping checked.
_SAMPLED = 8
# A page with fewer letters counts as one without text; this many shapes may be letters.
_FEW_LETTERS = 4
_MANY_SHAPES = 60
# A stamp on a scan has at most this many letters, is in the outer margin (a share of the height),
# and lies over a picture with at least this share of the sheet.
_MOST_STAMPED = 120
_STAMP_MARGIN = 0.09
_SCAN_SHARE = 0.6
# Share of a box's height, or of a word's, in which they overlap if the word lies on the box.
_LEVEL = 0.6


class PageContent(NamedTuple):
    """The content of a page; places are in the page's points, `sheet` is its visible part.

    `boxes` are black boxes without text on or below them. `garbled` are words in fonts with garbage
    text; they are not in `words`. `is_drawing` is True if pictures or shapes may contain text that
    the text layer lacks: a scan, perhaps with a stamped number, or letters drawn as shapes.
    `doubtful` are those of `words` that may be garbage; OCR decides.
    """

    words: list[Word]
    unseen: list[UnseenCharacters]
    boxes: list[Rectangle]
    sheet: Rectangle
    is_drawing: bool
    garbled: tuple[Word, ...] = ()
    doubtful: tuple[Word, ...] = ()

    @property
    def has_no_text(self) -> bool:
        """Whether the page has hardly any letters."""
        return sum(len(word.text) for word in self.words) < _FEW_LETTERS

    def without_doubtful(self) -> PageContent:
        """The page with its doubtful words counted as garbage."""
        doubtful = set(self.doubtful)
        words = [word for word in self.words if word not in doubtful]
        return self._replace(words=words, garbled=(*self.garbled, *self.doubtful), doubtful=())


class _Annotations(NamedTuple):
    """Whether annotations are drawn over a page, and the places marked for redaction."""

    are_drawn: bool
    marked: list[Rectangle]


class PageReader:
    """Reads the pages of a document, in any order.

    If a page has only dark text on paper, its text is read without a check. Any other page is drawn
    and compared. So is the first page with each embedded font, whose letters might all be blank.

    `pinned`, if given, collects the files that are attached to the pages.
    """

    def __init__(
        self, document: pdfium.PdfDocument, name: str, pinned: FilesOnPages | None = None
    ) -> None:
        self._document = document
        self._name = name
        self._pinned = pinned
        self._known_fonts: set[Font] = set()
        self._buffer = PageBuffer()
        document.init_forms()

    def read(self, number: int) -> PageContent:
        """The content of a page (from 0). Raises ReadError if it is damaged or too large."""
        page = self._load(number)
        try:
            annotations = _annotations(page, self._pinned, RedactMarks(page, number))
            viewer: Picture | None = None
            if annotations.are_drawn:
                page.render(scale=_STAMP_SIZE)
                viewer = draw(page, FIRST_LOOK)
                raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
                page.close()
                page = self._load(number)
            return self._read(page, number, annotations.marked, viewer)
        finally:
            page.close()

    def _load(self, number: int) -> pdfium.PdfPage:
        try:
            page = self._document[number]
            if min(page.get_size()) > 0:
                return page
            # If the crop box lies outside the sheet, viewers show the whole sheet.
            page.set_cropbox(*page.get_mediabox())
            page.close()
            page = self._document[number]
        except pdfium.PdfiumError as error:
            raise ReadError(f"{self._name}: page {number + 1} is damaged ({error})") from error
        if min(page.get_size()) <= 0:
            page.close()
            raise ReadError(f"{self._name}: page {number + 1} has no size")
        return page

    def _read(
        self,
        page: pdfium.PdfPage,
        number: int,
        marked: list[Rectangle],
        viewer: Picture | None,
    ) -> PageContent:
        if not marked and viewer is None:
            plain = self._read_plain(page, number)
            if plain is not None:
                return plain
        drawn = look_through(page, self._name)
        drop_actual_text(page, drawn)
        sheet = tuple(page.get_bbox())
        text_page = page.get_textpage()
        try:
            text = read_characters(text_page, self._name, number)
            words = read_words(text_page, text)
            if not marked and viewer is None and self._is_plain(drawn, words, sheet):
                return _content(words, [], [], sheet, drawn, text, text_page)
            sight = Eye(page, text_page, drawn, viewer).look(words, marked)
            if not sight.unseen:
                self._known_fonts |= {font for font in drawn.fonts if font[0]}
            boxes = [
                box
                for box in find_boxes(sight.ground)
                if not any(_is_on(word, box) for word in sight.words)
                and not any(_meets(item.box, box) for item in sight.unseen)
            ]
            seen = without_typed_rules(sight.words)
            return _content(seen, sight.unseen, boxes, sheet, drawn, text, text_page)
        finally:
            text_page.close()

    def _read_plain(self, page: pdfium.PdfPage, number: int) -> PageContent | None:
        """Read a page of plain text run by run; None if it must be read word by word, or drawn."""
        fonts = plain_fonts(page, self._buffer)
        if fonts is None or not fonts <= self._known_fonts:
            return None
        sheet = tuple(page.get_bbox())
        text_page = page.get_textpage()
        try:
            text = read_characters(text_page, self._name, number)
            found = read_runs(text_page, text, self._buffer)
            if (
                found is None
                or not _are_plain_words(found.runs, sheet)
                or not are_apart(found.runs)
                # PDFium's own fonts map letters by name, which is reliable.
                or not is_text(found.words, found.starts[:: 1 if fonts else _SAMPLED], text_page)
            ):
                return None
            return PageContent(found.runs, [], [], sheet, is_drawing=False)
        finally:
            text_page.close()

    def _is_plain(self, drawn: PageObjects, words: list[Word], sheet: Rectangle) -> bool:
        return (
            drawn.plain
            and drawn.fonts <= self._known_fonts
            and _are_plain_words(words, sheet)
            and (are_apart(words) or not _lie_over_others(words))
        )


def _lie_over_others(words: list[Word]) -> bool:
    if next(iter(overlapping(words)), None) is not None:
        return True
    crossing = crossed(words)
    return bool(crossing.pairs or crossing.lost)


def _content(
    words: list[Word],
    unseen: list[UnseenCharacters],
    boxes: list[Rectangle],
    sheet: Rectangle,
    drawn: PageObjects,
    text: str,
    text_page: pdfium.PdfTextPage,
) -> PageContent:
    """The content of a page, with garbage removed from its words."""
    bad = find_garbled(words, text, text_page)
    garbled = tuple(words[number] for number in sorted(bad.certain))
    doubtful = tuple(words[number] for number in sorted(bad.doubtful))
    if garbled:
        words = [word for number, word in enumerate(words) if number not in bad.certain]
    is_drawing = _is_drawing(words, drawn, sheet)
    return PageContent(words, unseen, boxes, sheet, is_drawing, garbled, doubtful)


def _is_drawing(words: Sequence[Word], drawn: PageObjects, sheet: Rectangle) -> bool:
    letters = sum(len(word.text) for word in words)
    if letters < _FEW_LETTERS:
        return bool(drawn.images) or len(drawn.others) >= _MANY_SHAPES
    if letters > _MOST_STAMPED or not drawn.images:
        return False
    # `QY-002-002933` stamped on a scan leaves the page a drawing.
    wide, high = sheet[2] - sheet[0], sheet[3] - sheet[1]
    if not any(
        (right - left) * (top - bottom) >= _SCAN_SHARE * wide * high
        for left, bottom, right, top in drawn.images
    ):
        return False
    edge = _STAMP_MARGIN * high
    return all(
        word.angle or word.top > sheet[3] - edge or word.bottom < sheet[1] + edge for word in words
    )


def _are_plain_words(words: Sequence[Word], sheet: Rectangle) -> bool:
    """Whether all words are large enough to read and lie on the sheet."""
    if not words:
        return True
    texts, lefts, bottoms, rights, tops, _, angles, *_ = zip(*words, strict=True)
    if any(angles):
        return all(_is_plain_word(word, sheet) for word in words)
    return (
        min(lefts) >= sheet[0] - _SLACK
        and min(bottoms) >= sheet[1] - _SLACK
        and max(rights) <= sheet[2] + _SLACK
        and max(tops) <= sheet[3] + _SLACK
        and not any_too_small(texts, map(sub, rights, lefts), map(sub, tops, bottoms))
    )


def _is_plain_word(word: Word, sheet: Rectangle) -> bool:
    """Whether a word is large enough to read and lies on the sheet."""
    if word.angle:
        quarter = round(word.angle / 90)
        if abs(word.angle - 90 * quarter) > 1:
            return False
        sheet = quarter_turn(sheet, quarter)
    return (
        not is_too_small(word)
        and word.left >= sheet[0] - _SLACK
        and word.bottom >= sheet[1] - _SLACK
        and word.right <= sheet[2] + _SLACK
        and word.top <= sheet[3] + _SLACK
    )


def _is_on(word: Word, box: Rectangle) -> bool:
    """Whether a word's middle lies in a box, or in a bar over part of the word's height."""
    left, bottom, right, top = quarter_turn(
        (word.left, word.bottom, word.right, word.top), -round(word.angle / 90)
    )
    shared = min(top, box[3]) - max(bottom, box[1])
    level = shared >= _LEVEL * min(top - bottom, box[3] - box[1])
    return level and box[0] <= (left + right) / 2 <= box[2]


def _meets(one: Rectangle, other: Rectangle) -> bool:
    return min(one[2], other[2]) > max(one[0], other[0]) and min(one[3], other[3]) > max(
        one[1], other[1]
    )


def _annotations(
    page: pdfium.PdfPage, pinned: FilesOnPages | None, marks: RedactMarks
) -> _Annotations:
    drawn = False
    marked: list[Rectangle] = []
    for index in range(raw.FPDFPage_GetAnnotCount(page)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        try:
            kind = raw.FPDFAnnot_GetSubtype(annotation)
            drawn = drawn or kind not in _NOT_DRAWN or _has_appearance(annotation)
            flags = raw.FPDFAnnot_GetFlags(annotation)
            invisible = flags & raw.FPDF_ANNOT_FLAG_INVISIBLE
            if flags & raw.FPDF_ANNOT_FLAG_NOVIEW or (invisible and kind == raw.FPDF_ANNOT_WIDGET):
                # PDFium does not draw it, but flattening would make it part of the page.
                raw.FPDFAnnot_SetFlags(annotation, flags | raw.FPDF_ANNOT_FLAG_HIDDEN)
            elif invisible:
                # The flag is for unknown kinds only (ISO 32000-2, 12.5.3): PDFium draws the known
                # ones but fields.
                raw.FPDFAnnot_SetFlags(annotation, flags & ~raw.FPDF_ANNOT_FLAG_INVISIBLE)
            if pinned is not None and kind == raw.FPDF_ANNOT_FILEATTACHMENT:
                pinned.add(annotation)
            if kind == raw.FPDF_ANNOT_REDACT:
                marked.extend(marks.places(annotation))
        finally:
            raw.FPDFPage_CloseAnnot(annotation)
    return _Annotations(drawn, marked)


def _has_appearance(annotation: object) -> bool:
    normal = raw.FPDF_ANNOT_APPEARANCEMODE_NORMAL
    return bool(raw.FPDFAnnot_GetAP(annotation, normal, None, 0) > _NO_APPEARANCE)
