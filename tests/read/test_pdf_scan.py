"""Scanned pages with a text layer: the ink of the picture decides which text is visible."""

from __future__ import annotations

import re
from collections.abc import Callable

import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageDraw, ImageOps

from mailrecon.model import Document
from mailrecon.read import read_bytes
from mailrecon.read.pdf.likeness import labels_among
from mailrecon.read.pdf.picture import box_areas
from mailrecon.read.picture.ocr import available
from mailrecon.read.picture.scanned_page import find_frames, find_skew
from read.make_raw_pdf import HEIGHT, LINES, SECRET, SECRET_LINE, mail, pdf, secret_box, stream

SCALE = 150 / 72
_PICTURE = f"\nq 612 0 0 {HEIGHT} 0 0 cm /I Do Q\n"
Draw = Callable[[ImageDraw.ImageDraw, tuple[float, float, float, float]], None]


def scanned(
    draw: Draw | None = None, *, under: bool = False, text: str = "", film: bool = False
) -> bytes:
    """A picture of the mail, altered by `draw`, with the mail as invisible text on or under it."""
    page = pdfium.PdfDocument(pdf(mail()))[0]
    picture = page.render(scale=SCALE).to_pil().convert("RGB")
    x, y, w, h = secret_box()
    box = (x * SCALE, (HEIGHT - y - h) * SCALE, (x + w) * SCALE, (HEIGHT - y) * SCALE)
    if draw is not None:
        draw(ImageDraw.Draw(picture), box)
    if film:
        picture = ImageOps.invert(picture)
    return pdf(
        (text or mail()) + _PICTURE if under else _PICTURE + (text or mail(colour="3 Tr 0 g")),
        resources="/XObject << /I 10 0 R >>",
        objects=(_image(picture),),
    )


def _image(picture: Image.Image) -> bytes:
    space = "/DeviceGray" if picture.mode == "L" else "/DeviceRGB"
    return stream(
        picture.tobytes(),
        f"/Type /XObject /Subtype /Image /Width {picture.width} /Height {picture.height} "
        f"/BitsPerComponent 8 /ColorSpace {space}",
    )


RELEASE = (
    "From: |code",
    "Sent: Tuesday, March 3, 2015 11:00 AM",
    "To: Brandt, Jonas |box",
    "Subject: Sluice",
    "",
    "The witness |box| saw the sluice and called |code| about it.",
    "It will not hold this winter.",
)


def release(angle: float = 0.0) -> Image.Image:
    """A page of 300 dots an inch with black boxes, and frames with an exemption code."""
    picture = Image.new("L", (2480, 1600), 255)
    pen = ImageDraw.Draw(picture)
    for row, line in enumerate(RELEASE):
        x, y = 300, 300 + 66 * row
        for part in line.split("|"):
            area = (x, y - 4, x + 330, y + 50)
            if part == "box":
                pen.rectangle(area, fill=0)
            elif part == "code":
                pen.rectangle(area, outline=0, width=3)
                pen.text((x + 100, y), "(b)(6)", fill=0, font_size=42)
            else:
                pen.text((x, y), part, fill=0, font_size=42)
                x += int(pen.textlength(part, font_size=42)) + 14
                continue
            x += 350
    return picture.rotate(angle, fillcolor=255, resample=Image.Resampling.BICUBIC)


@pytest.mark.parametrize("angle", [0.0, 0.8, -1.4])
def test_a_page_is_set_straight(angle: float) -> None:
    assert find_skew(release(angle)) == pytest.approx(-angle, abs=0.21)


def test_boxes_and_frames_are_found_in_the_picture() -> None:
    small = release().reduce(3)
    assert len(box_areas(small, 100 / 72, 100)) == 2
    assert len(find_frames(small, 100 / 72)) == 2


