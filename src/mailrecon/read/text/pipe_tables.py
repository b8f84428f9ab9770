"""Find the cells of tables drawn with bars (GitHub Flavored Markdown, 4.10)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mailrecon.model import Span
from mailrecon.read.tables.rows_in_documents import TextCell
from mailrecon.regex import regex

# `|---|:---:|` below the names of the columns.
_RULE = regex(r" {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*){1,100}\|?[ \t]*")
_MOST_COLUMNS = 100


def pipe_cells(text: str) -> Iterator[TextCell]:
    """The cells of every table in a text, row by row; the rule below the names does not count."""
    lines = text.split("\n")
    starts: list[int] = []
    position = 0
    for line in lines:
        starts.append(position)
        position += len(line) + 1
    table = place = 0
    while place + 1 < len(lines):
        if "|" not in lines[place] or not _RULE.fullmatch(lines[place + 1]):
            place += 1
            continue
        table += 1
        end = place + 2
        while end < len(lines) and "|" in lines[end]:
            end += 1
        for row, number in enumerate([place, *range(place + 2, end)]):
            for column, span in enumerate(_cells(lines[number], starts[number])):
                yield TextCell(table, row, column, span)
        place = end


def _cells(line: str, start: int) -> Sequence[Span]:
    """The stretches between the bars of a line; bars at its ends are its frame."""
    begin = len(line) - len(line.lstrip())
    end = len(line.rstrip())
    begin += line[begin : begin + 1] == "|"
    end -= end > begin and line[end - 1] == "|"
    found: list[Span] = []
    for cell in line[begin:end].split("|", _MOST_COLUMNS):
        found.append(Span(start + begin, start + begin + len(cell)))
        begin += len(cell) + 1
    return found
