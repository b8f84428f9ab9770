"""Where each message stands in time, as well as print and its originator's habits tell it."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from mailrecon.thread.message_keys import MessageKeys
from mailrecon.thread.people import NO_PERSON, People

_EPOCH = datetime(1970, 1, 1)
_DAY = 24 * 3600
# Before all that can be printed: where a message without a date stands.
_UNDATED = datetime.min + timedelta(days=1)


class Timeline(Struct, frozen=True):
    """Where each message stands in time, by number, in seconds since 1970.

    In UTC and `exact` where a zone is printed; in UTC and `known` where the originator's other
    messages tell the zone; else the local time as if it were UTC.
    """

    at: array[int]
    known: bytearray
    exact: bytearray


def seconds(moment: datetime) -> int:
    """Whole seconds since 1970 of a naive moment."""
    apart = moment - _EPOCH
    return apart.days * _DAY + apart.seconds


def printed_offset(item: MessageKeys) -> timedelta | None:
    """The offset a message tells its originator's usual one by.

    `+0000` is what exports and servers print whoever writes: alone it is nobody's civil zone.
    """
    if item.instant is None or item.alternatives or item.originator == NO_PERSON:
        return None
    return item.offset or None


def usual_offsets(messages: Sequence[MessageKeys], people: People) -> dict[int, timedelta]:
    """The offset that each person prints most often; of several, the one printed first."""
    offsets: dict[int, Counter[timedelta]] = defaultdict(Counter)
    for item in messages:
        offset = printed_offset(item)
        if offset is not None:
            offsets[people.identity(item.originator)][offset] += 1
    return {who: counted.most_common(1)[0][0] for who, counted in offsets.items()}


def find_timeline(
    messages: Sequence[MessageKeys],
    people: People,
    same: Sequence[int],
    usual: Mapping[int, timedelta],
) -> Timeline:
    """The moment of each message, or of another print of it where only that has a zone."""
    exact: dict[int, datetime] = {}
    for item in messages:
        if item.instant is not None and not item.alternatives:
            exact.setdefault(same[item.number], item.instant)
    found = Timeline(array("q"), bytearray(len(messages)), bytearray(len(messages)))
    for place, item in enumerate(messages):
        moment = exact.get(same[item.number]) if exact else None
        if moment is not None:
            found.at.append(seconds(moment))
            found.known[place] = found.exact[place] = True
            continue
        local = item.local or _UNDATED
        offset = item.offset
        if offset is None and usual and item.originator != NO_PERSON:
            offset = usual.get(people.identity(item.originator))
        at = local - offset if offset is not None and item.local is not None else local
        found.at.append(seconds(at))
        found.known[place] = offset is not None
    return found
