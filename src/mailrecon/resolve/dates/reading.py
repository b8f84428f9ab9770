"""Read a printed date in any language as a local time."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from msgspec.structs import replace

from mailrecon.lexicon import Lexicon
from mailrecon.model import DateOrder, How, NoticeCode, Precision, When
from mailrecon.offsets import offset_text
from mailrecon.regex import regex
from mailrecon.resolve.dates.calendar_words import calendar_words
from mailrecon.resolve.dates.calendars import FIRST_YEAR, LAST_YEAR, other_calendar
from mailrecon.resolve.dates.clock import MERIDIEM, take_clock, take_period
from mailrecon.resolve.dates.common_dates import read_usual
from mailrecon.resolve.dates.eras import in_common_years
from mailrecon.resolve.dates.found import DateReading
from mailrecon.resolve.dates.language import (
    is_english,
    language_by_month,
    locale_by_script,
    locale_by_weekday,
)
from mailrecon.resolve.dates.numeric import take_day, weekday_of
from mailrecon.resolve.dates.plans import read_by_plan, read_known
from mailrecon.resolve.dates.shapes import DateHeader, date_context, date_header
from mailrecon.resolve.dates.text import normalise, without
from mailrecon.resolve.dates.zone import as_printed, is_strange, named_zone
from mailrecon.resolve.zones import NUMERIC, Zone, numeric_zone

_NOON = 12
_WRONG_WEEKDAY = (
    NoticeCode.WEEKDAY_MISMATCH,
    "the printed day of the week is not that of the date",
)
_ORDINAL = regex(r"(?<=\d)(?:st|nd|rd|th|er|ro|º|ª|\.º|°)\b")
_CLOCK_LIKE = regex(
    r"\bmidnight\b|\d\s?[:：]\s?\d|[\w:.]\d{1,2}\s?[ap]\.?m\b|(?<![\w:.,/+-])\d{4}\s?(?:h|hrs?|hours?|[a-z]\b)?\s*$"
)
_REPEATED = 120
_DAY = len("2021-03-03")


def read_meant(meant: str, printed: str) -> DateReading:
    """A date whose meaning is known (`Field.meant`). Raises ValueError if it is not a date."""
    text, _, zone = meant.partition(" ")
    moment = datetime.fromisoformat(text)
    if zone:
        from zoneinfo import ZoneInfo

        moment = moment.replace(tzinfo=ZoneInfo(zone))
    precision = Precision.SECOND if text[16:17] == ":" else Precision.MINUTE
    if len(text) == _DAY:
        precision = Precision.DAY
    local, offset = moment.replace(tzinfo=None), moment.utcoffset()
    said = " ".join(printed.split())
    return DateReading(When(local, offset, precision, said, zone or None, (), How.CORRECTED))


# `1442/07/18 هـ`, `18/7/1442 AH`: years of the Islamic calendar, whose months begin with the
# sighting of the moon.
_ISLAMIC = regex(r"\d\s*(?:هـ|ھـ|ه\.?ق|AH\b)(?!\.?\s?ش)|\bAH\s*\d")


# OCR leaves a letter out: `A ril 6, 2020`, `Se tember`.
_MONTHS_TORN = {
    f"{name[:at]} {name[at + 1 :]}".lower(): name
    for name in calendar.month_name
    for at in range(1, len(name) - 1)
    if len(name) > 4
}
_TORN_MONTH = regex(rf"\b(?:{'|'.join(sorted(_MONTHS_TORN))})\b", re.IGNORECASE)


def read_date(
    printed: str,
    language: str | None,
    lexicon: Lexicon,
    order: DateOrder | None = None,
    alternatives: Sequence[str] = (),
    others: Iterable[str] = (),
) -> DateReading:
    """Read a printed date. `order` overrides the language's own.

    `alternatives` are other languages that the header's labels allow. They are tried if the hour
    could be before or after noon, and `language` has no word for this in the date. `others` are the
    languages of any single label: Gmail translates one label and the date, so most labels are
    English and yet `mar., 20 janv.` is a Tuesday.
    """
    usual = read_usual_date(printed, alternatives)
    if usual is not None:
        return usual
    header = date_header(language, tuple(alternatives), tuple(others), lexicon)
    return read_unusual_date(printed, header, lexicon, order)


def read_unusual_date(
    printed: str, header: DateHeader, lexicon: Lexicon, order: DateOrder | None = None
) -> DateReading:
    """The result of `read_date` for a date that `read_usual_date` does not read."""
    known = read_known(printed, header) if order is None else None
    if known is not None:
        return known
    language, alternatives, others = header.language, header.alternatives, header.others
    locale = _likeliest(printed, language, lexicon)
    if locale == "en":
        wrong = read_usual_date(printed, alternatives, is_right=False)
        if wrong is not None:
            return wrong
    if ("AH" in printed or not printed.isascii()) and _ISLAMIC.search(printed):
        return DateReading(None)
    if order is None:

        def again(text: str) -> DateReading:
            return read_in_general(text, language, lexicon, None, alternatives, others)

        asked = date_context(header, locale, lexicon)
        planned = read_by_plan(printed, header, asked, lexicon, again)
        if planned is not None:
            return planned
    return read_in_general(printed, language, lexicon, order, alternatives, others)


def read_usual_date(
    printed: str, alternatives: Sequence[str], *, is_right: bool = True
) -> DateReading | None:
    """The result of `read_date` for the commonest English forms; None for any other.

    If `is_right` is False, the printed weekday is not that of the date.
    """
    usual = read_usual(printed)
    if usual is None:
        return None
    when, period, fits = usual
    if fits is not is_right:
        return None
    if alternatives and not period and when.local.hour <= _NOON:
        return None
    return DateReading(when, None, () if fits else (_WRONG_WEEKDAY,), period)


def read_in_general(
    printed: str,
    language: str | None,
    lexicon: Lexicon,
    order: DateOrder | None = None,
    alternatives: Sequence[str] = (),
    others: Iterable[str] = (),
) -> DateReading:
    """Read a date that is not in one of the commonest English forms."""
    common = in_common_years(printed)
    if common is None:
        return DateReading(None)
    if common != printed:
        reading = read_in_general(common, language, lexicon, order, alternatives, others)
        when = replace(reading.when, printed=printed) if reading.when is not None else None
        # `1399/12/12 SH` names its calendar.
        doubts = tuple(one for one in reading.doubts if one[0] != NoticeCode.OTHER_CALENDAR)
        return replace(reading, when=when, doubts=doubts)
    read = _read_once if len(printed) <= _REPEATED else _read
    reading = _in_likeliest_language(printed, language, lexicon, order, others, read)
    if reading.when is None and _TORN_MONTH.search(printed) is not None:
        mended = _TORN_MONTH.sub(lambda found: _MONTHS_TORN[found[0].lower()], printed)
        reading = _in_likeliest_language(mended, "en", lexicon, order, others, read)
        if reading.when is not None:
            reading = replace(reading, when=replace(reading.when, printed=printed))
    if reading.when is None:
        reading = _by_dateutil(printed, reading)
    if alternatives and reading.when and not reading.period and reading.when.local.hour <= _NOON:
        for code in alternatives:
            locale = lexicon.cldr(code) if code != language else None
            if locale is not None and calendar_words(locale).names_period(normalise(printed)):
                other = read(printed, code, locale, lexicon, order)
                if other.when is not None and other.period:
                    return other
    return reading


def _likeliest(printed: str, language: str | None, lexicon: Lexicon) -> str:
    """The locale in whose words a date is most probably printed."""
    locale = locale_by_script(printed) or (lexicon.cldr(language) if language else None) or "en"
    return "en" if locale != "en" and is_english(printed) else locale


def _in_likeliest_language(
    printed: str,
    language: str | None,
    lexicon: Lexicon,
    order: DateOrder | None,
    others: Iterable[str],
    read: Callable[..., DateReading],
) -> DateReading:
    """Read a date in the first language in which its day is unambiguous."""
    locale = _likeliest(printed, language, lexicon)
    reading = read(printed, language, locale, lexicon, order)
    # `mar., 20 janv. 2015` below `From:` and `À :`
    if reading.when is None or reading.strange:
        better = locale_by_weekday(printed, locale, (lexicon.cldr(code) for code in others))
        if better is not None:
            reading = read(printed, language, better, lexicon, order)
    # `Tue Mar 02 2021` below `Von:`
    if reading.when is None and locale != "en":
        reading = read(printed, language, "en", lexicon, order)
    # `2 mars 2021` below `From:`
    if reading.when is None:
        other = language_by_month(printed, lexicon)
        if other is not None:
            reading = read(printed, language, other, lexicon, order)
    # `2. Mrz 2021`
    if reading.when is None:
        reading = read(printed, language, locale, lexicon, order, abbreviated=True)
    return reading


def read_in_language(
    printed: str, language: str, lexicon: Lexicon, order: DateOrder | None
) -> DateReading:
    """Read a printed date with the words of one language only."""
    return _read(printed, language, lexicon.cldr(language) or "en", lexicon, order)


def _read(
    printed: str,
    language: str | None,
    locale: str,
    lexicon: Lexicon,
    order: DateOrder | None,
    *,
    abbreviated: bool = False,
) -> DateReading:
    words = calendar_words(locale)
    text = _ORDINAL.sub("", normalise(printed))
    day, rest, numeric, doubts = take_day(text, words, order, abbreviated=abbreviated)
    if day is None:
        return DateReading(None, numeric, tuple(doubts))
    doubts += _doubt_of_calendar(text, locale)
    weekday = weekday_of(rest, words.months)
    if weekday is not None and weekday != day.weekday():
        doubts.append(_WRONG_WEEKDAY)
    clock, rest = take_clock(rest, text, words, lexicon)
    offset_match = NUMERIC.search(rest) if clock else None
    zone = numeric_zone(offset_match)
    if offset_match:
        printed_offset = offset_match[0].strip()
        if zone is None and printed_offset != "-0000":
            text = f"no clock is {printed_offset} from UTC, or it is unknown"
            doubts.append((NoticeCode.BAD_ZONE, text))
        rest = without(rest, offset_match)
    # `8O2 AM`, where only the half of the day can be read; `2 March 2021 0960 hrs`
    is_unread = clock is None and _CLOCK_LIKE.search(NUMERIC.sub(" ", rest)) is not None
    meridiem, rest = take_period(rest, words)
    midnight = datetime(day.year, day.month, day.day)
    if clock is None:
        if is_unread:
            doubts.append((NoticeCode.BAD_TIME, "the time of day could not be read"))
        strange = is_strange(rest, words, language)
        when = When(midnight, None, Precision.DAY, printed)
        return DateReading(when, numeric, tuple(doubts), strange=strange)
    # `13:30 AM`
    if meridiem == "am" and 12 < clock[0] < 24 and MERIDIEM.search(normalise(printed)):
        doubts.append((NoticeCode.BAD_TIME, "the hour is after noon, but AM is printed"))
        return DateReading(When(midnight, None, Precision.DAY, printed), numeric, tuple(doubts))
    local = _at_clock(midnight, clock, meridiem)
    if local is None:
        doubts.append((NoticeCode.BAD_TIME, "the time of day is impossible"))
        return DateReading(None, numeric, tuple(doubts))
    if zone is None:
        zone = named_zone(rest, printed, words, language, lexicon, local)
    if zone is not None and zone.others:
        doubts.append((NoticeCode.AMBIGUOUS_ZONE, _ambiguity(zone)))
    precision = Precision.MINUTE if clock[2] is None else Precision.SECOND
    when = When(local, None, precision, printed)
    if zone is not None:
        earlier = as_printed(printed, zone.printed)
        when = When(local, zone.offset, precision, printed, earlier, zone.others)
    strange = is_strange(rest, words, language)
    return DateReading(when, numeric, tuple(doubts), meridiem is not None, strange)


def _doubt_of_calendar(text: str, locale: str) -> list[tuple[str, str]]:
    """The doubt about a year that fits a calendar other than the language's."""
    calendar_read = other_calendar(text, locale)
    if not calendar_read:
        return []
    return [(NoticeCode.OTHER_CALENDAR, f"the year is one of the {calendar_read} calendar only")]


