"""Quoted pieces between an answer's lines become messages (`--fragments`)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from mailrecon import reconstruct
from mailrecon.cli import main
from mailrecon.lexicon import load
from mailrecon.model import Archive
from mailrecon.parse import parse
from mailrecon.read import ReadOptions, read_bytes
from mailrecon.resolve import resolve
from mailrecon.thread import LinkOptions, build_archive
from mailrecon.thread.fragments import merged
from mailrecon.thread.rebuilt import rebuilt
from tests.conftest import assert_balances, assert_writes_strictly

ANSWER = """\
From: Ben Ost <ben@quay.example>
Sent: Monday, March 1, 2021 11:02 AM
To: Ann Poe <ann@quay.example>
Subject: Re: The sluice

On Mon, Mar 1, 2021 at 9:14 AM, Ann Poe <ann@quay.example> wrote:
> When does the work on the sluice begin?

On Monday.

> Who holds the keys to the gate house?

I do.
Ben
"""
OTHER = """\
From: Cay Dun <cay@quay.example>
Sent: Monday, March 1, 2021 1:40 PM
To: Ann Poe <ann@quay.example>
Subject: Re: The sluice

On Mon, Mar 1, 2021 at 9:14 AM, Ann Poe <ann@quay.example> wrote:
> Who holds the keys to the gate house?

Ben, I think.

> And has anybody told the ferry office yet?

Not yet.
Cay
"""
WHOLE = """\
From: Ann Poe <ann@quay.example>
Sent: Monday, March 1, 2021 9:14 AM
To: Ben Ost <ben@quay.example>
Subject: The sluice

Dear Ben,
When does the work on the sluice begin?
Who holds the keys to the gate house?
And has anybody told the ferry office yet?
Ann
"""
GERMAN = """\
Von: Ben Ost <ben@quay.example>
Gesendet: Montag, 1. März 2021 11:02
An: Ann Poe <ann@quay.example>
Betreff: AW: Die Schleuse

Am Mo., 1. März 2021 um 09:14 Uhr schrieb Ann Poe <ann@quay.example>:
> Wann beginnt die Arbeit an der Schleuse?

Am Montag.

> Wer hat die Schlüssel?

