"""Outlook's messages (MSG) and data files (PST): one made file for each fault, and limits."""

from __future__ import annotations

import struct
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from mailrecon import reconstruct
from mailrecon.errors import ReadError
from mailrecon.model import Document
from mailrecon.read import ReadOptions, read_bytes
from tests.read.make_msg import (
    Prop,
    binary,
    compound,
    inner,
    moment,
    msg,
    number,
    storage,
    text,
    text8,
)

SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "outlook"
SENT = datetime(2015, 3, 2, 10, tzinfo=UTC)
TRANSPORT = (
    "Microsoft Mail Internet Headers Version 2.0\r\n"
    "Received: from a by b;\r\n\tMon, 2 Mar 2015 10:00:01 +0000\r\n"
    "From: Ada Moor <ada@n.example>\r\nTo: Ben Ruiz <ben@n.example>\r\n"
    "Date: Mon, 2 Mar 2015 10:00:00 +0000\r\nSubject: Sluice\r\nMessage-ID: <m@n.example>\r\n"
    "Content-Type: text/html\r\nMIME-Version: 1.0\r\n\r\n"
)
NOTE = [text(0x001A, "IPM.Note"), text(0x0037, "Sluice"), text(0x1000, "It sticks.")]
FULL_PATH = "/O=HERON/OU=NA/CN=RECIPIENTS/CN="


def documents(data: bytes, options: ReadOptions | None = None) -> list[Document]:
    return list(read_bytes(data, "a.msg", options))


def parsed(data: bytes) -> EmailMessage:
    original = documents(data)[0].original
    assert original is not None
    original.decode("ascii")
    found = message_from_bytes(original, policy=policy.default)
    assert not [part.defects for part in found.walk() if part.defects]
    return found


def recipient(kind: int, name: str, *more: Prop) -> list[Prop]:
    return [number(0x0C15, kind), text(0x3001, name), *more]


def types(message: EmailMessage) -> list[str]:
    return [part.get_content_type() for part in message.walk()]


# --- the header ----------------------------------------------------------------------------------


def test_a_transport_header_comes_through_as_it_was_but_for_its_content_fields() -> None:
    data = msg([*NOTE, text(0x007D, TRANSPORT)], [recipient(1, "Somebody Else")])
    (document,) = documents(data)
    assert document.text.startswith("Received: from a by b;\n\tMon, 2 Mar 2015 10:00:01 +0000\n")
    message = parsed(data)
    assert [key for key in message if key.lower() not in ("mime-version",)][:6] == [
        "Received", "From", "To", "Date", "Subject", "Message-ID"
    ]  # fmt: skip
    assert message["To"] == "Ben Ruiz <ben@n.example>"
    assert message.get_content().strip() == "It sticks."
    assert document.warnings[0].code == "converted"


def test_a_line_of_a_transport_header_that_lost_its_fold_is_kept_and_said() -> None:
    broken = TRANSPORT.replace("From: Ada", "X-Scan: clean\r\nof the yard\r\nFrom: Ada")
    data = msg([*NOTE, text(0x007D, broken)])
    assert parsed(data)["X-Scan"] == "clean of the yard"
    assert "damaged-part" in [notice.code for notice in documents(data)[0].warnings]


def test_without_a_transport_header_properties_become_fields() -> None:
    data = msg(
        [
            *NOTE,
            moment(0x0039, SENT),
            text(0x0C1A, "Moor, Ada"),
            text(0x0C1E, "EX"),
            text(0x0C1F, f"{FULL_PATH}AMOOR"),
            text(0x5D01, "ada@n.example"),
            text(0x1035, "<m2@n.example>"),
            text(0x1042, "<m1@n.example>"),
            text(0x1039, "<m0@n.example> <m1@n.example>"),
            number(0x0017, 2),
        ],
        [
            recipient(1, "Ruiz, Ben", text(0x39FE, "ben@n.example"), text(0x3002, "EX")),
            recipient(2, "Cy Lee", text(0x3002, "SMTP"), text(0x3003, "cy@n.example")),
            recipient(3, "dee@n.example", text(0x3003, "dee@n.example")),
            recipient(1, "Élan Vö", text(0x3002, "EX"), text(0x3003, f"{FULL_PATH}EVO")),
        ],
    )
    message = parsed(data)
    assert message["From"] == '"Moor, Ada" <ada@n.example>'
    assert message["To"] == '"Ruiz, Ben" <ben@n.example>, "Élan Vö"'
    assert message["Cc"] == "Cy Lee <cy@n.example>"
    assert message["Bcc"] == "dee@n.example"
    assert message["Date"] == "Mon, 02 Mar 2015 10:00:00 +0000"
    assert message["Message-ID"] == "<m2@n.example>"
    assert message["In-Reply-To"] == "<m1@n.example>"
    assert message["References"] == "<m0@n.example> <m1@n.example>"
    assert message["Importance"] == "high"


