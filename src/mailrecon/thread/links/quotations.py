"""Whose text a message quotes, told by shingles (a few words in a row) that both hold."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from math import ceil

# A shingle that more texts than this hold tells nothing.
MOST_HOLDERS = 12
# Of a quotation, so many shingles and so large a share of them must be found in a text.
LEAST_SHARED = 2
LEAST_SHARE = 0.25
# Of those whose text is quoted, so many are kept: those that hold most of it.
_MOST_QUOTED = 5


def least_shared(shingles: int) -> int:
    """How many of a quotation's shingles must be found in a text to tell anything."""
    return max(LEAST_SHARED, ceil(LEAST_SHARE * shingles))


def quotation_shares(
    quoted: Mapping[int, Sequence[int]], own: Mapping[int, Sequence[int]]
) -> dict[int, dict[int, float]]:
    """For each message that quotes: whose text the quoted shingles are, and what share of them.

    `quoted` and `own` hold sampled shingles by message number. A shingle that many texts hold (a
    disclaimer, a greeting) tells nothing.
    """
    holders: dict[int, list[int]] = defaultdict(list)
    wanted = {value for values in quoted.values() for value in values}
    for number, values in own.items():
        for value in values:
            if value in wanted and len(holders[value]) <= MOST_HOLDERS:
                holders[value].append(number)
    found: dict[int, dict[int, float]] = {}
    for number, values in quoted.items():
        telling = [value for value in values if 0 < len(holders[value]) <= MOST_HOLDERS]
        votes: Counter[int] = Counter()
        for value in telling:
            votes.update(other for other in holders[value] if other != number)
        least = least_shared(len(values))
        shares = {
            other: count / len(values)
            for other, count in votes.most_common(_MOST_QUOTED)
            if count >= least
        }
        if shares:
            found[number] = shares
    return found
