"""Places in a body where text seems to have been removed without a mark."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from mailrecon.lexicon import fold
from mailrecon.model import Notice, Span
from mailrecon.scan import Page
from mailrecon.scan.stamps import is_page_stamp

_STRANDED = re.compile(r"\s*[、。，،,;；]")
_INNER = re.compile(r"\S[ \u00a0]+[、，,](?=[ \u00a0])")
_BLANK_RUN = 3
# More runs of blank lines than these are how the document sets its paragraphs apart.
_MOST_HOLES = 2
_UNWRAPPED = 100
_LONGEST_PHRASE = 80
_FRAME = "[]-–—【】［］"


def find_holes(page: Page, start: int, ranges: list[tuple[int, int]]) -> list[Notice]:
    """Probable holes in the body on the line `ranges`, each with its span; `start` is the header's.

    Runs of blank lines tell only where they are few in the message: text layers of scans have
    wide gaps at every paragraph and at each page's end.
    """
    lines = page.lines
    habit = ranges and _wide_gaps(page, start, max(last for _, last in ranges)) > _MOST_HOLES
    found: list[Notice] = []
    for first, last in ranges:
        numbers = [n for n in range(first, last) if not lines.is_blank(n)]
        if not numbers:
            continue
        unwrapped = any(len(lines.raw[n]) > _UNWRAPPED for n in numbers)
        found.extend(_hidden_quotations(page, numbers))
        for number, following in pairwise(numbers):
            end = lines.start(number) + len(lines.raw[number])
            begin = lines.content_start(following)
            wide = following - number > _BLANK_RUN
            if wide and not habit and not _at_page_end(page, number, following):
                found.append(_notice("a run of blank lines", end, begin))
            elif not wide and _STRANDED.match(lines.content(following)):
                found.append(_notice("a line begins with closing punctuation", end, begin))
            elif following == number + 1 and lines.content(number).rstrip().endswith("、"):
                found.append(_notice("a sentence breaks off at its comma", end, begin))
        if unwrapped:
            for number in numbers:
                for match in _INNER.finditer(lines.raw[number]):
                    place = lines.start(number) + match.start()
                    found.append(_notice("a comma stands alone", place, place + len(match[0])))
    return found


def _at_page_end(page: Page, above: int, below: int) -> bool:
    return is_page_stamp(page, above) or is_page_stamp(page, below)


def _wide_gaps(page: Page, start: int, end: int) -> int:
    """How many runs of three blank lines or more, page stamps among them, stand in the lines."""
    gaps = blank = 0
    for index in range(start, end):
        if page.lines.is_blank(index):
            blank += 1
            gaps += blank == _BLANK_RUN
        elif not is_page_stamp(page, index):
            blank = 0
    return gaps


def _hidden_quotations(page: Page, numbers: list[int]) -> Iterator[Notice]:
    """Lines that a client printed in the place of quoted text (Gmail's print page)."""
    for number in numbers:
        content = page.lines.content(number).strip()
        if len(content) > _LONGEST_PHRASE or content[:1] not in _FRAME:
            continue
        if fold(content.strip(_FRAME + " ")) in page.lexicon.quoted_text_hidden:
            start = page.lines.content_start(number)
            text = "quoted text was hidden when this was printed"
            yield Notice("quoted-text-hidden", text, Span(start, start + len(content)))


def _notice(why: str, start: int, end: int) -> Notice:
    return Notice("probable-hole", f"text may have been removed here: {why}", Span(start, end))
