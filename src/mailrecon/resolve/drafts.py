"""Read the fields of a document's drafts into people, dates and subjects."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, partial
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from mailrecon.layouts import layout_named
from mailrecon.lexicon import Lexicon, fold
from mailrecon.lexicon.redaction_codes import codes_alone
from mailrecon.model import (
    FIELD_NAMES,
    Draft,
    Field,
    How,
    Inference,
    Introduction,
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
from mailrecon.resolve.dates import DateReading
from mailrecon.resolve.day_orders import OrderVotes
from mailrecon.resolve.draft_dates import (
    date_notices,
    date_reader,
    nesting_votes,
    printed_dates,
    read_again,
    read_dates,
)
from mailrecon.resolve.encoded_words import decode_words
from mailrecon.resolve.known_names import KnownNames
from mailrecon.resolve.lists import parted_by_comma
from mailrecon.resolve.names import count_bars
from mailrecon.resolve.nobody import is_nobody
from mailrecon.resolve.people import PrintedMailbox, mailbox_of_whole_name, read_people, to_person
from mailrecon.resolve.printed_addresses import PrintedAddresses
from mailrecon.resolve.subject import Subject, read_subject
from mailrecon.resolve.years import REASON, REASON_OF_TITLE, with_year_of_title

_Fields = dict[Role, list[Field]]


class _Undone(NamedTuple):
    """An encoding that the reader undid: the reason stated for fields, the warning for messages."""

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
_OF_PEOPLE = frozenset(_PEOPLE_ROLES)
_IDENTIFYING = (Role.MESSAGE_ID, Role.IN_REPLY_TO, Role.REFERENCES)
_OF_IDENTITY = frozenset(_IDENTIFYING)
# Longer subjects are not cached, because they rarely recur.
_SHORT_SUBJECT = 200
# Printed Message-IDs are kept even if odd, but not with a bracket inside, and not if longer than a
# header line may be (RFC 5322, 2.1.1).
_IDENTIFIER = regex(r"(?=[!-~]{5,950}\Z)<[!-;=?A-~]+@[!-;=?-~]+>")
_TOO_LONG = regex(r"<[!-~]{950,}")
_SURE_OF_YEAR = 0.9
# A restored address (`ida@x,org`) is looked for only so far behind the person before it: it may be
# nowhere, and a list may have thousands.
_NEAR = 4_000
# With this many signs, OCR read black bars as letters; a single one may be a slip.
_BAR_SIGNS = 2
_NAME_ROLES = {
    Role.FROM: Role.ORIGINATOR_NAME,
    Role.TO: Role.RECIPIENT_NAMES,
    Role.CC: Role.CC_NAMES,
    Role.BCC: Role.BCC_NAMES,
}


class Resolved(Struct, frozen=True, gc=False):
    """A draft with the values of its fields; `people` has an entry for each printed address field.

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
    found = [reading for reading in readings if reading is not None]
    if not any(reading.when for reading in found):
        readings = with_year_of_title(
            parsed, readings, printed_dates(parsed.drafts), date_reader(lexicon)
        )
        found = [reading for reading in readings if reading is not None]
    if any(reading.numeric for reading in found):
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
    """The message, with names cut at the end of a name that is printed whole elsewhere."""
    people = known.part(item.people)
    if people == item.people:
        return item
    # In a message without From, the Sender is the originator.
    originators = people.get(Role.FROM, ())
    return replace(item, people=people, originator=(*originators, item.originator)[0])


def reads_bars(drafts: Sequence[Draft]) -> bool:
    """Whether OCR read black bars of a document as letters: `Poe, Ann (DOCK) [E] yy woe@-`."""
    signs = 0
    for draft in drafts:
        for field in draft.fields:
            role, text = field.role, field.text
            if text and role in _OF_PEOPLE:
                signs += count_bars(text)
                if role is Role.FROM:
                    signs += _is_bar_alone(text)
                if signs >= _BAR_SIGNS:
                    return True
    return False


@lru_cache(maxsize=4096)
def _is_bar_alone(text: str) -> bool:
    """Whether a whole field is a black bar that OCR read as letters.

    `(b)(6)` was printed like this, and is not such a bar.
    """
    return is_nobody(text, bars=False) and codes_alone().search(fold(text)) is None


