"""Cost of a job on Spark beside a local run: `python -m tests.spark.scale 1000 10000 100000`.

Makes that many documents in a temporary folder, six a forest, converts them on `local[CORES]` in a
process of its own, and prints what stands in the tables of `docs/scale.md`: wall and CPU seconds of
each stage, peak memory. CPU seconds are those of all processes, so other work on
the machine does not count. With `--own-subjects` no two forests have a subject in common, with
`--local` the same is done without Spark. MASTER names another cluster (whose CPU is not seen then),
DRIVER_MEMORY is Spark's own setting.
"""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mailrecon.spark import SparkJob, convert
from tests.spark.corpus import make_corpus

_A_FOREST = 6
_TICK = os.sysconf("SC_CLK_TCK")
_OFTEN = 0.5


def measure(count: int, *, own_subjects: bool, local: bool) -> None:
    """Make `count` documents, convert them, and print what it cost."""
    with tempfile.TemporaryDirectory() as name:
        source = Path(name) / "in"
        make_corpus(source, -(-count // _A_FOREST), edges=False, own_subjects=own_subjects)
        size = sum(path.stat().st_size for path in source.rglob("*.txt"))
        print(f"{count} documents, {size / 1e6:.1f} MB, own subjects: {own_subjects}", flush=True)
        command = [sys.executable, "-m", "tests.spark.scale", "--one", source, Path(name) / "out"]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        print(done.stdout.strip().splitlines()[-1], flush=True)
        if local:
            tool = Path(sys.executable).with_name("mailrecon")
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            begin = time.perf_counter()
            command = [tool, "convert", "--quiet", "--jobs", "1", source, Path(name) / "out.mbox"]
            subprocess.run(command, check=True)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            print(f"local: {time.perf_counter() - begin:.0f} s, CPU {spent:.0f} s", flush=True)


def measure_one(source: str, output: str) -> None:
    """Convert on Spark in this process, and print what it cost as JSON."""
    from mailrecon.pipeline.garbage import keep_tables
    from mailrecon.spark import stages as spark_stages

    # As the command does.
    keep_tables()
    watch = _Watch()
    cpu: dict[str, float] = {}
    timed = spark_stages.Stages.timed

    @contextmanager
    def measured(stages: spark_stages.Stages, name: str) -> Iterator[None]:
        begin = watch.cpu()
        with timed(stages, name):
            yield
        cpu[name] = watch.cpu() - begin

    spark_stages.Stages.timed = measured  # type: ignore[method-assign]
    master = os.environ.get("MASTER", f"local[{os.cpu_count()}]")
    settings = {"spark.driver.memory": os.environ.get("DRIVER_MEMORY", "3g")}
    begin = time.perf_counter()
    outcome = convert(SparkJob([source], output, master, settings=settings))
    print(
        json.dumps(
            {
                **outcome.counts,
                "wall": round(time.perf_counter() - begin),
                "cpu": round(watch.cpu()),
                "stages, wall": {name: round(one) for name, one in outcome.seconds.items()},
                "stages, cpu": {name: round(one) for name, one in cpu.items()},
                "peak MB": watch.peaks,
            }
        )
    )


class _Watch:
    """What this process and those below it have used, from /proc."""

    def __init__(self) -> None:
        self.peaks: dict[str, int] = {}
        self._spent: dict[tuple[int, str], float] = {}
        threading.Thread(target=self._keep_looking, daemon=True).start()

    def cpu(self) -> float:
        """Seconds of CPU so far, those of processes that have ended among them."""
        self._look()
        return sum(tuple(self._spent.values()))

    def _keep_looking(self) -> None:
        while True:
            self._look()
            time.sleep(_OFTEN)

    def _look(self) -> None:
        for pid in self._below():
            try:
                stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
                status = Path(f"/proc/{pid}/status").read_text()
            except OSError:
                continue
            # Spark's Python workers are never waited for, so what they used is not their parent's.
            self._spent[pid, stat[19]] = (int(stat[11]) + int(stat[12])) / _TICK
            peak = re.search(r"VmHWM:\s+(\d+)", status)
            kind = re.match(r"Name:\s+(python|java)", status)
            # What has no such name is a JVM about to become something else.
            if peak is not None and kind is not None:
                name = "driver" if pid == os.getpid() else kind[1]
                self.peaks[name] = max(self.peaks.get(name, 0), int(peak[1]) // 1024)

    def _below(self) -> list[int]:
        """This process and all those below it."""
        parents: dict[int, list[int]] = {}
        for path in Path("/proc").glob("[0-9]*/stat"):
            try:
                stat = path.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents.setdefault(int(stat[1]), []).append(int(path.parent.name))
        found = [os.getpid()]
        for pid in found:
            found += parents.get(pid, ())
        return found


if __name__ == "__main__":
    arguments = sys.argv[1:]
    if arguments[:1] == ["--one"]:
        measure_one(arguments[1], arguments[2])
    for argument in arguments:
        if argument.isdecimal():
            measure(
                int(argument),
                own_subjects="--own-subjects" in arguments,
                local="--local" in arguments,
            )
