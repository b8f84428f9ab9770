"""Check whether the files that belong to a document have changed since a run was interrupted.

A web page has style sheets beside it, and a message of Apple Mail has parts. Size and time of the
page alone do not show whether these changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import msgspec

from mailrecon.pipeline.journal import Journal
from mailrecon.pipeline.records import Found
from mailrecon.read.files.archives import AbsentFile, OpenedFile

# Each path with the SHA-256 of its file; empty if the file was missing.
_PATHS = msgspec.msgpack.Decoder(list[tuple[str, str]])


def keep_read_with(journal: Journal, key: str, items: Iterable[Found]) -> None:
    """Record the files that a document was read with, and those that were missing. Raises
    WriteError.
    """
    paths = [
        (item.name, item.sha256 if isinstance(item, OpenedFile) else "")
        for item in items
        if isinstance(item, AbsentFile) or (isinstance(item, OpenedFile) and item.read_with)
    ]
    if paths or journal.find(_key(key)) is not None:
        journal.keep(_key(key), msgspec.msgpack.encode(paths))


def is_done(journal: Journal, key: str) -> bool:
    """Whether a journal has a result that is still valid. Raises ReadError."""
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
        # For a folder such as `Attachments/501/2`, the single file inside counts.
        return "?" if path.is_dir() and any(path.iterdir()) else ""
    except OSError:
        return "?"


def _key(key: str) -> str:
    return f"{key}\0read with"
