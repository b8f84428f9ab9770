"""A team of worker processes that do jobs in order of their arrival; this process may do some, too.

A job that takes too long, or whose process dies, costs only itself: its process is replaced.
"""

from __future__ import annotations

import pickle
import select
import time
from collections import deque
from collections.abc import Callable
from multiprocessing.connection import wait
from typing import Any

from mailrecon.pipeline.processes import (
    Preparation,
    Started,
    can_fork,
    start_worker,
)

# A worker has its next job already while it does one; both must be small, and so must be the
# arguments: a pipe holds them while neither side reads.
_AT_ONCE = 2
_SMALL_ARGUMENTS = 1 << 15
# Seconds between two looks at the workers while this process does a job itself.
_OFTEN = 0.005
# Seconds between two calls of `watch`.
_WATCHED = 0.5


class TookTooLong(Exception):
    """A job took longer than its limit; its process was ended."""


class ProcessDied(Exception):
    """The process of a job died."""

    def __init__(self, code: int | None) -> None:
        super().__init__(code)
        self.code = code


class Job:
    """A function to be called in a worker process, and what it returned or raised.

    `limit` is its limit of time in seconds. `here` does the same in this process; without it, only
    a worker may do the job. Of `is_small` jobs a worker gets the next one before it has done one.
    """

    __slots__ = ("arguments", "error", "here", "is_done", "is_small", "limit", "value", "work")

    def __init__(
        self,
        work: Callable[..., Any],
        arguments: tuple[Any, ...],
        limit: float | None = None,
        here: Callable[[], Any] | None = None,
        *,
        is_small: bool = False,
    ) -> None:
        self.work = work
        self.arguments = arguments
        self.limit = limit
        self.here = here
        self.is_small = is_small
        self.is_done = False
        self.value: Any = None
        self.error: BaseException | None = None

    @property
    def data(self) -> bytes:
        """The function and its arguments, for the pipe."""
        return pickle.dumps((self.work, self.arguments), pickle.HIGHEST_PROTOCOL)

    def end(self, value: Any, error: BaseException | None = None) -> None:
        """Record the outcome."""
        self.is_done, self.value, self.error = True, value, error


class _Worker:
    """A process, its jobs (the first one is being done), and when that one must be done."""

    __slots__ = ("connection", "deadline", "is_new", "jobs", "process")

    def __init__(self, started: Started) -> None:
        self.process, self.connection = started
        self.jobs: deque[Job] = deque()
        self.deadline: float | None = None
        self.is_new = True

    def begin(self) -> None:
        """Start the clock of the first job."""
        limit = self.jobs[0].limit if self.jobs else None
        self.deadline = None if limit is None else time.monotonic() + limit