@pytest.mark.skipif(not available(), reason="Tesseract is not installed here")
@pytest.mark.parametrize("angle", [0.0, 0.8, 90.0])
def test_boxes_in_a_scan_become_marks_and_no_letters(angle: float) -> None:
    picture = release(0 if angle == 90 else angle)
    if angle == 90:
        picture = picture.rotate(90, expand=True)
    width, height = (value * 72 / 300 for value in picture.size)
    data = pdf(
        f"q {width} 0 0 {height} 0 0 cm /I Do Q",
        page=f"/MediaBox [0 0 {width} {height}]",
        resources="/XObject << /I 10 0 R >>",
        objects=(_image(picture),),
    )
    found = document(data)
    lines = [" ".join(line.split()) for line in found.text.split("\n") if line.strip()]
    marks = [re.sub("█+", "█", line) for line in lines]
    assert marks[0] == "From: █"
    assert marks[2] == "To: Brandt, Jonas █"
    assert "The witness █ saw the sluice and called █ about it." in marks
    assert len(found.redactions) == 4


def document(data: bytes) -> Document:
    (found,) = read_bytes(data, "x.pdf")
    return found


@pytest.mark.parametrize("under", [False, True])
def test_a_text_layer_over_or_under_a_scan_is_read(under: bool) -> None:
    found = document(scanned(under=under))
    assert [line for line in found.text.split("\n") if line] == [line for line in LINES if line]
    assert found.hidden == ()


def black(pen: ImageDraw.ImageDraw, box: tuple[float, float, float, float]) -> None:
    pen.rectangle(box, fill="black")


def white(pen: ImageDraw.ImageDraw, box: tuple[float, float, float, float]) -> None:
    pen.rectangle(box, fill="white")


def code(pen: ImageDraw.ImageDraw, box: tuple[float, float, float, float]) -> None:
    pen.rectangle(box, fill="white", outline="black", width=2)
    pen.text((box[0] + 50, box[1] + 4), "(b)(6)", fill="black", font_size=20)


def label(pen: ImageDraw.ImageDraw, box: tuple[float, float, float, float]) -> None:
    pen.rectangle(box, fill="#bbb")
    pen.text((box[0] + 21, box[1] + 2), "REDACTED", fill="black", font_size=22)


def red(pen: ImageDraw.ImageDraw, box: tuple[float, float, float, float]) -> None:
    pen.rectangle(box, fill="white")
    pen.text((box[0] + 21, box[1] + 2), "(b)(6) (b)(7)", fill="#c80000", font_size=22)


@pytest.mark.parametrize("under", [False, True])
@pytest.mark.parametrize("how", [black, white, code, label, red])
def test_what_is_burnt_into_the_picture_hides_the_layer(how: Draw, under: bool) -> None:
    found = document(scanned(how, under=under))
    line = found.text.split("\n")[SECRET_LINE]
    assert "Zora" not in found.text
    assert "Quill" not in found.text
    assert " ".join(line.replace("█", "").split()) == LINES[SECRET_LINE].replace(SECRET + " ", "")
    assert sum(item.characters for item in found.hidden) == len(SECRET.replace(" ", ""))


@pytest.mark.parametrize("how", [None, black, white])
def test_a_scan_that_is_white_on_black_is_read_as_film(how: Draw | None) -> None:
    found = document(scanned(how, film=True))
    line = LINES[SECRET_LINE] if how is None else LINES[SECRET_LINE].split(SECRET)[0].strip()
    assert found.text.split("\n")[SECRET_LINE].startswith(line)
    assert ("Zora" in found.text) is (how is None)
    assert LINES[5] in found.text
    assert bool(found.hidden) is (how is not None)


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


def test_specks_and_noise_go_and_letters_stay() -> None:
    from PIL import Image, ImageChops, ImageDraw

    from mailrecon.read.picture.cleaning import cleaned, noise_of

    page = Image.new("L", (1200, 900), 245)
    pen = ImageDraw.Draw(page)
    pen.rectangle((200, 400, 900, 430), fill=20)
    # A full stop beside a letter, and a speck beside nothing.
    pen.rectangle((910, 424, 917, 430), fill=20)
    pen.rectangle((600, 150, 606, 156), fill=40)
    assert noise_of(page) < 1
    noisy = ImageChops.add(page, Image.effect_noise(page.size, 40), 1.0, -128)
    assert noise_of(noisy) > 3
    clear = cleaned(noisy)
    assert clear.crop((560, 110, 650, 200)).getextrema() == (255, 255)
    assert clear.crop((905, 420, 920, 432)).getextrema()[0] < 100
    assert clear.crop((300, 408, 800, 422)).getextrema()[1] < 100


