"""Recognise texts that differ only in numbers, as programs send them: `Ticket 4711`."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from mailrecon.regex import regex

_NUMBER = regex(r"\d+")


class _Squeezed(NamedTuple):
    """A text without white space, and the same with each number replaced by 0."""

    squeezed: str
    zeroed: str


@lru_cache(maxsize=4096)
def without_numbers(text: str) -> _Squeezed:
    """A subject without white space, and without its numbers."""
    squeezed = "".join(text.split())
    return _Squeezed(squeezed, _NUMBER.sub("0", squeezed))


def are_numbered(one: str, other: str) -> bool:
    """Whether two subjects differ only in numbers: `Ticket 4711`, `Ticket 4712`."""
    if one == other:
        return False
    first, second = without_numbers(one), without_numbers(other)
    return first.zeroed == second.zeroed and first.squeezed != second.squeezed


def differ_in_numbers(one: str, other: str) -> bool:
    """Whether two texts differ only in numbers: reports that a program sent in the same minute."""
    first, second = "".join(one.split()), "".join(other.split())
    return first != second and _NUMBER.sub("0", first) == _NUMBER.sub("0", second)
