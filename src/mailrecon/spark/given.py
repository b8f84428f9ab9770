"""People and zones as the whole of the documents tells them, for a group linked by itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta

from msgspec import Struct

from mailrecon.lexicon.cldr import civil_zones
from mailrecon.spark.rows import handle_parts, handle_text
from mailrecon.thread.people import NO_PERSON, People, Someone
from mailrecon.thread.zones import PeoplesZones

_BITS = 62
_FULL = (1 << _BITS) - 1


class Fact(Struct, frozen=True):
    """What all documents together say of the person behind a handle.

    `person` and `canonical` are their id and name in all outputs.
    `usual` is the offset they mostly print, `known` their one address, `zones` the civil zones
    that fit (see `zone_bits`), None where nothing tells them; `prints` whether any is printed.
    """

    identity: int
    person: str | None = None
    canonical: str | None = None
    usual: timedelta | None = None
    known: str | None = None
    zones: tuple[int, ...] | None = None
    prints: bool = False


class GivenPeople(People):
    """The people of a group; who is who is read from `facts` by handle, not concluded.

    `facts` may still be filled until `settle`. `documents` name the documents as their handles do,
    in order; `named` are the identities of those whom the user calls by name.
    """

    def __init__(
        self, facts: Mapping[str, Fact], documents: list[str], named: Mapping[str, int]
    ) -> None:
        super().__init__()
        self._facts = facts
        self._documents = documents
        self._named = named
        self._local: dict[int, int] = {}
        self._known: dict[int, str] = {}
        self._of: dict[int, Fact] = {}

    def show(self, key: str, address: str, scope: int) -> int:
        """The handle of a printed person, of its parts."""
        return self._handle(key, address, scope)

    def settle(self, headers: Iterable[Collection[int]] = ()) -> None:
        """Number the identities of all handles shown, and of all others there are facts about."""
        for text in self._facts:
            name, mailbox, document = handle_parts(text)
            if not document:
                self._handle(name, mailbox, NO_PERSON)
        self._root = []
        for handle, (key, address, scope) in enumerate(self._prints):
            document = self._documents[scope] if scope != NO_PERSON else ""
            fact = self._facts[handle_text(key, address, document)]
            root = self._local.setdefault(fact.identity, handle)
            self._root.append(root)
            # Handles the user named stand last, and only their identity is known.
            if root not in self._of:
                self._of[root] = fact
                if fact.known is not None:
                    self._known[root] = fact.known

    def find(self, name_or_address: str) -> int | None:
        """The identity the user means; one that nobody here has if they are in other groups."""
        identity = self._named.get(name_or_address)
        return None if identity is None else self._local.get(identity, -2 - identity % (1 << 60))

    def known_addresses(self) -> dict[int, str]:
        """Each identity that has just one printed address in all documents."""
        return self._known

    def persons(self) -> dict[int, Someone]:
        """The id and the name of each identity of this group that has one."""
        return {
            root: Someone(fact.person, fact.canonical)
            for root, fact in self._of.items()
            if fact.person is not None
        }

    def shown(self) -> set[str]:
        """The handles without scope that are known here."""
        return {
            handle_text(key, address, "")
            for key, address, scope in self._prints
            if scope == NO_PERSON
        }

    def facts(self) -> dict[int, Fact]:
        """What is known of each identity of this group."""
        return self._of


class GivenZones(PeoplesZones):
    """The zones that fit all dates of a person, in whichever group they are."""

    def __init__(self, people: GivenPeople) -> None:
        super().__init__((), {}, people)
        for who, fact in people.facts().items():
            if fact.zones is None:
                continue
            if fact.prints:
                self._printed[who] = {}
            else:
                self._bounded[who] = []
            self._zones[who] = zones_of(fact.zones)


def zone_bits(zones: tuple[str, ...]) -> tuple[int, ...]:
    """A set of civil zones as bits, in numbers that 64 bits hold."""
    wanted = frozenset(zones)
    bits = sum(1 << place for place, zone in enumerate(civil_zones()) if zone in wanted)
    return tuple((bits >> (_BITS * part)) & _FULL for part in range(zone_parts()))


def zone_parts() -> int:
    """How many numbers `zone_bits` gives."""
    return -(-len(civil_zones()) // _BITS)


def zones_of(bits: tuple[int, ...]) -> tuple[str, ...]:
    """The zones whose bits are set, in the order of `civil_zones`."""
    number = sum(part << (_BITS * place) for place, part in enumerate(bits))
    return tuple(zone for place, zone in enumerate(civil_zones()) if number >> place & 1)


def usual_of(people: GivenPeople) -> dict[int, timedelta]:
    """The usual offset of everyone in a group who has one."""
    return {who: fact.usual for who, fact in people.facts().items() if fact.usual is not None}
