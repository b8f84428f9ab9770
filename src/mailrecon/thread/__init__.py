"""From rebuilt documents to an archive: identities of people, copies, links, zones.

The order: `gather` numbers messages and links people; `relate` finds copies, quotations, parents
and zone bounds. `assembly` builds the messages when they are asked for.
"""

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
