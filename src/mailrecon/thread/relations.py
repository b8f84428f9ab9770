"""Which message answers or forwards which, why, and how surely.

Order of evidence: printed Message-IDs; separators, attribution lines and quote marks; quoted text;
then subject, people and order in print. A clock alone never links, and never unlinks unless both
zones are known. A candidate that is too weak is kept as such and not used.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from sys import intern
from typing import NamedTuple

from mailrecon.model import Introduction, Relation
from mailrecon.thread.keys import Keys
from mailrecon.thread.people import NOBODY, People

ENOUGH = 0.6
_NEXT_IN_PRINT = 12
# A shingle that more texts than this hold tells nothing.
MOST_HOLDERS = 12
# Of a quotation, so many shingles and so large a share of them must be found in a text.
LEAST_SHARED = 2
LEAST_SHARE = 0.25
# Under its subject a message may answer so many before it, or so much behind it.
SAME_SUBJECT_BEFORE = 24
SAME_SUBJECT_BEHIND = timedelta(hours=12)
_ZONE_SLACK = timedelta(hours=26)
_UNZONED_SLACK = timedelta(hours=12)
NOTED = 0.3
_TRIED = 4
_CIRCLES = 2048
_NONE = -1
MARGIN = 0.03
_MUCH_NEARER = 1.5
_CAP = 0.95
_PRECISION = {"second": timedelta(seconds=1), "minute": timedelta(minutes=1)}
_DAY = timedelta(days=1)
_NO_TIME = timedelta(0)

# For a message, the numbers of others whose text it quotes, with the share of it they hold.
Quotations = Callable[[int], Mapping[int, float]]


@dataclass(frozen=True, slots=True)
class Link:
    """That message `child` answers or forwards `parent` (both numbers), why, and how surely.

    `sure` tells that print itself shows it: an identifier, a separator, a quotation, the order of
    a printed conversation; other links are conclusions from subject, people and time. `outside` is
    the Message-ID of a parent that is not among the messages; `parent` means nothing then.
    """

    child: int
    parent: int
    relation: Relation
    reason: str
    score: float
    sure: bool = False
    outside: str | None = None


@dataclass(frozen=True, slots=True)
class Outside:
    """A candidate that is not among the messages, with a score less than `ENOUGH - MARGIN`.

    `number` is between those of the messages it stands between, `identity` is its Message-ID.
    """

    number: float
    identity: str
    relation: Relation
    score: float
    gap: timedelta
    reason: str


@dataclass(frozen=True, slots=True)
class UnderSubjects:
    """What the messages of a larger archive tell of a part of it.

    `inside` gives for each message that looks for what it answers under its subject the candidates
    among the messages; `outside` the best of the others that are too weak to be linked.
    """

    inside: Mapping[int, Sequence[int]]
    outside: Mapping[int, Outside]


class _Ranked(NamedTuple):
    """A candidate for what a message answers, `gap` before it, with its score and why."""

    candidate: Keys | Outside
    score: float
    gap: timedelta
    why: list[str]
    sure: bool


@dataclass(frozen=True, slots=True)
class _Tried:
    """A candidate that is tried for a message, once those of all messages are known."""

    candidate: int | Outside
    score: float
    reason: str
    sure: bool


class _Ranking:
    """What is tried for each message, in a few dozen bytes; comes back with the surest first.

    Each is the message's number, what is tried for it, and whether the first two fit equally well.
    """

    def __init__(self) -> None:
        self._numbers = array("q")
        self._ambiguous = bytearray()
        self._ends = array("q")
        self._candidates = array("q")
        self._scores = array("d")
        self._sure = bytearray()
        self._reasons: list[str] = []
        self._outside: list[Outside] = []

    def add(self, number: int, tried: Sequence[_Tried], *, ambiguous: bool) -> None:
        """Take in what is tried for a message, one candidate at least."""
        self._numbers.append(number)
        self._ambiguous.append(ambiguous)
        for one in tried:
            candidate = one.candidate
            if isinstance(candidate, Outside):
                self._outside.append(candidate)
                candidate = -len(self._outside)
            self._candidates.append(candidate)
            self._scores.append(one.score)
            self._sure.append(one.sure)
            self._reasons.append(one.reason)
        self._ends.append(len(self._candidates))

    def __iter__(self) -> Iterator[tuple[int, list[_Tried], bool]]:
        begins = array("q", [0])
        begins.extend(self._ends[:-1])
        places: dict[float, array[int]] = defaultdict(lambda: array("q"))
        for place in range(len(self._ends)):
            places[self._scores[begins[place]]].append(place)
        for score in sorted(places, reverse=True):
            for place in places[score]:
                tried = [self._tried(at) for at in range(begins[place], self._ends[place])]
                yield self._numbers[place], tried, bool(self._ambiguous[place])

    def _tried(self, at: int) -> _Tried:
        candidate = self._candidates[at]
        return _Tried(
            self._outside[-candidate - 1] if candidate < 0 else candidate,
            self._scores[at],
            self._reasons[at],
            bool(self._sure[at]),
        )


def _tried(ranked: Sequence[_Ranked]) -> tuple[_Tried, ...]:
    """The first few candidates, down to the first that is too weak."""
    strong = sum(one.score >= ENOUGH for one in ranked[:_TRIED])
    return tuple(
        _Tried(
            one.candidate if isinstance(one.candidate, Outside) else one.candidate.number,
            one.score,
            # Of many messages few reasons are given, over and over.
            intern(", ".join(one.why)),
            one.sure,
        )
        for one in ranked[: min(strong + 1, _TRIED)]
    )


class UsedLinks(Mapping[int, Link]):
    """The links that hold, by the child's number, in a few dozen bytes for each message."""

    def __init__(self, messages: int) -> None:
        self._parents = array("q", [_NONE]) * messages
        self._scores = array("d", [0.0]) * messages
        self._reasons: list[str] = [""] * messages
        self._forwards = bytearray(messages)
        self._sure = bytearray(messages)
        self._count = 0

    def add(self, link: Link) -> None:
        """Take in the link of a message that has none yet, to one that is among the messages."""
        child = link.child
        self._count += 1
        self._parents[child] = link.parent
        self._scores[child] = link.score
        self._reasons[child] = link.reason
        self._forwards[child] = link.relation is Relation.FORWARD
        self._sure[child] = link.sure

    def parent_of(self, number: int) -> int | None:
        """What a message answers or forwards, by its number."""
        parent = self._parents[number]
        return None if parent == _NONE else parent

    def __contains__(self, number: object) -> bool:
        return isinstance(number, int) and self._parents[number] != _NONE

    def __getitem__(self, number: int) -> Link:
        parent = self._parents[number]
        if parent == _NONE:
            raise KeyError(number)
        relation = Relation.FORWARD if self._forwards[number] else Relation.REPLY
        reason, score = self._reasons[number], self._scores[number]
        return Link(number, parent, relation, reason, score, bool(self._sure[number]))

    def __iter__(self) -> Iterator[int]:
        return (child for child, parent in enumerate(self._parents) if parent != _NONE)

    def __len__(self) -> int:
        return self._count