@pytest.mark.parametrize(
    ("more", "shown"),
    [
        ([text(0x0C1E, "SMTP"), text(0x0C1F, "ada@n.example")], "Ada Moor <ada@n.example>"),
        ([text(0x0C1E, "EX"), text(0x0C1F, f"{FULL_PATH}AMOOR")], '"Ada Moor"'),
        ([text(0x0C1E, "EX"), text(0x5D01, "ada@n.example")], "Ada Moor <ada@n.example>"),
        ([text(0x5D02, "ada@n.example"), text(0x0042, "Ada M.")], '"Ada M." <ada@n.example>'),
    ],
)
def test_from_is_never_a_path_in_exchange(more: list[Prop], shown: str) -> None:
    assert parsed(msg([*NOTE, text(0x0C1A, "Ada Moor"), *more]))["From"] == shown


def test_only_a_path_is_known_of_a_sender() -> None:
    data = msg([*NOTE, text(0x0C1E, "EX"), text(0x0C1F, f"{FULL_PATH}AMOOR")])
    assert parsed(data)["From"] == "AMOOR"


def test_on_behalf_of_another_mailbox() -> None:
    data = msg(
        [
            *NOTE,
            text(0x0042, "Harbour Office"),
            text(0x5D02, "office@n.example"),
            text(0x0C1A, "Ada Moor"),
            text(0x5D01, "ada@n.example"),
        ]
    )
    assert parsed(data)["From"] == "Harbour Office <office@n.example>"
    assert parsed(data)["Sender"] == "Ada Moor <ada@n.example>"


def one_off(name: str, address: str) -> bytes:
    head = (
        bytes(4) + bytes.fromhex("812b1fa4bea310199d6e00dd010f5402") + struct.pack("<HH", 0, 0x8000)
    )
    return head + f"{name}\0SMTP\0{address}\0".encode("utf-16-le")


def test_reply_to_is_read_from_its_entries() -> None:
    entry = one_off("The Lock", "lock@n.example")
    padded = struct.pack("<I", len(entry)) + entry + bytes(-len(entry) % 4)
    flat = struct.pack("<II", 1, len(padded)) + padded
    data = msg([*NOTE, text(0x0050, "The Lock"), binary(0x004F, flat)])
    assert parsed(data)["Reply-To"] == "The Lock <lock@n.example>"
    assert parsed(msg([*NOTE, text(0x0050, "A B; C D")]))["Reply-To"] == '"A B", "C D"'
    broken = struct.pack("<III", 9, 9, 999) + b"x"
    assert parsed(msg([*NOTE, binary(0x004F, broken)]))["Reply-To"] is None


def test_without_rows_of_recipients_the_shown_names_are_kept() -> None:
    data = msg([*NOTE, text(0x0E04, "Ruiz, Ben; cy@n.example"), text(0x0E03, "Dee")])
    assert parsed(data)["To"] == '"Ruiz, Ben", cy@n.example'
    assert parsed(data)["Cc"] == "Dee"


def test_long_identifiers_are_not_encoded() -> None:
    identity = f"<{'A' * 90}@n.example>"
    data = msg([*NOTE, text(0x1042, identity), text(0x1039, f"<a@b.example> {identity}")])
    raw = documents(data)[0].original or b""
    assert b"=?" not in raw
    assert f"In-Reply-To: {identity}\n".encode() in raw


def test_fields_cannot_smuggle_others_in() -> None:
    evil = "a\r\nBcc: x@evil.example\r\n\r\nbody"
    for name in (evil, "a\u2028X-Evil: yes", "a\x00\x0bX-Evil: yes"):
        data = msg(
            [text(0x0037, name), text(0x1000, "text"), text(0x0C1A, name)],
            attachments=[[text(0x3707, name), text(0x370E, name), binary(0x3701, b"x")]],
        )
        message = parsed(data)
        assert message["Bcc"] is None
        assert message["X-Evil"] is None
        assert len(list(message.walk())) == 3


