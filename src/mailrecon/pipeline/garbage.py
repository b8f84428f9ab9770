"""How a process of ours collects garbage: tables are never looked through, values seldom."""

from __future__ import annotations

import gc

# Thresholds of `gc`: messages and their parts have no reference cycles, and Python's own 700 makes
# it search some ten times too often in a run of a thousand small documents.
_YOUNG, _MIDDLE, _OLD = 50_000, 20, 100


def keep_tables() -> None:
    """Leave alone what was loaded, and look for garbage seldom; for our own processes only.

    A program that uses mailrecon as a library decides for itself.
    """
    gc.freeze()
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)
