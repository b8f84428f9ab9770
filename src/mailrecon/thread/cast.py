"""The people of a document's messages by number, for the fast paths of linking."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain

from msgspec import Struct
from msgspec.structs import replace

from mailrecon.model import Identity, Person
from mailrecon.resolve import Resolved
from mailrecon.thread.chain import Header
from mailrecon.thread.facts import PrintedPerson
from mailrecon.thread.identities.known_people import KnownPeople
from mailrecon.thread.identities.people import NO_PERSON, People
from mailrecon.thread.identities.strangers import Stranger, are_strangers, known_stranger

# Documents of more people are rare.
_MOST_PEOPLE = 200


class Numbered(Struct, frozen=True, gc=False):
    """The people of a message by number: author, all recipients (each once), and first in To."""

    originator: int
    recipients: tuple[int, ...]
    first: int

    @property
    def everyone(self) -> frozenset[int]:
        """Author and recipients."""
        return frozenset((self.originator, *self.recipients))


class Cast(Struct, frozen=True):
    """The people of a chain.

    `named` is a function that adds the identity's id and name to a printed person. `known` is None
    if no two prints of people are of one person.
    """

    parties: list[Numbered]
    named: Callable[[Person], Person]
    identities: tuple[Identity, ...]
    known: KnownPeople | None = None

    def has_address_of(self, person: Person) -> bool:
        """Whether the address of a person is redacted and is printed in another place."""
        return (
            person.redacted
            and self.known is not None
            and person.name is not None
            and person.address is None
            and self.known.address_of(person) is not None
        )

    def has_known_address(self, item: Resolved) -> bool:
        """Whether the address of anyone in a header is redacted and is printed in another place."""
        named = [one for one in (item.originator, item.sender) if one is not None]
        return any(map(self.has_address_of, chain(named, *item.people.values())))


def cast_of(headers: Sequence[Header]) -> Cast:
    """The people of the messages; they are compared only if two can be the same."""
    numbers: dict[tuple[str | None, str | None], int] = {}
    identified: list[Identity] = []
    strangers: list[Stranger] = []
    rows: list[list[int]] = []
    for header in headers:
        row: list[int] = []
        for person in header.people:
            place = person.name, person.address
            number = numbers.get(place)
            if number is None:
                known = known_stranger(*place)
                if known is None or len(strangers) >= _MOST_PEOPLE:
                    return compared(headers)
                number = numbers[place] = len(strangers)
                strangers.append(known.stranger)
                identified.append(known.identity)
            if person.printed_address is not None:
                return compared(headers)
            row.append(number)
        rows.append(row)
    if not are_strangers(strangers):
        return compared(headers)
    identities = tuple(identified)

    def named(person: Person) -> Person:
        who = identities[numbers[person.name, person.address]]
        return replace(person, person=who.person, canonical=who.name)

    return _cast(headers, rows, named, identities)


def _cast(
    headers: Sequence[Header],
    rows: Sequence[list[int]],
    named: Callable[[Person], Person],
    identities: tuple[Identity, ...],
) -> Cast:
    """The people of the messages, whose numbers are in `rows`, as in the headers."""
    parties: list[Numbered] = []
    for header, row in zip(headers, rows, strict=True):
        before, to = header.before, header.to
        got, first = tuple(row[before:]), row[before] if to else NO_PERSON
        if NO_PERSON in got:
            # A recipient whose name and address are removed
            first = next((one for one in got[:to] if one != NO_PERSON), NO_PERSON)
            got = tuple([one for one in got if one != NO_PERSON])
        if len(got) > 1:
            got = tuple(dict.fromkeys(got))
        parties.append(Numbered(row[0] if header.has_writer else NO_PERSON, got, first))
    return Cast(parties, named, identities)


def compared(headers: Sequence[Header]) -> Cast:
    """The people of the messages where two of them may be one: `People` compares them."""
    people = People()
    rows = [
        [
            people.add(PrintedPerson(one.name, one.address, one.printed_address), 0)
            for one in header.people
        ]
        for header in headers
    ]
    people.link(
        [
            handle
            for number, handle in enumerate(row)
            if number >= header.before or (header.has_writer and not number)
        ]
        for header, row in zip(headers, rows, strict=True)
    )
    persons = people.persons()
    known = people.known(persons)
    found = _cast(
        headers,
        [[one if one == NO_PERSON else people.identity(one) for one in row] for row in rows],
        lambda person: known.named(person, 0),
        tuple(people.identities(persons)),
    )
    return replace(found, known=known)
