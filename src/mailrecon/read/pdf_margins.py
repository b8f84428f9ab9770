"""Page headers and footers: what stands first or last on page after page."""

from __future__ import annotations

import re
from collections import Counter

_DIGITS = re.compile(r"\d+")
_MOST_LINES = 3
_MIN_PAGES = 2
_SHARE = 0.5
_ENOUGH_PAGES = 5
_LONGEST = 160


def find_margins(pages: list[list[str]]) -> set[tuple[int, int]]:
    """The (page, line) of every header and footer, both from 0.

    Lines that differ in numbers only are alike. One must stand on half of the pages that have a
    text at all, or on five in a row, at the same end of the page.
    """
    found: set[tuple[int, int]] = set()
    for from_foot in (False, True):
        ends = [_end(lines, from_foot=from_foot) for lines in pages]
        counted: Counter[str] = Counter()
        for page in ends:
            within = Counter(shape for _, shape in page)
            counted.update(shape for shape, count in within.items() if count == 1)
        enough = max(_MIN_PAGES, min(_ENOUGH_PAGES, round(sum(map(bool, ends)) * _SHARE)))
        for number, page in enumerate(ends):
            for line, shape in page:
                # What stands further in than a line of the text is text itself.
                if counted[shape] < enough or _is_header_field(shape):
                    break
                found.add((number, line))
    return found


def _end(lines: list[str], *, from_foot: bool) -> list[tuple[int, str]]:
    """The outermost lines of a page with their shapes: words as they are, numbers as `#`."""
    inked = [number for number, line in enumerate(lines) if line.strip()]
    if from_foot:
        inked.reverse()
    return [
        (number, _DIGITS.sub("#", " ".join(lines[number].split()))[:_LONGEST])
        for number in inked[:_MOST_LINES]
    ]


def _is_header_field(shape: str) -> bool:
    """Whether a repeated line reads like `Label: value`: then it may be part of a mail."""
    label, colon, value = shape.partition(":")
    return bool(colon) and bool(value.strip()) and len(label) <= 20 and "#" not in label
