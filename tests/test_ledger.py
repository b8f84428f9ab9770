"""For any document, nothing raises, no text is lost, and all outputs can be read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mailrecon import reconstruct
from mailrecon.errors import LedgerError
from mailrecon.model import Archive, Document, Segment, SegmentKind, Span
from mailrecon.parse.ledger import check_ledger
from mailrecon.pipeline import reconstruct_documents
from mailrecon.read import read_bytes
from mailrecon.scan import Lines
from mailrecon.thread import LinkOptions
from mailrecon.writers.provenance.ledger import ledger_records, write_ledger
from tests.conftest import (
    assert_balances,
    assert_fields_stand_at_their_spans,
    assert_writes_strictly,
    bare,
)

LABELS = [
    "From:",
    "To:",
    "Cc:",
    "Bcc:",
    "Date:",
    "Sent:",
    "Subject:",
    "Reply-To:",
    "Message-ID:",
    "In-Reply-To:",
    "Attachments:",
    "FROM :",
    "*From:*",
    "Von:",
    "Gesendet:",
    "An:",
    "Betreff:",
    "から:",
    "に:",
    "日付:",
    "件名：",
    "差出人:",
    "发件人：",
    "De :",
    "Objet :",
    "> From:",
    "| Subject: |",
    "Frorn:",
    "X-From:",
]
VALUES = [
    " Ada Moor <ada@north.example>",
    " Ben Ost <ben@south.example>; Cleo Wirth",
    " Moor, Ada",
    " Ada Moor <\n>",
    "\nイーロン・マスク <\n>、グレッグ <\n>",
    " <>",
    " <",
    " [redacted]",
    " ████",
    " Tuesday, March 5, 2019 9:07 AM",
    " Tue, 5 Mar 2019 09:07:08 -0800",
    " 2019 年 3 月 5 日 (火) 午後 9 時 07 分",
    " 05/03/2019 10:00 CST",
    " 45/45/2019",
    " Re: Fwd: The wall",
    " <a@b.example>",
    "\u00a0The wall",
    "",
    " ",
    "\t",
    " \u202eThe wall\u202c",
    " =?utf-8?q?a?=",
    " müller@grün.example",
    ' "a b"@n.example',
    " ada@@north.example",
]
SEPARATORS = [
    "---------- Forwarded message ----------",
    "-----Original Message-----",
    "Begin forwarded message:",
    "転送メッセージを開始します:",
    "-------- Weitergeleitete Nachricht --------",
    "________________________________",
    "On Tue, Mar 5, 2019 at 9:07 AM, Ada Moor <ada@north.example> wrote:",
    "On Mar 5, 2019, at 9:07 AM, Ada Moor\n<ada@north.example> wrote:",
    "Am 5. März 2019 um 09:07 schrieb Ada Moor:",
    "[1]",
    "[2]",
    "FWD: The wall3 件のメッセージ",
    "The wall\n2 messages",
    "Ada Moor <ada@north.example> 5 Mar 2019 09:07",
    "Page 3 of 12",
    "UNCLASSIFIED U.S. Department of State Case No. F-2014-20439 Doc No. C05739545",
    "Comments",
    "Popular posts from this blog",
    ">>> Ada Moor 03/05/2019 09:07 >>>",
    "| --- | --- |",
]
TEXTS = [
    "The wall will not hold.",
    "From here on it is wet.",
    ">From there.",
    "> quoted",
    ">> quoted twice",
    "> > quoted twice",
    ">",
    "> ",
    " > ",
    "それでも、",
    "、明けまして",
    "word " * 40,
    "x" * 1200,
    "a\x00b",
    "\x0c",
    "\u2028",
    "\x85",
    "Sent from my iPhone",
    ".",
    "\ufeff",
    "a:b:c",
    "<>",
    "<",
    "é" * 100,
    "-- ",
    "--",
]
BREAKS = [
    "\n",
    "\n",
    "\n",
    "\n\n",
    "\n\n\n\n\n",
    "\r\n",
    "\r\n\r\n",
    "\r",
    "\r\r",
    "\n> ",
    "\n>> ",
    "",
]

fragments = st.one_of(
    st.tuples(st.sampled_from(LABELS), st.sampled_from(VALUES)).map("".join),
    st.tuples(st.sampled_from(LABELS), st.sampled_from(VALUES)).map("".join),
    st.sampled_from(SEPARATORS),
    st.sampled_from(TEXTS),
    st.sampled_from(VALUES),
    st.text(max_size=8),
)


def _header(values: tuple[str, str, str, str, bool]) -> str:
    sender, to, date, subject, swap = values
    lines = [f"From:{sender}", f"To:{to}", f"Date:{date}", f"Subject:{subject}"]
    return "\n".join(lines[::-1] if swap else lines)


headers = st.tuples(
    st.sampled_from(VALUES[:9]),
    st.sampled_from(VALUES),
    st.sampled_from(VALUES[9:14]),
    st.sampled_from(VALUES),
    st.booleans(),
).map(_header)
documents = st.lists(
    st.tuples(st.one_of(headers, fragments), st.sampled_from(BREAKS)).map("".join), max_size=25
).map("".join)


def _quoted(text: str, marks: str) -> str:
    return "".join(marks + line for line in text.splitlines(keepends=True))


# The same message, printed twice, must not become its own ancestor.
_TWICE = """\
From: Ada Moor <ada@north.example>
To: Ada Moor <ada@north.example>
Date: Tue, 5 Mar 2019 09:07
Subject: Re: Wall

