"""Imperfect mail: broken headers, encoded attachments, winmail.dat, other mailboxes."""

from __future__ import annotations

import base64
import bz2
import gzip
import hashlib
import io
import json
import lzma
import mailbox
import random
import tarfile
import time
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.header import Header
from email.message import EmailMessage
from pathlib import Path

import pytest
from click.testing import CliRunner

from mailrecon import write
from mailrecon.cli import main
from mailrecon.corrections.file import encode_correction
from mailrecon.corrections.model import Action, Correction
from mailrecon.errors import ReadError
from mailrecon.model import Archive, Document
from mailrecon.pipeline import reconstruct_documents
from mailrecon.read import ReadOptions, read_bytes
from mailrecon.read.files.archives import UnreadableDocument, read_data
from mailrecon.read.files.inputs import list_files, read_inputs
from mailrecon.read.mail import emlx, mbox, states
from mailrecon.writers.provenance.jsonl import message_record
from tests.read.make_msg import binary, msg, number, text
from tests.read.make_tnef import inner, tnef
from tests.read.page_twins import read_one
from tests.read.test_mail import box, mail


def read(data: bytes, name: str = "a.eml") -> list[Document]:
    return list(read_bytes(data, name))


# --- headers -------------------------------------------------------------------------------------

STRAY = (
    b"From: Ada Moor <ada@n.example>\r\nTo: ben@n.example\r\nX-Scan: clean\r\n by the filter\r\n"
    b"of the yard\r\nMIME-Version: 1.0\r\nDate: Mon, 2 Mar 2015 10:00:00 +0000\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    + base64.b64encode(b"It sticks.\n")
    + b"\r\n"
)


@pytest.mark.parametrize("name", ["a.eml", "a", "a.txt"])
def test_a_stray_line_does_not_end_the_header(name: str) -> None:
    (document,) = read(STRAY, name)
    assert document.kind == "eml"
    assert document.text.endswith("It sticks.\n")
    assert document.original == STRAY
    assert [notice.code for notice in document.warnings] == ["stray-header-line"]


@pytest.mark.parametrize(
    "preamble",
    [
        b"\xef\xbb\xbf",
        b"\n\r\n",
        b"\xef\xbb\xbf\r\n",
        b">From ann@quay.example Mon Feb  3 10:00:00 2020\n",
        b"From ann@quay.example\n",
    ],
)
@pytest.mark.parametrize("name", ["a.eml", "a"])
def test_what_stands_in_front_of_a_header_is_passed_over(preamble: bytes, name: str) -> None:
    message = mail(1, "It sticks.").as_bytes()
    (document,) = read(preamble + message, name)
    assert document.kind == "eml"
    assert document.original == message
    assert document.sha256 == hashlib.sha256(preamble + message).hexdigest()


def test_a_mail_in_a_text_begins_with_a_field_of_servers() -> None:
    fields = b"From: Ada <a@n.example>\nDate: Mon, 2 Mar 2015 10:00:00 +0000\nSubject: S\n"
    data = b"Return-Path: <a@n.example>\nMessage-ID: <1@n.example>\n" + fields + b"\nx\n"
    assert [item.kind for item in read(data, "a.txt")] == ["eml"]
    data = fields + b"Message-ID: <1@n.example>\nMIME-Version: 1.0\n\nx\n"
    assert [item.kind for item in read(data, "a.txt")] == ["text"]


@pytest.mark.parametrize(
    ("boundary", "line", "kind"),
    [
        ('"=_4f"', "--=_4f", "eml"),
        ("NextPart", "--NextPart", "eml"),
        ('"a b"', "--a b", "eml"),
        # The parts are not there: somebody copied the header only.
        ('"=_4f"', "--=_5a", "text"),
        ('"=_4f"', "> --=_4f", "text"),
    ],
)
def test_a_mail_named_as_text_is_known_by_its_parts(boundary: str, line: str, kind: str) -> None:
    data = (
        "From: Ann Poe <ann@quay.example>\nTo: ben@dock.example\nSubject: Locks\n"
        f"Content-Type: multipart/mixed;\n boundary={boundary}\n\n"
        f"{line}\nContent-Type: text/plain\n\nIt sticks.\n{line}--\n"
    )
    assert [item.kind for item in read(data.encode(), "a.txt")] == [kind]


def test_text_below_a_header_without_a_blank_line_is_no_header() -> None:
    data = b"From: ada@n.example\nSubject: Sluice\nMessage-ID: <a@n.example>\nIt sticks.\nAgain.\n"
    (document,) = read(data)
    assert document.warnings == ()
    assert "It sticks." in document.text


@pytest.mark.parametrize(
    ("head", "is_mail"),
    [
        (b"Return-Path: <a@n.example>\nDelivered-To: b\nMIME-Version: 1.0\nTo: b\n", True),
        (b"Received: by x\nMessage-ID: <a@b.c>\nContent-Type: text/plain\n", True),
        (b"From: Ada\nTo: Ben\nDate: 1 March 2015\nSubject: x\n", False),
        (b"From: Ada\nMIME-Version: 1.0\nContent-Type: text/plain\nUser-Agent: x\n", False),
        (b"Message-ID: <a@n.example>\nFrom: Ada\nSubject: x\n", False),
    ],
)
def test_a_mail_named_as_text_is_known_by_fields_of_mail_systems(
    head: bytes, is_mail: bool
) -> None:
    (document,) = read(head + b"\nIt sticks.\n", "a.txt")
    assert document.kind == ("eml" if is_mail else "text")


# --- parts ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable", "7bit"])
def test_an_attached_message_may_be_encoded(encoding: str) -> None:
    inside = mail(1, "Inside = here.").as_bytes()
    coded = {
        "base64": base64.encodebytes(inside),
        "quoted-printable": inside.replace(b"=", b"=3D"),
        "7bit": inside,
    }[encoding]
    data = (
        b"From: a@n.example\nMessage-ID: <o@n.example>\nMIME-Version: 1.0\n"
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nSee.\n--b\n"
        b"Content-Type: message/rfc822\nContent-Transfer-Encoding: "
        + encoding.encode() + b"\n\n" + coded + b"\n--b--\n"
    )  # fmt: skip
    _, found = read(data)
    assert "Inside = here." in found.text
    assert found.attached_to == "<o@n.example>"
    assert "Subject: Sluice 1" in found.text


@pytest.mark.parametrize(
    ("kind", "said", "messages"),
    [
        (b"message/news", None, 2),
        (b"message/partial; id=a; number=1; total=3", "part 2 is piece 1 of 3 of a message", 2),
        (b"message/partial; id=a; number=2; total=3", "part 2 is piece 2 of 3 of a message", 1),
        (
            b'message/external-body; access-type=URL; URL="ftp://n.example/plan.pdf"',
            "part 2 is not in the message but elsewhere (ftp://n.example/plan.pdf)",
            1,
        ),
    ],
)
def test_what_is_not_in_a_message_is_said(kind: bytes, said: str | None, messages: int) -> None:
    data = (
        b"From: a@n.example\nMessage-ID: <o@n.example>\nMIME-Version: 1.0\n"
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nSee.\n--b\n"
        b"Content-Type: " + kind + b"\n\n" + mail(1, "Inside.").as_bytes() + b"\n--b--\n"
    )
    first, *others = read(data)
    assert 1 + len(others) == messages
    assert [one.text.partition(";")[0] for one in first.warnings] == ([said] if said else [])