@dataclass(slots=True)
class Links:
    """The links that hold, by the child's number, and the best candidates that were not used."""

    used: UsedLinks
    unused: dict[int, Link]


class Trees:
    """Which tree each message is in: union-find, so that a circle shows in near-constant time."""

    def __init__(self, size: int) -> None:
        self._above = array("q", range(size))

    def root(self, number: int) -> int:
        """The topmost ancestor of a message."""
        path = []
        while self._above[number] != number:
            path.append(number)
            number = self._above[number]
        for passed in path:
            self._above[passed] = number
        return number

    def join(self, child: int, parent: int) -> None:
        """Hang the tree of the child under that of its parent."""
        self._above[self.root(child)] = self.root(parent)


def find_links(
    messages: Sequence[Keys],
    people: People,
    same: Sequence[int],
    quotations: Quotations,
    usual: Mapping[int, timedelta] | None = None,
    under_subjects: UnderSubjects | None = None,
) -> Links:
    """The parent of each message that has one.

    `same` gives for each message the number of the one it is a print of (its own, mostly): links
    are made between those. What is forwarded or quoted stands below (or inside) what forwards or
    quotes it; of a printed conversation each message answers one above it; elsewhere subject,
    people and time decide. `usual` gives the offset each person mostly prints, `under_subjects`
    the candidates under each subject, where `messages` are not all there are to tell it.
    """
    if usual is None:
        usual = usual_offsets(messages, people)
    return _Linker(messages, people, same, quotations, usual, under_subjects).run()


