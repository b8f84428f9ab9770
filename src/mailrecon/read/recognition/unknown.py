"""Report empty files, and files of formats that no reader knows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from mailrecon.errors import ReadError
from mailrecon.model import Document
from mailrecon.read.mail.emlx_parts import is_part_of_message
from mailrecon.read.options import ReadOptions
from mailrecon.read.recognition.formats import format_name


def read(data: bytes, name: str, options: ReadOptions) -> Iterator[Document]:
    """A document without text, of kind `empty`, for a file without bytes.

    For a part that is read with the Apple Mail message beside it, the kind is `emlxpart`. Raises
    ReadError, which names the format, for any other file. With `options.encoding`, the file is
    text.
    """
    kind = None if data else "empty"
    if data and is_part_of_message(name, options.folder):
        kind = "emlxpart"
    if kind is not None:
        return iter((Document(name, "", hashlib.sha256(data).hexdigest(), "utf-8", kind=kind),))
    if options.encoding is not None:
        from mailrecon.read.text import plain as text

        return text.read(data, name, options)
    raise ReadError(f"{name}: {format_name(data, name)}, not read")
