"""The values of a message that linking, merging and zones need; small, without its text."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from sys import intern

from msgspec import Struct

from mailrecon.model import Introduction, Precision, Relation
from mailrecon.thread.facts import MessageFacts, PrintedPerson
from mailrecon.thread.identities.people import NO_PERSON, People


class MessageKeys(Struct, frozen=True, gc=False):
    """A message for linking; people are handles of a `People`.

    `number` counts messages over all documents; `enclosing` is the number of the message in whose
    text this one was found. `letters` is the length of the body, `start` the first character of the
    header in its document; `is_native` is True for a native message (EML, mbox), `attached_to` is
    the Message-ID of the native one it was attached to.

    There is one for each message, and it cannot be part of a reference cycle. So the garbage
    collector need not track it (`gc=False`).
    """

    number: int
    document: int
    enclosing: int | None
    footnote: str | None
    thread: int | None
    introduction: Introduction
    quote_depth: int
    history: bool
    originator: int
    to: tuple[int, ...]
    others: tuple[int, ...]
    local: datetime | None
    offset: timedelta | None
    alternatives: tuple[timedelta, ...]
    precision: str
    titled: bool
    base: str
    prefixes: tuple[Relation, ...]
    identity: str
    printed: bool
    in_reply_to: str | None
    references: tuple[str, ...]
    letters: int
    start: int
    quotes: bool
    is_native: bool
    attached_to: str | None
    thread_index: str | None = None

    @property
    def instant(self) -> datetime | None:
        """The moment in UTC (naive), known where the zone is."""
        if self.local is None or self.offset is None or self.precision == Precision.DAY:
            return None
        return self.local - self.offset

    @property
    def recipients(self) -> tuple[int, ...]:
        """To, Cc and Bcc together."""
        return self.to + self.others

    @property
    def printed_parent(self) -> str | None:
        """The Message-ID of the parent that the message itself prints."""
        return self.in_reply_to or (self.references[-1] if self.references else None)

    @property
    def relation(self) -> Relation:
        """FORWARD if the outermost prefix of the subject marks a forward, otherwise REPLY."""
        forward = bool(self.prefixes) and self.prefixes[0] is Relation.FORWARD
        return Relation.FORWARD if forward else Relation.REPLY


@lru_cache(maxsize=4096)
def _shared(prefixes: tuple[Relation, ...]) -> tuple[Relation, ...]:
    """The first of equal tuples, so that equal ones are in memory once."""
    return prefixes


@lru_cache(maxsize=4096)
def _shared_handles(handles: tuple[int, ...]) -> tuple[int, ...]:
    """The first of equal lists of people."""
    return handles


@lru_cache(maxsize=64, typed=True)
def _shared_precision(precision: str) -> str:
    """The first of equal precisions; each message from a worker has its own."""
    return precision


@lru_cache(maxsize=4096)
def _shared_offset(offset: timedelta) -> timedelta:
    """The first of equal offsets, of which there are few."""
    return offset


def read_message_keys(
    facts: MessageFacts, number: int, first: int, document: int, people: People
) -> MessageKeys:
    """The keys of a message; `first` is the number of its document's first message.

    Its people are added to `people` in the order of the header.
    """

    def handles(persons: tuple[PrintedPerson, ...]) -> tuple[int, ...]:
        found = [people.add(person, document) for person in persons]
        return tuple([handle for handle in found if handle != NO_PERSON])

    originator = people.add(facts.originator, document) if facts.originator else NO_PERSON
    if facts.sender is not None:
        people.add(facts.sender, document)
    for person in facts.reply_to:
        people.add(person, document)
    enclosing = facts.enclosing
    return MessageKeys(
        number=number,
        document=document,
        enclosing=None if enclosing is None else enclosing + first,
        footnote=facts.footnote,
        thread=facts.thread,
        introduction=facts.introduction,
        quote_depth=facts.quote_depth,
        history=facts.history,
        originator=originator,
        to=_shared_handles(handles(facts.to)),
        others=_shared_handles(handles(facts.copied)),
        local=facts.local,
        offset=None if facts.offset is None else _shared_offset(facts.offset),
        alternatives=facts.alternatives,
        precision=_shared_precision(facts.precision),
        titled=facts.titled,
        # Many messages share these: one copy serves all.
        base=intern(facts.base),
        prefixes=_shared(facts.prefixes),
        identity=facts.identity,
        printed=facts.printed,
        in_reply_to=facts.in_reply_to,
        references=facts.references,
        letters=facts.letters,
        start=facts.start,
        quotes=facts.quotes,
        is_native=facts.is_native,
        attached_to=facts.attached_to,
        thread_index=facts.thread_index,
    )
