"""Positions in a text, and the places in the original that they come from."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct


class Span(Struct, frozen=True, order=True, gc=False):
    """A half-open range of character offsets into `Document.text`."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """The characters of `text` that the span covers."""
        return text[self.start : self.end]

    def shifted(self, by: int) -> Span:
        """The span with both ends moved by `by` characters."""
        return Span(self.start + by, self.end + by)

    @staticmethod
    def covering(spans: Iterable[Span]) -> Span:
        """The smallest span that covers all `spans`. Raises ValueError if there are none."""
        listed = tuple(spans)
        return Span(min([span.start for span in listed]), max([span.end for span in listed]))


class PlaceUnit(StrEnum):
    """The unit in which a format counts places."""

    LINE = "line"  # text and PDF: `page 3, line 12`
    ELEMENT = "element"  # a web page: `/html/body/div[2]/p[1]`
    PARAGRAPH = "paragraph"  # a word processor's file: `12`, `table 2 row 3`, `footnote 4`
    PART = "part"  # a MIME part of a mail: `1.2`
    CELL = "cell"  # a spreadsheet or delimited table: `B2`, `Inbox!B2`


class Place(Struct, frozen=True, gc=False):
    """The place in the original file from which a span of the text was read.

    `reference` is written as people cite it in that format: see the examples at `PlaceUnit`. In a
    PDF and a picture `page` is the page's number, from 1, and `box` where on it the line is: left,
    bottom, right, top in points.
    """

    span: Span
    unit: PlaceUnit
    reference: str
    page: int | None = None
    box: tuple[float, float, float, float] | None = None
