"""How much speaks for one message being the answer to another, in points.

Points are hundredths, whole numbers; what speaks for a candidate is a set of flags, and its
sentence is written only for the few candidates that are kept. The weights stand in `WEIGHTS`, and
in `docs/threads.md`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from msgspec import Struct

from mailrecon.model import Relation
from mailrecon.thread.message_keys import MessageKeys
from mailrecon.thread.people import NO_PERSON, People

# Flags, one a reason; their order is that of the sentence.
(
    QUOTES,
    BELOW,
    ABOVE,
    SAME_SUBJECT,
    SUBJECT_BEGINS,
    TO_ORIGINATOR,
    FIRST_IN_TO,
    FROM_RECIPIENT,
    SAME_CIRCLE,
    SAME_LIST,
    TOGETHER,
    NEXT_ABOVE,
    ONLY_ONE,
    LATER,
    HISTORY,
    AS_IT_RUNS,
    ELSEWHERE,
    CLIENTS_PREFIX,
    OTHER_PREFIXES,
    NO_PREFIX,
    STRANGER,
    EARLIER,
) = (1 << place for place in range(22))


class Weight(NamedTuple):
    """What a reason counts, in points, and how it is put (empty: it is not)."""

    points: int
    said: str


WEIGHTS: Mapping[int, Weight] = {
    # Between 35 and 80, by the share of the quotation that is found; see `quoting`.
    QUOTES: Weight(0, "quotes {share} of its text found there"),
    # Less where neighbours in the document seldom have one subject.
    BELOW: Weight(35, "next below in print"),
    ABOVE: Weight(35, "next above in print, and the oldest is first"),
    # 40 where nothing of its place or text speaks for it; see `score`.
    SAME_SUBJECT: Weight(25, "same subject"),
    SUBJECT_BEGINS: Weight(15, "its subject begins with the other's"),
    TO_ORIGINATOR: Weight(20, "its originator among the recipients"),
    FIRST_IN_TO: Weight(8, ""),
    FROM_RECIPIENT: Weight(20, "originator among its recipients"),
    SAME_CIRCLE: Weight(6, "same circle of people"),
    # `To: boats@lists.example`, where no message comes from: who answers reads it
    SAME_LIST: Weight(20, "to the same list"),
    TOGETHER: Weight(10, "same printed conversation"),
    NEXT_ABOVE: Weight(5, "next above in print"),
    # `Re: Sluice` right below the only `Sluice`, oldest first
    ONLY_ONE: Weight(20, "the only one of its subject before it"),
    LATER: Weight(5, "later date"),
    HISTORY: Weight(25, "history as Lotus Notes appends it"),
    AS_IT_RUNS: Weight(10, "newest first"),
    ELSEWHERE: Weight(0, "in another document"),
    # `Re: Sluice` answers `Sluice`, `Re: Sluice`, `FW: Sluice`: a client puts its prefix in front,
    # or in the place of the outermost
    CLIENTS_PREFIX: Weight(5, ""),
    OTHER_PREFIXES: Weight(-10, ""),
    NO_PREFIX: Weight(-20, ""),
    STRANGER: Weight(-10, ""),
    EARLIER: Weight(-15, ""),
}
_POINTS = {flag: weight.points for flag, weight in WEIGHTS.items()}
_ALONE = 40
_QUOTED_LEAST = 35
_QUOTED_MORE = 45
_HUNDRED = 100

# Seconds. Offsets lie between -12 and 14 hours; two clocks without a zone seldom are half a day
# apart.
_ZONE_SLACK = 26 * 3600
_UNZONED_SLACK = 12 * 3600
_DAY = 24 * 3600
_GRAIN = {"second": 1, "minute": 60}
_EPOCH = datetime(1970, 1, 1)
_VIEWS = 2048
_UTC = timedelta(0)


class Timeline(Struct, frozen=True):
    """Where each message stands in time: `exact` where a zone is printed, `known` where the
    originator's other messages tell it, else the local time as if it were UTC."""

    at: list[datetime]
    known: bytearray
    exact: bytearray


class Start(Struct, frozen=True):
    """What its place in print speaks for a candidate: points, flags, and the share of a
    quotation that is found in it, in hundredths."""

    points: int = 0
    flags: int = 0
    share: int = 0


