"""Further forgeries, by another author: small, odd or of form alone; digests recomputed.

Each names what a finding must say of it, as a pattern.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, NamedTuple

from mailrecon.writers.provenance.bag import LEDGER, MESSAGES
from mailrecon.writers.tables.rows import CONCORDANCE, CSV
from tests.verification.edits import (
    Edit,
    bagged_again,
    read_rows,
    record_line,
    redigested,
    resealed,
    write_manifest,
    write_rows,
)

Record = dict[str, Any]
_NOT_APPLICABLE = (
    *(LookupError, TypeError, AttributeError, StopIteration, OSError),
    sqlite3.Error,
)


class Sly(NamedTuple):
    """A change: its name, a pattern for what must be said of it, how."""

    name: str
    said: str
    apply: Callable[[Path], object]


def sly_edits(kind: str) -> Iterator[Edit]:
    """The changes for an output of the format `kind`; one that does not apply changes nothing."""
    for item in _of_kind(kind):

        def apply(path: Path, item: Sly = item) -> None:
            with suppress(*_NOT_APPLICABLE):
                item.apply(path)

        yield Edit(f"sly: {item.name}", item.said, apply)


def _of_kind(kind: str) -> Iterator[Sly]:
    if kind in ("eml", "maildir", "loadfile"):
        yield from _in_bag(_of_mail_file)
    if kind in ("eml", "maildir", "loadfile", "mboxes"):
        yield from _of_bag()
    if kind == "mbox":
        yield from _of_mbox()
    elif kind == "jsonl":
        yield from _of_records()
    elif kind == "csv":
        yield from _of_rows(CSV, lambda path: path)
    elif kind == "loadfile":
        yield from _in_bag(lambda: _of_rows(CONCORDANCE, _table))
        yield from _in_bag(_of_production)
    elif kind == "sqlite":
        yield from _of_database()
    elif kind == "parquet":
        yield from _of_parquet()
    elif kind in ("ftm", "eaxs"):
        yield from _of_text(kind)


def _in_bag(changes: Callable[[], Iterator[Sly]]) -> Iterator[Sly]:
    """The same changes, with a bag's checksums made anew."""
    for item in changes():

        def apply(path: Path, item: Sly = item) -> None:
            item.apply(path)
            bagged_again(path)

        yield Sly(item.name, item.said, apply)


# --- mail -------------------------------------------------------------------------------------


def _second_later(head: bytes) -> bytes:
    """The first date of a header a second later."""
    return re.sub(
        rb"(?m)^(Date: .*:)(\d\d)( )",
        lambda m: m[1] + b"%02d" % ((int(m[2]) + 1) % 60) + m[3],
        head,
    )


def _swap_lines(head: bytes) -> bytes:
    lines = head.split(b"\n")
    return b"\n".join([lines[1], lines[0], *lines[2:]]) if b":" in lines[1] else head


def _crossed_names(head: bytes) -> bytes:
    found = re.search(rb"(?m)^From: ([^<\n]+) <.*>\nTo: ([^<,\n]+) <", head)
    if found is None or found[1] == found[2]:
        return head
    whole = found[0].replace(found[1], b"\0", 1).replace(found[2], found[1], 1)
    return head.replace(found[0], whole.replace(b"\0", found[2], 1))


