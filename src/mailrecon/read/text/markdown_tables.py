"""Remove table cells beyond the header's columns, which pages do not show (GFM 0.29, 4.10)."""

from __future__ import annotations

from collections.abc import Sequence

from mailrecon.model import Hiding
from mailrecon.read.text.markup_line import Hidden, mark_of
from mailrecon.regex import regex

# `|---|:---:|`, `--|--`
_RULE = regex(r"[ ]{0,3}(?=[^\n]*\|)\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*){0,200}\|?[ \t]*")
_BAR = regex(r"(?<!\\)\|")


def widths_of_rows(contents: Sequence[str]) -> dict[int, int]:
    """How many cells a page shows of each row of a table, by the numbers of the rows' lines."""
    found: dict[int, int] = {}
    columns = 0
    for number, content in enumerate(contents):
        above = contents[number - 1] if number else ""
        if not content.strip():
            columns = 0
        elif "-" in content and "|" in above and _RULE.fullmatch(content):
            width = len(_inner(content)) + 1
            columns = width if width == len(_inner(above)) + 1 else 0
        elif columns:
            found[number] = columns
    return found


def without_cells(content: str, columns: int, hidden: list[Hidden]) -> str:
    """A row without the cells beyond `columns`."""
    bars = _inner(content)
    if len(bars) < columns:
        return content
    place = bars[columns - 1]
    rest = content[place + 1 :].strip().removesuffix("|").strip()
    if not rest:
        return content
    hidden.append(Hidden(Hiding.NOT_DISPLAYED, len(rest)))
    return f"{content[: place + 1]}{mark_of(len(hidden) - 1)}"


def _inner(content: str) -> list[int]:
    """The offsets of the bars between a row's cells."""
    start = len(content) - len(content.lstrip())
    end = len(content.rstrip()) - 1
    return [bar.start() for bar in _BAR.finditer(content) if bar.start() not in (start, end)]