def find_seekers(
    messages: Sequence[Keys], people: People, same: Sequence[int], usual: Mapping[int, timedelta]
) -> tuple[set[int], Moments]:
    """The messages that look for what they answer under their subject, and where each stands in
    time; the arguments are those of `find_links`."""
    linker = _Linker(messages, people, same, lambda _: {}, usual, None)
    seekers = {
        item.number
        for item, lifted in linker.link_surely()
        if item.base and item.prefixes and not lifted
    }
    return seekers, linker.moments


class _Circle(NamedTuple):
    """Who wrote a message, to whom, all of them together, and who stands first in To."""

    originator: int
    recipients: frozenset[int]
    everyone: frozenset[int]
    first: int


class Scales:
    """Weighs what speaks for one message being the answer to another.

    `moments` tells by number where each stands in time.
    """

    def __init__(self, people: People, moments: Moments) -> None:
        self.people = people
        self.moments = moments
        self._circles: dict[int, _Circle] = {}

    def relation(self, item: Keys, candidate: Keys, *, behind: bool) -> Relation:
        """How a message is related to what it answers, which stands `behind` it in print or not."""
        forward = bool(item.prefixes) and item.prefixes[0] == "forward"
        if forward and not self._answers(item, candidate):
            return Relation.FORWARD
        return item.relation if behind else Relation.REPLY

    def _answers(self, item: Keys, candidate: Keys) -> bool:
        """Whether a message goes to the originator of another."""
        originator = self._who(candidate.originator)
        return originator != NOBODY and originator in map(self._who, item.recipients)

    def _who(self, handle: int) -> int:
        return NOBODY if handle == NOBODY else self.people.identity(handle)

    def weigh(
        self, item: Keys, candidate: Keys, start: float, reasons: list[str]
    ) -> tuple[float, str] | None:
        """The score of a candidate, and why; `start` and `reasons` are what its place speaks for
        it. None for one that cannot be what `item` answers."""
        why = list(reasons)
        score = self.score(item, candidate, start, why)
        return None if score is None else (score, ", ".join(why))

    def score(self, item: Keys, candidate: Keys, start: float, why: list[str]) -> float | None:
        """The same, with what speaks for it added to `why`."""
        if not _may_descend(item, candidate) or not self._not_before(item, candidate):
            return None
        score = start
        below = candidate.number > item.number and bool(start) and not why[0].startswith("quotes")
        same_subject = bool(item.base) and item.base == candidate.base
        if same_subject:
            score += 0.4 if not start else 0.25
            why.append("same subject")
            score += _prefixes_fit(item, candidate)
        elif not start:
            return None
        elif below and item.base and candidate.base and not candidate.history:
            if not item.base.startswith(candidate.base):
                return None
            score += 0.15
            why.append("its subject begins with the other's")
        score += self._weigh_people(self._circle(item), self._circle(candidate), why)
        if _together(item, candidate):
            score += 0.1
            why.append("same printed conversation")
        elif item.titled and not item.prefixes:
            score -= 0.2
        if candidate.number == item.number - 1 and candidate.document == item.document:
            score += 0.05
            why.append("next above in print")
        later = self._is_later(item, candidate)
        if later is True:
            score += 0.1 if below else 0.05
            why.append("later date")
        elif later is False:
            score -= 0.15
        if below and candidate.history:
            score += 0.25
            why.append("history as Lotus Notes appends it")
        if item.document != candidate.document:
            why.append("in another document")
        return round(score, 3)

    def _weigh_people(self, mine: _Circle, other: _Circle, why: list[str]) -> float:
        score = 0.0
        own, originator, theirs = mine.originator, other.originator, other.recipients
        if originator != NOBODY and originator in mine.recipients:
            score += 0.2
            why.append("its originator among the recipients")
            if mine.first == originator:
                score += 0.08
        if own != NOBODY and own in theirs:
            score += 0.2
            why.append("originator among its recipients")
        elif own != NOBODY and theirs and own != originator:
            score -= 0.1
        if len(theirs) > 1 and mine.everyone == other.everyone:
            score += 0.06
            why.append("same circle of people")
        return score

    def _circle(self, item: Keys) -> _Circle:
        """The people of a message; those of the last few are at hand."""
        found = self._circles.get(item.number)
        if found is None:
            if len(self._circles) >= _CIRCLES:
                self._circles.clear()
            originator = self._who(item.originator)
            recipients = frozenset(map(self._who, item.recipients))
            first = self._who(item.to[0]) if item.to else NOBODY
            found = _Circle(originator, recipients, recipients | {originator}, first)
            self._circles[item.number] = found
        return found

    def _is_later(self, item: Keys, candidate: Keys) -> bool | None:
        """Whether a message is dated after another; None where zones leave that open."""
        one, other = item.number, candidate.number
        if item.local is None or candidate.local is None:
            return None
        if self.moments.known[one] != self.moments.known[other]:
            return None
        return self.moments.at[one] >= self.moments.at[other]

    def gap(self, child: Keys, parent: Keys) -> timedelta:
        """How long after another a message was written; no time where one has no date."""
        if child.local is None or parent.local is None:
            return _NO_TIME
        return self.moments.at[child.number] - self.moments.at[parent.number]

    def _not_before(self, child: Keys, parent: Keys) -> bool:
        """Whether the clocks allow it, given that a zone may be missing on either side."""
        if child.local is None or parent.local is None:
            return True
        moments, one, other = self.moments, child.number, parent.number
        if moments.exact[one] and moments.exact[other]:
            return moments.at[one] + _PRECISION.get(child.precision, _DAY) > moments.at[other]
        slack = _UNZONED_SLACK if moments.known[one] == moments.known[other] else _ZONE_SLACK
        if child.offset is not None or parent.offset is not None:
            slack = _ZONE_SLACK
            own = self._who(child.originator)
            if own != NOBODY and own == self._who(parent.originator):
                slack = _NO_TIME
        if "day" in (child.precision, parent.precision):
            slack += _DAY
        return child.local - parent.local >= -slack


