"""Turn a scanned page into drafts and a ledger: which message owns each line, and how they nest."""

from mailrecon.parse.general import (
    parse,
    parse_in_general,
)

__all__ = [
    "parse",
    "parse_in_general",
]
