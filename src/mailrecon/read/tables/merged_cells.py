"""Resolve merged cells of a workbook: repeat values in each row, and join two rows of titles."""

from __future__ import annotations

from collections.abc import Callable, Iterable

# The first row and column of merged cells, and the last, counted from 0.
Range = tuple[tuple[int, int], tuple[int, int]]
_MOST_ABOVE = 10


def fill_merged(rows: list[list[str]], ranges: Iterable[Range]) -> dict[tuple[int, int], int]:
    """Repeat the value of a cell that is merged over several rows in each of them.

    Returns the row and the column of each repetition, and the row whose value it is.
    """
    filled: dict[tuple[int, int], int] = {}
    for (top, left), (bottom, _) in ranges:
        if top >= len(rows) or left >= len(rows[top]) or not rows[top][left]:
            continue
        for number in range(top + 1, min(bottom + 1, len(rows))):
            row = rows[number]
            if left < len(row) and not row[left]:
                row[left] = rows[top][left]
                filled[number, left] = top
    return filled


def join_storeys(
    rows: list[list[str]], ranges: Iterable[Range], is_part: Callable[[str], bool]
) -> None:
    """Join the names of columns into one row if they are in two.

    `| From           | Date |` / `| Name | Address |     |`: the upper cell is merged over both
    lower ones. `is_part` is a function that is True for a name such as `From (Name)`.
    """
    wide = [one for one in ranges if one[0][0] == one[1][0] < _MOST_ABOVE and one[0][1] < one[1][1]]
    for top in sorted({one[0][0] for one in wide}):
        if top + 1 >= len(rows):
            continue
        upper, lower = rows[top], rows[top + 1]
        joined = list(lower)
        for (first, left), (_, right) in wide:
            for column in range(left, min(right + 1, len(lower))) if first == top else ():
                name = f"{upper[left]} ({lower[column]})"
                if is_part(name):
                    joined[column] = name
        if joined == lower:
            continue
        # `Date` is above an empty cell, or merged with it.
        for column, name in enumerate(joined):
            if not name and column < len(upper):
                joined[column] = upper[column]
        rows[top], rows[top + 1] = [""] * len(upper), joined
