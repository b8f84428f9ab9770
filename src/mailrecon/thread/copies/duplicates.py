"""Find copies of messages: in full here, quoted there, cut, re-wrapped, misread by OCR.

Candidates share a blocking key: a Message-ID, minute and originator, minute and subject, or a
sampled shingle of their text. Then header fields must not contradict one another, and the longer
text must contain the shorter; how much of it depends on which fields agree. `docs/threads.md` lists
the rules. Nothing is random, so that a run can be repeated.
"""

from __future__ import annotations

from array import array
from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

from mailrecon.model import Precision
from mailrecon.thread.copies.blocking import FEW_MESSAGES, blocking_keys, repeated_keys
from mailrecon.thread.copies.header_agreement import FARTHEST
from mailrecon.thread.copies.matching import Match, Text, compare, is_fuller
from mailrecon.thread.copies.numbered import all_without_numbers
from mailrecon.thread.identities.people import People
from mailrecon.thread.links.timeline import seconds
from mailrecon.thread.message_keys import MessageKeys

# The most messages of one key with which another is compared: thousands may share a newsletter's
# shingle.
_BUCKET = 40
_FAR_SECONDS = FARTHEST // timedelta(seconds=1)
_NO_CLOCK = -(1 << 62)
_NO_TITLE = -1
_UNTITLED = _NO_TITLE, _NO_TITLE


class Near(NamedTuple):
    """Message `number` would be a copy, but the words in `opposed` contradict it."""

    number: int
    opposed: str


class Duplicates(NamedTuple):
    """The copies, by message number: the canonical copy of each, how each matches, and likely
    copies.
    """

    first: array[int]
    matches: dict[int, Match]
    near: dict[int, Near]


def find_duplicates(
    messages: Sequence[MessageKeys],
    people: People,
    samples: Mapping[int, Sequence[int]],
    text: Text,
) -> Duplicates:
    """Find copies of messages.

    `samples` are sampled shingles by number; `text` gives a message's body.
    """

    def keys_of(item: MessageKeys) -> Sequence[Hashable]:
        return blocking_keys(item, people, samples.get(item.number, ()))

    # Keys take memory: they are kept for few messages, and computed twice for many.
    keys: Iterable[Sequence[Hashable]] = map(keys_of, messages)
    if len(messages) <= FEW_MESSAGES:
        keys = list(keys)
    clusters = _Clusters(messages, people, text)
    # Most have one message, or two, for which a list takes twice the memory.
    buckets: dict[Hashable, int | tuple[int, ...]] = {}
    often = repeated_keys(keys, len(messages))
    if len(messages) > FEW_MESSAGES:
        keys = map(keys_of, messages)
    for item, found in zip(messages, keys, strict=True):
        repeated = often.among(found)
        if not repeated:
            continue
        number = item.number
        tried: set[int] = set()
        apart: set[int] = set()
        # The first key is the Message-ID.
        is_alone = repeated[0] is not found[0]
        for key in repeated:
            own = buckets.get(key)
            if own is None:
                buckets[key] = number
                continue
            bucket = own if isinstance(own, tuple) else (own,)
            if not apart.issuperset(bucket):
                clusters.offer_all(item, bucket, tried, apart, is_alone=is_alone)
            if len(bucket) < _BUCKET:
                buckets[key] = (*bucket, number)
    near = {n: one for n, one in clusters.near.items() if clusters.first[n] == n}
    return Duplicates(_led_by_fullest(messages, clusters.first), clusters.matches, near)


