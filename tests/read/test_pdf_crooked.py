"""Pages that were scanned a little crookedly: OCR's layer lies as crooked as the picture.

Tesseract gives each word an angle of its own: `From:` 1.3 degrees, `9` 2.2, `May` none.
"""

from __future__ import annotations

import math

import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageDraw

from mailrecon.read import read_bytes
from mailrecon.read.pdf.picture import box_areas
from read.make_raw_pdf import ADVANCE, HEIGHT, LEFT, LINES, SIZE, at, pdf, show, stream

SCALE = 150 / 72
# How far a word's own angle is from that of its line, one after the other.
STRAY = (0.0, 0.2, -1.0, 0.9, -0.3, 4.0)


def layer(angle: float, mode: str = "3 Tr") -> str:
    """The mail, each word where it is on a page turned by `angle` degrees, with a stray angle."""
    found = []
    slope = math.tan(math.radians(angle))
    count = 0
    for number, line in enumerate(LINES):
        x = float(LEFT)
        for word in line.split(" "):
            turned = math.radians(angle + STRAY[count % len(STRAY)])
            across, up = math.cos(turned), math.sin(turned)
            y = at(number) + slope * (x - LEFT)
            found.append(
                f"BT {mode} /F1 {SIZE} Tf {across:.5f} {up:.5f} {-up:.5f} {across:.5f} "
                f"{x:.2f} {y:.2f} Tm ({word} ) Tj ET"
            )
            x += ADVANCE * (len(word) + 1)
            count += 1
    return "\n".join(found)


def scanned(angle: float, *, ruled: bool) -> bytes:
    """A crooked picture of the mail under OCR's layer; `ruled`: with rules in its header."""
    page = pdfium.PdfDocument(pdf(layer(angle, "0 Tr")))[0]
    picture = page.render(scale=SCALE).to_pil().convert("L")
    slope = math.tan(math.radians(angle))
    pen = ImageDraw.Draw(picture)
    for number in range(4 if ruled else 0):
        ends = [
            (x * SCALE, (HEIGHT - at(number) + 5 - slope * (x - LEFT)) * SCALE)
            for x in (LEFT - 10, 540)
        ]
        pen.line(ends, fill=40, width=2)
    return pdf(
        f"q 612 0 0 {HEIGHT} 0 0 cm /I Do Q\n{layer(angle)}",
        resources="/XObject << /I 10 0 R >>",
        objects=(_image(picture),),
    )


def _image(picture: Image.Image) -> bytes:
    return stream(
        picture.tobytes(),
        f"/Type /XObject /Subtype /Image /Width {picture.width} /Height {picture.height} "
        "/BitsPerComponent 8 /ColorSpace /DeviceGray",
    )


@pytest.mark.parametrize("angle", [-2.0, -0.8, 1.5, 3.0])
@pytest.mark.parametrize("ruled", [False, True], ids=["bare", "ruled"])
def test_a_crooked_scan_is_read_in_its_lines(angle: float, ruled: bool) -> None:
    [document] = read_bytes(scanned(angle, ruled=ruled), "scan.pdf")
    lines = [line for line in document.text.split("\n") if line]
    assert [line.split() for line in lines] == [line.split() for line in LINES if line]
    assert not document.redactions


@pytest.mark.parametrize("angle", [-2.0, 1.5])
def test_a_bar_in_a_crooked_scan_hides_what_is_under_it(angle: float) -> None:
    page = scanned(angle, ruled=True)
    [document] = read_bytes(page, "scan.pdf")
    assert "Zora" in document.text
    slope = math.tan(math.radians(angle))
    left = LEFT + ADVANCE * LINES[6].index("Zora")
    low, width = at(6) + slope * (left - LEFT) - 5, ADVANCE * len("Zora Quill")
    bar = f"\n0 g {left - 2} {low - 3} {width + 4} 22 re f"
    barred = pdf(
        f"q 612 0 0 {HEIGHT} 0 0 cm /I Do Q{bar}\n{layer(angle)}",
        resources="/XObject << /I 10 0 R >>",
        objects=(_image(_picture(page)),),
    )
    [document] = read_bytes(barred, "scan.pdf")
    assert "Zora" not in document.text
    assert "Quill" not in document.text
    assert "the witness is" in document.text


def _picture(page: bytes) -> Image.Image:
    return pdfium.PdfDocument(page)[0].render(scale=SCALE).to_pil().convert("L")


@pytest.mark.parametrize("number", ["0.5", "e.g.", "1-2"])
def test_signs_with_hardly_any_ink_count_as_seen(number: str) -> None:
    # A scan at 150 dots an inch loses the dot of `0.5`.
    drawn = show("".join(" " if sign in ".-" else sign for sign in number), 115.2, 600)
    page = pdf("\n".join((show("about", LEFT, 600), drawn, show("of it", 151.2, 600))))
    text = show(f"about {number:4} of it", LEFT, 600, more="3 Tr")
    scan = pdf(
        f"q 612 0 0 {HEIGHT} 0 0 cm /I Do Q\n{text}",
        resources="/XObject << /I 10 0 R >>",
        objects=(_image(_picture(page)),),
    )
    [document] = read_bytes(scan, "scan.pdf")
    assert document.text.split() == ["about", number, "of", "it"]


def test_an_italic_letter_may_reach_over_the_space_behind_it() -> None:
    # `tariff press`: the `f` leans over the space, and over a little of the `p`.
    end = LEFT + ADVANCE * len("tariff")
    page = pdf(f"{show('tariff ', LEFT, 600)} {show('press', end - 1, 600)}")
    [document] = read_bytes(page, "letter.pdf")
    assert document.text.strip() == "tariff press"


def test_punched_holes_and_the_scanner_s_bed_are_no_bars() -> None:
    page = Image.new("L", (920, 1190), 250)
    pen = ImageDraw.Draw(page)
    for y in (300, 600, 900):
        pen.ellipse((30, y, 57, y + 27), fill=0)
    # The sheet lay a little aslant: its lower and its left edge show the scanner's lid.
    pen.polygon([(0, 1190), (0, 1175), (920, 1160), (920, 1190)], fill=20)
    pen.polygon([(0, 0), (14, 0), (4, 1190), (0, 1190)], fill=0)
    bar = (200, 400, 420, 422)
    pen.rectangle(bar, fill=0)
    found = box_areas(page, 1.5)
    assert [area[:2] for area in found] == [bar[:2]]


@pytest.mark.parametrize("mode", ["square", "round ends"])
def test_a_bar_is_a_bar_in_a_scan(mode: str) -> None:
    page = Image.new("L", (920, 1190), 250)
    radius = 3 if mode == "round ends" else 0
    ImageDraw.Draw(page).rounded_rectangle((200, 400, 420, 422), radius, fill=0)
    assert box_areas(page, 1.5)
