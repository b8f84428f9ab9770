"""Files attached to a PDF."""

from __future__ import annotations

import zlib
from email.message import EmailMessage

import pytest

from mailrecon.errors import ReadError
from mailrecon.model import Document
from mailrecon.read import ReadOptions, read_bytes
from read.make_raw_pdf import mail, pdf, stream
from read.said import said


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


def test_files_of_other_pdfs_are_documents_too() -> None:
    found = documents(with_files(("one.eml", eml("One")), ("notes.txt", b"Ropes, stones\n")))
    assert [item.name for item in found] == ["x.pdf", "x.pdf!one.eml"]
    assert "1 attached file holds no mail" in found[0].warnings[-1].text
    assert "Ropes" not in said(found)


def pinned(flags: int = 4, *, listed: bool = False) -> bytes:
    """A PDF whose page has a file pinned to it by an annotation."""
    content = eml("Pinned")
    spec = "<< /Type /Filespec /F (pin.eml) /UF (pin.eml) /EF << /F 11 0 R >> >>"
    note = (
        f"<< /Type /Annot /Subtype /FileAttachment /Rect [10 10 30 30] /F {flags} /FS 10 0 R "
        "/Contents (pin) /Name /PushPin >>"
    )
    objects: list[str | bytes] = [spec, stream(content, "/Type /EmbeddedFile"), note]
    catalog = "/Names << /EmbeddedFiles << /Names [(pin.eml) 10 0 R] >> >>" if listed else ""
    return pdf(mail(), objects=objects, catalog=catalog, page="/Annots [12 0 R]")


@pytest.mark.parametrize("listed", [False, True])
def test_a_file_pinned_to_a_page_is_a_document_once(listed: bool) -> None:
    found = documents(pinned(listed=listed))
    assert [item.name for item in found] == ["x.pdf", "x.pdf!pin.eml"]
    assert not found[0].warnings


@pytest.mark.parametrize("flags", [2, 32])
def test_a_file_whose_mark_is_not_shown_is_counted_only(flags: int) -> None:
    (found,) = documents(pinned(flags))
    (notice,) = found.warnings
    assert notice.code == "attached-files"
    assert "1 file lies in it that no viewer lists" in notice.text
    assert "pin" not in notice.text


def test_a_file_that_nothing_lists_is_counted_only() -> None:
    secret = stream(b"Odile Quill\n", "/Type /EmbeddedFile")
    (found,) = documents(pdf(mail(), objects=[secret]))
    (notice,) = found.warnings
    assert notice.code == "attached-files"
    assert "Odile" not in said(found)


def test_hidden_text_of_an_attached_file_is_withheld() -> None:
    head = b"<p>Von: Ann Poe<br>An: Ida Rask</p>"
    page = head + b"<p>Seen <span style='display:none'>Zora Quill</span></p>"
    found = documents(with_files(("page.html", b"<html><body>" + page + b"</body></html>")))
    assert found[1].name == "x.pdf!page.html"
    assert "Zora" not in found[1].text
    assert found[1].hidden


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


def test_files_of_a_portfolio_whose_cover_cannot_be_read_are_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> Document:
        raise ReadError("x.pdf: page 1 has no text")

    monkeypatch.setattr("mailrecon.read.pdf.reader._read", fail)
    found = documents(with_files(("a.eml", eml("A")), portfolio=True))
    assert [item.name for item in found] == ["x.pdf", "x.pdf!a.eml"]
    assert [notice.code for notice in found[0].warnings] == ["not-read"]
    with pytest.raises(ReadError):
        documents(pdf(mail()))
