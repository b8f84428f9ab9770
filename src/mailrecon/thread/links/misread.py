"""Recognise two subjects as the same subject, read differently by OCR."""

from __future__ import annotations

from functools import lru_cache

# Folded letters and digits that OCR takes for one another.
_CONFUSED = str.maketrans({"1": "i", "l": "i", "|": "i", "!": "i", "0": "o", "5": "s", "8": "b"})
_SHORTEST = 4
_LONGEST = 300
# Texts of at least this many characters, with at least this share of equal ones, are the same with
# misread words.
_SHORTEST_MISREAD = 16
_ALIKE = 0.93
# The least share of equal characters in a single word: `wikileaks`, `wildleaks`.
_WORDS_ALIKE = 0.6


@lru_cache(maxsize=4096)
def is_misread(one: str, other: str) -> bool:
    """Whether the differences of two folded subjects can be explained by OCR.

    `urgent news, sid` / `urgent news sid`, `taliban talks` / `tallban talks`. False if a number or
    a whole word differs: `report of 4/17` / `report of 4/10`, `first draft` / `last draft`.
    """
    if min(len(one), len(other)) < _SHORTEST or max(len(one), len(other)) > _LONGEST:
        return False
    bare, others = _bare(one), _bare(other)
    if bare == others:
        return len(bare) >= _SHORTEST
    if min(len(bare), len(others)) < _SHORTEST_MISREAD or _digits(one) != _digits(other):
        return False
    words, theirs = one.split(), other.split()
    if len(words) != len(theirs):
        return False
    from difflib import SequenceMatcher

    if SequenceMatcher(None, bare, others, autojunk=False).ratio() < _ALIKE:
        return False
    return all(
        word == their
        or SequenceMatcher(None, _bare(word), _bare(their), autojunk=False).ratio() > _WORDS_ALIKE
        for word, their in zip(words, theirs, strict=True)
    )


def _bare(text: str) -> str:
    """The letters and digits of a text, with confusable characters made equal."""
    return "".join(filter(str.isalnum, text.translate(_CONFUSED)))


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))
