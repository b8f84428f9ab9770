"""Read printed time zones: convert numeric offsets, abbreviations and names to offsets from UTC."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache

from msgspec import Struct

from mailrecon.lexicon.cldr import metazones
from mailrecon.regex import regex

# Years that occur in mail and that no form of date reads as anything else.
YEARS_OF_MAIL = range(1990, 2038)
_MINUTE = timedelta(minutes=1)
# Offsets of civil clocks lie between UTC-12 and UTC+14.
_MOST_HOURS_EAST, _MOST_HOURS_WEST = 14, 12
# Minutes from UTC. If an abbreviation names several zones, the most common one in print comes
# first; the others follow, with the languages in which they are meant. Source: tz database.
_ABBREVIATIONS: Mapping[str, tuple[tuple[int, tuple[str, ...]], ...]] = {
    "utc": ((0, ()),),
    "gmt": ((0, ()),),
    "z": ((0, ()),),
    "ut": ((0, ()),),
    "est": ((-300, ()),),
    "edt": ((-240, ()),),
    "cst": ((-360, ()), (480, ("zh-Hans", "zh-Hant")), (-300, ("es",))),
    "cdt": ((-300, ()), (-240, ("es",))),
    "mst": ((-420, ()),),
    "mdt": ((-360, ()),),
    "pst": ((-480, ()),),
    "pdt": ((-420, ()),),
    "akst": ((-540, ()),),
    "akdt": ((-480, ()),),
    "hst": ((-600, ()),),
    "ast": ((-240, ()), (180, ("ar",))),
    "adt": ((-180, ()),),
    "nst": ((-210, ()),),
    "ndt": ((-150, ()),),
    "brt": ((-180, ()),),
    "brst": ((-120, ()),),
    "art": ((-180, ()),),
    "wet": ((0, ()),),
    "west": ((60, ()),),
    "bst": ((60, ()), (360, ("bn",))),
    "ist": ((330, ()), (60, ("ga",)), (120, ("he",))),
    "cet": ((60, ()),),
    "cest": ((120, ()),),
    "met": ((60, ()),),
    "mest": ((120, ()),),
    "mez": ((60, ()),),
    "mesz": ((120, ()),),
    "oez": ((120, ()),),
    "oesz": ((180, ()),),
    "wez": ((0, ()),),
    "wesz": ((60, ()),),
    "haec": ((120, ()),),
    "hnec": ((60, ()),),
    "eet": ((120, ()),),
    "eest": ((180, ()),),
    "idt": ((180, ()),),
    "sast": ((120, ()),),
    "msk": ((180, ()),),
    "msd": ((240, ()),),
    "trt": ((180, ()),),
    "irst": ((210, ()),),
    "gst": ((240, ()),),
    "pkt": ((300, ()),),
    "npt": ((345, ()),),
    "wib": ((420, ()),),
    "ict": ((420, ()),),
    "hkt": ((480, ()),),
    "sgt": ((480, ()),),
    "myt": ((480, ()),),
    "awst": ((480, ()),),
    "jst": ((540, ()),),
    "kst": ((540, ()),),
    "acst": ((570, ()),),
    "acdt": ((630, ()),),
    "aest": ((600, ()),),
    "aedt": ((660, ()),),
    "nzst": ((720, ()),),
    "nzdt": ((780, ()),),
}
# American abbreviations for "standard or daylight time, whichever applies".
GENERIC: Mapping[str, str] = {
    "ET": "America_Eastern/generic",
    "CT": "America_Central/generic",
    "MT": "America_Mountain/generic",
    "PT": "America_Pacific/generic",
}
# Where most members of a metazone have no summer time, the one that its name is mostly used for.
_KNOWN_BY: Mapping[str, str] = {
    "America_Central": "America/Chicago",
    "Atlantic": "America/Halifax",
    "GMT": "Europe/London",
}
_OPENING = 5
NUMERIC = regex(
    r"(?:(?:\b(?:utc|gmt|z)\s?)|(?<![\w.:/-]))([+\u2212-])\s?(\d{1,2})(?::?(\d{2}))?(?![\d:/.-])"
)
_UNKNOWN = regex(r"[\u2212-]00:?00")


class Zone(Struct, frozen=True, gc=False):
    """An offset read from text; `others` are the offsets that the same text could also mean."""

    offset: timedelta
    printed: str
    others: tuple[timedelta, ...] = ()


def numeric_zone(match: re.Match[str] | None) -> Zone | None:
    """The zone of a match of `NUMERIC`, if clocks can have that offset.

    "-0000" and "-00:00" mean that the zone is not known (RFC 5322, 3.3; RFC 3339, 4.3).
    """
    if match is None or _UNKNOWN.fullmatch(match[0].strip()):
        return None
    hours, minutes = int(match[2]), int(match[3] or 0)
    sign = 1 if match[1] == "+" else -1
    most = _MOST_HOURS_EAST if sign > 0 else _MOST_HOURS_WEST
    if hours * 60 + minutes > most * 60 or minutes > 59:
        return None
    return Zone(sign * timedelta(hours=hours, minutes=minutes), match[0].strip())


class ZoneNames:
    """The folded names of zones and their meanings, to be looked up whole or inside other text."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names
        self._order = {name: number for number, name in enumerate(names)}
        # Folded names have no white space. The garbage collector follows no dictionary of texts.
        self._by_opening: dict[str, str] = {}
        for name in names:
            if len(name) >= _OPENING:
                known = self._by_opening.get(name[:_OPENING])
                self._by_opening[name[:_OPENING]] = f"{known} {name}" if known else name

    def get(self, name: str) -> str | None:
        """The zone of a folded name, or None."""
        return self._names.get(name)

    def longest_within(self, text: str) -> tuple[str, str] | None:
        """The longest name of five letters or more in the folded text, and its zone."""
        by_opening = self._by_opening
        found = [
            name
            for place in range(len(text) - _OPENING + 1)
            if (opening := text[place : place + _OPENING]) in by_opening
            for name in by_opening[opening].split()
            if text.startswith(name, place)
        ]
        if not found:
            return None
        longest = max(found, key=lambda name: (len(name), -self._order[name]))
        return longest, self._names[longest]


