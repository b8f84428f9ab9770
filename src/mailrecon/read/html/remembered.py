"""Cache results of functions of text without keeping long texts, such as pictures in pages."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, TypeVar

R = TypeVar("R")
# Longer texts, in characters, are not kept.
LONGEST = 4_000


def remember_short(most: int) -> Callable[[Callable[..., R]], Callable[..., R]]:
    """Cache a function's last results, except those for a long last argument."""

    def decorate(function: Callable[..., R]) -> Callable[..., R]:
        known = lru_cache(maxsize=most)(function)

        @wraps(function)
        def called(*given: Any) -> R:
            return known(*given) if len(given[-1]) <= LONGEST else function(*given)

        return called

    return decorate


def remember_by_digest(most: int) -> Callable[[Callable[[str], R]], Callable[[str], R]]:
    """Cache a function's last results by the digests of long texts."""

    def decorate(function: Callable[[str], R]) -> Callable[[str], R]:
        known: dict[str | bytes, R] = {}

        @wraps(function)
        def called(text: str) -> R:
            key: str | bytes = text
            if len(text) > LONGEST:
                key = hashlib.sha256(text.encode("utf-8", "replace")).digest()
            if key not in known:
                if len(known) >= most:
                    del known[next(iter(known))]
                known[key] = function(text)
            return known[key]

        return called

    return decorate
