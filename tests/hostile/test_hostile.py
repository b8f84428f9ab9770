"""Malicious inputs and failing machines: nothing is injected, hangs, or is lost."""

from __future__ import annotations

import copy
import io
import os
import resource
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from email.header import decode_header, make_header
from email.parser import BytesParser
from email.utils import getaddresses
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from mailrecon import reconstruct
from mailrecon.cli import main
from mailrecon.errors import ReadError
from mailrecon.model import Document, Message
from mailrecon.read import ReadOptions
from mailrecon.read.files.archives import UnreadableDocument, read_data
from mailrecon.read.files.linked import linked_files
from mailrecon.read.office.package import parse_xml
from mailrecon.writers.mail.rfc5322 import message_bytes
from tests.conftest import fixture_path, split_mboxrd, strict
from tests.hostile.checks import convert_and_check
from tests.read.make_office import odt_of

DOCUMENT = fixture_path("blog_post.en.txt")
INJECTIONS = {
    "CR": "\rX-Evil: yes",
    "LF in a folded value": "\n X-Evil: yes",
    "NUL": "\x00X-Evil: yes",
    "vertical tab": "\x0bX-Evil: yes",
    "NEL": "\x85X-Evil: yes",
    "U+2028": "\u2028X-Evil: yes",
    "bidi override": "\u202eX-Evil: yes\u2066",
    "encoded word": "=?utf-8?q?=0AX-Evil=3A_yes?=",
    "encoded line end": "=?utf-8?b?DQpYLUV2aWw6IHllcw==?=",
    "quotes": '"><X-Evil: yes',
    "a lone surrogate": "\udcffX-Evil: yes",
}
FIELDS = (
    "From", "To", "Cc", "Bcc", "Date", "Subject", "Message-ID", "In-Reply-To", "References",
    "Attachments",
)  # fmt: skip


def letter(**changes: str) -> str:
    values = {
        "From": "Ada Moor <ada@north.example>",
        "To": "Ben Ost <ben@south.example>",
        "Date": "Tue, 5 Mar 2019 10:00:00 +0100",
        "Subject": "The wall",
    }
    values.update(changes)
    return "".join(f"{name}: {value}\n" for name, value in values.items()) + "\nIt holds.\n"


def rebuilt(text: str) -> Message:
    (message,) = reconstruct(text).messages
    return message


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("how", INJECTIONS)
def test_no_field_smuggles_in_another(field: str, how: str) -> None:
    plain = {"From": "Ada Moor", "To": "Ben Ost", "Subject": "The wall"}.get(field, "x")
    text = letter(**{field: f"{plain}{INJECTIONS[how]} <e@vil.example>"})
    archive = reconstruct(f"A story.\n\n{text}")
    for message in archive.messages:
        data = message_bytes(message, {})
        head = data.split(b"\n\n", 1)[0]
        names = [
            line.split(b":")[0].lower() for line in head.split(b"\n") if line[:1] not in b" \t"
        ]
        assert b"x-evil" not in names
        assert b"\r" not in data
        assert b"\x00" not in head
        assert head.isascii()
        parsed = strict(data)
        assert parsed["X-Evil"] is None
        for value in parsed.values():
            assert not set("\r\n\u2028\u202e\x00") & set(str(value))
    if "surrogate" not in how:
        convert_and_check(f"A story.\n\n{text}".encode())


def test_from_lines_stay_in_their_message() -> None:
    body = (
        "From here on\n>From there\n>>From everywhere\nFrom a@b Thu Jan  1 00:00:00 1970\n\nFrom x"
    )
    archive = convert_and_check(f"{letter()}\n{body}\n".encode())
    assert archive is not None
    assert len(archive.messages) == 1
    assert body in archive.messages[0].body


def seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def test_a_display_name_of_a_megabyte() -> None:
    name = "Ada " * 250_000
    data = letter(From=f"{name}<ada@north.example>").encode()
    archive = convert_and_check(data, formats=("jsonl",))
    assert archive is not None
    (message,) = archive.messages
    # Python's newer parser takes gigabytes for such a field.
    (field,) = BytesParser().parsebytes(message_bytes(message, {})).get_all("From", [])
    assert str(make_header(decode_header(field))).split() == [*name.split(), "<ada@north.example>"]