# --- code pages ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "codec", "printed"),
    [
        (950, "cp950", "中文水閘"),
        (932, "cp932", "水門の件"),
        (936, "gb18030", "水闸"),
        (949, "cp949", "수문"),
        (874, "cp874", "ประตู"),
        (1251, "cp1251", "Шлюз"),
        (20866, "koi8-r", "Шлюз"),
        (65001, "utf-8", "Шлюз ü"),
        (50220, "iso-2022-jp", "水門の件"),
        (52936, "hz", "水闸"),
        (65000, "utf-7", "Шлюз + ü"),
    ],
)
def test_code_pages_are_known_by_number(page: int, codec: str, printed: str) -> None:
    data = msg([text8(0x0037, printed.encode(codec)), text8(0x1000, b"x"), number(0x3FFD, page)])
    assert parsed(data)["Subject"] == printed


def test_the_code_page_of_the_wire_is_not_that_of_the_properties() -> None:
    data = msg([text8(0x0037, "für".encode("cp1252")), number(0x3FDE, 65001), number(0x3FFD, 1252)])
    assert parsed(data)["Subject"] == "für"
    data = msg(
        [text8(0x0037, "Шлюз".encode("cp1251")), number(0x3FDE, 65001), number(0x3FF1, 1049)]
    )
    assert parsed(data)["Subject"] == "Шлюз"


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (932, "堤防の点検をお願いします"),
        (936, "堤坝检查 请确认"),
        (949, "제방 점검 부탁드립니다"),
        (950, "堤防檢查，請看PDF檔案"),
        (874, "ตรวจเขื่อน"),
        (1251, "Проверка дамбы сегодня"),
        (1253, "Έλεγχος φράγματος"),
        (1255, "בדיקת סכר"),
        (1256, "فحص السد اليوم"),
    ],
)
def test_a_code_page_in_which_nothing_reads_as_words_is_the_wrong_one(
    page: int, words: str
) -> None:
    codec = {936: "gb18030"}.get(page, f"cp{page}")
    held = [text8(0x0037, words.encode(codec)), text8(0x1000, b"x")]
    for stated, wire in ((1252, page), (page, 1252)):
        data = msg([*held, number(0x3FFD, stated), number(0x3FDE, wire)])
        assert parsed(data)["Subject"] == words


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (1252, "Grüße, die Prüfung der Schleuse – l’été naïve"),
        (1250, "Příliš žluťoučký kůň úpěl ďábelské ódy"),
        (1254, "Baraj kontrolü için teşekkürler"),
        (1257, "Ačiū už žinutę, žiūrėk"),
    ],
)
@pytest.mark.parametrize("wire", [932, 1251, 1253, 1255, 936])
def test_the_stated_code_page_is_kept_where_it_gives_words(
    page: int, words: str, wire: int
) -> None:
    held = [text8(0x0037, words.encode(f"cp{page}")), text8(0x1000, b"x")]
    data = msg([*held, number(0x3FFD, page), number(0x3FDE, wire)])
    assert parsed(data)["Subject"] == words


@pytest.mark.parametrize("page", [0, 1250, 1251, 1252, 1253, 1254, 1257, 874, 28591, 20866])
@pytest.mark.parametrize("words", ["Grüße – die Schleuse", "Шлюз закрыт", "水門が動きません"])
def test_utf8_is_read_as_such_whatever_alphabet_is_stated(page: int, words: str) -> None:
    held = [text8(0x0037, words.encode()), text8(0x1000, b"x")]
    data = msg([*held, number(0x3FFD, page)] if page else held)
    assert parsed(data)["Subject"] == words
    # Chinese text may be valid UTF-8 by chance.
    chinese = msg(
        [text8(0x0037, "联通".encode("gb18030")), text8(0x1000, b"x"), number(0x3FFD, 936)]
    )
    assert parsed(chinese)["Subject"] == "联通"


