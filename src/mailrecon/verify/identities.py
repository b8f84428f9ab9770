"""What holds among the messages of an output: identities, and the references between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from mailrecon.verify.claims import Claims
from mailrecon.verify.finding import Finding, error, note
from mailrecon.verify.generated_ids import generated_ids

_OURS = "@mailrecon.invalid>"


def check_identities(messages: Iterable[Claims], *, is_part: bool = False) -> Iterator[Finding]:
    """Message-IDs are unique; references lead to messages that are there, and never in a ring.

    With `is_part` others of the same archive are elsewhere, and may be referred to.
    What real messages say of each other was written by others: what is wrong with it is a note.
    """
    by_identity: dict[str, Claims] = {}
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
    # An identity that is only printed need not be that of a message which is there.
    printed = {
        reference
        for item in by_identity.values()
        if item.is_native or not (_is_inferred(item) or item.parent in by_identity)
        for reference in (*item.parents, *item.references)
    }
    for item in by_identity.values():
        yield from _check_references(item, by_identity, printed, is_free=is_free)
        if item.made is not None and not _is_made(item, by_identity):
            text = "its Message-ID is not the one made from what it says: it was changed"
            yield error("message-id", item.place, text)
    yield from _check_rings(by_identity)


def _say(item: Claims, code: str, text: str) -> Finding:
    """What is found here: an error, or a note about a real message."""
    return (note if item.is_native else error)(code, item.place, text)


def _is_inferred(item: Claims) -> bool:
    return "In-Reply-To" in item.inferred


def _check_references(
    item: Claims, by_identity: Mapping[str, Claims], printed: set[str], *, is_free: bool
) -> Iterator[Finding]:
    parent = item.parent
    for reference in dict.fromkeys((*item.parents[:1], *item.references)):
        # Only an identity made for this output must be that of a message in it; a real message
        # keeps its bytes, which do not have the identity that was made for it.
        if reference.endswith(_OURS) and reference not in by_identity:
            say = note if is_free or item.is_native or reference in printed else error
            yield say("reference", item.place, f"refers to {reference}, which is not there")
    if parent and item.references and item.references[-1] != parent:
        yield _say(item, "reference", "its References do not end with the message it answers")
    above = by_identity.get(parent) if parent else None
    if above is not None and above.thread != item.thread:
        # What is printed may contradict the clocks.
        say = error if _is_inferred(item) and not item.is_native else note
        yield say("reference", item.place, "is in another thread than what it answers")
    if parent is None and item.thread not in (None, item.identity):
        yield _say(item, "reference", "answers nothing, and names another as its root")
    if item.identity in item.references or item.identity == parent:
        yield _say(item, "reference", "refers to itself")


def _is_made(item: Claims, by_identity: Mapping[str, Claims]) -> bool:
    """Whether the identity is made from the content, which another may have word for word."""
    if item.made == item.identity:
        return True
    return (
        item.made is not None
        and item.made in by_identity
        and any(made == item.identity for made in generated_ids(item.made))
    )


def _check_rings(by_identity: dict[str, Claims]) -> Iterator[Finding]:
    """Follow each message's parents once; one met again on the same way closes a ring."""
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
            current = by_identity[current].parent
        done.update(way)
