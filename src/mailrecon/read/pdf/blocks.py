"""Detect letters drawn as solid blocks, by fonts made for blacking out text.

Removing such a letter changes the picture, but a reader cannot see which letter it was.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from PIL import Image

from mailrecon.read.pdf.overlaps import count_pixels

Area: TypeAlias = tuple[int, int, int, int]

# Share of dark pixels in a block, for small letters at the first look.
_DARK = 0.97
# The same share for a letter drawn large. Bold capitals have less: they have holes and corners.
_SOLID = 0.95
_LEAST_LETTERS = 2
_LEAST_SIDE = 6
# Strokes that fill their box.
_STROKES = frozenset("iIl1|-_.,:;'\u2019\u2013\u2014")


def is_dark_all_over(change: Image.Image, area: Area, columns: int, rows: int) -> bool:
    """Whether nearly all pixels of an area are inked; so many of its columns and rows have ink."""
    left, top, right, bottom = area
    # Between the letters of most words are columns without ink, and no pixels are counted.
    may_be = columns * rows >= _DARK * (right - left) * (bottom - top)
    return may_be and _is_inked(change, area, _DARK)


def may_be_blocks(text: str) -> bool:
    """Whether a word has enough letters that do not fill their boxes in a normal font."""
    letters = {letter for letter in text if letter.isalnum()} - _STROKES
    return len(letters) >= _LEAST_LETTERS


def are_blocks(ink: Image.Image, areas: Iterable[Area | None]) -> bool:
    """Whether each letter's box is dark from edge to edge; the edges themselves may be grey."""
    inner = [
        (left + 1, top + 1, right - 1, bottom - 1)
        for left, top, right, bottom in (area for area in areas if area is not None)
        if min(right - left, bottom - top) > _LEAST_SIDE
    ]
    return bool(inner) and all(_is_inked(ink, area, _SOLID) for area in inner)


def _is_inked(ink: Image.Image, area: Area, share: float) -> bool:
    left, top, right, bottom = area
    return count_pixels(ink, area) >= share * (right - left) * (bottom - top)
