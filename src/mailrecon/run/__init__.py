"""The whole way for one or many documents: read, scan, parse, resolve, thread."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from tempfile import TemporaryFile

from mailrecon.lexicon import load
from mailrecon.model import Archive, Document, Parsed
from mailrecon.parse import parse
from mailrecon.resolve import Resolved, resolve
from mailrecon.run.large import rebuild_large, resolved_in
from mailrecon.thread import ThreadOptions, build_archive

__all__ = ["ThreadOptions", "link", "reconstruct_documents"]


def reconstruct_documents(
    documents: Iterable[Document], options: ThreadOptions | None = None
) -> Archive:
    """Rebuild the messages of `documents`, in their order. Raises ZoneError."""
    lexicon = load()

    def resolved() -> Iterator[tuple[Parsed, Iterable[Resolved]]]:
        for document in documents:
            if document.large is not None:
                with TemporaryFile() as file:
                    large = rebuild_large(document, lexicon, file)
                    yield large.parsed, resolved_in(file, large.order, lexicon)
                continue
            page = parse(document, lexicon)
            yield page, resolve(page, lexicon)

    return build_archive(resolved(), options)


def link(
    rebuilt: Iterable[tuple[Parsed, Iterable[Resolved]]], options: ThreadOptions | None = None
) -> Archive:
    """An archive of documents that were rebuilt one by one. Raises ZoneError."""
    return build_archive(rebuilt, options)
