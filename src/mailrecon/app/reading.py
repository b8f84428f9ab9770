"""Show documents while others are still being read."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from mailrecon.app.rebuilt import RebuiltDocuments
from mailrecon.app.workbench import Added, Workbench
from mailrecon.corrections import Correction
from mailrecon.model import Document
from mailrecon.thread.rebuilt import RebuiltDocument

# The archive is linked again while documents are read: first after this many messages, then each
# time their number has grown by this factor, and not more often than every this many seconds. So
# the repeated linking takes at most a third more time.
_FIRST = 50
_TIMES = 4
_SECONDS = 4.0


def hand_over(
    items: Iterable[RebuiltDocument],
    bench: Workbench,
    rebuilt: RebuiltDocuments,
    corrections: Sequence[Correction],
    found: Callable[[], tuple[dict[str, Path], tuple[str, ...]]],
) -> None:
    """Give the documents to a workbench that was opened for reading, in steps.

    `found` returns the files opened so far, and the documents that could not be read. Raises the
    errors of `items`.
    """
    waiting: list[Document] = []
    messages, wanted, last = 0, _FIRST, time.monotonic() - _SECONDS
    for item in items:
        messages += rebuilt.keep(item, corrections)
        waiting.append(item.parsed.document)
        if messages >= wanted and time.monotonic() - last >= _SECONDS:
            bench.take(Added(waiting, *found()), is_last=False)
            waiting, wanted, last = [], _TIMES * messages, time.monotonic()
    bench.take(Added(waiting, *found()), is_last=True)
