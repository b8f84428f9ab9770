"""Rebuild documents in the command's own process, if they are few and small."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from mailrecon.pipeline.delivery import PoolItem, delivered, took_too_long
from mailrecon.pipeline.progress import Progress, watched
from mailrecon.pipeline.records import Found
from mailrecon.pipeline.time_limit import OutOfTime, time_limit
from mailrecon.pipeline.worker import find_in_data, find_in_file
from mailrecon.read import ReadOptions
from mailrecon.read.files.archives import OpenedFile, UnreadableDocument
from mailrecon.read.files.inputs import InputFile


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
    with (
        TemporaryDirectory(prefix="mailrecon-", ignore_cleanup_errors=True) as folder,
        watched(Path(folder), done),
    ):
        for file in files:
            if isinstance(file, UnreadableDocument):
                yield file
                continue
            # No time limit: the program that writes into the pipe may be slow.
            data = sys.stdin.buffer.read() if file.is_standard_input else None
            try:
                with time_limit(timeout):
                    found = _find(file, data, reading, folder)
            except OutOfTime:
                reason = f"{file.name}: {took_too_long(timeout or 0)}"
                found = [UnreadableDocument(file.name, reason)]
            if done is not None and not file.is_standard_input:
                with suppress(OSError):
                    done.add(file.path.stat().st_size)
            yield from delivered(found)


def _find(file: InputFile, data: bytes | None, reading: ReadOptions, folder: str) -> list[Found]:
    if data is None:
        return find_in_file(file, reading, folder, sample=False)
    opened = OpenedFile("-", len(data), hashlib.sha256(data).hexdigest())
    return [opened, *find_in_data(data, "standard-input", reading)]
