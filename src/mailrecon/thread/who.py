"""Decide which printed people are one, by weighted evidence.

First names and addresses are tied if `Name <address>` is printed and nothing contradicts it. Then
different names are compared (Fellegi and Sunter 1969): each field that agrees or differs adds or
subtracts bits; a pair is joined from `JOIN` on, and recorded as a proposal from `PROPOSE` on.
Nothing depends on the order of documents. `docs/threads.md` prints the weights.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, combinations, product
from math import log2
from typing import NamedTuple

from msgspec import Struct, field

from mailrecon.lexicon import ocr_shape
from mailrecon.thread.misread_addresses import misread_addresses
from mailrecon.thread.names import (
    Parts,
    alike,
    are_nicknames,
    is_office,
    is_torn_list,
    local_part_fits,
    organisation_of,
    plain_spelling,
    read_name,
    same_word,
    word_shape,
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
# With fewer occurrences, a name is believed unless the address is plainly somebody else's.
_FEW = 3
_SEVERAL = 12
# A name at an address is compared with so many words of so many people there, the most frequent
# ones, and with others with whom it shares a word.
_MOST_UNLIKE = 48

JOIN = 5.0
PROPOSE = 2.0


class Bits(NamedTuple):
    """The bits that a field adds to the odds that two names are one person's, and why."""

    bits: float
    said: str


# Two people of one family name in one archive are the same as often as not; then:
SAME_FAMILY = Bits(2.0, "same family name")
MISREAD_FAMILY = Bits(0.0, "family name as OCR may misread it")
# Minus half of log2 of the number of initials that the archive prints with that family name.
MOST_GIVEN, LEAST_GIVEN = 6.0, 2.0
SAME_GIVEN = Bits(0.0, "same given name")  # log2(families / those with that given name)
NICKNAME = Bits(2.5, "a short form of the given name")
INITIAL = Bits(1.5, "an initial for the given name")
MISREAD_GIVEN = Bits(2.0, "given name as OCR may misread it")
LOOKS_SAME = Bits(3.5, "given name in letters that OCR takes for one another")
BOTH_KNOWN = Bits(-3.0, "other people have either name")
SAME_MIDDLE = Bits(2.0, "same middle initial")
OTHER_MIDDLE = Bits(-6.0, "another middle initial")
GENERATION = Bits(-5.0, "Jr. or Sr. in one")
SAME_AFFILIATION = Bits(2.0, "same affiliation")
OTHER_AFFILIATION = Bits(-1.5, "another affiliation")
SAME_LOCAL = Bits(4.0, "addresses alike")
OTHER_LOCAL = Bits(-4.0, "other addresses in one domain")
OTHER_ADDRESS = Bits(-1.0, "other addresses")
OTHER_ORGANISATION = Bits(-3.5, "addresses of two organisations")
ADDRESS_FITS = Bits(1.0, "the address is made of the name")
RARE_VARIANT = Bits(2.0, "printed seldom beside the other")
BOTH_OFTEN = Bits(-5.0, "both printed often")
TOGETHER = Bits(-5.0, "both in one header")  # twice if more than once
SAME_COMPANY = Bits(2.0, "named beside the same people")
ONLY_ONE = Bits(1.5, "nobody else fits")
SEVERAL = Bits(-4.0, "somebody else fits as well")

# `Hale` and `Vale` are two names; `Rasks` and `Rask` are not.
_SHORT = 4
_RARE = 0.2
_OFTEN = 4
# A name printed so often at most may be a misreading of what another misreading is of.
_SELDOM = 2
# A rival counts that is at most so many bits behind.
_MUCH_BETTER = 3.0
_FAMILIES = 64
# A header of more people says nothing of who keeps company with whom.
_COMPANY = 12
# Company counts where it makes one person so many bits likelier.
_TELLING_COMPANY = 2.0
# The share of somebody's company that is found again beside another print of their name.
_KEPT_COMPANY = 0.6
_MOST_IN_BLOCK = 200
# Pairs of groups of which it is kept whether they contradict one another.
_MOST_KNOWN = 1_000_000


