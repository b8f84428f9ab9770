"""Read dates by their shape: one reading of `Mittwoch, 3. März 2021 09:12` serves all similar
dates.

A date's shape is the date with a mark for each number, for the month and for the weekday. The
result of the general reader depends only on the shape and the numbers. So when a shape repeats, a
plan is made for it: which number is the day, which the hour. A plan is kept only if it reads
`PROBES` dates of the shape, chosen to be awkward, exactly as the general reader does. If the result
depends on more than the numbers (a zone with summer time, a doubt, an ambiguous order), there is no
plan, and the general reader reads each date.

If a date differs from an earlier one only in digits, even its parts need not be found again
(`read_known`).
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import permutations
from typing import NamedTuple

from msgspec import Struct

from mailrecon.lexicon import Lexicon
from mailrecon.model import NoticeCode, Precision, When
from mailrecon.regex import regex
from mailrecon.resolve.dates.calendar_words import CalendarWords, calendar_words, month_words
from mailrecon.resolve.dates.found import DateReading
from mailrecon.resolve.dates.language import locale_beside
from mailrecon.resolve.dates.text import WORD
from mailrecon.resolve.dates.zone import may_name_changing_zone, may_name_zone
from mailrecon.resolve.zones import GENERIC, NUMERIC, YEARS_OF_MAIL, abbreviation, numeric_zone

PROBES = 24
_LONGEST = 60
_MOST_SHAPES = 4096
_MOST_TRIES = 4
# Finding a plan takes as long as reading `PROBES` dates, so it pays only for frequent shapes.
_SOON = 8
# The figures of a zone, `+0100`, belong to the shape: all dates of a shape have the same zone.
_TOKEN = regex(r"((?<![0-9+\u2212])(?<![ CTct(]-)[0-9]+|(?<![0-9])[^\W\d_]+)")
_NUMBER = regex("\x03+")
_DIGITS = regex(r"[0-9]+")
_ALL_DIGITS_ALIKE = bytes.maketrans(b"0123456789", b"\x03" * 10)
_INSIDE = regex(r"\(([^()]*)\)")
_OTHER_DIGIT = regex(r"(?![0-9])\d")
# Marks for a month, a weekday and a digit; control characters, which no date contains.
_MONTH, _WEEKDAY, _DIGIT = "\x01", "\x02", "\x03"
_FIRST_YEAR, _LAST_YEAR = YEARS_OF_MAIL[0], YEARS_OF_MAIL[-1]
_NOON = 12
# Values that are easily misread: the first and last, those that may be another unit, and those with
# which a pattern for a half of the day or a century begins.
_AWKWARD = {
    "year": (1990, 1999, 2000, 2001, 2009, 2010, 2012, 2019, 2020, 2026, 2037),
    "month": (1, 2, 9, 10, 11, 12, 5),
    "day": (1, 2, 9, 10, 12, 13, 19, 20, 23, 24, 28, 30, 31),
    "hour": (0, 1, 2, 9, 10, 11, 12, 13, 19, 20, 22, 23),
    "minute": (0, 1, 9, 10, 12, 20, 24, 30, 31, 32, 45, 59),
    "second": (0, 1, 9, 10, 12, 20, 24, 30, 31, 32, 45, 59),
}
_UNPADDED = frozenset({"month", "day", "hour"})
_MOST_NUMBERS = 6
# Numbers of one or two digits have the same mark.
_SHORT = 2


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
def date_context(
    language: str | None,
    locale: str,
    alternatives: tuple[str, ...],
    others: tuple[str, ...],
    lexicon: Lexicon,
) -> DateContext:
    """The context object for these languages, which is shared."""
    found = {known for code in others if (known := lexicon.cldr(code)) is not None}
    return DateContext(language, locale, alternatives, tuple(sorted(found)))


# The general reader of dates, with the same arguments as for the date.
Reader = Callable[[str], DateReading]


class _Key(NamedTuple):
    shape: str
    locale: str
    asked: DateContext


# A shape that was seen only a few times has no entry yet. If a shape cannot have a plan, its entry
# is None.
_plans: dict[_Key, DatePlan | None] = {}
_seen: dict[_Key, int] = {}


class _PlannedDate(NamedTuple):
    """The plan of a date, with the month and the weekday that its words name."""

    plan: DatePlan
    month: int | None
    weekday: int | None


# Dates that were read by a plan, without their digits.
_known: dict[tuple[bytes, DateHeader], _PlannedDate] = {}


def read_known(printed: str, header: DateHeader) -> DateReading | None:
    """The reading of a date that differs only in digits from one that a plan has read; None for
    any other.

    After `Mittwoch, 3. März 2021 09:12`, this reads `Mittwoch, 9. März 2016 17:05`.
    """
    known = _known.get((_without_digits(printed), header))
    if known is None:
        return None
    plan, month, weekday = known
    return _apply(plan, _DIGITS.findall(printed), month, weekday, printed)


def _without_digits(printed: str) -> bytes:
    return printed.encode("utf-8", "surrogatepass").translate(_ALL_DIGITS_ALIKE)


def _remember(printed: str, header: DateHeader, shape: DateShape, plan: DatePlan) -> None:
    """Remember a date for `read_known`, if all its digits are numbers of its shape (`+0100`)."""
    if _DIGITS.findall(printed) != [*shape.numbers]:
        return
    if len(_known) >= _MOST_SHAPES:
        _known.clear()
    _known[_without_digits(printed), header] = _PlannedDate(plan, shape.month, shape.weekday)


def read_by_plan(
    printed: str, header: DateHeader, asked: DateContext, lexicon: Lexicon, read: Reader
) -> DateReading | None:
    """The result of `read` for a date of a known shape; None if `read` itself must be called."""
    own = shape_words(asked.locale, asked, lexicon)
    shape = take_apart(printed, own) if own is not None else None
    better = None
    # `Mittwoch, 3. März 2021` below `Von:` needs no other language.
    if shape is None or not _is_explained(shape, asked.locale):
        better = _better_locale(printed, asked)
    if better is None:
        return (
            None
            if own is None or shape is None
            else _read_shape(printed, shape, own, header, asked, read, lexicon)
        )
    # `mar., 20 janv. 2015` below `From:` and `À :`: with English words, each month would give a new
    # shape, and none of them would get a plan.
    words = shape_words(better, asked, lexicon)
    shape = take_apart(printed, words) if words is not None else None
    if words is None or shape is None:
        return None
    return _read_shape(printed, shape, words, header, asked, read, lexicon, better)


def _is_explained(shape: DateShape, locale: str) -> bool:
    """Whether a locale names the weekday and the one month of a date."""
    return (
        shape.weekday is not None
        and shape.month is not None
        and not _has_another_month(shape.text, locale)
    )


@lru_cache(maxsize=4096)
def _has_another_month(rest: str, locale: str) -> bool:
    """Whether what is left of a date, without its month, may name another month or weekday."""
    months = month_words(locale)
    return any(
        word in months.numbers or word in months.weekdays for word in WORD.findall(rest.casefold())
    )


def _better_locale(printed: str, asked: DateContext) -> str | None:
    """The locale that explains the words of a date better than the one asked for."""
    if not asked.locales or len(printed) > _LONGEST:
        return None
    return _explaining(frozenset(WORD.findall(printed.casefold())), asked)


@lru_cache(maxsize=4096)
def _explaining(words: frozenset[str], asked: DateContext) -> str | None:
    return locale_beside(words, asked.locale, asked.locales)


def _read_shape(
    printed: str,
    shape: DateShape,
    words: Words,
    header: DateHeader,
    asked: DateContext,
    read: Reader,
    lexicon: Lexicon,
    better: str | None = None,
) -> DateReading | None:
    """The reading of a date's shape with words of the given locale, or of a `better` one."""
    key = _Key(shape.text, better or asked.locale, asked)
    if key not in _plans:
        if len(_plans) + len(_seen) > _MOST_SHAPES:
            _plans.clear()
            _seen.clear()
        seen = _seen[key] = _seen.get(key, 0) + 1
        if seen < _SOON:
            return None
        # The weekday of this one date may be wrong.
        made = _find_plan(printed, shape, words, read, lexicon)
        if made is None and seen < _SOON + _MOST_TRIES - 2:
            return None
        _plans[key] = made
    plan = _plans[key]
    if plan is None:
        return None
    reading = _apply_to(plan, shape, printed)
    if reading is not None:
        _remember(printed, header, shape, plan)
    return reading


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
            number <= _NOON
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
    if len(printed) > _LONGEST or not printed.isprintable():
        return None
    if not printed.isascii() and (
        _OTHER_DIGIT.search(printed) or not unicodedata.is_normalized("NFKC", printed)
    ):
        return None
    # The matches of the pattern are at the odd positions.
    pieces = _TOKEN.split(printed)
    numbers: list[str] = []
    month = weekday = None
    for place in range(1, len(pieces), 2):
        text = pieces[place]
        if text[0].isdecimal():
            # `4 May` and `14 May` have the same shape.
            pieces[place] = _DIGIT if len(text) <= _SHORT else _DIGIT * len(text)
            numbers.append(text)
            continue
        word = text.casefold()
        if (number := words.months.get(word)) is not None:
            if month is not None:
                return None
            pieces[place], month = _MONTH, number
        elif (number := words.weekdays.get(word)) is not None:
            if weekday is not None:
                return None
            pieces[place], weekday = _WEEKDAY, number
    if not 4 <= len(numbers) <= _MOST_NUMBERS:
        return None
    return DateShape("".join(pieces), tuple(numbers), month, weekday)


