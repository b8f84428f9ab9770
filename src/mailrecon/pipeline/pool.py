"""Rebuild documents in worker processes, in input order; a failing document stops no other."""

from __future__ import annotations

import hashlib
import pickle
import stat
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from mailrecon.errors import MailreconError, ReadError, fault
from mailrecon.model import Document
from mailrecon.pipeline.delivery import PoolItem, delivered, took_too_long
from mailrecon.pipeline.here import find_light
from mailrecon.pipeline.journal import Journal
from mailrecon.pipeline.large import pieces_of
from mailrecon.pipeline.progress import Progress, characters_behind
from mailrecon.pipeline.read_with import is_done, keep_read_with
from mailrecon.pipeline.records import (
    Found,
    LargeInFile,
    check_found,
    check_messages,
    decode_found,
    decode_messages,
    encode_found,
    encoded,
)
from mailrecon.pipeline.team import Job, ProcessDied, Team, TookTooLong
from mailrecon.pipeline.time_limit import TimeLimit
from mailrecon.pipeline.worker import (
    Result,
    Work,
    do_all,
    find_in_data,
    find_in_document,
    find_in_file,
)
from mailrecon.read import ReadOptions, choose_reader
from mailrecon.read.files.archives import (
    ARCHIVES,
    AbsentFile,
    OpenedFile,
    UnreadableDocument,
    unpack,
)
from mailrecon.read.files.inputs import InputFile, read_file
from mailrecon.thread.rebuilt import RebuiltMessage

# Larger containers are unpacked here and their documents sent out one by one, so that no worker
# needs memory for a whole file. Archives are always unpacked here, so that a bad file in them does
# not affect the others.
_LARGE_CONTAINER = 8 << 20
_CONTAINERS = ARCHIVES | {"mbox", "olm", "pst"}
_ARCHIVE_SUFFIXES = frozenset({".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz"})
_WAITING_PER_WORKER = 4
# Files of at most this many bytes are read in groups; the first group, which this process may read
# before workers start, is smaller.
_LIGHT = 1 << 15
_MOST_TOGETHER = 32
_FIRST_TOGETHER = 8
_HEAD = 1 << 16


class PoolOptions(Struct, frozen=True):
    """The number of processes, and the most seconds for a document (None: no limit).

    With `here`, this process is one of them: it reads light files, too, unless a C library would
    read them, and workers are forked from it where they can be. That is for our own command only.
    """

    jobs: int = 1
    timeout: float | None = None
    here: bool = False