class IdentityRecord(Struct):
    """A person as printed: a name's key and an address, either of which may be empty; how often,
    and in which forms.

    `scoped`: the name identifies somebody within one document only.
    """

    key: str
    address: str
    scoped: bool
    count: int = 0
    names: Counter[str] = field(default_factory=Counter)


class Join(NamedTuple):
    """Two printed people (by number) are one, or may be; the confidence (0 to 1), and why."""

    one: int
    other: int
    score: float
    reason: str


class PeopleFindings(NamedTuple):
    """Pairs that are one person, pairs that may be, and records that contradict the others."""

    joins: list[Join]
    proposals: list[Join]
    contradicting: list[int]


class Forest:
    """Union-find over numbers; the root of a tree is its smallest number."""

    def __init__(self, size: int) -> None:
        self.above = list(range(size))

    def root(self, number: int) -> int:
        """The smallest number that this one is joined with."""
        above = self.above
        while above[number] != number:
            above[number] = above[above[number]]
            number = above[number]
        return number

    def join(self, one: int, other: int) -> None:
        """Join two trees."""
        first, second = self.root(one), self.root(other)
        if first != second:
            self.above[max(first, second)] = min(first, second)


# --- names and addresses -------------------------------------------------------------------------


def is_full(key: str) -> bool:
    """Whether a name identifies the same person everywhere: two words, or one beyond ASCII."""
    return " " in key or not key.isascii()


class Ties(NamedTuple):
    """Records tied by name and address; those that contradict the others; and pairs of one name at
    two organisations, which nothing shows to be one person's.
    """

    forest: Forest
    contradicting: list[int]
    apart: list[tuple[int, int]]


def tie_addresses(prints: Sequence[IdentityRecord]) -> Ties:
    """Join records of one address, then records of one name."""
    forest = Forest(len(prints))
    families = _families(prints)
    refused = _join_by_address(prints, forest, families)
    for rare, often in misread_addresses(prints):
        if rare not in refused and often not in refused:
            forest.join(rare, often)
    by_name: dict[str, list[int]] = defaultdict(list)
    for number, item in enumerate(prints):
        if is_full(item.key) and not item.scoped and number not in refused:
            by_name[item.key].append(number)
    middles = _middles(prints, forest)
    rarity = _Rarity(_people_so_far(prints, forest, refused).values())
    apart: list[tuple[int, int]] = []
    for key, numbers in by_name.items():
        # `Ann B. Poe` and `Ann C. Poe` both print `Ann Poe`, too.
        if _are_namesakes([middles.get(forest.root(number), set()) for number in numbers]):
            continue
        # `K. Petit` beside `Karl Petit` and `Karen Petit`
        if _fits_several(prints[numbers[0]], families):
            continue
        # `Ann Poe <ann@quay.example>` and `Ann Poe <ann@dock.example>`
        groups = _of_organisations(numbers, prints, forest)
        if len(groups) > 1 and not _is_rare(key, prints[numbers[0]], rarity):
            groups.setdefault("", [])
            for one, other in combinations([org for org in groups if org], 2):
                apart.append((groups[one][0], groups[other][0]))
            # A name alone may be any of theirs.
            pieces = [members for org, members in groups.items() if org]
        else:
            pieces = [numbers]
        for members in pieces:
            for number in members[1:]:
                forest.join(members[0], number)
    return Ties(forest, sorted(refused), apart)


def _join_by_address(
    prints: Sequence[IdentityRecord], forest: Forest, families: Mapping[str, list[Parts]]
) -> set[int]:
    """Join records of one address; the numbers of records that contradict the others."""
    by_address: dict[str, list[int]] = defaultdict(list)
    for number, item in enumerate(prints):
        if item.address:
            by_address[item.address].append(number)
    refused = {number for number, item in enumerate(prints) if _is_nobodys(item)}
    for address, numbers in by_address.items():
        owners, rest = _owners(
            address, [number for number in numbers if number not in refused], prints, families
        )
        for number in owners[1:]:
            forest.join(owners[0], number)
        refused.update(rest)
    return refused