def test_a_one_off_entry_is_in_the_code_page_of_the_message() -> None:
    entry = bytes(4) + bytes.fromhex("812b1fa4bea310199d6e00dd010f5402") + bytes(4)
    entry += "Борис\0SMTP\0boris@n.example\0".encode("cp1251")
    row = [number(0x0C15, 1), binary(0x0FFF, entry)]
    data = msg([*NOTE, number(0x3FFD, 1251)], [row])
    assert parsed(data)["To"] == "Борис <boris@n.example>"


def test_an_undecodable_byte_costs_itself_and_is_said() -> None:
    data = msg([text8(0x0037, b"It \x81 sticks"), text8(0x1000, b"x"), number(0x3FFD, 1252)])
    assert parsed(data)["Subject"] == "It \ufffd sticks"
    notices = [notice.text for notice in documents(data)[0].warnings]
    assert any("1 byte of property 0037 (subject) fits no character" in text for text in notices)


# --- bodies --------------------------------------------------------------------------------------


def test_plain_and_html_are_alternatives_and_html_may_stand_alone() -> None:
    html = binary(0x1013, "<p>Die Schleuse läuft</p>".encode("cp1252"))
    both = msg([*NOTE, html, number(0x3FDE, 1252)])
    assert types(parsed(both)) == ["multipart/alternative", "text/plain", "text/html"]
    alone = msg([text(0x0037, "S"), html, number(0x3FDE, 65001), number(0x3FFD, 1252)])
    assert types(parsed(alone)) == ["text/html"]
    assert "Die Schleuse läuft" in documents(alone)[0].text


WRAPPED = (
    rb"{\rtf1\ansi\ansicpg1252\fromhtml1 \deff0{\fonttbl{\f0\fswiss Arial;}{\f1\fcharset204 A;}}"
    rb"{\*\htmltag18 <html>}{\*\htmltag64 <p class=\'22x\'22>}\htmlrtf {\f1 \htmlrtf0 "
    rb"It \'e4 {\*\mhtmltag64 no}\u8364?sticks\htmlrtf }\htmlrtf0 \{here\}"
    rb"{\*\htmltag72 </p>}\htmlrtf \par \htmlrtf0 }"
)


def rtf(data: bytes) -> Prop:
    """An RTF body that is stored without compression [MS-OXRTFCP]."""
    return binary(0x1009, struct.pack("<II4sI", len(data) + 12, len(data), b"MELA", 0) + data)


def test_html_wrapped_in_rtf_is_freed() -> None:
    data = msg([text(0x0037, "S"), rtf(WRAPPED)])
    message = parsed(data)
    assert types(message) == ["text/html"]
    # The font of the group is Cyrillic.
    assert message.get_content().strip() == '<html><p class="x">It д €sticks{here}</p>'


def test_a_character_that_rtf_halves_is_whole() -> None:
    halves = rb"{\rtf1\ansi\fromtext \uc1 Fine \u-10179?\u-8704? lone \u-10179?.}"
    (document,) = documents(msg([text(0x0037, "S"), rtf(halves)]))
    assert "Fine \U0001f600 lone \ufffd" in document.text


def test_text_wrapped_in_rtf_and_plain_rtf_become_text() -> None:
    wrapped = rb"{\rtf1\ansi\fromtext \deff0{\fonttbl{\f0 A;}}It sticks.\par Twice\'e9.\par}"
    assert parsed(msg([rtf(wrapped)])).get_content() == "It sticks.\nTwiceé.\n"
    own = rb"{\rtf1\ansi{\b It} sticks.\par Now.\par}"
    assert "It sticks." in documents(msg([rtf(own)]))[0].text


def test_a_damaged_rtf_body_costs_itself() -> None:
    data = msg([*NOTE, binary(0x1009, b"\x01\x02\x03")])
    (document,) = documents(data)
    assert "It sticks." in document.text
    assert "the RTF body is damaged" in document.warnings[1].text


def test_a_report_has_its_text_from_its_recipient() -> None:
    data = msg(
        [text(0x001A, "REPORT.IPM.Note.NDR"), text(0x0037, "Undeliverable")],
        [recipient(1, "Ben", text(0x1001, "No such mailbox."))],
    )
    assert "No such mailbox." in documents(data)[0].text


