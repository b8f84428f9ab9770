"""EML, mbox, Maildir, folders, zip archives: native messages, quoted chains, limits."""

from __future__ import annotations

import json
import mailbox
import os
import zipfile
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner

from mailrecon import reconstruct, write
from mailrecon.cli import main
from mailrecon.errors import ReadError
from mailrecon.model import Document, Hiding, Relation
from mailrecon.read import ReadOptions, read_bytes
from mailrecon.read.files import archives as archives_module
from mailrecon.read.files.archives import UnreadableDocument
from mailrecon.read.files.inputs import read_inputs
from tests.conftest import read_jsonl


def mail(number: int, body: str, **more: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = more.pop("sender", "Ada Moor <ada@n.example>")
    message["To"] = "Ben Ruiz <ben@n.example>"
    message["Date"] = f"Mon, {number:02d} Mar 2015 10:00:00 +0000"
    message["Subject"] = more.pop("subject", f"Sluice {number}")
    message["Message-ID"] = f"<m{number}@n.example>"
    for label, value in more.items():
        message[label.replace("_", "-")] = value
    message.set_content(body)
    return message


CHAIN = """It holds again.

-----Original Message-----
From: Ben Ruiz <ben@n.example>
Sent: Sunday, March 1, 2015 10:00 AM
To: Ada Moor
Subject: Sluice 1

Does the sluice at the upper mill hold again, or shall I bring boards?
"""


def box(*messages: EmailMessage) -> bytes:
    lines = []
    for message in messages:
        lines.append(b"From ada@n.example Mon Mar  2 10:00:00 2015\n" + message.as_bytes() + b"\n")
    return b"".join(lines)


def test_a_real_message_keeps_its_bytes_and_its_chain_is_unfolded(tmp_path: Path) -> None:
    original = mail(2, CHAIN, subject="Re: Sluice 1")
    original.add_attachment(b"\x00\x01", maintype="image", subtype="png", filename="a.png")
    archive = reconstruct(original.as_bytes(), name="a.eml")
    real, quoted = archive.messages
    assert real.message_id == "<m2@n.example>"
    assert real.body == "It holds again."
    assert real.parent == quoted.message_id
    assert quoted.original is None
    out = tmp_path / "out.mbox"
    write(archive, out)
    kept = mailbox.mbox(out)
    written = [message for message in kept if message["Message-ID"] == "<m2@n.example>"]
    assert written[0].as_bytes() == original.as_bytes()
    kept.close()


def test_a_quotation_of_a_message_that_is_there_is_not_rebuilt() -> None:
    asked = mail(
        1,
        "Does the sluice at the upper mill hold again, or shall I bring boards?\n",
        sender="Ben Ruiz <ben@n.example>",
    )
    answered = mail(2, CHAIN, subject="Re: Sluice 1", In_Reply_To="<m1@n.example>")
    archive = reconstruct(box(asked, answered), name="box.mbox")
    assert [m.message_id for m in archive.messages] == ["<m1@n.example>", "<m2@n.example>"]
    assert archive.messages[1].parent == "<m1@n.example>"
    (copy,) = archive.messages[0].copies
    assert copy.source.document == "box.mbox!2"


def test_an_attached_message_is_a_message_of_its_own() -> None:
    inner = mail(1, "Inside.")
    outer = mail(2, "See the attached.")
    outer.add_attachment(inner)
    archive = reconstruct(outer.as_bytes(), name="a.eml")
    assert [m.message_id for m in archive.messages] == ["<m2@n.example>", "<m1@n.example>"]
    assert archive.messages[0].parent == "<m1@n.example>"
    assert archive.messages[0].relation is Relation.FORWARD


def test_html_is_read_where_no_plain_text_is() -> None:
    message = mail(1, "plain")
    message.set_content("<p>Hello <b>there</b></p>", subtype="html")
    (found,) = reconstruct(message.as_bytes(), name="a.eml").messages
    assert found.body == "Hello there"
    both = mail(2, "plain words")
    both.add_alternative("<p>rich words</p>", subtype="html")
    (found,) = reconstruct(both.as_bytes(), name="b.eml").messages
    assert found.body == "plain words"


def test_a_bar_in_an_html_part_is_a_redaction_of_the_mail() -> None:
    message = mail(1, "plain")
    bar = '<span style="background:#000;color:#000">secret</span>'
    message.set_content(f"<p>It was {bar}.</p>", subtype="html")
    (document,) = read_bytes(message.as_bytes(), "a.eml")
    assert "secret" not in document.text
    (redaction,) = document.redactions
    assert set(document.text[redaction.span.start : redaction.span.end]) == {"█"}
    assert [item.how for item in document.hidden] == [Hiding.SAME_COLOUR]


def test_an_mbox_is_unquoted_and_split_at_its_from_lines() -> None:
    data = box(mail(1, "From here\n>From there\n"), mail(2, "two"))
    data = data.replace(b"\nFrom here", b"\n>From here").replace(
        b"\n>From there", b"\n>>From there"
    )
    documents = list(read_bytes(data, "box"))
    assert [d.name for d in documents] == ["box!1", "box!2"]
    assert documents[0].original is not None
    assert message_from_bytes(documents[0].original).get_payload() == "From here\n>From there\n"


def test_our_own_output_comes_back(tmp_path: Path) -> None:
    text = "From: Ada Moor <>\nDate: 1 March 2015 9:00\nTo: Ben <ben@n.example>\nSubject: W\n\nx\n"
    first = reconstruct(text, name="a.txt")
    write(first, tmp_path / "one.mbox")
    again = reconstruct(tmp_path / "one.mbox")
    assert [m.message_id for m in again.messages] == [m.message_id for m in first.messages]
    write(again, tmp_path / "two.mbox")
    assert (tmp_path / "two.mbox").read_bytes() == (tmp_path / "one.mbox").read_bytes()


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.txt", b"From: Ada <a@n.example>\nTo: Ben\nDate: 1 March 2015 9:00\n\nx\n", "text"),
        ("a.txt", mail(1, "x").as_bytes(), "eml"),
        ("a", mail(1, "x").as_bytes(), "eml"),
        ("a.eml", b"From: Ada\nSubject: x\n\nx\n", "eml"),
        ("a.html", b"<p>x</p>", "html"),
        ("a.txt", b"<!DOCTYPE html><p>x</p>", "html"),
        ("a.md", b"**x**", "markdown"),
        ("a.txt", b"<ada@n.example> wrote:\n> x\n", "text"),
    ],
)
def test_content_tells_what_a_file_is(name: str, data: bytes, kind: str) -> None:
    (document,) = read_bytes(data, name)
    assert document.kind == kind


