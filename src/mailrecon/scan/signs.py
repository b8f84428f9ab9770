"""Search a text for one of several short signs, by their rarest characters first.

`{noformat}` has a brace, which most mails lack. Searching for this one character takes a fraction
of the time. A sign without a rare character is searched for as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable

# Characters that few texts have, the rarest first.
_RARE = "\r\x00`{}|\\^~#[]*+=!%\"&(/'@"


class Signs:
    """Several signs, of which a text may have one."""

    def __init__(self, signs: Iterable[str]) -> None:
        self._plain: list[str] = []
        by_character: dict[str, list[str]] = {}
        for sign in signs:
            rare = next((character for character in _RARE if character in sign), None)
            if rare is None:
                self._plain.append(sign)
            else:
                by_character.setdefault(rare, []).append(sign)
        self._by_character = tuple(by_character.items())

    def in_text(self, text: str) -> bool:
        """Whether a text has one of the signs."""
        for character, signs in self._by_character:
            if character in text:
                for sign in signs:
                    if sign in text:
                        return True
        return any(map(text.__contains__, self._plain))
