"""Documents rebuilt in the command's own process, where there are few and small ones."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Iterator
from tempfile import TemporaryDirectory

from mailrecon.read import ReadOptions
from mailrecon.read.inputs import FoundFile, InputFile, Unread
from mailrecon.run.delivery import Delivered, delivered, took_too_long
from mailrecon.run.records import Found
from mailrecon.run.time_limit import OutOfTime, time_limit
from mailrecon.run.worker import find_in_data, find_in_file


def rebuild_here(
    files: Iterable[FoundFile | Unread], reading: ReadOptions, timeout: float | None
) -> Iterator[Delivered]:
    """What is found in each file, in order, as `pool.rebuild_files` gives it.

    A file that takes longer than `timeout` seconds is an `Unread`. Raises LedgerError.
    """
    with TemporaryDirectory(prefix="mailrecon-", ignore_cleanup_errors=True) as folder:
        for file in files:
            if isinstance(file, Unread):
                yield file
                continue
            # Whoever writes into a pipe may take as long as they like.
            data = sys.stdin.buffer.read() if file.is_standard_input else None
            try:
                with time_limit(timeout):
                    found = _find(file, data, reading, folder)
            except OutOfTime:
                reason = f"{file.name}: {took_too_long(timeout or 0)}"
                found = [Unread(file.name, reason)]
            yield from delivered(found)


def _find(file: FoundFile, data: bytes | None, reading: ReadOptions, folder: str) -> list[Found]:
    if data is None:
        return find_in_file(file, reading, folder)
    opened = InputFile("-", len(data), hashlib.sha256(data).hexdigest())
    return [opened, *find_in_data(data, "standard-input", reading)]
