"""The written mail: framing, headers, threads, placeholders, and files that appear whole."""

from __future__ import annotations

import email.header
import io
import json
import mailbox
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from email import policy
from email.errors import MessageDefect
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import getaddresses
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mailrecon import reconstruct
from mailrecon.errors import WriteError
from mailrecon.model import (
    Archive,
    Inference,
    Message,
    Notice,
    Person,
    Relation,
    Source,
    Span,
    When,
)
from mailrecon.resolve.people.reading import is_valid_address
from mailrecon.writers import (
    WRITERS,
    WriteOptions,
    format_of,
    rendering,
    write,
    write_stream,
    writers,
)
from mailrecon.writers.exchange import eaxs as eaxs_writer
from mailrecon.writers.exchange import ftm as ftm_writer
from mailrecon.writers.mail.eml import file_name
from mailrecon.writers.mail.rfc5322 import Forwards, message_bytes, mime_content
from mailrecon.writers.provenance import jsonl as jsonl_writer
from mailrecon.writers.tables import csv_table as csv_writer
from mailrecon.writers.tables import loadfile as loadfile_writer
from mailrecon.writers.tables import parquet as parquet_writer
from mailrecon.writers.tables import sqlite as sqlite_writer
from tests.conftest import (
    ROOT,
    attached,
    check_records,
    make_archive,
    make_message,
    own_text,
    read_jsonl,
    split_mboxrd,
    strict,
)

CHAIN = """\
From: Ada Moor <ada@north.example>
To: Ben Ost <ben@south.example>
Date: Tue, 5 Mar 2019 10:00:00 +0100
Subject: Fwd: Harbour wall

See below.

---------- Forwarded message ----------
From: Cleo Wirth <>
To: Ada Moor <ada@north.example>
Date: Mon, 4 Mar 2019 18:30
Subject: Harbour wall

The wall will not hold.
From here on it is wet.
"""

CONVERSATION = """\
[1]
Harbour wall 3 messages
From: Ada Moor <>
To: Ben Ost <>
Date: March 1, 2019 at 9:00 AM
Subject: Harbour wall

Will it hold?

From: Ben Ost <>
To: Ada Moor <>
Date: March 1, 2019 at 10:00 AM
Subject: Re: Harbour wall

Until winter.

From: Ada Moor <>
To: Ben Ost <>
Date: March 1, 2019 at 11:00 AM
Subject: Re: Harbour wall

Then we build.
"""

# Text of every kind a document can hold, and what mail headers are attacked with.
_SPECIAL = [
    "\r\nBcc: evil@example.org",
    "\nSubject: other\n\nbody",
    "\r",
    "\n",
    "\x00",
    "\u2028X-Evil: 1",
    "\u2029",
    "\x85X-Evil: 2",
    "\x0b",
    "\x1c",
    "\u202eevil\u202c",
    "\u2066\u2069",
    "\u200e",
    "\ufeff",
    "=?utf-8?b?YQ==?=",
    "=?",
    "?=",
    '"',
    "\\",
    "'",
    ",",
    ";",
    "<",
    ">",
    "@",
    "(",
    ")",
    ":",
    ".",
    "[",
    "]",
    "\ud800",
    "\udfff",
    "イリヤ",
    "é",
    "e\u0301",
    "👩‍💻",
    " ",
    "  ",
    "\t",
    "\u00a0",
    "a" * 120,
    "漢" * 90,
    "word " * 40,
    "Mr. O'Neil, Jr.",
]
hostile = st.one_of(
    st.lists(st.one_of(st.sampled_from(_SPECIAL), st.text(max_size=12)), max_size=10).map("".join),
    st.text(alphabet=st.characters(), max_size=40),
)


# C0 and C1 controls, line and paragraph separators.
_SPACES = ((0, 0x1F), (0x7F, 0x9F), (0x2028, 0x2029))
# Direction marks, the byte-order mark.
_NOTHING = ((0x200E, 0x200F), (0x202A, 0x202E), (0x2066, 0x2069), (0xFEFF, 0xFEFF))
_UNSHOWN = (*_SPACES, *_NOTHING)

ALL_UNSHOWN = "x".join(chr(n) for first, last in _UNSHOWN for n in range(first, last + 1))


def cleaned(text: str) -> str:
    """What a header may show of `text`: one line, no controls, no direction marks, no surrogates.

    Written anew here, character by character, so that it can't share a fault with the writer.
    """
    shown = []
    for character in text:
        code = ord(character)
        if 0xD800 <= code <= 0xDFFF:
            shown.append("\ufffd")
        elif any(first <= code <= last for first, last in _SPACES):
            shown.append(" ")
        elif not any(first <= code <= last for first, last in _NOTHING):
            shown.append(character)
    return " ".join("".join(shown).split())


