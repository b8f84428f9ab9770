"""One message from several prints of it: the fullest body, and what any of them did not redact."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from mailrecon.model import Copy, Inference, Message, Notice, Person
from mailrecon.thread.duplicates import Match
from mailrecon.thread.fingerprints import tokens

SamePerson = Callable[[Person, Person], bool]


def merge(
    messages: Iterable[Message], matches: Sequence[Match | None], same: SamePerson
) -> Message:
    """The message that all of `messages` are prints of, the fullest one first.

    `matches` say how surely each is one. The prints are gone through once: there may be thousands.
    """
    prints = iter(messages)
    best = next(prints)
    words = tokens(best.body)
    inferred = list(best.inferred)
    copies: list[Copy] = []
    warnings = list(best.warnings)
    score = min((match.score for match in matches if match is not None), default=1.0)
    for number, other in enumerate(prints, start=1):
        differences = _differences(best, words, other, same)
        match = matches[number] or matches[0]
        copies.append(
            Copy(
                source=other.source,
                message_id=other.message_id,
                layout=other.layout,
                fields=other.fields,
                differences=tuple(differences),
                score=match.score if match else score,
            )
        )
        if differences:
            where = f"{other.source.document}, line {other.source.lines[0]}"
            text = f"another print ({where}) differs: {'; '.join(differences)}"
            warnings.append(Notice("prints-differ", text))
        if best.original is None:
            best, taken = _filled(best, other, same)
            inferred.extend(taken)
    return replace(best, copies=tuple(copies), inferred=tuple(inferred), warnings=tuple(warnings))


def _filled(best: Message, other: Message, same: SamePerson) -> tuple[Message, list[Inference]]:
    """`best` with what `other` prints and `best` lacks, each with where it was taken from."""
    where = f"printed in {other.source.document}, line {other.source.lines[0]}"
    taken: list[Inference] = []

    def take(field: str, value: str) -> None:
        taken.append(Inference(field, value, where, 0.95))

    changes: dict[str, object] = {}
    for name, field in (("originator", "From"), ("sender", "Sender")):
        mine: Person | None = getattr(best, name)
        theirs: Person | None = getattr(other, name)
        joined = _joined(mine, theirs, same)
        if joined is not None and joined != mine:
            changes[name] = joined
            take(field, joined.address or joined.name or "")
    for name in ("to", "cc", "bcc", "reply_to"):
        mine_all: tuple[Person, ...] = getattr(best, name)
        theirs_all: tuple[Person, ...] = getattr(other, name)
        joined_all = _joined_list(mine_all, theirs_all, same)
        if joined_all != mine_all:
            changes[name] = joined_all
            fresh = [p.address or p.name or "" for p in joined_all if p not in mine_all]
            take(name.replace("_", "-").capitalize(), ", ".join(fresh))
    if best.subject is None and other.subject is not None:
        changes["subject"] = other.subject
        take("Subject", other.subject)
    if other.when is not None and (
        best.when is None
        or (best.when.offset is None and other.when.offset is not None)
        or (best.when.precision == "day" and other.when.precision != "day")
    ):
        changes["when"] = other.when
        changes["date_printed"] = other.date_printed
        take("Date", other.when.printed)
    return replace(best, **changes), taken  # type: ignore[arg-type]


def _joined(mine: Person | None, theirs: Person | None, same: SamePerson) -> Person | None:
    """A person with the name and the address that either print has."""
    if mine is None or theirs is None:
        return mine or theirs
    if mine.name is None and mine.address is None:
        return theirs if theirs.name or theirs.address else mine
    if mine.address is None and theirs.address is not None and same(mine, theirs):
        return replace(
            mine, address=theirs.address, mailbox=theirs.mailbox, redacted=False, span=mine.span
        )
    if mine.name is None and theirs.name is not None and same(mine, theirs):
        return replace(mine, name=theirs.name)
    return mine


def _joined_list(
    mine: tuple[Person, ...], theirs: tuple[Person, ...], same: SamePerson
) -> tuple[Person, ...]:
    if not mine:
        return theirs
    if len(mine) == len(theirs):
        return tuple(_joined(a, b, same) or a for a, b in zip(mine, theirs, strict=True))
    return mine


def _differences(
    best: Message, mine_words: list[str], other: Message, same: SamePerson
) -> list[str]:
    """What two prints say otherwise, field by field; what one of them lacks is no difference.

    `mine_words` are those of the fullest print's body.
    """
    found: list[str] = []
    if best.subject and other.subject and tokens(best.subject) != tokens(other.subject):
        found.append(f"subject {other.subject[:80]!r}")
    if best.originator and other.originator and not _agree(best.originator, other.originator, same):
        found.append(f"originator {_shown(other.originator)}")
    for name, mine, theirs in (
        ("recipients", best.to, other.to),
        ("copies", best.cc, other.cc),
    ):
        if mine and theirs and len(mine) != len(theirs):
            found.append(f"{len(theirs)} {name} instead of {len(mine)}")
    if best.when and other.when and best.when.local != other.when.local:
        found.append(f"date {other.when.printed!r}")
    their_words = tokens(other.body)
    if mine_words != their_words:
        missing = len(mine_words) - len(their_words)
        if mine_words[: len(their_words)] == their_words:
            found.append(f"text breaks off {missing} words before the end")
        else:
            place = next(
                (
                    n
                    for n, (a, b) in enumerate(zip(mine_words, their_words, strict=False))
                    if a != b
                ),
                min(len(mine_words), len(their_words)),
            )
            found.append(f"text differs from word {place + 1} on")
    return found


def _agree(one: Person, other: Person, same: SamePerson) -> bool:
    unknown = (one.name is None and one.address is None) or (
        other.name is None and other.address is None
    )
    return unknown or same(one, other)


def _shown(person: Person) -> str:
    return person.name or person.address or "[redacted]"
