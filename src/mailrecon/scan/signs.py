"""Search a text for one of several short signs, by their rarest characters first.

`{noformat}` has a brace, which most mails lack. Searching for this one character takes a fraction
of the time. A sign without a rare character is searched for as a whole; those that begin a line are
searched for together, from line break to line break.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from mailrecon.regex import regex

# Characters that few texts have, the rarest first.
_RARE = "\r\x00`{}|\\^~#[]*+=!%\"&(/'@"


class Signs:
    """Several signs, of which a text may have one."""

    def __init__(self, signs: Iterable[str]) -> None:
        self._plain: list[str] = []
        below: list[str] = []
        by_character: dict[str, list[str]] = {}
        for sign in signs:
            rare = next((character for character in _RARE if character in sign), None)
            if rare is not None:
                by_character.setdefault(rare, []).append(sign)
            elif sign.startswith("\n"):
                below.append(re.escape(sign[1:]))
            else:
                self._plain.append(sign)
        self._by_character = tuple(by_character.items())
        self._below = regex(f"\n(?:{'|'.join(below)})") if below else None

    def in_text(self, text: str) -> bool:
        """Whether a text has one of the signs."""
        for character, signs in self._by_character:
            if character in text:
                for sign in signs:
                    if sign in text:
                        return True
        if self._below is not None and self._below.search(text) is not None:
            return True
        return any(map(text.__contains__, self._plain))
