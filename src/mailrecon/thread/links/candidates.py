"""Find the messages that one may answer, by position, quotations and subject, and rank them."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from mailrecon.thread.directions import Direction, are_of_two_clocks, find_directions
from mailrecon.thread.links.misread import is_misread
from mailrecon.thread.links.model import Quotations
from mailrecon.thread.links.rivals import LEAST_OF_LIST, RivalsBySubject
from mailrecon.thread.links.scoring import (
    ENOUGH,
    MARGIN,
    NOWHERE,
    SUBJECT_ALONE,
    WEIGHTS,
    LinkEvidence,
    LinkScorer,
    Start,
    Traits,
    gap,
    quoting,
    reason_of,
    weigh,
)
from mailrecon.thread.message_keys import MessageKeys

# Messages above that are considered as parents.
_NEXT_IN_PRINT = 12
# Messages of the same subject considered: earlier ones, and later ones (clocks may be wrong).
SAME_SUBJECT_BEFORE = 24
SAME_SUBJECT_BEHIND = timedelta(hours=12)
_BEHIND = SAME_SUBJECT_BEHIND // timedelta(seconds=1)
# Candidates tried in turn: a link to the best may close a cycle.
_TRIED = 4
# Of equal candidates, one that is nearer in time by this factor is taken.
_MUCH_NEARER = 1.5
# A quotation found by this share (in hundredths) outweighs the direction of the document.
_MOST_OF_IT = 50
_NONE = -1
_QUOTES, _BELOW = LinkEvidence.QUOTES.value, LinkEvidence.BELOW.value
_TOGETHER = LinkEvidence.TOGETHER.value
_NO_LISTS: frozenset[int] = frozenset()
# The most points of a candidate that shares only the subject, whose author is not a recipient of
# the message and that did not go to the message's author; plus the margin within which rivals
# count.
_BETTER_THAN_STRANGERS = (
    SUBJECT_ALONE
    + sum(
        WEIGHTS[one].points
        for one in (
            LinkEvidence.CLIENTS_PREFIX,
            LinkEvidence.SAME_LIST,
            LinkEvidence.SAME_PEOPLE,
            LinkEvidence.TOGETHER,
            LinkEvidence.NEXT_ABOVE,
            LinkEvidence.LATER,
        )
    )
    + MARGIN
)
_BELOW_NEWEST_FIRST = _BELOW | LinkEvidence.NEWEST_FIRST.value
_ABOVE_START = Start(WEIGHTS[LinkEvidence.ABOVE].points, LinkEvidence.ABOVE.value)
_ONLY_ONE_START = Start(WEIGHTS[LinkEvidence.ONLY_ONE].points, LinkEvidence.ONLY_ONE.value)

# The order (see `rank_order`), the candidate, evidence (bits), share of a quotation, whether it is
# certain.
_RankedCandidate = tuple[tuple[int, bool, int, int], int, int, int, bool]


class Candidate(NamedTuple):
    """A possible parent of a message: its number, points and evidence (bits), and the fraction of a
    quotation found in it.
    """

    candidate: int
    points: int
    evidence: int
    share: int
    certain: bool

    @property
    def reason(self) -> str:
        """The evidence in words."""
        return reason_of(self.evidence, self.share)


class Best(NamedTuple):
    """The best candidate of message `number`.

    `ambiguous`: another fits equally well. `extracted`: the message was found within another's
    text.
    """

    number: int
    candidate: Candidate
    is_ambiguous: bool
    extracted: bool


class BestCandidates:
    """The best candidate of each message in compact form; iterating yields the strongest first."""

    def __init__(self) -> None:
        self._numbers = array("q")
        self._candidates = array("q")
        self._points = array("h")
        self._evidence = array("l")
        self._shares = array("b")
        self._certain = bytearray()
        self._ambiguous = bytearray()
        self._extracted = bytearray()

    def add(self, best: Best) -> None:
        """Add the best candidate of a message."""
        candidate, points, evidence, share, certain = best.candidate
        self._numbers.append(best.number)
        self._candidates.append(candidate)
        self._points.append(points)
        self._evidence.append(evidence)
        self._shares.append(share)
        self._certain.append(certain)
        self._ambiguous.append(best.is_ambiguous)
        self._extracted.append(best.extracted)

    def __iter__(self) -> Iterator[Best]:
        # A stable counting sort: sorting a list would take several times the memory.
        places: dict[int, array[int]] = defaultdict(lambda: array("q"))
        for at, points in enumerate(self._points):
            places[points].append(at)
        for points in sorted(places, reverse=True):
            yield from map(self._best, places[points])

    def _best(self, at: int) -> Best:
        return Best(
            self._numbers[at],
            Candidate(
                self._candidates[at],
                self._points[at],
                self._evidence[at],
                self._shares[at],
                bool(self._certain[at]),
            ),
            bool(self._ambiguous[at]),
            bool(self._extracted[at]),
        )


class CandidateFinder:
    """Find and rank the possible parents of a message."""

    def __init__(
        self,
        messages: Sequence[MessageKeys],
        representative: Sequence[int],
        scorer: LinkScorer,
        quotations: Quotations,
    ) -> None:
        self.messages = messages
        self.representative = representative
        self.scorer = scorer
        self.quotations = quotations
        directions = find_directions(messages)
        self._runs, self._directions = directions.runs, directions.found
        self._order_decides = _order_decides(messages)
        self._by_subject: dict[str, list[int]] = defaultdict(list)
        self._subject_times: dict[str, array[int]] = {}
        self._lists: tuple[int, frozenset[int]] = (_NONE, frozenset())
        # Copies of other messages, which `_by_subject` lacks.
        self._copies_by_subject: dict[str, list[int]] = defaultdict(list)
        self._rivals = RivalsBySubject(self._writers_and_readers)

    def direction(self, number: int) -> Direction:
        """The direction of a message's run."""
        return self._directions[number]

    def _writers_and_readers(self, base: str) -> Iterator[tuple[int, Collection[int]]]:
        """The author and the recipients of each message of a subject."""
        who, messages = self.scorer.who, self.messages
        for index in (self._by_subject, self._copies_by_subject):
            for item in map(messages.__getitem__, index.get(base, ())):
                yield who(item.originator), {who(handle) for handle in item.recipients}

    def index_subjects(self) -> None:
        """Sort the messages of each subject by time, for `best`."""
        at = self.scorer.timeline.at
        for item in self.messages:
            if item.base:
                is_copy = self.representative[item.number] != item.number
                index = self._copies_by_subject if is_copy else self._by_subject
                index[item.base].append(item.number)
        for numbers in self._by_subject.values():
            if len(numbers) > 1:
                numbers.sort(key=lambda number: (at[number], number))

    def best(self, item: MessageKeys, *, extracted: bool) -> Best | None:
        """The best candidate of a message.

        An `extracted` message, found within another's text, does not answer anything above it.
        """
        winner = self._clear_winner(item)
        if winner is not None:
            return Best(item.number, winner, False, extracted)
        ranked = self._rank(item, self._find(item, extracted=extracted))
        # `Sluice`, the first message of its subject: there is no message to answer.
        if not ranked:
            return None
        return Best(item.number, _candidate(ranked[0]), self._is_ambiguous(ranked), extracted)

    def others(self, item: MessageKeys, *, extracted: bool) -> Iterator[Candidate]:
        """The next candidates after the best, down to the first that is too weak."""
        ranked = self._rank(item, self._find(item, extracted=extracted), all_of_them=True)
        for better, one in pairwise(ranked[:_TRIED]):
            if -better[0][0] < ENOUGH:
                break
            yield _candidate(one)

    def _find(self, item: MessageKeys, *, extracted: bool) -> dict[int, Start]:
        """Possible parents, each with the score of its position."""
        number = item.number
        found = {
            other: start
            # `Re: Sluice` whose text quotes half of `Sluice`
            for other, share in self.quotations(number).items()
            if not self._runs_away(number, other, start := quoting(share))
        }
        if number + 1 < len(self.messages):
            below = self.messages[number + 1]
            # A client prints the answered message right below the answer.
            if below.enclosing == number and is_appended(item, below):
                start = self._next_below(item, below, found.get(number + 1, NOWHERE))
                if start.evidence & _BELOW and not self._runs_away(number, number + 1, start):
                    found[number + 1] = start
        if not extracted:
            alike = self._add_above(item, found)
            # `Re: Sluice`, wherever a `Sluice` is printed
            if item.base and item.prefixes:
                self._add_under_subject(item, found)
            if found.get(number - 1) is NOWHERE:
                found[number - 1] = self._right_above(item, self.messages[number - 1], alike)
        return found

    def _clear_winner(self, item: MessageKeys) -> Candidate | None:
        """The message right below, if all other candidates of `_find` have far fewer points."""
        number = item.number
        if number + 1 >= len(self.messages):
            return None
        below = self.messages[number + 1]
        # Most messages of a chain answer the next one below, and no other candidate comes near.
        if below.enclosing != number or self._directions[number] is not Direction.NEWEST_FIRST:
            return None
        # `Sluice` printed twice in a row: a copy is not an answer.
        if self.representative[number + 1] == self.representative[number] or not is_appended(
            item, below
        ):
            return None
        start = self._next_below(item, below, NOWHERE)
        if not start.evidence & _BELOW or self.quotations(number):
            return None
        # `Re: The sluice at Quay` above `The sluice`: only one subject's messages are counted.
        if item.base and below.base != item.base:
            return None
        mine, theirs = self.scorer.traits(item), self.scorer.traits(below)
        lists = self._document_lists(mine.document)
        ranked = _ranked(mine, theirs, start, lists)
        # Where the newest is first, only the first message of its run may answer one above it.
        is_first = self._runs[number] == number
        is_above = is_first and number > 0 and self.messages[number - 1].document == item.document
        if ranked is None or not self._rivals.of(item.base).have_less(
            1 - MARGIN - ranked[0][0], mine, theirs, is_above=is_above, has_lists=bool(lists)
        ):
            return None
        return _candidate(ranked)

    def _next_below(self, item: MessageKeys, below: MessageKeys, start: Start) -> Start:
        """The score of the message right below, added to `start`."""
        direction = self._direction(item.number, below.number)
        points = start.points + round(
            WEIGHTS[LinkEvidence.BELOW].points * self._order_decides.get(item.document, 1.0)
        )
        # `From: Ben Ost` / `I will ask.` / `From: Ann Poe` / `Who opens it?`, newest first
        if direction is Direction.NEWEST_FIRST:
            points += WEIGHTS[LinkEvidence.NEWEST_FIRST].points
            return Start(points, start.evidence | _BELOW_NEWEST_FIRST, start.share)
        # Two messages of the same minute without other evidence: either can be the reply.
        if direction is Direction.UNKNOWN and item.local is not None and item.local == below.local:
            return start
        # `9:12 AM` above `4:15 AM EDT`, without subjects: again, either can be the reply.
        if direction is Direction.UNKNOWN and are_of_two_clocks(item, below):
            return start
        return Start(points, start.evidence | _BELOW, start.share)

    def _add_above(self, item: MessageKeys, found: dict[int, Start]) -> int:
        """Add the possible parents above; return how many of these have the same subject."""
        number, messages = item.number, self.messages
        first = number - 1
        # If the newest is first, no message answers one above it.
        if self._directions[number] is Direction.NEWEST_FIRST:
            first = min(first, self._runs[number] - 1)
        alike = 0
        for other in range(first, max(-1, number - 1 - _NEXT_IN_PRINT), -1):
            candidate = messages[other]
            # Another document, or the message of another footnote of an article
            if candidate.document != item.document or candidate.footnote != item.footnote:
                break
            # `3 messages` / `Sluice`: both belong to the conversation that a page prints.
            if candidate.thread == item.thread:
                found.setdefault(other, NOWHERE)
            alike += bool(item.base) and candidate.base == item.base
        return alike

    def _right_above(self, item: MessageKeys, above: MessageKeys, alike: int) -> Start:
        """The score of the message right above; `alike` messages above have its subject."""
        if self._direction(above.number, item.number) is not Direction.OLDEST_FIRST:
            return NOWHERE
        # `Nora to Otto - May 4` / `Otto to Nora - May 4`: neither has a subject.
        if not item.base and not above.base:
            return _ABOVE_START
        # `Sluice`, and right below it `Re: Sluice`.
        if alike == 1 and item.prefixes and above.base == item.base and not above.prefixes:
            return _ONLY_ONE_START
        return NOWHERE

    def _direction(self, upper: int, lower: int) -> Direction:
        """The direction of the run that both are in."""
        if self._runs[upper] != self._runs[lower]:
            return Direction.UNKNOWN
        return self._directions[lower]

    def _runs_away(self, number: int, other: int, start: Start) -> bool:
        """Whether the direction of the run makes the candidate later than the message."""
        # Half of the quotation is found there: the order of print does not matter.
        if start.evidence & _QUOTES and start.share >= _MOST_OF_IT:
            return False
        return self._direction(number, other) == (
            Direction.OLDEST_FIRST if other > number else Direction.NEWEST_FIRST
        )

    def _add_under_subject(self, item: MessageKeys, found: dict[int, Start]) -> None:
        """Add the latest earlier messages of the same subject, wherever they are printed."""
        number, document, messages = item.number, item.document, self.messages
        run, runs, direction = self._runs[number], self._runs, self._directions[number]
        at, dated = self.scorer.timeline.at, item.local is not None
        moment = at[number]
        for other in self._under_subject(item):
            if runs[other] == run and direction is (
                Direction.OLDEST_FIRST if other > number else Direction.NEWEST_FIRST
            ):
                continue
            if dated and at[other] > moment:
                candidate = messages[other]
                if candidate.document == document and candidate.local is not None:
                    continue
            found.setdefault(other, NOWHERE)

    def _under_subject(self, item: MessageKeys) -> Sequence[int]:
        # A copy of a message may be the only one with this subject.
        numbers = self._by_subject.get(item.base, [])
        at = self.scorer.timeline.at
        times = self._subject_times.get(item.base)
        # Most subjects are of a single message, and nothing is sought under them.
        if times is None:
            times = array("q", [at[number] for number in numbers])
            self._subject_times[item.base] = times
        end = bisect_right(times, at[item.number] + _BEHIND)
        return numbers[max(0, end - SAME_SUBJECT_BEFORE) : end]

    def _document_lists(self, document: int) -> frozenset[int]:
        """Mailing lists: addresses that get three messages or more in a document and write none.

        A person copied on two messages is not a list: `Cc: Kim Min` on a letter and its answer.
        """
        if self._lists[0] != document:
            at = bisect_left(self.messages, document, key=lambda item: item.document)
            end = bisect_right(self.messages, document, key=lambda item: item.document)
            # Two messages make no list.
            inside = self.messages[at:end] if end - at >= LEAST_OF_LIST else ()
            who = self.scorer.who
            writers = {who(item.originator) for item in inside}
            got = Counter(
                reader for item in inside for reader in {who(one) for one in item.recipients}
            )
            readers = {reader for reader, count in got.items() if count >= LEAST_OF_LIST}
            self._lists = document, frozenset(readers - writers)
        return self._lists[1]

    def _rank(
        self, item: MessageKeys, candidates: Mapping[int, Start], *, all_of_them: bool = False
    ) -> list[_RankedCandidate]:
        """The candidates with their scores, best first; of equal ones the nearest before the
        message.

        Candidates that only share the subject are left out if another is so much better that they
        could neither be chosen nor make it ambiguous.
        """
        # Most messages that are alone in their documents have none.
        if not candidates:
            return []
        own, representative, messages = (
            self.representative[item.number],
            self.representative,
            self.messages,
        )
        traits, at_hand = self.scorer.traits, self.scorer.at_hand
        mine = traits(item)
        originator, recipients, document = mine.originator, mine.recipients, mine.document
        lists: frozenset[int] | None = None
        ranked: list[_RankedCandidate] = []
        strangers: list[Traits] = []
        most = 0
        for other, start in candidates.items():
            # A copy of the message itself
            if representative[other] == own:
                continue
            theirs = at_hand.get(other) or traits(messages[other])
            if (
                # `Re: Sluice` by a person who neither received this message nor wrote to its author
                start is NOWHERE
                and originator not in theirs.recipients
                and theirs.originator not in recipients
            ):
                strangers.append(theirs)
                continue
            if lists is None:
                lists = self._document_lists(document)
            one = _ranked(mine, theirs, start, lists)
            if one is not None:
                ranked.append(one)
                most = max(most, -one[0][0])
        # The remaining candidates are scored only if no other is clearly better.
        if strangers and (all_of_them or most < _BETTER_THAN_STRANGERS):
            if lists is None:
                lists = self._document_lists(document)
            for theirs in strangers:
                one = _ranked(mine, theirs, NOWHERE, lists)
                if one is not None:
                    ranked.append(one)
        ranked.sort(key=itemgetter(0))
        return ranked

    def _is_ambiguous(self, ranked: Sequence[_RankedCandidate]) -> bool:
        """Whether two candidates fit equally well, neither much nearer in time."""
        (minus_points, is_behind, apart, _), candidate, _, _, certain = ranked[0]
        # A quotation decides, and a weak candidate is not linked at all.
        if certain or -minus_points < ENOUGH:
            return False
        parent = self.representative[candidate]
        for (fewer, is_rival_behind, rival_apart, _), rival, _, _, _ in ranked[1:]:
            if self.representative[rival] != parent:
                # `Re: Sluice` to two messages `Sluice`: ambiguous only if they are about as good.
                if fewer - minus_points >= MARGIN:
                    return False
                return is_behind or is_rival_behind or rival_apart < _MUCH_NEARER * apart
        return False


