"""Read days whose month is named: `3 March 2021`, `mar. 3, 2021`."""

from __future__ import annotations

import re
from datetime import date

from mailrecon.regex import regex
from mailrecon.resolve.dates.calendar_words import MonthWords, month_words
from mailrecon.resolve.dates.calendars import BUDDHIST_LAST, LAST_YEAR, calendar_day, full_year
from mailrecon.resolve.dates.text import NUMBER, WORD

_FUSED = regex(r"(?<!\d)(?P<d>\d{1,2})(?P<h>\d{2}):(?P<m>\d{2}):(?P<s>\d{2})(?!\d)")
# `02-Mar-21`, `2/Mar/2021`: marks that join a named month to its day and year.
_DAY_JOINED = regex(r"(?<!\d)\d{1,2}[-/.]$")
_YEAR_JOINED = regex(r"\.?[-/.](?=(?:\d{4}|\d{2})(?!\d))")
# `June 15, 2ulz Ut3..39`, `December 19, 201 Ub: 18`: OCR broke the year and the time, so the
# apparent year is wrong. Not `15 June 6pm 20`.
_BROKEN = regex(
    r"(?<!\d)\d{3}(?!\d)|\d(?![ap]\.?m|h|:)[^\W\d_]{2,}|(?<!\w)[^\W\d_]{1,3}\d", re.IGNORECASE
)
# `3 mars 16h10`, `3. März 16.10 Uhr`: a time of day, where the year is not printed.
_TIME = regex(r"(?<![\d.])(?:[01]?\d|2[0-4])(?:\s?h\s?[0-5]\d(?!\d)|\s?h\b|\.[0-5]\d(?![\d.]))")
# `mar. 3/03 16:10`, a Tuesday: the second number is the month.
_JOINED = frozenset("/.-")
# Years of mail lie between these: 5781 belongs to the Jewish calendar.
_FIRST_MAIL = 1900
# Two-digit years in Thailand: mail began after 2529 (1986), so `21` is the Gregorian 2021.
_THAI_CENTURY, _FIRST_THAI = 2500, 30


def take_named_day(rest: str, months: MonthWords, *, abbreviated: bool) -> tuple[date | None, str]:
    """The day whose month is named, and the text without it.

    With `abbreviated`, abbreviations that the CLDR does not list are tried as well.
    """
    match, month = _find_month(rest, months, abbreviated=abbreviated)
    if match is None or month is None:
        return None, rest
    before, behind = rest[: match.start()], rest[match.end() :]
    year_joined = _YEAR_JOINED.match(behind)
    if year_joined is not None and _DAY_JOINED.search(before) is not None:
        before, behind = before[:-1], behind[year_joined.end() :]
    rest = before + " \x00 " + behind.removeprefix(".")
    fused = _FUSED.search(rest)
    if fused and not re.search(r"(?<![\d:])\d{1,2}:\d{2}", rest.replace(fused[0], "")):
        rest = (
            f"{rest[: fused.start()]}{fused['d']} {fused['h']}:{fused['m']}:{fused['s']}"
            f"{rest[fused.end() :]}"
        )
    mark = rest.index("\x00")
    numbers = [
        found
        for found in NUMBER.finditer(rest)
        if rest[found.end() : found.end() + 1] != ":"
        and rest[found.start() - 1 : found.start()] not in (":", "+")
        and not (
            rest[found.start() - 1 : found.start()] == "-"
            and len(found[0]) == 4
            and found.start() > 1
            and rest[found.start() - 2] == " "
        )
    ]
    years = [n for n in numbers if len(n[0]) == 4 and _may_be_year(int(n[0]), months)]
    # `2 March 2021 1934`: the number further from the month is a time of day, or something else.
    year = min(years, key=lambda n: _gap(n, mark), default=None)
    times = [(time.start(), time.end()) for time in _TIME.finditer(rest)]
    outside = [n for n in numbers if not any(start <= n.start() < end for start, end in times)]
    days = [n for n in outside if len(n[0]) <= 2 and 1 <= int(n[0]) <= 31]
    if not days:
        return None, rest
    day = min(days, key=lambda n: _gap(n, mark))
    if year is None:
        last = max(mark, day.start())
        later = [
            n
            for n in outside
            if len(n[0]) == 2
            and n.start() > last
            and not (mark < day.start() and rest[day.end() : n.start()] in _JOINED)
        ]
        year = later[0] if later and later[0] is not day else None
        if year is not None and _BROKEN.search(rest, last, year.start()):
            return None, rest
    # `2 Mar 2564`: a Thai year with a month that is not Thai
    if year is None or (int(year[0]) > LAST_YEAR and months is month_words("en")):
        return None, rest
    found_day = calendar_day(_full_year(year[0], months), month, int(day[0]), named=True)
    for taken in sorted((day, year), key=lambda n: -n.start()):
        rest = rest[: taken.start()] + " " + rest[taken.end() :]
    return found_day, rest.replace("\x00", " ")


