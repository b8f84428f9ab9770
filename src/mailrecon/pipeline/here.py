"""Rebuild documents in the command's own process, if they are few and small."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

from mailrecon.errors import MailreconError, ReadError, fault
from mailrecon.pipeline.delivery import PoolItem, delivered, took_too_long
from mailrecon.pipeline.progress import Progress, watched
from mailrecon.pipeline.records import Found
from mailrecon.pipeline.time_limit import OutOfTime, TimeLimit
from mailrecon.pipeline.worker import find_in_bytes, find_in_data, find_in_file, is_soon_read
from mailrecon.read import ReadOptions, choose_reader
from mailrecon.read.files.archives import OpenedFile, UnreadableDocument
from mailrecon.read.files.inputs import InputFile, small_file_bytes


def rebuild_here(
    files: Iterable[InputFile | UnreadableDocument],
    reading: ReadOptions,
    timeout: float | None,
    done: Progress | None = None,
) -> Iterator[PoolItem]:
    """The results of each file, in order, as from `pool.rebuild_files`.

    A file that takes longer than `timeout` seconds becomes an `UnreadableDocument`. `done` is
    called with the number of bytes done. Raises LedgerError.
    """
    with ExitStack() as stack:
        folder = ""
        limit = TimeLimit(timeout)
        stack.callback(limit.end)
        for file in files:
            if isinstance(file, UnreadableDocument):
                yield file
                continue
            if not folder and not is_soon_read(file):
                from tempfile import TemporaryDirectory

                temporary = TemporaryDirectory(prefix="mailrecon-", ignore_cleanup_errors=True)
                folder = stack.enter_context(temporary)
                stack.enter_context(watched(Path(folder), done))
            # No time limit: the program that writes into the pipe may be slow.
            data = sys.stdin.buffer.read() if file.is_standard_input else None
            try:
                with limit:
                    found = _find(file, data, reading, folder)
            except OutOfTime:
                found = [_late(file, limit)]
            if done is not None and not file.is_standard_input:
                with suppress(OSError):
                    done.add(file.path.stat().st_size)
            yield from delivered(found)


def _late(file: InputFile, limit: TimeLimit) -> UnreadableDocument:
    return UnreadableDocument(file.name, f"{file.name}: {took_too_long(limit.seconds or 0)}")


def _find(file: InputFile, data: bytes | None, reading: ReadOptions, folder: str) -> list[Found]:
    if data is None:
        return find_in_file(file, reading, folder, sample=False)
    opened = OpenedFile("-", len(data), hashlib.sha256(data).hexdigest())
    return [opened, *find_in_data(data, "standard-input", reading)]


def find_light(
    file: InputFile, reading: ReadOptions, limit: TimeLimit, *, sample: bool
) -> list[Found] | None:
    """The results of a small file; None if it must be read in a process of its own.

    With `sample`, texts are sampled for linking already here.

    A file that fails is an `UnreadableDocument`, as from a worker. Raises LedgerError.
    """
    try:
        data = small_file_bytes(file.path)
        if choose_reader(data, file.name).is_isolated:
            return None
        with limit:
            return find_in_bytes(file, data, reading, sample=sample)
    except OutOfTime:
        return [_late(file, limit)]
    except OSError as error:
        reason = f"{file.path}: cannot be read ({error.strerror})"
        return [UnreadableDocument(file.name, reason)]
    except ReadError as error:
        return [UnreadableDocument(file.name, str(error))]
    except MailreconError:
        raise
    except Exception as error:  # a bug in one document must not lose the others
        return [UnreadableDocument(file.name, f"{file.name}: {fault(error)}")]
