"""Read a page whose lines are all evenly spaced: all its words in one pass.

Most pages of plain text are such: one space between any two words, all gaps, heights and widths
within the limits of a run, whatever line they are on. Any other page is read line by line (`runs`),
with the same result.
"""

from __future__ import annotations

import array
from itertools import accumulate
from operator import sub
from typing import NamedTuple

from mailrecon.read.pdf import calls
from mailrecon.read.pdf.columns import NARROWEST_GUTTER
from mailrecon.read.pdf.layout import SPACE, WIDE
from mailrecon.read.pdf.overlaps import NARROWEST, SMALLEST
from mailrecon.read.pdf.text import Word
from mailrecon.regex import regex

# White space except a space, controls, and PDFium's marks for no character and for divided words.
UNUSUAL = regex(r"[^\S ]|[\0-\x1f\x7f\u00ad\ufffe\uffff]")
LINE_END = "\r\n"
_FLOAT = 4


class EvenText(NamedTuple):
    """The text of a page that has one space between any two words of a line, and nothing unusual.

    `firsts` are the indexes of the first word of each line, and of the word after the last line;
    `after_first` is for each word the number of its letters but the first. `edges` are PDFium's
    indexes of the first and of the last letter of each word.
    """

    lines: list[str]
    words: list[str]
    firsts: list[int]
    after_first: list[int]
    edges: list[int]


def divide_evenly(text: str) -> EvenText | None:
    """The words of a page's text; None if they are not all one space apart."""
    lines = text.split(LINE_END)
    if lines[-1] == "":
        lines.pop()
    joined = " ".join(lines)
    if "  " in f" {joined} ":
        return None
    # What can be printed has none, and is found out thirty times as fast.
    if not joined.isprintable() and UNUSUAL.search(joined):
        return None
    words = joined.split(" ")
    firsts = [0, *accumulate([line.count(" ") + 1 for line in lines])]
    after_first = [len(word) - 1 for word in words]
    # From the first letter of a word to its last, and over a space to the next word
    steps = [2] * (2 * len(words))
    steps[0] = 0
    for first in firsts[1:-1]:
        steps[2 * first] = 1 + len(LINE_END)
    steps[1::2] = after_first
    return EvenText(lines, words, firsts, after_first, list(accumulate(steps)))


def read_evenly(page: EvenText, boxes: array.array[float], text_page: int) -> list[Word] | None:
    """The lines as runs; None if a line may not be evenly spaced.

    `boxes` are those that the font gives the letters at `page.edges`.
    """
    starts, ends = page.firsts[:-1], page.firsts[1:]
    tops = _level(boxes[1::4].tobytes(), starts, ends)
    bottoms = _level(boxes[3::4].tobytes(), starts, ends)
    if tops is None or bottoms is None:
        return None
    sizes = list(map(sub, tops, bottoms))
    smallest, largest = min(sizes), max(sizes)
    if not smallest >= SMALLEST:
        return None
    left, last, right = boxes[::8].tolist(), boxes[4::8].tolist(), boxes[6::8].tolist()
    least, most = SPACE * largest, min(WIDE * smallest, NARROWEST_GUTTER)
    # The next word on the line; none after the last, where any gap will do.
    following = left[1:]
    following.append(0.0)
    for end in ends:
        following[end - 1] = right[end - 1] + (least + most) / 2
    narrowest = [NARROWEST * largest * count for count in range(1, max(page.after_first) + 2)]
    uneven = [
        None
        for begin, final, end, after, more in zip(
            left, last, right, following, page.after_first, strict=True
        )
        if not (
            least < after - end < most
            and end - begin >= narrowest[more]
            and (begin < final or not more)
        )
    ]
    if uneven or _has_turned_letter(page, text_page):
        return None
    first_letters = [page.edges[2 * start] for start in starts]
    return [
        Word(text, left[start], bottom, right[end - 1], top, 0, 0.0, first, first + len(text))
        for text, start, end, bottom, top, first in zip(
            page.lines, starts, ends, bottoms, tops, first_letters, strict=True
        )
    ]


def _level(edges: bytes, starts: list[int], ends: list[int]) -> list[float] | None:
    """The edge of each line, if all its words have the same; `edges` are those of two letters of
    each word, as bytes.
    """
    step = 2 * _FLOAT
    found = [edges[step * start : step * start + _FLOAT] for start in starts]
    counts = map(sub, ends, starts)
    if b"".join([edge * (2 * count) for edge, count in zip(found, counts, strict=True)]) != edges:
        return None
    return array.array("f", b"".join(found)).tolist()


def _has_turned_letter(page: EvenText, text_page: int) -> bool:
    """Whether a word of a single letter may be turned: it has no other that shows its direction."""
    number = -1
    for _ in range(page.after_first.count(0)):
        number = page.after_first.index(0, number + 1)
        if calls.angle(text_page, page.edges[2 * number]):
            return True
    return False
