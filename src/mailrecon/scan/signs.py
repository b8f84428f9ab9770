"""Search a text for one of several short signs, by their rarest characters first.

`{noformat}` has a brace, which most mails lack. The few characters of a text that most mails lack
are collected once (`odd_characters`); signs with such a character are searched for only if the text
has it. A sign without a rare character is searched for as a whole; those that begin a line are
searched for together, from line break to line break.
"""

from __future__ import annotations

import re
from codecs import utf_16_le_decode
from collections import Counter
from collections.abc import Iterable
from string import ascii_letters, digits
from typing import NamedTuple

from mailrecon.regex import regex

# The characters of plain mails: letters, digits, white space, marks of sentences and addresses.
_USUAL = ascii_letters + digits + " \n.,:;?!'-_<>@"
_USUAL_BYTES = _USUAL.encode()
_ASCII = bytes(range(128))
# Of all other characters, those that a sign may have, wherever it is in a text.
_OTHERS = regex(r"[©»【]|\d")
# Characters that few texts have, the rarest first.
_RARE = '\r\x00`{}|\\^~#[]*+=%"&(/'


# The ASCII characters of plain lines (`scan/marked_lines.py`).
PLAIN = ascii_letters + " .,;!?'"
_PLAIN_CHARACTERS = frozenset(PLAIN)


def odd_characters(text: str) -> str:
    """The characters of a text that most mails lack, in order.

    Non-ASCII characters are among them only if one may be part of a sign: most are letters, or
    quotation marks and dashes.
    """
    data = text.encode("utf-8", "surrogatepass").translate(None, _USUAL_BYTES)
    if data.isascii():
        return data.decode("ascii")
    others = data.translate(None, _ASCII).decode("utf-8", "surrogatepass")
    if others.isalpha() or _OTHERS.search(others) is None:
        return data.decode("ascii", "ignore")
    return data.decode("utf-8", "surrogatepass")


# An even number, so that no pair is parted; pieces of this size stay in the processor's cache.
_PIECE = 32_768


_UNMARKED = (ascii_letters + " \n.,").encode("ascii")


# A longer run is found as fast by itself.
_LONGEST_RUN = 5
# Characters of which rules seek a run, such as that of dots in `From ........ Ann Poe`.
_RUN_OF = " ."


class FoundMarks(NamedTuple):
    """The characters of a text except letters, spaces, full stops and commas; and those of which it
    may have a run.
    """

    characters: str
    doubled: str


def marks_of(text: str) -> FoundMarks:
    """The marks of a text. One that has other characters than those of ASCII, or is short, is
    returned unchanged.

    A search for each of thirty marks in the text takes three times as long. For runs see `has_run`.
    """
    if len(text) < _PIECE or not text.isascii():
        return FoundMarks(text, text)
    found: set[int] = set()
    doubled: set[str] = set()
    for start in range(0, len(text), _PIECE):
        piece = text[start : start + _PIECE].encode("ascii")
        found.update(piece.translate(None, _UNMARKED))
        pairs, _ = utf_16_le_decode(piece)
        doubled.update(one for one in _RUN_OF if _pair(one) in pairs)
    return FoundMarks(bytes(sorted(found)).decode("ascii"), "".join(doubled))


def _pair(character: str) -> str:
    """An ASCII character twice, if each two bytes are read as one character."""
    return chr(ord(character) * 0x101)


def has_run(text: str, run: str, doubled: str | None = None) -> bool:
    """Whether a run is in a text: one ASCII character, three times or more. Anything else is found,
    too.

    Two of three in a row are at an even place, and are one character if each two bytes are read as
    one. In a long text, searching for one character takes a fraction of the time. `doubled` are the
    characters of which the text may have a run, if they are known (`marks_of`).
    """
    if doubled is not None and run[0] in _RUN_OF:
        return run[0] in doubled and run in text
    is_run = len(run) <= _LONGEST_RUN and run == run[0] * len(run)
    if is_run and len(text) >= _PIECE and text.isascii():
        pair = _pair(run[0])
        for start in range(0, len(text) - 1, _PIECE):
            pairs, _ = utf_16_le_decode(text[start : start + _PIECE].encode("ascii"))
            if pair in pairs:
                return run in text
        return False
    return run in text


