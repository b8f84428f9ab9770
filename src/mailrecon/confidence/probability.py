"""The table of coefficients, and the probability computed from it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path

import msgspec
from msgspec import Struct

from mailrecon.confidence.features import Observed, features_of

# A native message is a file of its own, or an entry of an mbox: its bounds are certain.
NATIVE = 1.0
_SUREST = 0.99


class Certainty(StrEnum):
    """The meaning of a confidence for a reader."""

    SURE = "sure"
    LIKELY = "likely"
    DOUBTFUL = "doubtful"


# The lowest confidence of each, the highest first. Of twenty sure messages at most one is wrong. Of
# the doubtful ones at least one in five is wrong, so reviewing them pays.
THRESHOLDS: tuple[tuple[Certainty, float], ...] = (
    (Certainty.SURE, 0.95),
    (Certainty.LIKELY, 0.80),
    (Certainty.DOUBTFUL, 0.0),
)


def certainty(confidence: float) -> Certainty:
    """The meaning of a confidence (0 to 1)."""
    for named, lowest in THRESHOLDS:
        if confidence >= lowest:
            return named
    return Certainty.DOUBTFUL


class ConfidenceTable(Struct, frozen=True):
    """Log-odds: a constant, and the amount that each feature adds."""

    constant: float
    coefficients: Mapping[str, float]

    def log_odds(self, shown: Iterable[str]) -> float:
        """The log-odds of a message with these features; unknown features add nothing."""
        get = self.coefficients.get
        return self.constant + sum(get(name, 0.0) for name in shown)


@cache
def load_table() -> ConfidenceTable:
    """The table of this version."""
    stored = msgspec.json.decode(Path(__file__).with_name("table.json").read_bytes())
    return ConfidenceTable(stored["constant"], stored["coefficients"])


def probability(shown: Iterable[str], table: ConfidenceTable | None = None) -> float:
    """The confidence in a message with these features, in hundredths, 0.99 at most."""
    odds = (table or load_table()).log_odds(shown)
    share = round(1.0 / (1.0 + math.exp(-min(30.0, max(-30.0, odds)))), 2)
    return min(_SUREST, share)


@lru_cache(maxsize=4096)
def probability_of(observed: Observed) -> float:
    """The confidence in a message of which this is known; most messages share it."""
    return probability(features_of(observed))
