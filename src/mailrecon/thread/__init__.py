"""From resolved drafts to an archive: identities of people, copies, links, zones.

The order: `gather` numbers messages and links people; `compare_texts` finds copies and quotations;
`link` finds parents and zone bounds; `assemble` builds the messages.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from mailrecon.errors import ZoneError
from mailrecon.hidden import document_notices
from mailrecon.model import Archive, Message, Notice, Parsed
from mailrecon.recipe import recorded_options
from mailrecon.resolve import Resolved
from mailrecon.thread.assembly import AssemblyInputs, Messages
from mailrecon.thread.duplicates import Match, Near, find_duplicates
from mailrecon.thread.fingerprints import sampled
from mailrecon.thread.headings import Headings
from mailrecon.thread.links.linker import find_links
from mailrecon.thread.links.model import Links, UnderSubjects
from mailrecon.thread.links.quotations import quotation_shares
from mailrecon.thread.lone import part_lone
from mailrecon.thread.message_keys import MessageKeys, read_message_keys
from mailrecon.thread.options import Alias, LinkOptions
from mailrecon.thread.people import People
from mailrecon.thread.spool import SpooledList
from mailrecon.thread.zones import (
    Bounds,
    PeoplesZones,
    Settled,
    find_bounds,
    resolve_ambiguous,
    settle_offsets,
)

if TYPE_CHECKING:
    from mailrecon.thread.corrected import KnownLinks

__all__ = [
    "Alias",
    "CorpusContext",
    "LinkInput",
    "LinkOptions",
    "LinkResult",
    "TextMatches",
    "ZoneError",
    "assemble",
    "build_archive",
    "compare_texts",
    "gather",
    "link",
    "relate",
    "size_of_document",
    "size_of_message",
]

# An archive that fits in memory has its messages ready; a larger one builds each when it is asked
# for.


class LinkInput(Struct, frozen=True):
    """The drafts of all documents in print order, and the people in them."""

    keys: Sequence[MessageKeys]
    resolved: Sequence[Resolved]
    parsed: Sequence[Parsed]
    people: People
    warnings: tuple[Notice, ...]
    known: KnownLinks | None = None


class LinkResult(Struct, frozen=True):
    """Copies, links and zones, by message number.

    `same` gives for each message the one that represents it (itself if duplicates are kept),
    `canonical` the canonical copy, `matches` how well a copy matches it, `near` likely copies that
    were not merged.
    """

    same: Sequence[int]
    canonical: Sequence[int]
    matches: Mapping[int, Match]
    near: Mapping[int, Near]
    links: Links
    bounds: Bounds
    offsets: Mapping[int, Settled]


class CorpusContext(Struct, frozen=True):
    """Facts about a larger archive, for linking a part of it as if the rest were there.

    `several`: there are other documents. `common`: shingles that occur in too many texts to be of
    use. `usual`: the offset that each person prints most often. `unlisted` is passed to
    `find_duplicates`, `under_subjects` to `find_links`.
    """

    several: bool
    common: frozenset[int]
    usual: Mapping[int, timedelta]
    unlisted: Mapping[int, Collection[int]]
    under_subjects: UnderSubjects | None = None


class TextMatches(Struct, frozen=True):
    """The results of comparing texts, by message number.

    `canonical` is the canonical copy of each message, `matches` how well each copy matches it,
    `near` likely copies that were not merged. `quotations` gives the messages that each message
    quotes, with the fraction found there.
    """

    canonical: Sequence[int]
    matches: Mapping[int, Match]
    near: Mapping[int, Near]
    quotations: Mapping[int, Mapping[int, float]]

    def same(self, options: LinkOptions) -> Sequence[int]:
        """The number of the message that represents each; itself if duplicates are kept."""
        kept = options.keep_duplicates
        return range(len(self.canonical)) if kept else self.canonical


def build_archive(
    documents: Iterable[tuple[Parsed, Iterable[Resolved]]], options: LinkOptions | None = None
) -> Archive:
    """Put the messages of all documents into one archive, in print order.

    Raises ZoneError for a zone or a person in the options that is not known.
    """
    options = options or LinkOptions()
    if options == LinkOptions():
        lone, documents = part_lone(documents)
        if lone is not None:
            return lone
    if options.unheaded:
        from mailrecon.thread.unheaded import with_unheaded

        documents = with_unheaded(documents)
    if options.fragments:
        from mailrecon.thread.fragments import with_fragments

        documents = with_fragments(documents)
    gathered = gather(documents, People(options.aliases, options.corrections))
    if options.corrections:
        from mailrecon.thread.corrected import find_known_links

        known = find_known_links(gathered, options.corrections)
        warnings = (*gathered.warnings, *known.notices, *gathered.people.notices)
        gathered = replace(gathered, known=known, warnings=warnings)
    related = relate(gathered, options)
    zones = PeoplesZones(gathered.keys, related.bounds.narrowed, gathered.people)
    return assemble(gathered, related, zones, options)


def gather(documents: Iterable[tuple[Parsed, Iterable[Resolved]]], people: People) -> LinkInput:
    """Number the messages of all documents and link the people in them."""
    resolved: SpooledList[Resolved] = SpooledList(size_of_message)
    parsed: SpooledList[Parsed] = SpooledList(size_of_document)
    keys: list[MessageKeys] = []
    warnings: list[Notice] = []
    for document, (page, items) in enumerate(documents):
        first = len(keys)
        parsed.append(page)
        headings = Headings()
        for item in items:
            keys.append(read_message_keys(item, page.document, len(keys), first, document, people))
            resolved.append(item)
            headings.add(item)
        warnings.extend(document_notices(page.document))
        warnings.extend(page.warnings)
        warnings.extend(headings.warnings())
    people.settle((item.originator, *item.recipients) for item in keys)
    return LinkInput(keys, resolved, parsed, people, tuple(warnings))


def relate(gathered: LinkInput, options: LinkOptions) -> LinkResult:
    """Find copies of messages, links, and zone bounds."""
    return link(gathered, compare_texts(gathered), options)


def compare_texts(gathered: LinkInput, surroundings: CorpusContext | None = None) -> TextMatches:
    """Find copies of messages, and quotations; `surroundings` is for a part of an archive."""
    keys, resolved = gathered.keys, gathered.resolved
    if len(keys) == 1 and surroundings is None and gathered.known is None:
        return TextMatches(range(1), {}, {}, {})  # a single message has no copies
    several = surroundings.several if surroundings else len(gathered.parsed) > 1
    own, quoted = _fingerprints(keys, resolved, several=several)
    found = find_duplicates(
        keys,
        gathered.people,
        own,
        lambda number: resolved[number].draft.body_text,
        surroundings.unlisted if surroundings else {},
    )
    if gathered.known is not None:
        from mailrecon.thread.corrected import with_known_copies

        found = with_known_copies(found, gathered.known, keys)
    telling: Mapping[int, Sequence[int]] = own
    if surroundings is not None and surroundings.common:
        common = surroundings.common
        telling = {n: [v for v in values if v not in common] for n, values in own.items()}
    return TextMatches(*found, quotation_shares(quoted, telling))


def link(
    gathered: LinkInput,
    likeness: TextMatches,
    options: LinkOptions,
    surroundings: CorpusContext | None = None,
) -> LinkResult:
    """Find links and zone bounds, without texts; `surroundings` is for a part of an archive."""
    keys, people, shares = gathered.keys, gathered.people, likeness.quotations
    same = likeness.same(options)
    usual = surroundings.usual if surroundings else None
    under_subjects = surroundings.under_subjects if surroundings else None
    known = gathered.known.parents if gathered.known is not None else {}
    links = find_links(
        keys, people, same, lambda number: shares.get(number, {}), usual, under_subjects, known
    )
    bounds = find_bounds(keys, links.accepted, [item.identity for item in keys])
    offsets = resolve_ambiguous(keys, links.accepted)
    prints = likeness.canonical, likeness.matches, likeness.near
    return LinkResult(same, *prints, links, bounds, offsets)


def assemble(
    gathered: LinkInput, related: LinkResult, zones: PeoplesZones, options: LinkOptions
) -> Archive:
    """Build the archive from the results of `gather` and `relate`. Raises ZoneError."""
    keys, parsed, people = gathered.keys, gathered.parsed, gathered.people
    bounds, links = related.bounds, related.links
    offsets = dict(related.offsets)
    offsets.update(settle_offsets(keys, links.accepted, bounds.narrowed, zones, people, options))
    persons = people.persons()
    findings = AssemblyInputs(
        keys,
        gathered.resolved,
        parsed,
        people,
        persons,
        links,
        related.same,
        related.canonical,
        related.matches,
        related.near,
        bounds,
        zones,
        offsets,
        options,
        gathered.known.notes if gathered.known is not None else {},
        gathered.known.parents if gathered.known is not None else {},
    )
    messages: Sequence[Message] = Messages(findings)
    if not _is_in_file(gathered.resolved):
        messages = tuple(messages)
    pages: Sequence[Parsed] = parsed if _is_in_file(parsed) else tuple(parsed)
    return Archive(
        messages,
        pages,
        gathered.warnings,
        tuple(people.identities(persons)),
        recorded_options(options),
    )


def size_of_message(item: Resolved) -> int:
    """The size of a message in a `SpooledList`, in characters."""
    return len(item.draft.body_text)


def size_of_document(page: Parsed) -> int:
    """The size of a document in a `SpooledList`, in characters and bytes."""
    document = page.document
    return len(document.text) + len(document.original or b"")


def _is_in_file(items: Sequence[Resolved] | Sequence[Parsed]) -> bool:
    return isinstance(items, SpooledList) and items.in_file


def _fingerprints(
    keys: Sequence[MessageKeys], resolved: Sequence[Resolved], *, several: bool
) -> tuple[dict[int, Sequence[int]], dict[int, Sequence[int]]]:
    """Sampled shingles of each message's own text and of its quotations.

    They are left out for a single document without quoted lines: there messages are matched by
    headers.
    """
    own: dict[int, Sequence[int]] = {}
    quoted: dict[int, Sequence[int]] = {}
    if not several and not any(item.quotes for item in keys):
        return own, quoted
    for item, source in zip(keys, resolved, strict=True):
        own[item.number], cited = sampled(source.draft.body_text)
        if cited:
            quoted[item.number] = cited
    return own, quoted
