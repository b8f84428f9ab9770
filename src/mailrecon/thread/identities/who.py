"""Decide which printed people are the same person, by weighted evidence.

First `ties` joins names and addresses that are printed together. Then different names are compared
here (Fellegi and Sunter 1969): each field that agrees or differs adds or subtracts bits; a pair is
joined from `JOIN` on, and recorded as a proposal from `PROPOSE` on. `name_evidence` weighs a pair
of names, `identity_weights` has the bits. Nothing depends on the order of documents.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from math import log2
from typing import NamedTuple

from mailrecon.lexicon import ocr_shape
from mailrecon.thread.identities.identity_weights import (
    JOIN,
    ONLY_ONE,
    PROPOSE,
    SAME_COMPANY,
    SEVERAL,
    TOGETHER,
    Bits,
)
from mailrecon.thread.identities.name_evidence import (
    SHORT_FAMILY,
    IdentityRecord,
    NameRarity,
    PersonSoFar,
    names_conflict,
    people_so_far,
    weigh_pair,
)
from mailrecon.thread.identities.names import (
    NameParts,
    number_in,
    plain_spelling,
)
from mailrecon.thread.identities.ties import Ties

# A rival counts if it is at most this many bits behind.
_MUCH_BETTER = 3.0
# A header with more people is not evidence of who is usually named together.
_COMPANY = 12
# Company counts if it makes one person at least this many bits more likely.
_TELLING_COMPANY = 2.0
# The share of a person's company that recurs beside another print of their name.
_KEPT_COMPANY = 0.6
_MOST_IN_BLOCK = 200
# In a block with more people of one given name, three letters of the family name must agree.
_CROWD = 50
# The most pairs of groups whose contradictions are cached.
_MOST_KNOWN = 1_000_000


class Join(NamedTuple):
    """Two printed people (by number) are one, or may be; the confidence (0 to 1), and why."""

    one: int
    other: int
    score: float
    reason: str


class Candidates(NamedTuple):
    """People so far by number, the pairs of them that may be one, and those that may not."""

    people: Mapping[int, PersonSoFar]
    pairs: list[tuple[int, int]]
    apart: frozenset[tuple[int, int]] = frozenset()


def find_candidates(records: Sequence[IdentityRecord], ties: Ties) -> Candidates:
    """Pairs of people with similar family names and compatible given names. Records that contradict
    the others are left out.
    """
    forest = ties.forest
    people = people_so_far(records, forest, frozenset(ties.contradicting))
    roots = [(forest.root(one), forest.root(other)) for one, other in ties.apart]
    apart = frozenset(
        pair for one, other in roots if one != other for pair in ((one, other), (other, one))
    )
    blocks: dict[tuple[str, ...], set[int]] = defaultdict(set)
    turned: dict[tuple[str, ...], set[int]] = defaultdict(set)
    for root, person in people.items():
        for parts in person.names:
            for key in blocking_keys(parts):
                blocks[key].add(root)
            exchanged = turned_key(parts)
            if exchanged is not None:
                turned[exchanged].add(root)
    pairs: set[tuple[int, int]] = set()
    for key, members in _divided(blocks, people):
        # Two hundred people named Li would be twenty thousand pairs.
        if len(members) <= _MOST_IN_BLOCK:
            pairs.update(combinations(sorted(members), 2))
        # `Lund Bo` and `Bo Lund`
        others = turned.get(key, ())
        if len(members) * len(others) <= _MOST_IN_BLOCK * _MOST_IN_BLOCK // 2:
            pairs.update((min(a, b), max(a, b)) for a in members for b in others if a != b)
    return Candidates(people, sorted(pairs), apart)


def _divided(
    blocks: Mapping[tuple[str, ...], set[int]], people: Mapping[int, PersonSoFar]
) -> Iterator[tuple[tuple[str, ...], set[int]]]:
    """The blocks; those in which a given name has a crowd are divided by one letter more, and left
    out if that is not enough.

    A list of thousands of recipients may be all of one given name. If OCR misread one letter of
    `Harbour`, its first three letters or its last three are as printed.
    """
    for key, members in blocks.items():
        if len(members) <= _CROWD or key[0] == "family":
            yield key, members
            continue
        parted: dict[str, set[int]] = defaultdict(set)
        for root in members:
            for parts in people[root].names:
                end = parts.family[:3] if key[0] == "begins" else parts.family[-3:]
                parted[end].add(root)
        yield from (((*key, end), some) for end, some in parted.items() if len(some) <= _CROWD)


class HeaderCompany(NamedTuple):
    """The people who are named together: for each pair, the number of headers with both; for each
    person, the people named in the same headers; and the number of people in all.
    """

    together: Mapping[tuple[int, int], int]
    beside: Mapping[int, set[int]]
    people: int

    def weigh(self, one: int, other: int) -> list[Bits]:
        """The bits for two people who are named beside the same others.

        The company of the person who has fewer is examined. If both are one person, each of these
        recurs beside the other with the probability `_KEPT_COMPANY`; otherwise only by chance.
        People in one header belong together, so each counts half.
        """
        fewer, more = sorted((self.beside.get(one, set()), self.beside.get(other, set())), key=len)
        if not fewer:
            return []
        chance = min(0.9, (1 + len(more)) / (1 + self.people))
        kept = max(_KEPT_COMPANY, chance)
        shared = len(fewer & more)
        bits = shared * log2(kept / chance)
        bits += (len(fewer) - shared) * log2((1 - kept) / (1 - chance))
        # Different company is not evidence: people write about more than one matter.
        return [SAME_COMPANY] if bits / 2 >= _TELLING_COMPANY else []


NO_COMPANY = HeaderCompany({}, {}, 0)


def find_company(
    candidates: Candidates,
    identity: Callable[[int], int],
    headers: Iterable[Collection[int]],
) -> HeaderCompany:
    """The company of the candidates; `identity` maps a record to its person."""
    mates: dict[int, set[int]] = defaultdict(set)
    paired: set[int] = set()
    for one, other in candidates.pairs:
        mates[one].add(other)
        paired |= {one, other}
    together: Counter[tuple[int, int]] = Counter()
    beside: dict[int, set[int]] = defaultdict(set)
    everybody: set[int] = set()
    for header in headers if mates else ():
        inside = {identity(handle) for handle in header if handle >= 0}
        for one in inside & mates.keys():
            for other in mates[one] & inside:
                together[one, other] += 1
        everybody |= inside
        # `From: Ann Poe` / `To: A. Poe, Ben Ost`
        if len(inside) <= _COMPANY:
            for one in inside & paired:
                beside[one] |= inside
    for one, others in beside.items():
        others.discard(one)
    return HeaderCompany(together, beside, len(everybody))


def blocking_keys(parts: NameParts) -> Iterator[tuple[str, ...]]:
    """Blocking keys: two names of one person share at least one."""
    # `Stone` and `St0ne` have one shape; `Müller` and `Mueller` one plain spelling.
    if len(parts.family) > 1:
        yield "family", ocr_shape(parts.family)
        if (plain := plain_spelling(parts.family)) != parts.family:
            yield "family", ocr_shape(plain)
    # `Ann Stone` and `Ann Stene`: the first letters agree, or the last; and so does a number, as
    # in `User User12`.
    if len(parts.given) > 1 and len(parts.family) >= SHORT_FAMILY:
        number = number_in(parts.family)
        yield "begins", parts.given, number, parts.family[:2]
        yield "ends", parts.given, number, parts.family[-2:]


def turned_key(parts: NameParts) -> tuple[str, ...] | None:
    """A key shared by a name and the same name in the other order: `Lund Bo`, `Bo Lund`."""
    return ("family", ocr_shape(parts.given)) if len(parts.given) > 1 else None


def join_names(
    candidates: Candidates,
    company: HeaderCompany = NO_COMPANY,
) -> tuple[list[Join], list[Join]]:
    """The pairs of people that are one person, and those that may be, the most certain first."""
    people = candidates.people
    rarity = NameRarity(people.values())
    weighed: dict[tuple[int, int], tuple[float, list[str]]] = {}
    fitting: dict[int, dict[int, float]] = defaultdict(dict)
    for one, other in candidates.pairs:
        found = weigh_pair(people[one], people[other], rarity)
        if found is None:
            continue
        bits, reasons = found
        count = company.together.get((one, other), 0)
        # `To: Ann Poe; A. Poe`: a header seldom names one person twice.
        if count:
            bits += TOGETHER.bits * min(2, count)
            reasons.append(TOGETHER.said)
        for item in company.weigh(one, other):
            bits += item.bits
            reasons.append(item.said)
        if bits > 0:
            weighed[one, other] = bits, reasons
            fitting[one][other] = fitting[other][one] = bits
    joined = _JoinedPeople(people, candidates.apart)
    joins: list[Join] = []
    proposals: list[Join] = []
    for (one, other), (bits, reasons) in sorted(
        weighed.items(), key=lambda item: (-item[1][0], _names_of(people, item[0]))
    ):
        # All later pairs have fewer bits.
        if bits + max(SEVERAL.bits, ONLY_ONE.bits) < min(JOIN, PROPOSE):
            break
        # `Ann Poe` with `A. Poe`, if no other person may be `A. Poe`
        extra = SEVERAL if _has_rival(one, other, fitting, joined) else ONLY_ONE
        total = bits + extra.bits
        join = Join(one, other, _as_score(total), ", ".join([*reasons, extra.said]))
        # Enough, and no name of one contradicts a name of the other
        if total >= JOIN and joined.join(one, other):
            joins.append(join)
        elif total >= PROPOSE:
            proposals.append(join)
    return joins, [one for one in proposals if not joined.are_one(one.one, one.other)]


def _names_of(people: Mapping[int, PersonSoFar], pair: tuple[int, int]) -> Sequence[object]:
    """A sort key for pairs of equal weight that does not depend on their numbers."""
    return sorted((sorted(people[n].names), sorted(people[n].addresses)) for n in pair)


def _as_score(bits: float) -> float:
    return round(1 / (1 + float(2**-bits)), 2)


def _has_rival(
    one: int, other: int, fitting: Mapping[int, Mapping[int, float]], joined: _JoinedPeople
) -> bool:
    """Whether a third person, who cannot be one of the pair, fits about as well."""
    least = fitting[one][other] - _MUCH_BETTER
    # `A. Poe` may be `Ann Poe` or `Abe Poe`, who are not one.
    return any(
        joined.conflicts_with_any(
            mate, [rival for rival, bits in fitting[this].items() if bits > least and rival != mate]
        )
        for this, mate in ((one, other), (other, one))
    )


class _JoinedPeople:
    """The people joined so far. People with contradicting names are never joined."""

    def __init__(
        self, people: Mapping[int, PersonSoFar], apart: Collection[tuple[int, int]] = frozenset()
    ) -> None:
        self._people = people
        self._apart = apart
        self._members: dict[int, list[int]] = {number: [number] for number in people}
        self._root = {number: number for number in people}
        # A cache: whether two groups contradict each other, by their first members.
        self._known: dict[int, dict[int, bool]] = defaultdict(dict)
        self._kept = 0

    def are_one(self, one: int, other: int) -> bool:
        """Whether both are joined."""
        return self._root[one] == self._root[other]

    def conflict(self, one: int, other: int) -> bool:
        """Whether a name in the group of `one` contradicts a name in the group of `other`."""
        return self._conflict(self._root[one], self._root[other])

    def conflicts_with_any(self, one: int, others: Iterable[int]) -> bool:
        """Whether one of the others is not joined with this person and cannot be."""
        roots = self._root
        first = roots[one]
        known = self._known[first]
        for other in others:
            second = roots[other]
            if second == first:
                continue
            # In a list of hundreds of one name each pair has hundreds of rivals.
            found = known.get(second)
            if found or (found is None and self._conflict(first, second)):
                return True
        return False

    def _conflict(self, first: int, second: int) -> bool:
        found = self._known[first].get(second)
        if found is None:
            found = any(
                (a, b) in self._apart or names_conflict(self._people[a], self._people[b])
                for a in self._members[first]
                for b in self._members[second]
            )
            if self._kept >= _MOST_KNOWN:
                self._forget(*self._known)
            self._known[first][second] = self._known[second][first] = found
            self._kept += 1
        return found

    def _forget(self, *groups: int) -> None:
        for one in groups:
            for other in self._known.pop(one, {}):
                self._known[other].pop(one, None)
                self._kept -= 1

    def join(self, one: int, other: int) -> bool:
        """Join two people, unless a name of one contradicts a name of the other."""
        first, second = self._root[one], self._root[other]
        if first == second:
            return True
        # `Ann Poe` and `Anna Poe` may be one, but `Anna Poe` is joined with `Bea Poe`, and Ann is
        # not Bea.
        if self.conflict(one, other):
            return False
        theirs = self._members.pop(second)
        for number in theirs:
            self._root[number] = first
        self._members[first].extend(theirs)
        self._forget(first, second)
        return True