class _Linker(Scales):
    """The links made so far, and the trees they form."""

    def __init__(
        self,
        messages: Sequence[Keys],
        people: People,
        same: Sequence[int],
        quotations: Quotations,
        usual: Mapping[int, timedelta],
        under_subjects: UnderSubjects | None,
    ) -> None:
        super().__init__(people, _moments(messages, people, same, usual))
        self.messages = messages
        self.same = same
        self.quotations = quotations
        self.links = Links(UsedLinks(len(messages)), {})
        self.trees = Trees(len(messages))
        self.order_tells = _order_tells(messages)
        self.under_subjects = under_subjects
        self.by_subject: dict[str, list[int]] = defaultdict(list)
        self.subject_times: dict[str, list[datetime]] = {}

    def link_surely(self) -> Iterator[tuple[Keys, bool]]:
        """Link what print itself shows. What is left, and whether it was lifted out of another
        message's text."""
        self._link_printed()
        nested = self._link_structure()
        return (
            (
                item,
                item.number in nested and item.introduction is not Introduction.HEADER_ONLY,
            )
            for item in self.messages
            if self.same[item.number] not in self.links.used and item.printed_parent is None
        )

    def run(self) -> Links:
        """All links, surest kind first."""
        left = self.link_surely()
        if self.under_subjects is None:
            self._index_subjects()
        found = _Ranking()
        for item, lifted in left:
            ranked = self._rank(item, self._candidates(item, lifted=lifted))
            if ranked:
                found.add(item.number, _tried(ranked), ambiguous=self._is_ambiguous(ranked))
        for number, tried, ambiguous in found:
            self._link_best(self.messages[number], tried, ambiguous=ambiguous)
        return self.links

    def _add(self, link: Link) -> bool:
        """Use a link between the messages its ends are prints of, unless it closes a circle."""
        child, parent = self.same[link.child], self.same[link.parent]
        if child == parent or child in self.links.used or self.trees.root(parent) == child:
            return False
        link = replace(link, child=child, parent=parent, score=round(link.score, 2))
        if _contradicts(self.messages[link.child], self.messages[link.parent]):
            reason = f"{link.reason}; but its clock says it was written before that"
            self.links.unused[child] = replace(link, reason=reason)
            return False
        self.links.used.add(link)
        self.trees.join(child, parent)
        return True

    def _link_printed(self) -> None:
        known: dict[str, int] = {}
        shared: dict[str, list[int]] = {}
        for item in self.messages:
            if item.printed:
                first = known.setdefault(item.identity, item.number)
                if self.same[first] != self.same[item.number]:
                    shared.setdefault(item.identity, [first]).append(item.number)
        for item in self.messages:
            printed = item.printed_parent
            parent = known.get(printed) if printed is not None else None
            if printed in shared:
                parent = self._of_one_subject(item, shared[printed])
            if parent is not None:
                self._add(Link(item.number, parent, item.relation, "printed Message-ID", 1.0, True))

        for item in self.messages:
            carrier = known.get(item.attached_to) if item.attached_to is not None else None
            if carrier is not None and self.messages[carrier].printed_parent is None:
                self._add(
                    Link(carrier, item.number, Relation.FORWARD, "attached message", 1.0, True)
                )

    def _of_one_subject(self, item: Keys, numbers: Sequence[int]) -> int | None:
        """Of several messages printed with one Message-ID, the only one of the item's subject."""
        found = [n for n in numbers if self.messages[n].base == item.base]
        return found[0] if len({self.same[n] for n in found}) == 1 else None

    def _link_structure(self) -> set[int]:
        """Link what separators, attribution lines and quote marks join; the parents so found."""
        parents: set[int] = set()
        claimed: set[int] = set()
        for item in self.messages:
            if item.above is None or item.above in claimed:
                continue
            link = _by_structure(self.messages[item.above], item)
            if link is None:
                continue
            claimed.add(item.above)
            if self.messages[item.above].printed_parent is None:
                self._add(link)
            parents.add(item.number)
        return parents

    def _index_subjects(self) -> None:
        for item in self.messages:
            if item.base and self.same[item.number] == item.number:
                self.by_subject[item.base].append(item.number)
        for base, numbers in self.by_subject.items():
            numbers.sort(key=lambda number: (self.moments.at[number], number))
            self.subject_times[base] = [self.moments.at[number] for number in numbers]

    def _candidates(self, item: Keys, *, lifted: bool) -> dict[int, tuple[float, list[str]]]:
        """Messages that may be answered, each with what its place speaks for it.

        What was `lifted` out of another message's text answers nothing above it.
        """
        found: dict[int, tuple[float, list[str]]] = {}
        for other, share in self.quotations(item.number).items():
            found[other] = (0.35 + 0.45 * share, [f"quotes {share:.0%} of its text found there"])
        number = item.number
        if number + 1 < len(self.messages):
            below = self.messages[number + 1]
            if below.above == number and _is_appended(item, below):
                score, reasons = found.get(number + 1, (0.0, []))
                weight = 0.35 * self.order_tells[item.document]
                found[number + 1] = (score + weight, [*reasons, "next below in print"])
        if lifted:
            return found
        for other in range(number - 1, max(-1, number - 1 - _NEXT_IN_PRINT), -1):
            candidate = self.messages[other]
            if candidate.document != item.document or candidate.footnote != item.footnote:
                break
            if candidate.thread == item.thread:
                found.setdefault(other, (0.0, []))
        if item.base and item.prefixes:
            for other in self._under_subject(item):
                candidate = self.messages[other]
                if candidate.document != item.document or self.gap(item, candidate) >= _NO_TIME:
                    found.setdefault(other, (0.0, []))
        return found

    def _under_subject(self, item: Keys) -> Sequence[int]:
        """The messages of its subject that stand last before it."""
        if self.under_subjects is not None:
            return self.under_subjects.inside.get(item.number, ())
        # A print of another message may be the only one that has this subject.
        numbers = self.by_subject.get(item.base, [])
        times = self.subject_times.get(item.base, [])
        end = bisect_right(times, self.moments.at[item.number] + SAME_SUBJECT_BEHIND)
        return numbers[max(0, end - SAME_SUBJECT_BEFORE) : end]

    def _rank(self, item: Keys, candidates: dict[int, tuple[float, list[str]]]) -> list[_Ranked]:
        """The candidates with their scores, best first; of equal ones the nearest before it."""
        ranked: list[_Ranked] = []
        own = self.same[item.number]
        for other, (start, reasons) in candidates.items():
            candidate = self.messages[other]
            if self.same[other] == own:
                continue
            why = list(reasons)
            score = self.score(item, candidate, start, why)
            if score is not None:
                gap = self.gap(item, candidate)
                sure = "quotes" in reasons[0] if reasons else False
                sure = sure or _together(item, candidate)
                ranked.append(_Ranked(candidate, score, gap, why, sure))
        outside = self.under_subjects and self.under_subjects.outside.get(item.number)
        if outside:
            score, gap, reason = outside.score, outside.gap, outside.reason
            ranked.append(_Ranked(outside, score, gap, [reason], sure=False))
        ranked.sort(key=lambda one: rank_order(one.score, one.gap, one.candidate.number))
        return ranked

    def _link_best(self, item: Keys, tried: Sequence[_Tried], *, ambiguous: bool) -> None:
        first = tried[0]
        if ambiguous and isinstance(first.candidate, int):
            reason = f"{first.reason}; another message fits as well"
            child, parent = self.same[item.number], self.same[first.candidate]
            link = Link(child, parent, Relation.REPLY, reason, 0.5)
            self.links.unused.setdefault(child, link)
            return
        for one in tried:
            if isinstance(one.candidate, Outside):
                link = Link(
                    item.number,
                    item.number,
                    one.candidate.relation,
                    one.reason,
                    one.score,
                    outside=one.candidate.identity,
                )
                self.links.unused.setdefault(self.same[item.number], link)
                return
            other = one.candidate
            relation = self.relation(item, self.messages[other], behind=other > item.number)
            link = Link(item.number, other, relation, one.reason, min(one.score, _CAP), one.sure)
            if one.score < ENOUGH:
                if one.score >= NOTED:
                    self.links.unused.setdefault(self.same[item.number], link)
                return
            if self._add(link):
                return

    def _is_ambiguous(self, ranked: Sequence[_Ranked]) -> bool:
        """Whether two messages fit equally well, neither much nearer in time than the other."""
        best = ranked[0]
        if best.sure or best.score < ENOUGH:
            return False
        parent = self._parent(best)
        rival = next((one for one in ranked[1:] if self._parent(one) != parent), None)
        if rival is None or best.score - rival.score >= MARGIN:
            return False
        return best.gap < _NO_TIME or rival.gap < _MUCH_NEARER * best.gap

    def _parent(self, ranked: _Ranked) -> int | None:
        """The message that a candidate is a print of; None for one outside."""
        candidate = ranked.candidate
        return None if isinstance(candidate, Outside) else self.same[candidate.number]