def test_ten_thousand_recipients() -> None:
    everyone = ", ".join(f"P{n} <p{n}@north.example>" for n in range(10_000))
    archive = convert_and_check(letter(To=everyone).encode(), formats=("jsonl",))
    assert archive is not None
    assert len(archive.messages[0].to) == 10_000
    data = message_bytes(archive.messages[0], {})
    assert max(map(len, data.split(b"\n"))) <= 998
    # Python's newer parser takes minutes for such a field.
    (field,) = BytesParser().parsebytes(data).get_all("To", [])
    assert len(getaddresses([field])) == 10_000


def test_two_thousand_nested_forwards() -> None:
    part = (
        "---------- Forwarded message ---------\nFrom: P{n} <p{n}@north.example>\n"
        "Date: Tue, 5 Mar 2019 10:00:00 +0100\nSubject: Fwd: wall\nTo: Q <q@south.example>\n\n"
        "t{n}\n\n"
    )
    text = letter() + "".join(part.format(n=n) for n in range(2_000))
    archive = convert_and_check(text.encode(), formats=("jsonl",))
    assert archive is not None
    assert len(archive.messages) == 2_001
    # Attachments nest to a fixed depth: the mail does not grow with the square of the chain.
    top = message_bytes(archive.messages[0], {m.message_id: m for m in archive.messages})
    assert len(top) < 100_000


def test_five_hundred_quote_marks() -> None:
    text = "".join(f"{'>' * level} line {level}\n" for level in range(500))
    archive = convert_and_check(f"{letter()}\n{text}{letter()}".encode())
    assert archive is not None


def attribution(gap: str) -> str:
    return f"On 5 Mar 2019, Ada Moor <ada@north.example>{gap}wrote:\n> It holds.\n"


