"""Page furniture that printing and production put in the middle of mail: stamps, footers, numbers.

A page stamp is set aside wherever it falls, even inside a sentence or a header, and the lines
around it stay one text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from mailrecon.lexicon import Lexicon
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
_LONGEST = 300
_MIN_REPEATS = 2
_NEARBY = 3
_DIGITS = re.compile(r"\d+")


def find_stamps(
    page: Page, start: int, end: int, repeated: Collection[str] | None = None
) -> frozenset[int]:
    """The lines from `start` up to `end` that are page furniture by form or by repetition.

    Of a window `repeated` are the shapes of numbered lines that repeat in the whole document.
    """
    lines, lexicon = page.lines, page.lexicon
    found = {index for index in page.set_aside if start <= index < end}
    seen: Counter[str] = Counter()
    numbered: dict[int, str] = {}
    doubtful: list[int] = []
    for index in range(start, end):
        raw = lines.raw[index]
        if not raw or len(raw) > _LONGEST:
            continue
        text = raw.strip()
        if not text:
            continue
        if is_stamp(text) or is_control_row(text, lexicon):
            found.add(index)
        elif text[-1].isdigit() and (shape := _numbered_shape(text)):
            numbered[index] = shape
            seen[shape] += 1
        elif is_control(text, lexicon) or is_navigation(text, lexicon):
            doubtful.append(index)
    if repeated is None:
        repeated = {shape for shape, count in seen.items() if count >= _MIN_REPEATS}
    found.update(index for index, shape in numbered.items() if shape in repeated)
    found.update(_in_company(lines, doubtful, found))
    return frozenset(found)


def repeated_shapes(parts: Iterable[Sequence[str]], lexicon: Lexicon) -> dict[str, int]:
    """The shapes of numbered lines that repeat, each with the last line but one that has it.

    `parts` are the lines of a document in order. From a line on a shape repeats if that number is
    not below it.
    """
    last: dict[str, int] = {}
    found: dict[str, int] = {}
    first = 0
    for part in parts:
        for index, raw in enumerate(part, first):
            text = raw.strip()
            if not text[-1:].isdigit() or len(raw) > _LONGEST:
                continue
            shape = _numbered_shape(text)
            if shape is None or is_stamp(text) or is_control_row(text, lexicon):
                continue
            if shape in last:
                found[shape] = last[shape]
            last[shape] = index
        first += len(part)
    return found


def _numbered_shape(text: str) -> str | None:
    """`Seite # von #` for such a line, stripped; the second number is not the lesser one."""
    number = _NUMBERED.fullmatch(text)
    if number is None or int(number[1]) > int(number[2]):
        return None
    return _DIGITS.sub("#", text)


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
    return (
        len(raw) <= _LONGEST and (raw[-1:].isdigit() or raw[:1].isupper()) and is_stamp(raw.strip())
    )


def is_stamp(text: str) -> bool:
    """Whether a line, stripped, is a page stamp by its form."""
    if not (text[-1:].isdigit() or text[:1].isdigit() or text.startswith(_MARKINGS)):
        return False
    return _STAMP.fullmatch(text) is not None
