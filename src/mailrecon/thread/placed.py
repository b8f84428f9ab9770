"""A message put together from its prints and from what the archive says of it.

What the archive says (`Placed`) is small and can be told to another process, which has the prints.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from mailrecon.model import (
    Corrected,
    How,
    Inference,
    Message,
    Notice,
    NoticeCode,
    Person,
    Relation,
    When,
    ZoneBounds,
)
from mailrecon.offsets import offset_text
from mailrecon.thread.duplicates import Match
from mailrecon.thread.identity import edrm_hash
from mailrecon.thread.merge import merge
from mailrecon.thread.options import LinkOptions
from mailrecon.thread.people import KnownPeople
from mailrecon.thread.zones import Settled

_LISTS = ("to", "cc", "bcc", "reply_to")


class Placed(Struct, frozen=True, array_like=True, omit_defaults=True):
    """What an archive says of one message.

    `prints` are the numbers of its prints, the fullest first, `documents` those of the documents
    they stand in. `thread` is the identity of its topmost ancestor. `offset` is what was concluded
    for its date, `bounds` hold where it has no zone; `is_printed` tells of its Message-ID.
    `matches` say, where there are several prints, how surely each is one; `corrected` what people
    decided of each, None where nobody decided anything in the archive.
    """

    prints: tuple[int, ...]
    documents: tuple[int, ...]
    identity: str
    thread: str
    parent: str | None = None
    relation: Relation | None = None
    references: tuple[str, ...] = ()
    inferred: tuple[Inference, ...] = ()
    warnings: tuple[Notice, ...] = ()
    offset: Settled | None = None
    bounds: ZoneBounds | None = None
    duplicates: tuple[str, ...] = ()
    is_printed: bool = False
    matches: tuple[Match | None, ...] = ()
    corrected: tuple[tuple[Corrected, ...], ...] | None = None


def put_together(
    prints: Iterable[Message], placed: Placed, people: KnownPeople, options: LinkOptions
) -> Message:
    """The message that `prints` (those of `placed`, in its order) are prints of."""
    found: list[tuple[Corrected, ...]] = []

    def named() -> Iterable[Message]:
        for document, one in zip(placed.documents, prints, strict=True):
            found.append(one.corrected)
            yield _named(one, document, people)

    if len(placed.prints) == 1:
        (message,) = named()
    else:
        fill = options.fill_redacted
        message = merge(named(), placed.matches, people.same, fill_redacted=fill)
    when, zoned = _zoned(message.when, placed.offset)
    inferred = (*message.inferred, *placed.inferred, *zoned)
    warnings = (*message.warnings, *placed.warnings)
    filled = _redacted_elsewhere(message, people, fill=options.fill_redacted)
    if filled is not None:
        message, more, noted = filled
        inferred, warnings = (*inferred, *more), (*warnings, *noted)
    unzoned = when is None or when.offset is None
    return replace(
        message,
        message_id=placed.identity,
        parent=placed.parent,
        relation=placed.relation,
        references=placed.references,
        thread=placed.thread,
        when=when,
        inferred=inferred,
        warnings=warnings,
        duplicates=placed.duplicates,
        zone_bounds=placed.bounds if unzoned else None,
        edrm_mih=edrm_hash(placed.identity) if placed.is_printed else None,
        corrected=_corrected(found, placed.corrected),
    )


def _corrected(
    shaped: Sequence[tuple[Corrected, ...]], said: Sequence[tuple[Corrected, ...]] | None
) -> tuple[Corrected, ...]:
    """The corrections that shaped each print, and those that say something of it, each once."""
    if said is None:
        return ()
    pairs = zip(shaped, said, strict=True)
    return tuple(dict.fromkeys(one for own, more in pairs for one in (*own, *more)))


def _named(message: Message, document: int, people: KnownPeople) -> Message:
    """One print of a message, its people with the ids of whom the archive takes them for."""
    originator, sender = message.originator, message.sender

    def all_named(persons: tuple[Person, ...]) -> tuple[Person, ...]:
        if not persons:
            return ()
        return tuple([people.named(person, document) for person in persons])

    return replace(
        message,
        originator=None if originator is None else people.named(originator, document),
        sender=None if sender is None else people.named(sender, document),
        to=all_named(message.to),
        cc=all_named(message.cc),
        bcc=all_named(message.bcc),
        reply_to=all_named(message.reply_to),
    )


def _zoned(when: When | None, settled: Settled | None) -> tuple[When | None, tuple[Inference, ...]]:
    """A date with the offset that was concluded for it, if any, and the reason."""
    if when is None or settled is None:
        return when, ()
    changed = replace(when, offset=settled.offset, offset_how=How.INFERRED)
    value = offset_text(settled.offset)
    return changed, (Inference("Date", value, f"offset: {settled.reason}", settled.score),)


def _redacted_elsewhere(
    message: Message, people: KnownPeople, *, fill: bool
) -> tuple[Message, list[Inference], list[Notice]] | None:
    """What the archive knows of people whose address this message has redacted, if anything.

    The address stays redacted unless it is to be filled in; the warning does not say it.
    """
    if not any(person.redacted for _, person in message.people()):
        return None
    inferred: list[Inference] = []
    notices: list[Notice] = []
    changes: dict[str, object] = {}

    def known(person: Person, field: str) -> Person:
        if not person.redacted or person.name is None or person.address is not None:
            return person
        address = people.address_of(person)
        if address is None:
            return person
        text = f"the address of {person.name} is redacted here and printed elsewhere"
        notices.append(Notice(NoticeCode.INCONSISTENT_REDACTION, text, person.span))
        if not fill:
            return person
        inferred.append(Inference(field, address, "printed elsewhere in the documents", 0.8))
        return replace(person, address=address, mailbox=address, redacted=False)

    for name, field in (("originator", "From"), ("sender", "Sender")):
        person: Person | None = getattr(message, name)
        if person is not None and (changed := known(person, field)) is not person:
            changes[name] = changed
    for name in _LISTS:
        persons: tuple[Person, ...] = getattr(message, name)
        if any(person.redacted for person in persons):
            field = name.replace("_", "-").capitalize()
            changes[name] = tuple(known(person, field) for person in persons)
    return replace(message, **changes), inferred, notices
