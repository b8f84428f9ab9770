"""Check that the segments cover the document: every character exactly once."""

from __future__ import annotations

from collections.abc import Sequence

from mailrecon.errors import LedgerError
from mailrecon.model import Segment


def check_ledger(segments: Sequence[Segment], length: int, name: str) -> None:
    """Raise LedgerError unless the segments cover 0..`length` in order, no gap, no overlap."""
    position = 0
    for segment in segments:
        if segment.span.start != position or segment.span.end <= position:
            raise LedgerError(
                f"{name}: the ledger does not balance at character {position}: the next segment "
                f"covers {segment.span.start}..{segment.span.end}. Please report this document."
            )
        position = segment.span.end
    if position != length:
        raise LedgerError(
            f"{name}: the ledger ends at character {position} of {length}. "
            "Please report this document."
        )
