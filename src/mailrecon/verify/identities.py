"""What holds among the messages of an output: identities, and the references between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from mailrecon.regex import regex
from mailrecon.verify.finding import Finding, error, note
from mailrecon.verify.generated_ids import generated_ids, identity_of_record
from mailrecon.verify.mail_rules import decoded, is_rebuilt, read_header
from mailrecon.verify.outputs import OutputContents
from mailrecon.verify.records import parse_record
from mailrecon.verify.sources import inferred_fields

_IDENTITY = regex(r"<[^<>\s]+>")
_OURS = "@mailrecon.invalid>"


class _Node(Struct, frozen=True):
    place: str
    identity: str
    parent: str | None
    references: tuple[str, ...]
    real: bool
    inferred: bool
    thread: str | None = None
    made: str | None = None

    def say(self, code: str, text: str) -> Finding:
        """What is found here: an error, or a note about a real message."""
        return (note if self.real else error)(code, self.place, text)


def check_identities(held: OutputContents) -> Iterator[Finding]:
    """Message-IDs are unique; references lead to messages that are there, and never in a ring.

    What real messages say of each other was written by others: what is wrong with it is a note.
    """
    mails = list(_from_mails(held))
    records = list(_from_records(held))
    yield from _check(mails)
    yield from _check(records)
    yield from _check(_from_rows(held))
    if mails and records and _rebuilt(mails) != _rebuilt(records):
        text = "the messages and their records have not the same Message-IDs"
        yield error("count", mails[0].place, text)


def _rebuilt(nodes: Iterable[_Node]) -> set[str]:
    return {node.identity for node in nodes if not node.real}


def _from_mails(held: OutputContents) -> Iterator[_Node]:
    for mail in held.mails:
        header, _ = read_header(mail.data.partition(b"\n\n")[0])
        identity = " ".join(header.get("message-id", ()))
        parents = _IDENTITY.findall(" ".join(header.get("in-reply-to", ())))
        references = tuple(_IDENTITY.findall(" ".join(header.get("references", ()))))
        real = not is_rebuilt(mail, header)
        inferred = "In-Reply-To" in inferred_fields(
            map(decoded, header.get("x-mailrecon-inferred", ()))
        )
        parent = parents[0] if parents else None
        yield _Node(mail.place, identity, parent, references, real, inferred)


def _from_records(held: OutputContents) -> Iterator[_Node]:
    for record in held.records:
        parsed = parse_record(record)
        if parsed is None:
            continue
        references = tuple(str(item) for item in parsed.get("references") or ())
        identity, thread = str(parsed.get("message_id")), str(parsed.get("thread"))
        made = identity_of_record(parsed)
        parent, real = parsed.get("in_reply_to"), parsed.get("real") is True
        used = (item for item in parsed.get("inferred") or () if item.get("used"))
        inferred = "In-Reply-To" in inferred_fields(str(item.get("field")) for item in used)
        yield _Node(record.place, identity, parent, references, real, inferred, thread, made)


def _from_rows(held: OutputContents) -> Iterator[_Node]:
    for row in held.rows:
        references = tuple(row.values.get("REFERENCES", "").split())
        parent = row.values.get("INREPLYTO") or None
        identity, thread = row.values.get("MESSAGEID", ""), row.values.get("THREADID")
        real = row.values.get("REAL") == "Y"
        inferred = "In-Reply-To" in inferred_fields(row.values.get("INFERRED", "").split("; "))
        yield _Node(row.place, identity, parent, references, real, inferred, thread)


def _check(nodes: Iterable[_Node]) -> Iterator[Finding]:
    by_identity: dict[str, _Node] = {}
    nameless = False
    for node in nodes:
        if not node.identity:
            nameless = nameless or node.real
            continue
        if node.identity in by_identity:
            other = by_identity[node.identity]
            say = note if node.real and other.real else error
            yield say("message-id", node.place, f"has the Message-ID of {other.place}")
        else:
            by_identity[node.identity] = node
    printed = {
        reference
        for node in by_identity.values()
        if node.real or not (node.inferred or node.parent in by_identity)
        for reference in (node.parent, *node.references)
    }
    for node in by_identity.values():
        parents = (node.parent,) if node.parent else ()
        for reference in dict.fromkeys((*parents, *node.references)):
            # Only an identity made for this output must be that of a message in it; a real message
            # keeps its bytes, which do not have the identity that was made for it.
            if reference.endswith(_OURS) and reference not in by_identity:
                say = note if node.real or nameless or reference in printed else error
                text = f"refers to {reference}, which is not there"
                yield say("reference", node.place, text)
        if node.parent and node.references and node.references[-1] != node.parent:
            text = "its References do not end with the message it answers"
            yield node.say("reference", text)
        above = by_identity.get(node.parent) if node.parent else None
        if above is not None and above.thread != node.thread:
            # What is printed may contradict the clocks.
            say = error if node.inferred and not node.real else note
            yield say("reference", node.place, "is in another thread than what it answers")
        if node.parent is None and node.thread not in (None, node.identity):
            yield node.say("reference", "answers nothing, and names another as its root")
        if node.made is not None and not _is_made(node, by_identity):
            text = "its Message-ID is not the one made from what it says: it was changed"
            yield error("message-id", node.place, text)
        if node.identity in node.references or node.identity == node.parent:
            yield node.say("reference", "refers to itself")
    yield from _check_rings(by_identity)


def _is_made(node: _Node, by_identity: Mapping[str, _Node]) -> bool:
    """Whether the identity is made from the content, which another may have word for word."""
    if node.made == node.identity:
        return True
    return (
        node.made is not None
        and node.made in by_identity
        and any(made == node.identity for made in generated_ids(node.made))
    )


def _check_rings(by_identity: dict[str, _Node]) -> Iterator[Finding]:
    """Follow each message's parents once; one met again on the same way closes a ring."""
    done: set[str] = set()
    for start in by_identity:
        way: list[str] = []
        on_way: set[str] = set()
        current: str | None = start
        while current in by_identity and current not in done:
            if current in on_way:
                yield by_identity[current].say("reference", "answers itself in a ring")
                break
            way.append(current)
            on_way.add(current)
            current = by_identity[current].parent
        done.update(way)
