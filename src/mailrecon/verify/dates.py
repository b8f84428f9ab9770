"""Check a date by reading the printed text again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache

from mailrecon.lexicon import load
from mailrecon.model import DateOrder, When
from mailrecon.resolve.dates import read_date, read_in_language


def is_a_reading(
    printed: str, local: datetime, offset: timedelta | None, *, offset_inferred: bool
) -> bool:
    """Whether some language's reading of `printed` gives `local` and `offset`.

    The language of the header is not always recorded with the date, so any will do. An inferred
    offset need not be printed.
    """
    for when in _readings(" ".join(printed.split())):
        if when.local != local:
            continue
        if offset_inferred or offset == when.offset or offset in when.alternatives:
            return True
    return False


@lru_cache(maxsize=4096)
def _first_readings(printed: str) -> tuple[When, ...]:
    lexicon = load()
    found = (
        read_date(printed, None, lexicon, order).when
        for order in (None, DateOrder.DMY, DateOrder.MDY)
    )
    return tuple(when for when in found if when is not None)


def _readings(printed: str) -> Iterator[When]:
    """The readings of a printed date, the likeliest first, in all languages if needed."""
    yield from _first_readings(printed)
    lexicon = load()
    for language in sorted(lexicon.languages):
        for order in (None, DateOrder.DMY, DateOrder.MDY):
            for read in (read_date, read_in_language):
                when = read(printed, language, lexicon, order).when
                if when is not None:
                    yield when
