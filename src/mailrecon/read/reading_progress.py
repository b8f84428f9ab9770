"""Report how much of a file is read, in pages, paragraphs or characters, for progress bars."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# Called with the share of the file that is done, from 0 to 1.
Watch = Callable[[float], None]
# A progress bar needs no more frequent calls than this.
_SECONDS = 0.2
# The share of the total time that reading takes: half for pages of text, nearly all with OCR.
TEXT, RECOGNISED = 0.5, 0.97


class Reading:
    """The progress of one file: that of its first reporting document, not of attachments."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._last = float("-inf")
        self._is_done = False
        # The share of the work on the file that is reading; 0 if its reader does not report.
        self.part = 0.0

    def tell(self, done: int, count: int, part: float) -> None:
        """Report that `done` of `count` pages are read."""
        if self._is_done or (done < count and time.monotonic() - self._last < _SECONDS):
            return
        self._last, self._is_done = time.monotonic(), done >= count
        # A file may turn out to be a scan only after some pages.
        self.part = max(self.part, part)
        self._watch(self.part * done / count)

    def rest(self, share: float) -> None:
        """Report the share, from 0 to 1, of the work after reading that is done."""
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
    """Report that `done` of `count` pages are read; `part` is the share of reading in all work."""
    reading = _READING.get()
    if reading is not None and count:
        reading.tell(done, count, part)