Note to self.
"""


def _archive(text: str) -> Archive:
    # Surrogates cannot stand in a file; `text` of hypothesis may hold them.
    # Prints of one message are kept apart, so that each draft is a message.
    options = LinkOptions(keep_duplicates=True)
    return reconstruct(text.encode("utf-8", "replace"), encoding="utf-8", linking=options)


def check(archive: Archive) -> None:
    """All that must hold for every document."""
    (parsed,) = archive.parsed
    text = parsed.document.text
    assert_balances(parsed)
    assert_fields_stand_at_their_spans(archive)
    assert len(parsed.drafts) == len(archive.messages)
    lines = Lines(text)
    known = {message.message_id for message in archive.messages}
    for number, message in enumerate(archive.messages):
        source = message.source
        for span in (*source.header, *source.body):
            assert 0 <= span.start < span.end <= len(text)
        first, last = source.lines
        assert 1 <= first <= last <= len(lines)
        assert source.body == tuple(sorted(source.body))
        printed = "".join(text[span.start : span.end] for span in source.body)
        assert bare(message.body) == bare(printed), f"message {number + 1}: body and its spans"
        for warning in message.warnings:
            if warning.span is not None:
                assert 0 <= warning.span.start <= warning.span.end <= len(text)
        assert 0 <= message.confidence <= 1
        assert message.thread in known
        if message.relation is not None:
            assert message.parent is not None
    kinds = {SegmentKind.HEADER, SegmentKind.BODY, SegmentKind.SEPARATOR}
    for number in range(len(parsed.drafts)):
        owned = [s.kind for s in parsed.ledger if s.draft == number and s.kind in kinds]
        assert SegmentKind.HEADER in owned, f"message {number + 1} has no header in the ledger"
    if not archive.messages:
        assert {segment.kind for segment in parsed.ledger} <= {SegmentKind.NARRATIVE}


@given(text=documents)
@example(text="")
@example(text="\n")
@example(text="\r")
@example(text="From: Ada <\n>\nTo: Ben <\n>\nDate: 5 Mar 2019 10:00\nSubject: Wall")
@example(text="From: a@b.example\r\rTo: c@d.example\r\rDate: 5 Mar 2019 10:00\rSubject: x\r\rText")
@example(text="> From: a@b.example\n> Date: 5 Mar 2019 10:00\n> Subject: x\n>\n> Text\nanswer")
def test_any_document_balances(text: str) -> None:
    check(_archive(text))


@given(text=documents, ending=st.sampled_from(["\r\n", "\r"]))
def test_line_ends_change_nothing_that_is_said(text: str, ending: str) -> None:
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    one, two = _archive(plain), _archive(plain.replace("\n", ending))
    check(two)
    assert [m.message_id for m in one.messages] == [m.message_id for m in two.messages]
    assert [m.body for m in one.messages] == [m.body for m in two.messages]
    assert [m.source.lines for m in one.messages] == [m.source.lines for m in two.messages]
    assert [(s.kind, s.draft) for s in one.parsed[0].ledger] == [
        (s.kind, s.draft) for s in two.parsed[0].ledger
    ]


@given(text=documents, marks=st.sampled_from(["> ", ">", ">> ", "\u00a0", "  "]))
def test_quoted_and_indented_documents_balance(text: str, marks: str) -> None:
    check(_archive(_quoted(text, marks)))


@given(text=documents)
def test_all_outputs_of_any_document_parse_strictly(text: str) -> None:
    assert_writes_strictly(_archive(text))


@given(text=documents)
@example(text=_TWICE + "\n" + _TWICE)
@example(text=_TWICE + "\n" + _quoted(_TWICE, "> "))
def test_no_message_answers_itself(text: str) -> None:
    for message in _archive(text).messages:
        assert message.parent != message.message_id
        assert message.message_id not in message.references


@given(one=documents, two=documents)
def test_the_same_document_twice_says_the_same(one: str, two: str) -> None:
    again = [_archive(one), _archive(two), _archive(one)]
    assert again[0] == again[2]


# --- the books themselves -------------------------------------------------------------------


def _segments(*spans: tuple[int, int]) -> list[Segment]:
    return [Segment(SegmentKind.NARRATIVE, Span(start, end)) for start, end in spans]


@pytest.mark.parametrize(
    ("spans", "length"),
    [
        ([(0, 3), (4, 9)], 9),
        ([(0, 5), (4, 9)], 9),
        ([(1, 9)], 9),
        ([(0, 8)], 9),
        ([(0, 10)], 9),
        ([(0, 4), (4, 4), (4, 9)], 9),
        ([(4, 9), (0, 4)], 9),
        ([], 9),
    ],
)
def test_books_that_do_not_balance_fail_loudly(spans: list[tuple[int, int]], length: int) -> None:
    with pytest.raises(LedgerError, match=r"^letter\.txt: the ledger "):
        check_ledger(_segments(*spans), length, "letter.txt")


def test_books_that_balance_pass() -> None:
    check_ledger(_segments((0, 4), (4, 9)), 9, "letter.txt")
    check_ledger([], 0, "letter.txt")


HEADER = (
    "From: Ann Poe <ann@quay.example>\nSent: Monday, May 4, 2020 9:12 AM\n"
    "To: Ben Ost\nSubject: x\n\na\n"
)


@pytest.mark.parametrize(
    ("way", "text"),
    [
        ("parse.fast.no_mail", "The tide came in.\n"),
        ("parse.fast.simple", HEADER),
        ("parse.fast.straight", HEADER + HEADER),
        ("parse.general", "Ann:\n> quoted\n\n" + HEADER),
    ],
)
def test_every_run_checks_the_books(way: str, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from mailrecon.lexicon import load
    from mailrecon.parse import parse

    seen: list[int] = []

    def watch(segments: list[Segment], length: int, name: str) -> None:
        seen.append(length)
        check_ledger(segments, length, name)

    monkeypatch.setattr(f"mailrecon.{way}.check_ledger", watch)
    parse(Document("x", text, "0" * 64, "utf-8"), load())
    assert seen == [len(text)]


def test_what_each_line_is_taken_for() -> None:
    text = (
        "A story.\n\n[1]\nFrom: Ada Moor <>\nTo: Ben Ost <>\nDate: March 1, 2019 at 9:00 AM\n"
        "Subject: Fwd: Wall\n\nSee below.\n\n---------- Forwarded message ----------\n"
        "From: Cleo Wirth <>\nTo: Ada Moor <>\nDate: February 28, 2019 at 9:00 AM\nSubject: Wall\n"
        "\nIt is wet.\n\nComments\n\nPopular posts from this blog\n"
    )
    (parsed,) = reconstruct(text).parsed
    told = [
        (segment.kind.value, segment.draft, text[segment.span.start : segment.span.end].strip())
        for segment in parsed.ledger
    ]
    first = "From: Ada Moor <>\nTo: Ben Ost <>\nDate: March 1, 2019 at 9:00 AM\nSubject: Fwd: Wall"
    second = (
        "From: Cleo Wirth <>\nTo: Ada Moor <>\nDate: February 28, 2019 at 9:00 AM\nSubject: Wall"
    )
    assert told == [
        ("narrative", None, "A story."),
        ("separator", 0, "[1]"),
        ("header", 0, first),
        ("body", 0, "See below."),
        ("separator", 1, "---------- Forwarded message ----------"),
        ("header", 1, second),
        ("body", 1, "It is wet."),
        ("furniture", None, "Comments\n\nPopular posts from this blog"),
    ]


def test_headers_on_new_pages_are_headers() -> None:
    """What stands beside page numbers and comes again may still be a mail's."""
    text = "".join(
        f"0000{17 + page}\nFrom: Ada Moor <ada@north.example>\nTo: Ben Ost <ben@south.example>\n"
        f"Date: Tue, {5 + page} Mar 2019 10:00:00 +0100\nSubject: Wall {page}\n\n"
        f"It holds {page}.\n\n"
        for page in range(3)
    )
    archive = reconstruct(text.encode())
    assert [len(message.to) for message in archive.messages] == [1, 1, 1]
    kinds = [segment.kind for segment in archive.parsed[0].ledger]
    assert kinds.count(SegmentKind.HEADER) == 3


