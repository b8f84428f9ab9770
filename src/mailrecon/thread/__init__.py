"""From resolved drafts to messages of an archive: identity, parent, references, thread."""

from __future__ import annotations

from collections.abc import Sequence

from mailrecon.model import (
    Archive,
    Inference,
    Message,
    Notice,
    Parsed,
    Role,
    Source,
)
from mailrecon.resolve import Resolved
from mailrecon.thread.identity import message_id
from mailrecon.thread.relations import Link, find_links, relation_by_prefix

__all__ = ["build_archive"]

_SURE = 12.0
# RFC 5537, 3.4.4 lets long References be cut as long as the root and the nearest stay.
_MAX_ANCESTORS = 200


def build_archive(documents: Sequence[tuple[Parsed, Sequence[Resolved]]]) -> Archive:
    """Link the messages of each document and put all of them into one archive, in print order."""
    messages: list[Message] = []
    warnings: list[Notice] = []
    for parsed, resolved in documents:
        messages.extend(_document_messages(parsed, resolved))
        warnings.extend(parsed.document.warnings)
        warnings.extend(parsed.warnings)
        warnings.extend(_check_headings(resolved))
    return Archive(tuple(messages), tuple(parsed for parsed, _ in documents), tuple(warnings))


def _document_messages(parsed: Parsed, resolved: Sequence[Resolved]) -> list[Message]:
    links = find_links(resolved)
    identities = [message_id(item) for item in resolved]
    roots = _roots(len(resolved), links)
    messages = []
    for number, item in enumerate(resolved):
        chain = _ancestors(number, links, roots[number])
        link = links.get(number)
        printed_parent = item.in_reply_to or (item.references[-1] if item.references else None)
        if link is not None and identities[link.parent] == identities[number]:
            link = None  # the same message printed twice
        parent = printed_parent or (identities[link.parent] if link else None)
        references = item.references or tuple(identities[n] for n in reversed(chain))
        if parent == identities[number]:
            parent = None
        references = tuple(reference for reference in references if reference != identities[number])
        if parent is not None and (not references or references[-1] != parent):
            references = (*(ref for ref in references if ref != parent), parent)
        thread = identities[roots[number]]
        messages.append(
            _message(parsed, item, identities[number], parent, references, thread, link)
        )
    return messages


def _message(
    parsed: Parsed,
    item: Resolved,
    identity: str,
    parent: str | None,
    references: tuple[str, ...],
    thread: str,
    link: Link | None,
) -> Message:
    draft = item.draft
    inferred = []
    printed_parent = item.in_reply_to is not None or bool(item.references)
    if link is not None and parent is not None and not printed_parent:
        inferred.append(
            Inference("In-Reply-To", parent, f"{link.relation.value}: {link.reason}", link.score)
        )
    relation = link.relation if link else None
    if printed_parent and relation is None:
        relation = relation_by_prefix(item)
    subject = item.subject
    if (
        subject is not None
        and draft.heading is not None
        and not any(field.role is Role.SUBJECT for field in draft.fields)
    ):
        inferred.append(Inference("Subject", subject, "title of the printed conversation", 0.9))
    return Message(
        message_id=identity,
        originator=item.originator,
        sender=item.sender,
        reply_to=item.people.get(Role.REPLY_TO, ()),
        to=item.people.get(Role.TO, ()),
        cc=item.people.get(Role.CC, ()),
        bcc=item.people.get(Role.BCC, ()),
        when=item.when,
        date_printed=item.date_printed,
        subject=subject,
        body=draft.body_text,
        source=Source(
            document=parsed.document.name,
            sha256=parsed.document.sha256,
            lines=(draft.lines[0] + 1, draft.lines[1]),
            header=draft.header,
            body=draft.body,
            footnote=draft.footnote,
        ),
        layout=draft.layout,
        language=draft.language,
        confidence=round(min(1.0, max(0.0, draft.score / _SURE)), 2),
        fields=draft.fields,
        message_id_printed=item.message_id is not None,
        parent=parent,
        relation=relation,
        references=references,
        thread=thread,
        inferred=tuple(inferred),
        warnings=item.warnings,
    )


def _roots(count: int, links: dict[int, Link]) -> list[int]:
    """The topmost ancestor of each message; links hold no circle."""
    roots: list[int | None] = [None] * count
    for number in range(count):
        path = []
        current = number
        while roots[current] is None and current in links:
            path.append(current)
            current = links[current].parent
        root = roots[current]
        found = current if root is None else root
        for passed in (*path, current):
            roots[passed] = found
    return [number if root is None else root for number, root in enumerate(roots)]


def _ancestors(number: int, links: dict[int, Link], root: int) -> list[int]:
    """A message's parent, grandparent and so on; of a very long line the nearest, and the root."""
    chain: list[int] = []
    link = links.get(number)
    while link is not None and len(chain) < _MAX_ANCESTORS:
        chain.append(link.parent)
        link = links.get(link.parent)
    if chain and chain[-1] != root:
        chain.append(root)
    return chain


def _check_headings(resolved: Sequence[Resolved]) -> list[Notice]:
    """Compare the number a printed conversation announces with the messages found in it."""
    warnings: list[Notice] = []
    threads: dict[int, list[Resolved]] = {}
    for item in resolved:
        if item.draft.thread is not None:
            threads.setdefault(item.draft.thread, []).append(item)
    for members in threads.values():
        nested = {
            number
            for number, item in enumerate(members)
            if number and item.draft.introduction.value.endswith("separator")
        }
        found = len(members) - len(nested)
        heading = members[0].draft.heading
        if heading is None or heading.count is None:
            continue
        if not _announces(heading.count, (found, len(members))):
            text = f"the heading announces {heading.count} messages, {found} were found"
            warnings.append(Notice("message-count", text, heading.span))
    return warnings


def _announces(count: int, found: tuple[int, ...]) -> bool:
    """Whether a heading's number means one of those found.

    A title that ends with a digit can run into the number: "falcon 9" and "3 messages".
    """
    return any(str(count).endswith(str(number)) for number in found)