class _Task(Struct, frozen=True):
    """Work to be done, with a name for error messages; or a result that is known already.

    `light` tasks are sent to a worker in groups. `windows` multiplies the time limit. `size` is
    that of its file, in bytes.
    """

    name: str
    key: str
    work: Work | None = None
    arguments: tuple[Any, ...] = ()
    found: UnreadableDocument | OpenedFile | None = None
    light: bool = False
    windows: int = 1
    size: int = 0

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files that the work may read: one, or none if it was given bytes."""
        return tuple(item.path for item in self.arguments if isinstance(item, InputFile))


def rebuild_files(
    files: Iterable[InputFile | UnreadableDocument],
    reading: ReadOptions,
    options: PoolOptions,
    journal: Journal | None = None,
    done: Progress | None = None,
) -> Iterator[PoolItem]:
    """The results of each file, in order: the file, then its documents or the reason why there are
    none.

    `done` is called with the number of bytes done. A worker that dies, exceeds the time limit or
    fails unexpectedly gives an `UnreadableDocument` in place of its document. Raises LedgerError
    from any worker.
    """
    waiting: deque[_Submitted] = deque()
    folder = TemporaryDirectory(prefix="mailrecon-", ignore_cleanup_errors=True)

    def watch() -> None:
        if done is not None:
            done.begun(characters_behind(Path(folder.name)))

    work = _TaskBoard(options, journal, watch if done is not None else None)
    try:
        for group in _groups(_tasks(files, reading, folder.name), journal):
            waiting.append(work.begin(group))
            if len(waiting) >= options.jobs * _WAITING_PER_WORKER:
                begun = waiting.popleft()
                yield from work.found(begun, work.results(begun), done)
        while waiting:
            begun = waiting.popleft()
            results = work.results(begun)
            if not waiting:
                # The last results are consumed after the worker processes have ended.
                results = list(results)
                work.end()
            yield from work.found(begun, results, done)
    finally:
        work.end()
        folder.cleanup()


def _tasks(
    files: Iterable[InputFile | UnreadableDocument], reading: ReadOptions, folder: str
) -> Iterator[_Task]:
    files = list(files)
    for file in files:
        if isinstance(file, UnreadableDocument):
            yield _Task(file.name, "", found=file)
            continue
        if file.is_standard_input:
            yield from _given(sys.stdin.buffer.read(), "-", "standard-input", reading)
            continue
        try:
            state = file.path.stat()
            zipped = file.path.suffix.lower() in _ARCHIVE_SUFFIXES and stat.S_ISREG(state.st_mode)
            large = state.st_size > min(_LARGE_CONTAINER, reading.window)
            kind = _kind(file.path, file.name) if large or zipped else ""
            is_only = len(files) == 1 and kind == "text" and state.st_size > reading.window
        except OSError as error:
            reason = f"{file.path}: cannot be read ({error.strerror})"
            yield _Task(file.name, "", found=UnreadableDocument(file.name, reason))
            continue
        if (zipped or state.st_size > _LARGE_CONTAINER) and kind in _CONTAINERS:
            yield from _members(file, reading)
        else:
            key = f"{file.path}\0{file.name}\0{state.st_size}\0{state.st_mtime_ns}"
            light = state.st_size <= _LIGHT and stat.S_ISREG(state.st_mode)
            windows = -(-state.st_size // reading.window) if kind == "text" else 1
            arguments = (file, reading, folder)
            # Nothing is compared with the only document.
            work = partial(find_in_file, sample=False) if is_only else find_in_file
            size = state.st_size
            yield _Task(file.name, key, work, arguments, light=light, windows=windows, size=size)


def _given(
    data: bytes, path: str, name: str, reading: ReadOptions, *, zipped: bool = False
) -> Iterator[_Task]:
    """The tasks of a file whose bytes are in memory: one, or one for each file in an archive."""
    sha256 = hashlib.sha256(data).hexdigest()
    yield _Task(name, "", found=OpenedFile(path, len(data), sha256))
    for item in unpack(data, name, reading) if zipped else ((name, data),):
        if isinstance(item, UnreadableDocument):
            yield _Task(item.name, "", found=item)
        elif isinstance(item, Document):
            key = f"{path}\0{item.name}\0{item.sha256}"
            yield _Task(item.name, key, find_in_document, (item, reading))
        else:
            inner, content = item
            key = f"{path}\0{inner}\0{hashlib.sha256(content).hexdigest()}"
            yield _Task(inner, key, find_in_data, (content, inner, reading), size=len(content))


def _kind(path: Path, name: str) -> str:
    with path.open("rb") as file:
        return choose_reader(file.read(_HEAD), name).name


def _members(file: InputFile, reading: ReadOptions) -> Iterator[_Task]:
    if _kind(file.path, file.name) in ARCHIVES:
        # The files inside may have any format; here they are only unpacked.
        data = file.path.read_bytes()
        yield from _given(data, str(file.path), file.name, reading, zipped=True)
        return
    opened: list[OpenedFile | AbsentFile] = []
    for item in read_file(file, reading, opened.append):
        while opened:
            one = opened.pop()
            if isinstance(one, OpenedFile):
                yield _Task(file.name, "", found=one)
        if isinstance(item, Document):
            key = f"{file.path}\0{item.name}\0{item.sha256}"
            # The text of a mail does not include its attachments.
            size = len(item.text if item.original is None else item.original)
            yield _Task(item.name, key, find_in_document, (item, reading), size=size)
        else:
            yield _Task(item.name, "", found=item)


def _groups(tasks: Iterable[_Task], journal: Journal | None) -> Iterator[list[_Task]]:
    """Consecutive light tasks in groups, all other tasks alone."""
    group: list[_Task] = []
    most = _FIRST_TOGETHER
    for task in tasks:
        light = task.light and (journal is None or not is_done(journal, task.key))
        if group and (not light or len(group) == most):
            yield group
            group, most = [], _MOST_TOGETHER
        if light:
            group.append(task)
        else:
            yield [task]
    if group:
        yield group


class _Submitted(Struct, frozen=True):
    """Tasks that were submitted together; `job` is None if no work was needed."""

    tasks: list[_Task]
    job: Job | None = None


# Results of a task: a worker's, this process's own, or why there are none.
_Results = Result | list[Found] | UnreadableDocument | None


class _TaskBoard:
    """Has tasks done by workers and by this process, and collects their results."""

    def __init__(
        self, options: PoolOptions, journal: Journal | None, watch: Callable[[], None] | None
    ) -> None:
        self._options = options
        self._timeout = options.timeout
        self._limit = TimeLimit(options.timeout)
        self._journal = journal
        self._team = Team(options.jobs, watch=watch, is_forked=options.here)

    def end(self) -> None:
        """End the workers, if there are any, and the time limit of this process."""
        self._team.end()
        self._limit.end()

    def begin(self, tasks: list[_Task]) -> _Submitted:
        """Submit tasks, except for those that an earlier run finished."""
        first = tasks[0]
        if first.work is None or (self._journal is not None and is_done(self._journal, first.key)):
            return _Submitted(tasks)
        here = partial(self._done_here, tasks) if self._options.here and first.light else None
        return self._scheduled(tasks, here)

    def _scheduled(
        self, tasks: list[_Task], here: Callable[[], list[list[Found] | _Submitted]] | None = None
    ) -> _Submitted:
        calls = [(task.work, task.arguments) for task in tasks]
        limit = None if self._timeout is None else self._timeout * tasks[0].windows
        job = Job(do_all, (calls,), limit, here, is_small=tasks[0].light)
        return _Submitted(tasks, self._team.schedule(job))

    def _done_here(self, tasks: list[_Task]) -> list[list[Found] | _Submitted]:
        """The results of light files, from this process; some formats are submitted to workers."""
        found: list[list[Found] | _Submitted] = []
        # With workers, linking would take longer than reading if it sampled the texts.
        sample = self._options.jobs > 1
        for task in tasks:
            file, reading, _ = task.arguments
            items = find_light(file, reading, self._limit, sample=sample)
            found.append(self._scheduled([task]) if items is None else items)
            self._team.look()
        return found

    def results(self, begun: _Submitted) -> Iterable[_Results]:
        """The results of tasks; None for a task that needed no work.

        If one of several tasks fails in a worker, each is run again alone, with its own time limit.
        """
        return [None] if begun.job is None else self._results(begun, begun.job)

    def found(
        self,
        begun: _Submitted,
        results: Iterable[_Results],
        done: Progress | None,
    ) -> Iterator[PoolItem]:
        """The results of tasks, in order."""
        for task, result in zip(begun.tasks, results, strict=True):
            if done is not None:
                done.add(task.size)
            if isinstance(result, Result):
                yield from _opened(result, task.key, self._journal)
            elif isinstance(result, list):
                if self._journal is not None:
                    self._journal.keep_later(partial(_keep_own, self._journal, task.key, result))
                yield from delivered(result)
            elif result is not None:
                yield result
            elif task.found is not None:
                yield task.found
            elif self._journal is not None:
                yield from _from_journal(task, self._journal)

    def _results(self, begun: _Submitted, job: Job) -> Iterable[_Results]:
        tasks = begun.tasks
        try:
            return self._gathered(self._team.result(job))
        except TookTooLong:
            reason = took_too_long((self._timeout or 0) * tasks[0].windows)
        except (ProcessDied, MemoryError) as error:
            reason = _how_it_died(error)
        except ReadError as error:
            reason = ""
            if len(tasks) == 1:
                return [UnreadableDocument(tasks[0].name, str(error))]
        except MailreconError:
            raise
        except Exception as error:  # a bug in one document must not lose the others
            reason = fault(error)
        if len(tasks) == 1:
            return [UnreadableDocument(tasks[0].name, f"{tasks[0].name}: {reason}")]
        return self._one_by_one(tasks)

    def _gathered(self, found: Iterable[Result | list[Found] | _Submitted]) -> Iterator[_Results]:
        for item in found:
            if isinstance(item, _Submitted):
                yield from self.results(item)
            else:
                yield item

    def _one_by_one(self, tasks: list[_Task]) -> Iterator[_Results]:
        for task in tasks:
            yield from self.results(self._scheduled([task]))


def _opened(result: Result, key: str, journal: Journal | None) -> Iterator[PoolItem]:
    """A worker's results, which are also written to the journal if there is one."""
    items: list[Found]
    if result.pickled:
        items = pickle.loads(result.found)  # trusted: it came through our own pipe
    else:
        items = decode_found(result.found)
        if journal is not None:
            _keep(journal, key, result.found, items)
    yield from delivered(items)


