"""Read two-digit years, and days of calendars other than the Gregorian one."""

from __future__ import annotations

from datetime import date

from mailrecon.regex import regex

_PIVOT = 70
_BUDDHIST = 543
_PERSIAN_LAST = 1430
BUDDHIST_LAST = 2700
FIRST_YEAR, LAST_YEAR = 1800, 2400
# The locales whose numeric dates use the Buddhist or the Persian calendar.
_BUDDHIST_LOCALES = frozenset({"th", "lo", "km"})
_PERSIAN_LOCALES = frozenset({"fa", "ps", "ckb", "ku"})
_FIRST_PERSIAN = 1300
# `2564-03-02`, `12.12.1399`: a year beside the mark of a date in numbers.
_YEAR = regex(r"(?<!\d)(?:(?<=[-/.])|(?<=[-/.] ))\d{4}(?!\d)|(?<!\d)\d{4}(?=\s?[-/.]\s?\d)")


def full_year(text: str) -> int:
    """The year that digits mean; 70 to 99 are in the 20th century."""
    year = int(text)
    if len(text) <= 2:
        return year + (1900 if year >= _PIVOT else 2000)
    return year


def calendar_day(year: int, month: int, day: int, *, named: bool = False) -> date | None:
    """The Gregorian date; years that fit only the Buddhist or Persian calendar are converted.

    `named` is True if the month was named: its name then determines the calendar, and `2 Mar 1399`,
    of two calendars, gives None. Persian months have the numbers 13 to 24.
    """
    persian = month > 12
    if LAST_YEAR < year < BUDDHIST_LAST:
        year -= _BUDDHIST
    try:
        # An earlier year is too old for mail; a later one belongs to the Islamic calendar: 1442 is
        # 2021.
        if _FIRST_PERSIAN <= year < _PERSIAN_LAST and (persian or not named):
            from jdatetime import date as persian_date  # few documents need it

            gregorian: date = persian_date(year, (month - 1) % 12 + 1, day).togregorian()
            return gregorian
        if persian or not FIRST_YEAR <= year <= LAST_YEAR:
            return None
        return date(year, month, day)
    except ValueError:
        return None


def other_calendar(text: str, locale: str) -> str:
    """The calendar of a folded numeric date if it is not that of its language, or an empty text.

    `12.12.1399` below `Von:` may be in the Persian calendar, or a typing error for 1999.
    """
    for year in map(int, _YEAR.findall(text)):
        if LAST_YEAR < year < BUDDHIST_LAST and locale not in _BUDDHIST_LOCALES:
            return "Buddhist"
        if _FIRST_PERSIAN <= year < _PERSIAN_LAST and locale not in _PERSIAN_LOCALES:
            return "Persian"
    return ""
