"""The visible text of a PDF: ways to hide a name, and ways that only seem to."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from mailrecon.model import Document, Hiding
from mailrecon.page_images import ImageFormat
from mailrecon.read import ReadOptions, read_bytes
from mailrecon.read.files.archives import OpenedFile
from mailrecon.read.pdf.images import PageImages
from mailrecon.read.pdf.picture import box_areas
from read.make_raw_pdf import (
    ADVANCE,
    LEFT,
    LINES,
    SECRET,
    SECRET_LINE,
    SHOWN,
    SIZE,
    at,
    form,
    mail,
    name,
    pdf,
    rectangle,
    secret_box,
    show,
    stream,
)


def document(data: bytes) -> Document:
    (found,) = read_bytes(data, "x.pdf", ReadOptions())
    return found


def annotation(kind: str, entries: str, appearance: str = "") -> str:
    x, y, w, h = secret_box()
    box = f"[{x:.2f} {y:.2f} {x + w:.2f} {y + h:.2f}]"
    quad = f"[{x} {y + h} {x + w} {y + h} {x} {y} {x + w} {y}]"
    return (
        f"<< /Type /Annot /Subtype /{kind} /Rect {box} /QuadPoints {quad} {entries} {appearance} >>"
    )


def appearance(content: str, entries: str = "") -> bytes:
    x, y, w, h = secret_box()
    return form(content, f"/BBox [{x:.2f} {y:.2f} {x + w:.2f} {y + h:.2f}] {entries}")


def image(width: int, height: int, data: bytes, entries: str = "") -> bytes:
    return stream(
        data,
        f"/Type /XObject /Subtype /Image /Width {width} /Height {height} /BitsPerComponent 8 "
        f"/ColorSpace /DeviceGray {entries}",
    )


def place(name_: str, grow: float = 1.0) -> str:
    x, y, w, h = secret_box(grow)
    return f"q {w:.2f} 0 0 {h:.2f} {x:.2f} {y:.2f} cm /{name_} Do Q"


def stripes(wide: float, gap: float) -> str:
    x, y, w, h = secret_box()
    found, place_ = [], x
    while place_ < x + w:
        found.append(f"{place_:.2f} {y:.2f} {wide} {h:.2f} re f")
        place_ += wide + gap
    return "\n".join(found)


X, Y, W, H = secret_box()
STATES = (
    "/ExtGState << /G0 << /ca 0 /CA 0 >> /G1 << /ca 0.04 >> /GM << /BM /Multiply >> "
    "/G8 << /ca 0.95 >> >>"
)
TYPE3 = (
    "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 600 900] /FontMatrix [.001 0 0 .001 0 0] "
    "/FirstChar 32 /LastChar 122 /Widths [" + "600 " * 91 + "] /CharProcs << /b 11 0 R >> "
    "/Encoding << /Type /Encoding /Differences [32 " + "/b " * 91 + "] >> /Resources << >> >>"
)


def _blank_font() -> bytes:
    return pdf(
        mail("BT /F2 12 Tf 1 0 0 1 180 592 Tm (Zora Quill) Tj ET"),
        resources="",
        page="/Dummy 1",
        objects=(TYPE3, stream("600 0 0 0 0 0 d1")),
    ).replace(b"/Font << /F1 3 0 R >>", b"/Font << /F1 3 0 R /F2 10 0 R >>")


HIDDEN: dict[str, Callable[[], bytes]] = {
    "black box": lambda: pdf(f"{mail()}\n0 g {rectangle()} f"),
    "white box": lambda: pdf(f"{mail()}\n1 g {rectangle()} f"),
    "green box": lambda: pdf(f"{mail()}\n0 .6 0 rg {rectangle()} f"),
    "box before and after": lambda: pdf(f"0 g {rectangle()} f {mail()}\n0 g {rectangle()} f"),
    "box with tips left": lambda: pdf(
        f"{mail()}\n0 g {X} {at(SECRET_LINE) - 1} {W} {SIZE * 0.62} re f"
    ),
    "black text on a black box": lambda: pdf(f"0 g {rectangle()} f {mail()}"),
    "dark grey on black": lambda: pdf(f"0 g {rectangle()} f {mail(name('.1 g'))}"),
    "white on white": lambda: pdf(mail(name("1 g"))),
    "almost white": lambda: pdf(mail(name(".95 g"))),
    "pale yellow": lambda: pdf(mail(name("1 1 .8 rg"))),
    "invisible mode": lambda: pdf(mail(name("3 Tr"))),
    "clipping mode": lambda: pdf(mail(name("7 Tr"))),
    "no opacity": lambda: pdf(mail("/G0 gs " + name()), resources=STATES),
    "hardly any opacity": lambda: pdf(mail("/G1 gs " + name()), resources=STATES),
    "almost opaque box": lambda: pdf(f"{mail()}\nq /G8 gs 0 g {rectangle()} f Q", resources=STATES),
    "clipped away": lambda: pdf(mail("0 0 20 20 re W n " + name())),
    "off the page": lambda: pdf(mail("") + show(SECRET, 700, 500)),
    "above the page": lambda: pdf(mail("") + show(SECRET, 100, 900)),
    "outside the crop box": lambda: pdf(
        mail("") + show(SECRET, 100, 40), page="/CropBox [0 200 612 792]"
    ),
    "one point high": lambda: pdf(mail(name(size=1))),
    "shrunk by the matrix": lambda: pdf(mail(f"0.05 0 0 0.05 0 0 cm {show(SECRET, 4000, 11000)}")),
    "stroked line, thick": lambda: pdf(
        f"{mail()}\n0 G {H} w {X} {Y + H / 2} m {X + W} {Y + H / 2} l S"
    ),
    "many thin stripes": lambda: pdf(f"{mail()}\n0 g {stripes(1, 0)}"),
    "dashed line without gaps to speak of": lambda: pdf(
        f"{mail()}\n0 G {H} w [5 .2] 0 d {X} {Y + H / 2} m {X + W} {Y + H / 2} l S"
    ),
    "a picture": lambda: pdf(
        f"{mail()}\n{place('I')}",
        resources="/XObject << /I 10 0 R >>",
        objects=(image(1, 1, b"\0"),),
    ),
    "a white picture": lambda: pdf(
        f"{mail()}\n{place('I')}",
        resources="/XObject << /I 10 0 R >>",
        objects=(image(1, 1, b"\xff"),),
    ),
    "a picture of a chequered board": lambda: pdf(
        f"{mail()}\n{place('I')}",
        resources="/XObject << /I 10 0 R >>",
        objects=(image(8, 2, bytes([0, 200] * 4 + [200, 0] * 4)),),
    ),
    "a form within a form": lambda: pdf(
        f"{mail()}\n/A Do",
        resources="/XObject << /A 10 0 R >>",
        objects=(
            form("/B Do", resources="/XObject << /B 11 0 R >>"),
            form(f"0 g {rectangle()} f"),
        ),
    ),
    "text in a form under a box": lambda: pdf(
        f"/A Do 0 g {rectangle()} f",
        resources="/XObject << /A 10 0 R >>",
        objects=(form(mail()),),
    ),
    "a pattern": lambda: pdf(
        f"{mail()}\n/Pattern cs /P scn {rectangle()} f",
        resources="/Pattern << /P 10 0 R >>",
        objects=(
            stream(
                "0 g 0 0 4 4 re f",
                "/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 4 4] "
                "/XStep 4 /YStep 4 /Resources << >>",
            ),
        ),
    ),
    "a shading": lambda: pdf(
        f"{mail()}\nq {rectangle()} W n /S sh Q",
        resources="/Shading << /S << /ShadingType 2 /ColorSpace /DeviceGray /Coords [0 0 600 0] "
        "/Extend [true true] /Function << /FunctionType 2 /Domain [0 1] /C0 [.1] /C1 [.3] /N 1 >> "
        ">> >>",
    ),
    "blackened by multiplying": lambda: pdf(
        f"{mail()}\nq /GM gs 0 g {rectangle()} f Q", resources=STATES
    ),
    "bars as letters over it": lambda: pdf(
        mail() + f"\n0 g BT /F1 {SIZE} Tf 1 0 0 1 {X + 1} {at(SECRET_LINE)} Tm (XXXXXXXXXX) Tj ET"
    ),
    "a label on the box": lambda: pdf(
        f"{mail()}\n0 g {rectangle()} f 1 g {show('[removed]', X + 2, at(SECRET_LINE))}"
    ),
    "a layer that is off": lambda: pdf(
        mail(f"/OC /L BDC {name()} EMC"),
        resources="/Properties << /L 10 0 R >>",
        objects=("<< /Type /OCG /Name (x) >>",),
        catalog="/OCProperties << /OCGs [10 0 R] /D << /OFF [10 0 R] /Order [10 0 R] >> >>",
    ),
    "ActualText": lambda: pdf(
        mail(f"/Span << /ActualText ({SECRET}) >> BDC {name().replace(SECRET, 'XXXXXXXXXX')} EMC")
    ),
    "square annotation": lambda: pdf(
        mail(), page="/Annots [10 0 R]", objects=(annotation("Square", "/IC [0] /C [0] /F 4"),)
    ),
    "highlight, opaque black": lambda: pdf(
        mail(), page="/Annots [10 0 R]", objects=(annotation("Highlight", "/C [0 0 0] /F 4"),)
    ),
    "stamp": lambda: pdf(
        mail(),
        page="/Annots [10 0 R]",
        objects=(
            annotation("Stamp", "/F 4", "/AP << /N 11 0 R >>"),
            appearance(f"0 0 .4 rg {rectangle()} f"),
        ),
    ),
    "marked for redaction": lambda: pdf(
        mail(), page="/Annots [10 0 R]", objects=(annotation("Redact", "/OC [1 0 0] /F 4"),)
    ),
    "typed over in a free text": lambda: pdf(
        mail(),
        page="/Annots [10 0 R]",
        objects=(
            annotation("FreeText", "/F 4 /DA (/F1 12 Tf)", "/AP << /N 11 0 R >>"),
            appearance(f"1 g {rectangle()} f 0 g {show('a person', X + 2, at(SECRET_LINE))}"),
        ),
    ),
    "a field painted over it": lambda: pdf(
        mail(),
        page="/Annots [10 0 R]",
        objects=(
            annotation("Widget", "/FT /Tx /T (a) /F 4", "/AP << /N 11 0 R >>"),
            appearance(f"0 g {rectangle()} f"),
        ),
        catalog="/AcroForm << /Fields [10 0 R] >>",
    ),
    "turned page": lambda: pdf(f"{mail()}\n0 g {rectangle()} f", page="/Rotate 90"),
    "crop box with an offset": lambda: pdf(
        f"{mail()}\n0 g {rectangle()} f", page="/CropBox [50 300 500 750]"
    ),
    "a font without ink": _blank_font,
    "a hidden note": lambda: pdf(
        mail(""), page="/Annots [10 0 R]", objects=(annotation("Text", f"/Contents ({SECRET})"),)
    ),
}


@pytest.mark.parametrize("how", HIDDEN)
def test_what_cannot_be_seen_comes_out_nowhere(how: str) -> None:
    found = document(HIDDEN[how]())
    assert SECRET not in found.text
    squeezed = "".join(found.text.split())
    assert not any(part in squeezed for part in ("Zor", "ora", "Qui", "uil", "ill"))
    for shown in SHOWN:
        assert shown in found.text, (shown, found.text)


FRAME = f"{X - 30} {Y - 40} {W + 60} {H + 80} re"
SEEN: dict[str, Callable[[], bytes]] = {
    "plain": lambda: pdf(mail()),
    "a frame": lambda: pdf(f"{mail()}\n0 G 1 w {FRAME} S"),
    "a thick frame": lambda: pdf(f"{mail()}\n0 G 3 w {rectangle(3)} S"),
    "a frame of two rectangles": lambda: pdf(f"{mail()}\n0 g {rectangle(5)} {rectangle(2)} f*"),
    "a dark page": lambda: pdf(f"0.1 g 0 0 612 792 re f {mail(colour='.8 g')}"),
    "a dark page, darker letters": lambda: pdf(f"0 g 0 0 612 792 re f {mail(colour='.45 g')}"),
    "code in colours": lambda: pdf(
        f".15 g {FRAME} f {mail(name('.94 .55 .29 rg'), colour='1 0 0 rg')}"
    ),
    "a shadow": lambda: pdf(f".6 g {X + 3} {Y - 3} {W} {H} re f 1 g {rectangle()} f {mail()}"),
    "a yellow marker": lambda: pdf(f"1 1 0 rg {rectangle()} f {mail()}"),
    "a marker drawn afterwards": lambda: pdf(
        f"{mail()}\nq /GM gs 1 1 0 rg {rectangle()} f Q", resources=STATES
    ),
    "highlighted": lambda: pdf(
        mail(), page="/Annots [10 0 R]", objects=(annotation("Highlight", "/C [1 1 0] /F 4"),)
    ),
    "underlined": lambda: pdf(
        mail(), page="/Annots [10 0 R]", objects=(annotation("Underline", "/C [1 0 0] /F 4"),)
    ),
    "struck out": lambda: pdf(
        f"{mail()}\n0 G 1 w {X} {at(SECRET_LINE) + 4} m {X + W} {at(SECRET_LINE) + 4} l S"
    ),
    "a hidden annotation": lambda: pdf(
        mail(), page="/Annots [10 0 R]", objects=(annotation("Square", "/IC [0] /F 2"),)
    ),
    "a link": lambda: pdf(
        mail(),
        page="/Annots [10 0 R]",
        objects=(annotation("Link", "/A << /S /URI /URI (https://n.example) >>"),),
    ),
    "rules in one path": lambda: pdf(
        f"{mail()}\n0 g 60 712 400 1 re 60 560 400 1 re 60 560 1 153 re f"
    ),
    "white on black": lambda: pdf(f"0 g {rectangle()} f {mail(name('1 g'))}"),
    "red on green": lambda: pdf(f"0 .5 0 rg {rectangle(4)} f {mail(name('1 0 0 rg'))}"),
    "light grey": lambda: pdf(mail(name(".7 g"))),
    "five points": lambda: pdf(mail(name(size=5))),
    "stroked": lambda: pdf(mail(name("1 Tr .4 w"))),
    "bold by printing twice": lambda: pdf(
        mail() + "\n" + name().replace(f"{X + 1:.2f}", f"{X + 1.3:.2f}")
    ),
    "an image behind": lambda: pdf(
        f"{place('I')}\n{mail()}",
        resources="/XObject << /I 10 0 R >>",
        objects=(image(2, 1, b"\xff\xaa"),),
    ),
    "a box beside": lambda: pdf(f"{mail()}\n0 g {X + W + 60} {Y} 60 {H} re f"),
    "a layer that is on": lambda: pdf(
        mail(f"/OC /L BDC {name()} EMC"),
        resources="/Properties << /L 10 0 R >>",
        objects=("<< /Type /OCG /Name (x) >>",),
        catalog="/OCProperties << /OCGs [10 0 R] /D << /ON [10 0 R] /Order [10 0 R] >> >>",
    ),
    "typed in a free text": lambda: pdf(
        mail(""),
        page="/Annots [10 0 R]",
        objects=(
            annotation("FreeText", "/F 4 /DA (/F1 12 Tf)", "/AP << /N 11 0 R >>"),
            appearance(show(SECRET, X + 1, at(SECRET_LINE))),
        ),
    ),
    "typed in a field": lambda: pdf(
        mail(""),
        page="/Annots [10 0 R]",
        objects=(
            annotation("Widget", f"/FT /Tx /T (a) /V ({SECRET}) /F 4", "/AP << /N 11 0 R >>"),
            appearance(show(SECRET, X + 1, at(SECRET_LINE))),
        ),
        catalog="/AcroForm << /Fields [10 0 R] >>",
    ),
    "a clip that leaves it": lambda: pdf(mail(f"{FRAME} W n {name()}")),
    "text in forms": lambda: pdf(
        "/A Do",
        resources="/XObject << /A 10 0 R >>",
        objects=(
            form("/B Do", resources="/XObject << /B 11 0 R >>"),
            form(mail()),
        ),
    ),
    "turned page": lambda: pdf(mail(), page="/Rotate 270"),
    "ActualText that says the same": lambda: pdf(
        mail(f"/Span << /ActualText ({SECRET}) >> BDC {name()} EMC")
    ),
    "a watermark across": lambda: pdf(
        mail() + "\n.9 g BT /F1 60 Tf .7 .7 -.7 .7 100 400 Tm (DRAFT) Tj ET"
    ),
    "vertical rules of a table": lambda: pdf(
        f"{mail()}\n0 g " + " ".join(f"{x} 540 1.5 180 re" for x in range(60, 560, 60)) + " f"
    ),
}


@pytest.mark.parametrize("how", SEEN)
def test_what_can_be_seen_is_read(how: str) -> None:
    found = document(SEEN[how]())
    line = next(line for line in found.text.split("\n") if "witness" in line)
    assert " ".join(line.split()).removesuffix(" █████████") == LINES[SECRET_LINE]
    for shown in SHOWN:
        assert shown in found.text
    assert found.redactions == () or how == "a box beside"


@pytest.mark.parametrize(
    ("how", "reason", "barred"),
    [
        ("black box", Hiding.COVERED, True),
        ("white on white", Hiding.SAME_COLOUR, True),
        ("invisible mode", Hiding.TRANSPARENT, True),
        ("marked for redaction", Hiding.MARKED, True),
        ("off the page", Hiding.OUTSIDE_PAGE, False),
        ("one point high", Hiding.TOO_SMALL, False),
        ("a layer that is off", Hiding.NOT_DISPLAYED, False),
        ("a label on the box", Hiding.COVERED, False),
    ],
)
def test_hidden_text_is_listed_with_its_place(how: str, reason: Hiding, barred: bool) -> None:
    found = document(HIDDEN[how]())
    item = found.hidden[0]
    assert {(item.how, item.page) for item in found.hidden} == {(reason, 1)}
    assert sum(item.characters for item in found.hidden) == len(SECRET.replace(" ", ""))
    assert item.box is not None
    marked = found.text[item.span.start : item.span.end]
    assert set(marked) == ({"█"} if barred else set())
    if barred:
        line = next(line for line in found.text.split("\n") if "witness" in line)
        assert line == LINES[SECRET_LINE].replace(SECRET, marked)
        assert abs(item.box[0] - X) < ADVANCE
        assert abs(item.box[2] - X - W) < ADVANCE
        assert item.box[0] > LEFT


@pytest.mark.parametrize("how", ["white on white", "marked for redaction", "one point high"])
def test_page_images_are_black_where_text_was_withheld(how: str, tmp_path: Path) -> None:
    data = HIDDEN[how]()
    path = tmp_path / "x.pdf"
    path.write_bytes(data)
    sha256 = hashlib.sha256(data).hexdigest()
    images = PageImages(lambda: [OpenedFile(str(path), len(data), sha256)], None)
    for _ in range(2):
        assert images.count(sha256) == 1
        jpeg = images.image(sha256, 1, ImageFormat.JPEG, None)
        picture = Image.open(BytesIO(jpeg)).convert("L")
        (left, bottom, right, top) = document(data).hidden[0].box or (0, 0, 0, 0)
        x, y = (left + right) / 2, 792 - (bottom + top) / 2
        assert picture.getpixel((round(x * 300 / 72), round(y * 300 / 72))) < 40


@pytest.mark.parametrize(("ground", "bars"), [(0, 0), (60, 1)])
def test_cells_of_a_dark_page_are_its_ground(ground: int, bars: int) -> None:
    page = Image.new("L", (900, 1200), ground)
    pen = ImageDraw.Draw(page)
    for place in range(40):
        left, top = 90 + 165 * (place % 4), 300 + 27 * (place // 4)
        pen.rectangle((left, top, left + 165, top + 27), outline=255, width=3)
    # A bar can be seen on a page that is not as dark.
    pen.rectangle((90, 900, 300, 925), fill=0, outline=120, width=2)
    assert len(box_areas(page, 1.5)) == bars


@pytest.mark.parametrize(("width", "bars"), [(14, 0), (40, 4)])
def test_bars_beside_paragraphs_are_borders(width: int, bars: int) -> None:
    page = Image.new("L", (900, 1200), 255)
    pen = ImageDraw.Draw(page)
    # One beside a paragraph of four lines, others beside paragraphs of one.
    for top, height in ((100, 88), (220, 22), (260, 22), (300, 22)):
        pen.rectangle((90, top, 90 + width - 1, top + height - 1), fill=0)
    assert len(box_areas(page, 1.5)) == bars


def test_of_a_mark_over_two_lines_only_its_quadrilaterals_count() -> None:
    x, y, w, h = secret_box()
    quads = " ".join(
        f"{left:.2f} {top:.2f} {right:.2f} {top:.2f} "
        f"{left:.2f} {bottom:.2f} {right:.2f} {bottom:.2f}"
        for left, bottom, right, top in ((x, y, x + w, y + h), (70, y - 17, 107, y - 6))
    )
    mark = (
        f"<< /Type /Annot /Subtype /Redact /F 4 /Rect [70 {y - 18} 500 {y + h}] "
        f"/QuadPoints [{quads}] >>"
    )
    (document,) = read_bytes(pdf(mail(), page="/Annots [10 0 R]", objects=(mark,)), "x.pdf")
    lines = document.text.split("\n")
    assert re.sub("█+", "█", lines[SECRET_LINE]) == "the witness is █ of the"
    assert lines[SECRET_LINE + 1].lstrip("█ ").startswith("pier and she saw it all.")