def test_a_report_keeps_its_own_text_and_that_of_each_recipient() -> None:
    data = msg(
        [
            text(0x001A, "REPORT.IPM.Note.NDR"),
            text(0x1001, "It did not reach everybody."),
            text(0x1046, "<pump@n.example>"),
        ],
        [
            recipient(1, "Ben", text(0x1001, "Ben has no mailbox.")),
            recipient(1, "Cy", text(0x1001, "Cy's mailbox is full.")),
        ],
    )
    (document,) = documents(data)
    for said in ("not reach everybody", "Ben has no", "Cy's mailbox"):
        assert said in document.text
    assert parsed(data)["In-Reply-To"] == "<pump@n.example>"


def with_names(*categories: str, kind: int = 0x101F) -> bytes:
    """A message with categories, beside another named property."""
    names, entries = b"", b""
    for place, (group, name) in enumerate(((2, "Other"), (2, "Keywords"), (1, "Keywords"))):
        coded = name.encode("utf-16-le")
        entries += struct.pack("<IHH", len(names), group << 1 | 1, place)
        names += struct.pack("<I", len(coded)) + coded + bytes(-len(coded) % 4)
    tree = storage([*NOTE, number(0x3FFD, 1252)], head=32)
    tree["__nameid_version1.0"] = {
        "__substg1.0_00020102": b"",
        "__substg1.0_00030102": entries,
        "__substg1.0_00040102": names,
    }
    codec = "utf-16-le" if kind == 0x101F else "cp1252"
    for named in (0x8000, 0x8001, 0x8002):
        tree[f"__substg1.0_{named:04X}{kind:04X}"] = bytes(4 * len(categories))
        for place, one in enumerate(categories if named == 0x8001 else ("Zora",)):
            value = f"{one}\0".encode(codec)
            tree[f"__substg1.0_{named:04X}{kind:04X}-{place:08X}"] = value
    return compound(tree)


@pytest.mark.parametrize("kind", [0x101F, 0x101E])
def test_categories_are_labels(kind: int) -> None:
    data = with_names("Blue", "Lock, north", "Überfällig, eilig", kind=kind)
    (document,) = documents(data)
    assert document.labels == ("Blue", "Lock, north", "Überfällig, eilig")
    assert "Zora" not in document.text
    assert parsed(data)["Keywords"] == 'Blue, "Lock, north", Überfällig, eilig'


def with_fields(fields: dict[str, str], *properties: Prop) -> bytes:
    """A message with header fields that are named properties, as Exchange keeps what it got."""
    names, entries = b"", b""
    tree = storage([*NOTE, *properties], head=32)
    for place, (name, value) in enumerate(fields.items()):
        coded = name.encode("utf-16-le")
        entries += struct.pack("<IHH", len(names), 3 << 1 | 1, place)
        names += struct.pack("<I", len(coded)) + coded + bytes(-len(coded) % 4)
        tree[f"__substg1.0_{0x8000 + place:04X}001F"] = value.encode("utf-16-le")
    tree["__nameid_version1.0"] = {
        "__substg1.0_00020102": bytes.fromhex("8603020000000000c000000000000046"),
        "__substg1.0_00030102": entries,
        "__substg1.0_00040102": names,
    }
    return compound(tree)


def test_header_fields_kept_as_named_properties_are_written() -> None:
    fields = {
        "message-id": "<lock@quay.example>",
        "references": "<a@quay.example>\r\n\t<b@quay.example>",
        "list-id": "Pumps <pumps.quay.example>",
        "content-class": "urn:content-classes:message",
        "subject": "not the one that Outlook shows",
        "a b": "no name of a field",
    }
    mail = parsed(with_fields(fields, text(0x1035, "<own@quay.example>")))
    assert mail.get_all("Message-ID") == ["<own@quay.example>"]
    assert mail["References"] == "<a@quay.example> <b@quay.example>"
    assert mail["List-Id"] == "Pumps <pumps.quay.example>"
    assert "content-class" not in mail
    assert len(mail.get_all("Subject")) == 1
    assert "not the one" not in str(mail["Subject"])
    assert "a b" not in str(mail)
    assert parsed(with_fields(fields))["Message-ID"] == "<lock@quay.example>"


# --- attachments ---------------------------------------------------------------------------------