def _at_clock(
    midnight: datetime, clock: tuple[int, int, int | None], meridiem: str | None
) -> datetime | None:
    """The local time on a day; None for an impossible time of day."""
    hour, minute, second = clock
    if meridiem == "pm" and hour < 12:
        hour += 12
    # `12:30 am`
    elif meridiem in ("am", "night") and hour == 12:
        hour = 0
    # `9:15 at night`
    elif meridiem == "night" and 6 <= hour < 12:
        hour += 12
    # `24:00` ends the day.
    days = 0
    if hour == 24 and minute == 0:
        hour, days = 0, 1
    if hour > 23 or minute > 59 or (second or 0) > 60:
        return None
    time = timedelta(days=days, hours=hour, minutes=minute, seconds=min(second or 0, 59))
    return midnight + time


def _ambiguity(zone: Zone) -> str:
    others = ", ".join(offset_text(other) for other in zone.others)
    read_as = offset_text(zone.offset)
    return f"{zone.printed.upper()} was read as {read_as}; it can also mean {others}"


# Threads repeat the same dates.
_read_once = lru_cache(maxsize=16_384)(_read)


def _by_dateutil(printed: str, reading: DateReading) -> DateReading:
    """Let python-dateutil try the remaining forms; two different defaults reveal invented parts."""
    text = normalise(printed)
    if len(text) > 80 or not re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", text):
        return reading
    from dateutil import parser as dateutil_parser  # few documents need it

    try:
        first = dateutil_parser.parse(text, default=datetime(1904, 1, 1))
        second = dateutil_parser.parse(text, default=datetime(2011, 12, 28, 23, 59))
    except (ValueError, OverflowError, TypeError):
        return reading
    if first.date() != second.date() or not FIRST_YEAR <= first.year <= LAST_YEAR:
        return reading
    precise = first.time() == second.time()
    offset = first.utcoffset() if precise else None
    local = first.replace(tzinfo=None) if precise else datetime(first.year, first.month, first.day)
    precision = Precision.SECOND if first.second else Precision.MINUTE
    precision = precision if precise else Precision.DAY
    when = When(local, offset, precision, printed)
    return DateReading(when, reading.numeric, reading.doubts)
