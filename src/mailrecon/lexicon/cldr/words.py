"""Words of dates, zones and lists in each language, from the Unicode CLDR.

`scripts/make_cldr_tables.py` makes the files of this folder with Babel; none is edited by hand.
Locales have Babel's names (`zh_Hans`). All words are folded (`lexicon.fold_words`).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

from mailrecon.lexicon import fold
from mailrecon.model import DateOrder

PUNCTUATION = ".,;:()[]،፣、，"
_FALLBACK = "en"
Table = TypeVar("Table")


class LocaleWords(Struct, frozen=True):
    """One language's words for dates.

    `months` are numbered 1 to 12 in the Gregorian calendar, and 13 to 24 in the Solar Hijri
    calendar (Persian); `weekdays` from 0 for Monday. `order` is that of a short numeric date.
    """

    months: dict[str, int]
    weekdays: dict[str, int]
    before_noon: frozenset[str]
    after_noon: frozenset[str]
    night: frozenset[str]
    order: DateOrder


class DateEnds(Struct, frozen=True):
    """The words that a date can begin or end with in a language, folded and without dots.

    `openings`: months, weekdays, day periods, and words before the first field (`den` in `den 5.
    März`). `endings`: day periods, zones, and words after the last field (Russian `г.`). `zones`:
    abbreviations, which count in capitals only.
    """

    openings: frozenset[str]
    endings: frozenset[str]
    zones: frozenset[str]


def locale_words(locale: str) -> LocaleWords:
    """The words of a locale; English ones if the CLDR lacks it."""
    table = _words()
    return table.get(locale) or table[_FALLBACK]


def date_ends(locale: str) -> DateEnds | None:
    """The words at the ends of a locale's dates; None if the CLDR lacks it."""
    raw = _raw("date_ends.json").get(locale)
    return None if raw is None else msgspec.json.decode(raw, type=DateEnds)


def zone_names(locale: str) -> dict[str, str]:
    """The names of zones, folded, with metazone and kind: `Europe_Central/standard`."""
    table = _raw("zones.json")
    return msgspec.json.decode(table.get(locale) or table[_FALLBACK], type=dict[str, str])


def joining_words(locale: str) -> tuple[str, ...]:
    """The words before the last item of a list (`and`, `&`); none if the CLDR lacks the locale."""
    return _joining_words().get(locale, ())


@lru_cache(maxsize=1)
def _joining_words() -> dict[str, tuple[str, ...]]:
    return _read("lists.json", dict[str, tuple[str, ...]])


@lru_cache(maxsize=1)
def metazones() -> Mapping[str, tuple[str, ...]]:
    """The tz database's zones of each CLDR metazone, the principal one first."""
    return _read("metazones.json", dict[str, tuple[str, ...]])


@lru_cache(maxsize=1)
def civil_zones() -> tuple[str, ...]:
    """One tz database zone for each zone of Windows, which are those that Outlook prints."""
    return _read("civil_zones.json", tuple[str, ...])


def bare_word(text: str) -> str:
    """A word of a date for comparison: folded, without dots and surrounding punctuation."""
    return fold(text).replace(".", "").strip(PUNCTUATION)


@lru_cache(maxsize=1)
def _words() -> dict[str, LocaleWords]:
    return _read("words.json", dict[str, LocaleWords])


@lru_cache(maxsize=2)
def _raw(name: str) -> dict[str, msgspec.Raw]:
    """A table whose rows are decoded when needed; most documents need two of about a hundred."""
    return _read(name, dict[str, msgspec.Raw])


def _read(name: str, kind: type[Table]) -> Table:
    return msgspec.json.decode(Path(__file__).with_name(name).read_bytes(), type=kind)
