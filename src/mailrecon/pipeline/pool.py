"""Documents rebuilt in worker processes, in order; one that fails costs itself alone."""

from __future__ import annotations

import hashlib
import pickle
import stat
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import CancelledError
from concurrent.futures import TimeoutError as FutureTimeout
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from pebble import ProcessExpired, ProcessPool

from mailrecon.errors import MailreconError, ReadError, fault
from mailrecon.model import Document
from mailrecon.pipeline.delivery import PoolItem, delivered, took_too_long
from mailrecon.pipeline.journal import Journal
from mailrecon.pipeline.large import pieces_of
from mailrecon.pipeline.processes import start_pool, stop_pool
from mailrecon.pipeline.progress import Progress, watched
from mailrecon.pipeline.read_with import is_done, keep_read_with
from mailrecon.pipeline.records import (
    Found,
    LargeInFile,
    check_found,
    check_messages,
    decode_found,
    decode_messages,
)
from mailrecon.pipeline.worker import (
    Result,
    Work,
    do_all,
    find_in_data,
    find_in_document,
    find_in_file,
)
from mailrecon.read import ReadOptions, choose_reader
from mailrecon.read.archives import ARCHIVES, AbsentFile, OpenedFile, UnreadableDocument, unpack
from mailrecon.read.inputs import InputFile, read_file
from mailrecon.thread.rebuilt import RebuiltMessage

# Containers above this size are unpacked here and their documents sent out one by one, so that no
# worker needs memory for a whole file. Archives always are: then one bad file in them fails alone.
_LARGE_CONTAINER = 8 << 20
_CONTAINERS = ARCHIVES | {"mbox", "olm", "pst"}
_ARCHIVE_SUFFIXES = frozenset({".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz"})
_WAITING_PER_WORKER = 4
# Files of so many bytes at most go to a worker several at a time.
_LIGHT = 1 << 15
_MOST_TOGETHER = 32
_HEAD = 1 << 16


class PoolOptions(Struct, frozen=True):
    """How many processes, and how many seconds a document may take (None: as long as it likes)."""

    jobs: int = 1
    timeout: float | None = None


