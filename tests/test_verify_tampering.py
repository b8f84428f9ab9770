"""Verification of forged outputs with recomputed checksums, against the sources."""

from __future__ import annotations

import hashlib
import json
import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import bagit
import pytest
from click.testing import CliRunner

from mailrecon import reconstruct
from mailrecon.cli import main
from mailrecon.recipe import recipe_of_part
from mailrecon.writers import WRITERS
from mailrecon.writers.provenance.manifest import DIGEST_KEY as MANIFEST_KEY
from mailrecon.writers.tables.loadfile import OWN_COLUMNS
from mailrecon.writers.tables.parquet import row
from mailrecon.writers.tables.production import COLUMNS
from mailrecon.writers.tables.rows import CONCORDANCE, CSV, digested, heading
from tests.test_outputs import table
from tests.test_verify import DOCUMENT, codes, convert, evidence, redigested

Record = dict[str, Any]


def record_line(record: Record) -> bytes:
    head = json.dumps({k: v for k, v in record.items() if k != "digest"}, ensure_ascii=False)[:-1]
    data = head.encode("utf-8")
    return data + b', "digest": "' + hashlib.sha256(data).hexdigest().encode() + b'"}'


def bagged_again(output: Path) -> None:
    """Make every checksum of a bag fit what the bag holds now."""
    path = output / "provenance" / "manifest.json"
    record = json.loads(path.read_bytes())
    for item in record["outputs"]:
        data = (output / item["path"]).read_bytes()
        item.update(size=len(data), sha256=hashlib.sha256(data).hexdigest())
    del record["digest"]
    head = json.dumps(record, ensure_ascii=False, indent=1).removesuffix("\n}").encode("utf-8")
    path.write_bytes(head + MANIFEST_KEY + hashlib.sha256(head).hexdigest().encode() + b'"\n}\n')
    bagit.Bag(str(output)).save(manifests=True)
    tags = output / "tagmanifest-sha256.txt"
    tags.write_text("".join(sorted(tags.read_text("utf-8").splitlines(keepends=True))), "utf-8")


def edit(place: list[str | int], value: Any) -> Callable[[Record], None]:
    def change(record: Record) -> None:
        holder: Any = record
        for step in place[:-1]:
            holder = holder[step]
        old = holder[place[-1]]
        holder[place[-1]] = value(old) if callable(value) else value
        assert holder[place[-1]] != old

    return change


