"""Read the words of a page in runs: an evenly spaced line is read as a whole.

The layout treats a run as one word. The words of a run have one height and one baseline, and for
each gap between them the layout would write one space: so the lines equal, character by character,
those of a layout word by word. Uneven lines and right-to-left text are read word by word, as on
pages that must be drawn.
"""

from __future__ import annotations

import array
import ctypes
from collections.abc import Iterator
from itertools import accumulate, chain, count, repeat
from operator import add, lt, sub, truediv
from typing import NamedTuple

import pypdfium2 as pdfium

from mailrecon.read.pdf import calls
from mailrecon.read.pdf.columns import NARROWEST_GUTTER
from mailrecon.read.pdf.layout import SPACE, WIDE
from mailrecon.read.pdf.overlaps import NARROWEST, SMALLEST
from mailrecon.read.pdf.text import WORD, CharacterBoxes, Rectangle, Word, divide_word
from mailrecon.regex import regex

# White space except a space, controls, and PDFium's marks for no character and for divided words.
_UNUSUAL = regex(r"[^\S ]|[\0-\x1f\x7f\u00ad\ufffe\uffff]")
# Right-to-left letters, and marks that reverse the direction of text.
RUNS_LEFT = regex(
    "[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_LINE_END = "\r\n"
# PDFium's box is four floats: left, top, right, bottom. A word has a box for its first and one for
# its last character.
_BOX, _FLOAT = 4, 4


class _PdfiumLine(NamedTuple):
    """A line of PDFium's text: its words, and the index of the first of them on the page.

    `even` is True if at most two spaces separate its words and no character is unusual.
    """

    words: list[str]
    first: int
    even: bool


class _PageLines(NamedTuple):
    """The lines of a page; for each word, its start and the number of spaces before it."""

    lines: list[_PdfiumLine]
    starts: list[int]
    spaces: list[int]


class _Sides(NamedTuple):
    """The edges of each word; `last` is the left edge of its last letter.

    `bottoms` and `tops` have two values per word: for its first and for its last letter. `letters`
    is the number of letters, `widths` their average width, and `gaps` the space between it and the
    next word, even if that is on another line.
    """

    left: array.array[float]
    last: array.array[float]
    right: array.array[float]
    bottoms: array.array[float]
    tops: array.array[float]
    letters: list[int]
    widths: list[float]
    gaps: list[float]


class PdfRuns(NamedTuple):
    """The runs of a page in PDFium's order, and PDFium's index of each word's start."""

    runs: list[Word]
    starts: list[int]


def read_runs(text_page: pdfium.PdfTextPage, text: str) -> PdfRuns | None:
    """The runs of a page, or None if it must be read word by word.

    `text` is the result of `read_characters`. A run's text has one space between its words.
    """
    if not text.isascii() and RUNS_LEFT.search(text):
        return None
    page = _divide(text)
    handle = calls.number_of(text_page.raw)
    sides = _measure(handle, page)
    if sides is None:
        return None
    boxes = CharacterBoxes(text_page)
    found: list[Word] = []
    for line in page.lines:
        run = _as_run(line, page, sides, boxes) if line.even else None
        if run is not None:
            found.append(run)
        else:
            found.extend(_word_by_word(line, page, sides, boxes))
    return PdfRuns(found, page.starts)


def _divide(text: str) -> _PageLines:
    page = _PageLines([], [], [])
    is_usual = _UNUSUAL.search(text.replace(_LINE_END, "")) is None
    position = before = 0
    for line in text.split(_LINE_END):
        end = position + len(line)
        words = line.split(" ")
        first = len(page.starts)
        if is_usual and "" not in words:
            page.lines.append(_PdfiumLine(words, first, True))
            widths = accumulate(map(len, words[:-1]), initial=position)
            page.starts.extend(map(add, widths, count()))
            page.spaces.append(0)
            page.spaces.extend(repeat(1, len(words) - 1))
            before = end
        else:
            even = is_usual or not _UNUSUAL.search(line)
            found = []
            for match in WORD.finditer(text, position, end):
                gap = text[before : match.start()]
                page.starts.append(match.start())
                page.spaces.append(len(gap) if not before or "\n" not in gap else 0)
                found.append(match[0])
                before = match.end()
            even = even and max(page.spaces[first + 1 :], default=0) < 3
            if found:
                page.lines.append(_PdfiumLine(found, first, even))
        position = end + len(_LINE_END)
    return page


def _measure(handle: int, page: _PageLines) -> _Sides | None:
    """The edges of all words; None if PDFium lacks one."""
    letters = list(map(len, chain.from_iterable(line.words for line in page.lines)))
    most = 2 * len(letters)
    wanted = [0] * most
    wanted[::2] = page.starts
    wanted[1::2] = map(sub, map(add, page.starts, letters), repeat(1))
    buffer = (ctypes.c_float * (_BOX * most))()
    first = ctypes.addressof(buffer)
    places = range(first, first + _FLOAT * _BOX * most, _FLOAT * _BOX)
    if not all(map(calls.loose_box, repeat(handle), wanted, places)):
        return None
    values = array.array("f", bytes(buffer))
    left, right = values[::8], values[6::8]
    return _Sides(
        left,
        values[4::8],
        right,
        values[3::4],
        values[1::4],
        letters,
        list(map(truediv, map(sub, right, left), letters)),
        list(map(sub, left[1:], right)),
    )


def _as_run(
    line: _PdfiumLine, page: _PageLines, sides: _Sides, boxes: CharacterBoxes
) -> Word | None:
    """Join a line's words to one run; None if they are not evenly spaced."""
    start = line.first
    count = len(line.words)
    end = start + count
    top, bottom = sides.tops[2 * start], sides.bottoms[2 * start]
    size = top - bottom
    single = sides.letters[start:end].count(1)
    if (
        size < SMALLEST
        or sides.tops[2 * start : 2 * end].count(top) < 2 * count
        or sides.bottoms[2 * start : 2 * end].count(bottom) < 2 * count
        or min(sides.widths[start:end]) < NARROWEST * size
        or sum(map(lt, sides.left[start:end], sides.last[start:end])) < count - single
    ):
        return None
    gaps = sides.gaps[start : end - 1]
    if gaps:
        widest = max(gaps)
        if min(gaps) <= SPACE * size or widest > WIDE * size or widest >= NARROWEST_GUTTER:
            return None
    if single and any(
        boxes.angle(page.starts[number])
        for number in range(start, end)
        if sides.letters[number] == 1
    ):
        return None
    return Word(
        " ".join(line.words),
        sides.left[start],
        bottom,
        sides.right[end - 1],
        top,
        page.spaces[start],
        0.0,
        page.starts[start],
        page.starts[end - 1] + sides.letters[end - 1],
    )


def _word_by_word(
    line: _PdfiumLine, page: _PageLines, sides: _Sides, boxes: CharacterBoxes
) -> Iterator[Word]:
    for number, text in enumerate(line.words, line.first):
        first: Rectangle = (
            sides.left[number],
            sides.bottoms[2 * number],
            0.0,
            sides.tops[2 * number],
        )
        last: Rectangle = (
            sides.last[number],
            sides.bottoms[2 * number + 1],
            sides.right[number],
            sides.tops[2 * number + 1],
        )
        yield from divide_word(text, page.starts[number], (first, last), boxes, page.spaces[number])
