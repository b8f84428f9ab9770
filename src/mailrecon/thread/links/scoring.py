"""Score how well one message fits as the parent of another, in points.

Points are whole hundredths. Evidence is a set of bits; its sentence is written only for candidates
that are kept. `WEIGHTS` has the points of each kind of evidence with the reason; docs/threads.md
prints the table.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import timedelta
from enum import IntEnum
from functools import lru_cache
from typing import Protocol

from msgspec import Struct

from mailrecon.model import Relation
from mailrecon.thread.identities.people import NO_PERSON
from mailrecon.thread.links.misread import is_misread
from mailrecon.thread.links.timeline import Timeline, seconds
from mailrecon.thread.message_keys import MessageKeys

# Points from which a candidate is linked,
ENOUGH = 60
# and from which it is recorded as a candidate that was not linked.
NOTED = 30
# The lead over the second candidate that makes the best one unambiguous.
MARGIN = 3
# The highest confidence of an inferred link, in hundredths, however strong its evidence.
CAP = 94


class LinkEvidence(IntEnum):
    """Evidence for or against a candidate: a bit each, in the order of a reason's sentence."""

    QUOTES = 1 << 0
    BELOW = 1 << 1
    ABOVE = 1 << 2
    SAME_SUBJECT = 1 << 3
    SUBJECT_BEGINS = 1 << 4
    TO_ORIGINATOR = 1 << 5
    FIRST_IN_TO = 1 << 6
    FROM_RECIPIENT = 1 << 7
    SAME_PEOPLE = 1 << 8
    SAME_LIST = 1 << 9
    TOGETHER = 1 << 10
    NEXT_ABOVE = 1 << 11
    ONLY_ONE = 1 << 12
    LATER = 1 << 13
    HISTORY = 1 << 14
    NEWEST_FIRST = 1 << 15
    ELSEWHERE = 1 << 16
    CLIENTS_PREFIX = 1 << 17
    OTHER_PREFIXES = 1 << 18
    NO_PREFIX = 1 << 19
    STRANGER = 1 << 20
    EARLIER = 1 << 21
    OWN = 1 << 22
    SUBJECT_MISREAD = 1 << 23


class Weight(Struct, frozen=True, gc=False):
    """The points of a kind of evidence, its words in a link's reason (`said`), and why it counts.

    `named` is the name in docs/threads.md of evidence that reasons do not mention; `printed` is
    what the table shows if points vary.
    """

    points: int
    said: str
    why: str
    named: str = ""
    printed: str = ""

    @property
    def row(self) -> str:
        """The row of the table in docs/threads.md."""
        said = self.said.replace("{share}", "n %") or self.named
        return f"| {said} | {self.printed or self.points} | {self.why} |"


# Without a quotation or a position that also support the link.
SUBJECT_ALONE = 40
_QUOTED_LEAST = 35
_QUOTED_MORE = 45
_HUNDRED = 100

