"""A file whose first line is prose is read by no reader but that of plain text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailrecon.read import READERS
from mailrecon.read.recognition.signatures import is_prose

FIXTURES = Path(__file__).parents[2] / "fixtures"
_PIECES = (
    *(b"FYI, see below.", b"Dear Ben,", b"From ann@quay.example Mon Feb  3 10:00:00 2020", b"\n"),
    *(b"\n\n", b"Content-Type: text/html", b"MIME-Version: 1.0", b"Message-ID: <a@b>", b"%PDF-1.4"),
    *(b"Received: from quay", b"<html>", b"<p>a</p>", b"\x00", b"\xff" * 200, b"BM", b"GIF89a"),
    *(b"Content-Location: x", b"RIFF", b"WEBP", b"PK\x03\x04", b"{\\rtf", b"<office:document"),
    *(b"Begin: a", b"12", b"---------- Forwarded message ---------", b"From: Ann Poe", b"\r\n"),
    *(
        b"To: Ben Ost\n",
        b"x-mailer : a",
        b"\r",
        b"List-Id: <a>\n",
        b"Return-Path: <a@b>\n",
        b"a: b\n",
    ),
    *(
        b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8",
        b"Bag-Software-Agent: mailrecon 1",
    ),
)
_NAMES = ("a", "a.txt", "a.eml", "bag-info.txt", "cur/16146764.M1P2")


def _first(head: bytes, name: str) -> str:
    return next(reader.name for reader in READERS if reader.recognises(head, name))


@given(st.lists(st.sampled_from(_PIECES), max_size=8), st.sampled_from(_NAMES))
def test_no_other_reader_takes_prose(pieces: list[bytes], name: str) -> None:
    head = b"".join(pieces)
    if is_prose(head, name):
        assert _first(head, name) == "text"


@pytest.mark.parametrize("name", ["mail.txt", "text"])
def test_fixtures_that_are_prose(name: str) -> None:
    heads = [path.read_bytes()[:65_536] for path in FIXTURES.rglob("*") if path.is_file()]
    prose = [head for head in heads if is_prose(head, name)]
    assert len(prose) > 50
    assert {_first(head, name) for head in prose} == {"text"}


def test_a_forward_is_prose() -> None:
    assert is_prose(b"FYI, see below.\n\n---------- Forwarded message ---------\n", "text")


def test_a_pasted_header_is_prose_and_a_message_is_not() -> None:
    pasted = b"From: Ann Poe\nTo: Ben Ost\nSubject: Tides\n\nNoon.\n"
    assert is_prose(pasted, "mail.txt")
    assert not is_prose(b"Received: from quay\n" + pasted, "mail.txt")
