"""From a file's bytes to a `Document`: one text, its origin and what went wrong in reading it."""

from __future__ import annotations

import hashlib
from pathlib import Path

from mailrecon.errors import ReadError
from mailrecon.model import Document
from mailrecon.read.encoding import decode

__all__ = ["read_bytes", "read_path"]


def read_bytes(data: bytes, name: str, *, encoding: str | None = None) -> Document:
    """A plain-text document from its bytes. Raises ReadError for an unknown `encoding`."""
    decoded = decode(data, encoding)
    digest = hashlib.sha256(data).hexdigest()
    return Document(name, decoded.text, digest, decoded.encoding, decoded.warnings)


def read_path(path: Path, *, encoding: str | None = None) -> Document:
    """A document from a file. Raises ReadError if the file can't be read."""
    try:
        data = path.read_bytes()
    except IsADirectoryError as error:
        raise ReadError(f"{path}: is a folder; name the files in it") from error
    except OSError as error:
        raise ReadError(f"{path}: cannot be read ({error.strerror})") from error
    return read_bytes(data, path.name, encoding=encoding)
