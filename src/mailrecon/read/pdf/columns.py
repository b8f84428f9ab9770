"""Find columns of prose on a page by the empty strip between two of them."""

from __future__ import annotations

from itertools import pairwise

from mailrecon.lexicon.redaction_codes import exemption_code
from mailrecon.read.pdf.marks import Mark, SheetEdges
from mailrecon.regex import regex_of

# Width of the strip in points: wider than any gap between words.
NARROWEST_GUTTER = 9.0
# Fewer lines with a gap at the same place are a table or a header.
_MIN_COLUMN_LINES = 6
# Share of the sheet's width: a narrower column has labels, or notes in the margin.
_MIN_COLUMN_WIDTH = 0.28
# Exemption codes, and the width of the margin where they are printed, as a share of the sheet's.
_CODES = regex_of(lambda: rf"(?:{exemption_code()}[\s,;]*)+")
_CODE_MARGIN = 0.1


def take_margin_codes(marks: list[Mark], sheet: SheetEdges) -> tuple[list[Mark], list[Mark]]:
    """Divide marks into the text's and the exemption codes in the sheet's right margin.

    A release prints `B6` there, beside the line with the redaction. The codes form a separate
    column. If text also reaches into the margin, no mark is taken for a code.
    """
    edge = codes_begin(sheet)
    rest: list[Mark] = []
    codes: list[Mark] = []
    for mark in marks:
        is_far = mark.left >= edge and bool(mark.text) and mark.bar is None
        is_code = is_far and _CODES.fullmatch(mark.text.strip()) is not None
        (codes if is_code else rest).append(mark)
    first = min((mark.left for mark in codes), default=0.0)
    return (marks, []) if any(mark.right > first for mark in rest) else (rest, codes)


def codes_begin(sheet: SheetEdges) -> float:
    """The left edge of the margin in which codes are printed."""
    return sheet.right - _CODE_MARGIN * (sheet.right - sheet.left)


def by_column(rows: list[list[Mark]], sheet: SheetEdges) -> list[list[list[Mark]]]:
    """The rows of each column, one column after the other; all rows if there is one column."""
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
    """Whether a row's text continues across the gutter with at most a word's gap."""
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
        if len(row) < 2:
            continue
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
