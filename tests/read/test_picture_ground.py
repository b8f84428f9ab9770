"""Light letters on dark parts of a picture are inverted; black boxes stay."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytest.importorskip("PIL")
from PIL import Image, ImageDraw, ImageFont

from mailrecon.read.picture.ground import on_light

WIDE, HIGH = 1200, 900
NIGHT, PAPER = 18, 250
LINES = ("From: Ida Rask <ida@lock.example>", "Subject: Lock gate", "The survey is done.")
Pen = ImageDraw.ImageDraw
Box = tuple[int, int, int, int]


def letters(pen: Pen, ink: int, *lines: str, left: int = 90, top: int = 220) -> None:
    for number, line in enumerate(lines):
        place = (left, top + 90 * number)
        pen.text(place, line, font=ImageFont.load_default(44), fill=ink)


def drawn(ground: int, draw: Callable[[Pen], None]) -> Image.Image:
    image = Image.new("L", (WIDE, HIGH), ground)
    draw(ImageDraw.Draw(image))
    return image


def screen(*bars: tuple[Box, int], ink: int = 235, ground: int = NIGHT) -> Image.Image:
    def draw(pen: Pen) -> None:
        for box, grey in bars:
            pen.rectangle(box, fill=grey)
        letters(pen, ink, *LINES)

    return drawn(ground, draw)


STATUS, BAR = (0, 0, WIDE, 70), (0, 800, WIDE, HIGH)
CARD, SIDE = (40, 180, 1160, 520), (0, 0, 70, HIGH)
# A mail's letters stand in (90, 220) to (1100, 450): how they stand there once turned.
SCREENS = {
    "dark all over": screen(),
    "a light status bar": screen((STATUS, PAPER)),
    "a light bar for the thumb": screen((BAR, PAPER)),
    "light bars at both ends": screen((STATUS, PAPER), (BAR, PAPER)),
    "a light list of folders": screen((SIDE, PAPER)),
    "a light card": screen((CARD, PAPER), ink=20),
    "a dark card on light": screen((CARD, NIGHT), ground=240),
    "a dark bar above a light mail": screen((STATUS, NIGHT), ink=20, ground=PAPER),
    "a dark list of folders": screen((SIDE, NIGHT), ink=20, ground=PAPER),
    "dark grey": screen((STATUS, PAPER), ground=52),
    "large letters": screen((STATUS, PAPER), ((400, 600, 460, 660), 240)),
    "a picture whose last cells are cut off": screen((STATUS, PAPER)).crop((0, 0, 1195, 893)),
}


@pytest.mark.parametrize("name", SCREENS)
def test_dark_parts_of_a_screen_become_light(name: str) -> None:
    turned = on_light(SCREENS[name])
    shrunk = turned.crop((90, 200, 1100, 460))
    counts = shrunk.histogram()
    assert sum(counts[190:]) > 0.8 * shrunk.width * shrunk.height
    assert sum(counts[:60]) > 0.02 * shrunk.width * shrunk.height
    # No dark ground is left, nor a seam of it where a bar begins.
    rows = turned.resize((1, turned.height), Image.Resampling.BOX).tobytes()
    assert min(rows) > 120


def _released(*boxes: Box, code: str = "") -> Image.Image:
    def draw(pen: Pen) -> None:
        letters(pen, 20, *LINES)
        for box in boxes:
            pen.rectangle(box, fill=5)
            letters(pen, 250, code, left=box[0] + 20, top=box[1] + 4)

    return drawn(PAPER, draw)


PAPERS = {
    "no box": _released(),
    "a box": _released((300, 310, 700, 360)),
    "a box with its code in white": _released((300, 310, 900, 370), code="(b)(6), (b)(7)(C)"),
    "boxes below one another": _released(*((90, top, 1100, top + 50) for top in (480, 540, 600))),
    "bars that touch but for a hair": _released(
        *((90, top, 1100, top + 50) for top in (480, 533, 586))
    ),
    "blackened to its margins": _released((40, 40, 1160, 860)),
    "codes below one another": _released((90, 480, 1100, 600), (90, 580, 1100, 800), code="(b)(6)"),
    "lines between bars": _released(
        (90, 270, 1100, 305), (90, 360, 1100, 395), (90, 455, 1100, 500)
    ),
}


@pytest.mark.parametrize("name", PAPERS)
def test_what_is_blackened_on_paper_stays(name: str) -> None:
    assert on_light(PAPERS[name]) is PAPERS[name]


def test_heavy_letters_that_touch_each_other_are_turned() -> None:
    # Strokes of 150 pixels in all, with no cell between them that is dark enough for the ground.
    strokes = [((400 + 12 * n, 600, 406 + 12 * n, 640), 240) for n in range(13)]
    turned = on_light(screen((STATUS, PAPER), *strokes))
    assert turned.getpixel((475, 620)) < 60
    assert turned.getpixel((481, 620)) > 200
