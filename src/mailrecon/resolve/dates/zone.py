"""Find the zone that a printed date names."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache

from mailrecon.lexicon import Lexicon, fold
from mailrecon.regex import regex
from mailrecon.resolve.dates.calendar_words import CalendarWords
from mailrecon.resolve.dates.text import GROUP, WORD
from mailrecon.resolve.zones import (
    GENERIC,
    Zone,
    ZoneNames,
    abbreviation,
    is_steady,
    metazone_offset,
    military_zone,
)

_PARENTHESISED = regex(r"\(([^()]*)\)")


def as_printed(printed: str, folded: str) -> str:
    """The stretch of the printed date that gave `folded`, compared without white space and case."""
    if folded in printed:
        return folded
    letters = [re.escape(character) for character in folded if not character.isspace()]
    match = re.search(r"\s*".join(letters), printed, re.IGNORECASE)
    return match[0] if match else folded


def named_zone(
    rest: str,
    printed: str,
    words: CalendarWords,
    language: str | None,
    lexicon: Lexicon,
    local: datetime,
) -> Zone | None:
    """The zone that is named or abbreviated in the unread rest of a date."""
    group = GROUP.search(printed.casefold()) if printed.isascii() else None
    if group is not None:
        return military_zone(group[4])
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
    for word in WORD.findall(rest):
        metazone = lexicon.zone_names.get(fold(word))
        offset = metazone_offset(metazone, local) if metazone and not word.isascii() else None
        if offset is not None:
            return Zone(offset, word)
        zone = abbreviation(word, language)
        generic = GENERIC.get(word.upper()) or metazone
        if (zone is None and generic is None) or not word.isascii():
            continue
        # "at" and "art" are words, AT and ART are zones: only capitals count.
        capitals = rf"(?<![A-Za-z]){word.upper()}(?![A-Za-z])"
        if not re.search(capitals, printed):
            continue
        if zone is not None:
            return zone
        # French Canadian `HNE`, `HAE`, `HAP`: the language's own abbreviations
        offset = metazone_offset(generic, local) if generic else None
        if offset is not None:
            return Zone(offset, word)
    return None


@lru_cache(maxsize=4)
def _lexicon_zones(lexicon: Lexicon) -> ZoneNames:
    return ZoneNames(lexicon.zone_names)


def may_name_zone(text: str, words: CalendarWords, lexicon: Lexicon) -> bool:
    """Whether a text of words without a date is or contains a zone's name."""
    return bool(zone_in(text, words, lexicon))


def may_name_changing_zone(text: str, words: CalendarWords, lexicon: Lexicon) -> bool:
    """Like `may_name_zone`, for a zone whose offset depends on the date: `Mitteleuropäische Zeit`
    and not `MEZ`.
    """
    zone = zone_in(text, words, lexicon)
    return bool(zone) and not is_steady(zone)


def zone_in(text: str, words: CalendarWords, lexicon: Lexicon) -> str:
    """The CLDR metazone that a text of words without a date names or contains."""
    key = fold(text)
    named = lexicon.zone_names.get(key) or words.zones.get(key)
    if named:
        return named
    contained = _contained_zone(key, lexicon, words)
    return "" if contained is None else contained[1]


def _contained_zone(key: str, lexicon: Lexicon, words: CalendarWords) -> tuple[str, str] | None:
    """The longest zone name inside other text, such as after a date without parentheses."""
    found = [names.longest_within(key) for names in (_lexicon_zones(lexicon), words.zones)]
    return max((pair for pair in found if pair), key=lambda pair: len(pair[0]), default=None)


def is_strange(rest: str, words: CalendarWords, language: str | None) -> bool:
    """Whether the unread rest of a date has words that are neither weekdays nor zones."""
    return any(
        len(word) > 2 and word not in words.months.weekdays and abbreviation(word, language) is None
        for word in WORD.findall(rest)
    )
