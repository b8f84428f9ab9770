"""How a message is cited: `TERN-FOIA-001004, e-mail of 3 March 2021, Holt to Rask`."""

from __future__ import annotations

from datetime import date

from mailrecon.model import Message, Person, Place, PlaceUnit, Source

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_REDACTED = "[redacted]"


def citation(message: Message) -> str:
    """The source with its first number or page, the date, and who wrote to whom.

    The year is the Gregorian one, the day the printed one. Of several recipients the first is
    named. What is removed is named as such.
    """
    parts = [source_text(message.source), _mail_of(message)]
    people = _people(message)
    return ", ".join([*parts, people] if people else parts)


def source_text(source: Source) -> str:
    """`TERN-FOIA-001004`; `TERN-FOIA-001004 to TERN-FOIA-001006`; `release.pdf, page 3, line 2`."""
    if source.bates:
        first, last = source.bates[0], source.bates[-1]
        return first if first == last else f"{first} to {last}"
    return f"{source.document}, {first_place(source)}"


def first_place(source: Source) -> str:
    """Where a message begins: `page 3, line 12`, `paragraph 9`, `line 40`."""
    return place_name(source.first) if source.first is not None else f"line {source.lines[0]}"


def place_name(place: Place) -> str:
    """`page 3, line 12`; `paragraph 4`; `part 1.2`: what the format calls it, and which."""
    named = place.unit is PlaceUnit.ELEMENT or not place.reference[:1].isdigit()
    return place.reference if named else f"{place.unit} {place.reference}"


def _mail_of(message: Message) -> str:
    when = message.when
    if when is None:
        return f"e-mail dated {message.date_printed}" if message.date_printed else "undated e-mail"
    return f"e-mail of {day_of_citation(when.local)}"


def day_of_citation(local: date) -> str:
    """`3 March 2021`."""
    return f"{local.day} {_MONTHS[local.month - 1]} {local.year}"


def _people(message: Message) -> str:
    recipients = (*message.to, *message.cc, *message.bcc)
    sender = _surname(message.originator) if message.originator is not None else ""
    return who_to_whom(sender, _surname(recipients[0]) if recipients else "", len(recipients))


def who_to_whom(sender: str, first: str, recipients: int) -> str:
    """`Holt to Rask and 2 others`: the sender, the first recipient, and how many there are."""
    if not recipients:
        return sender
    others = recipients - 1
    more = f" and {others} other{'s' if others > 1 else ''}" if others else ""
    return f"{sender or '[unknown]'} to {first}{more}"


def _surname(person: Person) -> str:
    """The family name (`Poe, Ann` and `Ann Poe` give `Poe`), else the whole name or the address."""
    name = person.name
    if not name:
        return person.address or person.printed_address or _REDACTED
    return surname(name)


def surname(name: str) -> str:
    """The family name in a display name; all of it where it has none."""
    family, comma, _ = name.partition(",")
    if comma and family.strip():
        return family.strip()
    words = name.split()
    last = words[-1] if words else name
    # `Harbour Office 3`, a name in another script: the whole name, where the last word is none.
    # So is `Rask. Ida M`, where OCR read a full stop for the comma: `M` can't be a family name.
    letters = last.replace("-", "").replace("'", "")
    is_family = len(letters) > 1 and letters.isalpha() and last[0].isupper()
    return last if name.isascii() and is_family else name
