"""Archives of Outlook for Mac, made here: mail in folders, people, files, damage."""

from __future__ import annotations

import zipfile
from email import message_from_bytes
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pytest
from click.testing import CliRunner

pytest.importorskip("olefile", reason="the extra `msg` is not installed here")

from mailrecon.cli import main
from mailrecon.errors import ReadError
from mailrecon.model import Document
from mailrecon.read import ReadOptions, read_bytes
from mailrecon.verify import verify

BOX = "Accounts/ann@quay.example/com.microsoft.__Messages"
FILES = f"{BOX}/Inbox/com.microsoft.__Attachments"


def person(address: str, name: str = "") -> str:
    return (
        f"<emailAddress OPFContactEmailAddressAddress={quoteattr(address)} "
        f'OPFContactEmailAddressName={quoteattr(name)} OPFContactEmailAddressType="0"/>'
    )


ANN = person("ann@quay.example", "Ann Poe")
BEN = person("ben@quay.example", "Ben Ost")
CY = person("cy@quay.example")


def email(number: int = 1, *more: str, body: str = "It sticks.", html: str = "") -> str:
    fields = {
        "OPFMessageCopyMessageID": escape(f"<{number}@quay.example>"),
        "OPFMessageCopySubject": f"Sluice &amp; gate {number}",
        "OPFMessageCopySentTime": f"2022-05-26T17:55:{number:02d}",
        "OPFMessageCopyFromAddresses": ANN,
        "OPFMessageCopySenderAddress": ANN,
        "OPFMessageCopyToAddresses": BEN + CY,
        "OPFMessageCopyBody": escape(body),
        "OPFMessageCopyHTMLBody": escape(html),
    }
    inner = "".join(f'<{key} xml:space="preserve">{value}</{key}>' for key, value in fields.items())
    return f"<email>{inner}{''.join(more)}</email>"


