"""From printed field text to values: people, dates and subjects, each with what is doubtful."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from functools import lru_cache, partial
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from mailrecon.layouts import layout_named
from mailrecon.lexicon import Lexicon, fold
from mailrecon.lexicon.redaction_codes import codes_alone
from mailrecon.model import (
    DateOrder,
    Draft,
    Field,
    How,
    Inference,
    Notice,
    NoticeCode,
    Parsed,
    Person,
    Role,
    Span,
    When,
)
from mailrecon.rebuilding_progress import Stage, followed
from mailrecon.regex import regex
from mailrecon.resolve.dates import DateForm, DateReading, read_date, read_meant
from mailrecon.resolve.day_orders import DayOrder, OrderVotes
from mailrecon.resolve.encoded_words import decode_words
from mailrecon.resolve.known_names import KnownNames
from mailrecon.resolve.names import count_bars, is_nobody
from mailrecon.resolve.people import PrintedMailbox, mailbox_of_whole_name, read_people, to_person
from mailrecon.resolve.subject import Subject, read_subject
from mailrecon.resolve.years import REASON, REASON_OF_TITLE, with_year_of_title, with_years

__all__ = ["Resolved", "Subject", "read_subject", "resolve"]

_Fields = dict[Role, list[Field]]


class _Undone(NamedTuple):
    """What the reader undid in a document's text: the reason of fields, the warning of messages."""

    code: NoticeCode
    reason: str
    text: str


_QUOTED_PRINTABLE = _Undone(
    NoticeCode.QUOTED_PRINTABLE,
    "quoted-printable decoded",
    "the text was still quoted-printable, and was decoded",
)
_LEFT_OVER_MARKUP = _Undone(
    NoticeCode.LEFT_OVER_MARKUP,
    "markup undone",
    "markup was left in the text, and was undone",
)
_PEOPLE_ROLES = (Role.FROM, Role.SENDER, Role.REPLY_TO, Role.TO, Role.CC, Role.BCC)
# Printed Message-IDs are kept however odd, but never with a bracket inside, nor without end.
_IDENTIFIER = regex(r"(?=[!-~]{5,499}\Z)<[!-;=?A-~]+@[!-;=?-~]+>")
_SURE_OF_YEAR = 0.9
# So many signs show that OCR read black bars as letters; one may be a slip.
_BAR_SIGNS = 2
_ZONES_APART = timedelta(hours=26)
# Most people who write to each other live in zones no further apart.
_ZONES_OFTEN_APART = timedelta(hours=15)
# Most mail is answered within so many days; another order of day and month is a month off.
_SOON = timedelta(days=10)
_MUCH_LATER = timedelta(days=25)
_NAME_ROLES = {
    Role.FROM: Role.ORIGINATOR_NAME,
    Role.TO: Role.RECIPIENT_NAMES,
    Role.CC: Role.CC_NAMES,
    Role.BCC: Role.BCC_NAMES,
}


class Resolved(Struct, frozen=True):
    """A draft with the values of its fields; `people` holds each address role that is printed.

    `concluded` lists values that are not printed but inferred.
    """

    draft: Draft
    originator: Person | None
    sender: Person | None
    people: dict[Role, tuple[Person, ...]]
    when: When | None
    date_printed: str | None
    subject: str | None
    subject_parts: Subject
    message_id: str | None
    in_reply_to: str | None
    references: tuple[str, ...]
    warnings: tuple[Notice, ...]
    concluded: tuple[Inference, ...] = ()