# Each took the square of its length or more: hours, where it takes less than a second.
LONG: dict[str, tuple[str, str]] = {
    "a word for a name": (letter(From="a" * 300_000), "a.txt"),
    "dots for a name": (letter(From="a." * 150_000), "a.txt"),
    "a gap in brackets": (letter(From="Ada [" + " " * 100_000), "a.txt"),
    "a gap in angles": (letter(From="Ada <" + " " * 100_000), "a.txt"),
    "a gap before a remark": (letter(From="Moor, Ada" + " " * 100_000 + "x"), "a.txt"),
    "addresses in a bracket": (letter(From="[" + "<a@b.c>" * 20_000), "a.txt"),
    "encoded words": (letter(Subject="=?utf-8?q?a?= " * 40_000), "a.txt"),
    "an attribution with what is not seen": (attribution("\u200b" * 300_000), "a.txt"),
    "an attribution with a gap": (attribution(" " * 300_000), "a.txt"),
    "a gap behind a table's rule": (f"| a | b |\n|--|--|{' ' * 300_000}x\n{letter()}", "a.txt"),
    "a gap in Markdown": (f"a{' ' * 300_000}b\n{letter()}", "a.md"),
    "times in a From line": (
        f"From a@b.c Tue Mar  5 10:00:00 2019\n{letter()}\nFrom {'10:00 ' * 50_000}\n", "a.mbox"
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", LONG)
def test_length_costs_no_more_than_itself(case: str) -> None:
    text, name = LONG[case]
    archive = convert_and_check(text.encode(), name, formats=("jsonl",))
    assert archive is not None


def test_messages_attached_to_each_other_without_end() -> None:
    head = "Received: x\nMIME-Version: 1.0\nFrom: a@b.example\n"
    attached = "Content-Type: message/rfc822\n\n"
    for count in (30, 300, 3000):
        convert_and_check(f"{head}{attached * count}{letter()}".encode(), "a.eml")


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/"), data)
    return out.getvalue()


def test_zip_bombs_cost_themselves() -> None:
    bomb = zipped(**{"big.txt": b"\0" * (64 << 20), "good.txt": letter().encode()})
    archive = convert_and_check(bomb, "all.zip")
    assert archive is not None
    assert len(archive.messages) == 1
    nested = letter().encode()
    for _ in range(6):
        nested = zipped(**{"inner.zip": nested, "good.txt": letter().encode()})
    archive = convert_and_check(nested, "all.zip")
    assert archive is not None
    assert len(archive.messages) == 1


@pytest.mark.parametrize("damage", ["a version that nobody knows", "a member without a name"])
def test_a_damaged_archive_costs_no_other_document(damage: str, tmp_path: Path) -> None:
    data = bytearray(zipped(**{"a.txt": letter().encode()}))
    entry = data.rindex(b"PK\x01\x02")
    if damage == "a version that nobody knows":
        data[entry + 6] = 0xFF
    else:
        data[entry + 46] = 0  # `\0.txt`: Python ends a name at a NUL
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.zip").write_bytes(data)
    (folder / "b.txt").write_bytes(letter().encode())
    result = CliRunner().invoke(main, ["convert", str(folder), str(tmp_path / "out.mbox")])
    assert result.exit_code in (0, 6), result.output
    assert "fault in mailrecon" not in result.output
    assert (tmp_path / "out.mbox").read_bytes().count(b"\nSubject: ") == 1


def test_archives_that_lie_about_their_members_cost_themselves() -> None:
    """A size that is too small, and two hundred members that are one and the same."""
    large, good = b"x" * (8 << 20), letter().encode()
    honest = zipped(**{"a.txt": large, "b.txt": good})
    lying = honest.replace(len(large).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lying != honest
    archive = convert_and_check(lying, "lying.zip")
    assert archive is not None
    assert len(archive.messages) == 1
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("000.txt", b"x" * (1 << 20))
        made.filelist.extend(
            _renamed(made.filelist[0], f"{number:03d}.txt") for number in range(1, 200)
        )
    found = list(read_data(out.getvalue(), "overlapping.zip", ReadOptions()))
    read = sum(len(item.text) for item in found if isinstance(item, Document))
    assert 0 < read <= 66 << 20
    assert any(isinstance(item, UnreadableDocument) for item in found)


def _renamed(member: zipfile.ZipInfo, name: str) -> zipfile.ZipInfo:
    other = copy.copy(member)
    other.filename = other.orig_filename = name
    return other


def test_links_in_archives_are_not_followed() -> None:
    link = zipfile.ZipInfo("link.txt")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    (document,) = read_data(out.getvalue(), "in.zip", ReadOptions())
    assert isinstance(document, Document)
    assert document.text == "/etc/passwd"


def test_a_name_in_an_archive_may_be_longer_than_a_line_of_mail() -> None:
    data = zipped(**{f"{'a' * 5000}.txt": letter().encode()})
    archive = convert_and_check(data, "in.zip", formats=("mbox", "eml", "jsonl", "loadfile"))
    assert archive is not None
    assert len(archive.messages) == 1


@pytest.mark.parametrize("how", INJECTIONS)
def test_no_file_name_smuggles_in_a_field(how: str, tmp_path: Path) -> None:
    name = f"a{INJECTIONS[how]}".replace("\0", "").replace("/", "") + ".txt"
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / name).write_text(letter())
    for format_name in ("mbox", "eml", "jsonl", "csv", "loadfile"):
        output = tmp_path / format_name
        arguments = ["convert", "--to", format_name, str(tmp_path / "in"), str(output)]
        assert CliRunner().invoke(main, arguments).exit_code == 0
        checked = CliRunner().invoke(main, ["verify", str(output), str(tmp_path / "in")])
        assert checked.exit_code == 0, checked.output
    (raw,) = split_mboxrd((tmp_path / "mbox").read_bytes())
    assert strict(raw)["X-Evil"] is None
    assert not set("\r\n\u2028\u202e\x00") & set(str(strict(raw)["X-Mailrecon-Source"]))


def test_names_in_archives_lead_nowhere(tmp_path: Path) -> None:
    out = tmp_path / "in.zip"
    with zipfile.ZipFile(out, "w") as archive:
        for name in ("../../etc/evil.txt", "/etc/evil.txt", "C:\\evil.txt", "a/../../evil.txt"):
            archive.writestr(name, letter())
    result = CliRunner().invoke(main, ["convert", "--to", "eml", str(out), str(tmp_path / "out")])
    assert result.exit_code == 0
    assert {path.name for path in tmp_path.iterdir()} == {"in.zip", "out"}
    for name in (path.name for path in (tmp_path / "out").rglob("*")):
        assert ".." not in name


def test_links_in_folders_are_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (tmp_path / "secret.txt").write_text(letter(Subject="Secret"))
    (folder / "a.txt").write_text(letter())
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "loop").symlink_to(folder)
    output = tmp_path / "out.mbox"
    result = CliRunner().invoke(main, ["convert", str(folder), str(output)])
    assert result.exit_code == 6
    assert "link.txt: a link, not read" in result.output
    assert b"Secret" not in output.read_bytes()
    assert output.read_bytes().count(b"\nSubject: ") == 1


ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b'<!ENTITY ext SYSTEM "file:///etc/passwd">]>'
)


