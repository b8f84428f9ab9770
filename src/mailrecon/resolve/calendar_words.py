"""The words dates are printed with, in each language: months, weekdays, day periods, zones (CLDR).

Everything comes from Babel's copy of the CLDR; nothing is listed by hand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from jdatetime import date as persian_date

from mailrecon.lexicon import fold, fold_words
from mailrecon.resolve.zones import ZoneNames

_NUMERIC = re.compile(r"^\d+\D?$")
# Solar Hijri months count from 13 in `CalendarWords.months`; CLDR's Babel copy lacks them.
_PERSIAN_MONTHS = tuple(persian_date.j_months_fa)
# Regions whose month names differ from those of the language's main locale.
_VARIANTS = {
    "ar": ("ar_SY", "ar_DZ", "ar_MA"),
    "de": ("de_AT",),
    "pt": ("pt_PT",),
    "ms": ("id",),
}
_LETTERS = re.compile(r"[^\W\d_]+")
_NOON = 12 * 60 * 60
_LATIN_WORD = r"(?<![^\W\d_]){}(?![^\W\d_])"


@dataclass(frozen=True, slots=True)
class MonthWords:
    """One language's names of months, folded.

    Numbers 1 to 12 are Gregorian, 13 to 24 those of the Solar Hijri calendar (Persian).
    `plain` tells that each name is one word of letters, so that words can be looked up.
    `loose_pattern` finds names that prefixes or endings are glued to (Hebrew, Basque). `weekdays`
    are the names of the days without dots, Monday 0.
    """

    numbers: Mapping[str, int]
    plain: bool
    pattern: re.Pattern[str] | None
    loose_pattern: re.Pattern[str] | None
    weekdays: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class CalendarWords:
    """One language's words, all folded.

    `order` is how a short date runs: "dmy", "mdy" or "ymd".
    """

    months: MonthWords
    before_noon: frozenset[str]
    after_noon: frozenset[str]
    night: frozenset[str]
    zones: ZoneNames
    order: str

    def tells_period(self, text: str) -> bool:
        """Whether one of the words for a half of the day stands in the folded text."""
        return any(
            word in text
            for words in (self.before_noon, self.after_noon, self.night)
            for word in words
        )


@lru_cache(maxsize=128)
def calendar_words(locale_name: str) -> CalendarWords:
    """The words of a Babel locale; those of the root locale where Babel has none."""
    locale = _locale(locale_name)
    before, after, night = _periods(locale)
    return CalendarWords(
        month_words(locale_name), before, after, night, _zones(locale), _order(locale)
    )


@lru_cache(maxsize=128)
def month_words(locale_name: str) -> MonthWords:
    """The names of months alone, which take far less to read than all the words."""
    locale = _locale(locale_name)
    months = _months(locale)
    for variant in _VARIANTS.get(locale_name, ()):
        for word, number in _months(Locale.parse(variant)).items():
            months.setdefault(word, number)
    if locale.language == "fa":
        months.update({fold_words(name): 12 + n for n, name in enumerate(_PERSIAN_MONTHS, start=1)})
    alternatives = "|".join(re.escape(word) for word in sorted(months, key=len, reverse=True))
    pattern = re.compile(_LATIN_WORD.format(f"(?:{alternatives})")) if months else None
    glued = [word for word in months if len(word) >= (4 if word.isascii() else 3)]
    loose = re.compile("|".join(map(re.escape, glued))) if glued else None
    plain = all(map(_LETTERS.fullmatch, months))
    return MonthWords(months, plain, pattern, loose, _weekdays(locale))


def _weekdays(locale: Locale) -> dict[str, int]:
    found: dict[str, int] = {}
    for widths in locale.days.values():
        for width in ("wide", "abbreviated"):
            for number, name in widths.get(width, {}).items():
                found.setdefault(fold_words(str(name)).rstrip("."), number)
    return found


def _locale(name: str) -> Locale:
    try:
        return Locale.parse(name)
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")


def _months(locale: Locale) -> dict[str, int]:
    found: dict[str, int] = {}
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in locale.months.get(context, {}).get(width, {}).items():
                word = fold_words(str(name)).rstrip(".")
                if word and not _NUMERIC.match(word) and not word.isdigit():
                    found.setdefault(word, number)
    return found


def _periods(locale: Locale) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Day-period words for the hours before noon, after noon, and around midnight."""
    kinds: dict[str, set[str]] = {"before": set(), "after": set(), "night": set()}
    rules = _period_rules(locale)
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for key, word in locale.day_periods.get(context, {}).get(width, {}).items():
                folded = fold_words(str(word))
                if key in rules and (len(folded) > 1 or not folded.isascii()):
                    kinds[rules[key]].add(folded)
    before, after, night = kinds["before"], kinds["after"], kinds["night"]
    return frozenset(before - after), frozenset(after - before), frozenset(night - before - after)


def _period_rules(locale: Locale) -> dict[str, str]:
    """Which half of the day each CLDR day period falls into."""
    found = {"am": "before", "pm": "after", "noon": "after", "midnight": "night"}
    for key, ranges in locale.day_period_rules.get(None, {}).items():
        start, end = ranges[0].get("from"), ranges[0].get("before")
        if start is None or end is None or key in found:
            continue
        if start >= end:
            found[key] = "night"
        else:
            found[key] = "before" if start < _NOON else "after"
    return found


def _zones(locale: Locale) -> ZoneNames:
    found: dict[str, str] = {}
    for zone, names in locale.meta_zones.items():
        for width in ("long", "short"):
            for kind, name in names.get(width, {}).items():
                # ASCII abbreviations are ambiguous across zones: `zones` knows their meanings.
                if not isinstance(name, str) or (width == "short" and name.isascii()):
                    continue
                if kind in ("standard", "daylight", "generic"):
                    found.setdefault(fold_words(name), f"{zone}/{kind}")
    return ZoneNames({fold(name): value for name, value in found.items()})


def _order(locale: Locale) -> str:
    pattern = locale.date_formats["short"].pattern.lower()
    places = {letter: pattern.find(letter) for letter in "dmy"}
    return "".join(sorted(places, key=lambda letter: places[letter]))
