"""Which header fields of two messages agree, and whether any contradict each other."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct

from mailrecon.model import Introduction, Precision
from mailrecon.thread.copies.fingerprints import containment
from mailrecon.thread.copies.numbered import are_numbered
from mailrecon.thread.identities.people import NO_PERSON, People
from mailrecon.thread.links.timeline import QUARTER, WIDEST
from mailrecon.thread.message_keys import MessageKeys

# The largest difference of two clocks at one moment: offsets are between -14 and 14 hours, and one
# clock may lack its seconds.
FARTHEST = timedelta(hours=28, minutes=1)


class Agreement(Struct, frozen=True):
    """Which header fields of two messages agree.

    None: one of the messages lacks the field. Messages whose fields contradict each other never get
    an `Agreement`.
    """

    date: bool | None
    exact: bool
    originator: bool | None
    subject: bool | None


def headers_agree(one: MessageKeys, other: MessageKeys, people: People) -> Agreement | None:
    """Compare two headers; None if they contradict each other, so that the texts do not matter."""
    # `4 May` and `9 May`; or a reply and the message that it quotes.
    if _far_apart(one, other) or _quotes_directly(one, other):
        return None
    named = one.printed and other.printed
    # Both print a Message-ID, and not the same one.
    if named and one.short_id != other.short_id:
        return None
    # `Ticket 4711` and `Ticket 4712` in the same minute. The commonest difference is tested first.
    if one.titled and other.titled and are_numbered(one.base, other.base):
        return None
    date = _dates_agree(one, other)
    # `9:12` and `9:13`
    if date is False:
        return None
    originator = _people_agree(one, other, people)
    # `Ann Poe` and `Ben Ost`
    if originator is False:
        return None
    subject = _subjects_agree(one, other)
    # `Tides` and `Locks`
    if subject is False:
        return None
    exact = date is True and not _shifted(one, other)
    if named:
        return Agreement(date, exact, originator, subject)
    # `Re: Tides` and `FW: Tides`, unless date and time are the same
    if one.prefixes[:1] != other.prefixes[:1] and one.titled and other.titled and not exact:
        return None
    # `Re: Tides` and `Re: Re: Tides`, without evidence that one person wrote both
    if one.titled and other.titled and one.prefixes != other.prefixes and not originator:
        return None
    return Agreement(date, exact, originator, subject)


def are_apart(one: MessageKeys, other: MessageKeys) -> bool:
    """Whether the dates and places of two headers contradict each other, without their people.

    `headers_agree` is None for them. If the result is False, it may be.
    """
    return (
        _far_apart(one, other) or _quotes_directly(one, other) or _dates_agree(one, other) is False
    )


def _quotes_directly(one: MessageKeys, other: MessageKeys) -> bool:
    """Whether one message quotes the other, so that they are two messages."""
    upper, lower = (one, other) if one.number < other.number else (other, one)
    return lower.enclosing == upper.number and (
        lower.introduction is not Introduction.HEADER_ONLY or lower.quote_depth > upper.quote_depth
    )


def _far_apart(one: MessageKeys, other: MessageKeys) -> bool:
    """Whether no two zones can make the clocks of two messages agree. Most pairs fail here."""
    if (
        one.local is None
        or other.local is None
        or Precision.DAY in (one.precision, other.precision)
    ):
        return False
    return abs(one.local - other.local) > FARTHEST


def _dates_agree(one: MessageKeys, other: MessageKeys) -> bool | None:
    """True, False, or None if a date is missing."""
    if one.local is None or other.local is None:
        return None
    if Precision.DAY in (one.precision, other.precision):
        return one.local.date() == other.local.date()
    first, second = one.local, other.local
    # `10:12 +0200` and `08:12 +0000`
    if one.instant is not None and other.instant is not None:
        first, second = one.instant, other.instant
    if one.precision == Precision.MINUTE or other.precision == Precision.MINUTE:
        first, second = _minute(first), _minute(second)
    if first == second:
        return True
    if one.instant is not None and other.instant is not None:
        return bool(one.alternatives or other.alternatives) and _shifted(one, other)
    return _shifted(one, other)


def _shifted(one: MessageKeys, other: MessageKeys) -> bool:
    """Whether the clocks differ by a possible difference of zones: clients print their own zone."""
    if one.local is None or other.local is None:
        return False
    # A day without a time fits any clock of that day.
    if Precision.DAY in (one.precision, other.precision):
        return True
    first, second = one.local, other.local
    if one.precision == Precision.MINUTE or other.precision == Precision.MINUTE:
        first, second = _minute(first), _minute(second)
    # Zones differ by quarters of an hour: `9:12` and `14:57` may be one moment, `9:13` is not.
    if first.minute % QUARTER != second.minute % QUARTER or first.second != second.second:
        return False
    # `10:12 +0200` and `08:12 +0000` are one moment: the clocks are not shifted.
    if one.instant is not None and one.instant == other.instant:
        return False
    return first != second and abs(first - second) <= WIDEST


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0) if moment.second else moment


def _people_agree(one: MessageKeys, other: MessageKeys, people: People) -> bool | None:
    # `From: [redacted]` in one copy
    if NO_PERSON in (one.originator, other.originator):
        return None
    return people.identity(one.originator) == people.identity(other.originator) or (
        None if people.may_be_same(one.originator, other.originator) else False
    )


def _subjects_agree(one: MessageKeys, other: MessageKeys) -> bool | None:
    if not one.titled or not other.titled:
        return None
    if one.base == other.base:
        return True
    if are_numbered(one.base, other.base):
        return False
    # A misread subject shares most letters with the right one; a cut one is its beginning.
    if not one.base or not other.base:
        return None
    return None if containment(one.base, other.base) >= 0.4 else False
