"""Resolve the drafts of a document: by a fast path if all are plain, otherwise in general.

    From: Ann Poe <ann@quay.example>
    Sent: Monday, May 4, 2020 9:12 AM
    To: Ben Ost <ben@dock.example>
    Subject: Tide tables

Most drafts have only such fields, one of each: people with valid addresses
(`people/usual_people.py`), a date whose day and month are certain, and a subject. What the fields
of a document say of each other (bars that OCR read as letters, the order of day and month, years
that are not printed) does not concern them.
"""

from __future__ import annotations

from mailrecon.lexicon import Lexicon
from mailrecon.model import Draft, Field, Parsed, Person, Role, Span
from mailrecon.rebuilding_progress import Stage, followed
from mailrecon.resolve.dates.draft_dates import date_notices, read_date_of
from mailrecon.resolve.drafts import (
    Resolved,
    bar_signs_in,
    printed_subject,
    resolve_in_general,
    says_sent,
    subject_parts,
)
from mailrecon.resolve.people.draft_people import usual_people_in
from mailrecon.resolve.people.usual_people import plain_field

# In the order of a header.
_PEOPLE = (Role.FROM, Role.TO, Role.CC, Role.BCC)
_ROLES = frozenset({*_PEOPLE, Role.DATE, Role.SUBJECT})


def resolve(parsed: Parsed, lexicon: Lexicon) -> list[Resolved]:
    """Read the fields of every draft of a document."""
    return resolve_plain(parsed, lexicon) or resolve_in_general(parsed, lexicon)


def resolve_plain(parsed: Parsed, lexicon: Lexicon) -> list[Resolved] | None:
    """The result of `resolve_in_general` if all drafts are plain; None if one is not."""
    document, drafts = parsed.document, parsed.drafts
    if document.decoded:
        return None
    found: list[Resolved] = []
    text = document.text
    for draft in followed(Stage.RESOLVING, drafts, len(drafts)):
        item = _resolve_draft(text, draft, lexicon)
        if item is None:
            return None
        found.append(item)
    return found


def _resolve_draft(text: str, draft: Draft, lexicon: Lexicon) -> Resolved | None:
    """The values of a draft's fields; None if one of them is not plain."""
    fields = {field.role: field for field in draft.fields}
    date, subject = fields.get(Role.DATE), fields.get(Role.SUBJECT)
    if (
        len(fields) != len(draft.fields)
        or not fields.keys() <= _ROLES
        or date is None
        or not date.text
        or subject is None
    ):
        return None
    people: dict[Role, tuple[Person, ...]] = {}
    for role in _PEOPLE:
        if role in fields:
            found = _people_of(text, fields[role], draft, date, lexicon)
            if found is None:
                return None
            people[role] = found
    reading = read_date_of(date, draft, lexicon, None)
    if (
        Role.FROM not in people
        or reading.when is None
        or reading.numeric
        or reading.year_inferred
        or reading.year_of_title
    ):
        return None
    words = printed_subject(subject)
    return Resolved(
        draft,
        people[Role.FROM][0],
        None,
        people,
        reading.when,
        " ".join(date.text.split()),
        words,
        subject_parts(words, lexicon, draft.language),
        None,
        None,
        (),
        (*draft.warnings, *date_notices(draft, reading)) if reading.doubts else draft.warnings,
    )


def _people_of(
    text: str, field: Field, draft: Draft, date: Field, lexicon: Lexicon
) -> tuple[Person, ...] | None:
    """The people of a field, if they can be read without looking at other fields."""
    printed, place = field.text, field.span.start
    plain = plain_field(printed, lexicon)
    if plain is not None and plain.unbarred:
        if not text.startswith(printed, place):
            return None
        name, address, start, end = plain.people[0]
        return (Person(name, address, False, address, Span(place + start, place + end)),)
    if bar_signs_in(field, lexicon):
        return None
    outlook = says_sent(date.label, lexicon)
    found = usual_people_in(text, field, field.role, draft, lexicon, outlook=outlook, bars=False)
    return tuple(found) if found else None
