"""Build the drafts of a page from its message starts and the owners of its lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from mailrecon.layouts import Block
from mailrecon.model import Draft, Span, ThreadHeading
from mailrecon.parse.assign import Body
from mailrecon.parse.ends.sections import Sections
from mailrecon.parse.gaps import find_omissions
from mailrecon.parse.message_starts import MessageStart
from mailrecon.scan import Lines, Page


class ConversationState(Struct, frozen=True):
    """The current footnote and printed conversation, and the number of conversations so far."""

    footnote: str | None = None
    heading: ThreadHeading | None = None
    thread: int | None = None
    threads: int = 0


def build_drafts(
    page: Page,
    message_starts: Sequence[MessageStart],
    bodies: Sequence[Body],
    stamps: frozenset[int],
    numbering: ConversationState,
    sections: Sections,
) -> tuple[list[Draft], ConversationState]:
    """The draft of each message start with its body, and the state of the numbering after them."""
    lines = page.lines
    drafts: list[Draft] = []
    footnote, heading = numbering.footnote, numbering.heading
    thread, threads = numbering.thread, numbering.threads
    entries = iter(sorted(sections.subjects.items()))
    following = next(entries, None)
    for message_start, body in zip(message_starts, bodies, strict=True):
        block = message_start.block
        # `Subject: Tide tables` above published headings is the subject of the messages below.
        while following is not None and following[0] < message_start.start:
            heading, threads, thread = following[1], threads + 1, threads + 1
            following = next(entries, None)
        if block.footnote is not None:
            footnote, heading, thread = block.footnote, None, None
        # `The lease (3 messages)`: a printed conversation begins.
        if message_start.lead.heading is not None:
            heading = message_start.lead.heading
            threads += 1
            thread = threads
        ranges = [
            trimmed for piece in sorted(body.ranges) if (trimmed := _trim(lines, piece, stamps))
        ]
        # Only a correction makes a message without lines.
        last = max([block.start + 1, block.end, *(end for _, end in ranges)])
        drafts.append(
            Draft(
                fields=block.fields,
                header=(Span(lines.start(block.first_line), _header_end(lines, block)),),
                body=(
                    *_inline(lines, block),
                    *(span for piece in ranges for span in _spans(lines, piece, stamps)),
                ),
                body_text=_body_text(lines, block, ranges, body.depth, stamps),
                lines=(block.first_line, last),
                layout=block.layout,
                language=block.language,
                languages=block.languages,
                quote_depth=body.depth,
                introduction=block.introduction,
                enclosing=body.enclosing,
                footnote=footnote,
                heading=heading,
                thread=thread,
                score=block.score,
                warnings=tuple(find_omissions(page, ranges, stamps)),
            )
        )
    while following is not None:
        heading, threads, thread = following[1], threads + 1, threads + 1
        following = next(entries, None)
    return drafts, ConversationState(footnote, heading, thread, threads)


def _trim(lines: Lines, piece: tuple[int, int], stamps: frozenset[int]) -> tuple[int, int] | None:
    start, end = piece
    while start < end and (start in stamps or lines.is_blank(start)):
        start += 1
    while end > start and (end - 1 in stamps or lines.is_blank(end - 1)):
        end -= 1
    return (start, end) if start < end else None


def _spans(lines: Lines, piece: tuple[int, int], stamps: frozenset[int]) -> Iterator[Span]:
    """The spans of a piece of body, without page stamps and text at the margin."""
    start, end = piece
    ends = stamps | lines.margins.keys() if lines.margins else stamps
    if ends:
        for number in sorted(ends.intersection(range(start, end))):
            stop = number if number in stamps else number + 1
            if start < stop:
                yield Span(lines.start(start), lines.text_end(stop - 1))
            start = number + 1
    if start < end:
        yield Span(lines.start(start), lines.text_end(end - 1))


def _header_end(lines: Lines, block: Block) -> int:
    return lines.start(block.end) if block.inline_body is None else block.inline_body


def _inline(lines: Lines, block: Block) -> Iterator[Span]:
    """The part of the body that begins on the header's last line, if any."""
    if block.inline_body is not None and block.inline_end is not None:
        yield Span(block.inline_body, block.inline_end)
    elif block.inline_body is not None:
        last = block.end - 1
        yield Span(block.inline_body, lines.start(last) + len(lines.raw[last].rstrip()))


def _body_text(
    lines: Lines,
    block: Block,
    ranges: list[tuple[int, int]],
    depth: int,
    stamps: frozenset[int],
) -> str:
    """The text of all pieces without quote marks up to `depth`, joined by blank lines."""
    texts = []
    for start, end in ranges:
        if stamps and not stamps.isdisjoint(range(start, end)):
            kept = [lines.dequoted(n, depth) for n in range(start, end) if n not in stamps]
        else:
            kept = lines.body(start, end, depth)
        texts.append("\n".join(kept))
    text = "\n\n".join(texts).rstrip()
    for span in _inline(lines, block):
        apart = "\n" if ranges and ranges[0][0] == block.end else "\n\n"
        text = (span.of(lines.text) + apart + text).rstrip()
    return text
