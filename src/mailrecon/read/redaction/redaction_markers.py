"""Recognise text that marks a removal, such as `[redacted]` or `███`.

The words are in the language files: `redactions`, `redaction_codes`, `redacted_things`.
"""

from __future__ import annotations

from functools import lru_cache

from mailrecon.lexicon import fold, fold_words, load
from mailrecon.lexicon.redaction_codes import LOOSE_BARS, codes_alone
from mailrecon.regex import regex

# The longest redaction marker; anything longer is text.
_LONGEST = 400
_MOST_WORDS = 40
_LONGEST_PHRASE = 8
# Bars and characters in place of letters: `█████`, `***@***.***`, `xxx@xxx.xxx`, `?????`, `j...@`.
_BARS = regex(rf"{LOOSE_BARS}|\x00")
_BRACKETED = regex(r"[\[(<{【［「〔（]([^\[\](){}<>【】［］「」〔〕（）]{1,120})[\])>}】］」〕）]")
_TOKEN = regex(r"[^\s,;:/|()\[\]{}<>【】［］「」〔〕（）«»“”\"&+=~@*._…•'’‘–—-]+|[-.'’]")
_MARK = "\x00"


def is_marker(text: str) -> bool:
    """Whether the text consists only of a redaction marker."""
    words = fold_words(text)
    if not words or len(words) > _LONGEST:
        return False
    if fold(words) in load().redactions:
        return True
    # A phrase may contain words that are also a code: `geschwärzt gemäß DSGVO`.
    return _is_said(words) or _is_said(codes_alone().sub(f" {_MARK} ", words))


def marks_removal(text: str) -> bool:
    """Whether the text contains a redaction marker: `Ann P██`, `Ann [name]`."""
    text = text[:_LONGEST]
    if is_marker(text) or _BARS.search(text):
        return True
    # A single letter may be an initial: `Frau M Sand`, `Mr A Poe`.
    codes = codes_alone().finditer(fold_words(text))
    if any(any(map(str.isdigit, code[0])) for code in codes):
        return True
    known = load().redactions
    # `Name withheld at her request`: a phrase of two or more words, followed by the reason.
    words = fold_words(text).split()
    if any("".join(words[:count]) in known for count in (4, 3, 2) if count <= len(words)):
        return True
    return any(
        fold(match[1]) in known or is_marker(match[1]) for match in _BRACKETED.finditer(text)
    )


def _is_said(words: str) -> bool:
    tokens = _BARS.sub(f" {_MARK} ", words).split()
    pieces = [piece for token in tokens for piece in _pieces(token)]
    if not pieces:
        return not any(c.isalnum() for c in words)
    return len(pieces) <= _MOST_WORDS and _all_said(pieces)


def _pieces(token: str) -> list[str]:
    """The words of a token without spaces: `redacted-pii` has two, as has `non-responsive`."""
    if token == _MARK:
        return [token]
    return [found for found in _TOKEN.findall(token) if found not in "-.'’"]


def _all_said(pieces: list[str]) -> bool:
    """Whether the words are only phrases of removal and words for removed things."""
    known = _known()
    reached = [True] + [False] * len(pieces)
    for start in range(len(pieces)):
        if not reached[start]:
            continue
        if pieces[start] == _MARK:
            reached[start + 1] = True
            continue
        phrase = ""
        for end in range(start + 1, min(start + _LONGEST_PHRASE, len(pieces)) + 1):
            phrase += pieces[end - 1]
            if phrase in known:
                reached[end] = True
    return reached[-1]


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    """Every phrase of removal and every word for a removed thing, only letters and digits."""
    lexicon = load()
    return frozenset(
        "".join(_TOKEN.findall(phrase)).translate(str.maketrans("", "", "-.'’"))
        for phrase in lexicon.redactions | lexicon.redacted_things
    )
