"""Rules among the messages of an output: unique Message-IDs, valid references, generated IDs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping

from mailrecon.model import Message, Person
from mailrecon.recipe import digest_of
from mailrecon.thread.identity import edrm_hash, made_id
from mailrecon.verify.finding import Finding, error, note
from mailrecon.verify.restored import Restored

OURS = "@mailrecon.invalid>"
# Fields filled from another copy or on request differ from those at the time the ID was made.
_PARTS = {"From", "To", "Subject", "Date"}
_OF_TITLE = "title of the printed conversation"
_MOST_EQUAL = 1000


def check_identities(messages: Iterable[Restored], *, is_part: bool = False) -> Iterator[Finding]:
    """Message-IDs are unique; references lead to existing messages, and never in a cycle.

    With `is_part` other messages of the archive are elsewhere, and may be referred to. Problems of
    native messages are notes, since others wrote them.
    """
    by_identity: dict[str, Restored] = {}
    is_free = is_part
    for item in messages:
        yield from _check_hashes(item)
        if not item.identity:
            is_free = is_free or item.is_native
        elif item.identity in by_identity:
            other = by_identity[item.identity]
            say = note if item.is_native and other.is_native else error
            yield say("message-id", item.place, f"has the Message-ID of {other.place}")
        else:
            by_identity[item.identity] = item
    # A Message-ID that is only printed need not be that of a message in the output.
    printed = {
        reference
        for item in by_identity.values()
        if item.is_native
        or not ("In-Reply-To" in item.inferred or item.message.parent in by_identity)
        for reference in _references(item)
    }
    for item in by_identity.values():
        yield from _check_references(item, by_identity, printed, is_free=is_free)
        made = made_identity(item.message) if item.is_whole else None
        if made is not None and not _is_made(item.identity, made, by_identity):
            text = "its Message-ID is not the one made from what it says: it was changed"
            yield error("message-id", item.place, text)
    yield from _check_rings(by_identity)


def _check_hashes(item: Restored) -> Iterator[Finding]:
    """The hash of its Message-ID, and the document, if that is the only one of its run."""
    message, recipe = item.message, item.recipe
    identity = message.message_id.encode("utf-8", "replace").decode()
    if message.edrm_mih not in (None, edrm_hash(identity)):
        text = f"EDRMMIH: {message.edrm_mih} is not the hash of its Message-ID (edrm_mih)"
        yield error("record", item.place, text)
    sha256 = message.source.sha256
    is_only = sha256 and recipe is not None and recipe.documents == 1
    if is_only and recipe is not None and digest_of([sha256]) != recipe.sha256:
        text = f"SOURCESHA256: {sha256} is not the only document of its run"
        yield error("record", item.place, text)


def made_identity(message: Message) -> str | None:
    """The Message-ID generated for a message (docs/headers.md); None if it has another, or the
    values that it was made from are not known.
    """
    if message.original is not None or not message.message_id.endswith(OURS):
        return None
    if any(
        item.used and item.field in _PARTS and _OF_TITLE not in item.reason
        for item in message.inferred
    ):
        return None
    return made_id(
        _named(message.originator),
        message.when.local.isoformat() if message.when else None,
        message.date_printed,
        message.subject,
        map(_named, message.to),
        message.body,
    )


def _named(person: Person | None) -> str:
    return (person.address or person.name or "") if person is not None else ""


def _is_made(identity: str, made: str, known: Mapping[str, Restored]) -> bool:
    """Whether it is `made`, or that of a further message that says exactly the same."""
    seeds = (f"{made}\x00{number}".encode() for number in range(1, _MOST_EQUAL))
    digests = (hashlib.sha256(seed).hexdigest()[:32] for seed in seeds)
    return identity == made or (
        made in known and any(identity == f"<{digest}{OURS}" for digest in digests)
    )


def _references(item: Restored) -> tuple[str, ...]:
    parent = (item.message.parent,) if item.message.parent else ()
    return (*parent, *item.message.references)


def _say(item: Restored, code: str, text: str) -> Finding:
    """A finding: an error, or a note if it is about a native message."""
    return (note if item.is_native else error)(code, item.place, text)


def _check_references(
    item: Restored, by_identity: Mapping[str, Restored], printed: set[str], *, is_free: bool
) -> Iterator[Finding]:
    message, parent = item.message, item.message.parent
    for reference in dict.fromkeys(_references(item)):
        # Only a Message-ID generated for this output must be that of a message in it; a native
        # message keeps its bytes, which do not contain a generated one.
        if reference.endswith(OURS) and reference not in by_identity:
            say = note if is_free or item.is_native or reference in printed else error
            yield say("reference", item.place, f"refers to {reference}, which is not there")
    if parent and message.references and message.references[-1] != parent:
        yield _say(item, "reference", "its References do not end with the message it answers")
    above = by_identity.get(parent) if parent else None
    if above is not None and above.message.thread != message.thread:
        # What is printed can contradict the clocks.
        say = error if "In-Reply-To" in item.inferred and not item.is_native else note
        yield say("reference", item.place, "is in another thread than what it answers")
    if parent is None and message.thread not in ("", message.message_id):
        yield _say(item, "reference", "answers nothing, and names another as its root")
    if message.message_id in _references(item):
        yield _say(item, "reference", "refers to itself")


def _check_rings(by_identity: dict[str, Restored]) -> Iterator[Finding]:
    """Follow the parents of each message once; one met again on the way closes a cycle."""
    done: set[str] = set()
    for start in by_identity:
        way: list[str] = []
        on_way: set[str] = set()
        current: str | None = start
        while current in by_identity and current not in done:
            if current in on_way:
                yield _say(by_identity[current], "reference", "answers itself in a ring")
                break
            way.append(current)
            on_way.add(current)
            current = by_identity[current].message.parent
        done.update(way)
