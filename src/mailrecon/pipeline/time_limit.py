"""A time limit for work in this process."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class OutOfTime(BaseException):
    """A document took longer than allowed.

    It is not an `Exception`, so that readers and libraries do not catch it.
    """


def can_limit_time() -> bool:
    """Whether `time_limit` works here: in the main thread of a system with SIGALRM."""
    return hasattr(signal, "SIGALRM") and threading.current_thread() is threading.main_thread()


@contextmanager
def time_limit(seconds: float | None) -> Iterator[None]:
    """Raise OutOfTime in the block once it has run for `seconds`; None means no limit.

    Python handles the alarm between two steps of its own and inside regular expressions, but not
    inside a C library. So formats that need such a library go to worker processes, which can be
    killed.
    """
    if seconds is None or not can_limit_time():
        yield
        return

    def ring(number: int, frame: FrameType | None) -> None:
        raise OutOfTime

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
