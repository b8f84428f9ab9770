"""Folding: the form of a text in which lookups compare it.

fold        S u b j e c t → subject
fold_words  On  Behalf of → on behalf of
ocr_shape   frorn, from → frorn and from have one shape
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Final

from mailrecon.regex import regex

# Control characters, which a header field cannot contain; a space replaces them there.
CONTROLS = "\x00-\x1f\x7f-\x9f\u2028\u2029"
# Characters that print nothing: soft hyphen, zero-width characters, bidirectional controls.
INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_UNSEEN = regex(f"[{INVISIBLE}]+")
# Letters that OCR confuses at the size of printed headers: `Subiect`, `Dale`, `T0`.
_OCR_CLASSES = str.maketrans(
    {"0": "o", "1": "l", "i": "l", "j": "l", "t": "l", "|": "l", "e": "c", "5": "s", "d": "o"}
)
# Longer texts are folded, but not kept: they seldom recur.
_SHORT = 80
_MOST = 16_384


def _fold(text: str) -> str:
    if text.isascii():
        return "".join(text.split()).lower()
    text = "".join(unicodedata.normalize("NFKC", text).split())
    if not text.isprintable():
        text = _UNSEEN.sub("", text)
    return text.casefold()


class _Folded(dict[str, str]):
    """Folded texts by texts: the same short lines and labels are looked up by many rules in many
    documents.
    """

    def __missing__(self, text: str) -> str:
        folded = _fold(text)
        if len(text) <= _SHORT:
            if len(self) >= _MOST:
                self.clear()
            self[text] = folded
        return folded


# `text` without differences of case and width, and without white space. A look-up is one call.
fold: Final[Callable[[str], str]] = _Folded().__getitem__


def fold_words(text: str) -> str:
    """Like `fold`, but white space becomes one space: for phrases that are found within a line."""
    if not text.isascii():
        text = _UNSEEN.sub("", unicodedata.normalize("NFKC", text))
    return " ".join(text.split()).casefold()


def ocr_shape(key: str) -> str:
    """A folded key with letters that OCR confuses made equal: `frorn`, `from`; `ce`, `cc`.

    Accents are removed, since OCR often loses them.
    """
    if not key.isascii():
        key = "".join(c for c in unicodedata.normalize("NFD", key) if not unicodedata.combining(c))
    return key.replace("rn", "m").replace("ri", "n").translate(_OCR_CLASSES)
