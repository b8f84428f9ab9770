"""From a scanned page to drafts and a ledger: which message owns which line, and how it nests."""

from mailrecon.parse.general import (
    parse,
    parse_in_general,
)

__all__ = [
    "parse",
    "parse_in_general",
]
