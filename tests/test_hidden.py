"""Every output records the place, kind and length of hidden text, and none of its characters."""

from __future__ import annotations

import json
import sqlite3
from importlib import import_module
from pathlib import Path
from typing import cast

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from mailrecon import reconstruct, write
from mailrecon.cli import main
from mailrecon.cli.inputs import Inputs
from mailrecon.cli.summary import sentence, summarise
from mailrecon.hidden import hidden_record
from mailrecon.model import Archive, Document, HiddenText, Hiding, Span
from mailrecon.pipeline import reconstruct_documents
from mailrecon.read.files.archives import OpenedFile, UnreadableDocument
from mailrecon.report.content import report_content
from mailrecon.verify import verify
from mailrecon.verify.rebuild import Given, SourceFile
from mailrecon.verify.redactions import check_given, check_redactions
from mailrecon.writers import Run
from mailrecon.writers.provenance.jsonl import message_record
from mailrecon.writers.provenance.ledger import ledger_records, write_ledger
from tests.conftest import check_records

# The name in the package is the command of click.
hidden_command = import_module("mailrecon.cli.hidden")

MAIL = """\
Before the mail.
From: Ann Poe <ann@north.example>
To: Ida Rask <ida@south.example>
Date: Tue, 2 Mar 2021 09:14:00 +0100
Subject: Cracks

The witness is █████████████ and she saw it.
Best, Ann
"""
BAR = Span(MAIL.index("█"), MAIL.index(" and she"))
END = MAIL.index("Best, Ann") + len("Best, Ann")
COVERED = HiddenText(BAR, Hiding.COVERED, 13, page=3, box=(72.0, 500.0, 144.5, 512.0))
COMMENT = HiddenText(Span(END, END), Hiding.COMMENT, 40, place="paragraph 9")
BEFORE = HiddenText(Span(2, 2), Hiding.NOT_DISPLAYED, 5, place="paragraph 1")


def archive_of(*hidden: HiddenText, text: str = MAIL, name: str = "post.pdf") -> Archive:
    return reconstruct_documents([Document(name, text, "0" * 64, "utf-8", hidden=hidden)])


def test_a_message_knows_the_hidden_text_in_it() -> None:
    (message,) = archive_of(BEFORE, COVERED, COMMENT).messages
    assert message.source.hidden == (COVERED, COMMENT)
    record = message_record(message)
    check_records([json.loads(json.dumps(record))])
    assert record["source"]["hidden"] == [
        {
            "span": [BAR.start, BAR.end],
            "how": "covered",
            "characters": 13,
            "page": 3,
            "box": [72.0, 500.0, 144.5, 512.0],
            "place": None,
        },
        {
            "span": [END, END],
            "how": "comment",
            "characters": 40,
            "page": None,
            "box": None,
            "place": "paragraph 9",
        },
    ]


def test_the_ledger_books_each_hidden_text_once_and_balances() -> None:
    records = [record for _, record in ledger_records(archive_of(BEFORE, COVERED, COMMENT))]
    booked = [(record["kind"], item["how"]) for record in records for item in record["hidden"]]
    assert booked == [
        ("narrative", "not displayed"),
        ("body", "covered"),
        ("body", "comment"),
    ]
    ends = [record["span"] for record in records]
    assert [start for start, _ in ends] == [0, *(end for _, end in ends[:-1])]
    assert ends[-1][1] == len(MAIL)


def test_a_document_that_only_hides_has_a_segment_to_say_so() -> None:
    hidden = replace(BEFORE, span=Span(0, 0))
    ((_, record),) = ledger_records(archive_of(hidden, text=""))
    assert record["span"] == [0, 0]
    assert [item["how"] for item in record["hidden"]] == ["not displayed"]


@pytest.mark.parametrize(
    ("hidden", "text"),
    [
        ((COVERED,), "post.pdf: hidden text on page 3: withheld (1 place, 13 characters; covered)"),
        (
            (COVERED, replace(COVERED, page=5), replace(COVERED, how=Hiding.DELETED, page=None)),
            "post.pdf: hidden text on pages 3, 5: withheld "
            "(3 places, 39 characters; covered, tracked deletion)",
        ),
        (
            (replace(COVERED, page=None),),
            "post.pdf: hidden text: withheld (1 place, 13 characters; covered)",
        ),
        (
            tuple(replace(COVERED, page=page) for page in range(1, 14)),
            "post.pdf: hidden text on pages 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 3 more: withheld "
            "(13 places, 169 characters; covered)",
        ),
    ],
)
def test_one_warning_a_document(hidden: tuple[HiddenText, ...], text: str) -> None:
    assert [notice.text for notice in archive_of(*hidden).warnings] == [text]


def test_what_most_pages_hold_draws_no_warning_but_is_counted() -> None:
    archive = archive_of(BEFORE, COMMENT)
    assert archive.warnings == ()
    counts = summarise(archive)
    assert counts["hidden"] == 2
    assert counts["sources"][0]["hidden"] == {"texts": 2, "characters": 45}
    assert sentence(counts).endswith("0 quotations kept in bodies, 2 hidden texts withheld")


