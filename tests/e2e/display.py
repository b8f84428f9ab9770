"""A virtual X display with a window manager, of which screenshots can be taken."""

import os
import select
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from processes import background
from view import ClientError

PROGRAMS = ("Xvfb", "openbox", "import")
START_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Display:
    """A running X display, by the name that goes into $DISPLAY."""

    name: str

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "DISPLAY": self.name}

    def screenshot(self, path: Path) -> None:
        """Write what the whole screen shows as an image."""
        command = ["import", "-window", "root", str(path)]
        subprocess.run(command, env=self.environment, check=True, timeout=30)


@contextmanager
def virtual_display(logs: Path, *, size: str = "1290x950x24") -> Iterator[Display]:
    """Xvfb on a display number that it picks itself, and openbox on it."""
    reader, writer = os.pipe()
    xvfb = ["Xvfb", "-displayfd", str(writer), "-screen", "0", size, "-nolisten", "tcp"]
    with (
        os.fdopen(reader, "rb") as number,
        background(xvfb, log=logs / "xvfb.log", pass_fds=(writer,)),
    ):
        os.close(writer)
        display = Display(f":{_read_number(number.fileno())}")
        with background(["openbox"], log=logs / "openbox.log", env=display.environment):
            yield display


def _read_number(descriptor: int) -> int:
    ready, _, _ = select.select([descriptor], [], [], START_SECONDS)
    answer = os.read(descriptor, 16).strip() if ready else b""
    if not answer.isdigit():
        raise ClientError("Xvfb did not start")
    return int(answer)