def test_files_keep_names_types_and_bytes() -> None:
    data = msg(
        NOTE,
        attachments=[
            [text(0x3704, "PLANOF~1.PNG"), text(0x3707, "Plän of the lock " + "x" * 80 + ".png"),
             binary(0x3701, b"\x89PNG")],
            [text(0x3704, "a.bin"), text(0x370E, "message/rfc822"),
             binary(0x3701, bytes(range(256)))],
            [binary(0x3701, b"")],
            [text(0x3707, "C:\\Users\\ann\\gate 1.pdf"), binary(0x3701, b"x")],
            [text(0x3704, "\\\\quay\\plans\\gate.pdf"), binary(0x3701, b"x")],
            [text(0x3707, "gate and/or lock.pdf"), binary(0x3701, b"x")],
        ],
    )  # fmt: skip
    message = parsed(data)
    files = list(message.iter_attachments())
    assert [file.get_filename() for file in files] == [
        "Plän of the lock " + "x" * 80 + ".png", "a.bin", "attachment-3",
        "gate 1.pdf", "gate.pdf", "gate and/or lock.pdf",
    ]  # fmt: skip
    assert files[0].get_content_type() == "image/png"
    assert files[1].get_payload(decode=True) == bytes(range(256))


def test_inline_pictures_are_related_by_their_content_id() -> None:
    data = msg(
        [*NOTE, binary(0x1013, b'<p>See <img src="cid:plan@heron"></p>')],
        attachments=[
            [text(0x3707, "plan.png"), text(0x3712, "plan@heron"), binary(0x3701, b"\x89PNG")],
            [text(0x3707, "b.txt"), binary(0x3701, b"b")],
        ],
    )
    message = parsed(data)
    assert types(message) == [
        "multipart/mixed", "multipart/related", "multipart/alternative", "text/plain", "text/html",
        "image/png", "text/plain",
    ]  # fmt: skip
    picture = next(part for part in message.walk() if part.get_content_type() == "image/png")
    assert picture["Content-ID"] == "<plan@heron>"
    assert picture.get_content_disposition() == "inline"


def attached(tree: dict[str, object], name: str = "Inner") -> list[Prop]:
    return [number(0x3705, 5), text(0x3001, name), inner(tree)]  # type: ignore[arg-type]


def test_attached_messages_are_messages_to_any_depth() -> None:
    tree = storage(
        [text(0x0037, "Depth 0"), text(0x1000, "deepest"), text(0x1035, "<d0@n.example>")]
    )
    for depth in range(1, 12):
        tree = storage(
            [text(0x0037, f"Depth {depth}"), text(0x1035, f"<d{depth}@n.example>")],
            attachments=[attached(tree)],
        )
    data = msg([*NOTE, text(0x1035, "<top@n.example>")], attachments=[attached(tree)])
    found = documents(data)
    assert len(found) == 13
    assert found[-1].attached_to == "<d1@n.example>"
    assert "deepest" in found[-1].text
    archive = reconstruct(data, name="a.msg")
    assert len(archive.messages) == 13
    assert types(parsed(data)).count("message/rfc822") == 12


def test_attached_messages_without_end_are_cut_and_said() -> None:
    tree = storage([text(0x0037, "Depth 0")])
    for _ in range(70):
        tree = storage([text(0x0037, "x")], attachments=[attached(tree)])
    found = documents(msg(NOTE, attachments=[attached(tree)]))
    assert len(found) > 40
    assert any("deep" in notice.text for notice in found[0].warnings)


def test_a_damaged_attachment_costs_itself_and_is_said() -> None:
    data = msg(
        NOTE,
        attachments=[
            [text(0x3707, "lost.pdf")],
            [number(0x3705, 4), text(0x3707, "far.pdf"), text(0x3708, "\\\\server\\far.pdf")],
            [text(0x3707, "b.txt"), binary(0x3701, b"b")],
        ],
    )
    assert [file.get_filename() for file in parsed(data).iter_attachments()] == ["b.txt"]
    notices = " ".join(notice.text for notice in documents(data)[0].warnings)
    assert "'lost.pdf' is damaged" in notices
    assert "\\\\server\\far.pdf" in notices


def test_a_damaged_stream_costs_itself() -> None:
    data = bytearray(msg([*NOTE, text(0x1013, "<p>" + "long " * 2000)]))
    # Each stream of 4096 bytes or more has sectors of its own; the table says where they go on.
    place = data.rindex(struct.pack("<II", 1, 2))
    data[place : place + 4] = struct.pack("<I", 0x00FFFFFF)
    (document,) = documents(bytes(data))
    assert "It sticks." in document.text
    assert any("stream 1013001F is damaged" in notice.text for notice in document.warnings)


