"""Hidden text stays hidden in unusual forms of office documents: flat XML, prefixes, old XML."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest

from mailrecon.errors import ReadError
from mailrecon.read import read_bytes
from read import hidden_docx, hidden_odt
from read.hidden_docx import SECRET, _run
from read.hidden_odt import _SPAN, _text
from read.test_office_hidden import check_hidden, document

DOCX = hidden_docx.build((_run("<w:vanish/>"), {}))
FLAT = hidden_odt.build_flat((_SPAN, _text('text:display="none"')))
_PACKAGE = "http://schemas.microsoft.com/office/2006/xmlPackage"
_WORD = "http://schemas.microsoft.com/office/word/2003/wordml"
_SHEET = "urn:schemas-microsoft-com:office:spreadsheet"


def _flat_package(docx: bytes) -> bytes:
    with zipfile.ZipFile(BytesIO(docx)) as archive:
        parts = "".join(
            f'<pkg:part pkg:name="/{name}"><pkg:xmlData>{archive.read(name).decode()}'
            "</pkg:xmlData></pkg:part>"
            for name in archive.namelist()
            if not name.startswith("[")
        )
    return (
        f'<?xml version="1.0"?><pkg:package xmlns:pkg="{_PACKAGE}">{parts}</pkg:package>'.encode()
    )


def _as_windows(docx: bytes) -> bytes:
    """The same package, its folders parted as Windows does it."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(docx)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name.replace("/", "\\"), old.read(name))
    return out.getvalue()


GUISES: dict[str, Callable[[], bytes]] = {
    "a.xml": lambda: _flat_package(DOCX),
    "a.docx": lambda: _as_windows(DOCX),
    "a.fodt": lambda: FLAT.decode().replace("UTF-8", "UTF-16").encode("utf-16"),
    "b.xml": lambda: re.sub(rb"(</?| )office:", rb"\1o:", FLAT).replace(b":office=", b":o="),
}


@pytest.mark.parametrize("name", GUISES)
def test_an_office_document_is_known_in_any_guise(name: str) -> None:
    check_hidden(document(GUISES[name](), name))


@pytest.mark.parametrize(
    ("source", "called"),
    [
        (
            f'<w:wordDocument xmlns:w="{_WORD}"><w:body><w:p><w:r><w:rPr><w:vanish/></w:rPr>'
            f"<w:t>{SECRET}</w:t></w:r></w:p></w:body></w:wordDocument>",
            "a Word 2003 XML document",
        ),
        (
            f'<Workbook xmlns="{_SHEET}"><Worksheet><Table><Row ss:Hidden="1"><Cell><Data>{SECRET}'
            "</Data></Cell></Row></Table></Worksheet></Workbook>",
            "an Excel 2003 XML workbook",
        ),
        (f"<abiword><section><p>a</p><p>{SECRET}</p></section></abiword>", "an AbiWord document"),
        (f'<p:package xmlns:p="{_PACKAGE}">{SECRET}</p:package>', "an Office package in XML"),
    ],
)
def test_office_xml_that_no_reader_reads_is_named(source: str, called: str) -> None:
    with pytest.raises(ReadError, match=f"{called}, not read"):
        list(read_bytes(f'<?xml version="1.0"?>\n{source}'.encode(), "a.xml"))
