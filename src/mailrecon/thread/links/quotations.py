"""Find which messages a message quotes, by shingles (runs of words) that both contain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil
from operator import itemgetter

# A shingle in more texts than this is a disclaimer or a greeting, not evidence.
_MOST_HOLDERS = 12
# The number and the share of a quotation's shingles that must be found in a text.
_LEAST_SHARED = 2
_LEAST_SHARE = 0.25
# Quoted messages kept for each message: those that contain most of the quotation.
_MOST_QUOTED = 5


def _least_shared(shingles: int) -> int:
    """The number of a quotation's shingles that must be found in a text."""
    return max(_LEAST_SHARED, ceil(_LEAST_SHARE * shingles))


def quotation_shares(
    quoted: Mapping[int, Sequence[int]], own: Mapping[int, Sequence[int]]
) -> dict[int, dict[int, float]]:
    """For each message that quotes: the quoted messages, with the fraction of shingles found.

    `quoted` and `own` are sampled shingles by message number.
    """
    if not quoted:
        return {}
    holders: dict[int, list[int]] = {}
    wanted = {value for values in quoted.values() for value in values}
    for number, values in own.items():
        for value in wanted.intersection(values):
            numbers = holders.setdefault(value, [])
            if len(numbers) <= _MOST_HOLDERS:
                numbers.append(number)
    found: dict[int, dict[int, float]] = {}
    for number, values in quoted.items():
        votes: dict[int, int] = {}
        for value in values:
            numbers = holders.get(value, [])
            if len(numbers) <= _MOST_HOLDERS:
                for other in numbers:
                    if other != number:
                        votes[other] = votes.get(other, 0) + 1
        least = _least_shared(len(values))
        ranked = sorted(votes.items(), key=itemgetter(1), reverse=True)[:_MOST_QUOTED]
        shares = {other: count / len(values) for other, count in ranked if count >= least}
        if shares:
            found[number] = shares
    return found