def _apply_to(plan: DatePlan, shape: DateShape, printed: str) -> DateReading | None:
    return _apply(plan, shape.numbers, shape.month, shape.weekday, printed)


def _apply(
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
    if len(minute) < _SHORT or len(second) < _SHORT:
        return None
    if plan.period is not None:
        if not 1 <= hour <= _NOON:
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
        return hour if hour == _NOON else hour + _NOON
    if hour == _NOON:
        return 0
    return hour + _NOON if period == "night" and hour >= 6 else hour


def _find_plan(
    printed: str, shape: DateShape, words: Words, read: Reader, lexicon: Lexicon
) -> DatePlan | None:
    """The only plan that reads all probes like `read`, or None."""
    found = read(printed)
    if not _is_plain(found) or _may_change_zone(shape, words, lexicon):
        return None
    possible = [one for one in _possible(shape, found) if _apply_to(one, shape, printed) == found]
    fitting = [plan for plan in possible if _holds(plan, shape, words, read)]
    # `mar, 25 jul 2023`
    if not fitting and shape.weekday is None and found.when is not None:
        weekday = found.when.local.weekday()
        daily = [plan._replace(weekday=weekday) for plan in possible]
        fitting = [plan for plan in daily if _holds(plan, shape, words, read)]
    return fitting[0] if len(fitting) == 1 else None


def _is_plain(found: DateReading) -> bool:
    """Whether a date is read completely, and the result depends only on its numbers.

    A numeric zone such as `+0100` is the same on every day, and so is an abbreviation with a single
    offset.
    """
    when = found.when
    if (
        when is None
        or found.numeric is not None
        or found.year_inferred
        or when.precision is Precision.DAY
        or any(code != NoticeCode.AMBIGUOUS_ZONE for code, _ in found.doubts)
    ):
        return False
    if when.zone is None:
        return when.offset is None
    figures = numeric_zone(NUMERIC.search(when.zone.casefold()))
    named = abbreviation(when.zone, None)
    return figures is not None or named is not None


def _may_change_zone(shape: DateShape, words: Words, lexicon: Lexicon) -> bool:
    """Whether a zone whose offset depends on the date may be read in the text around the numbers,
    with any weekday.
    """
    rest = shape.text.replace(_DIGIT, " ").replace(_MONTH, " ")
    texts = [rest] if shape.weekday is None else [rest.replace(_WEEKDAY, w) for w in words.weekdays]
    texts += WORD.findall(rest) + _INSIDE.findall(rest)
    return any(
        may_name_changing_zone(text, calendar, lexicon)
        for text in texts
        for calendar in words.calendars
    )


def _possible(shape: DateShape, found: DateReading) -> Iterator[DatePlan]:
    """The plans that use each number of a shape once, and all of them."""
    roles = ["year", "day", "hour", "minute"]
    roles += ["month"] if shape.month is None else []
    timed = found.when is not None and found.when.precision is Precision.SECOND
    roles += ["second"] if timed else []
    if len(roles) != len(shape.numbers):
        return
    for order in permutations(range(len(roles))):
        place = dict(zip(roles, order, strict=True))
        if len(shape.numbers[place["year"]]) != 4 or any(
            len(shape.numbers[at]) > 2 for role, at in place.items() if role != "year"
        ):
            continue
        for period in ("am", "pm", "night") if found.period else (None,):
            yield DatePlan(
                place["year"],
                place.get("month"),
                place["day"],
                place["hour"],
                place["minute"],
                place.get("second"),
                period,
                found,
            )


def _holds(plan: DatePlan, shape: DateShape, words: Words, read: Reader) -> bool:
    """Whether a plan reads the probes of a shape like `read`."""
    chance = random.Random(shape.text)
    tried = 0
    for _ in range(40 * PROBES):
        probe = _probe(plan, shape, words, chance)
        if probe is None:
            continue
        text, apart = probe
        if _apply_to(plan, apart, text) != read(text):
            return False
        tried += 1
        if tried == PROBES:
            return True
    return False


def _probe(
    plan: DatePlan, shape: DateShape, words: Words, chance: random.Random
) -> tuple[str, DateShape] | None:
    """A date of a shape with awkward numbers; None if the date does not exist."""
    numbers = list(shape.numbers)
    drawn: dict[str, int] = {}
    for role, values in _AWKWARD.items():
        place = getattr(plan, role)
        fitting = list(values)
        if role == "hour" and plan.period is not None:
            fitting = [value for value in fitting if 1 <= value <= _NOON]
        drawn[role] = chance.choice(fitting)
        if place is not None:
            # `4 May 9:05`, `04 May 09:05`
            size = chance.choice((1, _SHORT)) if role in _UNPADDED else _SHORT
            numbers[place] = str(drawn[role]).zfill(size)
    try:
        day = datetime(drawn["year"], drawn["month"], drawn["day"])
        if plan.weekday is not None:
            later = drawn["day"] + (plan.weekday - day.weekday()) % 7
            day = day.replace(day=later)
            numbers[plan.day] = str(later).zfill(len(numbers[plan.day]))
    except ValueError:
        return None
    waiting = iter(numbers)
    text = _NUMBER.sub(lambda _: next(waiting), shape.text)
    month = weekday = None
    if shape.month is not None:
        month = day.month
        named = _words_for(words.months, month)
        if not named:
            return None
        text = text.replace(_MONTH, chance.choice(named), 1)
    if shape.weekday is not None:
        weekday = day.weekday()
        named = _words_for(words.weekdays, weekday)
        if not named:
            return None
        text = text.replace(_WEEKDAY, chance.choice(named), 1)
    return text, DateShape(shape.text, tuple(numbers), month, weekday)


def _words_for(words: Mapping[str, int], number: int) -> list[str]:
    """The words for a month or weekday that are a single word in a date: not `terça-feira`."""
    return sorted(word for word, value in words.items() if value == number and word.isalpha())