@dataclass(frozen=True, slots=True)
class Moments:
    """Where each message stands in time: `exact` where a zone is printed, `known` where the
    originator's other messages tell it, else the local time as if it were UTC."""

    at: list[datetime]
    known: bytearray
    exact: bytearray


def rank_order(score: float, gap: timedelta, number: float) -> tuple[float, bool, timedelta, float]:
    """The order of candidates, best first; of equal ones the nearest before the message."""
    return -score, gap < _NO_TIME, abs(gap), -number


def printed_offset(item: Keys) -> timedelta | None:
    """The offset a message tells its originator's usual one by."""
    if item.instant is None or item.alternatives or item.originator == NOBODY:
        return None
    return item.offset


def usual_offsets(messages: Sequence[Keys], people: People) -> dict[int, timedelta]:
    """The offset that each person prints most often; of several, the one printed first."""
    offsets: dict[int, Counter[timedelta]] = defaultdict(Counter)
    for item in messages:
        offset = printed_offset(item)
        if offset is not None:
            offsets[people.identity(item.originator)][offset] += 1
    return {who: counted.most_common(1)[0][0] for who, counted in offsets.items()}


def _moments(
    messages: Sequence[Keys],
    people: People,
    same: Sequence[int],
    usual: Mapping[int, timedelta],
) -> Moments:
    """The moment of each message, or of another print of it where only that has a zone."""
    exact: dict[int, datetime] = {}
    for item in messages:
        if item.instant is not None and not item.alternatives:
            exact.setdefault(same[item.number], item.instant)
    found = Moments([], bytearray(len(messages)), bytearray(len(messages)))
    for place, item in enumerate(messages):
        moment = exact.get(same[item.number])
        if moment is not None:
            found.at.append(moment)
            found.known[place] = found.exact[place] = True
            continue
        local = item.local or datetime.min + _DAY
        offset = item.offset
        if offset is None and item.originator != NOBODY:
            offset = usual.get(people.identity(item.originator))
        at = local - offset if offset is not None and item.local is not None else local
        found.at.append(at)
        found.known[place] = offset is not None
    return found


