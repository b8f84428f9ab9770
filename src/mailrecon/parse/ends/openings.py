"""The first letters of phrases, which rule most lines out before they are folded."""

from __future__ import annotations

from functools import lru_cache

from mailrecon.lexicon import fold

_LETTERS = 3


def may_begin(text: str, phrases: frozenset[str]) -> bool:
    """Whether a text may begin like one of the folded `phrases`, or be empty.

    `Restart=on-failure` begins like none of `Related posts`, `Required fields are marked`.
    """
    # A combining mark may follow the last of the letters.
    head = text.lstrip()[: _LETTERS + 1]
    return not head.isascii() or fold(head[:_LETTERS]) in _openings(phrases)


@lru_cache(maxsize=64)
def _openings(phrases: frozenset[str]) -> frozenset[str]:
    return frozenset(phrase[:count] for phrase in phrases for count in range(_LETTERS + 1))
