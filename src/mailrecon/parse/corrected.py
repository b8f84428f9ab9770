"""What is known of a page because somebody said so: it goes before what the parser would find.

Targets are rounded to whole lines. Line numbers count from 0, ranges are half-open.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import Struct, field
from msgspec.structs import replace

from mailrecon.corrections import (
    Action,
    Anchor,
    Correction,
    DateValue,
    FieldName,
    FieldValue,
    MailValue,
    anchor,
    corrected,
    reason_of,
    refusal,
)
from mailrecon.layouts import Block, fitting
from mailrecon.layouts.block import cut_value
from mailrecon.model import (
    Corrected,
    Document,
    Draft,
    Field,
    How,
    Introduction,
    Notice,
    Parsed,
    Role,
    Segment,
    SegmentKind,
    Span,
)
from mailrecon.parse.assembly import Assigner, assemble, whole
from mailrecon.parse.assign import Assignment
from mailrecon.parse.fragments import find_fragments
from mailrecon.parse.introduction import find_introduction
from mailrecon.parse.ledger import check_ledger
from mailrecon.parse.message_starts import MessageStart, SettledStarts
from mailrecon.parse.sections import Sections, assign_text
from mailrecon.parse.separators import FoundIntroduction
from mailrecon.parse.widened import can_be_widened, labelled, widened
from mailrecon.scan import Lines, Page

LAYOUT = "corrected"
# Evidence enough for confidence 1: a person has checked it.
_KNOWN = 12.0
_ROLES: Mapping[FieldName, Role] = {
    FieldName.FROM: Role.FROM,
    FieldName.TO: Role.TO,
    FieldName.CC: Role.CC,
    FieldName.BCC: Role.BCC,
    FieldName.REPLY_TO: Role.REPLY_TO,
    FieldName.DATE: Role.DATE,
    FieldName.SUBJECT: Role.SUBJECT,
}
# Fields with the names that an export prints beside addresses, by the field they belong to.
_BESIDE = {
    Role.FROM: frozenset({Role.FROM, Role.ORIGINATOR_NAME}),
    Role.TO: frozenset({Role.TO, Role.RECIPIENT_NAMES}),
    Role.CC: frozenset({Role.CC, Role.CC_NAMES}),
    Role.BCC: frozenset({Role.BCC, Role.BCC_NAMES}),
}
_ASIDE = {Action.FURNITURE: SegmentKind.FURNITURE, Action.NARRATIVE: SegmentKind.NARRATIVE}


def parse_corrected(
    document: Document, page: Page, settled: SettledStarts, corrections: Iterable[Correction]
) -> Parsed:
    """Find every message of a page, as far as it is not known. Raises LedgerError."""
    known = find_known(page, corrections)
    starts = known_message_starts(page, known, settled.message_starts)
    found = assemble(page, whole(page, starts), Cuts(known))
    check_ledger(found.segments, len(document.text), document.name)
    native = {0} if document.original is not None else set()
    drafts = known_drafts(page, known, found.drafts, found.segments, native)
    return Parsed(
        document,
        tuple(drafts),
        found.segments,
        tuple(known.notices),
        kept=len(settled.kept),
        bates=found.bates if drafts else (),
        fragments=find_fragments(page, settled, drafts, found.aside),
    )


class _PlacedCorrection(NamedTuple):
    """A correction with the lines and the character its target is at, and how far that moved."""

    correction: Correction
    first: int
    last: int
    start: int
    shift: int


class KnownCorrections(Struct):
    """What corrections say of a page, and what came of them so far."""

    begins: dict[int, _PlacedCorrection] = field(default_factory=dict)
    mails: dict[int, _PlacedCorrection] = field(default_factory=dict)
    no_mails: list[_PlacedCorrection] = field(default_factory=list)
    ends: dict[int, _PlacedCorrection] = field(default_factory=dict)
    aside: dict[int, SegmentKind] = field(default_factory=dict)
    set_aside: list[_PlacedCorrection] = field(default_factory=list)
    of_fields: list[_PlacedCorrection] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    notes: dict[int, list[Corrected]] = field(default_factory=dict)

    def refuse(self, placed: _PlacedCorrection, why: str) -> None:
        """Note that a correction can't be applied."""
        self.notices.append(refusal(placed.correction, why))

    def note(self, draft: int, correction: Correction) -> None:
        """Note that a correction shaped the draft with that number."""
        self.notes.setdefault(draft, []).append(corrected(correction))


def find_known(page: Page, corrections: Iterable[Correction]) -> KnownCorrections:
    """Find where corrections of a document's own apply; those that apply nowhere are noted."""
    known = KnownCorrections()
    lines = page.lines
    for item in corrections:
        if item.target is None:
            continue
        found = anchor(item.target, lines.text)
        # The quoted words are in the text no more, or twice.
        if not found.found:
            known.notices.append(refusal(item, found.fit.value))
            continue
        _sort(known, _placed(lines, item, found))
    return known


