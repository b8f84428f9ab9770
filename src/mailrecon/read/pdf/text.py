"""Read the words of a page from PDFium, with their places and directions."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import pypdfium2 as pdfium
from pypdfium2 import raw

from mailrecon.errors import ReadError
from mailrecon.model import Hiding
from mailrecon.regex import regex

Rectangle = tuple[float, float, float, float]

_MOST_GLYPHS = 200_000
WORD = regex(r"[^\s\0\ufffe\uffff]+")
# PDFium writes U+0002 for a hyphen at a line's end; all other characters below U+0020 are not text.
_CONTROLS = dict.fromkeys(range(32)) | {0x02: "\u00ad", 0xFFFE: None, 0xFFFF: None}
_HAS_CONTROLS = regex(r"[\x00-\x1f]")
# Letters on one line differ in vertical position by less than this share of their size.
_LEVEL = 0.3
# Letters of one font on one line have boxes of the same height, except for rounding.
_SAME_LINE = 0.02
_NO_TURN = 1.0
# Words of a page that was scanned crookedly are turned by at most this angle: OCR gives that of
# short ones (`ill`) badly.
_MOST_SKEW = 9.0
# The lines that show how steep such a page is: their least width in heights, their least number.
_WIDE_LINE, _LEAST_LINES = 5, 3


class Word(NamedTuple):
    """Characters without white space between them, `start` to `end` by PDFium's count.

    The box is the space that the font gives the letters, in points: left, bottom, right, top along
    the word's direction. `angle` is that direction in degrees, counter-clockwise, in the page's own
    coordinates. `spaces` is the number of spaces before it on its line, `panel` the part of a
    screen that it is in (below 0: a list of folders or mails). `lift` is how far it must be raised
    to be level with its line, on a page that was scanned crookedly.
    """

    text: str
    left: float
    bottom: float
    right: float
    top: float
    spaces: int = 0
    angle: float = 0.0
    start: int = 0
    end: int = 0
    panel: int = 0
    lift: float = 0.0

    @property
    def box(self) -> Rectangle:
        """The word's box along its direction."""
        return self.left, self.bottom, self.right, self.top


class UnseenCharacters(NamedTuple):
    """Hidden characters: the reason, their number, and their place in the page's points.

    `word` has their place along their direction; its text is withheld. `leaves_no_space` is True if
    the page has no gap that reveals the text.
    """

    how: Hiding
    characters: int
    box: Rectangle
    word: Word
    leaves_no_space: bool = False


def read_characters(text_page: pdfium.PdfTextPage, name: str, number: int) -> str:
    """The text of a page (`number` from 0), one character for each of PDFium's indexes.

    Raises ReadError if they are too many for a page.
    """
    count = text_page.count_chars()
    if count > _MOST_GLYPHS:
        raise ReadError(f"{name}: page {number + 1} holds too many characters to be a page")
    return _characters(text_page, count) if count > 0 else ""


def read_words(text_page: pdfium.PdfTextPage, text: str) -> list[Word]:
    """All words of a page, in PDFium's order; `text` is the result of `read_characters`."""
    boxes = CharacterBoxes(text_page)
    found = list(_words(text, boxes))
    crooked = sum(0 < abs(word.angle) <= _MOST_SKEW for word in found)
    if not crooked or 2 * sum(abs(word.angle) <= _MOST_SKEW for word in found) < len(found):
        return found
    boxes.is_crooked = True
    found = list(_words(text, boxes))
    slope = _slope(found, text)
    pivot = sum(word.left for word in found) / len(found)
    return [
        word._replace(lift=slope * (pivot - (word.left + word.right) / 2))
        if slope and not word.angle
        else word
        for word in found
    ]


