"""Which message answers or forwards which, why, and how surely.

Order of evidence: printed Message-IDs; separators, attribution lines and quote marks; quoted text;
then subject, people and order in print. A clock alone never links, and never unlinks unless both
zones are known. A candidate that is too weak is kept as such and not used.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from sys import intern
from types import MappingProxyType
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from mailrecon.model import Introduction, Relation
from mailrecon.thread.directions import ANY_ZONE, Direction, clock_order, find_directions
from mailrecon.thread.link_scoring import (
    ABOVE,
    AS_IT_RUNS,
    BELOW,
    NOWHERE,
    ONLY_ONE,
    QUOTES,
    WEIGHTS,
    LinkScorer,
    Start,
    Timeline,
    Weighed,
    find_moments,
    may_descend,
    quoting,
    together,
    usual_offsets,
)
from mailrecon.thread.message_keys import MessageKeys
from mailrecon.thread.people import NO_PERSON, People

# Points: see `mailrecon.thread.link_scoring`.
ENOUGH = 60
NOTED = 30
MARGIN = 3
# A link that is concluded may be wrong however much speaks for it.
_LEAST_OF_LIST = 3
_CAP = 94
_NEXT_IN_PRINT = 12
# A shingle that more texts than this hold tells nothing.
MOST_HOLDERS = 12
# Of a quotation, so many shingles and so large a share of them must be found in a text.
LEAST_SHARED = 2
LEAST_SHARE = 0.25
# Under its subject a message may answer so many before it, or so much behind it.
SAME_SUBJECT_BEFORE = 24
SAME_SUBJECT_BEHIND = timedelta(hours=12)
_TRIED = 4
_NONE = -1
_MUCH_NEARER = 1.5
# Of a quotation this share, in hundredths, outweighs the direction a document runs in.
_MOST_OF_IT = 50
_PRECISION = {"second": timedelta(seconds=1), "minute": timedelta(minutes=1)}
# What layout shows, how surely: 0.97 is one in thirty or so wrong, as devset and forests have it.
_STRUCTURE = {
    Introduction.FORWARD: (98, "forward separator"),
    Introduction.ATTRIBUTION: (97, "attribution line and quotation below"),
    Introduction.ORIGINAL: (97, "original-message separator"),
}
# `[Ann forwards the above to Ben on May 4, 2020 9:12 AM]`
_FORWARD_OF_ABOVE = 98, "forward of the message above, as the document says"
_QUOTED_BLOCK = 95, "header block quoted below"
# `----` stands between any two messages: its subject must say the rest.
_RULE = 90, "same subject below a rule"
_BELOW_ANSWER = 88, "separator below an interleaved answer"
# Taken off where the subjects differ; where neither wrote to the other.
_OTHER_SUBJECT, _STRANGERS = 6, 6

# For a message, the numbers of others whose text it quotes, with the share of it they hold.
Quotations = Callable[[int], Mapping[int, float]]


class Link(Struct, frozen=True):
    """That message `child` answers or forwards `parent` (both numbers), why, and how surely.

    `certain` tells that print itself shows it: an identifier, a separator, a quotation, the order
    of a printed conversation; other links are conclusions from subject, people and time. `outside`
    is the Message-ID of a parent that is not among the messages; `parent` means nothing then.
    """

    child: int
    parent: int
    relation: Relation
    reason: str
    score: float
    certain: bool = False
    outside: str | None = None


class ExternalCandidate(Struct, frozen=True):
    """A candidate that is not among the messages, with fewer points than `ENOUGH - MARGIN`.

    `number` is between those of the messages it stands between, `identity` is its Message-ID.
    """

    number: float
    identity: str
    relation: Relation
    points: int
    gap: int
    reason: str


class KnownParent(Struct, frozen=True):
    """What a message answers because somebody said so: `parent` None is nothing."""

    parent: int | None
    relation: Relation
    reason: str


class UnderSubjects(Struct, frozen=True):
    """What the messages of a larger archive tell of a part of it.

    `inside` gives for each message that looks for what it answers under its subject the candidates
    among the messages; `outside` the best of the others that are too weak to be linked.
    """

    inside: Mapping[int, Sequence[int]]
    outside: Mapping[int, ExternalCandidate]


class _Candidate(NamedTuple):
    """A candidate for what a message answers, `gap` seconds before it, and what speaks for it.

    `candidate` is a number, or what is `ExternalCandidate` with its reason in words.
    """

    candidate: int | ExternalCandidate
    weighed: Weighed
    gap: int
    certain: bool

    @property
    def reason(self) -> str:
        """What speaks for it, in words."""
        candidate = self.candidate
        return candidate.reason if isinstance(candidate, ExternalCandidate) else self.weighed.reason


class _CandidateTable:
    """What is tried for each message, in a few dozen bytes; comes back with the surest first.

    Each is the message's number, what is tried for it, and whether the first two fit equally well.
    """

    def __init__(self) -> None:
        self._numbers = array("q")
        self._ambiguous = bytearray()
        self._ends = array("q")
        self._candidates = array("q")
        self._points = array("h")
        self._flags = array("l")
        self._shares = array("b")
        self._certain = bytearray()
        self._outside: list[ExternalCandidate] = []

    def add(self, number: int, tried: Sequence[_Candidate], *, ambiguous: bool) -> None:
        """Take in what is tried for a message, one candidate at least."""
        self._numbers.append(number)
        self._ambiguous.append(ambiguous)
        for one in tried:
            candidate = one.candidate
            if isinstance(candidate, ExternalCandidate):
                self._outside.append(candidate)
                candidate = -len(self._outside)
            self._candidates.append(candidate)
            self._points.append(one.weighed.points)
            self._flags.append(one.weighed.flags)
            self._shares.append(one.weighed.share)
            self._certain.append(one.certain)
        self._ends.append(len(self._candidates))

    def __iter__(self) -> Iterator[tuple[int, list[_Candidate], bool]]:
        begins = array("q", [0])
        begins.extend(self._ends[:-1])
        places: dict[int, array[int]] = defaultdict(lambda: array("q"))
        for place in range(len(self._ends)):
            places[self._points[begins[place]]].append(place)
        for points in sorted(places, reverse=True):
            for place in places[points]:
                tried = [self._tried(at) for at in range(begins[place], self._ends[place])]
                yield self._numbers[place], tried, bool(self._ambiguous[place])

    def _tried(self, at: int) -> _Candidate:
        candidate = self._candidates[at]
        return _Candidate(
            self._outside[-candidate - 1] if candidate < 0 else candidate,
            Weighed(self._points[at], self._flags[at], self._shares[at]),
            0,
            bool(self._certain[at]),
        )


def _tried(ranked: Sequence[_Candidate]) -> Sequence[_Candidate]:
    """The first few candidates, down to the first that is too weak."""
    strong = sum(one.weighed.points >= ENOUGH for one in ranked[:_TRIED])
    return ranked[: min(strong + 1, _TRIED)]


class LinkTable(Mapping[int, Link]):
    """The links that hold, by the child's number, in a few dozen bytes for each message."""

    def __init__(self, messages: int) -> None:
        self._parents = array("q", [_NONE]) * messages
        self._scores = array("d", [0.0]) * messages
        self._reasons: list[str] = [""] * messages
        self._forwards = bytearray(messages)
        self._certain = bytearray(messages)
        self._count = 0

    def add(self, link: Link) -> None:
        """Take in the link of a message that has none yet, to one that is among the messages."""
        child = link.child
        self._count += 1
        self._parents[child] = link.parent
        self._scores[child] = link.score
        self._reasons[child] = link.reason
        self._forwards[child] = link.relation is Relation.FORWARD
        self._certain[child] = link.certain

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
        return Link(number, parent, relation, reason, score, bool(self._certain[number]))

    def __iter__(self) -> Iterator[int]:
        return (child for child, parent in enumerate(self._parents) if parent != _NONE)

    def __len__(self) -> int:
        return self._count


