"""The whole way for one or many documents: read, scan, parse, resolve, thread."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from tempfile import TemporaryFile

from mailrecon.lexicon import load
from mailrecon.model import Archive, Document, Parsed
from mailrecon.pipeline.large import rebuild_large, resolved_in
from mailrecon.pipeline.one import is_taken_in_windows, rebuild
from mailrecon.resolve import Resolved
from mailrecon.thread import LinkOptions, build_archive

__all__ = ["LinkOptions", "link", "reconstruct_documents"]


def reconstruct_documents(
    documents: Iterable[Document], options: LinkOptions | None = None
) -> Archive:
    """Rebuild the messages of `documents`, in their order. Raises ZoneError."""
    lexicon = load()
    known = options.corrections if options is not None else ()

    def resolved() -> Iterator[tuple[Parsed, Iterable[Resolved]]]:
        for document in documents:
            if is_taken_in_windows(document, known):
                with TemporaryFile() as file:
                    large = rebuild_large(document, lexicon, file)
                    yield large.parsed, resolved_in(file, large.order, lexicon)
                continue
            yield rebuild(document, lexicon, known)

    return build_archive(resolved(), options)


def link(
    rebuilt: Iterable[tuple[Parsed, Iterable[Resolved]]], options: LinkOptions | None = None
) -> Archive:
    """An archive of documents that were rebuilt one by one. Raises ZoneError."""
    return build_archive(rebuilt, options)