def _slope(words: Sequence[Word], text: str) -> float:
    """How steeply the lines of a page rise that was scanned crookedly; 0 if it is straight.

    OCR gives each word an angle of its own (1.1, 1.5, 0, 2.2 degrees). So the places of the first
    and the last word of each line say how the page lies, by their median.
    """
    found = []
    first = last = None
    for word in words:
        if word.angle:
            continue
        if first is None or last is None or "\n" in text[last.end : word.start]:
            first = word
        elif word.left - first.left > _WIDE_LINE * (first.top - first.bottom):
            found.append((first, word))
        last = word
    ends = {one.start: (one, other) for one, other in found}.values()
    slopes = sorted(
        (other.bottom + other.top - one.bottom - one.top)
        / (other.left + other.right - one.left - one.right)
        for one, other in ends
    )
    return slopes[len(slopes) // 2] if len(slopes) >= _LEAST_LINES else 0.0


def _words(text: str, boxes: CharacterBoxes) -> Iterator[Word]:
    before = 0
    for match in WORD.finditer(text):
        start, end = match.span()
        gap = text[before:start]
        spaces = len(gap) if not before or "\n" not in gap else 0
        before = end
        first, last = boxes.loose(start), boxes.loose(end - 1)
        if first is not None and last is not None:
            yield from divide_word(match[0], start, (first, last), boxes, spaces)


def _characters(text_page: pdfium.PdfTextPage, count: int) -> str:
    """The page's text, one character for each of PDFium's indexes."""
    # An array of ctypes would be a new type for each length.
    memory = bytearray(2 * (count + 1))
    buffer = ctypes.byref(ctypes.c_ushort.from_buffer(memory))
    written = raw.FPDFText_GetText(text_page, 0, count, buffer)
    if written == count + 1:
        text = memory[: 2 * count].decode("utf-16-le", "surrogatepass")
        if len(text) == count:
            return text
    get = raw.FPDFText_GetUnicode
    return "".join(map(_one_character, (get(text_page, index) for index in range(count))))


def _one_character(code: int) -> str:
    return "\ufffe" if 0xD800 <= code < 0xE000 or code > 0x10FFFF else chr(code)


class CharacterBoxes:
    """Asks PDFium for the boxes of characters of one page."""

    def __init__(self, text_page: pdfium.PdfTextPage) -> None:
        self._handle = text_page.raw
        self._loose = raw.FS_RECTF()
        self._loose_pointer = ctypes.byref(self._loose)
        self._sides = [ctypes.c_double() for _ in range(4)]
        # On a page that was scanned crookedly, words that lie as crooked count as level.
        self.is_crooked = False

    def loose(self, index: int) -> Rectangle | None:
        """The box that the font gives a character: as high as its line, as wide as its advance."""
        if not raw.FPDFText_GetLooseCharBox(self._handle, index, self._loose_pointer):
            return None
        box = self._loose
        return box.left, box.bottom, box.right, box.top

    def tight(self, index: int) -> Rectangle | None:
        """The box of a character's ink."""
        left, right, bottom, top = self._sides
        if not raw.FPDFText_GetCharBox(self._handle, index, left, right, bottom, top):
            return None
        return left.value, bottom.value, right.value, top.value

    def angle(self, index: int) -> float:
        """The direction of a character, in degrees from -180 to 180, counter-clockwise."""
        turned = -math.degrees(float(raw.FPDFText_GetCharAngle(self._handle, index)))
        turned = (turned + 180.0) % 360.0 - 180.0
        return 0.0 if abs(turned) <= (_MOST_SKEW if self.is_crooked else _NO_TURN) else turned

    def size(self, index: int) -> float:
        """The size of a character's font in points, scaled as the page scales it."""
        matrix = raw.FS_MATRIX()
        size = float(raw.FPDFText_GetFontSize(self._handle, index))
        if raw.FPDFText_GetMatrix(self._handle, index, matrix):
            size *= math.hypot(matrix.c, matrix.d)
        return size

    def has_generated_space(self, index: int) -> bool:
        """Whether PDFium inserted the character for a gap."""
        return bool(raw.FPDFText_IsGenerated(self._handle, index) == 1)


def clean(text: str) -> str:
    """`text` without PDFium's own marks and characters that never occur in text."""
    return text.translate(_CONTROLS) if _HAS_CONTROLS.search(text) else text


def divide_word(
    text: str, start: int, ends: tuple[Rectangle, Rectangle], boxes: CharacterBoxes, spaces: int
) -> Iterator[Word]:
    """One word, or several if PDFium joined characters of several lines.

    `ends` are the font's boxes of its first and of its last character.
    """
    end = start + len(text)
    first, last = ends
    height = first[3] - first[1]
    apart = abs(first[1] + first[3] - last[1] - last[3])
    level = apart <= 2 * _LEVEL * height
    # `B6` in an oblique stamp: in so short a word, the letters are nearly level.
    if level and apart > _SAME_LINE * height and boxes.angle(start):
        level = False
    if level and len(text) > 1 and last[0] > first[0]:
        yield Word(clean(text), first[0], first[1], last[2], first[3], spaces, 0.0, start, end)
        return
    yield from _pieces(text, start, boxes, spaces)


def _pieces(text: str, start: int, boxes: CharacterBoxes, spaces: int) -> Iterator[Word]:
    """The parts of a word, each on one line in one direction."""
    piece: list[tuple[str, Rectangle]] = []
    first = start
    turned = 0.0

    def finish(end: int) -> Iterator[Word]:
        letters = clean("".join(letter for letter, _ in piece))
        if letters:
            left, bottom, right, top = union_of([box for _, box in piece])
            if boxes.is_crooked and not turned:
                # A long crooked word is as high as its letters.
                surplus = (top - bottom - max(box[3] - box[1] for _, box in piece)) / 2
                bottom, top = bottom + surplus, top - surplus
            yield Word(
                letters,
                left,
                bottom,
                right,
                top,
                spaces if first == start else 0,
                turned,
                first,
                end,
            )

    for index, letter in enumerate(text, start):
        box = boxes.loose(index)
        if box is None:
            continue
        angle = boxes.angle(index)
        box = turn(box, angle, boxes, index)
        if piece and (abs(angle - turned) > _NO_TURN or not _continues(piece[-1][1], box)):
            yield from finish(index)
            piece, first = [], index
        if not piece:
            turned = angle
        piece.append((letter, box))
    if piece:
        yield from finish(start + len(text))


def _continues(one: Rectangle, other: Rectangle) -> bool:
    """Whether two boxes are of neighbouring letters on one line, in either order."""
    height = max(one[3] - one[1], 0.5)
    if abs(one[1] + one[3] - other[1] - other[3]) > 2 * _LEVEL * height:
        return False
    return other[0] - one[2] <= height and one[0] - other[2] <= height


def union_of(boxes: Sequence[Rectangle]) -> Rectangle:
    """The smallest rectangle around one or more boxes."""
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)


