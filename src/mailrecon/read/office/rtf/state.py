"""RTF: the state of a group, and the results of the first pass."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto

from msgspec import Struct, field

from mailrecon.model import Hiding
from mailrecon.read.office.covers import OpaqueShape, height_of
from mailrecon.read.office.rtf.boxes import BoxesAndShapes
from mailrecon.read.office.rtf.looks import PARD, PLAIN, Paragraph, RtfLetters
from mailrecon.read.office.rtf.rows import LateRows
from mailrecon.read.redaction.colours import WHITE, Colour


class Into(Enum):
    """The target of a group's text."""

    TEXT = auto()
    NOWHERE = auto()
    FONTS = auto()
    COLOURS = auto()
    STYLES = auto()
    CODE = auto()
    COUNT = auto()
    SHAPE = auto()
    NAME = auto()
    VALUE = auto()
    NUMBER = auto()
    CHOICE = auto()
    PICTURE = auto()
    NAMES = auto()


class GroupState(Struct):
    """The state of a group; a nested group begins with a copy."""

    into: Into = Into.TEXT
    letters: RtfLetters = PLAIN
    table: RtfLetters = PLAIN
    paragraph: Paragraph = PARD
    font: int = -1
    skip: int = 1
    hidden: Hiding | None = None
    ground: Colour | None = WHITE
    in_background: bool = False
    in_nested_row: bool = False


class RtfGroup(Struct):
    """The state outside a group, and the actions at its end."""

    state: GroupState
    at_end: Callable[[], None] | None = None


_USUAL_SIZE = 12.0
# The height of a line and the width of a letter, as shares of the size of letters.
_LINE, _LETTER = 1.16, 0.49


class FirstPass(Struct):
    """Results of the first pass: the length of each paragraph, the shapes anchored in it.

    `covers` are shapes in front of the text, `behind` those behind it; `boxes` are a paragraph's
    text boxes and the shapes that may cover them.
    """

    lengths: list[int] = field(default_factory=lambda: [0])
    covers: dict[int, list[OpaqueShape]] = field(default_factory=dict)
    behind: dict[int, list[OpaqueShape]] = field(default_factory=dict)
    boxes: dict[int, BoxesAndShapes] = field(default_factory=dict)
    # Of each paragraph the size of its largest letters, and the space above and below.
    sizes: list[float] = field(default_factory=lambda: [0.0])
    spaces: list[float] = field(default_factory=lambda: [0.0])

    def next_paragraph(self) -> None:
        """Begin to count another paragraph."""
        self.lengths.append(0)
        self.sizes.append(0.0)
        self.spaces.append(0.0)

    def add(self, text: str, size: float, space: float) -> None:
        """Count letters of the last paragraph."""
        self.lengths[-1] += len(text)
        self.sizes[-1] = max(self.sizes[-1], size)
        self.spaces[-1] = space

    def heights(self) -> list[float]:
        """The heights of the paragraphs; an empty one has the letters of the one before."""
        found: list[float] = []
        size = _USUAL_SIZE
        for length, own, space in zip(self.lengths, self.sizes, self.spaces, strict=True):
            size = own or size
            found.append(height_of(length, _LINE * size, _LETTER * size) + space)
        return found

    def in_last_paragraph(self) -> BoxesAndShapes:
        """The boxes and shapes of the paragraph being read."""
        return self.boxes.setdefault(len(self.lengths) - 1, BoxesAndShapes({}, []))


class WhatShapesDo(Struct):
    """The effects of shapes, computed from the first pass for the second.

    `under` are the numbers of the paragraphs under a shape, `boxes_under` of the text boxes,
    `behind` the colours of shapes behind paragraphs. `rows` are table rows whose descriptions
    follow their text, `nested_rows` those of tables in cells.
    """

    under: set[int] = field(default_factory=set)
    boxes_under: set[int] = field(default_factory=set)
    behind: dict[int, Colour] = field(default_factory=dict)
    rows: LateRows = field(default_factory=dict)
    nested_rows: LateRows = field(default_factory=dict)
