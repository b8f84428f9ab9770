"""Tie printed names and addresses: join records of one address, then records of one name.

`Name <address>` ties the two unless there is a contradiction. A shared mailbox does not tie people,
and a damaged line with another person's address is refused.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import chain, combinations, product
from typing import NamedTuple

from mailrecon.lexicon.kinds_of_names import is_office
from mailrecon.thread.identities.identity_weights import (
    JOIN,
    ONLY_ONE,
    OTHER_ORGANISATION,
    SAME_FAMILY,
)
from mailrecon.thread.identities.misread_addresses import misread_addresses
from mailrecon.thread.identities.name_evidence import (
    Forest,
    IdentityRecord,
    NameRarity,
    compare_given,
    people_so_far,
)
from mailrecon.thread.identities.names import (
    NameParts,
    alike,
    is_torn_list,
    local_part_fits,
    organisation_of,
    read_name,
)

# An address that this many people of unlike names write from is a shared mailbox,
SHARED_BY = 3
# unless one person has at least this share of its occurrences: the others are damaged lines.
_OWNS = 0.8
# If two people of unlike names use an address, the one with this many times the occurrences owns
# it.
_TWICE = 2
# An address formed from the name counts as this many occurrences.
_FITTING = 3
# With fewer occurrences, a name is accepted unless the address clearly belongs to someone else.
_FEW = 3
_SEVERAL = 12
SHORTEST_FAMILY = 4
_FEW_FAMILIES = 24
# A name at an address is compared with at most this many words of other names at the address (of
# the most frequent people), and with all names that share a word.
_MOST_UNLIKE = 48


def is_full(key: str) -> bool:
    """Whether a name identifies the same person everywhere: two words, or one beyond ASCII."""
    return " " in key or not key.isascii()


class Ties(NamedTuple):
    """Records tied by name and address; records that contradict the others; and pairs with the same
    name at two organisations, without evidence that they are one person.
    """

    forest: Forest
    contradicting: list[int]
    apart: list[tuple[int, int]]


def tie_addresses(records: Sequence[IdentityRecord]) -> Ties:
    """Join records of one address, then records of one name."""
    forest = Forest(len(records))
    families = _families(records)
    refused = _join_by_address(records, forest, families)
    for rare, often in misread_addresses(records):
        if rare not in refused and often not in refused:
            forest.join(rare, often)
    by_name: dict[str, list[int]] = defaultdict(list)
    for number, item in enumerate(records):
        if is_full(item.key) and not item.scoped and number not in refused:
            by_name[item.key].append(number)
    middles = _middles(records, forest)
    # Few documents print one name with addresses of two organisations.
    rarity = cache(partial(_rarity, records, forest.copy(), refused))
    apart: list[tuple[int, int]] = []
    for key, numbers in by_name.items():
        # `Ann B. Poe` and `Ann C. Poe` are both also printed as `Ann Poe`.
        if _are_namesakes([middles.get(forest.root(number), set()) for number in numbers]):
            continue
        # `K. Petit` beside `Karl Petit` and `Karen Petit`
        if _fits_several(records[numbers[0]], families):
            continue
        # `Ann Poe <ann@quay.example>` and `Ann Poe <ann@dock.example>`
        groups = _of_organisations(numbers, records, forest)
        if len(groups) > 1 and not _is_rare(key, records[numbers[0]], rarity()):
            groups.setdefault("", [])
            for one, other in combinations([org for org in groups if org], 2):
                apart.append((groups[one][0], groups[other][0]))
            # A name without an address may belong to any of them.
            pieces = [members for org, members in groups.items() if org]
        else:
            pieces = [numbers]
        for members in pieces:
            for number in members[1:]:
                forest.join(members[0], number)
    return Ties(forest, sorted(refused), apart)


def _rarity(
    records: Sequence[IdentityRecord], forest: Forest, refused: Collection[int]
) -> NameRarity:
    return NameRarity(people_so_far(records, forest, refused).values())


def _join_by_address(
    records: Sequence[IdentityRecord], forest: Forest, families: Mapping[str, list[NameParts]]
) -> set[int]:
    """Join records of one address; the numbers of records that contradict the others."""
    by_address: dict[str, list[int]] = defaultdict(list)
    for number, item in enumerate(records):
        if item.address:
            by_address[item.address].append(number)
    refused = {number for number, item in enumerate(records) if _is_nobodys(item)}
    for address, numbers in by_address.items():
        owners, rest = _owners(
            address, [number for number in numbers if number not in refused], records, families
        )
        for number in owners[1:]:
            forest.join(owners[0], number)
        refused.update(rest)
    return refused


def _fits_several(item: IdentityRecord, families: Mapping[str, list[NameParts]]) -> bool:
    """Whether an initial fits the given names of two people.

    `K. Petit` beside `Karl Petit` and `Karen Petit`: the mailbox it is printed with decides.
    """
    for name in item.names:
        parts = read_name(name)
        # `Karl Petit` has more than an initial.
        if parts is None or len(parts.given) > 1:
            continue
        givens = [
            other.given
            for other in families.get(parts.family, ())
            if len(other.given) > 1 and other.given[0] == parts.given
        ][:_SEVERAL]
        if any(not _may_be_one_given(a, b) for a, b in combinations(givens, 2)):
            return True
    return False


def _of_organisations(
    numbers: Sequence[int], records: Sequence[IdentityRecord], forest: Forest
) -> dict[str, list[int]]:
    """Occurrences of one name by their address's organisation; those without one join it if there
    is only one.
    """
    found: dict[str, list[int]] = defaultdict(list)
    roots: dict[int, str] = {}
    for number in numbers:
        organisation = organisation_of(records[number].address)
        # An address that is tied already also decides for records without a name.
        organisation = roots.setdefault(forest.root(number), organisation) or organisation
        found[organisation].append(number)
    loose = found.pop("", [])
    if len(found) == 1:
        next(iter(found.values())).extend(loose)
    return dict(found)


def _is_rare(key: str, item: IdentityRecord, rarity: NameRarity) -> bool:
    """Whether a name at two organisations is rare enough to be one person; an office never is."""
    # `Press Office` of two towns are two.
    if any(map(is_office, item.names)) or is_office(key):
        return False
    known = [parts for name in sorted(item.names) if (parts := read_name(name)) is not None]
    if not known:
        return True
    bits = SAME_FAMILY.bits + ONLY_ONE.bits + OTHER_ORGANISATION.bits
    return bits + rarity.given(known[0].given) - rarity.family(known[0].family) >= JOIN


def _is_nobodys(item: IdentityRecord) -> bool:
    """Whether all names of a record are remainders of broken lists."""
    return bool(item.names) and " " in item.key and all(map(is_torn_list, item.names))


def _middles(records: Sequence[IdentityRecord], forest: Forest) -> dict[int, set[str]]:
    """The middle initials printed with the addresses of each person."""
    found: dict[int, set[str]] = defaultdict(set)
    for number, item in enumerate(records):
        for name in item.names if item.address else ():
            parts = read_name(name)
            if parts is not None:
                found[forest.root(number)].update(word[0] for word in parts.rest)
    return found


def _are_namesakes(middles: Sequence[set[str]]) -> bool:
    """Whether one name is printed with the addresses of both `Ost, Ben B` and of `Ost, Ben K`."""
    known = sorted({tuple(sorted(one)) for one in middles if one})
    return any(set(first).isdisjoint(second) for first, second in combinations(known[:_SEVERAL], 2))


def _families(records: Iterable[IdentityRecord]) -> Mapping[str, list[NameParts]]:
    """The printed names, by family name."""
    found: dict[str, dict[NameParts, None]] = defaultdict(dict)
    for item in records:
        for name in item.names:
            parts = read_name(name)
            if parts is not None:
                found[parts.family][parts] = None
    return {family: list(parts) for family, parts in found.items()}


def _owners(
    address: str,
    numbers: Sequence[int],
    records: Sequence[IdentityRecord],
    families: Mapping[str, list[NameParts]],
) -> tuple[list[int], list[int]]:
    """The records of an address that belong to its owner, and those that contradict it.

    `ann.poe@ ' Stone, Ben B <StoneBB@x>`, once, beside forty records of Stone: the address is not
    hers.
    """
    # `'StoneBB@x.govi' <StoneBB@x.gov>`: no name, the address misread
    bare = [n for n in numbers if not records[n].key or "@" in records[n].key]
    named = sorted({*numbers} - {*bare})
    if not named:
        return bare, []
    # Most addresses are printed with one name: there is nothing to group.
    groups = _unlike_groups(named, records) if len(named) > 1 else [named]
    if len(groups) == 1:
        return _one_persons(address, bare, groups[0], records, families)
    weights = sorted(
        ((_weight(address, group, records), group) for group in groups),
        key=lambda one: (-one[0], records[one[1][0]].key),
    )
    most, owner = weights[0]
    rest = [number for _, group in weights[1:] for number in group]
    total = sum(weight for weight, _ in weights)
    second = weights[1][0]
    shared = len(groups) >= SHARED_BY
    # Forty records of Stone and one of Poe: Poe's line is damaged.
    if most >= _OWNS * total if shared else most >= _TWICE * second:
        return sorted([*bare, *owner]), rest
    # A shared mailbox, or one of two people without a clear owner: each record keeps its own name.
    return [], []


def _one_persons(
    address: str,
    bare: list[int],
    owner: list[int],
    records: Sequence[IdentityRecord],
    families: Mapping[str, list[NameParts]],
) -> tuple[list[int], list[int]]:
    """The result of `_owners` for an address whose names may all belong to `owner`.

    `bare` are its records without a name.
    """
    count = sum(records[number].count for number in owner)
    # `Ann Poe <stonebb@x>`, once: the address is Ben Stone's.
    if count < _FEW and _is_anothers(address, records[owner[0]], families):
        return bare, owner
    return sorted([*bare, *owner]), []


class _NameGroup:
    """Records at one address whose names may belong to one person, with the names' words."""

    def __init__(self) -> None:
        self.members: list[int] = []
        self.words: set[str] = set()
        # The first few words, with which others are compared letter by letter.
        self.compared: list[str] = []
        self.is_ascii = True

    def add(self, number: int, words: Collection[str]) -> list[str]:
        """Add a record. Return the words that are new."""
        new = sorted(set(words) - self.words)
        self.members.append(number)
        self.words.update(new)
        self.compared.extend(new[: _MOST_UNLIKE - len(self.compared)])
        self.is_ascii = self.is_ascii and all(map(str.isascii, new))
        return new


