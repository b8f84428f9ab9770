"""The ledger as JSON Lines: one segment a line, in document order."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from mailrecon.model import Archive, HiddenText, Parsed, Segment, SegmentKind, Span
from mailrecon.writers.atomic import atomic_file
from mailrecon.writers.jsonl import segment_record


def write_ledger(archive: Archive, path: Path, *, force: bool) -> None:
    """Write the ledger: the use of each character of each document, and its message.

    Raises WriteError.
    """
    with atomic_file(path, force=force) as out:
        out.writelines(ledger_lines(archive))


def ledger_lines(archive: Archive) -> Iterator[bytes]:
    """The segments of all documents, in order, one line of UTF-8 each."""
    for _, record in ledger_records(archive):
        line = json.dumps(record, ensure_ascii=False)
        yield line.encode("utf-8", "backslashreplace") + b"\n"


def ledger_records(archive: Archive) -> Iterator[tuple[int, dict[str, Any]]]:
    """The segments of all documents, in order: the document's number (from 0), the JSON object."""
    # A message is found by its document and the offset of its header.
    identities: dict[str, dict[int, str]] = {}
    for sha256, start, identity in archive.prints():
        identities.setdefault(sha256, {})[start] = identity
    for number, parsed in enumerate(archive.parsed):
        for record in page_records(parsed, identities.get(parsed.document.sha256, {})):
            yield number, record


def page_records(parsed: Parsed, identities: Mapping[int, str]) -> Iterator[dict[str, Any]]:
    """The segments of a document as JSON; `identities` are those of its messages, by the first
    character of their headers."""
    document = parsed.document
    headers = parsed.headers or [draft.header[0].start for draft in parsed.drafts]
    for segment, hidden in _with_hidden(parsed):
        identity = None
        if segment.draft is not None:
            identity = identities.get(headers[segment.draft])
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
