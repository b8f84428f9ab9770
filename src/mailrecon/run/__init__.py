"""The whole way for one or many documents: read, scan, parse, resolve, thread."""

from __future__ import annotations

from collections.abc import Iterable

from mailrecon.lexicon import load
from mailrecon.model import Archive, Document
from mailrecon.parse import parse
from mailrecon.resolve import resolve
from mailrecon.thread import build_archive

__all__ = ["reconstruct_documents"]


def reconstruct_documents(documents: Iterable[Document]) -> Archive:
    """Rebuild the messages of `documents`, in their order."""
    lexicon = load()
    parsed = [parse(document, lexicon) for document in documents]
    return build_archive([(item, resolve(item, lexicon)) for item in parsed])
