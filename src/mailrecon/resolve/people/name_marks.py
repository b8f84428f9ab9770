"""Remove marks around a name: quotation marks, open brackets, stray signs."""

from __future__ import annotations

import unicodedata

from mailrecon.lexicon import name_particles
from mailrecon.regex import regex

QUOTES = "\"'“”‘’„«»`"
_PAIRS = {"(": ")", "[": "]", "（": "）", "【": "】", "<": ">"}
_CLOSERS = {closer: opener for opener, closer in _PAIRS.items()}
WORD = regex(r"[^\W\d_][^\W\d_.'’,-]*(?:[.'’,-]+[^\W\d_]+)*[.,]?")
# Short words that end a name of the form `Last, First`: `Berg, Jan van`, `Ost, Ben jr`.
PARTICLES = name_particles.FAMILY | name_particles.JOINING | name_particles.BEHIND
# Signs that OCR reads in dirt and edges. Other signs, such as `🌊`, belong to the name.
_OCR_MARKS = frozenset(".•·-–—_~|@'\"‘’*^:=")
LONGEST_RUBBLE = 3
LONGEST_DOUBTFUL = 2


def without_marks(text: str) -> str:
    """A name without words at either end that consist only of marks: `• Ann`, `Ann_Poe .`."""
    words = text.split()
    first, last = 0, len(words)
    # `• Ann Poe`
    while first < last and _OCR_MARKS.issuperset(words[first]):
        first += 1
    # `Ann Poe .`
    while last > first and _OCR_MARKS.issuperset(words[last - 1]):
        last -= 1
    if first == last or text[-1:] in ")]）":
        return text
    return text if (first, last) == (0, len(words)) else " ".join(words[first:last])


def has_letter(text: str, *, digits: bool = False) -> bool:
    """Whether a text has a letter, or with `digits` a digit."""
    kinds = "LN" if digits else "L"
    return any(unicodedata.category(c)[0] in kinds for c in text)


def unquoted(text: str) -> str:
    """`Ann Poe` from `'"Ann Poe"'`: remove quotation marks around the whole text."""
    while len(text) > 1 and text[0] in QUOTES and text[-1] in QUOTES:
        inner = text[1:-1]
        # `"Harbour ""Quay"""`, `"Harbour \\"Quay\\""`: these marks belong to the name.
        text = inner.replace('\\"', '"').replace('""', '"').strip()
        if inner.rstrip().endswith(('\\"', '""')) and text.count('"') % 2 == 0:
            return text
    # `"Ann Poe`: one of a pair of quotes was lost.
    if (text.count('"') + text.count("“") + text.count("”")) % 2:
        text = text.strip('"“”').strip()
    # `'Ann_Poe`, `Ann Poe'`: OCR or a redaction removed one of a pair. In `'t Hart` the mark
    # belongs to the name.
    if (text[:1] == "'" and text[1:3].isalpha()) or (text[:1] == "‘" and text[1:2].isalpha()):
        text = text[1:]
    if text[-1:] in "'’" and text[-2:-1] not in "sS" and not any(m in text[:-1] for m in "'’"):
        text = text[:-1].rstrip()
    return text


def without_open_bracket(text: str) -> str:
    """Cut an unclosed bracket with at most one word after it, or an unmatched closing bracket."""
    if not any(mark in text for mark in "()[]（）【】"):
        return text
    open_at: list[tuple[str, int]] = []
    for index, character in enumerate(text):
        if character in _PAIRS:
            open_at.append((character, index))
        elif character in _CLOSERS:
            opened = [n for n, (mark, _) in enumerate(open_at) if mark == _CLOSERS[character]]
            if opened:
                del open_at[opened[-1] :]
            elif not has_letter(text[index:]):
                # `Ann Poe)`
                return text[:index].rstrip()
    if open_at and has_letter(text[: open_at[0][1]]):
        # A unit broken off: `Poe, Ann (DOCK/QUAY) [E Ty yoe@`, `Poe, Ann (DOCK`. More words may be
        # the name: `Ann [Quay Poe`.
        opened_at = open_at[0][1]
        if sum(not is_rubble(word) for word in text[opened_at + 1 :].split()) <= 1:
            return text[:opened_at].rstrip(" ,;")
    return text


def is_rubble(word: str) -> bool:
    """Whether a word cannot end a name: it is not a word, or a short one that ends no name."""
    bare = word.strip("“”‘’\"'<>")
    # `7`, `@@`, `'ee`
    if bare != word.strip("<>") or not WORD.fullmatch(bare):
        return True
    letters = bare.rstrip(".,")
    # `Jan van`, `Bø`: particles, and letters that OCR does not read in bars
    if not bare.isascii() or (len(letters) > 1 and letters.casefold() in PARTICLES):
        return False
    # `ee`, `yoe`; `Ortega y Gasset` does not end with its particle, so `y` alone is not kept.
    if bare.islower():
        return len(bare) <= LONGEST_RUBBLE and (len(bare) == 1 or bare not in PARTICLES)
    return bare.isalpha() and len(bare) <= LONGEST_DOUBTFUL
