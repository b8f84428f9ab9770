"""Verification: honest outputs pass, and a change of any byte is reported."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailrecon import reconstruct, write
from mailrecon.cli import main
from mailrecon.errors import ReadError
from mailrecon.model import Redaction, Span
from mailrecon.pipeline import reconstruct_documents
from mailrecon.read import ReadOptions, read_bytes, read_path
from mailrecon.verify import Level, verify, verifying
from mailrecon.verify.redactions import check_redactions
from mailrecon.writers import WRITERS, Run, manifest_path
from tests.conftest import FIXTURES, ROOT, SHARED, fixture_path

DOCUMENT = ROOT / "docs" / "examples" / "harbour_post.en.txt"
DOCUMENTS = sorted(FIXTURES.rglob("*.txt"))
# A table of numbers and a database's spare bytes carry no digest: the manifest does.
BY_MANIFEST = ("csv", "sqlite", "parquet")


def codes(output: Path, *sources: Path) -> set[str]:
    checked = verify(output, [str(source) for source in sources])
    return {finding.code for finding in checked.findings if finding.level is Level.ERROR}


def evidence(output: Path, *sources: Path) -> set[str]:
    """What is found if another version wrote the output, which this one does not make again."""
    with patch.object(verifying, "__version__", "another"):
        return codes(output, *sources)


def convert(folder: Path, format_name: str, *more: str, document: Path = DOCUMENT) -> Path:
    output = folder / f"out.{format_name}"
    result = CliRunner().invoke(
        main, ["convert", "--to", format_name, *more, str(document), str(output)]
    )
    assert result.exit_code == 0, result.output
    return output


# `make mutations` verifies them all, in every format.
@pytest.mark.parametrize("document", DOCUMENTS[::3], ids=lambda path: path.name)
def test_every_fixture_converts_to_what_passes(document: Path, tmp_path: Path) -> None:
    archive = reconstruct(document)
    if not archive.messages:
        return
    for name in ("mbox", "jsonl"):
        write(archive, tmp_path / name, to=name)
        assert codes(tmp_path / name, document) == set()


@pytest.mark.parametrize("name", sorted(WRITERS))
def test_every_format_passes(name: str, tmp_path: Path) -> None:
    output = convert(tmp_path, name, "--manifest")
    checked = verify(output, [str(DOCUMENT)])
    assert [finding for finding in checked.findings if finding.level is Level.ERROR] == []
    assert checked.messages == 5
    assert checked.sources == 1


@pytest.mark.parametrize("name", sorted(WRITERS))
def test_the_same_bytes_in_two_files_pass(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for copy in ("a.txt", "b.txt"):
        shutil.copy(DOCUMENT, folder / copy)
    assert codes(convert(tmp_path, name, "--manifest", document=folder), folder) == set()


NATIVE = (
    "Received: by mx.example\nMIME-Version: 1.0\nFrom: Ada <ada@n.example>\nSubject: Wall\n"
    "Date: Tue, 5 Mar 2019 10:00:00 +0100\n{}\nIt holds.{}\n"
)
REAL_MAIL = {
    "no Message-ID": [NATIVE.format("", "")],
    "one Message-ID twice": [NATIVE.format("Message-ID: <a@b>\n", n) for n in "12"],
    "a comment in Message-ID": [NATIVE.format("Message-ID: (x) <a@b> (y)\n", "")],
    "no answer to the last reference": [
        NATIVE.format("In-Reply-To: <a@b>\nReferences: <a@b> <c@d>\n", "")
    ],
    "an answer to itself": [NATIVE.format("Message-ID: <a@b>\nIn-Reply-To: <a@b>\n", "")],
    "two answers to each other": [
        NATIVE.format(f"Message-ID: <{n}@b>\nIn-Reply-To: <{3 - n}@b>\n", n) for n in (1, 2)
    ],
    "a text in latin-1": [
        NATIVE.format(
            "Content-Type: text/plain; charset=iso-8859-1\n", " F\u00fcr \u00c9mile. \u00e9"
        )
    ],
    "a text in no charset": [NATIVE.format("", "la\x99os \xe9 \x81")],
    "a page": [
        NATIVE.format("Content-Type: text/html\n", "<p>Gr&uuml;&szlig;e, <b>a</b>bc&nbsp;x")
    ],
    "fields of mailrecon's, broken": [
        NATIVE.format("X-Mailrecon-Status: reconstructed\nMessage-ID: <a@b>\n", n) for n in "12"
    ],
    "an answer to an identity of ours": [NATIVE.format("In-Reply-To: <a@mailrecon.invalid>\n", "")],
    "nothing of the identity that is made for it": [
        "Received: by mx.example\nMIME-Version: 1.0\nFrom: Ada Moor\nTo: Ben Ost\n"
        "Subject: Re: Wall\n\n"
        "From: Ada Moor\nTo: Ben Ost\nSent: Wed Mar 04 07:30:10 2009\nSubject: Re: Wall\n\nIt."
        "\n\nFrom: Ben Ost\nTo: Ada Moor; 'Cy' <cy@n.example>\nSent: Tue Mar 03 16:12:45 2009\n"
        "Subject: Re: Wall\n\nDoes it hold?\n"
    ],
    "an answer that its clock contradicts": [
        NATIVE.format(
            "Message-ID: <a@b>\n",
            "\n\nFrom: Ada <ada@n.example>\nTo: Ben <ben@n.example>\nIn-Reply-To: <a@b>\n"
            "Date: Sun, 3 Mar 2013 10:00:00 +0100\nSubject: Re: Wall\n\nIt did.",
        )
    ],
    "less than another print": [
        NATIVE.format(
            "Message-ID: <b@c>\n",
            "\n\nFrom: Ada <ada@n.example>\nSubject: Wall\n"
            "Date: Tue, 5 Mar 2019 10:00:00 +0100\nMessage-ID: <b@c>\nIn-Reply-To: <a@b>\n\nIt.",
        )
    ],
    "carriage returns": [NATIVE.format("", "\r\r\n\r"), NATIVE.format("", "\r\r\r")],
}


@pytest.mark.parametrize("name", ["mbox", "eml", "maildir", "loadfile", "jsonl", "sqlite", "csv"])
@pytest.mark.parametrize("case", REAL_MAIL)
def test_whatever_real_mail_says_passes(case: str, name: str, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number, text in enumerate(REAL_MAIL[case]):
        (folder / f"{number}.eml").write_bytes(text.encode("latin-1"))
    assert codes(convert(tmp_path, name, document=folder), folder) == set()


@pytest.mark.parametrize("name", sorted(WRITERS))
def test_messages_rebuilt_before_pass_when_they_are_converted_anew(
    name: str, tmp_path: Path
) -> None:
    first = convert(tmp_path, "mbox", document=fixture_path("blog_post.en.txt"))
    shutil.move(first, tmp_path / "first.mbox")
    second = convert(tmp_path, name, document=tmp_path / "first.mbox")
    assert codes(second, tmp_path / "first.mbox") == set()


HEADER = {
    "From": "Ada Moor <ada@north.example>",
    "To": "Ben Ost <ben@south.example>",
    "Date": "Tue, 5 Mar 2019 10:00:00 +0100",
    "Subject": "Wall",
}
ODD_PRINTS = {
    "a sign that load files use": {
        "From": "Moor\u00ae <a@b.example>",
        "Subject": "The \u00ae wall",
        "Date": "Tue, 5 Mar 2019 10:00 \u00ae",
    },
    "an address that is none": {"To": "ada@north.example\\par"},
    "a name with an address that is none in it": {
        "To": "Ben Ost <ben@south.\xe9xam\xab: t Moor <kit@looms.exampl\\xad"
    },
    "an address over a broken line, beyond ASCII": {
        "To": "Ben Ost <b-----\u8ee2\u9001-----\nen@south.example>"
    },
    "a domain beyond ASCII over a broken line": {"To": "Cy <wen@bowuguan.e\n\u94a5\u5319\u5728>"},
    "a year too far": {"Date": "Mon, 13 Oct 8159 18:00:05 +0200"},
    "a year that is none": {"Date": "Mon, 13 Oct 201,4 18:00:05 +0200"},
    "a zone of a time without zones": {"Date": "Sun, 2 Mar 1206 22:26:08 Japan Standard Time"},
    "a dot of another script": {"To": "other@example.com\u3002v\u00e1lasz"},
    "a bracket in a Message-ID": {"Message-ID": "<a@north.exam(le>"},
    "a date of two": {"Date": "Mon, 13 Oct 2014 18:0e, 5 Mar 2019 10:00:00 +0100", "Fo": "E"},
    "a control in a date": {"Date": "Tue, 5 Mar 2019 14:\x1b[20"},
    "a direction mark in a date": {"Date": "Tue, 5 Mar 20\u200e19 14:20"},
    "a gap in a date": {"Date": "Tue, 5 \xa0 \xa0 \xa0 \xa0 Mar 2019, 16h12"},
    "references to identities of ours": {
        "In-Reply-To": "<c@mailrecon.invalid>",
        "References": "<d@mailrecon.invalid> <c@mailrecon.invalid>",
    },
}


ODD_TEXTS = {
    "a title with something unseen": (
        "\u2069Wall\x01s\nInbox\n\n\nAda Moor <ada@north.example>\nMon, Feb 4, 2019, 9:12 AM "
        "(1 day ago)\nto me, Ben\n\nThe wall holds.\n"
    ),
    "a subject over the end of a page": (
        "HARBOUR BOARD FOIA 2010-00114 Page 1 of 2\nFrom: Ada Moor <ada@north.example>\n"
        "Date: Tue, 5 Mar 2019 10:00:00 +0100\nSubject: The east wall of the old harbour and\n"
        "HARB_00000212\nHARBOUR BOARD FOIA 2010-00114 Page 2 of 2\nall that leans on it\n"
        "To: Ben Ost <ben@south.example>\n\nIt holds.\n"
    ),
    "what only another print has": (
        "Date: Tue, 5 Mar 2019 10:00:00 +0100\nSubject: Wall\nTo: Ben Ost <ben@south.example>\n\n"
        "The east wall holds for now, and so does the mole behind it. Nobody knows how long.\n\n"
        "From: ada at north.example (Ada Moor)\nDate: Tue, 5 Mar 2019 10:00:00 +0100\n"
        "Subject: Wall\nTo: Ben Ost <ben@south.example>\n\n"
        "The east wall holds for now, and so does the mole behind it.\n"
    ),
}


@pytest.mark.parametrize("name", ["mbox", "eml", "loadfile", "jsonl", "sqlite", "csv"])
@pytest.mark.parametrize("case", [*ODD_PRINTS, *ODD_TEXTS])
def test_whatever_is_printed_passes(case: str, name: str, tmp_path: Path) -> None:
    text = ODD_TEXTS.get(case)
    if text is None:
        header = HEADER | ODD_PRINTS[case]
        lines = "".join(f"{label}: {value}\n" for label, value in header.items())
        text = f"{lines}\nThe wall holds.\n"
    source = tmp_path / "in.txt"
    source.write_text(text, "utf-8")
    assert codes(convert(tmp_path, name, document=source), source) == set()


def test_the_founding_document_passes(tmp_path: Path) -> None:
    document = SHARED / "seed" / "post.ja.txt"
    if not document.exists():
        pytest.skip("../shared/seed is not there")
    for name in ("mbox", "loadfile"):
        assert codes(convert(tmp_path, name, document=document), document) == set()


def flipped(data: bytes, count: int) -> Iterator[tuple[int, bytes]]:
    """`data` with one bit changed, at `count` places spread over it, and the place."""
    step = max(1, len(data) // count)
    for number, place in enumerate(range(0, len(data), step)):
        bit = (0x01, 0x20, 0x04, 0x80, 0x02)[number % 5]
        yield place, data[:place] + bytes([data[place] ^ bit]) + data[place + 1 :]


def assert_every_flip_is_told(output: Path, file: Path, count: int) -> None:
    data = file.read_bytes()
    for place, changed in flipped(data, count):
        file.write_bytes(changed)
        try:
            told = codes(output)
        except ReadError:
            continue
        assert told, f"{file.name}: byte {place} of {len(data)} changed unnoticed"
    file.write_bytes(data)
    assert codes(output) == set()


@pytest.mark.parametrize("name", ["mbox", "jsonl"])
def test_a_changed_byte_is_told_without_a_manifest(name: str, tmp_path: Path) -> None:
    output = convert(tmp_path, name, "--no-manifest")
    assert_every_flip_is_told(output, output, 300)


@pytest.mark.parametrize("name", BY_MANIFEST)
def test_a_changed_byte_of_a_table_is_told_by_its_manifest(name: str, tmp_path: Path) -> None:
    output = convert(tmp_path, name, "--manifest")
    assert_every_flip_is_told(output, output, 25)
    assert_every_flip_is_told(output, manifest_path(output), 25)


@pytest.mark.parametrize("name", ["eml", "maildir", "loadfile"])
def test_a_changed_byte_of_any_file_of_a_bag_is_told(name: str, tmp_path: Path) -> None:
    output = convert(tmp_path, name)
    files = sorted(path for path in output.rglob("*") if path.is_file())
    assert len(files) > 10
    for file in files:
        assert_every_flip_is_told(output, file, 4)


@pytest.mark.parametrize("name", ["eml", "maildir"])
def test_a_changed_byte_of_a_plain_folder_is_told(name: str, tmp_path: Path) -> None:
    output = convert(tmp_path, name, "--no-manifest")
    for file in sorted(path for path in output.rglob("*") if path.is_file()):
        assert_every_flip_is_told(output, file, 8)


@pytest.mark.parametrize("name", ["mbox", "jsonl", "loadfile", "sqlite", "parquet", "eml"])
def test_a_changed_byte_of_the_source_is_told(name: str, tmp_path: Path) -> None:
    document = tmp_path / DOCUMENT.name
    shutil.copy(DOCUMENT, document)
    output = convert(tmp_path, name, document=document)
    assert codes(output, document) == set()
    for _, changed in flipped(document.read_bytes(), 12):
        document.write_bytes(changed)
        assert "source-missing" in codes(output, document)


def test_files_that_are_gone_or_too_many_are_told(tmp_path: Path) -> None:
    output = convert(tmp_path, "eml")
    message = sorted((output / "data").iterdir())[0]
    data = message.read_bytes()
    message.unlink()
    assert {"bag", "missing-file"} <= codes(output)
    message.write_bytes(data)
    assert codes(output) == set()
    (output / "data" / "more.eml").write_bytes(data)
    assert "bag" in codes(output)
    (output / "data" / "more.eml").unlink()
    (output / "provenance" / "more.txt").write_text("x")
    assert "bag" in codes(output)


def redigested(data: bytes) -> bytes:
    """A mail with the digest that fits it: what someone does who knows how."""
    import base64
    import hashlib

    head, blank, body = data.partition(b"\n\n")
    lines = [line for line in head.split(b"\n") if not line.startswith(b"X-Mailrecon-Digest")]
    rest = b"\n".join(lines) + blank + body
    digest = base64.b64encode(hashlib.sha256(rest).digest())
    place = lines.index(b"MIME-Version: 1.0") + 1
    lines.insert(place, b"X-Mailrecon-Digest: sha-256=:" + digest + b":")
    return b"\n".join(lines) + blank + body


CHANGES = {
    "a name": (b"Maren Holt", b"Maren Bolt", "value"),
    "a subject": (b"Subject: The", b"Subject: Thy", "value"),
    "a body": (b"crack", b"prack", "value"),
    "a source": (b"sha256=", b"sha256=0", "record"),
    "a printed date": (b"X-Mailrecon-Date-Printed: ", b"X-Mailrecon-Date-Printed: 9", "value"),
    "a reference": (b"In-Reply-To: <", b"In-Reply-To: <0", "reference"),
    "a status": (b"reconstructed from", b"a copy of", "source-field"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_with_a_new_digest_is_told_by_what_it_says(change: str, tmp_path: Path) -> None:
    old, new, code = CHANGES[change]
    output = convert(tmp_path, "eml", "--no-manifest")
    file = next(path for path in sorted(output.iterdir()) if old in path.read_bytes())
    file.write_bytes(redigested(file.read_bytes()))
    assert codes(output, DOCUMENT) == set()
    file.write_bytes(redigested(file.read_bytes().replace(old, new, 1)))
    assert code in evidence(output, DOCUMENT)
    assert "changed" in codes(output, DOCUMENT)


def test_two_messages_with_one_identity_are_told(tmp_path: Path) -> None:
    output = convert(tmp_path, "mbox")
    output.write_bytes(output.read_bytes() * 2)
    assert "message-id" in codes(output)


def test_a_ring_of_answers_is_told(tmp_path: Path) -> None:
    output = convert(tmp_path, "jsonl")
    lines = output.read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    child = next(item for item in records if item["in_reply_to"])
    parent = next(item for item in records if item["message_id"] == child["in_reply_to"])
    parent["in_reply_to"] = child["message_id"]
    output.write_text("".join(json.dumps(item) + "\n" for item in records), encoding="utf-8")
    checked = verify(output)
    assert any("ring" in finding.text for finding in checked.findings)


def test_a_ledger_that_does_not_balance_is_told(tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    ledger = tmp_path / "ledger.jsonl"
    options = ["convert", "--ledger", str(ledger), str(DOCUMENT), str(output)]
    assert CliRunner().invoke(main, options).exit_code == 0
    assert verify(output, [str(DOCUMENT)], ledger=ledger).errors == 0
    lines = ledger.read_text(encoding="utf-8").splitlines(keepends=True)
    for kept in (lines[1:], lines[:-1], lines[:3] + lines[4:]):
        ledger.write_text("".join(kept), encoding="utf-8")
        checked = verify(output, [str(DOCUMENT)], ledger=ledger)
        assert checked.errors
        with patch.object(verifying, "__version__", "another"):
            checked = verify(output, [str(DOCUMENT)], ledger=ledger)
        assert "ledger" in {item.code for item in checked.findings if item.level is Level.ERROR}


def test_letters_where_a_mark_should_stand_are_told() -> None:
    document = next(read_bytes(b"From under the bar\n", "a.txt", ReadOptions()))
    from msgspec.structs import replace

    leaking = replace(document, redactions=(Redaction(Span(5, 10), "styled text"),))
    assert [finding.code for finding in check_redactions(leaking, None)] == ["redaction"]
    for mark in ("█████", "xxxxx", "[NAME]", "(b)(6)", "[redacted]"):
        marked = replace(
            leaking,
            text=f"From {mark} the bar\n",
            redactions=(Redaction(Span(5, 5 + len(mark)), "styled text"),),
        )
        assert list(check_redactions(marked, None)) == []


def test_the_command_says_what_it_found(tmp_path: Path) -> None:
    output = convert(tmp_path, "mbox")
    run = CliRunner().invoke
    good = run(main, ["verify", str(output), "--source", str(DOCUMENT)])
    assert good.exit_code == 0
    assert "5 messages checked against 1 document: 0 errors" in good.stderr
    good = run(main, ["verify", str(output), str(DOCUMENT)])
    assert good.exit_code == 0
    output.write_bytes(output.read_bytes().replace(b"crack", b"track", 1))
    bad = run(main, ["verify", str(output), "--source", str(DOCUMENT)])
    assert bad.exit_code == 7
    assert any(
        line.startswith("error changed: out.mbox message") for line in bad.stdout.split("\n")
    )
    assert bad.stderr.count("\n") == 2
    assert "Traceback" not in bad.output
    told = run(main, ["verify", "--json", str(output), str(DOCUMENT)])
    assert told.exit_code == 7
    record = json.loads(told.stdout)
    assert record["verified"] is False
    assert {"level", "code", "place", "text"} == set(record["findings"][0])
    missing = run(main, ["verify", str(tmp_path / "none.mbox")])
    assert missing.exit_code == 3


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_converted_passes(data: st.DataObject, tmp_path_factory: object) -> None:
    """Any text around and inside a mail: `convert`, then `verify --source`, finds no error."""
    letters = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
    parts = [data.draw(letters) for _ in range(4)]
    text = (
        f"{parts[0]}\n\nFrom: Ada {parts[1]} <a@north.example>\nTo: Ben <b@south.example>\n"
        f"Date: Tue, 5 Mar 2019 10:00:00 +0100\nSubject: W {parts[2]}\n\n{parts[3]}\nok\n"
    )
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        document = Path(folder) / "in.txt"
        document.write_bytes(text.encode("utf-8"))
        archive = reconstruct(document)
        for name in ("mbox", "jsonl", "loadfile"):
            output = Path(folder) / name
            write(archive, output, to=name, run=Run() if name == "loadfile" else None)
            checked = verify(output, [str(document)])
            errors = [finding for finding in checked.findings if finding.level is Level.ERROR]
            if archive.messages:
                assert errors == []


@pytest.mark.parametrize("name", ["loadfile", "eml", "csv"])
def test_a_message_id_that_another_print_has(name: str, tmp_path: Path) -> None:
    header = (
        "From: Ada Moor <ada@north.example>\nTo: Ben Ost <ben@south.example>\n"
        "Date: Tue, 5 Mar 2019 10:00:00 +0100\nSubject: Wall\n"
    )
    text = "The east wall holds for now, and so does the mole behind it."
    (tmp_path / "long.txt").write_text(f"{header}\n{text} Nobody knows how long.\n", "utf-8")
    (tmp_path / "named.txt").write_text(f"Message-ID: <x@y.example>\n{header}\n{text}\n", "utf-8")
    sources = [str(tmp_path / "long.txt"), str(tmp_path / "named.txt")]
    archive = reconstruct_documents(
        document for source in sources for document in read_path(Path(source))
    )
    (message,) = archive.messages
    assert message.message_id == "<x@y.example>"
    assert message.source.document == "long.txt"
    write(archive, tmp_path / "out", to=name)
    assert verify(tmp_path / "out", sources).errors == 0


@pytest.mark.parametrize("name", ["jsonl", "eml", "loadfile", "sqlite"])
def test_the_same_bytes_read_as_two_formats(name: str, tmp_path: Path) -> None:
    """Each print is looked for in the document of its own name."""
    page = (
        "<p>From: Ada Moor &lt;ada@north.example&gt;<br>To: Ben Ost &lt;ben@south.example&gt;<br>\n"
        "Date: Tue, 5 Mar 2019 10:00:00 +0100<br>Subject: Wall</p>\n"
        "<p>The wall &amp; the mole.</p>\n"
        "From: Cleo Wirth <cleo@north.example>\nTo: Ben Ost <ben@south.example>\n"
        "Date: Tue, 5 Mar 2019 11:00:00 +0100\nSubject: Mole\n\nThe mole.\n"
    )
    folder = tmp_path / "in"
    folder.mkdir()
    for file in ("a.txt", "b.html"):
        (folder / file).write_text(page, "utf-8")
    result = CliRunner().invoke(
        main, ["convert", "-q", "--to", name, str(folder), str(tmp_path / "out")]
    )
    assert result.exit_code == 0, result.output
    assert verify(tmp_path / "out", [str(folder)]).errors == 0


def test_an_encoded_word_with_something_unseen_in_it(tmp_path: Path) -> None:
    source = tmp_path / "in.txt"
    source.write_text(
        "From: =?UTF-\ufeff8?B?57Gz55Sw?= <yoneda@komeya.example>\n"
        "To: Ben Ost <ben@south.example>\n"
        "Date: Tue, 5 Mar 2019 10:00:00 +0100\nSubject: Wall\n\nThe wall holds.\n",
        "utf-8",
    )
    archive = reconstruct(source)
    assert archive.messages[0].originator is not None
    assert archive.messages[0].originator.name == "米田"
    write(archive, tmp_path / "out.mbox")
    assert verify(tmp_path / "out.mbox", [str(source)]).errors == 0


def test_a_real_message_without_people_in_a_load_file(tmp_path: Path) -> None:
    source = tmp_path / "in.eml"
    source.write_bytes(
        b"Received: by mx.example; Tue, 5 Mar 2019 10:00:00 +0100\r\nMessage-ID: <x@y.example>\r\n"
        b"MIME-Version: 1.0\r\n\r\nTo: whom it may concern\r\n\r\nThe wall holds.\r\n"
    )
    write(reconstruct(source), tmp_path / "out", to="loadfile")
    assert verify(tmp_path / "out", [str(source)]).errors == 0
