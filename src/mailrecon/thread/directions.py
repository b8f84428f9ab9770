"""The direction of a document: oldest message first, or newest first.

A chain of replies is newest first; a set of exhibits or a printed conversation is mostly oldest
first. Neighbours with one subject form a run, whose dates and prefixes show its direction;
otherwise the rest of the document decides. In a run that is oldest first, no message answers one
below it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from enum import IntEnum

from msgspec import Struct

from mailrecon.model import Introduction, Precision
from mailrecon.thread.identities.people import NO_PERSON
from mailrecon.thread.message_keys import MessageKeys

# If only one of two dates has a zone, their order is certain beyond this difference: offsets are
# between -12 and 14 hours (tz database).
ANY_ZONE = timedelta(hours=26)
# The share of votes that must agree.
_MOST = 0.75
_NONE = timedelta(0)
# An export prints its own date in UTC, and quotes a local one that is up to 14 hours ahead.
_AHEAD = timedelta(hours=14)
_ONE_ZONE = timedelta(hours=2)
_WORDS = (Introduction.FORWARD, Introduction.ORIGINAL, Introduction.ATTRIBUTION)


class Direction(IntEnum):
    """The order in which a run of messages is printed."""

    OLDEST_FIRST = 1
    UNKNOWN = 0
    NEWEST_FIRST = -1


class Directions(Struct, frozen=True):
    """For each message number: the number of the first message of its run, and the direction."""

    runs: Sequence[int]
    found: Sequence[Direction]


class _Votes(Struct):
    """Pairs of neighbours that are oldest first, and that are newest first."""

    oldest: int = 0
    newest: int = 0
    # The sum of weak votes, from dates of two clocks as printed; it counts only without other
    # votes.
    weak: int = 0

    def add(self, vote: int) -> None:
        self.oldest += vote > 0
        self.newest += vote < 0

    def direction(self) -> Direction:
        """The direction, if enough votes agree."""
        cast = self.oldest + self.newest
        if not cast and self.weak:
            return Direction.OLDEST_FIRST if self.weak > 0 else Direction.NEWEST_FIRST
        # Three of four neighbours must agree.
        if not cast or max(self.oldest, self.newest) < _MOST * cast:
            return Direction.UNKNOWN
        return Direction.OLDEST_FIRST if self.oldest > self.newest else Direction.NEWEST_FIRST


def find_directions(messages: Sequence[MessageKeys]) -> Directions:
    """Find the runs of all documents and their directions."""
    runs: list[int] = []
    of_run: dict[int, _Votes] = defaultdict(_Votes)
    of_document: dict[int, _Votes] = defaultdict(_Votes)
    headless = without_header(messages)
    base = ""
    # The last message of the run whose date has a zone, and the last whose date has none.
    last: dict[bool, MessageKeys] = {}
    # The last message of the run by each originator.
    own: dict[int, MessageKeys] = {}
    before: MessageKeys | None = None
    for place, item in enumerate(messages):
        upper, before = before, item
        # `Tides` below `Locks` begins a run.
        if upper is None or upper.document != item.document or not _goes_on(upper, item, base):
            runs.append(place)
            base = item.base
            last = {item.offset is not None: item}
            own = {item.originator: item}
            continue
        runs.append(runs[-1])
        base = item.base or base
        vote = _vote(upper, item, headless=bool(headless[place]))
        if not vote and are_of_two_clocks(upper, item):
            alike = last.get(item.offset is not None)
            vote = clock_order(alike, item) if alike is not None else 0
            of_run[runs[-1]].weak += _printed_order(upper, item)
        vote = vote or _later_by_own_clock(own.get(item.originator), upper, item)
        last[item.offset is not None] = own[item.originator] = item
        of_run[runs[-1]].add(vote)
        of_document[item.document].add(vote)
    rest = {document: votes.direction() for document, votes in of_document.items()}
    decided = {run: votes.direction() for run, votes in of_run.items()}
    found = [
        decided.get(run, Direction.UNKNOWN) or rest.get(item.document, Direction.UNKNOWN)
        for run, item in zip(runs, messages, strict=True)
    ]
    return Directions(runs, found)


def _goes_on(upper: MessageKeys, lower: MessageKeys, base: str) -> bool:
    """Whether a message continues the run of the one right above it, of subject `base`."""
    if upper.document != lower.document:
        return False
    # Another footnote of an article, or another printed conversation
    if upper.rare is not lower.rare and (
        upper.footnote != lower.footnote
        or (lower.thread is not None and lower.thread != upper.thread)
    ):
        return False
    if lower.introduction in _WORDS or lower.quote_depth > upper.quote_depth:
        return True
    return not base or not lower.base or base == lower.base


def without_header(messages: Sequence[MessageKeys]) -> bytearray:
    """For each message, 1 if it and all above it in its text have only attribution lines."""
    found = bytearray(len(messages))
    for place, item in enumerate(messages):
        common = item.common
        if common.introduction is Introduction.ATTRIBUTION and not common.quote_depth:
            above = item.enclosing
            found[place] = above is None or found[above]
    return found


def _vote(upper: MessageKeys, lower: MessageKeys, *, headless: bool) -> int:
    """1 if two neighbours are oldest first, -1 if newest first, 0 if it is not known.

    `headless`: both have only attribution lines, so neither is known to quote the other.
    """
    # Newest first: `-----Original Message-----`, `On 3 March Ada wrote:`, `> From: Ada` below a
    # reply.
    if lower.quote_depth > upper.quote_depth:
        return -1
    if lower.introduction in _WORDS:
        if follows(upper, lower):
            return 1
        # `On 4 May Ann wrote:` and `On 4 May Ben wrote:`, neither below a header
        if headless and lower.local is not None and clock_order(upper, lower) >= 0:
            return 0
        # `On 4 May, 9:12 Ann wrote:` above `On 4 May, 11:40 Ben wrote:` may be from two clocks.
        return 0 if clock_order(upper, lower) > 0 else -1
    by_clock, by_prefix = clock_order(upper, lower), _prefix_order(upper, lower)
    return by_clock or by_prefix if by_clock * by_prefix >= 0 else 0


def _later_by_own_clock(own: MessageKeys | None, upper: MessageKeys, item: MessageKeys) -> int:
    """1 if an attribution follows an earlier message of the same originator, by the same clock.

    `On 4 May at 9:12 Ann wrote:`, `On 4 May at 9:40 Ben wrote:`, `On 4 May at 10:05 Ann wrote:`: in
    a chain of quotations Ann's later message would come first.
    """
    if own is None or item.originator == NO_PERSON or item.introduction not in _WORDS:
        return 0
    if len({own.quote_depth, upper.quote_depth, item.quote_depth}) > 1:
        return 0
    return int(clock_order(own, item) > 0 and clock_order(upper, item) > 0)


def are_of_two_clocks(upper: MessageKeys, lower: MessageKeys) -> bool:
    """Whether only one of two dates has a zone, and neither message has a subject.

    `Ann Poe to Ben Ost - 9:12 AM` above `Ben Ost to Ann Poe - 10:15 AM CEST`.
    """
    if upper.local is None or lower.local is None or upper.base or lower.base:
        return False
    # `Message-ID: <…>` above a header of Notes without one: a mail, and what it quotes
    if upper.printed and not lower.printed:
        return False
    is_mixed = (upper.offset is None) is not (lower.offset is None)
    return is_mixed and lower.introduction not in _WORDS and clock_order(upper, lower) == 0


def _printed_order(upper: MessageKeys, lower: MessageKeys) -> int:
    """The order of two dates as printed, as if both clocks were in one zone.

    0 if they differ by more than two hours, or if one is in UTC, which is usually not a person's
    own zone.
    """
    if upper.local is None or lower.local is None or _NONE in (upper.offset, lower.offset):
        return 0
    gap = lower.local - upper.local
    return (gap > _NONE) - (gap < _NONE) if abs(gap) <= _ONE_ZONE else 0


def follows(upper: MessageKeys, lower: MessageKeys) -> bool:
    """Whether dates show that the lower of two messages was written later.

    `On 4 May at 9:12 Ann wrote:` above `On 5 May at 10:01 Ben wrote:`: a printed conversation, the
    oldest first. A difference of hours also needs the prefix as evidence, because the upper date
    may be in UTC: `Tides` above `-----Original Message-----` and `RE: Tides`.
    """
    # `3/4/2021`: April 3rd or March 4th
    if upper.alternatives or lower.alternatives or clock_order(upper, lower) <= 0:
        return False
    by_prefix = _prefix_order(upper, lower)
    # `RE: Tides` above `Tides` of a later day: date and prefix contradict each other, so no order
    # is certain.
    if by_prefix < 0 or upper.local is None or lower.local is None:
        return False
    certain = upper.instant is not None and lower.instant is not None
    return certain or lower.local - upper.local > _AHEAD or by_prefix > 0


def _prefix_order(upper: MessageKeys, lower: MessageKeys) -> int:
    """1 for `Sluice` above `Re: Sluice`, which is oldest first; -1 for the reverse; else 0."""
    if not upper.base or upper.base != lower.base:
        return 0
    return bool(lower.prefixes) - bool(upper.prefixes)


def clock_order(one: MessageKeys, other: MessageKeys) -> int:
    """1 if `one` was certainly written first, -1 if the other was, 0 if it is not certain.

    Two dates without a zone are compared as printed: mostly one person printed both.
    """
    if one.local is None or other.local is None:
        return 0
    if Precision.DAY in (one.precision, other.precision):
        days = (other.local.date() - one.local.date()).days
        return (days > 0) - (days < 0)
    first, second, slack = one.local, other.local, _NONE
    if one.instant is not None and other.instant is not None:
        first, second = one.instant, other.instant
    elif one.offset is not None or other.offset is not None:
        slack = ANY_ZONE
    return (second - first > slack) - (second - first < -slack)