class _Task(Struct, frozen=True):
    """Work to be done, and what it is called if it fails; or something found already.

    A `light` one is not worth a message to a worker alone; one of several `windows` may take as
    long for each. `size` is that of its file, in bytes.
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
        """The files that its work may read: one, or none where it was given bytes."""
        return tuple(item.path for item in self.arguments if isinstance(item, InputFile))


def rebuild_files(
    files: Iterable[InputFile | UnreadableDocument],
    reading: ReadOptions,
    options: PoolOptions,
    journal: Journal | None = None,
    done: Progress | None = None,
) -> Iterator[PoolItem]:
    """The results of each file, in order: the file, then its documents or why there are none.

    `done` is called with the number of bytes done. A worker that dies, exceeds the time limit or
    fails unexpectedly gives an `UnreadableDocument` in place of its document. Raises LedgerError
    from any worker.
    """
    pool = start_pool(options.jobs)
    work = _TaskBoard(pool, options.timeout, journal)
    waiting: deque[_Submitted] = deque()
    folder = TemporaryDirectory(prefix="mailrecon-", ignore_cleanup_errors=True)
    try:
        with watched(Path(folder.name), done):
            for group in _groups(_tasks(files, reading, folder.name), journal):
                waiting.append(work.begin(group))
                if len(waiting) >= options.jobs * _WAITING_PER_WORKER:
                    begun = waiting.popleft()
                    yield from work.found(begun, work.results(begun), done)
            while waiting:
                begun = waiting.popleft()
                results = work.results(begun)
                if not waiting:
                    # What was found last is taken in without any process that waits for more work.
                    results = list(results)
                    stop_pool(pool)
                yield from work.found(begun, results, done)
    finally:
        stop_pool(pool)
        folder.cleanup()


def _tasks(
    files: Iterable[InputFile | UnreadableDocument], reading: ReadOptions, folder: str
) -> Iterator[_Task]:
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
            size = state.st_size
            yield _Task(
                file.name, key, find_in_file, arguments, light=light, windows=windows, size=size
            )


def _given(
    data: bytes, path: str, name: str, reading: ReadOptions, *, zipped: bool = False
) -> Iterator[_Task]:
    """The tasks of a file whose bytes are here: one, or one for each file in an archive."""
    sha256 = hashlib.sha256(data).hexdigest()
    yield _Task(name, "", found=OpenedFile(path, len(data), sha256))
    for item in unpack(data, name, reading) if zipped else ((name, data),):
        if isinstance(item, UnreadableDocument):
            yield _Task(item.name, "", found=item)
        else:
            inner, content = item
            key = f"{path}\0{inner}\0{hashlib.sha256(content).hexdigest()}"
            yield _Task(inner, key, find_in_data, (content, inner, reading), size=len(content))


def _kind(path: Path, name: str) -> str:
    with path.open("rb") as file:
        return choose_reader(file.read(_HEAD), name).name


def _members(file: InputFile, reading: ReadOptions) -> Iterator[_Task]:
    if _kind(file.path, file.name) in ARCHIVES:
        # What lies in it may be of any format: it is only unpacked here.
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
            # The text of a mail leaves out what is attached to it.
            size = len(item.text if item.original is None else item.original)
            yield _Task(item.name, key, find_in_document, (item, reading), size=size)
        else:
            yield _Task(item.name, "", found=item)


def _groups(tasks: Iterable[_Task], journal: Journal | None) -> Iterator[list[_Task]]:
    """Light tasks that follow one another together, all others alone."""
    group: list[_Task] = []
    for task in tasks:
        light = task.light and (journal is None or not is_done(journal, task.key))
        if group and (not light or len(group) == _MOST_TOGETHER):
            yield group
            group = []
        if light:
            group.append(task)
        else:
            yield [task]
    if group:
        yield group


class _Submitted(Struct, frozen=True):
    """Tasks that a worker has been given together; `future` is None where none was needed."""

    tasks: list[_Task]
    future: Any = None


class _TaskBoard(Struct, frozen=True):
    """Hands tasks to workers, and takes back what they found."""

    pool: ProcessPool
    timeout: float | None
    journal: Journal | None

    def begin(self, tasks: list[_Task]) -> _Submitted:
        """Give tasks to a worker; one that was done in an earlier run is not done again."""
        first = tasks[0]
        if first.work is None or (self.journal is not None and is_done(self.journal, first.key)):
            return _Submitted(tasks)
        calls = [(task.work, task.arguments) for task in tasks]
        limit = None if self.timeout is None else self.timeout * first.windows
        return _Submitted(tasks, self.pool.schedule(do_all, (calls,), timeout=limit))

    def results(self, begun: _Submitted) -> Iterable[Result | UnreadableDocument | None]:
        """What a worker made of tasks; None for one that no worker was needed for.

        Where one of several fails, each is done again alone: it has its own time, and costs itself.
        """
        return [None] if begun.future is None else self._results(begun)

    def found(
        self,
        begun: _Submitted,
        results: Iterable[Result | UnreadableDocument | None],
        done: Progress | None,
    ) -> Iterator[PoolItem]:
        """What tasks found, in order."""
        for task, result in zip(begun.tasks, results, strict=True):
            if done is not None:
                done.add(task.size)
            if isinstance(result, Result):
                yield from _opened(result, task.key, self.journal)
            elif result is not None:
                yield result
            elif task.found is not None:
                yield task.found
            elif self.journal is not None:
                yield from _from_journal(task, self.journal)

    def _results(self, begun: _Submitted) -> Iterable[Result | UnreadableDocument]:
        tasks = begun.tasks
        try:
            found: list[Result] = begun.future.result()
            return found
        except (FutureTimeout, TimeoutError):
            reason = took_too_long((self.timeout or 0) * tasks[0].windows)
        except (ProcessExpired, CancelledError, MemoryError) as error:
            reason = _how_it_died(error)
        except ReadError as error:
            reason = ""
            if len(tasks) == 1:
                return [UnreadableDocument(tasks[0].name, str(error))]
        except MailreconError:
            raise
        except Exception as error:  # a bug met in one document must not lose the others
            reason = fault(error)
        if len(tasks) == 1:
            return [UnreadableDocument(tasks[0].name, f"{tasks[0].name}: {reason}")]
        return self._one_by_one(tasks)

    def _one_by_one(self, tasks: list[_Task]) -> Iterator[Result | UnreadableDocument]:
        for task in tasks:
            yield from self._results(self.begin([task]))


def _opened(result: Result, key: str, journal: Journal | None) -> Iterator[PoolItem]:
    """What a worker found, kept in the journal if there is one."""
    items: list[Found]
    if result.pickled:
        items = pickle.loads(result.found)  # it came through our own pipe
    else:
        items = decode_found(result.found)
        if journal is not None:
            _keep(journal, key, result.found, items)
    yield from delivered(items)


def _keep(journal: Journal, key: str, found: bytes, items: Iterable[Found]) -> None:
    """Keep what was found in a file; the messages of a large document first, piece by piece."""
    for item in items:
        if isinstance(item, LargeInFile):
            with Path(item.path).open("rb") as file:
                for number, piece in enumerate(pieces_of(file)):
                    journal.keep(_piece_key(key, number), piece)
    keep_read_with(journal, key, items)
    journal.keep(key, found)


def _from_journal(task: _Task, journal: Journal) -> Iterator[PoolItem]:
    """What was found in an earlier run. Raises ReadError for what that run cannot have found."""
    kept = journal.find(task.key)
    found = decode_found(kept) if kept is not None else []
    check_found(found)
    for item in found:
        if isinstance(item, LargeInFile):
            large = item.document.parsed.document.large
            # A planted journal must not make us read another file than the one that was named.
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
    code = getattr(error, "exitcode", None)
    return f"the process that read it died (exit code {code}); read it alone"