@pytest.mark.parametrize("entity", [b"&j;", b"&ext;"])
def test_entities_in_documents_of_word_processors_are_refused(entity: bytes) -> None:
    space = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = (
        ENTITIES
        + b'<w:document xmlns:w="'
        + space
        + b'"><w:body><w:p><w:r><w:t>'
        + entity
        + b"</w:t></w:r></w:p></w:body></w:document>"
    )
    data = zipped(
        **{
            "[Content_Types].xml": b"<Types/>",
            "_rels__.rels": b"<Relationships/>",
            "word__document.xml": body,
        }
    )
    archive = convert_and_check(data, "a.docx")
    text = "" if archive is None else archive.parsed[0].document.text
    assert "root:" not in text
    assert len(text) < 1000


NASTY = "a\n\x1b[31mb\u202ec\u2028d.zip"


def test_whatever_names_hold_what_is_said_is_one_line(tmp_path: Path) -> None:
    """A name or a foreign error with line ends, terminal controls or a turned direction."""
    (tmp_path / NASTY).write_bytes(
        zipped(**{"x\n\x1b]0;y\x07.pdf": b"%PDF-1.7\n", "b.txt": b"x\n"})
    )
    (tmp_path / "c.odt").write_bytes(odt_of("", body="\n\n<x y='&#0;'"))
    paths = [str(tmp_path / NASTY), str(tmp_path / "c.odt"), str(tmp_path / "none\n\x1b.txt")]
    result = CliRunner().invoke(main, ["inspect", *paths])
    assert not set("\x1b\x07\u202e\u2028") & set(result.output)
    assert result.output.count(": not read: ") == 3
    assert result.output.count("\n") == 6, result.output


def test_a_page_s_scripts_and_images_are_not_run_or_fetched() -> None:
    page = (
        "<html><head><script>alert(1)</script><meta http-equiv=refresh content='0;url=http://x'>"
        "</head><body><img src='http://127.0.0.1:9/x.png'>"
        "<iframe src='http://127.0.0.1:9/'></iframe>"
        f"<pre>{letter().replace('<', '&lt;')}</pre><script>document.write('x')</script></body>"
    )
    archive = convert_and_check(page.encode(), "a.html")
    assert archive is not None
    assert len(archive.messages) == 1
    assert "alert" not in archive.parsed[0].document.text


_WATCHED = """
import sys
from pathlib import Path
from mailrecon import reconstruct
asked = []
def watch(event, arguments):
    if event.startswith(("socket.", "urllib.", "http.", "smtplib.", "ftplib.", "subprocess.Popen")):
        asked.append(event)
sys.addaudithook(watch)
for path in sorted(Path(sys.argv[1]).iterdir()):
    print(path.name, len(reconstruct(path).messages))
print("asked", asked)
"""
_AT = "http://127.0.0.1:9/"
_ASKING = {
    "a.html": f"<link rel=stylesheet href={_AT}a.css><script src={_AT}a.js></script>"
    f"<style>@import url({_AT}b.css);p{{background:url({_AT}c.png)}}</style><img src={_AT}d.png>"
    f"<iframe src={_AT}e.html></iframe><object data={_AT}f></object><base href={_AT}>"
    "<p>From: Ann Poe<br>To: Ida Rask<br>Date: 4 May 2020 10:00<br>Subject: Oars<p>Seen.",
    "b.md": f"![x]({_AT}a.png) <img src={_AT}b.png>\n",
    "c.rtf": r"{\rtf1 {\field{\*\fldinst INCLUDEPICTURE "
    f'"{_AT}a.png"'
    r"}{\fldrslt x}}{\*\template "
    f"{_AT}t.dot}}}}",
    "e.eml": f"Subject: x\nContent-Type: text/html\n\n<img src={_AT}a.png>",
    "f.mhtml": f"Subject: x\nMIME-Version: 1.0\nContent-Type: text/html\n\n<img src={_AT}a.png>",
}


