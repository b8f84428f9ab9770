"""Split printed names into parts for comparison: family name, given names, affiliation.

`Rask, Ida M (MOT/RIVER) [E]` and `Ida M. Rask` have the same parts. Without a comma, the last word
is read as the family name, which is usually right. Names are compared in both orders.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from mailrecon.lexicon import name_particles, ocr_shape
from mailrecon.lexicon.kinds_of_names import are_of_office, is_office
from mailrecon.regex import regex

_WORDS = regex(r"[^\s,;・·•.\"'\u2018\u2019\u201c\u201d()\[\]<>]+")
# `Stone, BenB`, `Stone, Ben1`: an initial that OCR glued to the name before it
_GLUED_INITIAL = regex(r"(?<![^\W_])([A-Z][a-z]{2,})([A-Z]|1)(?![^\W_])")
# An affiliation, also one damaged by OCR: `(NIH/NIAID) [E]`, `[El`
_AFFILIATION = regex(r"\s*[(\[{<].*", re.DOTALL)
_BRACKETS = regex(r"[(\[{][^()\[\]{}]{0,200}+[)\]}]?")
_NUMBER_INSIDE = regex(r"\d{2,}|\d+$")
# `Ann Poe`, `Ann Maria Poe`: nothing in it but words of small letters, the first may be a capital
_WHOLE_WORDS = regex(r"[A-Za-z][a-z]+(?: [A-Za-z][a-z]+)+")
_SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "iv", "phd", "md", "mph", "dr", "mr", "mrs", "ms"))
_GENERATION = frozenset(("jr", "sr", "ii", "iii", "iv"))
# The share of a word's letters that OCR misreads; see `mailrecon.thread.copies.wording`.
_MISREAD = 0.3
_LONG = 200
# A login or address among the words of a name: `Dan_B._Stone`, `ben.stone`, `bstone@x`
_LOGIN = regex(r"(?<!\S)[^\s,]*[^\W\d_]{2,}[_.@][^\s,]*[^\W\d_]{2,}[^\s,]*")
# An opening quotation mark after a name, not around a nickname: `Poe, Ann' 'Stone, Ben`
_SECOND_QUOTE = regex(r"\w\W*\s['\"\u2018\u201c](?=[^\W\d_])(?![\w.-]{1,20}['\"\u2019\u201d])")
_OPEN_QUOTE = regex(r"['\"\u2018\u201c][^\s'\"\u2019\u201d,]+\s+[^\W\d_][^'\"\u2019\u201d,]*,")
# `Ben_B._Stone`: an account that is named like its owner
_UNDERSCORED = regex(r"[^\W\d_]{3,}(?:_[^\W_]+\.?){0,2}_[^\W\d_]{2,}[^\W_]?\W?")
# `O'Brien`, `D'sa`
_APOSTROPHE = regex(r"(?<![^\W\d_])([^\W\d_])['\u2019](?=[^\W\d_])")
# `Stone, Ben@DWR`, as Exchange shows it in some offices: an affiliation, not an address
_AT_OFFICE = regex(r"(?<=[^\W\d_])@([A-Z][A-Za-z/&-]{1,30})$")
# `:, "Stone, Ben`
_LEFT_BEFORE = regex(r"^[\s:;,|]+")
# `Poe, Ann (DOCK) [E]" Ben (DOCK`: a name between two affiliations
_NAME_BETWEEN = regex(r"[)\]}]\W+[^\W\d_]{3,}\W*[(\[{]")
# `Ann Poe <Ann_D_Poe'Ben_Stone`, `Poe, Ann [ENE Stone, Ben`: an unclosed bracket contains a second
# name.
_TWO_LOGINS = regex(r"<[^<>\s]*[^\W\d_]{3,}['\u2019][^\W\d_]{3,}")
_OPEN_BRACKET = regex(r"[(\[{][^()\[\]{}<>]*$")
_NUMBER = regex(r"(?<!\w)\d{2,}(?!\w)")
_SHORT_CAPITALS = 3
# Reasons that join two names without weights.
OTHER_ORDER = "the same name in another order"
ONE_ADDRESS = "the same address"
# Second levels of country domains: `co.uk`, `gov.uk`, `ac.jp`
_SHORT_LABEL = 3
PARTICLES = name_particles.FAMILY | name_particles.SAINTS | {"y", "e"}


# Letters that have no decomposition, with their usual spelling in ASCII.
_WRITTEN_OUT = str.maketrans({"ø": "o", "æ": "a", "œ": "o", "ł": "l", "đ": "d", "ð": "d"})
_DIGRAPH = regex("ae|oe|ue|aa")


@lru_cache(maxsize=16384)
def name_key(name: str) -> str:
    """The words of a name without case, width, punctuation and order."""
    # `Ann_Poe` is an account that is named like its owner.
    words = _WORDS.findall(unicodedata.normalize("NFKC", name).casefold().replace("_", " "))
    return " ".join(sorted(words))


class NameParts(NamedTuple):
    """The parts of a name, without case. `rest` are words after the given name, mostly initials;
    `generation` is `jr` or the like; `affiliation` is the text in brackets; `number` is that of
    `Meeting Room 2`, or what OCR made of an initial.
    """

    family: str
    given: str
    rest: tuple[str, ...]
    generation: str
    affiliation: str
    number: str = ""

    @property
    def turned(self) -> NameParts:
        """The parts with family and given name exchanged."""
        return self._replace(family=self.given, given=self.family)


@lru_cache(maxsize=65536)
def read_name(name: str) -> NameParts | None:
    """The parts of a printed name; None for fewer than two words, and for an office."""
    if len(name) <= _LONG and _WHOLE_WORDS.fullmatch(name) is not None:
        plain = name.lower().split(" ")
        if _SUFFIXES.isdisjoint(plain):
            if are_of_office(plain):
                return None
            return NameParts(plain[-1], plain[0], tuple(plain[1:-1]), "", "")
    return _read_in_general(name)


def _read_in_general(name: str) -> NameParts | None:
    """The result of `read_name`, without the short way for nearly all names."""
    printed = _LEFT_BEFORE.sub("", unicodedata.normalize("NFKC", name[:_LONG]))
    if _UNDERSCORED.fullmatch(printed):
        printed = printed.rstrip("@").replace("_", " ")
    if " " in printed:
        printed = _AT_OFFICE.sub(r" (\1)", printed.rstrip())
    printed = _without_glued_initial(_APOSTROPHE.sub(r"\1", printed))
    # `'ann.poe Stone, Ben (DOCK)`
    if is_torn_list(printed):
        return None
    text = _without_stray_capitals(printed).casefold()
    bare = _AFFILIATION.sub("", text)
    # `Press Office`
    if is_office(bare):
        return None
    tail = text[len(bare) :]
    affiliation = " ".join(_WORDS.findall(tail))
    # `Poe, Ann (DOCK) [E]" Ce: "Stone, Ben`
    if _is_torn(tail):
        return None
    # `Poe, Ann M, Stone, Ben`
    if _is_several(bare):
        return None
    before, comma, behind = bare.partition(",")
    first, second = _words(before), _words(behind)
    generation = next((w for w in (*first, *second) if w in _GENERATION), "")
    number = next((w for w in (*first, *second) if w.isdecimal()), "")
    first, second = _significant(first), _significant(second)
    # `Eva Sand, M.D., M.P.H.`
    degrees = len(first) > 1 and all(len(word) == 1 for word in second)
    # `Poe, Ann M`
    if comma and first and second and not degrees:
        family_name, rest = " ".join(first), tuple(second[1:])
        return NameParts(family_name, second[0], rest, generation, affiliation, number)
    words = first or second
    # `Ann`: a single word does not identify a person.
    if len(words) < 2:
        return None
    # `Poe B Ann`: an initial is not a family name.
    family = max((n for n, word in enumerate(words) if len(word) > 1), default=len(words) - 1)
    others = [word for n, word in enumerate(words) if n != family]
    given, rest = others[0], tuple(others[1:])
    return NameParts(words[family], given, rest, generation, affiliation, number)


def organisation_of(address: str) -> str:
    """The organisation of an address, by its domain: `quay.example` of `ann@dock.quay.example`.

    Empty for providers with addresses for everybody (`gmail.com`), or without a domain.
    """
    labels = address.partition("@")[2].strip(".").split(".")
    if len(labels) < 2:
        return ""
    # `council.gov.uk`, `uni.ac.jp`: three labels name the organisation.
    wide = len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= _SHORT_LABEL
    kept = labels[-3:] if wide else labels[-2:]
    return "" if kept[0] in _public_mailboxes() else ".".join(kept)


@lru_cache(maxsize=1)
def _public_mailboxes() -> frozenset[str]:
    return frozenset(_listed("public_mailboxes.txt").split())


def _listed(name: str) -> str:
    return Path(__file__).parents[1].joinpath(name).read_text("utf-8")


@lru_cache(maxsize=65536)
def is_torn_list(name: str) -> bool:
    """Whether a printed name is the remainder of a broken list of people.

    `'ann.poe Stone, Ben (DOCK)`, `Dan_B._Poe Stone, Ben B`, `Poe, Ann' 'Stone, Ben`, `DoS on 08`
    """
    # Every remainder has a number, a mark or a login.
    if name.replace(" ", "").isalpha():
        return False
    return _is_torn_list(name)


def _is_torn_list(name: str) -> bool:
    bare = _BRACKETS.sub(" ", name[:_LONG])
    # `DoS on 08`
    if _NUMBER.search(bare) and "@" not in bare:
        return True
    # `Poe, Ann' 'Stone, Ben`
    if bare.count("<") > 1 or _SECOND_QUOTE.search(bare) or _OPEN_QUOTE.match(bare.strip()):
        return True
    if _TWO_LOGINS.search(bare):
        return True
    before, comma, _ = bare.partition(",")
    words = [word.casefold() for word in _WORDS.findall(before) if len(word) > 2]
    # `Ann Poe Stone, Ben`; but `de la Cruz Soto, Ann`
    if comma and len(words) > 2 and PARTICLES.isdisjoint(_WORDS.findall(before.casefold())):
        return True
    # `Stone, Ben B <StoneBB` is one person with his login.
    login = _LOGIN.search(bare)
    if login is None:
        return False
    letters = "".join(filter(str.isalpha, login[0].casefold()))
    others = _WORDS.findall(f"{bare[: login.start()]} {bare[login.end() :]}".casefold())
    long_words = [word for word in others if len(word) > 2 and word.isalpha()]
    return len(long_words) > 1 and not any(
        word[:5] in letters for word in long_words if len(word) > 3
    )


def is_stray(word: str) -> bool:
    """Whether a word looks like a stamp read by OCR: `MTO`."""
    return 1 < len(word.strip(".")) <= _SHORT_CAPITALS and word.isupper() and word.isalpha()


def _without_stray_capitals(name: str) -> str:
    """A name without an office, and without letters that OCR read in a stamp: `Poe, Ann MTO`.

    A short word of capitals after a given name in small letters is not part of the name.
    """
    before, comma, behind = name.partition(",")
    words = (behind if comma else name).split()
    if len(words) < 2 + (not comma) or not any(word[1:].islower() for word in words[:2]):
        return name
    kept = [
        word
        for number, word in enumerate(words)
        if number < 1 + (not comma) or not is_stray(word) or word.casefold() in _GENERATION
    ]
    return f"{before}, {' '.join(kept)}" if comma else " ".join(kept)


def _without_glued_initial(name: str) -> str:
    """A name with a space before an initial that OCR glued to the given name: `Poe, AnnB`."""
    glued = _GLUED_INITIAL.search(name)
    # In `Ann PoE` it is the family name's last letter.
    if glued is None or not ("," in name[: glued.start()] or name[glued.end() :].strip()):
        return name
    return f"{name[: glued.end(1)]} {name[glued.start(2) :]}"


def _significant(words: list[str]) -> list[str]:
    """The words of a name without titles, and without a `3` that OCR read for `J`."""
    return [word for word in words if word not in _SUFFIXES and any(map(str.isalpha, word))]


def _is_torn(tail: str) -> bool:
    """Whether another person follows an affiliation: `Poe, Ann (DOCK) [E]" Ce: "Stone, Ben`."""
    # `Poe, Ann [ENE Stone, Ben`: the bracket is not closed before the next name.
    opened = _OPEN_BRACKET.search(tail)
    words = _words(opened[0]) if opened is not None else []
    if opened is not None and sum(len(word) > 2 for word in words) > 2 - ("," in opened[0]):
        return True
    if _NAME_BETWEEN.search(tail):
        return True
    outside = _words(_BRACKETS.sub(" ", tail.partition("<")[0]))
    return sum(len(word) > 2 and word.isalpha() for word in outside) > 1


def _is_several(text: str) -> bool:
    """Whether commas separate several names: `Poe, Ann M, Stone, Ben`."""
    pieces = text.split(",")[2:]
    return any(
        len(word) > 1 and word not in _SUFFIXES for piece in pieces for word in _words(piece)
    )


def _words(text: str) -> list[str]:
    return _WORDS.findall(text)


def number_in(word: str) -> str:
    """The number in a word: `12` of `user12`, `044` of `n044x`, but no lone digit in `st0ne`."""
    return "" if word.isalpha() else " ".join(_NUMBER_INSIDE.findall(word))


def alike(one: str, other: str) -> bool:
    """Whether OCR can have read one word as the other: `Mare` for `Maren`."""
    if one == other:
        return True
    # OCR reads `m` as `rn`; little else changes the length by more than two letters.
    if abs(len(one) - len(other)) > 1 + _MISREAD * max(len(one), len(other)):
        return False
    return _alike(one, other)


# Words of names are compared repeatedly, so their shapes are cached.
word_shape = lru_cache(maxsize=65536)(ocr_shape)


@lru_cache(maxsize=65536)
def _alike(one: str, other: str) -> bool:
    first, second = word_shape(one), word_shape(other)
    if first == second:
        return True
    from rapidfuzz.distance import Levenshtein  # few documents need it

    shorter = min(len(first), len(second))
    wrong = max(1, int(_MISREAD * shorter)) if shorter > 2 else 0
    return bool(Levenshtein.distance(first, second, score_cutoff=wrong) <= wrong)


@lru_cache(maxsize=1)
def _nicknames() -> dict[str, frozenset[int]]:
    text = _listed("nicknames.txt")
    found: dict[str, set[int]] = {}
    for line, names in enumerate(text.splitlines()):
        for name in names.split():
            found.setdefault(name, set()).add(line)
    return {name: frozenset(lines) for name, lines in found.items()}


def are_nicknames(one: str, other: str) -> bool:
    """Whether two given names are forms of one: `bob` and `robert`."""
    known = _nicknames()
    return bool(known.get(one, frozenset()) & known.get(other, frozenset()))


@lru_cache(maxsize=65536)
def plain_spelling(word: str) -> str:
    """A word without accents and their substitutes: `muller` for `müller` and `mueller`."""
    if word.isascii():
        plain = word
    else:
        letters = unicodedata.normalize("NFD", word.translate(_WRITTEN_OUT))
        plain = "".join(c for c in letters if not unicodedata.combining(c))
    return _DIGRAPH.sub(lambda match: match[0][0], plain)


def same_word(one: str, other: str) -> bool:
    """Whether two words are equal apart from accents: `müller` is `mueller` and is `muller`."""
    if one == other or (one.isascii() and other.isascii()):
        return one == other
    return plain_spelling(one) == plain_spelling(other)


@lru_cache(maxsize=65536)
def local_part_fits(address: str, parts: NameParts) -> bool:
    """Whether an address is formed from a name: `stonebb@x`, `b.stone@x` of `Stone, Ben B`."""
    local = address.partition("@")[0].casefold()
    # Most addresses have a full stop or a number, most family names are of letters alone.
    if not local.isalpha():
        local = "".join(filter(str.isalpha, local))
    family = parts.family
    if not family.isalpha():
        family = "".join(filter(str.isalpha, family))
    given = parts.given
    if len(local) < 2 or not family:
        return False
    # `stonebb@x` has the family name.
    if len(family) > 2 and family in local:
        rest = local.replace(family, "", 1)
        # `stone@x`; `bstone@x`, `stonebb@x`, `ben.stone@x`; not `johnstone@x`
        return not rest or rest[0] == given[:1] or rest in given
    initials = given[:1] + "".join(word[:1] for word in parts.rest) + family[:1]
    # `bbs@x`, `ben@x`
    return local in (initials, given) if len(local) > 1 else False


def plain_reasons(variants: Iterable[tuple[str | None, str | None]]) -> Iterator[str]:
    """Reasons that join two names without weights: `Poe, Ann` and `Ann Poe`; one address."""
    spelled: dict[str, set[str]] = {}
    owners: dict[str, set[str]] = {}
    for name, address in variants:
        if name is None:
            continue
        spelled.setdefault(name_key(name), set()).add(name.casefold())
        if address is not None:
            owners.setdefault(address.casefold(), set()).add(name_key(name))
    if any(len(names) > 1 for names in spelled.values()):
        yield OTHER_ORDER
    if any(len(names) > 1 for names in owners.values()):
        yield ONE_ADDRESS