# What is said of each: the field, or that the form alone differs.
_HEADS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "a second later": (r"Date\b", _second_later),
    "two fields in another order": ("order of fields", _swap_lines),
    "the name of a field in capitals": (
        "SUBJECT", lambda head: head.replace(b"\nSubject:", b"\nSUBJECT:", 1)),
    "a field without folds": (
        "form:", lambda head: re.sub(rb"\n (sha256=)", rb" \1", head, count=1)),
    "names crossed": (r"From\b", _crossed_names),
    "a recipient twice": (
        r"To\b", lambda head: re.sub(rb"(?m)^(To: )([^,\n]+)$", rb"\1\2, \2", head, count=1)),
    "a letter of another script": (
        r"From\b", lambda head: re.sub(rb"(?m)^(From: .*?)a", b"\\1\xd0\xb0", head, count=1)),
    "a space of no width": (r"Subject\b", lambda head: re.sub(
        rb"(?m)^(Subject: .)", b"\\1\xe2\x80\x8b", head, count=1)),
    "a comment in an address": (
        r"From\b", lambda head: re.sub(rb"(?m)^(From: .*)$", rb"\1 (Eve)", head, count=1)),
    "another character set": ("Content-Type", lambda head: re.sub(
        rb'charset="?[\w-]+"?', b"charset=latin1", head, count=1)),
    "a Resent-From": ("Resent-From", lambda head: head + b"\nResent-From: Eve <eve@x.example>"),
    "a Received": (r"Received\b", lambda head: b"Received: from x by y; 1 Jan 2021\n" + head),
    "an attachment's name": (
        r"Content-Disposition",
        lambda head: head + b"\nContent-Disposition: attachment; filename=plan.pdf"),
}  # fmt: skip
_BODIES: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "a space at a line's end": ("text", lambda body: body.replace(b"\n", b" \n", 1)),
    "a space that does not break": ("text", lambda body: body.replace(b" ", b"\xc2\xa0", 1)),
    "a NUL": ("text", lambda body: body.replace(b" ", b"\0", 1)),
    "an empty line more": ("text", lambda body: b"\n" + body),
    "two words swapped": ("text", lambda body: re.sub(rb"(\w+) (\w+)", rb"\2 \1", body, count=1)),
}


def _changed_mails(data: bytes) -> Iterator[tuple[str, str, bytes]]:
    head, _, body = data.partition(b"\n\n")
    for name, (said, change) in _HEADS.items():
        yield name, said, redigested(change(head) + b"\n\n" + body)
    if b"base64" not in head and b"multipart" not in head:
        for name, (said, change) in _BODIES.items():
            yield name, said, redigested(head + b"\n\n" + change(body))
        told = re.sub(rb"(Content-Transfer-Encoding: )\w+", rb"\1base64", head)
        yield (
            "written as base64",
            "Encoding|form",
            redigested(told + b"\n\n" + base64.encodebytes(body)),
        )
    boundary = re.search(rb'boundary="([^"]+)"', head)
    if boundary is not None:
        yield (
            "another boundary",
            "Content-Type|boundary",
            redigested(data.replace(boundary[1], b"=_other")),
        )
        parts = data.split(b"\n--" + boundary[1])
        if len(parts) == 4:
            turned = (b"\n--" + boundary[1]).join([parts[0], parts[2], parts[1], parts[3]])
            yield "parts in another order", "text|attached", redigested(turned)


def _mails(path: Path) -> list[Path]:
    return sorted(file for file in (*path.rglob("*.eml"), *path.rglob("cur/*")) if file.is_file())


_MAIL_CHANGES = (
    *_HEADS,
    *_BODIES,
    "written as base64",
    "another boundary",
    "parts in another order",
)


def _of_mail_file() -> Iterator[Sly]:
    for number in (0, 1):
        for name in _MAIL_CHANGES:

            def apply(path: Path, name: str = name, number: int = number) -> None:
                file = _mails(path)[number % len(_mails(path))]
                raw = file.read_bytes()
                ends = b"\r\n" if b"\r\n" in raw else b"\n"
                for found, _, new in _changed_mails(raw.replace(b"\r\n", b"\n")):
                    if found == name:
                        file.write_bytes(new.replace(b"\n", ends))

            yield Sly(name, _said(name), apply)


def _said(name: str) -> str:
    known = {**_HEADS, **_BODIES}
    return known[name][0] if name in known else "."


def _entries(data: bytes) -> list[bytes]:
    starts = [match.start() for match in re.finditer(rb"(?m)^From ", data)]
    return [data[a:b] for a, b in zip(starts, [*starts[1:], len(data)], strict=True)]


def _one_letter(data: bytes) -> bytes:
    """The last letter `e` is another."""
    before, found, behind = data.rpartition(b"e")
    return before + b"a" + behind if found else data


