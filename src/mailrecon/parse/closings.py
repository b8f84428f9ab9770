"""Lines that close a forward or its header: mutt's words, KMail's rule, Zoho's frame."""

from __future__ import annotations

from collections.abc import Sequence

from mailrecon.lexicon import fold
from mailrecon.model import Introduction
from mailrecon.parse.message_starts import MessageStart
from mailrecon.regex import regex
from mailrecon.scan import Page
from mailrecon.scan.stamps import is_page_stamp

_FRAME = regex(r"\s*[-=*_]{3,}\s*(?P<words>[^\W\d_][^-=*_]{3,60}?)\s*[-=*_]{3,}\s*")
_FRAME_ENDS = frozenset("-=*_")
_SHORT = 10
_RULE = regex(r"\s*-{20,}\s*")


def closing_lines(page: Page, openings: Sequence[MessageStart]) -> frozenset[int]:
    """The lines below each forwarded message that only say where it ends."""
    found: set[int] = set()
    for number, opening in enumerate(openings):
        if opening.block.introduction is not Introduction.FORWARD:
            continue
        end = openings[number + 1].start if number + 1 < len(openings) else len(page.lines)
        last = end - 1
        while last >= opening.block.end and (
            page.lines.is_blank(last) or is_page_stamp(page, last)
        ):
            last -= 1
        first = opening.block.end
        while first < last and page.lines.is_blank(first):
            first += 1
        above = range(opening.start, opening.block.start)
        if first < end and page.lines.content(first).strip() in {
            text for n in above if len(text := page.lines.content(n).strip()) > _SHORT
        }:
            # Zoho frames the header: the separator comes again below it.
            found.add(first)
        if last >= opening.block.end and _RULE.fullmatch(page.lines.content(last)):
            found.add(last)
        raw = page.lines.raw
        framed = [
            n for n in range(opening.block.end, end) if raw[n][-3:].rstrip()[-1:] in _FRAME_ENDS
        ]
        found.update(index for index in framed if _says_end(page, index))
    return frozenset(found)


def _says_end(page: Page, index: int) -> bool:
    match = _FRAME.fullmatch(page.lines.content(index)[:200])
    return match is not None and fold(match["words"]) in page.lexicon.forward_ends
