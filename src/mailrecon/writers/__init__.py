"""The output formats, a module each; `table` lists them and has `write`."""

from mailrecon.writers.format import (
    Format,
)
from mailrecon.writers.mail.rfc5322 import (
    Forwards,
)
from mailrecon.writers.options import (
    WriteOptions,
)
from mailrecon.writers.provenance.manifest import (
    Run,
    manifest_path,
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
