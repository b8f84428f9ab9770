"""Derive zones from causality: limit the offsets of a date without a zone by its replies.

A reply or forward is not earlier than the message it answers. If one date in a thread has a zone,
this limits the moments, and so the offsets, of messages above and below it, near and far.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from mailrecon.errors import ZoneError
from mailrecon.lexicon.cldr import civil_zones
from mailrecon.model import Precision, ZoneBounds
from mailrecon.thread.identities.people import NO_PERSON, People
from mailrecon.thread.links.model import Link, LinkTable
from mailrecon.thread.message_keys import MessageKeys
from mailrecon.thread.options import LinkOptions

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

# Civil offsets range from Baker Island to Kiritimati (tz database).
LOWEST, HIGHEST = timedelta(hours=-12), timedelta(hours=14)
_QUARTER = timedelta(minutes=15)
# A later reply than this is not evidence for the zone of the message it answers.
_PLAUSIBLE_DELAY = timedelta(days=14)
# `9:12` may be any second of that minute.
_SLACK = {"second": timedelta(0), "minute": timedelta(seconds=59)}


class DerivedOffset(Struct, frozen=True):
    """A derived offset, the reason for it, and its confidence."""

    offset: timedelta
    reason: str
    score: float


class Bounds(Struct, frozen=True):
    """Zone bounds from certain links, by message number.

    `narrowed` has bounds narrower than the Earth's; `impossible` maps messages that fit no zone to
    the reason.
    """

    narrowed: dict[int, ZoneBounds]
    impossible: dict[int, str]


def find_bounds(messages: Sequence[MessageKeys], links: LinkTable) -> Bounds:
    """Find the bounds of each message's zone from the messages it answers and that answer it.

    Moments pass down the tree first (no message is earlier than its parent), then up (none is later
    than its replies).
    """
    certain = links.certain_parents()
    order = _parents_first(certain)
    earliest = _earliest_moments(messages, certain, order)
    latest = _latest_moments(messages, certain, order)
    found = Bounds({}, {})
    for number in order:
        item = messages[number]
        # `May 4, 2020 9:12 AM`: a clock without a zone; `4 May 2020` and `9:12 AM -0400` need no
        # bounds.
        if item.local is None or item.instant is not None or item.precision == Precision.DAY:
            continue
        slack = _SLACK[item.precision]
        reasons: list[str] = []
        lowest = highest = None
        # Printed 10:00, and answers a message of 09:30 UTC: its offset is at most +00:30.
        if number in earliest and earliest[number].cause != number:
            highest = _at_most(item.local - earliest[number].moment, slack)
            if highest < HIGHEST:
                reasons.append(f"not earlier than {messages[earliest[number].cause].identity}")
            else:
                highest = None
        # Printed 10:00, and answered at 10:30 UTC: its offset is -00:30 at least.
        if number in latest and latest[number].cause != number:
            lowest = _at_least(item.local - latest[number].moment, slack)
            if lowest > LOWEST:
                reasons.append(f"not later than {messages[latest[number].cause].identity}")
            else:
                lowest = None
        reason = "; ".join(reasons)
        # Printed 09:12, answers 15:00 UTC and is answered at 10:00 UTC: one of the links is wrong.
        if (highest or HIGHEST) < max(lowest or LOWEST, LOWEST) or (lowest or LOWEST) > HIGHEST:
            found.impossible[number] = reason
        elif reasons:
            found.narrowed[number] = ZoneBounds(lowest, highest, reason)
    return found


class _Limit(NamedTuple):
    """A moment (UTC) that limits when a message was written, and the message it comes from."""

    moment: datetime
    cause: int


def _earliest_moments(
    messages: Sequence[MessageKeys], certain: Mapping[int, int], order: Sequence[int]
) -> dict[int, _Limit]:
    """The earliest moment of each message: its own, or that of an ancestor if later."""
    earliest: dict[int, _Limit] = {}
    for number in order:
        limits = (
            [earliest[certain[number]]] if number in certain and certain[number] in earliest else []
        )
        own = _earliest_own(messages[number])
        if own is not None:
            limits.append(_Limit(own, number))
        if limits:
            earliest[number] = max(limits, key=lambda limit: limit.moment)
    return earliest


def _latest_moments(
    messages: Sequence[MessageKeys], certain: Mapping[int, int], order: Sequence[int]
) -> dict[int, _Limit]:
    """The latest moment of each message: its own, or that of a descendant if earlier."""
    latest: dict[int, _Limit] = {}
    for number in reversed(order):
        own = _latest_own(messages[number])
        if own is not None and (number not in latest or own < latest[number].moment):
            latest[number] = _Limit(own, number)
        if number in certain and number in latest:
            parent = certain[number]
            if parent not in latest or latest[number].moment < latest[parent].moment:
                latest[parent] = latest[number]
    return latest


def _earliest_own(item: MessageKeys) -> datetime | None:
    """The earliest moment that a message's own date allows."""
    if item.local is None or item.precision == Precision.DAY:
        return None
    # `9:12 AM` without a zone: where clocks are farthest ahead, that was 14 hours before 9:12 UTC.
    return item.instant if item.instant is not None else item.local - HIGHEST


