"""Read scans again with OCRmyPDF, if it is installed, that Tesseract alone read badly."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from mailrecon.read.picture import ocr
from mailrecon.regex import regex

_SECONDS_A_PAGE = 120
# `Harbour`, `wall`, `BRANDT`: words of which a misread page has few.
_PLAIN = regex(r"[^\W\d_](?:[^\W\d_A-Z]{2,}|[A-Z]{2,})[.,;:?!]?")


def available() -> bool:
    """Whether OCRmyPDF is installed."""
    return shutil.which("ocrmypdf") is not None


def with_text_layer(data: bytes, pages: Sequence[int], language: str | None) -> bytes | None:
    """A PDF whose pages (counted from 0) have a text layer under a straightened picture.

    None if OCRmyPDF fails; then the first reading is kept.
    """
    wanted = language or "+".join(ocr.languages()[:6]) or "eng"
    numbers = ",".join(str(page + 1) for page in pages)
    options = ["--quiet", "--force-ocr", "--rotate-pages", "--deskew", "--output-type", "pdf"]
    if shutil.which("unpaper") is not None:
        options.append("--clean")
    with TemporaryDirectory() as folder:
        given, made = Path(folder, "given.pdf"), Path(folder, "made.pdf")
        given.write_bytes(data)
        command = ["ocrmypdf", *options, "--pages", numbers, "-l", wanted, str(given), str(made)]
        try:
            done = subprocess.run(
                command,
                capture_output=True,
                timeout=_SECONDS_A_PAGE * len(pages),
                check=False,
            )
        except (OSError, subprocess.SubprocessError):
            return None
        return made.read_bytes() if not done.returncode and made.is_file() else None


def plain_words(words: Iterable[str]) -> int:
    """The number of words that look like words: letters only, of one case or capitalised."""
    return sum(_PLAIN.fullmatch(word) is not None for word in words)
