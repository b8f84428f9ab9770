"""Small workbooks for tests, in the formats that have no library to write them: ODS, XLS, XLSB.

make("xls", Book(rows=[[Cell("From"), Cell("Ann Poe", letters="FFFFFF")]])) gives the bytes of one.
"""

from __future__ import annotations

import struct
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from io import BytesIO
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from make_msg import compound

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
ODF = "urn:oasis:names:tc:opendocument:xmlns:"
PALETTE = ("000000", "FFFFFF", "FF0000", "00FF00", "0000FF", "FFFF00", "FF00FF", "00FFFF")


@dataclass(frozen=True)
class Cell:
    """A text and how it looks; `rich` are its stretches, each with letters of a colour and size."""

    text: str
    letters: str = "000000"
    ground: str | None = None
    size: float = 11.0
    code: str = "General"
    rich: tuple[tuple[str, str, float], ...] = ()

    @property
    def form(self) -> tuple[str, str | None, float, str]:
        return self.letters, self.ground, self.size, self.code


@dataclass(frozen=True)
class Book:
    """A sheet `Mail` with rows, and what is hidden of it.

    XLS and XLSB: `records` are further ones of the sheet, `styles` of the styles (XLSB), `parts`
    further parts (XLSB).
    """

    rows: list[list[Cell]]
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    low_rows: frozenset[int] = frozenset()
    narrow_columns: frozenset[int] = frozenset()
    is_hidden: bool = False
    extra: dict[str, str] = field(default_factory=dict)
    records: bytes = b""
    styles: bytes = b""
    parts: dict[str, str | bytes] = field(default_factory=dict)

    def forms(self) -> list[tuple[str, str | None, float, str]]:
        cells = (cell.form for row in self.rows for cell in row)
        return list(dict.fromkeys([Cell("").form, *cells]))

    def fonts(self) -> list[tuple[str, float]]:
        """The fonts of cells, by the numbers of their formats, then those of stretches."""
        own = [(letters, size) for letters, _, size, _ in self.forms()]
        return own + [run[1:] for row in self.rows for cell in row for run in cell.rich]


def make(kind: str, book: Book) -> bytes:
    return {"ods": _ods, "xls": _xls, "xlsb": _xlsb}[kind](book)


