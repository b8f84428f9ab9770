"""Text layers whose text differs from the displayed page."""

from __future__ import annotations

import random
import shutil
import zlib
from pathlib import Path

import pytest

from mailrecon import reconstruct
from mailrecon.model import Document
from mailrecon.read import ReadOptions, read_bytes
from mailrecon.read.pdf.garbled import agree
from mailrecon.read.picture import ocr
from read.make_raw_pdf import LINES, pdf, rectangle, stream

FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
needs_font = pytest.mark.skipif(not FONT.exists(), reason="DejaVu Sans is not installed")
needs_ocr = pytest.mark.skipif(shutil.which("tesseract") is None, reason="no Tesseract")
PROSE = (
    *LINES,
    "Please bring the drawings for the harbour wall tomorrow morning",
    "and tell the people at the lock office that the water is rising.",
    "There were seven boats in the north basin when the storm began,",
    "and none of them could leave before the bridge was open again.",
)
FONTS = b"/Font << /F1 3 0 R >>"


def show_codes(line: str, number: int) -> str:
    """A line in the font without a mapping: the numbers of its glyphs."""
    from fontTools.ttLib import TTFont

    font = TTFont(FONT)
    names = font.getBestCmap()
    codes = "".join(f"{font.getGlyphID(names[ord(letter)]):04x}" for letter in line)
    return f"BT /F2 11 Tf 1 0 0 1 72 {700 - 18 * number} Tm <{codes}> Tj ET"


def show_plain(line: str, number: int) -> str:
    escaped = line.replace("(", "\\(").replace(")", "\\)")
    return f"BT /F1 11 Tf 1 0 0 1 72 {700 - 18 * number} Tm ({escaped}) Tj ET"


def unmapped(*pages: str) -> bytes:
    """Pages whose font F2 has glyph numbers for codes, and no mapping to Unicode."""
    from fontTools.ttLib import TTFont

    font = TTFont(FONT)
    unit = font["head"].unitsPerEm
    widths = " ".join(
        f"{glyph} [{round(font['hmtx'][font.getGlyphName(glyph)][0] * 1000 / unit)}]"
        for glyph in range(3, 200)
    )
    data = FONT.read_bytes()
    made = pdf(
        pages,
        objects=(
            "<< /Type /Font /Subtype /Type0 /BaseFont /DejaVuSans /Encoding /Identity-H "
            "/DescendantFonts [11 0 R] >>",
            "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /DejaVuSans /CIDSystemInfo "
            "<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor 12 0 R "
            f"/CIDToGIDMap /Identity /W [{widths}] >>",
            "<< /Type /FontDescriptor /FontName /DejaVuSans /Flags 4 /FontBBox [-1021 -463 1793 "
            "1232] /ItalicAngle 0 /Ascent 928 /Descent -236 /CapHeight 928 /StemV 80 "
            "/FontFile2 13 0 R >>",
            stream(zlib.compress(data), f"/Filter /FlateDecode /Length1 {len(data)}"),
        ),
    )
    return made.replace(FONTS, b"/Font << /F1 3 0 R /F2 10 0 R >>")


def wrongly_mapped(shift: int, lines: tuple[str, ...] = PROSE) -> bytes:
    """A page that looks right, whose font maps each letter to the one `shift` places on."""
    moved = "\n".join(
        f"<{code:02x}> <{33 + (code - 33 + shift) % 94:04x}>" for code in range(33, 127)
    )
    return mapped(moved, lines)


def mapped(moved: str, lines: tuple[str, ...]) -> bytes:
    """A page in a font with the rows of a mapping, for all signs but the space."""
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def\n"
        "1 begincodespacerange <00> <ff> endcodespacerange\n"
        f"95 beginbfchar\n{moved}\n<20> <0020>\nendbfchar\nendcmap end end"
    )
    content = "\n".join(
        f"BT /F2 11 Tf 1 0 0 1 72 {700 - 18 * number} Tm ({line}) Tj ET"
        for number, line in enumerate(lines)
    )
    font = (
        "<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding "
        "/ToUnicode 11 0 R >>"
    )
    made = pdf(content, objects=(font, stream(cmap)))
    return made.replace(FONTS, b"/Font << /F1 3 0 R /F2 10 0 R >>")


def page(lines: tuple[str, ...] = LINES) -> str:
    return "\n".join(show_codes(line, number) for number, line in enumerate(lines) if line)


def document(data: bytes) -> Document:
    (found,) = read_bytes(data, "x.pdf", ReadOptions())
    return found


def codes(found: Document) -> list[str]:
    return [notice.code for notice in found.warnings]


@needs_font
@needs_ocr
def test_a_font_without_a_mapping_is_read_by_ocr() -> None:
    archive = reconstruct(unmapped(page()), name="x.pdf")
    (message,) = archive.messages
    assert message.subject == "Stones"
    assert "north pier" in message.body
    assert [notice.code for notice in archive.warnings] == ["garbled-text-layer", "read-by-ocr"]


@needs_font
def test_without_tesseract_garbage_is_no_text_of_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "available", lambda: False)
    plain = "\n".join(show_plain(line, number) for number, line in enumerate(LINES))
    found = document(unmapped(plain, page(("Kind regards from", "the harbour of Ida Rask"))))
    assert codes(found) == ["garbled-text-layer"]
    assert "page 2" in found.warnings[0].text
    assert "install Tesseract" in found.warnings[0].text
    (message,) = reconstruct(unmapped(plain, page()), name="x.pdf").messages
    assert "$QQ" not in message.body
    # Not lost either: it is set aside, character by character.
    aside = "".join(found.text[span.start : span.end] for span in found.set_aside)
    assert "NDUERXU" in aside.replace(" ", "").replace("K", "N")


