"""Where mailrecon's time goes: each stage by itself on the same documents."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

Result = TypeVar("Result")


def stages(texts: list[str]) -> list[tuple[str, float]]:
    """The seconds of CPU that each stage takes for all the texts, in order."""
    from mailrecon.lexicon import load
    from mailrecon.parse import parse
    from mailrecon.read import ReadOptions, read_bytes
    from mailrecon.resolve import resolve
    from mailrecon.scan import scan
    from mailrecon.thread import build_archive
    from mailrecon.thread.rebuilt import rebuilt
    from mailrecon.writers import write

    lexicon = load()
    found: list[tuple[str, float]] = []

    def timed(name: str, work: Callable[[], Result]) -> Result:
        start = time.process_time()
        result = work()
        found.append((name, time.process_time() - start))
        return result

    data = [text.encode("utf-8") for text in texts]
    documents = timed(
        "read: bytes to text",
        lambda: [
            document
            for number, item in enumerate(data)
            for document in read_bytes(item, f"{number}.txt", ReadOptions())
        ],
    )
    timed("scan: lines and marks", lambda: [scan(document, lexicon) for document in documents])
    parsed = timed("parse, with scan", lambda: [parse(item, lexicon) for item in documents])
    resolved = timed("resolve", lambda: [resolve(item, lexicon) for item in parsed])
    archive = timed("thread", lambda: build_archive(map(rebuilt, parsed, resolved)))
    with tempfile.TemporaryDirectory(prefix="mailrecon-bench-") as folder:
        timed("write an mbox", lambda: write(archive, Path(folder) / "out.mbox"))
    return found
