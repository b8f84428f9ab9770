"""Mail as odd programs write it: headers, encoded words, transfer encodings, identifiers."""

from __future__ import annotations

import base64
import email

import pytest

from mailrecon import reconstruct
from mailrecon.model import Document, Message
from mailrecon.read import read_bytes
from mailrecon.read.mail.eml import _file_name
from mailrecon.resolve.encoded_words import decode_words

HEADER = (
    b"From: Ada Moor <ada@n.example>\r\nTo: Ben Ruiz <ben@n.example>\r\nSubject: Sluice\r\n"
    b"Date: Mon, 2 Mar 2015 10:00:00 +0100\r\nMessage-ID: <m1@n.example>\r\n"
)
BODY = b"\r\nIt sticks.\r\n"


def read_one(data: bytes, name: str = "a.eml") -> Document:
    (document,) = read_bytes(data, name)
    return document


def message_of(data: bytes) -> Message:
    (message,) = reconstruct(data, name="a.eml").messages
    assert message.original is not None
    return message


@pytest.mark.parametrize(
    "field",
    [
        b"References: <a@n.example>\r\n<b@n.example>\r\nX-Scan: clean\r\n",
        b"Received: from a\r\nby b\r\nARC-Seal: i=1\r\n",
        b"X-Scan: clean\r\nof the yard\r\nList-Id: <yard.n.example>\r\n",
    ],
)
def test_any_field_of_mail_shows_that_the_header_goes_on(field: bytes) -> None:
    document = read_one(HEADER + field + BODY)
    assert document.kind == "eml"
    assert [notice.code for notice in document.warnings] == ["stray-header-line"]
    assert document.text.endswith("\nIt sticks.\n")


def test_a_file_named_as_mail_may_lack_the_blank_line() -> None:
    document = read_one(HEADER + b"X-Scan: clean\r\nIt sticks.\r\n\r\nAgain.\r\n")
    assert document.kind == "eml"
    assert document.text.count("It sticks.") == 2  # in the header as it stands, and in the text
    assert read_one(HEADER + b"It sticks.\r\n" * 30).kind == "eml"
    assert read_one(HEADER + b"It sticks.\r\n", "a.txt").kind == "text"


@pytest.mark.parametrize("name", [b"Subject", b"Date", b"From", b"Message-ID"])
def test_a_space_in_front_of_the_colon_does_not_end_the_header(name: bytes) -> None:
    data = HEADER.replace(name + b":", name + b" \t:") + BODY
    assert read_one(data).text.count("Message-ID") == 1
    message = message_of(data)
    assert message.subject == "Sluice"
    assert message.message_id == "<m1@n.example>"


@pytest.mark.parametrize(
    ("stated", "content"),
    [
        (b"base64 (by the gate)", base64.b64encode(b"It sticks.")),
        (b"Base64;", base64.b64encode(b"It sticks.")),
        (b"base-64", base64.b64encode(b"It sticks.")),
        (b'"quoted-printable"', b"It =\r\nsticks=2E"),
        (b"quoted_printable", b"It =\r\nsticks=2E"),
        (b"Quoted Printable", b"It =\r\nsticks=2E"),
        (b"8-bit", b"It sticks."),
        (b"x-own", b"It sticks."),
        (b"x-\xc3\xb6wn", b"It sticks."),
        (b"8bit\xc2\xa0", b"It sticks."),
        (b"\xa0base64", base64.b64encode(b"It sticks.")),
    ],
)
def test_transfer_encodings_are_known_as_programs_write_them(stated: bytes, content: bytes) -> None:
    fields = b"MIME-Version: 1.0\r\nContent-Transfer-Encoding: " + stated + b"\r\n\r\n"
    assert read_one(HEADER + fields + content).text.endswith("\nIt sticks.")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("=?utf-8?Q?Sluice f=C3=BCr all?=", "Sluice für all"),
        ("=?utf-8?Q?Where??=", "Where?"),
        ("=?utf-8?B?R3LD tsOfZQ==?=", "Größe"),
        ("=?utf-8*de?Q?Gr=C3=B6=C3=9Fe?=", "Größe"),
        ("=?x-unknown?Q?Sluice?=", "Sluice"),
        ("=?unknown-8bit?Q?Gr=C3=B6=C3=9Fe?=", "Größe"),
        ("=?unknown-8bit?Q?Gr=F6=DFe?=", "=?unknown-8bit?Q?Gr=F6=DFe?="),
        ("=??Q?Sluice?=", "Sluice"),
        ("=?utf-8?Q?a?==?utf-8?Q?b?=", "ab"),
        ("=?utf-8?Q?open =?utf-8?Q?Sluice?=", "=?utf-8?Q?open Sluice"),
        ("is x=?b or q?=", "is x=?b or q?="),
        ("=?gb2312?B?yfE=?=", "神"),
    ],
)
def test_encoded_words_that_break_the_rules_are_read(written: str, shown: str) -> None:
    assert decode_words(written) == shown


