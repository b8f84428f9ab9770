"""A text parsed in windows gives the result of the whole text, wherever the windows end."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from bench.inputs import chain, prose
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from mailrecon.cli.inputs import Inputs
from mailrecon.cli.inspect import run as inspect
from mailrecon.errors import ReadError
from mailrecon.lexicon import load
from mailrecon.model import Document, Draft, Segment
from mailrecon.parse import parse, windows
from mailrecon.parse.fast.plain_window import PlainWindow, parse_plain_window
from mailrecon.parse.fast.straight import parse_straight
from mailrecon.parse.recurring import whole_lines
from mailrecon.parse.segments import Segments
from mailrecon.parse.windows import parse_windows
from mailrecon.pipeline import LinkOptions, link, reconstruct_documents
from mailrecon.pipeline.journal import Journal
from mailrecon.pipeline.large import keep_large, pieces_of
from mailrecon.pipeline.pool import PoolOptions, rebuild_files
from mailrecon.pipeline.records import decode_messages
from mailrecon.pipeline.window_offsets import moved_draft
from mailrecon.read import ReadOptions, read_path
from mailrecon.read.files.inputs import list_files
from mailrecon.thread.rebuilt import RebuiltDocument, RebuiltMessage
from mailrecon.verify import verify
from mailrecon.writers import Forwards, write
from mailrecon.writers.provenance.ledger import write_ledger
from tests.conftest import FIXTURES

WHOLE = ReadOptions()
TEXTS = [
    source.read_bytes().decode("utf-8", "replace")
    for source in sorted(FIXTURES.rglob("*.txt"))
    # Quoted-printable, markup, frames and columns left in text are undone only in a text that is
    # read whole (docs/readers.md).
    if not source.name.startswith(
        (
            "quoted_printable_",
            "markup_left_over.",
            "markup_escaped.",
            "qq_",
            "boxed",
            "three_columns.",
        )
    )
]
PROSE = [prose(size, seed=size) for size in (60, 700, 6_000)]
BETWEEN = ["\n", "\n\n", "", "\r\n", "\x0c", "\nSeite 3 von 9\n", "\n\nTHE HARBOUR FILE 12\n\n"]


def quoted(text: str) -> str:
    return "".join(f"> {line}\n" for line in text.split("\n"))


PARTS = st.one_of(
    st.sampled_from(TEXTS),
    st.sampled_from(TEXTS).map(quoted),
    st.sampled_from(PROSE),
    st.sampled_from(BETWEEN),
    st.integers(0, 99).map("\n00{:04d}\n".format),
)


def in_windows(text: str, window: int, piece: int) -> tuple[list[Draft], list[Segment], int]:
    """What is found in a text that comes in pieces, and in how many windows."""

    def read() -> Iterator[str]:
        return (text[start : start + piece] for start in range(0, len(text), piece))

    segments = Segments()
    drafts: list[Draft] = []
    count = 0
    for found in parse_windows(read, Document("text", "", "", "utf-8"), load(), window):
        segments.extend(found.parsed.ledger, found.character, found.draft)
        drafts += [
            moved_draft(draft, found, first=not number)
            for number, draft in enumerate(found.parsed.drafts)
        ]
        count += 1
    return drafts, list(segments), count


def agree(text: str, window: int, piece: int) -> int:
    """Hold what windows give to what the whole text gives; the number of windows."""
    whole = parse(Document("text", text, "", "utf-8"), load())
    drafts, segments, count = in_windows(text, window, piece)
    assert drafts == list(whole.drafts)
    assert segments == list(whole.ledger)
    return count


@settings(max_examples=150, deadline=None)
@given(
    parts=st.lists(PARTS, min_size=1, max_size=25),
    crlf=st.booleans(),
    window=st.sampled_from([1, 900, 6_000, 30_000]),
    piece=st.sampled_from([97, 5_000, 1_000_000]),
)
def test_any_window_gives_the_same(parts: list[str], crlf: bool, window: int, piece: int) -> None:
    text = "".join(parts)
    agree(text.replace("\n", "\r\n") if crlf else text, window, piece)


# Plain mail, and lines that say something of the mail below them, or that pages print.
PLAIN = st.one_of(
    st.sampled_from(
        [text for text in TEXTS if parse_straight(Document("text", text, "", "utf-8"), load())]
    ),
    st.builds(chain, st.integers(1, 12), st.integers(0, 99)),
    st.sampled_from(PROSE),
    st.sampled_from(["\n", "\n\n", "Thanks, Ben\n", "\n\n\n\n"]),
)
BETWEEN_PLAIN = st.sampled_from(
    [
        "\n12\n",
        "RELEASE IN PART B6\n",
        "See the mail below:\n",
        "\nBegin forwarded message:\n",
        "\n-----Original Message-----\n",
        "Attachments: a.pdf, b.pdf\n",
        "\nRe: Tide tables (3 messages)\n",
        "Note: the gate\n",
    ]
)


@settings(max_examples=100, deadline=None)
@given(
    parts=st.lists(st.one_of(PLAIN, PLAIN, PLAIN, BETWEEN_PLAIN), min_size=5, max_size=40),
    window=st.sampled_from([900, 3_000, 12_000]),
    piece=st.sampled_from([500, 5_000]),
)
def test_windows_of_plain_mail_give_the_same(parts: list[str], window: int, piece: int) -> None:
    agree("".join(parts), window, piece)


def test_windows_of_plain_mail_take_the_straight_run(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[bool] = []

    def counted(*args: Any, **kwargs: Any) -> PlainWindow | None:
        found = parse_plain_window(*args, **kwargs)
        taken.append(found is not None)
        return found

    monkeypatch.setattr(windows, "parse_plain_window", counted)
    text = "".join(prose(9_000, seed=n) + "\n\n" + chain(20, n) + "\n" for n in range(8))
    assert agree(text, 30_000, 5_000) == 4
    # The third window is not plain throughout.
    assert taken == [True, True, False, True]


def test_a_plain_window_knows_what_is_above_it() -> None:
    """A separator above a window's first header is a line of the window before."""
    mail = chain(14) + "Thanks, Ben\n\nBegin forwarded message:\n\n" + chain(14, 1)
    for window in range(2_000, 3_600, 40):
        agree(mail + prose(9_000) + "\n\n" + chain(9, 2), window, 64)


