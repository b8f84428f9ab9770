"""Messages of text without a header above a forward or quotation (`--unheaded`).

`We open on Friday, then.` / `On …, Ann <ann@x> wrote:` / `> When?`, with nothing above: somebody
replied, most likely the only recipient of the quoted message.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from mailrecon.lexicon import load
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
# Low, since others may have replied: somebody it was forwarded to, or the originator again.
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
    author = _author(quoted)
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


class _Author(NamedTuple):
    """The likely author of a text, and why."""

    person: Person
    reason: str


def _author(quoted: Message) -> _Author | None:
    """The only recipient of the quoted message; None if there are several."""
    people = (*quoted.to, *quoted.cc, *quoted.bcc)
    if len(people) != 1 or not (people[0].address or people[0].name):
        return None
    name = people[0].name or people[0].address
    return _Author(people[0], f"{name} is the only one who was sent what is quoted below")
