"""Mailboxes in one file, their folders, and mail of careless programs."""

from __future__ import annotations

import base64
import zipfile
from pathlib import Path, PurePosixPath

import pytest

from mailrecon.model import Document
from mailrecon.read import choose_reader, read_bytes
from mailrecon.read.files.archives import UnreadableDocument, mailbox_folder
from mailrecon.read.files.inputs import read_inputs
from mailrecon.read.options import ReadOptions
from mailrecon.resolve.encoded_words import decode_words

HEADER = (
    b"From: Ann Poe <ann@harbour.example>\nTo: Ben Ost <ben@harbour.example>\n"
    b"Date: Tue, 2 Mar 2021 09:14:00 +0100\nMessage-ID: <%d@harbour.example>\nSubject: Stones\n"
)
FROM_LINE = b"From ann@harbour.example Tue Mar  2 09:14:00 2021\n"


def mail(number: int = 1, text: bytes = b"The wall holds.\n", more: bytes = b"") -> bytes:
    return HEADER % number + more + b"\n" + text


def read(data: bytes, name: str = "a.eml") -> list[Document]:
    return list(read_bytes(data, name, ReadOptions()))


# --- MMDF and Babyl ------------------------------------------------------------------------------


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_an_mmdf_mailbox(end: bytes) -> None:
    bound = b"\x01\x01\x01\x01\n"
    text = b"One.\nFrom here on we walk.\n"
    data = b"".join(bound + mail(number, text) + bound for number in (1, 2))
    data = data.replace(b"\n", end)
    found = read(data, "mbox")
    assert [item.name for item in found] == ["mbox!1", "mbox!2"]
    assert found[1].text.endswith("One.\nFrom here on we walk.\n")
    assert "\x01" not in "".join(item.text for item in found)
    assert choose_reader(bound + b"no header", "x").name != "mmdf"


def babyl(*sections: bytes) -> bytes:
    head = b"BABYL OPTIONS: -*- rmail -*-\nVersion: 5\nLabels: mine\n\x1f"
    return head + b"".join(b"\x0c\n" + section + b"\x1f" for section in sections)


def test_a_babyl_mailbox() -> None:
    pruned = b"From: Ann Poe <ann@harbour.example>\nSubject: Stones\n\nThe wall holds.\n"
    data = babyl(
        b"1, answered, forwarded,, lock, north side,\nSummary-line: 2-Mar\n more\n"
        + HEADER % 1
        + b"\n*** EOOH ***\n"
        + pruned,
        b"0, unseen,,\n*** EOOH ***\n" + mail(2),
        b"0, deleted,,\n",
    )
    first, second = read(data, "RMAIL")
    assert first.text == (HEADER % 1).decode() + "\nThe wall holds.\n"
    assert (first.flags, first.labels) == ("PRS", ("lock", "north side"))
    assert second.text == mail(2).decode()
    assert (second.flags, second.labels) == ("", ())


def test_an_empty_mailbox_is_named(tmp_path: Path) -> None:
    (tmp_path / "RMAIL").write_bytes(babyl())
    (found,) = read_inputs([str(tmp_path)], ReadOptions())
    assert isinstance(found, UnreadableDocument)
    assert "holds no message" in found.reason


# --- folders -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "folder"),
    [
        ("Inbox", "Inbox"),
        ("Inbox.mbox", "Inbox"),
        ("Inbox.sbd/Locks", "Inbox/Locks"),
        ("Inbox.sbd/Locks.sbd/North", "Inbox/Locks/North"),
        ("Old mail.mbox/mbox", "Old mail"),
        ("2021/Inbox.MBOX", "2021/Inbox"),
        ("mbox", "mbox"),
    ],
)
def test_a_mailbox_is_a_folder(path: str, folder: str) -> None:
    assert mailbox_folder(PurePosixPath(path)) == folder


def test_mailboxes_in_a_folder_or_archive_are_folders(tmp_path: Path) -> None:
    source = tmp_path / "mail"
    (source / "Inbox.sbd").mkdir(parents=True)
    for number, name in enumerate(("Inbox", "Inbox.sbd/Locks"), start=1):
        (source / name).write_bytes(FROM_LINE + mail(number) + b"\n")
    with zipfile.ZipFile(tmp_path / "mail.zip", "w") as archive:
        for name in ("Inbox", "Inbox.sbd/Locks"):
            archive.write(source / name, name)
    (tmp_path / "alone.mbox").write_bytes(FROM_LINE + mail(3) + b"\n")
    for given, wanted in (
        ("mail", ["Inbox", "Inbox/Locks"]),
        ("mail.zip", ["Inbox", "Inbox/Locks"]),
        ("alone.mbox", [None]),
    ):
        found = list(read_inputs([str(tmp_path / given)], ReadOptions()))
        assert [item.folder for item in found if isinstance(item, Document)] == wanted


