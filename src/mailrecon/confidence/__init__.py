"""The probability that a message is one, with the right bounds: a calibrated figure.

Of all messages with a confidence of 0.9, nine in ten are correct: they begin, have the start of
their text, and end at the right places. The coefficients are in `table.json`;
`scripts/fit_confidence.py` fits them by logistic regression (Cox 1958); docs/confidence.md
describes the data and the accuracy.
"""

from mailrecon.confidence.features import (
    GROUPS,
    features,
    observed_in,
)
from mailrecon.confidence.probability import (
    NATIVE,
    THRESHOLDS,
    Certainty,
    ConfidenceTable,
    certainty,
    load_table,
    probability,
    probability_of,
)

__all__ = [
    "GROUPS",
    "NATIVE",
    "THRESHOLDS",
    "Certainty",
    "ConfidenceTable",
    "certainty",
    "features",
    "load_table",
    "observed_in",
    "probability",
    "probability_of",
]
