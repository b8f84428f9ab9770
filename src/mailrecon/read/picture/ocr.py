"""Read scanned pages with Tesseract, if it is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from PIL import Image

from mailrecon.errors import PageNotRead, ReadError

RESOLUTION = 300
# A page takes a few seconds; many times that if other programs use the processor.
_SECONDS = 600
# Tesseract's table of words: its columns, and the level of the rows that are words.
_COLUMNS = 12
_WORD_LEVEL = "5"
INSTALL = "install Tesseract (Debian: apt install tesseract-ocr tesseract-ocr-LANG)"


@lru_cache(maxsize=1)
def available() -> bool:
    """Whether Tesseract is installed."""
    return shutil.which("tesseract") is not None


@lru_cache(maxsize=1)
def languages() -> tuple[str, ...]:
    """The languages Tesseract has data for, English first."""
    try:
        listed = subprocess.run(
            ["tesseract", "--list-langs"], capture_output=True, text=True, timeout=30, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return ()
    names = [line.strip() for line in listed.stdout.splitlines()[1:] if line.strip()]
    return tuple(sorted((n for n in names if n != "osd"), key=lambda n: (n != "eng", n)))


class ReadWord(NamedTuple):
    """A word that Tesseract read: its box in pixels from the top left, and the number of its line.

    `confidence` is Tesseract's, from 0 to 100; `panel` the part of a screen.
    """

    text: str
    left: int
    top: int
    right: int
    bottom: int
    line: tuple[int, int, int]
    confidence: float
    panel: int = 0


def read_words(image: Image.Image, language: str | None) -> list[ReadWord]:
    """The words Tesseract reads in a grey image; without `language`, in all it has data for.

    Raises ReadError if it fails, as for a language it has no data for; PageNotRead if it fails on
    this page.
    """
    wanted = language or "+".join(languages()[:6]) or "eng"
    # One block of lines (6): columns are found by the places of the words, and a page cut up into
    # blocks (3, 4) loses lines such as `-----Original Message-----`.
    header = b"P5 %d %d 255\n" % image.size
    resolution = ["--dpi", str(RESOLUTION)]
    try:
        done = subprocess.run(
            ["tesseract", "stdin", "stdout", "-l", wanted, "--psm", "6", *resolution, "tsv"],
            input=header + image.tobytes(),
            capture_output=True,
            timeout=_SECONDS,
            check=False,
            # Pages are read in parallel, each with one thread.
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise PageNotRead(f"Tesseract could not read a page ({_reason(error)})") from error
    # A signal ended it, for example for lack of memory.
    if done.returncode < 0:
        raise PageNotRead(f"Tesseract was ended by signal {-done.returncode}")
    if done.returncode:
        reason = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise ReadError(
            f"Tesseract refused language {wanted!r} ({reason[-1] if reason else 'no reason given'})"
        )
    return list(_words(done.stdout.decode("utf-8", "replace")))


def _reason(error: Exception) -> str:
    if isinstance(error, subprocess.TimeoutExpired):
        return f"it took more than {_SECONDS} seconds"
    return str(error)


def _words(table: str) -> Iterator[ReadWord]:
    """The words in Tesseract's table: level, page, block, paragraph, line, word, box, text."""
    for row in table.split("\n"):
        cells = row.split("\t")
        if len(cells) != _COLUMNS or cells[0] != _WORD_LEVEL or not cells[11].strip():
            continue
        block, paragraph, line = (int(cell) for cell in cells[2:5])
        left, top, width, height = (int(cell) for cell in cells[6:10])
        place = (block, paragraph, line)
        box = (left, top, left + width, top + height)
        yield ReadWord(cells[11].strip(), *box, place, float(cells[10]))


def missing(pages: list[int]) -> str:
    """What to do about pages that are images only."""
    return f"{page_list(pages)} are scanned images without text; to have them read, {INSTALL}"


def page_list(numbers: list[int]) -> str:
    """`page 3` or `pages 1-4, 7`."""
    runs = []
    for _, group in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        run = [number for _, number in group]
        runs.append(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]))
    return f"{'pages' if len(numbers) > 1 else 'page'} {', '.join(runs)}"
