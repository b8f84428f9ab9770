"""Make the plan of a date's shape at first sight, where its form is plain.

In a plain form the month is named or the year is first, and there is one number that may be the
year, one time of day with colons and one number that may be the day:

    Mittwoch, 3. März 2021 um 09:12 Uhr
    Mar 3, 2021 at 9:12:00 AM EST
    2021年3月2日 9:12

The words around them must not be months, weekdays or halves of the day in a language of the date,
or part of a zone's name together with some weekday. Then the general reader finds the same parts
in all dates of the shape, whatever their digits. It reads the first date, which must agree with the
plan, and so must two made dates, the first and the last possible ones.
"""

from __future__ import annotations

import re

from mailrecon.lexicon import Lexicon
from mailrecon.regex import regex
from mailrecon.resolve.dates.calendar_words import CalendarWords, calendar_words
from mailrecon.resolve.dates.clock import take_period
from mailrecon.resolve.dates.eras import may_name_era
from mailrecon.resolve.dates.found import DateReading
from mailrecon.resolve.dates.probes import is_plain, probe_holds
from mailrecon.resolve.dates.shapes import (
    DIGIT,
    MONTH,
    WEEKDAY,
    DateContext,
    DatePlan,
    DateShape,
    Reader,
    Words,
    apply_to,
)
from mailrecon.resolve.dates.text import WORD
from mailrecon.resolve.dates.zone import as_printed, is_strange, zone_in
from mailrecon.resolve.zones import NUMERIC, is_steady

_NUMBERS = regex("\x03+")
_INSIDE = regex(r"\(([^()]*)\)")
_TIME = regex("\x03:\x03(?::\x03)?")
# A shorter zone may be the end of one word and the beginning of the next.
_SHORTEST_ZONE = 3
_WORD = r"[^\W\d_]{1,6}"
_CLOCK = r"\x03:\x03(?::\x03)?(?![^\W\d_])"
# Words, weekdays and marks between the numbers.
_AROUND = r"(?:[ ,.()\x02-]|[^\W\d_])"
# `+0100`, `UTC+1`, `(GMT+08:00)`, after the time
_ZONE = r"[+\u2212-][0-9]{1,2}(?::?[0-9]{2})?(?![0-9])"
_NAMED = (
    # `3. März 2021`, `3 de marzo de 2021`
    rf"\x03\.? (?:{_WORD} )?\x01\.?,? (?:{_WORD} )?\x03{{4}}(?!\x03)"
    # `March 3, 2021`
    r"|\x01\.? \x03,? \x03{4}(?!\x03)"
    # `2021. március 3.`
    r"|\x03{4}\.? \x01 \x03\.?(?!\x03)"
)
# `2021-03-02`, `2021年3月2日`
_YEAR_FIRST = r"\x03{4}(?:([-/])\x03\1\x03|[年년] ?\x03[月월] ?\x03[日일號号])(?!\x03)"
_NUMERIC = regex(_YEAR_FIRST)
_PLAIN = regex(
    rf"(?:{_AROUND}*(?<![^ ,(])(?:(?:{_NAMED}){_AROUND}*(?<=[ ,]){_CLOCK}"
    # `Wed Mar  3 09:12:00 2021`
    rf"|\x01\.? {{1,2}}\x03,? {_CLOCK} (?:{_WORD} )?\x03{{4}})"
    # The time may follow a word immediately, where no spaces are written: `上午9:12`.
    rf"|{_YEAR_FIRST}{_AROUND}*(?<=[ ,\u3040-\u9fff\uac00-\ud7a3]){_CLOCK})"
    rf"(?:{_AROUND}|{_ZONE})*"
)
# `12 h`: what a clock's mark could make of a number; `3 2021 a mar 10:12`, which could be the
# date-time group of the armed forces.
_RISKY = regex(r"(?<![^\W\d_])h(?![^\W\d_])|\x03,? \x03{4} ?[^\W\d_](?![^\W\d_])", re.IGNORECASE)


def is_plain_form(shape: DateShape) -> bool:
    """Whether a shape is plain, apart from its words."""
    return _PLAIN.fullmatch(shape.text) is not None and _RISKY.search(shape.text) is None


