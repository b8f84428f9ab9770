"""From resolved drafts to an archive: who is who, what is a print of what, what answers what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mailrecon.model import Archive, Message, Notice, Parsed
from mailrecon.resolve import Resolved
from mailrecon.thread.assembly import Findings, Messages
from mailrecon.thread.duplicates import find_duplicates
from mailrecon.thread.fingerprints import sample, split_quotation, tokens
from mailrecon.thread.headings import check_headings
from mailrecon.thread.keys import Keys, read_keys
from mailrecon.thread.options import Alias, ThreadOptions
from mailrecon.thread.people import People
from mailrecon.thread.relations import find_links, quotation_shares
from mailrecon.thread.store import Store
from mailrecon.thread.zones import (
    PeoplesZones,
    ZoneError,
    find_bounds,
    resolve_ambiguous,
    settle_offsets,
)

__all__ = ["Alias", "ThreadOptions", "ZoneError", "build_archive"]

# Up to so many messages an archive holds them ready; beyond, each is put together when asked for.
_KEPT = 20_000
_KEPT_DOCUMENTS = 500


def build_archive(
    documents: Iterable[tuple[Parsed, Sequence[Resolved]]], options: ThreadOptions | None = None
) -> Archive:
    """Put the messages of all documents into one archive, in print order.

    Raises ZoneError where the options name a zone or a person that is not known.
    """
    options = options or ThreadOptions()
    people = People(options.aliases)
    resolved: Store[Resolved] = Store()
    parsed: Store[Parsed] = Store(_KEPT_DOCUMENTS)
    keys: list[Keys] = []
    warnings: list[Notice] = []
    for document, (page, items) in enumerate(documents):
        first = len(keys)
        parsed.append(page)
        for item in items:
            keys.append(read_keys(item, page.document, len(keys), first, document, people))
            resolved.append(item)
        warnings.extend(page.document.warnings)
        warnings.extend(page.warnings)
        warnings.extend(check_headings(items))
    people.settle()
    own, quoted = _fingerprints(keys, resolved, several=len(parsed) > 1)
    first_print, matches = find_duplicates(
        keys, people, own, lambda number: resolved[number].draft.body_text
    )
    shares = quotation_shares(quoted, own)
    same = list(range(len(keys))) if options.keep_duplicates else first_print
    links = find_links(keys, people, same, lambda number: shares.get(number, {}))
    bounds = find_bounds(keys, links.used, [item.identity for item in keys])
    offsets = resolve_ambiguous(keys, links.used)
    zones = PeoplesZones(keys, bounds.narrowed, people)
    offsets.update(settle_offsets(keys, links.used, bounds.narrowed, zones, people, options))
    findings = Findings(
        keys,
        resolved,
        parsed,
        people,
        links,
        same,
        first_print,
        matches,
        bounds,
        zones,
        offsets,
        options,
    )
    messages: Sequence[Message] = Messages(findings)
    if len(keys) <= _KEPT:
        messages = tuple(messages)
    pages: Sequence[Parsed] = parsed if len(parsed) > _KEPT_DOCUMENTS else tuple(parsed)
    return Archive(messages, pages, tuple(warnings), tuple(people.identities()))


def _fingerprints(
    keys: Sequence[Keys], resolved: Sequence[Resolved], *, several: bool
) -> tuple[dict[int, Sequence[int]], dict[int, Sequence[int]]]:
    """Sampled shingles of each message's own text and of what it quotes, where they can matter.

    In a lone document without quoted lines nothing is quoted or printed twice but by header.
    """
    own: dict[int, Sequence[int]] = {}
    quoted: dict[int, Sequence[int]] = {}
    if not several and not any(item.quotes for item in keys):
        return own, quoted
    for item, source in zip(keys, resolved, strict=True):
        written, cited = split_quotation(source.draft.body_text)
        own[item.number] = sample(tokens(written))
        if cited:
            quoted[item.number] = sample(tokens(cited))
    return own, quoted
