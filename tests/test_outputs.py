"""Load files, Maildir, tables, bags and manifests: what tools that read them will find."""

from __future__ import annotations

import csv
import hashlib
import json
import mailbox
import re
import sqlite3
from contextlib import closing
from email import policy
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import bagit
import pytest
from click.testing import CliRunner
from PIL import Image

from mailrecon import reconstruct, write
from mailrecon.cli import main
from mailrecon.cli.commands.write import FORMATS
from mailrecon.errors import WriteError
from mailrecon.model import Archive, Message, Person, Relation
from mailrecon.writers import WRITERS, Forwards, WriteOptions
from mailrecon.writers.provenance.digest import digest_placeholder
from mailrecon.writers.tables.loadfile import FIELDS
from mailrecon.writers.tables.production import conversation_index, produce
from mailrecon.writers.tables.template import TEMPLATES, headings, read_template
from tests.conftest import ROOT, fixture_path, make_archive, make_message
from tests.read.make_pdf import print_text

DOCUMENT = ROOT / "docs" / "examples" / "harbour_post.en.txt"


def convert(*arguments: str) -> None:
    result = CliRunner().invoke(main, ["convert", "-q", *arguments])
    assert result.exit_code == 0, result.output


def table(path: Path) -> list[dict[str, str]]:
    """A load file as a platform reads it: by its delimiters alone."""
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf\xc3\xbeBEGDOC\xc3\xbe\x14")
    lines = data.decode("utf-8-sig").split("\r\n")
    assert lines.pop() == ""
    rows = [line.removeprefix("þ").removesuffix("þ").split("þ\x14þ") for line in lines]
    assert {len(row) for row in rows} == {len(rows[0])}
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def test_the_formats_of_the_command_are_the_table_of_writers() -> None:
    assert sorted(FORMATS) == sorted(WRITERS)


def test_a_production_is_complete(tmp_path: Path) -> None:
    output = tmp_path / "out"
    convert(
        "--to", "loadfile", "--prefix", "ABC-", "--custodian", "Holt", str(DOCUMENT), str(output)
    )
    archive = reconstruct(DOCUMENT)
    rows = table(output / "data" / "DATA" / "ABC-.dat")
    assert [row["BEGDOC"] for row in rows] == [f"ABC-{n:08d}" for n in range(1, 6)]
    assert {row["MESSAGEID"] for row in rows} == {m.message_id for m in archive.messages}
    by_id = {message.message_id: message for message in archive.messages}
    for row in rows:
        message = by_id[row["MESSAGEID"]]
        native = (output / "data" / row["NATIVELINK"].replace("\\", "/")).read_bytes()
        assert hashlib.sha256(native).hexdigest().upper() == row["SHA256"]
        assert hashlib.md5(native).hexdigest().upper() == row["MD5HASH"]
        assert b"\n" not in native.replace(b"\r\n", b"")
        assert BytesParser(policy=policy.default).parsebytes(native)["Subject"] == row["SUBJECT"]
        text = (output / "data" / row["TEXTLINK"].replace("\\", "/")).read_text("utf-8")
        assert message.body in text
        assert f"Subject: {message.subject}\n" in text
        assert row["CUSTODIAN"] == "Holt"
        assert message.when is not None
        assert message.originator is not None
        assert row["DATESENT"] == message.when.local.date().isoformat()
        assert row["TIMESENT"] == f"{message.when.local:%H:%M}"
        assert row["SOURCELINES"] == "{}-{}".format(*message.source.lines)
        assert row["SOURCEDOC"] == DOCUMENT.name
        assert ("From" in row["REDACTED"].split("; ")) == message.originator.redacted
        assert "redacted.invalid" not in row["FROM"] + row["TO"] + text
    assert not (output / "data" / "DATA" / "ABC-.opt").exists()


