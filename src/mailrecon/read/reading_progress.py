"""Report how much of a file is read, in pages, paragraphs or characters, for progress bars."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# Called with the share of the file that is done, from 0 to 1.
Watch = Callable[[float], None]
# More often than that nobody looks.
_SECONDS = 0.2
# Reading pages of text takes as long as finding the messages in it; recognising pictures of text
# takes nearly all of the time.
TEXT, RECOGNISED = 0.5, 0.97


class Reading:
    """What is heard of one file: of the first document that reports, not of its attachments."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._last = float("-inf")
        self._is_done = False
        # How much of all work with the file is reading it; 0 where its reader reports nothing.
        self.part = 0.0

    def tell(self, done: int, count: int, part: float) -> None:
        """So many of `count` pages are read."""
        if self._is_done or (done < count and time.monotonic() - self._last < _SECONDS):
            return
        self._last, self._is_done = time.monotonic(), done >= count
        # A scan is only seen to be one after some pages.
        self.part = max(self.part, part)
        self._watch(self.part * done / count)

    def rest(self, share: float) -> None:
        """Such a share of what follows reading is done, from 0 to 1."""
        self._watch(self.part + (1 - self.part) * share)


_READING: ContextVar[Reading | None] = ContextVar("reading", default=None)


@contextmanager
def reading_watched(watch: Watch) -> Iterator[Reading]:
    """Call `watch` while a file is read in the block, by the same thread."""
    reading = Reading(watch)
    token = _READING.set(reading)
    try:
        yield reading
    finally:
        _READING.reset(token)


def tell_read(done: int, count: int, part: float = TEXT) -> None:
    """So many of `count` pages are read; `part` of the time that a file takes is reading it."""
    reading = _READING.get()
    if reading is not None and count:
        reading.tell(done, count, part)
