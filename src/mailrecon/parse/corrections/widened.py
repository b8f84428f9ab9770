"""Extend headers upwards, because a correction says that they begin further up.

Line numbers count from 0, ranges are half-open.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from msgspec.structs import replace

from mailrecon.layouts.block import cut_value
from mailrecon.lexicon import Lexicon, fold
from mailrecon.model import Field, Role, Span
from mailrecon.parse.above.separators import FoundIntroduction
from mailrecon.parse.message_starts import MessageStart
from mailrecon.scan import Page

# The most lines that may be added above a header.
_MOST = 8
# `rom: Ann Poe`, `Subject. The crane`, `D ate; 3 May`
_LIKE_A_LABEL = re.compile(r"\W*(?P<label>\w[\w ]{0,20}?)\s?[:;.]\s*(?=\S)")


def widened(page: Page, start: MessageStart, line: int, why: tuple[str, float]) -> MessageStart:
    """The message start with a header that begins on `line`.

    The lines above it that have labels are its fields.
    """
    block = start.block
    above = tuple(_with_torn_labels(page, line, block.start, {item.role for item in block.fields}))
    evidence = (*block.evidence, why)
    block = replace(block, start=line, fields=(*above, *block.fields), evidence=evidence)
    return MessageStart(block, FoundIntroduction(line))


def can_be_widened(page: Page, start: MessageStart, line: int) -> bool:
    """Whether the lines from `line` to the header look like more of it."""
    # rom: Brandt, Jonas
    # Sent: Friday, March 05, 2021 10:10 AM
    # To: Holt, Maren
    lines = page.lines
    return 0 < start.block.start - line <= _MOST and all(
        lines.depth(number) == start.block.depth and _LIKE_A_LABEL.match(lines.content(number))
        for number in range(line, start.block.start)
    )


def labelled(page: Page, start: int, end: int) -> Iterator[Field]:
    """The fields on labelled lines, which are too few to be a header without a correction."""
    for number in range(start, end):
        label = page.label(number)
        if label is None or label.entry is None:
            return
        place = Span(label.start, label.end)
        role = next(iter(label.entry.roles))
        yield _field(page, number, role, place, Span(label.value_start, label.value_end))


def _with_torn_labels(page: Page, start: int, end: int, taken: Collection[Role]) -> Iterator[Field]:
    for number in range(start, end):
        found = next(labelled(page, number, number + 1), None) or _torn(page, number)
        if found is not None and found.role not in taken:
            yield found


def _torn(page: Page, number: int) -> Field | None:
    """The field on a line whose label lost its first letter: `rom:`, `ubject:`."""
    content = page.lines.content(number)
    match = _LIKE_A_LABEL.match(content)
    if match is None:
        return None
    role = _role_of_rest(fold(match["label"]), page.lexicon)
    if role is None:
        return None
    return _field(page, number, role, Span(*match.span("label")), Span(match.end(), len(content)))


def _role_of_rest(rest: str, lexicon: Lexicon) -> Role | None:
    """The role of all labels that are `rest` with one letter before it, if they agree."""
    roles = {
        role
        for key, entry in lexicon.labels.items()
        if len(key) == len(rest) + 1 and key.endswith(rest)
        for role in entry.roles
    }
    return next(iter(roles)) if len(roles) == 1 and len(rest) > 1 else None


def _field(page: Page, number: int, role: Role, label: Span, value: Span) -> Field:
    """The field on a line; label and value are ranges in its content."""
    begin = page.lines.content_start(number)
    text, span = cut_value(page.lines, [(number, value.start, value.end)], begin + value.start)
    name = page.lines.content(number)[label.start : label.end]
    return Field(role, text, span, name, Span(begin + label.start, begin + label.end))