def _placed(lines: Lines, item: Correction, found: Anchor) -> _PlacedCorrection:
    first = lines.line_at(found.start)
    last = lines.line_at(max(found.end - 1, found.start)) + 1
    shift = found.start - item.target.start if item.target is not None else 0
    return _PlacedCorrection(item, first, last, found.start, shift)


def _sort(known: KnownCorrections, placed: _PlacedCorrection) -> None:
    """Put a correction where it is looked for; a later one goes before an earlier one."""
    action = placed.correction.action
    if action is Action.BEGINS:
        known.begins[placed.first] = placed
        known.no_mails = [one for one in known.no_mails if not one.first <= placed.first < one.last]
    elif action is Action.MAIL:
        known.mails = {
            line: one
            for line, one in known.mails.items()
            if one.last <= placed.first or placed.last <= one.first
        }
        known.mails[placed.first] = placed
        known.no_mails = [one for one in known.no_mails if not one.first <= placed.first < one.last]
    elif action is Action.NO_MAIL:
        known.no_mails.append(placed)
        for of_lines in (known.begins, known.mails):
            for line in range(placed.first, placed.last):
                of_lines.pop(line, None)
    elif action is Action.ENDS:
        known.ends[placed.last] = placed
    elif action in _ASIDE:
        known.set_aside.append(placed)
        for line in range(placed.first, placed.last):
            known.aside[line] = _ASIDE[action]
    else:
        known.of_fields.append(placed)


# --- where messages begin ------------------------------------------------------------------------


def known_message_starts(
    page: Page, known: KnownCorrections, message_starts: Sequence[MessageStart]
) -> list[MessageStart]:
    """The message starts of a page as they are known to be, in order."""
    kept = [
        message_start
        for message_start in message_starts
        if not any(_is_denied(one, message_start) for one in known.no_mails)
        and not any(
            one.first <= message_start.block.start < one.last for one in known.mails.values()
        )
    ]
    for one in known.no_mails:
        if not any(_is_denied(one, message_start) for message_start in message_starts):
            known.refuse(one, "no message begins there")
    added = []
    for one in known.begins.values():
        if not any(
            message_start.start <= one.first <= message_start.block.start for message_start in kept
        ):
            kept = [_cut(page.lines, message_start, one.first) for message_start in kept]
            start = _message_start_at(page, one, kept)
            kept = [other for other in kept if not start.start <= other.start < start.block.end]
            added.append(start)
    added[:0] = [_mail(page, known, one) for one in known.mails.values()]
    return _apart(page.lines, [*added, *kept])


def _apart(lines: Lines, message_starts: Iterable[MessageStart]) -> list[MessageStart]:
    """Openings in order, none of which reaches into the next; of two on a line the first given."""
    by_line: dict[int, MessageStart] = {}
    for message_start in message_starts:
        by_line.setdefault(message_start.block.start, message_start)
    found: list[MessageStart] = []
    for line in sorted(by_line):
        message_start = by_line[line]
        if found:
            found[-1] = _cut(lines, found[-1], line)
            floor = found[-1].block.end
            if message_start.lead.start < floor:
                message_start = MessageStart(message_start.block, FoundIntroduction(floor))
        found.append(message_start)
    return found


def _is_denied(one: _PlacedCorrection, message_start: MessageStart) -> bool:
    """Whether a target is a header, or lies in one."""
    block = message_start.block
    return one.first <= block.start < one.last or block.start <= one.first < block.end


def _cut(lines: Lines, message_start: MessageStart, line: int) -> MessageStart:
    """A header that ends where another message begins."""
    block = message_start.block
    if not block.start < line < block.end:
        return message_start
    fields = tuple(item for item in block.fields if item.span.start < lines.start(line))
    return MessageStart(
        replace(block, end=line, fields=fields, inline_body=None), message_start.lead
    )


