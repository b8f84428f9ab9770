"""Read a winmail.dat that was saved without its mail: convert its message like a MSG."""

from __future__ import annotations

from collections.abc import Iterator

from mailrecon.errors import ReadError
from mailrecon.model import Document
from mailrecon.read.mail.outlook.message import read_item
from mailrecon.read.mail.outlook.tnef import open_item
from mailrecon.read.options import ReadOptions


def read(data: bytes, name: str, options: ReadOptions) -> Iterator[Document]:
    """The message and those attached to it. Raises ReadError if it is damaged."""
    try:
        item = open_item(data)
    except ValueError as error:
        raise ReadError(f"{name}: is damaged and cannot be read as TNEF ({error})") from error
    yield from read_item(item, name, "winmail", options)