def _with_decoded(draft: Draft, decoded: Sequence[Span], undone: _Undone) -> Draft:
    """A draft whose fields and notices state where the reader undid an encoding."""

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
    """The first field with `role` that has a value, or else the first empty one, or None."""
    found = fields.get(role)
    if not found:
        return None
    if found[0].text:
        return found[0]
    return next((field for field in found if field.text), found[0])


def with_date(item: Resolved, before: DateReading, reading: DateReading) -> Resolved:
    """A message whose date was read as `before`, with the new `reading`."""
    last = len(item.warnings) - len(date_notices(item.draft, before))
    warnings = (*item.warnings[:last], *date_notices(item.draft, reading))
    return replace(item, when=reading.when, warnings=warnings)


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
    restored: list[Inference] = []
    fields = _by_role(draft)
    outlook = False
    for field in fields.get(Role.DATE, ()):
        outlook = outlook or _says_sent(field.label, lexicon)
    people: dict[Role, tuple[Person, ...]] = {}
    sender: Person | None = None
    for role in _PEOPLE_ROLES:
        if role not in fields:
            continue
        found, behalf = _people(
            parsed, draft, fields, role, lexicon, outlook, warnings, restored, bars=bars
        )
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
        warnings.extend(date_notices(draft, reading))
    identified = not _OF_IDENTITY.isdisjoint(fields)
    if identified:
        warnings.extend(_endless_identifiers(fields))
    subject_field = _first(fields, Role.SUBJECT)
    subject: str | None = None
    if subject_field is not None:
        subject = subject_field.text.strip()
        if "\n" in subject:
            subject = " ".join(part.strip() for part in subject.split("\n"))
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
        subject_parts=_subject_parts(subject, lexicon, draft.language),
        message_id=_identifier(_first(fields, Role.MESSAGE_ID)) if identified else None,
        in_reply_to=_identifier(_first(fields, Role.IN_REPLY_TO)) if identified else None,
        references=_identifiers(_first(fields, Role.REFERENCES)) if identified else (),
        warnings=tuple(warnings),
        concluded=(*_concluded(reading), *restored),
    )


@lru_cache(maxsize=4096)
def _says_sent(label: str | None, lexicon: Lexicon) -> bool:
    """Whether a date's label is one of Outlook's, such as `Sent:`."""
    entry = None if label is None else lexicon.labels.get(fold(label))
    return entry is not None and bool(entry.sent)


def _subject_parts(subject: str | None, lexicon: Lexicon, language: str | None) -> Subject:
    """The parts of a subject; all messages of a chain have the same one."""
    read = _read_subject_once if len(subject or "") <= _SHORT_SUBJECT else read_subject
    return read(subject, lexicon, language)


_read_subject_once = lru_cache(maxsize=4096)(read_subject)


def _concluded(reading: DateReading | None) -> tuple[Inference, ...]:
    """The inference of a date whose year is not printed."""
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
    restored: list[Inference],
    *,
    bars: bool,
) -> tuple[tuple[Person, ...], Person | None]:
    found: list[Person] = []
    behalf: Person | None = None
    text = parsed.document.text
    # Pages that print people in a row, `Ann Poe, Ben Ost`, never write `Last, First`.
    by_comma = role is not Role.FROM and layout_named(draft.layout).parts_people_by_comma
    is_one = role is Role.FROM or role is Role.SENDER
    for field in fields[role]:
        if not field.text:
            if field.how is How.INFERRED:
                # An empty `To:` on a released page: the recipients were removed.
                nobody = PrintedMailbox(None, None, redacted=True)
                context = partial(_context, draft, fields, role, len(found))
                found.append(to_person(nobody, field.span, context))
            continue
        cursor = field.span.start
        addresses = PrintedAddresses(field.text)
        printed = read_people(
            parted_by_comma(field.text) if by_comma else field.text,
            lexicon,
            single=is_one,
            last_name_first=outlook,
            bars=bars,
        )
        if _NAME_ROLES.get(role) in fields:
            printed = _with_exported_names(printed, fields, role, lexicon)
        for number, item in enumerate(printed):
            # `On May 5, 2020, at 11:33 AM, you wrote:`
            if role is Role.FROM and _is_pronoun(item, draft, lexicon):
                continue
            key = item.address or item.name or ""
            is_restored = item.address is not None and not addresses.is_printed(item.address)
            place = _find(text, key, cursor, field.span.end, near=is_restored)
            span = Span(place, place + len(key)) if place >= 0 else field.span
            cursor = span.end if place >= 0 else cursor
            context = partial(_context, draft, fields, role, len(found))
            person = to_person(item, span, context)
            if person.printed_address is not None:
                warnings.append(_invalid_address(person.printed_address, span))
            if is_restored:
                restored.extend(addresses.restored(FIELD_NAMES[role], person.address))
            first = role is Role.FROM and number == 0
            principal = _principal(item, lexicon, outlook) if first else None
            if principal is not None:
                context = partial(_context, draft, fields, role, len(found), "\nprincipal")
                other = to_person(principal, field.span, context)
                restored.extend(addresses.restored(FIELD_NAMES[role], other.address))
                person, behalf = _author_first(person, other)
            found.append(person)
    if role is Role.FROM and len(found) > 1 and all(p.address is None for p in found):
        found = found[:1]
    return tuple(found), behalf


