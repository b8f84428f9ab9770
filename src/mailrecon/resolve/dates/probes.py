"""Find the plan of a date's shape: by its plain form, or by reading made dates of the shape."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import cycle, islice, permutations

from mailrecon.lexicon import Lexicon
from mailrecon.model import NoticeCode, Precision
from mailrecon.regex import regex
from mailrecon.resolve.dates.found import DateReading
from mailrecon.resolve.dates.shapes import (
    DIGIT,
    MONTH,
    NOON,
    SHORT,
    WEEKDAY,
    DatePlan,
    DateShape,
    Reader,
    Words,
    apply_to,
)
from mailrecon.resolve.dates.text import WORD
from mailrecon.resolve.dates.zone import may_name_changing_zone
from mailrecon.resolve.zones import NUMERIC, abbreviation, numeric_zone

PROBES = 16
_NUMBER = regex("\x03+")
_INSIDE = regex(r"\(([^()]*)\)")
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
_FIRST = {role: values[0] for role, values in _AWKWARD.items()}
_LAST = {"year": 2037, "month": 12, "day": 31, "hour": 23, "minute": 59, "second": 59}
_UNPADDED = frozenset({"month", "day", "hour"})
_LONGEST_MONTH = 31
_MANY = 1 << 10


def find_plan(
    printed: str, shape: DateShape, words: Words, read: Reader, lexicon: Lexicon
) -> DatePlan | None:
    """The only plan that reads all probes like `read`, or None."""
    found = read(printed)
    if not is_plain(found) or _may_change_zone(shape, words, lexicon):
        return None
    possible = [one for one in _possible(shape, found) if apply_to(one, shape, printed) == found]
    fitting = [plan for plan in possible if _holds(plan, shape, words, read)]
    # `mar, 25 jul 2023`
    if not fitting and shape.weekday is None and found.when is not None:
        weekday = found.when.local.weekday()
        daily = [plan._replace(weekday=weekday) for plan in possible]
        fitting = [plan for plan in daily if _holds(plan, shape, words, read)]
    return fitting[0] if len(fitting) == 1 else None


def is_plain(found: DateReading) -> bool:
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
    rest = shape.text.replace(DIGIT, " ").replace(MONTH, " ")
    texts = [rest] if shape.weekday is None else [rest.replace(WEEKDAY, w) for w in words.weekdays]
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
    tried = 0
    for text, apart in islice(_probes(plan, shape, words), PROBES):
        if apply_to(plan, apart, text) != read(text):
            return False
        tried += 1
    return tried == PROBES


def probe_holds(plan: DatePlan, shape: DateShape, words: Words, read: Reader) -> bool:
    """Whether a plan reads the earliest and the latest date of a shape like `read`."""
    for values, place in ((_FIRST, 0), (_LAST, -1)):
        probe = _probe(plan, shape, words, values, place)
        if probe is None or apply_to(plan, probe[1], probe[0]) != read(probe[0]):
            return False
    return True


def _probes(plan: DatePlan, shape: DateShape, words: Words) -> Iterator[tuple[str, DateShape]]:
    """Dates of a shape with awkward numbers, so that each number comes once in `PROBES` dates."""
    chance = random.Random(shape.text)
    drawn: dict[str, Iterator[int]] = {}
    for role, values in _AWKWARD.items():
        fitting = list(values)
        if role == "hour" and plan.period is not None:
            fitting = [value for value in fitting if 1 <= value <= NOON]
        chance.shuffle(fitting)
        drawn[role] = cycle(fitting)
    for _ in range(4 * PROBES):
        found = {role: next(values) for role, values in drawn.items()}
        probe = _probe(plan, shape, words, found, chance.randrange(_MANY))
        if probe is not None:
            yield probe


def _probe(
    plan: DatePlan, shape: DateShape, words: Words, drawn: Mapping[str, int], choice: int
) -> tuple[str, DateShape] | None:
    """The date of a shape with these numbers; None if it does not exist. `choice` selects words,
    and whether small numbers have a zero before them.
    """
    numbers = list(shape.numbers)
    for number, role in enumerate(_AWKWARD):
        place = getattr(plan, role)
        if place is not None:
            value = drawn[role]
            if role == "hour" and plan.period is not None:
                value = value % NOON or NOON
            # `4 May 9:05`, `04 May 09:05`
            size = 1 + (choice >> number & 1) if role in _UNPADDED else SHORT
            numbers[place] = str(value).zfill(size)
    try:
        day = datetime(drawn["year"], drawn["month"], drawn["day"])
        if plan.weekday is not None:
            later = drawn["day"] + (plan.weekday - day.weekday()) % 7
            later -= 7 if later > _LONGEST_MONTH else 0
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
        text = text.replace(MONTH, named[choice % len(named)], 1)
    if shape.weekday is not None:
        weekday = day.weekday()
        named = _words_for(words.weekdays, weekday)
        if not named:
            return None
        text = text.replace(WEEKDAY, named[choice % len(named)], 1)
    return text, DateShape(shape.text, tuple(numbers), month, weekday)


def _words_for(words: Mapping[str, int], number: int) -> list[str]:
    """The words for a month or weekday that are a single word in a date: not `terça-feira`."""
    return sorted(word for word, value in words.items() if value == number and word.isalpha())
