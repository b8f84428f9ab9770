"""From a printed date, in any language, to a local time and, where a zone is printed, an offset."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from msgspec import Struct

from mailrecon.lexicon import CONTROLS, INVISIBLE, Lexicon, fold
from mailrecon.model import How, When
from mailrecon.offsets import offset_text
from mailrecon.regex import regex
from mailrecon.resolve.calendar_words import CalendarWords, MonthWords, calendar_words, month_words
from mailrecon.resolve.common_dates import read_usual
from mailrecon.resolve.eras import find_era_date
from mailrecon.resolve.zones import (
    GENERIC,
    NUMERIC,
    Zone,
    ZoneNames,
    abbreviation,
    metazone_offset,
    numeric_zone,
)
from mailrecon.scan.patterns import ascii_digits, split_fused

_INVISIBLE = regex(f"[{INVISIBLE}]")
# Headers have a space in their place, and must read the same.
_CONTROL = regex(f"[{CONTROLS}]")
_CJK_DATE = regex(
    r"(?<!\d)(?P<y>\d{2,4})\s?[年년]\s?(?P<m>\d{1,2})\s?[月월]\s?(?P<d>\d{1,2})\s?[日일號号]?"
)
_YMD = regex(r"(?<![\d:])(?P<y>\d{4})\s?([-/.])\s?(?P<m>\d{1,2})\s?\2\s?(?P<d>\d{1,2})(?!\d)\.?")
_NUMERIC_DATE = regex(
    r"(?<![\d:])(?P<a>\d{1,2})\s?(?P<s>[-/.])\s?(?P<b>\d{1,2})\s?(?P=s)\s?(?P<y>\d{4}|\d{2})(?![\d:])"
)
_CLOCK = regex(
    r"(?<![\d.])(?P<h>\d{1,2})\s?[:時时点點시h]\s?(?P<m>\d{2})(?:\s?[:分분m]\s?(?P<s>\d{2}|\d(?=\s?[秒초]))(?:[.,]\d{1,6})?)?"
    r"\s?[秒초分분]?(?!\d)"
)
_CJK_CLOCK = regex(
    r"(?<!\d)(?P<h>\d{1,2})\s?[時时点點시](?:\s?(?P<m>\d{1,2})\s?[分분])?(?:\s?(?P<s>\d{1,2})\s?[秒초])?"
)
_DOTTED_CLOCK = regex(r"(?<![\d.])(?P<h>\d{1,2})\.(?P<m>\d{2})(?:\.(?P<s>\d{2}))?(?![\d.])")
_CLOCKS = (_CLOCK, _CJK_CLOCK, _DOTTED_CLOCK)
_HOUR = regex(
    r"(?<!\d)(?P<h>\d{1,2})(?=\s?(?:a\.?m\b|p\.?m\b))|(?<!\d)(?P<h2>\d{1,2})\s?(?:h|uhr)\b"
)
# `2 Mar 2021 0914`, `0914 hrs`, `0914Z`; the zone is read from what is left.
_MILITARY = regex(
    r"(?<![\d:.,/+\u2212-])(?P<h>[01]\d|2[0-3])(?P<m>[0-5]\d)(?:\s?(?:hrs?|hours?|h|uhr)\b)?(?=\s|z\b|[,;()]|$)"
)
# Date-time group of the armed forces: `021914Z MAR 21`.
_GROUP = regex(r"(?<!\d)(\d{2})(\d{2})(\d{2})\s?([a-z])\s+([a-z]{3})\s+(\d{2}|\d{4})(?!\d)")
_FUSED = regex(r"(?<!\d)(?P<d>\d{1,2})(?P<h>\d{2}):(?P<m>\d{2}):(?P<s>\d{2})(?!\d)")
_NUMBER = regex(r"\d+")
_NOON = 12
_ORDINAL = regex(r"(?<=\d)(?:st|nd|rd|th|er|ro|º|ª|\.º|°)\b")
_MERIDIEM = regex(r"(?<![^\W\d_])([ap])\.?\s?m\.?(?![^\W\d_])")
_WORD = regex(r"[^\W\d_]+")
_PARENTHESISED = regex(r"\(([^()]*)\)")
_HANGUL = regex("[\uac00-\ud7af]")
_KANA = regex("[\u3040-\u30ff]")
_HAN = regex("[\u4e00-\u9fff]")
_CLOCK_LIKE = regex(r"\d\s?[:：]\s?\d")
_REPEATED = 120
# `13/12/2000 at 11:22:07 AM`: how far behind a date its AM or PM may stand.
_CLOCK_REACH = 20
_DAY = len("2021-03-03")
_PIVOT = 70
_BUDDHIST = 543
_BUDDHIST_LAST = 2700
# No mail is of a year before or behind these: 5781 is of the Jewish calendar.
_FIRST_MAIL = 1900
_FIRST_YEAR, _LAST_YEAR = 1800, 2400


class DateReading(Struct, frozen=True):
    """What a printed date was taken for, and what is doubtful in it.

    `numeric` are the two leading numbers of a date such as 20/11/2000, whose order is a matter of
    language; `doubts` are pairs of (code, text). `period` tells that a word for the half of the
    day was read, `strange` that a word was left over that the language does not put in dates.
    """

    when: When | None
    numeric: tuple[int, int] | None = None
    doubts: tuple[tuple[str, str], ...] = ()
    period: bool = False
    strange: bool = False


def read_meant(meant: str, printed: str) -> DateReading:
    """A date that is known (`Field.meant`). Raises ValueError for what is none."""
    text, _, zone = meant.partition(" ")
    moment = datetime.fromisoformat(text)
    if zone:
        moment = moment.replace(tzinfo=ZoneInfo(zone))
    precision = "day" if len(text) == _DAY else "second" if text[16:17] == ":" else "minute"
    local, offset = moment.replace(tzinfo=None), moment.utcoffset()
    said = " ".join(printed.split())
    return DateReading(When(local, offset, precision, said, zone or None, (), How.CORRECTED))


def read_date(
    printed: str,
    language: str | None,
    lexicon: Lexicon,
    order: str | None = None,
    alternatives: Sequence[str] = (),
    others: Iterable[str] = (),
) -> DateReading:
    """Read a printed date. `order` ("dmy" or "mdy") overrides the language's own.

    `alternatives` are languages that the header's labels leave open as well: they are asked where
    the hour could be before or after noon and `language` has no word for it in the date. `others`
    are all that any of the labels is of: Gmail translates one label and the date, so that most
    labels are English and `mar., 20 janv.` is none the less a Tuesday.
    """
    usual = read_usual(printed)
    if usual is not None:
        when, period = usual
        if not alternatives or period or when.local.hour > _NOON:
            return DateReading(when, period=period)
    locale = _locale_by_script(printed) or (lexicon.cldr(language) if language else None) or "en"
    if locale != "en" and _is_english(printed):
        locale = "en"
    read = _read_once if len(printed) <= _REPEATED else _read
    reading = read(printed, language, locale, lexicon, order)
    if reading.when is None or reading.strange:
        better = _locale_by_weekday(printed, locale, (lexicon.cldr(code) for code in others))
        if better is not None:
            reading = read(printed, language, better, lexicon, order)
    if reading.when is None and locale != "en":
        reading = read(printed, language, "en", lexicon, order)
    if reading.when is None:
        other = _language_by_month(printed, lexicon)
        if other is not None:
            reading = read(printed, language, other, lexicon, order)
    if reading.when is None:
        reading = read(printed, language, locale, lexicon, order, abbreviated=True)
    if reading.when is None:
        reading = _by_dateutil(printed, reading)
    if alternatives and reading.when and not reading.period and reading.when.local.hour <= _NOON:
        text = _normalise(printed)
        for code in alternatives:
            other_locale = lexicon.cldr(code)
            if (
                code != language
                and other_locale is not None
                and calendar_words(other_locale).tells_period(text)
            ):
                other_reading = read(printed, code, other_locale, lexicon, order)
                if other_reading.when is not None and other_reading.period:
                    return other_reading
    return reading


def read_in_language(
    printed: str, language: str, lexicon: Lexicon, order: str | None
) -> DateReading:
    """Read a printed date with the words of one language, whatever others would make of it."""
    return _read(printed, language, lexicon.cldr(language) or "en", lexicon, order)


def _locale_by_script(printed: str) -> str | None:
    """The locale of a date in Chinese, Japanese or Korean, whatever language its labels are in."""
    if printed.isascii():
        return None
    if _HANGUL.search(printed):
        return "ko"
    if "午前" in printed or "午後" in printed or _KANA.search(printed):
        return "ja"
    return "zh_Hans" if _HAN.search(printed) else None


def _is_english(printed: str) -> bool:
    """Whether an English day and an English month are named, as in the Date field of any mail.

    Many clients print that field as it stands, whatever language their labels are in.
    """
    words = set(_WORD.findall(printed.lower()))
    english = month_words("en")
    return not words.isdisjoint(english.weekdays) and not words.isdisjoint(english.numbers)


def _locale_by_weekday(printed: str, own: str, locales: Iterable[str | None]) -> str | None:
    """The locale that names both the weekday and the month, if all that do agree on the month.

    None where the date's `own` locale does so itself.
    """
    words = set(_WORD.findall(_normalise(printed)))
    if _month_beside_weekday(words, own) is not None:
        return None
    found: dict[int, str] = {}
    for locale in sorted({locale for locale in locales if locale is not None}):
        month = _month_beside_weekday(words, locale)
        if month is not None:
            found.setdefault(month, locale)
    return next(iter(found.values())) if len(found) == 1 else None


def _month_beside_weekday(words: set[str], locale: str) -> int | None:
    """The month that one of the words names, if another names a weekday."""
    months = month_words(locale)
    days = words & months.weekdays.keys()
    if not days:
        return None
    named = [months.numbers[word] for word in words - days if word in months.numbers]
    return named[0] if len(named) == 1 else None


def _normalise(printed: str) -> str:
    text = printed if printed.isprintable() else _CONTROL.sub(" ", printed)
    if not text.isascii():
        text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    text = " ".join(text.split())
    text = split_fused(ascii_digits(text).casefold())
    return _GROUP.sub(_spread, text)


def _spread(group: re.Match[str]) -> str:
    day, hour, minute, zone, month, year = group.groups()
    return f"{day} {month} {_year(year)} {hour}:{minute} {zone}"


def _read(
    printed: str,
    language: str | None,
    locale: str,
    lexicon: Lexicon,
    order: str | None,
    *,
    abbreviated: bool = False,
) -> DateReading:
    words = calendar_words(locale)
    rest = _ORDINAL.sub("", _normalise(printed))
    day, rest, numeric, doubts = _take_day(rest, words, order, abbreviated=abbreviated)
    if day is None:
        return DateReading(None, numeric, tuple(doubts))
    weekday = _weekday(rest, words.months)
    if weekday is not None and weekday != day.weekday():
        doubts.append(("weekday-mismatch", "the printed day of the week is not that of the date"))
    clock, rest = _take_clock(rest)
    offset_match = NUMERIC.search(rest) if clock else None
    zone = numeric_zone(offset_match)
    if offset_match and zone is None and offset_match[0].strip() != "-0000":
        doubts.append(
            ("bad-zone", f"no clock is {offset_match[0].strip()} from UTC, or it is unknown")
        )
    if offset_match:
        rest = _without(rest, offset_match)
    meridiem, rest = _take_period(rest, words)
    if clock is None:
        local = datetime(day.year, day.month, day.day)
        if _CLOCK_LIKE.search(rest):
            doubts.append(("bad-time", "the time of day could not be read"))
        strange = _is_strange(rest, words, language)
        when = When(local, None, "day", printed)
        return DateReading(when, numeric, tuple(doubts), strange=strange)
    hour, minute, second = clock
    if meridiem == "am" and 12 < hour < 24 and _MERIDIEM.search(_normalise(printed)):
        # `13:30 AM`
        doubts.append(("bad-time", "the hour is after noon, but AM is printed"))
        local = datetime(day.year, day.month, day.day)
        return DateReading(When(local, None, "day", printed), numeric, tuple(doubts))
    if meridiem == "pm" and hour < 12:
        hour += 12
    elif meridiem in ("am", "night") and hour == 12:
        hour = 0
    elif meridiem == "night" and 6 <= hour < 12:
        hour += 12
    extra = 0
    if hour == 24 and minute == 0:
        hour, extra = 0, 1
    if hour > 23 or minute > 59 or (second or 0) > 60:
        return DateReading(None, numeric, (*doubts, ("bad-time", "the time of day is impossible")))
    local = datetime(day.year, day.month, day.day, hour, minute, min(second or 0, 59))
    local += timedelta(days=extra)
    if zone is None:
        zone = _named_zone(rest, printed, words, language, lexicon, local)
    if zone is not None and zone.others:
        others = ", ".join(offset_text(other) for other in zone.others)
        doubts.append(
            (
                "ambiguous-zone",
                f"{zone.printed.upper()} was read as {offset_text(zone.offset)}; it can also mean "
                f"{others}",
            )
        )
    precision = "minute" if second is None else "second"
    zone_text = _as_printed(printed, zone.printed) if zone else None
    when = When(
        local,
        zone.offset if zone else None,
        precision,
        printed,
        zone_text,
        zone.others if zone else (),
    )
    strange = _is_strange(rest, words, language)
    return DateReading(when, numeric, tuple(doubts), meridiem is not None, strange)


def _is_strange(rest: str, words: CalendarWords, language: str | None) -> bool:
    """Whether what is left of a date holds words that are neither weekdays nor zones."""
    return any(
        len(word) > 2 and word not in words.months.weekdays and abbreviation(word, language) is None
        for word in _WORD.findall(rest)
    )


# A thread prints the same dates again and again.
_read_once = lru_cache(maxsize=16_384)(_read)


def _as_printed(printed: str, folded: str) -> str:
    """The stretch of the printed date that `folded` was read from, white space and case aside."""
    if folded in printed:
        return folded
    letters = [re.escape(character) for character in folded if not character.isspace()]
    match = re.search(r"\s*".join(letters), printed, re.IGNORECASE)
    return match[0] if match else folded


def _take_day(
    rest: str, words: CalendarWords, order: str | None, *, abbreviated: bool
) -> tuple[date | None, str, tuple[int, int] | None, list[tuple[str, str]]]:
    doubts: list[tuple[str, str]] = []
    era = find_era_date(rest)
    if era is not None:
        return _date(era.year, era.month, era.day), _without(rest, era.match), None, doubts
    for pattern in (_YMD,) if rest.isascii() else (_CJK_DATE, _YMD):
        match = pattern.search(rest)
        if match:
            day = _date(_year(match["y"]), int(match["m"]), int(match["d"]))
            return day, _without(rest, match), None, doubts
    named, remaining = _take_named_day(rest, words.months, abbreviated=abbreviated)
    if named is not None:
        return named, remaining, None, doubts
    match = _NUMERIC_DATE.search(rest)
    if match:
        first, second, year = int(match["a"]), int(match["b"]), _year(match["y"])
        settled = order or words.order
        if settled.startswith("y") and len(match["y"]) == 2 and second <= 12:
            day = _date(_year(match["a"]), second, int(match["y"]))
            if day is not None:
                doubts.append(("ambiguous-date-order", "the year could stand last"))
                return day, _without(rest, match), None, doubts
        month_first = settled.startswith("m") or (settled.startswith("y") and first <= 12 < second)
        if order is None and settled == "mdy" and match["s"] == "/" and _has_long_day(rest, match):
            month_first = False
        if match["s"] == "." and order is None:
            month_first = False
            if len(match["y"]) == 2 and settled != "dmy" and first <= 12 and second <= 31:
                doubts.append(
                    ("ambiguous-date-order", "day, month and year could be in another order")
                )
        if first > 12:
            month_first = False
        elif second > 12:
            month_first = True
        elif (told := _order_by_weekday(rest, words.months, year, first, second)) is not None:
            month_first = told == "mdy"
        elif first != second and order is None and match["s"] == "/" and settled.startswith("m"):
            doubts.append(("ambiguous-date-order", "month and day could be the other way round"))
        month, day_number = (first, second) if month_first else (second, first)
        return _date(year, month, day_number), _without(rest, match), (first, second), doubts
    return None, rest, None, doubts


def _has_long_day(rest: str, day: re.Match[str]) -> bool:
    """Whether a time without AM or PM stands beside a date: `06/03/08 10:00`, `13/12/2000 13:52`.

    Where English is written with the month first a day has 12 hours twice (CLDR: en-US has
    `h:mm a`, en-GB `HH:mm`).
    """
    remaining = _without(rest, day)
    return _CLOCK.search(remaining) is not None and _MERIDIEM.search(remaining) is None


def numeric_dates(text: str) -> Iterator[tuple[int, int, bool]]:
    """The two leading numbers of each numeric date in `text`, and whether AM or PM follows it."""
    folded = ascii_digits(text).casefold()
    for found in _NUMERIC_DATE.finditer(folded):
        behind = folded[found.end() : found.end() + _CLOCK_REACH]
        yield int(found["a"]), int(found["b"]), _MERIDIEM.search(behind) is not None


def _order_by_weekday(
    rest: str, months: MonthWords, year: int, first: int, second: int
) -> str | None:
    """The only order of two numbers that gives the day of the week that is printed."""
    weekday = _weekday(rest, months)
    if weekday is None:
        return None
    days = {"dmy": _date(year, second, first), "mdy": _date(year, first, second)}
    fitting = [name for name, day in days.items() if day is not None and day.weekday() == weekday]
    return fitting[0] if len(fitting) == 1 else None


def _weekday(text: str, months: MonthWords) -> int | None:
    """The day of the week named in the folded text, Monday 0; None if none or several are."""
    named = {months.weekdays[word] for word in _WORD.findall(text) if word in months.weekdays}
    return named.pop() if len(named) == 1 else None


def _take_named_day(rest: str, months: MonthWords, *, abbreviated: bool) -> tuple[date | None, str]:
    match = _month_beside_number(months, rest)
    if match is None and months.loose_pattern is not None:
        match = months.loose_pattern.search(rest)
    month = months.numbers[match[0]] if match else None
    if match is None and abbreviated:
        match, month = _abbreviated_month(rest, months)
    if match is None or month is None:
        return None, rest
    rest = rest[: match.start()] + " \x00 " + rest[match.end() :].removeprefix(".")
    fused = _FUSED.search(rest)
    if fused and not re.search(r"(?<![\d:])\d{1,2}:\d{2}", rest.replace(fused[0], "")):
        rest = (
            f"{rest[: fused.start()]}{fused['d']} {fused['h']}:{fused['m']}:{fused['s']}"
            f"{rest[fused.end() :]}"
        )
    mark = rest.index("\x00")
    numbers = [
        found
        for found in _NUMBER.finditer(rest)
        if rest[found.end() : found.end() + 1] != ":"
        and rest[found.start() - 1 : found.start()] not in (":", "+")
        and not (
            rest[found.start() - 1 : found.start()] == "-"
            and len(found[0]) == 4
            and found.start() > 1
            and rest[found.start() - 2] == " "
        )
    ]
    year = next((n for n in numbers if len(n[0]) == 4 and _may_be_year(int(n[0]), months)), None)
    days = [n for n in numbers if len(n[0]) <= 2 and 1 <= int(n[0]) <= 31]
    if not days:
        return None, rest
    day = min(days, key=lambda n: abs(n.start() - mark))
    if year is None:
        later = [n for n in numbers if len(n[0]) == 2 and n.start() > max(mark, day.start())]
        year = later[0] if later and later[0] is not day else None
    if year is None:
        return None, rest
    if int(year[0]) > _LAST_YEAR and months is month_words("en"):
        return None, rest  # `2 Mar 2564`: the year is of the Thai calendar, the month is not
    found_day = _date(_year(year[0]), month, int(day[0]), named=True)
    for taken in sorted((day, year), key=lambda n: -n.start()):
        rest = rest[: taken.start()] + " " + rest[taken.end() :]
    return found_day, rest.replace("\x00", " ")


def _may_be_year(number: int, months: MonthWords) -> bool:
    """Whether four digits beside a month's name are a year, no time of day such as 1345."""
    english = months is month_words("en")
    return _FIRST_MAIL <= number < _BUDDHIST_LAST or (1300 <= number < 1500 and not english)