def _zipped(parts: dict[str, str | bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


# XLSB: records with a number and a length, seven bits a byte ([MS-XLSB] 2.1.4).
def _seven(number: int) -> bytes:
    low, rest = number & 0x7F, number >> 7
    return bytes([low | 0x80]) + _seven(rest) if rest else bytes([low])


def binary(kind: int, content: bytes = b"") -> bytes:
    number = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return number + _seven(len(content)) + content


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def shade(colour: str | None) -> bytes:
    if colour is None:
        return bytes([0, 0, 0, 0, 0, 0, 0, 255])
    return bytes([2 << 1 | 1, 0, 0, 0]) + bytes.fromhex(colour) + b"\xff"


def _xlsb(book: Book) -> bytes:
    types = f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="bin" ContentType="'
    types += 'application/vnd.ms-excel.sheet.binary.macroEnabled.main"/><Default Extension="rels" '
    types += 'ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>'

    def related(*links: tuple[str, str]) -> str:
        items = "".join(
            f'<Relationship Id="r{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
            for number, (kind, target) in enumerate(links, start=1)
        )
        return f'<Relationships xmlns="{PACKAGE}/relationships">{items}</Relationships>'

    sheet = struct.pack("<II", 2 if book.is_hidden else 0, 1) + wide("r1") + wide("Mail")
    return _zipped(
        {
            "[Content_Types].xml": types,
            "_rels/.rels": related(("officeDocument", "xl/workbook.bin")),
            "xl/workbook.bin": binary(131)
            + binary(143)
            + binary(156, sheet)
            + binary(144)
            + binary(132),
            "xl/_rels/workbook.bin.rels": related(
                ("worksheet", "worksheets/sheet1.bin"),
                ("styles", "styles.bin"),
                ("sharedStrings", "sharedStrings.bin"),
            ),
            "xl/worksheets/sheet1.bin": b"".join(_xlsb_sheet(book)),
            "xl/styles.bin": b"".join(_xlsb_styles(book)),
            "xl/sharedStrings.bin": b"".join(_xlsb_strings(book)),
            **book.parts,
        }
    )


def _xlsb_sheet(book: Book) -> Iterator[bytes]:
    forms = book.forms()
    width = max(map(len, book.rows))
    yield binary(129)
    yield binary(148, struct.pack("<4I", 0, len(book.rows) - 1, 0, width - 1))
    yield binary(390)
    for column in sorted(book.hidden_columns | book.narrow_columns):
        size = 20 if column in book.narrow_columns else 2304
        flag = int(column in book.hidden_columns)
        yield binary(60, struct.pack("<4IH", column, column, size, 0, flag))
    yield binary(391)
    yield binary(145)
    strings = 0
    for number, row in enumerate(book.rows):
        flags = 0x10 if number in book.hidden_rows else 0
        height = 10 if number in book.low_rows else 300
        head = struct.pack("<IIHBB", number, 0, height, 0, flags) + bytes(5)
        yield binary(0, head)
        for column, cell in enumerate(row):
            head = struct.pack("<II", column, forms.index(cell.form))
            yield binary(7, head + struct.pack("<I", strings))
            strings += 1
    yield binary(146)
    yield book.records
    yield binary(130)


def _xlsb_strings(book: Book) -> Iterator[bytes]:
    cells = [cell for row in book.rows for cell in row]
    yield binary(159, struct.pack("<II", len(cells), len(cells)))
    font = len(book.forms())
    for cell in cells:
        held = bytes([1 if cell.rich else 0]) + wide(cell.text)
        start = 0
        if cell.rich:
            held += struct.pack("<I", len(cell.rich))
            for text, _, _ in cell.rich:
                held += struct.pack("<HH", start, font)
                start, font = start + len(text), font + 1
        yield binary(19, held)
    yield binary(160)


def _xlsb_styles(book: Book) -> Iterator[bytes]:
    forms = book.forms()
    yield binary(278)
    yield binary(615, struct.pack("<I", len(forms)))
    for number, (_, _, _, code) in enumerate(forms):
        yield binary(44, struct.pack("<H", 164 + number) + wide(code))
    yield binary(616)
    yield binary(611, struct.pack("<I", len(book.fonts())))
    for letters, size in book.fonts():
        head = struct.pack("<HHHHBBBB", int(size * 20), 0, 400, 0, 0, 2, 0, 0)
        yield binary(43, head + shade(letters) + b"\x02" + wide("Calibri"))
    yield binary(612)
    yield binary(603, struct.pack("<I", len(forms)))
    for _, ground, _, _ in forms:
        fill = struct.pack("<I", 0 if ground is None else 1) + shade(ground) + shade(None)
        yield binary(45, fill + bytes(48))
    yield binary(604)
    yield binary(617, struct.pack("<I", len(forms)))
    for number in range(len(forms)):
        yield binary(47, struct.pack("<5H", 0, 164 + number, number, number, 0) + bytes(6))
    yield binary(618)
    yield book.styles
    yield binary(279)


# XLS: records with a number and a length of two bytes each ([MS-XLS] 2.1.4).
def record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _index(colour: str | None) -> int:
    return 64 if colour is None else 8 + PALETTE.index(colour)


def _unicode(text: str, runs: int = 0) -> bytes:
    head = struct.pack("<HB", len(text), 9 if runs else 1)
    return head + (struct.pack("<H", runs) if runs else b"") + text.encode("utf-16-le")


def _xls(book: Book) -> bytes:
    forms = book.forms()
    begin = struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0x00C1, 0x0006)
    top = [record(0x0809, begin), record(0x0042, struct.pack("<H", 1200))]
    for letters, size in book.fonts():
        font = struct.pack("<4H", int(size * 20), 0, _index(letters), 400)
        top.append(record(0x0031, font + bytes(6) + b"\x05\x01" + "Arial".encode("utf-16-le")))
    for number, (_, _, _, code) in enumerate(forms):
        top.append(record(0x041E, struct.pack("<H", 164 + number) + _unicode(code)))
    for number, (_, ground, _, _) in enumerate(forms):
        fill = _index(ground) | 65 << 7
        kinds = 0 if ground is None else 1 << 26
        head = struct.pack("<3H", _font(number), 164 + number, 1)
        top.append(record(0x00E0, head + struct.pack("<4BIIH", 0, 0, 0, 0xFC, 0, kinds, fill)))
    sheet = b"".join(_xls_sheet(book))
    strings = b"".join(_xls_strings(book))
    name = bytes([4, 0]) + b"Mail"
    state = 2 if book.is_hidden else 0
    before = sum(map(len, top)) + 4 + 6 + len(name) + len(strings) + 4
    top.append(record(0x0085, struct.pack("<IBB", before, state, 0) + name))
    stream = b"".join(top) + strings + record(0x000A) + sheet
    return compound({"Workbook": stream.ljust(4096, b"\x00")})


def _font(number: int) -> int:
    """No font has the number 4 ([MS-XLS] 2.5.129)."""
    return number if number < 4 else number + 1


def _xls_strings(book: Book) -> Iterator[bytes]:
    """The table of texts, in one record: it is short."""
    cells = [cell for row in book.rows for cell in row]
    held = struct.pack("<II", len(cells), len(cells))
    font = len(book.forms())
    for cell in cells:
        held += _unicode(cell.text, len(cell.rich))
        start = 0
        for text, _, _ in cell.rich:
            held += struct.pack("<HH", start, _font(font))
            start, font = start + len(text), font + 1
    assert len(held) < 8224
    yield record(0x00FC, held)


def _xls_sheet(book: Book) -> Iterator[bytes]:
    forms = book.forms()
    width = max(map(len, book.rows))
    yield record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 0x07CC, 0x00C1, 0x0006))
    for column in sorted(book.hidden_columns | book.narrow_columns):
        size = 20 if column in book.narrow_columns else 2304
        flag = int(column in book.hidden_columns)
        yield record(0x007D, struct.pack("<6H", column, column, size, 0, flag, 0))
    yield record(0x0200, struct.pack("<IIHHH", 0, len(book.rows), 0, width, 0))
    for number in range(len(book.rows)):
        height = 10 if number in book.low_rows else 300
        flags = 0x0100 | (0x20 if number in book.hidden_rows else 0)
        yield record(0x0208, struct.pack("<8H", number, 0, width, height, 0, 0, flags, 0))
    strings = 0
    for number, row in enumerate(book.rows):
        for column, cell in enumerate(row):
            head = struct.pack("<3H", number, column, forms.index(cell.form))
            yield record(0x00FD, head + struct.pack("<I", strings))
            strings += 1
    yield book.records
    yield record(0x000A)


