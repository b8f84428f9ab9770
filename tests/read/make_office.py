"""DOCX, ODT and RTF twins of text documents, and pieces that only those formats have."""

from __future__ import annotations

import zipfile
from io import BytesIO
from xml.sax.saxutils import escape

import docx
from docx.enum.text import WD_COLOR_INDEX

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
ODF = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("style", "style"),
        ("fo", "xsl-fo-compatible"),
    )
)


def saved(document: docx.document.Document) -> bytes:
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def docx_of(text: str) -> bytes:
    document = docx.Document()
    for line in text.rstrip("\n").split("\n"):
        document.add_paragraph(line)
    return saved(document)


def docx_with_bar(seen: str, covered: str) -> bytes:
    document = docx.Document()
    paragraph = document.add_paragraph(seen)
    run = paragraph.add_run(covered)
    run.font.highlight_color = WD_COLOR_INDEX.BLACK
    return saved(document)


def docx_table(rows: list[tuple[str, str]], below: str) -> bytes:
    document = docx.Document()
    table = document.add_table(rows=0, cols=2)
    for label, value in rows:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = label, value
    document.add_paragraph(below)
    document.sections[0].header.paragraphs[0].text = "Page header"
    return saved(document)


def docx_raw(body: str, **parts: str) -> bytes:
    """A document of raw WordprocessingML, with further parts such as `footnotes`."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>"
        )
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", content)
    return out.getvalue()


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def odt_of(text: str, *, styles: str = "", body: str = "") -> bytes:
    lines = text.rstrip("\n").split("\n") if text else []
    paragraphs = "".join(f"<text:p>{_odt_line(line)}</text:p>" for line in lines)
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr(
            "content.xml",
            f"<office:document-content {ODF}><office:automatic-styles>{styles}"
            f"</office:automatic-styles><office:body><office:text>{paragraphs}{body}"
            "</office:text></office:body></office:document-content>",
        )
    return out.getvalue()


def _odt_line(line: str) -> str:
    pieces = []
    spaces = len(line) - len(line.lstrip(" "))
    if spaces:
        pieces.append(f'<text:s text:c="{spaces}"/>')
    for number, part in enumerate(line.lstrip(" ").split("\t")):
        pieces += ["<text:tab/>"] if number else []
        for place, piece in enumerate(part.split("   ")):
            pieces += ['<text:s text:c="3"/>'] if place else []
            pieces.append(escape(piece))
    return "".join(pieces)


def rtf_of(text: str) -> bytes:
    lines = []
    for line in text.rstrip("\n").split("\n"):
        escaped = line.replace("\\", "\\\\").replace("{", "\\{").replace("}", "\\}")
        coded = []
        for character in escaped:
            units = character.encode("utf-16-le")
            if ord(character) < 128:
                coded.append("\\tab " if character == "\t" else character)
                continue
            for place in range(0, len(units), 2):
                value = int.from_bytes(units[place : place + 2], "little", signed=True)
                coded.append(f"\\u{value}?")
        lines.append("".join(coded))
    return ("{\\rtf1\\ansi\\uc1 " + "\\par\n".join(lines) + "}").encode("ascii")
