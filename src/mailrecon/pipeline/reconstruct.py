"""Documents on the whole way to an archive, one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from tempfile import TemporaryFile

from mailrecon.lexicon import load
from mailrecon.model import Archive, Document
from mailrecon.pipeline.large import rebuild_large, resolved_in
from mailrecon.pipeline.one import is_taken_in_windows, rebuild
from mailrecon.thread import LinkOptions, build_archive
from mailrecon.thread.rebuilt import RebuiltDocument, rebuilt
from mailrecon.thread.watching import Watch, unwatched


def reconstruct_documents(
    documents: Iterable[Document], options: LinkOptions | None = None
) -> Archive:
    """Rebuild the messages of `documents`, in their order. Raises ZoneError."""
    lexicon = load()
    known = options.corrections if options is not None else ()

    def found() -> Iterator[RebuiltDocument]:
        for document in documents:
            if is_taken_in_windows(document, known):
                with TemporaryFile() as file:
                    large = rebuild_large(document, lexicon, file)
                    yield rebuilt(large.parsed, resolved_in(file, large.second, lexicon))
                continue
            yield rebuild(document, lexicon, known)

    return build_archive(found(), options)


def link(
    documents: Iterable[RebuiltDocument],
    options: LinkOptions | None = None,
    *,
    lazily: bool = False,
    watch: Watch = unwatched,
) -> Archive:
    """An archive of documents that were rebuilt one by one.

    `lazily` and `watch` as `build_archive` has them.

    Raises ZoneError.
    """
    return build_archive(documents, options, lazily=lazily, watch=watch)
