"""Lines that number a document's pages one by one, and what is printed beside each of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from mailrecon.scan.lines import Lines

# A production's running number alone on a line, or a header in capitals that ends with one.
_RUNNING = re.compile(
    r"0\d{3,9}|\d{6,10}|[-–—]\s?\d{1,4}\s?[-–—]|(?P<title>\D.{5,118}?)(?<!\d)\d{1,4}"
)
_ENDINGS = frozenset("0123456789-–—")
_DIGITS = re.compile(r"\d+")
_FEWEST_CAPITALS = 5
_LONGEST = 130
_MOST_PAGES_APART = 3
_SHORTEST_PAGE = 3
_SHORTEST_TITLE = 12


def find_page_numbers(lines: Lines) -> set[int]:
    """The lines that carry page numbers, and those next to them that say the same at each."""
    candidates = [index for index, raw in enumerate(lines.raw) if raw and raw[-1] in _ENDINGS]
    if len(candidates) < 2:
        return set()
    found = _running(lines, candidates)
    return found | _beside(lines, found) if found else found


def _running(lines: Lines, candidates: Iterable[int]) -> set[int]:
    by_shape: dict[str, list[tuple[int, int]]] = {}
    for index in candidates:
        text = lines.raw[index].strip()
        match = _RUNNING.fullmatch(text) if len(text) <= _LONGEST else None
        if match is None or (match["title"] and not _is_capitals(match["title"])):
            continue
        number = _DIGITS.findall(text)[-1]
        shape = text[: text.rindex(number)] + ("0" * len(number) if match["title"] is None else "")
        by_shape.setdefault(shape, []).append((index, int(number)))
    found: set[int] = set()
    for entries in by_shape.values():
        for (one, first), (other, second) in pairwise(entries):
            if 1 <= second - first <= _MOST_PAGES_APART and other - one >= _SHORTEST_PAGE:
                found.update((one, other))
    return found


def _is_capitals(text: str) -> bool:
    if sum(map(str.isupper, text)) < _FEWEST_CAPITALS:
        return False
    letters = list(filter(str.isalpha, text))
    return len(letters) >= 6 and sum(map(str.isupper, letters)) * 5 >= len(letters) * 4


def _beside(lines: Lines, numbered: set[int]) -> set[int]:
    """Lines that stand next to a page number and say the same elsewhere in the document."""
    wanted: set[str] = set()
    for index in numbered:
        for near in (index - 2, index - 1, index + 1, index + 2):
            text = lines.raw[near].strip() if 0 <= near < len(lines) else ""
            if len(text) >= _SHORTEST_TITLE and near not in numbered:
                wanted.add(text)
    places: dict[str, list[int]] = {}
    for index, raw in enumerate(lines.raw):
        if len(raw) >= _SHORTEST_TITLE and raw.strip() in wanted:
            places.setdefault(raw.strip(), []).append(index)
    return {index for found in places.values() if len(found) > 1 for index in found}