def resolve(parsed: Parsed, lexicon: Lexicon) -> list[Resolved]:
    """Read the fields of every draft of a document.

    The order of day and month in a date such as 05/03/2000 follows the document's other dates if
    one of them is unambiguous (25/03/2000), else the usual order for its language and clock.
    """
    readings = read_dates(parsed.drafts, lexicon)
    if all(reading is None or reading.when is None for reading in readings):
        readings = with_year_of_title(
            parsed, readings, _printed_dates(parsed.drafts), _reader(lexicon)
        )
    if any(reading is not None and reading.numeric is not None for reading in readings):
        votes = OrderVotes()
        votes.add_readings(readings)
        votes.add_separators(parsed.document.text, parsed.ledger)
        votes.nesting += nesting_votes(parsed.drafts, readings, lexicon)
        order = votes.order()
        readings = [
            read_again(draft, reading, lexicon, order)
            for draft, reading in zip(parsed.drafts, readings, strict=True)
        ]
    drafts: Iterable[Draft] = parsed.drafts
    if parsed.document.decoded:
        codes = {notice.code for notice in parsed.document.warnings}
        undone = _QUOTED_PRINTABLE if _QUOTED_PRINTABLE.code in codes else _LEFT_OVER_MARKUP
        drafts = (_with_decoded(draft, parsed.document.decoded, undone) for draft in drafts)
    bars = reads_bars(parsed.drafts)
    pairs = zip(drafts, readings, strict=True)
    resolved = [
        resolve_draft(parsed, draft, reading, lexicon, bars=bars)
        for draft, reading in followed(Stage.RESOLVING, pairs, len(readings))
    ]
    if not bars:
        return resolved
    known = KnownNames()
    for item in resolved:
        known.add(item.people)
    return [with_known_names(item, known) for item in resolved]


def with_known_names(item: Resolved, known: KnownNames) -> Resolved:
    """The message, with names cut where one that is printed whole elsewhere ends."""
    people = known.part(item.people)
    if people == item.people:
        return item
    # A message without From has its Sender for an originator.
    originators = people.get(Role.FROM, ())
    return replace(item, people=people, originator=(*originators, item.originator)[0])


def reads_bars(drafts: Sequence[Draft]) -> bool:
    """Whether OCR read black bars of a document as letters: `Poe, Ann (DOCK) [E] yy woe@-`."""
    signs = 0
    for field in (field for draft in drafts for field in draft.fields):
        if field.role not in _PEOPLE_ROLES or not field.text:
            continue
        signs += count_bars(field.text)
        if field.role is Role.FROM and is_nobody(field.text, bars=False):
            # `(b)(6)` is printed as it is meant: no bar that OCR read as letters.
            signs += codes_alone().search(fold(field.text)) is None
        if signs >= _BAR_SIGNS:
            return True
    return False


def _with_decoded(draft: Draft, decoded: Sequence[Span], undone: _Undone) -> Draft:
    """A draft whose fields and text say where the reader undid an encoding."""

    def first_in(span: Span) -> Span | None:
        place = bisect_left(decoded, span.start, key=lambda found: found.end - 1)
        found = decoded[place] if place < len(decoded) else None
        return found if found is not None and found.start < span.end else None

    fields = tuple(
        replace(field, how=How.NORMALISED, reason=undone.reason)
        if field.how is How.PRINTED and first_in(field.span) is not None
        else field
        for field in draft.fields
    )
    changed = next((found for span in draft.body if (found := first_in(span)) is not None), None)
    warnings = draft.warnings
    if changed is not None:
        warnings = (*warnings, Notice(undone.code, undone.text, changed))
    return replace(draft, fields=fields, warnings=warnings)


def _by_role(draft: Draft) -> _Fields:
    fields: _Fields = {}
    for field in draft.fields:
        fields.setdefault(field.role, []).append(field)
    return fields


def _first(fields: _Fields, role: Role) -> Field | None:
    """The first field with `role` that has a value, or the first at all, or None."""
    found = fields.get(role)
    if not found:
        return None
    return next((field for field in found if field.text), found[0])


def _printed_date(draft: Draft) -> Field | None:
    return next(
        (item for item in draft.fields if item.role is Role.DATE and (item.text or item.meant)),
        None,
    )


def read_draft_date(draft: Draft, lexicon: Lexicon, order: DateOrder | None) -> DateReading | None:
    """The printed date of a draft, days and months in `order` if it is known."""
    field = _printed_date(draft)
    if field is None:
        return None
    if field.meant is not None:
        return read_meant(field.meant, field.text)
    others = _languages_of_labels(tuple([item.label for item in draft.fields]), lexicon)
    return read_date(field.text, draft.language, lexicon, order, draft.languages, others)


