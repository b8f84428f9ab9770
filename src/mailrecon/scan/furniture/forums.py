"""Find the lines that web pages print around forum posts, article comments and chats.

    3 Comments
    Ann Poe wrote on 4 May 2020 at 9:12:
    I remember the old keeper.
    Leave a reply

Such a line has the form of a mail's attribution line, so what is printed around it decides: the
lexicon's `forum_marks`. A forum may quote mail as well: below a mail's header nothing is a post
until the next mark.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from mailrecon.lexicon import Lexicon, fold
from mailrecon.regex import regex
from mailrecon.scan.lines import Lines

# A single mark, such as `Comments`, may be part of a writer's text.
_ENOUGH = 2
_LONGEST_MARK = 90
# A title is among the first lines.
_TOP = 6
_HEAD = 3
_DECORATION = " \t:*#«"
_NUMBER = r"\d[\d.,]*"
_TEXT = r"\S[^\n]{0,60}"
# `Ann Poe  9:12 AM` above each line of a chat
_SPEAKER = regex(r"[^\W\d_][^\d\n,:;@]{1,40}[ \t]{1,8}\d{1,2}:\d{2}(?:[ \t]?[ap]m)?", re.IGNORECASE)


class _Marks(NamedTuple):
    """Marks that fill a whole line, by their first characters; those that begin with a number; and
    those that begin with a name, with the words inside them (`inner`).
    """

    by_head: dict[str, re.Pattern[str]]
    numbered: re.Pattern[str]
    named: re.Pattern[str]
    inner: tuple[str, ...]


def find_posts(lines: Lines, lexicon: Lexicon) -> list[int]:
    """The lines that forums and comment sections print around posts; a single one is ignored."""
    marks = _marks(lexicon)
    folded = lines.text.casefold()
    inner = [words for words in marks.inner if words in folded]
    found = [
        index
        for index, raw in enumerate(lines.raw)
        if len(raw) <= _LONGEST_MARK and _is_mark(raw.strip(_DECORATION), marks, inner)
    ]
    # `Guest book` / `Ann Poe wrote on May 4, 2020 at 9:12:`: such a title is enough by itself.
    title = _guest_book(lines, lexicon)
    if title is not None:
        return sorted({title, *found})
    return found if len(found) >= _ENOUGH else []


def _guest_book(lines: Lines, lexicon: Lexicon) -> int | None:
    """The line near a document's top that names it a guest book, or None."""
    for index in range(min(_TOP, len(lines))):
        text = lines.raw[index].strip(_DECORATION)
        if text and len(text) <= _LONGEST_MARK and fold(text) in lexicon.guest_books:
            return index
    return None


def _is_mark(text: str, marks: _Marks, inner: Sequence[str]) -> bool:
    # `3 Comments`
    if text[:1].isdecimal():
        return marks.numbered.match(text) is not None
    # `Leave a reply`
    own = marks.by_head.get(text[:_HEAD].casefold())
    if own is not None and own.match(text):
        return True
    # `Ann Poe  9:12 AM`
    if ":" in text and (text[-1:].isdecimal() or text[-2:].casefold() in ("am", "pm")):
        return _SPEAKER.fullmatch(text) is not None
    # `annpoe commented on May 4, 2020`
    if not inner:
        return False
    folded = text.casefold()
    return any(words in folded for words in inner) and marks.named.match(text) is not None


def last_above(numbers: list[int], index: int) -> int:
    """The last of some lines above line `index`, or -1."""
    place = bisect_left(numbers, index)
    return numbers[place - 1] if place else -1


@lru_cache(maxsize=4)
def _marks(lexicon: Lexicon) -> _Marks:
    phrases = sorted(lexicon.forum_marks, key=lambda phrase: (-len(phrase), phrase))
    numbered = [phrase for phrase in phrases if phrase.startswith("{n}")]
    named = [phrase for phrase in phrases if phrase.startswith("{name}")]
    by_head: dict[str, list[str]] = {}
    for phrase in phrases:
        if phrase[0] != "{":
            own = phrase.strip(_DECORATION)
            by_head.setdefault(own.partition("{")[0][:_HEAD], []).append(own)
    return _Marks(
        {head: _whole_line(of_head) for head, of_head in by_head.items()},
        _whole_line(numbered),
        _whole_line(named),
        tuple(phrase.split("{name}")[1].strip() for phrase in named),
    )


def _whole_line(phrases: Sequence[str]) -> re.Pattern[str]:
    """A line that is one of the phrases. `{n}` is a number, `{name}` a name or a date."""
    written = "|".join(
        re.escape(phrase)
        .replace(r"\{n\}", _NUMBER)
        .replace(r"\{name\}", _TEXT)
        .replace(r"\ ", r"[ \t]+")
        for phrase in phrases
    )
    return re.compile(rf"(?:{written or '(?!)'})[ \t:.…*_»]{{0,8}}$", re.IGNORECASE)
