"""Whether the files that a document was read with are as they were when a run was interrupted.

A page has its style sheets beside it, a message of Apple Mail its parts: the size and time of the
page say nothing of these.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import msgspec

from mailrecon.pipeline.journal import Journal
from mailrecon.pipeline.records import Found
from mailrecon.read.archives import AbsentFile, OpenedFile

# Each path, and the SHA-256 of its file; none if it was not there.
_PATHS = msgspec.msgpack.Decoder(list[tuple[str, str]])


def keep_read_with(journal: Journal, key: str, items: Iterable[Found]) -> None:
    """Keep which files a document was read with, and which it missed. Raises WriteError."""
    paths = [
        (item.name, item.sha256 if isinstance(item, OpenedFile) else "")
        for item in items
        if isinstance(item, AbsentFile) or (isinstance(item, OpenedFile) and item.read_with)
    ]
    if paths or journal.find(_key(key)) is not None:
        journal.keep(_key(key), msgspec.msgpack.encode(paths))


def is_done(journal: Journal, key: str) -> bool:
    """Whether a journal has a result that reading again would give. Raises ReadError."""
    if journal.find(key) is None:
        return False
    kept = journal.find(_key(key))
    if kept is None:
        return True
    try:
        paths = _PATHS.decode(kept)
    except msgspec.MsgspecError:
        return False
    return all(_digest(Path(path)) == sha256 for path, sha256 in paths)


def _digest(path: Path) -> str:
    try:
        if path.is_file():
            with path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        # Of `Attachments/501/2` the one file in it counts.
        return "?" if path.is_dir() and any(path.iterdir()) else ""
    except OSError:
        return "?"


def _key(key: str) -> str:
    return f"{key}\0read with"
