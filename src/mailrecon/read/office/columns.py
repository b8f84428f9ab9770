"""Columns of a page that lie beside it: newspaper columns with too much space between them."""

from __future__ import annotations

from typing import NamedTuple

from msgspec import Struct

from mailrecon.read.office.looks import TWIPS

# A column that is narrower than a letter, in points, shows none.
_LEAST_WIDTH = 8.0


class SectionColumns(NamedTuple):
    """The columns of a section, in points. `own` are their widths, each with the space behind it.

    Without widths of their own all columns are as wide as one another.
    """

    columns: int = 1
    space: float = 36.0
    own: tuple[tuple[float, float], ...] = ()

    def are_off(self, text_width: float) -> bool:
        """Whether no column has any width: programs draw nothing then."""
        if self.columns < 2 or self.own:
            return False
        return (text_width - (self.columns - 1) * self.space) / self.columns < _LEAST_WIDTH

    def is_off(self, breaks: int, edge: float) -> bool:
        """Whether what follows so many column breaks begins beyond the page.

        `edge` is how far from the left margin the page ends.
        """
        before = self.own[:breaks]
        return bool(before) and len(self.own) > 1 and sum(map(sum, before)) >= edge


RTF_WORDS = frozenset({"cols", "colsx", "colno", "colw", "colsr", "margr", "margrsxn"})
_USUAL_SPACE, _USUAL_MARGIN = 720, 1800


class RtfColumns(Struct):
    """The columns of a section of RTF, and how many column breaks there were in it; in twips."""

    breaks: int = 0
    margin: int = _USUAL_MARGIN
    _count: int = 1
    _space: int = _USUAL_SPACE
    _number: int = 1
    _own: dict[int, tuple[int, int]] = {}

    def begin(self) -> None:
        """Begin a section with the properties that one has of itself (`\\sectd`)."""
        self.breaks = 0
        self._count, self._space, self._number, self._own = 1, _USUAL_SPACE, 1, {}

    def word(self, word: str, value: int) -> None:
        """A control word of RTF_WORDS."""
        width, space = self._own.get(self._number, (0, 0))
        if word in ("margr", "margrsxn"):
            self.margin = value
        elif word == "cols":
            self._count = value
        elif word == "colsx":
            self._space = value
        elif word == "colno":
            self._number = value
        elif word == "colw":
            self._own[self._number] = (value, space)
        else:
            self._own[self._number] = (width, value)

    def are_off(self, edge: int) -> bool:
        """Whether text that comes now is in a column that is off the page, or has no width.

        `edge` is how far from the left margin the page ends.
        """
        if self._count < 2:
            return False
        own = tuple(
            (width / TWIPS, space / TWIPS) for _, (width, space) in sorted(self._own.items())
        )
        columns = SectionColumns(self._count, self._space / TWIPS, own)
        text_width = (edge - self.margin) / TWIPS
        return columns.are_off(text_width) or columns.is_off(self.breaks, edge / TWIPS)
