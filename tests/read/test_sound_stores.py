"""Stores written here that libpff opens: folders, items, recipients, files, damage, in each output.

The same stores without checksums, which libpff refuses, are in `test_scattered.py`.
"""

from __future__ import annotations

import json
import sqlite3
import struct
from email import message_from_bytes
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner

pypff = pytest.importorskip("pypff", reason="libpff-python is not installed here")

from mailrecon.cli import main  # noqa: E402
from mailrecon.model import Document  # noqa: E402
from mailrecon.read import ReadOptions  # noqa: E402
from mailrecon.read.mail import pst  # noqa: E402
from mailrecon.read.mail.outlook.nodes import Nodes  # noqa: E402
from tests.read.make_msg import Prop, binary, number, text, text8  # noqa: E402
from tests.read.make_pst import BLOCK, CODED, N, heap_of, store  # noqa: E402
from tests.read.test_scattered import INBOX, SENT, attached, note, people, said, whole  # noqa: E402

# A store whose table of names has one name libpff opens; without any it does not.
NAMES = N([heap_of(number(1, 0), *(binary(tag, bytes(16)) for tag in (2, 3, 4)))])
FORMS = [(form, coded) for form in ("ansi", "unicode") for coded in (False, True)]


def sound(form: str = "unicode", coded: bool = True, **more: N) -> bytes:
    """A store with everything in it; libpff opens it."""
    nodes = whole(**more)
    # No folder of a sound store has an item that it does not list.
    del nodes[0x200124]
    data = store({0x61: NAMES, **nodes}, form, coded, is_sound=True)
    file = pypff.file()
    file.open_file_object(BytesIO(data))
    file.get_root_folder()
    return data


def read(data: bytes, **options: bool) -> list[Document]:
    return list(pst.read(data, "a.pst", ReadOptions(**options)))


@pytest.mark.parametrize(("form", "coded"), FORMS)
def test_a_sound_store_gives_what_its_nodes_give(form: str, coded: bool) -> None:
    found = read(sound(form, coded))
    nodes = whole()
    del nodes[0x200124]
    by_nodes = read(store(nodes, form, coded))
    assert {(one.name, one.folder, one.original) for one in found[:-1]} == {
        (one.name, one.folder, one.original) for one in by_nodes[:-1]
    }
    assert not [one.warnings for one in found[:-1] if one.warnings]
    assert said(found) == [
        "6 Outlook messages were converted; the bytes are not those that were sent",
        "1 appointment, 1 free/busy item: not mail; --all-items takes them",
    ]


def test_a_sent_item_has_its_recipients_and_its_time_in_utc() -> None:
    (sent,) = [one for one in read(sound()) if one.folder == "Sent Items"]
    mail = message_from_bytes(sent.original or b"")
    assert (mail["To"], mail["Cc"]) == ("Ben Ost <ben@quay.example>", "Cy Dun <cy@quay.example>")
    assert mail["Date"] == "Thu, 02 Jul 2015 09:30:00 +0000"


def test_every_item_is_taken_on_request() -> None:
    kinds = {one.name for one in read(sound(), all_items=True)} - {"a.pst"}
    assert {"a.pst!Calendar/1", "a.pst!Calendar/2", "a.pst!Calendar/3"} <= kinds


def test_an_item_of_no_folder_is_counted_and_read_on_request() -> None:
    data = sound(x200144=note("Lost", parent=0x9002))
    assert [one for one in said(read(data)) if one.startswith("1 item is in no folder")]
    names = {one.name: one.text for one in read(data, recovered=True)}
    assert "Of Lost." in names["a.pst!recovered/1"]


def test_a_damaged_item_costs_itself() -> None:
    found = read(sound(x200044=N([b"damaged"], parent=INBOX)))
    assert {one.folder for one in found[:-1]} == {"Inbox", "Inbox/Locks", "Sent Items", "Calendar"}
    (lost,) = [one for one in said(found) if one.startswith("an item is damaged and was left out")]
    assert "libpff_" not in lost