NOWHERE = Start()


def quoting(share: float) -> Start:
    """What a quotation speaks for the message that holds this share of it."""
    points = round(_QUOTED_LEAST + _QUOTED_MORE * share)
    return Start(points, QUOTES, round(share * _HUNDRED))


class Weighed(NamedTuple):
    """What speaks for a candidate: points, and why."""

    points: int
    flags: int
    share: int

    @property
    def score(self) -> float:
        """0 to 1, or more."""
        return self.points / _HUNDRED

    @property
    def reason(self) -> str:
        """Why, in words."""
        said = [weight.said for flag, weight in WEIGHTS.items() if self.flags & flag]
        return ", ".join(filter(None, said)).replace("{share}", f"{self.share}%")


class _View(NamedTuple):
    """A message as the scales see it: people, times in seconds and prefixes as plain values."""

    originator: int
    recipients: frozenset[int]
    everyone: frozenset[int]
    first: int
    local: int | None
    at: int
    known: bool
    exact: bool
    zoned: bool
    civil: bool
    grain: int
    prefixes: tuple[str, ...]


class LinkScorer:
    """Weighs what speaks for one message being the answer to another.

    `moments` tells by number where each stands in time.
    """

    def __init__(self, people: People, moments: Timeline) -> None:
        self.people = people
        self.moments = moments
        self._views: dict[int, _View] = {}

    def relation(self, item: MessageKeys, candidate: MessageKeys, *, behind: bool) -> Relation:
        """How a message is related to what it answers, which stands `behind` it in print or not."""
        forward = bool(item.prefixes) and item.prefixes[0] == "forward"
        if forward and not self._answers(item, candidate):
            return Relation.FORWARD
        return item.relation if behind else Relation.REPLY

    def _answers(self, item: MessageKeys, candidate: MessageKeys) -> bool:
        """Whether a message goes to the originator of another."""
        originator = self._who(candidate.originator)
        return originator != NO_PERSON and originator in map(self._who, item.recipients)

    def _who(self, handle: int) -> int:
        return NO_PERSON if handle == NO_PERSON else self.people.identity(handle)

    def weigh(
        self,
        item: MessageKeys,
        candidate: MessageKeys,
        start: Start = NOWHERE,
        lists: frozenset[int] = frozenset(),
    ) -> Weighed | None:
        """What speaks for a candidate; `start` is what its place does, `lists` are those who only
        get mail in the document of both. None for one that cannot be what `item` answers."""
        if not may_descend(item, candidate):
            return None
        mine, other = self._view(item), self._view(candidate)
        if not _not_before(mine, other):
            return None
        points, flags = start.points, start.flags
        below = bool(flags & BELOW)
        if item.base and item.base == candidate.base:
            flags |= SAME_SUBJECT | _prefixes_fit(mine.prefixes, other.prefixes)
            points += 0 if flags & (QUOTES | BELOW | ABOVE) else _ALONE - _POINTS[SAME_SUBJECT]
        elif not points:
            return None
        elif below and item.base and candidate.base and not candidate.history:
            if not item.base.startswith(candidate.base):
                return None
            flags |= SUBJECT_BEGINS
        flags |= _weigh_people(mine, other, lists)
        if together(item, candidate):
            flags |= TOGETHER
        elif item.titled and not item.prefixes:
            flags |= NO_PREFIX
        elsewhere = item.document != candidate.document
        if elsewhere:
            flags |= ELSEWHERE
        elif candidate.number == item.number - 1:
            flags |= NEXT_ABOVE
        if mine.local is not None and other.local is not None and mine.known == other.known:
            if mine.at < other.at:
                flags |= EARLIER
            elif mine.at > other.at:
                flags |= LATER
                points += _POINTS[LATER] if below else 0
        if below and candidate.history:
            flags |= HISTORY
        return Weighed(points + _sum(flags & ~start.flags), flags, start.share)

    def gap(self, child: MessageKeys, parent: MessageKeys) -> int:
        """How many seconds after another a message was written; 0 where one has no date."""
        if child.local is None or parent.local is None:
            return 0
        return self._view(child).at - self._view(parent).at

    def _view(self, item: MessageKeys) -> _View:
        """The message in plain values; those of the last few are at hand."""
        found = self._views.get(item.number)
        if found is None:
            if len(self._views) >= _VIEWS:
                self._views.clear()
            found = self._views[item.number] = self._look_at(item)
        return found

    def _look_at(self, item: MessageKeys) -> _View:
        originator = self._who(item.originator)
        recipients = frozenset(map(self._who, item.recipients))
        moments = self.moments
        return _View(
            originator,
            recipients,
            recipients | {originator},
            self._who(item.to[0]) if item.to else NO_PERSON,
            _seconds(item.local) if item.local is not None else None,
            _seconds(moments.at[item.number]),
            bool(moments.known[item.number]),
            bool(moments.exact[item.number]),
            item.offset is not None,
            item.offset is not None and item.offset != _UTC,
            _GRAIN.get(item.precision, _DAY),
            item.prefixes,
        )


