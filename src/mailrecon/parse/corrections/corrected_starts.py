"""Apply corrections to the message starts of a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from mailrecon.corrections import (
    MailValue,
    reason_of,
)
from mailrecon.layouts import Block, fitting
from mailrecon.model import (
    Field,
    Introduction,
    Span,
)
from mailrecon.parse.above.introduction import find_introduction
from mailrecon.parse.above.separators import FoundIntroduction
from mailrecon.parse.corrections.corrected_fields import ROLES, printed_field
from mailrecon.parse.corrections.known_corrections import KnownCorrections, PlacedCorrection
from mailrecon.parse.corrections.widened import can_be_widened, labelled, widened
from mailrecon.parse.message_starts import MessageStart
from mailrecon.scan import Lines, Page

LAYOUT = "corrected"
# Evidence enough for confidence 1: a person has checked it.
_KNOWN = 12.0


def known_message_starts(
    page: Page, known: KnownCorrections, message_starts: Sequence[MessageStart]
) -> list[MessageStart]:
    """The message starts of a page after corrections, in order."""
    kept = [
        message_start
        for message_start in message_starts
        if not any(_is_denied(one, message_start) for one in known.no_mails)
        and not any(
            one.first <= message_start.block.start < one.last for one in known.mails.values()
        )
    ]
    for one in known.no_mails:
        if not any(_is_denied(one, message_start) for message_start in message_starts):
            known.refuse(one, "no message begins there")
    added = []
    for one in known.begins.values():
        if not any(
            message_start.start <= one.first <= message_start.block.start for message_start in kept
        ):
            kept = [_cut(page.lines, message_start, one.first) for message_start in kept]
            start = _message_start_at(page, one, kept)
            kept = [other for other in kept if not start.start <= other.start < start.block.end]
            added.append(start)
    added[:0] = [_mail(page, known, one) for one in known.mails.values()]
    return _apart(page.lines, [*added, *kept])


def _apart(lines: Lines, message_starts: Iterable[MessageStart]) -> list[MessageStart]:
    """Message starts in order, without overlaps; of two on one line the first given is kept."""
    by_line: dict[int, MessageStart] = {}
    for message_start in message_starts:
        by_line.setdefault(message_start.block.start, message_start)
    found: list[MessageStart] = []
    for line in sorted(by_line):
        message_start = by_line[line]
        if found:
            found[-1] = _cut(lines, found[-1], line)
            floor = found[-1].block.end
            if message_start.lead.start < floor:
                message_start = MessageStart(message_start.block, FoundIntroduction(floor))
        found.append(message_start)
    return found


def _is_denied(one: PlacedCorrection, message_start: MessageStart) -> bool:
    """Whether a correction's target is a header, or lies within one."""
    block = message_start.block
    return one.first <= block.start < one.last or block.start <= one.first < block.end


def _cut(lines: Lines, message_start: MessageStart, line: int) -> MessageStart:
    """The header cut short at the line where another message begins."""
    block = message_start.block
    if not block.start < line < block.end:
        return message_start
    fields = tuple(item for item in block.fields if item.span.start < lines.start(line))
    return MessageStart(
        replace(block, end=line, fields=fields, inline_body=None), message_start.lead
    )


def _message_start_at(
    page: Page, one: PlacedCorrection, others: Sequence[MessageStart]
) -> MessageStart:
    """The message that begins on a line: with the header that a layout reads there, or without a
    header.
    """
    line = one.first
    floor = max((item.block.end for item in others if item.block.end <= line), default=0)
    following = min((item.start for item in others if item.start > line), default=len(page.lines))
    evidence = (f"corrected by {one.correction.by}", _KNOWN)
    below = next((item for item in others if item.start == following), None)
    if below is not None and can_be_widened(page, below, line):
        return widened(page, below, line, evidence)
    for match in fitting(page, line):
        block = match(page, line)
        # A layout reads a header there, which was too weak without the correction.
        if block is not None and block.start == line and block.end <= following:
            lead = find_introduction(page, block, floor)
            introduction = block.introduction
            if introduction is Introduction.HEADER_ONLY and lead.introduction is not None:
                introduction = lead.introduction
            block = replace(
                block,
                evidence=(*block.evidence, *lead.evidence, evidence),
                introduction=introduction,
                footnote=block.footnote or lead.footnote,
            )
            return MessageStart(block, lead)
    depth = page.lines.depth(line)
    fields = tuple(labelled(page, line, following))
    return MessageStart(
        _block(line, line + len(fields), depth, depth, fields, evidence), FoundIntroduction(line)
    )


def _block(
    start: int,
    end: int,
    depth: int,
    body_depth: int,
    fields: tuple[Field, ...],
    evidence: tuple[str, float],
) -> Block:
    only_header = Introduction.HEADER_ONLY
    return Block(LAYOUT, start, end, depth, body_depth, fields, None, only_header, (evidence,))


def _mail(page: Page, known: KnownCorrections, one: PlacedCorrection) -> MessageStart:
    """The message on the marked lines, with the assigned fields."""
    lines = page.lines
    value = one.correction.value
    fields: list[Field] = []
    end, last = one.first, one.last
    if isinstance(value, MailValue):
        for name, (start, stop) in value.fields().items():
            span = Span(start + one.shift, stop + one.shift)
            # A span that points beyond the text
            if stop <= start or span.start < 0 or span.end > len(lines.text):
                known.refuse(one, f"the span of `{name.value}` is not in the document")
                continue
            fields.append(printed_field(lines, ROLES[name], span, reason_of(one.correction)))
            end = max(end, lines.line_at(span.end - 1) + 1)
        if value.body is not None:
            begin = min(max(value.body[0] + one.shift, 0), len(lines.text))
            end = lines.line_at(begin)
    end = min(max(end, one.first), last)
    depth = lines.depth(one.first)
    body = next((n for n in range(end, last) if not lines.is_blank(n)), end)
    below = lines.depth(body) if body < len(lines) else depth
    evidence = (f"corrected by {one.correction.by}", _KNOWN)
    block = _block(one.first, end, depth, max(depth, below), tuple(fields), evidence)
    return MessageStart(block, FoundIntroduction(one.first))
