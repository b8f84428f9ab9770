"""Damage documents like scans, releases and careless copying, reproducibly.

Each function takes a text and a seeded `random.Random`, and records the origin of each character.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cached_property

# OCR's misreadings of printed letters (Rice, Nartker and Nagy 1999, and releases of NIH).
CONFUSED = {
    "l": "I1|",
    "I": "l1|",
    "1": "lI",
    "0": "O",
    "O": "0",
    "e": "c",
    "c": "e",
    "o": "0",
    "S": "5",
    "5": "S",
    "B": "8",
    ":": ".;,",
    ",": ".",
    ".": ",",
    "@": "©",
    "h": "b",
    "u": "ii",
    "m": "rn",
    "t": "f",
    "-": "~_",
    ">": ")»",
    "<": "(«",
}
_LIGHT, _HEAVY = 0.003, 0.015
_STRAY = ("|", "·", "'", "_", "~", ".")
_MARGIN_STAMPS = ("(b)(6)", "Page 3 of 9", "ABC-0001234", "- 4 -", "UNCLASSIFIED")


@dataclass(frozen=True)
class Damaged:
    """A text, and for each of its characters its offset in the original (-1: none)."""

    text: str
    origins: list[int]

    @cached_property
    def _places(self) -> dict[int, int]:
        return {origin: place for place, origin in enumerate(self.origins) if origin >= 0}

    def moved(self, span: tuple[int, int]) -> tuple[int, int] | None:
        """The place of the remains of a span of the original; None if nothing remains."""
        places = self._places
        left = (
            places[n] for n in range(*span) if n in places and not self.text[places[n]].isspace()
        )
        found = sorted(left)
        return (found[0], found[-1] + 1) if found else None


def _made(pieces: list[tuple[str, int]]) -> Damaged:
    return Damaged("".join(piece for piece, _ in pieces), [place for _, place in pieces])


def plain(text: str) -> Damaged:
    """The text unchanged."""
    return Damaged(text, list(range(len(text))))


def scanned(text: str, chance: random.Random) -> Damaged:
    """Letters misread, marks before lines, spaces and line ends lost, stamps between lines."""
    rate = _HEAVY if chance.random() < 0.4 else _LIGHT
    pieces: list[tuple[str, int]] = []
    at_start = True
    for place, character in enumerate(text):
        if at_start and chance.random() < rate:
            pieces += [(chance.choice(_STRAY), -1), (" ", -1)]
        at_start = False
        lost = chance.random() < rate
        if character == "\n":
            if lost and chance.random() < 0.5:
                pieces.append((" ", -1))
                continue
            pieces.append((character, place))
            if chance.random() < rate / 2:
                pieces += [(letter, -1) for letter in chance.choice(_MARGIN_STAMPS) + "\n"]
            at_start = True
        elif lost and character == " ":
            if chance.random() < 0.3:
                pieces += [(character, place), (" ", -1)]
        elif lost and character in CONFUSED:
            wrong = chance.choice(CONFUSED[character]) if len(CONFUSED[character]) < 4 else "?"
            read = CONFUSED[character] if character in "mu" else wrong
            pieces += [(letter, place if not number else -1) for number, letter in enumerate(read)]
        else:
            pieces.append((character, place))
    return _made(pieces)


def cut(text: str, chance: random.Random) -> Damaged:
    """The document begins or ends too late or too early, or lines within it are lost."""
    lines = text.splitlines(keepends=True)
    places = [0]
    for line in lines:
        places.append(places[-1] + len(line))
    how = chance.random()
    first, last = 0, len(lines)
    lost: set[int] = set()
    if how < 0.35:
        first = chance.randrange(0, max(1, len(lines) // 3))
    elif how < 0.6:
        last = len(lines) - chance.randrange(0, max(1, len(lines) // 3))
    else:
        for _ in range(1 + len(lines) // 40):
            begin = chance.randrange(len(lines) or 1)
            lost.update(range(begin, begin + chance.choice((1, 1, 1, 2, 3, 6))))
    kept = [n for n in range(first, last) if n not in lost]
    return _made([(letter, places[n] + k) for n in kept for k, letter in enumerate(lines[n])])


def crossed(text: str, other: str, chance: random.Random) -> Damaged:
    """Add another document before it, after it, or between two of its paragraphs.

    The original is both texts, the other after this one.
    """
    strange = [(letter, len(text) + place) for place, letter in enumerate(other)]
    strange += [("\n", -1)] * (1 if other.endswith("\n") else 2)
    own = [(letter, place) for place, letter in enumerate(text)]
    how = chance.random()
    if how < 0.4:
        return _made(strange + own)
    if how < 0.8:
        gap = [] if text.endswith("\n\n") else [("\n", -1)]
        return _made(own + gap + strange)
    breaks = [place + 2 for place in range(len(text) - 2) if text.startswith("\n\n", place)]
    place = chance.choice(breaks) if breaks else 0
    return _made(own[:place] + strange + own[place:])
