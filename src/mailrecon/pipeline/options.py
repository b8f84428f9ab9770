"""Options for the number of parallel jobs and for time limits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

# Called with the bytes of the files that are done, and those of all files.
ProgressCallback = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class JobOptions:
    """Choices for reading files; none of them changes the result of a file.

    `jobs` is the number of worker processes; None reads in the calling process. A file whose reader
    crashes ends the calling process, but only the worker it was read in. `timeout` is in seconds
    and applies to each file (in the calling process only in its main thread and on systems with
    SIGALRM). With `strict` the first document that cannot be read raises ReadError; otherwise the
    archive has a warning for each. `progress` is called with the bytes done and the bytes of all
    files.
    """

    jobs: int | None = None
    timeout: float | None = None
    strict: bool = True
    progress: ProgressCallback | None = None
