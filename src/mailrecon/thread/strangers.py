"""People of whom no two can be one: most of those that a single document prints.

They need no comparing. Where two share a word of their names or an address, or one has an address
that may be another's, `People` decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from mailrecon.model import Identity
from mailrecon.thread.debris import may_have_debris
from mailrecon.thread.known_people import person_id
from mailrecon.thread.names import NameParts, is_torn_list, local_part_fits, name_key, read_name
from mailrecon.thread.people import CONTRADICTS, AnyPerson
from mailrecon.thread.who import blocking_keys, turned_key


class Name(NamedTuple):
    """A printed name: its words, its parts, and the keys it shares with similar names.

    `torn`: it is the remainder of a broken list, and names nobody for sure. `cleanable`: other
    prints may show that it has debris.
    """

    key: str
    parts: NameParts | None
    shared: frozenset[tuple[str, ...]]
    torn: bool = False
    cleanable: bool = False


class Stranger(NamedTuple):
    """A person as printed; the address is folded."""

    person: AnyPerson
    name: Name
    address: str

    @property
    def identity(self) -> Identity:
        """The identity of a person whom nobody else can be."""
        printed = self.person.name or None
        who = person_id([(self.address, self.name.key)])
        variants = ((printed, self.person.address),)
        return Identity(printed, variants, who, (CONTRADICTS,) if self.name.torn else ())


def read_stranger(person: AnyPerson) -> Stranger | None:
    """A printed person; None for one with neither a whole name nor an address."""
    name = _read(person.name or "")
    key = name.key
    if (
        person.printed_address is not None
        # A name of one word identifies somebody within its document only; a name without words
        # nobody.
        or (not key if person.name else not person.address)
        or (person.address is None and " " not in key)
        or (name.torn and name.parts is not None)
    ):
        return None
    return Stranger(person, name, (person.address or "").casefold())


@lru_cache(maxsize=16_384)
def _read(name: str) -> Name:
    key = name_key(name) if name else ""
    parts = read_name(name) if name else None
    torn = " " in key and is_torn_list(name)
    if parts is None:
        return Name(key, None, frozenset(), torn)
    turned = turned_key(parts)
    shared = frozenset((*blocking_keys(parts), *([turned] if turned else ())))
    return Name(key, parts, shared, torn, may_have_debris(parts))


def are_strangers(people: Sequence[Stranger]) -> bool:
    """Whether no two of the people can be the same, and no address can be another's."""
    keys = [one.name.key for one in people if one.name.key]
    addresses = [one.address for one in people if one.address]
    if len(set(keys)) < len(keys) or len(set(addresses)) < len(addresses):
        return False
    shared = [key for one in people for key in one.name.shared]
    if len(set(shared)) < len(shared):
        return False
    families = [
        (number, one.name.parts.family)
        for number, one in enumerate(people)
        if one.name.parts is not None
    ]
    return not any(
        _may_be_anothers(one, (family for other, family in families if other != number))
        for number, one in enumerate(people)
        if families and one.address and one.name.key and not _fits(one)
    )


def have_debris(people: Iterable[Stranger]) -> bool:
    """Whether a name may have debris that prints of another show, if these are several."""
    return any(one.name.cleanable for one in people)


def _fits(one: Stranger) -> bool:
    """Whether an address is formed from the name it is printed with."""
    parts = one.name.parts
    return parts is not None and (
        local_part_fits(one.address, parts) or local_part_fits(one.address, parts.turned)
    )


def _may_be_anothers(one: Stranger, families: Iterator[str]) -> bool:
    """Whether an address contains the family name of another person."""
    letters = "".join(filter(str.isalpha, one.address.partition("@")[0]))
    return any(family in letters for family in families)
