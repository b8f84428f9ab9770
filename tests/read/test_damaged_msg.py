"""MSG files with one damaged part: the lost part of the message is reported."""

from __future__ import annotations

import struct
from datetime import UTC, datetime

import pytest

from mailrecon.errors import ReadError
from mailrecon.model import Document, NoticeCode
from mailrecon.read import read_bytes
from tests.read.make_msg import Prop, Tree, binary, compound, moment, number, storage, text, text8

pytest.importorskip("olefile", reason="the extra `msg` is not installed here")

NOTE = [
    text(0x001A, "IPM.Note"),
    text(0x0037, "Sluice"),
    text(0x1000, "It sticks. " * 30),
    moment(0x0039, datetime(2015, 3, 2, 10, tzinfo=UTC)),
]
PEOPLE = [
    [number(0x0C15, 1), text(0x3001, "Ada Moor"), text(0x39FE, "ada@n.example")],
    [number(0x0C15, 2), text(0x3001, "Ben Ruiz"), text(0x39FE, "ben@n.example")],
]
ENTRY = 128


def made(*more: Prop, without: int = 0) -> Tree:
    """A message with two recipients; its header does not count them, as some programs write it."""
    return storage([*(p for p in NOTE if p.tag != without), *more], PEOPLE, head=32)


def read(data: bytes) -> Document:
    (document,) = read_bytes(data, "a.msg")
    return document


def said(data: bytes) -> list[str]:
    return [one.text for one in read(data).warnings if one.code == NoticeCode.DAMAGED_PART]


def entry(data: bytes, name: str) -> int:
    """Where the directory has the first entry of that name."""
    return data.index(name.encode("utf-16-le"))


def with_rows(tree: Tree, rows: bytes) -> bytes:
    held = tree["__properties_version1.0"]
    assert isinstance(held, bytes)
    tree["__properties_version1.0"] = held[:32] + rows
    return compound(tree)


def rows_of(tree: Tree) -> list[bytes]:
    held = tree["__properties_version1.0"]
    assert isinstance(held, bytes)
    return [held[at : at + 16] for at in range(32, len(held), 16)]


def test_a_whole_message_says_nothing() -> None:
    assert said(compound(made())) == []


@pytest.mark.parametrize("link", [0x44, 0x48, 0x4C])
def test_what_a_lost_link_of_the_directory_hides_is_said(link: int) -> None:
    """`left`, `right` and `child` of each entry: what lay below is in no storage any more."""
    data = compound(made())
    whole = read(data).text
    seen = 0
    for place in range(entry(data, "Root Entry"), len(data), ENTRY):
        name = data[place : place + 64].decode("utf-16-le", "replace")
        if not name.startswith("__") or data[place + link : place + link + 4] == b"\xff" * 4:
            continue
        broken = data[: place + link] + b"\xff" * 4 + data[place + link + 4 :]
        try:
            text_left = read(broken).text
        except ReadError:
            continue
        if text_left != whole:
            assert said(broken), name
            seen += 1
    assert seen or link == 0x44


def test_a_recipient_that_is_no_storage_any_more_is_said() -> None:
    data = bytearray(compound(made()))
    data[entry(bytes(data), "__recip_version1.0_#00000001") + 66] = 2
    assert "a recipient or an attachment is damaged and was left out" in said(bytes(data))
    assert "ben@n.example" not in read(bytes(data)).text


@pytest.mark.parametrize("size", [0, 30, 600])
def test_a_stream_is_as_long_as_its_row_says(size: int) -> None:
    data = bytearray(compound(made()))
    place = entry(bytes(data), "__substg1.0_1000001F") + 0x78
    assert struct.unpack_from("<I", data, place) == (660,)
    struct.pack_into("<I", data, place, size)
    assert f"stream 1000001F is damaged: it has {size} bytes, its row says 660" in said(bytes(data))


@pytest.mark.parametrize("counted", [0, 1, 2])
def test_the_final_nul_of_a_text_may_be_counted(counted: int) -> None:
    tree = made()
    rows = [
        row[:8] + struct.pack("<II", struct.unpack_from("<I", row, 8)[0] + counted, 0)
        if row[:2] == b"\x1f\0"
        else row
        for row in rows_of(tree)
    ]
    assert said(with_rows(tree, b"".join(rows))) == []


