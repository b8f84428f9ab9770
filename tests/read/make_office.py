"""Make DOCX, ODT and RTF versions of text documents, and parts that only they have."""

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


HEADER = (
    "From: Ann Poe <ann@harbour.example>",
    "To: Ida Rask <ida@harbour.example>",
    "Date: Tue, 2 Mar 2021 09:14:00 +0100",
    "Subject: Cracks in the mole",
    "",
)

NAMESPACES = " ".join(
    f'xmlns:{short}="{name}"'
    for short, name in (
        ("w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
        ("r", "http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
        ("wp", "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"),
        ("a", "http://schemas.openxmlformats.org/drawingml/2006/main"),
        ("pic", "http://schemas.openxmlformats.org/drawingml/2006/picture"),
        ("c", "http://schemas.openxmlformats.org/drawingml/2006/chart"),
        ("m", "http://schemas.openxmlformats.org/officeDocument/2006/math"),
        ("wps", "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"),
        ("w14", "http://schemas.microsoft.com/office/word/2010/wordml"),
        ("mc", "http://schemas.openxmlformats.org/markup-compatibility/2006"),
        ("v", "urn:schemas-microsoft-com:vml"),
        ("w10", "urn:schemas-microsoft-com:office:word"),
    )
)
_OFFICE = "application/vnd.openxmlformats-officedocument."
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = {
    "styles": f"{_OFFICE}wordprocessingml.styles+xml",
    "settings": f"{_OFFICE}wordprocessingml.settings+xml",
    "footnotes": f"{_OFFICE}wordprocessingml.footnotes+xml",
    "comments": f"{_OFFICE}wordprocessingml.comments+xml",
    "header": f"{_OFFICE}wordprocessingml.header+xml",
    "footer": f"{_OFFICE}wordprocessingml.footer+xml",
    "numbering": f"{_OFFICE}wordprocessingml.numbering+xml",
    "theme": f"{_OFFICE}theme+xml",
}


def docx_whole(
    body: str,
    *,
    links: dict[str, str] | None = None,
    data: dict[str, str] | None = None,
    **parts: str,
) -> bytes:
    """A document that word processors open, too: `parts` below `word` (`styles`, `header1`).

    `links` are addresses by their relationship, `data` other parts by their names; a part is
    related as `r` and its name (`rheader1`).
    """
    content = [
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
        'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="html" ContentType="text/html"/>'
        '<Default Extension="rtf" ContentType="application/rtf"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_OFFICE}wordprocessingml.'
        'document.main+xml"/>'
    ]
    related = [
        f'<Relationship Id="{name}" Type="{_RELATED}/hyperlink" Target="{escape(target)}" '
        'TargetMode="External"/>'
        for name, target in (links or {}).items()
    ]
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            kind = name.rstrip("0123456789")
            content.append(f'<Override PartName="/word/{name}.xml" ContentType="{_TYPES[kind]}"/>')
            related.append(
                f'<Relationship Id="r{name}" Type="{_RELATED}/{kind}" Target="{name}.xml"/>'
            )
            archive.writestr(f"word/{name}.xml", text)
        for name, text in (data or {}).items():
            kind = "chart" if name.startswith("chart") else "aFChunk"
            identity = name.partition(".")[0]
            related.append(
                f'<Relationship Id="r{identity}" Type="{_RELATED}/{kind}" Target="{name}"/>'
            )
            archive.writestr(f"word/{name}", text)
        packages = "http://schemas.openxmlformats.org/package/2006"
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{packages}/content-types">{"".join(content)}</Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{packages}/relationships"><Relationship Id="rId1" '
            f'Type="{_RELATED}/officeDocument" Target="word/document.xml"/></Relationships>',
        )
        archive.writestr(
            "word/_rels/document.xml.rels",
            f'<Relationships xmlns="{packages}/relationships">{"".join(related)}</Relationships>',
        )
        archive.writestr("word/document.xml", f"<w:document {NAMESPACES}>{body}</w:document>")
    return out.getvalue()


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
