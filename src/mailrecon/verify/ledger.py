"""Check that each character of each source is in exactly one segment of the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from mailrecon.model import Document, SegmentKind
from mailrecon.verify.decode import record_statements
from mailrecon.verify.finding import Finding, error
from mailrecon.verify.statement import Statement

# A segment: SHA-256 of its document, kind, start, end.
Segment = tuple[str, str, int, int]
_KINDS = frozenset(kind.value for kind in SegmentKind)


def check_ledger(path: Path, sources: Sequence[Document]) -> Iterator[Finding]:
    """Segments cover each document without gap or overlap; `sources` show to which end."""
    try:
        lines = record_statements(path.read_bytes(), path.name)
    except OSError as failure:
        yield error("ledger", path.name, f"cannot be read ({failure.strerror})")
        return
    segments = [_segment(line.values) for line in lines]
    yield from check_segments(segments, path.name, sources)


def segments_of(rows: Iterable[Statement]) -> Iterator[Segment | None]:
    """The ledger in the tables of a database."""
    tables: dict[str, list[Mapping[str, Any]]] = {"sources": [], "segments": []}
    for row in rows:
        tables.setdefault(row.key.partition(" ")[0], []).append(row.values)
    documents = {row["id"]: row["sha256"] for row in tables["sources"]}
    for item in tables["segments"]:
        sha256, span = documents.get(item["source"]), (item["start"], item["stop"])
        yield _segment({**item, "sha256": sha256, "span": span})


def check_segments(
    segments: Iterable[Segment | None], name: str, sources: Sequence[Document]
) -> Iterator[Finding]:
    """The same for segments read from `name`; None is one that could not be read."""
    # Two formats can be read from the same bytes.
    lengths: dict[str, set[int]] = {}
    for document in sources:
        lengths.setdefault(document.sha256, set()).add(len(document.text))
    ends: dict[str, int] = {}
    for number, segment in enumerate(segments, start=1):
        place = f"{name} segment {number}"
        if segment is None:
            yield error("ledger", place, "is not a segment as docs/ledger.md describes it")
            continue
        sha256, kind, start, end = segment
        if kind not in _KINDS:
            yield error("ledger", place, f"{kind!r} is not a kind of segment")
        before = ends.get(sha256, 0)
        # Another file with the same bytes: its ledger begins again at 0.
        begins_again = start == 0 and before in lengths.get(sha256, (before,))
        if not (start == before or begins_again) or end < start:
            yield error("ledger", place, f"begins at {start}; the segment before ends at {before}")
        ends[sha256] = end
    for document in sources:
        end, length = ends.get(document.sha256, 0), len(document.text)
        if end not in lengths[document.sha256]:
            yield error("ledger", name, f"ends at {end} of {length} characters of {document.name}")


def _segment(record: Mapping[str, Any]) -> Segment | None:
    try:
        row = [record["sha256"], record["kind"], *record["span"]]
        segment: Segment = msgspec.convert(row, Segment)
    except (KeyError, TypeError, msgspec.ValidationError):
        return None
    return segment