class Links(Struct):
    """The links that hold, by the child's number, and the best candidates that were not used."""

    used: LinkTable
    unused: dict[int, Link]


class DisjointSet:
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
    messages: Sequence[MessageKeys],
    people: People,
    same: Sequence[int],
    quotations: Quotations,
    usual: Mapping[int, timedelta] | None = None,
    under_subjects: UnderSubjects | None = None,
    known: Mapping[int, KnownParent] = MappingProxyType({}),
) -> Links:
    """The parent of each message that has one.

    `same` gives for each message the number of the one it is a print of (its own, mostly): links
    are made between those. What is forwarded or quoted stands below (or inside) what forwards or
    quotes it; of a printed conversation each message answers one above it; elsewhere subject,
    people and time decide. `usual` gives the offset each person mostly prints, `under_subjects`
    the candidates under each subject, where `messages` are not all there are to tell it. `known`
    is what somebody said, which goes before everything else.
    """
    if len(messages) == 1 and usual is None and not known:
        return Links(LinkTable(1), {})  # a lone message has nothing to be linked to
    if usual is None:
        usual = usual_offsets(messages, people)
    return _Linker(messages, people, same, quotations, usual, under_subjects, known).run()


def find_seekers(
    messages: Sequence[MessageKeys],
    people: People,
    same: Sequence[int],
    usual: Mapping[int, timedelta],
) -> tuple[set[int], Timeline]:
    """The messages that look for what they answer under their subject, and where each stands in
    time; the arguments are those of `find_links`."""
    linker = _Linker(messages, people, same, lambda _: {}, usual, None)
    seekers = {
        item.number
        for item, extracted in linker.link_certain()
        if item.base and item.prefixes and not extracted
    }
    return seekers, linker.moments


