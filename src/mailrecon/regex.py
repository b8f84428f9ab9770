"""Regular expressions that are compiled when they are first used.

There are four hundred; a short text needs half of them, and compiling one takes 0.2 ms.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, AnyStr, cast

_ASKED = ("search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split")
_SAID = ("pattern", "flags", "groups", "groupindex")


class Regex:
    """A pattern that compiles itself on first use; it has the attributes of `re.Pattern`."""

    __slots__ = ("_flags", "_source", *_ASKED, *_SAID)

    def __init__(self, source: str | bytes | Callable[[], str], flags: int) -> None:
        self._source, self._flags = source, flags

    def __getattr__(self, name: str) -> Any:
        if name not in Regex.__slots__:
            raise AttributeError(name)
        compiled = self.compiled()
        for known in (*_ASKED, *_SAID):
            setattr(self, known, getattr(compiled, known))
        return getattr(compiled, name)

    def compiled(self) -> re.Pattern[Any]:
        """The pattern itself. Raises re.error."""
        source = self._source
        return re.compile(source() if callable(source) else source, self._flags)


def regex(source: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Like `re.compile`, but compile only when the pattern is needed. For module-level patterns."""
    return cast("re.Pattern[AnyStr]", Regex(source, flags))


def regex_of(source: Callable[[], str], flags: int = 0) -> re.Pattern[str]:
    """Like `regex`, but `source` builds the expression on first use, from the language files."""
    return cast("re.Pattern[str]", Regex(source, flags))


# Longer texts are not copied to be searched.
_SHORT = 1 << 16


class LineOpening:
    """A form in which lines of a text open. A match begins with the line break above, if any.

    `^` is tried at each character of a text; a line break is found ten times as fast.
    """

    __slots__ = ("_below", "_on_top")

    def __init__(self, source: str | Callable[[], str]) -> None:
        make = source if callable(source) else lambda: source
        self._on_top = regex_of(make, re.MULTILINE)
        self._below = regex_of(lambda: f"\n(?:{make()})", re.MULTILINE)

    def is_in(self, text: str) -> bool:
        """Whether a line of a text opens in this form."""
        # With a line break on top, one pattern is enough: compiling another takes longer.
        if len(text) < _SHORT:
            return self._below.search(f"\n{text}") is not None
        return self._on_top.match(text) is not None or self._below.search(text) is not None

    def opens(self, line: str) -> bool:
        """Whether a single line opens in this form."""
        return self._below.match(f"\n{line}") is not None

    def all_in(self, text: str) -> Iterator[re.Match[str]]:
        """The lines that open in this form, in order."""
        first = self._on_top.match(text)
        if first is not None:
            yield first
        yield from self._below.finditer(text)
