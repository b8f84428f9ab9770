"""Blocking keys: messages that share none are never compared."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import Protocol

from mailrecon.model import Precision
from mailrecon.thread.identities.people import NO_PERSON, People
from mailrecon.thread.links.timeline import seconds
from mailrecon.thread.message_keys import MessageKeys

# This many of the smallest shingles are used: two copies share most of them, unless much text is
# cut.
_SHINGLES_TRIED = 6
# Up to this many messages, all keys are kept in memory.
FEW_MESSAGES = 10_000
# One-byte slots for each message. A message has about ten keys, with two slots each: few share both
# by chance, and one that does takes ten times the memory of these slots.
_BYTES_EACH = 32
# By this odd number and shift, a hash gives another slot (Fibonacci hashing).
_SPREAD, _SHIFT = 0x9E3779B97F4A7C15, 24
# Copies of a text that was cut or misread differ in length: texts are grouped by length in steps of
# this many letters.
_LENGTH_STEP = 50
_DAY = 24 * 3600


class RepeatedKeys(Protocol):
    """The keys that at least two messages have."""

    def among(self, keys: Sequence[Hashable]) -> list[Hashable]:
        """Those of `keys` that are among them, in the same order."""


def repeated_keys(keys: Iterable[Sequence[Hashable]], messages: int) -> RepeatedKeys:
    """The keys that at least two messages have. With many messages, a few others are among them."""
    if messages > FEW_MESSAGES:
        approximate = _ApproximateRepeats(messages)
        for found in keys:
            approximate.count(found)
        return approximate
    return _ExactRepeats(keys)


class _ExactRepeats:
    """The keys that occur at least twice."""

    def __init__(self, keys: Iterable[Sequence[Hashable]]) -> None:
        seen: set[Hashable] = set()
        self._repeated: set[Hashable] = set()
        for found in keys:
            own = set(found)
            self._repeated |= own & seen
            seen |= own

    def among(self, keys: Sequence[Hashable]) -> list[Hashable]:
        """Those of `keys` that occur at least twice."""
        return [key for key in keys if key in self._repeated]


class _ApproximateRepeats:
    """Approximate set of keys that occur at least twice (two bytes a key; rare false positives).

    Most keys of an archive occur once and need no bucket.
    """

    def __init__(self, messages: int) -> None:
        self._mask = (1 << (messages * _BYTES_EACH).bit_length()) - 1
        self._counts = bytearray(self._mask + 1)

    def count(self, keys: Sequence[Hashable]) -> None:
        """Add the keys of a message."""
        counts, mask = self._counts, self._mask
        for hashed in map(hash, keys):
            place = hashed & mask
            if counts[place] < 2:
                counts[place] += 1
            place = hashed * _SPREAD >> _SHIFT & mask
            if counts[place] < 2:
                counts[place] += 1

    def among(self, keys: Sequence[Hashable]) -> list[Hashable]:
        """Those of `keys` that probably occur at least twice."""
        counts, mask = self._counts, self._mask
        return [
            key
            for key in keys
            if counts[(hashed := hash(key)) & mask] > 1
            and counts[hashed * _SPREAD >> _SHIFT & mask] > 1
        ]


def blocking_keys(item: MessageKeys, people: People, sample: Sequence[int]) -> list[Hashable]:
    """The keys by which copies of a message are found; `sample` are its shingles."""
    # `Message-ID: <4711@quay.example>` in both
    keys: list[Hashable] = [("id", item.short_id)]
    originator = people.identity(item.originator) if item.originator != NO_PERSON else None
    if item.local is not None and item.precision != Precision.DAY:
        minute = seconds(item.local) // 60
        # `From: Ann Poe` and `9:12 AM`, beside `From: Poe, Ann` and `9:12:40 AM`
        if originator is not None:
            keys.append(("originator", minute, originator))
        # `[redacted]` and `9:12 AM`, with `Tide tables` in both
        if item.base:
            keys.append(("subject", minute, item.base))
        # `10:12 +0200` and `08:12 +0000`
        if item.offset is not None:
            keys.append(("instant", minute * 60 - item.offset.days * _DAY - item.offset.seconds))
    # `Ann Poe` and `Tide tables`, where one copy lost its date
    if item.base and originator is not None and item.letters:
        keys.append(("named", item.base, originator, item.letters // _LENGTH_STEP))
    # A copy whose header is misread, or gone: its shingles, which are numbers.
    keys += sorted(sample)[:_SHINGLES_TRIED]
    return keys
