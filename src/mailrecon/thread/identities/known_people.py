"""The identities of people after linking, as needed to build messages."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from msgspec.structs import replace

from mailrecon.model import Person
from mailrecon.thread.identities.names import name_key

# In place of an address: sorted behind all addresses.
_NO_ADDRESS = "\uffff"
# The handle of a person whose name and address are removed.
NO_PERSON = -1


class Someone(NamedTuple):
    """An identity: its id in all outputs, its name, and details from the user."""

    person: str | None
    name: str | None
    role: str | None = None
    organisation: str | None = None


def person_id(printed: Iterable[tuple[str, str]]) -> str:
    """The id of a person in all outputs, computed from folded addresses and names."""
    return _id_of_seed("\x1f".join(min((address or _NO_ADDRESS, key) for address, key in printed)))


def id_of_one(address: str, key: str) -> str:
    """The id of a person who is printed with only one folded address and name."""
    return _id_of_seed(f"{address or _NO_ADDRESS}\x1f{key}")


# Threads name the same people again and again.
@lru_cache(maxsize=16_384)
def _id_of_seed(seed: str) -> str:
    return f"p-{hashlib.sha256(seed.encode('utf-8', 'backslashreplace')).hexdigest()[:10]}"


class KnownPeople:
    """The resolved identities, as needed to assemble messages.

    `handles` maps printed names and addresses to handles (`People`), `roots` handles to identities.
    """

    def __init__(
        self,
        handles: Mapping[tuple[str, str, int], int],
        roots: Sequence[int],
        persons: Mapping[int, Someone],
        addresses: Mapping[int, str],
    ) -> None:
        self._handles = handles
        self._roots = roots
        self._persons = persons
        self._addresses = addresses

    def _who(self, person: Person) -> int | None:
        """The identity of a printed person; None if the person is never printed in full."""
        handle = self._handles.get((*print_of(person), NO_PERSON))
        return None if handle is None else self._roots[handle]

    def named(self, person: Person, document: int) -> Person:
        """A person as printed in a document, even by one name, with the id and the name of their
        identity in the archive."""
        key, address = print_of(person)
        handle = self._handles.get((key, address, NO_PERSON))
        if handle is None:
            handle = self._handles.get((key, address, document))
        someone = None if handle is None else self._persons.get(self._roots[handle])
        if someone is None:
            return person
        return replace(
            person,
            person=someone.person,
            canonical=someone.name,
            job=someone.role,
            organisation=someone.organisation,
        )

    def address_of(self, person: Person) -> str | None:
        """The one address printed anywhere for a person."""
        who = self._who(person)
        return None if who is None else self._addresses.get(who)

    def same(self, one: Person, other: Person) -> bool:
        """Whether two printed persons are the same, or may be the same."""
        first, second = self._who(one), self._who(other)
        if first is not None and first == second:
            return True
        return are_compatible(print_of(one), print_of(other))


def print_of(person: Person) -> tuple[str, str]:
    """The folded name and address of a person, for comparison."""
    key = name_key(person.name) if person.name else ""
    return key, (person.address or person.printed_address or "").casefold()


def are_compatible(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether two folded names with addresses may belong to one person."""
    (first, first_address), (second, second_address) = one, other
    if first_address and second_address and first_address != second_address:
        return False
    if not first or not second or first.isascii() != second.isascii():
        return True
    words, others = set(first.split(" ")), set(second.split(" "))
    return words <= others or others <= words
