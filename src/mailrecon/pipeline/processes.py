"""A pool of worker processes, each with a share of the machine's memory."""

from __future__ import annotations

import multiprocessing
import os
import signal
import tempfile
from collections.abc import Callable
from typing import Any

from pebble import ProcessPool

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


def start_pool(
    jobs: int, prepare: Callable[[Any], None] | None = None, given: Any = None
) -> ProcessPool:
    """A pool of `jobs` processes, which start with the first task.

    Each process calls `prepare` once with `given`, which is sent through its own pipe.
    """
    context = multiprocessing.get_context(_start_method())
    if context.get_start_method() == "forkserver":
        context.set_forkserver_preload(_PRELOADED)
        _start_forkserver()
    return ProcessPool(
        max_workers=jobs,
        initializer=begin,
        initargs=(memory_per_worker(jobs), prepare, given),
        context=context,
    )


def stop_pool(pool: ProcessPool) -> None:
    """End all processes of a pool."""
    pool.stop()  # type: ignore[no-untyped-call]
    pool.join()


def begin(memory: int, prepare: Callable[[Any], None] | None = None, given: Any = None) -> None:
    """Prepare a worker process, which may use at most `memory` bytes."""
    limit_memory(memory)
    keep_tables()
    if prepare is not None:
        prepare(given)


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
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
