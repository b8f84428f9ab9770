"""Page furniture that printing and production put in the middle of mail: stamps, footers, numbers.

A page stamp is set aside wherever it falls, even inside a sentence or a header, and the lines
around it stay one text.
"""

from __future__ import annotations

import re
from collections import Counter

from mailrecon.scan.lines import Lines

_STAMPS = (
    # U.S. Department of State releases.
    re.compile(r"UNCLASSIFIED\b.{0,60}\b(?:Case|Doc) No\..*"),
    re.compile(r"RELEASE IN (?:PART|FULL)(?:\s+B\d[\s,B\d]*)?"),
    # Bates numbers: a prefix and at least five digits, alone on the line.
    re.compile(r"[A-Z][A-Z_&.-]{1,20}(?:[ _-][A-Z]{2,20}){0,3}[ _-]*\d{5,10}"),
    # Page numbers and the footers browsers print.
    re.compile(r"Page\s*\d+\s*(?:of|/)\s*\d+", re.IGNORECASE),
    re.compile(r"https?://\S+\s+\d+/\d+"),
    re.compile(
        r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4},? +\d{1,2}:\d{2}(?: ?[AP]M)?\s{2,}\S.*", re.IGNORECASE
    ),
)
# "Seite 1 von 3" in any language; only where lines of the same shape stand on several pages.
_NUMBERED = re.compile(r"[^\W\d_]{2,12}\.?\s?(\d{1,4})\s?(?:[^\W\d_]{1,4}|/)\s?(\d{1,4})")
_MIN_REPEATS = 2
_DIGITS = re.compile(r"\d+")


def find_stamps(lines: Lines, start: int, end: int) -> frozenset[int]:
    """The lines from `start` up to `end` that are page furniture by form or by repetition."""
    found: set[int] = set()
    seen: Counter[str] = Counter()
    shapes: dict[int, str] = {}
    for index in range(start, end):
        raw = lines.raw[index]
        if not raw or len(raw) > 300:
            continue
        text = raw.strip()
        if not text:
            continue
        if is_stamp(text):
            found.add(index)
        elif (numbered := _NUMBERED.fullmatch(text)) and int(numbered[1]) <= int(numbered[2]):
            shapes[index] = _DIGITS.sub("#", text)
            seen[shapes[index]] += 1
    found.update(index for index, shape in shapes.items() if seen[shape] >= _MIN_REPEATS)
    return frozenset(found)


def is_stamp(text: str) -> bool:
    """Whether a line, stripped, is a page stamp by its form."""
    return any(pattern.fullmatch(text) for pattern in _STAMPS)
