"""Cost of a job on Spark beside a local run: `python -m tests.spark.scale 1000 10000 100000`.

Makes that many documents in a temporary folder, six a forest, converts them on `local[CORES]` and
prints a line of a table for `docs/scale.md`: seconds by stage, groups, and the largest group. With
`--local` it also converts them without Spark, in one process. MASTER names another cluster.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from pathlib import Path

from mailrecon.spark import SparkJob, convert
from mailrecon.thread import ThreadOptions
from mailrecon.writers import write
from tests.spark.comparison import local_archive
from tests.spark.corpus import make_corpus

_A_FOREST = 6


def measure(count: int, *, local: bool) -> None:
    with tempfile.TemporaryDirectory() as name:
        source, output = Path(name) / "in", Path(name) / "out"
        make_corpus(source, -(-count // _A_FOREST), edges=False)
        size = sum(path.stat().st_size for path in source.rglob("*.txt"))
        master = os.environ.get("MASTER", f"local[{os.cpu_count()}]")
        settings = {"spark.driver.memory": os.environ.get("DRIVER_MEMORY", "3g")}
        begin = time.perf_counter()
        outcome = convert(SparkJob([str(source)], str(output), master, settings=settings))
        spent = time.perf_counter() - begin
        counts = outcome.counts
        stages = ", ".join(f"{stage} {seconds:.0f}" for stage, seconds in outcome.seconds.items())
        print(
            f"{counts['documents']} documents, {size / 1e6:.1f} MB, {counts['messages']} messages: "
            f"{spent:.0f} s ({stages}); {counts['groups']} groups, largest "
            f"{counts['largest_group']} documents",
            flush=True,
        )
        if local:
            begin = time.perf_counter()
            write(local_archive(source, ThreadOptions()), Path(name) / "out.mbox")
            spent = time.perf_counter() - begin
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            print(f"  without Spark, one process: {spent:.0f} s, {peak} MB", flush=True)


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        if argument != "--local":
            measure(int(argument), local="--local" in sys.argv)
