"""Fast path for address fields in the commonest form: their people, and where each is printed.

    Ann Poe <ann@quay.example>, ben@dock.example

The people of any other field are read one by one (`draft_people`), with the same result for this
form, as a test ensures.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from mailrecon.lexicon import Lexicon
from mailrecon.resolve.people.names import count_bars
from mailrecon.resolve.people.nobody import is_nobody
from mailrecon.resolve.people.plain_people import read_plain
from mailrecon.resolve.people.reading import is_valid_address


class UsualPerson(NamedTuple):
    """A person of a field with the place of the address: character offsets in the field's text,
    half-open.
    """

    name: str | None
    address: str
    start: int
    end: int


# Threads and archives print the same people again and again.
@lru_cache(maxsize=16_384)
def usual_people(text: str, lexicon: Lexicon) -> tuple[UsualPerson, ...] | None:
    """The people of a field in the commonest form; None for any other.

    All addresses are valid and printed letter by letter, and nothing in the text may be a black bar
    that OCR read as letters.
    """
    plain = read_plain(text, lexicon)
    if plain is None or count_bars(text) or is_nobody(text, bars=False):
        return None
    found: list[UsualPerson] = []
    end = 0
    for name, address in plain:
        if not is_valid_address(address):
            return None
        start = text.index(address, end)
        end = start + len(address)
        found.append(UsualPerson(name, address, start, end))
    return tuple(found)