def turn(box: Rectangle, angle: float, boxes: CharacterBoxes, index: int) -> Rectangle:
    """A character's box in coordinates rotated so that its line runs to the right."""
    if not angle:
        return box
    quarter = round(angle / 90)
    if abs(angle - 90 * quarter) < _NO_TURN:
        return quarter_turn(box, quarter)
    # PDFium's box is the upright one around the rotated letter.
    size = boxes.size(index)
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    radians = math.radians(-angle)
    across = x * math.cos(radians) - y * math.sin(radians)
    along = x * math.sin(radians) + y * math.cos(radians)
    return across - size / 4, along - size / 2, across + size / 4, along + size / 2


def quarter_turn(box: Rectangle, quarter: int) -> Rectangle:
    """Rotate a box back by a number of quarter turns."""
    left, bottom, right, top = box
    turned: dict[int, Callable[[], Rectangle]] = {
        0: lambda: box,
        1: lambda: (bottom, -right, top, -left),
        2: lambda: (-right, -top, -left, -bottom),
        3: lambda: (-top, left, -bottom, right),
    }
    return turned[quarter % 4]()


def handle_of(pointer: Any) -> int:
    """A number that identifies an object of PDFium."""
    return ctypes.cast(pointer, ctypes.c_void_p).value or 0
