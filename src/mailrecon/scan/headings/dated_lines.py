"""Find the lines that may end a heading: with a year, a time of day, or a day at their end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mailrecon.scan.headings.signs import (
    DIGITS_AS_ZEROS,
    HEADING_SIGN,
    YEAR_OR_TIME,
    YEARLESS_BACKWARDS,
    YEARLESS_SIGN,
    has_other_signs,
)

if TYPE_CHECKING:
    from mailrecon.scan.lines import Lines


def lines_with_signs(lines: Lines) -> list[int]:
    """The lines with a year, a time of day, or a day at the line's end, in order."""
    text, raw = lines.text, lines.raw
    found = set(lines.dated)
    # `yaM 4`: from each line's end, a day is excluded at its first characters.
    backwards = "\n" + text[::-1]
    for end in YEARLESS_BACKWARDS.finditer(backwards):
        index = lines.line_at(len(text) - end.start())
        if YEARLESS_SIGN.search(raw[index]) is not None:
            found.add(index)
    return sorted(found)


def dated_lines(text: str, raw: Sequence[str]) -> frozenset[int]:
    """The lines of a text with a year or a time of day."""
    data = text.encode("utf-8", "surrogatepass")
    if "\r" in text or (len(data) > len(text) and has_other_signs(data)):
        return frozenset(n for n, line in enumerate(raw) if HEADING_SIGN.search(line) is not None)
    # With zeros for all digits, both have a form that is found as fast as one character.
    zeros, found = data.translate(DIGITS_AS_ZEROS), set[int]()
    for sign in YEAR_OR_TIME:
        index = start = 0
        place = zeros.find(sign)
        while place >= 0:
            index += zeros.count(b"\n", start, place)
            if HEADING_SIGN.search(raw[index]) is not None:
                found.add(index)
            start = zeros.find(b"\n", place)
            place = zeros.find(sign, start) if start >= 0 else -1
    return frozenset(found)
