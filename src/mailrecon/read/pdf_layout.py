"""From glyphs with places to lines of text in reading order: words, gaps, columns, black bars."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from mailrecon.read.pdf_glyphs import Box, Glyph, Rectangle

# Shares of the font size.
_SPACE = 0.18
_WIDE = 0.8
_INDENT = 0.5
_SAME_LINE = 0.55
_PARAGRAPH = 1.75
_ROW = 14.0
_NARROWEST_GUTTER = 9.0
_MIN_COLUMN_LINES = 6
_MIN_COLUMN_WIDTH = 0.28
_SOFT_HYPHEN = "\u00ad"
_WIDE_GAP = "    "
_SPACES_OF_A_GAP = 3
_DEEPEST_INDENT = 12

Bar = tuple[int, int, str, Rectangle]


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line of a page: its text, the height of its middle in points, and the bars in it.

    A bar is (start, end, how, box): offsets in the text, and the black box it stands for.
    """

    text: str
    middle: float
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class _Mark:
    """A glyph or a bar on its way into a line."""

    text: str
    left: float
    right: float
    middle: float
    size: float
    box: Rectangle | None = None
    covers: bool = False


def lay_out(
    glyphs: list[Glyph], boxes: list[Box], width: float, pitch: float | None = None
) -> list[PageLine]:
    """The lines of a page, top to bottom, column by column; blank lines where space is left.

    `pitch` is the document's usual distance between lines, in points; without it the page's own.
    """
    marks = [_as_mark(glyph) for glyph in glyphs]
    size = _median([mark.size for mark in marks]) or _ROW
    for box in boxes:
        marks.extend(_bars(box, size))
    rows = _rows(marks)
    lines: list[PageLine] = []
    for column in _columns(rows, width):
        lines.extend(_lines(column, pitch))
    return _without_soft_hyphens(lines)


def _median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2] if values else 0.0


def _bars(box: Box, size: float) -> list[_Mark]:
    """A black box as bars, one for each line of text it is high."""
    left, bottom, right, top = box.rectangle
    height = top - bottom
    count = max(1, round(height / max(size * 1.3, 8.0)))
    letters = max(3, round((right - left) / max(size * 0.55, 3.0)))
    step = height / count
    return [
        _Mark(
            "█" * min(letters, 120),
            left,
            right,
            top - step * (number + 0.5),
            min(size, step),
            box.rectangle,
            box.covers,
        )
        for number in range(count)
    ]


def _rows(marks: list[_Mark]) -> list[list[_Mark]]:
    """Marks on one height together, top row first, left to right."""
    rows: list[list[_Mark]] = []
    middle = size = 0.0
    for mark in sorted(marks, key=lambda item: (-item.middle, item.left)):
        if rows and middle - mark.middle <= _SAME_LINE * max(min(size, mark.size), 4.0):
            rows[-1].append(mark)
            continue
        rows.append([mark])
        middle, size = mark.middle, mark.size
    for row in rows:
        row.sort(key=lambda item: item.left)
    return rows


def _columns(rows: list[list[_Mark]], width: float) -> list[list[list[_Mark]]]:
    """The rows of each column, one after the other; all rows where there is one column."""
    gutter = _gutter(rows, width)
    if gutter is None:
        return [rows]
    found: list[list[list[_Mark]]] = []
    left: list[list[_Mark]] = []
    right: list[list[_Mark]] = []
    for row in rows:
        if any(mark.left < gutter < mark.right for mark in row) or _spans(row, gutter):
            found.extend(column for column in (left, right) if column)
            left, right = [], []
            found.append([row])
            continue
        left.append([mark for mark in row if mark.right <= gutter])
        right.append([mark for mark in row if mark.left >= gutter])
    found.extend(column for column in (left, right) if column)
    return [[row for row in column if row] for column in found]


def _spans(row: list[_Mark], gutter: float) -> bool:
    """Whether a row's text runs on across the gutter with no more than a word's gap."""
    before = [mark.right for mark in row if mark.right <= gutter]
    after = [mark.left for mark in row if mark.left >= gutter]
    return bool(before and after) and min(after) - max(before) < _NARROWEST_GUTTER


