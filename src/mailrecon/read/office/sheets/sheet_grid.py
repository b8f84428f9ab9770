"""Compute the places of a sheet's cells, in points, and the cells that a shape covers."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping
from itertools import accumulate
from typing import NamedTuple

from mailrecon.model import Hiding
from mailrecon.read.office.sheets.sheet_looks import Area

_MOST_CELLS = 1 << 20
# A letter's width in points.
LETTER = 5.25


class Covered(NamedTuple):
    """The place of a shape on a sheet, in points from its upper left corner."""

    left: float
    top: float
    right: float
    bottom: float

    def within(self, inner: Covered, own: Covered) -> Covered:
        """Convert `own` from the units of a group to points; `self` is the group's place."""
        wide, high = inner.right - inner.left, inner.bottom - inner.top
        if wide <= 0 or high <= 0:
            return self
        across, down = (self.right - self.left) / wide, (self.bottom - self.top) / high
        return Covered(
            self.left + (own.left - inner.left) * across,
            self.top + (own.top - inner.top) * down,
            self.left + (own.right - inner.left) * across,
            self.top + (own.bottom - inner.top) * down,
        )


class GridAxis:
    """The columns or the rows of a sheet: those with their own size, and the default size."""

    def __init__(self, usual: float, own: Mapping[int, float]) -> None:
        self._usual = usual
        self._numbers = sorted(own)
        more = (max(own[number], 0.0) - usual for number in self._numbers)
        self._more = list(accumulate(more, initial=0.0))

    def start(self, number: int) -> float:
        """The start of a column or row."""
        return number * self._usual + self._more[bisect_left(self._numbers, number)]

    def between(self, low: float, high: float) -> tuple[int, int]:
        """The first and last column or row whose middle lies between two places; none if first >
        last.
        """
        return self._first(lambda middle: middle >= low), self._first(lambda one: one > high) - 1

    def _first(self, holds: Callable[[float], bool]) -> int:
        low, high = 0, _MOST_CELLS
        while low < high:
            number = (low + high) // 2
            if holds((self.start(number) + self.start(number + 1)) / 2):
                high = number
            else:
                low = number + 1
        return low


class SheetGrid(NamedTuple):
    """The columns and rows of a sheet."""

    columns: GridAxis
    rows: GridAxis

    def cells_under(self, shape: Covered) -> Area | None:
        """The cells of which a shape covers at least half."""
        left, right = self.columns.between(shape.left, shape.right)
        top, bottom = self.rows.between(shape.top, shape.bottom)
        if left > right or top > bottom:
            return None
        return Area(top, left, bottom, right, Hiding.COVERED)


def number_of_column(letters: str) -> int:
    """`A` is 0, `AB` 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
