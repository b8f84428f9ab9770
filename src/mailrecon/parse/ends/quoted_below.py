"""Recognise headers whose whole text is quoted below them, followed by the answer.

    ----- Original Message -----
    From: "Ann Poe" <ann@quay.example>

    > Does the sluice leak?

    It does.

Outlook Express and similar programs quote like this: the header is not quoted, but the text is, and
the answer follows at the header's depth. But a mail may also begin with the mail it answers. So a
header with text above its separator, or with all its fields, counts only if no other reading makes
sense.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from mailrecon.layouts import Block
from mailrecon.lexicon import fold
from mailrecon.model import Introduction, Role
from mailrecon.scan import Page
from mailrecon.scan.attribution import CLOSERS

MARKS = (">", "|", "＞")
_NEAR = 5
_CUT = frozenset({Role.FROM})
_OF_NMH = frozenset({Role.FROM, Role.DATE, Role.MESSAGE_ID})
_RULES = " \t-_=*"


def find_quoted_below(page: Page, starts: Sequence[tuple[int, Block]]) -> dict[int, Block]:
    """The blocks whose text is quoted below, by first line; their bodies are one level deeper.

    `starts` has each block with the first line of its separator.
    """
    found: dict[int, Block] = {}
    if not starts or not any(mark in page.lines.text for mark in MARKS):
        return found
    shallower: list[int] = []
    stops = [*(start for start, _ in starts[1:]), len(page.lines)]
    floor = 0
    above: Block | None = None
    for (start, block), stop in zip(starts, stops, strict=True):
        if _may_quote_below(page, block, start, floor, above):
            shallower = shallower or next_shallower(page)
            deeper = replace(
                block, body_depth=block.depth + 1, introduction=Introduction.ATTRIBUTION
            )
            if _is_whole(page, deeper, stop, shallower):
                found[block.start] = deeper
        floor, above = block.end, block
    return found


def next_shallower(page: Page) -> list[int]:
    """For each line, the next line that is not blank and has fewer quote marks."""
    lines = page.lines
    total = len(lines)
    following = [total] * (total + 1)
    stack: list[int] = []
    for index in range(total - 1, -1, -1):
        if page.is_empty(index):
            following[index] = index + 1
            continue
        depth = lines.depth(index)
        while stack and lines.depth(stack[-1]) >= depth:
            stack.pop()
        following[index] = stack[-1] if stack else total
        stack.append(index)
    return following


def quotation_end(page: Page, block: Block, shallower: Sequence[int]) -> int:
    """The line after the lines below a block that are quoted as deeply as its body."""
    lines = page.lines
    current = block.end
    while current < len(lines) and (
        page.is_empty(current) or lines.depth(current) >= block.body_depth
    ):
        current = current + 1 if page.is_empty(current) else shallower[current]
    return current


def _may_quote_below(page: Page, block: Block, start: int, floor: int, above: Block | None) -> bool:
    lines = page.lines
    if block.body_depth > block.depth or block.inline_body is not None:
        return False
    if block.introduction is Introduction.ATTRIBUTION or block.start == block.end:
        return False
    first = block.end
    while first < len(lines) and first - block.end < _NEAR and lines.is_blank(first):
        first += 1
    if first >= len(lines) or lines.depth(first) <= block.depth:
        return False
    # `> From: Ann Poe` / `> Date: …` / `> > From: Ben Ost`: a mail that begins with another.
    if _begins_mail(page, first):
        return False
    roles = {field.role for field in block.fields if field.text}
    introduced = start < block.start
    # `----- Original Message -----` / `From: "Ann Poe" <ann@quay.example>`
    if introduced and roles <= _CUT:
        return True
    # nmh: `    Date:        Wed, 11 Sep 2002 …` / `    From:        Ann …` / `  | Does it leak?`
    indented = lines.content(block.start)[:2].isspace()
    if indented and roles <= _OF_NMH and "|" in lines.raw[first][: 2 * block.depth + _NEAR + 4]:
        return True
    first_text = all(lines.is_blank(line) for line in range(floor, start))
    # `On 13 Sep 2002 at 02:03, Ben Ost wrote:` / `> From: Ann Poe` / `> > Does it leak?`
    if above is not None and above.body_depth > above.depth and first_text and roles <= _OF_NMH:
        return True
    # There is no text above the separator, so the answer must be below.
    return introduced and block.introduction is Introduction.ORIGINAL and first_text


def _begins_mail(page: Page, index: int) -> bool:
    """Whether a header, a separator or an attribution is on a line or the next."""
    content = page.lines.content(index).strip()
    return (
        page.label(index) is not None
        or fold(content.strip(_RULES)) in page.lexicon.original_separators
        or content.endswith(CLOSERS)
        or any(
            page.lines.content(line).rstrip().endswith(CLOSERS)
            for line in range(index + 1, min(index + 3, len(page.lines)))
        )
    )


def _is_whole(page: Page, block: Block, stop: int, shallower: Sequence[int]) -> bool:
    """Whether no quoted line follows the quotation, down to line `stop`."""
    lines = page.lines
    end = quotation_end(page, block, shallower)
    return not any(
        lines.depth(index) > block.depth and not lines.is_blank(index) for index in range(end, stop)
    )