# --- folders and archives ------------------------------------------------------------------------


def texts(found: list[Document | UnreadableDocument]) -> list[str]:
    return [item.name for item in found]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "in" / "sub").mkdir(parents=True)
    (tmp_path / "in" / "b.txt").write_text("b")
    (tmp_path / "in" / "sub" / "a.txt").write_text("a")
    (tmp_path / "in" / ".hidden").write_text("no")
    (tmp_path / "in" / "link").symlink_to(tmp_path)
    return tmp_path / "in"


def test_folders_are_read_in_order_and_links_are_named(tree: Path) -> None:
    assert texts(list(read_inputs([str(tree)], ReadOptions()))) == ["b.txt", "link", "sub/a.txt"]


def test_what_in_a_folder_is_no_file_is_named(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tree / "lost.eml").symlink_to(tree / "nowhere")
    (tree / "a-closed").mkdir()
    os.mkfifo(tree / "pipe")
    scan = os.scandir

    def scandir(folder: Path) -> Iterator[os.DirEntry[str]]:
        if folder.name == "a-closed":
            raise PermissionError(13, "Permission denied", str(folder))
        return scan(folder)

    monkeypatch.setattr(os, "scandir", scandir)
    found = list(read_inputs([str(tree)], ReadOptions()))
    assert [one.name for one in found if isinstance(one, Document)] == ["b.txt", "sub/a.txt"]
    assert [one.reason for one in found if isinstance(one, UnreadableDocument)] == [
        "a-closed: cannot be read (Permission denied)",
        "link: a link, not read",
        "lost.eml: a broken link, not read",
        "pipe: a pipe, socket or device, not read",
    ]