def _month_beside_number(months: MonthWords, rest: str) -> re.Match[str] | None:
    """The month's name nearest to a number: Breton `Meurzh` is March, and Tuesday too."""
    if months.plain:
        found = [match for match in _WORD.finditer(rest) if match[0] in months.numbers]
    else:
        found = list(months.pattern.finditer(rest)) if months.pattern is not None else []
    if len(found) < 2:
        return found[0] if found else None
    numbers = [(number.start(), number.end()) for number in _NUMBER.finditer(rest)]
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

    Its letters must stand, in order, in the name of one month only, the first one first.
    """
    for match in _WORD.finditer(rest):
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


def _year(text: str) -> int:
    year = int(text)
    if len(text) <= 2:
        return year + (1900 if year >= _PIVOT else 2000)
    return year


def _date(year: int, month: int, day: int, *, named: bool = False) -> date | None:
    """The date, of the Buddhist or the Persian calendar where the year can be of that only.

    `named` says that the month was named: then its name tells the calendar, and `2 Mar 1399`, of
    two calendars, is no date. Persian months have the numbers 13 to 24.
    """
    persian = month > 12
    if _LAST_YEAR < year < _BUDDHIST_LAST:
        year -= _BUDDHIST
    try:
        if 1300 <= year < 1500 and (persian or not named):  # no mail is that old
            from jdatetime import date as persian_date  # few documents need it

            gregorian: date = persian_date(year, (month - 1) % 12 + 1, day).togregorian()
            return gregorian
        if persian or not _FIRST_YEAR <= year <= _LAST_YEAR:
            return None
        return date(year, month, day)
    except ValueError:
        return None


def _take_clock(rest: str) -> tuple[tuple[int, int, int | None] | None, str]:
    for pattern in (_CLOCK, _DOTTED_CLOCK) if rest.isascii() else _CLOCKS:
        match = pattern.search(rest)
        if match and int(match["h"]) <= 24:
            minute = int(match["m"] or 0)
            second = int(match["s"]) if match["s"] else None
            return (int(match["h"]), minute, second), _without(rest, match)
    match = _HOUR.search(rest)
    if match:
        return (int(match["h"] or match["h2"]), 0, None), _without(rest, match)
    match = _MILITARY.search(rest)
    if match:
        return (int(match["h"]), int(match["m"]), None), _without(rest, match)
    return None, rest


def _without(text: str, match: re.Match[str]) -> str:
    return text[: match.start()] + " " + text[match.end() :]


def _take_period(rest: str, words: CalendarWords) -> tuple[str | None, str]:
    match = _MERIDIEM.search(rest)
    if match:
        return match[1] + "m", _without(rest, match)
    best: tuple[int, str, str] | None = None
    for meridiem, vocabulary in (
        ("am", words.before_noon),
        ("pm", words.after_noon),
        ("night", words.night),
    ):
        for word in vocabulary:
            if word in rest and (best is None or len(word) > best[0]):
                edges = word.isascii() or word[0].isalpha()
                if edges and not _stands_alone(rest, word):
                    continue
                best = (len(word), meridiem, word)
    if best is None:
        return None, rest
    return best[1], rest.replace(best[2], " ", 1)


def _stands_alone(text: str, word: str) -> bool:
    """Whether `word` occurs between word boundaries; scripts without spaces have none."""
    if any("\u2e80" <= c <= "\ud7ff" or "\u0e00" <= c <= "\u0eff" for c in word):
        return True
    return re.search(rf"(?<![^\W\d_]){re.escape(word)}(?![^\W\d_])", text) is not None


def _named_zone(
    rest: str,
    printed: str,
    words: CalendarWords,
    language: str | None,
    lexicon: Lexicon,
    local: datetime,
) -> Zone | None:
    inside = _PARENTHESISED.findall(rest) if "(" in rest else []
    for text in [*inside, rest]:
        key = fold(text)
        found = lexicon.zone_names.get(key) or words.zones.get(key)
        named = (key, found) if found else None
        if named is None and text is rest:
            named = _contained_zone(key, lexicon, words)
        if named is not None:
            offset = metazone_offset(named[1], local)
            if offset is not None:
                return Zone(offset, named[0])
    for word in _WORD.findall(rest):
        metazone = None if word.isascii() else lexicon.zone_names.get(fold(word))
        offset = metazone_offset(metazone, local) if metazone else None
        if offset is not None:
            return Zone(offset, word)
        zone = abbreviation(word, language)
        generic = GENERIC.get(word.upper())
        if (zone is None and generic is None) or not word.isascii():
            continue
        # "at" and "art" are words, AT and ART are zones: only capitals count.
        capitals = rf"(?<![A-Za-z]){word.upper()}(?![A-Za-z])"
        if not re.search(capitals, printed):
            continue
        if zone is not None:
            return zone
        offset = metazone_offset(generic, local) if generic else None
        if offset is not None:
            return Zone(offset, word)
    return None


@lru_cache(maxsize=4)
def _lexicon_zones(lexicon: Lexicon) -> ZoneNames:
    return ZoneNames(lexicon.zone_names)


def _contained_zone(key: str, lexicon: Lexicon, words: CalendarWords) -> tuple[str, str] | None:
    """The longest zone name inside other text, such as behind a date without parentheses."""
    found = [names.longest_within(key) for names in (_lexicon_zones(lexicon), words.zones)]
    return max((pair for pair in found if pair), key=lambda pair: len(pair[0]), default=None)


@lru_cache(maxsize=4)
def _locales_by_weight(lexicon: Lexicon) -> tuple[str, ...]:
    codes = sorted(lexicon.languages, key=lambda code: -lexicon.weights[code])
    return tuple(locale for code in codes if (locale := lexicon.cldr(code)) is not None)


def _language_by_month(printed: str, lexicon: Lexicon) -> str | None:
    """The locale of a language whose month is named in the date.

    Where languages read the same word as different months, the day of the week must settle it
    (Polish and Croatian `lis`); else None.
    """
    text = _normalise(printed)
    if not _NUMBER.search(text):
        return None
    words = set(_WORD.findall(text))
    for loose in (False, True):
        found: dict[int, str] = {}
        with_weekday: dict[int, str] = {}
        for locale in _locales_by_weight(lexicon):
            months = month_words(locale)
            pattern = months.loose_pattern if loose else months.pattern
            match = pattern.search(text) if pattern else None
            if match and len(match[0]) > (2 if match[0].isascii() else 1):
                number = months.numbers[match[0]]
                found.setdefault(number, locale)
                if not words.isdisjoint(months.weekdays):
                    with_weekday.setdefault(number, locale)
        if found:
            settled = found if len(found) == 1 else with_weekday
            return next(iter(settled.values())) if len(settled) == 1 else None
    return None


def _by_dateutil(printed: str, reading: DateReading) -> DateReading:
    """Let python-dateutil try what is left; two defaults show whether a part was filled in."""
    text = _normalise(printed)
    if len(text) > 80 or not re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", text):
        return reading
    from dateutil import parser as dateutil_parser  # few documents need it

    try:
        first = dateutil_parser.parse(text, default=datetime(1904, 1, 1))
        second = dateutil_parser.parse(text, default=datetime(2011, 12, 28, 23, 59))
    except (ValueError, OverflowError, TypeError):
        return reading
    if first.date() != second.date() or not _FIRST_YEAR <= first.year <= _LAST_YEAR:
        return reading
    precise = first.time() == second.time()
    offset = first.utcoffset() if precise else None
    local = first.replace(tzinfo=None) if precise else datetime(first.year, first.month, first.day)
    precision = ("second" if first.second else "minute") if precise else "day"
    when = When(local, offset, precision, printed)
    return DateReading(when, reading.numeric, reading.doubts)
