"""Make the tables of `src/mailrecon/lexicon/cldr` from Babel's copy of the CLDR: `make tables`.

The package reads the tables alone, so that no user needs Babel and no process spends half a second
on loading 84 locales. `tests/test_cldr_tables.py` fails when the tables are not those that this
script makes: after a language was added, or with a newer Babel.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError, localedata
from babel.core import get_global
from jdatetime import date as persian_date

from mailrecon.lexicon import fold, fold_words, load
from mailrecon.lexicon.cldr import bare_word

TABLES = Path(__file__).parent.parent / "src" / "mailrecon" / "lexicon" / "cldr"
_NUMERIC = re.compile(r"^\d+\D?$")
# Solar Hijri months count from 13; CLDR's copy in Babel lacks them.
_PERSIAN_MONTHS = tuple(persian_date.j_months_fa)
# Regions whose month names differ from those of the language's main locale.
_VARIANTS = {
    "ar": ("ar_SY", "ar_DZ", "ar_MA"),
    "de": ("de_AT",),
    "pt": ("pt_PT",),
    "ms": ("id",),
}
# Locales that a date's script names, whatever language its labels are in.
_BY_SCRIPT = frozenset({"en", "ja", "ko", "zh_Hans"})
_NOON = 12 * 60 * 60
_MOST_MEMBERS = 8
_FIELD_OR_LITERAL = re.compile(r"'[^']*'|[A-Za-z]+|[^A-Za-z']+")


def tables() -> dict[str, Any]:
    """Every table by the name of its file."""
    lexicon = load()
    named = {lexicon.cldr(code) for code in lexicon.languages} - {None}
    names = sorted({*map(str, named), *_BY_SCRIPT})
    rows = {name: _row(name, locale) for name in names if (locale := _locale(name)) is not None}
    found: dict[str, Any] = {
        file: {name: row[file] for name, row in rows.items()}
        for file in ("words.json", "zones.json", "date_ends.json", "lists.json")
    }
    found["metazones.json"] = _metazones()
    found["civil_zones.json"] = sorted(set(get_global("windows_zone_mapping").values()))
    return found


def _row(name: str, locale: Locale) -> dict[str, Any]:
    return {
        "words.json": _words(name, locale),
        "zones.json": _zones(locale),
        "date_ends.json": _date_ends(locale),
        "lists.json": _joining_words(locale),
    }


def _joining_words(locale: Locale) -> list[str]:
    """The words before the last of a list: `and`, `&`."""
    patterns = (locale.list_patterns.get(name) for name in ("standard", "standard-short"))
    pairs = (pattern.get("2", "") for pattern in patterns if pattern)
    words = (pair.replace("{0}", "").replace("{1}", "").strip().casefold() for pair in pairs)
    return sorted({word for word in words if word})


def as_text(table: Any) -> str:
    """A table as its file holds it: one locale a line, so that changes can be read."""
    if isinstance(table, list):
        return json.dumps(table, ensure_ascii=False, indent=0) + "\n"
    rows = (
        f"{json.dumps(key, ensure_ascii=False)}: {json.dumps(value, ensure_ascii=False)}"
        for key, value in table.items()
    )
    return "{\n" + ",\n".join(rows) + "\n}\n"


def main() -> None:
    """Write every table."""
    for name, table in tables().items():
        (TABLES / name).write_text(as_text(table), encoding="utf-8")
        print(f"{name}: {len(table)} entries", file=sys.stderr)


def _locale(name: str) -> Locale | None:
    """A locale read from Babel's files without its cache; None for one that CLDR lacks.

    Locales that Babel holds share the tables they inherit, and what is written into one
    shows in the others: with a full cache Romansh has Hebrew months, Russian Frisian weekdays.
    """
    localedata._cache.clear()
    try:
        return Locale.parse(name)
    except (UnknownLocaleError, ValueError):
        return None


def _words(name: str, locale: Locale) -> dict[str, Any]:
    months = _months(locale)
    for variant in _VARIANTS.get(name, ()):
        for word, number in _months(_variant(variant)).items():
            months.setdefault(word, number)
    if locale.language == "fa":
        months.update({fold_words(name): 12 + n for n, name in enumerate(_PERSIAN_MONTHS, start=1)})
    before, after, night = _periods(locale)
    return {
        "months": months,
        "weekdays": _weekdays(locale),
        "before_noon": sorted(before),
        "after_noon": sorted(after),
        "night": sorted(night),
        "order": _order(locale),
    }


def _variant(name: str) -> Locale:
    localedata._cache.clear()
    return Locale.parse(name)


def _weekdays(locale: Locale) -> dict[str, int]:
    found: dict[str, int] = {}
    for widths in locale.days.values():
        for width in ("wide", "abbreviated"):
            for number, name in widths.get(width, {}).items():
                found.setdefault(fold_words(str(name)).rstrip("."), number)
    return found


def _months(locale: Locale) -> dict[str, int]:
    found: dict[str, int] = {}
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in locale.months.get(context, {}).get(width, {}).items():
                word = fold_words(str(name)).rstrip(".")
                if word and not _NUMERIC.match(word) and not word.isdigit():
                    found.setdefault(word, number)
    return found


def _periods(locale: Locale) -> tuple[set[str], set[str], set[str]]:
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
    return before - after, after - before, night - before - after


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


def _zones(locale: Locale) -> dict[str, str]:
    found: dict[str, str] = {}
    for zone, names in locale.meta_zones.items():
        for width in ("long", "short"):
            for kind, name in names.get(width, {}).items():
                # ASCII abbreviations are ambiguous across zones: `zones` knows their meanings.
                if not isinstance(name, str) or (width == "short" and name.isascii()):
                    continue
                if kind in ("standard", "daylight", "generic"):
                    found.setdefault(fold_words(name), f"{zone}/{kind}")
    return {fold(name): value for name, value in found.items()}


def _order(locale: Locale) -> str:
    pattern = locale.date_formats["short"].pattern.lower()
    places = {letter: pattern.find(letter) for letter in "dmy"}
    return "".join(sorted(places, key=lambda letter: places[letter]))


def _date_ends(locale: Locale) -> dict[str, list[str]]:
    """The words of a language at either end of a date; see `cldr.DateEnds`."""
    openings: set[str] = set()
    endings: set[str] = set()
    zones: set[str] = set()
    for table, kept in (
        (locale.months, (openings,)),
        (locale.days, (openings,)),
        (locale.day_periods, (openings, endings)),
    ):
        for widths in table.values():
            for width in ("wide", "abbreviated"):
                for word in widths.get(width, {}).values():
                    for target in kept:
                        target.add(bare_word(str(word)))
    for formats in (locale.date_formats, locale.time_formats, locale.datetime_formats):
        for pattern in formats.values():
            first, last = _outer_literals(getattr(pattern, "pattern", str(pattern)))
            openings.add(bare_word(first))
            endings.add(bare_word(last))
    for names in locale.meta_zones.values():
        endings.update(bare_word(str(word)) for word in names.get("long", {}).values())
        zones.update(str(word) for word in names.get("short", {}).values())
    return {"openings": _long(openings), "endings": _long(endings), "zones": sorted(zones)}


def _long(words: Iterable[str]) -> list[str]:
    """The words of more than one letter, because a single Latin letter may be an initial."""
    return sorted(word for word in words if len(word) > 1 or not word.isascii())


def _outer_literals(pattern: str) -> tuple[str, str]:
    """The words that a CLDR date pattern prints before its first field and behind its last."""
    pieces = _FIELD_OR_LITERAL.findall(pattern.replace("{0}", "y").replace("{1}", "y"))
    fields = [number for number, piece in enumerate(pieces) if piece[0].isalpha()]
    if not fields:
        return "", ""
    before, behind = pieces[: fields[0]], pieces[fields[-1] + 1 :]
    return "".join(before).replace("'", ""), "".join(behind).replace("'", "")


def _metazones() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for zone, metazone in get_global("meta_zones").items():
        found.setdefault(metazone, []).append(zone)
    # Windows' "Korea Standard Time" leads the metazone Korea: Seoul before Pyongyang.
    windows: Mapping[str, str] = get_global("windows_zone_mapping")
    for metazone, zones in found.items():
        leader = windows.get(f"{metazone} Standard Time")
        zones.sort(key=lambda zone, leader=leader: zone != leader)
    return {metazone: zones[:_MOST_MEMBERS] for metazone, zones in found.items()}


if __name__ == "__main__":
    main()
