"""Parts that Apple Mail took out of a message are put back from the files beside it."""

from __future__ import annotations

import base64
import email
import zipfile
from pathlib import Path

import pytest

from mailrecon.model import Document
from mailrecon.read import ReadOptions
from mailrecon.read.files.archives import UnreadableDocument
from mailrecon.read.files.inputs import read_inputs

SHEET = b"%PDF-1.4 the gauge of the quay \xff\xfe" * 9
NOTE = "Höhe: 3 m".encode()
HEADER = (
    b"From: Ann Poe <ann@quay.example>\nTo: Ben Ost <ben@quay.example>\n"
    b"Date: Mon, 1 Mar 2021 10:00:00 +0000\nSubject: Gauge\nMessage-ID: <g1@quay.example>\n"
    b'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n'
)
TAKEN_OUT = (
    b'--b\nContent-Type: application/pdf; name="gauge.pdf"\nContent-Transfer-Encoding: base64\n'
    b"X-Apple-Content-Length: 999\nContent-Disposition: attachment; filename=gauge.pdf\n\n\n"
)
NESTED = (
    b'--b\nContent-Type: multipart/mixed; boundary="c"\n\n'
    b"--c\nContent-Type: text/plain\n\nBelow is the height.\n"
    b'--c\nContent-Type: application/octet-stream; name="height"\n'
    b"Content-Transfer-Encoding: quoted-printable\nX-Apple-Content-Length: 9\n\n--c--\n"
)
TEXT = b"--b\nContent-Type: text/plain\n\nSee the gauge.\n"
MESSAGE = HEADER + TEXT + TAKEN_OUT + NESTED + b"--b--\n"


def folder(path: Path, message: bytes = MESSAGE) -> Path:
    messages = path / "Messages"
    messages.mkdir()
    (messages / "501.partial.emlx").write_bytes(b"%d\n" % len(message) + message)
    return messages


def read(path: Path) -> list[Document | UnreadableDocument]:
    return list(read_inputs([str(path)], ReadOptions()))


def the_mail(path: Path) -> Document:
    (found,) = (item for item in read(path) if isinstance(item, Document) and item.kind == "emlx")
    return found


def contents(document: Document) -> dict[str | None, bytes | None]:
    assert document.original is not None
    parts = email.message_from_bytes(document.original).walk()
    return {
        part.get_filename(): part.get_payload(decode=True) for part in parts if part.get_filename()
    }


def test_files_beside_and_in_the_folder_of_attachments_are_put_back(tmp_path: Path) -> None:
    messages = folder(tmp_path)
    (messages / "501.2.emlxpart").write_bytes(base64.encodebytes(SHEET))
    decoded = tmp_path / "Attachments" / "501" / "3.2"
    decoded.mkdir(parents=True)
    (decoded / "height").write_bytes(NOTE)
    found = the_mail(messages)
    assert contents(found) == {"gauge.pdf": SHEET, "height": NOTE}
    assert not found.warnings
    assert found.original is not None
    assert found.original.startswith(HEADER + TEXT + TAKEN_OUT[:-1])


def test_the_file_of_a_part_is_named_as_read_with_its_message(tmp_path: Path) -> None:
    messages = folder(tmp_path)
    (messages / "501.2.emlxpart").write_bytes(base64.encodebytes(SHEET))
    (messages / "501.7.emlxpart").write_bytes(base64.encodebytes(SHEET))
    found = {item.name: item for item in read(messages)}
    part = found["501.2.emlxpart"]
    assert isinstance(part, Document)
    assert (part.kind, part.text) == ("emlxpart", "")
    # No part of the message has this number.
    assert isinstance(found["501.7.emlxpart"], UnreadableDocument)


def test_a_part_that_is_nowhere_is_said(tmp_path: Path) -> None:
    messages = folder(tmp_path)
    (messages / "501.2.emlxpart").write_bytes(base64.encodebytes(SHEET))
    found = the_mail(messages)
    assert contents(found)["gauge.pdf"] == SHEET
    assert [notice.text[:9] for notice in found.warnings] == ["1 part is"]


@pytest.mark.parametrize(
    "message",
    [
        MESSAGE.replace(b"See the gauge.", b"X-Apple-Content-Length: 3"),
        MESSAGE.replace(b"gauge.pdf\n\n\n", b"gauge.pdf\n\nJVBE\n"),
    ],
    ids=["such a field in a text", "a part that is there"],
)
def test_nothing_is_put_where_nothing_was_taken_out(tmp_path: Path, message: bytes) -> None:
    messages = folder(tmp_path, message)
    (messages / "501.2.emlxpart").write_bytes(base64.encodebytes(SHEET))
    assert the_mail(messages).original == message


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    messages = folder(tmp_path)
    (tmp_path / "elsewhere").write_bytes(base64.encodebytes(SHEET))
    (messages / "501.2.emlxpart").symlink_to(tmp_path / "elsewhere")
    assert the_mail(messages).original == MESSAGE


def test_a_sheet_beside_a_page_that_is_an_input_hides_words(tmp_path: Path) -> None:
    page = "<link rel=stylesheet href=a.css><p>north</p><p class=r>Zebulon Quark</p>"
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    (tmp_path / "a.css").write_text(".r { display: none }", encoding="utf-8")
    (found,) = read(tmp_path / "page.html")
    assert isinstance(found, Document)
    assert "Zebulon" not in found.text


def test_the_folders_of_apple_mail_come_through(tmp_path: Path) -> None:
    place = "V9/4F2A/Inbox.mbox/Locks.mbox/9B1C/Data/1/Messages"
    (tmp_path / "mail" / place).mkdir(parents=True)
    content = HEADER + TEXT + b"--b--\n"
    data = b"%d\n" % len(content) + content
    (tmp_path / "mail" / place / "12.emlx").write_bytes(data)
    (tmp_path / "mail" / "alone.emlx").write_bytes(data)
    with zipfile.ZipFile(tmp_path / "mail.zip", "w") as archive:
        archive.writestr(f"{place}/12.emlx", data)
    for given, wanted in (
        ("mail", {"Inbox/Locks", None}),
        (f"mail/{place}", {"Inbox/Locks"}),
        ("mail.zip", {"Inbox/Locks"}),
    ):
        found = read(tmp_path / given)
        assert {item.folder for item in found if isinstance(item, Document)} == wanted
