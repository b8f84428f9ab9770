"""The words dates are printed with, in each language: tables made from the CLDR.

`scripts/make_cldr_tables.py` makes the files beside this one with Babel; nothing is listed by hand.
Locales are named as Babel names them (`zh_Hans`). All words are folded (`lexicon.fold_words`).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import TypeVar

import msgspec
from msgspec import Struct

from mailrecon.lexicon import fold
from mailrecon.model import DateOrder

__all__ = [
    "PUNCTUATION",
    "DateEnds",
    "LocaleWords",
    "bare_word",
    "civil_zones",
    "date_ends",
    "joining_words",
    "locale_words",
    "metazones",
    "zone_names",
]

PUNCTUATION = ".,;:()[]،፣、，"
_FALLBACK = "en"
Table = TypeVar("Table")


class LocaleWords(Struct, frozen=True):
    """One language's words for dates.

    `months` are numbered 1 to 12 in the Gregorian calendar, 13 to 24 in the Solar Hijri one
    (Persian); `weekdays` from Monday, 0. `order` is how a short date runs.
    """

    months: dict[str, int]
    weekdays: dict[str, int]
    before_noon: frozenset[str]
    after_noon: frozenset[str]
    night: frozenset[str]
    order: DateOrder


class DateEnds(Struct, frozen=True):
    """What a language prints at either end of a date, folded and without dots.

    `openings` are months, weekdays, day periods and the words before a date's first field;
    `endings` day periods, zones and the words behind its last field, such as Russian `г.`;
    `zones` are abbreviations, which only count in capitals.
    """

    openings: frozenset[str]
    endings: frozenset[str]
    zones: frozenset[str]


def locale_words(locale: str) -> LocaleWords:
    """The words of a locale; the English ones for a locale that CLDR lacks."""
    table = _words()
    return table.get(locale) or table[_FALLBACK]


def date_ends(locale: str) -> DateEnds | None:
    """What a locale prints at the ends of a date; None for one that CLDR lacks."""
    raw = _raw("date_ends.json").get(locale)
    return None if raw is None else msgspec.json.decode(raw, type=DateEnds)


def zone_names(locale: str) -> dict[str, str]:
    """Names of zones, folded, each with its metazone and kind (`Europe_Central/standard`)."""
    table = _raw("zones.json")
    return msgspec.json.decode(table.get(locale) or table[_FALLBACK], type=dict[str, str])


def joining_words(locale: str) -> tuple[str, ...]:
    """The words before the last of a list (`and`, `&`); none for a locale that CLDR lacks."""
    return _joining_words().get(locale, ())


@lru_cache(maxsize=1)
def _joining_words() -> dict[str, tuple[str, ...]]:
    return _read("lists.json", dict[str, tuple[str, ...]])


@lru_cache(maxsize=1)
def metazones() -> Mapping[str, tuple[str, ...]]:
    """The zones of the tz database that belong to each CLDR metazone, its leader first."""
    return _read("metazones.json", dict[str, tuple[str, ...]])


@lru_cache(maxsize=1)
def civil_zones() -> tuple[str, ...]:
    """One zone of the tz database for each civil time that Windows, and so Outlook, tells apart."""
    return _read("civil_zones.json", tuple[str, ...])


def bare_word(text: str) -> str:
    """A word of a date for comparison: folded, without dots and outer punctuation."""
    return fold(text).replace(".", "").strip(PUNCTUATION)


@lru_cache(maxsize=1)
def _words() -> dict[str, LocaleWords]:
    return _read("words.json", dict[str, LocaleWords])


@lru_cache(maxsize=2)
def _raw(name: str) -> dict[str, msgspec.Raw]:
    """A table whose rows are decoded when they are asked for: most documents need two."""
    return _read(name, dict[str, msgspec.Raw])


def _read(name: str, kind: type[Table]) -> Table:
    return msgspec.json.decode(resources.files(__name__).joinpath(name).read_bytes(), type=kind)
