"""Make an archive from rebuilt documents: identities of people, copies, links, zones."""

from mailrecon.errors import (
    ZoneError,
)
from mailrecon.thread.archive import (
    LinkInput,
    LinkResult,
    build_archive,
)
from mailrecon.thread.options import (
    Alias,
    LinkOptions,
)

__all__ = [
    "Alias",
    "LinkInput",
    "LinkOptions",
    "LinkResult",
    "ZoneError",
    "build_archive",
]
