"""Patterns for the text that documents print in place of a removal, built from the language files.

Every reader, layout and check takes its patterns from here. The words are data: `exemption_codes`,
`redaction_codes` and `redactions` of the language files (docs/lexicon.md). Bars belong to no
language.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from mailrecon.lexicon.folding import fold, fold_words
from mailrecon.lexicon.loading import load
from mailrecon.regex import regex

# Full blocks, and what OCR and typists take for them.
BLOCKS = "█▇■▆▉▊▋"
# Bars that mark a removal wherever they are printed: `████`, `XXXX`, `****`, `____`.
BARS = (
    rf"[{BLOCKS}]+|[×＊●○□〇◯]{{2,}}|(?<!\w)(?:X{{3,}}|x{{4,}})(?!\w)|X{{4,}}|x{{4,}}"
    r"|\*{3,}|_{4,}|…{2,}"
)
# Marks that mean a removal only in a name or after a link: `j...@`, `?????`, `A—`.
LOOSE_BARS = (
    rf"[{BLOCKS}▮▬░▒▓⬛◼◾▪]+|[●○□〇◯×＊•]{{2,}}|\*{{2,}}|_{{3,}}|…|\.{{3,}}|-{{3,}}|—{{2,}}|–{{2,}}"
    r"|\?{3,}|#{3,}|(?<!\w)[xX]{3,}(?!\w)|[xX]{5,}"
)

_SLOT = regex(r"\{(n|d|c|more)\}")
_WORD = regex(r"[^\W\d_]{2,}")
_DIGIT = regex(r"\d")
_PRINTED_DIGIT = regex(r"\d|\{[nd]\}")
_PARAGRAPH = "§"
# Letters that distinguish most texts from codes.
_OPENING = 3
# As printed in running text: a number, a digit, a letter, and up to 30 characters of a citation.
_PRINTED = {
    "n": r"\d{1,3}",
    "d": r"\d",
    "c": r"[A-Za-z]",
    "more": r"[^\[\]<>@]{0,30}?",
}
# `(b)(7)(C)`, `s. 40(3)(a)`: what may follow any code that ends with a bracket.
_DEEPER = r"(?:\(\w{1,3}\)){0,4}"
# `Person 2`, `Person-2`, `Person #2a`, `Person II`, `Person B`; but no letter of a word: `Persons`.
_NUMBER = r" ?[-_#]? ?(?:\d{1,4}[a-z]?|(?<![^\W\d_぀-鿿가-힯])(?:[ivx]{1,4}|[a-z])) ?"
_ALONE = dict.fromkeys(("n", "d", "c"), _NUMBER) | {"more": r"[^\[\]<>@]{0,30}?"}


@lru_cache(maxsize=1)
def exemption_code() -> str:
    """A regular expression for one code of a law as it is printed: `(b)(6)`, `§ 5 IFG`.

    Capitals count, since `B6` is a code and `b6` a square of a chessboard.
    """
    by_first: dict[str, list[str]] = {}
    for code in load().exemption_codes:
        first, rest = _first_and_rest(code)
        by_first.setdefault(first, []).append(rest)
    branches = (f"{first}(?:{'|'.join(rests)})" for first, rests in by_first.items())
    return f"(?:{'|'.join(branches)})"


def may_show_code(text: str) -> bool:
    """Whether a text may contain an exemption code; a quick check before the pattern of all codes.

    Compiling that pattern takes 15 ms, and most texts have no sign of a code.
    """
    numbered, others = _signs_of_codes()
    return (
        numbered is not None
        and _DIGIT.search(text) is not None
        and numbered.search(text) is not None
    ) or (others is not None and others.search(text) is not None)


@lru_cache(maxsize=1)
def _signs_of_codes() -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
    """Two quick patterns: one for the codes that contain a digit, one for all other codes."""
    numbered: set[str] = set()
    others: set[str] = set()
    for code in load().exemption_codes:
        (numbered if _PRINTED_DIGIT.search(code) else others).add(_sign_of(code))
    made = ("|".join(sorted(signs)) for signs in (numbered, others))
    first, second = (re.compile(source) if source else None for source in made)
    return first, second


def _sign_of(code: str) -> str:
    """A pattern for the part that every form of a code contains: a mark, a name, its start."""
    if _PARAGRAPH in code:
        return _PARAGRAPH
    # `GDPR` of `art. {n}{more}GDPR`
    names: list[str] = [word for word in _WORD.findall(_SLOT.sub(" ", code)) if not word.islower()]
    if names:
        return re.escape(max(names, key=len))
    # `B{d}`, `(b)({d})`, `s. {n}({n})`
    head, _, slot = code.partition("{")
    begins = _printed(head).removeprefix(r"\s*+")
    return begins + (r"\d" if slot[:1] in ("n", "d") else "")


def is_code_alone(text: str) -> bool:
    """Whether a text is one code and nothing else.

    The pattern of all codes takes 0.1 s to compile, so it is asked only of texts that begin as a
    code does, or have what follows a number that begins one: `4(b)(2)`.
    """
    folded = fold(text)
    openings, behind = _signs_of_codes_alone()
    if not folded.startswith(openings) and not any(map(folded.__contains__, behind)):
        return False
    return codes_alone().fullmatch(fold_words(text)) is not None


def _folded_codes() -> set[str]:
    lexicon = load()
    return {*map(fold, lexicon.exemption_codes), *lexicon.redaction_codes}


@lru_cache(maxsize=1)
def _signs_of_codes_alone() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The first letters of the codes, and the first ones behind the number of those that begin
    with one.
    """
    openings: set[str] = set()
    behind: set[str] = set()
    for code in _folded_codes():
        head, _, rest = code.partition("{")
        if head:
            openings.add(fold(head)[:_OPENING])
        else:
            behind.add(fold(rest.partition("}")[2].partition("{")[0])[:_OPENING])
    return tuple(sorted(openings)), tuple(sorted(behind))


