"""What the eye sees of pages in Chromium: the oracle of `composed_ways`.

A word is seen if the picture changes when other letters of the same width stand in its place. A
page is a text with marks such as `{a}`, each for one of `WORDS`.
"""

from __future__ import annotations

import base64
import io
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import Enum
from html import escape
from pathlib import Path

import numpy
from PIL import Image
from selenium import webdriver

from tests.e2e.browser import chromium
from tests.read.sight_words import WORDS, filled

WIDTH, HEIGHT = 1280, 420
_AT_ONCE = 30
# Pixels of such a word that change by 40 of 255 at 16 pixels a letter.
_USUAL = 540
# A page larger than its frame: what is not seen may be further on.
_FITS = """
return [...document.querySelectorAll('iframe')].map(f => {
  const e = f.contentDocument.scrollingElement || f.contentDocument.documentElement;
  return e.scrollWidth <= f.clientWidth + 1 && e.scrollHeight <= f.clientHeight + 1;
});
"""


class Sight(Enum):
    """Whether a word is seen."""

    SEEN = "seen"
    HIDDEN = "hidden"
    DOUBTED = "doubted"


class Eye:
    """Looks at pages."""

    def __init__(self, driver: webdriver.Chrome, folder: Path) -> None:
        self._driver = driver
        self._file = folder / "page.html"

    def judge(self, pages: Sequence[str]) -> list[dict[str, Sight]]:
        """For each page and each mark on it, whether its word is seen."""
        wanted = [
            (number, mark)
            for number, page in enumerate(pages)
            for mark in ("", *WORDS)
            if not mark or f"{{{mark}}}" in page
        ]
        found: list[dict[str, Sight]] = [{} for _ in pages]
        plain = numpy.zeros(0)
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            frames = [filled(pages[number], mark) for number, mark in some]
            for (number, mark), (picture, fits) in zip(some, self._pictures(frames), strict=True):
                if mark:
                    sight = _judged(plain, picture)
                    doubted = sight is Sight.HIDDEN and not fits
                    found[number][mark] = Sight.DOUBTED if doubted else sight
                else:
                    plain = picture
        return found

    def _pictures(self, pages: Sequence[str]) -> Iterator[tuple[numpy.ndarray, bool]]:
        frames = "".join(
            f'<iframe style="border:0;display:block;width:{WIDTH}px;height:{HEIGHT}px" '
            f'srcdoc="{escape(page)}"></iframe>'
            for page in pages
        )
        self._file.write_text(
            f'<!doctype html><meta charset="utf-8"><body style="margin:0">{frames}',
            encoding="utf-8",
        )
        self._driver.get(self._file.as_uri())
        fits = self._driver.execute_script(_FITS)
        clip = {"x": 0, "y": 0, "width": WIDTH, "height": HEIGHT * len(pages), "scale": 1}
        answer = self._driver.execute_cdp_cmd(
            "Page.captureScreenshot",
            {"format": "png", "captureBeyondViewport": True, "optimizeForSpeed": True,
             "clip": clip},
        )  # fmt: skip
        whole = Image.open(io.BytesIO(base64.b64decode(answer["data"]))).convert("RGB")
        for number, one in enumerate(fits):
            place = (0, number * HEIGHT, WIDTH, (number + 1) * HEIGHT)
            yield numpy.asarray(whole.crop(place)), bool(one)


def _judged(one: numpy.ndarray, other: numpy.ndarray) -> Sight:
    changed = numpy.abs(one.astype("int16") - other.astype("int16")).max(axis=2)
    clear = int((changed >= 40).sum())
    if clear >= 0.7 * _USUAL and changed.max() >= 70:
        return Sight.SEEN
    if changed.max() < 24 or clear < 0.02 * _USUAL:
        return Sight.HIDDEN
    return Sight.DOUBTED


@contextmanager
def eye() -> Iterator[Eye]:
    """A browser that looks at pages."""
    with (
        tempfile.TemporaryDirectory(prefix="mailrecon-sight-") as folder,
        chromium(width=WIDTH, height=800) as driver,
    ):
        yield Eye(driver, Path(folder))
