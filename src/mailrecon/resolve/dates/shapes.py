"""Shapes of dates: a date with a mark for each number, for the month and for the weekday."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from msgspec import Struct

from mailrecon.lexicon import Lexicon
from mailrecon.model import When
from mailrecon.regex import regex
from mailrecon.resolve.dates.calendar_words import CalendarWords, calendar_words
from mailrecon.resolve.dates.found import DateReading
from mailrecon.resolve.dates.zone import may_name_zone
from mailrecon.resolve.zones import GENERIC, YEARS_OF_MAIL, abbreviation

# Marks for a month, a weekday and a digit; control characters, which no date contains.
MONTH, WEEKDAY, DIGIT = "\x01", "\x02", "\x03"
NOON = 12
# Numbers of one or two digits have the same mark.
SHORT = 2
LONGEST = 60
_MOST_NUMBERS = 6
_FIRST_YEAR, _LAST_YEAR = YEARS_OF_MAIL[0], YEARS_OF_MAIL[-1]
# The figures of a zone, `+0100` or `+08:00`, belong to the shape: all dates of a shape have the
# same zone.
_TOKEN = regex(
    r"((?<![0-9+\u2212])(?<![ CTct(]-)(?<!\+[0-9]:)(?<!\+[0-9]{2}:)(?<![ CTct(]-[0-9]:)"
    r"(?<![ CTct(]-[0-9]{2}:)[0-9]+|(?<![0-9])[^\W\d_]+)"
)
_OTHER_DIGIT = regex(r"(?![0-9])\d")

# The general reader of dates, with the same arguments as for the date.
Reader = Callable[[str], DateReading]


class Words(NamedTuple):
    """The words of a language's dates that a shape replaces by marks, each with its number."""

    calendars: tuple[CalendarWords, ...]
    months: Mapping[str, int]
    weekdays: Mapping[str, int]


class DateShape(NamedTuple):
    """A date in parts: its numbers as printed, its month (from 1) and weekday (Monday is 0)."""

    text: str
    numbers: tuple[str, ...]
    month: int | None
    weekday: int | None


class DatePlan(NamedTuple):
    """The meaning of a shape's numbers: the position of each unit; None for units not in numbers.

    `found` is the reading of one date of the shape; all others differ from it only in date and
    time. `weekday` (Monday is 0) is a weekday that the shape contains as text, without a mark:
    `mar` may also be a month, in `mar, 25 jul 2023`. The plan reads dates of that day only.
    """

    year: int
    month: int | None
    day: int
    hour: int
    minute: int
    second: int | None
    period: str | None
    found: DateReading
    weekday: int | None = None


class DateContext(Struct, frozen=True, eq=False):
    """The context for reading a date: the language of its header and the locale of its own words.

    `alternatives` are as in `read_date`; `locales` are those of its `others`, in order. Headers
    with the same labels share one object (`date_context`), so that looking up a plan does not
    compare lists of languages.
    """

    language: str | None
    locale: str
    alternatives: tuple[str, ...]
    locales: tuple[str, ...]


class DateHeader(Struct, frozen=True, eq=False):
    """The languages that the labels of a header allow for its date.

    `language`, `alternatives` and `others` are as in `read_date`. Headers with the same labels
    share one object, so that looking up a known date does not compare lists of languages.
    """

    language: str | None
    alternatives: tuple[str, ...]
    others: tuple[str, ...]


@lru_cache(maxsize=1024)
def date_header(
    language: str | None, alternatives: tuple[str, ...], others: tuple[str, ...], lexicon: Lexicon
) -> DateHeader:
    """The object for these languages and lexicon, which is shared."""
    return DateHeader(language, alternatives, others)


@lru_cache(maxsize=1024)
def date_context(header: DateHeader, locale: str, lexicon: Lexicon) -> DateContext:
    """The context object for these languages, which is shared."""
    found = {known for code in header.others if (known := lexicon.cldr(code)) is not None}
    return DateContext(header.language, locale, header.alternatives, tuple(sorted(found)))