@lru_cache(maxsize=1)
def codes_alone() -> re.Pattern[str]:
    """A pattern of all codes in folded words, for text of codes only; spaces are optional."""
    codes = _folded_codes()
    # Most codes are a word and a number. Codes with the same ending share it, which saves compiling
    # time.
    by_end: dict[str, list[str]] = {}
    for code in sorted(codes, key=lambda code: (-len(code), code)):
        head, slot, end = code.partition("{")
        by_end.setdefault(slot + end, []).append(_spaced(head))
    # `s. 40(2)` before `s. 40`
    branches = (
        f"(?:{'|'.join(by_end[end])}){_filled(end, _ALONE, _spaced)}{_deeper_alone(end)}"
        for end in sorted(by_end, key=lambda end: (-len(end), end))
    )
    return re.compile(rf"(?<!\w)(?:{'|'.join(branches)})(?!\w)")


def _deeper_alone(code: str) -> str:
    return r"(?: ?\( ?\w{1,3} ?\)){0,4}" if code.endswith(")") else ""


def _spaced(part: str) -> str:
    return " ?".join(map(re.escape, part))


def _first_and_rest(code: str) -> tuple[str, str]:
    """A code as a pattern, split after its first character, so that most positions fail quickly."""
    pattern = _filled(code, _PRINTED, _printed)
    last = "" if code[-1] in ")]" else r"(?!\w|\.\w)"
    deeper = _DEEPER if code[-1] == ")" else ""
    if code[0] in "([":
        first = re.escape(code[0])
        return first, pattern.removeprefix(r"\s*+").removeprefix(first) + deeper + last
    if code[0] == "{":
        return r"\d(?<![\w.].)", r"\d{0,2}" + pattern.removeprefix(_PRINTED["n"]) + deeper + last
    head = re.escape(code[0])
    return rf"{head}(?<![\w.].)", pattern.removeprefix(head) + deeper + last


def _printed(part: str) -> str:
    """The fixed text of a code: blanks and the full stop of an abbreviation may be missing."""
    found = re.escape(part).replace(r"\.\ ", r"\.?\s?").replace(r"\ ", r"\s?")
    return found.replace(r"\(", r"\s*+\(\s*+").replace(r"\)", r"\s*+\)")


def _filled(code: str, slots: dict[str, str], fixed: Callable[[str], str]) -> str:
    pieces = _SLOT.split(code)
    return "".join(
        slots[piece] if place % 2 else fixed(piece) for place, piece in enumerate(pieces)
    )