def test_all_fixtures_in_one_text_are_cut_often() -> None:
    text = "\n\n".join(TEXTS)
    assert agree(text, 5_000, 4_000) > 10


@pytest.mark.parametrize("piece", [1, 2, 3, 1000])
def test_line_breaks_are_not_parted(piece: int) -> None:
    text = "one\r\ntwo\rthree\n\r\n\r\r\nlast"
    pieces = (text[start : start + piece] for start in range(0, len(text), piece))
    parts = list(whole_lines(pieces))
    assert "".join(part for part, _ in parts) == text
    assert [last for _, last in parts] == [False] * (len(parts) - 1) + [True]
    for part, _ in parts[:-1]:
        assert part.endswith(("\r", "\n"))
    for (upper, _), (lower, _) in pairwise(parts):
        assert not (upper.endswith("\r") and lower.startswith("\n"))


def test_prose_without_mail_is_cut_anywhere() -> None:
    assert agree(prose(120_000), 10_000, 4_000) >= 8


def test_a_header_on_every_edge() -> None:
    """A window ends on each line of a header and of a quoted chain once."""
    text = prose(9_000, seed=3) + "\n\n" + chain(6) + quoted(chain(4)) + prose(9_000, seed=4)
    start = text.index("Answer number 0")
    for window in range(start, text.index("Answer number 3"), 37):
        agree(text, window, 64)


