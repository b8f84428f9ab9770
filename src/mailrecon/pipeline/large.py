"""Rebuild a document too large for memory window by window; its messages go to a file."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from tempfile import TemporaryFile
from typing import IO

from msgspec.structs import replace

from mailrecon.lexicon import Lexicon
from mailrecon.model import Bates, Document, Introduction, Parsed, Precision
from mailrecon.parse.ledger import check_ledger
from mailrecon.parse.segments import Segments
from mailrecon.parse.windows import parse_windows
from mailrecon.pipeline.records import (
    Item,
    RebuiltLarge,
    SecondReading,
    decode_items,
    decode_messages,
    encode_items,
    encode_messages,
)
from mailrecon.pipeline.window_offsets import moved, moved_bates
from mailrecon.read.text.large import chunks, text_length
from mailrecon.resolve import (
    Resolved,
    nesting_votes,
    read_again,
    read_dates,
    read_draft_date,
    reads_bars,
    resolve_draft,
    with_date,
    with_known_names,
)
from mailrecon.resolve.dates import DateReading
from mailrecon.resolve.dates.day_orders import OrderVotes
from mailrecon.resolve.people.known_names import KnownNames
from mailrecon.thread.facts import has_quotes
from mailrecon.thread.rebuilt import RebuiltDocument, RebuiltMessage, rebuilt, rebuilt_messages

Tell = Callable[[int], None]

# Each piece of a file follows its length in bytes, a number of this many bytes.
_LENGTH = 8
# A window may have thousands of messages. Both processes hold so many of them, encoded and decoded.
_TOGETHER = 256


def rebuild_large(
    document: Document,
    lexicon: Lexicon,
    file: IO[bytes],
    tell: Tell | None = None,
) -> RebuiltLarge:
    """Rebuild a document, and write its messages to `file`. Raises ReadError and LedgerError.

    `tell` is called after each window with the number of characters done.
    """
    if document.large is None:
        raise ValueError(document.name)
    segments = Segments()
    headers = array("q")
    votes = OrderVotes()
    first = kept = 0
    bars = needs_texts = False
    known = KnownNames()
    readings: list[DateReading | None] = []
    bates: list[Bates] = []
    plain = replace(document, large=None)
    for window in parse_windows(lambda: chunks(document), plain, lexicon, document.large.window):
        parsed = window.parsed
        if tell is not None and parsed.ledger:
            # Little of the window is left to do.
            tell(window.character + parsed.ledger[-1].span.end)
        segments.extend(parsed.ledger, window.character, window.draft)
        kept += parsed.kept
        bates.extend(moved_bates(parsed.bates, window.character))
        if not parsed.drafts:
            continue
        outer = None if window.above is None else readings[window.above - first]
        first = window.draft
        readings = read_dates(parsed.drafts, lexicon, outer)
        votes.add_readings(readings)
        votes.add_separators(parsed.document.text, parsed.ledger)
        votes.nesting += nesting_votes(parsed.drafts, readings, lexicon, outer)
        bars = bars or reads_bars(parsed.drafts, lexicon)
        items: list[Item] = []
        for number, (draft, reading) in enumerate(zip(parsed.drafts, readings, strict=True)):
            resolved = resolve_draft(parsed, draft, reading, lexicon, bars=bars)
            known.add(resolved.people)
            item = moved(resolved, window, first=not number)
            headers.append(item.draft.header[0].start)
            is_read_again = reading is not None and reading.numeric is not None
            needs_texts = needs_texts or _may_need_its_text(item, is_read_again=is_read_again)
            items.append((item, is_read_again))
        for begin in range(0, len(items), _TOGETHER):
            write_piece(file, encode_items(items[begin : begin + _TOGETHER]))
    check_ledger(segments, text_length(document), document.name)
    found = tuple(bates) if headers else ()
    whole = Parsed(document, (), segments, headers=headers, kept=kept, bates=found)
    return RebuiltLarge(whole, SecondReading(votes.order(), known if bars else None), needs_texts)


def _may_need_its_text(item: Resolved, *, is_read_again: bool) -> bool:
    """Whether linking may compare a message's text with those of other messages of its document.

    `quotations.needs_its_text` decides; a date that is read again may turn out to be none.
    """
    draft = item.draft
    return has_quotes(draft.body_text) or (
        draft.introduction is Introduction.ATTRIBUTION
        and (is_read_again or item.when is None or item.when.precision == Precision.DAY)
    )


def pieces_of(file: IO[bytes]) -> Iterator[bytes]:
    """The data that was written to a file, piece by piece."""
    file.seek(0)
    while size := int.from_bytes(file.read(_LENGTH)):
        yield file.read(size)


def resolved_in(file: IO[bytes], second: SecondReading, lexicon: Lexicon) -> Iterator[Resolved]:
    """The messages that `rebuild_large` wrote to a file, after their second reading."""
    for piece in pieces_of(file):
        yield from read_with_all(decode_items(piece), second, lexicon)


def keep_large(
    document: Document, lexicon: Lexicon, file: IO[bytes], tell: Tell, *, sample: bool
) -> RebuiltDocument:
    """Rebuild a document, and write its messages to `file` in the form for linking (`kept_in`).

    The returned document has no messages. With `sample`, or if the messages may need it, their
    texts are sampled. Raises ReadError and LedgerError.
    """
    with TemporaryFile() as found:
        large = rebuild_large(document, lexicon, found, tell)
        sample = sample or large.needs_texts
        first = True
        for piece in pieces_of(found):
            items = read_with_all(decode_items(piece), large.second, lexicon)
            kept = list(rebuilt_messages(large.parsed, items, sample=sample, first=first))
            write_piece(file, encode_messages(kept))
            first = False
    return replace(rebuilt(large.parsed, ()), messages=())


def kept_in(file: IO[bytes]) -> Iterator[RebuiltMessage]:
    """The messages that `keep_large` wrote to a file."""
    for piece in pieces_of(file):
        yield from decode_messages(piece)


def write_piece(file: IO[bytes], data: bytes) -> None:
    """Write some messages, for `pieces_of`."""
    file.write(len(data).to_bytes(_LENGTH) + data)


def read_with_all(items: list[Item], second: SecondReading, lexicon: Lexicon) -> Iterator[Resolved]:
    """Apply the second reading: dates in the document's order, names cut where known ones end."""
    order = second.order
    for item, depends in items:
        if depends and order.is_known:
            before = read_draft_date(item.draft, lexicon, None)
            reading = read_again(item.draft, before, lexicon, order)
            if before is not None and reading is not None:
                item = with_date(item, before, reading)
        yield item if second.known is None else with_known_names(item, second.known)
