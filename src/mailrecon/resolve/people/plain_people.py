"""Fast path for people in the commonest form, `Ann Poe <ann@quay.example>`: one pattern.

Any other form is left to `people`, which gives the same result for this one, as a test ensures. A
new rule in `people` needs no change here unless it reads plain words and a plain address
differently; then the test fails.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from mailrecon.lexicon import Lexicon, fold
from mailrecon.regex import regex
from mailrecon.resolve.people.nobody import is_nobody

# The form of nearly every address.
PLAIN_ADDRESS = r"[A-Za-z0-9_+-]++(?:\.[A-Za-z0-9_+-]++)*+@[A-Za-z0-9]++(?:[.-][A-Za-z0-9]++)*+"
# `Ann`, `O'Hara`, `Jean-Luc`, `J.`: letters, with marks between them at most.
WORD = r"[^\W\d_]++(?:['’.-][^\W\d_]++)*\.?"
_NAMED = rf"{WORD}(?: {WORD}){{1,5}} <{PLAIN_ADDRESS}>"
_DOTTED = r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*\.[A-Za-z]{2,}"
_PERSON = rf"(?:{_NAMED}|{_DOTTED}|<{_DOTTED}>)"
# A name of one word could be a degree after a comma: `Ann Poe <ann@quay.example>, MD`.
_PEOPLE = regex(rf"{_PERSON}(?:[,;][ \n]{_PERSON})*|{WORD} <{PLAIN_ADDRESS}>")
_QUOTED = regex(
    rf'"(?:(?P<name>{WORD}(?:,? {WORD}){{0,5}})|(?P<same>{_DOTTED}))"'
    rf" <(?P<address>{PLAIN_ADDRESS})>"
)
# A quoted name of one word could be what OCR read in a black bar.
_QUOTED_PERSON = rf'"(?:{WORD}(?:,? {WORD}){{1,5}}|{_DOTTED})" <{PLAIN_ADDRESS}>'
_MIXED = regex(rf"(?:{_QUOTED_PERSON}|{_PERSON})(?:, (?:{_QUOTED_PERSON}|{_PERSON}))*")
_ONE_OF_MIXED = regex(rf"{_QUOTED_PERSON}|{_PERSON}")
# One person in this form. A number at the name's end is the third group: `Room 12`.
_ALONE = regex(
    rf"({WORD}(?: {WORD}){{0,5}}( [0-9]{{1,6}})?) <({PLAIN_ADDRESS})>|(<)?({_DOTTED})(?(4)>)"
)
_BETWEEN = regex(r"[,;][ \n]")
_LONGEST = 2000
_LONGEST_ADDRESS = 64
# `xxxxx` and circles replace removed text, ` at ` replaces `@`, `IMCEA…` wraps another address.
_REMOVED = regex(r"xxx|〇| at | \(\) |imcea")


class UsualPerson(NamedTuple):
    """A person of a field with the place of the address: character offsets in the field's text,
    half-open.
    """

    name: str | None
    address: str
    start: int
    end: int


def read_plain_person(text: str, lexicon: Lexicon, *, numbered: bool = False) -> UsualPerson | None:
    """The result of `read_plain` for a list of one person, with the place of the address.

    With `numbered` also for a name that ends with a number, in a document without bars that OCR
    read as letters: `Room 12 <room12@quay.example>`.
    """
    match = _ALONE.fullmatch(text)
    if match is None:
        return None
    name, number, address, _, bare = match.groups()
    if number is not None and (not numbered or is_nobody(name, bars=False)):
        return None
    lowered = text.casefold()
    if name is None:
        address = bare
    else:
        words = name.casefold().split()
        folded = "".join(words) if name.isascii() else fold(name)
        if folded in lexicon.redactions or not _agents(lexicon).isdisjoint(words):
            return None
    if (
        len(address) > _LONGEST_ADDRESS
        # What `_REMOVED` finds in a field of this form; ` at ` is a word of the name.
        or ("xxx" in lowered or "imcea" in lowered or "〇" in lowered)
    ):
        return None
    end = len(text) - (text[-1] == ">")
    return UsualPerson(name, address, end - len(address), end)


def read_plain(text: str, lexicon: Lexicon) -> list[tuple[str | None, str]] | None:
    """Name and address of each person of a list; None if the list is not in the plain form."""
    if "@" not in text or len(text) > _LONGEST or not _PEOPLE.fullmatch(text):
        return None
    lowered = text.casefold()
    if _REMOVED.search(lowered) is not None:
        return None
    agents = _agents(lexicon)
    found: list[tuple[str | None, str]] = []
    for piece in _BETWEEN.split(text):
        name, bracket, address = piece.rstrip(">").rpartition(" <")
        # `<ann@quay.example>`
        address = address.lstrip("<")
        if len(address) > _LONGEST_ADDRESS:
            return None
        if bracket and (
            fold(name) in lexicon.redactions or not agents.isdisjoint(name.casefold().split())
        ):
            return None
        found.append((name if bracket else None, address))
    return found


# Threads and lists print the same people in one list after another.
@lru_cache(maxsize=16_384)
def read_one(piece: str, lexicon: Lexicon) -> tuple[str | None, str] | None:
    """Name and address of one person; None if it is neither in the plain form nor quoted.

    `"Poe, Ann" <ann@quay.example>`, `"ann@quay.example" <ann@quay.example>`
    """
    if piece[:1] != '"':
        person = read_plain_person(piece, lexicon)
        return (person.name, person.address) if person is not None else None
    quoted = _QUOTED.fullmatch(piece)
    if quoted is None or len(quoted["address"]) > _LONGEST_ADDRESS:
        return None
    lowered = piece.casefold()
    if _REMOVED.search(lowered) is not None:
        return None
    if quoted["same"] is not None:
        return (None, quoted["address"]) if quoted["same"] == quoted["address"] else None
    name = quoted["name"]
    words = name.casefold().replace(",", " ").split()
    # `"Poe, Ann van"` may end with a black bar that OCR read as letters.
    if "," in name and name.split()[-1].islower():
        return None
    if fold(name) in lexicon.redactions or not _agents(lexicon).isdisjoint(words):
        return None
    return name, quoted["address"]


def read_partly_quoted(text: str, lexicon: Lexicon) -> list[tuple[str | None, str]] | None:
    """Name and address of each person of a list with commas, in the plain form or quoted.

    `"Poe, Ann" <ann@quay.example>, Ben Ost <ben@dock.example>`; None for any other list.
    """
    if '"' not in text or len(text) > _LONGEST or _MIXED.fullmatch(text) is None:
        return None
    pieces = _ONE_OF_MIXED.findall(text)
    if ", ".join(pieces) != text:
        return None
    found = [one for piece in pieces if (one := read_one(piece, lexicon)) is not None]
    return found if len(found) == len(pieces) else None


@lru_cache(maxsize=4)
def _agents(lexicon: Lexicon) -> frozenset[str]:
    """The first words of phrases between sender and principal: `on` of `on behalf of`; and `at`."""
    phrases = (*lexicon.on_behalf, *lexicon.sent_by)
    return frozenset({"at", *(phrase.split()[0] for phrase in phrases)})
