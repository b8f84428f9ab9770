"""The documents of a production: numbered, in families, and the columns of their rows.

A message and the messages attached to it (its forwards) are a family; a family has consecutive
numbers, the parent first, as review platforms expect.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from email import message_from_bytes
from hashlib import md5
from typing import NamedTuple

from msgspec import Struct

from mailrecon.citation import citation
from mailrecon.confidence import certainty
from mailrecon.model import Archive, Message, Relation
from mailrecon.writers.mail.rfc5322 import Forwards
from mailrecon.writers.options import WriteOptions
from mailrecon.writers.tables.columns import (
    MULTIPLE,
    characters,
    clock_text,
    day_text,
    page_text,
    pages,
    people_text,
    persons_text,
    place_text,
    redacted_fields,
    universal_time,
    zone_text,
)
from mailrecon.writers.tables.thread_facts import LazyThreadFacts, ThreadFacts

# Digits of a document number: `MR00000001`.
_DIGITS = 8


class Produced(Struct, frozen=True):
    """A message as a document of the production.

    `begin` and `end` are its first and last document number: one for each page image, or the same
    one. `parent` is the `begin` of the document it is attached to, `attached` those of its own
    attachments, and `family` the first and last number of its family. `pages` are the pages of the
    source (from 1) that are rendered as images. `number` is the message's index in the archive.
    """

    message: Message
    number: int
    begin: str
    end: str
    family: tuple[str, str]
    parent: str
    attached: tuple[str, ...]
    pages: tuple[int, ...]
    facts: LazyThreadFacts

    @property
    def thread(self) -> ThreadFacts:
        """The values about its thread."""
        return self.facts.of(self.number)

    def page_number(self, place: int) -> str:
        """The document number of the image at `place`, counted from 0."""
        prefix = self.begin.rstrip("0123456789")
        digits = self.begin[len(prefix) :]
        return f"{prefix}{int(digits) + place:0{len(digits)}d}"


def produce(archive: Archive, options: WriteOptions) -> Iterator[Produced]:
    """Each message once, followed by the messages it forwards, which are its attachments.

    A message that several others forward belongs to the family of the first one.
    """
    children = _families(archive, options.forwards)
    inner = {child for below in children.values() for child in below}
    numbers = _NumberAssigner(options.prefix, options.start)
    facts = LazyThreadFacts(archive)
    for top in range(len(archive.messages)):
        if top not in inner:
            yield from _family(archive, top, children, numbers, options, facts)


class _NumberAssigner:
    """Assigns document numbers in order."""

    def __init__(self, prefix: str, start: int) -> None:
        self._prefix = prefix
        self._last = start - 1

    def take(self) -> str:
        self._last += 1
        return f"{self._prefix}{self._last:0{_DIGITS}d}"


def _families(archive: Archive, forwards: Forwards) -> dict[int, list[int]]:
    """The indices of the messages attached to each message, by its index in the archive."""
    children: dict[int, list[int]] = {}
    if forwards is not Forwards.ATTACH:
        return children
    number_of: dict[str, int] = {}
    parents: list[tuple[int, str]] = []
    native: set[int] = set()
    for number, message in enumerate(archive.messages):
        number_of.setdefault(message.message_id, number)
        if message.original is not None:
            native.add(number)
        elif message.relation is Relation.FORWARD and message.parent is not None:
            parents.append((number, message.parent))
    above: dict[int, int] = {}
    for number, parent in parents:
        child = number_of.get(parent)
        # A native message is a document of its own, not an attachment of a quotation of it.
        if child is None or child in above or child in native or child == number:
            continue
        # Two messages that each forward the other (printed so, or wrongly linked) make no family.
        if _reaches(above, number, child):
            continue
        above[child] = number
        children.setdefault(number, []).append(child)
    return children


def _reaches(above: Mapping[int, int], start: int, goal: int) -> bool:
    """Whether `goal` is `start`, or a document that `start` is attached to, at any depth."""
    current: int | None = start
    while current is not None:
        if current == goal:
            return True
        current = above.get(current)
    return False


def _family(
    archive: Archive,
    top: int,
    children: Mapping[int, list[int]],
    numbers: _NumberAssigner,
    options: WriteOptions,
    facts: LazyThreadFacts,
) -> Iterator[Produced]:
    """The documents of one family in order, the parent first, depth first."""
    members: list[_Member] = []
    place_of: dict[int, int] = {}
    waiting: list[tuple[int, int | None]] = [(top, None)]
    while waiting:
        number, above = waiting.pop()
        message = archive.messages[number]
        drawn = _drawn(message, options)
        place_of[number] = len(members)
        taken = tuple(numbers.take() for _ in range(max(1, len(drawn))))
        members.append(_Member(message, number, above, taken, drawn))
        waiting.extend((child, number) for child in reversed(children.get(number, ())))
    attached: dict[int, list[str]] = {}
    for member in members:
        if member.above is not None:
            attached.setdefault(place_of[member.above], []).append(member.taken[0])
    family = (members[0].taken[0], members[-1].taken[-1])
    for place, (message, number, above, taken, drawn) in enumerate(members):
        parent = "" if above is None else members[place_of[above]].taken[0]
        below = tuple(attached.get(place, ()))
        ends = taken[0], taken[-1]
        yield Produced(message, number, *ends, family, parent, below, drawn, facts)


class _Member(NamedTuple):
    """A message of a family: its index, and the index of the message it is attached to (`above`).

    `taken` are its document numbers, `pages` the source pages to be rendered.
    """

    message: Message
    number: int
    above: int | None
    taken: tuple[str, ...]
    pages: tuple[int, ...]


def _drawn(message: Message, options: WriteOptions) -> tuple[int, ...]:
    """The source pages of a message that can be rendered as images."""
    spread = pages(message.source)
    if options.page_image is None or spread is None:
        return ()
    count = options.page_image.count(message.source.sha256)
    return tuple(range(spread[0], min(spread[1], count) + 1))


def attachment_names(item: Produced) -> list[str]:
    """The file names of attachments: of documents attached, and of a native message's parts."""
    names = [f"{begin}.eml" for begin in item.attached]
    if item.message.original is not None:
        parts = message_from_bytes(item.message.original).walk()
        names += [name for part in parts if (name := part.get_filename())]
    return names