def test_a_file_that_holds_mail_is_read_too() -> None:
    outer = mail(2, "See the files.")
    outer.add_attachment(
        mail(1, "In the EML.").as_bytes(), maintype="application", subtype="octet-stream",
        filename="letter.EML",
    )  # fmt: skip
    outer.add_attachment(
        msg([text(0x0037, "S"), text(0x1000, "In the MSG.")]), maintype="application",
        subtype="vnd.ms-outlook", filename="letter.msg",
    )  # fmt: skip
    outer.add_attachment(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", maintype="a", subtype="b", filename="x.msg"
    )
    found = read(outer.as_bytes())
    assert ["In the EML." in found[1].text, "In the MSG." in found[2].text] == [True, True]
    assert [document.attached_to for document in found[1:]] == ["<m2@n.example>"] * 3
    # A file that cannot be read is named and has no text.
    assert (found[3].text, [notice.code for notice in found[3].warnings]) == ("", ["unread-part"])


def test_html_with_its_pictures_beside_plain_text_is_not_shown_twice() -> None:
    message = EmailMessage()
    message["From"] = "a@n.example"
    message["Message-ID"] = "<a@n.example>"
    message.set_content("It sticks.\n")
    message.add_alternative("<p>It sticks.</p>", subtype="html")
    html = message.get_payload()[1]  # type: ignore[index]
    html.add_related(b"\x89PNG", "image", "png", cid="<p>")  # type: ignore[union-attr]
    (document,) = read(message.as_bytes())
    assert document.text.count("It sticks.") == 1


def winmail(content: bytes, body: str = "") -> bytes:
    outer = mail(2, body)
    outer.add_attachment(content, maintype="application", subtype="ms-tnef", filename="winmail.dat")
    return outer.as_bytes()


HELD = tnef(
    [text(0x1000, "The text in winmail.")],
    [
        [text(0x3707, "b.txt"), binary(0x3701, b"b")],
        [number(0x3705, 5), inner(tnef([text(0x0037, "Inner"), text(0x1000, "Deep.")]))],
    ],
)  # fmt: skip


def test_winmail_is_unpacked_and_its_text_shown_where_no_other_is() -> None:
    found = read(winmail(HELD))
    assert "The text in winmail." in found[0].text
    assert "Deep." in found[1].text
    assert found[1].attached_to == "<m2@n.example>"
    found = read(winmail(HELD, "The text of the mail."))
    assert "The text in winmail." not in found[0].text
    assert len(found) == 2


def test_winmail_alone_is_read_as_a_message() -> None:
    found = read(
        tnef([text(0x0037, "S"), text(0x1000, "x")], recipients=[[text(0x3001, "Ben")]]),
        "winmail.dat",
    )
    assert found[0].kind == "winmail"
    assert found[0].text.startswith("To: Ben\n")


@pytest.mark.parametrize("cut", [0, 7, 30, 60, 120])
def test_a_damaged_winmail_costs_itself_and_is_said(cut: int) -> None:
    found = read(winmail(HELD[:cut] or b"x", "The text of the mail."))
    assert "The text of the mail." in found[0].text
    assert "damaged-part" in [notice.code for notice in found[0].warnings] or cut == 7


# --- invitations, markup ---------------------------------------------------------------------


def calendar(*lines: str) -> str:
    """An iCalendar object with an event of these lines, and an alarm in it."""
    alarm = ("BEGIN:VALARM", "DESCRIPTION:Reminder", "END:VALARM")
    event = ("BEGIN:VEVENT", *lines, *alarm, "END:VEVENT")
    return "\r\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", *event, "END:VCALENDAR", ""))


@pytest.mark.parametrize(
    ("lines", "text_"),
    [
        (
            ("SUMMARY:Gate", "DESCRIPTION:Come at ten\\, please.\\nAda"),
            "Come at ten, please.\nAda\n",
        ),
        (
            ('DESCRIPTION;ALTREP="CID:1";LANGUAGE=en:Come at', "  ten.", "SUMMARY:x"),
            "Come at ten.\n",
        ),
        (("SUMMARY:Accepted: Gate", "LOCATION:Quay\\; north"), "Accepted: Gate\nQuay; north\n"),
        (("DESCRIPTION:", "SUMMARY;LANGUAGE=de:Schleuse"), "Schleuse\n"),
        (("UID:1",), ""),
    ],
)
def test_an_invitation_without_text_shows_its_own_words(lines: tuple[str, ...], text_: str) -> None:
    message = mail(1, "x")
    del message["Content-Type"], message["Content-Transfer-Encoding"]
    head = message.as_bytes().partition(b"\n\n")[0]
    data = head + b"\nContent-Type: text/calendar; method=REQUEST; charset=utf-8\n\n"
    (document,) = read(data + calendar(*lines).encode())
    assert document.text.partition("\n\n")[2] == text_
    assert document.original is not None
    assert b"BEGIN:VEVENT" in document.original


def test_an_invitation_with_a_text_is_not_shown_twice() -> None:
    message = mail(1, "Come at ten.")
    message.add_alternative(calendar("DESCRIPTION:Come at eleven."), subtype="calendar")
    (document,) = read(message.as_bytes())
    assert "Come at ten." in document.text
    assert "eleven" not in document.text


@pytest.mark.parametrize(
    "source",
    [
        '<div dir="ltr">It <b>sticks</b>.<br></div><div>Ada</div>',
        "<!-- sent -->\n<p>It sticks.</p><p>Ada</p><table><tr><td>x</td></tr></table>\n",
        '<?xml version="1.0"?><html xmlns="x"><body>It sticks.</body></html>',
    ],
)
def test_markup_sent_as_plain_text_is_read_as_a_page(source: str) -> None:
    (document,) = read(mail(1, source).as_bytes())
    shown = document.text.partition("\n\n")[2]
    assert "It sticks." in shown
    assert "<" not in shown


@pytest.mark.parametrize(
    "source",
    [
        "<div> and <p> and <b> are </div> </p> </b> tags.\n",
        "<ada@n.example> wrote:\n> x\n",
        "<grin>\n",
    ],
)
def test_mail_about_markup_is_text(source: str) -> None:
    (document,) = read(mail(1, source).as_bytes())
    assert source in document.text


