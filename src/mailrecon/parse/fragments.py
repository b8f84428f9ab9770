"""Make drafts of the quoted pieces with which an answer is interleaved.

`On …, Ann wrote:` / `> When?` / `Monday.` / `> Who?` / `I do.`: two pieces of Ann's message. The
lines stay in the body of the answer, which owns them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mailrecon.model import Draft, Notice, NoticeCode, Span
from mailrecon.parse.message_starts import MessageStart, SettledStarts
from mailrecon.scan import Page

# Put between two pieces, where text of the quoted message may be missing.
GAP = "[…]"
_TEXT = "quoted pieces of a message, not the whole; [\u2026] marks what is missing between them"


def find_fragments(
    page: Page, settled: SettledStarts, drafts: Sequence[Draft], stamps: frozenset[int]
) -> tuple[Draft, ...]:
    """A draft for each quotation that was left in the surrounding text."""
    if not settled.woven:
        return ()
    starts = sorted(
        [item.start for item in settled.message_starts] + [item.start for item in settled.woven]
    )
    found = []
    for message_start in settled.woven:
        end = next((one for one in starts if one > message_start.start), len(page.lines))
        pieces = list(_pieces(page, message_start, end, stamps))
        if pieces:
            found.append(_draft(page, message_start, pieces, drafts))
    return tuple(found)


def _pieces(
    page: Page, message_start: MessageStart, end: int, stamps: frozenset[int]
) -> Iterator[tuple[int, int]]:
    """Runs of quoted lines below the attribution, without blank lines at either end."""
    lines, block = page.lines, message_start.block
    first = last = -1
    for index in range(block.end, end):
        if index in stamps or lines.is_blank(index):
            continue
        if lines.depth(index) >= block.body_depth:
            first = index if first < 0 else first
            last = index
        elif first >= 0:
            yield first, last + 1
            first = -1
    if first >= 0:
        yield first, last + 1


def _draft(
    page: Page,
    message_start: MessageStart,
    pieces: Sequence[tuple[int, int]],
    drafts: Sequence[Draft],
) -> Draft:
    lines, block = page.lines, message_start.block
    header = Span(lines.start(block.start), lines.start(block.end))
    texts = [
        "\n".join(lines.dequoted(n, block.body_depth) for n in range(start, end)).strip()
        for start, end in pieces
    ]
    above = None
    for number, draft in enumerate(drafts):
        if any(span.start <= header.start < span.end for span in draft.body):
            above = number
    return Draft(
        fields=block.fields,
        header=(header,),
        body=tuple(Span(lines.start(start), lines.text_end(end - 1)) for start, end in pieces),
        body_text=f"\n\n{GAP}\n\n".join(texts),
        lines=(block.start, pieces[-1][1]),
        layout=block.layout,
        language=block.language,
        languages=block.languages,
        quote_depth=block.body_depth,
        introduction=block.introduction,
        enclosing=above,
        footnote=None,
        heading=None,
        thread=None,
        score=block.score,
        warnings=(Notice(NoticeCode.FRAGMENT, _TEXT, header),),
    )
