"""A simple terminal for full-screen programs, from which a test can read the screen."""

import codecs
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from view import ClientError

NAME = "mailrecon"

# All that the terminal can do: write, clear itself, and go to a place. A program that reads this
# description sends nothing else, so there is little to emulate.
DESCRIPTION = f"""\
{NAME}|the least a full-screen program needs,
\tclear=\\E[2J, cup=\\E[%i%p1%d;%p2%dH, cr=\\r, ind=\\n, cub1=\\b,
"""
ESCAPE = re.compile(r"\x1b\[(?:2J|(\d+);(\d+)H)")
UNFINISHED_ESCAPE = re.compile(r"\x1b(?:\[[\d;]*)?\Z")


class Screen:
    """What is written on the terminal; a wide character fills its cell and an empty one."""

    def __init__(self, rows: int, columns: int) -> None:
        self._cells = [[" "] * columns for _ in range(rows)]
        self._row = self._column = 0
        self._rest = ""

    def write(self, text: str) -> None:
        """Take in output of the program; an escape sequence may go on in the next piece."""
        text = self._rest + text
        unfinished = UNFINISHED_ESCAPE.search(text)
        end = unfinished.start() if unfinished else len(text)
        text, self._rest = text[:end], text[end:]
        position = 0
        while position < len(text):
            if escape := ESCAPE.match(text, position):
                self._obey(escape)
                position = escape.end()
            else:
                self._put(text[position])
                position += 1

    def lines(self) -> list[str]:
        """The lines from the top, without the blanks at their ends."""
        return ["".join(cells).rstrip() for cells in self._cells]

    def _obey(self, escape: re.Match[str]) -> None:
        if escape[1]:
            self._row, self._column = int(escape[1]) - 1, int(escape[2]) - 1
        else:
            self._cells = [[" "] * len(cells) for cells in self._cells]
            self._row = self._column = 0

    def _put(self, character: str) -> None:
        match character:
            case "\r":
                self._column = 0
            case "\n":
                self._row = min(self._row + 1, len(self._cells) - 1)
            case "\b":
                self._column = max(self._column - 1, 0)
            case _ if unicodedata.category(character) in ("Mn", "Me", "Cf"):
                self._combine(character)
            case _ if character.isprintable():
                self._fill(character)

    def _combine(self, mark: str) -> None:
        cells = self._cells[self._row]
        base = self._column - 1
        while base > 0 and not cells[base]:
            base -= 1
        cells[max(base, 0)] += mark

    def _fill(self, character: str) -> None:
        wide = unicodedata.east_asian_width(character) in "WF"
        for cell in (character, "") if wide else (character,):
            if self._column < len(self._cells[self._row]):
                self._cells[self._row][self._column] = cell
                self._column += 1


class Terminal:
    """A program running on a screen."""

    def __init__(self, descriptor: int, screen: Screen) -> None:
        self._descriptor = descriptor
        self._screen = screen
        self._decode = codecs.getincrementaldecoder("utf-8")(errors="replace").decode

    def wait_for(
        self, ready: Callable[[list[str]], bool], *, timeout: float, quiet: float = 0.5
    ) -> list[str]:
        """The lines shown, once they are ready and nothing more has come for a while."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            if self._read(quiet):
                continue
            lines = self._screen.lines()
            if ready(lines):
                return lines
        shown = "\n".join(filter(None, self._screen.lines()))
        raise ClientError(f"the terminal does not show what was waited for, but:\n{shown}")

    def type(self, keys: str) -> None:
        """Send keys to the program."""
        os.write(self._descriptor, keys.encode())

    def _read(self, timeout: float) -> bool:
        ready, _, _ = select.select([self._descriptor], [], [], timeout)
        if not ready:
            return False
        try:
            self._screen.write(self._decode(os.read(self._descriptor, 65536)))
        except OSError as error:  # Linux tells the end of the program so
            shown = "\n".join(filter(None, self._screen.lines()))
            raise ClientError(f"the program has ended:\n{shown}") from error
        return True


@contextmanager
def terminal(
    command: Sequence[str], *, work: Path, env: Mapping[str, str], rows: int, columns: int
) -> Iterator[Terminal]:
    """A program on a terminal of its own; it is ended on the way out."""
    description = work / f"{NAME}.ti"
    description.write_text(DESCRIPTION, encoding="ascii")
    subprocess.run(["tic", "-o", work / "terminfo", description], check=True, timeout=30)
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    # A worker of pytest has COLUMNS set, which programs believe more than the terminal.
    kept = {name: value for name, value in env.items() if name not in {"COLUMNS", "LINES"}}
    environment = {**kept, "TERM": NAME, "TERMINFO": str(work / "terminfo")}
    process = subprocess.Popen(
        command,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=environment,
        start_new_session=True,
    )
    os.close(theirs)
    try:
        yield Terminal(ours, Screen(rows, columns))
    finally:
        os.close(ours)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=2)
        process.kill()
        process.wait()
