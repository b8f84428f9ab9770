"""Find buttons, menus and navigation that webmail and archive pages print around a message."""

from __future__ import annotations

from functools import lru_cache

from mailrecon.lexicon import Lexicon, fold
from mailrecon.regex import regex

_BULLET = regex(r"[ \t]*(?:[*•·◦▪‣>«»←→-][ \t]+)*")
_PIECES = regex(r"[|｜•·«»\[\]<>,:：]|[ \u00a0]{2,}|\t")
_MARK = regex("[|｜\t\\[•·\u00a0:：&,»«]|  ")
_LONGEST = 200
_SHORT = 15
_LONGEST_CONTROL = 48
_MANY_SPACES = 3


def is_navigation_row(text: str, lexicon: Lexicon) -> bool:
    """Whether a stripped line consists only of buttons or menu words.

    A single phrase is a row if it is in brackets and has many words.
    """
    first = _PIECES.search(text) if len(text) <= _LONGEST else None
    if first is None:
        return False
    opening = text[: first.start()].strip()
    if opening and (len(opening) > _LONGEST_CONTROL or fold(opening) not in lexicon.navigation):
        return False
    if _MARK.search(text) is None:
        return False
    pieces = [piece for part in _PIECES.split(text) if (piece := part.strip())]
    # MARC: `[Download RAW message or body]`, alone on its line
    alone = text[0] == "[" and bool(pieces) and pieces[0].count(" ") >= _MANY_SPACES
    return (alone or len(pieces) > 1) and all(
        len(piece) <= _LONGEST_CONTROL and fold(piece) in lexicon.navigation for piece in pieces
    )


def is_control(text: str, lexicon: Lexicon) -> bool:
    """Whether a stripped line is the caption of one button; it counts only beside others."""
    return len(text) <= _LONGEST_CONTROL and fold(text) in lexicon.navigation


def is_navigation(text: str, lexicon: Lexicon) -> bool:
    """Whether a line, stripped, leads to other messages: `Previous message: Re: Coping stones`.

    A single such line may be a writer's own words; it counts only beside others.
    """
    # Without a colon, the phrase must open the line; most lines begin with other letters.
    if text[:2].isalpha() and text.isascii() and ":" not in text:
        if text[:2].lower() not in _openings(lexicon):
            return False
        key = fold(text[:_LONGEST])
        return any(map(key.startswith, _long_phrases(lexicon).get(key[:_SHORT], ())))
    bullet = _BULLET.match(text)
    begin = bullet.end() if bullet else 0
    title, colon, _ = text[begin : begin + _LONGEST].replace("：", ":").partition(":")
    if colon and len(title) <= _LONGEST_CONTROL:
        return fold(title) in lexicon.archive_navigation
    key = fold(text[:_LONGEST])
    return any(map(key.startswith, _long_phrases(lexicon).get(key[:_SHORT], ())))


@lru_cache(maxsize=4)
def _openings(lexicon: Lexicon) -> frozenset[str]:
    """The first two letters of the phrases of navigation."""
    return frozenset(phrase[:2] for phrase in _long_phrases(lexicon))


@lru_cache(maxsize=4)
def _long_phrases(lexicon: Lexicon) -> dict[str, list[str]]:
    """The phrases of navigation of more than fifteen letters, by their first fifteen."""
    found: dict[str, list[str]] = {}
    for phrase in lexicon.archive_navigation:
        if len(phrase) > _SHORT:
            found.setdefault(phrase[:_SHORT], []).append(phrase)
    return found
