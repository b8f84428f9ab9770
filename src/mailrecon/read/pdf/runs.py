"""Read the words of a page in runs: an evenly spaced line is read as a whole.

The layout treats a run as one word. The words of a run have one height and one baseline, and for
each gap between them the layout would write one space: so the lines equal, character by character,
those of a layout word by word. Uneven lines and right-to-left text are read word by word, as on
pages that must be drawn.
"""

from __future__ import annotations

import array
from collections.abc import Iterator
from itertools import repeat
from math import isnan
from operator import add, lt, sub, truediv
from typing import NamedTuple

import pypdfium2 as pdfium

from mailrecon.read.pdf import calls
from mailrecon.read.pdf.columns import NARROWEST_GUTTER
from mailrecon.read.pdf.even_page import LINE_END, UNUSUAL, divide_evenly, read_evenly
from mailrecon.read.pdf.layout import SPACE, WIDE
from mailrecon.read.pdf.overlaps import NARROWEST, SMALLEST
from mailrecon.read.pdf.text import WORD, CharacterBoxes, Rectangle, Word, divide_word
from mailrecon.regex import regex

# Right-to-left letters, and marks that reverse the direction of text.
RUNS_LEFT = regex(
    "[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_FLOAT = 4


class _PdfiumLine(NamedTuple):
    """A line of PDFium's text: its words with one space between them, their number, and the index
    of the first of them on the page.

    `even` is True if at most two spaces separate its words and no character is unusual.
    """

    text: str
    first: int
    word_count: int
    even: bool


class _PageLines(NamedTuple):
    """The lines of a page; for each word, its letters, its start and the spaces before it."""

    lines: list[_PdfiumLine]
    letters: list[int]
    starts: list[int]
    spaces: list[int]


class _Sides(NamedTuple):
    """The edges of each word; `last` is the left edge of its last letter.

    `bottoms` and `tops` have two values per word: for its first and for its last letter, and
    `level_bottoms` and `level_tops` are their bytes. `widths` are the average widths of letters,
    and `gaps` the space between a word and the next one, even if that is on another line.
    """

    left: list[float]
    last: list[float]
    right: list[float]
    bottoms: array.array[float]
    tops: array.array[float]
    level_bottoms: bytes
    level_tops: bytes
    widths: list[float]
    gaps: list[float]


class _PageEvenness(NamedTuple):
    """What holds for all words of a page, so that it need not be asked of each line.

    `narrowest` is the least average width of a word's letters; `runs_right` is True if no word runs
    to the left, and no single letter is turned.
    """

    narrowest: float
    runs_right: bool


class PdfRuns(NamedTuple):
    """The runs of a page in PDFium's order, its words, and PDFium's index of each word's start."""

    runs: list[Word]
    words: list[str]
    starts: list[int]


def read_runs(
    text_page: pdfium.PdfTextPage, text: str, buffer: calls.PageBuffer | None = None
) -> PdfRuns | None:
    """The runs of a page, or None if it must be read word by word.

    `text` is the result of `read_characters`. A run's text has one space between its words.
    """
    if not text.isascii() and RUNS_LEFT.search(text):
        return None
    handle = calls.number_of(text_page.raw)
    buffer = buffer or calls.PageBuffer()
    even = divide_evenly(text)
    if even is not None:
        runs = read_evenly(even, handle, buffer)
        if runs is not None:
            return PdfRuns(runs, even.words, even.starts)
    return _read_by_line(text_page, text, handle, buffer)


def _read_by_line(
    text_page: pdfium.PdfTextPage, text: str, handle: int, buffer: calls.PageBuffer
) -> PdfRuns | None:
    page = _divide(text)
    sides = _measure(handle, page, buffer)
    if sides is None:
        return None
    boxes = CharacterBoxes(text_page)
    whole = _evenness(page, sides, boxes)
    found: list[Word] = []
    for line in page.lines:
        run = _as_run(line, page, sides, boxes, whole) if line.even else None
        if run is not None:
            found.append(run)
        else:
            found.extend(_word_by_word(line, page, sides, boxes))
    return PdfRuns(found, text.split(), page.starts)


def _divide(text: str) -> _PageLines:
    lines = text.split(LINE_END)
    if lines[-1] == "":
        lines.pop()
    # What can be printed has none, and is found out thirty times as fast.
    joined = " ".join(lines)
    is_usual = joined.isprintable() or UNUSUAL.search(joined) is None
    page = _PageLines([], [], [], [])
    position = before = 0
    for line in lines:
        end = position + len(line)
        first = len(page.starts)
        found = []
        for match in WORD.finditer(text, position, end):
            gap = text[before : match.start()]
            page.starts.append(match.start())
            page.spaces.append(len(gap) if not before or "\n" not in gap else 0)
            found.append(match[0])
            before = match.end()
        if found:
            even = is_usual or not UNUSUAL.search(line)
            even = even and max(page.spaces[first + 1 :], default=0) < 3
            page.lines.append(_PdfiumLine(" ".join(found), first, len(found), even))
            page.letters.extend(map(len, found))
        position = end + len(LINE_END)
    return page


def _measure(handle: int, page: _PageLines, buffer: calls.PageBuffer) -> _Sides | None:
    """The edges of all words; None if PDFium lacks one."""
    count = len(page.starts)
    lasts = map(sub, map(add, page.starts, page.letters), repeat(1))
    of_first = buffer.loose_boxes(handle, page.starts, count)
    of_last = buffer.loose_boxes(handle, lasts, count)
    if any(map(isnan, of_first)) or any(map(isnan, of_last)):
        return None
    left, last, right = of_first[::4].tolist(), of_last[::4].tolist(), of_last[2::4].tolist()
    bottoms, tops = array.array("f", bytes(8 * count)), array.array("f", bytes(8 * count))
    bottoms[::2], bottoms[1::2] = of_first[3::4], of_last[3::4]
    tops[::2], tops[1::2] = of_first[1::4], of_last[1::4]
    return _Sides(
        left,
        last,
        right,
        bottoms,
        tops,
        bottoms.tobytes(),
        tops.tobytes(),
        list(map(truediv, map(sub, right, left), page.letters)),
        list(map(sub, left[1:], right)),
    )


def _evenness(page: _PageLines, sides: _Sides, boxes: CharacterBoxes) -> _PageEvenness:
    to_right = list(map(lt, sides.left, sides.last))
    singles = page.letters.count(1)
    # The first letter of a single one is the last one, too: these are all that run nowhere.
    runs_right = to_right.count(False) == singles
    number = -1
    for _ in range(singles if runs_right else 0):
        number = to_right.index(False, number + 1)
        if boxes.angle(page.starts[number]):
            runs_right = False
            break
    return _PageEvenness(min(sides.widths, default=0.0), runs_right)


def _as_run(
    line: _PdfiumLine,
    page: _PageLines,
    sides: _Sides,
    boxes: CharacterBoxes,
    whole: _PageEvenness,
) -> Word | None:
    """Join a line's words to one run; None if they are not evenly spaced."""
    text, start, count, _ = line
    end = start + count
    top, bottom = sides.tops[2 * start], sides.bottoms[2 * start]
    size = top - bottom
    if not (
        size >= SMALLEST
        and _is_level(sides.level_tops[8 * start : 8 * end], count)
        and _is_level(sides.level_bottoms[8 * start : 8 * end], count)
    ):
        return None
    narrowest = NARROWEST * size
    if whole.narrowest < narrowest and min(sides.widths[start:end]) < narrowest:
        return None
    if count > 1:
        gaps = sides.gaps[start : end - 1]
        widest = max(gaps)
        if min(gaps) <= SPACE * size or widest > WIDE * size or widest >= NARROWEST_GUTTER:
            return None
    if not whole.runs_right:
        singles = [number for number in range(start, end) if page.letters[number] == 1]
        to_right = sum(map(lt, sides.left[start:end], sides.last[start:end]))
        if to_right < count - len(singles):
            return None
        if any(boxes.angle(page.starts[number]) for number in singles):
            return None
    return Word(
        text,
        sides.left[start],
        bottom,
        sides.right[end - 1],
        top,
        page.spaces[start],
        0.0,
        page.starts[start],
        page.starts[end - 1] + page.letters[end - 1],
    )


def _is_level(edges: bytes, count: int) -> bool:
    """Whether the edges of a line's first and last letters, in bytes, are all one number."""
    return edges == edges[:_FLOAT] * (2 * count)


def _word_by_word(
    line: _PdfiumLine, page: _PageLines, sides: _Sides, boxes: CharacterBoxes
) -> Iterator[Word]:
    for number, text in enumerate(line.text.split(" "), line.first):
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
