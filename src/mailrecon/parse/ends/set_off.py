"""Recognise mails whose text a publisher sets off as a block below the header.

    <p><b>From:</b> Ann Poe<br><b>To:</b> Ben Ost<br><b>Subject:</b> Nets</p>
    <blockquote>Dear Ben, the nets are gone.</blockquote>
    <p>Ost did not answer for two days.</p>

A reply may also begin with a block, the mail it answers. So the whole document decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from mailrecon.layouts import layout_named
from mailrecon.layouts.evidence import has_prefix
from mailrecon.lexicon import fold
from mailrecon.model import Introduction, Role
from mailrecon.parse.message_starts import MessageStart, SettledStarts
from mailrecon.scan import Page

# `Ann` or `Ann Poe` below a mail's text
_LONGEST_SIGNATURE = 40


def with_texts_set_off(page: Page, settled: SettledStarts) -> SettledStarts:
    """The message starts. If the texts are blocks, bodies are one quote level deeper than headers.

    Nothing changes unless every text of the document begins in a block.
    """
    message_starts = settled.message_starts
    if not page.quotes_are_blocks or not message_starts:
        return settled
    depth = min(start.block.depth for start in message_starts)
    outer = [start for start in message_starts if start.block.depth == depth]
    if not all(map(_may_be_set_off, outer)):
        return settled
    texts = list(_texts(page, outer))
    shown = [text for text in texts if text]
    if not shown or any(page.lines.depth(text[0]) <= depth for text in shown):
        return settled
    if not _are_own(page, outer, texts):
        return settled
    deeper = {start.block.start for start in outer}
    moved = [
        replace(start, block=replace(start.block, body_depth=depth + 1))
        if start.block.start in deeper
        else start
        for start in message_starts
    ]
    return replace(settled, message_starts=moved)


def _may_be_set_off(start: MessageStart) -> bool:
    block = start.block
    return (
        block.body_depth == block.depth
        and block.inline_body is None
        and block.introduction is not Introduction.ATTRIBUTION
    )


def _texts(page: Page, outer: Sequence[MessageStart]) -> Iterator[list[int]]:
    """The lines below each header that are not blank, down to the next header."""
    stops = [*(start.start for start in outer[1:]), len(page.lines)]
    for start, stop in zip(outer, stops, strict=True):
        yield [line for line in range(start.block.end, stop) if not page.is_empty(line)]


def _are_own(page: Page, outer: Sequence[MessageStart], texts: Sequence[list[int]]) -> bool:
    """Whether the blocks are the mails' own texts, not the texts that they answer."""
    # `Ann Poe to Ben Ost, May 4, 2020` is a publisher's line, so the publisher sets the texts off.
    if all(layout_named(start.block.layout).publishes for start in outer):
        return True
    depth = outer[0].block.depth
    whole = 0
    for start, text in zip(outer, texts, strict=True):
        block = [line for line in text if page.lines.depth(line) > depth]
        whole += len(block) == len(text)
        if block and (_is_no_answer(page, start) or _signs(page, start, block[-1])):
            return True
    # Below the last mail the document may continue.
    return len(outer) > 1 and 2 * whole >= len(outer) - 1


def _is_no_answer(page: Page, start: MessageStart) -> bool:
    """Whether a mail has no `Re:`: such a mail seldom begins with a quotation."""
    subject = start.block.first(Role.SUBJECT)
    return subject is not None and not has_prefix(subject.text, page.lexicon)


def _signs(page: Page, start: MessageStart, line: int) -> bool:
    """Whether the originator signs on a block's last line: `Ann` for `Ann Poe`."""
    name, text = start.block.first(Role.FROM), page.lines.content(line).strip(" \t.,*_–—-")
    return (
        name is not None
        and 1 < len(text) <= _LONGEST_SIGNATURE
        and fold(name.text).startswith(fold(text))
    )