@needs_font
@needs_ocr
def test_of_two_fonts_only_the_garbage_is_replaced() -> None:
    lines = [
        show_codes(line, number) if number in (5, 6, 7) else show_plain(line, number)
        for number, line in enumerate(LINES)
    ]
    archive = reconstruct(unmapped("\n".join(lines)), name="x.pdf")
    (message,) = archive.messages
    assert message.originator is not None
    assert message.originator.address == "ann@harbour.example"
    assert "north pier and she" in message.body
    assert message.body.rstrip().endswith("Ann")
    assert "QRUWK" not in message.body


@needs_font
@needs_ocr
def test_a_bar_over_garbage_stays_a_bar() -> None:
    found = document(unmapped(f"{page()}\n0 g {rectangle(3)} f"))
    assert "garbled-text-layer" in codes(found)
    assert "█" in found.text
    assert "Zora Quill" not in found.text


@needs_ocr
@pytest.mark.parametrize("shift", [3, 13, 65])
def test_a_wrong_mapping_is_seen_by_the_letters(shift: int) -> None:
    found = document(wrongly_mapped(shift))
    assert "garbled-text-layer" in codes(found)
    assert "north pier" in found.text


def test_a_right_mapping_stays() -> None:
    found = document(wrongly_mapped(0))
    assert not found.warnings
    assert "Zora Quill" in found.text


@pytest.mark.parametrize(
    "lines",
    [
        # What is odd and no garbage: numbers, addresses, keys, code, words without vowels.
        ("2021-03-02 09:14", "1,204.00 EUR", "https://x.example/a?b=c&d=e", "QY-002-002933"),
        ("mQENBF0x9vQBCADk3bQ1fRkmvQ8Zt1Qb", "Hq7ZrV9sPnfX2kLwT0yBvC4dJ6gM8aQe"),
        ("def f(x): return x[0] + y['z']", "if (a && b) { c->d(); } else { e(); }"),
        ("Strč prst skrz krk. Smrž pln skvrn zvlhl z mlh.", "Przyszedł w szczególności"),
        ("HTTP GMBH NGO BBC PDF XML HTML CSS TTL DNS",),
    ],
)
def test_what_is_odd_is_no_garbage(lines: tuple[str, ...]) -> None:
    encoded = tuple(line.encode("cp1250", "replace").decode("latin-1") for line in lines)
    plain = "\n".join(show_plain(line, number) for number, line in enumerate(encoded))
    assert "garbled-text-layer" not in codes(document(pdf(plain)))


def test_a_layer_that_ocr_confirms_is_right() -> None:
    assert agree(["Zrt", "Hmpf", "Ann"], ["zrt", "hmpf", "x"])
    assert not agree([")URP", "$QQ", "3RH"], ["From:", "Ann", "Poe"])


@needs_ocr
def test_a_number_stamped_on_a_scan_does_not_keep_it_from_being_read() -> None:
    from io import BytesIO

    import pypdfium2 as pdfium

    plain = "\n".join(show_plain(line, number) for number, line in enumerate(LINES))
    picture = pdfium.PdfDocument(pdf(plain))[0].render(scale=200 / 72).to_pil().convert("L")
    out = BytesIO()
    picture.save(out, "JPEG")
    entries = (
        f"/Type /XObject /Subtype /Image /Width {picture.width} /Height {picture.height} "
        "/BitsPerComponent 8 /ColorSpace /DeviceGray /Filter /DCTDecode"
    )
    content = "q 612 0 0 792 0 0 cm /I Do Q\nBT /F1 9 Tf 1 0 0 1 450 20 Tm (QY-002-002933) Tj ET"
    made = pdf(
        content, resources="/XObject << /I 10 0 R >>", objects=(stream(out.getvalue(), entries),)
    )
    (message,) = reconstruct(made, name="x.pdf").messages
    assert "north pier" in message.body
    assert "QY-002" in document(made).text


def exchanged(lines: tuple[str, ...], seed: int) -> bytes:
    """A page that looks right, whose font maps its letters to others at random."""
    letters = list(range(97, 123))
    others = letters[:]
    random.Random(seed).shuffle(others)
    moved = dict(zip(letters, others, strict=True))
    moved |= {one - 32: other - 32 for one, other in moved.items()}
    rows = "\n".join(f"<{code:02x}> <{moved.get(code, code):04x}>" for code in range(33, 127))
    return mapped(rows, lines)


@needs_ocr
@pytest.mark.parametrize("seed", range(2))
def test_letters_exchanged_at_random_are_asked_of_ocr(seed: int) -> None:
    found = document(exchanged(PROSE, seed))
    assert codes(found) == ["garbled-text-layer", "read-by-ocr"]
    assert "north pier" in found.text


@needs_ocr
@pytest.mark.parametrize("shift", [13, 47])
def test_a_few_garbled_words_are_asked_of_ocr(shift: int) -> None:
    found = document(wrongly_mapped(shift, ("Kind regards from", "the harbour office")))
    assert codes(found) == ["garbled-text-layer", "read-by-ocr"]
    assert "harbour office" in found.text


@needs_ocr
@pytest.mark.parametrize(
    "lines",
    [
        ("Exhibit XVIII", "HTTPS VPN SMTP"),
        ("struct rtp_hdr *hdrptr;", "fprintf(stderr, cmdln);", "xmlns strlen memcpy strcmp"),
        ("Qbcd Wxyz Hjkl Mnpq Rstv Zwrt Qwrt Pfdg",),
    ],
)
def test_what_is_odd_stays_where_ocr_reads_it(lines: tuple[str, ...]) -> None:
    found = document(pdf("\n".join(show_plain(line, n) for n, line in enumerate(lines))))
    assert not found.warnings
    assert all(line.split()[0] in found.text for line in lines)
