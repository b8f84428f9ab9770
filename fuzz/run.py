"""Fuzz every reader and the whole way behind it; write `docs/reliability.md` on request.

`python -m fuzz.run SECONDS [--write] [NAME …]`, the seconds shared by all targets. What breaks
something is kept as `build/fuzz/NAME-fault-…` (`-crash-`, `-timeout-`, `-oom-` where it ended the
process), what was learned in `build/fuzz/corpus`. Without `--write` changes follow one another as
they did last time, so that a run in CI says the same of the same code.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from fuzz.seeds import ROOT, SHELLS

BUILD = ROOT / "build" / "fuzz"
PAGE = ROOT / "docs" / "reliability.md"
# A target whose process was ended goes on with what is left of its time, but not for ever.
MOST_ENDS = 5
MEMORY = Path("/dev/shm")


def main() -> None:
    """Run the targets; end with code 1 if any input broke something.

    One after the other where the page is written. Else as many processes as there are cores share
    the targets, since most of a short run is the start.
    """
    names = [name for name in sys.argv[2:] if name in SHELLS] or list(SHELLS)
    seconds = max(2, int(sys.argv[1]) // len(names))
    BUILD.mkdir(parents=True, exist_ok=True)
    write = "--write" in sys.argv
    processes = 1 if write else min(4, os.cpu_count() or 1)
    groups = (
        [[name] for name in names] if write else [names[n::processes] for n in range(processes)]
    )
    with ThreadPoolExecutor(processes) as pool:
        found = pool.map(lambda group: _fuzz(group, seconds, seed=0 if write else 1), groups)
        rows = [row for rows in found for row in rows]
    if write:
        _write(rows, seconds)
    sys.exit(1 if any(faults for *_, faults in rows) else 0)


def _fuzz(names: list[str], seconds: int, seed: int) -> list[tuple[str, int, int, int]]:
    """For each name the inputs tried, those with messages, and faults."""
    for name in names:
        (BUILD / f"{name}.json").unlink(missing_ok=True)
    if len(names) > 1:
        ended = int(_run(names, seconds, seed) != 0)
    else:
        end = time.monotonic() + seconds
        ended = 0
        while ended < MOST_ENDS and (left := int(end - time.monotonic())) > 0:
            ended += _run(names, left, seed) != 0
    return [_counted(name, ended) for name in names]


def _run(names: list[str], seconds: int, seed: int) -> int:
    """The exit code of a process that fuzzes these targets; what it says is printed."""
    # Files written for each input would wear a disk out, and wait for it.
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        done = subprocess.run(
            [sys.executable, "-m", "fuzz.target", ",".join(names), str(seconds), str(seed)],
            cwd=ROOT,
            env={**os.environ, "TMPDIR": folder},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
    told = done.stdout.decode("utf-8", "replace").split("\n")
    print("\n".join(line for line in told if not line.startswith(("INFO", "WARNING"))))
    return done.returncode


def _counted(name: str, ended: int) -> tuple[str, int, int, int]:
    """A target's row: its name, inputs tried, those with messages, faults."""
    saved = BUILD / f"{name}.json"
    counts = json.loads(saved.read_text()) if saved.exists() else {"tried": 0, "rebuilt": 0}
    faults = len(counts.get("faults", ())) + counts.get("ended", 0) + ended
    print(
        f"{name}: {counts['tried']} inputs, {counts['rebuilt']} with messages, {faults} faults",
        flush=True,
    )
    return name, counts["tried"], counts["rebuilt"], faults


def _write(rows: list[tuple[str, int, int, int]], seconds: int) -> None:
    """Put the figures between the page's marks; the rest of the page is written by hand."""
    table = "| reader | inputs | with messages | faults |\n| --- | --- | --- | --- |\n" + "".join(
        f"| {name} | {tried} | {rebuilt} | {faults} |\n" for name, tried, rebuilt, faults in rows
    )
    text = PAGE.read_text("utf-8")
    head, begin, rest = text.partition("<!-- fuzz -->\n")
    _, end, tail = rest.partition("<!-- /fuzz -->\n")
    told = f"{seconds} seconds for each reader, on one core:\n\n"
    PAGE.write_text(f"{head}{begin}{told}{table}{end}{tail}", "utf-8")


if __name__ == "__main__":
    main()