def test_nothing_is_fetched_and_nothing_run(tmp_path: Path) -> None:
    for name, content in _ASKING.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    command = [sys.executable, "-c", _WATCHED, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert "a.html 1" in done.stdout
    assert done.stdout.splitlines()[-1] == "asked []"


def test_a_pdf_without_end_is_given_up(tmp_path: Path) -> None:
    """Pages that are their own children, and a stream that says it is endless."""
    pdf = (
        b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Count 99999999/Kids[2 0 R 2 0 R 3 0 R]>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R/MediaBox[0 0 9 9]>>endobj\n"
        b"4 0 obj<</Length 99999999999>>stream\n" + b"q " * 1000 + b"\nendstream endobj\n"
        b"trailer<</Root 1 0 R/Size 99999999/Prev 9>>\nstartxref\n9\n%%EOF\n"
    )
    (tmp_path / "bad.pdf").write_bytes(pdf)
    (tmp_path / "good.txt").write_text(letter())
    output = tmp_path / "out.mbox"
    arguments = [str(tmp_path / "bad.pdf"), str(tmp_path / "good.txt"), str(output)]
    result = CliRunner().invoke(main, ["convert", "--timeout", "20", *arguments])
    assert result.exit_code in (0, 6)
    assert "Traceback" not in result.output
    assert output.read_bytes().count(b"\nSubject: The wall") == 1


DIVIDING = (
    b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R/MediaBox[0 0 9 9]"
    b"/Resources<</XObject<</X 5 0 R>>>>>>endobj\n"
    b"4 0 obj<</Length 5>>stream\n/X Do\nendstream endobj\n"
    b"5 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R/Y 5 0 R>>>>"
    b"/Length 12>>stream\n/X Do /Y Do \nendstream endobj\ntrailer<</Root 1 0 R/Size 9>>\n%%EOF\n"
)


@pytest.mark.parametrize("where", ["file", "archive", "standard input"])
def test_a_pdf_that_draws_itself_twice_costs_itself_wherever_it_is(
    where: str, tmp_path: Path
) -> None:
    """A form that draws itself twice never ends; one worker, and what follows is still read."""
    (tmp_path / "bad.pdf").write_bytes(DIVIDING)
    (tmp_path / "bad.zip").write_bytes(
        zipped(**{"bad.pdf": DIVIDING, "good.txt": letter().encode()})
    )
    (tmp_path / "good.txt").write_text(letter(Subject="The door"))
    source = {"file": "bad.pdf", "standard input": "-", "archive": "bad.zip"}[where]
    output = tmp_path / "out.mbox"
    name = "-" if source == "-" else str(tmp_path / source)
    arguments = [
        "convert",
        "-j",
        "1",
        "--timeout",
        "3",
        name,
        str(tmp_path / "good.txt"),
        str(output),
    ]
    if where == "standard input":
        with (tmp_path / "bad.pdf").open("rb") as given:
            result: Any = mailrecon(*arguments, stdin=given)
        assert result.returncode == 6, result.stderr
    else:
        result = CliRunner().invoke(main, arguments)
        assert result.exit_code == 6, result.output
    assert "took longer than 3 seconds" in result.stderr
    assert b"\nSubject: The door" in output.read_bytes()
    if "archive" in where:
        assert b"\nSubject: The wall" in output.read_bytes()


ENCODED = {
    "invalid UTF-8": letter().encode() + b"\xff\xfe\xc3\x28 caf\xe9\n",
    "UTF-7": letter(Subject="+AEEAQQBB- x").encode("ascii"),
    "UTF-16 cut in the middle": letter().encode("utf-16")[:-1],
    "mixed": letter(Subject="Größe").encode("utf-8") + "Größe\n".encode("latin-1") * 30,
    "NUL in between": letter().replace("o", "o\0").encode(),
    "two byte order marks": b"\xef\xbb\xbf\xef\xbb\xbf" + letter().encode(),
    "surrogates in UTF-8": letter().encode() + b"\xed\xa0\x80\xed\xb0\x80\n",
    "only line ends": b"\r\n\r\r\n\n\r" * 500,
    "nothing": b"",
}


@pytest.mark.parametrize("how", ENCODED)
def test_no_encoding_loses_or_breaks_anything(how: str) -> None:
    archive = convert_and_check(ENCODED[how])
    if how in ("invalid UTF-8", "mixed", "two byte order marks", "surrogates in UTF-8"):
        assert archive is not None
        assert len(archive.messages) == 1


def mailrecon(*arguments: object, **more: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mailrecon", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, **more)  # type: ignore[call-overload, no-any-return]


FORMATS = ("mbox", "eml", "maildir", "jsonl", "csv", "sqlite", "loadfile", "parquet", "ftm", "eaxs")


@pytest.mark.parametrize("name", FORMATS)
def test_a_full_disk_leaves_nothing(name: str, tmp_path: Path) -> None:
    """A limit on the size of files stands for the disk: the write fails in the same place."""
    source = tmp_path / "in.txt"
    source.write_text("".join(letter(Subject=f"Wall {n}") + "x" * 900 + "\n\n" for n in range(99)))

    def limit() -> None:
        import signal

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (600, 600))

    done = mailrecon(
        "convert", "--to", name, source, tmp_path / "out", preexec_fn=limit, cwd=tmp_path
    )
    assert done.returncode == 4, done.stderr
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["in.txt"]


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "sealed"
    folder.mkdir()
    folder.chmod(0o555)
    if os.access(folder, os.W_OK):
        folder.chmod(0o755)
        pytest.skip("whoever runs this may write everywhere")
    yield folder
    folder.chmod(0o755)


@pytest.mark.parametrize("name", FORMATS)
def test_an_output_that_cannot_be_written_is_told(name: str, tmp_path: Path) -> None:
    for target in (tmp_path / "none" / "out", Path("/proc/out"), Path("/dev/null/out")):
        result = CliRunner().invoke(main, ["convert", "--to", name, str(DOCUMENT), str(target)])
        assert result.exit_code == 4, result.output
        assert "cannot be written" in result.output
    assert list(tmp_path.iterdir()) == []


def test_a_sealed_folder_is_told(read_only: Path) -> None:
    result = CliRunner().invoke(main, ["convert", str(DOCUMENT), str(read_only / "out.mbox")])
    assert result.exit_code == 4


def test_a_file_that_changes_while_it_is_read_is_recorded_as_it_was_read(tmp_path: Path) -> None:
    """What is recorded is the hash of the bytes that were rebuilt, so verification tells."""
    source = tmp_path / "in.txt"
    source.write_text(letter())
    archive = reconstruct(source)
    source.write_text(letter(Subject="Another wall"))
    from mailrecon import write
    from mailrecon.verify import verify

    write(archive, tmp_path / "out.mbox")
    codes = {finding.code for finding in verify(tmp_path / "out.mbox", [str(source)]).findings}
    assert "source-missing" in codes


@pytest.mark.parametrize("force", [[], ["--force"]])
def test_an_output_that_is_an_input_is_refused(force: list[str], tmp_path: Path) -> None:
    source = tmp_path / "in.txt"
    source.write_text(letter())
    (tmp_path / "link.txt").symlink_to(source)
    (tmp_path / "hard.txt").hardlink_to(source)
    same = [tmp_path / name for name in ("in.txt", "link.txt", "hard.txt", "./in.txt", "")]
    for output in same:
        result = CliRunner().invoke(main, ["convert", *force, str(source), str(output)])
        assert result.exit_code == 4
    assert source.read_text() == letter()


def test_time_grows_as_the_input_does() -> None:
    """Whole way, doubled input: at most thrice the time (the linear tests count steps)."""
    text = (letter() + "Some words. " * 40 + "\n\n").encode()
    once = min(seconds(lambda: reconstruct(text * 150)) for _ in range(3))
    twice = min(seconds(lambda: reconstruct(text * 300)) for _ in range(3))
    assert twice < 3 * once + 0.05


@pytest.mark.parametrize("linked", ["TEXT", "TEXT/Q1.txt"])
def test_links_on_the_way_to_a_linked_file_are_not_followed(tmp_path: Path, linked: str) -> None:
    elsewhere, production = tmp_path / "elsewhere", tmp_path / "production"
    (elsewhere / "TEXT").mkdir(parents=True)
    (elsewhere / "TEXT" / "Q1.txt").write_text("From: Ann Poe <ann@quay.example>")
    (production / linked).parent.mkdir(parents=True)
    load_file = production / "quay.dat"
    load_file.write_text("\xfeBEGDOC\xfe\x14\xfeTEXTPATH\xfe\n\xfeQ1\xfe\x14\xfeTEXT/Q1.txt\xfe\n")
    (production / linked).symlink_to(elsewhere / linked)
    assert list(linked_files(load_file)) == []
    (production / linked).unlink()
    (production / "TEXT").mkdir(exist_ok=True)
    (production / "TEXT" / "Q1.txt").write_text("From: Ann Poe <ann@quay.example>")
    assert [path.name for path, _ in linked_files(load_file)] == ["Q1.txt"]


_ENTITY = b"<!DOCTYPE a [<!ENTITY b 'Ann Poe'>]><a>&b;</a>"


def test_office_parts_with_entities_are_refused() -> None:
    with pytest.raises(ReadError, match="declares entities"):
        parse_xml(_ENTITY, "quay.docx", "word/document.xml")


def test_entities_of_office_parts_are_not_resolved() -> None:
    part = b"<!--" + b" x" * 5_000 + b"-->" + _ENTITY
    assert "Ann Poe" not in "".join(parse_xml(part, "quay.docx", "word/document.xml").itertext())
