"""Cut debris after names in documents where OCR read black bars as letters.

A name that is printed whole elsewhere in the document shows where it ends: with `Ann Poe` and
`Ost, Ben` known, `Ann Poe PS O` is Ann Poe, and `Ann Poe inn NEN Ost, Ben` are two people.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache

from msgspec.structs import replace

from mailrecon.lexicon import fold
from mailrecon.model import Person, Role, Span
from mailrecon.resolve.people.name_marks import PARTICLES, QUOTES
from mailrecon.resolve.people.names import EDGES_OF_BARS, is_title, may_be_name, without_affiliation
from mailrecon.resolve.people.reading import placeholder_mailbox

_Name = tuple[str, ...]
_People = Mapping[Role, tuple[Person, ...]]
# The fewest and the most words of a name.
_FEWEST_WORDS = 2
_MOST_WORDS = 12
# The most names that are counted; this limits the memory needed for a document.
_MOST_NAMES = 100_000
_STROKES = frozenset("I")
_SHORT = 2


class KnownNames:
    """Counts how often a document prints each name of two or more words."""

    def __init__(self) -> None:
        self._counts: Counter[_Name] = Counter()

    def add(self, people: _People) -> None:
        """Count the names of one message."""
        if len(self._counts) > _MOST_NAMES:
            return
        for person in (person for found in people.values() for person in found):
            if person.name is not None:
                for name in _names_of(person.name):
                    self._counts[name] += 1

    def part(self, people: _People) -> dict[Role, tuple[Person, ...]]:
        """The people of one message, with names cut at the end of a known name."""
        return {
            role: tuple(part for person in found for part in _parted(person, self._counts))
            for role, found in people.items()
        }


# Most messages name people that others name.
@lru_cache(maxsize=4096)
def _names_of(printed: str) -> tuple[_Name, ...]:
    """The names that are counted for a printed one: it, and it without an affiliation."""
    found = [name.split() for name in {printed, without_affiliation(printed)}]
    return tuple(_key(words) for words in found if _FEWEST_WORDS <= len(words) <= _MOST_WORDS)


def _parted(person: Person, known: Counter[_Name]) -> list[Person]:
    words = person.name.split() if person.name is not None and person.address is None else []
    if not _FEWEST_WORDS < len(words) <= _MOST_WORDS:
        return [person]
    whole = known[_key(words)]
    ends = [n for n in range(len(words) - 1, 1, -1) if known[_key(words[:n])]]
    starts = [n for n in range(1, len(words) - 1) if known[_key(words[n:])]]
    for end in ends:
        # `Ann Poe inn NEN Ost, Ben`
        start = next((n for n in starts if n >= end), None)
        if start is not None and not any(map(may_be_name, words[end:start])):
            return [_named(person, words[:end]), _named(person, words[start:])]
    # `f l © Ost, Ben (DOCK/SEA)`, `IW Ost, Ben`: a bar before a known name
    for start in starts:
        if not any(map(_may_be_before_name, words[:start])):
            return [_named(person, words[start:])]
    for end in ends:
        rest = words[end:]
        # `Poe, Ann J`, `Ann Poe II` may be whole names, unless the other is printed more often.
        initial = len(rest) == 1 and len(rest[0].strip(".")) == 1 and rest[0][0].isupper()
        initial = initial and rest[0] not in EDGES_OF_BARS  # `Ann Poe I`
        # `Ann Poe II`: OCR reads the edge of a bar like this as well.
        least = whole - _STROKES.issuperset(rest[-1])
        if (initial or is_title(rest[-1])) and known[_key(words[:end])] <= least:
            continue
        # `Ann Poe PS O`, and `Poe, Ann E EG (DOCK/QUAY) [E]`, a bar before the unit
        units = len(without_affiliation(person.name or "").split())
        if any(map(may_be_name, words[end:units])):
            continue
        if units == len(words) and not rest[-1].endswith((")", "]")):
            return [_named(person, words[:end])]
        if end < units < len(words):
            return [_named(person, [*words[:end], *words[units:]])]
    return [person]


def _may_be_before_name(word: str) -> bool:
    """Whether a word may be the first one of a name: `Dr.`, `de`, `J.`, `Ann`."""
    bare = word.strip(QUOTES + ".,")
    particle = bare.casefold() in PARTICLES or is_title(bare)
    initial = len(bare) == 1 and bare.isupper()
    return particle or initial or may_be_name(word) or (len(bare) == _SHORT and bare.istitle())


def _named(person: Person, words: list[str]) -> Person:
    """The person with a name of only these words, and the name's span."""
    name = " ".join(words).strip(QUOTES + " ,;")
    whole, span = person.name or "", person.span
    place = whole.find(name)
    # A name that is printed in another form has the span of its field.
    if span is not None and place >= 0 and span.end - span.start == len(whole):
        span = Span(span.start + place, span.start + place + len(name))
    return replace(person, name=name, mailbox=placeholder_mailbox(name), span=span)


def _key(words: Sequence[str]) -> _Name:
    return tuple(fold(word.strip(QUOTES + ";")) for word in words)
