"""Pages with uneven light, pale ink or specks; and pages on which OCR fails."""

from __future__ import annotations

import random
from io import BytesIO

import pytest
from PIL import Image, ImageDraw

from mailrecon.errors import PageNotRead, ReadError
from mailrecon.read import read_bytes
from mailrecon.read.pdf import ocr_layer
from mailrecon.read.picture import ocr, scanned_page
from mailrecon.read.picture.cleaning import dotted_share
from mailrecon.read.picture.lighting import evened
from mailrecon.read.picture.ocr import ReadWord
from mailrecon.read.picture.scanned_page import ScannedPage
from mailrecon.read.picture.specks import without_specks

SIZE = (900, 600)
BOX = (300, 80, 700, 130)


def page(paper: int = 250, ink: int = 20) -> Image.Image:
    """A page of a few lines, with a black box."""
    picture = Image.new("L", SIZE, paper)
    pen = ImageDraw.Draw(picture)
    for row in range(6):
        pen.text((80, 80 + 70 * row), "Sent: Monday, 2 March 2015", fill=ink, font_size=40)
    pen.rectangle(BOX, fill=ink)
    return picture


def in_uneven_light(picture: Image.Image) -> Image.Image:
    shade = Image.linear_gradient("L").resize(SIZE).point(lambda value: 255 - value // 5)
    return Image.composite(picture, Image.new("L", SIZE, 0), shade)


@pytest.mark.parametrize(("paper", "ink"), [(225, 100), (190, 60), (160, 90)])
def test_grey_paper_in_uneven_light_becomes_white_and_its_ink_dark(paper: int, ink: int) -> None:
    made = evened(in_uneven_light(page(paper, ink)))
    for corner in ((5, 5), (894, 5), (5, 594), (894, 594)):
        assert made.getpixel(corner) >= 245  # type: ignore[operator]
    assert made.crop(BOX).getextrema()[1] <= 70  # type: ignore[operator]


def test_a_white_page_is_left_as_it_is() -> None:
    picture = page()
    assert evened(picture) is picture
    small = Image.new("L", (40, 40), 120)
    assert evened(small) is small


def test_salt_of_a_fax_is_seen_and_letters_are_not_taken_for_it() -> None:
    chance = random.Random(1)
    picture = page()
    assert dotted_share(picture) < 3
    pen = ImageDraw.Draw(picture)
    for _ in range(SIZE[0] * SIZE[1] // 50):
        pen.point((chance.randrange(SIZE[0]), chance.randrange(SIZE[1])), fill=0)
    assert dotted_share(picture) > 20


def three_pages() -> bytes:
    out = BytesIO()
    pages = [page() for _ in range(3)]
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:], dpi=(150, 150))
    return out.getvalue()


def test_a_page_on_which_ocr_fails_costs_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    failing = [False, True, False]

    def recognise(image: Image.Image, language: str | None) -> ScannedPage:
        if failing.pop(0):
            raise PageNotRead("Tesseract could not read a page (it took more than 600 seconds)")
        return ScannedPage([], [], (0.0, 0.0, 432.0, 288.0), 0.0)

    monkeypatch.setattr(ocr, "available", lambda: True)
    monkeypatch.setattr(ocr_layer.os, "cpu_count", lambda: 1)
    monkeypatch.setattr(ocr_layer, "recognise", recognise)
    (found,) = read_bytes(three_pages(), "fax.tif")
    assert [one.code for one in found.warnings] == ["pages-without-text", "read-by-ocr"]
    assert found.warnings[0].text.startswith("page 2 could not be read by OCR: Tesseract")
    failing.extend([True, True, True])
    with pytest.raises(ReadError, match="could not read a page"):
        list(read_bytes(three_pages(), "fax.tif"))


def test_the_dots_of_a_colon_are_no_specks() -> None:
    picture = Image.new("L", (300, 120), 255)
    pen = ImageDraw.Draw(picture)
    pen.text((20, 20), "Re", fill=0, font_size=60)
    for top in (52, 76):
        pen.rectangle((120, top, 122, top + 2), fill=0)
    pen.rectangle((220, 60, 222, 62), fill=0)
    made = without_specks(picture)
    assert made.crop((118, 45, 126, 60)).getextrema()[0] == 0
    assert made.crop((118, 70, 126, 85)).getextrema()[0] == 0
    assert made.crop((210, 50, 230, 70)).getextrema() == (255, 255)


def test_a_box_stretched_over_the_next_word_leaves_the_space_between_them() -> None:
    line = (1, 1, 1)
    read = [
        ReadWord("From:", 100, 100, 420, 140, line, 90.0),
        ReadWord("Agnes", 200, 100, 300, 140, line, 90.0),
        ReadWord("Moor", 320, 100, 400, 140, line, 90.0),
    ]
    first, second, _ = scanned_page._placed(read, 1000)
    assert first.right < second.left - 0.1 * (first.top - first.bottom)
    assert second.right < 320 * 72 / 300
