"""The words dates are printed with, in each language: months, weekdays, day periods, zones (CLDR).

Everything comes from Babel's copy of the CLDR; nothing is listed by hand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from mailrecon.lexicon import fold_words

_NUMERIC = re.compile(r"^\d+\D?$")
_LATIN_WORD = r"(?<![^\W\d_]){}(?![^\W\d_])"


@dataclass(frozen=True, slots=True)
class CalendarWords:
    """One language's words, all folded. `order` is how a short date runs: "dmy", "mdy" or "ymd"."""

    months: Mapping[str, int]
    month_pattern: re.Pattern[str] | None
    before_noon: frozenset[str]
    after_noon: frozenset[str]
    zones: Mapping[str, str]
    order: str


@lru_cache(maxsize=128)
def calendar_words(locale_name: str) -> CalendarWords:
    """The words of a Babel locale; those of the root locale where Babel has none."""
    try:
        locale = Locale.parse(locale_name)
    except (UnknownLocaleError, ValueError):
        locale = Locale.parse("en")
    months = _months(locale)
    before, after = _periods(locale)
    alternatives = "|".join(re.escape(word) for word in sorted(months, key=len, reverse=True))
    pattern = re.compile(_LATIN_WORD.format(f"(?:{alternatives})")) if months else None
    return CalendarWords(months, pattern, before, after, _zones(locale), _order(locale))


def _months(locale: Locale) -> dict[str, int]:
    found: dict[str, int] = {}
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in locale.months.get(context, {}).get(width, {}).items():
                word = fold_words(str(name)).rstrip(".")
                if word and not _NUMERIC.match(word) and not word.isdigit():
                    found.setdefault(word, number)
    return found


def _periods(locale: Locale) -> tuple[frozenset[str], frozenset[str]]:
    before: set[str] = set()
    after: set[str] = set()
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated", "narrow"):
            words = locale.day_periods.get(context, {}).get(width, {})
            for key, word in words.items():
                folded = fold_words(str(word))
                if len(folded) < 2 and folded.isascii():
                    continue
                if key in ("am", "morning1", "morning2"):
                    before.add(folded)
                elif key in ("pm", "afternoon1", "afternoon2", "evening1", "evening2"):
                    after.add(folded)
    return frozenset(before - after), frozenset(after - before)


def _zones(locale: Locale) -> dict[str, str]:
    found: dict[str, str] = {}
    for zone, names in locale.meta_zones.items():
        for width in ("long", "short"):
            for kind, name in names.get(width, {}).items():
                if isinstance(name, str) and kind in ("standard", "daylight", "generic"):
                    found.setdefault(fold_words(name), f"{zone}/{kind}")
    return found


def _order(locale: Locale) -> str:
    pattern = locale.date_formats["short"].pattern.lower()
    places = {letter: pattern.find(letter) for letter in "dmy"}
    return "".join(sorted(places, key=lambda letter: places[letter]))