def plan_of_plain_form(
    printed: str,
    shape: DateShape,
    words: Words,
    found: DateReading,
    asked: DateContext,
    read: Reader,
    lexicon: Lexicon,
) -> DatePlan | None:
    """The plan of a shape of plain form, of which the general reader read one date as `found`."""
    if not is_plain(found) or may_name_era(shape.text):
        return None
    # `일` is the day in `2021년 3월 2일`, and a Sunday.
    rest = _NUMERIC.sub(" ", shape.text.casefold())
    named, period = WORD.findall(rest), None
    # The words of the date itself, and those of its header's language.
    calendars = words.calendars
    if calendars[0] is calendars[1]:
        calendars = calendars[:1]
    # `mar., 20 janv. 2015 alle ore 9:12`: where only one language finds a date strange, the month
    # may decide which one reads it.
    elif found.strange and not is_strange(" ".join(named), calendars[1], asked.language):
        return None
    if any(word in calendar.months.numbers for word in named for calendar in calendars):
        return None
    weekdays = {
        calendar.months.weekdays[word]
        for word in named
        for calendar in calendars
        if word in calendar.months.weekdays
    }
    # `quarta-feira, 3 de março`: not a word to look up, so the plan is for one day of the week.
    if len(weekdays) > 1 or (weekdays and shape.weekday is not None):
        return None
    if found.period:
        if len(calendars) > 1:
            return None
        period = take_period(rest, calendars[0])[0]
    elif named and _may_name_period(rest, calendars, asked, lexicon):
        return None
    if named and not _has_one_zone(shape, rest, words, calendars, found, lexicon):
        return None
    plan = _plan(shape, found, period, weekdays.pop() if weekdays else None)
    if plan is None or apply_to(plan, shape, printed) != found:
        return None
    return plan if probe_holds(plan, shape, words, read) else None


def _may_name_period(
    rest: str, calendars: tuple[CalendarWords, ...], asked: DateContext, lexicon: Lexicon
) -> bool:
    """Whether the words of a shape may name a half of the day in a language that was not read."""
    others = [calendar_words(code) for one in asked.alternatives if (code := lexicon.cldr(one))]
    # The locale of the reading itself found none.
    if len(calendars) > 1:
        others.extend(calendars)
    return any(calendar.names_period(rest) for calendar in others)


def _has_one_zone(
    shape: DateShape,
    rest: str,
    words: Words,
    calendars: tuple[CalendarWords, ...],
    found: DateReading,
    lexicon: Lexicon,
) -> bool:
    """Whether all dates of a shape have the zone of the one that was read, or none like it."""
    zone = found.when.zone if found.when is not None else None
    # `+0100`: nothing else is asked.
    if zone is not None and NUMERIC.search(zone.casefold()) is not None:
        return True
    rest = _TIME.sub(" ", rest).replace(DIGIT, " ").replace(MONTH, " ")
    days = tuple(words.weekdays) if shape.weekday is not None else ("",)
    texts = (*WORD.findall(rest), *_INSIDE.findall(rest))
    for calendar in calendars:
        names = {zone_in(rest.replace(WEEKDAY, day), calendar, lexicon) for day in days}
        one = names.pop()
        parts = (zone_in(text, calendar, lexicon) for text in texts)
        if names or not all(is_steady(name) for name in (one, *parts) if name):
            return False
    return zone is None or _is_printed_once(shape.text, zone, words)


def _is_printed_once(text: str, zone: str, words: Words) -> bool:
    """Whether the letters of a zone occur in no month or weekday: not `ART` beside `martes`."""
    folded = zone.casefold()
    marks = ((MONTH, words.months), (WEEKDAY, words.weekdays))
    return len(zone) >= _SHORTEST_ZONE and all(
        as_printed(text.replace(mark, form), folded) == zone
        for mark, table in marks
        if mark in text
        for word in table
        for form in (word, word.title())
    )


def _plan(
    shape: DateShape, found: DateReading, period: str | None, weekday: int | None
) -> DatePlan | None:
    """The plan of a plain shape: which number is next to a colon, which has four digits."""
    text = shape.text
    clock: list[int] = []
    days: list[int] = []
    year = None
    for place, run in enumerate(_NUMBERS.finditer(text)):
        start, end = run.span()
        if end - start > 1:
            year = place
        elif text[start - 1 : start] == ":" or text[end : end + 1] == ":":
            clock.append(place)
        else:
            days.append(place)
    # `2021-03-02`: the month is before the day.
    month = days[0] if shape.month is None else None
    if year is None or len(days) != (1 if month is None else 2):
        return None
    second = clock[2] if len(clock) > 2 else None
    return DatePlan(
        year, month, days[-1], clock[0], clock[1], second, period, found, weekday=weekday
    )