def _gutter(rows: list[list[_Mark]], width: float) -> float | None:
    """The middle of the empty strip between two columns of prose, or None.

    A column of header labels is no column of prose: it is narrow.
    """
    gaps: dict[int, int] = {}
    wide = 0
    for row in rows:
        inked = [mark for mark in row if not mark.text.isspace()]
        for one, other in pairwise(inked):
            if other.left - one.right >= _NARROWEST_GUTTER:
                middle = (one.right + other.left) / 2
                if _MIN_COLUMN_WIDTH * width < middle < (1 - _MIN_COLUMN_WIDTH) * width:
                    for step in range(int(one.right) + 1, int(other.left)):
                        gaps[step] = gaps.get(step, 0) + 1
                    wide += 1
                    break
    if wide < _MIN_COLUMN_LINES:
        return None
    place, count = max(gaps.items(), key=lambda entry: (entry[1], -entry[0]))
    if count < _MIN_COLUMN_LINES:
        return None
    crossing = sum(
        any(mark.left < place < mark.right for mark in row) or _spans(row, place)
        for row in rows
        if len(row) > 1
    )
    return float(place) if count >= crossing else None


def usual_pitch(pages: list[list[Glyph]]) -> float | None:
    """The distance between lines on the given pages, in points; None if they have no two lines."""
    gaps: list[float] = []
    for glyphs in pages:
        rows = _rows([_as_mark(glyph) for glyph in glyphs])
        gaps += [one[0].middle - two[0].middle for one, two in pairwise(rows)]
    return sorted(gaps)[len(gaps) // 10] if gaps else None


def _as_mark(glyph: Glyph) -> _Mark:
    height = max(glyph.top - glyph.bottom, 1.0)
    return _Mark(glyph.text, glyph.left, glyph.right, (glyph.top + glyph.bottom) / 2, height)


def _lines(rows: list[list[_Mark]], usual: float | None) -> list[PageLine]:
    lines: list[PageLine] = []
    pitch = _pitch(rows)
    if usual is not None:
        pitch = min(pitch, usual)
    above: list[_Mark] | None = None
    inked = [mark.left for row in rows for mark in row if not mark.text.isspace()]
    margin = min(inked, default=0.0)
    for row in rows:
        if above is not None and pitch:
            gap = above[0].middle - row[0].middle
            if gap > _PARAGRAPH * max(pitch, row[0].size * 0.8) * 0.9:
                lines.append(PageLine("", (above[0].middle + row[0].middle) / 2, ()))
        line = _line(row, margin)
        if line.text:
            lines.append(line)
            above = row
    return lines


def _pitch(rows: list[list[_Mark]]) -> float:
    """The usual distance from one line to the next."""
    gaps = [one[0].middle - two[0].middle for one, two in pairwise(rows)]
    return sorted(gaps)[len(gaps) // 10] if gaps else 0.0


def _line(row: list[_Mark], margin: float) -> PageLine:
    pieces: list[str] = []
    bars: list[Bar] = []
    length = spaces = 0
    edge: float | None = None
    for mark in row:
        if mark.text.isspace():
            spaces += 1
            continue
        if edge is None:
            indent = round((mark.left - margin) / (_INDENT * mark.size))
            between = " " * min(max(indent, spaces), _DEEPEST_INDENT)
        else:
            gap = mark.left - edge
            wide = gap > _WIDE * mark.size or spaces >= _SPACES_OF_A_GAP
            between = _WIDE_GAP if wide else ""
            if not wide and (gap > _SPACE * mark.size or (spaces and gap > 0)):
                between = " "
        pieces.append(between)
        length += len(between)
        if mark.box is not None:
            how = "text under a black box" if mark.covers else "black box"
            bars.append((length, length + len(mark.text), how, mark.box))
        pieces.append(mark.text)
        length += len(mark.text)
        edge = max(mark.right, edge or mark.right)
        spaces = 0
    return PageLine("".join(pieces), row[0].middle, tuple(bars))


def _without_soft_hyphens(lines: list[PageLine]) -> list[PageLine]:
    """Join a word that a soft hyphen parts at the line's end, and drop those elsewhere."""
    joined: list[PageLine] = []
    for line in lines:
        above = joined[-1] if joined else None
        if above is not None and above.text.endswith(_SOFT_HYPHEN) and line.text:
            head, _, rest = line.text.partition(" ")
            start = len(above.text) - 1
            joined[-1] = PageLine(above.text[:-1] + head, above.middle, above.bars)
            moved = tuple(
                (a - len(head) - 1, b - len(head) - 1, how, box)
                for a, b, how, box in line.bars
                if a > len(head)
            )
            if rest:
                joined.append(PageLine(rest, line.middle, moved))
            del start
            continue
        joined.append(line)
    return [
        PageLine(line.text.replace(_SOFT_HYPHEN, ""), line.middle, line.bars)
        if _SOFT_HYPHEN in line.text and not line.bars
        else line
        for line in joined
    ]