@lru_cache(maxsize=1024)
def shape_words(locale: str, asked: DateContext, lexicon: Lexicon) -> Words | None:
    """The words that a shape replaces by marks; None if names of months are not single words.

    A word with a second meaning in a date is left out, in any of the date's possible languages:
    both month and weekday, like Breton `Meurzh`, or a zone, or a half of the day.
    """
    words, own = calendar_words(locale), calendar_words(asked.locale)
    months = words.months
    if not months.plain:
        return None
    more = [calendar_words(code) for one in asked.alternatives if (code := lexicon.cldr(one))]
    halves = frozenset().union(
        *(other.before_noon | other.after_noon | other.night for other in (words, own, *more))
    )
    # In scripts without spaces, a word may be found within another.
    glued = [half for half in halves if half[:1] > "\u0e00"]

    def is_alone(word: str, number: int) -> bool:
        known = {
            *((table.months.numbers.get(word), "month") for table in (words, own)),
            *((table.months.weekdays.get(word), "weekday") for table in (words, own)),
        }
        meanings = {meaning for meaning in known if meaning[0] is not None}
        return (
            number <= NOON
            and len(meanings) == 1
            and word not in halves
            and not any(half in word for half in glued)
            and abbreviation(word, asked.language) is None
            and word.upper() not in GENERIC
            and not may_name_zone(word, words, lexicon)
            and not may_name_zone(word, own, lexicon)
        )

    return Words(
        (words, own),
        {word: number for word, number in months.numbers.items() if is_alone(word, number)},
        {word: number for word, number in months.weekdays.items() if is_alone(word, number)},
    )


def take_apart(printed: str, words: Words) -> DateShape | None:
    """The shape of a date and its numbers; None if two words may be its month, or its weekday."""
    if len(printed) > LONGEST or not printed.isprintable():
        return None
    # The matches of the pattern are at the odd positions.
    pieces = _TOKEN.split(printed)
    if not printed.isascii() and (
        not unicodedata.is_normalized("NFKC", printed)
        or _OTHER_DIGIT.search("".join(pieces[::2])) is not None
    ):
        return None
    numbers: list[str] = []
    month = weekday = None
    for place in range(1, len(pieces), 2):
        text = pieces[place]
        if text[0].isdecimal():
            # `4 May` and `14 May` have the same shape.
            pieces[place] = DIGIT if len(text) <= SHORT else DIGIT * len(text)
            numbers.append(text)
            continue
        word = text.casefold()
        if (number := words.months.get(word)) is not None:
            if month is not None:
                return None
            pieces[place], month = MONTH, number
        elif (number := words.weekdays.get(word)) is not None:
            if weekday is not None:
                return None
            pieces[place], weekday = WEEKDAY, number
    if not 4 <= len(numbers) <= _MOST_NUMBERS:
        return None
    return DateShape("".join(pieces), tuple(numbers), month, weekday)


def apply_to(plan: DatePlan, shape: DateShape, printed: str) -> DateReading | None:
    """The reading of a date in parts by a plan; None for values that the probes did not test."""
    return apply(plan, shape.numbers, shape.month, shape.weekday, printed)


def apply(
    plan: DatePlan,
    numbers: Sequence[str],
    named_month: int | None,
    named_weekday: int | None,
    printed: str,
) -> DateReading | None:
    """The reading of a date by a plan; None for values that the probes did not test."""
    year, hour, minute = int(numbers[plan.year]), int(numbers[plan.hour]), numbers[plan.minute]
    month = named_month if plan.month is None else int(numbers[plan.month])
    second = "00" if plan.second is None else numbers[plan.second]
    if not _FIRST_YEAR <= year <= _LAST_YEAR or month is None:
        return None
    # `9:5` is not a time of day.
    if len(minute) < SHORT or len(second) < SHORT:
        return None
    if plan.period is not None:
        if not 1 <= hour <= NOON:
            return None
        hour = _in_half(hour, plan.period)
    try:
        local = datetime(year, month, int(numbers[plan.day]), hour, int(minute), int(second))
    except ValueError:
        return None
    # The general reader warns of a wrong weekday.
    weekday = named_weekday if plan.weekday is None else plan.weekday
    if weekday is not None and weekday != local.weekday():
        return None
    found = plan.found
    when = found.when
    if when is None:
        return None
    return DateReading(
        When(
            local,
            when.offset,
            when.precision,
            printed,
            when.zone,
            when.alternatives,
            when.offset_how,
        ),
        found.numeric,
        found.doubts,
        found.period,
        found.strange,
        found.year_inferred,
        found.year_of_title,
    )


def _in_half(hour: int, period: str) -> int:
    """The hour of the day: `12 am` is midnight, `9 at night` the hour before ten."""
    if period == "pm":
        return hour if hour == NOON else hour + NOON
    if hour == NOON:
        return 0
    return hour + NOON if period == "night" and hour >= 6 else hour