def _unlike_groups(numbers: Sequence[int], records: Sequence[IdentityRecord]) -> list[list[int]]:
    """Groups of records whose names may belong to one person: they share a word, or differ in
    script.
    """
    groups: list[_NameGroup] = []
    # `Ann Poe via Harbour List <harbour@list.example>`: the names of all who write to a list.
    by_word: dict[str, list[int]] = defaultdict(list)
    for number in sorted(numbers, key=lambda one: (-records[one].count, records[one].key)):
        words = _name_words(records[number])
        sharing = {at for word in words for at in by_word.get(word, ())}
        for at in chain(range(min(len(groups), _MOST_UNLIKE)), sorted(sharing)):
            group = groups[at]
            if _may_agree(words, group) and not any(
                _are_relatives(records[number], records[member])
                for member in group.members[:_SEVERAL]
            ):
                break
        else:
            at = len(groups)
            group = _NameGroup()
            groups.append(group)
        new = group.add(number, words)
        for word in new if at >= _MOST_UNLIKE else ():
            if len(by_word[word]) < _SEVERAL:
                by_word[word].append(at)
    return [group.members for group in groups]


def _are_relatives(one: IdentityRecord, other: IdentityRecord) -> bool:
    """Whether two people are a family at one address: `Ann Moe` and `Tom Moe`."""
    mine, theirs = ([p for name in item.names if (p := read_name(name))] for item in (one, other))
    pairs = [(a, b) for a in mine for b in theirs if a.family == b.family]
    return bool(pairs) and not any(
        _may_be_one_given(x, y)
        for a, b in pairs
        for x, y in product((a.given, *a.rest), (b.given, *b.rest))
    )


