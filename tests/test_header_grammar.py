"""Every header field follows its grammar, by a strict reader."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from email import message_from_bytes, message_from_string, policy
from email.header import decode_header, make_header
from email.message import Message as Part
from email.utils import format_datetime
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mailrecon import reconstruct
from mailrecon.header_fields import carried_field, fold_field, phrase, unstructured
from mailrecon.model import Inference, Notice, Person, Precision, Relation, Source, Span, When
from mailrecon.read.mail.outlook.mime import File, field, file_part, multipart, text_part
from mailrecon.resolve.people.reading import is_valid_address
from mailrecon.writers.mail.rfc5322 import Forwards, date_text, message_bytes
from tests.conftest import FIXTURES, make_message
from tests.mail_grammar import problems
from tests.test_writers import ALL_UNSHOWN, hostile

DOCUMENTS = sorted(FIXTURES.rglob("*.txt"))
LONG_ID = f"<{'CAF' * 30}.{'0' * 60}@mail.south.example>"
WORDS = st.lists(st.integers(1, 90).map(lambda length: "x" * length), min_size=1, max_size=30)
IDENTITIES = st.from_regex(r"<[!-;=?A-~]{1,120}@[a-z]{1,60}\.example>", fullmatch=True)


def headers_of(data: bytes) -> list[bytes]:
    """The header of a message, of its parts and of what is attached to it, as bytes."""
    found = [data.replace(b"\r\n", b"\n")]
    waiting: list[Part] = [message_from_bytes(found[0])]
    while waiting:
        part = waiting.pop()
        if part.is_multipart():
            for inner in part.get_payload():
                assert isinstance(inner, Part)
                found.append(inner.as_bytes())
                waiting.append(inner)
    return found


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_fixture_is_written_by_the_grammar(document: Path) -> None:
    archive = reconstruct(document)
    by_id = archive.by_id()
    # A native message keeps the bytes that others wrote.
    for message in (item for item in archive.messages if item.original is None):
        data = message_bytes(message, by_id, Forwards.ATTACH)
        assert [problem for head in headers_of(data) for problem in problems(head)] == []


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("In-Reply-To: =?utf-8?q?=3Ca=40b=2Eexample=3E?=", "an encoded word"),
        ("References: <a@b.example> =?utf-8?b?PGFAYj4=?=", "an encoded word"),
        ("To: Ada <=?utf-8?q?ada?=@b.example>", "an encoded word in an address"),
        ('To: "=?utf-8?q?Ada?=" <ada@b.example>', "an encoded word in quotes"),
        ("To: Ada=?utf-8?q?Moor?= <ada@b.example>", "joined to text"),
        ("To: =?utf-8?q?O'Hara?= <ada@b.example>", "characters of RFC 2047"),
        ("Received: from =?utf-8?q?a?= by b.example", "an encoded word"),
        ('Content-Type: text/plain; name="=?utf-8?q?a?="', "an encoded word in a parameter"),
        ("Content-Type: multipart/mixed; boundary*0=a; boundary*1=b", "a boundary in pieces"),
        (f'Content-Type: multipart/mixed; boundary="{"a" * 41}"', "a boundary of 41"),
        (f"Subject: {'x' * 990}", "a line of 999 characters"),
        (f"Subject: =?utf-8?q?{'x' * 60}?=", "a line of 81 characters with an encoded word"),
        ("Subject: =?utf-8?b?4g==?=", "whole characters"),
        ("Subject: a=?utf-8?q?b?=", "joined to text"),
    ],
)
def test_the_reader_refuses_what_the_rules_forbid(field: str, wrong: str) -> None:
    assert wrong in " ".join(problems(f"{field}\n\n".encode()))


@given(names=st.lists(hostile, min_size=1, max_size=4), subject=hostile, identity=IDENTITIES)
@example(names=["", ALL_UNSHOWN], subject=ALL_UNSHOWN, identity=LONG_ID)
@example(names=["漢" * 13, "漢" * 14, "漢" * 15], subject="漢" * 16, identity="<a@b>")
@example(names=["=?utf-8?q?a?=", "é" * 300, "a" * 599], subject="=?x", identity="<=?utf-8?q?a?=@b>")
def test_hostile_values_are_written_by_the_grammar(
    names: list[str], subject: str, identity: str
) -> None:
    people = tuple(Person(name, None, True, "one@redacted.invalid") for name in names)
    message = make_message(
        originator=people[0],
        sender=people[-1],
        reply_to=people,
        to=people,
        subject=subject,
        date_printed=subject,
        message_id=identity,
        parent=identity,
        relation=Relation.REPLY,
        references=(identity, LONG_ID, identity),
        source=Source(names[0], "0" * 64, (1, 2), (Span(0, 3),), (), names[-1]),
        inferred=(Inference("Subject", subject, names[0], 0.5),),
        warnings=(Notice("suspected-omission", names[0], Span(1, 2)),),
    )
    data = message_bytes(message, {}, Forwards.ATTACH)
    assert problems(data) == []
    assert message_from_bytes(data)["References"].split() == [identity, LONG_ID, identity]


@given(
    local=st.from_regex(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,60}", fullmatch=True).filter(
        lambda local: is_valid_address(f"{local}@b.example")
    )
)
@example(local="=?utf-8?q?a?=")
def test_an_address_never_looks_like_an_encoded_word(local: str) -> None:
    address = f"{local}@b.example"
    message = make_message(originator=Person("Ada", address, False, address))
    assert problems(message_bytes(message, {}, Forwards.ATTACH)) == []


# --- messages made of what Outlook keeps ------------------------------------------------------


FIELDS = {
    "In-Reply-To": LONG_ID,
    "References": " ".join([LONG_ID] * 3),
    "Message-ID": LONG_ID,
    "Received": f"from {'mx.' * 40}example by b.example; Mon, 2 Mar 2015 10:00:01 +0000",
    "From": '"Jørgen Møller, Bygge og Anlæg" <jm@n.example>, Bo <bo@n.example>',
    "To": "=?utf-8?q?J=C3=B8rgen?= <jm@n.example>",
    "Subject": "=?utf-8?q?gr=C3=BCn?= und mehr",
    "Thread-Topic": "Übergabe " * 20,
}


def carried(fields: Iterable[tuple[str, str]], file: File | None = None) -> bytes:
    """A message with these header fields, as the conversion of an Outlook item writes them."""
    parts = [text_part("It sticks.", "plain"), *([file_part(file)] if file else [])]
    head = "".join(field(name, value) for name, value in fields)
    return head.encode("utf-8", "replace") + multipart("mixed", parts).bytes()


def test_a_converted_message_keeps_long_identities_whole() -> None:
    data = carried(FIELDS.items(), File("Übersicht " * 10, "image/png", b"\x89PNG"))
    assert [problem for head in headers_of(data) for problem in problems(head)] == []
    read = message_from_bytes(data)
    for name in ("In-Reply-To", "References", "Message-ID", "To", "Subject"):
        assert " ".join(read[name].split()) == FIELDS[name]
    assert b"=?" not in data.split(b"In-Reply-To: ")[1].split(b"\nReceived:")[0]


@given(name=st.sampled_from([*FIELDS, "Cc", "Date", "X-Other"]), value=hostile)
def test_no_carried_value_breaks_its_field(name: str, value: str) -> None:
    data = carried([(name, value), ("X-Next", "here")])
    head = data.split(b"\n\n")[0]
    assert all(len(line) <= 998 for line in head.split(b"\n"))
    assert message_from_bytes(data)["X-Next"] == "here"
    assert message_from_bytes(data).get_payload().strip() == "It sticks."


def test_a_value_of_one_endless_word_is_left_out_where_nothing_can_fold_it() -> None:
    assert carried_field("Received", "x" * 2000) is None
    assert (carried_field("X-Odd", "x" * 2000) or "").startswith("X-Odd: =?utf-8?q?x")


@pytest.mark.parametrize(
    "name",
    [
        "Мария Александровна Васильева",
        "Παπαδόπουλος Γεώργιος Κωνσταντίνου του Αθανασίου",
        "प्रिया शर्मा चक्रवर्ती गोपालकृष्णन",
        "Trần Thị Ánh Nguyệt " * 4 + "Trần",
    ],
)
def test_a_long_name_is_parted_where_its_words_end(name: str) -> None:
    # Python's reader, up to 3.12, shows a space between two encoded words of a name.
    head = f"{fold_field('From', (*phrase(name, 70), '<ada@quay.example>'))}\n"
    assert problems(head.encode()) == []
    assert str(make_header(decode_header(message_from_string(head)["From"]))).startswith(name)
    shown = message_from_string(head, policy=policy.default)["From"].addresses[0].display_name
    assert shown.split() == name.split()


@given(st.sampled_from(["To", "Subject", "X-Mailrecon-Date-Printed"]), WORDS)
@example("Subject", ["x" * 67, "x" * 75, "x" * 76, "x"])
@example("Subject", ["x" * 68, "x" * 74, "x"])
def test_a_text_is_folded_like_its_words(name: str, words: list[str]) -> None:
    assert unstructured(name, " ".join(words)) == fold_field(name, words)


@given(st.datetimes(), st.none() | st.integers(-23 * 60, 23 * 60))
def test_a_date_is_written_as_python_writes_it(local: datetime, minutes: int | None) -> None:
    offset = None if minutes is None else timedelta(minutes=minutes)
    zone = None if offset is None else timezone(offset)
    written = format_datetime(local.replace(tzinfo=zone))
    assert date_text(When(local, offset, Precision.SECOND, "")) == written