@lru_cache(maxsize=4096)
def _languages_of_labels(labels: tuple[str | None, ...], lexicon: Lexicon) -> tuple[str, ...]:
    """Every language that one of a header's labels is of."""
    entries = [lexicon.labels.get(fold(label)) for label in labels if label]
    return tuple(
        sorted(
            {
                code
                for entry in entries
                if entry is not None
                for codes in entry.roles.values()
                for code in codes
            }
        )
    )


def read_dates(
    drafts: Sequence[Draft], lexicon: Lexicon, outer: DateReading | None = None
) -> list[DateReading | None]:
    """The dates of drafts, each read by itself; missing years come from the enclosing message.

    `outer` is the date above the first of a window's drafts, printed in an earlier window.
    """
    readings = [read_draft_date(draft, lexicon, None) for draft in drafts]
    if all(reading is None or reading.when is not None for reading in readings):
        return readings
    return with_years(drafts, readings, _printed_dates(drafts), _reader(lexicon), outer)


def _printed_dates(drafts: Sequence[Draft]) -> list[str | None]:
    """The text of each draft's date, None where no date is printed."""
    fields = [_printed_date(draft) for draft in drafts]
    return [None if field is None else field.text for field in fields]


def _reader(lexicon: Lexicon) -> Callable[[Draft, str], DateReading]:
    """What reads a date's text, changed or not, as one of a draft's languages."""

    def read(draft: Draft, text: str) -> DateReading:
        others = _languages_of_labels(tuple([item.label for item in draft.fields]), lexicon)
        return read_date(text, draft.language, lexicon, None, draft.languages, others)

    return read


def read_again(
    draft: Draft, reading: DateReading | None, lexicon: Lexicon, orders: DayOrder
) -> DateReading | None:
    """The date that was read as `reading`, in the order its form has in the document."""
    order = orders.of(reading) if reading is not None and reading.numeric is not None else None
    return reading if order is None else read_draft_date(draft, lexicon, order)


def nesting_votes(
    drafts: Sequence[Draft],
    readings: Sequence[DateReading | None],
    lexicon: Lexicon,
    outer: DateReading | None = None,
) -> Counter[tuple[DateForm, DateOrder]]:
    """Count, per form and order, the dates that only then are earlier than the quoting message.

    A quoted message is not later than the one quoting it, and most are answered within days:
    `5/3/2020` below `5/4/2020` is 3 May. `outer` is the date above the first of a window's drafts,
    printed in an earlier window.
    """
    votes: Counter[tuple[DateForm, DateOrder]] = Counter()
    for number, (draft, reading) in enumerate(zip(drafts, readings, strict=True)):
        above = readings[draft.enclosing] if draft.enclosing is not None else None
        quoting = drafts[draft.enclosing] if draft.enclosing is not None else None
        if not number:
            above, quoting = outer, None
        if reading is None or reading.numeric is None or reading.when is None or above is None:
            continue
        if above.when is None or (above.numeric is not None and quoting is None):
            continue
        gaps = {
            order: gap
            for order in (DateOrder.DMY, DateOrder.MDY)
            if (gap := _gap(draft, quoting, above, lexicon, order)) is not None
        }
        likelier = _order_by_gaps(gaps)
        if likelier is not None:
            votes[reading.form, likelier] += 1
    return votes


def _gap(
    draft: Draft, quoting: Draft | None, above: DateReading, lexicon: Lexicon, order: DateOrder
) -> timedelta | None:
    """How long before the message that quotes it one was sent, with days and months in `order`."""
    own = read_draft_date(draft, lexicon, order)
    if above.numeric is not None and quoting is not None:
        again = read_draft_date(quoting, lexicon, order)
        above = above if again is None else again
    if own is None or own.when is None or above.when is None:
        return None
    return above.when.local - own.when.local


def _order_by_gaps(gaps: Mapping[DateOrder, timedelta]) -> DateOrder | None:
    """The only order in which a message is not later than its answer, or in which it is close."""
    possible = {order: gap for order, gap in gaps.items() if gap >= -_ZONES_APART}
    if len(possible) == 1 and len(gaps) > 1:
        return next(iter(possible))
    close = [order for order, gap in possible.items() if -_ZONES_OFTEN_APART <= gap <= _SOON]
    far = [order for order, gap in possible.items() if gap >= _MUCH_LATER]
    return close[0] if len(close) == 1 and len(far) == 1 else None


