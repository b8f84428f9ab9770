"""Notes of classification that a department prints on what it releases in part."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailrecon.regex import regex
from mailrecon.scan.lines import Lines

_SIGN = "Classified by "
# U.S. departments stamp this on what they release in part (E.O. 13526).
_DECISION = regex(r"^[ \t]*Classified by [^\n]{3,60} on \d", re.MULTILINE)
_END_OF_DECISION = regex(r"Declassify\s+on: ?\d{2}/\d{2}/\d{4}")
_WHOLE_DECISION = regex(
    r"Classified by .{3,60} on \d{2}/\d{2}/\d{4} . *Class: ?[A-Z/ ]{4,40}.{1,3}Reason: .{3,60} . ?"
    r"Declassify\s+on: ?\d{2}/\d{2}/\d{4}"
)
_FURTHEST = 6
_ASKEW = 3


def find_decisions(lines: Lines) -> Iterator[int]:
    """The lines of a note of classification, which stands beside or between lines of a mail.

    `Classified by DQ, Q/GIS, DoQ on 01/29/2016 - Class: SECRET -` / `Reason: 1.4(D) - Declassify` /
    `on: 02/24/2037`
    """
    if _SIGN not in lines.text:
        return
    for place in _DECISION.finditer(lines.text):
        first = lines.line_at(place.start())
        indent = _indent(lines.raw[first])
        held = [first]
        joined = lines.raw[first].strip()
        for index in range(first + 1, min(first + _FURTHEST, len(lines))):
            if _END_OF_DECISION.search(joined):
                break
            # A header's line may stand between two of the note, further to the left.
            if _indent(lines.raw[index]) >= indent - _ASKEW:
                held.append(index)
                joined = f"{joined} {lines.raw[index].strip()}"
        if _WHOLE_DECISION.fullmatch(joined.strip()):
            yield from held


def _indent(raw: str) -> int:
    return len(raw) - len(raw.lstrip())
