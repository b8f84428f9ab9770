"""Configure the garbage collector: tables are never scanned, other values seldom."""

from __future__ import annotations

import gc

# Thresholds of `gc`: messages and their parts have no reference cycles. With Python's default of
# 700, it runs about ten times too often for a thousand small documents.
_YOUNG, _MIDDLE, _OLD = 50_000, 20, 100


def keep_tables() -> None:
    """Exclude loaded tables from garbage collection, and run it seldom; only in our own processes,
    and in Spark's for Python.

    A program that uses mailrecon as a library configures the collector itself.
    """
    gc.freeze()
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)
