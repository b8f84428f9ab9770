"""Forgeries that once passed, in each format, and honest changes once reported as forgery."""

from __future__ import annotations

import re
from pathlib import Path
from unittest.mock import patch

import pytest

from mailrecon import reconstruct
from mailrecon.pipeline import LinkOptions
from mailrecon.read import read_path
from mailrecon.verify import verify, verifying
from mailrecon.verify.decode import mail_statements
from mailrecon.verify.formats import format_of
from mailrecon.verify.printed import PrintedWords
from mailrecon.verify.statement import compare_statements
from mailrecon.writers import WRITERS, Run, write
from mailrecon.writers.exchange.network import write_network
from tests.verification.run import (
    changes_of,
    errors_of,
    fixtures,
    made_once,
    read_otherwise,
    rebuilt,
    told_of,
)
from tests.verification.test_verification import DOCUMENT, convert

MAIL = ("mbox", "mboxes", "eml", "maildir", "loadfile")
RECORDS = ("jsonl", "parquet")
TABLES = ("csv", "loadfile")
BAGS = ("mboxes", "eml", "maildir", "loadfile")
# What is changed: a pattern for the names of changes, and the formats that it is made in.
TRICKS = {
    "From and Cc swapped": ("(?i)from and cc swapped", (*MAIL, *RECORDS, *TABLES)),
    "From and To swapped": ("(?i)from and to", (*MAIL, *RECORDS, *TABLES, "sqlite", "eaxs")),
    "To moved to Bcc": ("(?i)to (moved )?(to|and) bcc", (*MAIL, *RECORDS, *TABLES, "sqlite")),
    "addresses crossed": ("crossed", RECORDS),
    "a mailbox changed": ("mailbox changed", (*RECORDS, "sqlite")),
    "the subject taken out": (
        "(?i)^(record: |row: )?subject (left out|changed)|messages.subject|Email subject 0",
        (*MAIL, *RECORDS, *TABLES, "sqlite", "ftm"),
    ),
    "the date taken out": (
        "(?i)^(record: |row: )?(date|datesent) left out|messages.date_local|Email date 0",
        (*MAIL, *RECORDS, *TABLES, "sqlite", "ftm"),
    ),
    "an attachment invented": ("attachment invented", (*MAIL, *RECORDS)),
    "a key that stands twice": ("stands twice", ("jsonl",)),
    "a recipient left out": ("(?i)recipient (of to )?left out|TO left out", (*MAIL, *RECORDS)),
    "fields added": ("(?i)(bcc|sender|reply.to) added", (*MAIL, *RECORDS)),
    "heads of lines cut": ("heads of lines cut", (*MAIL, *RECORDS)),
    "lines of a body left out": ("line of the body left out", (*MAIL, *RECORDS, "csv")),
    "a view or a trigger": ("^(view|trigger)", ("sqlite",)),
    "a journal": ("journal", ("sqlite",)),
    "said to be Spark's": ("Spark", ("parquet",)),
    "files too many in a bag": ("file too many", ("eml", "maildir", "loadfile")),
    "files left out of a bag": ("file left out|(records|ledger) left out", BAGS[1:]),
    "messages left out": (
        "(message|row) left out",
        (*RECORDS, *TABLES, "mbox", "mboxes", "ftm", "eaxs"),
    ),
}


@pytest.mark.parametrize("kind", sorted(WRITERS))
def test_what_once_passed_unnoticed_is_found(kind: str) -> None:
    with made_once():
        for trick, (names, kinds) in TRICKS.items():
            # Turn 0: the first message, written with the defaults.
            tried = list(changes_of(DOCUMENT, [kind], 1, 0, names)) if kind in kinds else []
            assert bool(tried) == (kind in kinds), f"no such change was made: {trick}"
            assert [(trick, item.name) for item in tried if not item.is_found] == []


