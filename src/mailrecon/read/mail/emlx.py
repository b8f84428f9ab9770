"""Apple Mail's messages (EMLX): a line with the number of bytes, the message, a property list."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from mailrecon.errors import ReadError
from mailrecon.model import Document
from mailrecon.read.mail import eml as mail
from mailrecon.read.options import ReadOptions


def read(data: bytes, name: str, options: ReadOptions) -> Iterator[Document]:
    """The message and those attached to it. Raises ReadError if the first line is no number."""
    first, _, rest = data.partition(b"\n")
    if not first.strip().isdigit() or len(first) > 20:
        raise ReadError(f"{name}: is damaged: its first line is not the message's number of bytes")
    size = int(first)
    # A number that is not that of the message's bytes must not cut the message short.
    fits = rest[size:].lstrip()[:5] in (b"", b"<?xml")
    for document in mail.read(rest[:size] if fits else rest, name, options):
        yield replace(document, kind="emlx")