def test_a_page_s_running_header_is_furniture() -> None:
    pages = "".join(
        f"0000{17 + page}\nFrom: Ada Moor\nTo: Ben Ost\n\nText of page {page} goes on.\n\n"
        for page in range(1, 5)
    )
    head = "From: Ada Moor <a@b.example>\nTo: Ben Ost\nDate: Tue, 5 Mar 2019 10:00:00 +0100\n"
    (message,) = reconstruct(f"{head}Subject: Letter\n\nDear Ben,\n\n{pages}".encode()).messages
    assert "From:" not in message.body


def test_no_mail_is_found_in_what_a_reader_set_aside() -> None:
    mail = "From: Ada <a@b.example>\nTo: Ben\nDate: Tue, 5 Mar 2019 10:00:00 +0100\n\nx\n"
    hidden = "On Tue, 5 Mar 2019 at 10:00, Ada <a@b.example> wrote:\n\n> x\n"
    markdown = f"Intro\n\n<!--\n\n{hidden}-->\n{mail}"
    archive = reconstruct_documents(read_bytes(markdown.encode(), "a.md"))
    assert len(archive.messages) == 1


def test_the_written_ledger_is_the_ledger(tmp_path: Path) -> None:
    text = (
        "A story.\n\nFrom: Ada <a@n.example>\nTo: Ben <>\nDate: 1 Mar 2019 9:00\nSubject: W\n\nx\n"
    )
    archive = reconstruct(text, name="doc.txt")
    path = tmp_path / "ledger.jsonl"
    write_ledger(archive, path, force=False)
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert records == [
        {
            "document": "doc.txt",
            "kind": segment.kind.value,
            "span": [segment.span.start, segment.span.end],
            "message": segment.draft,
            "message_id": None if segment.draft is None else archive.messages[0].message_id,
            "hidden": [],
            "sha256": archive.parsed[0].document.sha256,
        }
        for segment in archive.parsed[0].ledger
    ]
    assert "".join(text[start:end] for start, end in (r["span"] for r in records)) == text


def test_a_line_that_is_the_header_of_two_messages_names_both() -> None:
    """`Cay got this mail from Dora and hands it on to Finn`: a forward and what it forwards."""
    text = (
        "Betreff: der Kran\n\nCay Dun erhielt diese E-Mail von Dora Ek und leitet sie weiter an "
        "Finn Grau - 2. Juni 2021, 09:14 Uhr\n\nCay, der Kran klemmt. Dora\n\n"
        "Finn Grau an Cay Dun - 2. Juni 2021, 10:40 Uhr\n\nIch sehe nach.\n"
    )
    archive = reconstruct(text.encode(), linking=LinkOptions(fragments=True))
    known = {record["message_id"] for _, record in ledger_records(archive)}
    assert len(archive.messages) == 3
    assert {message.message_id for message in archive.messages} == known
