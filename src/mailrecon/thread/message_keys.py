"""The values of a message that linking, merging and zones need; small, without its text."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from sys import intern

from msgspec import Struct

from mailrecon.layouts import layout_named
from mailrecon.model import (
    Document,
    Introduction,
    Person,
    Precision,
    Relation,
    Role,
    When,
)
from mailrecon.resolve import Resolved
from mailrecon.thread.identity import message_id
from mailrecon.thread.people import NO_PERSON, People

_ADDRESSED = (Role.TO, Role.CC, Role.BCC)


class MessageKeys(Struct, frozen=True):
    """A message for linking; people are handles of a `People`.

    `number` counts messages over all documents. `enclosing` is the number of the message in whose
    text this one was found. `instant` is the date in UTC (naive), if the zone is known. `letters`
    is the length of the body. `is_native`: the message is kept as it is (EML, mbox); `attached_to`
    is the Message-ID of the native message it was attached to.
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
    instant: datetime | None
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
    quotes: bool
    is_native: bool
    attached_to: str | None

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
        """Forward if the outermost prefix of the subject says so, otherwise reply."""
        forward = bool(self.prefixes) and self.prefixes[0] is Relation.FORWARD
        return Relation.FORWARD if forward else Relation.REPLY


@lru_cache(maxsize=4096)
def _shared(prefixes: tuple[Relation, ...]) -> tuple[Relation, ...]:
    """The first of equal tuples, so that equal ones are in memory once."""
    return prefixes


def read_message_keys(
    item: Resolved, source: Document, number: int, first: int, document: int, people: People
) -> MessageKeys:
    """The keys of a message; `first` is the number of the first message of its document."""
    draft = item.draft
    is_native = source.original is not None and number == first
    when = item.when

    def handles(persons: tuple[Person, ...]) -> tuple[int, ...]:
        found = (people.add(person, document) for person in persons)
        return tuple(handle for handle in found if handle != NO_PERSON)

    originator = people.add(item.originator, document) if item.originator else NO_PERSON
    if item.sender is not None:
        people.add(item.sender, document)
    for person in item.people.get(Role.REPLY_TO, ()):
        people.add(person, document)
    return MessageKeys(
        number=number,
        document=document,
        enclosing=None if draft.enclosing is None else draft.enclosing + first,
        footnote=draft.footnote,
        thread=draft.thread,
        introduction=draft.introduction,
        quote_depth=draft.quote_depth,
        history=layout_named(draft.layout).appends_history and draft.heading is None,
        originator=originator,
        to=handles(item.people.get(Role.TO, ())),
        others=handles(
            tuple(person for role in _ADDRESSED[1:] for person in item.people.get(role, ()))
        ),
        local=when.local if when else None,
        offset=when.offset if when else None,
        instant=_instant(when) if when else None,
        alternatives=when.alternatives if when else (),
        precision=when.precision if when else "",
        titled=item.subject is not None,
        # Equal in many messages, so one copy in memory serves all.
        base=intern(item.subject_parts.base),
        prefixes=_shared(item.subject_parts.prefixes),
        identity=message_id(item),
        printed=item.message_id is not None,
        in_reply_to=item.in_reply_to,
        references=item.references,
        letters=len(draft.body_text),
        is_native=is_native,
        attached_to=source.attached_to if is_native else None,
        quotes="\n>" in draft.body_text or draft.body_text.startswith(">"),
    )


def _instant(when: When) -> datetime | None:
    if when.offset is None or when.precision is Precision.DAY:
        return None
    return when.local - when.offset
