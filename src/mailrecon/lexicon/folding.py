"""What lookups compare: text without case, width and white space, and its shape for OCR."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from mailrecon.regex import regex

# What no line of a mail's header can hold: a space stands in its place there.
CONTROLS = "\x00-\x1f\x7f-\x9f\u2028\u2029"
# Bidi controls, zero-width characters and soft hyphens print nothing: they are space to a lookup.
INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_UNSEEN = regex(f"[{INVISIBLE}]+")
# Letters OCR takes for one another at the sizes headers are printed in.
_OCR_CLASSES = str.maketrans(
    {"0": "o", "1": "l", "i": "l", "j": "l", "t": "l", "|": "l", "e": "c", "5": "s", "d": "o"}
)
_SHORT = 80


def fold(text: str) -> str:
    """Reduce `text` to what lookups compare: no case, no width, no white space."""
    return _fold_short(text) if len(text) <= _SHORT else _fold(text)


def _fold(text: str) -> str:
    if text.isascii():
        return "".join(text.split()).lower()
    text = "".join(unicodedata.normalize("NFKC", text).split())
    if not text.isprintable():
        text = _UNSEEN.sub("", text)
    return text.casefold()


# The same short lines and labels are looked up by many rules, and in many documents.
_fold_short = lru_cache(maxsize=16_384)(_fold)


def fold_words(text: str) -> str:
    """Like `fold`, but runs of white space become one space: for phrases matched inside a line."""
    if not text.isascii():
        text = _UNSEEN.sub("", unicodedata.normalize("NFKC", text))
    return " ".join(text.split()).casefold()


def ocr_shape(key: str) -> str:
    """A folded key with the letters OCR confuses made equal: `frorn` and `from`, `ce` and `cc`.

    Accents, which it loses, do not count.
    """
    if not key.isascii():
        key = "".join(c for c in unicodedata.normalize("NFD", key) if not unicodedata.combining(c))
    return key.replace("rn", "m").replace("ri", "n").translate(_OCR_CLASSES)