def _fits_several(item: IdentityRecord, families: Mapping[str, list[Parts]]) -> bool:
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
    numbers: Sequence[int], prints: Sequence[IdentityRecord], forest: Forest
) -> dict[str, list[int]]:
    """Occurrences of one name by their address's organisation; those without join an only one."""
    found: dict[str, list[int]] = defaultdict(list)
    roots: dict[int, str] = {}
    for number in numbers:
        organisation = organisation_of(prints[number].address)
        # An address that is tied already decides for those without a name, too.
        organisation = roots.setdefault(forest.root(number), organisation) or organisation
        found[organisation].append(number)
    loose = found.pop("", [])
    if len(found) == 1:
        next(iter(found.values())).extend(loose)
    return dict(found)


def _is_rare(key: str, item: IdentityRecord, rarity: _Rarity) -> bool:
    """Whether a name at two organisations is one person's; an office's never is."""
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


def _middles(prints: Sequence[IdentityRecord], forest: Forest) -> dict[int, set[str]]:
    """The middle initials printed with the addresses of each person."""
    found: dict[int, set[str]] = defaultdict(set)
    for number, item in enumerate(prints):
        for name in item.names if item.address else ():
            parts = read_name(name)
            if parts is not None:
                found[forest.root(number)].update(word[0] for word in parts.rest)
    return found


def _are_namesakes(middles: Sequence[set[str]]) -> bool:
    """Whether one name is printed with addresses of `Ost, Ben B` and of `Ost, Ben K`."""
    known = sorted({tuple(sorted(one)) for one in middles if one})
    return any(set(first).isdisjoint(second) for first, second in combinations(known[:_SEVERAL], 2))


def _families(prints: Iterable[IdentityRecord]) -> Mapping[str, list[Parts]]:
    """The printed names, by family name."""
    found: dict[str, dict[Parts, None]] = defaultdict(dict)
    for item in prints:
        for name in item.names:
            parts = read_name(name)
            if parts is not None:
                found[parts.family][parts] = None
    return {family: list(parts) for family, parts in found.items()}


def _owners(
    address: str,
    numbers: Sequence[int],
    prints: Sequence[IdentityRecord],
    families: Mapping[str, list[Parts]],
) -> tuple[list[int], list[int]]:
    """The records of an address that belong to its owner, and those that contradict it.

    `ann.poe@ ' Stone, Ben B <StoneBB@x>`, once, beside forty records of Stone: the address is not
    hers.
    """
    # `'StoneBB@x.govi' <StoneBB@x.gov>`: no name, the address misread
    bare = [n for n in numbers if not prints[n].key or "@" in prints[n].key]
    groups = _unlike_groups(sorted({*numbers} - {*bare}), prints)
    if not groups:
        return bare, []
    weights = sorted(
        ((_weight(address, group, prints), group) for group in groups),
        key=lambda one: (-one[0], prints[one[1][0]].key),
    )
    most, owner = weights[0]
    rest = [number for _, group in weights[1:] for number in group]
    # All names of the address may be one person's.
    if not rest:
        # `Ann Poe <stonebb@x>`, once: the address is Ben Stone's.
        if most < _FEW and _is_anothers(address, prints[owner[0]], families):
            return bare, owner
        return sorted([*bare, *owner]), []
    total = sum(weight for weight, _ in weights)
    second = weights[1][0]
    shared = len(groups) >= SHARED_BY
    # Forty records of Stone and one of Poe: Poe's line is damaged.
    if most >= _OWNS * total if shared else most >= _TWICE * second:
        return sorted([*bare, *owner]), rest
    # A mailbox that people share, or one of two, nobody knows whose: all are who their names say.
    return [], []


