"""Make an archive from rebuilt documents: identities of people, copies, links, zones."""

from mailrecon.errors import (
    ZoneError,
)
from mailrecon.thread.archive import (
    build_archive,
)
from mailrecon.thread.options import (
    Alias,
    LinkOptions,
)

__all__ = [
    "Alias",
    "LinkOptions",
    "ZoneError",
    "build_archive",
]
