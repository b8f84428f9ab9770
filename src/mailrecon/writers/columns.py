"""A message as the columns that tables of mail share, by the field names e-discovery uses."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from mailrecon.citation import place_name
from mailrecon.model import Message, Person, Precision, Source, When
from mailrecon.offsets import offset_text
from mailrecon.regex import regex
from mailrecon.resolve.people import REDACTED_NAME

_PAGE = regex(r"page (\d+)")
MULTIPLE = "; "


def utf8_text(text: str) -> str:
    """`text` with each half of a surrogate pair as an escape, for UTF-8 cannot hold one."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def universal_time(when: When | None) -> datetime | None:
    """The moment in UTC, or None where no zone is known: it is not guessed."""
    if when is None or when.offset is None:
        return None
    return when.local - when.offset


def day_text(when: When | None) -> str:
    """The printed day as `2015-11-22`."""
    return when.local.date().isoformat() if when is not None else ""


def clock_text(when: When | None) -> str:
    """The printed local time of day as `14:05` or `14:05:09`; empty where only a day is printed."""
    if when is None or when.precision is Precision.DAY:
        return ""
    return f"{when.local:%H:%M:%S}" if when.precision is Precision.SECOND else f"{when.local:%H:%M}"


def zone_text(offset: timedelta | None) -> str:
    """`UTC+02:00`, or nothing where no zone is known."""
    return f"UTC{offset_text(offset)}" if offset is not None else ""


def person_text(person: Person) -> str:
    """`Ann Poe <ann@example.org>`; a removed address stays away, a removed person says so."""
    name = person.name or (REDACTED_NAME if person.redacted else person.printed_address or "")
    if person.address is None:
        return name or person.mailbox
    return f"{name} <{person.address}>" if name else person.address


def people_text(people: Iterable[Person]) -> str:
    """Several people, as `person_text`, parted by semicolons."""
    return MULTIPLE.join(person_text(person) for person in people)


def persons_text(people: Iterable[Person]) -> str:
    """Whom the archive takes people for: `Ann Poe (p-35ea0f44e6)`, parted by semicolons."""
    return MULTIPLE.join(
        f"{person.canonical or person.address or ''} ({person.person})".strip()
        for person in people
        if person.person
    )


def redacted_fields(message: Message) -> list[str]:
    """The fields in which an address or a person was removed, such as `From` or `To`."""
    fields = (
        ("From", (message.originator,)),
        ("Sender", (message.sender,)),
        ("Reply-To", message.reply_to),
        ("To", message.to),
        ("Cc", message.cc),
        ("Bcc", message.bcc),
    )
    found = [
        name
        for name, people in fields
        if any(person is not None and person.redacted for person in people)
    ]
    return [*found, *(["Original"] if message.source.redactions else [])]


def pages(source: Source) -> tuple[int, int] | None:
    """The first and last page of the original a message stands on, where it has pages."""
    ends = [_PAGE.search(place.reference) for place in (source.first, source.last) if place]
    if len(ends) != 2 or ends[0] is None or ends[1] is None:
        return None
    return int(ends[0][1]), int(ends[1][1])


def page_text(source: Source) -> str:
    """The pages of the original that a message stands on: `3`, `3-4`; nothing where it has none."""
    numbers = pages(source)
    if numbers is None:
        return ""
    first, last = numbers
    return str(first) if first == last else f"{first}-{last}"


def place_text(source: Source) -> str:
    """Where a message stands in the original: `page 3, line 12 to page 4, line 2`, `paragraph 9 to
    paragraph 14`, or the path of an element; nothing where its format has lines of text only."""
    if source.first is None or source.last is None:
        return ""
    first, last = place_name(source.first), place_name(source.last)
    return first if first == last else f"{first} to {last}"


def characters(source: Source) -> tuple[int, int]:
    """The stretch of the decoded text a message covers, half-open."""
    return source.span.start, source.span.end
