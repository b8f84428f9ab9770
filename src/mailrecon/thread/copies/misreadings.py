"""Tell whether two words are one that OCR read in two ways."""

from __future__ import annotations

from functools import lru_cache
from itertools import takewhile

from mailrecon.lexicon import ocr_shape

# Share of a word's letters that OCR may misread, at least one (Levenshtein distance of shapes that
# OCR distinguishes): `Iease` for `lease` none, `tbe` for `the` one of 3, `Fndiy` for `Friday` one
# of 5. Different words have more: `Monday` for `Friday` two of 6, `June` for `July` two of 4.
_MISREAD = 0.3
# In shorter words the letters must look alike.
SHORT_WORD = 4
# Letters that OCR takes for one another in a short word, beside those of `ocr_shape`.
LOOK_ALIKE = tuple(
    frozenset(group)
    for group in (
        "hbkn",
        "nurm",
        "ceoa",
        "aosu",
        "fltr",
        "lfr",
        "vyw",
        "gqy",
        "hlk",
        "mn",
        "z2",
        "s8",
        "b6",
    )
)
# One letter that OCR reads as two: `shoulcl` for `should`
_PARTED = frozenset(
    {("d", "cl"), ("h", "li"), ("u", "ii"), ("w", "vv"), ("m", "nn"), ("m", "in"), ("k", "lc")}
)
_THIN = frozenset("fijlrt")


def shared(one: str, two: str) -> int:
    """The number of letters with which both begin."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, two, strict=False)))


def is_of_ocr(one: str, two: str) -> bool:
    """Whether the only misreading is such as OCR makes: `Iease`, `minufes`, `shoulcl`, `ofice`.

    In a short word the letters must look the same: `Haus` and `Hans` are two words.
    """
    first, second = sorted((one, two), key=len)
    if ocr_shape(first) == ocr_shape(second):
        return True
    if len(first) < SHORT_WORD - 1 or not (first.isalpha() and second.isalpha()):
        return False
    before, less, more = _apart(first, second)
    # `ofice`: one of two letters, or a thin one, was lost within the word.
    if not less:
        inner = 0 < before < len(first) and len(second) >= SHORT_WORD
        return inner and len(more) == 1 and (more in _THIN or more == second[before - 1])
    if _is_parted(first, second):
        return True
    longer = len(first) > SHORT_WORD and len(less) == len(more) == 1
    return longer and any({less, more} <= letters for letters in LOOK_ALIKE)


def _apart(first: str, second: str) -> tuple[int, str, str]:
    """With how many letters both words begin, and what differs between these and their ends."""
    before = shared(first, second)
    behind = shared(first[before:][::-1], second[before:][::-1])
    return before, first[before : len(first) - behind], second[before : len(second) - behind]


def _is_parted(first: str, second: str) -> bool:
    """Whether OCR read one letter of a word of four letters or more as two: `slied`, `boarcl`."""
    _, less, more = _apart(first, second)
    return min(len(first), len(second)) >= SHORT_WORD and (
        (less, more) in _PARTED or (more, less) in _PARTED
    )


@lru_cache(maxsize=65536)
def reads_as(one: str, two: str) -> bool:
    """Whether one word may be OCR's misreading of the other."""
    first, second = ocr_shape(one), ocr_shape(two)
    # `rn` and `m` have one shape.
    if first == second:
        return True
    from rapidfuzz.distance import Levenshtein  # few documents need it

    if _is_parted(one, two):
        return True
    wrong = max(1, int(_MISREAD * min(len(first), len(second))))
    return Levenshtein.distance(first, second, score_cutoff=wrong) <= wrong
