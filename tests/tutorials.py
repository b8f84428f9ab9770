"""Run the commands that the documentation shows.

A block marked `sh` or `python` is run, in order, in a folder that holds the examples and the
fixtures; a block marked `text` right behind it is what it prints. A comment `<!-- not run: … -->`
above a block says why it is left out. `python -m tests.tutorials` writes what is printed into the
pages.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.conftest import FIXTURES, ROOT

DOCS = ROOT / "docs"
PAGES = [
    *sorted((DOCS / "tutorials").glob("*.md")),
    *(DOCS / name for name in ("index.md", "gallery.md", "faq.md")),
]

_BLOCK = re.compile(
    r"(?P<skip><!-- not run: [^>]*-->\n+)?```(?P<kind>sh|python)\n(?P<code>.*?)```\n"
    r"(?:\n*```text\n(?P<shown>.*?)```\n)?",
    re.DOTALL,
)


class Step(NamedTuple):
    """A block of a page: its code, what the page says it prints (None: nothing said), and that."""

    code: str
    shown: str | None
    printed: str


def prepare(folder: Path) -> Path:
    """Put the examples, the fixtures and a `mailrecon` command into `folder`."""
    work = folder / "work"
    shutil.copytree(DOCS / "examples", work, dirs_exist_ok=True)
    (work / "fixtures").symlink_to(FIXTURES)
    command = folder / "bin" / "mailrecon"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m mailrecon "$@"\n', "utf-8")
    command.chmod(0o755)
    return work


def steps(page: Path, folder: Path) -> Iterator[Step]:
    """Every block of `page` that is run, with what it printed, run one after the other."""
    work = prepare(folder)
    environment = {
        **os.environ,
        "PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT / "src"),
        "COLUMNS": "100",
        "LANG": "C.UTF-8",
        "NO_COLOR": "1",
    }
    for block in _BLOCK.finditer(page.read_text("utf-8")):
        if block["skip"]:
            continue
        command = ["sh", "-ec"] if block["kind"] == "sh" else [sys.executable, "-c"]
        done = subprocess.run(
            [*command, block["code"]],
            cwd=work,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
            check=False,
        )
        if done.returncode:
            raise AssertionError(f"{block['code']}\nended with {done.returncode}: {done.stdout}")
        yield Step(block["code"], block["shown"], done.stdout)


def _renew(page: Path) -> None:
    text = page.read_text("utf-8")
    with tempfile.TemporaryDirectory() as folder:
        printed = {step.code: step.printed for step in steps(page, Path(folder))}

    def with_output(block: re.Match[str]) -> str:
        if block["shown"] is None or block["code"] not in printed:
            return block[0]
        start, end = block.start("shown") - block.start(), block.end("shown") - block.start()
        return block[0][:start] + printed[block["code"]] + block[0][end:]

    page.write_text(_BLOCK.sub(with_output, text), "utf-8")


if __name__ == "__main__":
    for one in PAGES:
        _renew(one)
