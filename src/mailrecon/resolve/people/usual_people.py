"""Fast path for address fields whose people all have a valid address, printed letter by letter.

    Ann Poe <ann@quay.example>, ben@dock.example

Such a field gives the same people, in the same places, wherever it is printed. The people of any
other field are read one by one (`draft_people`), with the same result for these, as tests ensure.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from mailrecon.lexicon import Lexicon
from mailrecon.resolve.people.names import has_letters_of_bars
from mailrecon.resolve.people.plain_people import UsualPerson, read_plain, read_plain_person
from mailrecon.resolve.people.printed_addresses import PrintedAddresses
from mailrecon.resolve.people.reading import PrintedMailbox, is_valid_address, read_people

# Longer lists seldom recur; those that do are of one thread.
FEW_PEOPLE = 400
_LONGEST = 10_000
# As in `is_unbarred`.
_SHORTEST_UNBARRED = 9
_LONGEST_NAME = 60


def usual_people(
    text: str, lexicon: Lexicon, *, single: bool, last_name_first: bool, bars: bool
) -> tuple[UsualPerson, ...] | None:
    """The people of a field, arguments as in `read_people`; None if they are to be read one by one.

    None of them has an address that ASCII cannot write, or sent the message for somebody else.
    """
    if len(text) > _LONGEST or "@" not in text:
        return None
    plain = plain_field(text, lexicon)
    if plain is not None and not (bars and plain.numbered):
        return plain.people
    read = _usual_once if len(text) <= FEW_PEOPLE else _usual_long
    return read(text, lexicon, single, last_name_first, bars)


def is_plainly_unbarred(text: str, lexicon: Lexicon) -> bool:
    """Whether a field is one person in the plain form, without a sign of a bar.

    The result of `is_unbarred` for such a field.
    """
    plain = plain_field(text, lexicon)
    return plain is not None and plain.unbarred


class PlainField(NamedTuple):
    """The person of a field that names one in the plain form; `unbarred` as in `is_unbarred`.

    `numbered`: the name ends with a number, which OCR may have read in a bar.
    """

    people: tuple[UsualPerson]
    unbarred: bool
    numbered: bool


@lru_cache(maxsize=16_384)
def plain_field(text: str, lexicon: Lexicon) -> PlainField | None:
    """The person of a field that names one in the plain form; None for any other field."""
    person = read_plain_person(text, lexicon, numbered=True)
    if person is None:
        return None
    name = person.name or ""
    # The address has the syntax of a valid one. Only few people need the pattern.
    domain = person.address.rpartition("@")[2]
    unbarred = (
        len(person.address) >= _SHORTEST_UNBARRED
        and len(name) <= _LONGEST_NAME
        and domain[:3].isalpha()
        and len(domain) > 2
        # `<ann@quay.example>`
        and text[:1] != "<"
        and not has_letters_of_bars(text)
    )
    return PlainField((person,), unbarred, name[-1:].isdigit())


def _usual(
    text: str, lexicon: Lexicon, single: bool, last_name_first: bool, bars: bool
) -> tuple[UsualPerson, ...] | None:
    pairs = read_plain(text, lexicon)
    if pairs is None:
        printed = read_people(
            text, lexicon, single=single, last_name_first=last_name_first, bars=bars
        )
        pairs = _with_printed_addresses(text, printed)
    found: list[UsualPerson] = []
    end = 0
    for name, address in pairs:
        start = text.find(address, end)
        if start < 0 or not is_valid_address(address):
            return None
        end = start + len(address)
        found.append(UsualPerson(name, address, start, end))
    return tuple(found) or None


# Threads and archives print the same people again and again.
_usual_once = lru_cache(maxsize=16_384)(_usual)
# The mails of one thread, or of one series of patches, go to the same long list.
_usual_long = lru_cache(maxsize=64)(_usual)


def _with_printed_addresses(
    text: str, printed: Sequence[PrintedMailbox]
) -> list[tuple[str | None, str]]:
    """Name and address of each person; no one if somebody has no address that the text prints."""
    addresses = PrintedAddresses(text)
    found: list[tuple[str | None, str]] = []
    for item in printed:
        address = item.address
        if (
            address is None
            or item.redacted
            or item.on_behalf_of is not None
            or not address.isascii()
            or not addresses.is_printed(address)
        ):
            return []
        found.append((item.name, address))
    return found
