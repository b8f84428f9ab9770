"""Documents rebuilt in worker processes, in order; one that fails costs itself alone."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import pickle
import stat
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pebble import ProcessExpired, ProcessPool

from mailrecon.errors import ReadError
from mailrecon.model import Document
from mailrecon.read import ReadOptions, choose_reader
from mailrecon.read.inputs import FoundFile, InputFile, Unread, read_file, unpack
from mailrecon.run.journal import Journal, load_found
from mailrecon.run.worker import Found, limit_memory, rebuild_data, rebuild_document, rebuild_file

# Containers above this size are taken apart here and their documents sent out one by one, so that
# no worker must hold all that one file holds. Archives always are: a file in one costs itself only.
_LARGE_CONTAINER = 8 << 20
_CONTAINERS = frozenset({"zip", "mbox", "pst"})
_WAITING_PER_WORKER = 4
_LEAST_MEMORY = 2 << 30
_HEAD = 1 << 16


@dataclass(frozen=True, slots=True)
class PoolOptions:
    """How many processes, and how many seconds a document may take (None: as long as it likes)."""

    jobs: int = 1
    timeout: float | None = None


@dataclass(frozen=True, slots=True)
class _Task:
    """Work to be done, and what it is called if it fails; or something found already."""

    name: str
    key: str
    work: Callable[..., bytes] | None = None
    arguments: tuple[Any, ...] = ()
    found: Found | None = None


def rebuild_files(
    files: Iterable[FoundFile | Unread],
    reading: ReadOptions,
    options: PoolOptions,
    journal: Journal | None = None,
    done: Callable[[], None] | None = None,
) -> Iterator[Found]:
    """What is found in each file, in order: the file, then its documents or why there are none.

    `done` is called for each file that is behind us. A worker that dies, or takes longer than
    allowed, gives an `Unread` in its document's place. Raises LedgerError from any worker.
    """
    context = multiprocessing.get_context(_start_method())
    if context.get_start_method() == "forkserver":
        context.set_forkserver_preload(["mailrecon.run.worker"])
    pool = ProcessPool(
        max_workers=options.jobs,
        initializer=limit_memory,
        initargs=(_memory_per_worker(options.jobs),),
        context=context,
    )
    waiting: deque[tuple[_Task, Any]] = deque()
    tasks = _tasks(files, reading)
    try:
        for task in tasks:
            waiting.append((task, _begin(pool, task, options.timeout, journal)))
            if len(waiting) >= options.jobs * _WAITING_PER_WORKER:
                yield from _end(*waiting.popleft(), journal, options.timeout, done)
        while waiting:
            yield from _end(*waiting.popleft(), journal, options.timeout, done)
        pool.close()  # type: ignore[no-untyped-call]
    finally:
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()


def _start_method() -> str:
    return "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"


def _memory_per_worker(jobs: int) -> int:
    """All of the machine's memory for one worker, a fair share and a half for several."""
    try:
        total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError, AttributeError):
        total = _LEAST_MEMORY
    return max(_LEAST_MEMORY, total if jobs == 1 else total * 3 // (2 * jobs))


def _tasks(files: Iterable[FoundFile | Unread], reading: ReadOptions) -> Iterator[_Task]:
    for file in files:
        if isinstance(file, Unread):
            yield _Task(file.name, "", found=file)
            continue
        if file.is_standard_input:
            yield from _given(sys.stdin.buffer.read(), "-", "standard-input", reading)
            continue
        try:
            state = file.path.stat()
        except OSError as error:
            reason = f"{file.path}: cannot be read ({error.strerror})"
            yield _Task(file.name, "", found=Unread(file.name, reason))
            continue
        large = state.st_size > _LARGE_CONTAINER
        zipped = file.path.suffix.lower() == ".zip" and stat.S_ISREG(state.st_mode)
        if (large or zipped) and _is_container(file.path, file.name):
            yield from _members(file, reading)
        else:
            key = f"{file.path}\0{file.name}\0{state.st_size}\0{state.st_mtime_ns}"
            yield _Task(file.name, key, rebuild_file, (file, reading))


def _given(
    data: bytes, path: str, name: str, reading: ReadOptions, *, zipped: bool = False
) -> Iterator[_Task]:
    """The tasks of a file whose bytes are here: one, or one for each file in an archive."""
    sha256 = hashlib.sha256(data).hexdigest()
    yield _Task(name, "", found=InputFile(path, len(data), sha256))
    for item in unpack(data, name, reading) if zipped else ((name, data),):
        if isinstance(item, Unread):
            yield _Task(item.name, "", found=item)
        else:
            inner, content = item
            key = f"{path}\0{inner}\0{hashlib.sha256(content).hexdigest()}"
            yield _Task(inner, key, rebuild_data, (content, inner, reading))


def _is_container(path: Path, name: str) -> bool:
    return _reader(path, name) in _CONTAINERS


def _reader(path: Path, name: str) -> str:
    with path.open("rb") as file:
        return choose_reader(file.read(_HEAD), name).name


def _members(file: FoundFile, reading: ReadOptions) -> Iterator[_Task]:
    if _reader(file.path, file.name) == "zip":
        # What lies in it may be of any format: it is only unpacked here.
        data = file.path.read_bytes()
        yield from _given(data, str(file.path), file.name, reading, zipped=True)
        return
    opened: list[InputFile] = []
    for item in read_file(file, reading, opened.append):
        while opened:
            yield _Task(file.name, "", found=opened.pop())
        if isinstance(item, Document):
            key = f"{file.path}\0{item.name}\0{item.sha256}"
            yield _Task(item.name, key, rebuild_document, (item,))
        else:
            yield _Task(item.name, "", found=item)


def _begin(pool: ProcessPool, task: _Task, timeout: float | None, journal: Journal | None) -> Any:
    """Something found already, a kept result, or the future of one."""
    if task.work is None:
        return None
    kept = journal.find(task.key) if journal is not None else None
    if kept is not None:
        return kept
    return pool.schedule(task.work, args=task.arguments, timeout=timeout)


def _end(
    task: _Task,
    begun: Any,
    journal: Journal | None,
    timeout: float | None,
    done: Callable[[], None] | None,
) -> Iterator[Found]:
    if done is not None and task.work not in (rebuild_document, rebuild_data):
        done()
    if task.found is not None:
        yield task.found
        return
    if isinstance(begun, bytes):
        yield from load_found(begun)
        return
    try:
        found: bytes = begun.result()
    except (FutureTimeout, TimeoutError):
        reason = f"took longer than {timeout:g} seconds (--timeout); read it alone, or give it more"
        yield Unread(task.name, f"{task.name}: {reason}")
        return
    except (ProcessExpired, CancelledError, MemoryError) as error:
        yield Unread(task.name, f"{task.name}: {_how_it_died(error)}")
        return
    except ReadError as error:
        yield Unread(task.name, str(error))
        return
    if journal is not None:
        journal.keep(task.key, found)
    yield from pickle.loads(found)


def _how_it_died(error: BaseException) -> str:
    if isinstance(error, MemoryError):
        return "needs more memory than there is; read it alone"
    code = getattr(error, "exitcode", None)
    return f"the process that read it died (exit code {code}); read it alone"
