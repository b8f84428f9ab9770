"""Scanned pages read by Tesseract, if it is installed."""

from __future__ import annotations

import shutil
import subprocess
from functools import lru_cache
from itertools import groupby

import pypdfium2 as pdfium

from mailrecon.errors import ReadError

_RESOLUTION = 300
_SECONDS = 120
_MOST_PIXELS = 60_000_000
_INSTALL = "install Tesseract (Debian: apt install tesseract-ocr tesseract-ocr-LANG)"


@lru_cache(maxsize=1)
def available() -> bool:
    """Whether Tesseract is there."""
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


def read_page(page: pdfium.PdfPage, language: str | None) -> list[str]:
    """The lines Tesseract reads on a page; without `language`, in all it has data for.

    Raises ReadError if it fails, as for a language it has no data for.
    """
    scale = _RESOLUTION / 72
    pixels = page.get_width() * page.get_height() * scale * scale
    if pixels > _MOST_PIXELS:
        scale *= (_MOST_PIXELS / pixels) ** 0.5
    bitmap = page.render(scale=scale, grayscale=True)
    wanted = language or "+".join(languages()[:6]) or "eng"
    try:
        done = subprocess.run(
            ["tesseract", "stdin", "stdout", "-l", wanted, "--psm", "4"],
            input=_as_pgm(bitmap),
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise ReadError(f"Tesseract could not read a page ({error})") from error
    if done.returncode:
        reason = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise ReadError(
            f"Tesseract refused language {wanted!r} ({reason[-1] if reason else 'no reason given'})"
        )
    text = done.stdout.decode("utf-8", "replace").replace("\f", "")
    return [line.rstrip() for line in text.strip("\n").split("\n")]


def _as_pgm(bitmap: pdfium.PdfBitmap) -> bytes:
    """A rendered page as a portable graymap, which Tesseract reads from standard input."""
    data = bytes(bitmap.buffer)
    rows = (
        data[row * bitmap.stride : row * bitmap.stride + bitmap.width]
        for row in range(bitmap.height)
    )
    return b"P5 %d %d 255\n" % (bitmap.width, bitmap.height) + b"".join(rows)


def missing(pages: list[int]) -> str:
    """What to do about pages that are images only."""
    return f"{page_list(pages)} are scanned images without text; to have them read, {_INSTALL}"


def page_list(numbers: list[int]) -> str:
    """`page 3` or `pages 1-4, 7`."""
    runs = []
    for _, group in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        run = [number for _, number in group]
        runs.append(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]))
    return f"{'pages' if len(numbers) > 1 else 'page'} {', '.join(runs)}"
