"""Read a page whose lines are all evenly spaced: all its words in one pass.

Most pages of plain text are such: one space between any two words, all gaps, heights and widths
within the limits of a run, whatever line they are on. Any other page is read line by line (`runs`),
with the same result.
"""

from __future__ import annotations

import array
from itertools import accumulate, repeat
from operator import add, mul, sub
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
# The bytes of the top and the bottom of a box
_EDGES = 8


class EvenText(NamedTuple):
    """The text of a page that has one space between any two words of a line, and nothing unusual.

    `firsts` are the indexes of the first word of each line, and of the word after the last line.
    `starts` are PDFium's indexes of the first letter of each word, and `more` is the number of
    letters after it.
    """

    lines: list[str]
    words: list[str]
    firsts: list[int]
    starts: list[int]
    more: list[int]


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
    more = [len(word) - 1 for word in words]
    # From the last letter of a word to the next word
    steps = [2] * len(words)
    for first in firsts[1:-1]:
        steps[first - 1] = 1 + len(LINE_END)
    starts = list(accumulate(map(add, more, steps), initial=0))
    starts.pop()
    return EvenText(lines, words, firsts, starts, more)


def read_evenly(page: EvenText, text_page: int, buffer: calls.PageBuffer) -> list[Word] | None:
    """The lines as runs; None if a line may not be evenly spaced."""
    count = len(page.words)
    first = buffer.loose_boxes(text_page, page.starts, count)
    last = buffer.loose_boxes(text_page, map(add, page.starts, page.more), count)
    begins, ends = page.firsts[:-1], page.firsts[1:]
    own = _level_edges(first, last, begins, ends)
    if own is None:
        return None
    tops, bottoms = own[::2].tolist(), own[1::2].tolist()
    sizes = list(map(sub, tops, bottoms))
    smallest, largest = min(sizes), max(sizes)
    if not smallest >= SMALLEST:
        return None
    # Arrays, as thousands of numbers at a time are slow to keep as objects.
    lefts, finals, rights = first[::4], last[::4], last[2::4]
    least, most = SPACE * largest, min(WIDE * smallest, NARROWEST_GUTTER)
    # The next word on the line; none after the last, where any gap will do.
    following = lefts[1:]
    following.append(0.0)
    for end in ends:
        following[end - 1] = rights[end - 1] + (least + most) / 2
    narrowest = [NARROWEST * largest * letters for letters in range(1, max(page.more) + 2)]
    # Words of one letter end where they begin.
    others = [
        (start, least < after - right < most and right - left >= narrowest[more] and not more)
        for start, left, final, right, after, more in zip(
            page.starts, lefts, finals, rights, following, page.more, strict=True
        )
        if not (least < after - right < most and right - left >= narrowest[more] and left < final)
    ]
    # Such a letter may be turned: it has no other that shows its direction.
    singles = [start for start, is_even in others if is_even]
    page_handle = repeat(calls.reference_to(text_page))
    if len(singles) < len(others) or any(calls.each(calls.angle, page_handle, singles)):
        return None
    starts = [page.starts[begin] for begin in begins]
    fields = zip(
        page.lines,
        [lefts[begin] for begin in begins],
        bottoms,
        [rights[end - 1] for end in ends],
        tops,
        repeat(0),
        repeat(0.0),
        starts,
        map(add, starts, map(len, page.lines)),
        repeat(0),
        repeat(0.0),
        strict=False,
    )
    # Without the Python function that is a named tuple's own `__new__`
    return list(map(tuple.__new__, repeat(Word), fields))


def _level_edges(
    first: array.array[float], last: array.array[float], begins: list[int], ends: list[int]
) -> array.array[float] | None:
    """The top and the bottom of each line, if all its words begin and end with the same ones."""
    of_first = _tops_and_bottoms(first)
    if of_first != _tops_and_bottoms(last):
        return None
    own = [of_first[_EDGES * begin : _EDGES * (begin + 1)] for begin in begins]
    if b"".join(map(mul, own, map(sub, ends, begins))) != of_first:
        return None
    return array.array("f", b"".join(own))


def _tops_and_bottoms(boxes: array.array[float]) -> bytes:
    edges = boxes[: len(boxes) // 2]
    edges[::2], edges[1::2] = boxes[1::4], boxes[3::4]
    return edges.tobytes()
