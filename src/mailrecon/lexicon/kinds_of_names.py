"""Tell names of offices and organisations from those of people, by the words in them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from mailrecon.lexicon.files import FOLDER
from mailrecon.regex import regex

_WORDS = regex(r"[^\s,;・·.\"'\u2018\u2019\u201c\u201d()\[\]<>]+")
# Of a longer name, only this many characters are read.
_LONG = 200


@lru_cache(maxsize=65536)
def is_office(name: str) -> bool:
    """Whether a name is that of an office: `Press Office`, `Pressestelle Hafen`.

    `Office, Ann` is the name of a person.
    """
    # `Office, Ann`
    if "," in name:
        return False
    return are_of_office(_WORDS.findall(unicodedata.normalize("NFKC", name[:_LONG]).casefold()))


def are_of_office(words: Iterable[str]) -> bool:
    """Whether one of the words of a name, which are folded, is one for an office."""
    whole, endings = _offices()
    return any(word in whole or word.endswith(endings) for word in words)


def is_organisation(words: list[str]) -> bool:
    """Whether words of a name are those of firms and institutions: `Quay`, `Bank`."""
    return any(word.casefold().strip(".,") in _listed("organisations.txt") for word in words)


def is_place(name: str) -> bool:
    """Whether a name has a word for a kind of place and no given name: `Quay Street`."""
    words = [word.strip(".,()") for word in name.casefold().split()]
    known = _listed("places.txt")
    return any(word in known for word in words) and not any(map(is_given_name, words))


def is_given_name(word: str) -> bool:
    """Whether a word is a common given name and names no place: `Ann`, `Jean-Luc`."""
    known = _listed("given_names.txt")
    plain = unicodedata.normalize("NFD", word.casefold())
    parts = "".join(c for c in plain if not unicodedata.combining(c)).split("-")
    return all(part in known for part in parts)


@lru_cache(maxsize=1)
def _offices() -> tuple[frozenset[str], tuple[str, ...]]:
    """Words for offices, and endings of such words: `-stelle`."""
    words = _listed("offices.txt")
    endings = tuple(word[1:] for word in words if word.startswith("-"))
    return frozenset(word for word in words if not word.startswith("-")), endings


@lru_cache(maxsize=4)
def _listed(name: str) -> frozenset[str]:
    return frozenset((FOLDER / name).read_text(encoding="utf-8").split())
