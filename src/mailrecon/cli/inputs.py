"""The documents named on the command line."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from mailrecon.model import Document
from mailrecon.read import read_bytes, read_path


def read_inputs(names: Iterable[str], encoding: str | None) -> list[Document]:
    """Read each named file; `-` is standard input. Raises ReadError."""
    documents = []
    for name in names:
        if name == "-":
            data = sys.stdin.buffer.read()
            documents.append(read_bytes(data, "standard-input", encoding=encoding))
        else:
            documents.append(read_path(Path(name), encoding=encoding))
    return documents
