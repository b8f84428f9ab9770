"""Report how much of one text is rebuilt, for progress bars."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import Enum
from typing import TypeVar

# Called with the share of the text that is done, from 0 to 1.
Watch = Callable[[float], None]
_WATCH: ContextVar[Watch | None] = ContextVar("text_watch", default=None)
# A progress bar needs no more frequent calls than this.
_SECONDS = 0.2

Item = TypeVar("Item")


class Stage(Enum):
    """A stage of rebuilding a text: the shares of the total time at which it starts and ends.

    Measured on 7 MB of short forwards, and on replies quoted ten deep.
    """

    SEARCHING = 0.03, 0.42  # finding where messages start
    RESOLVING = 0.68, 0.77  # reading their fields; before that, bodies are cut out
    KEEPING = 0.77, 1.0  # gathering what linking needs to know


@contextmanager
def text_watched(watch: Watch, clock: Callable[[], float] = time.monotonic) -> Iterator[None]:
    """Within the `with` block, call `watch` now and then while this thread rebuilds a text."""
    last = clock()

    def now_and_then(share: float) -> None:
        nonlocal last
        now = clock()
        if now - last >= _SECONDS:
            last = now
            watch(share)

    token = _WATCH.set(now_and_then)
    try:
        yield
    finally:
        _WATCH.reset(token)


def teller(stage: Stage, count: int) -> Callable[[int], None] | None:
    """A function by which a stage reports how many of `count` items are done, or None."""
    watch = _WATCH.get()
    if watch is None or not count:
        return None
    start, end = stage.value
    return lambda done: watch(start + (end - start) * done / count)


def followed(stage: Stage, items: Iterable[Item], count: int) -> Iterable[Item]:
    """Yield the `count` items of a stage, and report how many are done while they are consumed."""
    tell = teller(stage, count)
    return items if tell is None else _followed(tell, items)


def _followed(tell: Callable[[int], None], items: Iterable[Item]) -> Iterator[Item]:
    for number, item in enumerate(items):
        tell(number)
        yield item
