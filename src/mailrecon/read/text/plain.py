"""The reader of plain text."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from mailrecon.model import Document
from mailrecon.read.encoding import decode
from mailrecon.read.options import ReadOptions


def read(data: bytes, name: str, options: ReadOptions) -> Iterator[Document]:
    """The one document that `data` is. Raises ReadError for an unknown encoding."""
    decoded = decode(data, options.encoding)
    digest = hashlib.sha256(data).hexdigest()
    yield Document(name, decoded.text, digest, decoded.encoding, decoded.warnings)
