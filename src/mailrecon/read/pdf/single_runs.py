"""Lay out a page on which each line is a single run of letters, as on most pages of plain text.

Such a page has no rows to join, no columns, no bars and no codes in its margin, so each value is
computed for all lines at once. The result is that of `lay_out`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import repeat
from operator import sub

from mailrecon.read.pdf.columns import codes_begin
from mailrecon.read.pdf.layout import (
    DEEPEST_INDENT,
    DOUBLE,
    INDENT,
    LEAST_ROW,
    LEAST_SIZE,
    PARAGRAPH,
    SAME_LINE,
    SOFT_HYPHEN,
    PageLine,
    median,
    pitch_of,
)
from mailrecon.read.pdf.marks import SheetEdges
from mailrecon.read.pdf.runs import RUNS_LEFT
from mailrecon.read.pdf.text import Rectangle, Word

_BLANK = PageLine("")


def lay_out_runs(
    words: Sequence[Word], sheet: Rectangle, usual: float | None
) -> list[PageLine] | None:
    """The lines of a page whose words are runs, one below the other; None for any other page.

    The page has no hidden text and no black boxes; `usual` is the document's usual distance between
    lines.
    """
    if not words:
        return None
    texts, lefts, bottoms, rights, tops, spaces, angles, _, _, panels, lifts = zip(
        *words, strict=True
    )
    edges = SheetEdges(*sheet)
    if (
        not all(texts)
        or any(angles)
        or any(panels)
        or any(lifts)
        or max(lefts) >= codes_begin(edges)
    ):
        return None
    letters = "".join(texts)
    if not letters.isascii() and (SOFT_HYPHEN in letters or RUNS_LEFT.search(letters)):
        return None
    sizes = list(map(sub, tops, bottoms))
    middles = [(top + bottom) / 2 for top, bottom in zip(tops, bottoms, strict=True)]
    gaps = list(map(sub, middles, middles[1:]))
    pitch = pitch_of(gaps) if usual is None else min(pitch_of(gaps), usual)
    # Words of no text, two runs in a row, or lines far apart
    if min(sizes) < LEAST_SIZE or not _are_rows(gaps, sizes) or not pitch < DOUBLE * median(sizes):
        return None
    margin = min(lefts)
    same = margin == max(lefts) and not any(spaces)
    lines = list(
        map(
            PageLine,
            texts if same else map(_indented, texts, lefts, sizes, spaces, repeat(margin)),
            repeat(()),
            [edges.top - middle for middle in middles],
            [middle - edges.bottom for middle in middles],
            sizes,
            repeat(False),
            repeat(0.0),
            repeat(False),
            [
                (left, middle - size / 2, right, middle + size / 2)
                for left, middle, right, size in zip(lefts, middles, rights, sizes, strict=True)
            ],
        )
    )
    # One and a half times the usual distance means a blank line.
    if pitch and max(gaps) > PARAGRAPH * max(pitch, min(sizes) * 0.8) * 0.9:
        for place in range(len(gaps), 0, -1):
            if gaps[place - 1] > PARAGRAPH * max(pitch, sizes[place] * 0.8) * 0.9:
                lines.insert(place, _BLANK)
    return lines


def _are_rows(gaps: Sequence[float], sizes: Sequence[float]) -> bool:
    """Whether each run is so far below the one before it that it is in a row of its own."""
    if not gaps or min(gaps) > SAME_LINE * max(*sizes, LEAST_ROW):
        return True
    return all(
        gap > SAME_LINE * max(min(above, size), LEAST_ROW)
        for gap, above, size in zip(gaps, sizes, sizes[1:], strict=False)
    )


def _indented(text: str, left: float, size: float, spaces: int, margin: float) -> str:
    if left == margin and not spaces:
        return text
    indent = round((left - margin) / (INDENT * size))
    return " " * min(max(indent, spaces), DEEPEST_INDENT) + text
