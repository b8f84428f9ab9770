"""Tell by the last word of a line that no attribution ends there.

    The lock has three gates:
    else:

Most lines that end with a colon end with a word that no template ends with.
"""

from __future__ import annotations

from functools import lru_cache

from mailrecon.lexicon import Lexicon, attribution_key
from mailrecon.scan import patterns
from mailrecon.scan.attribution.misread_verbs import may_lack_accent
from mailrecon.scan.lines import Lines

_COLON = ":"
# Identifiers, addresses, newsgroups and emphasis are left out before an attribution is read.
_LEFT_OUT = ("<", "@", "*", "_", "news:")
_LINES_ABOVE = 3
_LONGEST_WORD = 40
# Characters that a template's last word shares with others: a comma has several widths.
_OF_SEVERAL_WIDTHS = frozenset("，：")
# Letters that are the same without regard to case, besides those of `str.casefold`.
_SAME_LETTERS = str.maketrans({"\u0131": "i", "\u0307": None})


def closes_nothing(lines: Lines, index: int, lexicon: Lexicon) -> bool:
    """Whether line `index` certainly ends no attribution.

    It is ASCII and has a colon at its end, and no number is there or on the lines above, on which
    an attribution may begin; so only a template that ends with the line's last word may match.
    """
    raw = lines.raw
    content = raw[index].rstrip()
    if content[-1:] != _COLON or not content.isascii():
        return False
    word = content[content.rfind(" ") + 1 : -1]
    if not word or not word.isalpha() or len(word) > _LONGEST_WORD:
        return False
    if any(map(content.__contains__, _LEFT_OUT)) or not _ends_no_template(word.lower(), lexicon):
        return False
    window = "\n".join(raw[max(index - _LINES_ABOVE, 0) : index + 1])
    return window.isascii() and not patterns.has_digit(window)


@lru_cache(maxsize=4096)
def _ends_no_template(word: str, lexicon: Lexicon) -> bool:
    """Whether no template ends with a word in small letters, even if OCR took an accent off it."""
    if may_lack_accent(word, lexicon):
        return False
    endings = _last_words(lexicon).get(attribution_key(f"{word}{_COLON}"), ())
    return endings is not None and not word.endswith(endings)


@lru_cache(maxsize=4)
def _last_words(lexicon: Lexicon) -> dict[str, tuple[str, ...] | None]:
    """The last words of the templates, by their key; None if a word has several forms."""
    found: dict[str, tuple[str, ...] | None] = {}
    for key, templates in lexicon.attributions.items():
        words: set[str] = set()
        for template in templates:
            tail = template.pattern.rpartition("}")[2].rstrip(" :")
            words.add(_with_letters(tail.split()[-1]) if tail.strip() else "")
        several = any(not _OF_SEVERAL_WIDTHS.isdisjoint(word) for word in words)
        found[key] = None if several else tuple(sorted(words))
    return found


def _with_letters(word: str) -> str:
    return word.casefold().translate(_SAME_LETTERS)
