"""Empty files, and files of formats that no reader knows: named, and not read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from mailrecon.errors import ReadError
from mailrecon.model import Document
from mailrecon.read.formats import format_name
from mailrecon.read.options import ReadOptions


def read(data: bytes, name: str, options: ReadOptions) -> Iterator[Document]:
    """A document without text, of kind `empty`, for a file without bytes.

    Raises ReadError for any other, which names its format. `options.encoding` says
    that it is text.
    """
    if not data:
        return iter((Document(name, "", hashlib.sha256(data).hexdigest(), "utf-8", kind="empty"),))
    if options.encoding is not None:
        from mailrecon.read.text import plain as text

        return text.read(data, name, options)
    raise ReadError(f"{name}: {format_name(data, name)}, not read")
