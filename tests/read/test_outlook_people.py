"""People of Outlook items whose address is stored in a roundabout way, and signed messages."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from mailrecon.read import read_bytes
from tests.read.make_msg import Prop, binary, inner, moment, msg, number, storage, text

PATH = "/O=HERON/OU=NA/CN=RECIPIENTS/CN="
NOTE = [text(0x001A, "IPM.Note"), text(0x0037, "Sluice"), text(0x1000, "It sticks.")]


def converted(data: bytes) -> EmailMessage:
    document = next(iter(read_bytes(data, "a.msg")))
    assert document.original is not None
    return message_from_bytes(document.original, policy=policy.default)


def row(kind: int, name: str, *more: Prop) -> list[Prop]:
    return [number(0x0C15, kind), text(0x3001, name), *more]


@pytest.mark.parametrize(
    ("path", "smtp"),
    [(0x0C1F, 0x5D01), (0x0065, 0x5D02), (0x0076, 0x5D07), (0x0078, 0x5D08), (0x4023, 0x5D0A)],
)
def test_a_path_stands_for_the_address_that_the_item_states_for_it(path: int, smtp: int) -> None:
    known = [text(path, f"{PATH}AMOOR"), text(smtp, "ada@n.example")]
    rows = [
        row(1, "Moor, Ada", text(0x3002, "EX"), text(0x3003, f"{PATH}AMoor".lower())),
        row(2, "Ben Ruiz", text(0x3002, "EX"), text(0x3003, f"{PATH}BRUIZ")),
    ]
    message = converted(msg([*NOTE, *known], rows))
    assert message["To"] == '"Moor, Ada" <ada@n.example>'
    assert message["Cc"] == '"Ben Ruiz"'


def test_a_recipient_may_say_the_address_of_the_sender() -> None:
    rows = [row(2, "Ada", text(0x3003, f"EX:{PATH}AMOOR"), text(0x39FE, "ada@n.example"))]
    sender = [text(0x0C1A, "Ada Moor"), text(0x0C1E, "EX"), text(0x0C1F, f"{PATH}AMOOR")]
    assert converted(msg([*NOTE, *sender], rows))["From"] == "Ada Moor <ada@n.example>"


def test_a_search_key_is_the_last_that_has_an_address() -> None:
    key = b"SMTP:ADA@N.EXAMPLE\0"
    sender = [text(0x0C1A, "Ada Moor"), text(0x0C1E, "EX"), text(0x0C1F, f"{PATH}AMOOR")]
    assert converted(msg([*NOTE, *sender, binary(0x0C1D, key)]))["From"] == (
        "Ada Moor <ada@n.example>"
    )
    rows = [row(1, "Ada", binary(0x300B, key), text(0x39FE, "Ada@n.example"))]
    assert converted(msg(NOTE, rows))["To"] == "Ada <Ada@n.example>"
    rows = [row(1, "Ada", binary(0x300B, f"EX:{PATH}AMOOR\0".encode()))]
    assert converted(msg(NOTE, rows))["To"] == "Ada"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ida Ly (ida@ly.example)", "Ida Ly <ida@ly.example>"),
        ('"Moe, Jo" <jo@moe.example>', '"Moe, Jo" <jo@moe.example>'),
        ("'Jo Moe' (jo@moe.example)", "Jo Moe <jo@moe.example>"),
        ("Jo Moe (at the lock)", '"Jo Moe (at the lock)"'),
    ],
)
def test_an_address_in_a_shown_name_is_its_address(name: str, shown: str) -> None:
    assert converted(msg([*NOTE, text(0x0E04, name)]))["To"] == shown
    assert converted(msg(NOTE, [row(1, name)]))["To"] == shown
    # With an address of its own, the name stays as it is.
    message = converted(msg(NOTE, [row(1, "Ida (ida@ly.example)", text(0x39FE, "i@n.example"))]))
    assert message["To"] == '"Ida (ida@ly.example)" <i@n.example>'


def test_of_a_path_only_the_alias_is_a_name() -> None:
    path = f"{PATH}9F0C7B52A4E14D6DB1C68F2E55D0A917-AMOOR"
    assert converted(msg([*NOTE, text(0x0C1F, path)]))["From"] == "AMOOR"


def test_a_name_may_be_in_another_property() -> None:
    rows = [[number(0x0C15, 1), text(0x3A20, "Ada Moor"), text(0x39FE, "ada@n.example")]]
    assert converted(msg(NOTE, rows))["To"] == "Ada Moor <ada@n.example>"


def test_references_may_lack_their_brackets() -> None:
    note = [*NOTE, text(0x1035, "c@n.example"), text(0x1039, "a@n.example b@n.example")]
    message = converted(msg([*note, text(0x1042, "b@n.example")]))
    assert message["Message-ID"] == "<c@n.example>"
    assert message["In-Reply-To"] == "<b@n.example>"
    assert message["References"] == "<a@n.example> <b@n.example>"


def test_a_first_line_that_is_no_field_is_said() -> None:
    head = "Return-Path <ada@n.example>\r\nFrom: Ada <ada@n.example>\r\n\r\n"
    (document,) = read_bytes(msg([*NOTE, text(0x007D, head)]), "a.msg")
    assert "1 line of the header is not a header field" in [one.text for one in document.warnings]
    assert converted(msg([*NOTE, text(0x007D, head)]))["From"] == "Ada <ada@n.example>"


def test_a_report_has_its_own_time() -> None:
    sent = moment(0x0032, datetime(2015, 3, 2, 10, tzinfo=UTC))
    note = [text(0x001A, "REPORT.IPM.Note.NDR"), text(0x1001, "Not delivered."), sent]
    assert converted(msg(note))["Date"] == "Mon, 02 Mar 2015 10:00:00 +0000"


def test_an_attached_message_may_have_the_head_of_an_outer_one() -> None:
    sent = moment(0x0039, datetime(2015, 3, 2, 10, tzinfo=UTC))
    for head in (24, 32):
        attached = inner(storage([*NOTE, sent], head=head))
        found = list(read_bytes(msg(NOTE, [], [[number(0x3705, 5), attached]]), "a.msg"))
        assert "Date: Mon, 02 Mar 2015 10:00:00 +0000" in found[1].text
        assert {one.code for document in found for one in document.warnings} == {"converted"}


SIGNED = (
    b'Content-Type: multipart/signed; protocol="application/x-pkcs7-signature"; boundary="b"\r\n'
    b"\r\n--b\r\nContent-Type: text/plain\r\n\r\nSigned words\r\n--b\r\n"
    b"Content-Type: application/x-pkcs7-signature; name=smime.p7s\r\n\r\nMII=\r\n--b--\r\n"
)
SIGNED_TYPES = ["multipart/signed", "text/plain", "application/x-pkcs7-signature"]


def types(message: EmailMessage) -> list[str]:
    return [part.get_content_type() for part in message.walk()]


def file(name: str, data: bytes, *more: Prop) -> list[Prop]:
    return [number(0x3705, 1), text(0x3707, name), binary(0x3701, data), *more]


def test_a_signed_message_is_known_by_its_file() -> None:
    signed = file("smime.p7m", SIGNED, text(0x370E, "multipart/signed"))
    assert types(converted(msg(NOTE, [], [signed]))) == SIGNED_TYPES


def test_a_signed_message_may_have_files_that_were_added() -> None:
    signed = file("smime.p7m", SIGNED, text(0x370E, "multipart/signed"))
    note = [text(0x001A, "IPM.Note.SMIME.MultipartSigned"), *NOTE[1:]]
    message = converted(msg(note, [], [signed, file("scan.txt", b"no virus")]))
    assert types(message) == ["multipart/mixed", *SIGNED_TYPES, "text/plain"]
    assert [part.get_filename() for part in message.walk()][-1] == "scan.txt"
