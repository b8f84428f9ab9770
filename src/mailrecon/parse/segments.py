"""Store a ledger of any length in little memory: thirteen bytes a segment."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from typing import overload

from mailrecon.errors import LedgerError
from mailrecon.model import Segment, SegmentKind, Span

_KINDS = tuple(SegmentKind)
_NO_DRAFT = -1


class Segments(Sequence[Segment]):
    """Segments in order, each of which begins where the one before it ends."""

    def __init__(self) -> None:
        self._kinds = bytearray()
        self._ends = array("q")
        self._drafts = array("i")

    def extend(self, segments: Iterable[Segment], characters: int, drafts: int) -> None:
        """Add the segments of a window that begins at character `characters` and draft `drafts`.

        Narrative that continues from one window to the next is one segment. Raises LedgerError for
        a gap.
        """
        for place, segment in enumerate(segments):
            start, end = segment.span.start + characters, segment.span.end + characters
            if start != (self._ends[-1] if self._ends else 0):
                raise LedgerError(f"the ledger does not balance at character {start}")
            kind = _KINDS.index(segment.kind)
            if not place and self._kinds and kind == self._kinds[-1] == _NARRATIVE:
                self._ends[-1] = end
                continue
            self._kinds.append(kind)
            self._ends.append(end)
            self._drafts.append(_NO_DRAFT if segment.draft is None else segment.draft + drafts)

    def to_bytes(self) -> tuple[bytes, bytes, bytes]:
        """Kinds (one byte each), ends (eight) and drafts (four), for `from_bytes`."""
        return bytes(self._kinds), self._ends.tobytes(), self._drafts.tobytes()

    @classmethod
    def from_bytes(cls, kinds: bytes, ends: bytes, drafts: bytes) -> Segments:
        """The segments from the output of `to_bytes`. Raises ValueError for any other bytes."""
        made = cls()
        made._kinds.extend(kinds)
        made._ends.frombytes(ends)
        made._drafts.frombytes(drafts)
        if not len(made._kinds) == len(made._ends) == len(made._drafts):
            raise ValueError("a ledger of unequal columns")
        if kinds and max(kinds) >= len(_KINDS):
            raise ValueError("a ledger with an unknown kind of segment")
        return made

    def __len__(self) -> int:
        return len(self._kinds)

    @overload
    def __getitem__(self, index: int) -> Segment: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Segment]: ...
    def __getitem__(self, index: int | slice) -> Segment | Sequence[Segment]:
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self)))]
        place = range(len(self))[index]
        draft = self._drafts[place]
        return Segment(
            _KINDS[self._kinds[place]],
            Span(self._ends[place - 1] if place else 0, self._ends[place]),
            None if draft == _NO_DRAFT else draft,
        )


_NARRATIVE = _KINDS.index(SegmentKind.NARRATIVE)