# ODS: one XML part.
def _ods(book: Book) -> bytes:
    styles = cells = ""
    for number, (letters, ground, size, code) in enumerate(book.forms()):
        shade = "" if ground is None else f'fo:background-color="#{ground}"'
        data = 'style:data-style-name="none"' if code == ";;;" else ""
        styles += (
            f'<style:style style:name="c{number}" style:family="table-cell" {data}>'
            f"<style:table-cell-properties {shade}/><style:text-properties "
            f'fo:color="#{letters}" fo:font-size="{size}pt"/></style:style>'
        )
    for number, (letters, size) in enumerate(book.fonts()):
        styles += (
            f'<style:style style:name="t{number}" style:family="text"><style:text-properties '
            f'fo:color="#{letters}" fo:font-size="{size}pt"/></style:style>'
        )
    width = max(map(len, book.rows))
    for column in range(width):
        shut = 'table:visibility="collapse"' if column in book.hidden_columns else ""
        style = 'table:style-name="narrow"' if column in book.narrow_columns else ""
        cells += f"<table:table-column {shut} {style}/>"
    font = len(book.forms())
    for number, row in enumerate(book.rows):
        shut = 'table:visibility="collapse"' if number in book.hidden_rows else ""
        style = 'table:style-name="low"' if number in book.low_rows else ""
        cells += f"<table:table-row {shut} {style}>"
        for cell in row:
            text = escape(cell.text)
            if cell.rich:
                text = ""
                for piece, _, _ in cell.rich:
                    shown = escape(piece.rstrip(" ")) + "<text:s/>" * piece.endswith(" ")
                    text += f'<text:span text:style-name="t{font}">{shown}</text:span>'
                    font += 1
            form = book.forms().index(cell.form)
            cells += (
                f'<table:table-cell office:value-type="string" table:style-name="c{form}">'
                f"<text:p>{text}</text:p></table:table-cell>"
            )
        cells += "</table:table-row>"
    names = "".join(
        f' xmlns:{short}="{ODF}{long}:1.0"'
        for short, long in {
            **{name: name for name in ("office", "style", "table", "text")},
            **{
                "draw": "drawing",
                "fo": "xsl-fo-compatible",
                "number": "datastyle",
                "svg": "svg-compatible",
            },
        }.items()
    )
    shown = str(not book.is_hidden).lower()
    content = (
        f"<office:document-content{names}><office:automatic-styles>{styles}"
        '<number:text-style style:name="none"/>'
        '<style:style style:name="low" style:family="table-row"><style:table-row-properties '
        'style:row-height="0.5pt"/></style:style>'
        '<style:style style:name="narrow" style:family="table-column">'
        '<style:table-column-properties style:column-width="0.5pt"/></style:style>'
        '<style:style style:name="sheet" style:family="table"><style:table-properties '
        f'table:display="{shown}"/></style:style></office:automatic-styles><office:body>'
        '<office:spreadsheet><table:table table:name="Mail" table:style-name="sheet">'
        f"{cells}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    for old, new in book.extra.items():
        assert old in content
        content = content.replace(old, new)
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        f'<manifest:manifest xmlns:manifest="{ODF}manifest:1.0"><manifest:file-entry '
        f'manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    return _zipped({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})
