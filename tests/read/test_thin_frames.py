"""Frames one pixel wide are found in noisy scans; letters above one another are not a frame."""

from __future__ import annotations

import random

import pytest

pytest.importorskip("PIL")
from PIL import Image, ImageChops, ImageDraw, ImageFont

from mailrecon.read.picture.cleaning import cleaned
from mailrecon.read.picture.scanned_page import find_skew, frames_of

WIDE, HIGH, SIZE = 1100, 560, 31
FRAMES = ((340, 100, 620, 136), (340, 145, 560, 181), (340, 320, 700, 356))
TEXT = ("From:", "To:", "Subject: The north wall of the harbour", "")
MORE = ("The wall is wet below the gate, and the", "ferry cannot land before the tide.")


def page(grain: float, turned: float, frames: tuple[tuple[int, int, int, int], ...]) -> Image.Image:
    """A page of 200 dots an inch, as `recognise` takes it: of 300."""
    image = Image.new("L", (WIDE, HIGH), 255)
    pen = ImageDraw.Draw(image)
    font = ImageFont.load_default(SIZE)
    for number, line in enumerate((*TEXT, *MORE)):
        pen.text((180, 100 + 45 * number), line, font=font, fill=20)
    for left, top, right, bottom in frames:
        pen.rectangle((left, top, right, bottom), fill=255, outline=20, width=1)
        pen.text((left + 60, top + 4), "(b)(6)", font=ImageFont.load_default(22), fill=20)
    image = image.rotate(turned, resample=Image.Resampling.BICUBIC, fillcolor=255)
    # As far from 128 on average as Gaussian grain twice as strong, and the same at every run.
    grey = Image.frombytes("L", image.size, random.Random(7).randbytes(WIDE * HIGH))
    noise = grey.point(lambda value: int(128 + (value - 128) * grain * 2 * 1.73 / 128))
    image = ImageChops.add(image, noise, 1, -128)
    size = (WIDE * 3 // 2, HIGH * 3 // 2)
    return image.resize(size, Image.Resampling.BICUBIC)


def found(image: Image.Image) -> list[tuple[int, int, int, int]]:
    clear = cleaned(image)
    skew = find_skew(clear)
    return frames_of(
        *(
            one.rotate(skew, resample=Image.Resampling.BICUBIC, fillcolor=255)
            for one in (clear, image)
        )
    )


@pytest.mark.parametrize("grain", [10, 20, 32])
@pytest.mark.parametrize("turned", [0, 0.7, -0.6])
def test_thin_frames_under_grain_are_found(grain: float, turned: float) -> None:
    boxes = found(page(grain, turned, FRAMES))
    assert len(boxes) == len(FRAMES)
    widths = sorted(right - left for left, _, right, _ in boxes)
    wanted_widths = sorted(right - left for left, _, right, _ in FRAMES)
    for width, wanted in zip(widths, wanted_widths, strict=True):
        assert abs(width * 2 - wanted) < 16


@pytest.mark.parametrize("grain", [10, 20, 32])
@pytest.mark.parametrize("turned", [0, 0.7, -0.6])
def test_text_has_no_frames(grain: float, turned: float) -> None:
    assert found(page(grain, turned, ())) == []
