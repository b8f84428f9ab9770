"""The moment of each message, from its date, its copies, and its originator's usual zone."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from mailrecon.model import Precision
from mailrecon.thread.identities.people import NO_PERSON
from mailrecon.thread.message_keys import MessageKeys

_EPOCH = datetime(1970, 1, 1)
_DAY = 24 * 3600
# Zones differ by quarters of an hour (in minutes), and by 26 hours at most: from -12:00 to +14:00.
QUARTER = 15
WIDEST = timedelta(hours=26)
# Before any printed date: the moment of a message without a date.
_UNDATED = datetime.min + timedelta(days=1)


class Timeline(Struct, frozen=True):
    """The moment of each message by number, in seconds since 1970.

    In UTC and `exact` if a zone is printed; in UTC and `known` if the originator's other messages
    show the zone; otherwise local time as if it were UTC.
    """

    at: array[int]
    known: bytearray
    exact: bytearray


def seconds(moment: datetime) -> int:
    """Whole seconds since 1970 of a naive datetime."""
    apart = moment - _EPOCH
    return apart.days * _DAY + apart.seconds


def printed_offset(item: MessageKeys) -> timedelta | None:
    """The printed offset, if it is evidence of the originator's own zone.

    `+0000` is not, because exports and servers print it for everybody.
    """
    if item.local is None or item.precision == Precision.DAY:
        return None
    if item.rare.alternatives or item.originator == NO_PERSON:
        return None
    return item.common.offset or None


def usual_offsets(
    messages: Sequence[MessageKeys], identity: Callable[[int], int]
) -> dict[int, timedelta]:
    """The offset that each person prints most often; of several, the first printed."""
    offsets: dict[int, Counter[timedelta]] = defaultdict(Counter)
    for item in messages:
        # Many messages have no zone, or +0000.
        if item.common.offset and (offset := printed_offset(item)) is not None:
            offsets[identity(item.originator)][offset] += 1
    return {who: counted.most_common(1)[0][0] for who, counted in offsets.items()}


def find_timeline(
    messages: Sequence[MessageKeys],
    identity: Callable[[int], int],
    representative: Sequence[int],
    usual: Mapping[int, timedelta],
) -> Timeline:
    """The moment of each message, from a copy with a zone if its own date has none."""
    exact: dict[int, datetime] = {}
    for item in messages:
        instant = item.instant
        if instant is not None and not item.rare.alternatives:
            exact.setdefault(representative[item.number], instant)
    found = Timeline(array("q"), bytearray(len(messages)), bytearray(len(messages)))
    for place, item in enumerate(messages):
        moment = exact.get(representative[item.number]) if exact else None
        if moment is not None:
            found.at.append(seconds(moment))
            found.known[place] = found.exact[place] = True
            continue
        local = item.local or _UNDATED
        offset = item.common.offset
        if offset is None and usual and item.originator != NO_PERSON:
            offset = usual.get(identity(item.originator))
        at = local - offset if offset is not None and item.local is not None else local
        found.at.append(seconds(at))
        found.known[place] = offset is not None
    return found
