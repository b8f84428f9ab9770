"""Fast ways to look at the ink of a drawn page see what slow ones see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops

from mailrecon.read.pdf.blocks import is_dark_all_over
from mailrecon.read.pdf.overlaps import (
    LEGIBLE,
    colour_difference,
    pale_difference,
    reaches_along,
)
from mailrecon.read.pdf.picture import Area, Picture, _solid


def _row_by_row(dark: Image.Image, shortest: int) -> Iterator[Area]:
    width, height = dark.size
    data = dark.tobytes()
    opened: list[list[int]] = []
    for row in range(height):
        line = data[row * width : (row + 1) * width]
        runs = [found.span() for found in re.finditer(b"\0{%d,}" % shortest, line)]
        still: list[list[int]] = []
        for box in opened:
            same = [run for run in runs if max(abs(run[0] - box[0]), abs(run[1] - box[1])) <= 2]
            if not same:
                yield box[0], box[2], box[1], row
                continue
            runs.remove(same[0])
            still.append(box)
        opened = still + [[start, end, row] for start, end in runs]
    yield from ((box[0], box[2], box[1], height) for box in opened)


_RUNS = st.lists(st.tuples(st.booleans(), st.integers(1, 9)), max_size=30)


@given(st.integers(1, 14), st.integers(3, 5), _RUNS)
def test_boxes_are_those_of_each_row(
    width: int, shortest: int, runs: list[tuple[bool, int]]
) -> None:
    pixels = b"".join((b"\0" if is_dark else b"\xff") * length for is_dark, length in runs)
    height = max(1, len(pixels) // width)
    image = Image.frombytes(
        "L", (width, height), pixels.ljust(width * height, b"\xff")[: width * height]
    )
    assert list(_solid(image, shortest)) == list(_row_by_row(image, shortest))


def test_a_box_over_several_rows_is_one() -> None:
    image = Image.new("L", (20, 12), 255)
    image.paste(0, (4, 3, 14, 9))
    assert list(_solid(image, 3)) == [(4, 3, 14, 9)]


@given(
    st.lists(st.tuples(st.booleans(), st.integers(1, 7)), max_size=12),
    st.sampled_from((2.0, 2.5, 3.0, 3.9, 5.2, 6.0)),
)
def test_gaps_in_the_ink_of_a_word(runs: list[tuple[bool, int]], most: float) -> None:
    columns = [int(is_inked) for is_inked, length in runs for _ in range(length)]
    inked = [place for place, ink in enumerate(columns) if ink]
    slow = (
        bool(inked)
        and not (inked[0] > most or len(columns) - inked[-1] > most)
        and all(other - one <= most for one, other in pairwise(inked))
    )
    assert reaches_along(bytes(columns), most) == slow


@given(st.lists(st.integers(0, 7), min_size=6, max_size=6))
def test_an_area_that_is_dark_all_over_has_ink_in_its_columns_and_rows(rows: list[int]) -> None:
    # Of 6 x 6 pixels in rows of ink, with one hole at most
    pixels = b"".join(b"\xff" * min(wide, 6) + b"\0" * (6 - min(wide, 6)) for wide in rows)
    image = Image.frombytes("L", (6, 6), pixels)
    across, down = image.getprojection()
    dark = image.histogram()[255] >= 0.97 * 36
    assert is_dark_all_over(image, (0, 0, 6, 6), sum(across), sum(down)) == dark


@given(st.binary(min_size=48, max_size=48), st.binary(min_size=48, max_size=48))
def test_pictures_differ_in_lightness_and_in_red_against_green(one: bytes, other: bytes) -> None:
    shown, ground = (
        Picture(Image.frombytes("RGB", (4, 4), pixels), 1.0, (1, 0, 0, 1, 0, 0))
        for pixels in (one, other)
    )
    hues = []
    for picture in (shown, ground):
        red, green, _ = picture.image.split()
        hues.append(ImageChops.subtract(red, green, scale=2.0, offset=128))
    greys = [picture.image.convert("L") for picture in (shown, ground)]
    slow = [
        255 if max(pair) >= LEGIBLE else 0
        for pair in zip(
            ImageChops.difference(*hues).tobytes(),
            ImageChops.difference(*greys).tobytes(),
            strict=True,
        )
    ]
    found = colour_difference(shown, ground, pale_difference(shown, ground))
    assert list(found.tobytes()) == slow