def test_forwarded_messages_are_attachments_of_the_first_that_forwards_them() -> None:
    inner = make_message(message_id="<in@mailrecon.invalid>")
    outer = [
        make_message(
            message_id=f"<out{n}@mailrecon.invalid>",
            parent=inner.message_id,
            relation=Relation.FORWARD,
        )
        for n in range(2)
    ]
    lone = make_message(message_id="<lone@mailrecon.invalid>")
    archive = make_archive(lone, *outer, inner)
    items = list(produce(archive, WriteOptions()))
    assert [item.message.message_id[1:4] for item in items] == ["lon", "out", "in@", "out"]
    assert [item.family for item in items] == [
        ("MR00000001", "MR00000001"),
        ("MR00000002", "MR00000003"),
        ("MR00000002", "MR00000003"),
        ("MR00000004", "MR00000004"),
    ]
    assert [item.parent for item in items] == ["", "", "MR00000002", ""]
    assert items[1].attached == ("MR00000003",)
    apart = list(produce(archive, WriteOptions(Forwards.NONE)))
    assert all(item.family == (item.begin, item.end) for item in apart)
    assert [item.message for item in apart] == list(archive.messages)


def test_a_ring_of_forwards_is_produced_once() -> None:
    ids = [f"<{n}@mailrecon.invalid>" for n in range(3)]
    ring = [
        make_message(message_id=ids[n], parent=ids[(n + 1) % 3], relation=Relation.FORWARD)
        for n in range(3)
    ]
    produced = [item.message.message_id for item in produce(make_archive(*ring), WriteOptions())]
    assert sorted(produced) == ids


def test_values_cannot_break_out_of_their_field(tmp_path: Path) -> None:
    body = "one\ntwo\r\nthree"
    subject = "þ\x14þ ® line\nbreak\x00\u2028end"
    message = make_message(subject=subject, body=body)
    write(make_archive(message), tmp_path / "out", to="loadfile")
    (path,) = (tmp_path / "out" / "DATA").glob("*.dat")
    rows = list(
        csv.reader(path.read_text("utf-8-sig").split("\n")[1:2], delimiter="\x14", quotechar="\xfe")
    )
    header = path.read_text("utf-8-sig").split("\n")[0]
    names = next(csv.reader([header], delimiter="\x14", quotechar="\xfe"))
    assert dict(zip(names, rows[0], strict=True))["SUBJECT"] == "þ þ (R) line®break ®end"


@pytest.mark.parametrize("prefix", ["", "a b", "../x", "é", "-a", "x" * 41])
def test_a_prefix_that_can_be_none_is_refused(prefix: str, tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="document numbers"):
        write(
            make_archive(make_message()),
            tmp_path / "out",
            to="loadfile",
            options=WriteOptions(prefix=prefix),
        )
    assert list(tmp_path.iterdir()) == []


def test_answers_sort_below_what_they_answer() -> None:
    root = make_message(message_id="<r@mailrecon.invalid>", thread="<r@mailrecon.invalid>")
    child = make_message(
        message_id="<c@mailrecon.invalid>",
        thread=root.message_id,
        parent=root.message_id,
        references=(root.message_id,),
    )
    assert len(conversation_index(root)) == 44
    assert conversation_index(child).startswith(conversation_index(root))
    assert len(conversation_index(child)) == 54


def test_pages_of_a_pdf_become_images(tmp_path: Path) -> None:
    text = fixture_path("outlook_chain.en.txt").read_text("utf-8")
    source = tmp_path / "post.pdf"
    source.write_bytes(print_text(text))
    output = tmp_path / "out"
    convert("--to", "loadfile", str(source), str(output))
    rows = table(output / "data" / "DATA" / "MR.dat")
    images = sorted((output / "data" / "IMAGES").rglob("*.jpg"))
    assert sum(int(row["PAGECOUNT"]) for row in rows) == len(images) > 0
    assert all(image.read_bytes().startswith(b"\xff\xd8\xff") for image in images)
    lines = (output / "data" / "DATA" / "MR.opt").read_text("ascii").splitlines()
    assert len(lines) == len(images)
    keys = {line.split(",")[0] for line in lines}
    assert {row["BEGDOC"] for row in rows} <= keys
    assert {row["ENDDOC"] for row in rows} <= keys
    firsts = [line.split(",") for line in lines if line.split(",")[3] == "Y"]
    assert [(first[0], first[6]) for first in firsts] == [
        (row["BEGDOC"], row["PAGECOUNT"]) for row in rows
    ]
    for line in lines:
        assert (output / "data" / line.split(",")[2].replace("\\", "/")).is_file()


