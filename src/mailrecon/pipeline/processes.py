"""Start worker processes, each with a share of the machine's memory."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from typing import Any, NamedTuple

from mailrecon.pipeline.garbage import keep_tables

_LEAST_MEMORY = 2 << 30
# The most characters in the address of a Unix socket, without the final zero: 103 on macOS and BSD,
# 107 on Linux.
_LONGEST_ADDRESS = 103
# Modules that the fork server loads once for all workers; the last one lets Ctrl-C end the server
# again.
_PRELOADED = [
    "mailrecon.pipeline.worker",
    "mailrecon.pipeline.assembling",
    # The general parser, which most documents need.
    "mailrecon.parse.assembly",
    "mailrecon.parse.ends.set_off",
    "mailrecon.parse.fragments",
    "mailrecon.pipeline.interruptible",
]


class Preparation(NamedTuple):
    """What each worker does before its first job: call `prepare` with `given`.

    A forked worker has `given` from its parent's memory; to others it is sent through their pipe.
    """

    prepare: Callable[[Any], None]
    given: Any


class Started(NamedTuple):
    """A worker process, and this process's end of the pipe to it."""

    process: Any
    connection: Connection


def can_fork() -> bool:
    """Whether workers may be forked from this process: on Linux, as long as it has one thread.

    A fork copies only the thread that calls it; a lock that another one holds would stay locked.
    """
    return sys.platform == "linux" and threading.active_count() == 1


def start_worker(
    jobs: int,
    preparation: Preparation | None = None,
    *,
    is_forked: bool = False,
    others: Sequence[Connection] = (),
) -> Started:
    """Start one of `jobs` workers, which does jobs until its pipe is closed.

    With `is_forked` it is forked from this process, which must be able to (`can_fork`), and has
    everything that this one has loaded. Otherwise a server forks it, or it loads everything.
    `others` are this process's ends of the pipes of other workers.
    """
    context: BaseContext
    if is_forked:
        context = multiprocessing.get_context("fork")
    else:
        context, others = _context(), ()
    ours, theirs = multiprocessing.Pipe()
    inherited = (*others, ours) if is_forked else ()
    process = context.Process(  # type: ignore[attr-defined]
        target=serve, args=(theirs, inherited, memory_per_worker(jobs), preparation), daemon=True
    )
    with _interrupts_blocked():
        process.start()
    theirs.close()
    return Started(process, ours)


def serve(
    connection: Connection,
    others: Sequence[Connection],
    memory: int,
    preparation: Preparation | None,
) -> None:
    """The work of a worker process: call functions and send back what they return or raise.

    It ends when its parent closes the pipe or dies.
    """
    # A copy of the parent's end would keep a pipe open after the parent has died.
    for other in others:
        other.close()
    _end_with_parent()
    begin(memory)
    if preparation is not None:
        preparation.prepare(preparation.given)
    # The pipe ends when the parent has died or needs no worker any more.
    with suppress(EOFError, OSError):
        while True:
            work, arguments = connection.recv()
            connection.send_bytes(_outcome(work, arguments))


def _outcome(work: Callable[..., Any], arguments: tuple[Any, ...]) -> bytes:
    """Whether a call succeeded, and what it returned or raised, as bytes for the pipe."""
    try:
        return pickle.dumps((True, work(*arguments)), pickle.HIGHEST_PROTOCOL)
    except Exception as error:
        try:
            return pickle.dumps((False, error), pickle.HIGHEST_PROTOCOL)
        except Exception:
            return pickle.dumps((False, RuntimeError(str(error))), pickle.HIGHEST_PROTOCOL)


def _end_with_parent() -> None:
    """Leave Ctrl-C to the parent, which reports it and ends its workers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def begin(memory: int) -> None:
    """Prepare a worker process, which may use at most `memory` bytes."""
    limit_memory(memory)
    keep_tables()


def limit_memory(size: int) -> None:
    """Limit the memory of this process; only a document that needs more fails."""
    try:
        import resource
    except ImportError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = size if hard == resource.RLIM_INFINITY else min(size, hard)
    resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))


def memory_per_worker(jobs: int) -> int:
    """The memory for a worker: all of the machine's for one, one and a half fair shares for
    several.
    """
    try:
        total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError, AttributeError):
        total = _LEAST_MEMORY
    return max(_LEAST_MEMORY, total if jobs == 1 else total * 3 // (2 * jobs))


def _context() -> BaseContext:
    """How workers are started that are not forked from this process."""
    context = multiprocessing.get_context(_start_method())
    if context.get_start_method() == "forkserver":
        context.set_forkserver_preload(_PRELOADED)
        _start_forkserver()
    return context


def _start_method() -> str:
    """The start method of workers: forked by a server that listens on a socket, if possible.

    The socket is in the folder for temporary files. Its path must fit a socket address.
    """
    folder = len(os.fsencode(tempfile.gettempdir()))
    listens = folder <= _LONGEST_ADDRESS - len("/pymp-12345678/listener-12345678")
    known = multiprocessing.get_all_start_methods()
    return "forkserver" if listens and "forkserver" in known else "spawn"


def _start_forkserver() -> None:
    """Start the server that forks workers, with SIGINT blocked until it has imported everything.

    Ctrl-C goes to all processes of a terminal. The command itself reports the interruption; a
    server that is still importing would add a traceback.
    """
    # Windows has neither these nor signal masks.
    from multiprocessing import forkserver, resource_tracker

    # The tracker is started first: starting it would let Ctrl-C through again.
    resource_tracker.ensure_running()
    with _interrupts_blocked():
        forkserver.ensure_running()


@contextmanager
def _interrupts_blocked() -> Iterator[None]:
    """Let Ctrl-C wait until a process is started that would print a traceback for it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