@pytest.mark.parametrize(
    "stated", ["mixed; boundary=b", "alternative", 'related; boundary="=_x"; type="text/html"']
)
@pytest.mark.parametrize(
    "body",
    ["The l\xf6ck is open.\n\nAda\n", "<html><body><p>The l\xf6ck is open.</p></body></html>"],
)
def test_a_mail_printed_without_its_parts_keeps_its_text(stated: str, body: str) -> None:
    head = (
        mail(1, "")
        .as_bytes()
        .partition(b"\n\n")[0]
        .replace(b"text/plain", b"multipart/" + stated.encode())
    )
    (document,) = read(head + b"\n\n" + body.encode())
    assert document.text.partition("\n\n")[2].startswith("The l\xf6ck is open.")


@pytest.mark.parametrize("stated", ["", '; boundary="=_b8"', "; boundary", "; boundary=;"])
@pytest.mark.parametrize("ends", [b"\n", b"\r\n"])
def test_parts_are_found_by_their_lines_if_the_header_states_no_boundary(
    stated: str, ends: bytes
) -> None:
    inner = mail(2, "The sluice is shut.").as_bytes()
    parts = (
        b"--=_b7\nContent-Type: text/plain; charset=utf-8\n\nThe l\xc3\xb6ck is open.\n"
        b"--=_b7\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n"
        b"--=_b7\nContent-Type: message/rfc822\n\n" + inner + b"\n--=_b7--\n"
    )
    head = mail(1, "").as_bytes().partition(b"\n\n")[0]
    head = head.replace(b'text/plain; charset="utf-8"', b"multipart/mixed" + stated.encode())
    found = read((head + b"\n\n" + parts).replace(b"\n", ends))
    assert [item.text.partition("\n\n")[2].strip() for item in found] == [
        "The löck is open.",
        "The sluice is shut.",
    ]


# --- boxes and archives --------------------------------------------------------------------------


def test_apple_mail() -> None:
    content = mail(1, "One.").as_bytes()
    data = b'%d\n%s<?xml version="1.0"?><plist><dict/></plist>' % (len(content), content)
    (document,) = read(data, "1.emlx")
    assert document.kind == "emlx"
    assert document.original == content
    with pytest.raises(ReadError, match="number of bytes"):
        list(emlx.read(b"x\n", "a.emlx", ReadOptions()))


@pytest.mark.parametrize("wrong", [-3, 5, 900, 1 << 40])
@pytest.mark.parametrize("ends", [b"\n", b"\r\n"])
def test_apple_mail_whose_number_is_not_right_keeps_its_list(wrong: int, ends: bytes) -> None:
    content = mail(1, "One.\n").as_bytes()
    head = b'<?xml version="1.0"?>\n<!DOCTYPE plist PUBLIC "a" "b">\n'
    seen = (
        head + b'<plist version="1.0"><dict><key>flags</key><integer>1</integer></dict></plist>\n'
    )
    data = b"%d\n" % (len(content) + wrong) + content + seen
    (document,) = read(data.replace(b"\n", ends), "1.emlx")
    assert document.flags == "S"
    assert "plist" not in document.text


@pytest.mark.parametrize("name", ["pages", "pages.txt", "pages.emlx"])
def test_a_page_number_above_a_header_cuts_nothing_short(name: str) -> None:
    data = b"000017\n" + mail(1, "One.").as_bytes() + b"The last line of the page.\n"
    (document,) = read(data, name)
    assert "The last line of the page." in document.text


FROM = b"From ada@n.example Mon Mar  2 10:00:00 2015\n"


def test_a_from_line_in_a_text_begins_no_message() -> None:
    body = "Before.\n\nFrom the lock we heard at 10:00 in 2015 of it\nand went home.\n"
    data = box(mail(1, body), mail(2, "two"))
    found = read(data, "box")
    assert len(found) == 2
    assert "went home" in found[0].text


def test_messages_that_no_blank_line_parts_are_told_apart() -> None:
    one, two = mail(1, "one").as_bytes(), mail(2, "two").as_bytes()
    found = read(FROM + one + FROM + two, "box")
    assert len(found) == 2


def test_an_mbox_of_old_macs() -> None:
    data = box(mail(1, "one\n\ntwo"), mail(2, "three")).replace(b"\n", b"\r")
    assert ["two" in document.text for document in read(data, "a.mbox")] == [True, False]


def test_a_from_line_alone_is_no_message() -> None:
    with pytest.raises(ReadError, match="holds no message"):
        read(b"From a@n.example Mon Feb  3 10:00:00 2020", "a.mbox")


def test_content_length_says_where_a_message_ends() -> None:
    body = b"Quoted:\n\n" + FROM + b"Subject: not a mail\n\nend\n>From here\n"
    head = b"From: ada@n.example\nMessage-ID: <c@n.example>\nContent-Length: %d\n\n" % len(body)
    found = read(FROM + head + body + b"\n" + FROM + mail(2, "two").as_bytes(), "box")
    assert len(found) == 2
    assert ">From here" in found[0].text

    wrong = read(
        FROM + head.replace(b"Length: ", b"Length: 9") + b"x\n\n" + FROM + mail(2, "t").as_bytes(),
        "b",
    )
    assert len(wrong) == 2


def test_lines_within_a_stated_length_are_quoted_unless_one_is_not() -> None:
    def boxed(*bodies: bytes) -> bytes:
        head = b"From: ada@n.example\nSubject: x\nContent-Length: %d\n\n"
        return b"\n".join(FROM + head % len(body) + body for body in bodies)

    quoted = read(boxed(b"a\n>From here on\n", b"b\n>>From there\n"), "a.mbox")
    assert [one.text.splitlines()[-1] for one in quoted] == ["From here on", ">From there"]
    plain = read(boxed(b"a\n>From here on\n", b"b\nFrom there\n"), "a.mbox")
    assert [one.text.splitlines()[-1] for one in plain] == [">From here on", "From there"]


@pytest.mark.parametrize(
    ("pack", "suffix"), [(gzip.compress, ".gz"), (bz2.compress, ".bz2"), (lzma.compress, ".xz")]
)
def test_compressed_files(tmp_path: Path, pack: object, suffix: str) -> None:
    path = tmp_path / f"a.mbox{suffix}"
    path.write_bytes(pack(box(mail(1, "one"), mail(2, "two"))))  # type: ignore[operator]
    found = list(read_inputs([str(path)], ReadOptions()))
    assert [item.name for item in found] == [f"{path.name}!a.mbox!{n}" for n in (1, 2)]
    path.write_bytes(path.read_bytes()[:40])
    assert isinstance(list(read_inputs([str(path)], ReadOptions()))[-1], UnreadableDocument)


def test_a_compressed_file_that_grows_beyond_measure_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.gz"
    path.write_bytes(gzip.compress(bytes(64 << 20)))
    (found,) = read_inputs([str(path)], ReadOptions())
    assert isinstance(found, UnreadableDocument)
    assert "unpacks to more" in found.reason


