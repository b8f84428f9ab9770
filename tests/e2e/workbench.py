"""Start, await and end `mailrecon open` in tests."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.conftest import ROOT


class Running(NamedTuple):
    """The address it printed, and the process."""

    address: str
    process: subprocess.Popen[str]


@contextmanager
def running(
    *arguments: str, folder: Path | None = None, beside: Path | None = None
) -> Iterator[Running]:
    """`mailrecon open ARGUMENTS` until the block ends; its temporary files go into `folder`.

    It is started in the folder `beside`, so that paths can be short.
    """
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    if folder is not None:
        environment["TMPDIR"] = str(folder)
    process = subprocess.Popen(
        [sys.executable, "-m", "mailrecon", "open", "--no-browser", *arguments],
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=beside,
    )
    try:
        assert process.stderr is not None
        said = ""
        while not (match := re.search(r"^open: (http\S+)$", said, re.MULTILINE)):
            line = process.stderr.readline()
            assert line, f"it ended: {said}"
            said += line
        yield Running(match[1], process)
    finally:
        process.terminate()
        try:
            process.wait(10)
        finally:
            process.kill()
            process.wait()
            if process.stderr is not None:
                process.stderr.close()