def with_date(item: Resolved, before: DateReading, reading: DateReading) -> Resolved:
    """A message whose date was read as `before`, with what it is read as now."""
    last = len(item.warnings) - len(_date_notices(item.draft, before))
    warnings = (*item.warnings[:last], *_date_notices(item.draft, reading))
    return replace(item, when=reading.when, warnings=warnings)


def _date_notices(draft: Draft, reading: DateReading) -> list[Notice]:
    """What is doubtful about a draft's date."""
    field = _printed_date(draft)
    if field is None:
        return []
    notices = [Notice(code, text, field.span) for code, text in reading.doubts]
    if reading.when is None:
        text = f"the printed date could not be read: {' '.join(field.text.split())[:80]}"
        notices.append(Notice(NoticeCode.UNREAD_DATE, text, field.span))
    return notices


def resolve_draft(
    parsed: Parsed,
    draft: Draft,
    reading: DateReading | None,
    lexicon: Lexicon,
    *,
    bars: bool = False,
) -> Resolved:
    """Read the fields of a draft, whose date was read as `reading`; `bars` as in `read_people`."""
    warnings = list(draft.warnings)
    fields = _by_role(draft)
    outlook = any(
        field.label is not None
        and (entry := lexicon.labels.get(fold(field.label))) is not None
        and entry.sent
        for field in fields.get(Role.DATE, ())
    )
    people: dict[Role, tuple[Person, ...]] = {}
    sender: Person | None = None
    for role in _PEOPLE_ROLES:
        if role not in fields:
            continue
        found, behalf = _people(parsed, draft, fields, role, lexicon, outlook, warnings, bars=bars)
        if found:
            people[role] = found
        if behalf is not None:
            sender = behalf
    people = _namesakes_apart(people)
    originators = people.get(Role.FROM, ())
    senders = people.get(Role.SENDER, ())
    originator = originators[0] if originators else (senders[0] if senders else None)
    if originators and senders and sender is None:
        sender = senders[0]
    date_field = _first(fields, Role.DATE)
    if reading is not None:
        warnings.extend(_date_notices(draft, reading))
    subject_field = _first(fields, Role.SUBJECT)
    subject: str | None = None
    if subject_field is not None:
        subject = " ".join(part.strip() for part in subject_field.text.split("\n")).strip()
        subject = decode_words(subject)
    elif draft.heading is not None and draft.thread is not None:
        subject = draft.heading.subject or None
    return Resolved(
        draft=draft,
        originator=originator,
        sender=sender,
        people=people,
        when=reading.when if reading else None,
        date_printed=" ".join(date_field.text.split()) if date_field and date_field.text else None,
        subject=subject,
        subject_parts=read_subject(subject, lexicon, draft.language),
        message_id=_identifier(_first(fields, Role.MESSAGE_ID)),
        in_reply_to=_identifier(_first(fields, Role.IN_REPLY_TO)),
        references=_identifiers(_first(fields, Role.REFERENCES)),
        warnings=tuple(warnings),
        concluded=_concluded(reading),
    )


def _concluded(reading: DateReading | None) -> tuple[Inference, ...]:
    """The date whose year is not printed."""
    if reading is None or reading.when is None:
        return ()
    if not (reading.year_inferred or reading.year_of_title):
        return ()
    reason = REASON_OF_TITLE if reading.year_of_title else REASON
    return (Inference("Date", reading.when.local.isoformat(), reason, _SURE_OF_YEAR),)