def _message_start_at(
    page: Page, one: _PlacedCorrection, others: Sequence[MessageStart]
) -> MessageStart:
    """The message that begins on a line: with the header a layout reads there, or without one."""
    line = one.first
    floor = max((item.block.end for item in others if item.block.end <= line), default=0)
    following = min((item.start for item in others if item.start > line), default=len(page.lines))
    evidence = (f"corrected by {one.correction.by}", _KNOWN)
    below = next((item for item in others if item.start == following), None)
    if below is not None and can_be_widened(page, below, line):
        return widened(page, below, line, evidence)
    for match in fitting(page, line):
        block = match(page, line)
        # A layout reads a header there that was too weak without the correction.
        if block is not None and block.start == line and block.end <= following:
            lead = find_introduction(page, block, floor)
            introduction = block.introduction
            if introduction is Introduction.HEADER_ONLY and lead.introduction is not None:
                introduction = lead.introduction
            block = replace(
                block,
                evidence=(*block.evidence, *lead.evidence, evidence),
                introduction=introduction,
                footnote=block.footnote or lead.footnote,
            )
            return MessageStart(block, lead)
    depth = page.lines.depth(line)
    fields = tuple(labelled(page, line, following))
    return MessageStart(
        _block(line, line + len(fields), depth, depth, fields, evidence), FoundIntroduction(line)
    )


def _block(
    start: int,
    end: int,
    depth: int,
    body_depth: int,
    fields: tuple[Field, ...],
    evidence: tuple[str, float],
) -> Block:
    only_header = Introduction.HEADER_ONLY
    return Block(LAYOUT, start, end, depth, body_depth, fields, None, only_header, (evidence,))


def _mail(page: Page, known: KnownCorrections, one: _PlacedCorrection) -> MessageStart:
    """The message on the marked lines, with the assigned fields."""
    lines = page.lines
    value = one.correction.value
    fields: list[Field] = []
    end, last = one.first, one.last
    if isinstance(value, MailValue):
        for name, (start, stop) in value.fields().items():
            span = Span(start + one.shift, stop + one.shift)
            # A span that points beyond the text
            if stop <= start or span.start < 0 or span.end > len(lines.text):
                known.refuse(one, f"the span of `{name.value}` is not in the document")
                continue
            fields.append(_printed(lines, _ROLES[name], span, reason_of(one.correction)))
            end = max(end, lines.line_at(span.end - 1) + 1)
        if value.body is not None:
            begin = min(max(value.body[0] + one.shift, 0), len(lines.text))
            end = lines.line_at(begin)
    end = min(max(end, one.first), last)
    depth = lines.depth(one.first)
    body = next((n for n in range(end, last) if not lines.is_blank(n)), end)
    below = lines.depth(body) if body < len(lines) else depth
    evidence = (f"corrected by {one.correction.by}", _KNOWN)
    block = _block(one.first, end, depth, max(depth, below), tuple(fields), evidence)
    return MessageStart(block, FoundIntroduction(one.first))


def _printed(lines: Lines, role: Role, span: Span, reason: str) -> Field:
    """The field with what is printed at a span, quote marks taken off."""
    pieces = []
    for number in range(lines.line_at(span.start), lines.line_at(span.end - 1) + 1):
        begin = lines.content_start(number)
        content = lines.content(number)
        cut = (max(span.start - begin, 0), min(max(span.end - begin, 0), len(content)))
        pieces.append((number, *cut))
    text, covered = cut_value(lines, pieces, span.start)
    return Field(role, text, covered, how=How.CORRECTED, reason=reason)


# --- whose the lines are -------------------------------------------------------------------------


class Cuts(Assigner):
    """Where messages end because somebody said so, met in order down the page."""

    def __init__(self, known: KnownCorrections) -> None:
        self._known = known
        marked = {one.last: one for one in known.mails.values()}
        self._lines = sorted({*known.ends, *marked})
        self._marked = marked
        self._around: dict[int, Sequence[int]] = {}
        self._place = 0
        self.aside = known.aside
        # The furniture at the end of the page begins behind the last marked mail.
        self.last = max(marked, default=0)

    def open(self, work: Assignment, start: MessageStart) -> None:
        """Begin a message; the text around a marked mail goes on behind it."""
        one = self._known.mails.get(start.block.start)
        if one is not None and start.block.layout == LAYOUT:
            self._around[one.last] = work.opened()
        work.open(start)

    def text(self, work: Assignment, sections: Sections, start: int, end: int) -> None:
        """Give the lines `start`..`end` to the messages they belong to."""
        while self._place < len(self._lines) and self._lines[self._place] <= end:
            line = self._lines[self._place]
            self._place += 1
            assign_text(work, sections, start, max(line, start))
            start = max(line, start)
            if line in self._marked:
                work.go_on(self._around.pop(line, ()))
                continue
            ended = work.end_innermost()
            if ended is None:
                self._known.refuse(self._known.ends[line], "no message goes on there")
            else:
                self._known.note(ended, self._known.ends[line].correction)
        assign_text(work, sections, start, end)

    def sections(self, found: Sections) -> Sections:
        """Sections without those that begin within a marked mail."""
        mails = self._known.mails.values()
        ends = tuple(
            line for line in found.ends if not any(one.first < line < one.last for one in mails)
        )
        return replace(found, ends=ends)