def test_a_label_of_the_mail_itself_goes_before_the_name_of_the_mailbox(tmp_path: Path) -> None:
    (tmp_path / "All mail.mbox").write_bytes(FROM_LINE + mail(1, more=b"X-Gmail-Labels: Locks\n"))
    (found,) = read_inputs([str(tmp_path)], ReadOptions())
    assert isinstance(found, Document)
    assert found.folder == "Locks"


# --- headers and texts ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "codec", "charset"),
    [
        ("Проверка дамбы", "cp1251", "windows-1251"),
        ("Проверка дамбы", "koi8-r", "koi8-r"),
        ("堤防の点検について", "cp932", "Shift_JIS"),
        ("제방 점검", "cp949", "ks_c_5601-1987"),
        ("堤坝检查", "gb18030", "gb2312"),
        ("Prüfung der Schleuse", "cp1252", "iso-8859-1"),
    ],
)
def test_letters_of_a_header_are_in_the_charset_of_the_text(
    words: str, codec: str, charset: str
) -> None:
    coded = words.encode(codec)
    head = HEADER.replace(b"Stones", coded) % 1
    kind = f"Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: 8bit\n"
    (found,) = read(head + kind.encode() + b"\n" + coded + b"\n")
    assert f"Subject: {words}\n" in found.text


def test_each_line_of_a_header_may_be_in_another_charset() -> None:
    head = HEADER.replace(b"Stones", "Prüfung".encode("cp1252")) % 1
    head = head.replace(b"Ann Poe", "Änne".encode())
    (found,) = read(head + b"Content-Type: text/plain; charset=iso-8859-1\n\nText\n")
    assert "Subject: Prüfung\n" in found.text
    assert "From: Änne <" in found.text


def test_letters_of_a_header_without_a_charset_are_guessed() -> None:
    head = HEADER.replace(b"Stones", "Проверка дамбы сегодня утром".encode("cp1251")) % 1
    (found,) = read(head + b"\nText\n")
    assert "Проверка дамбы сегодня утром" in found.text


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("=?windows-949?B?waa55g==?=", "제방"),
        ("=?x-sjis?B?kueWaA==?=", "堤防"),
        ("=?gb2312?B?6UY=?=", "镕"),
        ("=?x-unknown?Q?Caf=E9?= =?utf-8?Q?Caf=C3=A9?=", "=?x-unknown?Q?Caf=E9?= Café"),
        ("=?utf-8?Q?Caf=C3?=", "Caf\ufffd"),
    ],
)
def test_encoded_words_in_charsets_by_any_name(written: str, shown: str) -> None:
    assert decode_words(written) == shown


def test_few_letters_are_western_where_a_guess_mixes_alphabets() -> None:
    (found,) = read(mail(1, b"Caf\xe9 au lait\n", b"Content-Type: text/plain; charset=mystery\n"))
    assert found.text.endswith("Café au lait\n")


def test_line_ends_written_twice() -> None:
    (found,) = read(mail().replace(b"\n", b"\r\r\n"))
    assert found.text == mail().decode()
    assert found.original is not None
    assert b"\r\r" not in found.original


def test_a_footer_below_base64_costs_nothing() -> None:
    coded = base64.encodebytes("Grüße aus dem Hafen, und mehr davon.\n".encode())
    kind = b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n"
    footer = b"____________\nharbour mailing list\n"
    (found,) = read(mail(1, coded + footer, kind))
    assert "Grüße aus dem Hafen, und mehr davon." in found.text
    assert "harbour mailing list" in found.text
    stray = coded[:10] + b"!" + coded[10:]
    (found,) = read(mail(1, stray, kind))
    assert found.text.endswith("Grüße aus dem Hafen, und mehr davon.\n")