_ODD_HEADERS = (
    "[From] Ann Poe\n[To] Ben Ost\n[Date] May 4, 2020 9:12 AM\n[Subject] Tides\n",
    "From ........ Ann Poe\nTo .......... Ben Ost\nDate ........ May 4, 2020 9:12 AM\n",
    "(From: Ann Poe; To: Ben Ost; Date: May 4, 2020 9:12 AM; Subject: Tides)\n",
    "From= Ann Poe\nTo= Ben Ost\nDate= May 4, 2020 9:12 AM\nSubject= Tides\n",
    "Fromi Ann Poe\nSenti May 4, 2020 9:12 AM\nToi Ben Ost\nSubject: Tides\n",
    "| From: Ann Poe\nSent: Monday, May 4, 2020 9:12 AM To Ben Ost\nSubject: Tides\n",
    "Thanks, Cay From: Ann Poe Sent: May 4, 2020 9:12 AM To: Ben Ost\n",
    "1. On May 4, 2020 at 9:12 AM, Ann Poe <ann@quay.example> wrote:\n> Tides\n",
    "[ On May 4, 2020, at 9:12 AM, Ann Poe wrote: ]\n> Tides\n",
    "• From Ann Poe\n• To Ben Ost\n• Sent May 4, 2020 9:12 AM\n• Subject Tides\n",
)


@pytest.mark.parametrize("header", _ODD_HEADERS)
def test_signs_that_stand_for_others_on_every_edge(header: str) -> None:
    """A window ends on each line of a header whose signs are replaced (`scan/stand_ins.py`)."""
    mail = f"{header}\nThe gate is closed, and the tide is low.\n\n"
    text = prose(3_000, seed=5) + "\n\n" + mail * 3 + prose(3_000, seed=6) + "\n\n" + mail
    start = text.index(mail[:6])
    for window in range(start - 40, start + 2 * len(mail), 41):
        agree(text, window, 64)


def test_a_body_that_never_ends_grows_its_window() -> None:
    text = chain(1) + prose(60_000)
    assert agree(text, 5_000, 4_000) == 2
    assert agree(text + "\n\n" + chain(3) + prose(200_000), 5_000, 4_000) == 3


def test_a_line_that_never_ends() -> None:
    agree(prose(20_000) + "wall " * 60_000 + "\n\n" + chain(2), 5_000, 4_000)


NUMERIC = """\
From: Ann Poe <ann@north.example>
Date: {day:02d}/{month:02d}/2019 10:00
To: Ben Ost <ben@south.example>
Subject: Wall {day}

The wall holds, as {day} men say.
{prose}

"""


def numeric(last_day: int) -> str:
    """Letters with dates of numbers only, of which the last alone tells day from month."""
    days = [*range(1, 12), last_day]
    return "".join(NUMERIC.format(day=day, month=3, prose=prose(4_000, seed=day)) for day in days)


DOCUMENTS = {
    "fixtures": "\n\n".join(TEXTS),
    "conversations": "\n\n".join(text for text in TEXTS if "messages" in text),
    "footnotes": "\n\n".join(text for text in TEXTS if "[1]" in text),
    "days first": numeric(25),
    "days unknown": numeric(12),
}


