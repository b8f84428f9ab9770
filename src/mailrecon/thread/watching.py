"""Reports of how far linking is, for bars."""

from __future__ import annotations

from collections.abc import Callable

# Called with the share of the work that is done, 0 to 1; it never goes back.
Watch = Callable[[float], None]


def unwatched(_share: float) -> None:
    """What is called where nobody wants to know."""


def stretch(watch: Watch, start: float, end: float) -> Watch:
    """What a part of the work calls with its own share, where it is `start` to `end` of all."""
    return lambda share: watch(start + (end - start) * share)
