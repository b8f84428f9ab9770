"""Make an archive from rebuilt documents.

A single message or a simple chain needs no comparing (`lone`); `linking` does the rest, and is
imported only then: most people convert one document at a time.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from mailrecon.model import Archive
from mailrecon.thread.identities.people import People
from mailrecon.thread.lone import part_lone
from mailrecon.thread.options import LinkOptions
from mailrecon.thread.rebuilt import RebuiltDocument
from mailrecon.thread.watching import Watch, unwatched

_PLAIN = LinkOptions()


def has_no_options(options: LinkOptions | None) -> bool:
    """Whether an archive is built without options."""
    return options is None or options == _PLAIN


def build_archive(
    documents: Iterable[RebuiltDocument],
    options: LinkOptions | None = None,
    *,
    lazily: bool = False,
    watch: Watch = unwatched,
) -> Archive:
    """Put the messages of all documents into one archive, in print order.

    `lazily`: each message is built when it is asked for, however few there are. After all documents
    are read, `watch` is called with the share of linking that is done. Raises ZoneError for a zone
    or a person in the options that is not known.
    """
    options = options or _PLAIN
    if has_no_options(options) and not lazily:
        lone, documents = part_lone(documents)
        if lone is not None:
            return lone
    return build_in_general(documents, options, lazily=lazily, watch=watch)


def build_in_general(
    documents: Iterable[RebuiltDocument],
    options: LinkOptions = _PLAIN,
    *,
    lazily: bool = False,
    watch: Watch = unwatched,
) -> Archive:
    """`build_archive` without its fast paths."""
    if options.unheaded:
        from mailrecon.thread.unheaded import with_unheaded

        documents = with_unheaded(documents)
    if options.fragments:
        from mailrecon.thread.fragments import with_fragments

        documents = with_fragments(documents)
    from mailrecon.thread.linking import gather, linked_archive, relate

    gathered = gather(documents, People(options.aliases, options.corrections))
    if options.corrections:
        from mailrecon.thread.corrected import find_known_links

        known = find_known_links(gathered, options.corrections)
        warnings = (*gathered.warnings, *known.notices, *gathered.people.notices)
        gathered = replace(gathered, known=known, warnings=warnings)
    return linked_archive(gathered, relate(gathered, options, watch), options, lazily=lazily)