def _latest_own(item: MessageKeys) -> datetime | None:
    """The latest moment that a message's own date allows."""
    if item.local is None or item.precision == Precision.DAY:
        return None
    # `9:12 AM` without a zone: where clocks are farthest behind, that was 12 hours after 9:12 UTC.
    moment = item.instant if item.instant is not None else item.local - LOWEST
    return moment + _SLACK[item.precision]


def _at_most(bound: timedelta, slack: timedelta) -> timedelta:
    """An upper bound; rounded up to a civil offset if missing seconds allow it."""
    # `10:00` is at most 29 minutes after 09:31 UTC: with the seconds that are not printed, +00:30.
    above = -((-bound) // _QUARTER) * _QUARTER
    return above if bound <= above <= bound + slack else bound


def _at_least(bound: timedelta, slack: timedelta) -> timedelta:
    """A lower bound; rounded down to a civil offset if missing seconds allow it."""
    # `10:00`, and answered at 10:29:20 UTC: with the seconds that are not printed, -00:30.
    below = (bound // _QUARTER) * _QUARTER
    return below if bound - slack <= below <= bound else bound


def _parents_first(parent_of: Mapping[int, int]) -> list[int]:
    """All numbers with a parent or children, each after its parent."""
    children: dict[int, list[int]] = {}
    for child, parent in parent_of.items():
        children.setdefault(parent, []).append(child)
    order: list[int] = []
    stack = [number for number in children if number not in parent_of]
    while stack:
        number = stack.pop()
        order.append(number)
        stack.extend(children.get(number, ()))
    return order


def settle_offsets(
    messages: Sequence[MessageKeys],
    links: Mapping[int, Link],
    bounds: Mapping[int, ZoneBounds],
    zones: PeoplesZones,
    people: People,
    options: LinkOptions,
) -> dict[int, DerivedOffset]:
    """Offsets for messages without a zone: from the options, otherwise from evidence.

    Raises ZoneError for a zone or a person that is not known.
    """
    settled: dict[int, DerivedOffset] = {}
    by_person: dict[int, str] = {}
    for name, zone in options.zones:
        load_zone(zone)
        named = people.find(name)
        if named is None:
            raise ZoneError(f"--zone {name}={zone}: no person with that name or address was found")
        by_person[named] = zone
    if options.zone is not None:
        load_zone(options.zone)
    for item in messages:
        if item.local is None or item.offset is not None or item.precision == Precision.DAY:
            continue
        who = people.identity(item.originator) if item.originator != NO_PERSON else NO_PERSON
        # `--zone "Ann Poe=Europe/Berlin"` takes precedence over `--zone America/New_York`, which
        # applies to everybody.
        chosen = by_person.get(who, options.zone)
        if chosen is not None:
            given = offset_at(item.local, chosen)
            reason = f"zone {chosen} given by the user"
            if given is not None and _outside(given, bounds.get(item.number)):
                reason += "; what it answers or is answered by speaks against it"
            if given is not None:
                settled[item.number] = DerivedOffset(given, reason, 1.0)
        elif options.infer_zones:
            found = _infer(item, bounds.get(item.number), zones, links, messages)
            if found is not None:
                settled[item.number] = found
    return settled


def resolve_ambiguous(
    messages: Sequence[MessageKeys], links: Mapping[int, Link]
) -> dict[int, DerivedOffset]:
    """Other readings of ambiguous zones (`IST`), where certain links exclude the usual one."""
    settled: dict[int, DerivedOffset] = {}
    ambiguous = [item for item in messages if item.alternatives]
    children: dict[int, list[Link]] = {}
    for link in links.values() if ambiguous else ():
        if link.certain:
            children.setdefault(link.parent, []).append(link)
    for item in ambiguous:
        if item.local is None or item.offset is None:
            continue
        earliest = latest = None
        above = links.get(item.number)
        if above is not None and above.certain:
            parent = messages[above.parent]
            earliest = None if parent.alternatives else parent.instant
        later = [
            moment + _SLACK[messages[child.child].precision]
            for child in children.get(item.number, ())
            if (moment := messages[child.child].instant) is not None
            and not messages[child.child].alternatives
        ]
        latest = min(later, default=None)
        # Its parent was written at 06:00 UTC; `9:12 IST` in India would be 03:42 UTC, which is
        # earlier.
        fitting = [
            offset
            for offset in (item.offset, *item.alternatives)
            if (earliest is None or item.local - offset + _SLACK[item.precision] >= earliest)
            and (latest is None or item.local - offset <= latest)
        ]
        if len(fitting) == 1 and fitting[0] != item.offset:
            reason = "the only reading of the zone that fits what it answers or is answered by"
            settled[item.number] = DerivedOffset(fitting[0], reason, 0.9)
    return settled


def _outside(offset: timedelta, bounds: ZoneBounds | None) -> bool:
    if bounds is None:
        return False
    return (bounds.lowest is not None and offset < bounds.lowest) or (
        bounds.highest is not None and offset > bounds.highest
    )


class PeoplesZones:
    """The civil zones that fit all dates of a person, assuming they kept to one."""

    def __init__(
        self,
        messages: Sequence[MessageKeys],
        bounds: Mapping[int, ZoneBounds],
        identity: Callable[[int], int],
    ) -> None:
        self._identity = identity
        self._printed: dict[int, dict[tuple[datetime, timedelta], None]] = {}
        self._bounded: dict[int, list[tuple[datetime, ZoneBounds]]] = {}
        self._zones: dict[int, tuple[ZoneInfo, ...]] = {}
        for item in messages:
            if item.originator == NO_PERSON or item.local is None or item.alternatives:
                continue
            who = identity(item.originator)
            # `… 9:12 AM -0400`
            if item.offset is not None and item.precision != Precision.DAY:
                self._printed.setdefault(who, {})[item.local, item.offset] = None
            # `… 9:12 AM`, but the message it answers, or its reply, limits the zone.
            elif item.number in bounds:
                self._bounded.setdefault(who, []).append((item.local, bounds[item.number]))

    def prints_zones(self, item: MessageKeys) -> bool:
        """Whether any message of the originator prints a zone."""
        return self._who(item) in self._printed

    def offsets(self, item: MessageKeys) -> set[timedelta]:
        """The offsets of a message in the fitting zones; empty if nothing is known."""
        who = self._who(item)
        if item.local is None or (who not in self._printed and who not in self._bounded):
            return set()
        local = item.local
        found = {zone.utcoffset(local) for zone in self._fitting(who)}
        return {offset for offset in found if offset is not None}

    def known(self) -> dict[int, bool]:
        """The people whose zone is limited; True if they print one."""
        return {**dict.fromkeys(self._bounded, False), **dict.fromkeys(self._printed, True)}

    def _fitting(self, who: int) -> tuple[ZoneInfo, ...]:
        """The zones that fit all dates of a person."""
        if who not in self._zones:
            zones = _civil_zones()
            # `May 4, 2020 9:12 AM -0400` and `Dec 4, 2020 9:12 AM -0500`: New York, and neither
            # Halifax nor Lima.
            for local, printed in self._printed.get(who, ()):
                zones = tuple([zone for zone in zones if zone.utcoffset(local) == printed])
            for local, bounds in self._bounded.get(who, ()):
                zones = tuple(
                    [
                        zone
                        for zone in zones
                        if (offset := zone.utcoffset(local)) is not None
                        and not _outside(offset, bounds)
                    ]
                )
            self._zones[who] = zones
        return self._zones[who]

    def _who(self, item: MessageKeys) -> int:
        return NO_PERSON if item.originator == NO_PERSON else self._identity(item.originator)

    def narrowed(self, item: MessageKeys, bounds: ZoneBounds | None) -> ZoneBounds | None:
        """The bounds of a message, with the narrower range if its originator kept to one zone."""
        if item.local is None or item.offset is not None or item.precision == Precision.DAY:
            return bounds
        offsets = self.offsets(item)
        if not offsets:
            return bounds
        one_zone = min(offsets), max(offsets)
        if bounds is None:
            if one_zone == (LOWEST, HIGHEST):
                return None
            reason = "the originator's other messages, if they kept to one zone"
            return ZoneBounds(None, None, reason, one_zone)
        return replace(bounds, one_zone=one_zone)


def _infer(
    item: MessageKeys,
    bounds: ZoneBounds | None,
    zones: PeoplesZones,
    links: Mapping[int, Link],
    messages: Sequence[MessageKeys],
) -> DerivedOffset | None:
    """The only offset that a person's other dates and the bounds allow; None if several are."""
    if item.local is None:
        return None
    fitting = {offset for offset in zones.offsets(item) if not _outside(offset, bounds)}
    link = links.get(item.number)
    parent = messages[link.parent].instant if link is not None else None
    # A zone that puts the reply weeks after the question is not likely to be the right one.
    if parent is not None:
        fitting = {offset for offset in fitting if item.local - offset - parent <= _PLAUSIBLE_DELAY}
    if len(fitting) != 1:
        return None
    (offset,) = fitting
    if zones.prints_zones(item):
        return DerivedOffset(offset, "the originator's other messages print this zone", 0.8)
    reason = "the only civil zone that fits what the originator answers and is answered by"
    return DerivedOffset(offset, reason, 0.7)


@lru_cache(maxsize=256)
def load_zone(name: str) -> ZoneInfo:
    """The tz database zone of that name. Raises ZoneError."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ZoneError(
            f"{name}: no zone of the tz database; write it as in America/Los_Angeles"
        ) from error


@lru_cache(maxsize=1)
def _civil_zones() -> tuple[ZoneInfo, ...]:
    """All civil zones."""
    return tuple(map(load_zone, civil_zones()))


@lru_cache(maxsize=65536)
def offset_at(local: datetime, zone: str) -> timedelta | None:
    """The offset of a zone at a local time; of an hour that occurs twice, the first."""
    return local.replace(tzinfo=load_zone(zone)).utcoffset()
