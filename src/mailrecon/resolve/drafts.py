"""Read the fields of a document's drafts into people, dates and subjects."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from mailrecon.lexicon import Lexicon, fold
from mailrecon.lexicon.redaction_codes import codes_alone
from mailrecon.model import (
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
from mailrecon.resolve.dates import DateReading
from mailrecon.resolve.dates.day_orders import OrderVotes
from mailrecon.resolve.dates.draft_dates import (
    date_notices,
    date_reader,
    nesting_votes,
    printed_dates,
    read_again,
    read_dates,
)
from mailrecon.resolve.dates.years import REASON, REASON_OF_TITLE, with_year_of_title
from mailrecon.resolve.encoded_words import decode_words
from mailrecon.resolve.people.draft_people import (
    PEOPLE_ROLES,
    DraftPeople,
    Fields,
    by_role,
    first_field,
    namesakes_apart,
    usual_people_of,
)
from mailrecon.resolve.people.known_names import KnownNames
from mailrecon.resolve.people.names import count_bars, is_unbarred
from mailrecon.resolve.people.nobody import is_nobody
from mailrecon.resolve.people.usual_people import is_plainly_unbarred
from mailrecon.resolve.subject import Subject, read_subject


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
_OF_PEOPLE = frozenset(PEOPLE_ROLES)
_IDENTIFYING = (Role.MESSAGE_ID, Role.IN_REPLY_TO, Role.REFERENCES)
_OF_IDENTITY = frozenset(_IDENTIFYING)
# Longer subjects are not cached, because they rarely recur.
_SHORT_SUBJECT = 200
# Printed Message-IDs are kept even if odd, but not with a bracket inside, and not if longer than a
# header line may be (RFC 5322, 2.1.1).
_BETWEEN_IDENTIFIERS = regex(r">[,;]?\s*<")
_IDENTIFIER = regex(r"(?=[!-~]{5,950}\Z)<[!-;=?A-~]+@[!-;=?-~]+>")
_TOO_LONG = regex(r"<[!-~]{950,}")
_SURE_OF_YEAR = 0.9
# With this many signs, OCR read black bars as letters; a single one may be a slip.
_BAR_SIGNS = 2


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


def resolve_in_general(parsed: Parsed, lexicon: Lexicon) -> list[Resolved]:
    """The result of `resolve`, without fast paths.

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
    bars = reads_bars(parsed.drafts, lexicon)
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


def reads_bars(drafts: Sequence[Draft], lexicon: Lexicon) -> bool:
    """Whether OCR read black bars of a document as letters: `Poe, Ann (DOCK) [E] yy woe@-`."""
    signs = 0
    for draft in drafts:
        for field in draft.fields:
            if field.role in _OF_PEOPLE and field.text:
                signs += bar_signs_in(field.text, lexicon, is_author=field.role is Role.FROM)
                if signs >= _BAR_SIGNS:
                    return True
    return False


def bar_signs_in(text: str, lexicon: Lexicon, *, is_author: bool) -> int:
    """How many bars a field of people seems to have, which has a text; `is_author` in From."""
    if is_plainly_unbarred(text, lexicon) or is_unbarred(text):
        return 0
    return _bar_signs(text, is_author)


