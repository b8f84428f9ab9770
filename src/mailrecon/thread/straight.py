"""Fast path for a document that is one chain: each message answers the next one below.

`From: Ann Poe` / `Sent: …` / `Subject: RE: Tides`, her text, and below it the header of the message
that she answered, and so on down to the first one. If all messages have the same subject, each is
older than the one above, none refers to another by Message-ID, and each fits the one below better
than any other, then `straight_archive` returns the same archive as the general code. Otherwise it
returns None.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from msgspec.structs import replace

from mailrecon.model import (
    Archive,
    Identity,
    Inference,
    Introduction,
    Message,
    Person,
    Precision,
    Relation,
)
from mailrecon.thread.assembly import MAX_ANCESTORS
from mailrecon.thread.copies.header_agreement import QUARTER, WIDEST
from mailrecon.thread.facts import MessageFacts, PrintedPerson
from mailrecon.thread.identities.people import NO_PERSON, People, identity_of
from mailrecon.thread.identities.strangers import Stranger, are_strangers, read_stranger
from mailrecon.thread.links.candidates import LEAST_OF_LIST
from mailrecon.thread.links.linker import CAP
from mailrecon.thread.links.rivals import Rivals
from mailrecon.thread.links.scoring import (
    ENOUGH,
    MARGIN,
    WEIGHTS,
    LinkEvidence,
    Start,
    Traits,
    reason_of,
    weigh,
    wrote_to_one_another,
)
from mailrecon.thread.links.structure import SEPARATORS, STRANGERS
from mailrecon.thread.links.timeline import seconds
from mailrecon.thread.rebuilt import RebuiltDocument, RebuiltMessage

# Chains of more people are rare.
_MOST_PEOPLE = 200
_GRAINS = {Precision.SECOND.value: 1, Precision.MINUTE.value: 60}
_BEGINNINGS = frozenset({Introduction.HEADER_ONLY, Introduction.ORIGINAL, Introduction.FORWARD})
# The values that `_next_below` and `blocking_keys` have for such a chain.
_BELOW = Start(
    WEIGHTS[LinkEvidence.BELOW].points + WEIGHTS[LinkEvidence.NEWEST_FIRST].points,
    LinkEvidence.BELOW | LinkEvidence.NEWEST_FIRST,
)
_LETTERS = 50
_MINUTE = timedelta(minutes=1)


class _Cast(NamedTuple):
    """The people of a chain: author, recipients and copied people of each message, by number.

    `named` is a function that adds the identity's id and name to a printed person.
    """

    writers: list[int]
    to: list[tuple[int, ...]]
    others: list[tuple[int, ...]]
    named: Callable[[Person], Person]
    identities: tuple[Identity, ...]


class _Answer(NamedTuple):
    """How a message answers the one below: the confidence, and why."""

    relation: Relation
    score: float
    reason: str


def straight_archive(
    document: RebuiltDocument, printed: Sequence[RebuiltMessage]
) -> Archive | None:
    """The archive of one chain, without options; None if the general code is needed."""
    facts = [one.facts for one in printed]
    messages = [one.message for one in printed]
    if not _is_chain(facts) or isinstance(document.page, bytes):
        return None
    decoded = [one for one in messages if not isinstance(one, bytes) and not one.corrected]
    if len(decoded) < len(messages) or any(one.is_redacted for one in decoded):
        return None
    cast = _cast_of(facts)
    if not _have_no_copies(facts, cast.writers):
        return None
    answers = _answers(facts, _traits_of(facts, cast))
    if answers is None:
        return None
    warnings = [
        notice if notice.place else replace(notice, place=document.summary.name)
        for notice in document.warnings
    ]
    return Archive(
        tuple(_linked(decoded, answers, cast.named)),
        (document.page,),
        tuple(warnings),
        cast.identities,
        known_summaries=(document.summary,),
    )


def _is_chain(facts: Sequence[MessageFacts]) -> bool:
    """Whether each message may answer the one right below, without contrary evidence."""
    first = facts[0]
    if first.enclosing is not None or not all(map(_is_plain, facts)):
        return False
    last = len(facts) - 2
    for number, (upper, lower) in enumerate(pairwise(facts)):
        if (
            lower.enclosing != number
            or lower.base != first.base
            or lower.introduction not in _BEGINNINGS
            # All but the first message answer another.
            or (number < last and not lower.prefixes)
            or upper.local is None
            or lower.local is None
            or not _is_of_earlier_minute(lower.local, upper.local)
        ):
            return False
    return bool(first.base and first.prefixes)


def _is_of_earlier_minute(one: datetime, other: datetime) -> bool:
    return other - one >= _MINUTE or one.replace(second=0) < other.replace(second=0)


def _is_plain(facts: MessageFacts) -> bool:
    """Whether a message has a time of day without a zone, and does not refer to another message."""
    return (
        facts.precision in _GRAINS
        and facts.offset is None
        and facts.titled
        and not (
            facts.printed
            or facts.quotes
            or facts.quote_depth
            or facts.alternatives
            or facts.is_native
            or facts.references
            or facts.in_reply_to is not None
            or facts.footnote is not None
            or facts.thread is not None
        )
    )


def _cast_of(facts: Sequence[MessageFacts]) -> _Cast:
    """The people of the messages; they are compared only if two can be the same."""
    numbers: dict[PrintedPerson, int] = {}
    strangers: list[Stranger] = []
    for one in facts:
        for person in _printed(one):
            if person in numbers:
                continue
            stranger = read_stranger(person)
            if stranger is None or len(strangers) >= _MOST_PEOPLE:
                return _compared(facts)
            numbers[person] = len(strangers)
            strangers.append(stranger)
    if not are_strangers(strangers):
        return _compared(facts)
    pairs = zip(numbers, strangers, strict=True)
    identities = tuple([identity_of(person, one) for person, one in pairs])

    places = {(person.name, person.address): n for person, n in numbers.items()}

    def named(person: Person) -> Person:
        who = identities[places[person.name, person.address]]
        return replace(person, person=who.person, canonical=who.name)

    def all_of(persons: tuple[PrintedPerson, ...]) -> tuple[int, ...]:
        return tuple([numbers[person] for person in persons])

    writers = [NO_PERSON if one.originator is None else numbers[one.originator] for one in facts]
    to, others = [all_of(one.to) for one in facts], [all_of(one.copied) for one in facts]
    return _Cast(writers, to, others, named, identities)


def _printed(facts: MessageFacts) -> Iterator[PrintedPerson]:
    """The people of a message in the order of its header."""
    if facts.originator is not None:
        yield facts.originator
    if facts.sender is not None:
        yield facts.sender
    yield from facts.reply_to
    yield from facts.to
    yield from facts.copied


def _compared(facts: Sequence[MessageFacts]) -> _Cast:
    """The people of the messages where two of them may be one: `People` compares them."""
    people = People()
    added = [{person: people.add(person, 0) for person in _printed(one)} for one in facts]

    def handles(number: int, persons: tuple[PrintedPerson, ...]) -> tuple[int, ...]:
        found = [added[number][person] for person in persons]
        return tuple([handle for handle in found if handle != NO_PERSON])

    to = [handles(number, one.to) for number, one in enumerate(facts)]
    others = [handles(number, one.copied) for number, one in enumerate(facts)]
    writers = [
        NO_PERSON if one.originator is None else added[number][one.originator]
        for number, one in enumerate(facts)
    ]
    people.link((writers[n], *to[n], *others[n]) for n in range(len(facts)))
    persons = people.persons()
    known = people.known(persons)

    def all_of(persons: tuple[int, ...]) -> tuple[int, ...]:
        return tuple([people.identity(handle) for handle in persons])

    return _Cast(
        [one if one == NO_PERSON else people.identity(one) for one in writers],
        [all_of(one) for one in to],
        [all_of(one) for one in others],
        lambda person: known.named(person, 0),
        tuple(people.identities(persons)),
    )


def _have_no_copies(facts: Sequence[MessageFacts], writers: Sequence[int]) -> bool:
    """Whether the minutes of all messages differ, so that none need to be compared as copies."""
    if len({one.identity for one in facts}) < len(facts):
        return False
    latest: dict[tuple[int, int, int], datetime] = {}
    for one, who in zip(facts, writers, strict=True):
        if who == NO_PERSON or not one.letters or one.local is None:
            continue
        # Texts of similar length by one person, at times that may be the same moment in two zones
        alike = who, one.letters // _LETTERS, one.local.minute % QUARTER
        before = latest.get(alike)
        if before is not None and before - one.local <= WIDEST + _MINUTE:
            return False
        latest[alike] = one.local
    return True


def _traits_of(facts: Sequence[MessageFacts], cast: _Cast) -> list[Traits]:
    found: list[Traits] = []
    for number, one in enumerate(facts):
        to, originator = cast.to[number], cast.writers[number]
        recipients = frozenset((*to, *cast.others[number]))
        at = seconds(one.local) if one.local is not None else 0
        found.append(
            Traits(
                number,
                0,
                None,
                one.base,
                one.prefixes,
                titled=True,
                history=one.history,
                originator=originator,
                recipients=recipients,
                everyone=recipients | {originator},
                first=to[0] if to else NO_PERSON,
                local=at,
                at=at,
                known=False,
                exact=False,
                zoned=False,
                civil=False,
                grain=_GRAINS[one.precision],
            )
        )
    return found


def _answers(facts: Sequence[MessageFacts], traits: Sequence[Traits]) -> list[_Answer] | None:
    """How each message but the last answers the one below; None if one may answer another."""
    rivals = Rivals(lambda: ((one.originator, one.recipients) for one in traits))
    got = Counter(who for one in traits for who in one.recipients)
    readers = {who for who, count in got.items() if count >= LEAST_OF_LIST}
    lists = frozenset(readers.difference(one.originator for one in traits))
    found: list[_Answer] = []
    for upper, (mine, theirs) in zip(facts, pairwise(traits), strict=False):
        forwards = upper.prefixes[0] is Relation.FORWARD
        relation = Relation.FORWARD if forwards else Relation.REPLY
        introduction = facts[theirs.number].introduction
        weight = SEPARATORS.get(introduction)
        if weight is not None:
            if introduction is Introduction.FORWARD:
                relation = Relation.FORWARD
            less = 0 if wrote_to_one_another(mine, theirs) else STRANGERS
            found.append(_Answer(relation, (weight.points - less) / 100, weight.said))
            continue
        scored = weigh(mine, theirs, _BELOW, lists)
        if scored is None or scored.points < ENOUGH:
            return None
        least = scored.points - MARGIN + 1
        if not rivals.have_less(least, mine, theirs, is_above=False, has_lists=bool(lists)):
            return None
        reason = reason_of(scored.evidence, 0)
        found.append(_Answer(relation, min(scored.points, CAP) / 100, reason))
    return found


def _linked(
    messages: Sequence[Message], answers: Sequence[_Answer], named: Callable[[Person], Person]
) -> list[Message]:
    """The messages of a chain with their people, and the message that each answers."""
    root = messages[-1].message_id
    found: list[Message] = []
    # The nearest ancestors of each message, the parent last
    nearest: tuple[str, ...] = ()
    for number in range(len(messages) - 1, -1, -1):
        message = messages[number]
        inferred, relation = message.inferred, None
        if nearest:
            answer = answers[number]
            relation = answer.relation
            reason = f"{relation.value}: {answer.reason}"
            guess = Inference("In-Reply-To", nearest[-1], reason, answer.score)
            inferred = (*inferred, guess)
        found.append(
            replace(
                message,
                originator=None if message.originator is None else named(message.originator),
                sender=None if message.sender is None else named(message.sender),
                reply_to=tuple(map(named, message.reply_to)),
                to=tuple(map(named, message.to)),
                cc=tuple(map(named, message.cc)),
                bcc=tuple(map(named, message.bcc)),
                parent=nearest[-1] if nearest else None,
                relation=relation,
                references=nearest if not nearest or nearest[0] == root else (root, *nearest),
                thread=root,
                inferred=inferred,
            )
        )
        nearest = (*nearest, message.message_id)[-MAX_ANCESTORS:]
    found.reverse()
    return found
