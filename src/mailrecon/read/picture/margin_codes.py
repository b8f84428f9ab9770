"""Read the codes of a release (`B6`) that OCR read as numbers (`86`).

A release of the State Department prints the code of each removal at the right margin, and within
its boxes. `86` there is `B6` if the page also has `RELEASE IN PART`, or a code that was read well.
"""

from __future__ import annotations

from collections.abc import Sequence

from mailrecon.read.picture.ocr import ReadWord
from mailrecon.regex import regex

# `B6`, `B5,`, `B7(C)`
_CODE = regex(r"B\d(?:\([A-F]\))?[,;:.]?")
# `86`, `85,`: exemptions have the numbers 1 to 9 (5 U.S.C. 552(b)).
_MISREAD = regex(r"8[1-9](?:\([A-F]\))?[,;:.]?")
_RELEASE = "RELEASE"
# The gap before such a code, in heights of the word.
_LEAST_GAP = 2.0


def with_codes(read: Sequence[ReadWord]) -> list[ReadWord]:
    """The words of a page, with the codes among them."""
    doubtful = [word for word in read if _MISREAD.fullmatch(word.text)]
    if not doubtful or not is_release(read):
        return list(read)
    apart = {id(word) for word in doubtful if _is_apart(word, read)}
    return [word._replace(text=as_code(word.text)) if id(word) in apart else word for word in read]


def is_release(read: Sequence[ReadWord]) -> bool:
    """Whether a page says that it is a release, or has a code that was read well."""
    return any(word.text == _RELEASE or _CODE.fullmatch(word.text) for word in read)


def as_code(text: str) -> str:
    """The code that was read as a number: `86` is `B6`."""
    stripped = text.strip(" |")
    return "B" + stripped[1:] if _MISREAD.fullmatch(stripped) else text


def _is_apart(word: ReadWord, read: Sequence[ReadWord]) -> bool:
    """Whether a word is behind a wide gap at the end of its line; `86` alone numbers a page."""
    gap = _LEAST_GAP * (word.bottom - word.top)
    beside = [
        max(other.left - word.right, word.left - other.right)
        for other in read
        if other is not word and other.line == word.line and other.panel == word.panel
    ]
    return min(beside, default=0) >= gap