class _Clusters:
    """The copies found so far; `first` maps each message to its earliest copy."""

    def __init__(self, messages: Sequence[MessageKeys], people: People, text: Text) -> None:
        self.first = array("q", range(len(messages)))
        self.matches: dict[int, Match] = {}
        self.near: dict[int, Near] = {}
        self._messages = messages
        self._people = people
        self._text = text
        self._fullest: dict[int, int] = {}
        self._joined: set[int] = set()
        self._clocks = array("q", map(_clock, messages))
        self._titles = array("q")
        self._forms = array("q")
        self._number_titles()

    def _number_titles(self) -> None:
        """Number the subjects, and the subjects without their numbers; -1 if a message has no
        subject.
        """
        messages = self._messages
        titles: dict[str, int] = {}
        forms: dict[str, int] = {}
        bases = list(dict.fromkeys([item.base for item in messages if item.common.titled]))
        known = {
            base: (titles.setdefault(squeezed, len(titles)), forms.setdefault(zeroed, len(forms)))
            for base, (squeezed, zeroed) in zip(bases, all_without_numbers(bases), strict=True)
        }
        for item in messages:
            title, form = known[item.base] if item.common.titled else _UNTITLED
            self._titles.append(title)
            self._forms.append(form)

    def offer_all(
        self,
        item: MessageKeys,
        bucket: Sequence[int],
        tried: set[int],
        apart: set[int],
        *,
        is_alone: bool = False,
    ) -> None:
        """Offer `item` to the messages of a bucket, the last first, until it joins one.

        `tried` are messages to which it was offered already in other buckets. `apart` are those
        whose dates differ by days, or whose subjects have other numbers. `is_alone`: no other
        message has its Message-ID.
        """
        first, number, fullest = self.first, item.number, self._fullest
        if first[number] != number:
            return
        others = [other for other in reversed(bucket) if other not in apart]
        near = self._near_in_time(number, others)
        if is_alone and self._joined.isdisjoint(others):
            # There is no other reason to compare those that are not near. The near ones are tried.
            apart.update(others)
            others = near
        compared = set(near)
        for other in others:
            if other in tried:
                continue
            leader = first[other]
            if leader in tried:
                continue
            if (
                other not in compared
                and leader == other
                and other not in fullest
                and item.short_id != self._messages[other].short_id
            ):
                apart.add(other)
                continue
            tried.add(other)
            tried.add(leader)
            self.offer(item, other)
            if first[number] != number:
                break

    def _near_in_time(self, number: int, others: Sequence[int]) -> list[int]:
        """The messages whose dates do not differ by days, nor their subjects only by numbers.

        Most messages that share a shingle are days apart, or a program's reports with other
        numbers. `compare` would reject them as well.
        """
        clocks, titles, forms = self._clocks, self._titles, self._forms
        clock, title, form = clocks[number], titles[number], forms[number]
        earliest, latest = clock - _FAR_SECONDS, clock + _FAR_SECONDS
        if clock == _NO_CLOCK:
            earliest, latest = _NO_CLOCK, -_NO_CLOCK
        return [
            other
            for other in others
            if (earliest <= clocks[other] <= latest or clocks[other] == _NO_CLOCK)
            and (forms[other] != form or titles[other] == title)
        ]

    def offer(self, item: MessageKeys, other: int) -> None:
        """Add `item` to the copies of `other`, if it matches them.

        It must match the fullest copy, whose text represents all: one line that two long texts
        share must not join them.
        """
        leader = self.first[other]
        fullest = self._fullest.get(leader, leader)
        match = None
        for one in dict.fromkeys((other, leader, fullest)):
            if match is None or one == fullest:
                match = compare(self._messages[one], item, self._people, self._text)
                if match is not None and match.opposed:
                    self.near.setdefault(item.number, Near(one, match.opposed))
                    return
                if match is None and one == fullest:
                    return
        if match is None:
            return
        self.first[item.number] = leader
        self._joined.update((item.number, leader))
        self.matches[item.number] = match
        if is_fuller(item, self._messages[fullest]):
            self._fullest[leader] = item.number


def _clock(item: MessageKeys) -> int:
    """The printed date and time in seconds, ignoring the zone; `_NO_CLOCK` without a time."""
    if item.local is None or item.precision == Precision.DAY:
        return _NO_CLOCK
    return seconds(item.local)


def _led_by_fullest(messages: Sequence[MessageKeys], first: array[int]) -> array[int]:
    """Replace the earliest copy of each message by the fullest."""
    copied = {leader for number, leader in enumerate(first) if leader != number}
    copies = [number for number, leader in enumerate(first) if leader in copied]
    fullest: dict[int, int] = {}
    for number in copies:
        known = fullest.get(first[number])
        if known is None or is_fuller(messages[number], messages[known]):
            fullest[first[number]] = number
    found = array("q", first)
    for number in copies:
        found[number] = fullest[first[number]]
    return found