WEIGHTS: Mapping[LinkEvidence, Weight] = {
    # Between 35 and 80: see `quoting`.
    LinkEvidence.QUOTES: Weight(
        0,
        "quotes {share} of its text found there",
        "by the share of the quotation that is found",
        printed=f"{_QUOTED_LEAST} to {_QUOTED_LEAST + _QUOTED_MORE}",
    ),
    LinkEvidence.BELOW: Weight(
        35,
        "next below in print",
        "clients print below what they answer; less in a pile, where neighbours seldom have one "
        "subject",
    ),
    LinkEvidence.ABOVE: Weight(
        35, "next above in print, and the oldest is first", "for messages without a subject"
    ),
    LinkEvidence.SAME_SUBJECT: Weight(
        25, "same subject", f"{SUBJECT_ALONE} if neither quotation nor place speaks for it"
    ),
    LinkEvidence.SUBJECT_BEGINS: Weight(15, "its subject begins with the other's", "a cut subject"),
    LinkEvidence.SUBJECT_MISREAD: Weight(
        20, "the same subject but for a few letters", "OCR reads each copy differently"
    ),
    LinkEvidence.TO_ORIGINATOR: Weight(
        20, "its originator among the recipients", "an answer goes to who asked"
    ),
    LinkEvidence.FIRST_IN_TO: Weight(
        8, "", "where a client puts whom it answers", "and first in To"
    ),
    LinkEvidence.FROM_RECIPIENT: Weight(
        20, "originator among its recipients", "who answers got it"
    ),
    LinkEvidence.SAME_PEOPLE: Weight(6, "same circle of people", "reply to all"),
    # `To: boats@lists.example`, an address that sends no messages: the person who answers reads the
    # list
    LinkEvidence.SAME_LIST: Weight(
        20,
        "to the same list",
        "an address that gets three mails or more in this document and writes none",
    ),
    LinkEvidence.TOGETHER: Weight(
        10, "same printed conversation", "mail pages print one conversation under one title"
    ),
    LinkEvidence.NEXT_ABOVE: Weight(5, "next above in print", "of equal ones the nearest"),
    # `Re: Sluice` right below the only `Sluice`, oldest first
    LinkEvidence.ONLY_ONE: Weight(
        20,
        "the only one of its subject before it",
        "`Re: Sluice` right below `Sluice`, oldest first",
    ),
    LinkEvidence.LATER: Weight(5, "later date", "10 for a message printed below"),
    LinkEvidence.HISTORY: Weight(25, "history as Lotus Notes appends it", "name and date above To"),
    LinkEvidence.NEWEST_FIRST: Weight(10, "newest first", "the document runs that way"),
    LinkEvidence.ELSEWHERE: Weight(0, "in another document", "a note only"),
    # `Re: Sluice` answers `Sluice`, `Re: Sluice`, `FW: Sluice`: a client puts its prefix in front,
    # or in the place of the outermost
    LinkEvidence.CLIENTS_PREFIX: Weight(
        5, "", "`Re: X` of `X`, `Re: X` or `FW: X`", "prefixes as a client makes them"
    ),
    LinkEvidence.OTHER_PREFIXES: Weight(
        -10, "", "`Re: Re: FW: X` of `X`", "prefixes as no client makes them"
    ),
    LinkEvidence.NO_PREFIX: Weight(
        -20, "", "clients put one in front of an answer", "a subject without a prefix"
    ),
    LinkEvidence.STRANGER: Weight(
        -10, "", "who answers mostly got it", "of an answer: originator not among its recipients"
    ),
    # `Re: Sluice` to a list by the person who asked, after another has answered: it answers the
    # answer
    LinkEvidence.OWN: Weight(
        -5,
        "",
        "on a list, who writes again mostly answers another",
        "originator its own, to the same list",
    ),
    LinkEvidence.EARLIER: Weight(-15, "", "clocks and zones err, but seldom", "earlier date"),
}

# Plain integers, since these are used for each candidate.
_POINTS = {evidence.value: weight.points for evidence, weight in WEIGHTS.items()}
_QUOTES, _BELOW = LinkEvidence.QUOTES.value, LinkEvidence.BELOW.value
_BY_PLACE_OR_TEXT = _QUOTES | _BELOW | LinkEvidence.ABOVE.value
_SAME_SUBJECT, _SUBJECT_BEGINS = LinkEvidence.SAME_SUBJECT.value, LinkEvidence.SUBJECT_BEGINS.value
_FORWARDS = ("forward",)
_SUBJECT_MISREAD = LinkEvidence.SUBJECT_MISREAD.value
_TO_ORIGINATOR, _FIRST_IN_TO = LinkEvidence.TO_ORIGINATOR.value, LinkEvidence.FIRST_IN_TO.value
_FROM_RECIPIENT, _SAME_PEOPLE = LinkEvidence.FROM_RECIPIENT.value, LinkEvidence.SAME_PEOPLE.value
_SAME_LIST, _STRANGER = LinkEvidence.SAME_LIST.value, LinkEvidence.STRANGER.value
_TOGETHER, _NO_PREFIX = LinkEvidence.TOGETHER.value, LinkEvidence.NO_PREFIX.value
_ELSEWHERE, _NEXT_ABOVE = LinkEvidence.ELSEWHERE.value, LinkEvidence.NEXT_ABOVE.value
_EARLIER, _LATER = LinkEvidence.EARLIER.value, LinkEvidence.LATER.value
_HISTORY, _OWN = LinkEvidence.HISTORY.value, LinkEvidence.OWN.value
_CLIENTS_PREFIX, _OTHER_PREFIXES = (
    LinkEvidence.CLIENTS_PREFIX.value,
    LinkEvidence.OTHER_PREFIXES.value,
)