EDITS: dict[str, Callable[[Record], None]] = {
    "a letter of the subject": edit(["subject"], lambda text: text.replace("e", "a", 1)),
    "a letter of the body": edit(["body"], lambda text: text.replace("e", "a", 1)),
    "a sentence left out": edit(["body"], lambda text: text[: text.index(". ") + 1]),
    "a body left out": edit(["body"], ""),
    "a recipient left out": edit(["to"], lambda people: people[1:]),
    "another name": edit(["from", "name"], "Maren Bolt"),
    "another hour": edit(["date"], lambda text: text.replace("T0", "T1")),
    "another day": edit(["date"], lambda text: text.replace("-02T", "-03T")),
    "another zone": edit(["date"], lambda text: text[:16] + "+02:00"),
    "another printed date": edit(["date_printed"], lambda text: text.replace("2", "3", 1)),
    "another identity": edit(
        ["message_id"], "<0123456789abcdef0123456789abcdef@mailrecon.invalid>"
    ),
    "a printed identity": edit(["message_id"], "<eve@x.example>"),
    "an answer to nothing": edit(["in_reply_to"], "<eve@x.example>"),
    "another thread": edit(["thread"], "<eve@x.example>"),
    "a native message": edit(["native"], True),
    "another source": edit(["source", "sha256"], "0" * 64),
    "other lines": edit(["source", "lines", 1], lambda number: number + 1),
    "a longer header": edit(["source", "header", 1], lambda number: number + 30),
    "less text": edit(["source", "body"], lambda spans: [[spans[0][0], spans[0][1] - 9]]),
    "another printed field": edit(["fields", 0, "printed"], "Eve <eve@x.example>"),
    "another place of a field": edit(["fields", 0, "span"], [1, 9]),
    "a hash of another identity": edit(["edrm_mih"], "0" * 32),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edited_record_is_told(name: str, tmp_path: Path) -> None:
    output = convert(tmp_path, "jsonl")
    lines = output.read_bytes().splitlines()
    record = json.loads(lines[0])
    assert record_line(record) == lines[0]
    EDITS[name](record)
    output.write_bytes(b"\n".join([record_line(record), *lines[1:]]) + b"\n")
    found = codes(output, DOCUMENT)
    assert found - {"digest"}, "nothing was told"
    assert "digest" not in found


MAIL_EDITS = {
    "another hour": (b" 09:14:00 ", b" 10:14:00 "),
    "another month": (b"Date: Tue, 02 Mar 2021", b"Date: Fri, 02 Apr 2021"),
    "a field of its own": (b"MIME-Version", b"Organization: Eve\nMIME-Version"),
    "another status": (b"reconstructed from", b"a copy of"),
    "a sentence left out": (b"I walked the mole this morning. ", b""),
    "a recipient left out": (b"To: Jonas Brandt <jonas-brandt-6a5f493a@redacted.invalid>\n", b""),
    "another identity": (b"Message-ID: <", b"Message-ID: <0"),
    "a printed identity": (b"Message-ID: <", b"Message-ID: <eve@x.example>\nX-Old: <"),
    "an answer made up": (b"MIME-Version", b"In-Reply-To: <eve@x.example>\nMIME-Version"),
    "another kind of text": (b"Content-Type: text/plain", b"Content-Type: text/html"),
}


@pytest.mark.parametrize("name", MAIL_EDITS)
def test_an_edited_mail_is_told(name: str, tmp_path: Path) -> None:
    output = convert(tmp_path, "eml", "--no-manifest")
    file = sorted(output.iterdir())[0]
    data = file.read_bytes()
    old, new = MAIL_EDITS[name]
    assert old in data
    file.write_bytes(redigested(data.replace(old, new, 1)))
    found = codes(output, DOCUMENT)
    assert found - {"digest"}, "nothing was told"


def test_an_edited_attachment_is_told(tmp_path: Path) -> None:
    """Inner digest and outer digest fit; only the source says otherwise."""
    output = convert(tmp_path, "eml", "--no-manifest")
    file = next(path for path in output.iterdir() if b"message/rfc822" in path.read_bytes())
    data = file.read_bytes()
    head, mark, rest = data.partition(b"Content-Disposition: attachment\n\n")
    inner, end, tail = rest.partition(b"\n--=_mailrecon_")
    assert redigested(inner) == inner
    changed = redigested(inner.replace(b"Two of the three", b"One of the three"))
    assert changed != inner
    file.write_bytes(redigested(head + mark + changed + end + tail))
    assert codes(output, DOCUMENT) == {"changed"}


def test_something_put_in_beside_the_text_is_told(tmp_path: Path) -> None:
    output = convert(tmp_path, "eml", "--no-manifest")
    file = next(path for path in output.iterdir() if b"message/rfc822" in path.read_bytes())
    data = file.read_bytes()
    boundary = data.split(b'boundary="')[1].split(b'"')[0]
    more = b"--" + boundary + b"\nContent-Type: text/html\n\n<p>Pay me.\n--" + boundary + b"--\n"
    for changed in (
        data.replace(b"--" + boundary + b"--\n", more),
        data.replace(b"\n\n--" + boundary, b"\n\nPay me.\n--" + boundary, 1),
        data + b"Pay me.\n",
    ):
        assert changed != data
        file.write_bytes(redigested(changed))
        assert codes(output, DOCUMENT) == {"changed"}


ROW_EDITS = {
    "SUBJECT": lambda text: text.replace("e", "a", 1),
    "FROM": lambda text: "Eve Holt",
    "TO": lambda text: text.replace("Jonas", "Eve"),
    "DATESENT": lambda text: text.replace("-02", "-03"),
    "TIMESENT": lambda text: text.replace("09", "10"),
    "TIMEZONE": lambda text: "UTC+05:00",
    "DATEPRINTED": lambda text: text.replace("9", "8"),
    "MESSAGEID": lambda text: "<eve@x.example>",
    "INREPLYTO": lambda text: "<eve@x.example>",
    "THREADID": lambda text: "<eve@x.example>",
    "ISNATIVE": lambda text: "Y",
    "SOURCESHA256": lambda text: "0" * 64,
    "SOURCELINES": lambda text: "1-2",
    "BEGDOC": lambda text: "MR00000009",
    "ENDATTACH": lambda text: "MR00000009",
    "PARENTID": lambda text: "MR00000003",
    "ATTACHCOUNT": lambda text: "7",
}


@pytest.mark.parametrize("name", [*ROW_EDITS, "BODY"])
def test_an_edited_row_of_a_table_is_told(name: str, tmp_path: Path) -> None:
    import csv

    output = convert(tmp_path, "csv")
    with output.open(encoding="utf-8-sig", newline="") as file:
        rows = [row[:-1] for row in csv.reader(file)]
    written = b"".join(digested(CSV, row) for row in rows[1:])
    assert heading(CSV, rows[0]) + written == output.read_bytes()
    column = rows[0].index(name)
    change = ROW_EDITS.get(name, lambda text: text.replace("mole", "wall"))
    changed = change(rows[1][column])
    assert changed != rows[1][column]
    rows[1][column] = changed
    output.write_bytes(heading(CSV, rows[0]) + b"".join(digested(CSV, row) for row in rows[1:]))
    found = codes(output, DOCUMENT)
    assert found
    assert "digest" not in found


@pytest.mark.parametrize("name", ROW_EDITS)
def test_an_edited_row_of_a_load_file_is_told(name: str, tmp_path: Path) -> None:
    output = convert(tmp_path, "loadfile")
    file = output / "data" / "DATA" / "MR.dat"
    rows = table(file)
    rows[0][name] = ROW_EDITS[name](rows[0][name])
    columns = [*COLUMNS, *OWN_COLUMNS]
    lines = [digested(CONCORDANCE, [row[column] for column in columns]) for row in rows]
    file.write_bytes(heading(CONCORDANCE, columns) + b"".join(lines))
    bagged_again(output)
    found = codes(output, DOCUMENT)
    assert found
    assert not found & {"bag", "manifest", "digest"}


def test_an_edited_text_of_a_production_is_told(tmp_path: Path) -> None:
    output = convert(tmp_path, "loadfile")
    text = sorted((output / "data" / "TEXT").rglob("*.txt"))[0]
    data = text.read_bytes().replace(b"crack", b"track")
    assert data != text.read_bytes()
    text.write_bytes(data)
    file = output / "data" / "DATA" / "MR.dat"
    rows = table(file)
    rows[0]["TEXTSHA256"] = hashlib.sha256(data).hexdigest().upper()
    columns = [*COLUMNS, *OWN_COLUMNS]
    lines = [digested(CONCORDANCE, [row[column] for column in columns]) for row in rows]
    file.write_bytes(heading(CONCORDANCE, columns) + b"".join(lines))
    bagged_again(output)
    assert codes(output, DOCUMENT) == {"changed"}


RECORDED = {
    "a shorter subject": (b"Subject: Cracks in the ", b"Subject: Cracks in "),
    "more confidence": (b"X-Mailrecon-Confidence: 0.9", b"X-Mailrecon-Confidence: 0.8"),
    "no removals": (b"X-Mailrecon-Redacted: address in From; address in To\n", b""),
    "a warning": (b"MIME-Version", b"X-Mailrecon-Warning: bad-time: x\nMIME-Version"),
    "a reason": (b"MIME-Version", b"X-Mailrecon-Inferred: From: x (score 0.9)\nMIME-Version"),
}


@pytest.mark.parametrize("name", RECORDED)
def test_a_mail_that_says_something_else_than_its_record_is_told(name: str, tmp_path: Path) -> None:
    output = convert(tmp_path, "eml")
    file = sorted((output / "data").iterdir())[0]
    data = file.read_bytes()
    old, new = RECORDED[name]
    assert old in data
    file.write_bytes(redigested(data.replace(old, new)))
    bagged_again(output)
    assert codes(output, DOCUMENT) == {"changed"}


def resealed(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        ((old,),) = database.execute("SELECT sha256 FROM digest").fetchall()
    data = path.read_bytes().replace(old.encode(), b"0" * 64)
    digest = hashlib.sha256(data).hexdigest().encode()
    path.write_bytes(path.read_bytes().replace(old.encode(), digest))


STATEMENTS = (
    "UPDATE messages SET subject = 'No cracks' WHERE id = 1",
    "UPDATE messages SET date_local = '2021-03-03 09:14:00' WHERE id = 1",
    "UPDATE messages SET parent = 4 WHERE parent IS NOT NULL",
    "UPDATE messages SET thread = 2",
    "UPDATE messages SET confidence = 1.0",
    "UPDATE messages_text SET body = 'nothing' WHERE rowid = 1",
    "INSERT INTO messages_substrings (messages_substrings, rowid, subject, body) "
    "SELECT 'delete', id, subject, body FROM messages WHERE id = 1",
    "UPDATE participants SET name = 'Eve' WHERE message = 1 AND role = 'to' AND position = 1",
    "DELETE FROM participants WHERE role = 'to'",
    "UPDATE fields SET printed = 'x' WHERE rowid = 1",
    "DELETE FROM inferences",
    "INSERT INTO warnings VALUES (1, 'x', 'x', NULL, NULL)",
    "UPDATE segments SET stop = stop + 1 WHERE rowid = 2",
    "UPDATE segments SET message_id = NULL WHERE kind = 'body'",
    "UPDATE threads SET messages = 9 WHERE id = 1",
    "UPDATE sources SET sha256 = 'x'",
    "UPDATE sources SET characters = 1",
    "DELETE FROM messages WHERE id = 5",
    "UPDATE people_variants SET name = 'Eve'",
)


@pytest.mark.parametrize("statement", STATEMENTS)
def test_an_edited_database_is_told(statement: str, tmp_path: Path) -> None:
    output = convert(tmp_path, "sqlite")
    with closing(sqlite3.connect(output, isolation_level=None)) as database:
        database.execute(statement)
    assert "digest" in codes(output)
    resealed(output)
    found = codes(output, DOCUMENT)
    assert found
    assert "digest" not in found


@pytest.mark.parametrize("column", ["subject", "date_local", "to", "body", "source_sha256"])
def test_an_edited_parquet_file_is_told(column: str, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    import pyarrow

    output = convert(tmp_path, "parquet")
    whole = parquet.read_table(output)
    rows = whole.to_pylist()
    rows[0][column] = rows[1][column] if column != "source_sha256" else "0" * 64
    parquet.write_table(pyarrow.Table.from_pylist(rows, schema=whole.schema), output)
    assert "digest" in evidence(output, DOCUMENT)
    assert codes(output, DOCUMENT) == {"changed"}


def test_what_spark_wrote_is_held_to_its_sources(tmp_path: Path) -> None:
    """A part of what a cluster wrote: some of the messages, without a digest of the file."""
    parquet = pytest.importorskip("pyarrow.parquet")
    output = convert(tmp_path, "parquet")
    whole = parquet.read_table(output)
    spark = {"org.apache.spark.version": "4.0.0"}
    parquet.write_table(whole.replace_schema_metadata(spark), output)
    assert codes(output, DOCUMENT) == {"changed"}
    recipe = recipe_of_part()
    rows = [row(message, recipe) for message in reconstruct(DOCUMENT).messages][1:3]
    part = whole.schema.with_metadata(spark)
    parquet.write_table(whole.from_pylist(rows, schema=part), output)
    assert codes(output) == set()
    assert codes(output, DOCUMENT) == set()
    rows[0]["subject"] = rows[1]["subject"]
    parquet.write_table(whole.from_pylist(rows, schema=part), output)
    assert codes(output, DOCUMENT) == {"changed"}


def test_swapped_files_are_told(tmp_path: Path) -> None:
    output = convert(tmp_path, "loadfile", "--no-manifest")
    one, two = sorted((output / "TEXT").rglob("*.txt"))[:2]
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    two.write_bytes(first)
    assert "checksum" in codes(output)


def test_the_tag_manifest_must_be_there(tmp_path: Path) -> None:
    output = convert(tmp_path, "eml")
    (output / "tagmanifest-sha256.txt").unlink()
    assert "bag" in codes(output)


@pytest.mark.parametrize("name", sorted(WRITERS))
def test_damage_of_any_sort_is_told_on_one_line_each(name: str, tmp_path: Path) -> None:
    output = convert(tmp_path, name)
    found = (path for path in tmp_path.rglob("*") if path.is_file())
    # An empty file, such as a mailbox of nobody, has no byte to damage.
    files = sorted(path for path in found if path.stat().st_size)
    chance = random.Random(name)
    for _ in range(15):
        file = chance.choice(files)
        data = file.read_bytes()
        start = chance.randrange(len(data))
        end = start + chance.randrange(1, 60)
        damaged = chance.choice(
            (
                data[:start] + data[end:],
                data[:end] + data[start:],
                data[:start] + chance.randbytes(end - start) + data[end:],
                data[:start] + chance.choice((b"\n", b"\r\n", b'"', b"\0", b"\x14")) + data[start:],
                data[:start],
                chance.randbytes(end),
            )
        )
        file.write_bytes(damaged)
        result = CliRunner().invoke(main, ["verify", str(output), str(DOCUMENT)])
        file.write_bytes(data)
        # The last line ends of mail are lost on the way, which is no damage.
        if damaged.rstrip(b"\r\n") == data.rstrip(b"\r\n"):
            continue
        assert result.exit_code in (3, 7), (file.name, result.output)
        assert result.exception is None or isinstance(result.exception, SystemExit)
        assert all(line.startswith(("error ", "note ")) for line in result.stdout.splitlines())


def test_a_date_that_is_none_is_told(tmp_path: Path) -> None:
    output = convert(tmp_path, "mbox")
    data = output.read_bytes()
    output.write_bytes(data.replace(b"Date: Tue, 02 Mar", b"Date: Tue, 99 Foo", 1))
    assert codes(output, DOCUMENT) == {"changed"}
