"""Titles that count the items of a collection: `EXHIBIT A`, `Exhibit PX-2`, `Anlage K 3`, `Tab 4`.

One such line says nothing: a letter may end with `Room 4`. Several with the same words and rising
numbers, each below a blank line, are a series. Above a header they belong to what is collected,
not to the message above.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from mailrecon.lexicon import fold
from mailrecon.regex import regex
from mailrecon.scan import Page

_FORM = regex(
    r"[#*_\s\[(<=–—-]{0,8}(?P<words>[^\W_].{0,46}?)"
    # `Tab 4`, `DX-4`, `Part II`, `Annex B`; `別紙2`
    r"(?:[\s.:#№°º-]{1,4}(?P<number>\d{1,5}|[A-Z]|[IVXL]{2,6})|(?<=[^\x00-\u2e7f])(?P<joined>\d{1,5}))"
    r"[#*_\s\])>=:.–—-]{0,8}"
)
_LONGEST = 60
_MOST_WORDS = 4
# The last characters of titles: part of a number, or a mark after it.
_ENDINGS = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ:.])>*_#=–—-")
# What may be behind the number, in it, and between it and the words before it.
_WHITE = " \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f"
_MARKS_BEHIND = f"{_WHITE}#*_])>=:.-"
_NUMERALS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MARKS_BEFORE = f"{_WHITE}.:#-"
# A longer series is recognised by its first titles.
_MOST_KEPT = 64
_FEWEST = 2
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50}


class _Title(NamedTuple):
    """A line's words before its number, folded, and the number as printed."""

    words: str
    number: str


def may_be_of_series(content: str) -> bool:
    """Whether a line has the form of a title of a series."""
    return _title(content) is not None


def is_of_series(page: Page, content: str) -> bool:
    """Whether a line is a title of one of the document's series."""
    title = _title(content)
    if title is None:
        return False
    if page.series is None:
        finder = SeriesFinder()
        finder.add(page.lines.raw)
        page.series = finder.found()
    return title.words in page.series


class SeriesFinder:
    """Finds the series of titles in a text that is read in parts."""

    def __init__(self) -> None:
        self._numbers: dict[str, list[str]] = {}
        self._above = ""

    def add(self, lines: Sequence[str], among: Sequence[int] | None = None) -> None:
        """Search the lines of the next part; those that are not plain are `among`, if given.

        Blank lines are not plain.
        """
        if not lines:
            return
        # Few lines are short, follow a blank line and end like a title.
        if among is None:
            below_blank = [
                raw
                for above, raw in zip((self._above, *lines), lines, strict=False)
                if raw[-1:] in _ENDINGS and not above.strip()
            ]
        else:
            below_blank = [] if self._above.strip() else [lines[0]]
            last = len(lines) - 1
            below_blank += [lines[n + 1] for n in among if n < last and not lines[n].strip()]
        for raw in below_blank:
            # `The sluice is shut.`: a number is not right behind a letter.
            if "a" <= raw[-2:-1] <= "z":
                continue
            if raw[-1:] in _ENDINGS and len(raw) <= _LONGEST:
                title = _title(raw)
                if title is not None:
                    known = self._numbers.setdefault(title.words, [])
                    if len(known) < _MOST_KEPT:
                        known.append(title.number)
        self._above = lines[-1]

    def found(self) -> frozenset[str]:
        """The words of each series found so far."""
        return frozenset(words for words, found in self._numbers.items() if _rises(found))


def _title(line: str) -> _Title | None:
    # A title ends with its number, or with a mark after it.
    last = line.rstrip()[-1:]
    if len(line) > _LONGEST or (last.isascii() and last not in _ENDINGS):
        return None
    if line[0].isalpha() and line.isascii() and _has_many_words(line):
        return None
    found = _FORM.fullmatch(line.rstrip())
    # `see also the report on pier 4`: a title begins with a capital, and is short.
    if found is None or found["words"][0].islower() or found["words"].count(" ") >= _MOST_WORDS:
        return None
    return _Title(fold(found["words"]), found["number"] or found["joined"])


def _has_many_words(line: str) -> bool:
    """Whether the number at a line's end follows more words than a title has."""
    before = line.rstrip(_MARKS_BEHIND).rstrip(_NUMERALS).rstrip(_MARKS_BEFORE)
    return before.count(" ") >= _MOST_WORDS


def _rises(numbers: Sequence[str]) -> bool:
    """Whether each number is greater than the one before: `1`, `2`; `A`, `B`; `I`, `II`."""
    if len(numbers) < _FEWEST:
        return False
    if all(number.isdecimal() for number in numbers):
        values = [int(number) for number in numbers]
    elif all(len(number) == 1 for number in numbers) and "II" not in numbers:
        values = [ord(number) for number in numbers]
    elif all(_ROMAN.keys() >= set(number) for number in numbers):
        values = [_roman(number) for number in numbers]
    else:
        return False
    return all(low < high for low, high in pairwise(values))


def _roman(number: str) -> int:
    values = [_ROMAN[letter] for letter in number]
    below = [*values[1:], 0]
    return sum(-one if one < other else one for one, other in zip(values, below, strict=True))
