"""Weigh whether two printed people are one, by their names, counts and addresses.

`weigh_pair` adds the bits of all agreements and differences. `names_conflict` is True if no name of
one person may belong to the other, whatever else agrees.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from math import log2

from msgspec import Struct, field

from mailrecon.thread.identities.debris import NamesOfRelease
from mailrecon.thread.identities.identity_weights import (
    ADDRESS_FITS,
    BOTH_KNOWN,
    BOTH_OFTEN,
    GENERATION,
    INITIAL,
    LEAST_GIVEN,
    LOOKS_SAME,
    MISREAD_FAMILY,
    MISREAD_GIVEN,
    MOST_GIVEN,
    NICKNAME,
    OTHER_ADDRESS,
    OTHER_AFFILIATION,
    OTHER_LOCAL,
    OTHER_MIDDLE,
    OTHER_ORGANISATION,
    RARE_VARIANT,
    SAME_AFFILIATION,
    SAME_FAMILY,
    SAME_GIVEN,
    SAME_LOCAL,
    SAME_MIDDLE,
    Bits,
)
from mailrecon.thread.identities.names import (
    NameParts,
    alike,
    are_nicknames,
    local_part_fits,
    number_in,
    organisation_of,
    read_name,
    same_word,
    word_shape,
)

# `Hale` and `Vale` are two names; `Rasks` and `Rask` are not.
SHORT_FAMILY = 4
# At most this share of a name's occurrences is misread.
_RARE = 0.2
# A name printed this often is correct.
_OFTEN = 4
# Two names printed at most this often may both be misreadings of a third.
_SELDOM = 2
# A small archive has few families. Its given names are weighted as if it had this many.
_FAMILIES = 64
# OCR seldom misreads more letters of an address than this.
_MISREAD_LETTERS = 2


class IdentityRecord(Struct):
    """A person as printed: a name's key and an address, either of which may be empty; how often,
    and in which forms.

    `scoped`: the name identifies somebody within one document only.
    """

    key: str
    address: str
    scoped: bool
    count: int = 0
    names: dict[str, int] = field(default_factory=lambda: defaultdict(int))


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

    def copy(self) -> Forest:
        """The trees as they are now."""
        copied = Forest(0)
        copied.above = list(self.above)
        return copied

    def join(self, one: int, other: int) -> None:
        """Join two trees."""
        first, second = self.root(one), self.root(other)
        if first != second:
            self.above[max(first, second)] = min(first, second)


class PersonSoFar(Struct):
    """A person so far: names in parts with how often each is printed, and addresses."""

    number: int
    names: dict[NameParts, int] = field(default_factory=lambda: defaultdict(int))
    addresses: set[str] = field(default_factory=set)

    @property
    def count(self) -> int:
        """How often any of the names is printed."""
        return sum(self.names.values())


def people_so_far(
    records: Sequence[IdentityRecord], forest: Forest, left_out: Collection[int]
) -> dict[int, PersonSoFar]:
    """The people formed by the records tied so far, without those `left_out`."""
    people: dict[int, PersonSoFar] = {}
    for number, item in enumerate(records):
        root = forest.root(number)
        person = people.get(root)
        if person is None:
            person = people[root] = PersonSoFar(root)
        if item.address:
            person.addresses.add(item.address)
        # A damaged line does not identify a person with certainty.
        if item.scoped or number in left_out:
            continue
        for name, count in item.names.items():
            parts = read_name(name)
            if parts is not None:
                person.names[parts] += count
    known = NamesOfRelease(person.names for person in people.values() if person.names)
    # A document seldom prints a name three times.
    for person in people.values() if known.may_clean else ():
        cleaned: Counter[NameParts] = Counter()
        for parts, count in person.names.items():
            cleaned[known.clean(parts, count)] += count
        if cleaned.keys() != person.names.keys():
            person.names = cleaned
    return people


class NameRarity:
    """The frequencies of family and given names in the archive."""

    def __init__(self, people: Iterable[PersonSoFar]) -> None:
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


def names_conflict(one: PersonSoFar, other: PersonSoFar) -> bool:
    """Whether no name of one may be a name of the other: `Ost, Ben B` and `Ost, Ben K`."""
    if not one.names or not other.names:
        return False
    # `Boyie, Sean` and `Boyle, Scan`, once each: both are misread, of one name.
    if (
        min(one.count, other.count) <= _SELDOM
        and not _have_other_middles(one.names, other.names)
        and any(_may_be_misread(a, b) for a in one.names for b in other.names)
    ):
        return False
    # If Karen is also printed as `K. Petit`, this does not make her Karl.
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


def _have_other_middles(mine: Collection[NameParts], theirs: Collection[NameParts]) -> bool:
    """Whether the given names differ, and so do all middle initials: `Lund, Bo J`, `Lund, Bob K`.

    `Lund, Bo` may also be printed.
    """
    first, second = ({word[0] for name in names for word in name.rest} for names in (mine, theirs))
    if not first or not second or not first.isdisjoint(second):
        return False
    return {name.given for name in mine}.isdisjoint(name.given for name in theirs)


def _may_be_misread(mine: NameParts, theirs: NameParts) -> bool:
    """Whether both names may be misreadings of one name, in any part: `Boyie, Sean`, `Scan Boyle`.

    A different middle initial is judged by the frequent names instead.
    """
    return any(
        alike(mine.family, name.family)
        and (alike(mine.given, name.given) or compare_given(mine.given, name.given) is not None)
        and not _is_other(_compare_straight(mine, name) or ())
        for name in (theirs, theirs.turned)
    )


def _in_full(names: Collection[NameParts]) -> Collection[NameParts]:
    """The names with a given name of more than a letter, if there are any."""
    return [parts for parts in names if len(parts.given) > 1] or names


def _is_other(found: Sequence[Bits]) -> bool:
    return OTHER_MIDDLE in found or GENERATION in found


def weigh_pair(
    one: PersonSoFar, other: PersonSoFar, rarity: NameRarity
) -> tuple[float, list[str]] | None:
    """The bits of the pair of names that agree best, and of counts and addresses."""
    best: tuple[float, list[Bits]] | None = None
    # Of most people one name is printed.
    for mine in sorted(one.names) if len(one.names) > 1 else one.names:
        for theirs in sorted(other.names) if len(other.names) > 1 else other.names:
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


def _value(found: Sequence[Bits], mine: NameParts, theirs: NameParts, rarity: NameRarity) -> float:
    bits = sum(item.bits for item in found)
    bits -= min(rarity.family(mine.family), rarity.family(theirs.family))
    if SAME_GIVEN in found:
        bits += rarity.given(mine.given)
    # `Mark` and `Mary` are both names of other people as well.
    if MISREAD_GIVEN in found and rarity.is_known(mine.given) and rarity.is_known(theirs.given):
        bits += BOTH_KNOWN.bits
    if MISREAD_FAMILY in found and min(rarity.family(one.family) for one in (mine, theirs)) > 0:
        bits += BOTH_KNOWN.bits
    return bits


def may_be_one_name(one: NameParts, other: NameParts) -> bool:
    """Whether two names may belong to one person, also with family and given name exchanged."""
    return _compare(one, other) is not None or _compare(other, one) is not None


def _compare(mine: NameParts, theirs: NameParts) -> list[Bits] | None:
    """The agreements and differences of two names; None if they cannot belong to one person."""
    # `Meeting Room 1` and `Meeting Room 2`
    if mine.number and theirs.number and mine.number != theirs.number:
        return None
    straight = _compare_straight(mine, theirs)
    if straight is not None:
        return straight
    # `Lund Bo` and `Bo Lund`
    if _compare_family(mine.family, theirs.given) is None:
        return None
    return _compare_straight(mine, theirs.turned)


def _compare_straight(mine: NameParts, theirs: NameParts) -> list[Bits] | None:
    family = _compare_family(mine.family, theirs.family)
    if family is None:
        return None
    given = compare_given(mine.given, theirs.given)
    if given is None:
        return None
    found = [family, given]
    # `Ben B` and `Ben K`
    if mine.rest and theirs.rest:
        same = any(a[0] == b[0] for a in mine.rest for b in theirs.rest)
        found.append(SAME_MIDDLE if same else OTHER_MIDDLE)
    # `Hoit, Mare K` and `Holt, Maren K`: misread in two places, but for the initial
    if family is MISREAD_FAMILY and given is not SAME_GIVEN:
        looks_same = word_shape(mine.family) == word_shape(theirs.family)
        if not looks_same or SAME_MIDDLE not in found:
            return None
    # `Ben Ost jr` and `Ben Ost`
    if mine.generation != theirs.generation:
        found.append(GENERATION)
    # `(DOCK/QUAY)` and `(D0CK/QUAY)`
    if mine.affiliation and theirs.affiliation:
        same = alike(mine.affiliation, theirs.affiliation)
        found.append(SAME_AFFILIATION if same else OTHER_AFFILIATION)
    return found


# In an archive of thousands, the same few hundred words are compared with one another.
@lru_cache(maxsize=65536)
def _compare_family(mine: str, theirs: str) -> Bits | None:
    """How two family names agree; None if they do not."""
    # `Müller` and `Mueller`
    if same_word(mine, theirs):
        return SAME_FAMILY
    # `User12` and `User112` are two people; `Stone1` may be `Stonel`.
    if "" != number_in(mine) != number_in(theirs) != "":
        return None
    # `Stone` and `Stene`
    return MISREAD_FAMILY if _is_misread_family(mine, theirs) else None


def _is_misread_family(one: str, other: str) -> bool:
    """Whether OCR may have read one family name as the other."""
    shorter, longer = sorted((one, other), key=len)
    # `Hoit` and `Holt` have letters that OCR confuses; `Kuma` is `Kumar` cut short; but `Hale` and
    # `Vale` are two names.
    if len(shorter) <= SHORT_FAMILY:
        is_cut = len(shorter) == SHORT_FAMILY and longer.startswith(shorter)
        return (is_cut and len(longer) == len(shorter) + 1) or word_shape(one) == word_shape(other)
    return alike(one, other)


@lru_cache(maxsize=65536)
def compare_given(mine: str, theirs: str) -> Bits | None:
    """How two given names agree; None if they do not."""
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
    """`Mare` once beside `Maren` thirty times is misread; `Mark` and `Mary`, ten each, are not."""
    if not misread:
        return []
    fewer, more = sorted((mine, theirs))
    # `Mare` once, `Maren` thirty times
    if fewer <= max(1, _RARE * more) and more > 1:
        return [RARE_VARIANT]
    return [BOTH_OFTEN] if fewer >= _OFTEN else []


def _weigh_addresses(one: PersonSoFar, other: PersonSoFar) -> list[Bits]:
    # `ann@quay.example` alone, and `Ann Poe` alone
    if not one.addresses or not other.addresses:
        known, named = (one, other) if one.addresses else (other, one)
        fits = any(local_part_fits(a, parts) for a in known.addresses for parts in named.names)
        return [ADDRESS_FITS] if fits else []
    # `ben.stone@quay.example` and `ben.stone@dock.example`
    local_parts, domains = (
        [{a.partition("@")[part] for a in who.addresses} for who in (one, other)] for part in (0, 2)
    )
    if not local_parts[0].isdisjoint(local_parts[1]) or any(
        _are_misread(a, b) for a in one.addresses for b in other.addresses
    ):
        return [SAME_LOCAL]
    # `ben@quay.example` and `bstone@quay.example`: two mailboxes of one organisation
    if not domains[0].isdisjoint(domains[1]):
        return [OTHER_LOCAL]
    mine, theirs = ({organisation_of(a) for a in who.addresses} for who in (one, other))
    is_other = "" not in mine | theirs and mine.isdisjoint(theirs)
    return [OTHER_ORGANISATION if is_other else OTHER_ADDRESS]


def _are_misread(one: str, other: str) -> bool:
    """Whether two addresses differ in a letter or two, which OCR may have misread."""
    # `ann@x.example` and `ana@x.example` are as likely two people as one.
    if min(len(one), len(other)) <= 8 or abs(len(one) - len(other)) > _MISREAD_LETTERS:
        return False
    from rapidfuzz.distance import Levenshtein  # few documents need it

    return Levenshtein.distance(one, other, score_cutoff=_MISREAD_LETTERS) <= _MISREAD_LETTERS
