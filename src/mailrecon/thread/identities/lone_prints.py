"""Find the person for an address that is printed without a name, and for a login such as `apoe`.

Names with addresses are joined before (`ties`, `who`). The remaining prints do not identify a
person by themselves: `<poea@quay.example>` beside `Poe, Ann`, `<stoneb6@quay.example>` beside
`stonebb@quay.example`, `apoe` beside `Ann Poe`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from mailrecon.lexicon import ocr_shape
from mailrecon.thread.identities.misread_addresses import (
    ADDRESS_OFTENER,
    domain_may_be_misread,
    misread_forms,
)
from mailrecon.thread.identities.name_evidence import IdentityRecord
from mailrecon.thread.identities.names import NameParts, read_name

MISREAD = "the address as OCR may misread it"
MADE_OF_NAME = "the address is made of the name, as others of its domain are"
LOGIN = "made of the name"

# If this many people of a domain have addresses of one form, the domain forms addresses in this
# way.
CUSTOM = 3
# Shorter family names, logins and misread addresses occur in too many others by chance.
_FAMILY, _LOGIN, _LOCAL = 4, 6, 5
# A local part that this many records have does not identify a person: `office@`.
_MOST_ALIKE = 48


class LonePrint(NamedTuple):
    """A record that does not identify a person, a record of its owner, and the reason."""

    one: int
    owner: int
    reason: str


class _Known(NamedTuple):
    """A person: the names, and the addresses by domain."""

    names: set[NameParts]
    domains: dict[str, set[str]]


def whose(
    records: Sequence[IdentityRecord], identity: Callable[[int], int], refused: Sequence[int]
) -> Iterator[LonePrint]:
    """The owners of addresses without a name, and of logins; `identity` maps a record to its
    person.

    `refused` are the records that contradict the others.
    """
    named = {identity(n) for n, item in enumerate(records) if item.key and "@" not in item.key}
    lone = [
        number
        for number, item in enumerate(records)
        if item.address and not item.scoped and identity(number) not in named
    ]
    if not lone and not any(item.scoped for item in records):
        return
    left_out = frozenset(refused)
    people: dict[int, _Known] = {}
    for number, item in enumerate(records):
        if item.scoped or number in left_out:
            continue
        person = people.setdefault(identity(number), _Known(set(), defaultdict(set)))
        person.names.update(parts for name in item.names if (parts := read_name(name)) is not None)
        local, _, domain = item.address.partition("@")
        if domain:
            person.domains[domain].add(local)
    if lone:
        yield from _misread(records, identity, lone, left_out)
        yield from _made_of_names(records, people, lone)
    yield from _logins(records, people)


def _misread(
    records: Sequence[IdentityRecord],
    identity: Callable[[int], int],
    lone: Sequence[int],
    left_out: Collection[int],
) -> Iterator[LonePrint]:
    """`<stoneb6@quay.example>`, `<stonebb@quay.exampie>`, beside `stonebb@quay.example`."""
    locals_ = [item.address.partition("@")[0] for item in records]
    # A misread address is like one that is printed with a name.
    named = {ocr_shape(locals_[n]) for n, item in enumerate(records) if item.key}
    alike = {
        number: [ocr_shape(local) for local in misread_forms(records[number].address)]
        for number in lone
        if named
    }
    alike = {number: shapes for number, shapes in alike.items() if not named.isdisjoint(shapes)}
    if not alike:
        return
    domains: Counter[str] = Counter()
    by_shape: dict[str, list[int]] = defaultdict(list)
    for number, item in enumerate(records):
        domains[item.address.partition("@")[2]] += item.count
        if number not in left_out:
            by_shape[ocr_shape(locals_[number])].append(number)
    for number, shapes in alike.items():
        domain = records[number].address.partition("@")[2]
        shapes = [shape for shape in shapes if len(by_shape.get(shape, ())) <= _MOST_ALIKE]
        owners = {
            identity(other): other
            for shape in shapes
            for other in by_shape.get(shape, ())
            if len(shape) >= _LOCAL
            and identity(other) != identity(number)
            and records[other].key
            and _is_printed_oftener(records[other], records[number])
            and domain_may_be_misread(domain, records[other].address.partition("@")[2], domains)
        }
        if len(owners) == 1:
            yield LonePrint(number, next(iter(owners.values())), MISREAD)


def _is_printed_oftener(known: IdentityRecord, lone: IdentityRecord) -> bool:
    """Whether `stonebj@` may be a misread `stonebi@`: not if both are printed equally often."""
    if known.address.partition("@")[0] == lone.address.partition("@")[0]:
        return known.count >= lone.count
    return known.count >= ADDRESS_OFTENER * lone.count


def _made_of_names(
    records: Sequence[IdentityRecord], people: dict[int, _Known], lone: Sequence[int]
) -> Iterator[LonePrint]:
    """`<poea@quay.example>` beside `Poe, Ann`, if other people at Quay have such addresses."""
    customs: Counter[tuple[str, str]] = Counter()
    made: dict[str, set[int]] = defaultdict(set)
    for who, person in people.items():
        if not person.names:
            continue
        found = {one for parts in person.names for one in _forms(parts)}
        for _, local in found:
            made[local].add(who)
        customs.update(
            {
                (domain, form)
                for domain, locals_ in person.domains.items()
                for form, local in found
                if local in locals_
            }
        )
    for number in lone:
        local, _, domain = records[number].address.partition("@")
        owners = made.get(local, set())
        if len(owners) != 1:
            continue
        (who,) = owners
        person = people[who]
        forms = {form for parts in person.names for form, made_ in _forms(parts) if made_ == local}
        # A person with another address at the domain may have two, or a namesake.
        if domain in person.domains or not any(customs[domain, form] >= CUSTOM for form in forms):
            continue
        yield LonePrint(number, who, MADE_OF_NAME)


def _forms(parts: NameParts) -> Iterator[tuple[str, str]]:
    """The local parts that can be formed from a name, each with the name of its form."""
    family, given = (word.replace("-", "") for word in (parts.family, parts.given))
    if len(family) < _FAMILY or " " in family:
        return
    middle = "".join(word[0] for word in parts.rest)
    # `poeab@`, `poea@` of `Poe, Ann B`
    yield "family and initials", family + given[0] + middle
    yield "family and initials", family + given[0]
    # `apoe@`
    yield "initial and family", given[0] + family
    if len(given) > 1:
        yield "given.family", f"{given}.{family}"
        yield "given_family", f"{given}_{family}"
        yield "givenfamily", given + family


def _logins(records: Sequence[IdentityRecord], people: dict[int, _Known]) -> Iterator[LonePrint]:
    """`apoe` and `annpoe` beside `Ann Poe`, if no other person's name gives the same login."""
    made: dict[str, set[int]] = defaultdict(set)
    for who, person in people.items():
        for parts in person.names:
            for _, login in _forms(parts):
                made[login].add(who)
    for number, item in enumerate(records):
        login = item.key
        if not item.scoped or len(login) < _LOGIN:
            continue
        owners = made.get(login, set())
        if len(owners) == 1:
            yield LonePrint(number, next(iter(owners)), LOGIN)


def may_be_logins(words: Sequence[str], names: Iterable[str]) -> bool:
    """Whether one of the `words` that identify somebody within a document may be made of a name."""
    logins = {word for word in words if len(word) >= _LOGIN}
    return bool(logins) and any(
        login in logins
        for name in names
        if (parts := read_name(name)) is not None
        for _, login in _forms(parts)
    )