def _order_tells(messages: Sequence[Keys]) -> dict[int, float]:
    """How much it means, in each document, that a message stands right below another (0 to 1).

    In a pasted conversation neighbours have one subject; in a pile of exhibits they seldom have.
    """
    pairs: Counter[int] = Counter()
    alike: Counter[int] = Counter()
    for item in messages:
        if item.above is None or item.above != item.number - 1 or not item.base:
            continue
        upper = messages[item.above]
        if upper.base and _is_appended(upper, item):
            pairs[item.document] += 1
            alike[item.document] += upper.base.startswith(item.base)
    return {
        item.document: 1.0
        if alike[item.document] * 2 >= pairs[item.document]
        else alike[item.document] / pairs[item.document]
        for item in messages
    }


def _together(one: Keys, other: Keys) -> bool:
    """Whether both stand in one printed conversation."""
    return one.thread is not None and (one.thread, one.document) == (other.thread, other.document)


def _prefixes_fit(child: Keys, parent: Keys) -> float:
    """A client puts one prefix in front, or none where the same stands there already."""
    if not child.prefixes:
        return 0.0
    kind, rest = child.prefixes[0], child.prefixes[1:]
    if rest == parent.prefixes or (kind == "reply" and child.prefixes == parent.prefixes):
        return 0.05
    return 0.0 if child.prefixes == parent.prefixes else -0.1


