"""Report the progress of linking, for progress bars."""

from __future__ import annotations

from collections.abc import Callable

# Called with the share of the work that is done, 0 to 1; it never goes back.
Watch = Callable[[float], None]


def unwatched(_share: float) -> None:
    """A `Watch` that does nothing."""


def stretch(watch: Watch, start: float, end: float) -> Watch:
    """A `Watch` for a part of the work that takes the shares `start` to `end` of the whole."""
    return lambda share: watch(start + (end - start) * share)
