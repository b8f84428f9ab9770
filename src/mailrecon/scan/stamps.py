"""Page furniture that printing and production put in the middle of mail: stamps, footers, numbers.

A page stamp is set aside wherever it falls, even inside a sentence or a header, and the lines
around it stay one text.
"""

from __future__ import annotations

import re
from collections import Counter

from mailrecon.scan import Page
from mailrecon.scan.lines import Lines
from mailrecon.scan.page_controls import is_control, is_control_row, is_navigation

_MARKINGS = ("UNCLASSIFIED", "RELEASE IN")
# Each begins with a digit or a marking, or ends with a digit.
_STAMP = re.compile(
    "|".join(
        (
            # U.S. Department of State releases.
            r"UNCLASSIFIED\b.{0,60}\b(?:Case|Doc) No\..*",
            r"RELEASE IN (?:PART|FULL)(?:\s+B\d[\s,B\d]*)?",
            # Bates numbers: a prefix and at least five digits, alone on the line.
            r"[A-Z][A-Z_&.-]{1,20}(?:[ _-][A-Z]{2,20}){0,3}[ _-]*\d{5,10}",
            # Page numbers, alone or at a header's far end, and the footers browsers print.
            r"(?i:(?:\S.{0,120}\s{3,})?Page\s*\d+\s*(?:of|/)\s*\d+)",
            r"https?://\S+\s+\d+/\d+",
            r"(?i:\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4},? +\d{1,2}:\d{2}(?: ?[AP]M)?\s{2,}\S.*)",
        )
    )
)
# "Seite 1 von 3" in any language; only where lines of the same shape stand on several pages.
_NUMBERED = re.compile(r"[^\W\d_]{2,12}\.?\s?(\d{1,4})\s?(?:[^\W\d_]{1,4}|/)\s?(\d{1,4})")
_MIN_REPEATS = 2
_NEARBY = 3
_DIGITS = re.compile(r"\d+")


def find_stamps(page: Page, start: int, end: int) -> frozenset[int]:
    """The lines from `start` up to `end` that are page furniture by form or by repetition."""
    lines, lexicon = page.lines, page.lexicon
    found = {index for index in page.set_aside if start <= index < end}
    seen: Counter[str] = Counter()
    numbered: dict[int, str] = {}
    doubtful: list[int] = []
    for index in range(start, end):
        raw = lines.raw[index]
        if not raw or len(raw) > 300:
            continue
        text = raw.strip()
        if not text:
            continue
        if is_stamp(text) or is_control_row(text, lexicon):
            found.add(index)
        elif (
            text[-1].isdigit()
            and (number := _NUMBERED.fullmatch(text))
            and int(number[1]) <= int(number[2])
        ):
            numbered[index] = _DIGITS.sub("#", text)
            seen[numbered[index]] += 1
        elif is_control(text, lexicon) or is_navigation(text, lexicon):
            doubtful.append(index)
    found.update(index for index, shape in numbered.items() if seen[shape] >= _MIN_REPEATS)
    found.update(_in_company(lines, doubtful, found))
    return frozenset(found)


def _in_company(lines: Lines, doubtful: list[int], found: set[int]) -> set[int]:
    """The doubtful lines that stand next to another one or to a line that is set aside."""
    kept: set[int] = set()
    wanted = set(doubtful)
    for index in doubtful:
        below = index + 1
        while below < len(lines) and below - index <= _NEARBY and lines.is_blank(below):
            below += 1
        if below in wanted or below in found:
            kept.add(index)
            if below in wanted:
                kept.add(below)
    for index in doubtful:
        above = index - 1
        while above >= 0 and index - above <= _NEARBY and lines.is_blank(above):
            above -= 1
        if above in kept or above in found:
            kept.add(index)
    return kept


def is_page_stamp(page: Page, index: int) -> bool:
    """Whether line `index` is page furniture, by what the reader knew or by its form."""
    if index in page.set_aside:
        return True
    raw = page.lines.raw[index]
    return len(raw) <= 300 and (raw[-1:].isdigit() or raw[:1].isupper()) and is_stamp(raw.strip())


def is_stamp(text: str) -> bool:
    """Whether a line, stripped, is a page stamp by its form."""
    if not (text[-1:].isdigit() or text[:1].isdigit() or text.startswith(_MARKINGS)):
        return False
    return _STAMP.fullmatch(text) is not None