def test_maildir(tmp_path: Path) -> None:
    box = mailbox.Maildir(tmp_path / "md")
    box.add(mail(1, "one"))
    (tmp_path / "md" / "tmp" / "half").write_text("half a message")
    (document,) = list(read_inputs([str(tmp_path / "md")], ReadOptions()))
    assert isinstance(document, Document)
    assert document.kind == "eml"


def zipped(members: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_archives_in_archives(tmp_path: Path) -> None:
    inner = zipped({"c.txt": b"c"})
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"b.txt": b"b", "in.zip": inner, "../../evil.txt": b"e"}))
    found = list(read_inputs([str(path)], ReadOptions()))
    assert sorted(texts(found)) == ["a.zip!b.txt", "a.zip!evil.txt", "a.zip!in.zip!c.txt"]
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["a.zip"]


def test_bombs_and_deep_nests_are_reported_and_the_rest_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = b"x"
    for _ in range(5):
        deep = zipped({"n.zip": deep})
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"b.txt": b"b", "bomb.txt": b"\x00" * (8 << 20), "deep.zip": deep}))
    found = list(read_inputs([str(path)], ReadOptions()))
    unread = [item for item in found if isinstance(item, UnreadableDocument)]
    assert [item.name for item in found if isinstance(item, Document)] == ["a.zip!b.txt"]
    assert "unpacks to" in unread[0].reason
    assert "nested" in unread[1].reason
    monkeypatch.setattr(archives_module, "MAX_MEMBERS", 1)
    many = zipped({"a.txt": b"a", "b.txt": b"b"})
    path.write_bytes(many)
    found = list(read_inputs([str(path)], ReadOptions()))
    assert [type(item) for item in found] == [Document, UnreadableDocument]


@pytest.mark.parametrize("data", [b"PK\x03\x04", b"PK\x03\x04" + b"\x00" * 90])
def test_a_damaged_archive_is_reported(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.zip").write_bytes(data)
    with pytest.raises(ReadError, match="damaged"):
        list(read_inputs([str(tmp_path / "a.zip")], ReadOptions(), strict=True))


def test_a_run_goes_on_and_its_exit_code_tells(tmp_path: Path) -> None:
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.4 nothing")
    (tmp_path / "good.eml").write_bytes(mail(1, "one").as_bytes())
    out = tmp_path / "out.jsonl"
    good, bad = str(tmp_path / "good.eml"), str(tmp_path / "bad.pdf")
    run = CliRunner().invoke(main, ["convert", "--json", good, bad, str(out)])
    assert run.exit_code == 6
    assert len(read_jsonl(out.read_bytes())) == 1
    assert read_jsonl(out.read_bytes())[0]["native"] is True
    summary = json.loads(run.stdout)
    assert [item["document"] for item in summary["unread"]] == ["bad.pdf"]
    assert [item["kind"] for item in summary["sources"]] == ["eml"]
    run = CliRunner().invoke(main, ["convert", "-f", good, bad, str(out)])
    assert "bad.pdf: not read: is damaged" in run.stderr
    run = CliRunner().invoke(main, ["convert", "-f", "--strict", good, bad, str(out)])
    assert run.exit_code == 3
    run = CliRunner().invoke(main, ["convert", "-f", bad, str(out)])
    assert run.exit_code == 3


def test_text_that_states_utf8_is_utf8_whatever_stands_in_it() -> None:
    data = (
        b"Received: by mx.example; Tue, 5 Mar 2019 10:00:00 +0100\r\nMessage-ID: <x@y.example>\r\n"
        b"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
        b"Content-Transfer-Encoding: 8bit\r\n\r\n\xc3\x84\r\n" + b"a\x00" * 200 + b"\r\n"
    )
    (document,) = read_bytes(data, "x.eml", ReadOptions())
    assert "Ä" in document.text
