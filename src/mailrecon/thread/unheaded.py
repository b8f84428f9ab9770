"""Make messages from text without a header above a forward or quotation (`--unheaded`).

`We open on Friday, then.` / `On …, Ann <ann@x> wrote:` / `> When?`, with no header above: a reply,
most likely by the only recipient of the quoted message.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from mailrecon.lexicon import load
from mailrecon.lexicon.kinds_of_names import is_given_name
from mailrecon.model import (
    Draft,
    Inference,
    Introduction,
    Message,
    Notice,
    NoticeCode,
    Parsed,
    Person,
    Segment,
    SegmentKind,
    Span,
)
from mailrecon.resolve import Resolved, resolve
from mailrecon.thread.rebuilt import RebuiltDocument, rebuilt_messages

LAYOUT = "no header"
# Introductions that programs print between a reply and its quotation.
_QUOTING = frozenset({Introduction.FORWARD, Introduction.ORIGINAL, Introduction.ATTRIBUTION})
_TEXT = "no header is printed for this text: that it is one message, and whose, is concluded"
# Low, because others may have replied: a person to whom it was forwarded, or the originator.
_ONLY_ONE = 0.6


def with_unheaded(
    documents: Iterable[RebuiltDocument],
) -> Iterator[RebuiltDocument]:
    """The documents, each with its headerless messages after the others."""
    for source in documents:
        found = list(source.messages)
        page = source.parsed
        for number in range(len(page.drafts)):
            facts = found[number].facts
            if facts.enclosing is None and facts.introduction in _QUOTING:
                made = _unheaded(page, number, found[number].decoded)
                if made is not None:
                    around = replace(facts, enclosing=len(found))
                    found[number] = found[number]._replace(facts=around)
                    found.extend(rebuilt_messages(page, [made], first=False))
        yield replace(source, messages=found)


def _unheaded(page: Parsed, number: int, quoted: Message) -> Resolved | None:
    """The headerless message that quotes message `number`, if there is any own text."""
    pieces = [
        piece
        for span in _narrative_around(page.ledger, number, page.drafts[number])
        if (piece := _trimmed(span, page.document.text)) is not None
    ]
    if not pieces:
        return None
    text = page.document.text
    start, end = pieces[0].start, pieces[-1].end
    draft = Draft(
        fields=(),
        header=(Span(start, start),),
        body=tuple(pieces),
        body_text="\n\n".join(piece.of(text) for piece in pieces),
        lines=(text.count("\n", 0, start), text.count("\n", 0, end) + 1),
        layout=LAYOUT,
        language=None,
        quote_depth=0,
        introduction=Introduction.HEADER_ONLY,
        enclosing=None,
        footnote=quoted.source.footnote,
        heading=None,
        thread=None,
        score=0.0,
        warnings=(Notice(NoticeCode.UNHEADED, _TEXT, Span(start, end)),),
    )
    (made,) = resolve(replace(page, drafts=(draft,)), load())
    author = _author(quoted, draft.body_text)
    if author is None:
        return made
    value = author.person.address or author.person.name or ""
    concluded = Inference("From", value, author.reason, _ONLY_ONE)
    return replace(made, originator=replace(author.person, span=None), concluded=(concluded,))


def _narrative_around(ledger: Sequence[Segment], number: int, draft: Draft) -> Iterator[Span]:
    """The narrative right above a message, and right below one that is quoted."""
    own = [place for place, segment in enumerate(ledger) if segment.draft == number]
    if not own:
        return
    place = own[0]
    while place and ledger[place - 1].kind is SegmentKind.NARRATIVE:
        place -= 1
    if place < own[0]:
        yield Span(ledger[place].span.start, ledger[own[0] - 1].span.end)
    if draft.introduction is not Introduction.ATTRIBUTION or not draft.quote_depth:
        return
    first = place = own[-1] + 1
    while place < len(ledger) and ledger[place].kind is SegmentKind.NARRATIVE:
        place += 1
    if place > first:
        yield Span(ledger[first].span.start, ledger[place - 1].span.end)


def _trimmed(span: Span, text: str) -> Span | None:
    stretch = span.of(text)
    if not stretch.strip():
        return None
    start = span.start + len(stretch) - len(stretch.lstrip())
    return Span(start, span.start + len(stretch.rstrip()))


_AROUND_SIGNATURE = " \t.,-–—*_"


class _Author(NamedTuple):
    """The likely author of a text, and why."""

    person: Person
    reason: str


def _author(quoted: Message, text: str) -> _Author | None:
    """The recipient of the quoted message who wrote `text`: the only one, or its signer."""
    people = [one for one in (*quoted.to, *quoted.cc, *quoted.bcc) if one.address or one.name]
    signature = text.rstrip().rpartition("\n")[2].strip(_AROUND_SIGNATURE)
    signed = [one for one in people if signature and _is_called(one, signature)]
    # `On Friday.` / `Cay` above a mail to Ben Ost and Cay Dun
    if len(people) > 1 and len(signed) == 1:
        return _Author(signed[0], f"{signed[0].name} was sent what is quoted below, and signs")
    if len(people) != 1:
        return None
    # `On Friday.` / `Cay` above a mail to Ben Ost only: another person wrote this.
    if not signed and people[0].name and is_given_name(signature):
        return None
    name = people[0].name or people[0].address
    return _Author(people[0], f"{name} is the only one who was sent what is quoted below")


def _is_called(person: Person, signature: str) -> bool:
    """Whether a signature is a person's name, or one of its words: `Cay`, `Cay Dun`."""
    name = (person.name or "").casefold()
    signed = signature.casefold()
    words = name.replace(",", " ").split()
    return bool(signed) and (signed == name or signed in words)