def _by_structure(upper: Keys, lower: Keys) -> Link | None:
    """The link from a message to the one marked as its source in or below its text."""
    child, parent = upper.number, lower.number
    if lower.footnote != upper.footnote or _starts_thread(upper, lower):
        return None
    if lower.introduction is Introduction.FORWARD:
        return Link(child, parent, Relation.FORWARD, "forward separator", 0.98, True)
    if lower.introduction is Introduction.ATTRIBUTION:
        return Link(
            child, parent, upper.relation, "attribution line and quotation below", 0.97, True
        )
    if lower.introduction is Introduction.ORIGINAL:
        return Link(child, parent, upper.relation, "original-message separator", 0.97, True)
    if lower.quote_depth > upper.quote_depth:
        return Link(child, parent, upper.relation, "header block quoted below", 0.95, True)
    return None


def _is_appended(upper: Keys, lower: Keys) -> bool:
    """Whether a header block right below may be what the upper message answers."""
    if lower.footnote != upper.footnote or _starts_thread(upper, lower):
        return False
    return upper.thread is None or upper.thread != lower.thread


def _starts_thread(upper: Keys, lower: Keys) -> bool:
    return lower.thread is not None and lower.thread != upper.thread


def _may_descend(child: Keys, parent: Keys) -> bool:
    """A message without a prefix answers none that has one."""
    if not child.titled or not parent.titled:
        return True
    return bool(child.prefixes) or not parent.prefixes


def _contradicts(child: Keys, parent: Keys) -> bool:
    """Whether both moments are known and the child's is the earlier one."""
    if child.instant is None or parent.instant is None:
        return False
    if child.alternatives or parent.alternatives:
        return False
    return child.instant + _PRECISION[child.precision] <= parent.instant


def quotation_shares(
    quoted: Mapping[int, Sequence[int]], own: Mapping[int, Sequence[int]]
) -> dict[int, dict[int, float]]:
    """For each message that quotes: whose text the quoted shingles are, and what share of them.

    `quoted` and `own` hold sampled shingles by message number. A shingle that many texts hold (a
    disclaimer, a greeting) tells nothing.
    """
    holders: dict[int, list[int]] = defaultdict(list)
    wanted = {value for values in quoted.values() for value in values}
    for number, values in own.items():
        for value in values:
            if value in wanted and len(holders[value]) <= MOST_HOLDERS:
                holders[value].append(number)
    found: dict[int, dict[int, float]] = {}
    for number, values in quoted.items():
        telling = [value for value in values if 0 < len(holders[value]) <= MOST_HOLDERS]
        votes: Counter[int] = Counter()
        for value in telling:
            votes.update(other for other in holders[value] if other != number)
        shares = {
            other: count / len(values)
            for other, count in votes.most_common(5)
            if count >= LEAST_SHARE * len(values) and count >= LEAST_SHARED
        }
        if shares:
            found[number] = shares
    return found
