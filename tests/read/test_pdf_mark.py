"""A PDF signature in the first kilobyte of another file does not make it a PDF."""

from __future__ import annotations

import io
import tarfile
import zipfile

import pytest

from mailrecon.read import choose_reader
from tests.read.make_msg import binary, msg, text
from tests.read.make_pdf import print_text

PDF = print_text(
    "From: Ann Poe\nTo: Ben Ost\nDate: 2 March 2015 10:00\nSubject: Sluice\n\nHello.\n"
)
HEADER = (
    b"From: a@quay.example\nTo: b@quay.example\nSubject: Plan\n"
    b"Date: Mon, 2 Mar 2015 10:00:00 +0000\nMessage-ID: <a@quay.example>\n"
)
FROM_LINE = b"From a@quay.example Mon Mar  2 10:00:00 2015\n"
BINARY = b"Content-Type: application/pdf\nContent-Transfer-Encoding: binary\n"
ABOUT = b"begins with %PDF-1.4, then\n%PDF-1.4 again\n"


def zipped() -> bytes:
    """Its first file is a PDF that is not compressed again."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("plan.pdf", PDF)
    return out.getvalue()


def tarred(kind: int) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=kind) as archive:
        info = tarfile.TarInfo("plan.pdf")
        info.size = len(PDF)
        archive.addfile(info, io.BytesIO(PDF))
    return out.getvalue()


def attached() -> bytes:
    """Outlook writes a large file into the first sectors."""
    note = [text(0x001A, "IPM.Note"), text(0x0037, "Plan"), text(0x1000, "See the plan.")]
    return msg(note, attachments=[[text(0x3707, "plan.pdf"), binary(0x3701, PDF.ljust(9000))]])


@pytest.mark.parametrize(
    ("name", "data", "reader"),
    [
        ("a.zip", zipped(), "zip"),
        ("a.tar", tarred(tarfile.USTAR_FORMAT), "tar"),
        ("a.tar", tarred(tarfile.GNU_FORMAT), "tar"),
        ("a", tarred(tarfile.PAX_FORMAT), "tar"),
        ("a.msg", attached(), "msg"),
        ("a.eml", HEADER + BINARY + b"\n" + PDF, "eml"),
        ("a.mbox", FROM_LINE + HEADER + BINARY + PDF, "mbox"),
        ("a.txt", b"The file " + ABOUT, "text"),
        ("a.html", b"<!doctype html><html><body>The file " + ABOUT + b"</body></html>", "html"),
        ("a.rtf", b"{\\rtf1 It " + ABOUT + b"}", "rtf"),
        ("a.pdf", PDF, "pdf"),
        ("a.pdf", b"\xef\xbb\xbf\r\n \n" + PDF, "pdf"),
        ("a.pdf", b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n" + PDF, "pdf"),
        ("a.pdf", b"\x1b%-12345X@PJL JOB\r\n@PJL ENTER LANGUAGE=PDF\r\n" + PDF, "pdf"),
        ("a.pdf", b"\x00\x05junk\x00" * 40 + PDF, "pdf"),
        ("a.pdf", b"%PDF-1.4 nothing", "pdf"),
    ],
)  # fmt: skip
def test_a_pdf_is_one_where_nothing_else_is_in_front(name: str, data: bytes, reader: str) -> None:
    assert choose_reader(data, name).name == reader