# --- signed, and no mail -------------------------------------------------------------------------


def test_a_clear_signed_message_keeps_its_structure() -> None:
    entity = (
        b"MIME-Version: 1.0\r\nX-MimeOLE: x\r\n"
        b'Content-Type: multipart/signed; protocol="application/pkcs7-signature";\r\n'
        b" boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: text/plain\r\n\r\nSigned.\r\n--b\r\n"
        b"Content-Type: application/pkcs7-signature; name=smime.p7s\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\nAAAA\r\n--b--\r\n"
    )
    data = msg(
        [text(0x001A, "IPM.Note.SMIME.MultipartSigned"), text(0x0037, "S")],
        attachments=[[text(0x3707, "smime.p7m"), binary(0x3701, entity)]],
    )
    assert types(parsed(data)) == ["multipart/signed", "text/plain", "application/pkcs7-signature"]
    assert "Signed." in documents(data)[0].text


def test_an_encrypted_message_stays_one() -> None:
    stated = (
        'Content-Type: application/x-pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"\r\n'
    )
    data = msg(
        [text(0x001A, "IPM.Note.SMIME"), text(0x007D, f"From: a@n.example\r\n{stated}")],
        attachments=[[text(0x3707, "smime.p7m"), binary(0x3701, b"\x30\x80secret")]],
    )
    message = parsed(data)
    assert message.get_content_type() == "application/x-pkcs7-mime"
    assert message.get_param("smime-type") == "enveloped-data"
    assert message.get_payload(decode=True) == b"\x30\x80secret"


@pytest.mark.parametrize(
    ("kind", "called"),
    [
        ("IPM.Contact", "1 contact"),
        ("IPM.Appointment", "1 appointment"),
        ("IPM.StickyNote", "1 note"),
        ("IPM.Task", "1 task"),
        ("IPM.DistList", "1 distribution list"),
        ("IPM.Heron.Form", "1 item of class IPM.Heron.Form"),
        ("IPM.Configuration.Calendar", "1 setting of Outlook"),
        ("IPM.Sharing.Binding.In", "1 setting of Outlook"),
        ("IPM.MessageManager", "1 setting of Outlook"),
    ],
)
def test_what_is_no_mail_is_named_and_not_read(kind: str, called: str) -> None:
    data = msg([text(0x001A, kind), text(0x0037, "S"), text(0x1000, "x")])
    (document,) = documents(data)
    assert document.text == ""
    assert document.original is None
    (notice,) = document.warnings
    assert notice.code == "not-mail"
    assert notice.text.startswith(called)
    (taken,) = documents(data, ReadOptions(all_items=True))
    assert taken.original is not None


@pytest.mark.parametrize(
    "kind",
    ["IPM.Note", "IPM.Note.Rules.OofTemplate.Microsoft", "IPM.Schedule.Meeting.Request", "IPM",
     "REPORT.IPM.Note.NDR", "ipm.note", "IPM.Post", "IPM.TaskRequest", ""],
)  # fmt: skip
def test_what_was_sent_or_posted_is_mail(kind: str) -> None:
    (document,) = documents(msg([text(0x001A, kind), text(0x0037, "S")]))
    assert document.original is not None


# --- damage --------------------------------------------------------------------------------------


def test_what_a_lost_sector_took_out_of_a_file_is_said() -> None:
    people = [recipient(1, "Ada", text(0x39FE, "ada@n.example")), recipient(2, "Ben")]
    data = msg([*NOTE, moment(0x0039, SENT)], people)
    (whole,) = documents(data)
    assert [one.code for one in whole.warnings] == ["converted"]
    seen = []
    for place in range(512, len(data), 512):
        try:
            (found,) = documents(data[:place] + bytes(512) + data[place + 512 :])
        except ReadError:
            continue
        if found.text != whole.text:
            assert "damaged-part" in [one.code for one in found.warnings]
            seen += [one.text.split(":")[0] for one in found.warnings]
    assert "a table of properties is lost" in seen
    assert "the table of sectors is damaged" in seen


def test_a_message_that_counts_more_people_than_it_has_says_so() -> None:
    tree = storage(NOTE, [recipient(1, "Ada")], head=32)
    rows = tree["__properties_version1.0"]
    assert isinstance(rows, bytes)
    tree["__properties_version1.0"] = rows[:16] + struct.pack("<II", 3, 1) + rows[24:]
    found = [one.text for one in documents(compound(tree))[0].warnings]
    assert {"1 of 3 recipients are left", "0 of 1 attachments are left"} <= set(found)


