"""The ledger as JSON Lines: one segment a line, in document order."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mailrecon.model import Archive
from mailrecon.writers.atomic import atomic_file
from mailrecon.writers.jsonl import segment_record


def write_ledger(archive: Archive, path: Path, *, force: bool) -> None:
    """Write what every character of every document was taken for, and for which message."""
    with atomic_file(path, force=force) as out:
        out.writelines(ledger_lines(archive))


def ledger_lines(archive: Archive) -> Iterator[bytes]:
    """The segments of all documents, in order, one line of UTF-8 each."""
    for _, record in ledger_records(archive):
        line = json.dumps(record, ensure_ascii=False)
        yield line.encode("utf-8", "backslashreplace") + b"\n"


def ledger_records(archive: Archive) -> Iterator[tuple[int, dict[str, Any]]]:
    """The segments of all documents, in order: the document's number, and the segment as JSON."""
    identities: dict[str, dict[int, str]] = {}
    for message in archive.messages:
        for source in (message.source, *(copy.source for copy in message.copies)):
            known = identities.setdefault(source.sha256, {})
            known[source.header[0].start] = message.message_id
    for number, parsed in enumerate(archive.parsed):
        document = parsed.document
        known = identities.get(document.sha256, {})
        headers = parsed.headers or [draft.header[0].start for draft in parsed.drafts]
        for segment in parsed.ledger:
            identity = None
            if segment.draft is not None:
                identity = known.get(headers[segment.draft])
            record = segment_record(segment, document.name, identity)
            yield number, {**record, "sha256": document.sha256}
