"""Places in a body where text seems to have been removed without a mark."""

from __future__ import annotations

import re
from itertools import pairwise

from mailrecon.model import Notice, Span
from mailrecon.scan import Lines

_STRANDED = re.compile(r"\s*[、。，،,;；]")
_INNER = re.compile(r"\S[ \u00a0]+[、，,](?=[ \u00a0])")
_BLANK_RUN = 3
_UNWRAPPED = 100


def find_holes(lines: Lines, ranges: list[tuple[int, int]]) -> list[Notice]:
    """Probable holes in the body that stands on the line `ranges`, each with its span."""
    found: list[Notice] = []
    for first, last in ranges:
        numbers = [n for n in range(first, last) if not lines.is_blank(n)]
        if not numbers:
            continue
        unwrapped = any(len(lines.raw[n]) > _UNWRAPPED for n in numbers)
        for number, following in pairwise(numbers):
            end = lines.start(number) + len(lines.raw[number])
            begin = lines.content_start(following)
            if following - number > _BLANK_RUN:
                found.append(_notice("a run of blank lines", end, begin))
            elif _STRANDED.match(lines.content(following)):
                found.append(_notice("a line begins with closing punctuation", end, begin))
            elif following == number + 1 and lines.content(number).rstrip().endswith("、"):
                found.append(_notice("a sentence breaks off at its comma", end, begin))
        if unwrapped:
            for number in numbers:
                for match in _INNER.finditer(lines.raw[number]):
                    place = lines.start(number) + match.start()
                    found.append(_notice("a comma stands alone", place, place + len(match[0])))
    return found


def _notice(why: str, start: int, end: int) -> Notice:
    return Notice("probable-hole", f"text may have been removed here: {why}", Span(start, end))
