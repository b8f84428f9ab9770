"""Build the drafts and the ledger from a page's message starts, for a whole text or a window.

A text that is read whole is one window: it begins with the first line and ends with the last.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from mailrecon.model import Bates, Draft, Segment, SegmentKind
from mailrecon.parse.assign import Assignment
from mailrecon.parse.drafts import ConversationState, build_drafts
from mailrecon.parse.ends.attachments import attachment_lines
from mailrecon.parse.ends.closing_tags import ClosingTag, find_closing_tags
from mailrecon.parse.ends.closings import closing_lines
from mailrecon.parse.ends.furniture import furniture_start
from mailrecon.parse.ends.sections import Sections, assign_text, find_sections
from mailrecon.parse.message_starts import MessageStart
from mailrecon.scan import Page
from mailrecon.scan.furniture.bates import find_bates
from mailrecon.scan.furniture.margins import find_margins
from mailrecon.scan.furniture.stamps import find_stamps


class PageStretch(NamedTuple):
    """The lines `begin`..`end` (half-open) of a page, and what is known about the text around them.

    `starts` are the messages that begin in these lines. `is_last` is True if the text ends with
    them; otherwise `following` is the message that begins at `end`, if any. `first` is the line of
    the document's first message: None if there is none so far, and negative if it is above the
    page. `repeated` are the shapes of numbered lines that repeat in the document (`find_stamps`),
    or None if the page is the whole document. `above` is the state of the numbering above.
    """

    starts: Sequence[MessageStart]
    begin: int
    end: int
    first: int | None
    is_last: bool = True
    following: MessageStart | None = None
    repeated: Collection[str] | None = None
    above: ConversationState = ConversationState()


class Assembled(NamedTuple):
    """The result for a stretch of lines: drafts, segments and Bates numbers, in print order.

    The numbers are sought when they are taken: above the first header each line may have one, and
    a text without messages needs none.

    `aside` are the lines that belong to no message, such as page stamps. `numbering` is the state
    of the numbering below the stretch, and `enclosing` the draft whose text contains the next
    message.
    """

    drafts: list[Draft]
    segments: tuple[Segment, ...]
    bates: Iterator[Bates]
    aside: frozenset[int]
    numbering: ConversationState
    enclosing: int | None


class Assigner:
    """Assign lines to messages as they were found. A subclass also follows corrections.

    `aside` are lines that belong to no message. The furniture at the end of a page cannot begin
    above line `last`.
    """

    aside: Mapping[int, SegmentKind] = MappingProxyType({})
    last = 0

    def sections(self, found: Sections) -> Sections:
        """The ends of messages that apply, out of those found."""
        return found

    def open(self, work: Assignment, start: MessageStart) -> None:
        """Begin a message."""
        work.open(start)

    def text(self, work: Assignment, sections: Sections, start: int, end: int) -> None:
        """Assign the lines `start`..`end` to the messages they belong to."""
        assign_text(work, sections, start, end)


_AS_FOUND = Assigner()


def whole(page: Page, starts: Sequence[MessageStart]) -> PageStretch:
    """All lines of a page, which is a whole document."""
    return PageStretch(starts, 0, len(page.lines), starts[0].start if starts else None)


def assemble(page: Page, stretch: PageStretch, assigner: Assigner = _AS_FOUND) -> Assembled:
    """Assign each line of a stretch to a message or to none, and build the drafts."""
    starts, begin, end = stretch.starts, stretch.begin, stretch.end
    following = () if stretch.following is None else (stretch.following,)
    stamps = _stamped(page, stretch)
    joined: dict[int, int] = {}
    closing: list[ClosingTag] = []
    if starts:
        page.lines.margins = find_margins(page.lines.raw, are_printed=page.margin_codes)
        joined = dict(s.lead.joined for s in (*starts, *following) if s.lead.joined is not None)
        closing = find_closing_tags(page, (*starts, *following), end)
        page.lines.margins = {**page.lines.margins, **joined}
    closed = {tag.line: tag.offset for tag in closing if tag.offset}
    if closed:
        page.lines.margins = {**page.lines.margins, **closed}
    work = Assignment(page.lines, stamps, assigner.aside, joined.keys(), closed.keys())
    sections = Sections()
    first = end if stretch.first is None else stretch.first
    if starts or following:
        found = find_sections(
            page, (*starts, *following), stretch.above.footnote, first, begin, end
        )
        closed_by = [tag.line + (tag.offset > 0) for tag in closing]
        sections = assigner.sections(found.with_ends(closed_by))
    position = begin
    for start in starts:
        assigner.text(work, sections, position, max(start.start, position))
        assigner.open(work, start)
        position = start.block.end
    footer = end
    if stretch.is_last and starts:
        footer = max(furniture_start(page, position, end), min(assigner.last, end))
    assigner.text(work, sections, position, footer)
    work.furniture(footer, end)
    segments = tuple(work.segments)
    enclosing = None
    if stretch.following is not None:
        work.open(stretch.following)
        enclosing = work.bodies.pop().enclosing
    aside = stamps | assigner.aside.keys()
    drafts, numbering = build_drafts(page, starts, work.bodies, aside, stretch.above, sections)
    bates = find_bates(page.lines, stamps, begin, end, first)
    return Assembled(drafts, segments, bates, aside, numbering, enclosing)


def _stamped(page: Page, stretch: PageStretch) -> frozenset[int]:
    """The lines among the messages that are page furniture."""
    starts, first = stretch.starts, stretch.first
    if not starts or first is None:
        return frozenset()
    stamps = find_stamps(page, max(first, 0), len(page.lines), stretch.repeated)
    stamps |= page.set_aside
    following = () if stretch.following is None else (stretch.following,)
    stamps |= closing_lines(page, (*starts, *following))
    stamps |= attachment_lines(page, starts, stretch.end)
    return stamps - _lines_of_fields(page, starts)


def _lines_of_fields(page: Page, starts: Iterable[MessageStart]) -> set[int]:
    """The first lines of headers and of their fields, which are never page furniture.

    Lotus Notes' `05/04/2007 10:12 AM              cc   Ann Poe` has the form of a browser's footer.
    """
    found: set[int] = set()
    for start in starts:
        block = start.block
        found.add(block.first_line)
        printed = (field.span for field in block.fields if field.text)
        begun = {page.lines.line_at(span.start) for span in printed}
        found.update(begun.intersection(range(block.start, block.end)))
    return found
