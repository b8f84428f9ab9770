"""Find the target of a correction in a text: by its position, or else by its quotation."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from mailrecon.corrections.model import Target


class Fit(StrEnum):
    """How a target was found, or why it was not."""

    APPLIED = "applied"
    MOVED = "moved"
    ABSENT = "the words are not there"
    SEVERAL = "the words are there more than once"


class Anchor(NamedTuple):
    """The range of a target (half-open character offsets), and how it was found."""

    start: int
    end: int
    fit: Fit

    @property
    def found(self) -> bool:
        """Whether the target is in the text exactly once."""
        return self.fit in (Fit.APPLIED, Fit.MOVED)


def anchor(target: Target, text: str) -> Anchor:
    """Find a target in a text.

    The position counts if the quoted words are there. Otherwise the words must occur exactly once
    in the text, with their context (prefix and suffix), or without.
    """
    if _is_at(target, text, target.start):
        return Anchor(target.start, target.end, Fit.APPLIED)
    if not target.exact:
        return Anchor(target.start, target.end, Fit.ABSENT)
    length = target.end - target.start
    around = _places(target.prefix + target.exact, text)
    starts = [place + len(target.prefix) for place in around]
    strict = [start for start in starts if _suffix_follows(target, text, start)]
    loose = strict or starts or _places(target.exact, text)
    if len(loose) != 1:
        fit = Fit.SEVERAL if loose else Fit.ABSENT
        return Anchor(target.start, target.end, fit)
    end = loose[0] + length
    if end > len(text) or (
        len(target.exact) < length and not _suffix_follows(target, text, loose[0])
    ):
        return Anchor(target.start, target.end, Fit.ABSENT)
    return Anchor(loose[0], end, Fit.MOVED)


def _is_at(target: Target, text: str, start: int) -> bool:
    """Whether a target's words are at an offset; an empty target is identified by its context."""
    if target.end > len(text):
        return False
    if not target.exact:
        before = text[max(0, start - len(target.prefix)) : start]
        return before == target.prefix and _suffix_follows(target, text, start)
    if not text.startswith(target.exact, start):
        return False
    return len(target.exact) == target.end - target.start or _suffix_follows(target, text, start)


def _suffix_follows(target: Target, text: str, start: int) -> bool:
    return text.startswith(target.suffix, start + target.end - target.start)


def _places(words: str, text: str) -> list[int]:
    """The first two offsets of words in a text; more would not change that it is ambiguous."""
    first = text.find(words)
    if first < 0:
        return []
    second = text.find(words, first + 1)
    return [first] if second < 0 else [first, second]
