"""A folder with a file of every format, converted in one run, and its summary."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import shutil
import tarfile
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image

pytest.importorskip("olefile", reason="the extra `msg` is not installed here")
pytest.importorskip("python_calamine", reason="the extra `xlsx` is not installed here")
pytest.importorskip("pypff", reason="the extra `pst` is not installed here")

from mailrecon.cli import main
from mailrecon.read import READERS, choose_reader
from tests.read.make_msg import msg, text
from tests.read.make_office import docx_of, odt_of, rtf_of
from tests.read.make_pdf import print_text
from tests.read.make_tnef import tnef
from tests.read.test_mail import box, mail
from tests.read.test_olm import BOX, email, olm
from tests.read.test_secured import ENTITY, SIGNED, cms
from tests.read.test_table import xlsx
from tests.read.test_web_archives import MHTML, SHEET

NOTE = [text(0x001A, "IPM.Note"), text(0x0037, "Sluice"), text(0x1000, "It sticks.")]
TNEF = [text(0x0037, "T"), text(0x1000, "In TNEF."), text(0x1035, "<t@n.example>")]
CORRECTION = b'{"action": "note", "at": "2026-01-01T00:00:00Z", "by": "B"}\n'
SOUND = b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0"


def printed(number: int) -> str:
    """A mail as it is printed."""
    return (
        f"From: Ada Moor <ada@n.example>\nTo: Ben Ost <ben@n.example>\n"
        f"Date: 1 March 2015 09:{number:02d}\nSubject: Weir {number}\n\nWord {number} of it.\n"
    )


def page(number: int) -> str:
    lines = printed(number).replace("<", "&lt;").replace(">", "&gt;").splitlines()
    return f"<!doctype html><html><body><p>{'<br>'.join(lines)}</p></body></html>"


def white_picture() -> bytes:
    out = io.BytesIO()
    Image.new("L", (300, 200), 255).save(out, "PNG")
    return out.getvalue()


def zipped(*members: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def tarred(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        info = tarfile.TarInfo(name)
        info.size = len(data)
        archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def emlx() -> bytes:
    content = mail(1, "In an EMLX.").as_bytes()
    return b"%d\n" % len(content) + content + b'<?xml version="1.0"?><plist></plist>\n'


RMAIL = b"BABYL OPTIONS:\nVersion: 5\n\x1f\x0c\n0,,\n*** EOOH ***\n"
ROW = ["ada@n.example", "ben@n.example", "2 March 2015 10:00", "Row", "In a row."]
HEAD = ["From", "To", "Date", "Subject", "Body"]

# Each file: its bytes, the reader that takes it, and the messages that come out; None: not read.
FILES: dict[str, tuple[bytes, str, int | None]] = {
    "archive.tar": (tarred("a.txt", printed(1).encode()), "tar", 1),
    "archive.zip": (zipped(("a.txt", printed(2).encode()), ("b.wav", SOUND)), "zip", 1),
    "box.mbox": (box(mail(2, "In a box."), mail(3, "In it, too.")), "mbox", 2),
    "box.mbox.gz": (gzip.compress(box(mail(4, "Packed."))), "compressed", 1),
    "contact.msg": (msg([text(0x001A, "IPM.Contact"), text(0x0037, "Ben")]), "msg", 0),
    "corrections.jsonl": (CORRECTION, "record", 0),
    "box.mmdf": (b"\1\1\1\1\n" + mail(13, "Between bounds.").as_bytes(), "mmdf", 1),
    "RMAIL": (RMAIL + mail(14, "In Emacs.").as_bytes() + b"\x1f", "babyl", 1),
    "bare.zip": (b"PK\x05\x06" + bytes(18), "zip", 0),
    "deck.pptx": (zipped(("ppt/presentation.xml", b"x")), "package", None),
    "letter.docx": (docx_of(printed(3)), "docx", 1),
    "letter.eml": (mail(5, "Alone.").as_bytes(), "eml", 1),
    "letter.emlx": (emlx(), "emlx", 1),
    "letter.html": (page(4).encode(), "html", 1),
    "letter.md": (printed(5).encode(), "markdown", 1),
    "letter.mhtml": (MHTML.format(page=page(6), sheet=SHEET).encode(), "mhtml", 1),
    "letter.msg": (msg([*NOTE, text(0x1035, "<m@n.example>")]), "msg", 1),
    "letter.odt": (odt_of(printed(7)), "odt", 1),
    "letter.pdf": (print_text(printed(8)), "pdf", 1),
    "letter.rst": (printed(9).encode(), "restructuredtext", 1),
    "letter.rtf": (rtf_of(printed(10)), "rtf", 1),
    "letter.txt": (printed(11).encode(), "text", 1),
    "letter.txt.bz2": (bz2.compress(printed(12).encode()), "compressed", 1),
    "letters.csv": ("\n".join(map(",".join, (HEAD, ROW))).encode(), "table", 1),
    "letters.olm": (olm({f"{BOX}/Inbox/1.xml": email(1)}), "olm", 1),
    "letters.xlsx": (xlsx([HEAD, [*ROW[:3], "Cell", "In a cell."]]), "table", 1),
    "mail.pst": (b"!BDN" + bytes(600), "pst", None),
    "nothing.txt": (b"", "empty", 0),
    "smime.p7m": (cms(SIGNED, ENTITY), "signed", 1),
    "sound.wav": (SOUND, "unknown", None),
    "program.exe": (b"MZ\x90\0" + bytes(range(256)), "unknown", None),
    "scan.png": (white_picture(), "picture", 0 if shutil.which("tesseract") else None),
    "winmail.dat": (tnef(TNEF), "winmail", 1),
}  # fmt: skip


def test_there_is_a_file_for_every_reader() -> None:
    taken = {name: choose_reader(data, name).name for name, (data, _, _) in FILES.items()}
    assert taken == {name: reader for name, (_, reader, _) in FILES.items()}
    assert set(taken.values()) == {reader.name for reader in READERS}


def test_one_of_everything_is_converted_in_one_run(tmp_path: Path) -> None:
    given = tmp_path / "in"
    given.mkdir()
    for name, (data, _, _) in FILES.items():
        (given / name).write_bytes(data)
    run = CliRunner().invoke(main, ["convert", "--json", str(given), str(tmp_path / "out.mbox")])
    assert run.exit_code == 6, run.output
    summary = json.loads(run.stdout)
    found: dict[str, int | None] = {}
    for source in summary["sources"]:
        name = source["document"].partition("!")[0]
        found[name] = (found.get(name) or 0) + source["messages"]
    unread = {item["document"]: item["reason"] for item in summary["unread"]}
    assert unread.pop("archive.zip!b.wav").endswith("an audio file (WAV), not read")
    assert found | dict.fromkeys(unread) == {name: count for name, (_, _, count) in FILES.items()}
    assert unread["deck.pptx"] == "deck.pptx: a PowerPoint presentation, not read"
    assert unread["program.exe"] == "program.exe: a Windows program, not read"
    assert unread["mail.pst"].startswith("mail.pst: is damaged and cannot be read as PST (")
    checked = CliRunner().invoke(
        main, ["verify", str(tmp_path / "out.mbox"), "--source", str(given)]
    )
    assert checked.exit_code == 0, checked.output
    assert ": 0 errors," in checked.output


def test_a_summary_says_of_each_file_what_it_is_and_which_a_warning_is_about(
    tmp_path: Path,
) -> None:
    for name in ("contact.msg", "letter.msg", "deck.pptx", "mail.pst"):
        (tmp_path / name).write_bytes(FILES[name][0])
    out = tmp_path / "out.mbox"
    run = CliRunner().invoke(main, ["convert", "-j", "1", str(tmp_path), str(out)])
    lines = run.stderr.splitlines()
    assert "warning: contact.msg: 1 contact, not mail; --all-items takes it" in lines
    assert "deck.pptx: a PowerPoint presentation, not read" in lines
    assert any(line.startswith("mail.pst: not read: is damaged") for line in lines)


def test_a_line_says_of_each_file_what_it_was_and_what_was_made_of_it(tmp_path: Path) -> None:
    mails = {f"{BOX}/Inbox/1.xml": email(1), f"{BOX}/Sent/2.xml": email(2)}
    (tmp_path / "boxes.olm").write_bytes(olm(mails))
    for name in (
        "archive.tar", "box.mbox", "contact.msg", "letter.mhtml", "letters.csv", "nothing.txt"
    ):  # fmt: skip
        (tmp_path / name).write_bytes(FILES[name][0])
    quoting = "Yes.\n\nOn 1 March 2015 09:00, Ben Ost <ben@n.example> wrote:\n> Does it stick?\n"
    (tmp_path / "letter.eml").write_bytes(mail(5, quoting).as_bytes())
    out = tmp_path / "out.mbox"
    run = CliRunner().invoke(main, ["convert", "-j", "1", str(tmp_path), str(out)])
    assert [line for line in run.stderr.splitlines() if " (" in line and "warning" not in line] == [
        "archive.tar!a.txt (text): 1 message",
        "box.mbox (mailbox, 2 mails): 2 messages",
        "boxes.olm (Outlook for Mac archive, 2 mails): 2 messages (1 in Inbox, 1 in Sent)",
        "contact.msg (Outlook file): no message found",
        "letter.eml (e-mail): 2 messages, 1 of them quoted in others",
        "letter.mhtml (saved web page): 1 message",
        "letters.csv (table, 1 row): 1 message",
        "nothing.txt (empty): no message",
    ]


def test_every_reader_has_a_name_for_people() -> None:
    unnamed = {reader.name for reader in READERS if not reader.called}
    assert unnamed == {"package", "record", "text", "unknown"}
