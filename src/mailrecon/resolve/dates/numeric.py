"""Days in numbers only, and what tells the order of the numbers: `3/4/2021`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from mailrecon.model import DateOrder, NoticeCode
from mailrecon.regex import regex
from mailrecon.resolve.calendar_words import CalendarWords, MonthWords
from mailrecon.resolve.dates.calendars import calendar_day, full_year
from mailrecon.resolve.dates.clock import CLOCK, MERIDIEM
from mailrecon.resolve.dates.named_month import take_named_day
from mailrecon.resolve.dates.text import WORD, without
from mailrecon.resolve.eras import find_era_date
from mailrecon.scan.patterns import ascii_digits

_CJK_DATE = regex(
    r"(?<!\d)(?P<y>\d{2,4})\s?[年년]\s?(?P<m>\d{1,2})\s?[月월]\s?(?P<d>\d{1,2})\s?[日일號号]?"
)
_YMD = regex(r"(?<![\d:])(?P<y>\d{4})\s?([-/.])\s?(?P<m>\d{1,2})\s?\2\s?(?P<d>\d{1,2})(?!\d)\.?")
_NUMERIC_DATE = regex(
    r"(?<![\d:])(?P<a>\d{1,2})\s?(?P<s>[-/.])\s?(?P<b>\d{1,2})\s?(?P=s)\s?(?P<y>\d{4}|\d{2})(?![\d:])"
)
# `13/12/2000 at 11:22:07 AM`: how far behind a date its AM or PM may stand.
_CLOCK_REACH = 20


def take_day(
    rest: str, words: CalendarWords, order: DateOrder | None, *, abbreviated: bool
) -> tuple[date | None, str, tuple[int, int] | None, list[tuple[str, str]]]:
    """The day, the text without it, its two leading numbers, and what is doubtful."""
    doubts: list[tuple[str, str]] = []
    era = find_era_date(rest)
    if era is not None:
        return calendar_day(era.year, era.month, era.day), without(rest, era.match), None, doubts
    for pattern in (_YMD,) if rest.isascii() else (_CJK_DATE, _YMD):
        match = pattern.search(rest)
        if match:
            day = calendar_day(full_year(match["y"]), int(match["m"]), int(match["d"]))
            return day, without(rest, match), None, doubts
    named, remaining = take_named_day(rest, words.months, abbreviated=abbreviated)
    if named is not None:
        return named, remaining, None, doubts
    match = _NUMERIC_DATE.search(rest)
    if match:
        first, second, year = int(match["a"]), int(match["b"]), full_year(match["y"])
        settled = order or words.order
        if settled is DateOrder.YMD and len(match["y"]) == 2 and second <= 12:
            day = calendar_day(full_year(match["a"]), second, int(match["y"]))
            if day is not None:
                doubts.append((NoticeCode.AMBIGUOUS_DATE_ORDER, "the year could stand last"))
                return day, without(rest, match), None, doubts
        month_first = settled is DateOrder.MDY or (
            settled is DateOrder.YMD and first <= 12 < second
        )
        if (
            order is None
            and settled is DateOrder.MDY
            and match["s"] == "/"
            and _has_long_day(rest, match)
        ):
            month_first = False
        if match["s"] == "." and order is None:
            month_first = False
            if (
                len(match["y"]) == 2
                and settled is not DateOrder.DMY
                and first <= 12
                and second <= 31
            ):
                doubts.append(
                    (
                        NoticeCode.AMBIGUOUS_DATE_ORDER,
                        "day, month and year could be in another order",
                    )
                )
        if first > 12:
            month_first = False
        elif second > 12:
            month_first = True
        elif (told := _order_by_weekday(rest, words.months, year, first, second)) is not None:
            month_first = told is DateOrder.MDY
        elif first != second and order is None and match["s"] == "/" and settled is DateOrder.MDY:
            doubts.append(
                (NoticeCode.AMBIGUOUS_DATE_ORDER, "month and day could be the other way round")
            )
        month, day_number = (first, second) if month_first else (second, first)
        return calendar_day(year, month, day_number), without(rest, match), (first, second), doubts
    return None, rest, None, doubts


def _has_long_day(rest: str, day: re.Match[str]) -> bool:
    """Whether a time without AM or PM stands beside a date: `06/03/08 10:00`, `13/12/2000 13:52`.

    Where English is written with the month first a day has 12 hours twice (CLDR: en-US has
    `h:mm a`, en-GB `HH:mm`).
    """
    remaining = without(rest, day)
    return CLOCK.search(remaining) is not None and MERIDIEM.search(remaining) is None


def numeric_dates(text: str) -> Iterator[tuple[int, int, bool]]:
    """The two leading numbers of each numeric date in `text`, and whether AM or PM follows it."""
    folded = ascii_digits(text).casefold()
    for found in _NUMERIC_DATE.finditer(folded):
        behind = folded[found.end() : found.end() + _CLOCK_REACH]
        yield int(found["a"]), int(found["b"]), MERIDIEM.search(behind) is not None


def _order_by_weekday(
    rest: str, months: MonthWords, year: int, first: int, second: int
) -> DateOrder | None:
    """The only order of two numbers that gives the day of the week that is printed."""
    weekday = weekday_of(rest, months)
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
