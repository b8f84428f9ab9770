"""Find the end of a mail that is set off by indentation: the next line that is not indented.

    Ida wrote to the council, and I keep her letter here:

        From: Ida Brandt <ida@quay.example>
        Subject: Survey of the mole
        …

        The mole has two cracks.

    The council never answered her.

People paste mails like this into bug reports, licences and other mails. The last line belongs to
the document, or to the message whose text contains the indented mail.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from mailrecon.model import Introduction
from mailrecon.parse.message_starts import MessageStart
from mailrecon.scan import Page

# The tab width of terminals and browsers.
_TAB = 8
# The most lines of surrounding text that is indented like the mail, such as a commit message in
# `git log`.
_FURTHEST = 200


class IndentedEnds(NamedTuple):
    """The lines at which indented messages end.

    `outer` maps such a line to the number of the message that continues there, if any.
    """

    lines: frozenset[int]
    outer: Mapping[int, int]


class _SetOff(NamedTuple):
    """A message set off by its indentation from text indented by `around` columns at most.

    `is_near` is True if that text is right above. `outer` is the number of the message it belongs
    to, if any, and `first` the first line of the indented header.
    """

    indent: int
    around: int
    is_near: bool
    outer: int | None
    first: int


class _IndentAbove(NamedTuple):
    """The indentation, in columns, of the text above a message, and whether it is right above."""

    indent: int
    is_near: bool


def is_set_off(page: Page, start: MessageStart) -> bool:
    """Whether a header and the text below it are indented further than the text above."""
    return _is_block(start) and _around(page, start, _of_header(page, start)) is not None


def indented_ends(
    page: Page, starts: Sequence[MessageStart], end: int, ended: Sequence[int]
) -> IndentedEnds:
    """The ends of those messages in `starts` that are set off; the last text ends at `end`.

    `ended` are the lines at which all messages above end for other reasons, in order.
    """
    lines: set[int] = set()
    outer: dict[int, int] = {}
    frames = _Frames(page, starts, ended)
    for number, start in enumerate(starts):
        frames.begin(number)
        line: int | None = start.block.end
        stop = starts[number + 1].start if number + 1 < len(starts) else end
        while line is not None and frames.opened:
            line = _outdented(page, line, stop, frames.opened[-1].indent)
            frame = None if line is None else frames.end(line)
            if line is not None and frame is not None:
                lines.add(line)
                if frame.outer is not None:
                    outer[line] = frame.outer
    return IndentedEnds(frozenset(lines), outer)


class _Frames:
    """The set-off messages that are open, innermost last, in one pass down a page."""

    def __init__(self, page: Page, starts: Sequence[MessageStart], ended: Sequence[int]) -> None:
        self.opened: list[_SetOff] = []
        self._page, self._starts, self._ended = page, starts, ended
        # (indentation, number) of messages from which a later one may be set off, in order of
        # increasing indentation.
        self._shallower: list[tuple[int, int]] = []
        self._printed: Counter[str] = Counter()
        self._breaks = page.lines.with_mark("\f")

    def begin(self, number: int) -> None:
        """Begin the message with that number."""
        page, starts, shallower = self._page, self._starts, self._shallower
        start = starts[number]
        if not _is_block(start):
            return
        indent = _of_header(page, start)
        while shallower and shallower[-1][0] >= indent:
            shallower.pop()
        around = _around(page, start, indent)
        if around is not None:
            while self.opened and self.opened[-1].indent >= indent:
                self.opened.pop()
            outer = shallower[-1][1] if shallower else None
            # `## Notes` between the two ends the message above.
            if outer is not None and _any_within(
                self._ended, starts[outer].block.start, start.start
            ):
                outer = None
            self.opened.append(_SetOff(indent, *around, outer, start.block.start))
        shallower.append((indent, number))

    def end(self, line: int) -> _SetOff | None:
        """The outermost message that ends at a less indented line, or None."""
        opened, raw = self.opened, self._page.lines.raw
        indent = _indent(self._page, line)
        # `The mole has two cracks, and we` / `should close it.`: only first lines are indented. The
        # next page of a printout may also have another margin.
        if (
            not _is_empty(self._page, line - 1)
            or _any_within(self._breaks, opened[-1].first, line)
            or indent > opened[-1].around
            or (not opened[-1].is_near and self._recurs(raw[line]))
        ):
            opened.clear()
            return None
        frame = opened.pop()
        # ` From: Ann Poe` in a message of `git log`, and the next mail at the margin: the next mail
        # ends both.
        while opened and indent <= opened[-1].around:
            frame = opened.pop()
        return frame

    def _recurs(self, raw: str) -> bool:
        """Whether a line is printed twice: `Obtained by Quay Watch` at the foot of each sheet."""
        if not self._printed:
            self._printed.update(map(str.strip, self._page.lines.raw))
        return self._printed[raw.strip()] > 1


def _around(page: Page, start: MessageStart, indent: int) -> _IndentAbove | None:
    """The less indented text above a message, or None.

    All lines of its header are indented by `indent` columns.
    """
    if not indent:
        return None
    below = start.block.end
    while below < len(page.lines) and _is_empty(page, below):
        below += 1
    # In many mails only the header is indented, and the text is at the margin.
    if below == len(page.lines) or _indent(page, below) < indent:
        return None
    is_near = True
    for above in range(start.start - 1, max(start.start - _FURTHEST, 0) - 1, -1):
        # `UNCLASSIFIED U.S. Department of Quays …` is always at the sheet's margin, whatever the
        # indentation below.
        if page.is_empty(above):
            continue
        # `> …` above: the mail is in the reply to a quotation, not set off by columns.
        if page.lines.depth(above):
            return None
        around = _indent(page, above)
        # `commit 4f1c` at the margin, `    From: Ann Poe` below
        if around < indent:
            return _IndentAbove(around, is_near)
        is_near = False
    return None


def _is_empty(page: Page, index: int) -> bool:
    """Whether a line is blank; Debian's control files print ` .` for a blank line."""
    return page.lines.raw[index].strip() in ("", ".")


def _is_block(start: MessageStart) -> bool:
    """Whether a message begins with a header that is not quoted."""
    return not start.block.depth and start.block.introduction is not Introduction.ATTRIBUTION


def _any_within(ended: Sequence[int], first: int, last: int) -> bool:
    """Whether messages end on a line after `first`, up to `last`."""
    return bisect_right(ended, last) > bisect_right(ended, first)


def _outdented(page: Page, first: int, stop: int, indent: int) -> int | None:
    """The next less indented line, ignoring stamps, blank lines and quotations."""
    lines = page.lines
    for index in range(first, stop):
        if _is_empty(page, index) or lines.depth(index) or _indent(page, index) >= indent:
            continue
        if not page.is_furniture(index):
            return index
    return None


def _of_header(page: Page, start: MessageStart) -> int:
    """The indentation, in columns, of all lines of a header."""
    block, raw = start.block, page.lines.raw
    # Most headers are not indented, and `one line of prose` may have no line of its own.
    if block.start == block.end or raw[block.start][:1] not in (" ", "\t"):
        return 0
    indented = (n for n in range(block.start, block.end) if not page.lines.is_blank(n))
    return min((_indent(page, n) for n in indented), default=0)


def _indent(page: Page, index: int) -> int:
    raw = page.lines.raw[index]
    white = raw[: len(raw) - len(raw.lstrip(" \t"))]
    return len(white.expandtabs(_TAB))