def _may_be_one_given(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one) or compare_given(one, other) is not None


def _name_words(item: IdentityRecord) -> set[str]:
    """The words of a name without its affiliation: two for `Poe, Ann (PORT/DOCK)`."""
    words = {
        word
        for name in item.names
        if (parts := read_name(name)) is not None
        for word in (parts.family, parts.given, *parts.rest)
    }
    words = words or set(item.key.split(" "))
    return {word for word in words if len(word) > 1} or {item.key}


def _may_agree(words: Collection[str], group: _NameGroup) -> bool:
    # `Ann Poe` and `Анна По`: possibly one name in two scripts, as letters cannot be compared.
    if all(word.isascii() for word in words) != group.is_ascii:
        return True
    # `Ann Poe` and `A. Poe`
    if not group.words.isdisjoint(words):
        return True
    known = group.compared
    # `H` and `Hanna Feld`
    if any(one[0] == other[0] and 1 in (len(one), len(other)) for one in words for other in known):
        return True
    return any(
        len(one) > _FEW and len(other) > _FEW and alike(one, other)
        for one in words
        for other in known
    )


def _weight(address: str, group: Sequence[int], records: Sequence[IdentityRecord]) -> float:
    """The weight of an address being a person's: occurrences, and a fitting local part."""
    count = sum(records[number].count for number in group)
    fits = any(_fits(address, records[number]) for number in group)
    return count * _FITTING if fits else count


def _fits(address: str, item: IdentityRecord) -> bool:
    for name in item.names:
        parts = read_name(name)
        if parts and (local_part_fits(address, parts) or local_part_fits(address, parts.turned)):
            return True
    return False


def _is_anothers(
    address: str, item: IdentityRecord, families: Mapping[str, list[NameParts]]
) -> bool:
    """Whether a local part is formed from another printed name than the one it is with."""
    # `Ben Stone <stonebb@x>`
    if _fits(address, item) or not item.key.isascii():
        return False
    own = set(item.key.split(" "))
    local = "".join(filter(str.isalpha, address.partition("@")[0]))
    # The letters `stone` in `stonebb`, and a Stone is printed elsewhere; `Storne` may be Stone.
    return any(
        not any(family == word or (len(word) > _FEW and alike(family, word)) for word in own)
        and any(local_part_fits(address, parts) for parts in families[family])
        for family in _families_in(local, families)
    )


def _families_in(local: str, families: Mapping[str, list[NameParts]]) -> Iterator[str]:
    """The family names contained in a local part; one may be yielded twice."""
    # With few families, search for each; with many, look up each substring.
    if len(families) <= _FEW_FAMILIES:
        found = (family for family in families if family in local)
        yield from (family for family in found if len(family) >= SHORTEST_FAMILY)
        return
    for start in range(len(local)):
        for end in range(start + SHORTEST_FAMILY, len(local) + 1):
            if local[start:end] in families:
                yield local[start:end]
