"""Find the next entry of a timeline below a mail that is one of its entries.

May 4, 2020 9:40 AM - Email from Ben Ost to Ann Poe:
Close the gate.

May 5, 2020 - The gate is closed.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailrecon.model import Role
from mailrecon.parse.message_starts import MessageStart
from mailrecon.regex import regex
from mailrecon.scan import Page, patterns
from mailrecon.scan.attribution import is_nothing_but_a_date

_LONGEST_DATE = 48
_MARKS = " \t\u00a0*_#•-"
# The separator between a date and the rest of an entry: `May 5, 2020 - `, `2020-05-05: `, `5 May
# 2020 | `.
_BEHIND_DATE = regex(r"\s[-–—|]+\s|[–—]|[:：](?=\s)|\.\s+(?=[A-Z])")


def entries_below(page: Page, above: MessageStart, start: int, stop: int) -> Iterator[int]:
    """The lines in `start`..`stop` that begin like the heading above: a date and a separator."""
    block = above.block
    date, originator = block.first(Role.DATE), block.first(Role.FROM)
    if date is None or originator is None or date.span.start > originator.span.start:
        return
    between = page.lines.text[date.span.end : originator.span.start]
    if "\n" in between:
        return
    languages = frozenset({block.language or "en", "en"})
    for index in range(start, stop):
        raw = page.lines.raw[index]
        # An entry begins below a blank line, with a date.
        if index and not page.lines.is_blank(index - 1):
            continue
        text = raw.lstrip(_MARKS)
        if not text[:1].isalnum() or not patterns.has_digit(text[:_LONGEST_DATE]):
            continue
        mark = _BEHIND_DATE.search(text, 0, _LONGEST_DATE)
        if mark is None or not patterns.date_strength(text[: mark.start()]):
            continue
        if is_nothing_but_a_date(text[: mark.start()], languages, page.lexicon):
            yield index