class _Linker(LinkScorer):
    """The links made so far, and the trees they form."""

    def __init__(
        self,
        messages: Sequence[MessageKeys],
        people: People,
        same: Sequence[int],
        quotations: Quotations,
        usual: Mapping[int, timedelta],
        under_subjects: UnderSubjects | None,
        known: Mapping[int, KnownParent] = MappingProxyType({}),
    ) -> None:
        super().__init__(people, find_moments(messages, people, same, usual))
        self.messages = messages
        self.same = same
        self.quotations = quotations
        self.links = Links(LinkTable(len(messages)), {})
        self.trees = DisjointSet(len(messages))
        self.known = {same[child]: link for child, link in known.items()}
        self.order_tells = _order_tells(messages)
        self.directions = find_directions(messages)
        self.under_subjects = under_subjects
        self.by_subject: dict[str, list[int]] = defaultdict(list)
        self.subject_times: dict[str, list[datetime]] = {}
        self._lists: tuple[int, frozenset[int]] = (_NONE, frozenset())

    def link_certain(self) -> Iterator[tuple[MessageKeys, bool]]:
        """Link what print itself shows. What is left, and whether it was extracted out of another
        message's text."""
        self._link_known()
        self._link_printed()
        nested = self._link_structure()
        return (
            (
                item,
                item.number in nested and item.introduction is not Introduction.HEADER_ONLY,
            )
            for item in self.messages
            if self.same[item.number] not in self.links.used
            and self.same[item.number] not in self.known
            and item.printed_parent is None
        )

    def run(self) -> Links:
        """All links, surest kind first."""
        left = self.link_certain()
        if self.under_subjects is None:
            self._index_subjects()
        found = _CandidateTable()
        for item, extracted in left:
            ranked = self._rank(item, self._candidates(item, extracted=extracted))
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
        if child in self.known:
            return False
        link = replace(link, child=child, parent=parent)
        if _contradicts(self.messages[link.child], self.messages[link.parent]):
            reason = f"{link.reason}; but its clock says it was written before that"
            self.links.unused[child] = replace(link, reason=reason)
            return False
        self.links.used.add(link)
        self.trees.join(child, parent)
        return True

    def _link_known(self) -> None:
        """Link what somebody said; a circle is none, whoever says it."""
        for child, link in self.known.items():
            parent = child if link.parent is None else self.same[link.parent]
            if child != parent and self.trees.root(parent) != child:
                self.links.used.add(Link(child, parent, link.relation, link.reason, 1.0, True))
                self.trees.join(child, parent)

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

    def _of_one_subject(self, item: MessageKeys, numbers: Sequence[int]) -> int | None:
        """Of several messages printed with one Message-ID, the only one of the item's subject."""
        found = [n for n in numbers if self.messages[n].base == item.base]
        return found[0] if len({self.same[n] for n in found}) == 1 else None

    def _link_structure(self) -> set[int]:
        """Link what separators, attribution lines and quote marks join; the parents so found."""
        parents: set[int] = set()
        # What was found below each message so far: the last of it.
        claimed: dict[int, int] = {}
        for item in self.messages:
            if item.enclosing is None:
                continue
            upper = self.messages[item.enclosing]
            if item.introduction is Introduction.FORWARD_OF_ABOVE:
                points, reason = _FORWARD_OF_ABOVE
                found = Link(
                    item.number, upper.number, Relation.FORWARD, reason, points / 100, True
                )
                self._add(found)
                continue
            before = claimed.get(item.enclosing)
            if before is not None:
                upper = self.messages[before]
                link = self._below_answer(upper, item)
            else:
                link = self._by_structure(upper, item)
            if link is None:
                continue
            claimed[item.enclosing] = item.number
            if upper.printed_parent is None:
                self._add(link)
            parents.add(item.number)
        return parents

    def _by_structure(self, upper: MessageKeys, lower: MessageKeys) -> Link | None:
        """The link from a message to the one marked as its source in or below its text."""
        if lower.footnote != upper.footnote or _starts_thread(upper, lower):
            return None
        if lower.introduction is Introduction.RULE and lower.quote_depth == upper.quote_depth:
            return self._below_rule(upper, lower)
        relation = upper.relation
        if lower.introduction is Introduction.FORWARD:
            relation = Relation.FORWARD
        known = _STRUCTURE.get(lower.introduction)
        if known is None and lower.quote_depth <= upper.quote_depth:
            return None
        points, reason = known or _QUOTED_BLOCK
        if upper.base and lower.base and not upper.base.endswith(lower.base):
            points -= _OTHER_SUBJECT
        if not self._wrote_to_one_another(upper, lower):
            points -= _STRANGERS
        return Link(upper.number, lower.number, relation, reason, points / 100, True)

    def _below_rule(self, upper: MessageKeys, lower: MessageKeys) -> Link | None:
        """The link to what stands below a rule, which Outlook on the web prints above what is
        answered, and anybody between any two messages."""
        if not upper.base or upper.base != lower.base or not may_descend(upper, lower):
            return None
        if self.directions.found[lower.number] is Direction.OLDEST_FIRST or not upper.prefixes:
            return None
        if clock_order(upper, lower) > 0:
            return None
        points, reason = _RULE
        return Link(upper.number, lower.number, upper.relation, reason, points / 100, True)

    def _below_answer(self, before: MessageKeys, lower: MessageKeys) -> Link | None:
        """The link between two quoted messages with an answer in between: `-----Original
        Message-----` at the quote depth of the one before it."""
        if lower.introduction not in _STRUCTURE or lower.quote_depth != before.quote_depth:
            return None
        if not lower.quote_depth or not before.base or before.base != lower.base:
            return None
        if not may_descend(before, lower) or clock_order(before, lower) > 0:
            return None
        if not self._wrote_to_one_another(before, lower):
            return None
        points, reason = _BELOW_ANSWER
        return Link(before.number, lower.number, before.relation, reason, points / 100, True)

    def _wrote_to_one_another(self, one: MessageKeys, other: MessageKeys) -> bool:
        """Whether one's originator is among the other's people, or somebody is unknown."""
        mine, theirs = self._view(one), self._view(other)
        if NO_PERSON in (mine.originator, theirs.originator):
            return True
        if not mine.recipients or not theirs.recipients:
            return True
        return mine.originator in theirs.everyone or theirs.originator in mine.recipients

    def _index_subjects(self) -> None:
        for item in self.messages:
            if item.base and self.same[item.number] == item.number:
                self.by_subject[item.base].append(item.number)
        for base, numbers in self.by_subject.items():
            numbers.sort(key=lambda number: (self.moments.at[number], number))
            self.subject_times[base] = [self.moments.at[number] for number in numbers]

    def _candidates(self, item: MessageKeys, *, extracted: bool) -> dict[int, Start]:
        """Messages that may be answered, each with what its place speaks for it.

        What was `extracted` out of another message's text answers nothing above it.
        """
        found = {other: quoting(share) for other, share in self.quotations(item.number).items()}
        number = item.number
        if number + 1 < len(self.messages):
            below = self.messages[number + 1]
            if below.enclosing == number and _is_appended(item, below):
                start = found.get(number + 1, NOWHERE)
                points, flags = self._next_below(item, below)
                if flags:
                    found[number + 1] = Start(
                        start.points + points, start.flags | flags, start.share
                    )
        if not extracted:
            self._add_above(item, found)
        return {
            other: start
            for other, start in found.items()
            if not self._runs_away(item, other, start)
        }

    def _next_below(self, item: MessageKeys, below: MessageKeys) -> tuple[int, int]:
        """Points and flags of the message right below."""
        direction = self._direction(item, below)
        points = round(WEIGHTS[BELOW].points * self.order_tells[item.document])
        if direction is Direction.NEWEST_FIRST:
            return points + WEIGHTS[AS_IT_RUNS].points, BELOW | AS_IT_RUNS
        # Two messages of one minute, and no more: nothing tells which is the answer.
        if direction is Direction.UNKNOWN and item.local is not None and item.local == below.local:
            return 0, 0
        return points, BELOW

    def _add_above(self, item: MessageKeys, found: dict[int, Start]) -> None:
        """Add the messages above that may be answered, and those of its subject elsewhere."""
        number = item.number
        alike = 0
        for other in range(number - 1, max(-1, number - 1 - _NEXT_IN_PRINT), -1):
            candidate = self.messages[other]
            if candidate.document != item.document or candidate.footnote != item.footnote:
                break
            if candidate.thread == item.thread:
                found.setdefault(other, NOWHERE)
            alike += bool(item.base) and candidate.base == item.base
        if item.base and item.prefixes:
            for other in self._under_subject(item):
                candidate = self.messages[other]
                if candidate.document != item.document or self.gap(item, candidate) >= 0:
                    found.setdefault(other, NOWHERE)
        if found.get(number - 1) is not NOWHERE:
            return
        above = self.messages[number - 1]
        if self._direction(above, item) is not Direction.OLDEST_FIRST:
            return
        # `Nora to Otto - May 4`, `Otto to Nora - May 4`: no subject in either
        if not item.base and not above.base:
            found[number - 1] = Start(WEIGHTS[ABOVE].points, ABOVE)
        # `Sluice`, and below it `Re: Sluice`
        elif alike == 1 and item.prefixes and above.base == item.base and not above.prefixes:
            found[number - 1] = Start(WEIGHTS[ONLY_ONE].points, ONLY_ONE)

    def _direction(self, upper: MessageKeys, lower: MessageKeys) -> Direction:
        """The direction of the run that both stand in."""
        runs = self.directions.runs
        if runs[upper.number] != runs[lower.number]:
            return Direction.UNKNOWN
        return self.directions.found[lower.number]

    def _runs_away(self, item: MessageKeys, other: int, start: Start) -> bool:
        """Whether a candidate stands where, as the document runs, only what is later does."""
        if start.flags & QUOTES and start.share >= _MOST_OF_IT:
            return False
        direction = self._direction(item, self.messages[other])
        return direction == (
            Direction.OLDEST_FIRST if other > item.number else Direction.NEWEST_FIRST
        )

    def _document_lists(self, document: int) -> frozenset[int]:
        """Who gets three mails or more in a document and writes none: a list's address, mostly.

        Somebody copied on two mails is no list: `Cc: Kim Min` on a letter and on one answer.
        """
        if self._lists[0] != document:
            at = bisect_left(self.messages, document, key=lambda item: item.document)
            end = bisect_right(self.messages, document, key=lambda item: item.document)
            inside = self.messages[at:end]
            writers = {self._who(item.originator) for item in inside}
            got = Counter(who for item in inside for who in set(map(self._who, item.recipients)))
            readers = {who for who, count in got.items() if count >= _LEAST_OF_LIST}
            self._lists = document, frozenset(readers - writers)
        return self._lists[1]

    def _under_subject(self, item: MessageKeys) -> Sequence[int]:
        """The messages of its subject that stand last before it."""
        if self.under_subjects is not None:
            return self.under_subjects.inside.get(item.number, ())
        # A print of another message may be the only one that has this subject.
        numbers = self.by_subject.get(item.base, [])
        times = self.subject_times.get(item.base, [])
        end = bisect_right(times, self.moments.at[item.number] + SAME_SUBJECT_BEHIND)
        return numbers[max(0, end - SAME_SUBJECT_BEFORE) : end]

    def _rank(self, item: MessageKeys, candidates: Mapping[int, Start]) -> list[_Candidate]:
        """The candidates with what speaks for them, best first; of equal ones the nearest before
        it."""
        ranked: list[tuple[tuple[int, bool, int, float], _Candidate]] = []
        own = self.same[item.number]
        for other, start in candidates.items():
            candidate = self.messages[other]
            if self.same[other] == own:
                continue
            near = candidate.document == item.document
            lists = self._document_lists(item.document) if near else frozenset[int]()
            weighed = self.weigh(item, candidate, start, lists)
            if weighed is not None:
                gap = self.gap(item, candidate)
                certain = bool(start.flags & QUOTES) or together(item, candidate)
                order = rank_order(weighed.points, gap, other)
                ranked.append((order, _Candidate(other, weighed, gap, certain)))
        outside = self.under_subjects and self.under_subjects.outside.get(item.number)
        if outside:
            order = rank_order(outside.points, outside.gap, outside.number)
            weighed = Weighed(outside.points, 0, 0)
            ranked.append((order, _Candidate(outside, weighed, outside.gap, certain=False)))
        ranked.sort(key=lambda one: one[0])
        return [one for _, one in ranked]

    def _link_best(
        self, item: MessageKeys, tried: Sequence[_Candidate], *, ambiguous: bool
    ) -> None:
        first = tried[0]
        if ambiguous and isinstance(first.candidate, int):
            reason = intern(f"{first.reason}; another message fits as well")
            child, parent = self.same[item.number], self.same[first.candidate]
            link = Link(child, parent, Relation.REPLY, reason, 0.5)
            self.links.unused.setdefault(child, link)
            return
        for one in tried:
            points, other = one.weighed.points, one.candidate
            if isinstance(other, ExternalCandidate):
                link = Link(
                    item.number,
                    item.number,
                    other.relation,
                    other.reason,
                    points / 100,
                    outside=other.identity,
                )
                self.links.unused.setdefault(self.same[item.number], link)
                return
            relation = self.relation(item, self.messages[other], behind=other > item.number)
            # Of many messages few reasons are given, over and over.
            reason = intern(one.reason)
            link = Link(item.number, other, relation, reason, min(points, _CAP) / 100, one.certain)
            if points < ENOUGH:
                if points >= NOTED:
                    self.links.unused.setdefault(self.same[item.number], link)
                return
            if self._add(link):
                return

    def _is_ambiguous(self, ranked: Sequence[_Candidate]) -> bool:
        """Whether two messages fit equally well, neither much nearer in time than the other."""
        best = ranked[0]
        if best.certain or best.weighed.points < ENOUGH:
            return False
        parent = self._parent(best)
        rival = next((one for one in ranked[1:] if self._parent(one) != parent), None)
        if rival is None or best.weighed.points - rival.weighed.points >= MARGIN:
            return False
        return best.gap < 0 or rival.gap < _MUCH_NEARER * best.gap

    def _parent(self, ranked: _Candidate) -> int | None:
        """The message that a candidate is a print of; None for one outside."""
        candidate = ranked.candidate
        return None if isinstance(candidate, ExternalCandidate) else self.same[candidate]


