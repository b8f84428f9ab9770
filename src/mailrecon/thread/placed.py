"""Build a message from its copies and from what the archive determines about it.

The latter (`Placed`) is small, so that it can be sent to another process, which has the copies.
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
from mailrecon.thread.copies.matching import Match
from mailrecon.thread.copies.merge import merge
from mailrecon.thread.identities.people import KnownPeople
from mailrecon.thread.identity import edrm_hash
from mailrecon.thread.options import LinkOptions
from mailrecon.thread.zones import DerivedOffset

_SINGLE = ("originator", "sender")
_LISTS = ("to", "cc", "bcc", "reply_to")


class Placed(Struct, frozen=True, array_like=True, omit_defaults=True):
    """The facts that an archive determines about one message.

    `copies` are the numbers of its copies, the canonical one first; `documents` those of their
    documents. `thread` is the Message-ID of the topmost ancestor. `offset` is derived for its date,
    and `bounds` apply if it has no zone. `is_printed` is True if its Message-ID is printed.
    `matches` has, for each of several copies, how well it matches. `corrected` are the corrections
    of each copy, None if the archive has none.
    """

    copies: tuple[int, ...]
    documents: tuple[int, ...]
    identity: str
    thread: str
    parent: str | None = None
    relation: Relation | None = None
    references: tuple[str, ...] = ()
    inferred: tuple[Inference, ...] = ()
    warnings: tuple[Notice, ...] = ()
    offset: DerivedOffset | None = None
    bounds: ZoneBounds | None = None
    duplicates: tuple[str, ...] = ()
    is_printed: bool = False
    matches: tuple[Match | None, ...] = ()
    corrected: tuple[tuple[Corrected, ...], ...] | None = None


def put_together(
    copies: Iterable[Message], placed: Placed, people: KnownPeople, options: LinkOptions
) -> Message:
    """The message whose copies are `copies` (those of `placed`, in its order)."""
    found: list[tuple[Corrected, ...]] = []
    names: dict[str, object] = {}

    def named() -> Iterable[Message]:
        for document, one in zip(placed.documents, copies, strict=True):
            found.append(one.corrected)
            yield replace(one, **_names(one, document, people))

    if len(placed.copies) == 1:
        (message,) = copies
        found.append(message.corrected)
        names = _names(message, placed.documents[0], people)
        is_redacted = message.is_redacted
        if is_redacted:
            message = replace(message, **names)
            names = {}
    else:
        fill = options.fill_redacted
        message = merge(named(), placed.matches, people.same, fill_redacted=fill)
        is_redacted = message.is_redacted
    when, zoned = _zoned(message.when, placed.offset)
    inferred = (*message.inferred, *placed.inferred, *zoned)
    warnings = (*message.warnings, *placed.warnings)
    if is_redacted:
        message, more, noted = _redacted_elsewhere(message, people, fill=options.fill_redacted)
        inferred, warnings = (*inferred, *more), (*warnings, *noted)
    unzoned = when is None or when.offset is None
    return replace(
        message,
        **names,
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
    """The corrections that changed a copy or refer to it, without repeats."""
    if said is None:
        return ()
    pairs = zip(shaped, said, strict=True)
    return tuple(dict.fromkeys(one for own, more in pairs for one in (*own, *more)))


def _names(message: Message, document: int, people: KnownPeople) -> dict[str, object]:
    """The people of one copy with the ids of their identities, by field of the message."""
    found: dict[str, object] = {}
    for field in _SINGLE:
        person: Person | None = getattr(message, field)
        if person is not None:
            found[field] = people.named(person, document)
    for field in _LISTS:
        persons: tuple[Person, ...] = getattr(message, field)
        if persons:
            found[field] = tuple([people.named(one, document) for one in persons])
    return found


def _zoned(
    when: When | None, settled: DerivedOffset | None
) -> tuple[When | None, tuple[Inference, ...]]:
    """A date with its derived offset, if any, and the reason."""
    if when is None or settled is None:
        return when, ()
    changed = replace(when, offset=settled.offset, offset_how=How.INFERRED)
    value = offset_text(settled.offset)
    return changed, (Inference("Date", value, f"offset: {settled.reason}", settled.score),)


def _redacted_elsewhere(
    message: Message, people: KnownPeople, *, fill: bool
) -> tuple[Message, list[Inference], list[Notice]]:
    """The addresses that the archive has for people redacted in this message.

    An address stays redacted unless `fill`; the warning does not reveal it.
    """
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

    for name, field in zip(_SINGLE, ("From", "Sender"), strict=True):
        person: Person | None = getattr(message, name)
        if person is not None and (changed := known(person, field)) is not person:
            changes[name] = changed
    for name in _LISTS:
        persons: tuple[Person, ...] = getattr(message, name)
        if any(person.redacted for person in persons):
            field = name.replace("_", "-").capitalize()
            changes[name] = tuple(known(person, field) for person in persons)
    return replace(message, **changes), inferred, notices
