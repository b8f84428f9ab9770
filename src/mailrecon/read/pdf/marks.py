"""Words and bars of a page before they are put into lines."""

from __future__ import annotations

from typing import NamedTuple

from mailrecon.model import Hiding
from mailrecon.read.pdf.text import Rectangle


class Bar(NamedTuple):
    """A redaction bar: its place in a line's text, and how the replaced text was hidden.

    `how` is None for a black box with nothing below it; `box` is in the page's points.
    """

    start: int
    end: int
    how: Hiding | None
    characters: int
    box: Rectangle


class Mark(NamedTuple):
    """A word, a run of words, or a bar that will be put into a line.

    On a page that was scanned crookedly, `middle` is that of its line: `lift` above its own.
    """

    text: str
    left: float
    right: float
    middle: float
    size: float
    spaces: int = 0
    bar: Bar | None = None
    panel: int = 0
    lift: float = 0.0


class SheetEdges(NamedTuple):
    """The sheet's edges along the direction of a group of lines."""

    left: float
    bottom: float
    right: float
    top: float