class Team:
    """At most `jobs` worker processes, which start when they are needed.

    With `is_forked` they are forked from this process if it can (`can_fork`), so that they have
    what it has loaded. This process does the first of the jobs that it may do before any worker
    starts: the tables that it made for that job, forked workers have, too. While it waits for a
    result, it does other such jobs. `watch` is called now and then while it waits.
    """

    def __init__(
        self,
        jobs: int,
        preparation: Preparation | None = None,
        watch: Callable[[], None] | None = None,
        *,
        is_forked: bool = False,
    ) -> None:
        self._jobs = jobs
        self._preparation = preparation
        self._watch = watch
        self._is_forked = is_forked and can_fork()
        self._workers: list[_Worker] = []
        self._queue: deque[Job] = deque()
        self._is_practised = False
        self._looked = self._watched = self._attended = time.monotonic()

    @property
    def is_forked(self) -> bool:
        """Whether its workers are forked from this process."""
        return self._is_forked

    def schedule(self, job: Job) -> Job:
        """Add a job; returns it."""
        self._queue.append(job)
        self._feed()
        return job

    def result(self, job: Job) -> Any:
        """What a job returned; does other jobs until it is done.

        Raises what the job raised, or TookTooLong or ProcessDied.
        """
        while not job.is_done:
            own = self._own(job)
            if own is not None:
                self._do(own)
            else:
                self._attend(_WATCHED)
        if job.error is not None:
            raise job.error
        return job.value

    def look(self) -> None:
        """Attend to the workers; called now and then by a job that is done in this process."""
        now = time.monotonic()
        if now - self._looked > _OFTEN:
            self._looked = now
            if now - self._attended > _WATCHED or self._has_news():
                self._attend(0)

    def _has_news(self) -> bool:
        """Whether a result may have come; `wait` takes several times as long to tell."""
        if not hasattr(select, "poll"):
            return True
        events = select.poll()
        for worker in self._workers:
            events.register(worker.connection.fileno(), select.POLLIN)
        return bool(events.poll(0))

    def end(self) -> None:
        """End all worker processes."""
        for worker in self._workers:
            worker.process.kill()
        for worker in self._workers:
            _dismiss(worker)
        self._workers.clear()
        self._queue.clear()

    def _own(self, job: Job) -> Job | None:
        """The next job for this process: the one it waits for, or the first that it may do."""
        if job.here is not None and job in self._queue:
            return job
        return next((one for one in self._queue if one.here is not None), None)

    def _do(self, job: Job) -> None:
        self._queue.remove(job)
        self.look()
        if job.here is not None:
            try:
                job.end(job.here())
            except Exception as error:
                job.end(None, error)
        self._is_practised = True
        self._feed()

    def _feed(self) -> None:
        """Send jobs to workers that are free for them; start workers if there are too few."""
        while self._queue:
            job = self._queue[0]
            # The last one is left to this process, which would only wait.
            if job.here is not None and (not self._is_practised or len(self._queue) < 2):
                return
            worker = self._free(job) or self._nearly_free(job)
            if worker is None:
                return
            self._queue.popleft()
            self._send(worker, job)

    def _free(self, job: Job) -> _Worker | None:
        """A worker that does nothing, perhaps a new one; None if there may be no more."""
        for worker in self._workers:
            if not worker.jobs:
                return worker
        # This process does such jobs itself, in place of one worker.
        if len(self._workers) >= self._jobs - (job.here is not None):
            return None
        started = start_worker(
            self._jobs,
            self._preparation,
            is_forked=self._is_forked and can_fork(),
            others=[worker.connection for worker in self._workers],
        )
        self._workers.append(_Worker(started))
        return self._workers[-1]

    def _nearly_free(self, job: Job) -> _Worker | None:
        """A worker that does a small job and may get this one before it is done."""
        if job.is_small:
            for worker in self._workers:
                if len(worker.jobs) < _AT_ONCE and worker.jobs[0].is_small:
                    return worker if len(job.data) < _SMALL_ARGUMENTS else None
        return None

    def _send(self, worker: _Worker, job: Job) -> None:
        worker.jobs.append(job)
        try:
            worker.connection.send_bytes(job.data)
        except OSError:
            # A worker that had done others died while it waited; this job goes to the next one.
            if not worker.is_new and len(worker.jobs) == 1:
                self._queue.appendleft(worker.jobs.pop())
            self._bury(worker)
            return
        if len(worker.jobs) == 1:
            worker.begin()

    def _attend(self, seconds: float) -> None:
        """Take results from workers, at most `seconds` after the call, and give them new jobs."""
        self._feed()
        busy = {worker.connection: worker for worker in self._workers if worker.jobs}
        deadlines = [one.deadline for one in busy.values() if one.deadline is not None]
        if deadlines:
            seconds = max(0.0, min(seconds, min(deadlines) - time.monotonic()))
        for connection in wait(list(busy), seconds) if busy else ():
            self._receive(busy[connection])  # type: ignore[index]
        self._attended = now = time.monotonic()
        for worker in busy.values():
            if worker.jobs and worker.deadline is not None and worker.deadline < now:
                self._give_up(worker)
        self._feed()
        if self._watch is not None and now - self._watched >= _WATCHED:
            self._watched = now
            self._watch()

    def _receive(self, worker: _Worker) -> None:
        try:
            succeeded, value = worker.connection.recv()
        except (EOFError, OSError):
            self._bury(worker)
            return
        except Exception as error:  # an error of a library that cannot be made of its own parts
            succeeded, value = False, error
        worker.is_new = False
        if succeeded:
            worker.jobs.popleft().end(value)
        else:
            worker.jobs.popleft().end(None, value)
        worker.begin()

    def _bury(self, worker: _Worker) -> None:
        """Record the death of a worker: only the job that it was doing is lost."""
        worker.process.join()
        code = worker.process.exitcode
        self._workers.remove(worker)
        _dismiss(worker)
        if worker.jobs:
            worker.jobs.popleft().end(None, ProcessDied(code))
        self._queue.extendleft(reversed(worker.jobs))

    def _give_up(self, worker: _Worker) -> None:
        """End a worker whose job takes too long."""
        if worker.connection.poll():
            # It was just done.
            self._receive(worker)
            return
        worker.process.kill()
        self._workers.remove(worker)
        _dismiss(worker)
        worker.jobs.popleft().end(None, TookTooLong())
        self._queue.extendleft(reversed(worker.jobs))


def _dismiss(worker: _Worker) -> None:
    """Wait until a process has ended, and close the pipe to it."""
    worker.process.join()
    worker.process.close()
    worker.connection.close()