def _seconds(moment: datetime) -> int:
    apart = moment - _EPOCH
    return apart.days * _DAY + apart.seconds


@lru_cache(maxsize=8192)
def _sum(flags: int) -> int:
    """The points of all flags together."""
    points = 0
    for flag, weight in _POINTS.items():
        if flags & flag:
            points += weight
    return points


def _weigh_people(mine: _View, other: _View, lists: frozenset[int]) -> int:
    flags = 0
    own, originator, theirs = mine.originator, other.originator, other.recipients
    if originator != NO_PERSON and originator in mine.recipients:
        flags |= TO_ORIGINATOR
        if mine.first == originator:
            flags |= FIRST_IN_TO
    if own != NO_PERSON and own in theirs:
        flags |= FROM_RECIPIENT
    elif lists and not lists.isdisjoint(theirs & mine.recipients):
        flags |= SAME_LIST
    elif own != NO_PERSON and theirs and own != originator:
        flags |= STRANGER
    if len(theirs) > 1 and mine.everyone == other.everyone:
        flags |= SAME_CIRCLE
    return flags


def _prefixes_fit(child: tuple[str, ...], parent: tuple[str, ...]) -> int:
    """A client puts one prefix in front, or in the place of the outermost (Outlook)."""
    if not child:
        return 0
    rest = child[1:]
    if rest == parent or (child == parent and child[0] == "reply"):
        return CLIENTS_PREFIX
    if parent and rest == parent[1:] and child != parent:
        return CLIENTS_PREFIX
    return 0 if child == parent else OTHER_PREFIXES


def _not_before(child: _View, parent: _View) -> bool:
    """Whether the clocks allow it, given that a zone may be missing on either side."""
    if child.local is None or parent.local is None:
        return True
    if child.exact and parent.exact:
        return child.at + child.grain > parent.at
    slack = _UNZONED_SLACK if child.known == parent.known else _ZONE_SLACK
    if child.zoned or parent.zoned:
        slack = _ZONE_SLACK
        # One who prints +0200 in one mail is there in the next; +0000 is what servers print.
        civil = child.civil or parent.civil
        if civil and child.originator != NO_PERSON and child.originator == parent.originator:
            slack = 0
    if _DAY in (child.grain, parent.grain):
        slack += _DAY
    return child.local - parent.local >= -slack


def together(one: MessageKeys, other: MessageKeys) -> bool:
    """Whether both stand in one printed conversation."""
    return one.thread is not None and (one.thread, one.document) == (other.thread, other.document)


def may_descend(child: MessageKeys, parent: MessageKeys) -> bool:
    """A message without a prefix answers none that has one."""
    if not child.titled or not parent.titled:
        return True
    return bool(child.prefixes) or not parent.prefixes


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


def find_moments(
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
    found = Timeline([], bytearray(len(messages)), bytearray(len(messages)))
    for place, item in enumerate(messages):
        moment = exact.get(same[item.number])
        if moment is not None:
            found.at.append(moment)
            found.known[place] = found.exact[place] = True
            continue
        local = item.local or datetime.min + timedelta(days=1)
        offset = item.offset
        if offset is None and item.originator != NO_PERSON:
            offset = usual.get(people.identity(item.originator))
        at = local - offset if offset is not None and item.local is not None else local
        found.at.append(at)
        found.known[place] = offset is not None
    return found
