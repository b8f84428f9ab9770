"""Years counted from an era: Japanese emperors and the Republic of China."""

from __future__ import annotations

import re
from typing import NamedTuple

from mailrecon.regex import regex

# The year before each era's first, and its last year (Japan: Act 43 of 1979 and its predecessors).
# Letters are those of Japanese forms: H23.3.11.
_YEARS = {
    **dict.fromkeys(("明治", "明", "m"), (1867, 45)),
    **dict.fromkeys(("大正", "大", "t"), (1911, 15)),
    **dict.fromkeys(("昭和", "昭", "s"), (1925, 64)),
    **dict.fromkeys(("平成", "平", "h"), (1988, 31)),
    **dict.fromkeys(("令和", "令", "r"), (2018, 99)),
    **dict.fromkeys(("民國", "民国"), (1911, 999)),
}
_DATE = regex(
    r"(?:(?P<era>明治|大正|昭和|平成|令和|民國|民国|[明大昭平令])\s?(?P<y>元|\d{1,3})"
    r"|(?<![a-z0-9])(?P<letter>[mtshr])\.?\s?(?P<y2>元|\d{1,2}))"
    r"\s?[年./-]\s?(?P<m>\d{1,2})\s?[月./-]\s?(?P<d>\d{1,2})(?!\d)\s?日?"
)


class EraDate(NamedTuple):
    """A date as Gregorian numbers, and its span in the text."""

    year: int
    month: int
    day: int
    match: re.Match[str]


def find_era_date(text: str) -> EraDate | None:
    """The date of an era in folded text: `平成23年3月11日` and `h23.3.11` are 11 March 2011.

    A year that the era did not have, `昭和99年`, gives the year 0: no day of any calendar.
    """
    found = _DATE.search(text)
    if found is None:
        return None
    number = found["y"] or found["y2"]
    before, last = _YEARS[found["era"] or found["letter"]]
    counted = 1 if number == "元" else int(number)
    year = before + counted if 1 <= counted <= last else 0
    return EraDate(year, int(found["m"]), int(found["d"]), found)
