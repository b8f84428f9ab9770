"""Remove specks from the picture of a page: marks that are smaller than the dots of its letters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from PIL import Image, ImageDraw

_INK = 128
_RUN = re.compile(b"\0+")
# A mark is a speck if it has less ink than this share of a square as wide as the page's strokes.
# Measured on the scans of `bench/scans.py` (strokes of 5 pixels): specks have 2 to 8 pixels, dots
# of i, j and colons 11 to 27. Specks do not grow with the letters: none has more than `_MOST_INK`.
_SPECK_SHARE = 0.4
_MOST_INK = 10
# The blurred edge of a speck extends this many pixels beyond its ink.
_EDGE = 2
# The dots of a colon: their largest size in specks, their sideways offset in half pixels, and their
# distance; letters of ten points have dots 15 pixels apart, those of sixteen 24.
_DOT = 4
_BESIDE = 5
_LEAST_APART, _MOST_APART = 16, 52
# A page of text has some 30,000 runs of ink; a picture with more than this is not changed.
_MOST_RUNS = 500_000


class _InkRun(NamedTuple):
    """Pixels of ink side by side in one row: half-open in `left` and `right`."""

    left: int
    right: int
    row: int


def without_specks(image: Image.Image) -> Image.Image:
    """A grey picture in which specks that do not touch a letter are replaced by paper."""
    runs = list(_runs(image))
    if not runs or len(runs) > _MOST_RUNS:
        return image
    widths = sorted(run.right - run.left for run in runs)
    most = min(_MOST_INK, _SPECK_SHARE * widths[len(widths) // 2] ** 2)
    marks: dict[int, list[_InkRun]] = {}
    for run, mark in zip(runs, _marks(runs), strict=True):
        marks.setdefault(mark, []).append(run)
    image = image.copy()
    pen = ImageDraw.Draw(image)
    found = [_InkMark.of(parts) for parts in marks.values()]
    small = [one for one in found if one.ink < most]
    for speck in _without_colons(small, [one for one in found if one.ink < most * _DOT]):
        left, top, right, bottom = speck.box
        pen.rectangle((left - _EDGE, top - _EDGE, right - 1 + _EDGE, bottom + _EDGE), fill=255)
    return image


class _InkMark(NamedTuple):
    """Touching runs of ink: the number of pixels, and the box around them."""

    ink: int
    box: tuple[int, int, int, int]

    @classmethod
    def of(cls, parts: list[_InkRun]) -> _InkMark:
        """The mark of its runs, which are in the order of rows."""
        left, right = min(run.left for run in parts), max(run.right for run in parts)
        ink = sum(run.right - run.left for run in parts)
        return cls(ink, (left, parts[0].row, right, parts[-1].row))

    @property
    def middle(self) -> tuple[int, int]:
        """The place of its middle, in half pixels."""
        left, top, right, bottom = self.box
        return left + right, top + bottom


def _without_colons(small: list[_InkMark], dots: list[_InkMark]) -> Iterator[_InkMark]:
    """The small marks without another dot directly above or below, as a colon has.

    If a dot of `Re:` were removed, it would be read as `Re.` or `Re'`.
    """
    columns: dict[int, list[_InkMark]] = {}
    for dot in dots:
        columns.setdefault(dot.middle[0] // _BESIDE, []).append(dot)
    for mark in small:
        x, y = mark.middle
        near = (
            dot.middle
            for column in range(x // _BESIDE - 1, x // _BESIDE + 2)
            for dot in columns.get(column, ())
        )
        if not any(
            abs(x - other_x) <= _BESIDE and _LEAST_APART <= abs(y - other_y) <= _MOST_APART
            for other_x, other_y in near
        ):
            yield mark


def _runs(image: Image.Image) -> Iterator[_InkRun]:
    """The runs of ink, row by row; at most one more than `_MOST_RUNS`."""
    data = image.point(lambda value: 0 if value < _INK else 255).tobytes()
    count = 0
    for row in range(image.height):
        start = row * image.width
        for found in _RUN.finditer(data, start, start + image.width):
            yield _InkRun(found.start() - start, found.end() - start, row)
            count += 1
            if count > _MOST_RUNS:
                return


def _marks(runs: list[_InkRun]) -> list[int]:
    """For each run, the number of its mark; touching runs form one mark."""
    owner = list(range(len(runs)))

    def find(number: int) -> int:
        while owner[number] != number:
            owner[number] = owner[owner[number]]
            number = owner[number]
        return number

    above, below = 0, 0
    for number, run in enumerate(runs):
        if run.row != runs[below].row:
            above, below = below, number
        # `above` is the first run of the row above that may touch this run or those to its right.
        while above < below and (runs[above].row < run.row - 1 or runs[above].right < run.left):
            above += 1
        other = above
        while other < below and runs[other].left <= run.right:
            first, second = find(other), find(number)
            owner[max(first, second)] = min(first, second)
            other += 1
    return [find(number) for number in range(len(runs))]
