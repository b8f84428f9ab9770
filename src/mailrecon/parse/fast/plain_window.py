"""For the fast path `straight`: parse a window of a text too large for memory, if it is plain.

The general parser gives the same result. It reads a window with lines above it, which can say
something of the first message; so the message is compared with the one that the window before found
there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from mailrecon.layouts.evidence import Pair
from mailrecon.lexicon import Lexicon
from mailrecon.model import Document, Draft, Introduction, Role, Segment
from mailrecon.parse.above.separators import FoundIntroduction
from mailrecon.parse.fast.straight import read_straight
from mailrecon.parse.message_starts import MessageStart

# Layouts look at most this many lines beyond the labels that they read, and introductions at most
# this many lines above a header. Blank lines, stamps and buttons are skipped and do not count.
LINES_BELOW = 96
LINES_ABOVE = 48


class PlainStart(NamedTuple):
    """What is known of a message that begins with its header, apart from its place."""

    layout: str
    language: str | None
    languages: tuple[str, ...]
    introduction: Introduction
    evidence: tuple[Pair, ...]
    lines: int
    fields: tuple[tuple[Role, str], ...]


class PlainWindow(NamedTuple):
    """The first messages of a window.

    Lines count from where its decisions begin: the first message is on line `first`, the last
    header ends above line `floor`, and the next message, `following`, begins on line `end`; it is
    None if the text ends there. `context` is the first line that can influence what is found from
    `end` on, and `character` its first character.
    """

    drafts: tuple[Draft, ...]
    segments: tuple[Segment, ...]
    first: int
    end: int
    floor: int
    context: int
    character: int
    following: PlainStart | None


def plain_start(start: MessageStart) -> PlainStart | None:
    """What is known of a message; None if text above its header says something about it."""
    block, lead = start.block, start.lead
    if (
        lead != FoundIntroduction(block.start)
        or block.footnote is not None
        or block.titled
        or block.inline_body is not None
        or block.nested is not None
        or block.depth
    ):
        return None
    fields = tuple([(field.role, field.text) for field in block.fields])
    return PlainStart(
        block.layout,
        block.language,
        block.languages,
        block.introduction,
        block.evidence,
        block.end - block.start,
        fields,
    )


def parse_plain_window(
    document: Document,
    lexicon: Lexicon,
    gaps: Counter[int],
    expected: PlainStart | None,
    *,
    last: bool,
) -> PlainWindow | None:
    """The messages of a window whose text, from its first decision on, is that of `document`.

    `expected` is the message with which it begins, if it is not the first window. None if the
    window is not plain, or has no place where another may begin.
    """
    run = read_straight(document, lexicon, gaps)
    if run is None:
        return None
    begun = run.begun
    if expected is not None and (begun[0].start or plain_start(begun[0]) != expected):
        return None
    count = len(begun) if last else _last_to_cut(run.raw, begun)
    drafts = run.drafts(count) if count else None
    if drafts is None:
        return None
    segments = run.segments(count)
    floor = begun[count - 1].block.end
    first = begun[0].start
    if last:
        size = len(run.raw)
        return PlainWindow(drafts, segments, first, size, floor, size, len(document.text), None)
    end = begun[count].start
    context = _lines_above(run.raw, end, LINES_ABOVE)
    if context <= 0:
        return None
    following = plain_start(begun[count])
    character = run.starts[context]
    return PlainWindow(drafts, segments, first, end, floor, context, character, following)


def _last_to_cut(raw: Sequence[str], begun: Sequence[MessageStart]) -> int:
    """The number of the last message, not the first, at which a window may end; 0 for none."""
    safe = _lines_above(raw, len(raw), LINES_BELOW)
    for number in range(len(begun) - 1, 0, -1):
        block = begun[number].block
        if (
            block.end <= safe
            and plain_start(begun[number]) is not None
            and not raw[block.start - 1]
        ):
            return number
    return 0


def _lines_above(raw: Sequence[str], index: int, count: int) -> int:
    """The line with `count` lines that have a letter or digit between it and `index`; 0 if there
    are fewer.
    """
    while index > 0 and count:
        index -= 1
        count -= any(map(str.isalnum, raw[index]))
    return index
