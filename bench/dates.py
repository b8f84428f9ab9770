"""Printed dates read by one library in a process of its own; JSON on standard output.

`python dates.py NAME CORPUS`

CORPUS is JSON: `warm` and `dates`, lists of printed dates. The answer has the seconds, and each
date's local time to the minute, or null.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

Read = Callable[[str], datetime | None]


def mailrecon() -> Read:
    """As mailrecon reads the date of a header whose labels tell no language."""
    from mailrecon.lexicon import load
    from mailrecon.resolve.dates import read_date

    lexicon = load()

    def read(printed: str) -> datetime | None:
        reading = read_date(printed, None, lexicon)
        return reading.when.local if reading.when else None

    return read


def dateparser() -> Read:
    """The language is found by the library."""
    import dateparser as library

    return library.parse  # type: ignore[no-any-return]


def dateutil() -> Read:
    """English dates; what it does not understand is null."""
    from dateutil.parser import parse

    def read(printed: str) -> datetime | None:
        try:
            return parse(printed)
        except (ValueError, OverflowError):
            return None

    return read


def main() -> None:
    """Read all dates, and print the results."""
    read = {"mailrecon": mailrecon, "dateparser": dateparser, "python-dateutil": dateutil}[
        sys.argv[1]
    ]()
    corpus = json.loads(Path(sys.argv[2]).read_text("utf-8"))
    for printed in corpus["warm"]:
        read(printed)
    start = time.process_time()
    found = [read(printed) for printed in corpus["dates"]]
    seconds = time.process_time() - start
    told = [when.strftime("%Y-%m-%dT%H:%M") if when else None for when in found]
    sys.stdout.write(json.dumps({"seconds": seconds, "found": told}))


main()
