"""Sampled shingles of many messages, in one block of memory.

An object for each message would take more memory than its shingles.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from mailrecon.thread.facts import Samples


class SampleTable(Mapping[int, Sequence[int]]):
    """The shingles of texts by number, from 0; texts without shingles are not in it."""

    def __init__(self) -> None:
        self._shingles = array("I")
        self._ends = array("q")

    def add(self, number: int, shingles: bytes) -> None:
        """Add the shingles of a text with a higher number than all others, four bytes each."""
        if shingles:
            without = number - len(self._ends)
            self._ends.extend(array("q", [len(self._shingles)]) * without)
            self._shingles.frombytes(shingles)
            self._ends.append(len(self._shingles))

    def bytes_of(self, number: int) -> bytes:
        """The shingles of a text, as they were added."""
        return self._of(number).tobytes()

    def _of(self, number: int) -> array[int]:
        if number >= len(self._ends):
            return array("I")
        return self._shingles[self._ends[number - 1] if number else 0 : self._ends[number]]

    def __getitem__(self, number: int) -> Sequence[int]:
        found = self._of(number) if number >= 0 else None
        if not found:
            raise KeyError(number)
        return found

    def __iter__(self) -> Iterator[int]:
        starts = chain((0,), self._ends)
        for number, (start, end) in enumerate(zip(starts, self._ends, strict=False)):
            if start < end:
                yield number

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __bool__(self) -> bool:
        return bool(self._shingles)


class MessageSamples:
    """The shingles of messages by number: of their own texts, and of their quotations.

    `missing` are the numbers of messages whose texts were not sampled.
    """

    def __init__(self) -> None:
        self.own, self.quoted = SampleTable(), SampleTable()
        self.missing: Sequence[int] = array("q")
        self._count = 0

    def append(self, samples: Samples | None) -> None:
        """Add the samples of the next message; None if its text was not sampled."""
        number = self._count
        if samples is not None:
            self.own.add(number, samples.own)
            self.quoted.add(number, samples.quoted)
        elif isinstance(self.missing, array):
            self.missing.append(number)
        self._count += 1

    def of(self, number: int) -> Samples:
        """The samples of a message; without shingles if its text was not sampled."""
        return Samples(self.own.bytes_of(number), self.quoted.bytes_of(number))

    @property
    def has_any(self) -> bool:
        """Whether the text of any message was sampled."""
        return len(self.missing) < self._count

    def clear(self) -> None:
        """Forget all samples."""
        self.own, self.quoted = SampleTable(), SampleTable()
        self.missing = range(self._count)