@lru_cache(maxsize=16_384)
def _bar_signs(text: str, alone: bool) -> int:
    """How many bars a field seems to have; `alone`: its whole text may be one.

    `(b)(6)` was printed like this, and is not such a bar.
    """
    signs = count_bars(text)
    if alone and is_nobody(text, bars=False) and codes_alone().search(fold(text)) is None:
        signs += 1
    return signs


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
    fields = by_role(draft)
    dates = fields.get(Role.DATE, ())
    outlook = bool(dates) and any(says_sent(field.label, lexicon) for field in dates)
    text = parsed.document.text
    warnings = list(draft.warnings)
    restored: tuple[Inference, ...] = ()
    principal: Person | None = None
    people = usual_people_of(text, draft, fields, lexicon, outlook=outlook, bars=bars)
    if people is None:
        reader = DraftPeople(text, draft, fields, lexicon, outlook=outlook, bars=bars)
        read = {role: reader.read(role) for role in PEOPLE_ROLES if role in fields}
        people = namesakes_apart({role: found for role, found in read.items() if found})
        warnings += reader.warnings
        restored, principal = tuple(reader.restored), reader.principal
    originators = people.get(Role.FROM, ())
    senders = people.get(Role.SENDER, ())
    originator = originators[0] if originators else (senders[0] if senders else None)
    if originators and senders and principal is None:
        principal = senders[0]
    if reading is not None:
        warnings += date_notices(draft, reading)
    identified = not _OF_IDENTITY.isdisjoint(fields)
    if identified:
        warnings.extend(_endless_identifiers(fields))
    date_field = first_field(fields, Role.DATE)
    subject = _printed_subject(draft, fields)
    return Resolved(
        draft=draft,
        originator=originator,
        sender=principal,
        people=people,
        when=reading.when if reading else None,
        date_printed=" ".join(date_field.text.split()) if date_field and date_field.text else None,
        subject=subject,
        subject_parts=subject_parts(subject, lexicon, draft.language),
        message_id=_own_identifier(first_field(fields, Role.MESSAGE_ID)) if identified else None,
        in_reply_to=_identifier(first_field(fields, Role.IN_REPLY_TO)) if identified else None,
        references=_identifiers(first_field(fields, Role.REFERENCES)) if identified else (),
        warnings=tuple(warnings),
        concluded=(*_concluded(reading), *restored),
    )


def _printed_subject(draft: Draft, fields: Fields) -> str | None:
    """The subject on one line, decoded; of a printed conversation, the one in its title."""
    field = first_field(fields, Role.SUBJECT)
    if field is not None:
        return printed_subject(field)
    if draft.heading is not None and draft.thread is not None:
        return draft.heading.subject or None
    return None


def printed_subject(field: Field) -> str:
    """The subject that a field prints, on one line, decoded."""
    printed = field.text.strip()
    if "\n" in printed:
        printed = " ".join(part.strip() for part in printed.split("\n"))
    return decode_words(printed)


@lru_cache(maxsize=4096)
def says_sent(label: str | None, lexicon: Lexicon) -> bool:
    """Whether a date's label is one of Outlook's, such as `Sent:`."""
    entry = None if label is None else lexicon.labels.get(fold(label))
    return entry is not None and bool(entry.sent)


def subject_parts(subject: str | None, lexicon: Lexicon, language: str | None) -> Subject:
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


def _endless_identifiers(fields: Fields) -> Iterator[Notice]:
    """Notices about Message-IDs that are too long for a header line."""
    for role in _IDENTIFYING:
        for field in fields.get(role, ()):
            if _TOO_LONG.search(field.text) is not None:
                said = f"{field.label or role.value} is longer than a line of a header: not used"
                yield Notice(NoticeCode.INVALID_IDENTIFIER, said, field.span)


def _identifiers(field: Field | None) -> tuple[str, ...]:
    if field is None:
        return ()
    # `<a@quay.example><b@quay.example>`, `<a@quay.example>,<b@quay.example>`: without a space.
    parted = _BETWEEN_IDENTIFIERS.sub("> <", field.text) if "<" in field.text[1:] else field.text
    return tuple(word for word in parted.split() if _IDENTIFIER.fullmatch(word))


def _own_identifier(field: Field | None) -> str | None:
    """The identifier of a message; some programs write it without brackets."""
    bare = field.text.strip() if field is not None else ""
    if bare[:1] != "<" and _IDENTIFIER.fullmatch(f"<{bare}>"):
        return f"<{bare}>"
    return _identifier(field)


def _identifier(field: Field | None) -> str | None:
    found: Sequence[str] = _identifiers(field)
    return found[0] if found else None