def _find(text: str, key: str, start: int, end: int, *, near: bool) -> int:
    """Where a name or address is printed in a field; -1 if it is not, or `near` and far away."""
    return text.find(key, start, min(end, start + _NEAR) if near else end) if key else -1


def _principal(agent: PrintedMailbox, lexicon: Lexicon, outlook: bool) -> PrintedMailbox | None:
    """The person for whom `agent` sent a message: `Ann Poe on behalf of Ben Ost
    <ben@quay.example>`.
    """
    if agent.on_behalf_of is None:
        return None
    named = read_people(agent.on_behalf_of, lexicon, single=True, last_name_first=outlook)
    return named[0] if named else None


def _invalid_address(printed: str, span: Span) -> Notice:
    """The warning that a printed address is not valid: `ann.poe@quay,example`."""
    said = f"printed address is not valid: {printed[:120]}"
    return Notice(NoticeCode.INVALID_ADDRESS, said, span)


def _is_pronoun(item: PrintedMailbox, draft: Draft, lexicon: Lexicon) -> bool:
    """Whether an attribution line has a pronoun instead of a name: `you wrote:`; `Du wrote:` is a
    name.
    """
    if draft.introduction is not Introduction.ATTRIBUTION:
        return False
    name = item.name
    if item.address or not name:
        return False
    return (name.islower() or len(name) != 2 or not name.isascii()) and (
        fold(name) in lexicon.pronouns
    )


def _author_first(agent: Person, principal: Person) -> tuple[Person, Person]:
    """The author of a message that `agent` sent on behalf of `principal`, then the other person."""
    # `Ann Poe <ann@dock.example> on behalf of tickets@dock.example`: she wrote it.
    if agent.name and principal.name is None and principal.address:
        return agent, principal
    # `Ann Poe on behalf of Ben Ost <ben@dock.example>`
    return principal, agent


def _namesakes_apart(people: dict[Role, tuple[Person, ...]]) -> dict[Role, tuple[Person, ...]]:
    """Give namesakes in one message placeholder mailboxes if only their affiliations differ.

    `Poe, Ann (DOCK); Poe, Ann (QUAY)` are two people, although usually an affiliation does not
    distinguish people.
    """
    units: dict[str, set[str]] = {}
    for found in people.values():
        for person in found:
            if person.address is None and person.name:
                units.setdefault(person.mailbox, set()).add(fold(person.name))
    if not units:
        return people
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
    """Give bare addresses the names that an export prints in parallel fields (X-From, X-To)."""
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


def _endless_identifiers(fields: _Fields) -> Iterator[Notice]:
    """Notices about Message-IDs that are too long for a header line."""
    for role in _IDENTIFYING:
        for field in fields.get(role, ()):
            if _TOO_LONG.search(field.text) is not None:
                said = f"{field.label or role.value} is longer than a line of a header: not used"
                yield Notice(NoticeCode.INVALID_IDENTIFIER, said, field.span)


def _identifiers(field: Field | None) -> tuple[str, ...]:
    if field is None:
        return ()
    return tuple(word for word in field.text.split() if _IDENTIFIER.fullmatch(word))


def _identifier(field: Field | None) -> str | None:
    found: Sequence[str] = _identifiers(field)
    return found[0] if found else None
