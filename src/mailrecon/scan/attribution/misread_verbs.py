"""Verbs of writing at the end of an attribution line, with an accent that OCR misread."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from mailrecon.lexicon import Lexicon
from mailrecon.regex import regex
from mailrecon.scan.attribution.judge import CLOSERS

_SHORTEST_VERB = 4
_SLOT = regex(r"\{\w+\}[,.]?")
# Letters that OCR reads in place of accented ones, besides the plain letter.
_LIKE_ACCENTED = {"ó": "d", "ł": "tli", "ı": "il"}


def with_verb(content: str, lexicon: Lexicon, above: str) -> str:
    """A line of the same length that closes with the verb whose accent OCR misread.

    `El 4 may 2020 a las 9:12, Ann Poe (<ann@quay.example>) escribid:`, `… escribiö:`
    """
    closed = content.rstrip()
    if not closed.endswith(CLOSERS):
        return content
    text = closed[:-1].rstrip()
    letter = accented_letter(text, lexicon, above)
    return content if letter is None else text[:-1] + letter + content[len(text) :]


def accented_letter(text: str, lexicon: Lexicon, above: str = "") -> str | None:
    """The accented letter that the last word of a text needs to be a verb of writing, or None.

    Its other words may be on the line `above`.
    """
    last = text[-1:]
    if not last.isalpha():
        return None
    word = text[max(text.rfind(" "), text.rfind("\n"), text.rfind(">")) + 1 :].casefold()
    letter = _accented_verbs(lexicon).get(word[:-1])
    if letter is None or letter == last.casefold():
        return None
    # `17. maj 2011, Ben Ost je napisal:` is Slovenian and correct: it is not Polish `napisał`.
    known = _words_by_last(lexicon).get(word, ())
    if known and any(words.issubset(f"{above} {text}".casefold().split()) for words in known):
        return None
    plain = unicodedata.normalize("NFD", last.casefold())[0]
    alike = _LIKE_ACCENTED.get(letter, "") + unicodedata.normalize("NFD", letter)[0]
    return letter if plain in alike else None


def may_lack_accent(word: str, lexicon: Lexicon) -> bool:
    """Whether a word, casefolded, may be a verb of writing whose last letter lost its accent."""
    return word[:-1] in _accented_verbs(lexicon)


@lru_cache(maxsize=4)
def _words_by_last(lexicon: Lexicon) -> dict[str, set[frozenset[str]]]:
    """The words of each template, by the last one."""
    found: dict[str, set[frozenset[str]]] = {}
    for templates in lexicon.attributions.values():
        for template in templates:
            words = _SLOT.sub(" ", template.pattern).casefold().rstrip(" :：").split()
            if words:
                found.setdefault(words[-1], set()).add(frozenset(words))
    return found


@lru_cache(maxsize=4)
def _accented_verbs(lexicon: Lexicon) -> dict[str, str]:
    """For verbs that end in an accented Latin letter: maps the rest of the verb to that letter."""
    found: dict[str, str] = {}
    for templates in lexicon.attributions.values():
        for template in templates:
            words = template.pattern.rstrip(" :：").split()
            verb = words[-1] if words else ""
            latin = verb.isalpha() and not verb.isascii() and verb[:-1].isascii()
            if latin and len(verb) > _SHORTEST_VERB and not verb[-1].isascii():
                found[verb[:-1].casefold()] = verb[-1]
    return found