def test_of_a_file_that_is_cut_off_what_is_left_is_read() -> None:
    # 100,000 bytes of attachment go before all else, and the table of sectors has two sectors.
    data = msg(NOTE, attachments=[[binary(0x3701, bytes(100_000)), text(0x3707, "plan.pdf")]])
    (found,) = documents(data[:-512])
    assert "Subject: Sluice" in found.text
    assert any("the file is cut off" in one.text for one in found.warnings)


def test_a_damaged_msg_is_refused() -> None:
    with pytest.raises(ReadError, match=r"a\.msg: is damaged"):
        list(read_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "a.msg"))


def test_the_same_message_gives_the_same_bytes() -> None:
    data = msg([*NOTE, text(0x1013, "<p>x")], attachments=[[binary(0x3701, b"x")]])
    assert documents(data)[0].original == documents(data)[0].original


def test_a_pst_without_its_library_names_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    modules = __import__("sys").modules
    monkeypatch.setitem(modules, "pypff", None)
    monkeypatch.delitem(modules, "mailrecon.read.mail.pst", raising=False)
    monkeypatch.delitem(modules, "mailrecon.read.mail.outlook.store", raising=False)
    with pytest.raises(ReadError, match=r"run: pip install .*libpff-python"):
        list(read_bytes(b"!BDN" + b"\x00" * 600, "a.pst"))


def test_a_damaged_pst_is_refused() -> None:
    with pytest.raises(ReadError, match=r"a\.pst: is damaged"):
        list(read_bytes(b"!BDN" + b"\x00" * 600, "a.pst"))


# --- files of others -----------------------------------------------------------------------------


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="../shared/samples is not here")
def test_every_sample_is_read_and_its_mail_verifies() -> None:
    unread = []
    for path in sorted(SAMPLES.rglob("*.msg")):
        try:
            found = list(read_bytes(path.read_bytes(), path.name))
        except ReadError:
            unread.append(path.name)
            continue
        for document in found:
            if document.original is not None:
                message_from_bytes(document.original, policy=policy.default).as_bytes()
    assert unread == []


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="../shared/samples is not here")
def test_a_store_keeps_its_folders_dates_and_recipients() -> None:
    path = SAMPLES / "pst" / "testPST_variousBodyTypes.pst"
    found = list(read_bytes(path.read_bytes(), path.name))
    mails, last = found[:-1], found[-1]
    assert {document.folder for document in mails} == {"Inbox/tmp"}
    assert [document.name for document in mails][:2] == [
        f"{path.name}!Inbox/tmp/{n}" for n in (1, 2)
    ]
    assert all("\nDate: Wed, 30 Aug 2017 19:" in document.text for document in mails)
    assert all("\nTo: " in document.text for document in mails)
    assert [notice.code for notice in last.warnings] == ["converted"]


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="../shared/samples is not here")
def test_items_of_a_store_that_are_no_mail_are_counted() -> None:
    path = SAMPLES / "pst" / "dist-list.pst"
    (only,) = read_bytes(path.read_bytes(), path.name)
    assert only.warnings[0].text.startswith("1 appointment, 1 distribution list, 1 contact")
    every = list(read_bytes(path.read_bytes(), path.name, ReadOptions(all_items=True)))
    # Seven items, two changed dates attached to the appointment, what is said of the store.
    assert len(every) == 10


@pytest.mark.parametrize(
    ("more", "flags"),
    [
        ([], None),
        ([number(0x0E07, 0)], ""),
        ([number(0x0E07, 1)], "S"),
        ([number(0x0E07, 9)], "DS"),
        ([number(0x0E07, 1), number(0x1081, 103), number(0x1090, 2)], "FRS"),
        ([number(0x0E07, 1), number(0x1081, 104), number(0x1090, 1)], "PS"),
    ],
)
def test_what_was_done_with_a_message_is_kept(more: list[Prop], flags: str | None) -> None:
    data = msg([text(0x001A, "IPM.Note"), text(0x0037, "S"), text(0x1000, "x"), *more])
    (document,) = read_bytes(data, "a.msg")
    assert document.flags == flags
