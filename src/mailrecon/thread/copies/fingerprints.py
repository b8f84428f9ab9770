"""Fingerprints of texts: sampled shingles of words.

A shingle is five words in a row (five characters in scripts without spaces). Of all hashes of
shingles those divisible by four are kept, so that a quotation and its source keep the same ones,
however they are wrapped ("mod p" sampling, Broder 1997).
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from itertools import islice
from zlib import crc32

from mailrecon.regex import regex

_TOKEN = regex(r"[\u2e80-\ud7ff\uf900-\ufaff]|[^\W_]+")
_QUOTED = regex(r"[ \t]{0,3}[>|][ \t]?(?P<deeper>[>|])?")
# A quote mark follows at most three spaces.
_FURTHEST_MARK = 4
_DEEPER = frozenset(">|")
_SHINGLE = 5
_SAMPLE = 4
_FEW = 64
_MOST = 256
_LONGEST = 60_000
# Words that are hashed together, and the characters that usually have as many shingles as are kept.
_BLOCK = 1_200
_BEGINNING = 9_000
_TINY = 12
# For each byte of ASCII the letter without case, or a space for what is not part of a word.
_LETTERS_OF_WORDS = bytes(
    ord(chr(code).lower()) if code < 0x80 and chr(code).isalnum() else 0x20 for code in range(256)
)
# ASCII that is not part of a word.
_NO_LETTERS = bytes(code for code in range(0x80) if not chr(code).isalnum())
_RUN = b"\1" * _SHINGLE


def tokens(text: str) -> list[bytes]:
    """The words of `text` without case, in UTF-8; single characters in scripts without spaces."""
    text = text[:_LONGEST]
    if text.isascii():
        return text.encode().translate(_LETTERS_OF_WORDS).split()
    return " ".join(_TOKEN.findall(text.casefold())).encode("utf-8", "surrogatepass").split()


def share_a_shingle(words: Sequence[bytes], others: Sequence[bytes]) -> bool:
    """Whether two texts may have a shingle in common: five words in a row that both have."""
    if words == others:
        return len(words) >= _SHINGLE
    return _RUN in bytes(map(set(others).__contains__, words))


def split_quotation(body: str) -> tuple[str, str]:
    """The own lines of a body, and the lines it quotes at one level, without quote marks."""
    if ">" not in body and "| " not in body:
        return body, ""
    own: list[str] = []
    quoted: list[str] = []
    for line in body.split("\n"):
        # `> When does it start?`: most quoted lines
        if line[:2] == "> " and line[2:3] not in _DEEPER:
            quoted.append(line[2:])
            continue
        head = line[:_FURTHEST_MARK]
        mark = _QUOTED.match(line) if ">" in head or "|" in head else None
        if mark is None:
            own.append(line)
        elif mark["deeper"] is None:
            quoted.append(line[mark.end() :])
    return "\n".join(own), "\n".join(quoted)


def sample(words: Sequence[bytes]) -> array[int]:
    """Hashes of sampled shingles, at most 256; short texts keep all of theirs.

    A shingle is a run of five words with one space between.
    """
    if len(words) - _SHINGLE < _FEW:
        return array("I", dict.fromkeys(_hashes(words)))
    kept: dict[int, None] = {}
    # The first thousand shingles of a long text are usually enough.
    for begin in range(0, len(words), _BLOCK):
        hashes = _hashes(words[begin : begin + _BLOCK + _SHINGLE - 1])
        kept.update(dict.fromkeys([value for value in hashes if value % _SAMPLE == 0]))
        if len(kept) >= _MOST:
            break
    return array("I", islice(kept, _MOST))


def _hashes(words: Sequence[bytes]) -> list[int]:
    runs = zip(*[words[first:] for first in range(_SHINGLE)], strict=False)
    return list(map(crc32, map(b" ".join, runs)))


def sampled(body: str) -> tuple[array[int], array[int]]:
    """The sampled shingles of a body's own text, and of its quotations."""
    written, cited = split_quotation(body)
    return _sample_of(written), _sample_of(cited) if cited else array("I")


def _sample_of(text: str) -> array[int]:
    """`sample(tokens(text))`; of a long text, usually only the beginning is read."""
    if len(text) > 2 * _BEGINNING:
        cut = text.find("\n", _BEGINNING, 2 * _BEGINNING)
        found = sample(tokens(text[:cut])) if cut > 0 else array("I")
        if len(found) == _MOST:
            return found
    return sample(tokens(text))


def containment(one: str, other: str) -> float:
    """The fraction (0 to 1) of the shorter text's character 5-grams that the longer one has.

    Only letters and digits count. A misread letter affects five 5-grams and a lost word few more,
    so a copy that OCR read badly still scores high.
    """
    shorter, longer = sorted((_letters(one), _letters(other)), key=len)
    if len(shorter) < _TINY and min(len(one), len(other)) < _TINY:
        return 1.0 if shorter in longer and shorter else float(one == other)
    # Most copies are wrapped otherwise, or cut: all 5-grams of one are in the other.
    if len(shorter) >= _SHINGLE and shorter in longer:
        return 1.0
    first, second = _grams(shorter), _grams(longer)
    if not first or not second:
        return 1.0 if first == second else 0.0
    if len(first) > len(second):
        first, second = second, first
    return len(first & second) / len(first)


def _letters(text: str) -> str:
    text = text[:_LONGEST]
    if text.isascii():
        return text.encode().translate(_LETTERS_OF_WORDS, _NO_LETTERS).decode()
    return "".join(_TOKEN.findall(text.casefold()))


def _grams(letters: str) -> set[str]:
    if len(letters) < _SHINGLE:
        return {letters} if letters else set()
    return {letters[i : i + _SHINGLE] for i in range(len(letters) - _SHINGLE + 1)}
