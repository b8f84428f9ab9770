"""The table of output formats, and `write`, which writes an archive in one of them.

A format is one module with its `write_…` function, and one row here; `docs/outputs.md` prints the
rows.
"""

from mailrecon.writers.format import (
    Format,
)
from mailrecon.writers.manifest import (
    Run,
    manifest_path,
)
from mailrecon.writers.options import (
    WriteOptions,
)
from mailrecon.writers.rfc5322 import (
    Forwards,
)
from mailrecon.writers.table import (
    WRITERS,
    format_of,
    write,
    write_stream,
    writers,
)

__all__ = [
    "WRITERS",
    "Format",
    "Forwards",
    "Run",
    "WriteOptions",
    "format_of",
    "manifest_path",
    "write",
    "write_stream",
    "writers",
]
