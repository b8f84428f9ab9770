"""Blocking keys: messages that share none are never compared."""

from __future__ import annotations

from collections.abc import Container, Hashable, Iterable, Iterator, Sequence

from mailrecon.model import Precision
from mailrecon.thread.identities.people import NO_PERSON, People
from mailrecon.thread.message_keys import MessageKeys

# This many of the smallest shingles are used: two copies share most of them, unless much text is
# cut.
_SHINGLES_TRIED = 6
# Up to this many messages, all keys are kept in memory.
FEW_MESSAGES = 10_000
# One-byte slots for each message. A message has about ten keys, so few share a slot by chance.
_BYTES_EACH = 16
# Copies of a text that was cut or misread differ in length: texts are grouped by length in steps of
# this many letters.
_LENGTH_STEP = 50


def repeated_keys(keys: Iterable[Iterable[Hashable]], messages: int) -> Container[Hashable]:
    """The keys that at least two messages have. With many messages, a few others are among them."""
    if messages > FEW_MESSAGES:
        approximate = _ApproximateRepeats(messages)
        for found in keys:
            approximate.count(found)
        return approximate
    seen: set[Hashable] = set()
    repeated: set[Hashable] = set()
    for found in keys:
        own = set(found)
        repeated |= own & seen
        seen |= own
    return repeated


class _ApproximateRepeats:
    """Approximate set of keys that occur at least twice (a byte a slot; rare false positives).

    Most keys of an archive occur once and need no bucket.
    """

    def __init__(self, messages: int) -> None:
        self._mask = (1 << (messages * _BYTES_EACH).bit_length()) - 1
        self._counts = bytearray(self._mask + 1)

    def count(self, keys: Iterable[Hashable]) -> None:
        """Add the keys of a message."""
        counts, mask = self._counts, self._mask
        for key in keys:
            place = hash(key) & mask
            if counts[place] < 2:
                counts[place] += 1

    def __contains__(self, key: Hashable) -> bool:
        return self._counts[hash(key) & self._mask] > 1


def blocking_keys(
    item: MessageKeys, people: People, sample: Sequence[int]
) -> Iterator[tuple[Hashable, ...]]:
    """The keys by which copies of a message are found; `sample` are its shingles."""
    # `Message-ID: <4711@quay.example>` in both
    yield "id", item.identity
    originator = people.identity(item.originator) if item.originator != NO_PERSON else None
    if item.local is not None and item.precision != Precision.DAY:
        minute = item.local.replace(second=0)
        # `From: Ann Poe` and `9:12 AM`, beside `From: Poe, Ann` and `9:12:40 AM`
        if originator is not None:
            yield "originator", minute, originator
        # `[redacted]` and `9:12 AM`, with `Tide tables` in both
        if item.base:
            yield "subject", minute, item.base
        # `10:12 +0200` and `08:12 +0000`
        if item.offset is not None:
            yield "instant", minute - item.offset
    # `Ann Poe` and `Tide tables`, where one copy lost its date
    if item.base and originator is not None and item.letters:
        yield "named", item.base, originator, item.letters // _LENGTH_STEP
    # A copy whose header is misread, or gone.
    for value in sorted(sample)[:_SHINGLES_TRIED]:
        yield "shingle", value