def _of_mbox() -> Iterator[Sly]:
    for number in (0, 1):
        for name in _MAIL_CHANGES:

            def apply(path: Path, name: str = name, number: int = number) -> None:
                entries = _entries(path.read_bytes())
                place = number % len(entries)
                line, _, raw = entries[place].partition(b"\n")
                mail = re.sub(rb"(?m)^>(>*From )", rb"\1", raw.removesuffix(b"\n"))
                for found, _, new in _changed_mails(mail):
                    if found == name:
                        quoted = re.sub(rb"(?m)^(>*From )", rb">\1", new)
                        entries[place] = line + b"\n" + quoted + b"\n"
                path.write_bytes(b"".join(entries))

            yield Sly(name, _said(name), apply)
    for name, said, change in (
        ("text before the first message", "beginning|missing|From", lambda d: b"Read me.\n\n" + d),
        ("text behind the last", "text", lambda d: d + b"One more thing.\n\n"),
        ("NUL bytes behind the last", "text", lambda d: d + b"\0" * 512),
        ("a message put in", "should not be there|From", lambda d: d + (
            b"From eve@x.example Tue Mar  2 09:14:00 2021\nFrom: eve@x.example\n\nPay me.\n\n")),
        ("two messages in another order", "order", lambda d: b"".join(_entries(d)[::-1])),
        ("another address in a From line", "From line", lambda d: re.sub(
            rb"^From \S+", b"From eve@x.example", d, count=1)),
        ("CR LF, and a word", "text|.", lambda d: _one_letter(d.replace(b"\n", b"\r\n"))),
        ("fields of Thunderbird's, and a word", ".", lambda d: _one_letter(re.sub(
            rb"(?m)^(From .*\n)", rb"\1X-Mozilla-Status: 0001\n", d))),
    ):  # fmt: skip
        yield Sly(name, said, lambda path, change=change: path.write_bytes(  # type: ignore[misc]
            change(path.read_bytes())))  # fmt: skip


# --- records ----------------------------------------------------------------------------------


def _line(text: bytes) -> bytes:
    """A line as it is given, with the digest that fits it."""
    head = text.rpartition(b', "digest": "')[0]
    return head + b', "digest": "' + hashlib.sha256(head).hexdigest().encode() + b'"}'


def _of_records() -> Iterator[Sly]:
    by_text: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
        "a key of a person twice": ("name", lambda t: t.replace(
            b'{"name": ', b'{"name": "Eve", "name": ', 1)),
        "a number written otherwise": ("form|confidence", lambda t: re.sub(
            rb'("confidence": [\d.]+)', rb"\g<1>0", t, count=1)),
        "true as a number": ("redacted|native|used", lambda t: t.replace(b": true", b": 1", 1)),
        "a letter as an escape": ("form:", lambda t: re.sub(
            rb'("subject": "[^"\\]*?)e', rb"\1\\u0065", t, count=1)),
        "a key more": ("approved", lambda t: t.replace(b"{", b'{"approved": true, ', 1)),
        "a space more": ("form:", lambda t: t.replace(b": ", b":  ", 1)),
    }  # fmt: skip
    for name, (said, change) in by_text.items():

        def edit_text(path: Path, change: Callable[[bytes], bytes] = change) -> None:
            lines = path.read_bytes().splitlines()
            lines[0] = _line(change(lines[0]))
            path.write_bytes(b"\n".join(lines) + b"\n")

        yield Sly(name, said, edit_text)

    def edited(change: Callable[[list[Record]], object]) -> Callable[[Path], None]:
        def apply(path: Path) -> None:
            records = [json.loads(line) for line in path.read_bytes().splitlines()]
            change(records)
            path.write_bytes(b"".join(record_line(record) + b"\n" for record in records))

        return apply

    def bodies(records: list[Record]) -> None:
        one, other = records[0], records[-1]
        one["body"], other["body"] = other["body"], one["body"]

    def spans(records: list[Record]) -> None:
        source = records[0]["source"]
        source["header"] = [n + 1 for n in source["header"]]

    def keys(records: list[Record]) -> None:
        records[0] = dict(sorted(records[0].items()))

    def names(records: list[Record]) -> None:
        one, other = records[0]["from"], (records[0]["to"] or [None])[0]
        if one and other:
            one["name"], other["name"] = other["name"], one["name"]

    def thread(records: list[Record]) -> None:
        for record in records:
            record["thread"] = records[0]["thread"]

    def confidence(records: list[Record]) -> None:
        records[0]["confidence"] = 1

    yield Sly("bodies of two messages crossed", "body", edited(bodies))
    yield Sly("a span moved", "header", edited(spans))
    yield Sly("keys in another order", "form:|digest", edited(keys))
    yield Sly("names crossed", "name", edited(names))
    yield Sly("all threads made one", "thread", edited(thread))
    yield Sly("full confidence", "confidence", edited(confidence))
    yield Sly("a key left out", "bcc", edited(lambda records: records[0].pop("bcc")))
    yield Sly("a mark before it", ".", lambda path: path.write_bytes(
        b"\xef\xbb\xbf" + path.read_bytes()))  # fmt: skip
    yield Sly("an empty line", ".", lambda path: path.write_bytes(
        re.sub(rb"\n(?=.)", b"\n\n", path.read_bytes(), count=1)))  # fmt: skip


