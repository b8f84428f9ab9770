"""The progress of a run, in bytes of its files: many small ones, or the windows of a large one."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

# Suffix of a file beside the one with a large document's messages: the number of characters done.
SUFFIX = ".done"
_SECONDS = 0.5
# The fewest seconds between two writes.
_OFTEN = 0.1


class Progress:
    """Moves a progress bar: `update` is called with additional bytes; the bar never goes back.

    `tick` is called now and then while there is no progress.
    """

    def __init__(
        self, update: Callable[[int], None], tick: Callable[[], None] | None = None
    ) -> None:
        self._update = update
        self._tick = tick
        self._lock = threading.Lock()
        self._done = 0
        self._shown = 0

    def add(self, size: int) -> None:
        """Record that a file of `size` bytes is done."""
        with self._lock:
            self._done += size
            self._show(0)

    def begun(self, size: int) -> None:
        """Record that `size` bytes of unfinished files are done."""
        with self._lock:
            self._show(size)

    def _show(self, begun: int) -> None:
        place = self._done + begun
        if place > self._shown:
            self._update(place - self._shown)
            self._shown = place
        elif self._tick is not None:
            self._tick()


@contextmanager
def watched(folder: Path, progress: Progress | None) -> Iterator[None]:
    """In the background, report to `progress` the counts that workers write to `folder`."""
    if progress is None:
        yield
        return
    stop = threading.Event()

    def watch() -> None:
        while not stop.wait(_SECONDS):
            progress.begun(characters_behind(folder))

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def characters_behind(folder: Path) -> int:
    """The number of characters that workers have done of unfinished large documents."""
    found = 0
    with suppress(OSError):
        for path in folder.glob(f"*{SUFFIX}"):
            # The file may be deleted, or not yet written.
            with suppress(OSError, ValueError):
                found += int(path.read_text(encoding="ascii"))
    return found


@contextmanager
def reported_beside(path: str) -> Iterator[Callable[[int], None]]:
    """Yield a function that writes the number of characters done, for `watched`; finally delete the
    file.
    """
    beside = Path(path + SUFFIX)
    last = float("-inf")

    def tell(characters: int) -> None:
        nonlocal last
        # An mbox reports after each of ten thousand mails.
        if time.monotonic() - last < _OFTEN:
            return
        last = time.monotonic()
        with suppress(OSError):
            beside.write_text(str(characters), encoding="ascii")

    try:
        yield tell
    finally:
        beside.unlink(missing_ok=True)
