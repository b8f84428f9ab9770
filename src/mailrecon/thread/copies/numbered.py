"""Recognise texts that differ only in numbers, as programs send them: `Ticket 4711`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from msgspec import Struct

from mailrecon.regex import regex

_NUMBER = regex(r"\d+")
# Neither a digit nor white space: it stays between two texts.
_BETWEEN = "\0"
_AT_ONCE = 1_000


class _Squeezed(Struct, frozen=True, gc=False):
    """A text without white space, and the same with each number replaced by 0."""

    squeezed: str
    zeroed: str


@lru_cache(maxsize=4096)
def without_numbers(text: str) -> _Squeezed:
    """A subject without white space, and without its numbers."""
    squeezed = "".join(text.split())
    return _Squeezed(squeezed, _NUMBER.sub("0", squeezed))


def all_without_numbers(texts: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The result of `without_numbers` for each text; many are changed at once."""
    for start in range(0, len(texts), _AT_ONCE):
        some = texts[start : start + _AT_ONCE]
        squeezed = "".join(_BETWEEN.join(some).split())
        pairs = zip(
            squeezed.split(_BETWEEN), _NUMBER.sub("0", squeezed).split(_BETWEEN), strict=True
        )
        found = list(pairs)
        if len(found) != len(some):
            # A text has the character that was put between them.
            found = [(one.squeezed, one.zeroed) for one in map(without_numbers, some)]
        yield from found


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