def test_a_network_is_held_to_its_sources(tmp_path: Path) -> None:
    for name in ("out.gexf", "out.graphml"):
        output = tmp_path / name
        write_network(reconstruct(DOCUMENT), output, force=True)
        assert verify(output, [str(DOCUMENT)]).findings == ()
        text = output.read_text("utf-8")
        places = [match.start() for match in re.finditer("2|Maren|string|mailrecon", text)]
        assert len(places) > 20
        for place in places[:: len(places) // 12]:
            output.write_text(text[:place] + "3" + text[place + 1 :], "utf-8")
            assert errors_of(verify(output, [str(DOCUMENT)])), text[place - 20 : place + 20]


def test_a_record_that_cannot_be_read_is_named() -> None:
    # The only record of a database says how it was made, so nothing can be made again.
    document = next(path for path in fixtures() if path.name == "own_references_at_end.en.txt")
    (tried,) = changes_of(document, ["sqlite"], 1, 3, "messages.record changed")
    assert tried.is_named, tried.found


def test_a_forged_name_of_a_document_is_named_as_such() -> None:
    tried = list(changes_of(DOCUMENT, ["ftm"], 1, 0, "^Document (fileName|title) 1"))
    assert [item.name for item in tried if item.is_named] == [
        "Document fileName 1",
        "Document title 1",
    ]


# A recipe in each message says how it was made; entities carry no other evidence.
@pytest.mark.parametrize("told", ["[]", '["another value"]'])
def test_entities_that_do_not_say_how_they_were_made_are_an_error(
    told: str, tmp_path: Path
) -> None:
    output = convert(tmp_path, "ftm")
    text = re.sub(r'("processingAgent": )\[[^\]]*\]', rf"\1{told}", output.read_text("utf-8"))
    output.write_text(text, "utf-8")
    assert any("does not say how" in item for item in errors_of(verify(output, [str(DOCUMENT)])))


@pytest.mark.parametrize("kind", ["ftm", "eaxs"])
def test_a_recipe_that_cannot_be_followed_is_an_error_where_there_is_no_other_evidence(
    kind: str, tmp_path: Path
) -> None:
    people = tmp_path / "people.csv"
    people.write_text("name,alias,address\nMaren Holt,M. Holt,\n", "utf-8")
    output = convert(tmp_path, kind, "--people", str(people))
    assert any("is not given" in item for item in errors_of(verify(output, [str(DOCUMENT)])))


# Whoever says that another version wrote an output still cannot make up what is printed nowhere.
BY_ANOTHER = {
    "mbox": "(From|To|Cc|Subject|X-Mailrecon-Date-Printed|letter of the body)",
    "jsonl": r"(message_id|from\.name|date_printed|subject|body|native|fields\.0\.printed)",
    "csv": r"(FROM|TO|CC|SUBJECT|DATEPRINTED|BODY|SOURCESHA256)",
}


@pytest.mark.parametrize("kind", BY_ANOTHER)
def test_what_is_printed_nowhere_is_found_under_the_name_of_another_version(kind: str) -> None:
    with patch.object(verifying, "__version__", "another"):
        tried = list(changes_of(DOCUMENT, [kind], 1, 0, f"^{BY_ANOTHER[kind]} changed$"))
    assert len(tried) > 5
    assert [item.name for item in tried if not item.is_found] == []


def test_no_message_is_accused_that_this_version_does_not_find(tmp_path: Path) -> None:
    torn = (path for path in fixtures() if path.name == "torn_list_of_people.en.txt")
    for document in (*fixtures()[::25], *torn):
        archive = rebuilt(document)
        words = PrintedWords(read_path(document))
        for kind in ("mbox", "jsonl", "csv") if archive.messages else ():
            output = tmp_path / f"{document.name}.{kind}"
            write(archive, output, to=kind)
            for statement in format_of(output).read(output)[0]:
                found = words.missing(statement.values, {}, statement.place)
                assert [item.text for item in found] == [], document.name


# --- no false alarm ---------------------------------------------------------------------------


@pytest.mark.parametrize("kind", sorted({*WRITERS} - {"ftm", "eaxs"}))
def test_a_selection_may_answer_what_was_not_selected(kind: str, tmp_path: Path) -> None:
    """Without the sources, too: `--only` leaves messages out, and says so in each."""
    chosen = tmp_path / "chosen.txt"
    chosen.write_text("2\n", "utf-8")
    output = convert(tmp_path, kind, "--only", str(chosen))
    assert errors_of(verify(output)) == []
    with read_otherwise():
        assert errors_of(verify(output, [str(DOCUMENT)])) == []
    assert verify(output, [str(DOCUMENT)]).findings == ()


def test_a_message_taken_out_of_its_folder_is_held_to_its_sources(tmp_path: Path) -> None:
    output = convert(tmp_path, "eml", "--no-manifest")
    for file in sorted(output.iterdir()):
        lone = tmp_path / file.name
        data = file.read_bytes()
        lone.write_bytes(data)
        assert errors_of(verify(lone)) == []
        assert verify(lone, [str(DOCUMENT)]).findings == ()
        lone.write_bytes(data.replace(b"\n", b"\r\n"))
        assert errors_of(verify(lone, [str(DOCUMENT)])) == []
        lone.write_bytes(data.replace(b"Subject: ", b"Subject: No ", 1))
        assert any("Subject" in text for text in told_of(verify(lone, [str(DOCUMENT)])))
        lone.write_bytes(data.replace(b"Message-ID: <", b"Message-ID: <0", 1))
        assert errors_of(verify(lone, [str(DOCUMENT)]))


def test_the_field_of_an_encoded_word_with_other_padding_is_named() -> None:
    mails = [
        b"Subject: =?utf-8?b?w6%s=?=\nX-Mailrecon-Digest: sha-256=:%s:\n\nx\n" % (end, end)
        for end in (b"k", b"l")
    ]
    one, other = (mail_statements(mail, "a.eml") for mail in mails)
    (finding,) = compare_statements(one, other, "a.eml")
    assert finding.code == "form"
    assert "Subject" in finding.text


def test_a_report_is_not_called_an_mbox(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<!DOCTYPE html>\n<title>Post</title>\n", "utf-8")
    for sources in ([], [str(DOCUMENT)]):
        (error,) = errors_of(verify(page, sources))
        assert "verify what `mailrecon convert` wrote" in error


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_list_of_people_is_no_table_of_messages(mark: bytes, tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_bytes(mark + b"name,alias,address,role\nAnn Poe,,ann@dock.example,\n")
    for sources in ([], [str(DOCUMENT)]):
        checked = verify(people, sources)
        assert [item.code for item in checked.findings] == ["people-list"]
        assert checked.errors == 0


# By its own evidence, with the sources of another version: a line that is the header of two
# messages; quotation marks that are initials; an address spelled with `dot`.
@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("heading_received.de.txt", LinkOptions(fragments=True)),
        ("supercite.en.txt", LinkOptions()),
        ("names_spelled.en.txt", LinkOptions()),
    ],
)
def test_what_evidence_once_mistook(name: str, options: LinkOptions, tmp_path: Path) -> None:
    document = next(path for path in fixtures() if path.name == name)
    for kind in ("eml", "sqlite", "jsonl"):
        output = tmp_path / f"out.{kind}"
        write(rebuilt(document, options), output, to=kind, run=Run(options={}))
        assert errors_of(verify(output)) == []
        with read_otherwise():
            checked = verify(output, [str(document)])
        assert errors_of(checked) == []
        assert "not-rebuilt" in {item.code for item in checked.findings}
