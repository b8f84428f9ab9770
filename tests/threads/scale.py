"""Time and memory of building one large archive: `python -m tests.threads.scale 200000`.

Makes that many messages in documents of fifty, without the parser: what is measured is the room
`thread` (people, duplicates, relations, zones, and putting every message together once).
"""

from __future__ import annotations

import random
import resource
import sys
import time
from collections.abc import Iterator

from mailrecon.lexicon import load
from mailrecon.model import Document
from mailrecon.parse import parse
from mailrecon.resolve import resolve
from mailrecon.thread import build_archive
from mailrecon.thread.rebuilt import RebuiltDocument, rebuilt
from tests.threads.forest import Press, plant


def documents(count: int) -> Iterator[RebuiltDocument]:
    """About `count` messages, fifty a document, with half of them printed a second time."""
    lexicon = load()
    made = number = 0
    spent = 0.0
    while made < count:
        rng = random.Random(number)
        forest = plant(rng, 8, 8)
        press = Press(forest, rng, number, bare=False)
        for item in forest.messages:
            press.chain(item, zoned=True, harm="", depth=rng.randint(0, 1))
        text = "\n".join(press.lines)
        begin = time.perf_counter()
        page = parse(Document(f"{number}.txt", text, f"{number:064x}", "utf-8"), lexicon)
        items = resolve(page, lexicon)
        spent += time.perf_counter() - begin
        made += len(items)
        number += 1
        yield rebuilt(page, items)
    print(f"{made} messages in {number} documents; parsed and resolved in {spent:.1f} s")


def main(count: int) -> None:
    begin = time.perf_counter()
    archive = build_archive(documents(count))
    built = time.perf_counter()
    total = sum(1 for _ in archive.messages)
    ended = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{total} messages after merging; made, parsed and linked in {built - begin:.1f} s, "
        f"put together in {ended - built:.1f} s; peak memory {peak} MB"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
