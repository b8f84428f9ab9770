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
# The bytes of a number of a box
_FLOAT = 4
# From the last letter of a word to the first one of the next word on its line
_TO_NEXT = 2


class EvenText(NamedTuple):
    """The text of a page that has one space between any two words of a line, and nothing unusual.

    `firsts` are the indexes of the first word of each line, and of the word after the last line.
    `letters` are PDFium's indexes of the first and the last letter of each word, and `more` is the
    number of letters after the first.
    """

    lines: list[str]
    words: list[str]
    firsts: list[int]
    letters: list[int]
    more: list[int]

    @property
    def starts(self) -> list[int]:
        """PDFium's indexes of the first letter of each word."""
        return self.letters[::2]


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
    # From the first letter of a word to the last one, and from there to the next word
    steps = [_TO_NEXT] * (2 * len(words))
    steps[::2] = more
    for first in firsts[1:-1]:
        steps[2 * first - 1] = 1 + len(LINE_END)
    steps.pop()
    return EvenText(lines, words, firsts, list(accumulate(steps, initial=0)), more)


def read_evenly(page: EvenText, text_page: int, buffer: calls.PageBuffer) -> list[Word] | None:
    """The lines as runs; None if a line may not be evenly spaced."""
    boxes = buffer.loose_boxes(text_page, page.letters, len(page.letters))
    begins, ends = page.firsts[:-1], page.firsts[1:]
    tops = _own_edges(boxes[1::4], begins, ends)
    bottoms = _own_edges(boxes[3::4], begins, ends)
    if tops is None or bottoms is None:
        return None
    sizes = list(map(sub, tops, bottoms))
    smallest, largest = min(sizes), max(sizes)
    if not smallest >= SMALLEST:
        return None
    # Arrays, as thousands of numbers at a time are slow to keep as objects.
    lefts, finals, rights = boxes[::8], boxes[4::8], boxes[6::8]
    least, most = SPACE * largest, min(WIDE * smallest, NARROWEST_GUTTER)
    # The next word on the line; none after the last, where any gap will do.
    following = lefts[1:]
    following.append(0.0)
    for end in ends:
        following[end - 1] = rights[end - 1] + (least + most) / 2
    narrowest = [NARROWEST * largest * letters for letters in range(1, max(page.more) + 2)]
    # Words of one letter end where they begin.
    others = [
        (place, least < after - right < most and right - left >= narrowest[more] and not more)
        for place, left, final, right, after, more in zip(
            page.letters[::2], lefts, finals, rights, following, page.more, strict=True
        )
        if not (least < after - right < most and right - left >= narrowest[more] and left < final)
    ]
    # Such a letter may be turned: it has no other that shows its direction.
    singles = [place for place, is_even in others if is_even]
    page_handle = repeat(calls.reference_to(text_page))
    if len(singles) < len(others) or any(calls.each(calls.angle, page_handle, singles)):
        return None
    starts = [page.letters[2 * begin] for begin in begins]
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


def _own_edges(
    edges: array.array[float], begins: list[int], ends: list[int]
) -> array.array[float] | None:
    """The upper or the lower edge of each line; None if the boxes of its words differ in it."""
    found = edges.tobytes()
    # Each word has two boxes.
    own = [found[2 * _FLOAT * begin : _FLOAT * (2 * begin + 1)] for begin in begins]
    counts = [2 * (end - begin) for begin, end in zip(begins, ends, strict=True)]
    if b"".join(map(mul, own, counts)) != found:
        return None
    return array.array("f", b"".join(own))
