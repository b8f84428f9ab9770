"""Page headers and footers: what stands first or last on page after page."""

from __future__ import annotations

import re
from collections import defaultdict

_DIGITS = re.compile(r"\d+")
_MOST_LINES = 3
_MIN_PAGES = 2
_SHARE = 0.5


def find_margins(pages: list[list[str]]) -> set[tuple[int, int]]:
    """The (page, line) of every header and footer, both from 0.

    Lines that differ in numbers only are alike. One must stand on half of the pages that have a
    text at all, or on five in a row, at the same end of the page.
    """
    seen: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    texts = sum(any(line.strip() for line in lines) for lines in pages)
    for page, lines in enumerate(pages):
        inked = [number for number, line in enumerate(lines) if line.strip()]
        for end, numbers in (("top", inked[:_MOST_LINES]), ("foot", inked[-_MOST_LINES:])):
            for number in numbers:
                shape = _DIGITS.sub("#", " ".join(lines[number].split()))
                if len(shape) <= 160:
                    seen[end, shape].append((page, number))
    found: set[tuple[int, int]] = set()
    for (_, shape), places in seen.items():
        enough = max(_MIN_PAGES, min(5, round(texts * _SHARE)))
        if len({page for page, _ in places}) >= enough and not _is_header_field(shape):
            found.update(places)
    return found


def _is_header_field(shape: str) -> bool:
    """Whether a repeated line reads like `Label: value`: then it may be part of a mail."""
    label, colon, value = shape.partition(":")
    return bool(colon) and bool(value.strip()) and len(label) <= 20 and "#" not in label
