"""Columns of prose on a page: the empty strip between two of them."""

from __future__ import annotations

from itertools import pairwise

from mailrecon.read.pdf.marks import Mark, SheetEdges

# In points: more than any gap between words.
NARROWEST_GUTTER = 9.0
# Fewer lines with a gap at one place are a table or a header.
_MIN_COLUMN_LINES = 6
# Share of the sheet: a narrower column has labels, or notes in the margin.
_MIN_COLUMN_WIDTH = 0.28


def by_column(rows: list[list[Mark]], sheet: SheetEdges) -> list[list[list[Mark]]]:
    """The rows of each column, one after the other; all rows where there is one column."""
    gutter = _gutter(rows, sheet)
    if gutter is None:
        return [rows]
    found: list[list[list[Mark]]] = []
    left: list[list[Mark]] = []
    right: list[list[Mark]] = []
    for row in rows:
        # A headline above two columns ends both; what is below it begins two more.
        if any(mark.left < gutter < mark.right for mark in row) or _spans(row, gutter):
            found.extend(column for column in (left, right) if column)
            left, right = [], []
            found.append([row])
            continue
        left.append([mark for mark in row if mark.right <= gutter])
        right.append([mark for mark in row if mark.left >= gutter])
    found.extend(column for column in (left, right) if column)
    return [[row for row in column if row] for column in found]


def _spans(row: list[Mark], gutter: float) -> bool:
    """Whether a row's text runs on across the gutter with no more than a word's gap."""
    before = [mark.right for mark in row if mark.right <= gutter]
    after = [mark.left for mark in row if mark.left >= gutter]
    return bool(before and after) and min(after) - max(before) < NARROWEST_GUTTER


def _gutter(rows: list[list[Mark]], sheet: SheetEdges) -> float | None:
    """The middle of the empty strip between two columns of prose, or None.

    A column of header labels is too narrow to count as prose.
    """
    gaps: dict[int, int] = {}
    wide = 0
    width = sheet.right - sheet.left
    first, last = sheet.left + _MIN_COLUMN_WIDTH * width, sheet.right - _MIN_COLUMN_WIDTH * width
    for row in rows:
        inked = [mark for mark in row if mark.text]
        for one, other in pairwise(inked):
            # A gap of nine points is wider than one between words.
            if other.left - one.right >= NARROWEST_GUTTER:
                middle = (one.right + other.left) / 2
                if first < middle < last:
                    for step in range(int(one.right) + 1, int(other.left)):
                        gaps[step] = gaps.get(step, 0) + 1
                    wide += 1
                    break
    # `Ann Poe        4 May`: two rows with a gap are a header, six may be columns.
    if wide < _MIN_COLUMN_LINES:
        return None
    place, count = max(gaps.items(), key=lambda entry: (entry[1], -entry[0]))
    if count < _MIN_COLUMN_LINES:
        return None
    crossing = sum(
        any(mark.left < place < mark.right for mark in row) or _spans(row, place)
        for row in rows
        if sum(len(mark.text) for mark in row) > 1
    )
    return float(place) if count >= crossing else None