def _ranked(
    mine: Traits, theirs: Traits, start: Start, lists: frozenset[int]
) -> _RankedCandidate | None:
    """A candidate with its score; `lists` are the mailing lists of the message's document."""
    near = theirs.document == mine.document
    scored = weigh(mine, theirs, start, lists if near else _NO_LISTS)
    if scored is None:
        return None
    points, evidence = scored.points, scored.evidence
    certain = bool(start.evidence & _QUOTES) or (near and evidence & _TOGETHER != 0)
    # Best first; of equal ones the nearest before the message.
    apart = gap(mine, theirs)
    order = -points, apart < 0, abs(apart), -theirs.number
    return order, theirs.number, evidence, start.share, certain


def _candidate(ranked: _RankedCandidate) -> Candidate:
    order, other, evidence, share, certain = ranked
    return Candidate(other, -order[0], evidence, share, certain)


def _order_decides(messages: Sequence[MessageKeys]) -> dict[int, float]:
    """The weight of being right below, for each document (0 to 1); 1 if not listed.

    In a pasted conversation neighbours have one subject; in a set of exhibits they seldom do.
    """
    pairs: Counter[int] = Counter()
    alike: Counter[int] = Counter()
    for item in messages:
        # Only header blocks right below another message are evidence for this.
        if item.enclosing is None or item.enclosing != item.number - 1 or not item.base:
            continue
        upper = messages[item.enclosing]
        if upper.base and is_appended(upper, item):
            pairs[item.document] += 1
            alike[item.document] += upper.base.startswith(item.base) or (
                bool(upper.prefixes) and is_misread(upper.base, item.base)
            )
    return {
        document: alike[document] / count
        for document, count in pairs.items()
        if alike[document] * 2 < count
    }


def is_appended(upper: MessageKeys, lower: MessageKeys) -> bool:
    """Whether the upper message may answer the one whose header block is right below."""
    # Most are neither in a footnote nor in a printed conversation.
    if upper.rare is lower.rare:
        return upper.thread is None
    # `[1]` and `[2]`: two messages that an article cites
    if lower.footnote != upper.footnote or starts_thread(upper, lower):
        return False
    return upper.thread is None or upper.thread != lower.thread


def starts_thread(upper: MessageKeys, lower: MessageKeys) -> bool:
    """Whether another printed conversation begins between two messages."""
    return lower.thread is not None and lower.thread != upper.thread
