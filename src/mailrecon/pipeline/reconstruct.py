"""Take documents through all stages to an archive, one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice

from mailrecon.lexicon import Lexicon, load
from mailrecon.model import Archive, Document
from mailrecon.parse import parse
from mailrecon.pipeline.one import is_taken_in_windows, rebuild
from mailrecon.resolve import resolve
from mailrecon.thread import LinkOptions, build_archive
from mailrecon.thread.archive import build_in_general, has_no_options
from mailrecon.thread.lone import archive_of_items
from mailrecon.thread.rebuilt import RebuiltDocument, rebuilt
from mailrecon.thread.watching import Watch, unwatched


def reconstruct_documents(
    documents: Iterable[Document], options: LinkOptions | None = None
) -> Archive:
    """Rebuild the messages of `documents`, in their order. Raises ZoneError."""
    lexicon = load()
    known = options.corrections if options is not None else ()
    waiting = iter(documents)
    if has_no_options(options):
        only, waiting = _only_one(waiting)
        if only is not None:
            return _archive_of(only, lexicon)

    def found() -> Iterator[RebuiltDocument]:
        for document in waiting:
            if is_taken_in_windows(document, known):
                from tempfile import TemporaryFile

                from mailrecon.pipeline.large import rebuild_large, resolved_in

                with TemporaryFile() as file:
                    large = rebuild_large(document, lexicon, file)
                    yield rebuilt(large.parsed, resolved_in(file, large.second, lexicon))
                continue
            yield rebuild(document, lexicon, known)

    return build_archive(found(), options)


def _only_one(waiting: Iterator[Document]) -> tuple[Document | None, Iterator[Document]]:
    """The only document, if there is just one and it is in memory; and the unconsumed documents."""
    taken = list(islice(waiting, 1))
    # A large document must be read before the next one is requested.
    if taken and taken[0].large is None:
        taken += islice(waiting, 1)
        if len(taken) == 1:
            return taken[0], waiting
    return None, chain(taken, waiting)


def _archive_of(document: Document, lexicon: Lexicon) -> Archive:
    """The archive of one document, without options."""
    page = parse(document, lexicon)
    items = resolve(page, lexicon)
    archive = archive_of_items(page, items)
    # An archive without messages is false.
    return build_in_general([rebuilt(page, items)]) if archive is None else archive


def link(
    documents: Iterable[RebuiltDocument],
    options: LinkOptions | None = None,
    *,
    lazily: bool = False,
    watch: Watch = unwatched,
) -> Archive:
    """An archive of documents that were rebuilt one by one.

    For `lazily` and `watch` see `build_archive`.

    Raises ZoneError.
    """
    return build_archive(documents, options, lazily=lazily, watch=watch)