def test_tar(tmp_path: Path) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for name in ("x/a.eml", "../b.eml", ".hidden"):
            data = mail(1, name).as_bytes()
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    (tmp_path / "m.tgz").write_bytes(out.getvalue())
    found = [item.name for item in read_inputs([str(tmp_path / "m.tgz")], ReadOptions())]
    assert found == ["m.tgz!m.tar!x/a.eml", "m.tgz!m.tar!b.eml"]


def compound(stream: str) -> bytes:
    """A compound file whose directory, far behind its beginning, names a stream."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(70_000) + stream.encode("utf-16-le")


def zipped(*names: str) -> bytes:
    """A zip of small files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


def test_a_tar_of_unix_v7_is_known_by_its_checksum() -> None:
    content = mail(1, "one").as_bytes()
    info = tarfile.TarInfo("a.eml")
    info.size = len(content)
    block = bytearray(info.tobuf(tarfile.USTAR_FORMAT)[:512])
    block[257:345] = bytes(88)
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    data = bytes(block) + content + bytes(-len(content) % 512 + 1024)
    assert [item.name for item in read_data(data, "old.tar", ReadOptions())] == ["old.tar!a.eml"]
    block[0] ^= 1
    (item,) = read_data(bytes(block) + data[512:], "old.tar", ReadOptions())
    assert item.name == "old.tar"


