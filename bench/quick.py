"""The aims of `docs/benchmarks.md` in a minute, in seconds of CPU: `python bench/quick.py [NAME…]`.

For use between two changes, on a machine that others use too: each figure is the best of several
runs, user time only. `make bench` measures beside peers.
"""

from __future__ import annotations

import ctypes
import json
import lzma
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import inputs
import pdf
from forwards import FORMS, forwards

ROOT = Path(__file__).resolve().parents[1]
DEVSET = ROOT.parent / "shared" / "devset"
RUNS = 4
_SET_CHILD_SUBREAPER = 36


def _way(texts: list[str]) -> float:
    """The best time for the whole way from texts to archives, one by one."""
    from mailrecon import reconstruct

    data = [text.encode("utf-8") for text in texts]
    best = float("inf")
    for _ in range(RUNS):
        start = time.process_time()
        for item in data:
            reconstruct(item, encoding="utf-8")
        best = min(best, time.process_time() - start)
    return best


def _fresh(make: Callable[[int], list[str]]) -> tuple[float, int]:
    """Like `_way`, with other texts of the kind in each run: what was remembered helps less."""
    from mailrecon import reconstruct

    best, count = float("inf"), 0
    for run in range(RUNS):
        data = [text.encode("utf-8") for text in make(run)]
        count = len(data)
        start = time.process_time()
        for item in data:
            reconstruct(item, encoding="utf-8")
        best = min(best, time.process_time() - start)
    return best, count


def short_forwards() -> str:
    """Documents a second, each a short forward."""
    _fresh(lambda _: [text for text, _ in forwards(2 * len(FORMS), seed=0)])
    seconds, count = _fresh(lambda run: [text for text, _ in forwards(960, seed=run + 1)])
    return f"{count / seconds:,.0f}/s"


def chains() -> str:
    """Documents a second, each a chain of 40."""
    seconds, count = _fresh(lambda run: [inputs.chain(40, 20 * run + n) for n in range(20)])
    return f"{count / seconds:,.0f}/s"


def fixtures() -> str:
    """Milliseconds a fixture."""
    texts = [text for text, _ in inputs.fixtures(ROOT / "fixtures").values()]
    return f"{1e3 * _way(texts) / len(texts):.2f} ms each"


def lore() -> str:
    """List mail of the development material a second."""
    path = DEVSET / "lore.jsonl.xz"
    if not path.exists():
        return "not here"
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in islice(lines, 4 * 150)]

    seconds, count = _fresh(lambda run: texts[150 * run : 150 * (run + 1)])
    return f"{count / seconds:,.0f}/s"


def mixed() -> str:
    """Megabytes of prose with chains in it a second."""
    text = inputs.mixed(3_000_000)
    return f"{len(text) / 1e6 / _way([text]):.1f} MB/s"


def prose() -> str:
    """Megabytes of prose without mail a second."""
    text = inputs.prose(5_000_000)
    return f"{len(text) / 1e6 / _way([text]):.0f} MB/s"


def pdf_pages() -> str:
    """Milliseconds a page of plain text from PDF, beside bare PDFium on the same pages."""
    data, pages = pdf.made(300), 300
    best = dict.fromkeys((pdf.with_pdfium, pdf.with_mailrecon), float("inf"))
    for _ in range(RUNS):
        for read in best:
            began = time.process_time()
            read(data)
            best[read] = min(best[read], time.process_time() - began)
    bare, own = (1e3 * seconds / pages for seconds in best.values())
    return f"{own:.2f} ms a page, bare PDFium {bare:.2f} ms"


def _adopt() -> None:
    """Become the parent of processes that lose theirs, on Linux: the server that forks workers.

    Its time and that of its workers is counted where it is waited for, and `convert` does not.
    """
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def command_cpu(*words: str) -> float:
    """Seconds of CPU of a command and all processes that it began."""
    _adopt()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    # An installed package has its bytecode.
    surroundings = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(
        [sys.executable, "-m", "mailrecon", *words],
        check=True,
        capture_output=True,
        env=surroundings,
    )
    with suppress(ChildProcessError):
        while True:
            os.wait()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def start() -> str:
    """Seconds of CPU for one small file, start to end."""
    with tempfile.TemporaryDirectory(prefix="mailrecon-bench-") as name:
        source = Path(name) / "one.txt"
        source.write_text(inputs.small(1), "utf-8")
        words = ("convert", "-q", "--force", str(source), str(Path(name) / "out.mbox"))
        return f"{min(command_cpu(*words) for _ in range(6)):.3f} s of CPU"


def end_to_end() -> str:
    """Small files to mbox a second of CPU, that of all processes together."""
    count = 3_000
    with tempfile.TemporaryDirectory(prefix="mailrecon-bench-") as name:
        folder = Path(name) / "in"
        folder.mkdir()
        for number in range(count):
            (folder / f"{number:06d}.txt").write_text(inputs.small(number), "utf-8")
        told, clocks = [], []
        for jobs in ("1", "2"):
            words = ("convert", "-q", "--force", "--jobs", jobs, str(folder))
            spent, walls = [], []
            for _ in range(2):
                begun = time.perf_counter()
                spent.append(command_cpu(*words, str(Path(name) / "out.mbox")))
                walls.append(time.perf_counter() - begun)
            told.append(f"--jobs {jobs}: {count / min(spent):,.0f}/s of CPU")
            clocks.append(min(walls))
        return f"{', '.join(told)}, {clocks[0] / clocks[1]:.2f} times as many on the clock"


class Aim(NamedTuple):
    """An input, how fast it is read, and how fast it should be."""

    measure: Callable[[], str]
    label: str
    aim: str


AIMS = {
    "short_forwards": Aim(short_forwards, "short forwards, whole way", "4,500/s"),
    "chains": Aim(chains, "chains of 40", "350/s"),
    "fixtures": Aim(fixtures, "fixtures", ""),
    "lore": Aim(lore, "real list mail", "900/s"),
    "mixed": Aim(mixed, "prose with chains", "11 MB/s"),
    "prose": Aim(prose, "prose without mail", "200 MB/s"),
    "pdf_pages": Aim(pdf_pages, "pages of text in PDF", "2 ms a page"),
    "start": Aim(start, "one small file, start to end", "0.25 s of CPU"),
    "end_to_end": Aim(
        end_to_end,
        "small files to mbox",
        "3,000/s with one job, 1.8 times as many on the clock with two",
    ),
}


def rows(*, quick: bool) -> list[str]:
    """Rows of a table: the input, what was measured, the aim."""
    chosen = ("start",) if quick else AIMS
    return [
        f"| {AIMS[name].label} | {AIMS[name].measure()} | {AIMS[name].aim} |" for name in chosen
    ]


if __name__ == "__main__":
    for name in sys.argv[1:] or AIMS:
        wanted = f" (aim {AIMS[name].aim})" if AIMS[name].aim else ""
        print(f"{name}: {AIMS[name].measure()}{wanted}", flush=True)
