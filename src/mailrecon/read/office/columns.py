"""Detect newspaper columns that lie outside the page because of too much space between them."""

from __future__ import annotations

from typing import NamedTuple

from msgspec import Struct

from mailrecon.read.office.looks import TWIPS

# A column narrower than a letter, in points, shows no text.
_LEAST_WIDTH = 8.0


class SectionColumns(NamedTuple):
    """The columns of a section, in points. `own` are their widths, each with the space after it.

    Without own widths, all columns are equally wide.
    """

    columns: int = 1
    space: float = 36.0
    own: tuple[tuple[float, float], ...] = ()

    def are_off(self, text_width: float) -> bool:
        """Whether no column has any width, so that programs draw nothing."""
        if self.columns < 2 or self.own:
            return False
        return (text_width - (self.columns - 1) * self.space) / self.columns < _LEAST_WIDTH

    def is_off(self, breaks: int, edge: float) -> bool:
        """Whether the text after `breaks` column breaks begins beyond the page.

        `edge` is the distance from the left margin to the page's right edge.
        """
        before = self.own[:breaks]
        return bool(before) and len(self.own) > 1 and sum(map(sum, before)) >= edge


RTF_WORDS = frozenset({"cols", "colsx", "colno", "colw", "colsr", "margr", "margrsxn"})
_USUAL_SPACE, _USUAL_MARGIN = 720, 1800


class RtfColumns(Struct):
    """The columns of an RTF section in twips, and the number of column breaks so far."""

    breaks: int = 0
    margin: int = _USUAL_MARGIN
    _count: int = 1
    _space: int = _USUAL_SPACE
    _number: int = 1
    _own: dict[int, tuple[int, int]] = {}

    def begin(self) -> None:
        """Begin a section with default properties (`\\sectd`)."""
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
        """Whether the next text is in a column that is off the page or has no width.

        `edge` is the distance from the left margin to the page's right edge.
        """
        if self._count < 2:
            return False
        own = tuple(
            (width / TWIPS, space / TWIPS) for _, (width, space) in sorted(self._own.items())
        )
        columns = SectionColumns(self._count, self._space / TWIPS, own)
        text_width = (edge - self.margin) / TWIPS
        return columns.are_off(text_width) or columns.is_off(self.breaks, edge / TWIPS)
