"""Make PDF versions of text documents: real fonts, black boxes, furniture, columns, scans."""

from __future__ import annotations

from pathlib import Path

from fpdf import FPDF

FONTS = (
    Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"),
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
)
LINE = 12.0
MARGIN = 50.0
TOP = 60.0


def new_page_printer(*, cjk: bool = False) -> FPDF:
    pdf = FPDF(unit="pt", format="A4")
    pdf.set_auto_page_break(auto=False)
    font = FONTS[1] if cjk else FONTS[0]
    if font.exists():
        pdf.add_font("text", fname=str(font))
        pdf.set_font("text", size=9)
    else:
        pdf.set_font("Helvetica", size=9)
    return pdf


def print_text(
    text: str, *, cjk: bool = False, header: str = "", footer: str = "", lines_a_page: int = 55
) -> bytes:
    """The lines of a text one below the other, with a header and a numbered footer on each page."""
    pdf = new_page_printer(cjk=cjk)
    lines = text.rstrip("\n").split("\n")
    # What runs off the sheet cannot be seen: the sheet is as wide as the longest line.
    widest = max(pdf.get_string_width(line.replace("\t", "    ")) for line in lines)
    sheet = (max(595.0, widest + 2 * MARGIN), 842.0)
    for number, start in enumerate(range(0, len(lines), lines_a_page), start=1):
        pdf.add_page(format=sheet)
        if header:
            pdf.text(MARGIN, 30, header)
        for place, line in enumerate(lines[start : start + lines_a_page]):
            _draw(pdf, MARGIN, TOP + place * LINE, line)
        if footer:
            pdf.text(MARGIN, 815, f"{footer} {number:06d}")
    return bytes(pdf.output())


def _draw(pdf: FPDF, x: float, y: float, line: str) -> None:
    """A line of text; each run of █ is drawn as a black box without text."""
    while line:
        bar = len(line) - len(line.lstrip("█"))
        if bar:
            width = bar * 5.0
            pdf.set_fill_color(0)
            pdf.rect(x, y - 8, width, 10, style="F")
            x += width
            line = line[bar:]
            continue
        text, mark, rest = line.partition("█")
        pdf.text(x, y, text.replace("\t", "    "))
        x += pdf.get_string_width(text.replace("\t", "    "))
        line = mark + rest


def print_covered(lines: list[tuple[str, str]], *, light: bool = False) -> bytes:
    """Lines of (open, covered) text: the second lies readable under a box.

    With `light` it is drawn in white on top of the box, and so meant to be read.
    """
    pdf = new_page_printer()
    pdf.add_page()
    for place, (seen, covered) in enumerate(lines):
        y = TOP + place * LINE
        pdf.set_text_color(0)
        pdf.text(MARGIN, y, seen)
        if covered:
            x = MARGIN + pdf.get_string_width(seen + " ")
            width = pdf.get_string_width(covered)
            pdf.set_fill_color(0)
            if light:
                pdf.rect(x - 1, y - 8, width + 2, 10, style="F")
                pdf.set_text_color(255)
                pdf.text(x, y, covered)
            else:
                pdf.text(x, y, covered)
                pdf.rect(x - 1, y - 8, width + 2, 10, style="F")
    return bytes(pdf.output())


def print_columns(left: list[str], right: list[str]) -> bytes:
    """Two columns of prose on one page."""
    pdf = new_page_printer()
    pdf.add_page()
    for x, lines in ((MARGIN, left), (MARGIN + 260, right)):
        for place, line in enumerate(lines):
            pdf.text(x, TOP + place * LINE, line)
    return bytes(pdf.output())


def encrypt(text: str, password: str) -> bytes:
    pdf = new_page_printer()
    pdf.set_encryption(owner_password=password + "!", user_password=password)
    pdf.add_page()
    for place, line in enumerate(text.split("\n")):
        pdf.text(MARGIN, TOP + place * LINE, line)
    return bytes(pdf.output())


def scan(text: str) -> bytes:
    """The text as a picture of a page, without a text layer."""
    import pypdfium2 as pdfium

    document = pdfium.PdfDocument(print_text(text, lines_a_page=60))
    image = document[0].render(scale=200 / 72).to_pil()
    pdf = FPDF(unit="pt", format="A4")
    pdf.add_page()
    pdf.image(image, 0, 0, 595, 842)
    return bytes(pdf.output())