class _NameGroup:
    """Records at one address whose names may be one person's, with the words of these."""

    def __init__(self) -> None:
        self.members: list[int] = []
        self.words: set[str] = set()
        # The first of the words: those that others are compared with letter by letter.
        self.compared: list[str] = []
        self.is_ascii = True

    def add(self, number: int, words: Collection[str]) -> list[str]:
        """Add a record; the words that are new."""
        new = sorted(set(words) - self.words)
        self.members.append(number)
        self.words.update(new)
        self.compared.extend(new[: _MOST_UNLIKE - len(self.compared)])
        self.is_ascii = self.is_ascii and all(map(str.isascii, new))
        return new


def _unlike_groups(numbers: Sequence[int], prints: Sequence[IdentityRecord]) -> list[list[int]]:
    """Groups of records whose names may be one person's: they share a word, or are in another
    script.
    """
    groups: list[_NameGroup] = []
    # `Ann Poe via Harbour List <harbour@list.example>`: the names of all who write to a list.
    by_word: dict[str, list[int]] = defaultdict(list)
    for number in sorted(numbers, key=lambda one: (-prints[one].count, prints[one].key)):
        words = _name_words(prints[number])
        sharing = {at for word in words for at in by_word.get(word, ())}
        for at in chain(range(min(len(groups), _MOST_UNLIKE)), sorted(sharing)):
            group = groups[at]
            if _may_agree(words, group) and not any(
                _are_relatives(prints[number], prints[member])
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
    return one.startswith(other) or other.startswith(one) or _compare_given(one, other) is not None


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
    # `Ann Poe` and `Анна По`: one name in two scripts, for all that letters show.
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


def _weight(address: str, group: Sequence[int], prints: Sequence[IdentityRecord]) -> float:
    """The weight of an address being a person's: occurrences, and a fitting local part."""
    count = sum(prints[number].count for number in group)
    fits = any(_fits(address, prints[number]) for number in group)
    return count * _FITTING if fits else count


def _fits(address: str, item: IdentityRecord) -> bool:
    for name in item.names:
        parts = read_name(name)
        if parts and (local_part_fits(address, parts) or local_part_fits(address, parts.turned)):
            return True
    return False


def _is_anothers(address: str, item: IdentityRecord, families: Mapping[str, list[Parts]]) -> bool:
    """Whether a local part is formed from another printed name than the one it is with."""
    # `Ben Stone <stonebb@x>`
    if _fits(address, item) or not item.key.isascii():
        return False
    own = set(item.key.split(" "))
    local = "".join(c for c in address.partition("@")[0] if c.isalpha())
    for start in range(len(local)):
        for end in range(start + 4, len(local) + 1):
            for parts in families.get(local[start:end], ()):
                # The letters `stone` in `stonebb`, and a Stone is printed elsewhere
                if parts.family not in own and local_part_fits(address, parts):
                    return True
    return False


# --- names that differ ---------------------------------------------------------------------------


class _Person(Struct):
    """A person so far: names in parts with how often each is printed, and addresses."""

    number: int
    names: Counter[Parts] = field(default_factory=Counter)
    addresses: set[str] = field(default_factory=set)

    @property
    def count(self) -> int:
        return sum(self.names.values())


class Candidates(NamedTuple):
    """People so far by number, the pairs of them that may be one, and those that may not."""

    people: Mapping[int, _Person]
    pairs: list[tuple[int, int]]
    apart: frozenset[tuple[int, int]] = frozenset()


def _people_so_far(
    prints: Sequence[IdentityRecord], forest: Forest, left_out: Collection[int]
) -> dict[int, _Person]:
    """The people among the occurrences as tied so far; those `left_out` belong to nobody."""
    people: dict[int, _Person] = {}
    for number, item in enumerate(prints):
        root = forest.root(number)
        person = people.setdefault(root, _Person(root))
        if item.address:
            person.addresses.add(item.address)
        # A damaged line names nobody for sure.
        if item.scoped or number in left_out:
            continue
        for name, count in item.names.items():
            parts = read_name(name)
            if parts is not None:
                person.names[parts] += count
    return people


def find_candidates(prints: Sequence[IdentityRecord], ties: Ties) -> Candidates:
    """People with similar family names and compatible given names; occurrences that contradict
    the rest are left out."""
    forest = ties.forest
    people = _people_so_far(prints, forest, frozenset(ties.contradicting))
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
    for key, members in blocks.items():
        # Two hundred people named Li would be twenty thousand pairs.
        if len(members) <= _MOST_IN_BLOCK:
            pairs.update(combinations(sorted(members), 2))
        # `Lund Bo` and `Bo Lund`
        others = turned.get(key, ())
        if len(members) * len(others) <= _MOST_IN_BLOCK * _MOST_IN_BLOCK // 2:
            pairs.update((min(a, b), max(a, b)) for a in members for b in others if a != b)
    return Candidates(people, sorted(pairs), apart)


class Company(NamedTuple):
    """Who is named beside whom, by person: the number of headers with both people of a pair;
    whom each of these people is named beside; and of how many people in all.
    """

    together: Mapping[tuple[int, int], int]
    beside: Mapping[int, set[int]]
    people: int

    def weigh(self, one: int, other: int) -> list[Bits]:
        """Whether two people are named beside the same others: those of the one that has fewer.

        Each of these is found beside the other print of a person in so many of ten cases, beside
        anybody else by chance. Those of one header belong together: each counts half.
        """
        fewer, more = sorted((self.beside.get(one, set()), self.beside.get(other, set())), key=len)
        if not fewer:
            return []
        chance = min(0.9, (1 + len(more)) / (1 + self.people))
        kept = max(_KEPT_COMPANY, chance)
        shared = len(fewer & more)
        bits = shared * log2(kept / chance)
        bits += (len(fewer) - shared) * log2((1 - kept) / (1 - chance))
        # Other company says nothing: people write in more than one matter.
        return [SAME_COMPANY] if bits / 2 >= _TELLING_COMPANY else []


NO_COMPANY = Company({}, {}, 0)


def find_company(
    candidates: Candidates,
    identity: Callable[[int], int],
    headers: Iterable[Collection[int]],
) -> Company:
    """Who of the candidates is named beside whom; `identity` gives a record's person."""
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
        if len(inside) <= _COMPANY:
            for one in inside & paired:
                beside[one] |= inside
    for one, others in beside.items():
        others.discard(one)
    return Company(together, beside, len(everybody))


def blocking_keys(parts: Parts) -> Iterator[tuple[str, ...]]:
    """What two names of one person share."""
    # `Stone` and `St0ne` have one shape; `Müller` and `Mueller` one plain spelling.
    if len(parts.family) > 1:
        yield "family", ocr_shape(parts.family)
        if (plain := plain_spelling(parts.family)) != parts.family:
            yield "family", ocr_shape(plain)
    # `Ann Stone` and `Ann Stene`: the first letters agree, or the last.
    if len(parts.given) > 1 and len(parts.family) > _SHORT:
        yield "begins", parts.given, parts.family[:2]
        yield "ends", parts.given, parts.family[-2:]


def turned_key(parts: Parts) -> tuple[str, ...] | None:
    """What a name shares with one whose family name is its given name: `Lund Bo`, `Bo Lund`."""
    return ("family", ocr_shape(parts.given)) if len(parts.given) > 1 else None


class _Rarity:
    """How often family and given names come in the archive."""

    def __init__(self, people: Iterable[_Person]) -> None:
        self._givens: dict[str, set[str]] = defaultdict(set)
        self._families: dict[str, set[str]] = defaultdict(set)
        for person in people:
            for parts in person.names:
                self._givens[parts.family].add(parts.given[:1])
                if len(parts.given) > 1:
                    self._families[parts.given].add(parts.family)
        self._count = max(_FAMILIES, len(self._givens))

    def family(self, name: str) -> float:
        """Bits off for a family name that several people have."""
        return log2(max(1, len(self._givens.get(name, ())))) / 2

    def given(self, name: str) -> float:
        """Bits that an equal given name adds."""
        bits = log2(self._count / max(1, len(self._families.get(name, ()))))
        return min(MOST_GIVEN, max(LEAST_GIVEN, bits))

    def is_known(self, given: str) -> bool:
        """Whether people of several families have a given name, so that it is not a misreading."""
        return len(self._families.get(given, ())) > 1


def join_names(
    candidates: Candidates,
    company: Company = NO_COMPANY,
) -> tuple[list[Join], list[Join]]:
    """The pairs of people that are one, and those that may be, surest first."""
    people = candidates.people
    rarity = _Rarity(people.values())
    weighed: dict[tuple[int, int], tuple[float, list[str]]] = {}
    fitting: dict[int, dict[int, float]] = defaultdict(dict)
    for one, other in candidates.pairs:
        found = _weigh(people[one], people[other], rarity)
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
    joined = _Joined(people, candidates.apart)
    joins: list[Join] = []
    proposals: list[Join] = []
    for (one, other), (bits, reasons) in sorted(
        weighed.items(), key=lambda item: (-item[1][0], _names_of(people, item[0]))
    ):
        # All further pairs weigh less.
        if bits + max(SEVERAL.bits, ONLY_ONE.bits) < min(JOIN, PROPOSE):
            break
        extra = SEVERAL if _has_rival(one, other, fitting, joined) else ONLY_ONE
        total = bits + extra.bits
        join = Join(one, other, _as_score(total), ", ".join([*reasons, extra.said]))
        # Enough, and no name of one contradicts a name of the other
        if total >= JOIN and joined.join(one, other):
            joins.append(join)
        elif total >= PROPOSE:
            proposals.append(join)
    return joins, [one for one in proposals if not joined.are_one(one.one, one.other)]


def _names_of(people: Mapping[int, _Person], pair: tuple[int, int]) -> Sequence[object]:
    """What orders pairs of equal weight, whatever their numbers are."""
    return sorted((sorted(people[n].names), sorted(people[n].addresses)) for n in pair)


def _as_score(bits: float) -> float:
    return round(1 / (1 + float(2**-bits)), 2)


def _has_rival(
    one: int, other: int, fitting: Mapping[int, Mapping[int, float]], joined: _Joined
) -> bool:
    """Whether somebody else, who cannot be the other of the pair, fits about as well."""
    least = fitting[one][other] - _MUCH_BETTER
    return any(
        joined.conflicts_with_any(
            mate, [rival for rival, bits in fitting[this].items() if bits > least and rival != mate]
        )
        for this, mate in ((one, other), (other, one))
    )


class _Joined:
    """People joined so far; a person is not joined to one with a name that cannot be theirs."""

    def __init__(
        self, people: Mapping[int, _Person], apart: Collection[tuple[int, int]] = frozenset()
    ) -> None:
        self._people = people
        self._apart = apart
        self._members: dict[int, list[int]] = {number: [number] for number in people}
        self._root = {number: number for number in people}
        # Whether a group contradicts others, by their first members.
        self._known: dict[int, dict[int, bool]] = defaultdict(dict)
        self._kept = 0

    def are_one(self, one: int, other: int) -> bool:
        """Whether both are joined."""
        return self._root[one] == self._root[other]

    def conflict(self, one: int, other: int) -> bool:
        """Whether a name of whom one is joined with contradicts a name of the other's."""
        return self._conflict(self._root[one], self._root[other])

    def conflicts_with_any(self, one: int, others: Iterable[int]) -> bool:
        """Whether one is not joined with some of the others, and cannot be."""
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
                (a, b) in self._apart or _conflict(self._people[a], self._people[b])
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
        if self.conflict(one, other):
            return False
        theirs = self._members.pop(second)
        for number in theirs:
            self._root[number] = first
        self._members[first].extend(theirs)
        self._forget(first, second)
        return True


def _conflict(one: _Person, other: _Person) -> bool:
    """Whether no name of one may be a name of the other: `Ost, Ben B` and `Ost, Ben K`."""
    if not one.names or not other.names:
        return False
    # `Boyie, Sean` and `Boyle, Scan`, once each: both are misread, of one name.
    if min(one.count, other.count) <= _SELDOM and any(
        _may_be_misread(a, b) for a in one.names for b in other.names
    ):
        return False
    # `K. Petit` of Karen's does not make her Karl.
    compared = [_compare(a, b) for a in _in_full(one.names) for b in _in_full(other.names)]
    # `Karl` and `Karen`
    if all(found is None for found in compared):
        return True
    # `Mary` and `Maren`, nine times each, though `Mare` may be either
    if min(one.count, other.count) >= _OFTEN and all(
        found is None or MISREAD_GIVEN in found or MISREAD_FAMILY in found for found in compared
    ):
        return True
    middle = [found for found in compared if found and (SAME_MIDDLE in found or _is_other(found))]
    return bool(middle) and all(map(_is_other, middle))


def _may_be_misread(mine: Parts, theirs: Parts) -> bool:
    """Whether OCR may have made both names of one, in whatever part: `Boyie, Sean`, `Scan Boyle`.

    A middle initial that differs is left to the names that are printed often.
    """
    return any(
        alike(mine.family, name.family)
        and (alike(mine.given, name.given) or _compare_given(mine.given, name.given) is not None)
        and not _is_other(_compare_straight(mine, name) or ())
        for name in (theirs, theirs.turned)
    )


def _in_full(names: Collection[Parts]) -> Collection[Parts]:
    """The names with a given name of more than a letter, if there are any."""
    return [parts for parts in names if len(parts.given) > 1] or names


def _is_other(found: Sequence[Bits]) -> bool:
    return OTHER_MIDDLE in found or GENERATION in found


def _weigh(one: _Person, other: _Person, rarity: _Rarity) -> tuple[float, list[str]] | None:
    """The bits of the pair of names that agree best, and of what else is known about both."""
    best: tuple[float, list[Bits]] | None = None
    for mine in sorted(one.names):
        for theirs in sorted(other.names):
            found = _compare(mine, theirs)
            if found is None:
                continue
            bits = _value(found, mine, theirs, rarity)
            if best is None or bits > best[0]:
                best = bits, found
    if best is None:
        return None
    bits, found = best
    misread = any(one in found for one in (MISREAD_GIVEN, LOOKS_SAME, MISREAD_FAMILY))
    more = [*_weigh_counts(one.count, other.count, misread=misread), *_weigh_addresses(one, other)]
    reasons = [item.said for item in (*found, *more)]
    return bits + sum(item.bits for item in more), reasons


def _value(found: Sequence[Bits], mine: Parts, theirs: Parts, rarity: _Rarity) -> float:
    bits = sum(item.bits for item in found)
    bits -= min(rarity.family(mine.family), rarity.family(theirs.family))
    if SAME_GIVEN in found:
        bits += rarity.given(mine.given)
    # `Mark` and `Mary` are both names that others have.
    if MISREAD_GIVEN in found and rarity.is_known(mine.given) and rarity.is_known(theirs.given):
        bits += BOTH_KNOWN.bits
    if MISREAD_FAMILY in found and min(rarity.family(one.family) for one in (mine, theirs)) > 0:
        bits += BOTH_KNOWN.bits
    return bits


def _compare(mine: Parts, theirs: Parts) -> list[Bits] | None:
    """What agrees and what differs in two names; None if they cannot be one person's."""
    straight = _compare_straight(mine, theirs)
    return straight if straight is not None else _compare_straight(mine, theirs.turned)


def _compare_straight(mine: Parts, theirs: Parts) -> list[Bits] | None:
    found: list[Bits] = []
    # `Müller` and `Mueller`
    if same_word(mine.family, theirs.family):
        found.append(SAME_FAMILY)
    # `Stone` and `Stene`
    elif min(len(mine.family), len(theirs.family)) > _SHORT and alike(mine.family, theirs.family):
        found.append(MISREAD_FAMILY)
    else:
        return None
    given = _compare_given(mine.given, theirs.given)
    if given is None or (found[0] is MISREAD_FAMILY and given is not SAME_GIVEN):
        return None
    found.append(given)
    # `Ben B` and `Ben K`
    if mine.rest and theirs.rest:
        same = any(a[0] == b[0] for a in mine.rest for b in theirs.rest)
        found.append(SAME_MIDDLE if same else OTHER_MIDDLE)
    # `Ben Ost jr` and `Ben Ost`
    if mine.generation != theirs.generation:
        found.append(GENERATION)
    # `(DOCK/QUAY)` and `(D0CK/QUAY)`
    if mine.affiliation and theirs.affiliation:
        same = alike(mine.affiliation, theirs.affiliation)
        found.append(SAME_AFFILIATION if same else OTHER_AFFILIATION)
    return found


def _compare_given(mine: str, theirs: str) -> Bits | None:
    # `Ann` and `Ann`, `A` and `A`
    if same_word(mine, theirs):
        return SAME_GIVEN if len(mine) > 1 else INITIAL
    # `A` and `Ann`
    if len(mine) == 1 or len(theirs) == 1:
        return INITIAL if mine[0] == theirs[0] else None
    # `Bob` and `Robert`
    if are_nicknames(mine, theirs):
        return NICKNAME
    # `Bill` and `BiIl`
    if word_shape(mine) == word_shape(theirs):
        return LOOKS_SAME
    return MISREAD_GIVEN if alike(mine, theirs) else None


def _weigh_counts(mine: int, theirs: int, *, misread: bool) -> list[Bits]:
    """`Mare` once beside `Maren` thirty times is misread; `Mark` and `Mary` ten times each not."""
    if not misread:
        return []
    fewer, more = sorted((mine, theirs))
    # `Mare` once, `Maren` thirty times
    if fewer <= max(1, _RARE * more) and more > 1:
        return [RARE_VARIANT]
    return [BOTH_OFTEN] if fewer >= _OFTEN else []


def _weigh_addresses(one: _Person, other: _Person) -> list[Bits]:
    if not one.addresses or not other.addresses:
        known, named = (one, other) if one.addresses else (other, one)
        fits = any(local_part_fits(a, parts) for a in known.addresses for parts in named.names)
        return [ADDRESS_FITS] if fits else []
    pairs = [(a, b) for a in sorted(one.addresses) for b in sorted(other.addresses)]
    # `ben.stone@quay.example` and `ben.stone@dock.example`
    if any(_alike_addresses(a, b) for a, b in pairs):
        return [SAME_LOCAL]
    # `ben@quay.example` and `bstone@quay.example`: two mailboxes of one organisation
    if any(a.partition("@")[2] == b.partition("@")[2] for a, b in pairs):
        return [OTHER_LOCAL]
    mine, theirs = ({organisation_of(a) for a in who.addresses} for who in (one, other))
    is_other = "" not in mine | theirs and mine.isdisjoint(theirs)
    return [OTHER_ORGANISATION if is_other else OTHER_ADDRESS]


def _alike_addresses(one: str, other: str) -> bool:
    """`ben.stone@x` and `ben.stone@y`, or a letter or two misread."""
    if one.partition("@")[0] == other.partition("@")[0]:
        return True
    if min(len(one), len(other)) <= 8:
        return False
    from rapidfuzz.distance import Levenshtein  # few documents need it

    return Levenshtein.distance(one, other, score_cutoff=2) <= 2
