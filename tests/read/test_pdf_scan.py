"""Scanned pages with a text layer: the ink of the picture says what can be seen."""

from __future__ import annotations

from collections.abc import Callable

import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageDraw

from mailrecon.model import Document
from mailrecon.read import read_bytes
from read.make_raw_pdf import HEIGHT, LINES, SECRET, SECRET_LINE, mail, pdf, secret_box, stream

SCALE = 150 / 72
_PICTURE = f"\nq 612 0 0 {HEIGHT} 0 0 cm /I Do Q\n"
Draw = Callable[[ImageDraw.ImageDraw, tuple[float, float, float, float]], None]


def scanned(draw: Draw | None = None, *, under: bool = False, text: str = "") -> bytes:
    """A picture of the mail, altered by `draw`, with the mail as invisible text on or under it."""
    page = pdfium.PdfDocument(pdf(mail()))[0]
    picture = page.render(scale=SCALE, grayscale=True).to_pil().convert("L")
    x, y, w, h = secret_box()
    box = (x * SCALE, (HEIGHT - y - h) * SCALE, (x + w) * SCALE, (HEIGHT - y) * SCALE)
    if draw is not None:
        draw(ImageDraw.Draw(picture), box)
    return pdf(
        (text or mail()) + _PICTURE if under else _PICTURE + (text or mail(colour="3 Tr 0 g")),
        resources="/XObject << /I 10 0 R >>",
        objects=(_image(picture),),
    )


def _image(picture: Image.Image) -> bytes:
    return stream(
        picture.tobytes(),
        f"/Type /XObject /Subtype /Image /Width {picture.width} /Height {picture.height} "
        "/BitsPerComponent 8 /ColorSpace /DeviceGray",
    )


def document(data: bytes) -> Document:
    (found,) = read_bytes(data, "x.pdf")
    return found


@pytest.mark.parametrize("under", [False, True])
def test_a_text_layer_over_or_under_a_scan_is_read(under: bool) -> None:
    found = document(scanned(under=under))
    assert [line for line in found.text.split("\n") if line] == [line for line in LINES if line]
    assert found.hidden == ()


def black(pen: ImageDraw.ImageDraw, box: tuple[float, float, float, float]) -> None:
    pen.rectangle(box, fill=0)


def white(pen: ImageDraw.ImageDraw, box: tuple[float, float, float, float]) -> None:
    pen.rectangle(box, fill=255)


def code(pen: ImageDraw.ImageDraw, box: tuple[float, float, float, float]) -> None:
    pen.rectangle(box, fill=255, outline=0, width=2)
    pen.text((box[0] + 50, box[1] + 4), "(b)(6)", fill=0, font_size=20)


@pytest.mark.parametrize("under", [False, True])
@pytest.mark.parametrize("how", [black, white, code])
def test_what_is_burnt_into_the_picture_hides_the_layer(how: Draw, under: bool) -> None:
    found = document(scanned(how, under=under))
    line = found.text.split("\n")[SECRET_LINE]
    assert "Zora" not in found.text
    assert "Quill" not in found.text
    assert " ".join(line.replace("█", "").split()) == LINES[SECRET_LINE].replace(SECRET + " ", "")
    assert sum(item.characters for item in found.hidden) == len(SECRET.replace(" ", ""))


def test_a_layer_that_says_more_than_the_picture_is_not_read() -> None:
    more = mail(colour="3 Tr 0 g") + " BT 3 Tr /F1 12 Tf 1 0 0 1 100 200 Tm (Zebra crossing) Tj ET"
    assert "Zebra" not in document(scanned(text=more)).text


def test_boxes_in_a_scan_are_redactions() -> None:
    found = document(scanned(black, text=mail("", colour="3 Tr 0 g")))
    (redaction,) = found.redactions
    assert (redaction.how, redaction.page) == ("black box", 1)
    assert found.hidden == ()
    line = found.text.split("\n")[SECRET_LINE]
    assert " ".join(line.split()).startswith("the witness is █")
