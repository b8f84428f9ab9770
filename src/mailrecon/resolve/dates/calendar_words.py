"""The words of dates in each language, and patterns that find them (CLDR)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cached_property, lru_cache

from msgspec import Struct

from mailrecon.lexicon.cldr import locale_words, zone_names
from mailrecon.model import DateOrder
from mailrecon.regex import regex
from mailrecon.resolve.zones import ZoneNames

_SHORTEST_UNACCENTED = 4
_LETTERS = regex(r"[^\W\d_]+")
_LATIN_WORD = r"(?<![^\W\d_]){}(?![^\W\d_])"


class MonthWords(Struct, frozen=True, eq=False, dict=True):
    """One language's names of months, folded.

    Numbers 1 to 12 are Gregorian, 13 to 24 those of the Solar Hijri calendar (Persian).
    `weekdays` are the names of the days without dots, Monday 0.
    """

    numbers: Mapping[str, int]
    weekdays: Mapping[str, int]

    @cached_property
    def plain(self) -> bool:
        """Whether each name is one word of letters, so that words can be looked up."""
        return all(map(_LETTERS.fullmatch, self.numbers))

    def are_in(self, text: str) -> bool:
        """Whether a folded text has any of the names, as a word or within one.

        Call this before using the patterns: compiling one takes a thousand times as long.
        """
        return any(map(text.__contains__, self.numbers))

    @cached_property
    def pattern(self) -> re.Pattern[str] | None:
        """Any name as a whole word, the longest first; None without names."""
        words = sorted(self.numbers, key=len, reverse=True)
        alternatives = "|".join(map(re.escape, words))
        return re.compile(_LATIN_WORD.format(f"(?:{alternatives})")) if words else None

    @cached_property
    def loose_pattern(self) -> re.Pattern[str] | None:
        """Names that prefixes or endings are glued to (Hebrew, Basque)."""
        glued = [word for word in self.numbers if len(word) >= (4 if word.isascii() else 3)]
        return re.compile("|".join(map(re.escape, glued))) if glued else None


class CalendarWords(Struct, frozen=True, gc=False):
    """One language's words, all folded.

    `order` is that of a short numeric date.
    """

    months: MonthWords
    before_noon: frozenset[str]
    after_noon: frozenset[str]
    night: frozenset[str]
    zones: ZoneNames
    order: DateOrder

    def names_period(self, text: str) -> bool:
        """Whether the folded text contains a word for a half of the day (`AM`, `午後`)."""
        return any(
            word in text
            for words in (self.before_noon, self.after_noon, self.night)
            for word in words
        )


@lru_cache(maxsize=128)
def calendar_words(locale_name: str) -> CalendarWords:
    """The words of a CLDR locale; the English ones where CLDR has none."""
    words = locale_words(locale_name)
    return CalendarWords(
        month_words(locale_name),
        _with_variants(words.before_noon),
        _with_variants(words.after_noon),
        _with_variants(words.night),
        ZoneNames(zone_names(locale_name)),
        words.order,
    )


def _with_variants(words: frozenset[str]) -> frozenset[str]:
    """Words for a half of the day, also without their stops: `μ.μ.`, `μμ`; `odp.`, `odp`.

    Hebrew's abbreviations have their own mark, or a quotation mark in its place.
    """
    found = set(words)
    for word in words:
        bare = (word.rstrip("."), word.replace(".", ""), word.replace("״", '"'))
        found.update(text for text in bare if len(text) > 1 and " " not in text)
    return frozenset(found)


@lru_cache(maxsize=128)
def month_words(locale_name: str) -> MonthWords:
    """The names of months and weekdays of a locale."""
    words = locale_words(locale_name)
    return MonthWords(
        _with_unaccented(words.months, words.weekdays),
        _with_unaccented(words.weekdays, words.months),
    )


def _with_unaccented(names: Mapping[str, int], others: Mapping[str, int]) -> dict[str, int]:
    """The names, and their forms without accents, which OCR and 7-bit mail lose: `fevrier`, `aout`.

    An unaccented form is left out if two names share it or it is among `others`.
    """
    found = dict(names)
    shared: set[str] = set()
    for name, number in names.items():
        if name.isascii():
            continue
        letters = unicodedata.normalize("NFD", name)
        # In another script, the first letter shows it.
        if not letters[0].isascii() and not unicodedata.combining(letters[0]):
            continue
        plain = "".join(c for c in letters if c.isascii() or not unicodedata.combining(c))
        if not plain.isascii() or len(plain) < _SHORTEST_UNACCENTED:
            continue
        if plain in others:
            continue
        if found.setdefault(plain, number) != number and plain not in names:
            shared.add(plain)
    return {name: number for name, number in found.items() if name not in shared}