def raw_fields(data: bytes) -> list[tuple[str, str]]:
    """The header fields as bytes tell them: name, and value unfolded."""
    head = data.split(b"\n\n", 1)[0].decode("ascii")
    fields: list[tuple[str, str]] = []
    for line in head.split("\n"):
        if line[:1] in (" ", "\t"):
            name, value = fields[-1]
            fields[-1] = (name, value + line)
        else:
            name, _, value = line.partition(":")
            fields.append((name, value))
    return [(name, value.strip()) for name, value in fields]


def field(data: bytes, name: str) -> str:
    """The one header field `name`, unfolded, as it stands in the bytes."""
    found = [value for key, value in raw_fields(data) if key == name]
    assert len(found) == 1, f"{name}: {found}"
    return found[0]


def decoded(value: str) -> str:
    """A header value with its encoded words decoded by the older, tolerant decoder."""
    return str(email.header.make_header(email.header.decode_header(value)))


def reconstructed(text: str, name: str = "doc.txt") -> Archive:
    return reconstruct(text.encode(), name=name, encoding="utf-8")


def rendered(
    message: Message,
    *others: Message,
    forwards: Forwards = Forwards.ATTACH,
    ascii_only: bool = False,
) -> bytes:
    by_id = {item.message_id: item for item in (message, *others)}
    return message_bytes(message, by_id, forwards, ascii_only=ascii_only)


# --- mbox framing ---------------------------------------------------------------------------


BODY_WITH_FROM = "From here on it is wet.\n>From there.\n>>From anywhere.\nFromage\n From\nFrom"


@pytest.fixture
def box(tmp_path: Path) -> Path:
    path = tmp_path / "out.mbox"
    write(
        make_archive(
            make_message(body=BODY_WITH_FROM),
            make_message(message_id="<two@mailrecon.invalid>", body="From Ada.\n\n\nFrom Ben.\n"),
            make_message(message_id="<three@mailrecon.invalid>", body=""),
        ),
        path,
    )
    return path


def test_mbox_needs_no_quotes_that_readers_leave_in(box: Path) -> None:
    data = box.read_bytes()
    assert not re.search(rb"(?m)^>+From ", data)
    assert len(re.findall(rb"(?m)^From ", data)) == 3
    assert max(map(len, data.split(b"\n"))) <= 100


def test_mbox_quotes_from_lines_of_real_messages_and_nothing_else(tmp_path: Path) -> None:
    original = f"From: Ada Moor <ada@north.example>\n\n{BODY_WITH_FROM}\n".encode()
    path = tmp_path / "real.mbox"
    write(make_archive(make_message(original=original)), path)
    lines = path.read_bytes().split(b"\n")
    for quoted in (b">From here on it is wet.", b">>From there.", b">>>From anywhere.", b"Fromage"):
        assert lines.count(quoted) == 1
    assert b" From" in lines
    assert b"From" in lines
    assert sum(line.startswith(b"From ") for line in lines) == 1


def test_mbox_begins_each_message_with_an_rfc_4155_line(box: Path) -> None:
    lines = [line for line in box.read_bytes().split(b"\n") if line.startswith(b"From ")]
    assert lines == [b"From ada@north.example Thu Jan  1 00:00:00 1970"] * 3
    when = When(datetime(2019, 3, 5, 1, 30), timedelta(hours=2), "minute", "")
    path = box.with_name("dated.mbox")
    write(make_archive(make_message(when=when)), path)
    first = path.read_bytes().split(b"\n", 1)[0]
    assert first == b"From ada@north.example Mon Mar  4 23:30:00 2019"


def test_mbox_has_blank_lines_between_messages_and_lf_only(box: Path) -> None:
    data = box.read_bytes()
    assert b"\r" not in data
    assert data.endswith(b"\n\n")
    starts = [match.start() for match in re.finditer(rb"(?m)^From ", data)]
    assert starts[0] == 0
    for start in starts[1:]:
        assert data[start - 2 : start] == b"\n\n"


def test_mbox_round_trip_through_pythons_mailbox(box: Path) -> None:
    with closing(mailbox.mbox(box, create=False)) as opened:
        payloads = [item.get_payload(decode=True) for item in opened]
    assert all(isinstance(payload, bytes) for payload in payloads)
    texts = [bytes(payload).decode() for payload in payloads]
    assert texts[0].rstrip("\n") == BODY_WITH_FROM
    assert texts[1].rstrip("\n") == "From Ada.\n\n\nFrom Ben."
    assert texts[2].strip() == ""


