"""Values that tables of mail have in common: dates, people, pages as text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from mailrecon.citation import place_name
from mailrecon.model import FIELD_NAMES, Message, Person, Precision, Source, When
from mailrecon.offsets import offset_text
from mailrecon.regex import regex
from mailrecon.resolve.people.reading import REDACTED_NAME

# The place of a line in a PDF: `page 3, line 12`.
_PAGE = regex(r"page (\d+)")
_ADDRESS_FIELDS = tuple(FIELD_NAMES.values())
# Between the values of a field that has several; review platforms split at the semicolon.
MULTIPLE = "; "


def utf8_text(text: str) -> str:
    """`text` with lone surrogates escaped (`\\ud83d`), since UTF-8 cannot encode them."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def universal_time(when: When | None) -> datetime | None:
    """The date in UTC; None if no zone is known, since a guess would look like a fact."""
    if when is None or when.offset is None:
        return None
    return when.local - when.offset


def day_text(when: When | None) -> str:
    """The printed day, `2015-11-22`; empty for an unknown date."""
    return when.local.date().isoformat() if when is not None else ""


def clock_text(when: When | None) -> str:
    """The printed local time, `14:05` or `14:05:09`; empty if only a day is printed."""
    if when is None or when.precision is Precision.DAY:
        return ""
    return f"{when.local:%H:%M:%S}" if when.precision is Precision.SECOND else f"{when.local:%H:%M}"


def zone_text(offset: timedelta | None) -> str:
    """`UTC+02:00`; empty if no zone is known."""
    return f"UTC{offset_text(offset)}" if offset is not None else ""


def person_text(person: Person) -> str:
    """`Ann Poe <ann@example.org>`; `Ann Poe` without an address; `[redacted]` if all is removed."""
    name = person.name or (REDACTED_NAME if person.redacted else person.printed_address or "")
    if person.address is None:
        return name or person.mailbox
    return f"{name} <{person.address}>" if name else person.address


def people_text(people: Iterable[Person]) -> str:
    """Several people as `person_text`, separated by semicolons."""
    return MULTIPLE.join(person_text(person) for person in people)


def persons_text(people: Iterable[Person]) -> str:
    """The identities people are linked to, separated by semicolons.

    `Ann Poe (p-35ea0f44e6)`; `Ann Poe (p-35ea0f44e6, Mayor, Tern Island)` if a file of people or a
    correction gives a role.
    """
    return MULTIPLE.join(identity_text(person) for person in people if person.person)


def identity_text(person: Person) -> str:
    """Whom a printed person is linked to: the name they go by, the id, role and organisation."""
    known = person.person or ""
    if person.job or person.organisation:
        known = ", ".join(filter(None, (person.person, person.job, person.organisation)))
    return f"{person.canonical or person.address or ''} ({known})".strip()


def redacted_fields(message: Message) -> list[str]:
    """The fields in which an address or a person was removed, such as `From` or `To`.

    `Original` is added if the original shows redactions (black boxes) over the message.
    """
    found = [
        name for name, people in people_by_field(message) if any(one.redacted for one in people)
    ]
    return [*found, *(["Original"] if message.source.redactions else [])]


def people_by_field(message: Message) -> list[tuple[str, tuple[Person, ...]]]:
    """The address fields that have people, by field name (`Reply-To`), in RFC 5322's order."""
    people = (
        () if message.originator is None else (message.originator,),
        () if message.sender is None else (message.sender,),
        message.reply_to,
        message.to,
        message.cc,
        message.bcc,
    )
    return [field for field in zip(_ADDRESS_FIELDS, people, strict=True) if field[1]]


def pages(source: Source) -> tuple[int, int] | None:
    """The first and last page of the original that a message is on; None without pages."""
    return pages_of([place.reference for place in (source.first, source.last) if place])


def pages_of(references: Sequence[str]) -> tuple[int, int] | None:
    """The pages in the first and the last place of a message: `page 3, line 12`."""
    ends = [_PAGE.search(reference) for reference in references]
    if len(ends) != 2 or ends[0] is None or ends[1] is None:
        return None
    return int(ends[0][1]), int(ends[1][1])


def page_text(source: Source) -> str:
    """The pages of the original that a message is on: `3`, `3-4`; empty without pages."""
    return page_range(pages(source))


def page_range(numbers: tuple[int, int] | None) -> str:
    """The first and last page: `3`, `3-4`."""
    if numbers is None:
        return ""
    first, last = numbers
    return str(first) if first == last else f"{first}-{last}"


def place_text(source: Source) -> str:
    """The place of a message in the original; empty for plain text, which has lines only.

    `page 3, line 12 to page 4, line 2`; `paragraph 9 to paragraph 14`; the path of an element.
    """
    if source.first is None or source.last is None:
        return ""
    first, last = place_name(source.first), place_name(source.last)
    return first if first == last else f"{first} to {last}"


def characters(source: Source) -> tuple[int, int]:
    """The character offsets of a message in the decoded text, half-open."""
    return source.span.start, source.span.end
