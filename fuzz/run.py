"""Fuzz every reader and the whole way behind it; write `docs/reliability.md` if told to.

`python fuzz/run.py SECONDS [--write]`, the seconds shared by all targets.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build" / "fuzz"
PAGE = ROOT / "docs" / "reliability.md"
TARGETS = ("text", "html", "markdown", "rst", "eml", "mbox", "rtf", "zip", "pdf", "msg")


def main() -> None:
    """Run the targets one after the other; end with code 1 if any input broke something."""
    seconds = max(2, int(sys.argv[1]) // len(TARGETS))
    BUILD.mkdir(parents=True, exist_ok=True)
    rows = []
    broken = 0
    for name in TARGETS:
        (BUILD / f"{name}.json").unlink(missing_ok=True)
        command = [sys.executable, str(ROOT / "fuzz" / "target.py"), name, str(seconds)]
        environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"}
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        counts = {"tried": 0, "with messages": 0}
        if (BUILD / f"{name}.json").exists():
            counts = json.loads((BUILD / f"{name}.json").read_text())
        faults = int(done.returncode != 0)
        broken += faults
        rows.append((name, counts["tried"], counts["with messages"], faults))
        print(
            f"{name}: {counts['tried']} inputs, {counts['with messages']} with messages, "
            f"{faults} faults"
        )
        if faults:
            print(done.stderr[-3000:])
    if "--write" in sys.argv:
        _write(rows, seconds)
    sys.exit(1 if broken else 0)


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


main()