def _keep_own(journal: Journal, key: str, found: list[Found]) -> None:
    """Write the results of a file that this process read to the journal."""
    found = encoded(found)
    # A name with a lone surrogate cannot be stored; the file is read again if the run is resumed.
    with suppress(UnicodeEncodeError):
        _keep(journal, key, encode_found(found), found)


def _keep(journal: Journal, key: str, found: bytes, items: Iterable[Found]) -> None:
    """Write a file's results to the journal; first the messages of a large document, in pieces."""
    for item in items:
        if isinstance(item, LargeInFile):
            with Path(item.path).open("rb") as file:
                for number, piece in enumerate(pieces_of(file)):
                    journal.keep(_piece_key(key, number), piece)
    keep_read_with(journal, key, items)
    journal.keep(key, found)


def _from_journal(task: _Task, journal: Journal) -> Iterator[PoolItem]:
    """The results of an earlier run. Raises ReadError for results that it cannot have found."""
    kept = journal.find(task.key)
    found = decode_found(kept) if kept is not None else []
    check_found(found)
    for item in found:
        if isinstance(item, LargeInFile):
            large = item.document.parsed.document.large
            # A manipulated journal must not make us read a file that the user did not name.
            if large is None or not any(large.path == str(path) for path in task.paths):
                raise ReadError(f"{journal.path}: names another file; run without --resume")
            yield replace(item.document, messages=_messages_from_journal(task.key, journal))
        elif not isinstance(item, AbsentFile):
            yield item


def _messages_from_journal(key: str, journal: Journal) -> Iterator[RebuiltMessage]:
    for number in count():
        piece = journal.find(_piece_key(key, number))
        if piece is None:
            return
        messages = decode_messages(piece)
        check_messages(messages)
        yield from messages


def _piece_key(key: str, number: int) -> str:
    return f"{key}\0piece {number}"


def _how_it_died(error: BaseException) -> str:
    if isinstance(error, MemoryError):
        return fault(error)
    code = getattr(error, "code", None)
    return f"the process that read it died (exit code {code}); read it alone"