Ich.
"""


def archive_of(*texts: str, fragments: bool = True) -> Archive:
    documents = []
    for number, text in enumerate(texts):
        (document,) = read_bytes(text.encode(), f"{number}.txt", ReadOptions("utf-8"))
        page = parse(document, load())
        documents.append(rebuilt(page, resolve(page, load())))
    return build_archive(documents, LinkOptions(fragments=fragments))


def test_pieces_are_a_message_that_the_answer_answers() -> None:
    archive = archive_of(ANSWER)
    answer, fragment = archive.messages
    assert fragment.originator is not None
    assert fragment.originator.name == "Ann Poe"
    assert fragment.body == (
        "When does the work on the sluice begin?\n\n[…]\n\nWho holds the keys to the gate house?"
    )
    assert [notice.code for notice in fragment.warnings] == ["fragment"]
    assert answer.parent == fragment.message_id
    pieces = [ANSWER[span.start : span.end] for span in fragment.source.body]
    assert pieces == [
        "> When does the work on the sluice begin?",
        "> Who holds the keys to the gate house?",
    ]
    assert "> Who holds the keys" in answer.body


def test_the_ledger_gives_the_pieces_to_the_answer() -> None:
    archive = archive_of(ANSWER)
    assert_balances(archive.parsed[0])
    place = ANSWER.index("> Who holds")
    (owner,) = {s.draft for s in archive.parsed[0].ledger if s.span.start <= place < s.span.end}
    assert owner == 0


def test_off_by_default() -> None:
    assert len(archive_of(ANSWER, fragments=False).messages) == 1
    assert len(reconstruct(ANSWER.encode(), name="x").messages) == 1


@pytest.mark.parametrize("texts", [(ANSWER, OTHER), (OTHER, ANSWER)])
def test_pieces_from_several_documents_are_put_together(texts: tuple[str, ...]) -> None:
    archive = archive_of(*texts)
    (fragment,) = [m for m in archive.messages if m.originator and m.originator.name == "Ann Poe"]
    assert fragment.body.split("\n\n[…]\n\n") == [
        "When does the work on the sluice begin?",
        "Who holds the keys to the gate house?",
        "And has anybody told the ferry office yet?",
    ]
    places = {fragment.source.document, *(copy.source.document for copy in fragment.copies)}
    assert places == {"0.txt", "1.txt"}


def test_the_whole_message_elsewhere_takes_its_pieces_in() -> None:
    archive = archive_of(ANSWER, WHOLE)
    (whole,) = [m for m in archive.messages if m.originator and m.originator.name == "Ann Poe"]
    assert whole.body.startswith("Dear Ben,")
    assert [copy.source.document for copy in whole.copies] == ["0.txt"]
    assert "fragment" not in [notice.code for notice in whole.warnings]


def test_other_languages_and_quoted_answers() -> None:
    assert "[…]" in archive_of(GERMAN).messages[1].body
    quoted = "".join(f"> {line}\n" for line in ANSWER.splitlines())
    fragment = archive_of(quoted).messages[-1]
    assert fragment.body.startswith("When does the work on the sluice begin?\n\n[…]")


@pytest.mark.parametrize(
    ("known", "more", "both"),
    [
        (["a", "b"], ["b", "c"], ["a", "b", "c"]),
        (["b", "c"], ["a", "b"], ["a", "b", "c"]),
        (["a", "d"], ["a", "b", "c", "d"], ["a", "b", "c", "d"]),
        (["a"], ["b"], ["a", "b"]),
        (["a long"], ["a"], ["a long"]),
        (["a"], ["a long", "b"], ["a long", "b"]),
        # Two pieces that overlap in whole lines are one; a short line may be anybody's.
        (["a\nb b b b"], ["b b b b\nc", "d"], ["a\nb b b b\nc", "d"]),
        (["b b b b\nc"], ["a\nb b b b"], ["a\nb b b b\nc"]),
        (["a\nThanks,"], ["Thanks,\nc"], ["a\nThanks,", "Thanks,\nc"]),
    ],
)
def test_the_order_of_pieces(known: list[str], more: list[str], both: list[str]) -> None:
    assert merged(known, more) == both


def test_all_formats_can_hold_them() -> None:
    assert_writes_strictly(archive_of(ANSWER, OTHER))


@pytest.mark.parametrize("name", ["out.jsonl", "out.mbox", "out.sqlite", "out.csv"])
def test_verify_makes_them_again(tmp_path: Path, name: str) -> None:
    paths = []
    for number, text in enumerate((ANSWER, OTHER)):
        paths.append(str(tmp_path / f"{number}.txt"))
        Path(paths[-1]).write_text(text, "utf-8")
    output = str(tmp_path / name)
    runner = CliRunner()
    assert runner.invoke(main, ["convert", "-q", "--fragments", *paths, output]).exit_code == 0
    assert runner.invoke(main, ["verify", output, *paths]).exit_code == 0
    if name == "out.jsonl":
        lines = Path(output).read_text("utf-8").splitlines()
        assert json.loads(lines[0])["run"]["options"] == {"fragments": True}
        Path(output).write_text(Path(output).read_text("utf-8").replace("[…]", "and"), "utf-8")
        assert runner.invoke(main, ["verify", output, *paths]).exit_code == 7


def test_a_piece_within_a_quoted_message_is_read_beside_it(tmp_path: Path) -> None:
    # The piece is in the second message, whose number is greater than the number of pieces.
    chain = (
        "Fine.\n\nFrom: Cay Dun <cay@quay.example>\nSent: Tuesday, March 2, 2021 11:02 AM\n"
        "To: Ben Ost <ben@quay.example>\nSubject: Re: The sluice\n\nSee below.\n\n" + ANSWER
    )
    path = tmp_path / "chain.txt"
    path.write_text(chain)
    archive = reconstruct(path, linking=LinkOptions(fragments=True))
    assert [message.originator.name for message in archive.messages if message.originator] == [
        "Cay Dun",
        "Ben Ost",
        "Ann Poe",
    ]
