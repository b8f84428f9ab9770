"""The reader of plain text."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from mailrecon.model import Document
from mailrecon.read.encoding import decode
from mailrecon.read.options import ReadOptions
from mailrecon.read.text.controls import has_controls

# Pieces of this size stay in the processor's cache.
_PIECE = 32_768


def read(data: bytes, name: str, options: ReadOptions) -> Iterator[Document]:
    """The single document of `data`. Raises ReadError for an unknown encoding."""
    decoded = decode(data, options.encoding)
    if has_controls(decoded.text):
        # Few texts need the module that interprets terminal codes.
        from mailrecon.read.text.markup import document_of
        from mailrecon.read.text.terminal import Screen, lines_of

        screen = Screen()
        shown = (screen.shown(line) for line in lines_of(decoded.text))
        yield document_of(shown, data, name, decoded, "text")
        return
    digest = hashlib.sha256(data).hexdigest()
    yield Document(name, decoded.text, digest, decoded.encoding, decoded.warnings)


def read_ascii(text: str, name: str) -> Document | None:
    """The document that `read` makes of an ASCII text's bytes; None if it has control codes.

    The text is not copied: the copy of a long one takes as long as most checks of its lines.
    """
    if has_controls(text):
        return None
    digest = hashlib.sha256()
    for start in range(0, len(text), _PIECE):
        digest.update(text[start : start + _PIECE].encode("ascii"))
    return Document(name, text, digest.hexdigest(), "utf-8")
