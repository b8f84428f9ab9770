"""Attribution lines that name recipients: `On May 4, 2020, Ann Poe wrote to Ben Ost:`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from msgspec.structs import replace

from mailrecon.lexicon import Lexicon, fold
from mailrecon.regex import regex
from mailrecon.scan import patterns
from mailrecon.scan.attribution.finder import find_attribution
from mailrecon.scan.attribution.judge import CLOSERS, Attribution
from mailrecon.scan.lines import Lines

_WORD = regex(r"\S+")
_SEPARATOR = regex(r"[,;、，；]\s*")
_COMMAS = (",", "،", "，", "、")
_MOST_WORDS = 12
_MOST_WORDS_OF_NAME = 5
_EMPHASIS = "*_ \t\u00a0"
# Characters that do not occur in a list of people.
_NOT_PEOPLE = regex(r"[?!:;\"“”«»]|\d")
_Range = tuple[int, int]


class _WithoutRecipients(NamedTuple):
    """A line from which the recipients were removed.

    The first `kept` characters of `text` come from before the recipients. The others come from the
    line's text after them, which begins at offset `behind` of the line.
    """

    text: str
    kept: int
    behind: int
    people: list[_Range]


def read_with_recipients(content: str, lexicon: Lexicon) -> tuple[Attribution, list[_Range]] | None:
    """The dated attribution on a line, read without its recipients, and the recipients' ranges."""
    bare = content.rstrip(_EMPHASIS)
    if not bare.endswith(CLOSERS) or not patterns.has_digit(bare):
        return None
    for cut in _cuts(bare, lexicon):
        found = find_attribution(Lines(cut.text), 0, lexicon)
        # `Ann Poe wrote to Ben Ost:` without a date may be about a letter, or in a novel or a play.
        if found is None or found.date is None or not found.has_verb:
            continue

        def moved(place: _Range, cut: _WithoutRecipients = cut) -> _Range:
            start, end = place
            return (
                start if start <= cut.kept else start - cut.kept + cut.behind,
                end if end <= cut.kept else end - cut.kept + cut.behind,
            )

        return replace(found, name=moved(found.name), date=moved(found.date)), cut.people
    return None


def _cuts(bare: str, lexicon: Lexicon) -> Iterator[_WithoutRecipients]:
    """The ways to leave out recipients behind a word such as `to`, the last such word first."""
    words = list(_WORD.finditer(bare))
    end = len(bare.rstrip("".join(CLOSERS) + _EMPHASIS))
    for number in range(len(words) - 2, 0, -1):
        languages = lexicon.recipient_words.get(fold(words[number][0]))
        if languages is None or not words[number][0].islower():
            continue
        start, kept = words[number + 1].start(), words[number - 1].end()
        # `On May 4, 2020, Ann Poe wrote to Ben Ost:`
        people = _people(bare, start, end, lexicon)
        if people:
            yield _WithoutRecipients(bare[:kept] + bare[end:], kept, end, people)
        # `Ann Poe wrote to Ben Ost on May 4, 2020:`
        last = min(number + 1 + _MOST_WORDS, len(words) - 1)
        for behind in range(number + 2, last + 1):
            begin = words[behind].start()
            # `Ann Poe a écrit à Ben Ost, le 4 mai 2020 à 09:12 :`
            stop = words[behind - 1].end() - words[behind - 1][0].endswith(_COMMAS)
            people = _people(bare, start, stop, lexicon)
            if people and patterns.date_strength(bare[begin:]):
                yield _WithoutRecipients(bare[:kept] + bare[begin - 1 :], kept, begin - 1, people)


def _people(text: str, start: int, end: int, lexicon: Lexicon) -> list[_Range]:
    """The place of each person of a list, `Ben Ost, Cay Dun and Dora Ek`; empty for other text."""
    people: list[_Range] = []
    begin = start
    breaks = [found.span() for found in _SEPARATOR.finditer(text, start, end)]
    for stop, following in (*breaks, (end, end)):
        people.extend(_joined(text, begin, stop, lexicon))
        begin = following
    if all(_is_person(text[first:last], lexicon) for first, last in people):
        return people
    return []


def _joined(text: str, start: int, end: int, lexicon: Lexicon) -> Iterator[_Range]:
    """Two people joined by a word of the language, `Ben Ost and Cay Dun`, or one."""
    for found in re.finditer(r" (?:and|&|und|et|y|e|en|och|og|i|и) ", text[start:end]):
        yield start, start + found.start()
        start += found.end()
        break
    yield start, end


def _is_person(text: str, lexicon: Lexicon) -> bool:
    """Whether a text is a name, an address or a redaction: not `the board`, `say`."""
    if patterns.is_redacted(text, lexicon) or patterns.has_address(text):
        return True
    words = text.split()
    if not 0 < len(words) <= _MOST_WORDS_OF_NAME or _NOT_PEOPLE.search(text):
        return False
    return words[0][0].isupper() and words[-1][0].isupper() and patterns.name_strength(text) > 0
