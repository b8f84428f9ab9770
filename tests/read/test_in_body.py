"""Plain bodies: soft line breaks and coded files in them; names that mailboxes encode."""

from __future__ import annotations

import base64
import binascii
import time
from pathlib import PurePosixPath

import pytest

from mailrecon.model import Document
from mailrecon.read import read_bytes
from mailrecon.read.files.archives import maildir_folder
from mailrecon.read.mail import in_body


def plain(body: bytes, kind: str = "text/plain; charset=utf-8") -> Document:
    head = f"From: Ada <ada@n.example>\nSubject: Gate\nMIME-Version: 1.0\nContent-Type: {kind}\n\n"
    (document,) = read_bytes(head.encode() + body, "a.eml")
    assert document.original == head.encode() + body
    return document


def body_of(document: Document) -> str:
    return document.text.partition("\n\n")[2]


@pytest.mark.parametrize(
    ("kind", "body", "shown"),
    [
        ("flowed", "It sticks \nin frost.\n\nAda\n", "It sticks in frost.\n\nAda\n"),
        (
            "flowed",
            "> It sticks \n> in frost \n>> again.\nYes.",
            "> It sticks in frost \n>> again.\nYes.",
        ),
        ("flowed", ">It sticks \n>in frost.", "> It sticks in frost."),
        ("flowed", " From here on\n > is a sign", "From here on\n> is a sign"),
        ("flowed", "Yours, \n-- \nAda \nof the quay", "Yours, \n-- \nAda of the quay"),
        (
            "flowed",
            "---- Original Message ---- \nAda wrote",
            "---- Original Message ---- \nAda wrote",
        ),
        (
            "flowed",
            "Cc: \nSubject: Gate \nDate sent: today",
            "Cc: \nSubject: Gate \nDate sent: today",
        ),
        (
            "flowed",
            "> On Monday, Ben Ost of the \n> yard wrote:",
            "> On Monday, Ben Ost of the yard wrote:",
        ),
        ("flowed; DelSp=yes", "水門は \n凍る。\n", "水門は凍る。\n"),
        ("flowed; delsp=no", "a \nb", "a b"),
        ("fixed", "It sticks \nin frost.", "It sticks \nin frost."),
    ],
)
def test_soft_line_breaks_are_undone(kind: str, body: str, shown: str) -> None:
    assert body_of(plain(body.encode(), f"text/plain; charset=utf-8; format={kind}")) == shown


def uuencoded(name: str, data: bytes, end: str = "end") -> bytes:
    lines = b"".join(binascii.b2a_uu(data[at : at + 45]) for at in range(0, len(data), 45))
    return f"begin 644 {name}\n".encode() + lines + f"`\n{end}\n".encode()


def yencoded(name: str, data: bytes) -> bytes:
    signs = b"".join(
        b"=" + bytes([(byte + 106) & 255])
        if (byte + 42) & 255 in b"\0\n\r="
        else bytes([(byte + 42) & 255])
        for byte in data
    )
    head = f"=ybegin line=128 size={len(data)} name={name}\r\n".encode()
    return head + signs + f"\r\n=yend size={len(data)}\r\n".encode()


EVERY = bytes(range(256)) * 2
BASE64 = b"begin-base64 644 gate map.pdf\n" + base64.encodebytes(EVERY) + b"====\n"


@pytest.mark.parametrize(
    "coded",
    [
        uuencoded("gate map.pdf", EVERY),
        uuencoded("gate map.pdf", EVERY).replace(b"`", b" ").replace(b" \n", b"\n"),
        uuencoded("gate map.pdf", EVERY).replace(b"\n", b"\r\n"),
        uuencoded("gate map.pdf", b""),
        BASE64,
        yencoded("gate map.pdf", EVERY),
    ],
)
@pytest.mark.parametrize("kind", ["text/plain", "text/plain; charset=utf-8"])
def test_files_coded_in_a_body_are_not_its_text(coded: bytes, kind: str) -> None:
    document = plain("Le café.\n".encode() + coded + b"Ada\n", kind)
    assert body_of(document) == "Le café.\nAda\n"
    notices = [(one.code, one.text) for one in document.warnings]
    assert notices == [("unread-part", "1 file is coded in the text, and not read: gate map.pdf")]


BINHEX = (
    b"(This file must be converted with BinHex 4.0)\n\n"
    b":#&4&8e3Z9&K8!&4&@&3rN!3!N!8!!*!)!!!'Q#8!N!-8d+Q!*!*!%!!!!!!!!!!\n!!!!!!!:\n"
)


def test_a_file_in_binhex_is_not_text_and_words_about_one_are() -> None:
    document = plain(b"See below.\n" + BINHEX + b"Ada\n")
    assert body_of(document) == "See below.\nAda\n"
    (notice,) = document.warnings
    assert notice.text == "1 file is coded in the text, and not read: a file in BinHex"
    words = BINHEX.partition(b"\n")[0] + b"\nis what it says.\n:-)\n"
    assert body_of(plain(words)) == words.decode()


@pytest.mark.parametrize(
    "body",
    [
        b"begin 644 gate.pdf\nis how such a file starts.\nend\n",
        b"begin 644 gate.pdf\nM1G)O;3H@\n",
        b"begin the work\nat the end\nend\n",
        b"=ybegin line=128 size=3 name=gate.pdf\nand no end\nbegin\nend\n",
        b"begin-base64 644 gate.pdf\nwords of it\n====\n",
    ],
)
def test_words_about_coded_files_stay(body: bytes) -> None:
    document = plain(body)
    assert body_of(document) == body.decode()
    assert not document.warnings


@pytest.mark.parametrize(
    "line", [b"begin 644 a\n", b"=ybegin line=1 name=a\n", b"begin-base64 644 a\n"]
)
def test_files_without_an_end_take_linear_time(line: bytes) -> None:
    data = line * 100_000 + b"\nwords\nend\n"
    start = time.process_time()
    assert in_body.without_files(data).data == data
    assert time.process_time() - start < 20


@pytest.mark.parametrize(
    ("written", "folder"),
    [
        (".Entw&APw-rfe", "Entwürfe"),
        (".Box.&ZeVnLIqe-", "Box/日本語"),
        (".R&-D", "R&D"),
        (".R&D", "R&D"),
        (".A&B-C", "A&B-C"),
        (".A&AC8-B", "A&AC8-B"),
    ],
)
def test_folders_of_a_maildir_are_named_as_imap_does(written: str, folder: str) -> None:
    assert maildir_folder(PurePosixPath(f"mail/{written}/cur/1.M1.quay:2,S")) == folder


def test_labels_may_be_plain_utf8() -> None:
    (document,) = read_bytes(
        "X-Gmail-Labels: Entwürfe,Schleuse Süd\nMessage-ID: <a@n.example>\n\nx".encode(), "a.eml"
    )
    assert document.labels[-1] == "Schleuse Süd"
    assert "\ufffd" not in "".join(document.labels)