def olm(members: dict[str, str | bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path, content in members.items():
            if isinstance(content, str):
                content = (
                    f'<?xml version="1.0" encoding="UTF-8"?><emails>{content}</emails>'.encode()
                )
            archive.writestr(path, content)
    return out.getvalue()


def read(members: dict[str, str | bytes], name: str = "a.olm") -> list[Document]:
    return list(read_bytes(olm(members), name, ReadOptions()))


def test_each_mail_keeps_its_folder_its_people_and_its_time() -> None:
    first, second, last = read(
        {
            f"{BOX}/Inbox/Lock/message_00002.xml": email(2),
            f"{BOX}/Inbox/message_00001.xml": email(
                1, f"<OPFMessageCopyCCAddresses>{CY}</OPFMessageCopyCCAddresses>",
                f"<OPFMessageCopyBCCAddresses>{ANN}</OPFMessageCopyBCCAddresses>",
                "<OPFMessageCopyInReplyTo>0@quay.example</OPFMessageCopyInReplyTo>",
            ),
            "Local/Address Book/Contacts.xml": "<contacts/>",
        }
    )  # fmt: skip
    assert (first.name, first.folder) == ("a.olm!Inbox/Lock/1", "Inbox/Lock")
    assert (second.name, second.folder) == ("a.olm!Inbox/1", "Inbox")
    assert second.original is not None
    mail = message_from_bytes(second.original)
    assert mail["From"] == "Ann Poe <ann@quay.example>"
    assert mail["Sender"] is None
    assert mail["To"] == "Ben Ost <ben@quay.example>, cy@quay.example"
    assert (mail["Cc"], mail["Bcc"]) == ("cy@quay.example", "Ann Poe <ann@quay.example>")
    assert mail["Date"] == "Thu, 26 May 2022 17:55:01 +0000"
    assert mail["Subject"] == "Sluice & gate 1"
    assert (mail["Message-ID"], mail["In-Reply-To"]) == ("<1@quay.example>", "<0@quay.example>")
    assert [notice.code for notice in last.warnings] == ["converted", "not-mail"]
    assert last.warnings[1].text.startswith("Contacts.xml")


@pytest.mark.parametrize(
    ("body", "html", "kinds"),
    [
        ("It sticks.", "", ["text/plain"]),
        ("It sticks.", "<html><p>It sticks.</p></html>", ["text/plain", "text/html"]),
        ("", "<p>It sticks.</p>", ["text/html"]),
        ("<html><body>It sticks.</body></html>", "", ["text/html"]),
        ("<html>It sticks.</html>", "<html>It sticks.</html>", ["text/html"]),
        ("It sticks.\x0b\x01", "", ["text/plain"]),
    ],
)
def test_its_texts_are_what_they_are(body: str, html: str, kinds: list[str]) -> None:
    found, _ = read({f"{BOX}/Inbox/message_1.xml": email(body=body, html=html)})
    assert found.original is not None
    parts = [part for part in message_from_bytes(found.original).walk() if not part.is_multipart()]
    assert [part.get_content_type() for part in parts] == kinds
    assert "It sticks." in found.text


@pytest.mark.parametrize("as_attributes", [True, False])
def test_files_are_attached(as_attributes: bool) -> None:
    said = {
        "OPFAttachmentName": "Gate plan.pdf",
        "OPFAttachmentContentType": "application/pdf",
        "OPFAttachmentURL": f"{FILES}/ab12.pdf",
        "OPFAttachmentContentID": "gate@quay",
    }
    pairs = " ".join(f'{key}="{value}"' for key, value in said.items())
    inner = "".join(f"<{key}>{value}</{key}>" for key, value in said.items())
    file = (
        f"<messageAttachment {pairs}/>"
        if as_attributes
        else f"<messageAttachment>{inner}</messageAttachment>"
    )
    listed = f"<OPFMessageCopyAttachmentList>{file}</OPFMessageCopyAttachmentList>"
    found, _ = read(
        {f"{BOX}/Inbox/message_1.xml": email(1, listed), f"{FILES}/ab12.pdf": b"%PDF-1.7 x"}
    )
    assert found.original is not None
    (part,) = [p for p in message_from_bytes(found.original).walk() if p.get_filename()]
    assert (part.get_filename(), part.get_content_type()) == ("Gate plan.pdf", "application/pdf")
    assert part.get_payload(decode=True) == b"%PDF-1.7 x"
    assert part["Content-ID"] == "<gate@quay>"


def test_what_is_damaged_costs_itself() -> None:
    gone = "<OPFMessageCopyAttachmentList><messageAttachment OPFAttachmentName='x.bin' "
    gone += "OPFAttachmentURL='../../etc/passwd'/></OPFMessageCopyAttachmentList>"
    first, last = read(
        {
            f"{BOX}/Inbox/message_1.xml": email(1, gone),
            f"{BOX}/Inbox/message_2.xml": b"<emails><email>",
            f"{BOX}/Inbox/message_3.xml": b"<!DOCTYPE x [<!ENTITY a 'b'>]><email/>",
            f"{BOX}/Inbox/message_4.xml": b"<emails/>",
            f"{FILES}/page.xml": b"<html/>",
        }
    )
    assert any("x.bin" in notice.text for notice in first.warnings)
    codes = [notice.code for notice in last.warnings]
    assert codes == ["converted", *["damaged-item"] * 3]


def test_a_cut_archive_is_damaged() -> None:
    data = olm({f"{BOX}/Inbox/message_1.xml": email()})
    with pytest.raises(ReadError, match="damaged"):
        list(read_bytes(data[:-30], "a.olm", ReadOptions()))


def test_its_folders_become_folders_and_verify(tmp_path: Path) -> None:
    source = tmp_path / "a.olm"
    box = {f"{BOX}/{folder}/message_{n}.xml": email(n) for n, folder in ((1, "Inbox"), (2, "Sent"))}
    source.write_bytes(olm(dict(box)))
    out = tmp_path / "out"
    run = CliRunner().invoke(main, ["convert", "--to", "mboxes", str(source), str(out)])
    assert run.exit_code == 0, run.output
    assert sorted(file.name for file in (out / "data").glob("*.mbox")) == [
        "Inbox.mbox",
        "Sent.mbox",
    ]
    assert not verify(out, [str(source)]).findings
