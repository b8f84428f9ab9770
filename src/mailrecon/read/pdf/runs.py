"""The words of a page run by run: a line whose words follow one another evenly is taken whole.

A run stands for its words in the layout. Its words have one height and one baseline, and the gaps
between them are such that the layout would write one space: so the lines come out the same,
character by character, as if they were laid out word by word. What is not even, or has letters
that run to the left, is read word by word, as on pages that must be looked at.
"""

from __future__ import annotations

import array
import ctypes
from collections.abc import Iterator
from itertools import accumulate, repeat
from operator import lt, sub, truediv
from typing import NamedTuple

import pypdfium2 as pdfium

from mailrecon.read.pdf import calls
from mailrecon.read.pdf.layout import NARROWEST_GUTTER, SPACE, WIDE
from mailrecon.read.pdf.sight import NARROWEST, SMALLEST
from mailrecon.read.pdf.text import WORD, Boxes, Rectangle, Word, divide_word
from mailrecon.regex import regex

# White space but for a space, controls, and what PDFium puts for nothing or for a torn word.
_UNUSUAL = regex(r"[^\S ]|[\0-\x1f\x7f\u00ad\ufffe\uffff]")
# Letters that run to the left, and the marks that turn text round.
RUNS_LEFT = regex(
    "[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_LINE_END = "\r\n"
# A box of PDFium's is four floats: left, top, right, bottom. A word has one of its first character
# and one of its last.
_BOX, _FLOAT = 4, 4


class _Line(NamedTuple):
    """A line of PDFium's text: its words, and the number of the first of them on the page.

    `even` is that at most two spaces part its words, and that nothing unusual stands in it.
    """

    words: list[str]
    first: int
    even: bool


class _Page(NamedTuple):
    """The lines of a page; for each word where it starts, and how many spaces stand before it."""

    lines: list[_Line]
    starts: list[int]
    spaces: list[int]


class _Sides(NamedTuple):
    """Of each word the edges; `last` is the left edge of its last letter.

    `bottoms` and `tops` hold two values for a word: those of its first and of its last letter.
    """

    left: array.array[float]
    last: array.array[float]
    right: array.array[float]
    bottoms: array.array[float]
    tops: array.array[float]


class Runs(NamedTuple):
    """The runs of a page in PDFium's order, and where its words start by PDFium's count."""

    runs: list[Word]
    starts: list[int]


def read_runs(text_page: pdfium.PdfTextPage, text: str) -> Runs | None:
    """The runs of a page, or None if it must be read word by word.

    `text` is what `read_characters` gave of it. A run's text has one space between its words.
    """
    if not text.isascii() and RUNS_LEFT.search(text):
        return None
    page = _divide(text)
    handle = calls.number_of(text_page.raw)
    sides = _measure(handle, page)
    if sides is None:
        return None
    boxes = Boxes(text_page)
    found: list[Word] = []
    for line in page.lines:
        run = _as_run(line, page, sides, boxes) if line.even else None
        if run is not None:
            found.append(run)
        else:
            found.extend(_word_by_word(line, page, sides, boxes))
    return Runs(found, page.starts)


def _divide(text: str) -> _Page:
    page = _Page([], [], [])
    is_usual = _UNUSUAL.search(text.replace(_LINE_END, "")) is None
    position = before = 0
    for line in text.split(_LINE_END):
        end = position + len(line)
        words = line.split(" ")
        first = len(page.starts)
        if is_usual and "" not in words:
            page.lines.append(_Line(words, first, True))
            widths = map(len, words[:-1])
            page.starts.extend(accumulate(widths, _next_start, initial=position))
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
                page.lines.append(_Line(found, first, even))
        position = end + len(_LINE_END)
    return page


def _next_start(start: int, width: int) -> int:
    return start + width + 1


def _measure(handle: int, page: _Page) -> _Sides | None:
    """The sides of all words; None if PDFium does not know one."""
    ends = [
        start + len(word) - 1
        for start, word in zip(
            page.starts, (word for line in page.lines for word in line.words), strict=True
        )
    ]
    count = 2 * len(ends)
    wanted = [0] * count
    wanted[::2], wanted[1::2] = page.starts, ends
    buffer = (ctypes.c_float * (_BOX * count))()
    first = ctypes.addressof(buffer)
    places = range(first, first + _FLOAT * _BOX * count, _FLOAT * _BOX)
    if not all(map(calls.loose_box, repeat(handle), wanted, places)):
        return None
    values = array.array("f", bytes(buffer))
    return _Sides(values[::8], values[4::8], values[6::8], values[3::4], values[1::4])


def _as_run(line: _Line, page: _Page, sides: _Sides, boxes: Boxes) -> Word | None:
    """A line's words as one, or None if they are not even."""
    words, start = line.words, line.first
    end = start + len(words)
    top, bottom = sides.tops[2 * start], sides.bottoms[2 * start]
    size = top - bottom
    if (
        size < SMALLEST
        or sides.tops[2 * start : 2 * end].count(top) < 2 * len(words)
        or sides.bottoms[2 * start : 2 * end].count(bottom) < 2 * len(words)
    ):
        return None
    left, right = sides.left[start:end], sides.right[start:end]
    letters = list(map(len, words))
    single = letters.count(1)
    if (
        min(map(truediv, map(sub, right, left), letters)) < NARROWEST * size
        or sum(map(lt, left, sides.last[start:end])) < len(words) - single
    ):
        return None
    gaps = list(map(sub, left[1:], right))
    if gaps and not (
        SPACE * size < min(gaps) and max(gaps) <= WIDE * size and max(gaps) < NARROWEST_GUTTER
    ):
        return None
    if single and any(
        boxes.angle(page.starts[start + place]) for place, count in enumerate(letters) if count == 1
    ):
        return None
    return Word(
        " ".join(words),
        left[0],
        bottom,
        right[-1],
        top,
        page.spaces[start],
        0.0,
        page.starts[start],
        page.starts[end - 1] + letters[-1],
    )


def _word_by_word(line: _Line, page: _Page, sides: _Sides, boxes: Boxes) -> Iterator[Word]:
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