def rank_order(points: int, gap: int, number: float) -> tuple[int, bool, int, float]:
    """The order of candidates, best first; of equal ones the nearest before the message."""
    return -points, gap < 0, abs(gap), -number


def _order_tells(messages: Sequence[MessageKeys]) -> dict[int, float]:
    """How much it means, in each document, that a message stands right below another (0 to 1).

    In a pasted conversation neighbours have one subject; in a pile of exhibits they seldom have.
    """
    pairs: Counter[int] = Counter()
    alike: Counter[int] = Counter()
    for item in messages:
        if item.enclosing is None or item.enclosing != item.number - 1 or not item.base:
            continue
        upper = messages[item.enclosing]
        if upper.base and _is_appended(upper, item):
            pairs[item.document] += 1
            alike[item.document] += upper.base.startswith(item.base)
    return {
        item.document: 1.0
        if alike[item.document] * 2 >= pairs[item.document]
        else alike[item.document] / pairs[item.document]
        for item in messages
    }


def _is_appended(upper: MessageKeys, lower: MessageKeys) -> bool:
    """Whether a header block right below may be what the upper message answers."""
    if lower.footnote != upper.footnote or _starts_thread(upper, lower):
        return False
    return upper.thread is None or upper.thread != lower.thread


def _starts_thread(upper: MessageKeys, lower: MessageKeys) -> bool:
    return lower.thread is not None and lower.thread != upper.thread


def _contradicts(child: MessageKeys, parent: MessageKeys) -> bool:
    """Whether the child was written first: by moments that are known, or in whatever zones."""
    if child.alternatives or parent.alternatives:
        return False
    if child.instant is not None and parent.instant is not None:
        return child.instant + _PRECISION[child.precision] <= parent.instant
    if child.local is None or parent.local is None:
        return False
    return parent.local - child.local > 2 * ANY_ZONE


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