@given(bodies=st.lists(st.text(alphabet="From >\n=.é漢", max_size=60), min_size=1, max_size=4))
def test_mbox_bodies_survive_whatever_they_hold(
    bodies: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("box") / "out.mbox"
    messages = [
        make_message(message_id=f"<{number}@mailrecon.invalid>", body=body)
        for number, body in enumerate(bodies)
    ]
    write(make_archive(*messages), path)
    pieces = split_mboxrd(path.read_bytes())
    got = [own_text(strict(piece)).rstrip("\n") for piece in pieces]
    assert got == [body.rstrip("\n") for body in bodies]


# --- EML folder -----------------------------------------------------------------------------


@given(name=hostile, subject=hostile)
@example(name="../../etc/passwd", subject="con\\nul:*?|")
@example(name=".", subject="..")
def test_eml_names_are_safe_and_stable(name: str, subject: str) -> None:
    person = Person(name, None, True, "someone-12345678@redacted.invalid")
    message = make_message(originator=person, subject=subject)
    first = file_name(message)
    assert first == file_name(message)
    assert re.fullmatch(r"undated_[^\W_][^\x00-,./:-@[-^`{-\x7f\s]*\.eml", first)
    assert len(first.encode("utf-8")) <= 220
    plain = file_name(message, ascii_only=True)
    assert re.fullmatch(r"undated_[a-z0-9-]+(_[a-z0-9-]+)?\.eml", plain)
    assert len(plain) <= 120


@pytest.mark.parametrize(
    ("name", "subject", "unicode", "plain"),
    [
        ("木村 花子", "東堤の亀裂", "木村-花子_東堤の亀裂", "unknown_no"),
        ("Jörg Müller", "Prüfung", "jörg-müller_prüfung", "jorg-muller_prufung"),
        ("Ольга Орлова", "Мол", "ольга-орлова_мол", "ol-ga-orlova_mol"),
        ("राधा सिंह", "तट", "राधा-सिंह_तट", "radha-simh_tt"),
    ],
)
def test_eml_names_keep_their_script(name: str, subject: str, unicode: str, plain: str) -> None:
    """In ASCII no Chinese character is spelled out: nobody can know how a name's are read."""
    person = Person(name, None, True, "someone-12345678@redacted.invalid")
    message = make_message(originator=person, subject=subject)
    assert file_name(message) == f"undated_{unicode}.eml"
    assert file_name(message, ascii_only=True) == f"undated_{plain}.eml"


def test_eml_names_sort_in_print_order(tmp_path: Path) -> None:
    messages = [
        make_message(message_id=f"<{n}@mailrecon.invalid>", subject=f"Part {n}") for n in range(12)
    ]
    write(make_archive(*messages), tmp_path / "out", to="eml")
    files = sorted((tmp_path / "out").iterdir())
    ids = [strict(file.read_bytes())["Message-ID"] for file in files]
    assert ids == [message.message_id for message in messages]


def test_eml_names_tell_day_sender_and_subject(tmp_path: Path) -> None:
    write(reconstructed(CHAIN), tmp_path / "out")
    names = sorted(file.name for file in (tmp_path / "out").iterdir())
    assert names == [
        "0001_2019-03-05_ada-moor_fwd-harbour-wall.eml",
        "0002_2019-03-04_cleo-wirth_harbour-wall.eml",
    ]


# --- headers --------------------------------------------------------------------------------


EXPECTED_NAMES = [
    "From",
    "To",
    "Cc",
    "Subject",
    "Message-ID",
    "X-Mailrecon-Status",
    "X-Mailrecon-Source",
    "X-Mailrecon-Confidence",
    "MIME-Version",
    "X-Mailrecon-Digest",
    "Content-Type",
    "Content-Transfer-Encoding",
]


@given(name=hostile, other=hostile, subject=hostile)
@example(name="", other=" ", subject="")
@example(name=ALL_UNSHOWN, other=ALL_UNSHOWN[::-1], subject=ALL_UNSHOWN)
@example(name="x" * 5000, other="漢" * 3000, subject="wo rd" * 4000)
@example(name="=?utf-8?q?a?=", other='"quoted" \\name\\', subject="=?utf-8?q?a?= =?utf-8?q?b?=")
@example(name="Moor, Ada", other="a@b.example", subject="a\r\n\r\nb")
@example(name="a" * 75 + "é", other="é" * 45 + " é", subject=" lead and trail ")
def test_hostile_text_stays_in_its_own_header(name: str, other: str, subject: str) -> None:
    first = Person(name, None, False, "first@redacted.invalid")
    second = Person(other, "second@north.example", False, "second@north.example")
    message = make_message(
        originator=first, to=(second, first), cc=(first, second), subject=subject
    )
    data = rendered(message)
    head = data.split(b"\n\n", 1)[0]
    assert head.isascii()
    assert b"\r" not in head
    assert all(len(line) <= 998 for line in data.split(b"\n"))
    wanted_names = [key for key in EXPECTED_NAMES if key != "Subject" or cleaned(subject)]
    assert [key for key, _ in raw_fields(data)] == wanted_names

    parsed = strict(data)
    assert (parsed["Subject"] or "") == cleaned(subject)
    shown = cleaned(name), cleaned(other)
    wanted = [(shown[1], "second@north.example"), (shown[0], "first@redacted.invalid")]
    # RFC 2047, 6.2: the white space between two encoded words is not shown. Python's newer parser
    # shows it in names (python/cpython#92081), the older decoder does not.
    for key, people in (("To", wanted), ("Cc", wanted[::-1]), ("From", wanted[1:])):
        raw = getaddresses([field(data, key)])
        assert [(decoded(who), address) for who, address in raw] == people
        modern = [("".join(a.display_name.split()), a.addr_spec) for a in parsed[key].addresses]
        assert modern == [("".join(who.split()), address) for who, address in people]


@given(
    document=hostile, printed=hostile, footnote=hostile, reason=hostile, body=st.text(max_size=60)
)
@example(document="a\nb", printed="", footnote="\r\nBcc: evil@example.org", reason="", body="")
@example(document="a.txt", printed="", footnote="3\n\nbody", reason="\r\n", body="")
def test_provenance_headers_cannot_be_broken_out_of(
    document: str, printed: str, footnote: str, reason: str, body: str
) -> None:
    message = make_message(
        source=Source(document, "0" * 64, (1, 2), (Span(0, 3),), (), footnote),
        date_printed=printed,
        inferred=(Inference("Subject", reason, reason, 0.5),),
        warnings=(Notice("suspected-omission", reason, Span(1, 2)),),
        body=body,
    )
    data = rendered(message)
    assert all(len(line) <= 998 for line in data.split(b"\n"))
    assert data.partition(b"\n\n")[0].isascii()
    expected = [name for name in EXPECTED_NAMES if name != "Cc"]
    place = expected.index("X-Mailrecon-Confidence") + 1
    expected[place:place] = [
        "X-Mailrecon-Date-Printed",
        "X-Mailrecon-Inferred",
        "X-Mailrecon-Warning",
    ]
    assert [key for key, _ in raw_fields(data)] == expected
    parsed = strict(data)
    assert parsed["X-Mailrecon-Date-Printed"] == cleaned(printed)


@given(
    address=st.from_regex(
        r"[a-z0-9!#$%&'*+/=?^_`{|}~.-]{1,20}@[a-z]{1,9}\.example", fullmatch=True
    ).filter(is_valid_address)
)
@example(address='"two words"@north.example')
@example(address="müller@north.example")
@example(address="ada@grün.example")
def test_any_valid_address_is_written_readably(address: str) -> None:
    person = Person("Ada", address, False, address)
    data = rendered(make_message(originator=person, to=(person, person)))
    parsed = strict(data)
    assert len(parsed["To"].addresses) == 2
    assert len(parsed["From"].addresses) == 1


def test_header_lines_are_folded_at_78_where_words_allow() -> None:
    people = tuple(
        Person(f"Person Number {n}", None, True, f"person-{n}@redacted.invalid") for n in range(60)
    )
    data = rendered(make_message(to=people, subject="word " * 60))
    assert max(len(line) for line in data.split(b"\n")) <= 78
    assert len(strict(data)["To"].addresses) == 60


@given(body=st.text(max_size=300))
@example(body="x" * 5000)
@example(body="漢" * 3000)
@example(body="é" + "x" * 5000 + "\n.\n")
@example(body="a\x00b")
@example(body="one\u2028two\x85three\rfour\r\nfive\x0csix\x0bseven")
@example(body="trailing \nspaces\t\n")
@example(body="trailing é \nspaces\t\n")
@pytest.mark.parametrize("ascii_only", [False, True])
def test_bodies_come_back(ascii_only: bool, body: str) -> None:
    data = rendered(make_message(body=body), ascii_only=ascii_only)
    assert all(len(line) <= 998 for line in data.split(b"\n"))
    assert data.isascii() or not ascii_only
    got = own_text(strict(data))
    breaks = re.compile("\r\n?|[\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
    assert got.rstrip("\n") == breaks.sub("\n", body).rstrip("\n")


def test_a_text_is_found_by_who_searches_the_file() -> None:
    forwarded = make_message(message_id="<b@mailrecon.invalid>", body="東堤の亀裂")
    outer = make_message(
        body="Bitte prüfen.", relation=Relation.FORWARD, parent=forwarded.message_id
    )
    data = rendered(outer, forwarded)
    assert "Bitte prüfen.".encode() in data
    assert "東堤の亀裂".encode() in data
    # What holds an 8bit part says so (RFC 2045, 6.4).
    told = [part["Content-Transfer-Encoding"] for part in strict(data).walk()]
    assert told == ["8bit", "8bit", "8bit", "8bit"]
    assert rendered(outer, forwarded, ascii_only=True).isascii()


# --- dates ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "written"),
    [
        (When(datetime(2019, 3, 5, 9, 7), None, "minute", ""), "Tue, 05 Mar 2019 09:07:00 -0000"),
        (
            When(datetime(2019, 3, 5, 9, 7, 8), timedelta(0), "second", ""),
            "Tue, 05 Mar 2019 09:07:08 +0000",
        ),
        (
            When(datetime(2019, 3, 5, 9, 7), timedelta(hours=-8), "minute", ""),
            "Tue, 05 Mar 2019 09:07:00 -0800",
        ),
        (
            When(datetime(2019, 3, 5, 9, 7), timedelta(hours=-3, minutes=-30), "minute", ""),
            "Tue, 05 Mar 2019 09:07:00 -0330",
        ),
        (
            When(datetime(2019, 3, 5, 9, 7), timedelta(hours=5, minutes=45), "minute", ""),
            "Tue, 05 Mar 2019 09:07:00 +0545",
        ),
        (When(datetime(1999, 12, 31), None, "day", ""), "Fri, 31 Dec 1999 00:00:00 -0000"),
    ],
)
def test_date_header(when: When, written: str) -> None:
    data = rendered(make_message(when=when))
    assert field(data, "Date") == written
    got = strict(data)["Date"].datetime
    assert got.replace(tzinfo=None) == when.local
    assert got.utcoffset() == when.offset


def test_no_date_header_when_none_is_printed_or_read() -> None:
    for message in (make_message(), make_message(date_printed="some day")):
        assert strict(rendered(message))["Date"] is None
    unread = reconstructed(
        "From: Ada Moor <ada@north.example>\nTo: Ben <b@south.example>\n"
        "Date: 45/45/2019 10:00\nSubject: Wall\n\nText\n"
    )
    assert len(unread.messages) == 1
    parsed = strict(rendered(unread.messages[0]))
    assert parsed["Date"] is None
    assert parsed["X-Mailrecon-Date-Printed"] == "45/45/2019 10:00"


# --- forwards and threads -------------------------------------------------------------------


def _chain(forwards: Forwards, tmp_path: Path) -> list[EmailMessage]:
    path = tmp_path / "chain.mbox"
    write(reconstructed(CHAIN), path, forwards=forwards)
    return [strict(piece) for piece in split_mboxrd(path.read_bytes())]


FORWARDED_BODY = "The wall will not hold.\nFrom here on it is wet."


def test_forwards_attach(tmp_path: Path) -> None:
    outer, inner = _chain(Forwards.ATTACH, tmp_path)
    assert own_text(outer) == "See below."
    nested = attached(outer)
    assert [item["Message-ID"] for item in nested] == [inner["Message-ID"]]
    assert nested[0]["Subject"] == "Harbour wall"
    assert own_text(nested[0]) == FORWARDED_BODY
    assert own_text(inner) == FORWARDED_BODY


def test_forwards_inline(tmp_path: Path) -> None:
    outer, inner = _chain(Forwards.INLINE, tmp_path)
    text = own_text(outer)
    assert not outer.is_multipart()
    assert text.startswith("See below.")
    for printed in ("-- Forwarded message --", "From: Cleo Wirth <>", FORWARDED_BODY):
        assert text.count(printed) == 1
    assert own_text(inner) == FORWARDED_BODY


def test_forwards_none(tmp_path: Path) -> None:
    outer, inner = _chain(Forwards.NONE, tmp_path)
    assert not outer.is_multipart()
    assert own_text(outer) == "See below."
    assert own_text(inner) == FORWARDED_BODY


@pytest.mark.parametrize("forwards", list(Forwards))
def test_a_forward_names_what_it_forwards(forwards: Forwards, tmp_path: Path) -> None:
    outer, inner = _chain(forwards, tmp_path)
    assert outer["X-Forwarded-Message-Id"] == inner["Message-ID"]
    assert outer["In-Reply-To"] == inner["Message-ID"]
    assert outer["References"] == inner["Message-ID"]
    assert inner["X-Forwarded-Message-Id"] is None
    assert inner["In-Reply-To"] is None


def test_a_reply_attaches_nothing_and_names_no_forward(tmp_path: Path) -> None:
    path = tmp_path / "talk.mbox"
    write(reconstructed(CONVERSATION), path)
    for piece in split_mboxrd(path.read_bytes()):
        parsed = strict(piece)
        assert not parsed.is_multipart()
        assert parsed["X-Forwarded-Message-Id"] is None


def test_references_hold_the_whole_ancestry(tmp_path: Path) -> None:
    path = tmp_path / "talk.mbox"
    write(reconstructed(CONVERSATION), path)
    first, second, third = (strict(piece) for piece in split_mboxrd(path.read_bytes()))
    ids = [item["Message-ID"] for item in (first, second, third)]
    assert first["References"] is None
    assert second["References"].split() == ids[:1]
    assert third["References"].split() == ids[:2]
    assert second["In-Reply-To"] == ids[0]
    assert third["In-Reply-To"] == ids[1]


def test_references_of_nested_forwards_run_from_the_oldest() -> None:
    depth = 5
    parts = []
    for level in range(depth):
        subject = "Fwd: " * (depth - 1 - level) + "Wall"
        parts.append(
            f"From: Person {level} <p{level}@north.example>\n"
            f"To: Person {level - 1} <p{level - 1}@north.example>\n"
            f"Date: Tue, {20 - level} Mar 2019 10:00:00 +0100\n"
            f"Subject: {subject}\n\nText {level}.\n"
        )
    text = "\n---------- Forwarded message ----------\n".join(parts)
    messages = reconstructed(text).messages
    ids = [message.message_id for message in messages]
    assert len(ids) == depth
    for place, message in enumerate(messages):
        assert message.references == tuple(reversed(ids[place + 1 :]))


def test_forwarding_in_a_circle_ends() -> None:
    one = make_message(parent="<two@x.invalid>", relation=Relation.FORWARD)
    two = make_message(
        message_id="<two@x.invalid>", parent=one.message_id, relation=Relation.FORWARD
    )
    strict(rendered(one, two))


def test_a_forward_of_something_missing_is_written_without_it() -> None:
    message = make_message(
        parent="<gone@x.invalid>", references=("<gone@x.invalid>",), relation=Relation.FORWARD
    )
    parsed = strict(rendered(message))
    assert not parsed.is_multipart()
    assert parsed["X-Forwarded-Message-Id"] is None
    assert parsed["In-Reply-To"] == "<gone@x.invalid>"


# --- placeholders and identity --------------------------------------------------------------


def _letter(sender: str, to: str, body: str = "Text.") -> str:
    return (
        f"From: {sender}\nTo: {to}\nDate: Tue, 5 Mar 2019 10:00:00 +0100\nSubject: Wall\n\n{body}\n"
    )


def test_the_same_name_has_the_same_placeholder_in_every_document() -> None:
    one = reconstructed(_letter("Ada Moor <>", "Ben Ost <>"), "one.txt").messages[0]
    two = reconstructed(_letter("Ben Ost <>", "ADA  MOOR", "Else."), "two.txt").messages[0]
    assert one.originator is not None
    assert two.originator is not None
    assert one.originator.mailbox == two.to[0].mailbox
    assert one.to[0].mailbox == two.originator.mailbox
    assert one.originator.mailbox != one.to[0].mailbox
    assert one.originator.mailbox.endswith("@redacted.invalid")


def test_names_that_transliterate_alike_are_not_mixed_up() -> None:
    one = reconstructed(_letter("Jörg <>", "Ben <>")).messages[0]
    two = reconstructed(_letter("Jorg <>", "Ben <>")).messages[0]
    assert one.originator is not None
    assert two.originator is not None
    assert one.originator.mailbox != two.originator.mailbox


def test_wholly_removed_persons_are_distinct_and_say_so(tmp_path: Path) -> None:
    text = _letter("[redacted]", "[redacted]; [redacted]") + "\n" + _letter("<>", "Ben Ost <>", "B")
    archive = reconstructed(text)
    assert len(archive.messages) == 2
    people = [
        person
        for message in archive.messages
        for person in (message.originator, *message.to)
        if person is not None and person.name is None
    ]
    assert len(people) == 4
    assert all(person.redacted for person in people)
    assert len({person.mailbox for person in people}) == 4
    path = tmp_path / "out.mbox"
    write(archive, path)
    first = strict(split_mboxrd(path.read_bytes())[0])
    assert first["From"].addresses[0].display_name == "[redacted]"
    assert first["X-Mailrecon-Redacted"] == "person in From; person in To 1; person in To 2"


def test_redacted_header_tells_addresses_from_persons() -> None:
    message = reconstructed(_letter("Ada Moor <>", "Ben Ost <ben@south.example>")).messages[0]
    assert strict(rendered(message))["X-Mailrecon-Redacted"] == "address in From"


def test_a_message_without_originator_still_has_a_from() -> None:
    parsed = strict(rendered(make_message(originator=None)))
    assert parsed["From"].addresses[0].addr_spec == "unknown@redacted.invalid"


def test_message_ids_are_stable_across_documents_runs_and_wrapping() -> None:
    one = reconstructed(_letter("Ada Moor <>", "Ben Ost <>", "Some text that is\nwrapped."))
    two = reconstructed(
        "Long before.\n\n" + _letter("Ada Moor <>", "Ben Ost <>", "Some text\nthat is wrapped."),
        "two.txt",
    )
    other = reconstructed(_letter("Ada Moor <>", "Ben Ost <>", "Another text."))
    ids = [archive.messages[0].message_id for archive in (one, two, other)]
    assert ids[0] == ids[1] != ids[2]
    # Fixed: it must not change from one run, machine or release to the next.
    fixed = reconstructed(_letter("Ada Moor <>", "Ben Ost <>")).messages[0].message_id
    assert fixed == MESSAGE_ID_OF_THE_LETTER


MESSAGE_ID_OF_THE_LETTER = "<0542f1e27a1a1f444d0439652d6624be@mailrecon.invalid>"


def test_a_printed_message_id_is_kept() -> None:
    text = "Message-ID: <abc@north.example>\n" + _letter("Ada <a@north.example>", "Ben <>")
    message = reconstructed(text).messages[0]
    assert message.message_id == "<abc@north.example>"
    assert message.message_id_printed


# --- determinism, formats, files ------------------------------------------------------------


def _write_all(folder: Path) -> dict[str, bytes]:
    archive = reconstructed(CHAIN + "\n" + CONVERSATION)
    folder.mkdir()
    write(archive, folder / "out.mbox")
    write(archive, folder / "out.jsonl")
    write(archive, folder / "eml")
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_input_twice_gives_identical_bytes(tmp_path: Path) -> None:
    first, second = _write_all(tmp_path / "one"), _write_all(tmp_path / "two")
    assert len(first) == 2 + 5
    assert first == second


def test_jsonl_matches_its_schema_and_the_mail(tmp_path: Path) -> None:
    archive = reconstructed(CHAIN)
    path = tmp_path / "out.jsonl"
    write(archive, path)
    records = read_jsonl(path.read_bytes())
    check_records(records)
    outer, inner = records
    assert outer["in_reply_to"] == inner["message_id"]
    assert outer["relation"] == "forward"
    assert outer["date"] == "2019-03-05T10:00:00+01:00"
    assert inner["date"] == "2019-03-04T18:30"
    assert inner["body"] == FORWARDED_BODY
    assert inner["from"] == {
        "name": "Cleo Wirth",
        "address": None,
        "redacted": True,
        "mailbox": inner["from"]["mailbox"],
        "person": inner["from"]["person"],
        "canonical": "Cleo Wirth",
        "role": None,
        "organisation": None,
    }
    for record in records:
        start, end = record["source"]["header"]
        assert CHAIN[start:end].startswith("From: ")
        text = "".join(CHAIN[start:end] for start, end in record["source"]["body"])
        assert text == record["body"]


@given(name=hostile, subject=hostile, body=hostile)
def test_jsonl_is_strict_utf8_whatever_the_text(name: str, subject: str, body: str) -> None:
    person = Person(name, None, False, "x@redacted.invalid")
    message = make_message(originator=person, subject=subject, body=body)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "out.jsonl"
        write(make_archive(message), path)
        data = path.read_bytes()
    assert data.count(b"\n") == 1
    record = json.loads(data.decode("utf-8"))
    got = [record["from"]["name"], record["subject"], record["body"]]
    assert [_visible(text) for text in got] == [_visible(text) for text in (name, subject, body)]


def _visible(text: str) -> str:
    """Text with lone surrogates and what may stand for them made equal; pairs joined."""
    joined = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return re.sub(r"\ufffd|\\ud[89a-f][0-9a-f]{2}", "?", joined)


@pytest.mark.parametrize(
    ("name", "format_name"),
    [
        ("a.mbox", "mbox"),
        ("a.MBX", "mbox"),
        ("a.jsonl", "jsonl"),
        ("a.ndjson", "jsonl"),
        ("folder", "eml"),
    ],
)
def test_format_follows_the_suffix(name: str, format_name: str) -> None:
    assert format_of(Path(name)) == format_name


def test_a_folder_means_eml_whatever_its_suffix(tmp_path: Path) -> None:
    folder = tmp_path / "case.2019"
    folder.mkdir()
    assert format_of(folder) == "eml"


def test_unknown_format_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="unknown format"):
        write(make_archive(make_message()), tmp_path / "a", to="pst")
    assert list(tmp_path.iterdir()) == []