@pytest.mark.parametrize("byte", [b"\x80", b"\xe9", b"\xff", b"\x00"])
def test_bytes_beyond_ascii_in_base64_cost_themselves(byte: bytes) -> None:
    coding = b"Content-Transfer-Encoding: base64\n"
    kind = b"Content-Type: text/plain; charset=iso-8859-1\n" + coding
    coded = base64.encodebytes(b"The wall holds, and the gate does, too, for a year.\n")
    (found,) = read(mail(1, coded[:8] + byte + coded[8:] + b"-- caf" + byte + b" --\n", kind))
    assert "and the gate does, too, for a year." in found.text
    inner = base64.encodebytes(mail(2))
    kind = b"Content-Type: message/rfc822\n" + coding
    outer = mail(1, b"--b\n" + kind + b"\n" + inner[:40] + byte + inner[40:] + b"--b--\n",
                 b'Content-Type: multipart/mixed; boundary="b"\n')  # fmt: skip
    assert read(outer)[0].name == "a.eml"


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (
            "text/enriched",
            "<bold>Dear</bold> Ben,\n\nthe <color><param>red</param>wall</color>\nholds: <<3 m.\n",
        ),
        ("text/richtext", "Dear Ben,<nl>the wall holds: <lt>3 m.<comment>no</comment>\n"),
        ("text/rtf", r"{\rtf1\ansi Dear Ben,\par the {\b wall} holds: <3 m.\par}"),
    ],
)
def test_rich_text_is_shown_where_no_other_is(kind: str, content: str) -> None:
    (found,) = read(mail(1, content.encode(), f"Content-Type: {kind}\n".encode()))
    assert found.text.partition("\n\n")[2].split() == [
        "Dear",
        "Ben,",
        "the",
        "wall",
        "holds:",
        "<3",
        "m.",
    ]


def test_parts_that_apple_mail_keeps_elsewhere_are_said() -> None:
    kind = b'Content-Type: multipart/mixed; boundary="b"\n'
    parts = b"--b\nContent-Type: text/plain\n\nHello\n--b\nContent-Type: application/pdf\n"
    content = mail(1, parts + b"X-Apple-Content-Length: 99\n\n--b--\n", kind)
    (found,) = read(b"%d\n" % len(content) + content, "1.partial.emlx")
    assert [notice.code for notice in found.warnings] == ["unread-part"]


# --- what is no mail -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data", "called"),
    [
        ("a.vcf", b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ann\r\nEND:VCARD\r\n", "vCard"),
        ("a.ics", b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n", "iCalendar"),
    ],
)
def test_cards_and_calendars_are_named_and_not_read(
    tmp_path: Path, name: str, data: bytes, called: str
) -> None:
    (tmp_path / name).write_bytes(data)
    (found,) = read_inputs([str(tmp_path / name)], ReadOptions())
    assert isinstance(found, UnreadableDocument)
    assert called in found.reason


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("a.opt", rb"HARB0001,VOL01,IMAGES\001\HARB0001.TIF,Y,,,2"),
        ("a.opt", rb"HARB0002,,D:\HARB0002.jpg,,,,"),
        ("a.lfp", rb"IM,HARB0001,D,0,@VOL01;IMAGES\001;HARB0001.TIF;2"),
    ],
)
def test_lists_of_page_images_are_no_documents(name: str, line: bytes) -> None:
    for end in (b"", b"\r\n", b"\n" + line + b"\n"):
        assert choose_reader(line + end, name).name == "record"
    assert choose_reader(b"Dear Ann, see a.tif,Y,,,2 for it\n", name).name == "text"


@pytest.mark.parametrize(
    "name", ["1614676440.M1P2.quay:2,DS", "1614676440.M1P2.quay;2,", "new/1614676440.M1P2.quay"]
)
def test_what_a_maildir_names_as_its_own_is_a_message_with_a_bare_header(name: str) -> None:
    draft = b"From: Ann Poe <ann@harbour.example>\nSubject: Stones\n\nNot sent yet.\n"
    assert choose_reader(draft, name).name == "eml"
    assert choose_reader(draft, "notes").name == "text"
    assert choose_reader(b"Minutes\n\nFrom: the harbour\n", name).name == "text"


INTERNAL = (
    b"From MAILER-DAEMON Mon Mar  2 09:00:00 2015\n"
    b"Date: 02 Mar 2015 09:00:00 +0000\n"
    b"From: Mail System Internal Data <MAILER-DAEMON@quay.example>\n"
    b"Subject: DON'T DELETE THIS MESSAGE -- FOLDER INTERNAL DATA\n"
    b"Message-ID: <1425286800@quay.example>\nX-IMAP: 1015245 0000000012\nStatus: RO\n\n"
    b"This text is part of the internal format of your mail folder, and is not\n"
    b"a real message.\n\n"
)


def test_the_numbers_that_a_server_keeps_in_a_mailbox_are_no_mail() -> None:
    box = INTERNAL + b"From ann@quay.example Mon Mar  2 10:00:00 2015\n" + mail()
    notes, message = read(box, "inbox")
    assert (notes.name, notes.text) == ("inbox", "")
    assert [notice.code for notice in notes.warnings] == ["not-mail"]
    assert message.name == "inbox!2"
    # Somebody who writes about it is read.
    about = mail(2, b"What is it?\n", b"Subject: DON'T DELETE THIS MESSAGE\n")
    assert len(read(b"From ann@quay.example Mon Mar  2 10:00:00 2015\n" + about, "inbox")) == 1
