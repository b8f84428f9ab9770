"""MSG and PST: conversion of what the libraries hand over, damage, what must be installed.

No Outlook file could be made here, so the libraries' objects are stood in for by plain ones.
"""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from types import SimpleNamespace as Plain

import pytest

from mailrecon.errors import ReadError
from mailrecon.read import ReadOptions, read_bytes
from mailrecon.read.conversion import Attachment, build_message, header_fields, read_built

TRANSPORT = (
    "Received: from a by b;\r\n\tMon, 2 Mar 2015 10:00:01 +0000\r\n"
    "From: Ada Moor <ada@n.example>\r\nTo: Ben Ruiz <ben@n.example>\r\n"
    "Date: Mon, 2 Mar 2015 10:00:00 +0000\r\nSubject: Sluice\r\nMessage-ID: <m@n.example>\r\n"
    "Content-Type: text/html\r\nMIME-Version: 1.0\r\n"
)


def test_a_transport_header_comes_through_without_its_mime_fields() -> None:
    fields = header_fields(TRANSPORT)
    assert [label for label, _ in fields] == [
        "Received", "From", "To", "Date", "Subject", "Message-ID"
    ]  # fmt: skip
    message = message_from_bytes(build_message(fields, "It sticks.", None))
    assert message["Message-ID"] == "<m@n.example>"
    assert message.get_payload().strip() == "It sticks."


def test_a_built_message_says_that_it_was_built() -> None:
    data = build_message(header_fields(TRANSPORT), "It sticks.", "<p>It sticks.</p>")
    (document,) = read_built(data, "a.msg", "msg", ReadOptions())
    assert document.kind == "msg"
    assert document.warnings[0].code == "converted"
    assert "It sticks." in document.text


def test_the_same_message_gives_the_same_bytes() -> None:
    file = Attachment("a.png", "image/png", b"\x89PNG")
    built = [build_message([], "It sticks.", "<p>It sticks.</p>", [file]) for _ in range(2)]
    assert built[0] == built[1]
    parts = [part.get_content_type() for part in message_from_bytes(built[0]).walk()]
    assert parts[-3:] == ["text/plain", "text/html", "image/png"]


def test_fields_cannot_smuggle_others_in() -> None:
    data = build_message([("Subject", "a\r\nBcc: x@evil.example\r\n\r\nbody")], "text", None)
    message = message_from_bytes(data)
    assert message["Bcc"] is None
    assert message.get_payload().strip() == "text"


@pytest.mark.parametrize(
    "name", ["a\r\nX-Evil: yes", "a\u2028X-Evil: yes", "\udcffx", "a\x00", 'a"; x=']
)
@pytest.mark.parametrize(
    "media_type", ["image/png", "a\r\nX-Evil: yes/b", "message/rfc822", "x", ""]
)
def test_no_attachment_smuggles_fields_in_or_costs_the_message(name: str, media_type: str) -> None:
    file = Attachment(name, media_type, b"x")
    message = message_from_bytes(build_message([("Subject", name)], name, f"<p>{name}", [file]))
    parts = list(message.walk())
    assert len(parts) == 5
    assert all(part["X-Evil"] is None and not part.defects for part in parts)
    assert parts[-1].get_payload(decode=True) == b"x"


def test_msg_properties_become_fields() -> None:
    msg = pytest.importorskip("mailrecon.read.msg", reason="python-oxmsg is not installed here")
    person = Plain(name="Ruiz, Ben", email_address="ben@n.example")
    file = Plain(file_name="a.png", mime_type="image/png", file_bytes=b"\x89PNG")
    sent = datetime(2015, 3, 2, 10, tzinfo=UTC)
    stand_in = Plain(
        message_headers={}, sender="Ada Moor <ada@n.example>", recipients=[person],
        sent_date=sent, subject="Sluice", body="It sticks.", html_body=None, attachments=[file],
    )  # fmt: skip
    message = message_from_bytes(msg.convert(stand_in))
    assert message["To"] == '"Ruiz, Ben" <ben@n.example>'
    assert message["Date"] == "Mon, 02 Mar 2015 10:00:00 +0000"
    parts = [part.get_content_type() for part in message.walk()]
    assert parts == ["multipart/mixed", "text/plain", "image/png"]


def test_a_damaged_msg_is_refused() -> None:
    pytest.importorskip("oxmsg", reason="python-oxmsg is not installed here")
    with pytest.raises(ReadError, match=r"a\.msg: is damaged"):
        list(read_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "a.msg"))


def test_pst_folders_are_walked_in_order() -> None:
    pst = pytest.importorskip("mailrecon.read.pst", reason="libpff-python is not installed here")
    mails = [Plain(number=number) for number in range(3)]
    inner = Plain(name="Sent", sub_messages=mails[1:], sub_folders=[])
    root = Plain(name=None, sub_messages=mails[:1], sub_folders=[inner])
    assert [path for path, _ in pst._messages(root)] == ["1", "Sent/1", "Sent/2"]
    stand_in = Plain(
        transport_headers=TRANSPORT, plain_text_body=b"It sticks.", html_body=None, attachments=[]
    )
    assert message_from_bytes(pst.convert(stand_in))["Subject"] == "Sluice"


def test_a_pst_without_its_library_names_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pypff", None)
    monkeypatch.delitem(__import__("sys").modules, "mailrecon.read.pst", raising=False)
    with pytest.raises(ReadError, match=r"pip install 'mailrecon\[pst\]'"):
        list(read_bytes(b"!BDN" + b"\x00" * 600, "a.pst"))


def test_a_damaged_pst_is_refused() -> None:
    pytest.importorskip("pypff", reason="libpff-python is not installed here")
    with pytest.raises(ReadError, match=r"a\.pst: is damaged"):
        list(read_bytes(b"!BDN" + b"\x00" * 600, "a.pst"))
