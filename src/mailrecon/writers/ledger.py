"""The ledger as JSON Lines: one segment a line, in document order."""

from __future__ import annotations

import json
from pathlib import Path

from mailrecon.model import Archive
from mailrecon.writers.atomic import atomic_file
from mailrecon.writers.jsonl import segment_record


def write_ledger(archive: Archive, path: Path, *, force: bool) -> None:
    """Write what every character of every document was taken for."""
    with atomic_file(path, force=force) as out:
        for parsed in archive.parsed:
            for segment in parsed.ledger:
                record = segment_record(segment, parsed.document.name)
                out.write(json.dumps(record, ensure_ascii=False).encode() + b"\n")
