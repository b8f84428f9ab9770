"""From a scanned page to drafts and a ledger: which message owns which line, and how it nests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mailrecon.lexicon import Lexicon
from mailrecon.model import Document, Parsed
from mailrecon.parse.assign import Assignment
from mailrecon.parse.drafts import ConversationState, build_drafts, lines_of_fields, stamped_lines
from mailrecon.parse.fragments import find_fragments
from mailrecon.parse.furniture import furniture_start
from mailrecon.parse.ledger import check_ledger
from mailrecon.parse.message_starts import find_message_starts
from mailrecon.parse.no_mail import parse_without_mail
from mailrecon.parse.sections import Sections, assign_text, find_sections
from mailrecon.parse.straight import parse_straight
from mailrecon.scan import scan
from mailrecon.scan.bates import find_bates

if TYPE_CHECKING:
    from mailrecon.corrections import Correction

__all__ = ["ConversationState", "build_drafts", "lines_of_fields", "parse"]


def parse(document: Document, lexicon: Lexicon, corrections: Sequence[Correction] = ()) -> Parsed:
    """Find every message of `document`. Raises LedgerError if a character were lost.

    `corrections` are those in force of this document: what they say is known.
    """
    found = None
    if not corrections:
        found = parse_straight(document, lexicon) or parse_without_mail(document, lexicon)
    return found or parse_in_general(document, lexicon, corrections)


def parse_in_general(
    document: Document, lexicon: Lexicon, corrections: Sequence[Correction] = ()
) -> Parsed:
    """What `parse` finds, of any document. Raises LedgerError."""
    page = scan(document, lexicon)
    lines = page.lines
    settled = find_message_starts(page)
    openings = settled.openings
    if corrections:
        from mailrecon.parse.corrected import parse_corrected

        return parse_corrected(document, page, settled, corrections)
    stamps = stamped_lines(page, openings)
    work = Assignment(lines, stamps)
    sections = find_sections(page, openings, 0, len(lines)) if openings else Sections()
    position = 0
    for opening in openings:
        assign_text(work, sections, position, opening.start)
        work.open(opening)
        position = opening.block.end
    end = len(lines)
    if openings:
        furniture = furniture_start(page, position, end)
        assign_text(work, sections, position, furniture)
        work.furniture(furniture, end)
    else:
        work.text(position, end)
    check_ledger(work.segments, len(document.text), document.name)
    drafts, _ = build_drafts(page, openings, work.bodies, stamps, ConversationState(), sections)
    first = openings[0].start if openings else None
    bates = tuple(find_bates(lines, stamps, 0, end, first)) if openings else ()
    kept = len(settled.kept)
    fragments = find_fragments(page, settled, drafts, stamps)
    segments = tuple(work.segments)
    return Parsed(document, tuple(drafts), segments, kept=kept, bates=bates, fragments=fragments)
