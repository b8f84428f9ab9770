"""How probable it is that a message is one, with the bounds it was given: a calibrated share.

Of all messages with a confidence of 0.9, nine in ten begin, have their text begin, and end where
messages of the document do. The coefficients are in `table.json`; `scripts/fit_confidence.py` fits
them by logistic regression (Cox 1958); docs/confidence.md says on what, and how well they hold.
"""

from mailrecon.confidence.features import (
    GROUPS,
    features,
    values,
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
    "probability",
    "probability_of",
    "values",
]
