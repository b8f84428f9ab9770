"""Parse a page with corrections, which take precedence over the parser's own findings.

Targets are rounded to whole lines. Line numbers count from 0, ranges are half-open.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from msgspec.structs import replace

from mailrecon.corrections import (
    Action,
    Correction,
)
from mailrecon.model import (
    Document,
    Introduction,
    Parsed,
)
from mailrecon.parse.assembly import Assigner, assemble, whole
from mailrecon.parse.assign import Assignment
from mailrecon.parse.corrections.corrected_fields import known_drafts
from mailrecon.parse.corrections.corrected_starts import LAYOUT, known_message_starts
from mailrecon.parse.corrections.known_corrections import KnownCorrections, find_known
from mailrecon.parse.ends.sections import Sections, assign_text
from mailrecon.parse.fragments import find_fragments
from mailrecon.parse.ledger import check_ledger
from mailrecon.parse.message_starts import MessageStart, SettledStarts
from mailrecon.scan import Page

_OF_ABOVE = (
    Introduction.FORWARD,
    Introduction.ORIGINAL,
    Introduction.FORWARD_OF_ABOVE,
    Introduction.RULE,
)


def parse_corrected(
    document: Document, page: Page, settled: SettledStarts, corrections: Iterable[Correction]
) -> Parsed:
    """Find every message of a page that corrections do not give already. Raises LedgerError."""
    known = find_known(page, corrections)
    starts = known_message_starts(page, known, settled.message_starts)
    found = assemble(page, whole(page, starts), Cuts(known, _introductions(page, known, starts)))
    check_ledger(found.segments, len(document.text), document.name)
    native = {0} if document.original is not None else set()
    drafts = known_drafts(page, known, found.drafts, found.segments, native)
    return Parsed(
        document,
        tuple(drafts),
        found.segments,
        tuple(known.notices),
        kept=len(settled.kept),
        bates=tuple(found.bates) if drafts else (),
        fragments=find_fragments(page, settled, drafts, found.aside),
    )


def _introductions(
    page: Page, known: KnownCorrections, starts: Iterable[MessageStart]
) -> frozenset[int]:
    """The first lines of the document's own words that introduce a message.

    Behind `The following was found in a shared mailbox:` the message above does not go on. What a
    separator introduces belongs to it all the same.
    """
    begins = {start.start for start in starts if start.lead.introduction not in _OF_ABOVE}
    found = set()
    for one in known.set_aside:
        if one.correction.action is Action.NARRATIVE:
            line = one.last
            while line < len(page.lines) and (
                not page.lines.content(line).strip() or page.is_furniture(line)
            ):
                line += 1
            if line in begins:
                found.add(one.first)
    return frozenset(found - known.ends.keys())


class Cuts(Assigner):
    """Ends messages where corrections say, in one pass down the page.

    They also end where lines begin that introduce the next message.
    """

    def __init__(self, known: KnownCorrections, introductions: Collection[int]) -> None:
        self._known = known
        self._introductions = introductions
        marked = {one.last: one for one in known.mails.values()}
        self._lines = sorted({*known.ends, *marked, *introductions})
        self._marked = marked
        self._around: dict[int, Sequence[int]] = {}
        self._place = 0
        self.aside = known.aside
        # The furniture at the end of the page can begin only after the last marked mail.
        self.last = max(marked, default=0)

    def open(self, work: Assignment, start: MessageStart) -> None:
        """Begin a message. The text around a marked mail continues after it."""
        one = self._known.mails.get(start.block.start)
        if one is not None and start.block.layout == LAYOUT:
            self._around[one.last] = work.opened()
        work.open(start)

    def text(self, work: Assignment, sections: Sections, start: int, end: int) -> None:
        """Assign the lines `start`..`end` to the messages they belong to."""
        while self._place < len(self._lines) and self._lines[self._place] <= end:
            line = self._lines[self._place]
            self._place += 1
            assign_text(work, sections, start, max(line, start))
            start = max(line, start)
            if line in self._marked:
                work.go_on(self._around.pop(line, ()))
                continue
            ended = work.end_innermost()
            if line in self._introductions:
                continue
            if ended is None:
                self._known.refuse(self._known.ends[line], "no message goes on there")
            else:
                self._known.note(ended, self._known.ends[line].correction)
        assign_text(work, sections, start, end)

    def sections(self, found: Sections) -> Sections:
        """The sections, except for those that begin within a marked mail."""
        mails = self._known.mails.values()
        ends = tuple(
            line for line in found.ends if not any(one.first < line < one.last for one in mails)
        )
        return replace(found, ends=ends)
