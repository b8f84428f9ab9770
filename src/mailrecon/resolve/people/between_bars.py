"""Separate people between whom OCR read a black bar as words in place of a separator.

    Ann Poe yyy WG Ben Ost
    Cara Lind I yyyyy@@ Ost, Ben DOCK/QUAY

A release blacks out addresses, and OCR reads a bar as a few letters. All rules here are for
documents in which it does so more than once.
"""

from __future__ import annotations

from mailrecon.regex import regex
from mailrecon.resolve.people.names import (
    EDGES_OF_BARS,
    FEWEST_WORDS_OF_PERSON,
    LONGEST_BAR,
    is_bar,
    is_edge,
    is_title,
    may_be_name,
)

# Nearly every bar that OCR reads as capitals has one of these: `WG`, `SG`, `NGG`, `TOO`.
_BAR_LETTERS = frozenset("OGY")
_TWO = 2
_OPENERS = "([{"
_CLOSERS = ")]}"
# `(ae.`, `[oe`: an unclosed bracket, with letters that OCR read after it.
_LONGEST_OPENED = 3
# `IGG Ost, Ben (DOCK/SEA)`, `(OG Ost, Ben`, `O6 Ost, Ben`, `9 9G Ost, Ben`
_LEADING = regex(r"(?:\d{1,2} )?(?P<bar>[(\[]?[A-Z\d]{2,4})[,.]? (?=[A-Z][\w'’-]{1,30}, [A-Z])")
_NO_NAME = regex(r"[BCFHIJKNPQRVWXZ]{2,3}(?<!JR)(?<!ST)(?<!MC)")
# `Ann Poe`, `Poe, Ann`: the words of a name without initials and unit.
_LAST_NAME = regex(r"['‘]?(?:[A-Z][\w'’-]*[a-z][\w'’-]*|[A-Z]{5,}),")


def part_before_last_names(text: str) -> str:
    """A list with the semicolon that a bar replaced before a `Last, First`.

    `Cara Lind I yyyyy@@ Ost, Ben DOCK/QUAY`: the comma belongs to the second name.
    """
    if "," not in text or '"' in text:
        return text
    words = text.split(" ")
    made: list[str] = []
    first = 0  # of the current person
    for index, word in enumerate(words):
        if word.endswith(";"):
            first = len(made) + 1
        elif _LAST_NAME.fullmatch(word) and index + 1 < len(words):
            end = len(made)
            # `I yyyyy@@`
            while end > first and (
                _parts_people(made[end - 1]) or (end < len(made) and made[end - 1] in EDGES_OF_BARS)
            ):
                end -= 1
            if end < len(made) and _is_whole(made[first:end]) and may_be_name(words[index + 1]):
                made[end:] = []
                made[-1] += ";"
                first = end
        made.append(word)
    return " ".join(made)


def without_leading_bar(piece: str) -> str:
    """A person without a bar before a `Last, First`: `(OG Ost, Ben (DOCK/SEA)`, `O6 Ost, Ben`."""
    leading = _LEADING.match(piece)
    if leading is None:
        return piece
    bare = leading["bar"].lstrip(_OPENERS)
    # `IW Ost, Ben`: no vowel; not `DE Silva, Ann`, `ST John, Ann`
    read = any(map(str.isdigit, bare)) or not _BAR_LETTERS.isdisjoint(bare)
    read = read or (_NO_NAME.fullmatch(bare) is not None)
    return piece[leading.end() :] if read and not is_title(bare) else piece


def part_at_bars(text: str) -> list[str]:
    """The two or more people between whom OCR read a bar as words in place of a separator.

    `Ann Poe yyy WG Ben Ost`, `‘Poe, Ann' WG ‘Ben Ost' I Cara Lind`, `Ann Poe SG, Ben Ost`. Each
    person has at least two words. A short word in capitals separates people only if it cannot
    belong to a name: `Ann MD Poe`, `Jean II Ost` are one person.
    """
    words = text.split()
    people: list[list[str]] = [[]]
    index = 0
    while index < len(words):
        end = index
        # `Ann Poe yyy WG Ben Ost`, `Poe, Ann (DOCK/SEA) PE Ben Ost`
        behind_unit = people[-1][-1:] and people[-1][-1][-1] in _CLOSERS
        while end < len(words) and (
            _parts_people(words[end])
            or (behind_unit and _is_capitals(words[end]))
            # `Ann Poe FI YY WG Ben Ost`: capitals before those of a bar
            or (_is_capitals(words[end]) and _begins_bar(words, end + 1))
        ):
            end += 1
        whole = sum(map(may_be_name, people[-1])) >= FEWEST_WORDS_OF_PERSON
        if end > index and whole and _begins_person(words, end, after=end - index):
            people.append([])
            index = end
            continue
        people[-1].extend(words[index : max(end, index + 1)])
        index = max(end, index + 1)
    return [" ".join(person).strip(",") for person in people if person]


def _parts_people(word: str) -> bool:
    """Whether a word between two others is a bar: letters of its edge, or capitals that are not a
    title.
    """
    bare = word.strip("“”‘’\"'<>!:|,.)(")
    # `(ae.`, `[oe`
    if word[:1] in _OPENERS and not any(mark in word for mark in _CLOSERS):
        bare = bare.lstrip(_OPENERS)
        if len(bare) <= _LONGEST_OPENED:
            return True
    if "@" in word:
        return is_bar(word)
    if is_edge(bare) or not any(map(str.isalnum, bare)):
        return True
    # `NNN`: one letter thrice
    if len(bare) > _TWO and len(set(bare)) == 1:
        return True
    return _is_capitals(bare) and not _BAR_LETTERS.isdisjoint(bare)


def _is_capitals(word: str) -> bool:
    """Whether a word is a few capitals that are not a title."""
    short = 2 <= len(word) <= LONGEST_BAR
    return short and word.isupper() and word.isalpha() and not is_title(word)


def _is_whole(words: list[str]) -> bool:
    return sum(map(may_be_name, words)) >= FEWEST_WORDS_OF_PERSON


def _begins_bar(words: list[str], index: int) -> bool:
    """Whether a bar of two words or more is printed at `index`."""
    following = words[index : index + 2]
    return len(following) > 1 and all(map(_parts_people, following))


def _begins_person(words: list[str], index: int, *, after: int) -> bool:
    """Whether two words at `index` may begin a person, after `after` words of a bar."""
    following = words[index : index + FEWEST_WORDS_OF_PERSON]
    # `Ann Poe FI YY WG lona Lind`: OCR read her first letter as a small one (`Iona`).
    if following and after > FEWEST_WORDS_OF_PERSON and following[0].islower():
        following[0] = following[0].capitalize()
    return len(following) == FEWEST_WORDS_OF_PERSON and all(map(may_be_name, following))
