"""Fast path for address fields whose people all have a valid address, printed letter by letter.

    Ann Poe <ann@quay.example>, ben@dock.example

Such a field gives the same people, in the same places, wherever it is printed. The people of any
other field are read one by one (`draft_people`), with the same result for these, as tests ensure.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from mailrecon.lexicon import Lexicon
from mailrecon.resolve.people.plain_people import read_plain
from mailrecon.resolve.people.printed_addresses import PrintedAddresses
from mailrecon.resolve.people.reading import is_valid_address, read_people

# Longer lists seldom recur.
_LONGEST = 400


class UsualPerson(NamedTuple):
    """A person of a field with the place of the address: character offsets in the field's text,
    half-open.
    """

    name: str | None
    address: str
    start: int
    end: int


def usual_people(
    text: str, lexicon: Lexicon, *, single: bool, last_name_first: bool, bars: bool
) -> tuple[UsualPerson, ...] | None:
    """The people of a field, arguments as in `read_people`; None if they are to be read one by one.

    None of them has an address that ASCII cannot write, or sent the message for somebody else.
    """
    if len(text) > _LONGEST or "@" not in text:
        return None
    return _usual_once(text, lexicon, single, last_name_first, bars)


# Threads and archives print the same people again and again.
@lru_cache(maxsize=16_384)
def _usual_once(
    text: str, lexicon: Lexicon, single: bool, last_name_first: bool, bars: bool
) -> tuple[UsualPerson, ...] | None:
    found: list[UsualPerson] = []
    end = 0
    plain = read_plain(text, lexicon)
    if plain is not None:
        for name, mailbox in plain:
            if not is_valid_address(mailbox):
                return None
            start = text.index(mailbox, end)
            end = start + len(mailbox)
            found.append(UsualPerson(name, mailbox, start, end))
        return tuple(found)
    printed = read_people(text, lexicon, single=single, last_name_first=last_name_first, bars=bars)
    addresses = PrintedAddresses(text)
    for item in printed:
        address = item.address
        if (
            address is None
            or item.redacted
            or item.on_behalf_of is not None
            or not address.isascii()
            or not is_valid_address(address)
            or not addresses.is_printed(address)
        ):
            return None
        start = text.find(address, end)
        if start < 0:
            return None
        end = start + len(address)
        found.append(UsualPerson(item.name, address, start, end))
    return tuple(found) or None
