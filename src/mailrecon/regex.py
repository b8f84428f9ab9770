"""Regular expressions that are compiled when they are first asked something.

The modules hold four hundred, a short text asks half of them, and each takes 0.2 ms to compile.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, AnyStr, cast

_ASKED = ("search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split")
_SAID = ("pattern", "flags", "groups", "groupindex")


class Regex:
    """Stands for a compiled pattern: has its methods and attributes from the first use on."""

    __slots__ = ("_made_of", *_ASKED, *_SAID)

    def __init__(self, source: str | bytes | Callable[[], str], flags: int) -> None:
        self._made_of = (source, flags)

    def __getattr__(self, name: str) -> Any:
        if name not in Regex.__slots__:
            raise AttributeError(name)
        compiled = self.compiled()
        for known in (*_ASKED, *_SAID):
            setattr(self, known, getattr(compiled, known))
        return getattr(compiled, name)

    def compiled(self) -> re.Pattern[Any]:
        """The pattern itself. Raises re.error."""
        source, flags = self._made_of
        return re.compile(source() if callable(source) else source, flags)


def regex(source: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """`re.compile`, put off until the pattern is needed. For patterns that modules hold."""
    return cast("re.Pattern[AnyStr]", Regex(source, flags))


def regex_of(source: Callable[[], str], flags: int = 0) -> re.Pattern[str]:
    """As `regex`, of a source that is made when the pattern is needed: from the language files."""
    return cast("re.Pattern[str]", Regex(source, flags))
