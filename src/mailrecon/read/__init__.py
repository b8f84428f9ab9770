"""Read a file's bytes into `Document`s: the table of readers, and the choice among them."""

from mailrecon.read.documents import (
    READERS,
    Reader,
    choose_reader,
    read_bytes,
    read_large_path,
    read_path,
    readers,
)
from mailrecon.read.options import (
    ReadOptions,
)

__all__ = [
    "READERS",
    "ReadOptions",
    "Reader",
    "choose_reader",
    "read_bytes",
    "read_large_path",
    "read_path",
    "readers",
]
