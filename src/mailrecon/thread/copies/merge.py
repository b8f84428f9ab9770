"""Merge copies of a message: the fullest body, and all fields that any copy prints."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from mailrecon.citation import copy_place
from mailrecon.model import (
    Copy,
    Inference,
    Message,
    Notice,
    NoticeCode,
    Person,
    Precision,
    When,
)
from mailrecon.thread.copies.matching import Match
from mailrecon.thread.copies.signs import compare_signs
from mailrecon.thread.copies.wording import compare_wording, words
from mailrecon.thread.links.timeline import QUARTER, WIDEST

_QUARTER = timedelta(minutes=QUARTER)

SamePerson = Callable[[Person, Person], bool]


class _Said(NamedTuple):
    """The differences of a copy in words, which OCR and cuts do not explain; `unkept`: it has words
    that the kept text lacks, if only as OCR read them.
    """

    differences: tuple[str, ...]
    unexplained: tuple[str, ...]
    unkept: bool


def merge(
    messages: Iterable[Message],
    matches: Sequence[Match | None],
    same: SamePerson,
    *,
    fill_redacted: bool = False,
) -> Message:
    """The message that all `messages` are copies of; the canonical copy comes first.

    `matches` say how certainly each is a copy. `messages` may be a long iterator; it is consumed
    once. Redactions of the canonical copy remain unless `fill_redacted`.
    """
    others = iter(messages)
    best = next(others)
    own = words(best.body, longest=None)
    inferred = list(best.inferred)
    copies: list[Copy] = []
    warnings = list(best.warnings)
    score = min((match.score for match in matches if match is not None), default=1.0)
    for number, other in enumerate(others, start=1):
        said = _compare(best, own, other, same)
        match = matches[number] or matches[0]
        copies.append(
            Copy(
                source=other.source,
                message_id=other.message_id,
                layout=other.layout,
                fields=other.fields,
                differences=said.differences,
                score=match.score if match else score,
                body=other.body if said.unkept else None,
            )
        )
        if said.unexplained:
            where = copy_place(other.source)
            text = f"another copy ({where}) differs: {'; '.join(said.unexplained)}"
            warnings.append(Notice(NoticeCode.COPIES_DIFFER, text))
        # An EML has all its fields, so none is added to it.
        if best.original is None:
            best, taken = _filled(best, other, _Joiner(same, fill_redacted))
            inferred.extend(taken)
    return replace(best, copies=tuple(copies), inferred=tuple(inferred), warnings=tuple(warnings))


def _filled(best: Message, other: Message, joiner: _Joiner) -> tuple[Message, list[Inference]]:
    """`best` with fields that only `other` prints, each with the copy it comes from."""
    where = f"printed in {copy_place(other.source)}"
    taken: list[Inference] = []

    def take(field: str, value: str) -> None:
        taken.append(Inference(field, value, where, 0.95))

    changes: dict[str, object] = {}
    for name, field in (("originator", "From"), ("sender", "Sender")):
        mine: Person | None = getattr(best, name)
        theirs: Person | None = getattr(other, name)
        joined = joiner.one(mine, theirs)
        if joined is not None and joined != mine:
            changes[name] = joined
            take(field, joined.address or joined.name or "")
    for name in ("to", "cc", "bcc", "reply_to"):
        mine_all: tuple[Person, ...] = getattr(best, name)
        theirs_all: tuple[Person, ...] = getattr(other, name)
        joined_all = joiner.several(mine_all, theirs_all)
        if joined_all != mine_all:
            changes[name] = joined_all
            fresh = [p.address or p.name or "" for p in joined_all if p not in mine_all]
            take(name.replace("_", "-").capitalize(), ", ".join(fresh))
    if best.subject is None and other.subject is not None:
        changes["subject"] = other.subject
        take("Subject", other.subject)
    # `May 4, 2020` here and `May 4, 2020 9:12 AM -0400` there
    if other.when is not None and (
        best.when is None
        or (best.when.offset is None and other.when.offset is not None)
        or (best.when.precision is Precision.DAY and other.when.precision is not Precision.DAY)
    ):
        changes["when"] = other.when
        changes["date_printed"] = other.date_printed
        take("Date", other.when.printed)
    return replace(best, **changes), taken


class _Joiner(Struct, frozen=True):
    """Merge the people of two copies; redactions remain unless `fill`."""

    same: SamePerson
    fill: bool

    def one(self, mine: Person | None, theirs: Person | None) -> Person | None:
        """A person with the name and address that either copy prints."""
        if mine is None or theirs is None:
            return mine or theirs
        # `From: [redacted]` here and `From: Ann Poe` there
        if mine.redacted and not self.fill:
            return mine
        # `From:` without a value here
        if mine.name is None and mine.address is None:
            return theirs if theirs.name or theirs.address else mine
        # `From: Ann Poe` here and `From: Ann Poe <ann@quay.example>` there
        if mine.address is None and theirs.address is not None and self.same(mine, theirs):
            return replace(
                mine, address=theirs.address, mailbox=theirs.mailbox, redacted=False, span=mine.span
            )
        # `From: ann@quay.example` here
        if mine.name is None and theirs.name is not None and self.same(mine, theirs):
            return replace(mine, name=theirs.name)
        return mine

    def several(self, mine: tuple[Person, ...], theirs: tuple[Person, ...]) -> tuple[Person, ...]:
        """Merge two lists of equal length, person by person."""
        if not mine:
            return theirs
        # `Ben Ost; Cay Dun` here and `ben@quay.example; cay@quay.example` there: the order is the
        # same.
        if len(mine) == len(theirs):
            return tuple(self.one(a, b) or a for a, b in zip(mine, theirs, strict=True))
        return mine


def _compare(best: Message, own: list[str], other: Message, same: SamePerson) -> _Said:
    """The differences between two copies, field by field; a missing field is not a difference.

    `own` are the words of the canonical copy's body.
    """
    differences: list[str] = []
    unexplained: list[str] = []
    if best.subject and other.subject and best.subject != other.subject:
        said = f"subject {other.subject[:80]!r}"
        wording = compare_wording(words(best.subject), words(other.subject))
        # Differences of case and white space do not count.
        if words(best.subject) != words(other.subject):
            differences.append(said)
        if wording.unkept:
            unexplained.append(said)
    # `Ann Poe` here and `Ben Ost` there
    if best.originator and other.originator and not _agree(best.originator, other.originator, same):
        unexplained.append(f"originator {_shown(other.originator)}")
    for name, mine, theirs in (
        ("recipients", best.to, other.to),
        ("copies", best.cc, other.cc),
    ):
        # `To: Ben Ost` here and `To: Ben Ost; Cay Dun` there
        if mine and theirs and len(mine) != len(theirs):
            unexplained.append(f"{len(theirs)} {name} instead of {len(mine)}")
    if best.when and other.when and best.when.local != other.when.local:
        said = f"date {other.when.printed!r}"
        # Mail programs print dates in their own zone.
        (differences if _in_another_zone(best.when, other.when) else unexplained).append(said)
    wording = compare_wording(own, words(other.body, longest=None))
    # `Gate 3 opens` here and `Gate 8 opens` there
    if wording.first:
        (unexplained if wording.unkept else differences).append(wording.first)
    unexplained += wording.further
    # `Friday?` here and `Friday.` there
    turned = compare_signs(best.body, other.body) if not wording.unkept else ""
    unexplained += [turned] if turned else []
    # `tbe` for `the`: what OCR explains is counted, and no warning.
    differences += wording.misread
    differences += [said for said in unexplained if said not in differences]
    # What OCR read otherwise is probably the same; if it is not, its words are kept.
    is_unkept = wording.unkept or bool(turned or wording.misread)
    return _Said(tuple(differences), tuple(unexplained), is_unkept)


def _in_another_zone(one: When, other: When) -> bool:
    """Whether two dates can be one moment: they differ by whole quarters of an hour."""
    if Precision.DAY in (one.precision, other.precision):
        return one.local.date() == other.local.date()
    apart = abs(one.local.replace(second=0) - other.local.replace(second=0))
    return not apart % _QUARTER and apart <= WIDEST


def _agree(one: Person, other: Person, same: SamePerson) -> bool:
    unknown = (one.name is None and one.address is None) or (
        other.name is None and other.address is None
    )
    return unknown or same(one, other)


def _shown(person: Person) -> str:
    return person.name or person.address or "[redacted]"
