"""Classification notes that a department prints on pages it releases in part."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailrecon.regex import regex
from mailrecon.scan.lines import Lines

_SIGN = "Classified by "
# U.S. departments stamp this on pages released in part (E.O. 13526), beside a line or alone.
_DECISION = regex(r"(?:^|(?<=\s{3}))Classified by [^\n]{3,60}? on\b", re.MULTILINE)
_END_OF_DECISION = regex(r"Declassify\s+on: ?\d{2}[/-]\d{2}[/-]\d{4}")
_WHOLE_DECISION = regex(
    r"Classified by .{3,60} on \d{2}[/-]\d{2}[/-]\d{4} . ?Class: ?[A-Z/ ]{4,40}.{1,3}"
    r"Reason: .{3,60} ?. ?Declassify\s+on: ?\d{2}[/-]\d{2}[/-]\d{4}"
)
# Stamps further to the right: `B6`, `RELEASE IN PART`.
_FURTHER_RIGHT = regex(r"(?<=\S)\s{4,}\S.*$")
_GAP = regex(r"(?<=\S)\s{3,}(?=\S)")
_FURTHEST = 6
_ASKEW = 3


def find_decisions(lines: Lines) -> Iterator[int]:
    """The lines of a classification note that are printed between lines of a mail.

    `Classified by DQ, Q/GIS, DoQ on 01/29/2016 - Class: SECRET -` / `Reason: 1.4(D) - Declassify` /
    `on: 02/24/2037`. Lines on which text of the mail is printed beside the note are left out.
    """
    if _SIGN not in lines.text:
        return
    for place in _DECISION.finditer(lines.text):
        first = lines.line_at(place.start())
        column = place.start() - lines.start(first)
        joined = ""
        alone: list[int] = []
        for index in range(first, min(first + _FURTHEST + 1, len(lines))):
            piece = _piece(lines.raw[index], column)
            if not piece:
                continue
            joined = f"{joined} {piece}".strip()
            if _END_OF_DECISION.search(joined):
                if not lines.raw[index][: max(column - _ASKEW, 0)].strip():
                    alone.append(index)
                break
            if not lines.raw[index][: max(column - _ASKEW, 0)].strip():
                alone.append(index)
        if _WHOLE_DECISION.fullmatch(joined):
            yield from alone


def _piece(raw: str, column: int) -> str:
    """The text of a line at a note's column, without stamps further to the right.

    The lines of a note may begin a little to the left of its first line, or far to the right.
    """
    begin = max(column - _ASKEW, 0)
    if raw[:begin].strip():
        gap = next((gap for gap in _GAP.finditer(raw) if gap.end() >= begin), None)
        if gap is None:
            return ""
        begin = gap.end()
    return _FURTHER_RIGHT.sub("", raw[begin:].strip())
