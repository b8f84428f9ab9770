"""From a scanned page to drafts and a ledger: which message owns which line, and how it nests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from mailrecon.layouts import Block
from mailrecon.lexicon import Lexicon
from mailrecon.model import Document, Draft, Parsed, Span, ThreadHeading
from mailrecon.parse.assign import Assignment, Body
from mailrecon.parse.attachments import attachment_lines
from mailrecon.parse.closings import closing_lines
from mailrecon.parse.furniture import furniture_start
from mailrecon.parse.holes import find_holes
from mailrecon.parse.ledger import check_ledger
from mailrecon.parse.openings import Opening, find_openings
from mailrecon.parse.sections import Sections, assign_text, find_sections
from mailrecon.scan import Lines, Page, scan
from mailrecon.scan.stamps import find_stamps

__all__ = ["Numbering", "build_drafts", "first_lines", "parse"]


def parse(document: Document, lexicon: Lexicon) -> Parsed:
    """Find every message of `document`. Raises LedgerError if a character were lost."""
    page = scan(document, lexicon)
    lines = page.lines
    settled = find_openings(page)
    openings = settled.openings
    stamps = find_stamps(page, openings[0].start if openings else len(lines), len(lines))
    stamps |= page.set_aside if openings else frozenset()
    stamps |= closing_lines(page, openings)
    stamps |= attachment_lines(page, openings, len(lines))
    stamps -= first_lines(openings)
    work = Assignment(lines, stamps)
    sections = find_sections(page, openings, 0, len(lines)) if openings else Sections()
    position = 0
    for opening in openings:
        assign_text(work, sections, position, opening.start)
        work.open(opening)
        position = opening.block.end
    end = len(lines)
    if openings:
        furniture = furniture_start(page, position, end)
        assign_text(work, sections, position, furniture)
        work.furniture(furniture, end)
    else:
        work.text(position, end)
    check_ledger(work.segments, len(document.text), document.name)
    drafts, _ = build_drafts(page, openings, work.bodies, stamps, Numbering(), sections)
    return Parsed(document, tuple(drafts), tuple(work.segments), kept=len(settled.kept))


def first_lines(openings: Iterable[Opening]) -> set[int]:
    """The lines that headers begin with: none of them is page furniture, whatever it stands by."""
    return {opening.block.start for opening in openings}


class Numbering(Struct, frozen=True):
    """The footnote and the printed conversation that go on, and how many of these there were."""

    footnote: str | None = None
    heading: ThreadHeading | None = None
    thread: int | None = None
    threads: int = 0


def build_drafts(
    page: Page,
    openings: Sequence[Opening],
    bodies: Sequence[Body],
    stamps: frozenset[int],
    numbering: Numbering,
    sections: Sections,
) -> tuple[list[Draft], Numbering]:
    """The draft of each opening with its body, and the numbering that goes on below them."""
    lines = page.lines
    drafts: list[Draft] = []
    footnote, heading = numbering.footnote, numbering.heading
    thread, threads = numbering.thread, numbering.threads
    told = iter(sorted(sections.subjects.items()))
    following = next(told, None)
    for opening, body in zip(openings, bodies, strict=True):
        block = opening.block
        while following is not None and following[0] < opening.start:
            heading, threads, thread = following[1], threads + 1, threads + 1
            following = next(told, None)
        if block.footnote is not None:
            footnote, heading, thread = block.footnote, None, None
        if opening.lead.heading is not None:
            heading = opening.lead.heading
            threads += 1
            thread = threads
        ranges = [
            trimmed for piece in sorted(body.ranges) if (trimmed := _trim(lines, piece, stamps))
        ]
        last = max([block.end, *(end for _, end in ranges)])
        drafts.append(
            Draft(
                fields=block.fields,
                header=(Span(lines.start(block.start), _header_end(lines, block)),),
                body=(
                    *_inline(lines, block),
                    *(span for piece in ranges for span in _spans(lines, piece, stamps)),
                ),
                body_text=_body_text(lines, block, ranges, body.depth, stamps),
                lines=(block.start, last),
                layout=block.layout,
                language=block.language,
                languages=block.languages,
                quote_depth=body.depth,
                introduction=block.introduction,
                above=body.above,
                footnote=footnote,
                heading=heading,
                thread=thread,
                score=block.score,
                warnings=tuple(find_holes(page, ranges, stamps)),
            )
        )
    while following is not None:
        heading, threads, thread = following[1], threads + 1, threads + 1
        following = next(told, None)
    return drafts, Numbering(footnote, heading, thread, threads)


def _trim(lines: Lines, piece: tuple[int, int], stamps: frozenset[int]) -> tuple[int, int] | None:
    start, end = piece
    while start < end and (start in stamps or lines.is_blank(start)):
        start += 1
    while end > start and (end - 1 in stamps or lines.is_blank(end - 1)):
        end -= 1
    return (start, end) if start < end else None


def _spans(lines: Lines, piece: tuple[int, int], stamps: frozenset[int]) -> Iterator[Span]:
    """The spans of a piece of body, page stamps left out."""
    start, end = piece
    for number in range(start, end):
        if number in stamps:
            if start < number:
                yield Span(lines.start(start), lines.start(number - 1) + len(lines.raw[number - 1]))
            start = number + 1
    if start < end:
        yield Span(lines.start(start), lines.start(end - 1) + len(lines.raw[end - 1]))


def _header_end(lines: Lines, block: Block) -> int:
    return lines.start(block.end) if block.inline_body is None else block.inline_body


def _inline(lines: Lines, block: Block) -> Iterator[Span]:
    """The body's beginning on the header's last line, if there is one."""
    if block.inline_body is not None:
        last = block.end - 1
        yield Span(block.inline_body, lines.start(last) + len(lines.raw[last].rstrip()))


def _body_text(
    lines: Lines,
    block: Block,
    ranges: list[tuple[int, int]],
    depth: int,
    stamps: frozenset[int],
) -> str:
    """The text of all pieces, quote marks up to `depth` taken off, pieces a blank line apart."""
    texts = [
        "\n".join(
            lines.dequoted(number, depth) for number in range(start, end) if number not in stamps
        )
        for start, end in ranges
    ]
    text = "\n\n".join(texts).rstrip()
    for span in _inline(lines, block):
        apart = "\n" if ranges and ranges[0][0] == block.end else "\n\n"
        text = (lines.text[span.start : span.end] + apart + text).rstrip()
    return text