def _find_month(
    rest: str, months: MonthWords, *, abbreviated: bool
) -> tuple[re.Match[str] | None, int | None]:
    """Where a month is named, and its number."""
    match = _month_beside_number(months, rest)
    if match is None and months.are_in(rest) and months.loose_pattern is not None:
        match = months.loose_pattern.search(rest)
    if match is None and abbreviated:
        return _abbreviated_month(rest, months)
    return match, months.numbers[match[0]] if match else None


def _gap(number: re.Match[str], mark: int) -> int:
    """The number of characters between a number and the month's place."""
    return number.start() - mark if number.start() > mark else mark - number.end()


def _full_year(printed: str, months: MonthWords) -> int:
    """The year that digits beside a month's name mean: in Thai, `64` is 2564, which is 2021."""
    thai = len(printed) == 2 and int(printed) >= _FIRST_THAI and months is month_words("th")
    return _THAI_CENTURY + int(printed) if thai else full_year(printed)


def _may_be_year(number: int, months: MonthWords) -> bool:
    """Whether four digits beside a month's name are a year, not a time of day such as 1345."""
    english = months is month_words("en")
    return _FIRST_MAIL <= number < BUDDHIST_LAST or (1300 <= number < 1500 and not english)


def _month_beside_number(months: MonthWords, rest: str) -> re.Match[str] | None:
    """The month's name nearest to a number: Breton `Meurzh` is both March and Tuesday."""
    if months.plain:
        found = [match for match in WORD.finditer(rest) if match[0] in months.numbers]
    else:
        found = list(months.pattern.finditer(rest)) if months.pattern is not None else []
    if len(found) < 2:
        return found[0] if found else None
    numbers = [(number.start(), number.end()) for number in NUMBER.finditer(rest)]
    best: re.Match[str] | None = None
    nearest = len(rest)
    for match in found:
        gaps = [min(abs(match.start() - end), abs(start - match.end())) for start, end in numbers]
        gap = min(gaps, default=0)
        if best is None or gap <= nearest:
            best, nearest = match, gap
    return best


def _abbreviated_month(rest: str, months: MonthWords) -> tuple[re.Match[str] | None, int | None]:
    """A month abbreviated in a way the CLDR does not list, such as German `Mrz` for `März`.

    Its letters must occur in this order in the name of exactly one month, beginning with the first.
    """
    for match in WORD.finditer(rest):
        word = match[0]
        if not 3 <= len(word) <= 5:
            continue
        found = {
            number
            for name, number in months.numbers.items()
            if name[0] == word[0] and len(name) > len(word) and _is_subsequence(word, name)
        }
        if len(found) == 1:
            return match, found.pop()
    return None, None


def _is_subsequence(word: str, name: str) -> bool:
    letters = iter(name)
    return all(letter in letters for letter in word)