# --- tables -----------------------------------------------------------------------------------


def _table(path: Path) -> Path:
    return next((path / "data").rglob("*.dat"))


def _of_rows(dialect: Any, place_of: Callable[[Path], Path]) -> Iterator[Sly]:
    def edited(change: Callable[[list[list[str]]], object]) -> Callable[[Path], None]:
        def apply(path: Path) -> None:
            file = place_of(path)
            data = file.read_bytes()
            if b"DIGEST" not in data.split(b"\r\n")[0]:
                return
            rows = read_rows(data, dialect)
            change(rows)
            write_rows(file, rows, dialect)

        return apply

    def columns(rows: list[list[str]]) -> None:
        for row in rows:
            row[1], row[2] = row[2], row[1]

    def more(rows: list[list[str]]) -> None:
        for number, row in enumerate(rows):
            row.append("yes" if number else "APPROVED")

    def fewer(rows: list[list[str]]) -> None:
        for row in rows:
            del row[-1]

    def order(rows: list[list[str]]) -> None:
        rows[1:] = rows[:0:-1]

    def zero(rows: list[list[str]]) -> None:
        row = rows[1]
        row[rows[0].index("PAGECOUNT" if "PAGECOUNT" in rows[0] else "BEGDOC")] += "0"

    def crossed(rows: list[list[str]]) -> None:
        place = rows[0].index("SUBJECT")
        rows[1][place], rows[-1][place] = rows[-1][place], rows[1][place]

    yield Sly("columns in another order", "columns", edited(columns))
    yield Sly("a column more", "columns|APPROVED|DIGEST", edited(more))
    yield Sly("a column less", "columns|DIGEST|cells|.", edited(fewer))
    yield Sly("rows in another order", "order", edited(order))
    yield Sly("a page more", "PAGECOUNT|BEGDOC", edited(zero))
    yield Sly("subjects crossed", "SUBJECT", edited(crossed))
    for name, change_bytes in (
        (
            "LF for CR LF, and a word",
            lambda data: _one_letter(data.replace(b"\r\n", b"\n")),
        ),
        ("an empty row", lambda data: data + b",,,\r\n"),
    ):

        def edit_bytes(path: Path, change: Callable[[bytes], bytes] = change_bytes) -> None:
            file = place_of(path)
            file.write_bytes(change(file.read_bytes()))

        yield Sly(name, ".", edit_bytes)


def _of_production() -> Iterator[Sly]:
    def swapped(folder: str) -> Callable[[Path], None]:
        def apply(path: Path) -> None:
            files = sorted(f for f in (path / "data").rglob(f"{folder}/*/*") if f.is_file())
            if len(files) > 1:
                one, other = files[0].read_bytes(), files[1].read_bytes()
                files[0].write_bytes(other)
                files[1].write_bytes(one)

        return apply

    for folder in ("TEXT", "NATIVES", "IMAGES"):
        yield Sly(f"two files of {folder} swapped", r"0001|0002|\.eml|\.txt", swapped(folder))

    def opt(path: Path) -> None:
        for file in (path / "data").rglob("*.opt"):
            data = file.read_bytes()
            file.write_bytes(data + data.splitlines(keepends=True)[-1])

    def text(path: Path) -> None:
        file = next((path / "data").rglob("TEXT/*/*.txt"))
        file.write_bytes(file.read_bytes().replace(b"e", b"a", 1))

    def image(path: Path) -> None:
        for file in sorted((path / "data").rglob("IMAGES/*/*"))[:1]:
            data = file.read_bytes()
            file.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))

    yield Sly("a page more in the image list", r"\.opt", opt)
    yield Sly("a letter of a text", r"\.txt", text)
    yield Sly("a bit of an image", r"IMAGES|\.tif|\.png|\.jpg", image)
    yield Sly("a second load file", r"X\.dat|load files", lambda path: shutil.copy(
        _table(path), _table(path).with_name("X.dat")))  # fmt: skip
    yield Sly("a second volume", "VOL", lambda path: shutil.copytree(
        _table(path).parent, path / "data" / "VOL9" / "DATA"))  # fmt: skip


