"""What a text has in common with another, in a few numbers: sampled shingles of its words.

A shingle is five words in a row (five characters where a script has no spaces). Of all shingles'
hashes those divisible by four are kept, so that a quotation and the text it was taken from keep
the same ones however either was wrapped (Broder 1997; "mod p" sampling).
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from itertools import islice
from zlib import crc32

from mailrecon.regex import regex

_TOKEN = regex(r"[\u2e80-\ud7ff\uf900-\ufaff]|[^\W_]+")
_QUOTED = regex(r"[ \t]{0,3}[>|][ \t]?(?P<deeper>[>|])?")
_SHINGLE = 5
_SAMPLE = 4
_FEW = 64
_MOST = 256
_LONGEST = 60_000
_TINY = 12


def tokens(text: str) -> list[str]:
    """The words of `text` without case, or its characters where words are not set apart."""
    return _TOKEN.findall(text[:_LONGEST].casefold())


def split_quotation(body: str) -> tuple[str, str]:
    """A body's own lines, and those it quotes at first hand, without their marks."""
    if ">" not in body and "| " not in body:
        return body, ""
    own: list[str] = []
    quoted: list[str] = []
    for line in body.split("\n"):
        mark = _QUOTED.match(line)
        if mark is None:
            own.append(line)
        elif mark["deeper"] is None:
            quoted.append(line[mark.end() :])
    return "\n".join(own), "\n".join(quoted)


def sample(words: list[str]) -> array[int]:
    """Hashes of the sampled shingles, at most 256; all of them where a text has few."""
    hashes = [crc32(" ".join(piece).encode("utf-8", "surrogatepass")) for piece in shingles(words)]
    kept = [value for value in hashes if value % _SAMPLE == 0] if len(hashes) > _FEW else hashes
    return array("I", islice(dict.fromkeys(kept), _MOST))


def sampled(body: str) -> tuple[Sequence[int], Sequence[int]]:
    """Sampled shingles of what a body says itself, and of what it quotes."""
    written, cited = split_quotation(body)
    return sample(tokens(written)), sample(tokens(cited)) if cited else ()


def shingles(words: list[str]) -> Iterable[tuple[str, ...]]:
    """Every run of five words."""
    return zip(*(words[start:] for start in range(_SHINGLE)), strict=False)


def containment(one: str, other: str) -> float:
    """The share of the shorter text's character 5-grams that the longer one holds, 0 to 1.

    Letters and digits count only; a misread letter costs five of a text's 5-grams, a lost word few
    more, so a copy OCR read badly still scores high.
    """
    if min(len(one), len(other)) < _TINY:
        first_letters, second_letters = sorted((_letters(one), _letters(other)), key=len)
        if len(first_letters) < _TINY:
            return 1.0 if first_letters in second_letters and first_letters else float(one == other)
    first, second = _grams(one), _grams(other)
    if not first or not second:
        return 1.0 if first == second else 0.0
    if len(first) > len(second):
        first, second = second, first
    return len(first & second) / len(first)


def _letters(text: str) -> str:
    return "".join(_TOKEN.findall(text[:_LONGEST].casefold()))


def _grams(text: str) -> set[str]:
    letters = _letters(text)
    if len(letters) < _SHINGLE:
        return {letters} if letters else set()
    return {letters[i : i + _SHINGLE] for i in range(len(letters) - _SHINGLE + 1)}
