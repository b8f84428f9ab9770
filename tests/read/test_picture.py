"""Pictures: pages of a PDF, read by a substitute for Tesseract; damage; many pages."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image, ImageDraw

from mailrecon.errors import ReadError
from mailrecon.model import Document
from mailrecon.read import choose_reader, read_bytes
from mailrecon.read.picture import reader as picture
from mailrecon.read.recognition import signatures


def page(mode: str = "RGB", size: tuple[int, int] = (800, 600)) -> Image.Image:
    made = Image.new(mode, size, "white" if mode != "RGBA" else (255, 255, 255, 0))
    ImageDraw.Draw(made).text((40, 40), "From: Ada Moor", fill="black")
    return made


def saved(made: Image.Image, kind: str, **more: object) -> bytes:
    out = BytesIO()
    made.save(out, kind, **more)
    return out.getvalue()


def pages_of(pdf: bytes) -> list[tuple[float, float]]:
    pdfium = pytest.importorskip("pypdfium2")
    document = pdfium.PdfDocument(pdf)
    return [document[number].get_size() for number in range(len(document))]


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("PNG", "RGB"), ("PNG", "RGBA"), ("PNG", "1"), ("PNG", "P"), ("JPEG", "L"), ("TIFF", "1")],
)
def test_a_picture_is_a_page(kind: str, mode: str) -> None:
    made = page().convert(mode) if mode in ("1", "P", "L") else page(mode)
    data = saved(made, kind)
    assert choose_reader(data, "a.bin").name == "picture"
    (size,) = pages_of(picture.as_pdf(data))
    assert size == pytest.approx((384.0, 288.0))
    (document,) = read_bytes(data, "a.bin")
    assert isinstance(document, Document)
    assert document.kind == "picture"


def test_a_tiff_may_have_many_pages_and_says_its_resolution() -> None:
    data = saved(page(), "TIFF", save_all=True, append_images=[page(), page()], dpi=(200, 200))
    assert pages_of(picture.as_pdf(data)) == [pytest.approx((288.0, 216.0))] * 3


def test_what_is_transparent_lies_on_white() -> None:
    made = picture._on_white(page("RGBA"))
    assert made.getpixel((0, 0)) == (255, 255, 255)


@pytest.mark.parametrize("cut", [9, 60, 300])
def test_a_damaged_picture_is_refused(cut: int) -> None:
    with pytest.raises(ReadError, match=r"a\.png: is damaged"):
        list(read_bytes(saved(page(), "PNG")[:cut], "a.png"))


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "JPEG"])
@pytest.mark.parametrize("cut", [5, 9, 60])
def test_no_message_prints_an_address_of_memory(kind: str, cut: int) -> None:
    with pytest.raises(ReadError) as caught:
        list(read_bytes(saved(page(), kind)[:cut] + b"\0" * 40, f"a.{kind.lower()}"))
    assert "0x" not in str(caught.value)


def test_a_picture_of_a_phone_is_a_page() -> None:
    heif = pytest.importorskip("pillow_heif")
    out = BytesIO()
    heif.from_pillow(page()).save(out, quality=90)
    assert choose_reader(out.getvalue(), "photo.heic").name == "picture"
    assert len(pages_of(picture.as_pdf(out.getvalue()))) == 1
    with pytest.raises(ReadError, match=r"photo\.heic: is damaged"):
        list(read_bytes(out.getvalue()[:60], "photo.heic"))


def test_without_its_library_a_picture_of_a_phone_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signatures, "find_spec", lambda name: None)
    with pytest.raises(ReadError, match=r"photo\.heic: an HEIC image, not read"):
        list(read_bytes(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "photo.heic"))


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "BMP"])
@pytest.mark.parametrize("mode", ["RGB", "L", "1"])
def test_screenshots_of_other_kinds_are_pages(kind: str, mode: str) -> None:
    out = BytesIO()
    Image.new(mode, (300, 200), "white").save(out, kind)
    assert choose_reader(out.getvalue(), "shot").name == "picture"
    assert picture.as_pdf(out.getvalue()).startswith(b"%PDF")
