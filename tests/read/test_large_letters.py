"""Large letters in a picture are letters; telephones' screens are read as large as print."""

from __future__ import annotations

import pytest
from PIL import Image, ImageDraw

from mailrecon.read.pdf.picture import box_areas
from mailrecon.read.picture.letters import is_letter
from mailrecon.read.picture.reader import _resolution
from mailrecon.read.picture.scanned_page import SCALE

# Pages are searched for boxes at 100 dots an inch.
POINT = SCALE / 3


def strokes(pen: ImageDraw.ImageDraw, thick: float) -> None:
    """`E`, `F` and `D` of bars as thick as so many points, at seven times that height."""
    t = thick * POINT
    for number, bars in enumerate(([0, 3, 6], [0, 3], [0, 6])):
        x, y = 80 + number * 8 * t, 80.0
        pen.rectangle((x, y, x + 1.4 * t, y + 7 * t), fill=0)
        for bar in bars:
            pen.rectangle((x, y + bar * t, x + 5 * t, y + (bar + 1) * t), fill=0)
        if number == 2:
            pen.rectangle((x + 4 * t, y, x + 5 * t, y + 7 * t), fill=0)


def boxes(image: Image.Image) -> list[bool]:
    return [is_letter(image, area, POINT) for area in box_areas(image, POINT, 100)]


@pytest.mark.parametrize("thick", [5.5, 8, 12])
def test_bars_of_large_letters_are_no_boxes(thick: float) -> None:
    image = Image.new("L", (1000, 400), 255)
    strokes(ImageDraw.Draw(image), thick)
    found = boxes(image)
    assert found
    assert all(found)


@pytest.mark.parametrize("wide", [7, 12, 30, 58, 200])
@pytest.mark.parametrize("touches", ["letter", "box"])
def test_boxes_over_names_are_boxes(wide: int, touches: str) -> None:
    """Also those that touch a letter, or one another on two lines."""
    image = Image.new("L", (1000, 400), 255)
    pen = ImageDraw.Draw(image)
    left, right = 200.0, 200 + wide * POINT
    pen.rectangle((left, 100, right, 100 + 12 * POINT), fill=0)
    if touches == "letter":
        pen.rectangle((right, 102, right + 3, 100 + 11 * POINT), fill=0)
    else:
        pen.rectangle((left, 100 + 12 * POINT, right + 4, 100 + 24 * POINT), fill=0)
    assert not any(boxes(image))


@pytest.mark.parametrize(
    ("size", "stated", "resolution"),
    [
        ((1170, 2532), None, 292.5),
        ((1170, 2532), 72, 292.5),
        ((1179, 2556), 96, 294.75),
        ((1080, 9000), None, 270),
        ((390, 844), None, 150),
        ((900, 3000), 300, 300),
        ((1275, 2100), 150, 150),
        ((1280, 800), None, 150),
        ((1654, 2339), 200, 200),
    ],
)
def test_a_screen_of_a_telephone_is_as_wide_as_a_hand(
    size: tuple[int, int], stated: int | None, resolution: float
) -> None:
    picture = Image.new("L", size, 255)
    if stated is not None:
        picture.info["dpi"] = (stated, stated)
    assert _resolution(picture) == pytest.approx(resolution)