def outputs(path: Path, reading: ReadOptions, folder: Path) -> list[bytes]:
    archive = reconstruct_documents(read_path(path, reading))
    folder.mkdir()
    write(archive, folder / "mail.jsonl")
    write(archive, folder / "mail.mbox")
    write(archive, folder / "inline.mbox", forwards=Forwards.INLINE)
    write_ledger(archive, folder / "ledger", force=False)
    return [file.read_bytes() for file in sorted(folder.iterdir())]


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        *((name, "utf-8") for name in DOCUMENTS),
        ("conversations", "utf-16"),
        ("days first", "windows-1252"),
    ],
)
def test_the_same_files_are_written(name: str, encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_bytes(DOCUMENTS[name].encode(encoding, "replace"))
    assert read_path(path, ReadOptions(window=3_000)) is not None
    whole = outputs(path, WHOLE, tmp_path / "whole")
    assert outputs(path, ReadOptions(window=3_000), tmp_path / "windows") == whole


def test_an_order_of_day_and_month_holds_for_what_stands_above(tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_text(numeric(25), encoding="utf-8")
    archive = reconstruct_documents(read_path(path, ReadOptions(window=3_000)))
    assert {message.when.local.month for message in archive.messages if message.when} == {3}


def test_what_windows_give_is_verified_and_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "text.txt"
    path.write_bytes("\n\n".join(TEXTS[::3]).encode("utf-8"))
    shown = []
    for window in (2_000, WHOLE.window):
        inputs = Inputs((str(path),), ReadOptions(window=window))
        inspect(inputs=inputs, lines=True, options=LinkOptions())
        shown.append(capsys.readouterr().out)
    assert shown[0] == shown[1]
    archive = reconstruct_documents(read_path(path, ReadOptions(window=2_000)))
    write(archive, tmp_path / "mail.mbox")
    write_ledger(archive, tmp_path / "ledger", force=False)
    checked = verify(tmp_path / "mail.mbox", [str(path)], ledger=tmp_path / "ledger")
    assert checked.errors == 0


def test_a_worker_and_the_journal_give_the_same(tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_bytes(DOCUMENTS["days first"].encode("utf-8"))
    reading = ReadOptions(window=3_000)
    whole = reconstruct_documents(read_path(path, WHOLE)).messages
    book = Journal(tmp_path / "journal", {}, resume=False)
    for _ in range(2):
        found = rebuild_files(list_files([str(path)]), reading, PoolOptions(1), book)
        archive = link(item for item in found if isinstance(item, RebuiltDocument))
        assert list(archive.messages) == list(whole)
        assert archive.parsed[0].document.large is not None
    book.close()


@pytest.mark.parametrize(
    ("extra", "sampled"),
    [
        ("", False),
        ("On Mon, 4 May 2020, Ben Ost wrote:\n> The wall holds.\n> It does.\n", True),
    ],
)
def test_texts_of_an_only_document_are_sampled_if_they_are_compared(
    extra: str, sampled: bool, tmp_path: Path
) -> None:
    path = tmp_path / "text.txt"
    text = "".join(chain(20, number) + extra for number in range(4))
    path.write_text(text, encoding="utf-8")
    (document,) = read_path(path, ReadOptions(window=2_000))
    whole = reconstruct_documents(read_path(path, WHOLE)).messages
    kept: list[RebuiltMessage] = []
    with (tmp_path / "kept").open("w+b") as file:
        made = keep_large(document, load(), file, lambda _: None, sample=False)
        for piece in pieces_of(file):
            kept.extend(decode_messages(piece))
    assert {one.facts.samples is not None for one in kept} == {sampled}
    assert list(link([replace(made, messages=tuple(kept))]).messages) == list(whole)


def test_a_text_that_changes_meanwhile_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_text(prose(20_000), encoding="utf-8")
    documents = list(read_path(path, ReadOptions(window=3_000)))
    path.write_text(prose(20_000, seed=2), encoding="utf-8")
    with pytest.raises(ReadError, match="changed"):
        reconstruct_documents(documents)


def test_messages_pass_from_process_to_process_some_at_a_time(tmp_path: Path) -> None:
    """All messages of one window at once would take both processes tens of megabytes."""
    path = tmp_path / "text.txt"
    path.write_text("".join(chain(20, number) for number in range(30)), encoding="utf-8")
    (document,) = read_path(path, ReadOptions(window=path.stat().st_size - 1))
    with (tmp_path / "kept").open("w+b") as file:
        keep_large(document, load(), file, lambda _: None, sample=True)
        sizes = [len(decode_messages(piece)) for piece in pieces_of(file)]
    assert sum(sizes) > 500
    assert max(sizes) <= 256
