"""Codes of a release that OCR read as numbers, and codes in grey boxes."""

from __future__ import annotations

import shutil

import pytest

pytest.importorskip("PIL")
from PIL import Image, ImageDraw, ImageFont

from mailrecon.read.picture import box_codes
from mailrecon.read.picture.margin_codes import with_codes
from mailrecon.read.picture.ocr import ReadWord

_FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"


def _line(number: int, *words: tuple[str, int]) -> list[ReadWord]:
    top = 60 * number
    return [
        ReadWord(text, left, top, left + 20 * len(text), top + 30, (1, 1, number), 90.0)
        for text, left in words
    ]


def _read(*lines: list[ReadWord]) -> list[str]:
    return [word.text for word in with_codes([word for line in lines for word in line])]


def test_a_number_at_the_margin_of_a_release_is_a_code() -> None:
    stamp = _line(1, ("RELEASE", 1500), ("IN", 1650), ("PART", 1700))
    assert _read(stamp, _line(2, ("From:", 100), ("Ann", 220), ("86", 1800)))[-1] == "B6"
    assert _read(_line(1, ("B6", 1800)), _line(2, ("Ann", 220), ("85", 1800)))[-1] == "B5"


def test_other_numbers_stay_numbers() -> None:
    stamp = _line(1, ("RELEASE", 1500))
    # no release; a number in running text; the number of a page
    assert _read(_line(2, ("From:", 100), ("Ann", 220), ("86", 1800)))[-1] == "86"
    assert "86" in _read(stamp, _line(2, ("the", 100), ("86", 180), ("boats", 240)))
    assert _read(stamp, _line(2, ("86", 900)))[-1] == "86"
    assert _read(stamp, _line(2, ("Pier", 100), ("80", 1800)))[-1] == "80"


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")
@pytest.mark.parametrize(
    ("text", "coded"),
    [("Section 40(2)", True), ("(b)(6), (b)(7)(C)", True), ("the north wall", False)],
)
def test_a_grey_box_with_a_code_is_read_again(text: str, coded: bool) -> None:
    page = Image.new("L", (1200, 300), 250)
    pen = ImageDraw.Draw(page)
    box = (300, 100, 760, 150)
    pen.rectangle(box, fill=185)
    pen.text((312, 108), text, font=ImageFont.truetype(_FONT, 30), fill=30)
    spoilt = [ReadWord("|Sedlon402", 320, 105, 700, 140, (1, 1, 1), 40.0)]
    kept, found = box_codes.take_codes(spoilt, [], [box], page, "eng")
    assert (found == [box]) is coded
    assert (kept == []) is coded
