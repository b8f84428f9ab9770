"""Report how many pages of a file are read, for progress bars."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# Called with the share of the file that is read, from 0 to 1.
Watch = Callable[[float], None]
_WATCH: ContextVar[Watch | None] = ContextVar("watch", default=None)
# More often than that nobody looks.
_SECONDS = 0.2


@contextmanager
def pages_watched(watch: Watch) -> Iterator[None]:
    """Call `watch` while pages are read in the block, by the same thread.

    It is called for the first document that reports pages, not for its attachments.
    """
    last, is_done = float("-inf"), False

    def now_and_then(share: float) -> None:
        nonlocal last, is_done
        if is_done or (share < 1 and time.monotonic() - last < _SECONDS):
            return
        last, is_done = time.monotonic(), share >= 1
        watch(share)

    token = _WATCH.set(now_and_then)
    try:
        yield
    finally:
        _WATCH.reset(token)


def tell_pages(done: int, count: int) -> None:
    """So many of `count` pages are read."""
    watch = _WATCH.get()
    if watch is not None and count:
        watch(done / count)
