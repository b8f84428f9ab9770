"""Read numeric dates such as `3/4/2021`, and find evidence for the order of day and month."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from mailrecon.model import DateOrder, NoticeCode
from mailrecon.regex import regex
from mailrecon.resolve.dates.calendar_words import CalendarWords, MonthWords
from mailrecon.resolve.dates.calendars import calendar_day, full_year
from mailrecon.resolve.dates.clock import CLOCK, MERIDIEM
from mailrecon.resolve.dates.eras import find_era_date
from mailrecon.resolve.dates.named_month import take_named_day
from mailrecon.resolve.dates.text import WORD, without
from mailrecon.scan.patterns import ascii_digits

# `2021年3月2日`, `2021년 3월 2일`
_CJK_DATE = regex(
    r"(?<!\d)(?P<y>\d{2,4})\s?[年년]\s?(?P<m>\d{1,2})\s?[月월]\s?(?P<d>\d{1,2})\s?[日일號号]?"
)
# `2021-03-02`, `2021/3/2`, `2021. 3. 2.`
_YMD = regex(r"(?<![\d:])(?P<y>\d{4})\s?([-/.])\s?(?P<m>\d{1,2})\s?\2\s?(?P<d>\d{1,2})(?!\d)\.?")
# `3/4/2021`, `03.04.21`, `3 - 4 - 2021`: the same mark twice; `03.04. 16.10` has no year
_NUMERIC_DATE = regex(
    r"(?<![\d:])(?<!\d\.)(?P<a>\d{1,2})\s?(?P<s>[-/.])\s?(?P<b>\d{1,2})\s?(?P=s)\s?(?P<y>\d{4}|\d{2}(?!\.[0-5]\d(?![\d.])|\s?h\s?\d\d))(?![\d:])"
)
# `13/12/2000 at 11:22:07 AM`: the most characters between a date and its AM or PM.
_CLOCK_REACH = 20


class DateForm(StrEnum):
    """The forms of numeric dates; the order of day and month is decided for each separately."""

    WITH_PERIOD = "with AM or PM"
    WITHOUT_PERIOD = "without AM or PM"
    DOTTED = "with dots"

    @classmethod
    def of(cls, *, dotted: bool, period: bool) -> DateForm:
        """The form of a date that has dots, and that has AM or PM."""
        if dotted:
            return cls.DOTTED
        return cls.WITH_PERIOD if period else cls.WITHOUT_PERIOD


class LeadingNumbers(NamedTuple):
    """The two leading numbers of a date, and whether dots separate them."""

    first: int
    second: int
    dotted: bool


class Day(NamedTuple):
    """The day of a printed date, the text without it, and the doubts.

    `numeric` are the two leading numbers of a numeric date; `doubts` are pairs of (code, text). The
    day is None if none is printed or it does not exist.
    """

    day: date | None
    rest: str
    numeric: LeadingNumbers | None
    doubts: list[tuple[str, str]]


def take_day(rest: str, words: CalendarWords, order: DateOrder | None, *, abbreviated: bool) -> Day:
    """The day of a folded date; with `abbreviated`, also by abbreviations that the CLDR lacks."""
    # `令和3年3月2日`
    era = find_era_date(rest)
    if era is not None:
        return Day(calendar_day(era.year, era.month, era.day), without(rest, era.match), None, [])
    # `2021年3月2日`, `2021-03-02`: a leading year is followed by the month.
    for pattern in (_YMD,) if rest.isascii() else (_CJK_DATE, _YMD):
        match = pattern.search(rest)
        if match:
            day = calendar_day(full_year(match["y"]), int(match["m"]), int(match["d"]))
            return Day(day, without(rest, match), None, [])
    # `2 March 2021`
    named, remaining = take_named_day(rest, words.months, abbreviated=abbreviated)
    if named is not None:
        return Day(named, remaining, None, [])
    # `3/4/2021`
    match = _NUMERIC_DATE.search(rest)
    return _numeric_day(rest, match, words, order) if match else Day(None, rest, None, [])


def _numeric_day(
    rest: str, match: re.Match[str], words: CalendarWords, order: DateOrder | None
) -> Day:
    """The day of two numbers and a year, in the most likely order."""
    first, second, year = int(match["a"]), int(match["b"]), full_year(match["y"])
    settled = order or words.order
    remaining = without(rest, match)
    # `21/3/2` in a document that puts the year first.
    if settled is DateOrder.YMD and len(match["y"]) == 2 and second <= 12:
        day = calendar_day(full_year(match["a"]), second, int(match["y"]))
        if day is not None:
            doubt = (NoticeCode.AMBIGUOUS_DATE_ORDER, "the year could be last")
            return Day(day, remaining, None, [doubt])
    month_first, doubts = _is_month_first(rest, match, words, order)
    month, number = (first, second) if month_first else (second, first)
    found = calendar_day(year, month, number)
    return Day(found, remaining, LeadingNumbers(first, second, match["s"] == "."), doubts)


def _is_month_first(
    rest: str, match: re.Match[str], words: CalendarWords, order: DateOrder | None
) -> tuple[bool, list[tuple[str, str]]]:
    """Whether the month is first, and the doubts about that."""
    first, second, year = int(match["a"]), int(match["b"]), full_year(match["y"])
    settled = order or words.order
    doubts: list[tuple[str, str]] = []
    # `13/4/2021`, `4/13/2021`: only one order is possible.
    certain = False if first > 12 else True if second > 12 else None
    # `3/4/2021` in a document in American English
    month_first = settled is DateOrder.MDY or (settled is DateOrder.YMD and first <= 12 < second)
    # `06/03/08 10:00`
    if (
        order is None
        and settled is DateOrder.MDY
        and match["s"] == "/"
        and _has_long_day(rest, match)
    ):
        month_first = False
    # `3.4.21`: dots go with the day first.
    if match["s"] == "." and order is None:
        month_first = False
        short = len(match["y"]) == 2 and first <= 12 and second <= 31
        if short and settled is not DateOrder.DMY:
            text = "day, month and year could be in another order"
            doubts.append((NoticeCode.AMBIGUOUS_DATE_ORDER, text))
    if certain is not None:
        return certain, doubts
    # `Tue 3/2/2021`
    by_weekday = _order_by_weekday(rest, words.months, year, first, second)
    if by_weekday is not None:
        return by_weekday is DateOrder.MDY, doubts
    # `3/4/2021`, `3-4-2021`: doubtful if nothing else in the document decides; `4/4/2021` is the
    # same in both orders.
    if first != second and order is None and match["s"] != "." and settled is DateOrder.MDY:
        text = "month and day could be the other way round"
        doubts.append((NoticeCode.AMBIGUOUS_DATE_ORDER, text))
    return month_first, doubts


def _has_long_day(rest: str, day: re.Match[str]) -> bool:
    """Whether a date has a time without AM or PM: `06/03/08 10:00`, `13/12/2000 13:52`.

    English with the month first uses a 12-hour clock (CLDR: en-US has `h:mm a`, en-GB `HH:mm`).
    """
    remaining = without(rest, day)
    return CLOCK.search(remaining) is not None and MERIDIEM.search(remaining) is None


def numeric_dates(text: str) -> Iterator[tuple[int, int, DateForm]]:
    """The two leading numbers of each numeric date in `text`, and its form."""
    folded = ascii_digits(text).casefold()
    for found in _NUMERIC_DATE.finditer(folded):
        behind = folded[found.end() : found.end() + _CLOCK_REACH]
        period = MERIDIEM.search(behind) is not None
        yield int(found["a"]), int(found["b"]), DateForm.of(dotted=found["s"] == ".", period=period)


def _order_by_weekday(
    rest: str, months: MonthWords, year: int, first: int, second: int
) -> DateOrder | None:
    """The order of two numbers that fits the printed weekday, if only one does."""
    weekday = weekday_of(rest, months)
    # `3/2/2021` without a day of the week
    if weekday is None:
        return None
    days = {
        DateOrder.DMY: calendar_day(year, second, first),
        DateOrder.MDY: calendar_day(year, first, second),
    }
    fitting = [name for name, day in days.items() if day is not None and day.weekday() == weekday]
    return fitting[0] if len(fitting) == 1 else None


def weekday_of(text: str, months: MonthWords) -> int | None:
    """The day of the week named in the folded text, Monday 0; None if none or several are."""
    named = {months.weekdays[word] for word in WORD.findall(text) if word in months.weekdays}
    return named.pop() if len(named) == 1 else None
