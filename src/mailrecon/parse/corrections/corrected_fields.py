"""Apply corrections to the fields of drafts."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence

from msgspec.structs import replace

from mailrecon.corrections import (
    DateValue,
    FieldName,
    FieldValue,
    date_problem,
    reason_of,
)
from mailrecon.layouts.block import cut_value
from mailrecon.model import (
    Draft,
    Field,
    How,
    Role,
    Segment,
    SegmentKind,
    Span,
)
from mailrecon.parse.corrections.known_corrections import KnownCorrections, PlacedCorrection
from mailrecon.scan import Lines, Page

ROLES: Mapping[FieldName, Role] = {
    FieldName.FROM: Role.FROM,
    FieldName.TO: Role.TO,
    FieldName.CC: Role.CC,
    FieldName.BCC: Role.BCC,
    FieldName.REPLY_TO: Role.REPLY_TO,
    FieldName.DATE: Role.DATE,
    FieldName.SUBJECT: Role.SUBJECT,
}
# For each address field, the field with the names that an export prints beside the addresses.
_BESIDE = {
    Role.FROM: frozenset({Role.FROM, Role.ORIGINATOR_NAME}),
    Role.TO: frozenset({Role.TO, Role.RECIPIENT_NAMES}),
    Role.CC: frozenset({Role.CC, Role.CC_NAMES}),
    Role.BCC: frozenset({Role.BCC, Role.BCC_NAMES}),
}


def printed_field(lines: Lines, role: Role, span: Span, reason: str) -> Field:
    """The field with the text at a span, without quote marks."""
    pieces = []
    for number in range(lines.line_at(span.start), lines.line_at(span.end - 1) + 1):
        begin = lines.content_start(number)
        content = lines.content(number)
        cut = (max(span.start - begin, 0), min(max(span.end - begin, 0), len(content)))
        pieces.append((number, *cut))
    text, covered = cut_value(lines, pieces, span.start)
    return Field(role, text, covered, how=How.CORRECTED, reason=reason)


def known_drafts(
    page: Page,
    known: KnownCorrections,
    drafts: Sequence[Draft],
    segments: Sequence[Segment],
    native: Collection[int],
) -> list[Draft]:
    """The drafts with corrected fields; each lists the corrections that changed it.

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
    one: PlacedCorrection,
    number: int | None,
    native: Collection[int],
) -> None:
    """Correct a field of the draft `number` in place, or note why the correction is refused."""
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
    lines: Lines, known: KnownCorrections, draft: Draft, one: PlacedCorrection
) -> Draft | None:
    """A draft with one field corrected; or None, with a note, if that is not possible."""
    value, reason = one.correction.value, reason_of(one.correction)
    if isinstance(value, DateValue):
        problem = date_problem(value)
        if problem:
            known.refuse(one, problem)
            return None
        return _with_date(draft, value, reason)
    if not isinstance(value, FieldValue):
        return draft
    role = ROLES[value.field]
    replaced = _BESIDE.get(role, frozenset({role}))
    kept = [item for item in draft.fields if item.role not in replaced]
    printed = next((item for item in draft.fields if item.role is role), None)
    if value.span is not None:
        span = Span(value.span[0] + one.shift, value.span[1] + one.shift)
        if not 0 <= span.start < span.end <= len(lines.text):
            known.refuse(one, "its span is not in the document")
            return None
        new = printed_field(lines, role, span, reason)
        # The words printed at the span differ from those that the correction quotes.
        if value.text is not None and value.text.split() != new.text.split():
            known.refuse(one, "the text at its span is different")
            return None
        kept.append(new)
    elif value.text is not None:
        kept.append(_written(draft, role, value.text, printed, reason))
    return replace(draft, fields=tuple(kept))


def _written(draft: Draft, role: Role, text: str, printed: Field | None, reason: str) -> Field:
    """A field with a value that is not printed; it has the span of the printed field, if any."""
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