def test_a_maildir_is_one(tmp_path: Path) -> None:
    convert("--to", "maildir", "--no-manifest", str(DOCUMENT), str(tmp_path / "out"))
    box = mailbox.Maildir(tmp_path / "out", create=False)
    wanted = [message.subject for message in reconstruct(DOCUMENT).messages]
    assert sorted(str(item["Subject"]) for item in box) == sorted(map(str, wanted))
    assert {item.get_flags() for item in box} == {"S"}


def test_a_table_runs_no_formula(tmp_path: Path) -> None:
    message = make_message(subject='=HYPERLINK("x")', body='-1\nþ,"')
    write(make_archive(message), tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["SUBJECT"] == '\'=HYPERLINK("x")'
    assert row["BODY"] == "'-1\nþ,\""


@pytest.mark.parametrize("first", "=+-@\t\r\n＝＋－＠")
def test_no_cell_begins_as_a_formula_does(first: str, tmp_path: Path) -> None:
    write(make_archive(make_message(subject=f"{first}1+1")), tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["SUBJECT"] == f"'{first}1+1"


def query(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as database:
        return database.execute(sql).fetchall()


def test_a_database_answers(tmp_path: Path) -> None:
    path = tmp_path / "out.sqlite"
    convert(str(DOCUMENT), str(path))
    archive = reconstruct(DOCUMENT)
    assert query(path, "SELECT message_id, subject, body FROM messages ORDER BY id") == [
        (m.message_id, m.subject, m.body) for m in archive.messages
    ]
    found = query(
        path,
        "SELECT m.message_id FROM messages_text t JOIN messages m ON m.id = t.rowid "
        "WHERE messages_text MATCH 'cracks'",
    )
    assert found == [
        (m.message_id,) for m in archive.messages if "cracks" in f"{m.subject} {m.body}".lower()
    ]
    parents = query(
        path,
        "SELECT c.message_id, p.message_id FROM messages c JOIN messages p ON p.id = c.parent",
    )
    assert parents == [(m.message_id, m.parent) for m in archive.messages if m.parent]
    ((characters,),) = query(path, "SELECT sum(stop - start) FROM segments")
    assert characters == len(archive.parsed[0].document.text)
    ((threads, messages),) = query(path, "SELECT count(*), sum(messages) FROM threads")
    assert (threads, messages) == (len({m.thread for m in archive.messages}), 5)
    assert query(path, "PRAGMA foreign_key_check") == []


def test_a_database_finds_what_no_space_parts(tmp_path: Path) -> None:
    path = tmp_path / "out.sqlite"
    write(make_archive(make_message(subject="北埠頭の検査報告", body="埠頭は無事です。")), path)
    found = "SELECT rowid FROM messages_substrings WHERE messages_substrings MATCH ?"
    with closing(sqlite3.connect(path)) as database:
        for words, rows in (("検査報", [(1,)]), ("は無事で", [(1,)]), ("検査済", [])):
            assert database.execute(found, (words,)).fetchall() == rows


def test_a_file_s_own_digest_is_over_all_its_bytes(tmp_path: Path) -> None:
    """By the documented rule alone, and whatever a document says."""
    for name in ("sqlite", "parquet"):
        path = tmp_path / f"out.{name}"
        text = digest_placeholder(make_archive())
        write(make_archive(make_message(body=f"{'0' * 64} {text[:63]}")), path)
        (digest,) = {
            found.decode()
            for found in re.findall(rb"[0-9a-f]{64}", path.read_bytes())
            if hashlib.sha256(path.read_bytes().replace(found, b"0" * 64)).hexdigest()
            == found.decode()
        }
        if name == "sqlite":
            assert query(path, "SELECT sha256 FROM digest") == [(digest,)]


def test_a_data_frame_reads_the_parquet_file(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "out.parquet"
    convert(str(DOCUMENT), str(path))
    rows = pyarrow.read_table(path).to_pylist()
    archive = reconstruct(DOCUMENT)
    assert [row["body"] for row in rows] == [m.body for m in archive.messages]
    for row, message in zip(rows, archive.messages, strict=True):
        assert row["date_local"] == (message.when.local if message.when else None)
        assert [person["name"] for person in row["to"]] == [person.name for person in message.to]
        assert json.loads(row["record"])["message_id"] == message.message_id


@pytest.mark.parametrize("name", ["eml", "maildir", "loadfile"])
def test_a_folder_is_a_bag_that_says_how_it_came_about(name: str, tmp_path: Path) -> None:
    output = tmp_path / "out"
    convert("--to", name, "--zone", "Europe/Oslo", str(DOCUMENT), str(output))
    bag = bagit.Bag(str(output))
    bag.validate()
    assert bag.info["Bag-Software-Agent"].startswith("mailrecon ")
    record = json.loads((output / "provenance" / "manifest.json").read_bytes())
    data = DOCUMENT.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    assert record["inputs"] == [{"path": str(DOCUMENT), "size": len(data), "sha256": digest}]
    assert record["options"]["zones"] == ["Europe/Oslo"]
    assert record["counts"]["messages"] == 5
    assert [(one["eventType"], one["source"], one["outcome"]) for one in record["events"]] == [
        ("message digest calculation", ["inputs"], []),
        ("creation", ["documents"], ["outputs"]),
        ("message digest calculation", ["outputs"], []),
    ]
    assert {one["eventDateTime"] for one in record["events"]} == {record["time"]}
    written = {item["path"]: item["sha256"] for item in record["outputs"]}
    held = sorted((output / "data").rglob("*"))
    for file in [path for path in held if path.is_file()]:
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        assert written[file.relative_to(output).as_posix()] == digest


def test_a_password_is_not_recorded(tmp_path: Path) -> None:
    convert("--manifest", "--password", "s3cret", str(DOCUMENT), str(tmp_path / "out.mbox"))
    assert "s3cret" not in (tmp_path / "out.mbox.manifest.json").read_text("utf-8")


def tree(folder: Path) -> dict[str, bytes]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_input_gives_the_same_bytes(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1500000000")
    for run in ("one", "two"):
        (tmp_path / run).mkdir()
        convert("--to", name, "--manifest", str(DOCUMENT), str(tmp_path / run / "out"))
    assert tree(tmp_path / "one") == tree(tmp_path / "two")


def test_a_bag_is_replaced_only_if_nothing_else_is_in_it(tmp_path: Path) -> None:
    output = tmp_path / "out"
    convert("--to", "loadfile", str(DOCUMENT), str(output))
    convert("--to", "loadfile", "--force", str(DOCUMENT), str(output))
    (output / "notes.txt").write_text("mine")
    result = CliRunner().invoke(
        main, ["convert", "--to", "loadfile", "--force", str(DOCUMENT), str(output)]
    )
    assert result.exit_code == 4
    assert "notes.txt" in result.output
    assert (output / "notes.txt").read_text() == "mine"


def test_the_manifest_of_a_file_stands_beside_it(tmp_path: Path) -> None:
    output = tmp_path / "out.mbox"
    convert("--manifest", "--ledger", str(tmp_path / "ledger.jsonl"), str(DOCUMENT), str(output))
    record = json.loads((tmp_path / "out.mbox.manifest.json").read_bytes())
    assert [item["path"] for item in record["outputs"]] == ["out.mbox", "ledger.jsonl"]
    again = CliRunner().invoke(main, ["convert", "--manifest", str(DOCUMENT), str(output)])
    assert again.exit_code == 4
    output.unlink()
    again = CliRunner().invoke(main, ["convert", "--manifest", str(DOCUMENT), str(output)])
    assert again.exit_code == 4, "the manifest must not be replaced either"
    assert not output.exists()


def test_nothing_of_an_archive_without_people_or_dates_breaks_a_writer(tmp_path: Path) -> None:
    bare: Message = make_message(originator=None, to=(), cc=(), when=None, subject=None, body="")
    archive: Archive = make_archive(bare)
    for name in FORMATS:
        write(archive, tmp_path / name, to=name)


def test_no_column_of_a_database_needs_quoting(tmp_path: Path) -> None:
    """Datasette and people write SQL by hand; `end` or `from` would need quotes there."""
    path = tmp_path / "out.sqlite"
    convert(str(DOCUMENT), str(path))
    names = [name for (name,) in query(path, "SELECT name FROM sqlite_master WHERE sql <> ''")]
    tables = [name for name in names if not name.startswith("messages_")]
    for table in tables:
        for row in query(path, f"PRAGMA table_info ({table})"):
            query(path, f"SELECT {row[1]} FROM {table} LIMIT 1")


def test_datasette_finds_the_full_text_index_of_messages(tmp_path: Path) -> None:
    """Its question, word for word (datasette/utils: detect_fts_sql), has one answer."""
    path = tmp_path / "out.sqlite"
    convert(str(DOCUMENT), str(path))
    found = query(
        path,
        "select name from sqlite_master where rootpage = 0 and ("
        "sql like '%VIRTUAL TABLE%USING FTS%content=\"messages\"%' "
        "or sql like '%VIRTUAL TABLE%USING FTS%content=[messages]%' "
        "or (tbl_name = 'messages' and sql like '%VIRTUAL TABLE%USING FTS%'))",
    )
    assert found == [("messages_text",)]


def test_the_view_of_mail_says_who_wrote_to_whom(tmp_path: Path) -> None:
    path = tmp_path / "out.sqlite"
    message = make_message(
        originator=Person("Ann Poe", None, True, "1@redacted.invalid"),
        to=(
            Person("Ben Ost", "ben@south.example", False, "ben@south.example"),
            Person(None, None, True, "2@redacted.invalid"),
        ),
    )
    write(make_archive(message), path)
    assert query(path, "SELECT originator, recipients, copied, subject FROM mail") == [
        ("Ann Poe", "Ben Ost; [redacted]", None, "Harbour wall")
    ]


def letter_in_a_thread(number: int, parent: int | None) -> str:
    subject = "The wall" if parent is None else "Re: The wall"
    return (
        f"From: Ann Poe <ann@example.org>\nTo: Ben Ost <ben@example.org>\n"
        f"Date: {number} May 2020 10:00\nSubject: {subject}\n\nText number {number}.\n"
    )


def test_a_message_printed_whole_inside_another_is_not_inclusive(tmp_path: Path) -> None:
    quoted = (
        f"{letter_in_a_thread(2, 1)}\n-----Original Message-----\n{letter_in_a_thread(1, None)}"
    )
    apart = letter_in_a_thread(7, None).replace("wall", "lamp")
    source = tmp_path / "in.txt"
    source.write_text(f"{quoted}\n\n\n{apart}", "utf-8")
    convert("--to", "loadfile", str(source), str(tmp_path / "out"))
    rows = table(tmp_path / "out" / "data" / "DATA" / "MR.dat")
    found = {row["DATESENT"]: row for row in rows}
    assert [found[f"2020-05-0{day}"]["INCLUSIVE"] for day in (1, 2, 7)] == ["N", "Y", "Y"]
    outer = found["2020-05-02"]
    assert found["2020-05-01"]["INCLUSIVEREASON"] == f"printed whole inside {outer['MESSAGEID']}"
    assert (outer["THREADINDENT"], found["2020-05-01"]["THREADINDENT"]) == ("1", "0")
    assert outer["THREADGROUP"] == found["2020-05-01"]["THREADGROUP"]
    assert outer["THREADGROUP"] != found["2020-05-07"]["THREADGROUP"]


def test_prints_of_one_message_below_each_other_are_inclusive(tmp_path: Path) -> None:
    """Two letters one below the other, with no sign that the first quotes the second."""
    source = tmp_path / "in.txt"
    letters = [letter_in_a_thread(day, None).replace("wall", f"wall {day}") for day in (1, 2, 3)]
    source.write_text("\n\n\n".join(letters), "utf-8")
    convert("--to", "csv", str(source), str(tmp_path / "out.csv"))
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["INCLUSIVE"] for row in csv.DictReader(file)] == ["Y", "Y", "Y"]


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    path = tmp_path / "in.pdf"
    path.write_bytes(print_text(DOCUMENT.read_text("utf-8")))
    return path


@pytest.mark.parametrize(
    ("kind", "suffix", "head"),
    [("jpeg", "jpg", b"\xff\xd8"), ("tiff", "tif", b"II*\x00"), ("pdf", "pdf", b"%PDF")],
)
def test_page_images_are_drawn_as_asked(
    kind: str, suffix: str, head: bytes, pdf: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    more = ["--prefix", "TERN-", "--start", "1001", "--volume", "VOL002"]
    convert("--to", "loadfile", "--images", kind, *more, str(pdf), str(out))
    root = out / "data" / "VOL002"
    images = sorted((root / "IMAGES" / "0001").iterdir())
    assert [path.name for path in images][:2] == [f"TERN-0000100{n}.{suffix}" for n in (1, 2)]
    assert all(path.read_bytes().startswith(head) for path in images)
    (row, *_) = rows_of(root)
    assert row["NATIVELINK"] == ".\\VOL002\\NATIVES\\0001\\TERN-00001001.eml"
    opticon = (root / "DATA" / "TERN-.opt").read_text("ascii").splitlines()
    assert (
        opticon[0] == f"TERN-00001001,VOL002,.\\VOL002\\IMAGES\\0001\\TERN-00001001.{suffix},Y,,,1"
    )
    checked = CliRunner().invoke(main, ["verify", str(out), "--source", str(pdf)])
    assert checked.exit_code == 0, checked.output
    alone = CliRunner().invoke(main, ["verify", str(out)])
    assert alone.exit_code == 0, alone.output


def rows_of(root: Path) -> list[dict[str, str]]:
    (path,) = (root / "DATA").glob("*.dat")
    return table(path)


def test_tiff_images_are_what_platforms_ask_for(pdf: Path, tmp_path: Path) -> None:
    """One bit a dot, CCITT G4, 300 dots an inch; the number is below the page, not on it."""
    sizes = []
    for endorse in ("--endorse", "--no-endorse"):
        out = tmp_path / endorse.strip("-")
        convert("--to", "loadfile", "--images", "tiff", endorse, str(pdf), str(out))
        with Image.open(out / "data" / "IMAGES" / "0001" / "MR00000001.tif") as image:
            assert (image.mode, image.info["compression"]) == ("1", "group4")
            assert [round(value) for value in image.info["dpi"]] == [300, 300]
            sizes.append(image.height)
            ink = image.crop((0, image.height - 90, *image.size)).histogram()[0]
            assert (ink > 0) == (endorse == "--endorse")
    assert sizes[0] == sizes[1] + 90


def test_no_images_are_drawn_where_none_are_asked_for(pdf: Path, tmp_path: Path) -> None:
    convert("--to", "loadfile", "--images", "none", str(pdf), str(tmp_path / "out"))
    assert not (tmp_path / "out" / "data" / "IMAGES").exists()


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_names_the_columns(name: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    convert("--to", "loadfile", "--fields", name, str(DOCUMENT), str(out))
    data = (out / "data" / "DATA" / "MR.dat").read_bytes().decode("utf-8-sig")
    rows = [line[1:-1].split("þ\x14þ") for line in data.split("\r\n")[:-1]]
    pairs = headings(read_template(name, FIELDS))
    assert rows[0] == [heading for heading, _ in pairs]
    place = [field for _, field in pairs].index("SUBJECT")
    assert [row[place] for row in rows[1:]] == [
        item.message.subject or "" for item in produce(reconstruct(DOCUMENT), WriteOptions())
    ]
    checked = CliRunner().invoke(main, ["verify", str(out), "--source", str(DOCUMENT)])
    assert checked.exit_code == 0, checked.output


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[fields]\n'A' = 'NOTHING'\n", "'NOTHING', which is not a field"),
        ("fields = 3\n", "has no table [fields]"),
        ("[fields\n", "is not TOML"),
    ],
)
def test_a_template_that_is_none_is_refused(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text, "utf-8")
    for given, words in ((path, said), (tmp_path / "none.toml", "is not a template")):
        result = CliRunner().invoke(
            main,
            ["convert", "--to", "loadfile", "--fields", str(given), str(DOCUMENT), "out"],
        )
        assert result.exit_code == 4
        assert words in result.output


@pytest.mark.parametrize(("option", "value"), [("--start", "99000001"), ("--volume", "../x")])
def test_numbers_and_volumes_that_can_be_none_are_refused(option: str, value: str) -> None:
    result = CliRunner().invoke(main, ["convert", option, value, str(DOCUMENT), "out.csv"])
    assert result.exit_code == 4
    assert value in result.output