# In seconds. Offsets are between -12 and 14 hours; two clocks without a zone seldom differ by half
# a day.
_ZONE_SLACK = 26 * 3600
_UNZONED_SLACK = 12 * 3600
_DAY = 24 * 3600
_GRAIN = {"second": 1, "minute": 60}
_UTC = timedelta(0)
# Messages whose traits are cached.
_MOST_AT_HAND = 8192


class Start(Struct, frozen=True):
    """The score of a candidate's position or quotation: points, evidence (bits), and the share of
    the quotation found in it, in hundredths.
    """

    points: int = 0
    evidence: int = 0
    share: int = 0


NOWHERE = Start()


def quoting(share: float) -> Start:
    """The score of a candidate that contains this share of a quotation."""
    points = round(_QUOTED_LEAST + _QUOTED_MORE * share)
    return Start(points, _QUOTES, round(share * _HUNDRED))


@lru_cache(maxsize=4096)
def reason_of(evidence: int, share: int) -> str:
    """The evidence in words; `share` (in hundredths) is for QUOTES."""
    said = [weight.said for one, weight in WEIGHTS.items() if evidence & one]
    return ", ".join(filter(None, said)).replace("{share}", f"{share}%")


@lru_cache(maxsize=8192)
def points_of(evidence: int) -> int:
    """The points of all evidence together."""
    return sum(points for one, points in _POINTS.items() if evidence & one)


class Scored(Struct, frozen=True, gc=False):
    """The score of a candidate: points, and evidence (bits)."""

    points: int
    evidence: int


class Parties(Protocol):
    """The people of a message by number; NO_PERSON is an unknown originator or first in To."""

    @property
    def originator(self) -> int:
        """The author."""

    @property
    def recipients(self) -> Collection[int]:
        """The people in To, Cc and Bcc, each once."""

    @property
    def everyone(self) -> frozenset[int]:
        """Author and recipients."""

    @property
    def first(self) -> int:
        """The first in To."""


class Traits(Struct, frozen=True, gc=False):
    """A message in plain values for scoring: people as numbers, times in seconds.

    `first` is the first person in To. `local` is None without a date. `at`, `known` and `exact` are
    from the `Timeline`. `zoned`: an offset is printed; `civil`: one other than +0000. `grain` is
    the precision of the date in seconds.
    """

    number: int
    document: int
    thread: int | None
    base: str
    prefixes: tuple[str, ...]
    titled: bool
    history: bool
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


class _IdentitiesOfHandles(dict[int, int]):
    """The identities of handles, each asked for once."""

    def __init__(self, identity: Callable[[int], int]) -> None:
        super().__init__({NO_PERSON: NO_PERSON})
        self._identity = identity

    def __missing__(self, handle: int) -> int:
        found = self[handle] = self._identity(handle)
        return found


