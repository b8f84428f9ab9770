"""The facts that linking needs about a message, computed from this message alone in any process."""

from __future__ import annotations

import base64
import re
from datetime import datetime, timedelta
from typing import NamedTuple

from msgspec import Struct

from mailrecon.layouts import layout_named
from mailrecon.model import Document, Introduction, Person, Relation, Role, ThreadHeading
from mailrecon.regex import regex
from mailrecon.resolve import Resolved
from mailrecon.thread.copies.fingerprints import sampled
from mailrecon.thread.identity import message_id

# `Thread-Index: AdYh…==`, folded or not; the lengths in bytes of its parts.
_THREAD_INDEX = regex(
    r"^Thread-Index:([A-Za-z0-9+/= \t]*(?:\n[ \t][A-Za-z0-9+/= \t]*)*)",
    re.IGNORECASE | re.MULTILINE,
)
_FIRST, _ANSWER = 22, 5


class PrintedPerson(NamedTuple):
    """A person as printed, from which identities are derived."""

    name: str | None
    address: str | None
    printed_address: str | None


class Samples(NamedTuple):
    """Sampled shingles of a body's own text and of its quotations, four bytes each."""

    own: bytes
    quoted: bytes


class MessageFacts(Struct, frozen=True, array_like=True, omit_defaults=True, gc=False):
    """The facts that linking needs about a message, before it has a number.

    `enclosing` counts the messages of its document. `copied` are Cc and Bcc. `letters` is the
    length of the body, `start` the first character of the header, `quotes` whether it has quoted
    lines; `is_native` is True for a native message (EML, mbox), `attached_to` is the Message-ID
    of the native one it was attached to, `thread_index` its Thread-Index in hexadecimal. `samples`
    are None until they are needed.
    """

    introduction: Introduction
    identity: str
    base: str
    letters: int
    start: int
    originator: PrintedPerson | None = None
    to: tuple[PrintedPerson, ...] = ()
    copied: tuple[PrintedPerson, ...] = ()
    local: datetime | None = None
    offset: timedelta | None = None
    precision: str = ""
    prefixes: tuple[Relation, ...] = ()
    titled: bool = False
    printed: bool = False
    quotes: bool = False
    history: bool = False
    is_native: bool = False
    quote_depth: int = 0
    enclosing: int | None = None
    samples: Samples | None = None
    sender: PrintedPerson | None = None
    reply_to: tuple[PrintedPerson, ...] = ()
    footnote: str | None = None
    thread: int | None = None
    heading: ThreadHeading | None = None
    alternatives: tuple[timedelta, ...] = ()
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    attached_to: str | None = None
    thread_index: str | None = None


def message_facts(
    item: Resolved, source: Document, *, is_first: bool, sample: bool
) -> MessageFacts:
    """The facts of a message. `is_first`: it is its document's first; `sample`: with shingles."""
    draft = item.draft
    body = draft.body_text
    people = item.people
    when = item.when
    is_native = is_first and source.original is not None
    return MessageFacts(
        introduction=draft.introduction,
        identity=message_id(item),
        base=item.subject_parts.base,
        letters=len(body),
        start=draft.header[0].start,
        originator=_printed(item.originator),
        to=_all_printed(people.get(Role.TO)),
        copied=_all_printed(people.get(Role.CC)) + _all_printed(people.get(Role.BCC)),
        local=when.local if when else None,
        offset=when.offset if when else None,
        precision=when.precision if when else "",
        prefixes=item.subject_parts.prefixes,
        titled=item.subject is not None,
        printed=item.message_id is not None,
        quotes=has_quotes(body),
        history=layout_named(draft.layout).appends_history and draft.heading is None,
        is_native=is_native,
        quote_depth=draft.quote_depth,
        enclosing=draft.enclosing,
        samples=samples_of(body) if sample else None,
        sender=_printed(item.sender),
        reply_to=_all_printed(people.get(Role.REPLY_TO)),
        footnote=draft.footnote,
        thread=draft.thread,
        heading=draft.heading,
        alternatives=when.alternatives if when else (),
        in_reply_to=item.in_reply_to,
        references=item.references,
        attached_to=source.attached_to if is_native else None,
        thread_index=_thread_index(source) if is_native else None,
    )


def has_quotes(body: str) -> bool:
    """Whether a text has quoted lines."""
    return "\n>" in body or body.startswith(">")


def _thread_index(source: Document) -> str | None:
    """The Thread-Index of a native message in hexadecimal; None if it has none.

    [MS-OXOMSG] 2.2.1.3: 22 bytes for the first message, and five more for each answer to another.
    """
    found = _THREAD_INDEX.search(source.text[: source.envelope.end] if source.envelope else "")
    try:
        index_bytes = base64.b64decode("".join(found[1].split()), validate=True) if found else b""
    except ValueError:
        return None
    whole = len(index_bytes) >= _FIRST and (len(index_bytes) - _FIRST) % _ANSWER == 0
    return index_bytes.hex() if whole else None


def samples_of(body: str) -> Samples:
    """The sampled shingles of a text (see `fingerprints`)."""
    own, quoted = sampled(body)
    return Samples(own.tobytes(), quoted.tobytes())


def _printed(person: Person | None) -> PrintedPerson | None:
    if person is None:
        return None
    return PrintedPerson(person.name, person.address, person.printed_address)


def _all_printed(people: tuple[Person, ...] | None) -> tuple[PrintedPerson, ...]:
    if not people:
        return ()
    return tuple([PrintedPerson(one.name, one.address, one.printed_address) for one in people])
