"""Decide which cells of a sheet are hidden, by one rule for XLSX, XLSB, XLS and ODS.

Rows and columns count from 0. A cell is hidden with its row or column, by a number format that does
not display its value, by letters that are too small, or by letters in the colour of their
background.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

from mailrecon.model import Hiding, Span
from mailrecon.read.redaction.colours import (
    BLACK,
    WHITE,
    Colour,
    from_hexadecimal,
    is_legible,
    mixed,
)
from mailrecon.regex import regex

SMALLEST_LETTERS = 2.0
# A lower row (in points) or a narrower column (in letter widths) shows no letters.
LOWEST_ROW = 2.0
NARROWEST_COLUMN = 0.3
MOST_COLUMNS = 16_384
# The colours 8 to 63 of old palettes ([MS-XLS] 2.5.161, ISO/IEC 29500-1 18.8.27).
_PALETTE = """
    000000 FFFFFF FF0000 00FF00 0000FF FFFF00 FF00FF 00FFFF 800000 008000 000080 808000
    800080 008080 C0C0C0 808080 9999FF 993366 FFFFCC CCFFFF 660066 FF8080 0066CC CCCCFF
    000080 FF00FF FFFF00 00FFFF 800080 800000 008080 0000FF 00CCFF CCFFFF CCFFCC FFFF99
    99CCFF FF99CC CC99FF FFCC99 3366FF 33CCCC 99CC00 FFCC00 FF9900 FF6600 666699 969696
    003366 339966 003300 333300 993300 993366 333399 333333
"""
PALETTE = tuple(from_hexadecimal(text) or BLACK for text in _PALETTE.split())
# The share of a pattern (18.18.55, in numerical order) with the colour of its lines.
_PATTERNS = {
    **{"none": 0.0, "solid": 1.0, "mediumGray": 0.5, "darkGray": 0.75, "lightGray": 0.25},
    **dict.fromkeys(("darkHorizontal", "darkVertical", "darkDown", "darkUp"), 0.5),
    **dict.fromkeys(("darkGrid", "darkTrellis"), 0.75),
    **dict.fromkeys(("lightHorizontal", "lightVertical", "lightDown", "lightUp"), 0.25),
    **dict.fromkeys(("lightGrid", "lightTrellis"), 0.4),
    **{"gray125": 0.125, "gray0625": 0.0625},
}
PATTERN_NAMES = tuple(_PATTERNS)
# Parts of a number format's section beside the value: `"text"`, `\x`, `_x`, `*x`, `[$-409]`.
_ASIDE = regex(r'"[^"]*"?|\\.|_.|\*.|\[\$[^\]]*\]')
_FORMAT_COLOUR = regex(r"\[(black|white|red|green|blue|yellow|magenta|cyan|color\s*\d+)\]")
_VALUE = regex(r"[0#?@ymdhsge]")
_NAMED = {
    **{"black": BLACK, "white": WHITE, "red": PALETTE[2], "green": PALETTE[3], "blue": PALETTE[4]},
    **{"yellow": PALETTE[5], "magenta": PALETTE[6], "cyan": PALETTE[7]},
}


class Rich(NamedTuple):
    """The hidden parts of a cell's text, and the length of the text."""

    hidden: tuple[tuple[Span, Hiding], ...]
    length: int


class Area(NamedTuple):
    """A rectangle of cells that are hidden in one way; its ends are included."""

    top: int
    left: int
    bottom: int
    right: int
    how: Hiding


class SheetLooks(NamedTuple):
    """The hidden cells of a sheet; `areas` are ranges hidden in one way, `cells` single cells."""

    is_hidden: bool = False
    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()
    cells: Mapping[tuple[int, int], Hiding] = {}
    rich: Mapping[tuple[int, int], Rich] = {}
    areas: tuple[Area, ...] = ()

    def hiding(self, row: int, column: int) -> Hiding | None:
        """How a cell is hidden; None if at least part of it is visible. Ignores areas."""
        if self.is_hidden or row in self.rows or column in self.columns:
            return Hiding.NOT_DISPLAYED
        return self.cells.get((row, column))