def _people(
    parsed: Parsed,
    draft: Draft,
    fields: _Fields,
    role: Role,
    lexicon: Lexicon,
    outlook: bool,
    warnings: list[Notice],
    *,
    bars: bool,
) -> tuple[tuple[Person, ...], Person | None]:
    found: list[Person] = []
    behalf: Person | None = None
    text = parsed.document.text
    for field in fields[role]:
        if not field.text:
            if field.how is How.INFERRED:
                # `To:` and nothing behind it, on a released page: the recipients were removed.
                nobody = PrintedMailbox(None, None, redacted=True)
                context = partial(_context, draft, fields, role, len(found))
                found.append(to_person(nobody, field.span, context))
            continue
        cursor = field.span.start
        # Pages that print people in a row, `Ann Poe, Ben Ost`, never write `Last, First`.
        by_comma = layout_named(draft.layout).parts_people_by_comma and role is not Role.FROM
        printed = read_people(
            field.text.replace(",", ";") if by_comma else field.text,
            lexicon,
            single=role in (Role.FROM, Role.SENDER),
            last_name_first=outlook,
            bars=bars,
        )
        printed = _with_exported_names(printed, fields, role, lexicon)
        for number, item in enumerate(printed):
            key = item.address or item.name or ""
            place = text.find(key, cursor, field.span.end) if key else -1
            span = Span(place, place + len(key)) if place >= 0 else field.span
            cursor = span.end if place >= 0 else cursor
            context = partial(_context, draft, fields, role, len(found))
            person = to_person(item, span, context)
            if person.printed_address is not None:
                said = f"printed address is not valid: {person.printed_address[:120]}"
                warnings.append(Notice(NoticeCode.INVALID_ADDRESS, said, span))
            if item.on_behalf_of is not None and role is Role.FROM and number == 0:
                principal = read_people(
                    item.on_behalf_of, lexicon, single=True, last_name_first=outlook
                )
                if principal:
                    context = partial(_context, draft, fields, role, len(found), "\nprincipal")
                    other = to_person(principal[0], field.span, context)
                    person, behalf = _author_first(person, other)
            found.append(person)
    if role is Role.FROM and len(found) > 1 and all(p.address is None for p in found):
        found = found[:1]
    return tuple(found), behalf


def _author_first(agent: Person, principal: Person) -> tuple[Person, Person]:
    """Who wrote a message that `agent` sent on behalf of `principal`, and the other one."""
    # `Ann Poe <ann@dock.example> on behalf of tickets@dock.example`: she wrote it.
    if agent.name and principal.name is None and principal.address:
        return agent, principal
    # `Ann Poe on behalf of Ben Ost <ben@dock.example>`
    return principal, agent


def _namesakes_apart(people: dict[Role, tuple[Person, ...]]) -> dict[Role, tuple[Person, ...]]:
    """Give namesakes in one message placeholder mailboxes if only their affiliations differ.

    `Poe, Ann (DOCK); Poe, Ann (QUAY)` are two people: elsewhere `(DOCK)` does not count.
    """
    units: dict[str, set[str]] = {}
    for person in (person for found in people.values() for person in found):
        if person.address is None and person.name:
            units.setdefault(person.mailbox, set()).add(fold(person.name))
    shared = {box for box, names in units.items() if sum(name[-1:] in ")]" for name in names) > 1}
    if not shared:
        return people
    return {
        role: tuple(
            replace(person, mailbox=mailbox_of_whole_name(person.name))
            if person.name and person.mailbox in shared
            else person
            for person in found
        )
        for role, found in people.items()
    }


def _context(draft: Draft, fields: _Fields, role: Role, number: int, suffix: str = "") -> str:
    """Text that distinguishes a person whose name and address are removed from others."""
    date = _first(fields, Role.DATE)
    return f"{draft.body_text}\n{role.value}\n{number}\n{date.text if date else ''}{suffix}"


def _with_exported_names(
    printed: Sequence[PrintedMailbox], fields: _Fields, role: Role, lexicon: Lexicon
) -> Sequence[PrintedMailbox]:
    """Give bare addresses the names an export prints beside them (X-From, X-To), one for one."""
    names_role = _NAME_ROLES.get(role)
    field = _first(fields, names_role) if names_role else None
    if field is None or not field.text:
        return printed
    names = read_people(field.text, lexicon, single=role is Role.FROM, last_name_first=False)
    if len(names) != len(printed):
        return printed
    return [
        replace(item, name=item.name or named.name)
        for item, named in zip(printed, names, strict=True)
    ]


def _identifiers(field: Field | None) -> tuple[str, ...]:
    if field is None:
        return ()
    return tuple(word for word in field.text.split() if _IDENTIFIER.fullmatch(word))


def _identifier(field: Field | None) -> str | None:
    found: Sequence[str] = _identifiers(field)
    return found[0] if found else None