def test_a_speck_beside_a_letter_goes_and_dots_stay() -> None:
    from PIL import Image, ImageDraw

    from mailrecon.read.picture.specks import without_specks

    page = Image.new("L", (300, 120), 255)
    pen = ImageDraw.Draw(page)
    # `i.` in strokes of five pixels: stem, its dot, the full stop.
    pen.rectangle((100, 40, 104, 80), fill=10)
    pen.rectangle((100, 28, 104, 32), fill=10)
    pen.rectangle((110, 76, 114, 80), fill=10)
    # Two specks, one close to the stem.
    pen.rectangle((120, 60, 121, 62), fill=10)
    pen.rectangle((107, 50, 108, 51), fill=10)
    wanted = page.copy()
    for box in ((118, 58, 123, 64), (106, 48, 110, 53)):
        wanted.paste(255, box)
    assert without_specks(page).tobytes() == wanted.tobytes()
    assert without_specks(Image.new("L", (40, 30), 255)).getextrema() == (255, 255)


def test_a_noisy_page_is_softened_for_reading_where_it_has_letters() -> None:
    from PIL import Image, ImageChops, ImageDraw

    from mailrecon.read.picture.cleaning import cleaned, softened

    page = Image.new("L", (600, 400), 245)
    ImageDraw.Draw(page).rectangle((100, 200, 500, 206), fill=20)
    noisy = ImageChops.add(page, Image.effect_noise(page.size, 40), 1.0, -128)
    soft = softened(noisy, cleaned(noisy))
    assert soft.crop((100, 20, 500, 180)).getextrema() == (255, 255)
    assert soft.crop((150, 202, 450, 205)).getextrema()[1] < 150


def test_a_page_with_fine_grain_and_many_specks_is_one_to_clean() -> None:
    from PIL import Image, ImageDraw

    from mailrecon.read.picture import cleaning, scanned_page

    page = Image.new("L", (2400, 1800), 250)
    pen = ImageDraw.Draw(page)
    # Each within one cell of eight pixels; a scan with 200 specks has some 90 that are alone.
    places = [(x, y) for x in range(106, 2300, 200) for y in range(106, 1700, 208)]
    for x, y in places:
        pen.rectangle((x, y, x + 3, y + 3), fill=60)
    assert cleaning.noise_of(page) < 1
    assert cleaning.specks_of(page) == len(places)
    assert 78 < scanned_page._SPECKED + 20 < len(places)
    # A list's bullets are no specks of a page.
    listed = Image.new("L", (2400, 1800), 250)
    pen = ImageDraw.Draw(listed)
    for y in range(102, 1700, 40):
        pen.ellipse((100, y, 108, y + 8), fill=20)
        pen.rectangle((140, y - 10, 1900, y + 10), fill=20)
    assert cleaning.specks_of(listed) < scanned_page._SPECKED


@pytest.mark.parametrize("read", ["(b)(6)", "(bM6)", "(bx5)", "f (bx5)", "| (bi)", "(bX7XC)", ""])
def test_what_ocr_makes_of_an_exemption_code_in_a_frame_is_a_box(read: str) -> None:
    from mailrecon.read.picture import box_codes, ocr

    words = [
        ocr.ReadWord(text, 110 + 60 * place, 105, 150 + 60 * place, 140, (1, 1, 1), 90.0)
        for place, text in enumerate(read.split())
    ]
    page, frame = Image.new("L", (600, 300), 255), (100, 100, 400, 150)
    assert box_codes.take_codes(words, [frame], [], page, "eng") == ([], [frame])
    name = [ocr.ReadWord("Holt", 110, 105, 190, 140, (1, 1, 1), 90.0)]
    assert box_codes.take_codes(name, [frame], [], page, "eng") == (name, [])


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("Subject: | RE: wall", "Subject: RE: wall"),
        ("From: . Ann Poe", "From: Ann Poe"),
        ("Subject: ¦ wall", "Subject: wall"),
        ("Subject: wall | pier", "Subject: wall | pier"),
        ("Wall | pier", "Wall | pier"),
    ],
)
def test_a_stroke_between_a_label_and_its_value_is_no_word(line: str, kept: str) -> None:
    from mailrecon.read.picture import ocr, scanned_page

    words = [
        ocr.ReadWord(text, 110 + 60 * place, 105, 150 + 60 * place, 140, (1, 1, 1), 90.0)
        for place, text in enumerate(line.split())
    ]
    left = [word.text for word in words if not scanned_page._is_speck(word, words)]
    assert " ".join(left) == kept


