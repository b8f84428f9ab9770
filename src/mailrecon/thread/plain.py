"""Build one copy of a message: everything that does not depend on other messages."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypedDict

from msgspec.structs import replace

from mailrecon.citation import place_name
from mailrecon.confidence import NATIVE, observed_in, probability_of
from mailrecon.hidden import hidden_in
from mailrecon.model import (
    Document,
    Draft,
    Field,
    HiddenText,
    Inference,
    Message,
    Notice,
    Parsed,
    Person,
    Place,
    Redaction,
    Relation,
    Role,
    Source,
    Span,
)
from mailrecon.resolve import Resolved
from mailrecon.thread.bates import bates_of
from mailrecon.thread.identity import edrm_hash

# Corrections that state that there is a message.
_SAID = frozenset({"begins", "mail"})
# By a name of the module, Python finds them ten times as fast as in their enum.
_REPLY_TO, _TO, _CC, _BCC = Role.REPLY_TO, Role.TO, Role.CC, Role.BCC
# RFC 5537, section 3.4.4 allows a long References to be cut if the root and the nearest are kept.
MAX_ANCESTORS = 40
_IN_OUTPUTS = (_REPLY_TO, _TO, _CC, _BCC)


class _InOriginal(TypedDict, total=False):
    """Optional fields of a `Source`: places in the original, redactions, hidden text."""

    first: Place
    last: Place
    redactions: tuple[Redaction, ...]
    hidden: tuple[HiddenText, ...]


class Answer(NamedTuple):
    """The message that another answers, and how that was found; nothing if it answers none."""

    parent: str | None = None
    relation: Relation | None = None
    references: tuple[str, ...] = ()
    inferred: tuple[Inference, ...] = ()


_NO_ANSWER = Answer()


class PrintedParent(NamedTuple):
    """The Message-ID of the parent that a message prints, and its References, the parent last."""

    parent: str | None
    references: tuple[str, ...]

    @classmethod
    def of(cls, identity: str, parent: str | None, references: tuple[str, ...]) -> PrintedParent:
        """What a message prints about its parent, without what refers to itself."""
        if parent == identity:
            parent = None
        if identity in references:
            references = tuple(entry for entry in references if entry != identity)
        if parent is not None and (not references or references[-1] != parent):
            references = (*(entry for entry in references if entry != parent), parent)
        return cls(parent, references)


def printed_answer(
    identity: str,
    in_reply_to: str | None,
    references: tuple[str, ...],
    prefixes: tuple[Relation, ...],
) -> Answer:
    """What a message answers by its own identifiers, without a link to another message."""
    printed = in_reply_to or (references[-1] if references else None)
    if printed is None:
        return _NO_ANSWER
    parent, ancestors = PrintedParent.of(identity, printed, references)
    is_forward = bool(prefixes) and prefixes[0] is Relation.FORWARD
    relation = Relation.FORWARD if is_forward else Relation.REPLY
    return Answer(parent, None if parent is None else relation, ancestors)


def plain_message(
    parsed: Parsed,
    item: Resolved,
    identity: str,
    *,
    is_native: bool,
    named: Callable[[Person], Person] | None = None,
    thread: str = "",
    answer: Answer = _NO_ANSWER,
) -> Message:
    """One copy of a message, before linking.

    If its links are known already, `named` adds the identities of its people, `thread` is its
    thread, and `answer` what it answers.
    """
    draft, document = item.draft, parsed.document
    originator, sender, people = item.originator, item.sender, item.people
    if named is not None:
        originator = None if originator is None else named(originator)
        sender = None if sender is None else named(sender)
        people = {
            role: tuple([named(one) for one in persons])
            for role, persons in people.items()
            if role in _IN_OUTPUTS
        }
    inferred = item.concluded if draft.heading is None else _inferred(item)
    is_sure = is_native or (draft.corrected and _is_known(draft))
    return Message(
        message_id=identity,
        originator=originator,
        sender=sender,
        reply_to=people.get(_REPLY_TO, ()),
        to=people.get(_TO, ()),
        cc=people.get(_CC, ()),
        bcc=people.get(_BCC, ()),
        when=item.when,
        date_printed=item.date_printed,
        subject=item.subject,
        body=draft.body_text,
        source=_source(parsed, draft),
        layout=draft.layout,
        language=draft.language,
        confidence=NATIVE if is_sure else _confidence(item, document),
        fields=_with_boxes(draft.fields, document) if document.places else draft.fields,
        message_id_printed=item.message_id is not None,
        # `put_together` adds it where the links are not known yet.
        edrm_mih=edrm_hash(identity) if thread and item.message_id is not None else None,
        parent=answer.parent,
        relation=answer.relation,
        references=answer.references,
        thread=thread,
        original=document.original if is_native else None,
        inferred=(*inferred, *answer.inferred) if answer.inferred else inferred,
        warnings=_placed(item.warnings, document) if document.places else item.warnings,
        corrected=draft.corrected,
    )


def answering_messages(
    parsed: Parsed,
    items: Sequence[Resolved],
    identities: Sequence[str],
    named: Callable[[Person], Person],
    roots: Sequence[str],
    answers: Sequence[Answer],
) -> list[Message]:
    """The messages of a document whose links are known: of each the thread (`roots`) and what it
    answers.
    """
    rows = zip(items, identities, roots, answers, strict=True)
    # A native message is the first of its document.
    native = None if parsed.document.original is None else items[0]
    return [
        plain_message(
            parsed,
            item,
            identity,
            is_native=item is native,
            named=named,
            thread=root,
            answer=answer,
        )
        for item, identity, root, answer in rows
    ]


def _source(parsed: Parsed, draft: Draft) -> Source:
    """Where the message is printed."""
    document = parsed.document
    source = Source(
        document=document.name,
        sha256=document.sha256,
        lines=(draft.lines[0] + 1, draft.lines[1]),
        header=draft.header,
        body=draft.body,
        footnote=draft.footnote,
        folder=document.folder,
        labels=document.labels,
        flags=document.flags,
        bates=bates_of(parsed, (*draft.header, *draft.body)) if parsed.bates else (),
    )
    if document.places or document.redactions or document.hidden:
        return replace(source, **_in_original(document, (*draft.header, *draft.body)))
    return source


def _inferred(item: Resolved) -> tuple[Inference, ...]:
    """The inferences about a message below a title; first its subject, if the title gives it."""
    draft = item.draft
    # `Subject: Tides` above `Ann Poe to Ben Ost - May 4, 2020`
    if item.subject is None or any(field.role is Role.SUBJECT for field in draft.fields):
        return item.concluded
    title = Inference("Subject", item.subject, "title of the printed conversation", 0.9)
    return (title, *item.concluded)


def _placed(warnings: tuple[Notice, ...], document: Document) -> tuple[Notice, ...]:
    """The warnings of a message with their places in the original."""
    return tuple(
        replace(one, place=place_name(found["first"]))
        if one.span is not None and "first" in (found := _in_original(document, [one.span]))
        else one
        for one in warnings
    )


def _with_boxes(fields: tuple[Field, ...], document: Document) -> tuple[Field, ...]:
    """The fields with the page and the box of the lines that their values are on."""
    places = document.places
    if places[0].page is None:
        return fields
    found: list[Field] = []
    for field in fields:
        first = bisect_right(places, field.span.start, key=lambda place: place.span.end)
        last = bisect_left(places, field.span.end, key=lambda place: place.span.start)
        on_page = [place for place in places[first:last] if place.page == places[first].page]
        boxes = [place.box for place in on_page if place.box is not None]
        if boxes:
            lefts, bottoms, rights, tops = zip(*boxes, strict=True)
            box = min(lefts), min(bottoms), max(rights), max(tops)
            field = replace(field, page=on_page[0].page, box=box)
        found.append(field)
    return tuple(found)


def _is_known(draft: Draft) -> bool:
    """Whether a correction states that this is a message, or where it begins."""
    return bool(draft.corrected) and any(one.action in _SAID for one in draft.corrected)


def _confidence(item: Resolved, document: Document) -> float:
    size = len(document.text) if document.large is None else document.large.characters
    to = item.people.get(_TO, ())
    return probability_of(observed_in(item.draft, item.when, item.originator, to, size))


def _in_original(document: Document, spans: Sequence[Span]) -> _InOriginal:
    """The places in the original where `spans` begin and end, and the hidden text between."""
    found: _InOriginal = {}
    covered = Span.covering(spans)
    start, end = covered.start, covered.end
    if document.places:
        places = document.places
        first = bisect_right(places, start, key=lambda place: place.span.end)
        last = bisect_left(places, end, key=lambda place: place.span.start) - 1
        if first < len(places) and first <= last:
            found["first"], found["last"] = places[first], places[last]
    if document.redactions:
        found["redactions"] = tuple(
            item for item in document.redactions if start <= item.span.start < end
        )
    if document.hidden:
        found["hidden"] = hidden_in(document, spans)
    return found