class LinkScorer:
    """Scores candidates for parents.

    `timeline` has the moment of each message by number; `at_hand` caches the traits of the last
    messages.
    """

    def __init__(self, identity: Callable[[int], int], timeline: Timeline) -> None:
        self._identities = _IdentitiesOfHandles(identity)
        self.timeline = timeline
        self.at_hand: dict[int, Traits] = {}

    def relation(self, item: MessageKeys, candidate: MessageKeys, *, behind: bool) -> Relation:
        """The relation of a message to its parent; `behind` is True if the parent is printed below
        it.
        """
        forward = bool(item.prefixes) and item.prefixes[0] == "forward"
        # `FW: Sluice` to a person who had no part in it
        if forward:
            originator = self.traits(candidate).originator
            # `FW: Sluice` that is sent to the author of `Sluice` is a reply.
            if originator == NO_PERSON or originator not in self.traits(item).recipients:
                return Relation.FORWARD
        return item.relation if behind else Relation.REPLY

    def who(self, handle: int) -> int:
        """The identity of a handle."""
        return self._identities[handle]

    def gap(self, child: MessageKeys, parent: MessageKeys) -> int:
        """The seconds from one message to another; 0 if one has no date."""
        return gap(self.traits(child), self.traits(parent))

    def traits(self, item: MessageKeys) -> Traits:
        """The traits of a message; those of the last messages are cached."""
        found = self.at_hand.get(item.number)
        if found is None:
            if len(self.at_hand) >= _MOST_AT_HAND:
                self.at_hand.clear()
            found = self.at_hand[item.number] = self._read(item)
        return found

    def _read(self, item: MessageKeys) -> Traits:
        number, common, timeline = item.number, item.common, self.timeline
        offset, to, local = common.offset, item.to, item.local
        who = self._identities
        originator = who[item.originator]
        recipients = frozenset([who[handle] for handle in to + item.others])
        return Traits(
            number,
            item.document,
            item.rare.thread,
            item.base,
            common.prefixes,
            common.titled,
            common.history,
            originator,
            recipients,
            recipients | {originator},
            who[to[0]] if to else NO_PERSON,
            seconds(local) if local is not None else None,
            timeline.at[number],
            bool(timeline.known[number]),
            bool(timeline.exact[number]),
            offset is not None,
            offset is not None and offset != _UTC,
            _GRAIN.get(common.precision, _DAY),
        )


def gap(child: Traits, parent: Traits) -> int:
    """How many seconds after another a message was written; 0 if one has no date."""
    return 0 if child.local is None or parent.local is None else child.at - parent.at


def weigh(
    mine: Traits, other: Traits, start: Start = NOWHERE, lists: frozenset[int] = frozenset()
) -> Scored | None:
    """The score of `other` as the parent of `mine`; None if it cannot be.

    `start` is the score of its position; `lists` are the mailing lists of the document of both.
    """
    # `Sluice` is not an answer to `Re: Sluice`.
    if other.prefixes and not mine.prefixes and mine.titled and other.titled:
        return None
    if not _not_before(mine, other):
        return None
    by_subject = _weigh_subjects(mine, other, start)
    if by_subject is None:
        return None
    points, evidence = by_subject.points, by_subject.evidence
    # Most pairs have the same people, so only differences are examined.
    evidence |= weigh_people(mine, other, lists, forwards=mine.prefixes[:1] == _FORWARDS)
    # `Re: Sluice` with `Sluice` in another document, as productions print them
    if mine.document != other.document:
        evidence |= _ELSEWHERE
        together = False
    else:
        together = mine.thread is not None and mine.thread == other.thread
        # Oldest first: the message printed right above
        if other.number == mine.number - 1:
            evidence |= _NEXT_ABOVE
    # Gmail prints a conversation under one title: `Sluice` / `3 messages`
    if together:
        evidence |= _TOGETHER
    # `Sluice` of the next day, although it lacks `Re:`
    elif mine.titled and not mine.prefixes:
        evidence |= _NO_PREFIX
    below = start.evidence & _BELOW
    if mine.known == other.known and mine.local is not None and other.local is not None:
        # `9:12 AM`, and its parent `9:40 AM`: clocks and zones may be wrong.
        if mine.at < other.at:
            evidence |= _EARLIER
        # `Sluice`, and `Re: Sluice` an hour later
        elif mine.at > other.at:
            evidence |= _LATER
            points += _POINTS[_LATER] if below else 0
    # Lotus Notes: `Ann Poe` / `05/04/2020 09:12 AM` / `To: Ben Ost`
    if below and other.history:
        evidence |= _HISTORY
    return Scored(points + points_of(evidence & ~start.evidence), evidence)


def wrote_to_one_another(one: Parties, other: Parties) -> bool:
    """Whether one's originator is among the other's people, or someone is unknown."""
    # `From: [redacted]` may be anybody.
    if NO_PERSON in (one.originator, other.originator):
        return True
    if not one.recipients or not other.recipients:
        return True
    own, originator = one.originator, other.originator
    return own == originator or own in other.recipients or originator in one.recipients


