"""Text without a header above a quotation becomes a message (`--unheaded`)."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from mailrecon.cli import main
from mailrecon.lexicon import load
from mailrecon.model import Archive, Relation, SegmentKind
from mailrecon.parse import parse
from mailrecon.read import ReadOptions, read_bytes
from mailrecon.resolve import resolve
from mailrecon.thread import LinkOptions, build_archive
from mailrecon.thread.rebuilt import rebuilt
from tests.conftest import assert_balances, assert_writes_strictly

QUOTED = """\
-----Original Message-----
From: Ann Poe <ann@quay.example>
Sent: Monday, March 1, 2021 9:14 AM
To: {to}
Subject: The sluice

When does the work on the sluice begin?
"""
OWN = "Then we open it on Friday. Tell the ferry.\n\n"
GERMAN = """\
Bitte prüfen und Bescheid geben.

---------- Weitergeleitete Nachricht ---------
Von: Ann Poe <ann@quay.example>
Datum: Mo., 1. März 2021 um 09:14 Uhr
Betreff: Die Schleuse
An: Ben Ost <ben@quay.example>


Wann beginnt die Arbeit?
"""
BELOW = """\
On Mon, Mar 1, 2021 at 9:14 AM, Ann Poe <ann@quay.example> wrote:
> When does the work on the sluice begin?

On Monday, I hope.
"""


def archive_of(text: str, unheaded: bool = True) -> Archive:
    (document,) = read_bytes(text.encode(), "x.txt", ReadOptions("utf-8"))
    page = parse(document, load())
    return build_archive([rebuilt(page, resolve(page, load()))], LinkOptions(unheaded=unheaded))


@pytest.mark.parametrize(
    ("to", "text", "author"),
    [
        ("Ben Ost <b@quay.example>; Cay Dun <c@quay.example>", "On Friday.\n\nCay\n\n", "Cay Dun"),
        ("Ben Ost <b@quay.example>; Cay Dun <c@quay.example>", "On Friday.\n\n", None),
        ("Ben Ost <b@quay.example>; Ben Ek <e@quay.example>", "On Friday.\n\nBen\n\n", None),
        ("Ben Ost <b@quay.example>", "On Friday.\n\nBen\n\n", "Ben Ost"),
        # Somebody else signs.
        ("Ben Ost <b@quay.example>", "On Friday.\n\nEva\n\n", None),
    ],
)
def test_a_signature_tells_the_author(to: str, text: str, author: str | None) -> None:
    made = archive_of(text + QUOTED.format(to=to)).messages[-1]
    assert (made.originator.name if made.originator is not None else None) == author


def test_the_only_recipient_wrote_it() -> None:
    text = OWN + QUOTED.format(to="Ben Ost <ben@quay.example>")
    archive = archive_of(text)
    quoted, made = archive.messages
    assert made.originator is not None
    assert (made.originator.name, made.originator.address) == ("Ben Ost", "ben@quay.example")
    concluded = [item for item in made.inferred if item.field == "From"]
    assert [item.score for item in concluded] == [0.6]
    assert "only one who was sent" in concluded[0].reason
    assert (made.parent, made.relation) == (quoted.message_id, Relation.REPLY)
    assert made.body == OWN.strip()
    assert made.fields == ()
    assert made.when is None
    assert made.subject is None
    assert [notice.code for notice in made.warnings] == ["unheaded"]
    assert_balances(archive.parsed[0])
    assert archive.parsed[0].ledger[0].kind is SegmentKind.NARRATIVE
    assert_writes_strictly(archive)


@pytest.mark.parametrize(
    "to", ["Ben Ost <ben@quay.example>; Cay Dun <cay@quay.example>", "[redacted]", ""]
)
def test_the_unknown_stays_unknown(to: str) -> None:
    made = archive_of(OWN + QUOTED.format(to=to)).messages[-1]
    assert made.layout == "no header"
    assert made.originator is None
    assert not [item for item in made.inferred if item.field == "From"]


def test_off_by_default() -> None:
    text = OWN + QUOTED.format(to="Ben Ost <ben@quay.example>")
    assert len(archive_of(text, unheaded=False).messages) == 1


def test_nothing_above_makes_nothing() -> None:
    assert len(archive_of(QUOTED.format(to="Ben Ost <ben@quay.example>")).messages) == 1


def test_a_header_alone_has_narrative_above() -> None:
    text = OWN + QUOTED.format(to="Ben Ost").partition("\n")[2]
    assert len(archive_of(text).messages) == 1


def test_a_forward_in_another_language() -> None:
    quoted, made = archive_of(GERMAN).messages
    assert (made.parent, made.relation) == (quoted.message_id, Relation.FORWARD)
    assert made.originator is not None
    assert made.originator.name == "Ben Ost"


def test_text_below_a_quotation() -> None:
    quoted, made = archive_of(BELOW).messages
    assert made.body == "On Monday, I hope."
    assert made.parent == quoted.message_id
    assert made.originator is None


@pytest.mark.parametrize("name", ["out.jsonl", "out.mbox", "out.sqlite"])
def test_verify_makes_it_again(tmp_path: Path, name: str) -> None:
    path = tmp_path / "x.txt"
    path.write_text(OWN + QUOTED.format(to="Ben Ost <ben@quay.example>"), "utf-8")
    output = str(tmp_path / name)
    runner = CliRunner()
    assert runner.invoke(main, ["convert", "-q", "--unheaded", str(path), output]).exit_code == 0
    assert runner.invoke(main, ["verify", output, str(path)]).exit_code == 0
    if name == "out.mbox":
        data = Path(output).read_text("utf-8")
        assert "X-Mailrecon-Inferred: From: " in data
        Path(output).write_text(data.replace("From: Ben Ost", "From: Cay Dun"), "utf-8")
        assert runner.invoke(main, ["verify", output, str(path)]).exit_code == 7
