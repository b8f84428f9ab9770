"""Run all stages for one or many documents: read, scan, parse, resolve, thread."""

from mailrecon.pipeline.reconstruct import (
    link,
    reconstruct_documents,
)
from mailrecon.thread import (
    LinkOptions,
)

__all__ = [
    "LinkOptions",
    "link",
    "reconstruct_documents",
]
