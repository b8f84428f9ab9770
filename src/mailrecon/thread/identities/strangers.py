"""Recognise people of whom no two can be the same, as in most single documents.

These people need not be compared. `People` decides if two have names that may belong to one person,
or share an address, or if an address may belong to another of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple, Protocol

from mailrecon.lexicon import ocr_shape
from mailrecon.model import Identity
from mailrecon.thread.identities.debris import possible_without_debris
from mailrecon.thread.identities.known_people import id_of_one
from mailrecon.thread.identities.lone_prints import CUSTOM
from mailrecon.thread.identities.misread_addresses import misread_forms
from mailrecon.thread.identities.name_evidence import may_be_one_name
from mailrecon.thread.identities.names import (
    NameParts,
    is_torn_list,
    local_part_fits,
    name_key,
    read_name,
)
from mailrecon.thread.identities.ties import SHORTEST_FAMILY
from mailrecon.thread.identities.who import blocking_keys, turned_key

CONTRADICTS = "its name contradicts the other prints of its address"
# Up to this many people are compared in pairs; with more, `People` does it.
_MOST_COMPARED = 12
_NO_LETTERS = bytes(code for code in range(128) if not chr(code).isalpha())


class PrintedOne(Protocol):
    """A printed person, as `Person` or `thread.facts.PrintedPerson`."""

    @property
    def name(self) -> str | None:
        """The name as printed."""

    @property
    def address(self) -> str | None:
        """The address, if it is valid."""

    @property
    def printed_address(self) -> str | None:
        """The address, if it is not."""


class Name(NamedTuple):
    """A printed name: its words, its parts, and the keys it shares with similar names.

    `torn`: it is the remainder of a broken list, and does not certainly identify a person.
    `cleaned` are pairs of family and given name that it may contain besides debris.
    """

    key: str
    parts: NameParts | None
    shared: frozenset[tuple[str, ...]]
    torn: bool = False
    cleaned: tuple[tuple[str, str], ...] = ()


_NO_NAME = Name("", None, frozenset())


class Stranger(NamedTuple):
    """A person by name and address; the address is folded."""

    name: Name
    address: str


class Record(NamedTuple):
    """A printed person: the words of the name, the folded address, and the forms of the name."""

    key: str
    address: str
    printed: tuple[str, ...]


def read_stranger(printed: str | None, address: str | None) -> Stranger | None:
    """The person printed with this name and this address; None for one with neither a whole name
    nor an address.
    """
    name = _read(printed or "")
    key = name.key
    if (
        # A name of one word identifies a person only within its document; a name without words does
        # not.
        (not key if printed else not address)
        or (address is None and " " not in key)
        or (name.torn and name.parts is not None)
    ):
        return None
    return Stranger(name, (address or "").casefold())


class KnownStranger(NamedTuple):
    """A printed person, and the identity if no other print denotes the same one."""

    stranger: Stranger
    identity: Identity


# Threads and archives print the same people again and again.
@lru_cache(maxsize=16_384)
def known_stranger(name: str | None, address: str | None) -> KnownStranger | None:
    """The person printed with this name and this address; None if they have neither a whole name
    nor an address.
    """
    stranger = read_stranger(name, address)
    if stranger is None:
        return None
    who = id_of_one(stranger.address, stranger.name.key)
    reasons = (CONTRADICTS,) if stranger.name.torn else ()
    return KnownStranger(stranger, Identity(name or None, ((name or None, address),), who, reasons))


@lru_cache(maxsize=16_384)
def _read(name: str) -> Name:
    key = name_key(name) if name else ""
    parts = read_name(name) if name else None
    torn = " " in key and is_torn_list(name)
    if parts is None:
        return Name(key, None, frozenset(), torn)
    turned = turned_key(parts)
    shared = frozenset((*blocking_keys(parts), *([turned] if turned else ())))
    return Name(key, parts, shared, torn, tuple(possible_without_debris(parts)))


def are_strangers(people: Sequence[Stranger]) -> bool:
    """Whether no two people can be the same, and no address can belong to another of them."""
    if len(people) == 2 and _are_two_strangers(*people):
        return True
    keys: set[str] = set()
    addresses: set[str] = set()
    shared: set[tuple[str, ...]] = set()
    cleaned: set[tuple[str, str]] = set()
    families: list[NameParts] = []
    are_alike = False
    for name, address in people:
        key, parts, own, _, forms = name
        if (key and key in keys) or (address and address in addresses):
            return False
        keys.add(key)
        addresses.add(address)
        # `Ben Ost` beside `Mia Ost`
        are_alike = are_alike or not shared.isdisjoint(own)
        shared.update(own)
        cleaned.update(forms)
        if parts is not None and len(parts.family) >= SHORTEST_FAMILY:
            families.append(parts)
    if are_alike and _have_fitting_names(people):
        return False
    # `IGG Poe, Ann` beside `Poe, Ann`
    if cleaned and any(
        (parts.family, parts.given) in cleaned
        for one in people
        if (parts := one.name.parts) is not None
    ):
        return False
    if not families:
        return True
    if _are_somebodys([one for one in people if not one.name.key], people, families):
        return False
    for one in people:
        if one.address and one.name.key and not _fits(one) and _may_be_anothers(one, families):
            return False
    return True


def _are_two_strangers(one: Stranger, other: Stranger) -> bool:
    """Whether two people with whole names have nothing in common: `are_strangers` for nearly all.

    `Ann Poe <ann@quay.example>`, `Ben Ost <ben@dock.example>`
    """
    name, its = one.name, other.name
    return bool(
        name.key
        and its.key
        and name.key != its.key
        and (not one.address or one.address != other.address)
        and not (name.cleaned or its.cleaned)
        and name.shared.isdisjoint(its.shared)
        and (its.parts is None or its.parts.family not in _letters_before_at(one.address))
        and (name.parts is None or name.parts.family not in _letters_before_at(other.address))
    )


def _letters_before_at(address: str) -> str:
    local = address.partition("@")[0]
    if local.isalpha():
        return local
    if local.isascii():
        return local.encode("ascii").translate(None, _NO_LETTERS).decode("ascii")
    return "".join(filter(str.isalpha, local))


def _have_fitting_names(people: Sequence[Stranger]) -> bool:
    """Whether the names of two of the people may belong to one person, compared in pairs."""
    if len(people) > _MOST_COMPARED:
        return True
    return any(
        one.name.parts is not None
        and other.name.parts is not None
        and not one.name.shared.isdisjoint(other.name.shared)
        and may_be_one_name(one.name.parts, other.name.parts)
        for one, other in combinations(people, 2)
    )


def join_strangers(records: Sequence[Record]) -> list[int] | None:
    """Map each record to the first record of its person, if names and addresses leave no doubt.

    `Ann Poe`, `ann@quay.example` and `Ann Poe <ann@quay.example>` are one person, if no other
    record has her name or address. None if people must be compared.
    """
    by_key: dict[str, int] = {}
    by_address: dict[str, int] = {}
    order = sorted(range(len(records)), key=lambda n: not (records[n].key and records[n].address))
    together: dict[int, list[int]] = {}
    for number in order:
        key, address, _ = records[number]
        known = [by_key.get(key) if key else None, by_address.get(address) if address else None]
        # A name at two addresses, or an address with two names
        if key and address and known != [None, None]:
            return None
        leader = next((one for one in known if one is not None), number)
        together.setdefault(leader, []).append(number)
        if key:
            by_key[key] = leader
        if address:
            by_address[address] = leader
    people: list[Stranger] = []
    roots = [0] * len(records)
    for members in together.values():
        # `Ann Poe` and `Poe, Ann` are read as one name.
        names = {_read(form) for number in members for form in records[number].printed}
        name = next(iter(names), _NO_NAME)
        is_odd = len(names) > 1 or (name.torn and len(members) > 1)
        if is_odd or (name.parts is not None and (name.torn or len(name.parts.family) < 2)):
            return None
        address = next((found for n in members if (found := records[n].address)), "")
        people.append(Stranger(name, address))
        for number in members:
            roots[number] = min(members)
    return roots if are_strangers(people) else None


def is_torn(record: Record) -> bool:
    """Whether a name is the remainder of a broken list, which does not identify a person."""
    return any(_read(form).torn for form in record.printed)


def _fits(one: Stranger) -> bool:
    """Whether an address is formed from the name it is printed with."""
    parts = one.name.parts
    return parts is not None and (
        local_part_fits(one.address, parts) or local_part_fits(one.address, parts.turned)
    )


def _are_somebodys(
    nameless: Sequence[Stranger], people: Sequence[Stranger], names: Sequence[NameParts]
) -> bool:
    """Whether an address without a name is formed from a name, or looks like another address."""
    if not nameless:
        return False
    # Only where several people of a domain have such addresses, the form of an address says whose
    # it is.
    known = Counter([one.address.partition("@")[2] for one in people if one.name.parts])
    if any(
        known[one.address.partition("@")[2]] >= CUSTOM
        and any(local_part_fits(one.address, parts) for parts in names)
        for one in nameless
    ):
        return True
    # `<stoneb6@quay.example>` beside `Stone, Ben B <stonebb@quay.example>`
    shapes = {ocr_shape(local) for one in nameless for local in misread_forms(one.address)}
    return bool(shapes) and any(
        ocr_shape(other.address.partition("@")[0]) in shapes
        for other in people
        if other.name.key and other.address
    )


def _may_be_anothers(one: Stranger, names: Sequence[NameParts]) -> bool:
    """Whether an address is formed from the name of another person."""
    if len(names) == 1 and names[0] is one.name.parts:
        return False
    letters = _letters_before_at(one.address)
    return any(
        parts.family in letters and local_part_fits(one.address, parts)
        for parts in names
        if parts is not one.name.parts
    )