def test_nothing_hidden_nothing_said() -> None:
    assert sentence(summarise(archive_of())).endswith("0 warnings, 0 quotations kept in bodies")


def test_every_record_of_a_run_counts_it(tmp_path: Path) -> None:
    archive = archive_of(BEFORE, COVERED, COMMENT)
    write(archive, tmp_path / "out.jsonl", run=Run())
    manifest = json.loads((tmp_path / "out.jsonl.manifest.json").read_text("utf-8"))
    assert manifest["documents"][0]["hidden"] == {"texts": 3, "characters": 58}
    write(archive, tmp_path / "out.sqlite")
    with sqlite3.connect(tmp_path / "out.sqlite") as database:
        rows = database.execute("SELECT how, characters, page, place, box FROM hidden").fetchall()
    assert rows == [
        ("not displayed", 5, None, "paragraph 1", None),
        ("covered", 13, 3, None, "[72.0, 500.0, 144.5, 512.0]"),
        ("comment", 40, None, "paragraph 9", None),
    ]


def test_the_report_marks_and_counts_it() -> None:
    content = report_content(archive_of(COVERED, COMMENT), title="A report")
    assert content["documents"][0]["hidden"] == [
        [BAR.start, BAR.end, "covered", 13, "page 3"],
        [END, END, "comment", 40, "paragraph 9"],
    ]


def test_verify_holds_the_ledger_and_the_marks_to_it(tmp_path: Path) -> None:
    archive = archive_of(BEFORE, COVERED)
    write(archive, tmp_path / "out.jsonl")
    write_ledger(archive, tmp_path / "ledger.jsonl", force=False)
    found = verify(tmp_path / "out.jsonl", ledger=tmp_path / "ledger.jsonl")
    assert [item.text for item in found.findings if item.code == "ledger"] == []
    shown = replace(COVERED, span=Span(0, 6))
    document = Document("a", MAIL, "0" * 64, "utf-8", hidden=(shown,))
    (finding,) = check_redactions(document, None)
    assert finding.code == "redaction"
    # Also where nothing in the source is blacked out.
    given = Given([SourceFile(OpenedFile("-", 1, "0" * 64), (document,))])
    assert list(check_given(given)) == [finding]


def test_a_copy_keeps_the_hidden_text_of_its_own_place() -> None:
    one = Document("one.pdf", MAIL, "1" * 64, "utf-8", hidden=(COVERED,))
    two = Document("two.txt", MAIL, "2" * 64, "utf-8")
    (message,) = reconstruct_documents([one, two]).messages
    sources = (message.source, *(copy.source for copy in message.copies))
    assert {source.document: source.hidden for source in sources} == {
        "one.pdf": (COVERED,),
        "two.txt": (),
    }


class _Given:
    """Inputs that were read already."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.unread: list[UnreadableDocument] = []

    def reconstruct(self, _options: object) -> Archive:
        return self.archive


def shown(capsys: pytest.CaptureFixture[str], archive: Archive, *, as_json: bool = False) -> str:
    hidden_command.run(inputs=cast("Inputs", _Given(archive)), as_json=as_json)
    return capsys.readouterr().out


def test_the_command_shows_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(capsys, archive_of(COVERED, COMMENT)) == (
        "document  place        box             how      characters\n"
        "post.pdf  page 3       72 500 144 512  covered          13\n"
        "post.pdf  paragraph 9  -               comment          40\n"
        "2 hidden texts of 53 characters in all, in 1 of 1 document\n"
    )


def test_the_command_says_that_there_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(capsys, archive_of()) == "no hidden text in 1 document\n"


def test_the_command_prints_json(capsys: pytest.CaptureFixture[str]) -> None:
    record = json.loads(shown(capsys, archive_of(COVERED), as_json=True))
    assert record == {
        "documents": [
            {
                "document": "post.pdf",
                "sha256": "0" * 64,
                "kind": "text",
                "hidden": [hidden_record(COVERED)],
            }
        ],
        "unread": [],
    }


def test_names_cannot_play_with_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert "\x1b" not in shown(capsys, archive_of(COVERED, name="a\x1b[2Jb.pdf"))


def test_the_command_names_what_it_cannot_read(tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text(MAIL, encoding="utf-8")
    (tmp_path / "bad.docx").write_bytes(b"PK\x03\x04 word/document.xml")
    result = CliRunner().invoke(main, ["hidden", str(tmp_path)])
    assert result.exit_code == 6
    assert "no hidden text in 1 document" in result.output
    assert "bad.docx: not read:" in result.output


def test_plain_text_hides_nothing(tmp_path: Path) -> None:
    path = tmp_path / "in.txt"
    path.write_text(MAIL, encoding="utf-8")
    assert reconstruct(path).parsed[0].document.hidden == ()