def _weigh_subjects(mine: Traits, other: Traits, start: Start) -> Scored | None:
    """The evidence of the subjects, and points beyond those of the evidence."""
    points, evidence = start.points, start.evidence
    # `Re: Sluice`, `FW: Sluice` and `Sluice`
    if mine.base and mine.base == other.base:
        if not evidence & _BY_PLACE_OR_TEXT:
            points += SUBJECT_ALONE - _POINTS[_SAME_SUBJECT]
        return Scored(
            points, evidence | _SAME_SUBJECT | _prefixes_fit(mine.prefixes, other.prefixes)
        )
    if not points:
        return None
    # `Re: The sluice at Quay` above `The sluice`, cut by OCR or a mail program.
    if evidence & _BELOW and mine.base and other.base and not other.history:
        if mine.base.startswith(other.base):
            evidence |= _SUBJECT_BEGINS
        # `FW: Taliban talks` above `Tallban talks`
        elif mine.prefixes and is_misread(mine.base, other.base):
            evidence |= _SUBJECT_MISREAD
        else:
            return None
    return Scored(points, evidence)


def weigh_people(mine: Parties, other: Parties, lists: frozenset[int], *, forwards: bool) -> int:
    """The evidence (bits) of the people of two messages. `forwards`: `mine` is a forward."""
    evidence = 0
    own, originator, theirs = mine.originator, other.originator, other.recipients
    # `To: Ann Poe`, and Ann Poe wrote the other
    if originator != NO_PERSON and originator in mine.recipients:
        evidence = _TO_ORIGINATOR
        if mine.first == originator:
            evidence |= _FIRST_IN_TO
    # `From: Ben Ost`, and the other went to Ben Ost
    if own != NO_PERSON and own in theirs:
        evidence |= _FROM_RECIPIENT
    # `To: boats@lists.example` in both
    elif lists and lists.intersection(theirs, mine.recipients):
        evidence |= _SAME_LIST | (_OWN if own == originator != NO_PERSON else 0)
    # A person who forwards a message may have received it through a list in the header.
    elif own != NO_PERSON and theirs and own != originator and not forwards:
        evidence |= _STRANGER
    # `Ann Poe`, `Ben Ost` and `Cay Dun` in both: reply to all
    if len(theirs) > 1 and mine.everyone == other.everyone:
        evidence |= _SAME_PEOPLE
    return evidence


@lru_cache(maxsize=4096)
def _prefixes_fit(child: tuple[str, ...], parent: tuple[str, ...]) -> int:
    """The evidence of prefixes: programs add one in front, or replace the outermost (Outlook)."""
    if not child:
        return 0
    rest = child[1:]
    # `Re: Sluice` of `Sluice`, `Re: Re: Sluice` of `Re: Sluice`; `Re: Sluice` of `Re: Sluice`
    if rest == parent or (child == parent and child[0] == "reply"):
        return _CLIENTS_PREFIX
    # `Re: Sluice` of `FW: Sluice`
    if parent and rest == parent[1:] and child != parent:
        return _CLIENTS_PREFIX
    return 0 if child == parent else _OTHER_PREFIXES


def _not_before(child: Traits, parent: Traits) -> bool:
    """Whether the clocks allow the order, given that either may lack a zone."""
    if child.local is None or parent.local is None:
        return True
    # `9:12 AM -0400` and `1:40 PM +0000`: both moments are known.
    if child.exact and parent.exact:
        return child.at + child.grain > parent.at
    late = parent.local - child.local
    if late <= 0:
        return True
    slack = _UNZONED_SLACK if child.known == parent.known else _ZONE_SLACK
    if child.zoned or parent.zoned:
        slack = _ZONE_SLACK
        # A person who prints +0200 in one mail has that zone in the next; +0000 is printed by
        # servers.
        civil = child.civil or parent.civil
        if civil and child.originator != NO_PERSON and child.originator == parent.originator:
            slack = 0
    # `May 4, 2020` and `May 5, 2020 9:12 AM`
    if _DAY in (child.grain, parent.grain):
        slack += _DAY
    return late <= slack


def together(one: MessageKeys, other: MessageKeys) -> bool:
    """Whether both are in one printed conversation."""
    return one.thread is not None and (one.thread, one.document) == (other.thread, other.document)


def may_descend(child: MessageKeys, parent: MessageKeys) -> bool:
    """Whether the prefixes allow it: a message without one does not answer one with a prefix."""
    if not child.titled or not parent.titled:
        return True
    return bool(child.prefixes) or not parent.prefixes