# Characters of English mail, the commonest first; rarer are other marks, digits and capitals.
_BY_FREQUENCY = " etaoinshrdlu\ncm.-fwyp:v,bg_<>@kjqxz"


def any_of(signs: Iterable[str]) -> re.Pattern[str]:
    """A pattern that finds any of some signs in a short text.

    Each is sought by its rarest character, all together, which takes half the time of one search a
    sign.
    """
    forms: dict[str, list[str]] = {}
    for sign in dict.fromkeys(signs):
        place = max(range(len(sign)), key=lambda at: _rarity(sign[at]))
        before, behind = re.escape(sign[: place + 1]), re.escape(sign[place + 1 :])
        forms.setdefault(sign[place], []).append(f"(?<={before}){behind}" if place else behind)
    return regex("|".join(f"{re.escape(one)}(?:{'|'.join(all_)})" for one, all_ in forms.items()))


def _rarity(character: str) -> int:
    place = _BY_FREQUENCY.find(character)
    return len(_BY_FREQUENCY) if place < 0 else place


def _searches(signs: Iterable[str]) -> list[re.Pattern[str]]:
    """Patterns for signs that have capitals, those with the same capital together.

    A pattern that begins with a letter is found as fast as one sign.
    """
    waiting, found = list(signs), []
    while waiting:
        capitals = Counter(one for sign in waiting for one in sorted({*sign}) if one.isupper())
        capital, _ = capitals.most_common(1)[0]
        forms = [sign.partition(capital)[::2] for sign in waiting if capital in sign]
        waiting = [sign for sign in waiting if capital not in sign]
        sides = [(re.escape(f"{before}{capital}"), re.escape(behind)) for before, behind in forms]
        either = "|".join(f"(?<={before}){behind}" for before, behind in sides)
        found.append(regex(f"{capital}(?:{either})"))
    return found


class Signs:
    """Several signs, of which a text may have one."""

    def __init__(self, signs: Iterable[str]) -> None:
        usual: list[str] = []
        below: list[str] = []
        by_character: dict[str, list[str]] = {}
        for sign in signs:
            rare = next((character for character in _RARE if character in sign), None)
            rare = rare or next((one for one in sign if one not in _USUAL), None)
            if rare is not None:
                by_character.setdefault(rare, []).append(sign)
            elif sign.startswith("\n"):
                below.append(re.escape(sign[1:]))
            else:
                usual.append(sign)
        self._by_character = tuple(by_character.items())
        # Each sign by its rarest character: few texts have an `!`, a `W` or an `'`.
        by_rarest: dict[str, list[str]] = {}
        for sign in usual:
            by_rarest.setdefault(max(sign, key=_rarity), []).append(sign)
        self._by_rarest = tuple(by_rarest.items())
        self._rare = frozenset(by_character)
        plain = [sign for sign in usual if _PLAIN_CHARACTERS.issuperset(sign)]
        self._plain = [sign for sign in plain if sign == sign.lower()]
        self._by_capital = _searches([sign for sign in plain if sign != sign.lower()])
        self._marked = [sign for sign in usual if not _PLAIN_CHARACTERS.issuperset(sign)]
        self._below = regex(f"\n(?:{'|'.join(below)})") if below else None

    def in_text(self, text: str, odd: str | None = None, marked: str | None = None) -> bool:
        """Whether a text has one of the signs.

        `odd` are its odd characters, and `marked` its lines that are not plain (`marked_lines`), if
        they are known.
        """
        shown = text if marked is None else marked
        known = odd_characters(text) if odd is None else odd
        if known and not self._rare.isdisjoint(known):
            for character, signs in self._by_character:
                if character in known and any(map(shown.__contains__, signs)):
                    return True
        if self._below is not None and self._below.search(text) is not None:
            return True
        if marked is not None and not any(map(marked.__contains__, self._marked)):
            return any(has_run(text, sign) for sign in self._plain) or any(
                found.search(text) is not None for found in self._by_capital
            )
        for character, signs in self._by_rarest:
            if character in text and any(map(text.__contains__, signs)):
                return True
        return False