@pytest.mark.parametrize("piece", ["=?utf-8?Q?", "=?utf-8?Q?a?= ", "=?", "=?u?q?" + "?" * 50])
def test_encoded_words_without_an_end_take_linear_time(piece: str) -> None:
    assert len(decode_words(piece * 5_000)) <= len(piece) * 5_000


def test_a_group_is_its_members() -> None:
    data = HEADER.replace(
        b"To: Ben Ruiz <ben@n.example>", b"To: Crew: Ben Ruiz <ben@n.example>, cy@n.example;"
    )
    people = [(one.name, one.address) for one in message_of(data + BODY).to]
    assert people == [("Ben Ruiz", "ben@n.example"), (None, "cy@n.example")]


def test_the_route_of_a_message_is_no_name() -> None:
    data = HEADER.replace(b"<ben@n.example>", b"<@relay.example,@gate.example:ben@n.example>")
    people = [(one.name, one.address) for one in message_of(data + BODY).to]
    assert people == [("Ben Ruiz", "ben@n.example")]


def test_a_from_line_written_twice_is_no_empty_message() -> None:
    line = b"From ada@n.example Mon Mar  2 10:00:00 2015\r\n"
    mails = line + line + HEADER + BODY + b"\r\n" + line + b"\r\n" + line + HEADER + BODY
    assert ["It sticks." in one.text for one in read_bytes(mails, "a.mbox")] == [True, True]


def test_an_identifier_without_brackets_is_one() -> None:
    data = HEADER.replace(b"<m1@n.example>", b"m1@n.example") + BODY
    assert message_of(data).message_id == "<m1@n.example>"


@pytest.mark.parametrize("between", [b"", b",", b", ", b"\r\n\t"])
def test_references_need_no_space_between(between: bytes) -> None:
    field = b"References: <a@n.example>" + between + b"<b@n.example>\r\n"
    message = message_of(HEADER + field + BODY)
    assert message.references == ("<a@n.example>", "<b@n.example>")


@pytest.mark.parametrize(
    "header",
    [
        "Content-Type: text/plain; charset=us-ascii",
        'Content-Type: text/plain; NAME="Tides.TXT"',
        "Content-Type: text/plain; name*0*=utf-8''Ti; name*1=des.txt",
        "Content-Disposition: attachment",
        "Content-Disposition: attachment;\n filename=Tides.eml",
        "Content-Disposition: attachment; filename*=utf-8''Fl%C3%B6del.eml",
        "Content-Disposition: attachment; filename*=nowhere'%FF",
        "Content-Disposition: attachment\nContent-Type: text/plain; name=a.msg",
        "Content-Disposition: attachment\nContent-Disposition: attachment; filename=a.msg",
        "Content-Type: text/plain; fl\xf6del=1",
        "",
    ],
)
def test_the_name_of_a_file_is_that_of_pythons_parser(header: str) -> None:
    part = email.message_from_bytes(f"{header}\n\nHigh at nine.\n".lstrip("\n").encode("latin-1"))
    try:
        named = str(part.get_filename() or "").lower()
    except (LookupError, ValueError, TypeError):
        named = ""
    assert _file_name(part) == named