_INCLUSIVE: Mapping[bool | None, str] = {True: "Y", False: "N", None: ""}
# Field name → the value for a document. The names are those that review platforms map by themselves
# (`mailrecon.loadfiles.names`); docs/outputs.md describes each.
COLUMNS: Mapping[str, Callable[[Produced], str]] = {
    "BEGDOC": lambda item: item.begin,
    "ENDDOC": lambda item: item.end,
    "BEGATTACH": lambda item: item.family[0],
    "ENDATTACH": lambda item: item.family[1],
    "PARENTID": lambda item: item.parent,
    "ATTACHIDS": lambda item: MULTIPLE.join(item.attached),
    "ATTACHCOUNT": lambda item: str(len(item.attached)),
    "ATTACHNAMES": lambda item: MULTIPLE.join(attachment_names(item)),
    "RECORDTYPE": lambda item: "Email attachment" if item.parent else "Email",
    "FROM": lambda item: people_text([item.message.originator] if item.message.originator else []),
    "SENDER": lambda item: people_text([item.message.sender] if item.message.sender else []),
    "TO": lambda item: people_text(item.message.to),
    "CC": lambda item: people_text(item.message.cc),
    "BCC": lambda item: people_text(item.message.bcc),
    "FROMPERSON": lambda item: persons_text(
        [item.message.originator] if item.message.originator else []
    ),
    "TOPERSONS": lambda item: persons_text([*item.message.to, *item.message.cc, *item.message.bcc]),
    "SUBJECT": lambda item: item.message.subject or "",
    "DATESENT": lambda item: day_text(item.message.when),
    "TIMESENT": lambda item: clock_text(item.message.when),
    "TIMEZONE": lambda item: zone_text(item.message.when.offset if item.message.when else None),
    "DATETIMEUTC": lambda item: _universal(item.message),
    "DATEPRINTED": lambda item: item.message.date_printed or "",
    "MESSAGEID": lambda item: item.message.message_id,
    "INREPLYTO": lambda item: item.message.parent or "",
    "REFERENCES": lambda item: " ".join(item.message.references),
    "RELATION": lambda item: item.message.relation.value if item.message.relation else "",
    "THREADID": lambda item: item.message.thread,
    "CONVERSATIONINDEX": lambda item: conversation_index(item.message),
    "THREADGROUP": lambda item: item.thread.group,
    "THREADINDENT": lambda item: str(item.thread.indent),
    "THREADMISSING": lambda item: str(item.thread.missing),
    "INCLUSIVE": lambda item: _INCLUSIVE[item.thread.is_inclusive],
    "INCLUSIVEREASON": lambda item: item.thread.reason,
    "REDACTED": lambda item: MULTIPLE.join(redacted_fields(item.message)),
    "DUPLICATES": lambda item: MULTIPLE.join(item.message.duplicates),
    "DUPLICATEGROUP": lambda item: _duplicate_group(item.message),
    "EDRMMIH": lambda item: item.message.edrm_mih or "",
    "SOURCEDOC": lambda item: item.message.source.document,
    "FOLDER": lambda item: item.message.source.folder or "",
    "LABELS": lambda item: MULTIPLE.join(item.message.source.labels),
    "FLAGS": lambda item: item.message.source.flags or "",
    "SOURCESHA256": lambda item: item.message.source.sha256,
    "SOURCEPAGE": lambda item: page_text(item.message.source),
    "SOURCEPLACE": lambda item: place_text(item.message.source),
    "SOURCEBATESBEG": lambda item: next(iter(item.message.source.bates), ""),
    "SOURCEBATESEND": lambda item: next(iter(item.message.source.bates[-1:]), ""),
    "SOURCEBATES": lambda item: MULTIPLE.join(item.message.source.bates),
    "CITATION": lambda item: citation(item.message),
    "CORRECTED": lambda item: MULTIPLE.join(
        f"{one.action} {one.field or ''}".strip() + f" by {one.by}"
        for one in item.message.corrected
    ),
    "SOURCELINES": lambda item: "{}-{}".format(*item.message.source.lines),
    "SOURCECHARACTERS": lambda item: "{}-{}".format(*characters(item.message.source)),
    "SOURCECOPIES": lambda item: MULTIPLE.join(
        "{}:{}-{}".format(copy.source.document, *copy.source.lines) for copy in item.message.copies
    ),
    "LANGUAGE": lambda item: item.message.language or "",
    "CONFIDENCE": lambda item: f"{item.message.confidence:.2f}",
    "CERTAINTY": lambda item: certainty(item.message.confidence).value,
    "ISNATIVE": lambda item: "Y" if item.message.original is not None else "N",
    "INFERRED": lambda item: MULTIPLE.join(
        f"{found.field}: {found.value} ({found.reason})"
        for found in item.message.inferred
        if found.used
    ),
    "WARNINGS": lambda item: MULTIPLE.join(
        f"{warning.code}: {warning.text}" for warning in item.message.warnings
    ),
}


def _duplicate_group(message: Message) -> str:
    """A name for likely copies that were not merged: the smallest of their Message-IDs."""
    return min((message.message_id, *message.duplicates)) if message.duplicates else ""


def _universal(message: Message) -> str:
    moment = universal_time(message.when)
    return f"{moment.isoformat(timespec='seconds')}Z" if moment is not None else ""


def conversation_index(message: Message) -> str:
    """A conversation index for sorting by thread, in hexadecimal (MS-OXOMSG, section 2.2.1.3).

    The header block has a time of zero, which only the client could know, and an identifier made
    from the thread. Each ancestor below the root, and the message itself, adds a level of five
    bytes made from its Message-ID, so that replies sort below the message they answer.
    """
    levels = [*message.references[1:], message.message_id] if message.parent else []
    return conversation_index_of(message.thread, levels)


def conversation_index_of(thread: str, levels: Sequence[str]) -> str:
    """The index of the message that ends `levels`, the Message-IDs below the root `thread`."""
    root = md5(thread.encode(), usedforsecurity=False).digest()
    return (b"\x01" + bytes(5) + root + b"".join(map(_level, levels))).hex().upper()


def _level(identity: str) -> bytes:
    return md5(identity.encode(), usedforsecurity=False).digest()[:5]
