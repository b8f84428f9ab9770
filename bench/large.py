"""Much mail at once: one very large file, and a release of many documents, here and on Spark."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import inputs
from quick import command_cpu

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS_OF_A_FOREST = 6


def rows(*, quick: bool) -> list[str]:
    """Rows of a table: what, messages, CPU, time in all, messages a second, memory at most."""
    with tempfile.TemporaryDirectory(prefix="mailrecon-bench-") as name:
        return [
            _one_file(Path(name), 20_000_000 if quick else 1_000_000_000),
            *_release(Path(name), 120 if quick else 13_002),
        ]


def _one_file(folder: Path, size: int) -> str:
    """Prose with chains of twenty, of their own subject and days, in one file of text."""
    source = folder / "large.txt"
    written, number = 0, 0
    with source.open("w", encoding="utf-8") as file:
        while written < size:
            prose = inputs.prose(55_000, seed=number % 50)
            written += file.write(f"{prose}\n\n{inputs.chain(20, number)}\n")
            number += 1
    label = f"{size / 1e9:.2g} GB of prose with chains, one job"
    # The most of all processes that ran until now: unknown where an earlier one took more.
    before = _most_memory()
    row = _converted(label, source, folder / "large.mbox", 20 * number, jobs=1)
    most = _most_memory()
    source.unlink()
    (folder / "large.mbox").unlink()
    return f"{row} {f'{most} MB' if most > before else 'not known'} |"


def _most_memory() -> int:
    """Megabytes of the largest process so far that this one waited for."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024


def _converted(label: str, source: Path, output: Path, messages: int, *, jobs: int) -> str:
    """The row of a run of `convert`, but for its memory; each print of a message counts."""
    start = time.perf_counter()
    used = command_cpu("convert", "-q", "--jobs", str(jobs), str(source), str(output))
    seconds = time.perf_counter() - start
    return (
        f"| {label} | {messages:,} | {used:.0f} s | {seconds:.0f} s | {messages / seconds:,.0f} |"
    )


def _release(folder: Path, documents: int) -> list[str]:
    """A made release whose mails are printed again and again, with two jobs and on Spark."""
    sys.path.insert(0, str(ROOT))
    from tests.spark.corpus import make_corpus

    source = folder / "release"
    make_corpus(source, documents // DOCUMENTS_OF_A_FOREST, edges=False)
    size = sum(path.stat().st_size for path in source.rglob("*.txt"))
    printed = sum(path.read_text("utf-8").count("From: ") for path in source.rglob("*.txt"))
    label = f"a made release, {documents:,} documents, {size / 1e6:.0f} MB"
    here = _converted(f"{label}, two jobs", source, folder / "release.mbox", printed, jobs=2)
    found = [f"{here} |"]
    if shutil.which("java") is not None:
        found.append(_on_spark(f"{label}, Spark `local[2]`", source, folder, printed))
    return found


def _on_spark(label: str, source: Path, folder: Path, messages: int) -> str:
    command = [sys.executable, "-m", "tests.spark.scale", "--one", source, folder / "on-spark"]
    surroundings = {**os.environ, "MASTER": "local[2]"}
    done = subprocess.run(
        command, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=surroundings
    )
    told = json.loads(done.stdout.strip().splitlines()[-1])
    peaks = ", ".join(f"{name} {most} MB" for name, most in told["peak MB"].items())
    return (
        f"| {label} | {messages:,} | {told['cpu']} s | {told['wall']} s | "
        f"{messages / max(told['wall'], 1):,.0f} | {peaks} |"
    )
