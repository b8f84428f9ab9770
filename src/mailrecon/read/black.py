"""Which colours hide black letters."""

from __future__ import annotations

import re

_COLOUR = re.compile(r"#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})")
_DARKEST = 0x22


def is_black(colour: str) -> bool:
    """Whether a colour, six hexadecimal digits, is black or too dark to tell from it."""
    match = _COLOUR.fullmatch(colour.lower())
    return match is not None and all(int(share, 16) <= _DARKEST for share in match.groups())
