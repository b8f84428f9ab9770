"""Look for one of several short texts in a longer one: by a rare character first.

`{noformat}` has a brace, which most mails lack: that one character is looked for, in a fraction of
the time. A sign without such a character is looked for itself.
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
