"""Bates numbers: the numbers stamped on the pages of a source.

Lawyers and reporters cite pages by them: `TERN-FOIA-001004`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from mailrecon.model import Bates, Span
from mailrecon.regex import regex
from mailrecon.scan.lines import Lines

# `TERN-FOIA-001004`, `QY-002-002933`, `REL0000023221`: capitals, then four digits or more at the
# end; several parts, and a blank, a hyphen or an underscore between them.
_NUMBER = (
    r"[A-Z][A-Z_&.-]{1,20}(?:[ _-][A-Z]{2,20}){0,3}(?:[ _-]\d{2,6}){0,2}[ _-]?(?P<digits>\d{4,10})"
)
_ALONE = regex(rf"(?P<number>{_NUMBER})")
# With a legend before it or a page number after it, separated by a gap:
# `CONFIDENTIAL    QY-002-002933`, `TERN-FOIA-001004   Page 3 of 9`.
_BESIDE = regex(rf"(?:^|\s{{2,}})(?P<number>{_NUMBER})(?=$|\s{{2,}})")
# `UNCLASSIFIED  U.S. Department of State  Case No. F-2014-20439  Doc No. C05770939`
_DOCUMENT = regex(r"\bDoc(?:ument)? No\. ?(?P<number>[A-Z]{0,4}-?\d{4,12})\b")
_LONGEST = 300
_LEAST_ALONE = 5


def find_bates(
    lines: Lines, stamps: Collection[int], start: int, end: int, first: int | None
) -> Iterator[Bates]:
    """The numbers on the lines `start`..`end` (half-open), in order.

    They are on lines of page furniture (`stamps`). Above the first header (line `first`) not all
    furniture is known; there, a number that is alone on its line counts too.
    """
    above = range(start, start if first is None else min(max(first, start), end))
    inside = sorted(index for index in stamps if start <= index < end)
    for index in sorted(
        {*inside, *(index for index in above if may_stand_alone(lines.raw[index]))}
    ):
        raw = lines.raw[index]
        if not raw or len(raw) > _LONGEST:
            continue
        if index in stamps:
            found = _BESIDE.search(raw.strip()) or _DOCUMENT.search(raw)
        else:
            found = _ALONE.fullmatch(raw.strip())
            found = found if found and len(found["digits"]) >= _LEAST_ALONE else None
        if found is not None:
            number = found["number"]
            place = lines.start(index) + raw.index(number)
            yield Bates(number, Span(place, place + len(number)))


def may_stand_alone(raw: str) -> bool:
    """Whether a line may consist of a number only; this rules out most lines."""
    text = raw.rstrip()
    return text[-1:].isdigit() and text.lstrip()[0].isupper()
