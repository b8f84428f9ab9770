"""Files attached to a PDF."""

from __future__ import annotations

import zlib
from email.message import EmailMessage

import pytest

from mailrecon.model import Document
from mailrecon.read import ReadOptions, read_bytes
from mailrecon.read.pdf.attached import is_portfolio
from read.make_raw_pdf import mail, pdf, stream


def eml(subject: str) -> bytes:
    message = EmailMessage()
    message["From"] = "Ann Poe <ann@harbour.example>"
    message["To"] = "Ida Rask <ida@harbour.example>"
    message["Date"] = "Tue, 02 Mar 2021 09:14:00 +0100"
    message["Message-ID"] = f"<{subject.lower()}@harbour.example>"
    message["Subject"] = subject
    message.set_content("The wall holds.\n")
    return message.as_bytes()


def with_files(*files: tuple[str, bytes], portfolio: bool = False) -> bytes:
    objects: list[str | bytes] = []
    names = []
    for number, (name, content) in enumerate(files):
        first = 10 + 2 * number
        objects.append(
            f"<< /Type /Filespec /F ({name}) /UF ({name}) /EF << /F {first + 1} 0 R >> >>"
        )
        packed = zlib.compress(content)
        objects.append(
            stream(
                packed,
                f"/Type /EmbeddedFile /Filter /FlateDecode /Params << /Size {len(content)} >>",
            )
        )
        names.append(f"({name}) {first} 0 R")
    catalog = f"/Names << /EmbeddedFiles << /Names [{' '.join(names)}] >> >>"
    if portfolio:
        catalog += " /Collection << /Type /Collection /View /D >>"
    return pdf(mail(), objects=objects, catalog=catalog)


def documents(data: bytes) -> list[Document]:
    return list(read_bytes(data, "x.pdf", ReadOptions()))


def test_all_files_of_a_portfolio_are_documents() -> None:
    inner = with_files(("deep.eml", eml("Deep")), portfolio=True)
    data = with_files(
        ("one.eml", eml("One")),
        ("note.txt", b"From: Ann Poe\nTo: Ida Rask\nSubject: Two\n\nSeen.\n"),
        ("inner.pdf", inner),
        portfolio=True,
    )
    found = documents(data)
    assert found[0].name == "x.pdf"
    assert {item.name for item in found} == {
        "x.pdf",
        "x.pdf!inner.pdf",
        "x.pdf!inner.pdf!deep.eml",
        "x.pdf!note.txt",
        "x.pdf!one.eml",
    }
    assert not found[0].warnings


def test_of_other_pdfs_only_attached_mail_is_read() -> None:
    found = documents(with_files(("one.eml", eml("One")), ("left.txt", b"Zora Quill\n")))
    assert [item.name for item in found] == ["x.pdf", "x.pdf!one.eml"]
    (notice,) = found[0].warnings
    assert notice.code == "attached-files"
    assert "1 file is attached" in notice.text
    assert "left" not in notice.text
    assert "Zora" not in repr(found[1:])


def test_a_damaged_file_costs_itself() -> None:
    data = with_files(("bad.pdf", b"%PDF-1.7\nnothing"), ("a.eml", eml("A")), portfolio=True)
    found = documents(data)
    assert {item.name for item in found} == {"x.pdf", "x.pdf!a.eml"}
    (notice,) = found[0].warnings
    assert "x.pdf!bad.pdf" in notice.text


def test_files_in_files_end() -> None:
    data = with_files(("a.eml", eml("A")), portfolio=True)
    for _ in range(6):
        data = with_files(("in.pdf", data), portfolio=True)
    assert len(documents(data)) <= 5


@pytest.mark.parametrize("packed", [False, True])
def test_a_collection_is_found_in_packed_objects(packed: bool) -> None:
    catalog = b"1 0 << /Type /Catalog /Collection << /View /D >> >>"
    body = zlib.compress(catalog) if packed else catalog
    data = b"%PDF-1.7\n1 0 obj << /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode >> stream\n"
    assert is_portfolio(data + body + b"\nendstream endobj")
    assert not is_portfolio(data + zlib.compress(b"/Catalog") + b"\nendstream endobj")
