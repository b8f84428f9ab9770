"""Years counted from an era: Japanese emperors and the Republic of China."""

from __future__ import annotations

import re
from typing import NamedTuple

from mailrecon.regex import regex

# The year before each era's first (Japan: Act 43 of 1979 and its predecessors). Letters are those
# of Japanese forms: H23.3.11.
_BEFORE = {
    **dict.fromkeys(("明治", "明", "m"), 1867),
    **dict.fromkeys(("大正", "大", "t"), 1911),
    **dict.fromkeys(("昭和", "昭", "s"), 1925),
    **dict.fromkeys(("平成", "平", "h"), 1988),
    **dict.fromkeys(("令和", "令", "r"), 2018),
    **dict.fromkeys(("民國", "民国"), 1911),
}
_DATE = regex(
    r"(?:(?P<era>明治|大正|昭和|平成|令和|民國|民国|[明大昭平令])\s?(?P<y>元|\d{1,3})"
    r"|(?<![a-z0-9])(?P<letter>[mtshr])\.?\s?(?P<y2>元|\d{1,2}))"
    r"\s?[年./-]\s?(?P<m>\d{1,2})\s?[月./-]\s?(?P<d>\d{1,2})(?!\d)\s?日?"
)


class EraDate(NamedTuple):
    """A date as Gregorian numbers, and where it stands in the text."""

    year: int
    month: int
    day: int
    match: re.Match[str]


def find_era_date(text: str) -> EraDate | None:
    """The date of an era in folded text: `平成23年3月11日` and `h23.3.11` are 11 March 2011."""
    found = _DATE.search(text)
    if found is None:
        return None
    number = found["y"] or found["y2"]
    year = _BEFORE[found["era"] or found["letter"]] + (1 if number == "元" else int(number))
    return EraDate(year, int(found["m"]), int(found["d"]), found)