# --- databases --------------------------------------------------------------------------------

_STATEMENTS = {
    "the view of mail asks otherwise": ("view mail", (
        "DROP VIEW mail", "CREATE VIEW mail AS SELECT id, 'Eve' AS originator FROM messages")),
    "packed anew with other pages": ("page_size", ("PRAGMA page_size = 8192", "VACUUM")),
    "a text as bytes": ("subject", (
        "UPDATE messages SET subject = CAST(subject AS BLOB)",)),
    "rows numbered anew": ("segments|order|row", ("UPDATE segments SET rowid = rowid + 1000",)),
    "a person put in": ("people|should not|participants", (
        "INSERT INTO participants SELECT * FROM participants LIMIT 1",)),
    "mode of a write-ahead log": (".", ("PRAGMA journal_mode = WAL",)),
    "freed pages": ("freelist_count|form", (
        "CREATE TABLE t (x)", "INSERT INTO t VALUES (hex(zeroblob(50000)))", "DROP TABLE t")),
    "an application's number": ("application_id", ("PRAGMA application_id = 7",)),
    "statistics": ("sqlite_stat1", ("ANALYZE",)),
    "two subjects crossed": ("subject", (
        "UPDATE messages SET subject = 'Peace' WHERE id = 1",)),
    "a document's name": ("name", ("UPDATE sources SET name = 'other.txt'",)),
    "a trigger on reading": ("trigger", (
        "CREATE TRIGGER t INSTEAD OF INSERT ON mail BEGIN SELECT 1; END",)),
}  # fmt: skip


def _of_database() -> Iterator[Sly]:
    for name, (said, statements) in _STATEMENTS.items():

        def apply(path: Path, statements: tuple[str, ...] = statements) -> None:
            with closing(sqlite3.connect(path, isolation_level=None)) as database:
                for statement in statements:
                    database.execute(statement)
            resealed(path)

        yield Sly(name, said, apply)
    for end in ("-wal", "-shm", "-journal"):
        yield Sly(f"a {end} beside it", end, lambda path, end=end: path.with_name(  # type: ignore[misc]
            path.name + end).write_bytes(b"\0" * 32))  # fmt: skip
    yield Sly("bytes behind its end", "form|database", lambda path: path.write_bytes(
        path.read_bytes() + b"\0" * 4096))  # fmt: skip


def _of_parquet() -> Iterator[Sly]:
    import pyarrow
    import pyarrow.parquet as parquet

    def edited(change: Callable[[Any], Any], **options: Any) -> Callable[[Path], None]:
        def apply(path: Path) -> None:
            table = parquet.read_table(path)
            kept = parquet.read_metadata(path).metadata or {}
            written = {"compression": "zstd", "write_page_checksum": True, **options}
            rows = written.pop("row_group_size", None)
            new = change(table)
            with parquet.ParquetWriter(path, new.schema, **written) as writer:
                writer.write_table(new, row_group_size=rows)
                writer.add_key_value_metadata(
                    {k.decode(): v.decode() for k, v in kept.items() if not k.startswith(b"ARROW")}
                )

        return apply

    def column(table: Any) -> Any:
        place = table.schema.get_field_index("subject")
        values = pyarrow.array(["Peace", *table["subject"].to_pylist()[1:]], pyarrow.string())
        return table.set_column(place, table.schema.field(place), values)

    def more(table: Any) -> Any:
        return table.append_column("approved", pyarrow.array([True] * len(table)))

    def same(table: Any) -> Any:
        return table

    yield Sly("a subject", "subject", edited(column))
    yield Sly("a column more", "approved|schema", edited(more))
    yield Sly("a column less", "schema|body", edited(lambda table: table.drop_columns(["body"])))
    yield Sly("rows turned", "order", edited(lambda table: table.take(
        list(range(len(table)))[::-1])))  # fmt: skip
    yield Sly("packed otherwise", "form:|ARROW", edited(same, compression="snappy"))
    yield Sly("one row a group", "form:|ARROW", edited(same, row_group_size=1))


# --- texts ------------------------------------------------------------------------------------


