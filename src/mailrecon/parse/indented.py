"""Find where a mail that is set off by its indentation ends: at the next line that is not indented.

    Ida wrote to the council, and I keep her letter here:

        From: Ida Brandt <ida@quay.example>
        Subject: Survey of the mole
        …

        The mole has two cracks.

    The council never answered her.

People paste mails like this into bug reports, licences and other mails. The last line is the
document's own, or of the message in whose text the indented one is.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from mailrecon.model import Introduction
from mailrecon.parse.message_starts import MessageStart
from mailrecon.scan import Page
from mailrecon.scan.stamps import is_page_stamp

_TAB = 8


class IndentedEnds(NamedTuple):
    """The lines at which indented messages end.

    `outer` is the number of the message that goes on there; of the other lines none does.
    """

    lines: frozenset[int]
    outer: Mapping[int, int]


class _SetOff(NamedTuple):
    """A message set off by its indentation from text indented by `around` columns at most.

    `outer` is the number of the message that the text around belongs to, if any.
    """

    indent: int
    around: int
    outer: int | None


def is_set_off(page: Page, start: MessageStart) -> bool:
    """Whether a header and the text below it are indented further than the text above."""
    return _around(page, start) is not None


def indented_ends(
    page: Page, starts: Sequence[MessageStart], end: int, ended: Sequence[int]
) -> IndentedEnds:
    """Where the messages among `starts` that are set off end; the last text ends at `end`.

    `ended` are the lines at which all messages above end for other reasons, in order.
    """
    lines: set[int] = set()
    outer: dict[int, int] = {}
    frames: list[_SetOff] = []
    # Numbers of the messages that a further one may be set off from, each indented more.
    shallower: list[int] = []
    for number, start in enumerate(starts):
        around = _around(page, start)
        indent = _of_header(page, start)
        if _is_block(start):
            while shallower and _of_header(page, starts[shallower[-1]]) >= indent:
                shallower.pop()
        if around is not None:
            while frames and frames[-1].indent >= indent:
                frames.pop()
            outer_one = shallower[-1] if shallower else None
            # `## Notes` between the two ends the message above.
            if outer_one is not None and _any_within(
                ended, starts[outer_one].block.start, start.start
            ):
                outer_one = None
            frames.append(_SetOff(indent, around, outer_one))
        if _is_block(start):
            shallower.append(number)
        line = start.block.end
        stop = starts[number + 1].start if number + 1 < len(starts) else end
        while frames:
            found = _outdented(page, line, stop, frames[-1].indent)
            if found is None:
                break
            line = found
            frame = _ended(page, frames, line)
            if frame is None:
                frames.clear()
                break
            lines.add(line)
            if frame.outer is not None:
                outer[line] = frame.outer
    return IndentedEnds(frozenset(lines), outer)


def _around(page: Page, start: MessageStart) -> int | None:
    """By how many columns the text above a message is indented; None unless that is fewer."""
    indent = _of_header(page, start)
    if not indent or not _is_block(start):
        return None
    above = start.start - 1
    # `UNCLASSIFIED U.S. Department of Quays …` is at the sheet's margin, whatever is below it.
    while above >= 0 and (page.lines.is_blank(above) or is_page_stamp(page, above)):
        above -= 1
    if above < 0 or page.lines.depth(above):
        return None
    below = start.block.end
    while below < len(page.lines) and _is_empty(page, below):
        below += 1
    # The text of many a mail is at the margin, and only its header is indented.
    if below == len(page.lines) or _indent(page, below) < indent:
        return None
    around = _indent(page, above)
    return around if around < indent else None


def _is_empty(page: Page, index: int) -> bool:
    """Whether a line is blank; Debian's control files print ` .` for a blank line."""
    return page.lines.raw[index].strip() in ("", ".")


def _is_block(start: MessageStart) -> bool:
    """Whether a message begins with a header that is not quoted."""
    return not start.block.depth and start.block.introduction is not Introduction.ATTRIBUTION


def _any_within(ended: Sequence[int], first: int, last: int) -> bool:
    """Whether messages end on a line behind `first`, up to `last`."""
    return bisect_right(ended, last) > bisect_right(ended, first)


def _outdented(page: Page, first: int, stop: int, indent: int) -> int | None:
    """The next line that is indented less; stamps, blank lines and quotations are not meant."""
    lines = page.lines
    for index in range(first, stop):
        if _is_empty(page, index) or lines.depth(index) or _indent(page, index) >= indent:
            continue
        if not is_page_stamp(page, index):
            return index
    return None


def _ended(page: Page, frames: list[_SetOff], line: int) -> _SetOff | None:
    """The outermost message that ends where text is indented less; None if none does so."""
    raw = page.lines.raw
    # `The mole has two cracks, and we` / `should close it.`: only first lines are indented. And the
    # next page of a print may have another margin.
    if not _is_empty(page, line - 1) or "\f" in raw[line]:
        return None
    indent = _indent(page, line)
    if indent > frames[-1].around:
        return None
    frame = frames.pop()
    while frames and indent <= frames[-1].around:
        frame = frames.pop()
    return frame


def _of_header(page: Page, start: MessageStart) -> int:
    """By how many columns all lines of a header are indented."""
    block, raw = start.block, page.lines.raw
    # Most headers are not indented, and `one line of prose` has no line of its own.
    if block.start == block.end or raw[block.start][:1] not in (" ", "\t"):
        return 0
    indented = (n for n in range(block.start, block.end) if not page.lines.is_blank(n))
    return min((_indent(page, n) for n in indented), default=0)


def _indent(page: Page, index: int) -> int:
    raw = page.lines.raw[index]
    white = raw[: len(raw) - len(raw.lstrip(" \t"))]
    return len(white.expandtabs(_TAB))
