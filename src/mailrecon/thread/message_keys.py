"""The values of a message that linking, merging and zones need; small, without its text."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from sys import intern

from msgspec import Struct

from mailrecon.model import Introduction, Precision, Relation
from mailrecon.thread.facts import MessageFacts, PrintedPerson
from mailrecon.thread.identities.people import NO_PERSON, People
from mailrecon.thread.identity import DOMAIN

# `<` and 32 digits, of a generated Message-ID.
_DIGITS_END = 33
_GENERATED_END = f"@{DOMAIN}>"


class CommonKeys(Struct, frozen=True, gc=False):
    """The values of a message that many others have as well; equal ones are in memory once."""

    introduction: Introduction
    quote_depth: int
    history: bool
    offset: timedelta | None
    precision: str
    titled: bool
    prefixes: tuple[Relation, ...]
    printed: bool
    quotes: bool
    is_native: bool


class RareKeys(Struct, frozen=True, gc=False):
    """The values of a message that most others lack."""

    footnote: str | None
    thread: int | None
    alternatives: tuple[timedelta, ...]
    in_reply_to: str | None
    references: tuple[str, ...]
    attached_to: str | None
    thread_index: str | None


_NOTHING = None, None, (), None, (), None, None
NOTHING_RARE = RareKeys(*_NOTHING)


class MessageKeys(Struct, frozen=True, gc=False):
    """A message for linking; people are handles of a `People`.

    `number` counts messages over all documents; `enclosing` is the number of the message in whose
    text this one was found. `short_id` is the Message-ID (`shortened`), `letters` the length of the
    body; `is_native` is True for a native message (EML, mbox), `attached_to` is the Message-ID of
    the native one it was attached to.

    There is one for each message, so it is as small as possible. It cannot be part of a reference
    cycle: the garbage collector need not track it (`gc=False`).
    """

    number: int
    document: int
    enclosing: int | None
    originator: int
    to: tuple[int, ...]
    others: tuple[int, ...]
    local: datetime | None
    base: str
    short_id: int | str
    letters: int
    common: CommonKeys
    rare: RareKeys

    @property
    def identity(self) -> str:
        """The Message-ID."""
        return whole_id(self.short_id)

    @property
    def introduction(self) -> Introduction:
        """How the message is introduced."""
        return self.common.introduction

    @property
    def quote_depth(self) -> int:
        """The number of quote marks before its header."""
        return self.common.quote_depth

    @property
    def history(self) -> bool:
        """Whether its layout appends history."""
        return self.common.history

    @property
    def offset(self) -> timedelta | None:
        """The printed offset of its zone."""
        return self.common.offset

    @property
    def precision(self) -> str:
        """How exactly its date is printed; empty if it has none."""
        return self.common.precision

    @property
    def titled(self) -> bool:
        """Whether it has a subject."""
        return self.common.titled

    @property
    def prefixes(self) -> tuple[Relation, ...]:
        """The prefixes of its subject."""
        return self.common.prefixes

    @property
    def printed(self) -> bool:
        """Whether its Message-ID is printed."""
        return self.common.printed

    @property
    def quotes(self) -> bool:
        """Whether it has quoted lines."""
        return self.common.quotes

    @property
    def is_native(self) -> bool:
        """Whether it is a native message."""
        return self.common.is_native

    @property
    def footnote(self) -> str | None:
        """The number of the footnote it is in."""
        return self.rare.footnote

    @property
    def thread(self) -> int | None:
        """The printed conversation it is in."""
        return self.rare.thread

    @property
    def alternatives(self) -> tuple[timedelta, ...]:
        """Other offsets that its zone may mean."""
        return self.rare.alternatives

    @property
    def in_reply_to(self) -> str | None:
        """Its In-Reply-To."""
        return self.rare.in_reply_to

    @property
    def references(self) -> tuple[str, ...]:
        """Its References."""
        return self.rare.references

    @property
    def attached_to(self) -> str | None:
        """The Message-ID of the message that carries it."""
        return self.rare.attached_to

    @property
    def thread_index(self) -> str | None:
        """Its Thread-Index."""
        return self.rare.thread_index

    @property
    def instant(self) -> datetime | None:
        """The moment in UTC (naive), known where the zone is."""
        common, local = self.common, self.local
        offset = common.offset
        if offset is None or local is None or common.precision == Precision.DAY:
            return None
        return local - offset

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


def shortened(identity: str) -> int | str:
    """A Message-ID; a generated one as the number in it, which takes half the memory."""
    if identity[_DIGITS_END:] != _GENERATED_END:
        return identity
    try:
        number = int(identity[1:_DIGITS_END], 16)
    except ValueError:
        return identity
    # `<+1@…`
    return number if whole_id(number) == identity else identity


def whole_id(short_id: int | str) -> str:
    """The Message-ID that was `shortened`."""
    return short_id if isinstance(short_id, str) else f"<{short_id:032x}{_GENERATED_END}"


# The first of equal values, so that equal ones are in memory once. A precision of another type is
# printed differently.
_common_keys = lru_cache(maxsize=4096, typed=True)(CommonKeys)


@lru_cache(maxsize=4096)
def _shared_handles(handles: tuple[int, ...]) -> tuple[int, ...]:
    """The first of equal lists of people."""
    return handles


def read_message_keys(
    facts: MessageFacts,
    number: int,
    first: int,
    document: int,
    people: People,
    above: int | None = None,
) -> MessageKeys:
    """The keys of a message; `first` is the number of its document's first message, `above` that
    of the message right above.

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
    enclosing = None if facts.enclosing is None else facts.enclosing + first
    rare = (
        facts.footnote,
        facts.thread,
        facts.alternatives,
        facts.in_reply_to,
        facts.references,
        facts.attached_to,
        facts.thread_index,
    )
    return MessageKeys(
        number=number,
        document=document,
        # Two equal numbers would take twice the memory.
        enclosing=above if enclosing == above else enclosing,
        originator=originator,
        to=_shared_handles(handles(facts.to)),
        others=_shared_handles(handles(facts.copied)),
        local=facts.local,
        # Many messages share these: one copy serves all.
        base=intern(facts.base),
        short_id=shortened(facts.identity),
        letters=facts.letters,
        common=_common_keys(
            facts.introduction,
            facts.quote_depth,
            facts.history,
            facts.offset,
            facts.precision,
            facts.titled,
            facts.prefixes,
            facts.printed,
            facts.quotes,
            facts.is_native,
        ),
        rare=NOTHING_RARE if rare == _NOTHING else RareKeys(*rare),
    )
