"""Link printed names and addresses into identities, on evidence only.

Two people are the same if they share an address or a name (`Musk, Elon` is `Elon Musk`) without a
contradiction, if different names agree well enough (`mailrecon.thread.identities.who`), or if
the user states it.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import permutations
from typing import TYPE_CHECKING, NamedTuple

from mailrecon.model import Identity, Notice, Proposal
from mailrecon.thread.identities.known_people import (
    NO_PERSON,
    KnownPeople,
    Someone,
    are_compatible,
    id_of_one,
    person_id,
)
from mailrecon.thread.identities.lone_prints import may_be_logins, whose
from mailrecon.thread.identities.name_evidence import Forest, IdentityRecord
from mailrecon.thread.identities.names import (
    is_stray,
    is_torn_list,
    name_key,
    plain_reasons,
    read_name,
)
from mailrecon.thread.identities.strangers import (
    CONTRADICTS,
    PrintedOne,
    Record,
    is_torn,
    join_strangers,
)
from mailrecon.thread.identities.ties import tie_addresses
from mailrecon.thread.identities.who import Join, find_candidates, find_company, join_names
from mailrecon.thread.options import Alias

if TYPE_CHECKING:
    from mailrecon.corrections import Correction

__all__ = ["NO_PERSON", "KnownPeople", "People", "Someone", "name_key"]


# The reason for refusing a print that contradicts the others with its address.
# Names and addresses as printed whose handles are cached.
_MOST_AT_HAND = 10_000

# With at most this many people, it is first checked whether all are strangers.
_FEW_PEOPLE = 64
# The most words of a name.
_LONGEST_NAME = 5
# Similarity (in hundredths) of names that OCR may have misread: `Hoit, Mare` and `Holt, Maren` have
# 84, `Holt, Maren` and `Brandt, Jonas` 27.
_MISREAD = 70


class PersonDetails(NamedTuple):
    """Details about a person from the user."""

    name: str | None = None
    address: str | None = None
    role: str | None = None
    organisation: str | None = None
    note: str | None = None


_NOTHING_SAID = PersonDetails()


class People:
    """The people of an archive. Add all, resolve identities by `link`, then look people up."""

    def __init__(
        self, aliases: Iterable[Alias] = (), corrections: Sequence[Correction] = ()
    ) -> None:
        self._handles: dict[tuple[str, str, int], int] = {}
        self._prints: list[tuple[str, str, int]] = []
        # A cache of handles for people whose handle is the same in all documents.
        self._at_hand: dict[tuple[str | None, str], int] = {}
        self._names: Counter[tuple[int, str]] = Counter()
        self._addresses: dict[int, str] = {}
        self._root: list[int] = []
        self._aliases = tuple(aliases)
        self._corrections = tuple(item for item in corrections if item.target is None)
        self._described: dict[int, PersonDetails] = {}
        self.notices: list[Notice] = []
        self._canonical: dict[int, str] = {}
        self._counts: Counter[int] = Counter()
        self.joins: list[Join] = []
        self.proposals: list[Join] = []
        self.contradicting: list[int] = []

    def add(self, person: PrintedOne, document: int) -> int:
        """A handle for a printed person; NO_PERSON if name and address are removed.

        A name of one word identifies a person only within its document.
        """
        name, printed = person.name, person.address or person.printed_address or ""
        handle = self._at_hand.get((name, printed))
        if handle is None:
            handle = self._handle_of(name, printed, document)
            if handle == NO_PERSON:
                return NO_PERSON
        self._counts[handle] += 1
        if name:
            self._names[handle, name] += 1
        if person.address and handle not in self._addresses:
            self._addresses[handle] = person.address
        return handle

    def _handle_of(self, name: str | None, printed: str, document: int) -> int:
        """The handle of a printed name and address; NO_PERSON without either."""
        key = name_key(name) if name else ""
        folded = printed.casefold()
        # Most addresses are in folded form already; then both share one string.
        address = printed if printed == folded else folded
        # `[redacted]` alone
        if not key and not address:
            return NO_PERSON
        # `Ann` identifies a person within her document only; `安` may be a whole name.
        if not address and " " not in key and key.isascii():
            return self._handle(key, address, document)
        handle = self._handle(key, address, NO_PERSON)
        if len(self._at_hand) >= _MOST_AT_HAND:
            self._at_hand.clear()
        self._at_hand[name, printed] = handle
        return handle

    def _handle(self, key: str, address: str, scope: int) -> int:
        parts = (key, address, scope)
        handle = self._handles.get(parts)
        if handle is None:
            handle = self._handles[parts] = len(self._prints)
            self._prints.append(parts)
        return handle

    def link(self, headers: Iterable[Collection[int]] = ()) -> None:
        """Link all people added so far; `headers` are the handles in each header."""
        said = self._add_aliases()
        if not self._aliases and not self._corrections and self._link_strangers():
            return
        records = self._printed()
        ties = tie_addresses(records)
        self.contradicting = ties.contradicting
        self._root = ties.forest.above
        # A name given by the user applies to all documents, even a name of one word.
        named = {self._prints[handle][0] for pair in said for handle in pair} - {""}
        for handle, (key, _, _) in enumerate(self._prints):
            # `To: Ann Poe` / `Ann Poe` in the file of people: such names apply to all documents.
            if key in named:
                self._join(self._handles[key, "", NO_PERSON], handle)
        for one, other in said:
            self._join(one, other)
        candidates = find_candidates(records, ties)
        company = find_company(candidates, self.identity, headers)
        self.joins, self.proposals = join_names(candidates, company)
        for join in self.joins:
            self._join(join.one, join.other)
        for lone in list(whose(records, self.identity, self.contradicting)):
            self.join((lone.owner, lone.one), lone.reason)
        self._link_first_names()
        if said:
            self.split(_groups(said))
        if self._corrections:
            from mailrecon.thread.identities.corrected_people import correct_people

            self.notices = correct_people(self, self._corrections)

    def _link_strangers(self) -> bool:
        """Link a few people by names and addresses alone. Return False if this is not enough."""
        if len(self._prints) > _FEW_PEOPLE:
            return False
        names = self._names_by_handle()
        records: list[Record] = []
        handles: list[int] = []
        scoped: list[str] = []
        for handle, (key, address, scope) in enumerate(self._prints):
            printed = tuple(names.get(handle, ()))
            if scope == NO_PERSON:
                handles.append(handle)
                records.append(Record(key, address, printed))
            elif any(map(read_name, printed)):
                return False
            else:
                scoped.append(key)
        found = join_strangers(records)
        if found is None:
            return False
        if scoped and may_be_logins(scoped, (name for one in records for name in one.printed)):
            return False
        self._root = list(range(len(self._prints)))
        for handle, root in zip(handles, found, strict=True):
            self._root[handle] = handles[root]
        self.joins, self.proposals = [], []
        torn = [handle for handle, one in zip(handles, records, strict=True) if is_torn(one)]
        self.contradicting = torn
        if scoped:
            # `Linus`, beside one `Linus Moe`
            self._link_first_names()
        return True

    def _add_aliases(self) -> list[tuple[int, int]]:
        """Add the people of the user's file. Return the pairs of handles that are one person."""
        said: list[tuple[int, int]] = []
        for alias in self._aliases:
            first = self._handle(name_key(alias.name), "", NO_PERSON)
            self._names[first, alias.name] += 1
            self._canonical.setdefault(first, alias.name)
            known = PersonDetails(None, None, alias.role, alias.organisation, alias.note)
            if any(known):
                self._described[first] = _both(self._described.get(first), known)
            for key, address in (
                (name_key(alias.alias or ""), ""),
                ("", (alias.address or "").casefold()),
            ):
                # `Ann Poe = Ann Smith, ann@quay.example`
                if key or address:
                    said.append((first, self._handle(key, address, NO_PERSON)))
                    if address:
                        self._addresses.setdefault(said[-1][1], alias.address or address)
                    elif alias.alias:
                        self._names[said[-1][1], alias.alias] += 1
        return said

    def prints_of(self, name: str | None, address: str | None) -> list[int]:
        """The handles of people with a name, an address, or both."""
        key = name_key(name) if name else ""
        folded = (address or "").casefold()
        both = [
            handle
            for handle, (printed, at, _) in enumerate(self._prints)
            if (not key or printed == key) and (not folded or at == folded)
        ]
        if both or not (key and folded):
            return both
        return [h for h, (printed, at, _) in enumerate(self._prints) if (printed, at) == (key, "")]

    def join(self, handles: Sequence[int], reason: str) -> None:
        """Join several people into one, for a correction."""
        for other in handles[1:]:
            if self.identity(handles[0]) != self.identity(other):
                self.joins.append(Join(handles[0], other, 1.0, reason))
            self._join(handles[0], other)

    def split(self, groups: Sequence[Sequence[int]]) -> None:
        """Separate groups of people into different identities, for a correction.

        Others that were linked to one of them go with the group that shares their name or address,
        otherwise with the first.
        """
        named = {handle: number for number, group in enumerate(groups) for handle in group}
        identities = {self.identity(handle) for handle in named}
        for members in [joined for root, joined in self._members().items() if root in identities]:
            inside = {named[handle] for handle in members if handle in named}
            if len(inside) < 2:
                continue
            parts: dict[int, list[int]] = {}
            for handle in members:
                part = named[handle] if handle in named else self._nearest(handle, named)
                parts.setdefault(part if part in inside else min(inside), []).append(handle)
            for together in parts.values():
                for handle in together:
                    self._root[handle] = min(together)
        self.joins = [j for j in self.joins if self.identity(j.one) == self.identity(j.other)]
        # No longer proposed, because a correction separates them.
        said = [{self.identity(handle) for handle in group} for group in groups]
        self.proposals = [
            join
            for join in self.proposals
            if not any(
                self.identity(join.one) in mine and self.identity(join.other) in theirs
                for mine, theirs in permutations(said, 2)
            )
        ]

    def _nearest(self, handle: int, named: Mapping[int, int]) -> int:
        key, address, _ = self._prints[handle]
        for other, part in named.items():
            printed, at, _ = self._prints[other]
            # `Poe, Ann <ann@quay.example>`, which the correction gives to `ann@quay.example`
            if (key and key == printed) or (address and address == at):
                return part
        return -1

    def describe(self, handles: Sequence[int], said: PersonDetails) -> None:
        """Record details about a person from the user."""
        for handle in handles:
            self._described[handle] = said
            if said.name is not None:
                self._canonical[handle] = said.name
            if said.address is not None:
                self._addresses.setdefault(handle, said.address)

    def _printed(self) -> list[IdentityRecord]:
        """All people added so far, as records for `who`."""
        records = [
            IdentityRecord(key, address, scope != NO_PERSON, self._counts[handle])
            for handle, (key, address, scope) in enumerate(self._prints)
        ]
        for (handle, name), count in self._names.items():
            records[handle].names[name] += count
        return records

    def _link_first_names(self) -> None:
        """Link `Linus` to the only full name with that word in the same document."""
        wanted: dict[str, list[int]] = {}
        names = self._names_by_handle()
        for handle, (key, address, scope) in enumerate(self._prints):
            # `IGG` is not a person: it is debris before the name in `IGG Stone, Ben`.
            if scope != NO_PERSON and not address and not all(map(is_stray, names.get(handle, ""))):
                wanted.setdefault(key, []).append(handle)
        if not wanted:
            return
        holders: dict[str, set[int]] = {word: set() for word in wanted}
        for handle, (key, _, _) in enumerate(self._prints):
            words = key.split(" ")
            # `Tina Poe, Office of the President` is not the person called `President`.
            is_one = 1 < len(words) <= _LONGEST_NAME
            if is_one and not all(map(is_torn_list, names.get(handle, ()))):
                for word in words:
                    if word in holders:
                        holders[word].add(self.identity(handle))
        for word, handles in wanted.items():
            if len(holders[word]) == 1:
                (identity,) = holders[word]
                for handle in handles:
                    self._join(identity, handle)

    def identity(self, handle: int) -> int:
        """The number of the identity of a handle: equal for all handles of one person."""
        root = self._root
        while root[handle] != handle:
            root[handle] = root[root[handle]]
            handle = root[handle]
        return handle

    def may_be_same(self, one: int, other: int) -> bool:
        """Whether two people may be the same: no printed name or address contradicts it.

        The words of one name contain those of the other, or the names are in different scripts; two
        different addresses contradict it.
        """
        return are_compatible(self._prints[one][:2], self._prints[other][:2])

    def look_alike(self, one: int, other: int) -> bool:
        """Whether two names can be one, misread by OCR: `Holt, Maren`, `Hoit, Mare`."""
        if self.may_be_same(one, other):
            return True
        from rapidfuzz import fuzz  # few documents need it

        (first, mine, *_), (second, yours, *_) = self._prints[one], self._prints[other]
        pairs = ((first or mine, second or yours), (mine, yours))
        return any(a and b and fuzz.token_sort_ratio(a, b) >= _MISREAD for a, b in pairs)

    def _join(self, one: int, other: int) -> None:
        first, second = self.identity(one), self.identity(other)
        if first != second:
            self._root[max(first, second)] = min(first, second)

    def find(self, name_or_address: str) -> int | None:
        """The identity with a name or an address; None if there is none."""
        key, address = name_key(name_or_address), name_or_address.casefold()
        for handle, (printed_key, printed_address, _) in enumerate(self._prints):
            if printed_address == address or (printed_key and printed_key == key):
                return self.identity(handle)
        return None

    def address(self, identity: int) -> str | None:
        """The only address printed for a person; None if there is none, or several."""
        found = {
            address.casefold(): address
            for handle, address in self._addresses.items()
            if self.identity(handle) == identity
        }
        return next(iter(found.values())) if len(found) == 1 else None

    def known(self, persons: Mapping[int, Someone]) -> KnownPeople:
        """The identities as needed to build messages; `persons` is the result of that method."""
        roots = array("q", self._roots())
        return KnownPeople(self._handles, roots, persons, self.known_addresses())

    def _roots(self) -> list[int]:
        """The number of the identity of each handle, in order; most are their own."""
        return [
            handle if above == handle else self.identity(handle)
            for handle, above in enumerate(self._root)
        ]

    def known_addresses(self) -> dict[int, str]:
        """The identities that have exactly one printed address, with that address."""
        found: dict[int, dict[str, str]] = {}
        roots = self._roots()
        for handle, address in self._addresses.items():
            found.setdefault(roots[handle], {}).setdefault(address.casefold(), address)
        return {who: next(iter(one.values())) for who, one in found.items() if len(one) == 1}

    def identities(self, persons: Mapping[int, Someone] | None = None) -> Iterator[Identity]:
        """All people in the order of first print; `persons` is the result of that method."""
        members, names = self._members(), self._names_by_handle()
        if persons is None:
            persons = self.persons()
        reasons: dict[int, list[str]] = {}
        proposals: dict[int, list[Proposal]] = {}
        for join in self.joins:
            mine, theirs = (self._best_name([handle], names) for handle in join[:2])
            said = f"{mine} is {theirs} ({join.score:.2f}): {join.reason}"
            reasons.setdefault(self.identity(join.one), []).append(said)
        for join in self.proposals:
            if self.identity(join.one) == self.identity(join.other):
                continue  # joined with others meanwhile
            for one, other in ((join.one, join.other), (join.other, join.one)):
                rival = persons.get(self.identity(other))
                if rival is not None:
                    proposal = Proposal(rival.person, rival.name, join.score, join.reason)
                    proposals.setdefault(self.identity(one), []).append(proposal)
                said = f"may be {rival.name if rival else '?'} ({join.score:.2f}): {join.reason}"
                reasons.setdefault(self.identity(one), []).append(said)
        for handle in self.contradicting:
            reasons.setdefault(self.identity(handle), []).append(CONTRADICTS)
        for root, handles in members.items():
            variants: dict[tuple[str | None, str | None], None] = {}
            for handle in handles:
                known = self._addresses.get(handle)
                for name in names.get(handle, (None,)):
                    variants[name, known] = None
            someone = persons.get(root)
            described = self._said_of(handles)
            # Names are only joined where there are two.
            joined = plain_reasons(variants) if len(variants) > 1 else ()
            yield Identity(
                someone.name if someone else self._best_name(handles, names),
                tuple(variants),
                someone.person if someone else None,
                tuple(dict.fromkeys((*joined, *reasons.get(root, ())))),
                described.role,
                described.organisation,
                described.note,
                described.address,
                tuple(dict.fromkeys(proposals.get(root, ()))),
            )

    def persons(self) -> dict[int, Someone]:
        """The id and name of each identity that is known beyond one document.

        The id is computed from the smallest address and name, so it does not depend on the order of
        documents.
        """
        names = self._names_by_handle()
        found: dict[int, Someone] = {}
        for root, handles in self._members().items():
            seeds = [
                (address, key)
                for key, address, scope in [self._prints[handle] for handle in handles]
                if scope == NO_PERSON
            ]
            if seeds:
                person = id_of_one(*seeds[0]) if len(seeds) == 1 else person_id(seeds)
                said = self._said_of(handles)
                name = self._best_name(handles, names)
                found[root] = Someone(person, name, said.role, said.organisation)
        return found

    def _said_of(self, handles: Iterable[int]) -> PersonDetails:
        """The user's details about a person, for any of their handles."""
        found = _NOTHING_SAID
        if self._described:
            for said in (self._described[h] for h in handles if h in self._described):
                found = _both(found, said)
        return found

    def _members(self) -> dict[int, list[int]]:
        members: dict[int, list[int]] = {}
        for handle, root in enumerate(self._roots()):
            if root == handle:
                members[root] = [handle]
            else:
                members[root].append(handle)
        return members

    def _names_by_handle(self) -> dict[int, dict[str, int]]:
        """The number of times each name is printed, by handle."""
        names: dict[int, dict[str, int]] = {}
        for (handle, printed_name), count in self._names.items():
            names.setdefault(handle, {})[printed_name] = count
        return names

    def _best_name(self, handles: Iterable[int], names: Mapping[int, dict[str, int]]) -> str | None:
        """The user's name for a person, otherwise the full name printed most often."""
        counted: dict[str, int] = {}
        for handle in handles:
            if handle in self._canonical:
                return self._canonical[handle]
            for name, count in names.get(handle, {}).items():
                counted[name] = counted.get(name, 0) + count
        if len(counted) < 2:
            return next(iter(counted), None)
        return max(
            counted,
            key=lambda n: (" " in n, n.isprintable() and "@" not in n, "," not in n, counted[n], n),
        )


def _both(old: PersonDetails | None, new: PersonDetails) -> PersonDetails:
    """Merge two sets of details; the later replaces the earlier."""
    return PersonDetails(*(b or a for a, b in zip(old or PersonDetails(), new, strict=True)))


def _groups(said: Sequence[tuple[int, int]]) -> list[list[int]]:
    """The handles of each person in the user's file, who are never linked to each other."""
    numbers = sorted({handle for pair in said for handle in pair})
    place = {handle: number for number, handle in enumerate(numbers)}
    forest = Forest(len(numbers))
    for one, other in said:
        forest.join(place[one], place[other])
    found: dict[int, list[int]] = {}
    for handle in numbers:
        found.setdefault(forest.root(place[handle]), []).append(handle)
    return list(found.values())
