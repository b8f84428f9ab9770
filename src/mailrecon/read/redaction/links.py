"""Decide whether the address behind a link may be used, by one rule for every format.

The address behind a link is hidden text: a reader of the page sees only the words. It is used if
the words name a person, since mail clients print a name in place of an address. It is not used if
the words contain a redaction.
"""

from __future__ import annotations

from enum import Enum, auto

from mailrecon.lexicon import fold_words, load
from mailrecon.read.redaction.redaction_markers import is_marker, marks_removal
from mailrecon.regex import regex


class Behind(Enum):
    """What to do with the address behind a link.

    `SAID`: the words already print it. `USED`: the words are a name, so the address may be added.
    `WITHHELD`: something was removed from the words, or they print another address.
    """

    SAID = auto()
    USED = auto()
    WITHHELD = auto()


def judge(words: str, address: str) -> Behind:
    """What to do with `address` behind a link whose visible text is `words`.

    `words` must be the text as displayed: with bars for covered text, and without hidden text. It
    includes the characters that touch the link: `Ann P` before `███` is not a whole name.
    """
    if address.casefold() in words.casefold():
        return Behind.SAID
    if not _may_be_name(words) or "@" in words or marks_removal(words):
        return Behind.WITHHELD
    if _is_pseudonym(words, address):
        return Behind.WITHHELD
    return Behind.USED


def _may_be_name(words: str) -> bool:
    """Whether words may be a name: not `¦¦¦`, `X`, `Z. Q.` or `[junior official]`."""
    words = words.strip()
    letters = [letter for letter in words if letter.isalpha()]
    if not letters or (len(letters) == 1 and letters[0].isascii()):
        return False
    if words[0] in _OPENING and _OPENING[words[0]] == words[-1]:
        return False
    # `Z. Q.`: initials are what pseudonyms are made of.
    if words.isascii() and max(map(len, _LETTERS.findall(words))) == 1:
        return False
    # `Redacted per Rule 5.2`
    return load().redaction_words.isdisjoint(fold_words(words).split())


def _is_pseudonym(words: str, address: str) -> bool:
    """Whether words would be a pseudonym with a number: `Jane Doe`, but not before `doe@…`."""
    named = fold_words(words).split()
    return is_marker(f"{words.strip()} 1") and not any(word in address.casefold() for word in named)


_OPENING = {"[": "]", "(": ")", "<": ">", "{": "}", "%": "%", "#": "#", "$": "$"}
_LETTERS = regex(r"[A-Za-z]+")
