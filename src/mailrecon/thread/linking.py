"""Link the messages of documents: identities of people, copies, parents, zones.

The order: `gather` numbers messages and links people; `relate` finds copies, quotations, parents
and zone bounds. `assembly` builds the messages when they are asked for.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from msgspec import Struct

from mailrecon.model import (
    Archive,
    DocumentSummary,
    Message,
    Notice,
    Parsed,
)
from mailrecon.recipe import recorded_options
from mailrecon.thread.assembly import AssemblyInputs, Messages
from mailrecon.thread.copies.duplicates import Near, find_duplicates
from mailrecon.thread.copies.header_agreement import headers_agree
from mailrecon.thread.copies.matching import Match
from mailrecon.thread.facts import samples_of
from mailrecon.thread.headings import Headings
from mailrecon.thread.identities.people import People
from mailrecon.thread.links.linker import find_links
from mailrecon.thread.links.model import Links
from mailrecon.thread.links.quotations import (
    needs_its_text,
    quotation_shares,
    quotations_of_few,
)
from mailrecon.thread.message_keys import MessageKeys, read_message_keys
from mailrecon.thread.options import LinkOptions
from mailrecon.thread.rebuilt import MESSAGES, PAGES, RebuiltDocument, body_of, placed
from mailrecon.thread.sample_table import MessageSamples
from mailrecon.thread.spool import SpooledList
from mailrecon.thread.watching import Watch, stretch, unwatched
from mailrecon.thread.zones import (
    Bounds,
    DerivedOffset,
    PeoplesZones,
    find_bounds,
    resolve_ambiguous,
    settle_offsets,
)

if TYPE_CHECKING:
    from mailrecon.thread.corrected import KnownLinks


# The shares of the time of `relate` after texts are compared, and after links are made, measured
# with 30,000 messages.
_COMPARED = 0.15
_LINKED = 0.95
# With at most this many messages, all pairs of headers are compared before any texts.
_FEW = 8
# Letters of decoded bodies at hand.
_LETTERS_AT_HAND = 1 << 22

# An archive that fits in memory has its messages ready; a larger one builds each when it is asked
# for.


class LinkInput(Struct, frozen=True):
    """The messages of all documents in print order, and the people in them.

    `starts` are the first characters of the headers in their documents.
    `samples` has the sampled shingles of those messages that came with them. They are removed when
    texts are compared.
    """

    keys: Sequence[MessageKeys]
    messages: SpooledList[Message]
    parsed: SpooledList[Parsed]
    summaries: Sequence[DocumentSummary]
    people: People
    samples: MessageSamples
    warnings: tuple[Notice, ...]
    starts: array[int]
    known: KnownLinks | None = None


class LinkResult(Struct, frozen=True):
    """Copies, links and zones, by message number.

    `representative` maps each message to the one that represents it (itself if duplicates are
    kept), `canonical` to its canonical copy. `matches` says how well a copy matches it; `near`
    has likely copies that were not merged.
    """

    representative: Sequence[int]
    canonical: Sequence[int]
    matches: Mapping[int, Match]
    near: Mapping[int, Near]
    links: Links
    bounds: Bounds
    offsets: Mapping[int, DerivedOffset]


class _TextMatches(Struct, frozen=True):
    """The results of comparing texts, by message number; see `LinkResult`.

    `quotations` gives the messages that each message quotes, with the fraction found there.
    """

    canonical: Sequence[int]
    matches: Mapping[int, Match]
    near: Mapping[int, Near]
    quotations: Mapping[int, Mapping[int, float]]


def gather(documents: Iterable[RebuiltDocument], people: People) -> LinkInput:
    """Number the messages of all documents and link the people in them."""
    messages: SpooledList[Message] = SpooledList(MESSAGES)
    parsed: SpooledList[Parsed] = SpooledList(PAGES)
    summaries: list[DocumentSummary] = []
    keys: list[MessageKeys] = []
    starts = array("q")
    samples = MessageSamples()
    warnings: list[Notice] = []
    for document, source in enumerate(documents):
        first = len(keys)
        parsed.append(source.page)
        summaries.append(source.summary)
        headings = Headings()
        for facts, message in source.messages:
            number, above = len(keys), keys[-1].number if keys else None
            keys.append(read_message_keys(facts, number, first, document, people, above))
            starts.append(facts.start)
            messages.append(message)
            headings.add(facts)
            samples.append(facts.samples)
        said = (*source.warnings, *headings.warnings())
        warnings += placed(said, source.summary.name)
    people.link((item.originator, *item.recipients) for item in keys)
    return LinkInput(keys, messages, parsed, summaries, people, samples, tuple(warnings), starts)


def relate(gathered: LinkInput, options: LinkOptions, watch: Watch = unwatched) -> LinkResult:
    """Find copies of messages, links, and zone bounds."""
    keys, people = gathered.keys, gathered.people
    watch(0.0)
    texts = _compare_texts(gathered)
    gathered.samples.clear()
    representative = range(len(keys)) if options.keep_duplicates else texts.canonical
    shares = texts.quotations
    known = gathered.known.parents if gathered.known is not None else {}
    watch(_COMPARED)
    links = find_links(
        keys,
        people,
        representative,
        lambda number: shares.get(number, {}),
        known,
        stretch(watch, _COMPARED, _LINKED),
        texts.canonical,
    )
    watch(_LINKED)
    bounds = find_bounds(keys, links.accepted)
    offsets = resolve_ambiguous(keys, links.accepted)
    watch(1.0)
    found = texts.canonical, texts.matches, texts.near
    return LinkResult(representative, *found, links, bounds, offsets)


class _Bodies:
    """The bodies of messages by number; the last ones that were decoded are at hand."""

    def __init__(self, messages: SpooledList[Message]) -> None:
        self._messages = messages
        self._at_hand: dict[int, str] = {}
        self._letters = 0

    def __call__(self, number: int) -> str:
        found = self._at_hand.get(number)
        if found is None:
            message = self._messages.kept(number)
            if not isinstance(message, bytes):
                return message.body
            found = body_of(message)
            self._letters += len(found)
            if self._letters > _LETTERS_AT_HAND:
                self._at_hand.clear()
                self._letters = len(found)
            self._at_hand[number] = found
        return found


def _compare_texts(gathered: LinkInput) -> _TextMatches:
    """Find copies of messages, and quotations."""
    keys = gathered.keys
    if len(keys) == 1 and gathered.known is None:
        return _TextMatches(range(1), {}, {}, {})  # a single message has no copies
    are_apart = len(keys) <= _FEW and _differ_by_headers(gathered)
    own, quoted = _fingerprints(gathered, are_apart=are_apart)
    if are_apart and gathered.known is None:
        return _TextMatches(range(len(keys)), {}, {}, quotation_shares(quoted, own))
    found = find_duplicates(keys, gathered.people, own, _Bodies(gathered.messages))
    if gathered.known is not None:
        from mailrecon.thread.corrected import with_known_copies

        found = with_known_copies(found, gathered.known, keys)
    return _TextMatches(*found, quotation_shares(quoted, own))


def linked_archive(
    gathered: LinkInput, related: LinkResult, options: LinkOptions, *, lazily: bool
) -> Archive:
    """Build the archive from the results of `gather` and `relate`. Raises ZoneError."""
    keys, people = gathered.keys, gathered.people
    bounds, links, known = related.bounds, related.links, gathered.known
    zones = PeoplesZones(keys, bounds.narrowed, people.identity)
    offsets = dict(related.offsets)
    offsets.update(settle_offsets(keys, links.accepted, bounds.narrowed, zones, people, options))
    persons = people.persons()
    findings = AssemblyInputs(
        keys,
        gathered.starts,
        gathered.messages,
        gathered.summaries,
        people.known(persons),
        links,
        related.representative,
        related.canonical,
        related.matches,
        related.near,
        bounds,
        zones,
        offsets,
        options,
        known.notes if known is not None else {},
        known.parents if known is not None else {},
    )
    messages: Sequence[Message] = Messages(findings)
    if not lazily and not gathered.messages.are_many:
        messages = tuple(messages)
    parsed = gathered.parsed
    return Archive(
        messages,
        parsed if lazily or parsed.are_many else tuple(parsed),
        gathered.warnings,
        tuple(people.identities(persons)),
        recorded_options(options),
        tuple(gathered.summaries),
    )


def _fingerprints(
    gathered: LinkInput, *, are_apart: bool
) -> tuple[Mapping[int, Sequence[int]], Mapping[int, Sequence[int]]]:
    """Sampled shingles of each message's own text and of its quotations.

    They are left out for a single document without quoted lines whose messages all have a time of
    day: there messages are matched by headers. `are_apart`: there are few messages, and none is a
    copy of another.
    """
    samples, messages = gathered.samples, gathered.messages
    if len(gathered.summaries) < 2 and not any(map(needs_its_text, gathered.keys)):
        return {}, {}
    if are_apart and not samples.has_any:
        return quotations_of_few([message.body for message in messages])
    if samples.missing:
        missing, known = set(samples.missing), samples
        samples = MessageSamples()
        for number in range(len(gathered.keys)):
            is_missing = number in missing
            samples.append(samples_of(messages[number].body) if is_missing else known.of(number))
    return samples.own, samples.quoted


def _differ_by_headers(gathered: LinkInput) -> bool:
    """Whether the headers alone show that no two messages are copies."""
    keys, people = gathered.keys, gathered.people
    return len({item.short_id for item in keys}) == len(keys) and not any(
        headers_agree(one, other, people) for one, other in combinations(keys, 2)
    )
