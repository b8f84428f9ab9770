"""Compare the signs of two texts of the same words: `Friday?` and `Friday.`, `$50` and `€50`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mailrecon.regex import regex
from mailrecon.thread.copies.wording import WORD_OR_BAR

_LONGEST = 60_000
# The ends of sentences, and signs beside sums of money; other signs do not change the meaning.
_ENDS = regex(r"[\s.,;:!?()>*_|-]*")
_WIDE_ENDS = str.maketrans("\uff1f\u061f\uff01\u3002", "??!.")
_MONEY = regex(r"[$\u00a2-\u00a5\u20a0-\u20cf%]")
_MINUS = regex(r"(?<![^\s($\u20ac\u00a3])[-\u2212\u2013]$")
# Without one of these signs no end is a question or an exclamation, and no number is a sum.
_TELLING = regex(
    r"[?!\uff1f\u061f\uff01$\u00a2-\u00a5\u20a0-\u20cf%]|[-\u2212\u2013](?=[^\W_a-zA-Z])"
)


def compare_signs(kept: str, other: str) -> str:
    """The first sign that changes the meaning of a text with the same words, described in words;
    empty if there is none.

    `Friday?` and `Friday.`, `$50` and `\u20ac50`, `-5` and `5`.
    """
    if kept == other or max(len(kept), len(other)) > _LONGEST:
        return ""
    if _TELLING.search(kept) is None and _TELLING.search(other) is None:
        return ""
    mine, theirs = _not_money(kept), _not_money(other)
    for place, (one, two) in enumerate(zip(mine, theirs, strict=False)):
        if one[0].casefold() != two[0].casefold():
            return ""  # one text is cut or has more words: `compare_wording` decides
        if one[0].isdigit():
            sums = _sum(kept, one), _sum(other, two)
            if sums[0] != sums[1]:
                return _instead(*sums, place)
        ends = _end(kept, mine, place), _end(other, theirs, place)
        if _is_turned(*ends):
            return _instead(one[0] + ends[0], two[0] + ends[1], place)
    return ""


def _not_money(text: str) -> list[re.Match[str]]:
    """The words of a text without currency signs, which are compared with their number."""
    return [found for found in WORD_OR_BAR.finditer(text) if _MONEY.match(found[0]) is None]


def _instead(kept: str, other: str, place: int) -> str:
    return f"text has \u201c{other}\u201d instead of \u201c{kept}\u201d from word {place + 1} on"


def _sum(text: str, number: re.Match[str]) -> str:
    """A number with the currency and the minus sign right beside it."""
    near = text[max(0, number.start() - 3) : number.start()].rpartition(" ")[2]
    money, behind = _MONEY.search(near), _MONEY.match(text, number.end())
    minus = _MINUS.search(near[: money.start()] if money is not None else near)
    sign = ("-" if minus is not None else "") + (money[0] if money is not None else "")
    return f"{sign}{number[0]}{behind[0] if behind is not None else ''}"


def _end(text: str, found: Sequence[re.Match[str]], place: int) -> str:
    """The characters between a word and the next, if they are only punctuation."""
    stop = found[place + 1].start() if place + 1 < len(found) else len(text)
    printed = text[found[place].end() : stop]
    between = printed.translate(_WIDE_ENDS)
    marks = "".join(sign for sign in "?!." if sign in between)
    # `page?x=1`, `\u201chello\u201d` read as `?hello?`
    is_end = between[-1:].isspace() or stop == len(text) or between != printed
    return marks if is_end and _ENDS.fullmatch(between) is not None else "\0"


def _is_turned(one: str, other: str) -> bool:
    """Whether only one end is a question, or only one an exclamation."""
    if "\0" in (one[:1], other[:1]) or one == other:
        return False
    if ("?" in one) != ("?" in other):
        return True
    return bool(one) and bool(other) and ("!" in one) != ("!" in other)
