"""Confidence intervals for a share in a sample: Wilson's, and the exact one."""

from __future__ import annotations

from collections.abc import Callable
from math import exp, lgamma, log, sqrt
from statistics import NormalDist
from typing import NamedTuple

LEVEL = 0.95
_STEPS = 60


class Interval(NamedTuple):
    """The bounds between which a share lies."""

    low: float
    high: float


def wilson(hits: int, count: int, level: float = LEVEL) -> Interval:
    """E. B. Wilson's score interval (1927), without continuity correction.

    `hits` of `count` were found. Without any judgement the interval is 0 to 1.
    """
    if not count:
        return Interval(0.0, 1.0)
    z = NormalDist().inv_cdf((1 + level) / 2)
    share = hits / count
    middle = share + z * z / (2 * count)
    spread = z * sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    whole = 1 + z * z / count
    # The ends are exact; rounding would leave a share of 1 outside its own interval.
    low = (middle - spread) / whole if hits else 0.0
    return Interval(low, (middle + spread) / whole if hits < count else 1.0)


def clopper_pearson(hits: int, count: int, level: float = LEVEL) -> Interval:
    """C. J. Clopper and E. S. Pearson's interval (1934), which covers at least the stated level."""
    if not count:
        return Interval(0.0, 1.0)
    tail = (1 - level) / 2
    low = 0.0 if hits == 0 else _solve(lambda p: 1 - _at_most(hits - 1, count, p), tail)
    high = 1.0 if hits == count else 1 - _solve(lambda q: _at_most(hits, count, 1 - q), tail)
    return Interval(low, high)


def _solve(rising: Callable[[float], float], wanted: float) -> float:
    """The point at which a function that rises from 0 to 1 has the value `wanted`."""
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if rising(middle) < wanted:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _at_most(hits: int, count: int, share: float) -> float:
    """The probability of at most `hits` hits (binomial distribution)."""
    if share <= 0:
        return 1.0
    if share >= 1:
        return 1.0 if hits >= count else 0.0
    total = 0.0
    for number in range(hits + 1):
        ways = lgamma(count + 1) - lgamma(number + 1) - lgamma(count - number + 1)
        total += exp(ways + number * log(share) + (count - number) * log(1 - share))
    return min(1.0, total)
