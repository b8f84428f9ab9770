"""The ledger as JSON Lines: one segment a line, in document order."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from mailrecon.model import Archive, HiddenText, Parsed, Segment, SegmentKind, Span
from mailrecon.writers.atomic import atomic_file
from mailrecon.writers.provenance.json_text import json_text
from mailrecon.writers.provenance.jsonl import segment_record

# The Message-IDs of the messages whose header begins at an offset, in the archive's order.
Starts = Mapping[int, Sequence[str]]


def write_ledger(archive: Archive, path: Path, *, force: bool) -> None:
    """Write the ledger: the use of each character of each document, and its message.

    Raises WriteError.
    """
    with atomic_file(path, force=force) as out:
        out.writelines(ledger_lines(archive))


def ledger_lines(archive: Archive) -> Iterator[bytes]:
    """The segments of all documents, in order, one line of UTF-8 each."""
    for _, record in ledger_records(archive):
        yield json_text(record) + b"\n"


def ledger_records(archive: Archive) -> Iterator[tuple[int, dict[str, Any]]]:
    """The segments of all documents, in order: the document's number (from 0), the JSON object."""
    identities = identities_of(archive)
    for number, parsed in enumerate(archive.parsed):
        for record in page_records(parsed, identities.get(parsed.document.sha256, {})):
            yield number, record


def identities_of(archive: Archive) -> dict[str, dict[int, list[str]]]:
    """The Message-IDs of all copies, by the SHA-256 of the document and the start of the header;
    they identify the message of a segment.
    """
    found: dict[str, dict[int, list[str]]] = {}
    for sha256, start, identity in archive.copies():
        known = found.setdefault(sha256, {}).setdefault(start, [])
        if identity not in known:
            known.append(identity)
    return found


def page_records(parsed: Parsed, identities: Starts) -> Iterator[dict[str, Any]]:
    """The segments of a document as JSON; `identities` are those of its messages, by the first
    character of their headers.

    One line can be the header of two: `Cay got this from Dora and hands it on to Finn`.
    """
    document = parsed.document
    headers = parsed.headers or [draft.header[0].start for draft in parsed.drafts]
    before: Counter[int] = Counter()
    found: list[str | None] = []
    for start in headers:
        known = identities.get(start, ())
        found.append(known[min(before[start], len(known) - 1)] if known else None)
        before[start] += 1
    for segment, hidden in _with_hidden(parsed):
        identity = found[segment.draft] if segment.draft is not None else None
        record = segment_record(segment, document.name, identity, hidden)
        yield {**record, "sha256": document.sha256}


def _with_hidden(parsed: Parsed) -> Iterator[tuple[Segment, list[HiddenText]]]:
    """Each segment with the hidden text that begins in it.

    Hidden text at the very end of the document goes with the last segment. A document without
    visible text, but with hidden text, gets one empty segment.
    """
    waiting = deque(sorted(parsed.document.hidden, key=lambda item: item.span))
    last: Segment | None = None
    for segment in parsed.ledger:
        if last is not None:
            yield last, _taken(waiting, last.span.end)
        last = segment
    if last is None and waiting:
        last = Segment(SegmentKind.NARRATIVE, Span(0, 0))
    if last is not None:
        yield last, list(waiting)


def _taken(waiting: deque[HiddenText], end: int) -> list[HiddenText]:
    """Remove and return the hidden text that begins before the offset `end`."""
    found = []
    while waiting and waiting[0].span.start < end:
        found.append(waiting.popleft())
    return found