FORMATS = sorted(WRITERS)


def _content(path: Path) -> Any:
    if path.is_dir():
        held = sorted(item for item in path.rglob("*") if item.is_file())
        return {item.relative_to(path).as_posix(): item.read_bytes() for item in held}
    return path.read_bytes()


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_is_overwritten_without_force(name: str, tmp_path: Path) -> None:
    path = tmp_path / "out"
    write(make_archive(make_message(subject="Old")), path, to=name)
    before = _content(path)
    with pytest.raises(WriteError, match="exists already"):
        write(make_archive(make_message(subject="New")), path, to=name)
    assert _content(path) == before
    write(make_archive(make_message(subject="New")), path, to=name, force=True)
    assert _content(path) != before
    assert [item.name for item in tmp_path.iterdir()] == ["out"]


# What each writer calls once a message.
STEPS: dict[str, tuple[ModuleType, str]] = {
    "mbox": (rendering, "message_bytes"),
    "mboxes": (rendering, "message_bytes"),
    "eml": (rendering, "message_bytes"),
    "maildir": (rendering, "message_bytes"),
    "jsonl": (jsonl_writer, "record_line"),
    "loadfile": (loadfile_writer, "message_bytes"),
    "csv": (csv_writer, "_cell"),
    "sqlite": (sqlite_writer, "record_line"),
    "parquet": (parquet_writer, "record_line"),
    "ftm": (ftm_writer, "_email"),
    "eaxs": (eaxs_writer, "message_bytes"),
}


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("exists", [False, True])
@pytest.mark.parametrize("failure", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_failing_write_leaves_nothing_behind_and_the_old_file_intact(
    name: str,
    exists: bool,
    failure: BaseException,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / "out"
    if exists:
        write(make_archive(make_message(subject="Old")), path, to=name)
    before = _content(path) if exists else None

    def failing(real: Callable[..., Any]) -> Callable[..., Any]:
        calls = iter(range(10))

        def wrapper(*args: Any, **kwargs: Any) -> Any:
            if next(calls) == 1:
                raise failure
            return real(*args, **kwargs)

        return wrapper

    module, call = STEPS[name]
    monkeypatch.setattr(module, call, failing(getattr(module, call)))
    two = make_archive(make_message(), make_message(message_id="<two@mailrecon.invalid>"))
    wanted = WriteError if isinstance(failure, OSError) else KeyboardInterrupt
    with pytest.raises(wanted):
        write(two, path, to=name, force=exists)
    monkeypatch.undo()
    assert [item.name for item in tmp_path.iterdir()] == (["out"] if exists else [])
    if exists:
        assert _content(path) == before


@pytest.mark.parametrize("name", FORMATS)
def test_a_folder_that_is_not_there_is_a_write_error(name: str, tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="cannot be written"):
        write(make_archive(make_message()), tmp_path / "none" / "out", to=name)


def test_a_dangling_link_is_not_written_through(tmp_path: Path) -> None:
    link = tmp_path / "out.mbox"
    link.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(WriteError, match="exists already"):
        write(make_archive(make_message()), link)
    assert not (tmp_path / "elsewhere").exists()


def test_force_does_not_replace_a_folder_with_a_file(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "kept.txt").write_text("mine")
    with pytest.raises(WriteError):
        write(make_archive(make_message()), folder, to="mbox", force=True)
    assert (folder / "kept.txt").read_text() == "mine"
    assert [item.name for item in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("name", FORMATS)
def test_a_failing_rename_keeps_the_old_output(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last step fails, with the new output complete: the old one must still be there."""
    path = tmp_path / "out"
    write(make_archive(make_message(subject="Old")), path, to=name)
    before = _content(path)
    # Whichever call puts the new output in its place.
    for owner, call in ((Path, "replace"), (Path, "rename"), (os, "replace"), (os, "rename")):
        real = getattr(owner, call)

        def failing(source: Any, target: Any, *, real: Any = real) -> Any:
            if ".part" in Path(source).name:
                raise OSError(5, "Input/output error")
            return real(source, target)

        monkeypatch.setattr(owner, call, failing)
    with pytest.raises(WriteError):
        write(make_archive(make_message(subject="New")), path, to=name, force=True)
    monkeypatch.undo()
    assert [item.name for item in tmp_path.iterdir()] == ["out"]
    assert _content(path) == before


def test_eml_with_force_leaves_no_file_of_the_older_run(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    write(make_archive(make_message(), make_message(message_id="<b@x.invalid>")), folder, to="eml")
    write(make_archive(make_message(subject="New")), folder, to="eml", force=True)
    assert [item.name for item in folder.iterdir()] == ["0001_undated_ada-moor_new.eml"]


def test_an_empty_folder_may_be_filled(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    write(make_archive(make_message()), folder)
    assert len(list(folder.iterdir())) == 1


def test_written_files_can_be_read_by_others_as_the_umask_allows(tmp_path: Path) -> None:
    old = os.umask(0o022)
    try:
        write(make_archive(make_message()), tmp_path / "out.mbox")
        write(make_archive(make_message()), tmp_path / "eml")
    finally:
        os.umask(old)
    assert (tmp_path / "out.mbox").stat().st_mode & 0o777 == 0o644
    assert (tmp_path / "eml").stat().st_mode & 0o777 == 0o755


def test_policy_strict_is_what_the_checks_use() -> None:
    """The helper must refuse a defective message, else every check above is worth nothing."""
    broken = (
        b"From: a@b.example\nSubject: x\nContent-Type: multipart/mixed; boundary=q\n\nno parts\n"
    )
    with pytest.raises(MessageDefect):
        strict(broken)
    assert BytesParser(policy=policy.default).parsebytes(broken).defects


@pytest.mark.parametrize("name", ["mbox", "jsonl"])
def test_a_stream_gets_each_message_as_it_is_made(name: str, tmp_path: Path) -> None:
    archive = reconstruct(ROOT / "docs" / "examples" / "harbour_post.en.txt")
    pieces = writers()[name].pieces
    assert pieces is not None
    out = io.BytesIO()
    sizes: list[int] = []

    def watched(given: Archive, options: WriteOptions) -> Iterator[bytes]:
        for piece in pieces(given, options):
            sizes.append(out.tell())
            yield piece

    write_stream(archive, out, watched, WriteOptions())
    assert len(sizes) == len(archive.messages) > 1
    # Each is written before the next is made.
    assert sizes == sorted(set(sizes))
    write(archive, tmp_path / f"whole.{name}")
    assert out.getvalue() == (tmp_path / f"whole.{name}").read_bytes()


@pytest.mark.parametrize(
    "line_break",
    ["\r\n", "\r", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"],
)
def test_each_line_break_ends_a_line_of_the_mail(line_break: str) -> None:
    lines = ("The wall", "From there it leans", ">From here, too", "\ud800" + "x" * 1000)
    for count in range(1, len(lines) + 1):
        found = mime_content(line_break.join(lines[:count]), None, "", 0, ascii_only=False)
        assert found == mime_content("\n".join(lines[:count]), None, "", 0, ascii_only=False)
    assert "\nFrom " not in found
    assert found.isascii()