def _of_text(kind: str) -> Iterator[Sly]:
    changes: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
        "ftm": {
            "who wrote and who got": ("from|emitters|recipients|to", lambda d: d.replace(
                b'"emitters"', b'"x"').replace(b'"recipients"', b'"emitters"').replace(
                b'"x"', b'"recipients"')),
            "the id of a person": ("id|p-", lambda d: re.sub(rb'"p-[0-9a-f]', b'"p-x', d, count=1)),
            "a key twice": ("schema", lambda d: d.replace(
                b'"schema": ', b'"schema": "Page", "schema": ', 1)),
            "a value twice": ("subject|title", lambda d: re.sub(
                rb'("subject": \[)("[^"]*")', rb"\1\2, \2", d, count=1)),
            "a person taken out": ("p-", lambda d: b"".join(
                line for line in d.splitlines(keepends=True)
                if not line.startswith(b'{"id": "p-')) + b""),
        },
        "eaxs": {
            "a comment": ("elements", lambda d: d.replace(b"<From>", b"<!-- --><From>", 1)),
            "a style sheet": (".", lambda d: d.replace(
                b"<Account", b'<?xml-stylesheet href="x.xsl"?>\n<Account', 1)),
            "a definition": (".", lambda d: d.replace(b"<Account", b"<!DOCTYPE a>\n<Account", 1)),
            "an entity": ("elements", lambda d: d.replace(b"&lt;", b"&#60;", 1)),
            "text behind its end": ("elements", lambda d: d + b"<!-- more -->\n"),
            "another account": ("GlobalId|elements|.", lambda d: d.replace(
                b"<GlobalId>urn", b"<GlobalId>urm", 1)),
        },
    }[kind]  # fmt: skip
    for name, (said, change) in changes.items():
        yield Sly(name, said, lambda path, change=change: path.write_bytes(  # type: ignore[misc]
            change(path.read_bytes())))  # fmt: skip


# --- folders ----------------------------------------------------------------------------------


def _of_bag() -> Iterator[Sly]:
    def again(change: Callable[[Path], object]) -> Callable[[Path], None]:
        def apply(path: Path) -> None:
            change(path)
            bagged_again(path)

        return apply

    def manifest(**values: Any) -> Callable[[Path], None]:
        def apply(path: Path) -> None:
            file = path / "provenance" / "manifest.json"
            write_manifest(file, {**json.loads(file.read_bytes()), **values})
            bagged_again(path)

        return apply

    def link(path: Path) -> None:
        (path / "data" / "0000_note.eml").symlink_to("/etc/hostname")

    for name, said, change in (
        ("a file to be fetched", "fetch.txt", lambda p: (p / "fetch.txt").write_text(
            "http://x.example/a 3 data/a\n")),
        ("checksums of another kind", "manifest-md5", lambda p: (
            p / "manifest-md5.txt").write_text("0 data/a\n")),
        ("a hidden file", "DS_Store", lambda p: (p / "data" / ".DS_Store").write_bytes(b"x")),
        ("a link", "note.eml", link),
        ("a line more in bag-info", "bag-info", lambda p: (p / "bag-info.txt").write_text(
            (p / "bag-info.txt").read_text() + "Contact-Name: Eve\n")),
        ("another version of BagIt", "bagit.txt", lambda p: (p / "bagit.txt").write_text(
            "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")),
        ("records in another order", "messages.jsonl|order", lambda p: (p / MESSAGES).write_bytes(
            b"".join((p / MESSAGES).read_bytes().splitlines(keepends=True)[::-1]))),
        ("a segment of the ledger", "ledger", lambda p: (p / LEDGER).write_bytes(
            (p / LEDGER).read_bytes().replace(b'"body"', b'"other"', 1))),
    ):  # fmt: skip
        yield Sly(name, said, again(change))
    yield Sly("counts of the manifest", "counts", manifest(counts={"documents": 9}))
    yield Sly("events of the manifest", "events", manifest(events=[]))
    yield Sly("a document more", "documents", manifest(documents=[]))
    yield Sly("inputs of the manifest", "inputs", manifest(inputs=[]))
    yield Sly("what was not read", "unread", manifest(unread=[{"name": "a", "reason": "b"}]))
    yield Sly("the version in the manifest", "mailrecon", manifest(mailrecon="9.9"))
    yield Sly("a key more in the manifest", "approved", manifest(approved=True))
