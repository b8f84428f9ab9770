"""The Email Account XML Schema: elements in its order, nothing lost, every change noticed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import etree

from mailrecon import reconstruct, write
from mailrecon.cli import main
from mailrecon.writers.exchange.eaxs import NAMESPACE
from tests.conftest import FIXTURES, fixture_path

_POST = fixture_path("blog_post.en.txt")

# The schema's sequences in short: `?` at most once, `*` any number, `|` one of them.
_FIELDS = (
    "OrigDate? From* Sender? To* Cc* Bcc* InReplyTo* References* Subject? Comments* Keywords* "
    "Header*"
)
_PART = (
    "ContentType? Charset? ContentName? {0} ContentTypeParam* TransferEncoding? ContentId? "
    "Description? Disposition? DispositionFileName?"
)
SEQUENCES = {
    "Account": "EmailAddress* GlobalId Folder*",
    "Folder": "Name Message* Folder*",
    "Message": f"LocalId MessageId MimeVersion? {_FIELDS} SingleBody|MultiBody? Eol",
    "ChildMessage": f"LocalId MessageId MimeVersion? {_FIELDS} SingleBody|MultiBody?",
    "Header": "Name Value",
    "SingleBody": f"{_PART.format('')} BodyContent|ChildMessage?",
    "MultiBody": f"{_PART.format('BoundaryString')} SingleBody|MultiBody*",
    "BodyContent": "Content TransferEncoding?",
}


def name_of(element: etree._Element) -> str:
    return str(element.tag).removeprefix(f"{{{NAMESPACE}}}")


def pattern(sequence: str) -> str:
    """A sequence as a pattern over names that end with a semicolon."""
    found = []
    for item in sequence.split():
        names, many = (item[:-1], item[-1]) if item[-1] in "?*" else (item, "")
        found.append(f"(?:{'|'.join(f'{name};' for name in names.split('|'))}){many}")
    return "".join(found)


def problems(root: etree._Element) -> list[str]:
    wrong = []
    for element in root.iter(etree.Element):
        name = name_of(element)
        inside = "".join(f"{name_of(child)};" for child in element.iterchildren(etree.Element))
        if name in SEQUENCES and not re.fullmatch(pattern(SEQUENCES[name]), inside):
            wrong.append(f"{name}: {inside}")
        if name not in SEQUENCES and len(element):
            wrong.append(f"{name} holds elements")
    return wrong


def convert(source: Path, output: Path) -> etree._Element:
    result = CliRunner().invoke(main, ["convert", "-q", str(source), str(output)])
    assert result.exit_code == 0, result.output
    return etree.parse(output).getroot()


@pytest.mark.parametrize("fixture", sorted(FIXTURES.rglob("blog_post.*.txt")), ids=lambda p: p.name)
def test_elements_stand_in_the_schemas_order(fixture: Path, tmp_path: Path) -> None:
    root = convert(fixture, tmp_path / "o.eaxs")
    assert problems(root) == []
    messages = reconstruct(fixture).messages
    assert len(root.findall(f".//{{{NAMESPACE}}}Message")) == len(messages)
    text = "".join(root.itertext())
    assert all(message.subject in text for message in messages if message.subject)


def test_native_mail_keeps_its_parts_and_folders(tmp_path: Path) -> None:
    source = tmp_path / "mail" / "cur"
    source.mkdir(parents=True)
    (source.parent / "new").mkdir()
    (source.parent / "tmp").mkdir()
    folder = source.parent / ".Inbox.Lock" / "cur"
    folder.mkdir(parents=True)
    inner = (
        "From: Cay Dun <cay@dock.example>\nSubject: Inner\nMessage-ID: <i@dock.example>\n\nIn.\n"
    )
    (folder / "1:2,S").write_text(
        "From: =?utf-8?q?Bj=C3=B6rn?= <b@dock.example>\nTo: a@dock.example\nSubject: Plans & <b>\n"
        "Message-ID: <m@dock.example>\nDate: Tue, 2 Mar 2021 09:14:00 +0100\nMIME-Version: 1.0\n"
        'Content-Type: multipart/mixed; boundary="x"\n\n--x\nContent-Type: text/plain\n\nSee.\n'
        '--x\nContent-Type: image/png; name="a.png"\nContent-Transfer-Encoding: base64\n'
        'Content-Disposition: attachment; filename="a.png"\n\niVBORw0K\n'
        f"--x\nContent-Type: message/rfc822\n\n{inner}\n--x--\n"
    )
    root = convert(source.parent, tmp_path / "o.eaxs")
    assert problems(root) == []
    names = [element.text for element in root.iterfind(f".//{{{NAMESPACE}}}Folder/{{*}}Name")]
    assert names[:2] == ["Inbox", "Lock"]
    message = root.find(".//{*}Message")
    assert message is not None
    assert message.findtext("{*}From") == "Björn <b@dock.example>"
    assert message.findtext("{*}OrigDate") == "2021-03-02T09:14:00+01:00"
    assert message.findtext("{*}Subject") == "Plans & <b>"
    assert message.findtext(".//{*}DispositionFileName") == "a.png"
    assert "iVBORw0K" in (
        message.findtext(".//{*}BodyContent[{*}TransferEncoding]/{*}Content") or ""
    )
    assert message.findtext(".//{*}ChildMessage/{*}Subject") == "Inner"


def test_characters_that_xml_lacks_are_replaced(tmp_path: Path) -> None:
    text = (
        "From: A B <a@dock.example>\nDate: 2 Mar 2021 10:00\nSubject: x\n\n]]> \x0b \ufffe & <i>\n"
    )
    write(reconstruct(text.encode()), tmp_path / "o.eaxs")
    content = etree.parse(tmp_path / "o.eaxs").findtext(".//{*}Content")
    assert content is not None
    assert "]]>" in content
    assert "& <i>" in content


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<Subject>", "<Subject>Not "),
        ("<From>", "<From>X "),
        ("</Folder>", "<Message></Message></Folder>"),
        ("<Supplied", "<Supplied"),
        ("OrigDate>2", "OrigDate>1"),
        ("<Content>", "<Content>I resign. "),
    ],
)
def test_verify_notices_a_change(old: str, new: str, tmp_path: Path) -> None:
    output = tmp_path / "o.eaxs"
    convert(_POST, output)
    text = output.read_text("utf-8")
    output.write_text(text.replace(old, new, 1), "utf-8")
    changed = output.read_text("utf-8") != text
    command = ["verify", str(output), "--source", str(_POST)]
    assert CliRunner().invoke(main, command).exit_code == (7 if changed else 0)


def test_a_damaged_header_of_native_mail_costs_nothing_else(tmp_path: Path) -> None:
    """An encoded word that is no base64, a charset nobody knows, a zone of many digits."""
    source = tmp_path / "a.eml"
    source.write_text(
        "From: =?utf-8?b?A?= <a@dock.example>\nTo: b@dock.example\nSubject: =?none?q?x?=\n"
        "Date: Tue, 2 Mar 2021 09:14:00 +99999999999999999999\nMIME-Version: 1.0\n"
        "Content-Type: application/x; name*=none''%ff\n\nIn.\n"
    )
    root = convert(source, tmp_path / "o.eaxs")
    assert problems(root) == []
    assert root.findtext(".//{*}Message/{*}To") == "b@dock.example"


def test_folders_a_thousand_levels_deep_are_written_a_hundred_deep(tmp_path: Path) -> None:
    labels = "/".join(f"f{level}" for level in range(1000))
    source = tmp_path / "in.eml"
    source.write_text(
        "From: Ada Moor <a@n.example>\nTo: b@s.example\nDate: Mon, 1 Mar 2021 09:05:00 +0100\n"
        f"Subject: Wall\nX-Gmail-Labels: {labels}\n\nIt holds.\n",
        encoding="utf-8",
    )
    output = tmp_path / "out.eaxs"
    result = CliRunner().invoke(main, ["convert", str(source), str(output)])
    assert result.exit_code == 0, result.output
    names = [name.text for name in etree.parse(output).iter(f"{{{NAMESPACE}}}Name")]
    assert len([name for name in names if name and name.startswith("f")]) == 100
    assert "/".join(str(name) for name in names).startswith(labels)
