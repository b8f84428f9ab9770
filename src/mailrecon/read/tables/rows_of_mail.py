"""Group the rows of a table that are one message: a header merged over several rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from mailrecon.lexicon import Lexicon, fold
from mailrecon.regex import regex

# `Dear Ben,` `Ben!` `Hola:`, or such words alone on the first line.
_OPENING = regex(r"\s*([^,!:\n،，、！：]{1,40})(?:[,!:\n،，、！：]|\Z)")
_WORD = regex(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


class MailColumns(NamedTuple):
    """The columns of a table, from 0: senders, values that may continue below, and the body.

    `lists` are the columns with several values: recipients, attached files.
    """

    senders: frozenset[int]
    recipients: frozenset[int]
    lists: frozenset[int]
    body: int | None


class MailRows(NamedTuple):
    """The rows of a message: the number of the first, from 1, and the cells of each.

    Rows below the first have only their own cells, not those merged with a cell above.
    """

    number: int
    cells: list[list[str]]


def group_rows(
    rows: Sequence[list[str]],
    first: int,
    columns: MailColumns,
    merged: Mapping[tuple[int, int], int],
    lexicon: Lexicon,
) -> list[MailRows]:
    """The rows from `first` on, grouped into messages.

    `merged` are the cells (row and column from 0) that have the value of one above.
    """
    found: list[MailRows] = []
    for number, row in enumerate(rows[first:], start=first + 1):
        if not any(cell.strip() for cell in row):
            continue
        own = [
            cell if (number - 1, column) not in merged else "" for column, cell in enumerate(row)
        ]
        current = found[-1] if found else None
        is_below = current is not None and number == current.number + len(current.cells)
        if current is not None and is_below and _goes_on(current, row, own, columns, lexicon):
            current.cells.append(own)
        else:
            found.append(MailRows(number, [row]))
    return found


def _goes_on(
    above: MailRows, row: list[str], own: list[str], columns: MailColumns, lexicon: Lexicon
) -> bool:
    """Whether a row with these own cells belongs to the message above."""
    filled = {column for column, cell in enumerate(own) if cell.strip()}
    # | Ann | 9:14 | Ben | The gate |     From, Date and Subject merged over both rows,
    # |     |      | Cy  |          |     or empty as in CSV.
    if filled <= columns.lists:
        return True
    if filled != {columns.body}:
        return False
    # | Ann | 9:14 | Ben | The gate | Dear Ben,           |
    # |     |      |     |          | the gate is shut.   |
    is_merged = row != own
    return not (is_merged and _is_another(above, row, columns, lexicon))


def _is_another(above: MailRows, row: list[str], columns: MailColumns, lexicon: Lexicon) -> bool:
    """Whether a body under the same merged header belongs to another message."""
    body = _cell(row, columns.body)
    # | Dear Ben, the gate is shut. | / | Dear Ben, it is open again. |
    if _opens(body, row, columns, lexicon):
        return True
    # | The gate is shut. Ann | / | It is open again. Ann |
    names = _words(row, columns.senders)
    last = next((cells for cells in reversed(above.cells) if _cell(cells, columns.body)), [])
    return _ends_with(body, names) and _ends_with(_cell(last, columns.body), names)


def _opens(body: str, row: list[str], columns: MailColumns, lexicon: Lexicon) -> bool:
    """Whether a body begins with a greeting, or with the names of its recipients."""
    opening = _OPENING.match(body)
    words = [fold(word) for word in _WORD.findall(opening[1])] if opening else []
    if not words:
        return False
    return words[0] in lexicon.greetings or _words(row, columns.recipients).issuperset(words)


def _ends_with(body: str, names: frozenset[str]) -> bool:
    """Whether the last line of several, or the last sentence, is a name."""
    last = body.rstrip().rpartition("\n")[2].strip(" .")
    words = [fold(word) for word in _WORD.findall(last.rpartition(". ")[2])]
    return bool(words) and names.issuperset(words)


def _words(row: list[str], columns: frozenset[int]) -> frozenset[str]:
    cells = (_cell(row, column) for column in columns)
    return frozenset(fold(word) for cell in cells for word in _WORD.findall(cell))


def _cell(row: list[str], column: int | None) -> str:
    return row[column] if column is not None and column < len(row) else ""