# --- what fields say -----------------------------------------------------------------------------


def known_drafts(
    page: Page,
    known: KnownCorrections,
    drafts: Sequence[Draft],
    segments: Sequence[Segment],
    native: Collection[int],
) -> list[Draft]:
    """Drafts with their fields corrected, each with the corrections that changed it.

    `native` are the numbers of native messages, whose header is not corrected.
    """
    found = list(drafts)
    lines = page.lines
    starts = [segment.span.start for segment in segments]

    def owner(character: int) -> int | None:
        place = bisect_right(starts, character) - 1
        return segments[place].draft if place >= 0 else None

    def around(character: int) -> int | None:
        place = bisect_right(starts, character) - 1
        # A stamp or other furniture may separate it from the message.
        while place > 0 and (
            segments[place].kind is SegmentKind.FURNITURE
            or lines.line_at(starts[place]) in known.aside
        ):
            place -= 1
        return segments[place].draft if place >= 0 else None

    for number, draft in enumerate(found):
        line = draft.lines[0]
        for of_lines in (known.begins, known.mails):
            if line in of_lines:
                known.note(number, of_lines[line].correction)
    for one in (*known.no_mails, *known.set_aside):
        number_or_none = owner(one.start) if one in known.no_mails else around(one.start)
        if number_or_none is not None:
            known.note(number_or_none, one.correction)
    for one in known.of_fields:
        _correct_field(lines, known, found, one, owner(one.start), native)
    return [
        replace(draft, corrected=tuple(known.notes[number])) if number in known.notes else draft
        for number, draft in enumerate(found)
    ]


def _correct_field(
    lines: Lines,
    known: KnownCorrections,
    found: list[Draft],
    one: _PlacedCorrection,
    number: int | None,
    native: Collection[int],
) -> None:
    """Correct a field of the draft `number` in place, or note why that is refused."""
    if number is None:
        known.refuse(one, "there is no message")
    elif number in native:
        known.refuse(one, "the header of a native message is never changed")
    else:
        changed = _with_field(lines, known, found[number], one)
        if changed is not None:
            found[number] = changed
            known.note(number, one.correction)


def _with_field(
    lines: Lines, known: KnownCorrections, draft: Draft, one: _PlacedCorrection
) -> Draft | None:
    """A draft with one field corrected; None, and a note of it, where that can't be."""
    value, reason = one.correction.value, reason_of(one.correction)
    if isinstance(value, DateValue):
        problem = _date_problem(value)
        if problem:
            known.refuse(one, problem)
            return None
        return _with_date(draft, value, reason)
    if not isinstance(value, FieldValue):
        return draft
    role = _ROLES[value.field]
    replaced = _BESIDE.get(role, frozenset({role}))
    kept = [item for item in draft.fields if item.role not in replaced]
    printed = next((item for item in draft.fields if item.role is role), None)
    if value.span is not None:
        span = Span(value.span[0] + one.shift, value.span[1] + one.shift)
        if not 0 <= span.start < span.end <= len(lines.text):
            known.refuse(one, "its span is not in the document")
            return None
        new = _printed(lines, role, span, reason)
        # Other words are printed at the span than the correction quotes.
        if value.text is not None and value.text.split() != new.text.split():
            known.refuse(one, "the text at its span is different")
            return None
        kept.append(new)
    elif value.text is not None:
        kept.append(_written(draft, role, value.text, printed, reason))
    return replace(draft, fields=tuple(kept))


def _written(draft: Draft, role: Role, text: str, printed: Field | None, reason: str) -> Field:
    """A field with a value that is not printed so; its place is that of what is printed, if any."""
    if printed is not None:
        return replace(printed, text=text, how=How.CORRECTED, reason=reason)
    start = draft.header[0].start
    return Field(role, text, Span(start, start), how=How.CORRECTED, reason=reason)


def _with_date(draft: Draft, value: DateValue, reason: str) -> Draft:
    printed = next(
        (item for item in draft.fields if item.role is Role.DATE and item.text),
        Field(Role.DATE, "", Span(draft.header[0].start, draft.header[0].start)),
    )
    moment = value.datetime.replace(" ", "T")
    meant = moment if value.zone is None else f"{moment} {value.zone}"
    new = replace(printed, how=How.CORRECTED, reason=reason, meant=meant)
    return replace(
        draft, fields=(*(item for item in draft.fields if item.role is not Role.DATE), new)
    )


def _date_problem(value: DateValue) -> str:
    try:
        datetime.fromisoformat(value.datetime)
        if value.zone is not None:
            ZoneInfo(value.zone)
    except (ZoneInfoNotFoundError, OSError):
        return f"nobody knows the zone {value.zone}"
    except ValueError as error:
        return str(error)
    return ""
