"""The ledger as JSON Lines: one segment a line, in document order."""

from __future__ import annotations

import json
from pathlib import Path

from mailrecon.model import Archive
from mailrecon.writers.atomic import atomic_file
from mailrecon.writers.jsonl import segment_record


def write_ledger(archive: Archive, path: Path, *, force: bool) -> None:
    """Write what every character of every document was taken for, and for which message."""
    identities = {
        (source.sha256, source.header[0].start): message.message_id
        for message in archive.messages
        for source in (message.source, *(copy.source for copy in message.copies))
    }
    with atomic_file(path, force=force) as out:
        for parsed in archive.parsed:
            document = parsed.document
            for segment in parsed.ledger:
                identity = None
                if segment.draft is not None:
                    start = parsed.drafts[segment.draft].header[0].start
                    identity = identities.get((document.sha256, start))
                record = segment_record(segment, document.name, identity)
                out.write(json.dumps(record, ensure_ascii=False).encode() + b"\n")
