"""A time limit for work in this process."""

from __future__ import annotations

import signal
import threading
import time
from contextlib import AbstractContextManager
from types import FrameType, TracebackType
from typing import Any

_NEVER = float("inf")
# Less time than this is none: the alarm cannot be set for it.
_SOON = 0.001


class OutOfTime(BaseException):
    """A document took longer than allowed.

    It is not an `Exception`, so that readers and libraries do not catch it.
    """


def can_limit_time() -> bool:
    """Whether `TimeLimit` works here: in the main thread of a system with SIGALRM."""
    return hasattr(signal, "SIGALRM") and threading.current_thread() is threading.main_thread()


class TimeLimit(AbstractContextManager[None]):
    """Raises OutOfTime in a `with` block that has run for `seconds`; None means no limit.

    It may be entered for one document after another. The alarm is set for the first and is left
    running: when it rings during a later document, it is set again for the rest of that one's
    time. `end` removes it.

    Python handles the alarm between two steps of its own and inside regular expressions, but not
    inside a C library. So formats that need such a library go to worker processes, which can be
    killed.
    """

    def __init__(self, seconds: float | None) -> None:
        self.seconds = seconds
        self._ends = _NEVER
        self._is_set = False
        self._before: Any = None
        self._is_possible = seconds is not None and can_limit_time()

    def __enter__(self) -> None:
        if self._is_possible and self.seconds is not None:
            self._ends = time.monotonic() + self.seconds
            if not self._is_set:
                self._set(self.seconds)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ends = _NEVER

    def end(self) -> None:
        """Remove the alarm, and let what handled it before handle it again."""
        self._ends = _NEVER
        if self._before is not None:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, self._before)
            self._before, self._is_set = None, False

    def _set(self, seconds: float) -> None:
        if self._before is None:
            self._before = signal.signal(signal.SIGALRM, self._ring)
        self._is_set = True
        signal.setitimer(signal.ITIMER_REAL, seconds)

    def _ring(self, number: int, frame: FrameType | None) -> None:
        self._is_set = False
        if self._ends == _NEVER:
            return
        left = self._ends - time.monotonic()
        if left < _SOON:
            raise OutOfTime
        self._set(left)