def tar(*files: tuple[str, bytes], pack: str = "") -> bytes:
    """A tar archive, compressed if `pack` says how."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=f"w:{pack}") as archive:
        for name, data in files:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_compressed_file_that_is_cut_costs_its_end(pack: Callable[[bytes], bytes]) -> None:
    mails = [mail(n, random.Random(n).randbytes(60_000).hex()) for n in range(1, 21)]
    whole = pack(box(*mails))
    found = list(read_data(whole[: len(whole) * 3 // 4], "m.mbox.gz", ReadOptions()))
    read_well = [item for item in found if isinstance(item, Document)]
    assert 5 < len(read_well) < 20
    (unread,) = [item for item in found if isinstance(item, UnreadableDocument)]
    assert "is damaged behind the first" in unread.reason


def test_a_tar_that_is_damaged_costs_what_comes_behind() -> None:
    data = bytearray(tar(*((f"{n}.eml", mail(n, "x").as_bytes()) for n in (1, 2, 3))))
    place = data.index(b"3.eml")
    data[place : place + 512] = b"\xaa" * 512
    found = list(read_data(bytes(data), "m.tar", ReadOptions()))
    assert [item.name for item in found] == ["m.tar!1.eml", "m.tar!2.eml", "m.tar"]
    assert isinstance(found[2], UnreadableDocument)


def test_a_message_without_a_header_is_all_text() -> None:
    (document,) = read(b"From a@n.example Mon Mar  2 10:00:00 2015\n\nno header here\n", "a.mbox")
    assert document.text.count("no header here") == 1


def test_a_compressed_tar_is_one_archive_however_deep() -> None:
    inner = tar(("a.eml", mail(1, "one").as_bytes()), pack="gz")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("in.tgz", inner)
    data = tar(("out.zip", out.getvalue()), pack="bz2")
    (item,) = read_data(data, "all.tbz2", ReadOptions())
    assert item.name == "all.tbz2!all.tar!out.zip!in.tgz!in.tar!a.eml"


@pytest.mark.parametrize("name", ["a.zip", "a.tar"])
def test_an_archive_without_files_is_named(name: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("__MACOSX/._a.eml", "x")
    data = out.getvalue() if name == "a.zip" else tar(("dir/.hidden", b"x"))
    (item,) = read_data(data, name, ReadOptions())
    assert isinstance(item, Document)
    assert (item.kind, item.name) == ("empty", name)


@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_a_maildir_in_an_archive_keeps_its_folders(kind: str) -> None:
    files = [
        ("Mail/cur/1:2,S", mail(1, "one").as_bytes()),
        ("Mail/new/2", mail(2, "two").as_bytes()),
        ("Mail/tmp/3", mail(3, "unfinished").as_bytes()),
        ("Mail/dovecot-uidlist", b"3 V1 N1\n"),
        ("Mail/.Sent.2015/cur/4;2,FS", mail(4, "four").as_bytes()),
        ("Mail/.Sent.2015/maildirfolder", b""),
    ]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files:
            archive.writestr(name, data)
    data = out.getvalue() if kind == "zip" else tar(*files)
    found = {
        item.name: item.folder
        for item in read_data(data, "m", ReadOptions())
        if isinstance(item, Document)
    }
    assert found == {
        "m!Mail/cur/1:2,S": None,
        "m!Mail/new/2": None,
        "m!Mail/.Sent.2015/cur/4;2,FS": "Sent/2015",
    }


def test_a_maildir_without_its_empty_folders_is_one(tmp_path: Path) -> None:
    for folder in ("cur", ".Sent/cur", ".cache"):
        (tmp_path / "m" / folder).mkdir(parents=True)
    (tmp_path / "m" / "cur" / "1:2,").write_bytes(mail(1, "one").as_bytes())
    (tmp_path / "m" / "subscriptions").write_text("Sent\n")
    (tmp_path / "m" / ".cache" / "x").write_text("x")
    (tmp_path / "m" / ".Sent" / "cur" / "2!2,S").write_bytes(mail(2, "two").as_bytes())
    found = read_inputs([str(tmp_path / "m")], ReadOptions())
    assert [(item.name, getattr(item, "folder", "")) for item in found] == [
        (".Sent/cur/2!2,S", "Sent"),
        ("cur/1:2,", None),
    ]


# --- what no reader knows ------------------------------------------------------------------------


ARMOUR = b"-----BEGIN PGP %b-----\n\nhQEMA0w=\n=abcd\n-----END PGP %b-----\n"
SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg">%b<text x="1" y="9">From: Ada Moor</text>'
    b'<text x="1" y="19">To: Ben</text></svg>'
)


@pytest.mark.parametrize(
    "data",
    [
        ARMOUR % (b"MESSAGE", b"MESSAGE") + b"From: Ada Moor\nTo: Ben\n",
        ARMOUR % (b"SIGNED MESSAGE", b"SIGNATURE"),
        b"From: Ada Moor\n\n" + ARMOUR % (b"MESSAGE", b"MESSAGE"),
        b"-----BEGIN FORWARDED MESSAGE-----\nFrom: Ada Moor\n",
    ],
)
def test_text_around_armour_is_read(data: bytes) -> None:
    (document,) = read(data, "a.asc")
    assert document.kind == "text"
    assert document.text == data.decode()


@pytest.mark.parametrize(
    ("name", "data", "called"),
    [
        ("photo.avif", b"\0\0\0\x18ftypavif\0\0\0\0mif1avif", "an AVIF image"),
        ("a.txt", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "another format"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a Word document"),
        ("a.pptx", b"PK\3\4" + bytes(26) + b"[Content_Types].xml", "a PowerPoint presentation"),
        ("a.mp3", b"ID3\x03" + bytes(60), "an audio file"),
        ("a.7z", b"7z\xbc\xaf\x27\x1c" + bytes(60), "a 7-Zip archive"),
        ("a", bytes(range(256)) * 4, "no format known here"),
        ("a.md", b"\x7fELF" + bytes(60), "a program"),
        ("a.ttf", b"\0\1\0\0\0\x0c" + bytes(60), "a font"),
        ("a.woff2", b"wOF2\0\1\0\0" + bytes(60), "a font"),
        ("a.parquet", b"PAR1\x15\x00" + bytes(60), "a table"),
        ("a.iso", bytes(32769) + b"CD001" + bytes(60), "an image of a disc"),
        ("a.zst", b"\x28\xb5\x2f\xfd" + bytes(60), "a compressed file"),
        ("a.p7m", b"\x30\x82\x03\xf0\x06\x09" + bytes(60), "a signed or encrypted mail"),
        ("a.pgp", b"\x85\x01\x0c\x03" + bytes(60), "an encrypted file"),
        ("disc.img", bytes(5000), "nothing but zeros"),
        ("a.jp2", b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(60), "a JPEG 2000 image"),
        ("a.dds", b"DDS |\0\0\0" + b"\xff" * 600, "a picture of a game"),
        ("a.ppm", b"P6\n20 10\n255\n" + b"\xff" * 600, "a picture"),
        ("a.mbx", b"JMF9\1\0\0\0" + bytes(60), "an Outlook Express 4 folder"),
        ("a.edb", bytes(4) + b"\xef\xcd\xab\x89" + bytes(600), "an Exchange database"),
        ("a.hwp", b"HWP Document File V3.00 \x1a\1\2\3", "a Hangul document"),
        ("a.hwp", compound("HwpSummaryInformation"), "a Hangul document"),
        ("a.npy", b"\x93NUMPY\1\0" + bytes(60), "an array"),
        ("a.feather", b"ARROW1\0\0" + bytes(60), "a table"),
        ("a.wav", b"RIFF\x24\0\0\0WAVEfmt " + bytes(60), "an audio file"),
        ("a.ico", b"\0\0\1\0\1\0\x10\x10" + bytes(range(0, 120, 2)), "an icon"),
        ("a.emf", b"\1\0\0\0\x6c" + bytes(35) + b" EMF" + bytes(80), "a drawing"),
        ("a.mdb", b"\0\1\0\0Standard Jet DB" + bytes(60), "an Access database"),
        ("a.nsf", b"\x1a\0\0\4\0\0" + bytes(range(80)), "a Notes database"),
        ("a.one", b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d" + bytes(60), "a OneNote section"),
        ("a.ps", b"%!PS-Adobe-3.0\n%%Title: Sluice\n", "a PostScript document"),
        ("a.docx", compound("EncryptedPackage"), "an encrypted Office document"),
        ("a.xlsx", compound("EncryptedPackage"), "an encrypted Office document"),
        ("a.asc", ARMOUR % (b"MESSAGE", b"MESSAGE"), "an encrypted message"),
        ("a.txt", b"\r\n" + ARMOUR % (b"SIGNATURE", b"SIGNATURE"), "a signature"),
        ("k", ARMOUR % (b"PUBLIC KEY BLOCK", b"PUBLIC KEY BLOCK"), "a key"),
        ("a.xlsm", compound("EncryptedPackage"), "an encrypted Office document"),
        ("a", compound("WordDocument"), "a Word document"),
        ("a", compound("PowerPoint Document"), "a PowerPoint presentation"),
        ("a.bin", compound("Workbook"), "an Excel workbook"),
        ("a.vsd", compound("VisioDocument"), "a Visio drawing"),
        ("a", zipped("[Content_Types].xml", "ppt/presentation.xml"), "a PowerPoint presentation"),
        ("a", zipped("[Content_Types].xml", "visio/document.xml"), "a Visio drawing"),
        ("a.epub", zipped("META-INF/container.xml"), "an e-book"),
        ("a.pages", zipped("Index/Document.iwa"), "a Pages document"),
        ("501.2.emlxpart", base64.b64encode(b"of a picture"), "a part of a message"),
        ("a.mov", b"\0\0\x10\0moov" + bytes(range(200)), "a video"),
        ("a.lzh", b"\x22\x1a-lh5-" + bytes(range(200)), "an archive"),
        ("a.e01", b"EVF\x09\r\n\xff\0\1" + bytes(60), "a forensic image"),
        ("a.vmdk", b"KDMV\1\0\0\0" + bytes(60), "a disc of a virtual machine"),
        ("disc.img", b"\xeb\x3c\x90MSDOS5.0" + bytes(range(256)), "an image of a disc"),
        ("a.kdbx", b"\3\xd9\xa2\x9a\x67\xfb\x4b\xb5" + bytes(60), "a store of passwords"),
        ("a.cer", b"\x30\x82\3\x10\x30\x82\1\xf8" + bytes(60), "a certificate"),
        ("a.pfx", b"\x30\x82\x09\x10\2\1\3" + bytes(60), "a store of keys"),
        ("a.torrent", b"d8:announce30:http://t.example/announce" + bytes(60), "a torrent"),
        ("a.fits", b"SIMPLE  =                    T" + b" " * 2850, "a picture"),
        ("a.dcm", bytes(128) + b"DICM" + bytes(range(200)), "a medical picture"),
        (".DS_Store", b"\0\0\0\1Bud1" + bytes(60), "a folder's settings"),
        ("a.svg", SVG % b"", "an SVG image"),
        ("a", b'<?xml version="1.0"?>\n<!-- <p> -->\n' + SVG % b"<title>T</title>", "an SVG image"),
        ("a.txt", SVG % b"<style>p{}</style><a/><a></a><a></a><a></a>", "an SVG image"),
    ],
)
def test_what_no_reader_knows_is_named_and_not_read(name: str, data: bytes, called: str) -> None:
    with pytest.raises(ReadError, match=f"{name}: .*{called}.*, not read"):
        read(data, name)


@pytest.mark.parametrize("rest", [b"", bytes(40), bytes(range(256)), b"\xff" * 300])
def test_a_winmail_dat_with_nothing_left_in_it_is_no_message(rest: bytes) -> None:
    with pytest.raises(ReadError, match="damaged"):
        read(b"\x78\x9f\x3e\x22\x01\x00" + rest + b"\x02", "winmail.dat")


@pytest.mark.parametrize(
    "data",
    [
        "Grüße aus Köln\n".encode("utf-16"),
        "Grüße aus Köln, recht herzlich\n".encode("utf-16-le"),
        "水門の件について\n".encode("shift_jis"),
        "水門の件について\n".encode("iso-2022-jp"),
        "Привет из порта\n".encode("koi8-r"),
        b"It sticks.\x00\n" + b"More words of the letter.\n" * 9,
        b"\x1b[1mbold\x1b[0m text of a terminal\n",
        b"BM: a note\n",
        b"MZ is what they called him.\n",
        b"RIFF and WAVE are four letters each.\n",
    ],
)
def test_text_of_any_encoding_is_text(data: bytes) -> None:
    (document,) = read(data, "a.txt")
    assert document.kind == "text"


@pytest.mark.parametrize("data", [b"\xff\xd8\xff\xe0" + bytes(20), b"MM\0*\0\0\0\x08\xff\xff"])
@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
def test_a_damaged_picture_is_named_without_an_address_in_memory(data: bytes) -> None:
    with pytest.raises(ReadError, match="is damaged and cannot be read as a picture") as caught:
        read(data, "a.img")
    assert "0x" not in str(caught.value)


@pytest.mark.parametrize("name", ["a.txt", "a.msg", "a.pst", "a.pdf", "a.docx", "a"])
def test_an_empty_file_is_named_as_such(name: str) -> None:
    (document,) = read(b"", name)
    assert (document.kind, document.text) == ("empty", "")


def test_what_mailrecon_writes_beside_mail_is_no_document(tmp_path: Path) -> None:
    """A folder that was converted before holds its outputs: mail is read, records are skipped."""
    given = tmp_path / "in"
    given.mkdir()
    (given / "a.txt").write_text(
        "From: Ada Moor <ada@n.example>\nTo: Ben\nDate: 2 March 2015 10:00\nSubject: S\n\nx\n"
    )
    for more in (
        ["o.jsonl", "--ledger", str(given / "o.ledger"), "--manifest"],
        ["o.sqlite"],
        ["eml"],
    ):
        run = CliRunner().invoke(
            main, ["convert", str(given / "a.txt"), str(given / more[0]), *more[1:]]
        )
        assert run.exit_code == 0, run.output
    (correction,) = (Correction("1", datetime.now(UTC), "Ben", Action.NOTE, {"text": "x"}),)
    (given / "corrections.jsonl").write_bytes(encode_correction(correction))
    run = CliRunner().invoke(main, ["convert", str(given), str(tmp_path / "out.mbox")])
    assert run.exit_code == 0
    skipped = {
        line.partition(":")[0] for line in run.stderr.splitlines() if line.endswith("skipped")
    }
    assert skipped == {
        *("corrections.jsonl", "o.jsonl", "o.jsonl.manifest.json", "o.ledger", "o.sqlite"),
        *(f"eml/{name}" for name in ("bag-info.txt", "bagit.txt", "manifest-sha256.txt")),
        *("eml/tagmanifest-sha256.txt", "eml/provenance/manifest.json"),
        *("eml/provenance/ledger.jsonl", "eml/provenance/messages.jsonl"),
    }
    assert "1 message," in run.stderr


@pytest.mark.parametrize(
    "data",
    [
        b'{"message_id": "<a@n.example>", "body": "From: Ada"}\n',
        b'{"mailrecon": 1}\n',
        b"BagIt-Version: see below\nFrom: Ada\n",
        b"d41d8cd98f00b204e9800998ecf8427e  a.eml\n",
    ],
)
def test_other_records_are_texts(data: bytes) -> None:
    (document,) = read(data, "a.jsonl")
    assert document.kind == "text"


def test_a_run_names_what_it_does_not_read(tmp_path: Path) -> None:
    (tmp_path / "photo.avif").write_bytes(b"\0\0\0\x18ftypavif\0\0\0\0")
    (tmp_path / "a.eml").write_bytes(mail(1, "one").as_bytes())
    found = list(read_inputs([str(tmp_path)], ReadOptions()))
    unread = [item for item in found if isinstance(item, UnreadableDocument)]
    assert [item.reason for item in unread] == ["photo.avif: an AVIF image, not read"]


def test_two_inputs_of_one_name_are_told_apart(tmp_path: Path) -> None:
    for folder in ("north/in", "south/in", "east"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "a.txt").write_text("x")
    (tmp_path / "east" / "b.txt").write_text("x")
    given = [str(tmp_path / path) for path in ("north/in/a.txt", "south/in", "east")]
    names = [file.name for file in list_files(given)]
    assert names == ["north/in/a.txt", "south/in/a.txt", "east/a.txt", "b.txt"]
    assert [file.name for file in list_files(given[:1] * 2)] == ["a.txt", "a.txt"]


def test_names_that_were_lengthened_differ_from_those_in_folders(tmp_path: Path) -> None:
    paths = ("x/b/a.txt", "y/a.txt", "z/b/a.txt", "z/c/a.txt")
    for path in paths:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(path)
    given = [str(tmp_path / path) for path in ("x/b/a.txt", "y/a.txt", "z")]
    names = [file.name for file in list_files(given)]
    assert names == ["x/b/a.txt", "y/a.txt", "z/b/a.txt", "c/a.txt"]


# --- folders -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("labels", "folder", "flags"),
    [
        ("Inbox,Important,Opened", "Inbox", "S"),
        ("Important,Opened,Sent,Starred", "Sent", "FS"),
        ('Archived,"Lock, north",Unread', "Lock, north", ""),
        ("Ge\u00f6ffnet,Kategorie: Pers\u00f6nlich,Schleuse", "Schleuse", "S"),
        ("Posteingang,Wichtig,Ungelesen", "Posteingang", ""),
        ("Messages archiv\u00e9s,Ouvert,Cat\u00e9gorie\u00a0: Notifications,Quai", "Quai", "S"),
        ("Abiertos,Importantes,Destacados,Recibidos", "Recibidos", "FS"),
        ("Nieprzeczytane,Odebrane", "Odebrane", ""),
        (
            "\u672a\u8aad,\u91cd\u8981,\u53d7\u4fe1\u30c8\u30ec\u30a4",
            "\u53d7\u4fe1\u30c8\u30ec\u30a4",
            "",
        ),
        ("IMAP_$NotJunk,IMAP_NotJunk,Category Promotions,Mine", "Mine", "S"),
        ("Category Lock,Opened", "Category Lock", "S"),
        ("Kategorie Schleuse", "Kategorie Schleuse", "S"),
        ("Opened", None, "S"),
    ],
)
def test_gmail_labels_name_folder_and_flags(labels: str, folder: str | None, flags: str) -> None:
    coded = Header(labels, "us-ascii" if labels.isascii() else "utf-8").encode()
    data = b"X-Gmail-Labels: " + coded.encode() + b"\n" + mail(1, "one").as_bytes()
    (document,) = read(data)
    assert (document.folder, document.flags) == (folder, flags)
    assert document.labels == ((folder,) if folder else ())


def test_labels_and_keywords_are_kept_in_order() -> None:
    fields = (
        b"X-Gmail-Labels: Inbox,=?UTF-8?Q?Kunden/=C3=9Cbung?=,Opened\n"
        b"X-Keywords: quay lock $Forwarded NonJunk\nX-Mozilla-Keys: $label1 quay\n"
        b"Keywords: gates and weirs, spring\n"
    )
    (document,) = read(fields + mail(1, "one").as_bytes())
    assert document.labels == (
        "Inbox", "Kunden/\u00dcbung", "gates and weirs", "spring", "quay", "lock"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "flags"),
    [
        (b"", None),
        (b"Status: RO\n", "S"),
        (b"Status: O\n", ""),
        (b"Status: RO\nX-Status: ADFT\n", "DFRST"),
        (b"X-Mozilla-Status: 1007\n", "FPRS"),
        (b"X-Mozilla-Status: 0000\n", ""),
        (b"X-Mozilla-Status: none\n", None),
    ],
)
def test_flags_of_an_mbox_are_kept(fields: bytes, flags: str | None) -> None:
    (document,) = read(fields + mail(1, "one").as_bytes())
    assert document.flags == flags


@pytest.mark.parametrize(
    ("number", "flags"), [(b"0", ""), (b"1", "S"), (b"8623489045", "FRS"), (b"x", None)]
)
def test_flags_of_apple_mail_are_kept(number: bytes, flags: str | None) -> None:
    content = mail(1, "one").as_bytes()
    properties = (
        b'<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0"><dict><key>flags</key>'
        b"<integer>" + number + b"</integer></dict></plist>\n"
    )
    (document,) = read(b"%d\n" % len(content) + content + properties, "1.emlx")
    assert document.flags == flags


def test_flags_go_from_maildir_to_mbox_and_back(tmp_path: Path) -> None:
    given = tmp_path / "in"
    for folder in ("cur", "new", "tmp"):
        (given / folder).mkdir(parents=True)
    names = ("cur/1:2,", "cur/2:2,S", "cur/3:2,DFPRST", "cur/4:2,FSab", "new/5", "cur/6")
    wanted = ["", "S", "DFPRST", "FS", "", None]
    messages = [mail(n, f"text {n}").as_bytes() for n in range(1, 7)]
    for name, message in zip(names, messages, strict=True):
        (given / name).write_bytes(message)

    def flags(archive: Archive) -> list[str | None]:
        return [message.source.flags for message in archive.messages]

    archive = reconstruct_documents(list(documents(given)))
    assert sorted(map(str, flags(archive))) == sorted(map(str, wanted))
    write(archive, tmp_path / "out.mbox")
    again = reconstruct_documents(list(documents(tmp_path / "out.mbox")))
    # mbox has no field for what was passed on.
    assert flags(again) == [
        one.replace("P", "") if one is not None else None for one in flags(archive)
    ]
    write(archive, tmp_path / "out", to="maildir")
    found = {path.name.rpartition(",")[2] for path in (tmp_path / "out" / "cur").iterdir()}
    assert found == {"", "S", "DFPRST", "FS"}
    for output in ("out.mbox", "out"):
        run = CliRunner().invoke(main, ["verify", str(tmp_path / output), "--source", str(given)])
        assert run.exit_code == 0, run.output


def documents(path: Path) -> Iterator[Document]:
    for item in read_inputs([str(path)], ReadOptions()):
        assert isinstance(item, Document)
        yield item


def test_a_field_of_state_is_added_once_and_nothing_else_touched() -> None:
    message = mail(1, "one\n\nStatus: RO\n").as_bytes()
    written = states.with_state(message, "FRS")
    assert b"\nStatus: RO\nX-Status: AF\n\none" in written
    assert states.with_state(written, "") == written
    assert states.without_state(written) == message
    assert states.without_state(message) == message
    assert states.with_state(message, None) == message
    exported = b"X-Gmail-Labels: Inbox,Opened\n" + message
    assert states.with_state(exported, "S") == exported


def test_folders_of_a_maildir_come_through(tmp_path: Path) -> None:
    given = tmp_path / "in" / ".Lock.North" / "cur"
    for name in ("cur", "new", "tmp"):
        (tmp_path / "in" / name).mkdir(parents=True)
        (given.parent / name).mkdir(parents=True)
    (tmp_path / "in" / "cur" / "1:2,S").write_bytes(mail(1, "one").as_bytes())
    (given / "2:2,FRS").write_bytes(mail(2, "two").as_bytes())
    found = list(read_inputs([str(tmp_path / "in")], ReadOptions()))
    assert sorted(str(item.folder) for item in found if isinstance(item, Document)) == [
        "Lock/North", "None"
    ]  # fmt: skip
    archive = reconstruct_documents([item for item in found if isinstance(item, Document)])
    write(archive, tmp_path / "out", to="maildir")
    boxes = mailbox.Maildir(tmp_path / "out", create=False)
    assert boxes.list_folders() == ["Lock.North"]
    assert len(boxes) == 1
    assert len(boxes.get_folder("Lock.North")) == 1
    again = read_inputs([str(tmp_path / "out")], ReadOptions())
    assert sorted(str(item.folder) for item in again if isinstance(item, Document)) == [
        "Lock/North", "None"
    ]  # fmt: skip
    (record,) = [message_record(m)["source"]["folder"] for m in archive.messages[1:]]
    assert record in ("Lock/North", None)


def test_one_of_everything_is_read_in_one_run(tmp_path: Path) -> None:
    """A folder of many formats: each file is named with what it was and what was made of it."""
    given = tmp_path / "in"
    given.mkdir()
    note = [text(0x001A, "IPM.Note"), text(0x0037, "Sluice"), text(0x1000, "It sticks.")]
    files = {
        "a.eml": mail(1, "one").as_bytes(),
        "b.mbox.gz": gzip.compress(box(mail(2, "two"), mail(3, "three"))),
        "c.msg": msg([*note, text(0x1035, "<c@n.example>")]),
        "contact.msg": msg([text(0x001A, "IPM.Contact"), text(0x0037, "Ben")]),
        "d.csv": b"From,To,Date,Subject,Body\nada@n.example,b@n.example,2015-03-02 10:00,S,x\n",
        "e.txt": b"From: Ada <a@n.example>\nTo: Ben\nDate: 1 March 2015 9:00\nSubject: W\n\nx\n",
        "photo.avif": b"\0\0\0\x18ftypavif\0\0\0\0",
        "winmail.dat": tnef([text(0x0037, "S"), text(0x1000, "x")]),
    }
    for name, data in files.items():
        (given / name).write_bytes(data)
    out = tmp_path / "out.jsonl"
    run = CliRunner().invoke(main, ["convert", "--json", str(given), str(out)])
    assert run.exit_code == 6
    summary = json.loads(run.stdout)
    assert {item["document"]: (item["kind"], item["messages"]) for item in summary["sources"]} == {
        "a.eml": ("eml", 1),
        "b.mbox.gz!b.mbox!1": ("eml", 1),
        "b.mbox.gz!b.mbox!2": ("eml", 1),
        "c.msg": ("msg", 1),
        "contact.msg": ("msg", 0),
        "d.csv!2": ("table", 1),
        "e.txt": ("text", 1),
        "winmail.dat": ("winmail", 1),
    }
    (unread,) = summary["unread"]
    assert unread["reason"] == "photo.avif: an AVIF image, not read"


def test_from_lines_without_any_blank_line_take_linear_time() -> None:
    head = b"From a Mon Mar  2 10:00:00 2015\nSubject: x\nContent-Length: 5\n"
    begun = time.monotonic()
    assert len(list(mbox._entries(head * 50_000))) == 50_000
    # Searched from each From line to the end, it took ten minutes.
    assert time.monotonic() - begun < 30


PLAIN_FROM = "From ann@quay.example Mon Feb  3 10:00:00 2020\n"


@pytest.mark.parametrize(
    ("first", "other"),
    [
        (f"\ufeff{PLAIN_FROM}", PLAIN_FROM),
        (f"\n\n{PLAIN_FROM}", PLAIN_FROM),
        (f"\r\n{PLAIN_FROM}", PLAIN_FROM),
        ("From ann at quay.example  Mon Feb  3 10:00:00 2020\n",) * 2,
        ("From ann@quay.example\n", "From ben@quay.example\n"),
        ("From ann@quay.example 2020-02-03T10:00:00Z\n",) * 2,
        ("From ann@quay.example 2020-02-03 10:00:00\n", PLAIN_FROM),
        ("From - Mon Feb 03 10:00:00 2020\n",) * 2,
        ("From 1657@xxx Mon Feb 03 10:00:00 +0000 2020\n",) * 2,
        ("From ann@quay.example Mon Feb  3 10:00 2020 remote from quay\n",) * 2,
        ("From Ann Poe Mon Feb  3 10:00:00 2020\n", PLAIN_FROM),
        ('From "ann poe"@quay.example Mon Feb  3 10:00:00 2020\n',) * 2,
        ("From  Mon Feb  3 10:00:00 2020\n",) * 2,
        ("From ann@quay.example Mon, 3 Feb 2020 10:00:00 +0100\n",) * 2,
        ("From ann@quay.example 02/03/20 10:00:00\n",) * 2,
        ("From ann@quay.example Mo Feb  3 10:00:00 2020\n",) * 2,
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_an_mbox_is_known_by_any_from_line(first: str, other: str, end: str) -> None:
    mails = [mail(n, f"Gate {n} sticks.\n\nFrom here on\nTo: nobody").as_string() for n in (1, 2)]
    text_ = f"{first}{mails[0]}\n\n{other}{mails[1]}\n".replace("\r\n", "\n")
    found = read(text_.replace("\n", end).encode(), "a.mbox")
    assert [document.kind for document in found] == ["eml", "eml"]
    assert [f"Gate {n} sticks." in found[n - 1].text for n in (1, 2)] == [True, True]


@pytest.mark.parametrize(
    "text_",
    [
        "From ann@quay.example\nwe heard nothing.\n",
        "From Ann at the quay\nSubject: none\n\nx\n",
        "\n\nFrom what we know\nTo: the point\n",
        "From 2020-02-03 10:00\nto: 11:00\n",
        "From the log of Mon, 3 Feb 2020 10:00 on the quay\nwe know: it sticks.\n",
    ],
)
def test_prose_that_begins_with_from_is_no_mbox(text_: str) -> None:
    assert [document.kind for document in read(text_.encode(), "a.txt")] == ["text"]


SENT = """From: Ann Poe <ann@harbour.example>
Date: Tue, 2 Mar 2021 09:14:00 +0100
Subject: Cracks
MIME-Version: 1.0
Content-Type: """


@pytest.mark.parametrize(
    "address",
    [
        ("Content-ID: <s@x.example>", "cid:s@x.example"),
        ("Content-Location: s.css", "s.css"),
        ("Content-Location: https://x.example/s.css", "https://x.example/s.css"),
    ],
)
@pytest.mark.parametrize("hides", [True, False])
def test_a_sheet_sent_with_a_page_hides_what_it_says(address: tuple[str, str], hides: bool) -> None:
    rule = "display:none" if hides else "color:navy"
    source = f"""{SENT}multipart/related; boundary=b

