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

from collections.abc import Sequence
from functools import lru_cache

from mailrecon.lexicon import Lexicon
from mailrecon.model import Draft, Parsed, Person, Role
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
from mailrecon.resolve.people.draft_people import placed_people
from mailrecon.resolve.people.plain_people import UsualPerson
from mailrecon.resolve.people.usual_people import FEW_PEOPLE, plain_field, usual_people

# By a name of the module, Python finds them ten times as fast as in their enum.
_FROM, _DATE, _SUBJECT = Role.FROM, Role.DATE, Role.SUBJECT
# In the order of a header.
_PEOPLE = (_FROM, Role.TO, Role.CC, Role.BCC)
_ROLES = frozenset({*_PEOPLE, _DATE, _SUBJECT})


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
    date, subject = fields.get(_DATE), fields.get(_SUBJECT)
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
        field = fields.get(role)
        if field is not None:
            plain = plain_field(field.text, lexicon)
            known: Sequence[UsualPerson] | None
            if plain is not None and plain.unbarred:
                known = plain.people
            else:
                known = _certain_people(field.text, lexicon, role is _FROM, date.label)
            found = None if known is None else placed_people(text, field, draft, known)
            if not found:
                return None
            people[role] = found
    reading = read_date_of(date, draft, lexicon, None)
    if (
        _FROM not in people
        or reading.when is None
        or reading.numeric
        or reading.year_inferred
        or reading.year_of_title
    ):
        return None
    words = printed_subject(subject)
    return Resolved(
        draft,
        people[_FROM][0],
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


def _certain(
    text: str, lexicon: Lexicon, is_author: bool, label_of_date: str | None
) -> Sequence[UsualPerson] | None:
    """The people of a field that is not plain, if they can be read without looking at other
    fields' values.
    """
    if bar_signs_in(text, lexicon, is_author=is_author):
        return None
    outlook = says_sent(label_of_date, lexicon)
    return usual_people(text, lexicon, single=is_author, last_name_first=outlook, bars=False)


# Threads and archives print the same people again and again.
_certain_once = lru_cache(maxsize=16_384)(_certain)


def _certain_people(
    text: str, lexicon: Lexicon, is_author: bool, label_of_date: str | None
) -> Sequence[UsualPerson] | None:
    read = _certain_once if len(text) <= FEW_PEOPLE else _certain
    return read(text, lexicon, is_author, label_of_date)