@pytest.mark.parametrize("mark", ["|", "."])
@pytest.mark.parametrize(("begins", "is_kept"), [(250, False), (205, True)])
def test_a_mark_at_the_end_of_a_line_is_a_speck(mark: str, begins: int, is_kept: bool) -> None:
    from mailrecon.read.picture import ocr, scanned_page

    words = [
        ocr.ReadWord("Wall", 110, 105, 200, 140, (1, 1, 1), 90.0),
        ocr.ReadWord(mark, begins, 105, begins + 6, 140, (1, 1, 1), 90.0),
    ]
    kept = [word.text for word in words if not scanned_page._is_speck(word, words)]
    assert kept == (["Wall", mark] if is_kept else ["Wall"])


@pytest.mark.parametrize(("begins", "left"), [(400, "Wall"), (40, "i Wall")])
def test_a_speck_behind_a_line_may_have_words_below_it(begins: int, left: str) -> None:
    """`Subject: Wall        i` above a word that begins below the speck; `do` for `To:` is kept."""
    from mailrecon.read.picture import ocr, scanned_page

    words = [
        ocr.ReadWord("Wall", 200, 105, 260, 140, (1, 1, 1), 95.0),
        ocr.ReadWord("i", begins, 105, begins + 8, 140, (1, 1, 1), 46.0),
        ocr.ReadWord("below", begins, 155, begins + 70, 190, (1, 1, 2), 95.0),
    ]
    words.sort(key=lambda word: (word.line, word.left))
    kept = [word.text for word in words[:2] if not scanned_page._is_speck(word, words)]
    assert " ".join(kept) == left


@pytest.mark.skipif(not available(), reason="Tesseract is not installed here")
@pytest.mark.parametrize("ground", [0, 32])
def test_a_screenshot_at_night_has_no_boxes(ground: int) -> None:
    from PIL import Image, ImageDraw, ImageFont

    from mailrecon.read.picture.scanned_page import recognise

    page = Image.new("L", (1560, 900), ground)
    pen = ImageDraw.Draw(page)
    font = ImageFont.load_default(56)
    lines = ("From: Ida Rask", "Subject: Lock gate", "", "The third survey is done.")
    for number, line in enumerate(lines):
        pen.text((60, 80 + 120 * number), line, font=font, fill=240)
    found = recognise(page, "eng")
    assert found.boxes == []
    assert {"Subject:", "survey", "done."} <= {word.text for word in found.words}


def _inks(*words: str) -> dict[int, tuple[str, Image.Image]]:
    """The ink of words as on a page, in a font of another height than is compared."""
    inks: dict[int, tuple[str, Image.Image]] = {}
    for number, word in enumerate(words):
        text, _, painted = word.partition("|")
        picture = Image.new("L", (400, 60))
        ImageDraw.Draw(picture).text((10, 8), painted or text, fill=255, font_size=27)
        inks[number] = text, picture.rotate(0.6, resample=Image.Resampling.BICUBIC)
    return inks


WORDS = (
    *("harbour", "witness", "Brandt", "sluice", "winter", "called", "Tuesday", "report"),
    *("council", "stone", "carried", "morning", "between", "storm", "letter", "Sandoval"),
)


@pytest.mark.parametrize("label", ["(b)(6)", "(b)(5)", "(b)(7)(C)", "REDACTED"])
def test_ink_in_the_shape_of_a_label_is_not_the_word_s(label: str) -> None:
    """`(b)(6)`, as wide as the word over which it was painted after OCR."""
    assert labels_among(_inks(*WORDS)) == frozenset()
    assert labels_among(_inks(*WORDS, f"Zebulon|{label}")) == {len(WORDS)}


@pytest.mark.parametrize("rule", ["-----", "_____", "....."])
def test_a_rule_is_no_word_whose_ink_is_compared(rule: str) -> None:
    assert labels_among(_inks(*WORDS, f"{rule}|Brandt")) == frozenset()


def test_words_that_ocr_misread_are_no_labels() -> None:
    misread = ("rnodern|modern", "Brandl|Brandt", "wltness|witness", "carned|carried")
    assert labels_among(_inks(*WORDS, *misread)) == frozenset()
