"""A sample of the run over all fixtures (`make mutations`), and malicious outputs."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from unittest.mock import patch

import pytest
from click.testing import CliRunner

from mailrecon import reconstruct, write
from mailrecon.cli import main
from mailrecon.errors import ReadError
from mailrecon.page_images import ImageFormat
from mailrecon.pipeline import LinkOptions
from mailrecon.read.files.archives import UnreadableDocument
from mailrecon.recipe import recipe_from_text, recipe_of, recipe_of_part, recorded_options
from mailrecon.thread import Alias
from mailrecon.verify import Level, rebuild, verify, verifying
from mailrecon.verify.rebuild import Given
from mailrecon.writers import WRITERS, Run, WriteOptions
from tests.conftest import ROOT
from tests.verification.damage import faults
from tests.verification.edits import resealed
from tests.verification.run import (
    changes_of,
    errors_of,
    fixtures,
    honest_pairs,
    inputs_of,
    made_once,
    rebuilt,
)

DOCUMENT = ROOT / "docs" / "examples" / "harbour_post.en.txt"
SOME = fixtures()[::40]


@pytest.mark.parametrize("kind", sorted(WRITERS))
def test_every_sort_of_change_is_found(kind: str) -> None:
    tried = list(changes_of(DOCUMENT, [kind], 4, sorted(WRITERS).index(kind)))
    assert len(tried) >= 9
    assert [item for item in tried if not item.is_found] == []
    assert [(item.name, item.found) for item in tried if not item.is_named] == []


@pytest.mark.parametrize("turn", range(len(SOME)), ids=lambda turn: SOME[turn].name)
def test_nothing_is_found_where_nothing_was_changed(turn: int) -> None:
    with made_once():
        assert list(honest_pairs(SOME[turn], WRITERS, turn)) == []


# --- what the way changes ---------------------------------------------------------------------


def convert(folder: Path, kind: str, *more: str, source: Path = DOCUMENT) -> Path:
    output = folder / f"out.{kind}"
    told = ["convert", "-q", "--to", kind, *more, str(source), str(output)]
    result = CliRunner().invoke(main, told)
    assert result.exit_code == 0, result.output
    return output


def notes_of(output: Path, source: Path = DOCUMENT) -> list[str]:
    checked = verify(output, [str(source)])
    assert errors_of(checked) == []
    return [f"{item.code}: {item.text}" for item in checked.findings]


def mozilla(data: bytes) -> bytes:
    """What Thunderbird makes of an mbox that it opens."""
    status = b"X-Mozilla-Status: 0001\nX-Mozilla-Status2: 00000000\nX-Mozilla-Keys:" + b" " * 80
    lines = data.split(b"\n")
    return b"\n".join(
        line + b"\n" + status if line.startswith(b"From ") else line for line in lines
    )


WAYS = {
    "CR LF": (lambda data: data.replace(b"\n", b"\r\n"), "line ends were changed"),
    "a lost end": (lambda data: data.rstrip(b"\n"), "last line ends"),
    "Thunderbird's fields": (mozilla, "fields of its own"),
    "a status of mutt's": (
        lambda data: re.sub(rb"(?m)^(From .*\n)", rb"\1Status: RO\n", data),
        "fields of its own",
    ),
    "rewritten From lines": (
        lambda data: b"\n".join(
            b"From - Tue Mar  2 09:14:00 2021" if line.startswith(b"From ") else line
            for line in data.split(b"\n")
        ),
        "rewrote its From lines",
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_what_programs_change_on_the_way_is_a_note(way: str, tmp_path: Path) -> None:
    output = convert(tmp_path, "mbox")
    change, text = WAYS[way]
    data = output.read_bytes()
    output.write_bytes(change(data))
    assert output.read_bytes() != data
    (told,) = notes_of(output)
    assert told.startswith("transport: ")
    assert text in told
    output.write_bytes(change(data.replace(b"crack", b"track", 1)))
    assert errors_of(verify(output, [str(DOCUMENT)]))


def test_line_ends_changed_on_the_way_are_a_note_without_sources_too(tmp_path: Path) -> None:
    output = convert(tmp_path, "mbox")
    output.write_bytes(output.read_bytes().replace(b"\n", b"\r\n"))
    assert errors_of(verify(output)) == []
    assert "transport" in {item.code for item in verify(output).findings}
    output.write_bytes(output.read_bytes().replace(b"crack", b"track", 1))
    assert errors_of(verify(output))


def test_flags_in_the_names_of_a_maildir_are_a_note(tmp_path: Path) -> None:
    output = convert(tmp_path, "maildir", "--no-manifest")
    file = sorted((output / "cur").iterdir())[0]
    file.rename(file.with_name(file.name.replace(":2,S", ":2,RS")))
    (told,) = notes_of(output)
    assert "flags" in told


def test_recipients_that_nest_without_end_end_nothing(tmp_path: Path) -> None:
    output = convert(tmp_path, "mbox")
    data = output.read_bytes()
    output.write_bytes(re.sub(rb"(?m)^(To: )", rb"\1" + b"[" * 100_000, data, count=1))
    assert errors_of(verify(output))
    assert errors_of(verify(output, [str(DOCUMENT)]))


@pytest.mark.parametrize("key", ["sha256", "kind", "span"])
def test_a_ledger_of_other_types_is_an_error(key: str, tmp_path: Path) -> None:
    output = convert(tmp_path, "eml")
    ledger = output / "provenance" / "ledger.jsonl"
    records = [json.loads(line) for line in ledger.read_bytes().splitlines()]
    records[0][key] = {} if key != "span" else [{}, []]
    ledger.write_text("".join(f"{json.dumps(record)}\n" for record in records), "utf-8")
    assert any(text.startswith("ledger:") for text in errors_of(verify(output)))


@pytest.mark.parametrize("kind", sorted(WRITERS))
def test_damage_ends_in_findings(kind: str) -> None:
    assert list(faults(kind, 8, 0)) == []


# --- sources ----------------------------------------------------------------------------------


def test_a_recipe_that_cannot_be_followed_is_an_error(tmp_path: Path) -> None:
    output = convert(tmp_path, "csv")
    for name, new in (
        ("of other options", '; options={"forwards":"upward"}'),
        ("of options that do not exist", '; options={"zone":7}'),
    ):
        told = output.read_text("utf-8")
        run = re.search('mailrecon=[^"\\n,]*; sha256=[0-9a-f]{64}', told)
        assert run is not None, name
        other = tmp_path / f"{name}.csv"
        other.write_text(told.replace(run[0], run[0] + new.replace('"', '""')), "utf-8")
        assert errors_of(verify(other, [str(DOCUMENT)])), name


def test_another_file_of_people_than_the_recorded_one_is_an_error(tmp_path: Path) -> None:
    aliases = (Alias("Maren Holt", "M. Holt"),)
    output = tmp_path / "out.mbox"
    write(rebuilt(DOCUMENT, LinkOptions(aliases=aliases)), output)
    assert errors_of(verify(output, [str(DOCUMENT)], linking=LinkOptions(aliases=aliases))) == []
    # Not given it may be lost; another one than the recorded is not what was used.
    lost = verify(output, [str(DOCUMENT)])
    assert [item.code for item in lost.findings if item.code == "not-rebuilt"]
    assert lost.errors == 0
    other = LinkOptions(aliases=(Alias("Maren Holt", "Mrs Holt"),))
    assert errors_of(verify(output, [str(DOCUMENT)], linking=other))


def test_sources_may_have_other_names_another_order_and_company(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    documents = [path for path in fixtures() if path.name.startswith("blog_post.")][:3]
    for number, path in enumerate(documents):
        (folder / f"{number}.txt").write_bytes(path.read_bytes())
    output = convert(tmp_path, "jsonl", source=folder)
    checked = verify(output, [str(path) for path in reversed(documents)])
    assert errors_of(checked) == []
    assert {item.code for item in checked.findings} == {"renamed"}
    checked = verify(output, [str(folder), str(DOCUMENT)])
    assert checked.findings == ()
    checked = verify(output, [str(path) for path in documents[:2]])
    assert "source-missing" in {item.code for item in checked.findings}


def test_what_was_said_in_a_file_must_be_given_again(tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text("name,alias,address\nMaren Holt,M. Holt,maren@north.example\n", "utf-8")
    output = convert(tmp_path, "jsonl", "--people", str(people))
    assert "maren@north.example" not in output.read_text("utf-8").partition('"run"')[2]
    run = CliRunner().invoke
    told = run(main, ["verify", str(output), str(DOCUMENT)])
    assert "not-rebuilt" in told.stdout
    told = run(main, ["verify", "--people", str(people), str(output), str(DOCUMENT)])
    assert (told.exit_code, told.stdout) == (0, "")


def test_another_version_is_not_held_to_this_one(tmp_path: Path) -> None:
    archive = reconstruct(DOCUMENT)
    recipe = recipe_of(archive)
    other = type(recipe)("0.0.9", recipe.documents, recipe.sha256, {"keep_duplicates": True})
    write(archive, tmp_path / "out.mbox", options=WriteOptions(recipe=other))
    checked = verify(tmp_path / "out.mbox", [str(DOCUMENT)])
    found = {item.code for item in checked.findings}
    assert {"not-rebuilt", "no-manifest"} <= found
    # What differs is said all the same: a forger can name another version, too.
    assert found & {"changed", "extra-message", "missing-message"}
    assert all(item.level is Level.NOTE for item in checked.findings)


def test_a_recipe_comes_back_from_its_text() -> None:
    archive = reconstruct(DOCUMENT, linking=LinkOptions(zone="Europe/Oslo", infer_zones=True))
    recipe = recipe_of(archive, WriteOptions(custodian="A  B; options={é}"))
    assert set(recipe.options) == {"zone", "infer_zones", "custodian"}
    assert recipe_from_text(recipe.text()) == recipe
    assert recipe_from_text(recipe_of_part().text()) == recipe_of_part()
    assert recipe_from_text("mailrecon=1; documents=1; options={") is None


def test_no_secret_is_recorded() -> None:
    from mailrecon.read import ReadOptions

    assert recorded_options(ReadOptions(password="harbour", encoding="cp1252")) == {
        "encoding": "cp1252"
    }
    told = recorded_options(LinkOptions(aliases=(Alias("Ada", None, "ada@n.example"),)))
    assert "ada" not in json.dumps(told).lower()


# --- hostile outputs --------------------------------------------------------------------------


HOSTILE = {
    "nested JSON": b'{"a":' * 100_000,
    "nested lists": b'{"message_id": "<a@b>", "to": ' + b"[" * 50_000 + b"]" * 50_000 + b"}\n",
    "a huge number": b'{"message_id": "<a@b>", "confidence": ' + b"9" * 100_000 + b"}\n",
    "one long line": b'{"body": "' + b"x" * 2_000_000,
    "lone surrogates": b'{"message_id": "\\ud800", "thread": 1}\n',
    "a mail in a mail in a mail": b"From a Tue Mar  2 09:14:00 2021\n"
    + b'Content-Type: multipart/mixed; boundary="b"\n\n--b\n' * 3000,
    "encoded words without end": b"From a Tue Mar  2 09:14:00 2021\nSubject: "
    + b"=?utf-8?q?a?= " * 20_000
    + b"\n\nx\n\n",
    "fields without end": b"From a Tue Mar  2 09:14:00 2021\n" + b"X: y\n" * 20_000 + b"\nx\n\n",
    "From lines without end": b"From a b\n" * 20_000,
    "keys without end": b'{"thread": 1' + b', "a": 1' * 20_000 + b"}\n",
    "a recipe that is none": b"From a Tue Mar  2 09:14:00 2021\nX-Mailrecon-Run: mailrecon=0; "
    b'documents=1; options={"prefix":"../../x"}\n\nx\n\n',
}


@pytest.mark.parametrize("case", HOSTILE)
@pytest.mark.parametrize("sources", [[], [str(DOCUMENT)]], ids=["alone", "with sources"])
def test_no_hostile_output_ends_or_hangs_it(case: str, sources: list[str], tmp_path: Path) -> None:
    output = tmp_path / "out"
    output.write_bytes(HOSTILE[case])
    begin = time.monotonic()
    result = CliRunner().invoke(main, ["verify", str(output), *sources])
    # Without sources, and without a field of ours, it may be somebody's own mail.
    assert result.exit_code == 7 or (result.exit_code == 0 and not sources), result.output
    assert "fault in mailrecon" not in result.output
    assert time.monotonic() - begin < 30


@pytest.mark.parametrize("field", ["From", "To", "Subject", "X-Mailrecon-Date-Printed"])
def test_no_long_value_by_another_version_hangs_it(field: str, tmp_path: Path) -> None:
    output = convert(tmp_path, "mbox")
    for piece in (b"a.", b"[x]", b"1 May 2021 "):
        value = piece * (100_000 // len(piece))
        data = re.sub(
            b"(?m)^(%s: )" % field.encode(), rb"\g<1>" + value, output.read_bytes(), count=1
        )
        changed = tmp_path / "changed.mbox"
        changed.write_bytes(data)
        begin = time.process_time()
        with patch.object(verifying, "__version__", "another"):
            assert errors_of(verify(changed, [str(DOCUMENT)]))
        # Of this process alone; what took the square of the length took a minute and more.
        assert time.process_time() - begin < 30


STATEMENTS = {
    "a view for a table": (
        "ALTER TABLE messages RENAME TO kept",
        "CREATE VIEW messages AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
        "SELECT i AS id, 'x' AS record FROM n",
    ),
    "a trigger": ("CREATE TRIGGER t AFTER INSERT ON messages BEGIN DELETE FROM people; END",),
    "a generated column": (
        "ALTER TABLE messages ADD COLUMN more TEXT GENERATED ALWAYS AS (hex(zeroblob(999999999)))",
    ),
}


@pytest.mark.parametrize("case", STATEMENTS)
@pytest.mark.parametrize("sources", [[], [str(DOCUMENT)]], ids=["alone", "with sources"])
def test_a_database_runs_nothing(case: str, sources: list[str], tmp_path: Path) -> None:
    output = convert(tmp_path, "sqlite")
    with closing(sqlite3.connect(output, isolation_level=None)) as database:
        database.execute("PRAGMA legacy_alter_table = ON")
        for statement in STATEMENTS[case]:
            database.execute(statement)
    resealed(output)
    begin = time.monotonic()
    assert errors_of(verify(output, sources))
    assert time.monotonic() - begin < 20


def test_a_journal_is_not_played_back(tmp_path: Path) -> None:
    output = convert(tmp_path, "sqlite")
    data = output.read_bytes()
    journal = output.with_name(f"{output.name}-journal")
    journal.write_bytes(bytes.fromhex("d9d505f920a163d7") + b"\0" * 504)
    for sources in ([], [str(DOCUMENT)]):
        assert any("journal" in text for text in errors_of(verify(output, sources)))
    assert output.read_bytes() == data
    assert journal.exists()


def test_a_link_in_a_folder_is_not_followed(tmp_path: Path) -> None:
    output = convert(tmp_path, "eml", "--no-manifest")
    file = sorted(output.iterdir())[0]
    file.rename(tmp_path / "elsewhere.eml")
    file.symlink_to(tmp_path / "elsewhere.eml")
    assert any("link" in text for text in errors_of(verify(output, [str(DOCUMENT)])))


# A run that nobody can have recorded is an error, not a reason to compare nothing.
RUNS = {
    "more documents than there are numbers": ("9" * 5000, "{}"),
    "lists without end": ("1", '{"zone":' + "[" * 900 + "]" * 900 + "}"),
    "a selection without end": ("1", '{"only":"' + ",".join(["1-9999"] * 20_000) + '"}'),
    "a start that is a word": ("1", '{"start":"x"}'),
    "a volume elsewhere": ("1", '{"volume":"../../x"}'),
    "a codec that is no character set": ("1", '{"encoding":"zlib_codec"}'),
}


@pytest.mark.parametrize("case", RUNS)
def test_a_hostile_recipe_is_an_error(case: str, tmp_path: Path) -> None:
    documents, options = RUNS[case]
    kind = "csv" if len(documents) > 1 else "mbox"
    output = tmp_path / f"out.{kind}"
    write(rebuilt(DOCUMENT), output, to=kind)
    run = rf"\g<1>{documents}\g<2>; options="
    text = options if kind == "mbox" else options.replace('"', '""')
    output.write_text(
        re.sub(r"(documents=)1(;\s+sha256=[0-9a-f]{64})", run, output.read_text("utf-8")).replace(
            "; options=", "; options=" + text
        ),
        "utf-8",
    )
    assert errors_of(verify(output, [str(DOCUMENT)]))


def test_what_is_no_file_is_not_read(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(ReadError, match="neither a file nor a folder"):
        verify(pipe)
    output = convert(tmp_path, "loadfile")
    table = next(output.rglob("*.dat"))
    for path, put in (
        (output / "bag-info.txt", os.mkfifo),
        (table, os.mkdir),
        (next(output.rglob("*.txt")), lambda name: name.symlink_to("/dev/zero")),
    ):
        path.unlink()
        put(path)
        for sources in ([], [str(DOCUMENT)]):
            assert errors_of(verify(output, sources))


def test_what_a_manifest_says_of_unread_sources_may_be_of_any_type() -> None:
    given = Given(unread=[UnreadableDocument("a.pdf", "is locked")])
    assert rebuild._run({"unread": [1]}, given, (), ()).unread == [("a.pdf", "is locked")]


def test_findings_end(tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    output.write_bytes(b'{"a": 1}\n' * 3000)
    checked = verify(output)
    assert 1000 < len(checked.findings) < 1010
    assert any("2000 findings more" in item.text for item in checked.findings)


# --- productions ------------------------------------------------------------------------------


@pytest.mark.parametrize("manifest", ["--manifest", "--no-manifest"])
def test_a_production_in_the_columns_of_a_template_is_held_to_its_sources(
    manifest: str, tmp_path: Path
) -> None:
    told = ("--fields", "relativity", "--volume", "VOL001", "--images", "tiff", manifest)
    output = convert(tmp_path, "loadfile", *told)
    checked = verify(output, [str(DOCUMENT)])
    assert (checked.findings, checked.messages) == ((), 5)
    (table,) = output.rglob("*.dat")
    table.write_bytes(table.read_bytes().replace(b"Maren Holt", b"Maren Bolt", 1))
    assert any("Email From" in text for text in errors_of(verify(output, [str(DOCUMENT)])))


def test_options_of_the_library_are_recorded_as_the_values_they_are_compared_with(
    tmp_path: Path,
) -> None:
    told = WriteOptions(images=True, image_format=ImageFormat.TIFF, fields=("A=BEGDOC", "B=RUN"))
    output = tmp_path / "out.jsonl"
    run = Run(options=recorded_options(told), inputs=inputs_of(DOCUMENT))
    write(reconstruct(DOCUMENT), output, options=told, run=run)
    assert errors_of(verify(output, [str(DOCUMENT)])) == []


# --- what was selected ------------------------------------------------------------------------


def test_a_selection_of_native_mail_is_made_again_from_its_file(tmp_path: Path) -> None:
    source = tmp_path / "box.mbox"
    source.write_bytes(
        b"".join(
            b"From ada@north.example Tue Mar  2 09:14:00 2021\nFrom: Ada <ada@north.example>\n"
            b"To: Ben <ben@south.example>\nDate: Tue, 2 Mar 2021 09:%02d:00 +0000\n"
            b"Subject: Ferry %d\nMessage-ID: <%d@north.example>\n\nNumber %d\n\n" % (n, n, n, n)
            for n in range(1, 4)
        )
    )
    chosen, other = tmp_path / "chosen.txt", tmp_path / "other.txt"
    chosen.write_text("#2\n", "utf-8")
    other.write_text("#3\n", "utf-8")
    output = convert(tmp_path, "mbox", "--only", str(chosen), source=source)
    assert verify(output, [str(source)], only=chosen).findings == ()
    without = verify(output, [str(source)])
    assert without.errors == 3
    assert [item.code for item in without.findings if item.level is Level.NOTE] == ["selection"]
    assert verify(output, [str(source)], only=other).errors
    output.write_bytes(output.read_bytes().replace(b"Number 2", b"Number 3"))
    assert verify(output, [str(source)], only=chosen).errors


def test_a_long_selection_is_made_again_from_its_file(tmp_path: Path) -> None:
    source, chosen = tmp_path / "post.txt", tmp_path / "chosen.txt"
    mails = [
        f"From: Ada Moor <ada@north.example>\nTo: Ben Ost <ben@south.example>\n"
        f"Date: Tue, 2 Mar 2021 09:{n // 60:02}:{n % 60:02} +0000\nSubject: Ferry {n}\n\n"
        f"The ferry {n} is late.\n"
        for n in range(280)
    ]
    source.write_text("\n".join(mails), "utf-8")
    chosen.write_text("\n".join(map(str, range(1, 280, 2))), "utf-8")
    output = convert(tmp_path, "csv", "--only", str(chosen), source=source)
    assert verify(output, [str(source)], only=chosen).findings == ()
    assert [item.code for item in verify(output, [str(source)]).findings][:1] == ["not-rebuilt"]
    chosen.write_text("\n".join(map(str, range(2, 280, 2))), "utf-8")
    assert "source-missing" in {
        item.code for item in verify(output, [str(source)], only=chosen).findings
    }


def test_the_ledger_need_not_name_text_without_a_header(tmp_path: Path) -> None:
    source = tmp_path / "post.txt"
    source.write_text(
        "I send you what she says of the mill.\n\nBegin forwarded message:\n\n"
        "From: Ada Moor <ada@north.example>\nSubject: The mill\n"
        "Date: 5 October 2019 22:11:12 CEST\nTo: Ben Ost <ben@south.example>\n\n"
        "The sails are here.\n",
        "utf-8",
    )
    output = convert(tmp_path, "sqlite", "--unheaded", source=source)
    assert verify(output).messages == 2
    assert errors_of(verify(output)) == []


@pytest.mark.parametrize("kind", ["sqlite", "loadfile"])
def test_the_ledger_gives_quoted_pieces_to_the_answer(kind: str, tmp_path: Path) -> None:
    source = tmp_path / "post.txt"
    source.write_text(
        "From: Ben Ost <ben@south.example>\nTo: Ada Moor <ada@north.example>\n"
        "Date: Sun, 6 Oct 2019 09:00:00 +0200\nSubject: Re: The mill\n\n"
        "On Sat, 5 Oct 2019 22:11:12 +0200, Ada Moor <ada@north.example> wrote:\n"
        "> When does the work begin?\n\nOn Monday.\n\n> Who pays for it?\n\nI do.\n",
        "utf-8",
    )
    output = convert(tmp_path, kind, "--fragments", source=source)
    assert verify(output).messages == 2
    assert errors_of(verify(output)) == []
