"""Fast path for a single message, whose archive needs no comparing and linking.

Most documents that people convert one by one have one message. If it refers to no other message and
redacts nobody, `lone_archive` gives the same archive as the general way; otherwise it returns None.
Its people are compared only if two of them can be the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from msgspec.structs import replace

from mailrecon.model import Archive, Identity, Message, Person
from mailrecon.thread.facts import MessageFacts
from mailrecon.thread.message_keys import read_message_keys
from mailrecon.thread.names import NameParts, local_part_fits, name_key, read_name
from mailrecon.thread.people import People, person_id
from mailrecon.thread.rebuilt import RebuiltDocument, RebuiltMessage
from mailrecon.thread.who import blocking_keys, turned_key

_MOST_PEOPLE = 8
Documents = Iterable[RebuiltDocument]


class _Name(NamedTuple):
    """A printed name: its words, its parts, and the keys it shares with similar names."""

    key: str
    parts: NameParts | None
    shared: frozenset[tuple[str, ...]]


class _LonePerson(NamedTuple):
    """A person of the message; the address is folded."""

    person: Person
    name: _Name
    address: str


class _Named(NamedTuple):
    """A function that names a person of a message, and the identities of all its people."""

    named: Callable[[Person], Person]
    identities: tuple[Identity, ...]


def part_lone(documents: Documents) -> tuple[Archive | None, Documents]:
    """The archive of a single message, or None; and the documents, of which none is consumed."""
    waiting = iter(documents)
    first = next(waiting, None)
    if first is None:
        return None, ()
    messages = first.messages
    # The messages of a large text must be read before the next document is asked for.
    if not isinstance(messages, tuple) or len(messages) != 1:
        return None, chain((first,), waiting)
    second = next(waiting, None)
    if second is not None:
        return None, chain((first, second), waiting)
    return lone_archive(first, messages[0]), (first,)


def lone_archive(document: RebuiltDocument, lone: RebuiltMessage) -> Archive | None:
    """The archive of one message, without options; None if the general way is needed."""
    facts = lone.facts
    if (
        facts.printed
        or facts.in_reply_to is not None
        or facts.references
        or facts.thread is not None
        or facts.is_native
        or facts.alternatives
    ):
        return None
    message = lone.decoded
    if message.corrected:
        return None
    if any(person.redacted for _, person in message.people()):
        return None
    named, identities = _people_of(message, facts)

    def all_named(persons: tuple[Person, ...]) -> tuple[Person, ...]:
        return tuple(map(named, persons)) if persons else ()

    message = replace(
        message,
        originator=None if message.originator is None else named(message.originator),
        sender=None if message.sender is None else named(message.sender),
        to=all_named(message.to),
        cc=all_named(message.cc),
        bcc=all_named(message.bcc),
        reply_to=all_named(message.reply_to),
        thread=message.message_id,
    )
    return Archive(
        (message,),
        (document.parsed,),
        document.warnings,
        identities,
        known_summaries=(document.summary,),
    )


def _people_of(message: Message, facts: MessageFacts) -> _Named:
    """The identities of a message's people, and a function that names a person after theirs."""
    people = _printed(message)
    if people is None or not _are_strangers(people):
        return _compared(facts)
    known = {id(one.person): _identity(one) for one in people}

    def named(person: Person) -> Person:
        who = known[id(person)]
        return replace(person, person=who.person, canonical=who.name)

    return _Named(named, tuple(known.values()))


def _compared(facts: MessageFacts) -> _Named:
    """The same for people of whom two may be one: `People` compares them."""
    people = People()
    keys = read_message_keys(facts, 0, 0, 0, people)
    people.settle([(keys.originator, *keys.recipients)])
    persons = people.persons()

    known = people.known(persons)
    return _Named(lambda person: known.named(person, 0), tuple(people.identities(persons)))


def _printed(message: Message) -> list[_LonePerson] | None:
    """All people of a message; None if one has neither a whole name nor an address."""
    found: list[_LonePerson] = []
    for _, person in message.people():
        name = _read(person.name or "")
        if (
            person.printed_address is not None
            or len(found) >= _MOST_PEOPLE
            # A name of one word identifies somebody within its document only; a name without words
            # nobody.
            or (not name.key if person.name else False)
            or (person.address is None and " " not in name.key)
            or (" " in name.key and name.parts is None)
        ):
            return None
        found.append(_LonePerson(person, name, (person.address or "").casefold()))
    return found


@lru_cache(maxsize=16_384)
def _read(name: str) -> _Name:
    key = name_key(name) if name else ""
    parts = read_name(name) if name else None
    if parts is None:
        return _Name(key, None, frozenset())
    turned = turned_key(parts)
    return _Name(key, parts, frozenset((*blocking_keys(parts), *([turned] if turned else ()))))


def _are_strangers(people: Sequence[_LonePerson]) -> bool:
    """Whether no two of the people can be the same, and no address can be another's."""
    keys = [one.name.key for one in people if one.name.key]
    addresses = [one.address for one in people if one.address]
    if len(set(keys)) < len(keys) or len(set(addresses)) < len(addresses):
        return False
    shared = [key for one in people for key in one.name.shared]
    if len(set(shared)) < len(shared):
        return False
    return not any(
        _may_be_anothers(one, other)
        for one in people
        if one.address and one.name.key and not _fits(one)
        for other in people
        if other is not one
    )


def _fits(one: _LonePerson) -> bool:
    """Whether an address is formed from the name it is printed with."""
    parts = one.name.parts
    return parts is not None and (
        local_part_fits(one.address, parts) or local_part_fits(one.address, parts.turned)
    )


def _may_be_anothers(one: _LonePerson, other: _LonePerson) -> bool:
    """Whether an address contains the family name of another person."""
    if other.name.parts is None:
        return False
    letters = "".join(filter(str.isalpha, one.address.partition("@")[0]))
    return other.name.parts.family in letters


def _identity(one: _LonePerson) -> Identity:
    person = one.person
    name = person.name or None
    who = person_id([(one.address, one.name.key)])
    return Identity(name, ((name, person.address),), who)
