"""Decide which message owns which line: all bodies and the ledger, in one pass down the page."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

from msgspec import Struct, field

from mailrecon.model import Introduction, Segment, SegmentKind, Span
from mailrecon.parse.message_starts import MessageStart
from mailrecon.scan import Lines

_STAMPABLE = frozenset({SegmentKind.HEADER, SegmentKind.BODY, SegmentKind.SEPARATOR})


class Body(Struct):
    """The line ranges (half-open) of a message's own text.

    `enclosing` is the number of the message in whose text this one was found. `suspended` is a
    quoted message that this one interrupted with a reply: if the quotation continues, both own the
    lines.
    """

    depth: int
    enclosing: int | None
    ranges: list[tuple[int, int]] = field(default_factory=list)
    suspended: int | None = None
    interleaved: bool = False


class Assignment:
    """The state of the pass: the open messages, innermost last, and the segments so far.

    `aside` are lines that corrections assign to no message; `joined` are lines of text that end
    with the separator of the next message. `closed` are lines with a tag that closes a quotation,
    after which the document's own words may follow.
    """

    def __init__(
        self,
        lines: Lines,
        stamps: frozenset[int],
        aside: Mapping[int, SegmentKind] = MappingProxyType({}),
        joined: Collection[int] = (),
        closed: Collection[int] = (),
    ) -> None:
        self.lines = lines
        self.stamps = stamps
        self._aside = aside
        self._lines_aside = sorted(aside)
        self._joined = joined
        self._closed = closed
        self._stamped = sorted(stamps)
        self._margins = sorted(lines.margins)
        self.bodies: list[Body] = []
        self.segments: list[Segment] = []
        self._open: list[int] = []

    def open(self, message_start: MessageStart) -> None:
        """Begin a message: close those that cannot contain it, record separator and header."""
        block = message_start.block
        above: int | None = None
        # `> From: Ann` ends the text that was quoted as `>> …` above.
        while self._open and self.bodies[self._open[-1]].depth > block.depth:
            self._open.pop()
        if self._open:
            above = self._open[-1]
            # A header at the depth of the message above ends it; an attribution does not. A mail
            # cited in a sentence does not end it either: the text around it continues.
            if (
                self.bodies[above].depth == block.depth
                and block.inline_end is None
                and not (
                    block.introduction is Introduction.ATTRIBUTION
                    and block.body_depth > block.depth
                )
            ):
                self._open.pop()
        number = len(self.bodies)
        self.bodies.append(Body(block.body_depth, above))
        if block.inline_end is not None and block.inline_body is not None:
            self._add_cited(message_start, block.inline_body, block.inline_end, number)
            return
        self._open.append(number)
        self._add(SegmentKind.SEPARATOR, message_start.start, block.start, number)
        # `On …, Ann wrote: Dear Ben,` is the exception: its text begins on the header's last line.
        if block.inline_body is None:
            self._add(SegmentKind.HEADER, block.start, block.end, number)
            return
        self._add(SegmentKind.HEADER, block.start, block.end - 1, number)
        last = Span(self.lines.start(block.end - 1), block.inline_body)
        self.segments.append(Segment(SegmentKind.HEADER, last, number))
        rest = Span(block.inline_body, self.lines.start(block.end))
        self.segments.append(Segment(SegmentKind.BODY, rest, number))

    def _add_cited(self, message_start: MessageStart, start: int, end: int, number: int) -> None:
        """Record a mail that a sentence cites, from the offset `start` to `end`."""
        block, lines = message_start.block, self.lines
        self._add(SegmentKind.SEPARATOR, message_start.start, block.start, number)
        header = Span(lines.start(block.start), start)
        self.segments.append(Segment(SegmentKind.HEADER, header, number))
        self.segments.append(Segment(SegmentKind.BODY, Span(start, end), number))
        rest = Span(end, lines.start(block.end))
        if len(rest):
            self.segments.append(Segment(SegmentKind.NARRATIVE, rest, None))

    def text(self, start: int, end: int) -> None:
        """Give the lines `start`..`end` (half-open) to the messages they belong to."""
        if start >= end:
            return
        if not self._open:
            self._add(SegmentKind.NARRATIVE, start, end, None)
            return
        lines = self.lines
        run = start
        index = start
        # A message that is not quoted continues to the end.
        if self._is_settled():
            self._own(run, end)
            return
        blanks, depths = lines.blanks, lines.depths(start, end)
        while index < end:
            top = self.bodies[self._open[-1]] if self._open else None
            # Text on the page's top level: no quote mark can end it.
            if top is None or (top.depth == 0 and top.suspended is None):
                break
            # `> Dear Ben,` / `Page 3 of 7` / `> the gate sticks.`: a page stamp is not an answer.
            if not blanks[index] and index not in self.stamps:
                depth = depths[index - start]
                # `> From: Ann Poe` / `> Dear Ben,` / `Thanks, I will ask.`: the quotation ended
                # above.
                if depth < top.depth and not self._lost_its_mark(index, top.depth, depth):
                    self._own(run, index)
                    run = index
                    self._close_deeper_than(depth)
                elif top.suspended is not None:
                    quoted = self.bodies[top.suspended]
                    # `> The gate sticks.` / `Which one?` / `> It is gate 3.`: the quotation
                    # continues after an answer.
                    if depth >= quoted.depth > top.depth:
                        self._own(run, index)
                        run = self._resume(top, quoted, index, end)
                        index = run
                        continue
            index += 1
        self._own(run, end)

    def _is_settled(self) -> bool:
        """Whether the innermost open message owns all following lines, quoted or not."""
        top = self.bodies[self._open[-1]]
        return top.depth == 0 and top.suspended is None

    def _lost_its_mark(self, index: int, quoted: int, depth: int) -> bool:
        """Whether an unmarked line inside a top-level quotation belongs to the quotation.

        No message encloses the quotation that could answer it, so the line must have lost its mark
        (MailMate; edited by hand).
        """
        if any(self.bodies[number].depth <= depth for number in self._open):
            return False
        lines = self.lines
        return (
            0 < index < len(lines) - 1
            and lines.depth(index - 1) >= quoted
            and lines.depth(index + 1) >= quoted
            and not lines.is_blank(index - 1)
        )

    def close(self) -> None:
        """End all open messages: the following lines are the document's own text."""
        self._open.clear()

    def opened(self) -> Sequence[int]:
        """The numbers of the open messages, innermost last."""
        return tuple(self._open)

    def go_on(self, opened: Sequence[int]) -> None:
        """Reopen messages, so that they own the text below."""
        self._open[:] = opened

    def end_innermost(self) -> int | None:
        """End the innermost open message. Return its number, or None if no message is open."""
        return self._open.pop() if self._open else None

    def furniture(self, start: int, end: int) -> None:
        """Record the lines as page furniture."""
        self._add(SegmentKind.FURNITURE, start, end, None)

    def _close_deeper_than(self, depth: int) -> None:
        closed: int | None = None
        while self._open and self.bodies[self._open[-1]].depth > depth:
            closed = self._open.pop()
        # `>> From: Ann Poe` closed, and `> On …` is open: the next line may answer the quotation.
        if self._open and closed is not None:
            self.bodies[self._open[-1]].suspended = closed

    def _resume(self, outer: Body, quoted: Body, start: int, end: int) -> int:
        """Continue a quotation after a reply: its lines are quoted text, and context of the reply.

        Quotations inside it may continue too.
        """
        lines = self.lines
        number = outer.suspended
        stop = start
        while stop < end and (lines.is_blank(stop) or lines.depth(stop) >= quoted.depth):
            stop += 1
        if not outer.interleaved:
            outer.interleaved = quoted.interleaved = True
            outer.ranges.extend(quoted.ranges)
        outer.ranges.append((start, stop))
        within = None if quoted.suspended is None else self.bodies[quoted.suspended]
        run = index = start
        # `>> …` continues inside `> …`, which continues too
        while within is not None and index < stop:
            if lines.is_blank(index) or lines.depth(index) < within.depth:
                index += 1
                continue
            self._add(SegmentKind.BODY, run, index, number)
            quoted.ranges.append((run, index))
            run = index = self._resume(quoted, within, index, stop)
        quoted.ranges.append((run, stop))
        self._add(SegmentKind.BODY, run, stop, number)
        return stop

    def _own(self, start: int, end: int) -> None:
        if start >= end:
            return
        if not self._open:
            self._add(SegmentKind.NARRATIVE, start, end, None)
            return
        number = self._open[-1]
        self.bodies[number].ranges.append((start, end))
        self._add(SegmentKind.BODY, start, end, number)

    def _add(self, kind: SegmentKind, start: int, end: int, owner: int | None) -> None:
        """Record lines as a segment, page stamps among them as furniture."""
        first = bisect_left(self._stamped, start) if kind in _STAMPABLE else len(self._stamped)
        # `Dear Ben,` / `Page 3 of 7` / `the gate sticks.`
        for stamp in self._stamped[first : bisect_left(self._stamped, end)]:
            self._record(kind, start, stamp, owner)
            self._record(SegmentKind.FURNITURE, stamp, stamp + 1, None)
            start = stamp + 1
        self._record(kind, start, end, owner)

    def _record(self, kind: SegmentKind, start: int, end: int, owner: int | None) -> None:
        """Record lines as a segment, without those that corrections assign to no message."""
        if self._aside:
            first = bisect_left(self._lines_aside, start)
            for line in self._lines_aside[first : bisect_left(self._lines_aside, end)]:
                self._assign(kind, start, line, owner)
                self._assign(self._aside[line], line, line + 1, None)
                start = line + 1
        self._assign(kind, start, end, owner)

    def _assign(self, kind: SegmentKind, start: int, end: int, owner: int | None) -> None:
        """Record lines as a segment; a code or separator at the end of a line is a segment of its
        own.
        """
        position = self.lines.start(start)
        # `The gate sticks.          QW-000123`: a code at the margin.
        if self._margins and kind is SegmentKind.BODY:
            first = bisect_left(self._margins, start)
            for line in self._margins[first : bisect_left(self._margins, end)]:
                text_end, below = self.lines.text_end(line), self.lines.start(line + 1)
                self.segments.append(Segment(kind, Span(position, text_end), owner))
                beside = Segment(SegmentKind.FURNITURE, Span(text_end, below))
                # `Let us discuss. Begin forwarded message:`
                if line in self._joined:
                    beside = Segment(SegmentKind.SEPARATOR, beside.span, len(self.bodies))
                # `It leaks.[/quote] That is old.`
                elif line in self._closed:
                    beside = Segment(SegmentKind.NARRATIVE, beside.span)
                self.segments.append(beside)
                position = below
        span = Span(position, self.lines.start(end))
        if len(span):
            self.segments.append(Segment(kind, span, owner))