def abbreviation(word: str, language: str | None) -> Zone | None:
    """The zone of an abbreviation, for a reader of `language`, or None."""
    meanings = _ABBREVIATIONS.get(word.casefold())
    if meanings is None:
        return None
    chosen = meanings[0]
    for meaning in meanings[1:]:
        if language in meaning[1]:
            chosen = meaning
            break
    others = tuple(timedelta(minutes=minutes) for minutes, _ in meanings if minutes != chosen[0])
    return Zone(timedelta(minutes=chosen[0]), word, others)


def military_zone(letter: str) -> Zone | None:
    """The zone of a date-time group, `R` in `021430R MAR 21`; None for J, the local time.

    A to M are hours east of UTC, N to Y west (ACP 121, J left out).
    """
    east, west = "abcdefghiklm", "nopqrstuvwxy"
    if letter in east:
        return Zone(timedelta(hours=east.index(letter) + 1), letter)
    if letter in west:
        return Zone(timedelta(hours=-west.index(letter) - 1), letter)
    return Zone(timedelta(), letter) if letter == "z" else None


@lru_cache(maxsize=512)
def is_steady(name: str) -> bool:
    """Whether a CLDR metazone ("Europe_Central/standard") has one offset in `YEARS_OF_MAIL`."""
    if name.endswith("/generic"):
        return False
    offsets = {metazone_offset(name, datetime(year, 7, 1)) for year in YEARS_OF_MAIL}
    return len(offsets) == 1 and None not in offsets


def metazone_offset(name: str, local: datetime) -> timedelta | None:
    """The offset of a CLDR metazone ("America_Pacific/standard") at the local time `local`."""
    zone_name, _, kind = name.partition("/")
    members = metazones().get(zone_name)
    if not members:
        return None
    from zoneinfo import ZoneInfo

    # `Central Time (US & Canada)` in summer
    if kind == "generic" and zone_name in _KNOWN_BY:
        members = (_KNOWN_BY[zone_name],)
    counted: Counter[timedelta] = Counter()
    for member in members:
        zone = ZoneInfo(member)
        if kind == "generic":
            offset = local.replace(tzinfo=zone).utcoffset()
            if offset is not None:
                counted[offset] += 1
            continue
        for month in (1, 7):
            moment = datetime(local.year, month, 1, tzinfo=zone)
            offset, saving = moment.utcoffset(), moment.dst()
            if offset is not None and bool(saving) == (kind == "daylight"):
                counted[offset] += 1
                break
    found = max(counted, key=lambda offset: counted[offset]) if counted else None
    # Before zones were introduced, clocks followed the sun, with seconds in their offsets; printed
    # offsets have none.
    return found if found is not None and not found % _MINUTE else None
