"""Fast path for a single message, whose archive needs no comparing and linking.

Most documents that people convert one by one have one message. `lone_archive` returns the same
archive as the general code, or None for a message of a printed conversation, for one that was
corrected or attached, and where a redacted address is printed in another place. People are compared
only if two of them can be the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import NamedTuple

from msgspec.structs import replace

from mailrecon.hidden import document_notices
from mailrecon.model import Archive, Identity, Notice, Parsed, Person, Role, summary_of
from mailrecon.resolve import Resolved
from mailrecon.thread.cast import compared
from mailrecon.thread.chain import Header, header_of_facts, header_of_item
from mailrecon.thread.identities.strangers import KnownStranger, are_strangers, known_stranger
from mailrecon.thread.identity import edrm_hash, message_id
from mailrecon.thread.plain import plain_message, printed_answer
from mailrecon.thread.rebuilt import (
    RebuiltDocument,
    RebuiltMessage,
    archive_of_document,
    placed,
)

_MOST_PEOPLE = 8
_RECIPIENTS = (Role.REPLY_TO, Role.TO, Role.CC, Role.BCC)
# An archive of more messages is in a file (`SpooledList`).
MOST_MESSAGES = 20_000
Documents = Iterable[RebuiltDocument]


class _Named(NamedTuple):
    """A function that names a person of a message, and the identities of all its people."""

    named: Callable[[Person], Person]
    identities: tuple[Identity, ...]

    @classmethod
    def of(cls, persons: Sequence[Person], header: Callable[[], Header]) -> _Named | None:
        """The people of a message, whose `header` is asked for if two may be one person, so that
        they must be compared; None if an address of one is redacted and printed in another place.
        """
        people = _strangers(persons)
        if people is not None:
            return cls._of_strangers(persons, people)
        cast = compared((header(),))
        if any(map(cast.has_address_of, persons)):
            return None
        return cls(cast.named, cast.identities)

    @classmethod
    def _of_strangers(cls, persons: Sequence[Person], people: Sequence[KnownStranger]) -> _Named:
        identities = tuple([one.identity for one in people])
        known = dict(zip(map(id, persons), identities, strict=True))

        def named(person: Person) -> Person:
            who = known[id(person)]
            return replace(person, person=who.person, canonical=who.name)

        return cls(named, identities)


def part_lone(documents: Documents) -> tuple[Archive | None, Documents]:
    """The archive of a single message or chain, or of a document without any; else None. And the
    documents, none consumed.
    """
    waiting = iter(documents)
    first = next(waiting, None)
    if first is None:
        return None, ()
    messages = first.messages
    # The messages of a large text must be read before the next document is asked for.
    if not isinstance(messages, tuple) or len(messages) > MOST_MESSAGES:
        return None, chain((first,), waiting)
    second = next(waiting, None)
    if second is not None:
        return None, chain((first, second), waiting)
    if not messages:
        return _archive_of_none(first.parsed, first.warnings), (first,)
    if len(messages) > 1:
        from mailrecon.thread.straight import straight_archive

        return straight_archive(first, messages), (first,)
    return lone_archive(first, messages[0]), (first,)


def archive_of_items(parsed: Parsed, items: Sequence[Resolved]) -> Archive | None:
    """The archive of a document with a message, a chain or nothing in it, without options; None if
    general code is needed.
    """
    if not items:
        return _archive_of_none(parsed, (*document_notices(parsed.document), *parsed.warnings))
    if len(items) == 1:
        return archive_of_one(parsed, items[0])
    if len(items) > MOST_MESSAGES:
        return None
    from mailrecon.thread.straight import archive_of_chains

    found = archive_of_chains(parsed, items)
    if found is None:
        from mailrecon.thread.answered import archive_of_answers

        found = archive_of_answers(parsed, items)
    return found


def _archive_of_none(parsed: Parsed, warnings: tuple[Notice, ...]) -> Archive:
    """The archive of a document without messages."""
    said = placed(warnings, parsed.document.name)
    return Archive((), (parsed,), said, (), known_summaries=(summary_of(parsed),))


def archive_of_one(parsed: Parsed, item: Resolved) -> Archive | None:
    """The archive of a document with one message, without options; None if general code is needed.

    The result is that of `lone_archive`; the facts that only links need are not computed.
    """
    draft, document, when = item.draft, parsed.document, item.when
    if (
        draft.thread is not None
        or draft.corrected
        or document.attached_to is not None
        or (when is not None and when.alternatives)
    ):
        return None
    people = _Named.of(_all_people(item), lambda: header_of_item(item))
    if people is None:
        return None
    identity = message_id(item)
    answer = printed_answer(
        identity, item.in_reply_to, item.references, item.subject_parts.prefixes
    )
    message = plain_message(
        parsed,
        item,
        identity,
        is_native=document.original is not None,
        named=people.named,
        thread=identity,
        answer=answer,
    )
    return archive_of_document(parsed, (message,), people.identities)


def _all_people(item: Resolved) -> list[Person]:
    """All people of a message, in the order of `Message.people`."""
    found = [] if item.originator is None else [item.originator]
    if item.sender is not None:
        found.append(item.sender)
    people = item.people
    for role in _RECIPIENTS:
        if role in people:
            found += people[role]
    return found


def lone_archive(document: RebuiltDocument, lone: RebuiltMessage) -> Archive | None:
    """The archive of one message, without options; None if the general code is needed."""
    facts = lone.facts
    if facts.thread is not None or facts.attached_to is not None or facts.alternatives:
        return None
    message = lone.decoded
    if message.corrected:
        return None
    people = _Named.of([person for _, person in message.people()], lambda: header_of_facts(facts))
    if people is None:
        return None
    named, identities = people
    identity = facts.identity
    answer = printed_answer(identity, facts.in_reply_to, facts.references, facts.prefixes)

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
        thread=identity,
        parent=answer.parent,
        relation=answer.relation,
        references=answer.references,
        edrm_mih=edrm_hash(identity) if facts.printed else None,
    )
    return Archive(
        (message,),
        (document.parsed,),
        placed(document.warnings, document.summary.name),
        identities,
        known_summaries=(document.summary,),
    )


def _strangers(persons: Sequence[Person]) -> list[KnownStranger] | None:
    """The people of a message; None if two of them may be the same."""
    if len(persons) > _MOST_PEOPLE:
        return None
    found: list[KnownStranger] = []
    for person in persons:
        one = known_stranger(person.name, person.address)
        if one is None or person.printed_address is not None:
            return None
        found.append(one)
    return found if are_strangers([one.stranger for one in found]) else None
