"""Rules among the messages of an output: unique Message-IDs, valid references, generated IDs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping

from mailrecon.verify.finding import Finding, error, note
from mailrecon.verify.stated import OURS, Stated

_MOST_EQUAL = 1000


def check_identities(messages: Iterable[Stated], *, is_part: bool = False) -> Iterator[Finding]:
    """Message-IDs are unique; references lead to existing messages, and never in a cycle.

    With `is_part` other messages of the archive are elsewhere, and may be referred to. Problems of
    native messages are notes, since others wrote them.
    """
    by_identity: dict[str, Stated] = {}
    is_free = is_part
    for item in messages:
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
        if item.is_native or not ("In-Reply-To" in item.inferred or item.parent in by_identity)
        for reference in _references(item)
    }
    for item in by_identity.values():
        yield from _check_references(item, by_identity, printed, is_free=is_free)
        if item.made is not None and not _is_made(item.identity, item.made, by_identity):
            text = "its Message-ID is not the one made from what it says: it was changed"
            yield error("message-id", item.place, text)
    yield from _check_rings(by_identity)


def _is_made(identity: str, made: str, known: Mapping[str, Stated]) -> bool:
    """Whether it is `made`, or that of a further message that says exactly the same."""
    seeds = (f"{made}\x00{number}".encode() for number in range(1, _MOST_EQUAL))
    digests = (hashlib.sha256(seed).hexdigest()[:32] for seed in seeds)
    return identity == made or (
        made in known and any(identity == f"<{digest}{OURS}" for digest in digests)
    )


def _references(item: Stated) -> tuple[str, ...]:
    return (*((item.parent,) if item.parent else ()), *item.references)


def _say(item: Stated, text: str) -> Finding:
    """A finding: an error, or a note if it is about a native message."""
    return (note if item.is_native else error)("reference", item.place, text)


def _check_references(
    item: Stated, by_identity: Mapping[str, Stated], printed: set[str], *, is_free: bool
) -> Iterator[Finding]:
    for reference in dict.fromkeys(_references(item)):
        # Only a Message-ID generated for this output must be that of a message in it; a native
        # message keeps its bytes, which do not contain a generated one.
        if reference.endswith(OURS) and reference not in by_identity:
            say = note if is_free or item.is_native or reference in printed else error
            yield say("reference", item.place, f"refers to {reference}, which is not there")
    if item.parent and item.references and item.references[-1] != item.parent:
        yield _say(item, "its References do not end with the message it answers")
    above = by_identity.get(item.parent)
    if above is not None and above.thread != item.thread:
        # What is printed can contradict the clocks.
        say = error if "In-Reply-To" in item.inferred and not item.is_native else note
        yield say("reference", item.place, "is in another thread than what it answers")
    if not item.parent and item.thread not in ("", item.identity):
        yield _say(item, "answers nothing, and names another as its root")
    if item.identity in _references(item):
        yield _say(item, "refers to itself")


def _check_rings(by_identity: dict[str, Stated]) -> Iterator[Finding]:
    """Follow the parents of each message once; one met again on the way closes a cycle."""
    done: set[str] = set()
    for start in by_identity:
        way: list[str] = []
        on_way: set[str] = set()
        current = start
        while current in by_identity and current not in done:
            if current in on_way:
                yield _say(by_identity[current], "answers itself in a ring")
                break
            way.append(current)
            on_way.add(current)
            current = by_identity[current].parent
        done.update(way)