def test_messages_in_messages_keep_people_and_files() -> None:
    """A message in a message in a message; the innermost has a file of three blocks and a Bcc."""
    data = bytes(range(256)) * 80
    blocks = N([data[at : at + BLOCK] for at in range(0, len(data), BLOCK)])
    plan = N(
        [heap_of(number(0x3705, 1), text(0x3707, "gate plan.pdf"), binary(0x3701, b""),
                 beyond={0x3701: 0x83BF})],
        {0x83BF: blocks},
    )  # fmt: skip
    rows = people(
        [text(0x3001, "Ben Ost"), text(0x39FE, "ben@quay.example"), number(0x0C15, 1)],
        [text(0x3001, "Dot Eve"), text(0x39FE, "dot@quay.example"), number(0x0C15, 3)],
    )
    node = note("Depth 0", below={0x692: rows, 0x8025: plan})
    for depth in (1, 2):
        reference = Prop(0x3701, 0x000D, struct.pack("<II", 0x200104, 9))
        holder = N([heap_of(number(0x3705, 5), reference)], {0x200104: node})
        node = note(f"Depth {depth}", below={0x8025: holder})
    found = [one for one in read(sound(x200044=node)) if one.name.startswith("a.pst!Inbox/2")]
    assert len(found) == 3
    outer = message_from_bytes(found[0].original or b"")
    assert [part["Subject"] for part in outer.walk() if part["Subject"]] == [
        "Depth 2", "Depth 1", "Depth 0",
    ]  # fmt: skip
    innermost = message_from_bytes(found[2].original or b"")
    assert (innermost["To"], innermost["Bcc"]) == (
        "Ben Ost <ben@quay.example>",
        "Dot Eve <dot@quay.example>",
    )
    (file,) = [part for part in innermost.walk() if part.get_filename()]
    assert (file.get_filename(), file.get_payload(decode=True)) == ("gate plan.pdf", data)


def test_8_bit_text_is_in_the_code_page_of_the_message() -> None:
    words = "Шлюз заклинило"
    more = (text8(0x1000, words.encode("cp1251")), number(0x3FFD, 1251))
    (mail,) = [one for one in read(sound("ansi", x200024=note("", *more))) if words in one.text]
    assert mail.folder == "Inbox"


@pytest.mark.parametrize("to", ["mboxes", "maildir", "jsonl", "sqlite", "loadfile"])
def test_folders_are_folders_in_each_output(tmp_path: Path, to: str) -> None:
    given, out = tmp_path / "a.pst", tmp_path / "out"
    given.write_bytes(sound())
    run = CliRunner().invoke(main, ["convert", "--to", to, str(given), str(out)])
    assert run.exit_code == 0, run.output
    folders = {"Inbox", "Inbox/Locks", "Sent Items", "Calendar"}
    names = {path.relative_to(out).as_posix() for path in out.rglob("*")} if out.is_dir() else set()
    found: set[str | None] = set()
    if to == "mboxes":
        found = {name[5:-5] for name in names if name.startswith("data/") and name[-5:] == ".mbox"}
    elif to == "maildir":
        found = {
            name.split("/")[1][1:].replace(".", "/") for name in names if name.endswith("/cur")
        }
    elif to == "jsonl":
        records = map(json.loads, out.read_text().splitlines())
        found = {record["source"]["folder"] for record in records}
    elif to == "sqlite":
        found = {row[0] for row in sqlite3.connect(out).execute("SELECT folder FROM mail")}
    else:
        (table,) = [name for name in names if name.endswith(".dat")]
        rows = (out / table).read_text("utf-8").splitlines()
        place = rows[0].split("\x14").index("þFOLDERþ")
        found = {row.split("\x14")[place].strip("þ") for row in rows[1:]}
    assert folders <= found
    verified = CliRunner().invoke(main, ["verify", str(out), "--source", str(given)])
    assert verified.exit_code == 0, verified.output


def test_a_file_has_its_name_in_a_sound_store() -> None:
    files = {0x8025: attached(b"x", text(0x3704, "GATE~1.PDF"), text(0x3707, "gate plan.pdf"))}
    data = sound(x200064=note("Sent", below=files, parent=SENT))
    (sent,) = [one for one in read(data) if one.folder == "Sent Items"]
    names = [part.get_filename() for part in message_from_bytes(sent.original or b"").walk()]
    assert names[-1] == "gate plan.pdf"


@pytest.mark.parametrize(("form", "coded"), FORMS)
def test_a_changed_byte_within_a_block_is_told(form: str, coded: bool) -> None:
    data = bytearray(sound(form, coded))
    assert Nodes(bytes(data)).damaged_blocks() == 0
    # In a text, where neither libpff nor the nodes see it.
    plain = "Of Sent item.".encode("utf-16-le")
    place = data.find(plain.translate(CODED) if coded else plain)
    assert place > 0
    data[place + 8] ^= 1
    assert any(
        text.startswith("1 block does not match the store's checksum")
        for text in said(read(bytes(data)))
    )