--b
Content-Type: text/html; charset=utf-8

<link rel=stylesheet href="{address[1]}"><p>north</p><p class=r>Zebulon Quark</p>
--b
Content-Type: text/css
{address[0]}

.r {{{rule}}}
--b--
"""
    document = read_one(source.encode(), "a.eml")
    assert ("Zebulon" not in document.text) is hides
    assert "north" in document.text
    assert bool(document.hidden) is hides


@pytest.mark.parametrize(
    ("body", "hidden"),
    [
        ("<color><param>white</param>{}</color>", True),
        ("<color><param>FFFF,FFFF,FFFF</param><bold>{}</bold></color>", True),
        ("<color><param>F000,FFFF,FFFF</param>{}</color>", True),
        ("<color><param>{}</param>pier</color>", True),
        ("<comment>a <bold>{}</bold></comment>", True),
        ("<excerpt><param>{}</param></excerpt>", True),
        ("<color><param>red</param>{}</color>", False),
        ("<color><param>white</param><color><param>blue</param>{}</color></color>", False),
        ("<color><param>white</param>pier</color> {}", False),
        ("<comment>pier</comment> {}", False),
        ("<< {}", False),
    ],
)
def test_enriched_text_is_read_as_it_is_seen(body: str, hidden: bool) -> None:
    words = body.format("Zebulon Quark")
    document = read_one(f"{SENT}text/enriched\n\nnorth {words} of the pier\n".encode(), "a.eml")
    assert ("Zebulon" not in document.text) is hidden
    assert document.text.rstrip().endswith("of the pier")
    assert "Zebulon" not in repr(document.hidden)
    for item in document.hidden:
        assert set(document.text[item.span.start : item.span.end]) <= {"█"}


def test_letters_of_a_header_are_read_with_those_of_the_text() -> None:
    """Of a few words alone chardet took `Ремонт` for `–емонт`, Macintosh's Cyrillic."""
    text_ = (
        "From: Ада <ada@n.example>\nTo: Ben <ben@n.example>\n"
        "Date: Mon, 2 Mar 2015 10:00:00 +0000\nSubject: Ремонт шлюза на причале\n\n"
        "Шлюз заклинило, нужна смазка к понедельнику.\n"
    )
    (document,) = read(text_.encode("cp1251"), "a.eml")
    assert document.text == text_


def test_a_message_attached_in_quoted_printable_is_decoded_though_no_line_is_broken() -> None:
    inner = (
        "From: Cy Dun <cy@n.example>\nSubject: Inner\nMessage-ID: <i@n.example>\n\nW=C3=B6rds.\n"
    )
    outer = (
        "From: Ada Moor <ada@n.example>\nTo: Ben Ost <ben@n.example>\nSubject: Outer\n"
        "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
        "--b\nContent-Type: message/rfc822\nContent-Transfer-Encoding: quoted-printable\n\n"
        f"{inner}--b--\n"
    )
    assert "Wörds." in read(outer.encode(), "a.eml")[1].text
    own = inner.replace("Subject", "Content-Transfer-Encoding: quoted-printable\nSubject")
    assert "Wörds." in read(outer.replace(inner, own).encode(), "a.eml")[1].text
