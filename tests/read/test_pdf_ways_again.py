"""Further ways to hide or show a name in a PDF, each compared with the drawn page."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from read.make_raw_pdf import SECRET, SECRET_LINE, at, form, mail, name, pdf, rectangle, show
from read.said import said
from read.test_pdf_more_ways import (
    BOX,
    NAME_X,
    H,
    W,
    X,
    Y,
    annotated,
    check_hidden,
    check_seen,
    document,
    drawn_in_box,
    letters,
    picture,
    state,
)

BASE = at(SECRET_LINE)
MIDDLE = Y + H / 2
GREY = "/Width 1 /Height 1 /ColorSpace /DeviceGray"


def type3(glyph: str) -> bytes:
    """The name in a font whose letters are drawn by `glyph`, a content stream."""
    codes = sorted({ord(letter) for letter in SECRET})
    names = " ".join(f"{code} /c" for code in codes)
    widths = " ".join(["600"] * (codes[-1] - codes[0] + 1))
    moved = "\n".join(f"<{code:02x}> <{code:04x}>" for code in codes)
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def\n"
        "1 begincodespacerange <00> <ff> endcodespacerange\n"
        f"{len(codes)} beginbfchar\n{moved}\nendbfchar\nendcmap end end"
    )
    font = (
        "<< /Type /Font /Subtype /Type3 /FontBBox [0 -200 600 800] /FontMatrix [.001 0 0 .001 0 0] "
        f"/FirstChar {codes[0]} /LastChar {codes[-1]} /Widths [{widths}] "
        f"/CharProcs << /c 11 0 R >> /Encoding << /Type /Encoding /Differences [{names}] >> "
        "/ToUnicode 12 0 R /Resources << >> >>"
    )
    drawn = f"BT /F9 12 Tf 1 0 0 1 {NAME_X:.2f} {BASE} Tm ({SECRET}) Tj ET"
    made = pdf(
        mail(drawn),
        objects=(
            font,
            f"<< /Length {len(glyph)} >>\nstream\n{glyph}\nendstream",
            f"<< /Length {len(cmap)} >>\nstream\n{cmap}\nendstream",
        ),
    )
    return made.replace(b"/F1 3 0 R >>", b"/F1 3 0 R /F9 10 0 R >>")


def under_others(count: int, place: int) -> bytes:
    """The name among words that lie one over the other, each on a white box over those before."""
    words = [f"Winifred {letter}" for letter in "ABCDEFGHIJKLMNO"[:count]]
    words.insert(place, SECRET)
    box = f"\n1 g {rectangle()} f 0 g\n"
    return pdf(mail(box.join(show(word, NAME_X, BASE) for word in words)))


def turned(text: str, degrees: float, x: float, y: float, size: float, more: str = "0 g") -> str:
    """Text that runs in another direction."""
    across, up = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    matrix = f"{across:.4f} {up:.4f} {-up:.4f} {across:.4f} {x:.2f} {y:.2f}"
    return f"q {more} BT /F1 {size} Tf {matrix} Tm ({text}) Tj ET Q"


def clipping(operators: str) -> str:
    """The name as a clip, and what is painted through it."""
    return f"{name('7 Tr')} {operators}"


HIDDEN: dict[str, Callable[[], bytes]] = {
    "a fat word a little slanted over it": lambda: pdf(
        f"{mail()}\n{turned('MWHNBEQRMWHN', 3, X - 6, Y - 2, 12, '2 Tr 0 g 0 G 12 w')}"
    ),
    "a fat white word a little slanted over it": lambda: pdf(
        f"{mail()}\n{turned('MWHNBEQRMWHN', -3, X - 6, Y + 4, 12, '2 Tr 1 g 1 G 12 w')}"
    ),
    "a clip that nothing is painted through": lambda: pdf(mail(clipping(""))),
    "a clip that white is painted through": lambda: pdf(mail(clipping(f"1 g {rectangle()} f"))),
    "a clip under a bar": lambda: pdf(
        f"{mail(clipping(f'0 g {rectangle()} f'))}\n0 g {rectangle(2)} f"
    ),
    "a clip that leaves the letters' feet": lambda: pdf(
        mail(f"0 {BASE - 4} 612 5.5 re W n {name()}")
    ),
    "a clip on black that black is painted through": lambda: pdf(
        mail(f"0 g {rectangle(2)} f {clipping(f'0 g {rectangle()} f')}")
    ),
    "seventh of eight words over one another": lambda: under_others(7, 6),
    "second of sixteen words over one another": lambda: under_others(15, 1),
    "last but one of sixteen words over one another": lambda: under_others(15, 14),
    "left of the sheet": lambda: pdf(mail(show(SECRET, -400, BASE))),
    "moved off the sheet": lambda: pdf(mail(f"1 0 0 1 0 2000 cm {name()}")),
    "made tiny by the matrix": lambda: pdf(
        mail(f"BT /F1 12 Tf .05 0 0 .05 {NAME_X:.2f} {BASE} Tm ({SECRET}) Tj ET")
    ),
    "printed again in white": lambda: pdf(f"{mail()}\nq 1 g {name()} 2 Tr 1 G 1.5 w {name()} Q"),
    "a bar that leaves the letters' feet": lambda: pdf(
        f"{mail()}\n0 g {X:.1f} {BASE + 1} {W:.1f} {H} re f"
    ),
    "a white bar that leaves the letters' feet": lambda: pdf(
        f"{mail()}\n1 g {X:.1f} {BASE + 1} {W:.1f} {H} re f"
    ),
    "a thick stroke": lambda: pdf(
        f"{mail()}\n0 G {H:.1f} w {X:.1f} {MIDDLE:.1f} m {X + W:.1f} {MIDDLE:.1f} l S"
    ),
    "a thick white stroke": lambda: pdf(
        f"{mail()}\n1 G {H:.1f} w {X:.1f} {MIDDLE:.1f} m {X + W:.1f} {MIDDLE:.1f} l S"
    ),
    "a dashed stroke without gaps": lambda: pdf(
        f"{mail()}\n0 G [4 0.01] 0 d {H:.1f} w {X:.1f} {MIDDLE:.1f} m {X + W:.1f} {MIDDLE:.1f} l S"
    ),
    "a diamond": lambda: pdf(
        f"{mail('', skip=(4,))}\n{name()}\n0 g {X - 60:.1f} {MIDDLE:.1f} m {X + W / 2:.1f} "
        f"{MIDDLE + 14:.1f} l {X + W + 60:.1f} {MIDDLE:.1f} l {X + W / 2:.1f} {MIDDLE - 14:.1f} l f"
    ),
    "a form in a form": lambda: pdf(
        f"{mail()}\n/A Do",
        resources="/XObject << /A 10 0 R >>",
        objects=(
            form("/B Do", "/BBox [0 0 612 792]", "/XObject << /B 11 0 R >>"),
            form(f"0 g {rectangle()} f", "/BBox [0 0 612 792]"),
        ),
    ),
    "a group of no opacity": lambda: pdf(
        mail("/G gs /A Do"),
        resources=f"{state('/ca 0 /CA 0')} /XObject << /A 10 0 R >>",
        objects=(
            form(
                show(SECRET, NAME_X, BASE),
                "/BBox [0 0 612 792] /Group << /S /Transparency /I true >>",
                "/Font << /F1 3 0 R >>",
            ),
        ),
    ),
    "a white picture": lambda: pdf(
        f"{mail()}\n{drawn_in_box('P')}",
        resources="/XObject << /P 10 0 R >>",
        objects=(picture(b"\xff", GREY),),
    ),
    "a font of blank letters": lambda: type3("600 0 d0"),
    "a font of blocks": lambda: type3("600 0 0 -200 600 800 d1 0 -200 600 1000 re f"),
    "letter by letter under strokes": lambda: pdf(
        mail(letters(lambda x: f"0 G 16 w {x - 1:.1f} {MIDDLE:.1f} m {x + 9:.1f} {MIDDLE:.1f} l S"))
    ),
}

SEEN: dict[str, Callable[[], bytes]] = {
    "a rule typed under it": lambda: pdf(mail(f"{name()} {show('_' * len(SECRET), NAME_X, BASE)}")),
    "a rule typed through it": lambda: pdf(
        mail(f"{name()} {show('-' * len(SECRET), NAME_X, BASE)}")
    ),
    "black letters set large": lambda: pdf(
        mail(f"BT 2 Tr .4 w /F1 12 Tf 1 0 0 1 {NAME_X:.2f} {BASE} Tm ({SECRET}) Tj ET 0 Tr")
    ),
    "a clip that black is painted through": lambda: pdf(mail(clipping(f"0 g {rectangle()} f"))),
    "a clip that white is painted through on black": lambda: pdf(
        mail(f"0 g {rectangle(2)} f {clipping(f'1 g {rectangle()} f')}")
    ),
    "a dark word across the page": lambda: pdf(
        f"{turned('DRAFT', 45, 150, 500, 90, '0.6 g')}\n{mail()}"
    ),
    "white that turns black": lambda: pdf(
        f"1 g {rectangle(3)} f " + mail(f"/G gs {name('1 g')}"),
        resources=state("/BM /Difference"),
    ),
    "a bar that leaves most of the letters": lambda: pdf(
        f"{mail()}\n0 g {X:.1f} {BASE + 5.5} {W:.1f} {H} re f"
    ),
    "a thin rule through it": lambda: pdf(
        f"{mail()}\n0 G .6 w {X:.1f} {BASE + 3.5} m {X + W:.1f} {BASE + 3.5} l S"
    ),
    "a grid around it": lambda: pdf(
        f"{mail()}\n0 G .5 w "
        + " ".join(
            f"{X - 40} {BASE - 5 + 18 * n} m {X + W} {BASE - 5 + 18 * n} l S" for n in (0, 1)
        )
    ),
    "a dotted line below it": lambda: pdf(
        f"{mail()}\n0 G [1 1] 0 d 1 w {X:.1f} {BASE - 3} m {X + W:.1f} {BASE - 3} l S"
    ),
    "blue": lambda: pdf(mail(name("0 0 1 rg"))),
    "half transparent": lambda: pdf(mail(f"/G gs {name()}"), resources=state("/ca .5")),
    "a yellow marker": lambda: pdf(
        f"{mail()}\nq /G gs 1 1 0 rg {rectangle()} f Q", resources=state("/BM /Multiply")
    ),
    "a clip round the line": lambda: pdf(mail(f"0 {BASE - 20} 612 50 re W n {name()}")),
    "kerned": lambda: pdf(
        mail(f"BT /F1 12 Tf 1 0 0 1 {NAME_X:.2f} {BASE} Tm [(Zo) 40 (ra) -30 ( Qui) 25 (ll)] TJ ET")
    ),
    "upside down": lambda: pdf(mail(), page="/Rotate 180"),
    "under a box of an annotation's border": lambda: annotated(
        "/Subtype /Square", f"0 G 1 w {X + 1} {Y + 1} {W - 2} {H - 2} re S"
    ),
    "a picture that is painted first": lambda: pdf(
        f"{drawn_in_box('P')}\n{mail()}",
        resources="/XObject << /P 10 0 R >>",
        objects=(picture(b"\xc0", GREY),),
    ),
    # The flag is for unknown kinds of annotations; viewers draw those they know.
    "typed in an invisible annotation": lambda: pdf(
        mail(""),
        page="/Annots [10 0 R]",
        objects=(
            f"<< /Type /Annot /Subtype /FreeText /F 1 /Rect {BOX} /AP << /N 11 0 R >> >>",
            form(show(SECRET, NAME_X, BASE), f"/BBox {BOX}"),
        ),
    ),
    "a crop box beside the sheet": lambda: pdf(mail(), page="/CropBox [1000 1000 1200 1200]"),
    "in a form that is moved": lambda: pdf(
        mail("/A Do"),
        resources="/XObject << /A 10 0 R >>",
        objects=(
            form(
                show(SECRET, 0, 0),
                f"/BBox [-9 -9 200 30] /Matrix [1 0 0 1 {NAME_X:.2f} {BASE}]",
                "/Font << /F1 3 0 R >>",
            ),
        ),
    ),
}


@pytest.mark.parametrize("how", HIDDEN)
def test_a_hidden_name_comes_out_nowhere(how: str) -> None:
    found = document(HIDDEN[how]())
    assert found.hidden
    check_hidden(found)


@pytest.mark.parametrize("how", SEEN)
def test_a_name_that_can_be_seen_is_read(how: str) -> None:
    check_seen(document(SEEN[how]()))


@pytest.mark.parametrize("degrees", [0, 45])
@pytest.mark.parametrize("is_over", [False, True])
def test_a_pale_word_across_the_page_leaves_the_text_as_it_is(
    degrees: float, is_over: bool
) -> None:
    pale = turned("DRAFT", degrees, 100, BASE - 30, 90, "/G gs 0.4 g")
    content = f"{mail()}\n{pale}" if is_over else f"{pale}\n{mail()}"
    found = document(pdf(content, resources=state("/ca .12")))
    assert f"the witness is {SECRET} of the\n" in found.text
    assert "█" not in next(line for line in found.text.splitlines() if SECRET in line)


def test_an_invisible_field_is_not_read() -> None:
    found = document(
        pdf(
            mail(""),
            page="/Annots [10 0 R]",
            catalog="/AcroForm << /Fields [10 0 R] >>",
            objects=(
                f"<< /Type /Annot /Subtype /Widget /FT /Tx /T (n) /V ({SECRET}) /F 1 /Rect {BOX} "
                "/AP << /N 11 0 R >> >>",
                form(show(SECRET, NAME_X, BASE), f"/BBox {BOX}"),
            ),
        )
    )
    assert "Zora" not in said(found)
    assert "north pier" in found.text
