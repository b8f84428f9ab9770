"""A document too large to be held, rebuilt window by window; its messages go to a file."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from typing import IO

from msgspec.structs import replace

from mailrecon.lexicon import Lexicon
from mailrecon.model import Bates, Document, Parsed
from mailrecon.parse.ledger import check_ledger
from mailrecon.parse.segments import Segments
from mailrecon.parse.windows import parse_windows
from mailrecon.pipeline.records import Item, RebuiltLarge, decode_items, encode_items
from mailrecon.pipeline.window_offsets import moved, moved_bates
from mailrecon.read.text.large import chunks, text_length
from mailrecon.resolve import (
    Resolved,
    nesting_votes,
    read_again,
    read_dates,
    read_draft_date,
    resolve_draft,
    with_date,
)
from mailrecon.resolve.dates import DateReading
from mailrecon.resolve.day_orders import DayOrder, OrderVotes

# Before each window's messages stands how many bytes they take.
_LENGTH = 8


def rebuild_large(
    document: Document,
    lexicon: Lexicon,
    file: IO[bytes],
    tell: Callable[[int], None] | None = None,
) -> RebuiltLarge:
    """Rebuild a document, its messages written to `file`. Raises ReadError and LedgerError.

    `tell` is told of each window how many characters are behind with it.
    """
    if document.large is None:
        raise ValueError(document.name)
    segments = Segments()
    headers = array("q")
    votes = OrderVotes()
    first = kept = 0
    readings: list[DateReading | None] = []
    bates: list[Bates] = []
    plain = replace(document, large=None)
    for window in parse_windows(lambda: chunks(document), plain, lexicon, document.large.window):
        parsed = window.parsed
        if tell is not None and parsed.ledger:
            # What is left to do of the window is little.
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
        items: list[Item] = []
        for number, (draft, reading) in enumerate(zip(parsed.drafts, readings, strict=True)):
            item = moved(resolve_draft(parsed, draft, reading, lexicon), window, first=not number)
            headers.append(item.draft.header[0].start)
            items.append((item, reading is not None and reading.numeric is not None))
        data = encode_items(items)
        file.write(len(data).to_bytes(_LENGTH) + data)
    check_ledger(segments, text_length(document), document.name)
    found = tuple(bates) if headers else ()
    whole = Parsed(document, (), segments, headers=headers, kept=kept, bates=found)
    return RebuiltLarge(whole, votes.order())


def pieces_of(file: IO[bytes]) -> Iterator[bytes]:
    """The messages that `rebuild_large` wrote to a file, window by window."""
    file.seek(0)
    while size := int.from_bytes(file.read(_LENGTH)):
        yield file.read(size)


def resolved_in(file: IO[bytes], order: DayOrder, lexicon: Lexicon) -> Iterator[Resolved]:
    """The messages that `rebuild_large` wrote to a file, dates read in the order they show."""
    for piece in pieces_of(file):
        yield from with_dates(decode_items(piece), order, lexicon)


def with_dates(items: list[Item], order: DayOrder, lexicon: Lexicon) -> Iterator[Resolved]:
    """Messages with the dates read again that the order of day and month concerns."""
    for item, depends in items:
        if depends and order.is_known:
            before = read_draft_date(item.draft, lexicon, None)
            reading = read_again(item.draft, before, lexicon, order)
            if before is not None and reading is not None:
                item = with_date(item, before, reading)
        yield item
