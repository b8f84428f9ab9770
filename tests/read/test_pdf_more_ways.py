"""More ways to hide a name in a PDF, and more ways that only seem to."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mailrecon.model import Document
from mailrecon.read import ReadOptions, read_bytes
from read.make_raw_pdf import (
    ADVANCE,
    LEFT,
    LINES,
    SECRET,
    SECRET_LINE,
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

X, Y, W, H = secret_box()
NAME_X = LEFT + ADVANCE * LINES[SECRET_LINE].index(SECRET)
BOX = f"[{X:.2f} {Y:.2f} {X + W:.2f} {Y + H:.2f}]"
LAYERS = (
    "/OCProperties << /OCGs [10 0 R 11 0 R] /D << /OFF [11 0 R] /Order [] >> >>",
    "<< /Type /OCG /Name (on) >>",
    "<< /Type /OCG /Name (off) >>",
)


def state(entries: str) -> str:
    return f"/ExtGState << /G << {entries} >> >>"


def picture(data: bytes, entries: str) -> bytes:
    return stream(data, f"/Type /XObject /Subtype /Image /BitsPerComponent 8 {entries}")


def drawn_in_box(name_: str) -> str:
    return f"q {W:.2f} 0 0 {H:.2f} {X:.2f} {Y:.2f} cm /{name_} Do Q"


def annotated(entries: str, appearance: str | None = None, more: str = "") -> bytes:
    objects = [f"<< /Type /Annot /Rect {BOX} {entries} >>"]
    if appearance is not None:
        objects[0] = objects[0].replace(" >>", " /AP << /N 11 0 R >> >>")
        objects.append(form(appearance, f"/BBox {BOX}").decode("latin-1"))
    return pdf(mail() + more, page="/Annots [10 0 R]", objects=objects)


def letters(cover: Callable[[float], str]) -> str:
    """The name letter by letter, each an object of its own, each covered by itself."""
    found = []
    for place, letter in enumerate(SECRET):
        x = NAME_X + ADVANCE * place
        found += [show(letter, x, at(SECRET_LINE)), cover(x)]
    return "\n".join(found)


def shown_by(entries: str) -> bytes:
    return pdf(
        mail(f"/OC /M BDC {name()} EMC"),
        catalog=LAYERS[0],
        resources="/Properties << /M 12 0 R >>",
        objects=(*LAYERS[1:], entries),
    )


def again(text: str, step: float, count: int, x: float = NAME_X) -> str:
    """A string printed again and again, a little farther each time."""
    return "\n".join(show(text, x + step * place, at(SECRET_LINE)) for place in range(count))


def tight(text: str, between: float) -> str:
    """A string whose letters are set too close."""
    return f"BT /F1 12 Tf {between} Tc 1 0 0 1 {NAME_X} {at(SECRET_LINE)} Tm ({text}) Tj ET"


HIDDEN: dict[str, Callable[[], bytes]] = {
    "a letter over it once": lambda: pdf(f"{mail()}\n{again('M' * 10, 0, 1)}"),
    "two letters over it in turn": lambda: pdf(f"{mail()}\n{again('WHWHWHWHWH', 0, 1)}"),
    "strings a half point apart": lambda: pdf(f"{mail()}\n{again('M' * 12, 0.5, 12)}"),
    "strings a point apart": lambda: pdf(f"{mail()}\n{again('M' * 12, 1, 8)}"),
    "other strings a point apart": lambda: pdf(f"{mail()}\n{again('Rita Hobb Rob', 1, 8)}"),
    "letters less than a point apart": lambda: pdf(f"{mail()}\n{again('M', 0.7, 100)}"),
    "one string set too close": lambda: pdf(f"{mail()}\n{tight('M' * 50, -5.2)}"),
    "one string set far too close": lambda: pdf(f"{mail()}\n{tight('M' * 90, -6.4)}"),
    "two letters set too close": lambda: pdf(f"{mail()}\n{tight('HE' * 50, -6)}"),
    "a link that is drawn": lambda: annotated(
        "/Subtype /Link /F 4 /Border [0 0 0]", f"0 g {rectangle()} f"
    ),
    "letter by letter under boxes": lambda: pdf(
        mail(letters(lambda x: f"0 g {x:.2f} {Y} {ADVANCE:.2f} {H} re f"))
    ),
    "a stencil": lambda: pdf(
        f"{mail()}\n0 g {drawn_in_box('I')}",
        resources="/XObject << /I 10 0 R >>",
        objects=(
            stream(
                b"\0",
                "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ImageMask true "
                "/BitsPerComponent 1",
            ),
        ),
    ),
    "an inline picture": lambda: pdf(
        f"{mail()}\nq {W:.2f} 0 0 {H:.2f} {X:.2f} {Y:.2f} cm BI /W 1 /H 1 /BPC 8 /CS /G ID "
        "\x20 EI Q"
    ),
    "a colour picture": lambda: pdf(
        f"{mail()}\n{drawn_in_box('I')}",
        resources="/XObject << /I 10 0 R >>",
        objects=(picture(b"\x20\x90\x30", "/Width 1 /Height 1 /ColorSpace /DeviceRGB"),),
    ),
    "a polygon": lambda: pdf(
        f"{mail()}\n.3 g {X - 4} {Y - 4} m {X + W} {Y - 4} l {X + W + 4} {Y + H} l {X} {Y + H + 4} "
        "l h f"
    ),
    "a curve": lambda: pdf(
        f"{mail()}\n0 0 .5 rg {X - 4} {Y} m "
        f"{X - 4} {Y + 19} {X + W + 4} {Y + 19} {X + W + 4} {Y} c h f "
        f"{X} {Y} {W} {H} re f"
    ),
    "scribbled": lambda: pdf(
        f"{mail()}\n0 G 5 w {X} {Y + 2} m "
        + " ".join(f"{X + step * 2} {Y + (11 if step % 2 else 1)} l" for step in range(40))
        + " S"
    ),
    "white stripes over black text": lambda: pdf(
        f"{mail()}\n1 g " + " ".join(f"{X} {Y + step} {W} 1.6 re f" for step in range(0, 16, 2))
    ),
    "a soft mask of nothing": lambda: pdf(
        mail("/G gs " + name()),
        resources=state("/SMask << /S /Luminosity /G 10 0 R >>"),
        objects=(form("0 g 0 0 612 792 re f", "/Group << /S /Transparency /CS /DeviceGray >>"),),
    ),
    "white by screening": lambda: pdf(
        f"{mail()}\nq /G gs 1 g {rectangle()} f Q", resources=state("/BM /Screen")
    ),
    "dodged away": lambda: pdf(
        f"{mail()}\nq /G gs 1 g {rectangle()} f Q", resources=state("/BM /Lighten")
    ),
    "squeezed to nothing": lambda: pdf(mail(name("1 Tz"))),
    "flat": lambda: pdf(
        mail(f"BT /F1 12 Tf 1 0 0 0.04 {NAME_X:.2f} {at(SECRET_LINE)} Tm ({SECRET}) Tj ET")
    ),
    "stroked white": lambda: pdf(mail(name("1 Tr 1 G .5 w"))),
    "filled and stroked white": lambda: pdf(mail(name("2 Tr 1 G 1 g .5 w"))),
    "white in CMYK": lambda: pdf(mail(name("0 0 0 0 k"))),
    "white in Lab": lambda: pdf(
        mail(f"/L cs 100 0 0 sc {name()}"),
        resources="/ColorSpace << /L [/Lab << /WhitePoint [.95 1 1.09] >>] >>",
    ),
    "raised off the page": lambda: pdf(mail(name("900 Ts"))),
    "a layer by membership": lambda: shown_by("<< /Type /OCMD /OCGs [11 0 R] >>"),
    "a layer by all of two": lambda: shown_by("<< /Type /OCMD /OCGs [10 0 R 11 0 R] /P /AllOn >>"),
    "a form in a layer that is off": lambda: pdf(
        mail("/A Do"),
        catalog=LAYERS[0],
        resources="/XObject << /A 12 0 R >>",
        objects=(*LAYERS[1:], form(name(), "/OC 11 0 R")),
    ),
    "a form whose box leaves it out": lambda: pdf(
        mail("/A Do"),
        resources="/XObject << /A 10 0 R >>",
        objects=(form(name(), "/BBox [0 0 100 100]"),),
    ),
    "ink": lambda: annotated(
        f"/Subtype /Ink /InkList [[{X} {Y + 7} {X + W} {Y + 7}]] /C [0 0 0]",
        f"0 G {H} w {X} {Y + H / 2} m {X + W} {Y + H / 2} l S",
    ),
    "a thick line": lambda: annotated(
        f"/Subtype /Line /L [{X} {Y + 7} {X + W} {Y + 7}] /C [0 0 0]",
        f"0 G {H} w {X} {Y + H / 2} m {X + W} {Y + H / 2} l S",
    ),
    "a white note": lambda: annotated("/Subtype /FreeText /DA (/F1 1 Tf)", f"1 g {rectangle(3)} f"),
    "marked with words to put there": lambda: annotated(
        "/Subtype /Redact /OverlayText (REMOVED) /IC [0 0 0]"
    ),
    "a note that is not shown": lambda: pdf(
        mail(""),
        page="/Annots [10 0 R]",
        objects=(
            f"<< /Type /Annot /Subtype /FreeText /Rect {BOX} /F 2 /Contents ({SECRET}) "
            "/DA (/F1 12 Tf 0 g) >>",
        ),
    ),
    "the contents of a note": lambda: pdf(
        mail(""),
        page="/Annots [10 0 R]",
        objects=(f"<< /Type /Annot /Subtype /Text /Rect {BOX} /Contents ({SECRET}) >>",),
    ),
    "metadata": lambda: pdf(mail(""), catalog="/Lang (en)").replace(
        b"/Root 1 0 R", f"/Root 1 0 R /Info << /Title ({SECRET}) >>".encode()
    ),
    "two boxes that meet": lambda: pdf(
        f"{mail()}\n.8 0 0 rg {X} {Y} {W / 2:.2f} {H} re f 0 .6 0 rg {X + W / 2:.2f} {Y} "
        f"{W / 2:.2f} {H} re f"
    ),
    "turned and covered": lambda: pdf(
        f"{mail('')}\n{show('', 0, 0)} BT /F1 12 Tf 0 1 -1 0 40 300 Tm ({SECRET}) Tj ET "
        "0 g 26 296 18 84 re f"
    ),
    "light grey on grey": lambda: pdf(f".6 g {rectangle()} f {mail(name('.66 g'))}"),
    "red on red": lambda: pdf(f"1 0 0 rg {rectangle()} f {mail(name('.95 0 0 rg'))}"),
}

SEEN: dict[str, Callable[[], bytes]] = {
    "a stamp not for viewing": lambda: annotated("/Subtype /Stamp /F 32", f"0 g {rectangle()} f"),
    "a stamp only for printing": lambda: annotated("/Subtype /Stamp /F 36", f"0 g {rectangle()} f"),
    "a link without looks": lambda: annotated("/Subtype /Link /F 4", ""),
    "a soft mask of all": lambda: pdf(
        mail("/G gs " + name()),
        resources=state("/SMask << /S /Luminosity /G 10 0 R >>"),
        objects=(form("1 g 0 0 612 792 re f", "/Group << /S /Transparency /CS /DeviceGray >>"),),
    ),
    "a box that multiplies white": lambda: pdf(
        f"{mail()}\nq /G gs 1 g {rectangle()} f Q", resources=state("/BM /Multiply")
    ),
    "a box of darkening yellow": lambda: pdf(
        f"{mail()}\nq /G gs 1 1 0 rg {rectangle()} f Q", resources=state("/BM /Darken")
    ),
    "a picture that is clear": lambda: pdf(
        f"{mail()}\n{drawn_in_box('I')}",
        resources="/XObject << /I 10 0 R >>",
        objects=(
            picture(b"\0", "/Width 1 /Height 1 /ColorSpace /DeviceGray /SMask 11 0 R"),
            picture(b"\0", "/Width 1 /Height 1 /ColorSpace /DeviceGray"),
        ),
    ),
    "a box of no opacity": lambda: pdf(
        f"{mail()}\nq /G gs 0 g {rectangle()} f Q", resources=state("/ca 0")
    ),
    "a box half opaque": lambda: pdf(
        f"{mail()}\nq /G gs 1 g {rectangle()} f Q", resources=state("/ca .35")
    ),
    "a path that is not painted": lambda: pdf(f"{mail()}\n0 g {rectangle()} n"),
    "a box clipped away": lambda: pdf(f"{mail()}\nq 0 0 9 9 re W n 0 g {rectangle()} f Q"),
    "a box off the layer": lambda: pdf(
        f"{mail()}\n/OC /M BDC 0 g {rectangle()} f EMC",
        catalog=LAYERS[0],
        resources="/Properties << /M 11 0 R >>",
        objects=LAYERS[1:],
    ),
    "a layer by any of two": lambda: shown_by("<< /Type /OCMD /OCGs [10 0 R 11 0 R] /P /AnyOn >>"),
    "letter by letter": lambda: pdf(mail(letters(lambda _: ""))),
    "a hatching": lambda: pdf(
        f"{mail()}\n.5 G .4 w "
        + " ".join(f"{X + step} {Y} m {X + step + 6} {Y + H} l S" for step in range(0, 70, 5))
    ),
    "a box under it": lambda: pdf(f".8 .9 1 rg {rectangle()} f {mail()}"),
    "white on a picture": lambda: pdf(
        f"{drawn_in_box('I')} {mail(name('1 g'))}",
        resources="/XObject << /I 10 0 R >>",
        objects=(picture(b"\x20", "/Width 1 /Height 1 /ColorSpace /DeviceGray"),),
    ),
    "white on a shading": lambda: pdf(
        f"q {rectangle()} W n /S sh Q {mail(name('1 g'))}",
        resources="/Shading << /S << /ShadingType 2 /ColorSpace /DeviceGray /Coords [0 0 612 0] "
        "/Extend [true true] /Function << /FunctionType 2 /Domain [0 1] /C0 [0] /C1 [.3] /N 1 >> "
        ">> >>",
    ),
    "grey in CMYK": lambda: pdf(mail(name("0 0 0 .6 k"))),
    "squeezed": lambda: pdf(mail(name("60 Tz"))),
    "set wide": lambda: pdf(mail(name("-1 Tc"))),
    "filled and stroked": lambda: pdf(mail(name("2 Tr .4 w"))),
    "slanted": lambda: pdf(
        mail(f"BT /F1 12 Tf 1 0 .3 1 {NAME_X:.2f} {at(SECRET_LINE)} Tm ({SECRET}) Tj ET")
    ),
    "upright along the margin": lambda: pdf(
        f"{mail('')} BT /F1 12 Tf 0 1 -1 0 40 300 Tm ({SECRET}) Tj ET"
    ),
    "an underline annotation": lambda: annotated(
        f"/Subtype /Underline /QuadPoints [{X} {Y + H} {X + W} {Y + H} {X} {Y} {X + W} {Y}]",
        f"0 G 1 w {X} {Y + 1} m {X + W} {Y + 1} l S",
    ),
    "a frame annotation": lambda: annotated(
        "/Subtype /Square", f"1 0 0 RG 2 w {X + 1} {Y + 1} {W - 2} {H - 2} re S"
    ),
    "a box that is not shown": lambda: annotated("/Subtype /Square /F 2", f"0 g {rectangle()} f"),
    "dark grey on a light box": lambda: pdf(f".85 g {rectangle()} f {mail(name('.3 g'))}"),
    "orange on white": lambda: pdf(mail(name("1 .5 0 rg"))),
    "pale on black": lambda: pdf(f"0 g {rectangle()} f {mail(name('.6 .6 .9 rg'))}"),
    "a crop box with room": lambda: pdf(mail(), page="/CropBox [30 300 600 780]"),
    "user units": lambda: pdf(mail(), page="/UserUnit 2"),
    "a media box that begins elsewhere": lambda: pdf(mail(), page="/MediaBox [-50 -20 562 772]"),
    "painted twice": lambda: pdf(mail(f"{name('.5 g')} {name('0 g')}")),
    "a box below the line": lambda: pdf(f"{mail()}\n0 g {X} {Y - 6} {W} 5 re f"),
    "a big watermark under it": lambda: pdf(
        f"q .75 g BT /F1 90 Tf .7 .7 -.7 .7 120 450 Tm (DRAFT) Tj ET Q\n{mail()}"
    ),
    "small capitals": lambda: pdf(mail(name(size=7))),
}


def document(data: bytes) -> Document:
    (found,) = read_bytes(data, "x.pdf", ReadOptions())
    return found


@pytest.mark.parametrize("how", HIDDEN)
def test_a_hidden_name_comes_out_nowhere(how: str) -> None:
    check_hidden(document(HIDDEN[how]()))


def check_hidden(found: Document) -> None:
    """The secret name is nowhere in a document, and the visible lines around it are there."""
    said = f"{found.text} {found!r}".replace(" ", "")
    assert "Zora" not in said
    assert "Quill" not in said
    for line in (0, 1, 2, 3, 5, 7):
        assert LINES[line].split()[-1] in found.text


@pytest.mark.parametrize("how", SEEN)
def test_a_name_that_can_be_seen_is_read(how: str) -> None:
    check_seen(document(SEEN[how]()))


def check_seen(found: Document) -> None:
    """The name is read, and nothing is withheld."""
    assert "Zora" in found.text
    assert "Quill" in found.text
    assert not found.hidden
