"""The documents named on the command line."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from mailrecon.model import Document
from mailrecon.read import ReadOptions, read_bytes, read_path


def read_inputs(names: Iterable[str], encoding: str | None) -> list[Document]:
    """Read each named file; `-` is standard input. Raises ReadError."""
    options = ReadOptions(encoding=encoding)
    documents: list[Document] = []
    for name in names:
        if name == "-":
            data = sys.stdin.buffer.read()
            documents.extend(read_bytes(data, "standard-input", options))
        else:
            documents.extend(read_path(Path(name), options))
    return documents