def test_a_lost_row_of_a_text_is_said() -> None:
    tree = made()
    rows = [row for row in rows_of(tree) if row[2:4] != b"\x37\0"]
    assert said(with_rows(tree, b"".join(rows))) == [
        "the table of properties has lost rows: 1 stream is in none"
    ]


def test_a_row_of_no_type_is_said() -> None:
    tree = made()
    rows = b"".join(rows_of(tree)).replace(b"\x40\0\x39\0", b"\x41\0\x39\0")
    assert said(with_rows(tree, rows)) == ["the table of properties is damaged"]


@pytest.mark.parametrize("at", [64, -64])
@pytest.mark.parametrize(("kind", "byte"), [(0x1E, 0), (0x1F, 0), (0x1F, 0xFF)])
def test_text_that_was_overwritten_is_said(kind: int, byte: int, at: int) -> None:
    """A lost sector has zeros, or ones, which in a code page are letters."""
    body = bytearray(("It sticks. " * 30).encode("utf-16-le" if kind == 0x1F else "cp1252"))
    at %= len(body)
    body[at : at + 64] = bytes([byte]) * 64
    (found,) = said(compound(made(Prop(0x1000, kind, bytes(body)), without=0x1000)))
    assert found == f"{64 // (kind - 0x1D)} characters of property 1000 (body) are overwritten"


def test_a_text_may_end_with_its_nul() -> None:
    assert said(compound(made(text8(0x1000, b"It sticks.\0"), without=0x1000))) == []
    assert said(compound(made(text(0x1000, "It sticks.\0\0"), without=0x1000))) == []


def test_ones_in_8_bit_text_are_said() -> None:
    page = b"<p>It sticks.</p>" + b"\xff" * 512 + b"<p>More.</p>"
    overwritten = "512 characters of the HTML body are overwritten"
    assert overwritten in said(compound(made(binary(0x1013, page))))
    letters = [number(0x3FFD, 1252), text8(0x1000, b"Oh\xff\xff, no.")]
    assert said(compound(made(*letters, without=0x1000))) == []


@pytest.mark.parametrize("ticks", [0, 0x0CB34557A3DD4000, 2**63 - 1, 2**64 - 1])
def test_some_numbers_are_no_time_and_say_nothing(ticks: int) -> None:
    assert said(compound(made(Prop(0x0039, 0x40, struct.pack("<Q", ticks)), without=0x39))) == []


def test_a_damaged_time_is_said() -> None:
    time = Prop(0x0039, 0x40, bytes.fromhex("a1b2c3d4e5f60718"))
    assert said(compound(made(time, without=0x39))) == [
        "property 0039 (client submit time) is damaged: its value cannot be a time"
    ]


def test_a_damaged_importance_is_said() -> None:
    assert said(compound(made(number(0x17, 77)))) == ["the importance is damaged: it is 77"]


@pytest.mark.parametrize("kind", [0, 7, 0x12345678])
def test_a_recipient_of_an_impossible_kind_is_kept_and_said(kind: int) -> None:
    tree = storage(NOTE, [PEOPLE[0], [number(0x0C15, kind), *PEOPLE[1][1:]]], head=32)
    assert said(compound(tree)) == ["whether a recipient is To, Cc or Bcc is lost; To was taken"]
    assert "Ben Ruiz <ben@n.example>" in read(compound(tree)).text


def test_the_originator_among_the_recipients_is_none_of_them() -> None:
    ben = [text(0x0C1A, "Ben Ruiz"), text(0x0C1F, "ben@n.example"), text(0x0C1E, "SMTP")]
    tree = storage([*NOTE, *ben], [PEOPLE[0], [number(0x0C15, 0), *PEOPLE[1][1:]]], head=32)
    assert said(compound(tree)) == []
    assert read(compound(tree)).text.count("ben@n.example") == 1


def test_a_recipient_that_lost_its_kind_is_said() -> None:
    tree = storage(NOTE, [PEOPLE[0], PEOPLE[1][1:]], head=32)
    assert said(compound(tree)) == ["whether a recipient is To, Cc or Bcc is lost; To was taken"]
    # Some programs write no kind at all.
    assert said(compound(storage(NOTE, [PEOPLE[0][1:], PEOPLE[1][1:]], head=32))) == []
