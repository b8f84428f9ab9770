"""Recognise a black bar in place of a whole person, read by OCR as `OO`, `9 @@`, `(io`."""

from __future__ import annotations

from itertools import pairwise

from mailrecon.regex import regex
from mailrecon.resolve.people.names import LONGEST_BAR, MOST_DIGITS, ROUND_LETTERS

# `(b) (6)`, `(©) (0)`, `l (b) 6`: a misread exemption code. `@@`, `|`, `®`: signs that do not occur
# in names.
_MISREAD_CODE = regex(r"\(\s?[b6©®&0]\s?\)?|[©®|@]")
# `(OO)`, `(io`, `[ECHO`, `ee |)`: one short word and a bracket beside it.
_BRACKETED_WORD = regex(r"[(\[{]\w{1,4}[)\]}]?|\w{1,3}\s?[.|]?[)\]}]")
_BRACKETS = frozenset("()[]{}")
_HATCHING = frozenset("saebcd")
_LONGEST_HATCHING = 5
_BAR_CAPITALS = frozenset("OG")
_BAR_ONLY_CAPITALS = frozenset("ESTCIA")


def is_nobody(text: str, *, bars: bool) -> bool:
    """Whether a whole mailbox is a black bar that OCR read as letters, not a person.

    `bars` is True if OCR read other bars of the document as letters. Otherwise `G` may be a person.
    """
    words = text.split()
    if not words or max(map(len, words)) > 2 * LONGEST_BAR or len(words) > 4:
        return False
    bare = ["".join(filter(str.isalnum, word)) for word in words]
    letters = "".join(bare)
    # `(®)`, `| |`: marks only
    if not letters:
        return _MISREAD_CODE.search(text) is not None
    # `DSSS`, and in documents with other misread bars, `Saas`, `Bees`: hatching
    if len(words) == 1 and _is_hatching(bare[0], bars=bars):
        return True
    # `96`, `7`
    if letters.isdigit() and len(letters) <= MOST_DIGITS:
        return True
    # `OO`, `oee`
    if len(letters) > 1 and ROUND_LETTERS.issuperset(letters):
        return True
    # `aaa`, `aa — OO`: in small letters this is not a name.
    repeated = len(letters) > 1 and all(len(set(word)) < 2 for word in bare)
    if repeated and letters.isascii() and not letters.isupper():
        return True
    # `(io`, `[ECHO`
    if (
        not _BRACKETS.isdisjoint(text)
        and _BRACKETED_WORD.fullmatch(text)
        and (letters.isupper() or letters.islower())
    ):
        return True
    # `M66` also begins with a capital.
    if any(len(word) > 2 and word.istitle() and word.isalpha() for word in bare):
        return False  # `Liz |`
    # `(b) (6)`, `l (b) 6`
    if _MISREAD_CODE.search(text) and all(len(word) < LONGEST_BAR for word in bare):
        return True
    if sum(len(word) > 1 and word.istitle() for word in bare) > 1:
        return False  # `As Sy`
    # `i KOLO`, `GC`: only if OCR read other bars as letters as well
    return bars and all(not word or _may_be_bar(word) for word in bare)


def _is_hatching(word: str, *, bars: bool) -> bool:
    """Whether a word has only letters that OCR reads in a bar's hatching, one of them repeated."""
    if not 2 < len(word) <= _LONGEST_HATCHING or not word.isascii():
        return False
    # No name has a letter three times in a row.
    if any(word[n] == word[n + 1] == word[n + 2] for n in range(len(word) - 2)):
        return True
    lowered = word.casefold()
    doubled = any(one == other for one, other in pairwise(lowered))
    return bars and doubled and _HATCHING.issuperset(lowered)


def _may_be_bar(word: str) -> bool:
    if len(word) > LONGEST_BAR:
        return False
    # `王小明`: OCR reads bars only as Latin letters.
    if not word.isascii() and word.lower() == word.upper():
        return False
    # `POG`, `EST`, `A6`
    if word.isupper():
        return (
            any(map(str.isdigit, word))
            or not _BAR_CAPITALS.isdisjoint(word)
            or _BAR_ONLY_CAPITALS.issuperset(word)
        )
    return len(word) < 3 or (not word.istitle() and len(word) < LONGEST_BAR)