def within(
    areas: Iterable[Area], rows: Sequence[Sequence[str]]
) -> Iterator[tuple[tuple[int, int], Hiding]]:
    """The cells with a value in an area, and how they are hidden.

    The time depends only on the number of areas and cells, not on the size or overlap of areas: at
    the corners of each area, the number of areas is increased or decreased.
    """
    by_kind: dict[Hiding, list[Area]] = {}
    for area in areas:
        by_kind.setdefault(area.how, []).append(area)
    width = max(map(len, rows), default=0)
    for how, alike in by_kind.items():
        changes: dict[int, list[tuple[int, int]]] = {}
        for area in alike:
            left, right = max(area.left, 0), min(area.right, width - 1)
            if left > right or area.top > area.bottom or area.top >= len(rows):
                continue
            changes.setdefault(max(area.top, 0), []).extend(((left, 1), (right + 1, -1)))
            changes.setdefault(max(area.bottom, -1) + 1, []).extend(((left, -1), (right + 1, 1)))
        steps = [0] * (width + 1)
        is_any = False
        for number, row in enumerate(rows):
            if number in changes:
                for column, by in changes[number]:
                    steps[column] += by
                is_any = any(steps)
            if not is_any:
                continue
            for column, (value, over) in enumerate(zip(row, accumulate(steps), strict=False)):
                if over and value:
                    yield (number, column), how


class CellFormat(NamedTuple):
    """The look of a cell; its size is in points, `code` is its number format (`0.00;[Red]-0.00`).

    The background is None if it is unknown; the letters then count as visible.
    """

    letters: Colour = BLACK
    ground: Colour | None = WHITE
    size: float = 11.0
    code: str = ""

    def hiding(self, *, is_text: bool) -> Hiding | None:
        """How the format hides a value; None if it is visible."""
        shown, colour = _section(self.code, is_text)
        if not shown:
            return Hiding.NOT_DISPLAYED
        return self.hides(colour or self.letters, self.size)

    def hides(self, letters: Colour, size: float) -> Hiding | None:
        """How letters on this background are hidden; None if they are visible."""
        if size < SMALLEST_LETTERS:
            return Hiding.TOO_SMALL
        if self.ground is not None and not is_legible(letters, self.ground):
            return Hiding.SAME_COLOUR
        return None


class CellLetters(NamedTuple):
    """A part of a cell's text with its own look; None means the cell's value."""

    text: str
    letters: Colour | None = None
    size: float | None = None


def rich_text(runs: Iterable[CellLetters], form: CellFormat) -> Rich | None:
    """The hidden parts of a text in several formats; None if all parts are visible."""
    hidden: list[tuple[Span, Hiding]] = []
    length = 0
    for run in runs:
        start, length = length, length + len(run.text)
        how = form.hides(
            form.letters if run.letters is None else run.letters,
            form.size if run.size is None else run.size,
        )
        if how is not None and run.text.strip():
            hidden.append((Span(start, length), how))
    return Rich(tuple(hidden), length) if hidden else None


def pattern(kind: str | int, lines: Colour | None, ground: Colour | None) -> Colour:
    """The colour of a fill from its pattern (name or number), its lines, its background."""
    if isinstance(kind, int):
        kind = PATTERN_NAMES[kind] if kind < len(PATTERN_NAMES) else "solid"
    share = _PATTERNS.get(kind, 0.5)
    if share == 0:
        return WHITE
    # The automatic colour of lines is black; that of a solid fill is the window's.
    usual = WHITE if share == 1 else BLACK
    return mixed(lines or usual, ground or WHITE, share)


def _section(code: str, is_text: bool) -> tuple[bool, Colour | None]:
    """Whether a number format displays a value, and its colour for the letters.

    18.8.31: the sections are for positive numbers, negative ones, zero, and texts.
    """
    if not code or code.casefold() == "general":
        return True, None
    parts = _ASIDE.sub("", code).casefold().split(";")
    part = parts[0]
    if is_text:
        last = parts[3] if len(parts) > 3 else parts[-1]
        if len(parts) <= 3 and "@" not in last:
            return True, _format_colour(parts[0]) if len(parts) == 1 else None
        part = last
    is_shown = "general" in part or ("@" in part if is_text else _VALUE.search(part) is not None)
    return is_shown, _format_colour(part)


def _format_colour(part: str) -> Colour | None:
    found = _FORMAT_COLOUR.search(part)
    if found is None:
        return None
    name = found[1]
    if name in _NAMED:
        return _NAMED[name]
    number = int(name.removeprefix("color")) - 1
    return PALETTE[number] if 0 <= number < len(PALETTE) else None


def decimal(text: str | None, missing: float = 0.0) -> float:
    """Parse the number in an attribute; `missing` if there is none."""
    try:
        return float(text) if text else missing
    except ValueError:
        return missing
