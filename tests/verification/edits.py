"""Forgeries with recomputed checksums, digests and Message-IDs.

`edits_of` lists, for an output of a format, a change of each thing it says, and the tricks that
verification once missed. Each edit is applied to a copy of the output.
"""

from __future__ import annotations

import base64
import binascii
import copy
import csv
import hashlib
import json
import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

from mailrecon.loadfiles import read_dat, write_dat
from mailrecon.verify.databases import own_schema
from mailrecon.verify.decode import raw_fields
from mailrecon.verify.stated import OURS
from mailrecon.writers.tables.rows import CONCORDANCE, CSV, Dialect, digested, heading
from tests.verification.mail_ids import identity_of_mail, identity_of_record, mail_text

Record = dict[str, Any]
MANIFEST_KEY = b',\n "digest": "'


class Edit(NamedTuple):
    """A change: what it is called, the field it changes (for the finding must name it), how."""

    name: str
    field: str | None
    apply: Callable[[Path], None]


def edits_of(kind: str, output: Path, message: int) -> Iterator[Edit]:
    """Every change of an output of the format `kind`; of its messages the one numbered is changed.

    `message` counts from 0 and is taken modulo the number of messages.
    """
    if kind == "jsonl":
        yield from _jsonl_edits(output, message)
    elif kind == "ftm":
        yield from _ftm_edits(output, message)
    elif kind == "eaxs":
        yield from _eaxs_edits(output, message)
    elif kind == "sqlite":
        yield from _sqlite_edits(message)
    elif kind == "parquet":
        yield from _parquet_edits(output, message)
    elif kind == "csv":
        yield from _table_edits(output.read_bytes(), lambda path: path, CSV, message)
    elif kind == "mbox":
        yield from _mbox_edits(output, message)
    elif kind == "mboxes":
        yield from _mboxes_edits(output, message)
    else:
        yield from _bag_edits(kind, output, message)


# --- records ----------------------------------------------------------------------------------


def record_line(record: Record) -> bytes:
    """A record as a line with the digest that fits it."""
    told = {key: value for key, value in record.items() if key != "digest"}
    data = json.dumps(told, ensure_ascii=False)[:-1].encode("utf-8")
    return data + b', "digest": "' + hashlib.sha256(data).hexdigest().encode() + b'"}'


def changed(value: Any) -> Any:
    """Another value of the same type."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    if isinstance(value, str) and value:
        place = next((n for n in range(len(value) - 1, -1, -1) if value[n].isalnum()), 0)
        return value[:place] + ("x" if value[place] != "x" else "y") + value[place + 1 :]
    if isinstance(value, list):
        return value[1:] if value else ["x"]
    if isinstance(value, dict):
        return None
    return "x"


def changed_run(text: str) -> str:
    """A recipe of other documents. With other options an output can be the same, and honest."""
    return text.replace("documents=", "documents=9")


def broken_run(text: str) -> str:
    """A recipe with an option that no version has, which cannot be followed."""
    return re.sub(r"(; options=.*|)$", '; options={"forwards":"upward"}', text, count=1, flags=re.S)


def _leaves(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if path:
        yield path
    if isinstance(value, dict):
        for key, item in value.items():
            if key not in ("digest", "run") or path:
                yield from _leaves(item, (*path, key))
    elif isinstance(value, list) and value:
        yield from _leaves(value[0], (*path, 0))


def _with(record: Record, path: tuple[str | int, ...]) -> Record:
    edited = copy.deepcopy(record)
    holder: Any = edited
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = changed(holder[path[-1]])
    return edited


def record_edits(record: Record) -> Iterator[tuple[str, str, Record]]:
    """Name, field and result of every change of a record."""
    for path in _leaves(record):
        yield f"{'.'.join(map(str, path))} changed", str(path[0]), _with(record, path)
    run = {**record["run"], "documents": record["run"]["documents"] + 1}
    yield "run changed", "documents", {**record, "run": run}
    yield from _people_edits(record)
    body = record["body"]
    lines = body.split("\n")
    yield "first line of the body left out", "body", {**record, "body": "\n".join(lines[1:])}
    yield "last line of the body left out", "body", {**record, "body": "\n".join(lines[:-1])}
    cut = "\n".join(line[1:] for line in lines)
    yield "heads of lines cut", "body", {**record, "body": cut}
    for key in ("subject", "date", "date_printed", "in_reply_to"):
        yield f"{key} left out", key, {**record, key: None}
    invented = {
        **{"role": "attachments", "label": "Attachments", "printed": "plan.pdf", "span": [0, 1]},
        **{"how": "printed", "reason": None},
    }
    yield "attachment invented", "fields", {**record, "fields": [*record["fields"], invented]}


def _people_edits(record: Record) -> Iterator[tuple[str, str, Record]]:
    eve = {"name": "Eve", "address": "eve@x.example", "redacted": False, "mailbox": "eve@x.example"}
    originator = record["from"]
    for key in ("cc", "to"):
        if record[key] and originator:
            swapped = {"from": record[key][0], key: [originator, *record[key][1:]]}
            yield f"from and {key} swapped", key, {**record, **swapped}
            crossed = copy.deepcopy(record)
            for name in ("address", "mailbox"):
                mine, other = crossed["from"], crossed[key][0]
                mine[name], other[name] = other[name], mine[name]
            yield f"addresses of from and {key} crossed", key, crossed
        if record[key]:
            moved = {key: [], "bcc": [*record["bcc"], *record[key]]}
            yield f"{key} moved to bcc", "bcc", {**record, **moved}
            yield f"recipient of {key} left out", key, {**record, key: record[key][1:]}
        yield f"recipient of {key} added", key, {**record, key: [*record[key], eve]}
    for key in ("sender", "bcc", "reply_to"):
        yield f"{key} added", key, {**record, key: eve if key == "sender" else [eve]}


def _renewed(record: Record, old: str, text: str) -> str:
    """`text` with the Message-ID that a changed record must have for the one it had."""
    made = identity_of_record(record) if old.endswith(OURS) else None
    return text.replace(old, made) if made is not None else text


def _jsonl_edits(output: Path, message: int) -> Iterator[Edit]:
    records = [json.loads(line) for line in output.read_bytes().splitlines()]
    place = message % len(records)

    def write(path: Path, edited: list[Record]) -> None:
        path.write_bytes(b"".join(record_line(record) + b"\n" for record in edited))

    def edit(new: Record) -> Callable[[Path], None]:
        def apply(path: Path) -> None:
            old = str(records[place]["message_id"])
            all_of_them = [*records[:place], new, *records[place + 1 :]]
            text = _renewed(new, old, json.dumps(all_of_them))
            write(path, json.loads(text))

        return apply

    for name, field, new in record_edits(records[place]):
        yield Edit(name, field, edit(new))
    yield Edit("key that stands twice", "subject", lambda path: _doubled(path, place))
    for name, order in (
        ("message left out", [*records[:place], *records[place + 1 :]]),
        ("message twice", [*records, records[place]]),
    ):
        yield Edit(name, None, lambda path, order=order: write(path, order))  # type: ignore[misc]
    if len(records) > 1:
        yield Edit("other order", None, lambda path: write(path, records[::-1]))
    spaced = [json.dumps(record, indent=None, separators=(",", ":")) for record in records]
    yield Edit("written otherwise", None, lambda path: _write_text(path, "\n".join(spaced) + "\n"))


def _ftm_edits(output: Path, message: int) -> Iterator[Edit]:
    entities = [json.loads(line) for line in output.read_bytes().splitlines()]
    mails = [n for n, entity in enumerate(entities) if entity["schema"] == "Email"]
    place = mails[message % len(mails)]

    def write(path: Path, edited: list[Record]) -> None:
        path.write_bytes(b"".join(json.dumps(item).encode() + b"\n" for item in edited))

    def edit(number: int, new: Record) -> Callable[[Path], None]:
        return lambda path: write(path, [*entities[:number], new, *entities[number + 1 :]])

    for number in {place, 0, len(entities) - 1}:
        entity = entities[number]
        for name in entity["properties"]:
            for values in ([], ["another value"]):
                new = {**entity, "properties": {**entity["properties"], name: values}}
                yield Edit(f"{entity['schema']} {name} {len(values)}", name, edit(number, new))
        yield Edit("schema", "schema", edit(number, {**entity, "schema": "Page"}))
        yield Edit("property added", None, edit(number, {**entity, "referents": ["x"]}))
    yield Edit(
        "message left out", None, lambda p: write(p, [*entities[:place], *entities[place + 1 :]])
    )
    yield Edit("message twice", None, lambda p: write(p, [*entities, entities[place]]))
    yield Edit("other order", None, lambda p: write(p, entities[::-1]))


def _eaxs_edits(output: Path, message: int) -> Iterator[Edit]:
    """Each text and each line of a message changed or left out; the message, too."""
    parts = output.read_text("utf-8").split("</Message>\n")
    place = message % max(1, len(parts) - 1)
    lines = parts[place].split("\n")

    def edit(new: list[str]) -> Callable[[Path], None]:
        return lambda path: _write_text(path, "</Message>\n".join(new))

    def with_lines(new: list[str]) -> Callable[[Path], None]:
        return edit([*parts[:place], "\n".join(new), *parts[place + 1 :]])

    for number, line in enumerate(lines):
        rest = lines[number + 1 :]
        match = re.fullmatch(r"(\s*<(\w+)[^>]*>)([^<]+)(<.*)?", line)
        if match is not None:
            told = match[1] + str(changed(match[3])) + (match[4] or "")
            yield Edit(f"{match[2]} changed", None, with_lines([*lines[:number], told, *rest]))
        yield Edit(f"line {number} left out", None, with_lines([*lines[:number], *rest]))
    for one, other in (("From", "To"), ("To", "Bcc"), ("From", "Cc")):
        names = {one: other, other: one}
        pattern = rf"(?<=<)(/?)({one}|{other})(?=>)|(?<=<Name>)()({one}|{other})(?=<)"
        swapped = re.sub(pattern, lambda m, n=names: (m[1] or "") + n[m[2] or m[4]], parts[place])
        if swapped != parts[place]:
            new = [*parts[:place], swapped, *parts[place + 1 :]]
            yield Edit(f"{one} and {other} swapped", None, edit(new))
    yield Edit("message left out", None, edit([*parts[:place], *parts[place + 1 :]]))
    yield Edit("message twice", None, edit([*parts[:place], parts[place], *parts[place:]]))


def _write_text(path: Path, text: str) -> None:
    path.write_bytes(text.encode("utf-8"))


def _doubled(path: Path, place: int) -> None:
    lines = path.read_bytes().splitlines()
    head = lines[place].rpartition(b', "digest": "')[0]
    head = head.replace(b'"subject": ', b'"subject": "No cracks", "subject": ', 1)
    lines[place] = head + b', "digest": "' + hashlib.sha256(head).hexdigest().encode() + b'"}'
    path.write_bytes(b"\n".join(lines) + b"\n")


# --- mail -------------------------------------------------------------------------------------


def redigested(data: bytes) -> bytes:
    """A mail with the digest that fits it."""
    head, blank, body = data.partition(b"\n\n")
    lines = [line for line in head.split(b"\n") if not line.startswith(b"X-Mailrecon-Digest")]
    rest = b"\n".join(lines) + blank + body
    digest = base64.b64encode(hashlib.sha256(rest).digest())
    place = next((n + 1 for n, line in enumerate(lines) if line.startswith(b"MIME-V")), len(lines))
    lines.insert(place, b"X-Mailrecon-Digest: sha-256=:" + digest + b":")
    return b"\n".join(lines) + blank + body


def mail_edits(data: bytes) -> Iterator[tuple[str, str | None, bytes]]:
    """Name, field and result of every change of a mail, without a new digest."""
    head, _, body = data.partition(b"\n\n")
    fields = re.findall(rb"(?m)^[^ \t\n].*(?:\n[ \t].*)*", head)
    for number, field in enumerate(fields):
        name = field.partition(b":")[0].decode()
        if name == "X-Mailrecon-Digest":
            continue
        rest = [*fields[:number], *fields[number + 1 :]]
        label, value = field.partition(b": ")[::2]
        told = value.decode("latin-1")
        if name == "X-Mailrecon-Run":
            broken = label + b": " + broken_run(told).encode("latin-1")
            yield (
                "options of the run broken",
                name,
                _mail([*fields[:number], broken, *rest[number:]], body),
            )
        told = changed_run(told) if name == "X-Mailrecon-Run" else str(changed(told))
        new = label + b": " + told.encode("latin-1")
        yield f"{name} changed", name, _mail([*fields[:number], new, *rest[number:]], body)
        yield f"{name} left out", name, _mail(rest, body)
        yield f"{name} twice", name, _mail([*fields, field], body)
    for name in ("Bcc", "Sender", "Reply-To", "Cc", "X-Note"):
        more = f"{name}: Eve <eve@x.example>".encode()
        yield f"{name} added", name, _mail([*fields, more], body)
    for one, other in (("From", "To"), ("From", "Cc"), ("To", "Bcc"), ("To", "Cc")):
        swapped = {one.encode() + b":": other.encode() + b":"}
        swapped[other.encode() + b":"] = one.encode() + b":"
        new_head = re.sub(
            rb"(?m)^(?:From|To|Cc|Bcc):", lambda m, s=swapped: s.get(m[0], m[0]), head
        )
        if new_head != head:
            yield f"{one} and {other} swapped", None, new_head + b"\n\n" + body
    if re.search(rb"(?m)^To:[^\n]*,", head):
        less = re.sub(rb"(?m)^To: [^,]*,\s*", b"To: ", head, count=1)
        yield "recipient left out", "To", less + b"\n\n" + body
    for name, new_body in _body_edits(head, body):
        yield name, None, head + b"\n\n" + new_body
    kind = re.search(rb"(?m)^Content-Type: text/plain.*(?:\n[ \t].*)*\n?", head)
    if kind is not None:
        parted = head.replace(kind[0], b'Content-Type: multipart/mixed; boundary="b"\n')
        parts = (
            b"\n\n--b\n" + kind[0].rstrip(b"\n") + b"\n\n" + body + b"\n--b\n"
            b'Content-Type: application/pdf; name="plan.pdf"\n\n%PDF\n--b--\n'
        )
        yield "attachment invented", None, parted.rstrip(b"\n") + parts


def _mail(fields: list[bytes], body: bytes) -> bytes:
    return b"\n".join(fields) + b"\n\n" + body


def _body_edits(head: bytes, body: bytes) -> Iterator[tuple[str, bytes]]:
    is_base64 = b"Content-Transfer-Encoding: base64" in head
    text = binascii.a2b_base64(body) if is_base64 else body
    lines = text.split(b"\n")
    new = {
        "first line of the body left out": b"\n".join(lines[1:]),
        "last line of the body left out": b"\n".join([*lines[:-2], b""]),
        "heads of lines cut": b"\n".join(line[1:] for line in lines),
        "line added to the body": text + b"Pay me.\n",
        "letter of the body changed": text.replace(b"e", b"a", 1),
    }
    for name, edited in new.items():
        if edited != text:
            yield name, base64.encodebytes(edited) if is_base64 else edited


def _identity(data: bytes, text: str) -> str | None:
    header: dict[str, list[str]] = {}
    for name, value in raw_fields(data.partition(b"\n\n")[0].decode("ascii", "replace")):
        header.setdefault(name.lower(), []).append(value)
    return identity_of_mail(header, text)


def renewed_mail(old: bytes, new: bytes) -> tuple[bytes, bytes, bytes]:
    """A changed mail with digest, and the Message-ID to be replaced everywhere with the new one."""
    was = re.search(rb"(?m)^Message-ID: (<\S+>)", old)
    made = None
    with suppress(LookupError, ValueError, AttributeError):
        made = _identity(new, mail_text(new))
    if was is None or made is None or not was[1].endswith(OURS.encode()):
        return redigested(new), b"", b""
    return redigested(new.replace(was[1], made.encode())), was[1], made.encode()


def _mbox_edits(output: Path, message: int) -> Iterator[Edit]:
    data = output.read_bytes()
    starts = [match.start() for match in re.finditer(rb"(?m)^From ", data)]
    entries = [data[a:b] for a, b in zip(starts, [*starts[1:], len(data)], strict=True)]
    place = message % len(entries)
    line, _, raw = entries[place].partition(b"\n")
    mail = re.sub(rb"(?m)^>(>*From )", rb"\1", raw.removesuffix(b"\n"))

    def write(path: Path, new: list[bytes]) -> None:
        path.write_bytes(b"".join(new))

    def edit(new: bytes) -> Callable[[Path], None]:
        def apply(path: Path) -> None:
            whole, old, made = renewed_mail(mail, new)
            quoted = re.sub(rb"(?m)^(>*From )", rb">\1", whole)
            ready = line + b"\n" + quoted + b"\n"
            rest = [entry.replace(old, made) if old else entry for entry in entries]
            write(path, [*rest[:place], ready, *rest[place + 1 :]])

        return apply

    for name, field, new in mail_edits(mail):
        yield Edit(name, field, edit(new))
    other = re.sub(rb"\d{4}$", b"1999", line) + b"\n" + raw
    for name, order in (
        ("From line changed", [*entries[:place], other, *entries[place + 1 :]]),
        ("message left out", [*entries[:place], *entries[place + 1 :]]),
        ("message twice", [*entries, entries[place]]),
    ):
        yield Edit(name, None, lambda path, order=order: write(path, order))  # type: ignore[misc]


# --- tables -----------------------------------------------------------------------------------


def read_rows(data: bytes, dialect: Dialect) -> list[list[str]]:
    """The rows of a table without their digests, as they stand."""
    text = data.decode("utf-8-sig")
    if dialect is CSV:
        return [row[:-1] for row in csv.reader(StringIO(text, newline=""))]
    lines = text.removesuffix("\r\n").split("\r\n")
    rows = [line.removeprefix("\xfe").removesuffix("\xfe").split("\xfe\x14\xfe") for line in lines]
    return [[value.replace("\xfe\xfe", "\xfe") for value in row[:-1]] for row in rows]


def write_rows(path: Path, rows: list[list[str]], dialect: Dialect) -> None:
    """A table with the digests that fit it."""
    rest = b"".join(digested(dialect, row) for row in rows[1:])
    path.write_bytes(heading(dialect, rows[0]) + rest)


def _table_edits(
    data: bytes, place_of: Callable[[Path], Path], dialect: Dialect, message: int
) -> Iterator[Edit]:
    rows = read_rows(data, dialect)
    if "DIGEST" not in data.decode("utf-8-sig").split("\r\n")[0]:
        yield from _template_edits(data, place_of, message)
        return
    place = 1 + message % (len(rows) - 1)

    def edit(row: list[str]) -> Callable[[Path], None]:
        new = [*rows[:place], row, *rows[place + 1 :]]
        return lambda path: write_rows(place_of(path), new, dialect)

    def with_values(**values: str) -> list[str]:
        told = dict(zip(rows[0], rows[place], strict=True)) | values
        return [told[name] for name in rows[0]]

    told = dict(zip(rows[0], rows[place], strict=True))
    for name in rows[0]:
        if name == "RUN":
            yield Edit(
                "options of the run broken", name, edit(with_values(RUN=broken_run(told[name])))
            )
        new = changed_run(told[name]) if name == "RUN" else str(changed(told[name]))
        yield Edit(f"{name} changed", name, edit(with_values(**{name: new})))
        if told[name]:
            yield Edit(f"{name} left out", name, edit(with_values(**{name: ""})))
    for one, other in (("FROM", "TO"), ("FROM", "CC"), ("TO", "BCC"), ("SUBJECT", "DATEPRINTED")):
        if told[one] != told[other]:
            swapped = with_values(**{one: told[other], other: told[one]})
            yield Edit(f"{one} and {other} swapped", one, edit(swapped))
    lines = told.get("BODY", "").split("\n")
    if len(lines) > 1:
        for number in (0, len(lines) // 2, len(lines) - 1):
            less = "\n".join([*lines[:number], *lines[number + 1 :]])
            if less != told["BODY"]:
                yield Edit("line of the body left out", "BODY", edit(with_values(BODY=less)))
    less_rows = [*rows[:place], *rows[place + 1 :]]
    yield Edit("row left out", None, lambda path: write_rows(place_of(path), less_rows, dialect))
    yield Edit("row twice", None, lambda p: write_rows(place_of(p), [*rows, rows[place]], dialect))


def _template_edits(data: bytes, place_of: Callable[[Path], Path], message: int) -> Iterator[Edit]:
    """Each value of a row of a load file whose columns are those of a template."""
    table = read_dat(data)
    rows = [[row.values[name] for name in table.names] for row in table.rows]
    place = message % len(rows)

    def edit(names: Sequence[str], new: list[list[str]]) -> Callable[[Path], None]:
        return lambda path: place_of(path).write_bytes(b"".join(write_dat(names, new))) and None

    for number, name in enumerate(table.names):
        row = list(rows[place])
        row[number] = str(changed(row[number]))
        new = [*rows[:place], row, *rows[place + 1 :]]
        yield Edit(f"{name} changed", name, edit(table.names, new))
        others = [*table.names[:number], "x", *table.names[number + 1 :]]
        yield Edit(f"column {name} renamed", None, edit(others, rows))
    yield Edit("row left out", None, edit(table.names, [*rows[:place], *rows[place + 1 :]]))
    yield Edit("row twice", None, edit(table.names, [*rows, rows[place]]))


# --- databases --------------------------------------------------------------------------------


def resealed(path: Path) -> None:
    """Give a database the digest that fits it."""
    with closing(sqlite3.connect(path)) as database:
        ((old,),) = database.execute("SELECT sha256 FROM digest").fetchall()
    data = path.read_bytes()
    zeros = data.replace(old.encode(), b"0" * 64)
    path.write_bytes(data.replace(old.encode(), hashlib.sha256(zeros).hexdigest().encode()))


def _sqlite_edits(message: int) -> Iterator[Edit]:
    def run(statement: str) -> Callable[[Path], None]:
        def apply(path: Path) -> None:
            # What a constraint forbids cannot be changed so.
            with (
                closing(sqlite3.connect(path, isolation_level=None)) as database,
                suppress(sqlite3.IntegrityError),
            ):
                database.execute(statement)
            resealed(path)

        return apply

    schema = own_schema()
    with closing(sqlite3.connect(":memory:")) as empty:
        for (kind, table), sql in schema.items():
            if kind != "table" or table.startswith("messages_") or table == "digest":
                continue
            empty.execute(str(sql))
            columns = [row[1] for row in empty.execute(f"PRAGMA table_info({table})")]
            some = f'(SELECT min(rowid) + {message} % count(*) FROM "{table}")'
            for column in columns:
                other = f"CASE typeof(\"{column}\") WHEN 'text' THEN \"{column}\" || 'x' "
                other += f"WHEN 'null' THEN 'x' ELSE \"{column}\" + 1 END"
                statement = f'UPDATE "{table}" SET "{column}" = {other} WHERE rowid = {some}'
                yield Edit(f"{table}.{column} changed", column, run(statement))
            yield Edit(
                f"row of {table} left out", None, run(f"DELETE FROM {table} WHERE rowid = {some}")
            )
    for name, statement in (
        ("view", "CREATE VIEW v AS SELECT * FROM messages"),
        ("trigger", "CREATE TRIGGER t AFTER UPDATE ON messages BEGIN DELETE FROM people; END"),
        ("table", "CREATE TABLE more (x)"),
        ("index", "CREATE INDEX more ON messages (subject)"),
        ("user_version", "PRAGMA user_version = 99"),
        ("full-text index", "UPDATE messages_text SET body = 'nothing' WHERE rowid = 1"),
        ("From and To", "UPDATE participants SET role = CASE role WHEN 'from' THEN 'to' "
         "WHEN 'to' THEN 'from' ELSE role END"),
        ("To to Bcc", "UPDATE participants SET role = 'bcc' WHERE role = 'to'"),
    ):  # fmt: skip
        yield Edit(f"{name} changed or added", None, run(statement))
    yield Edit("journal put beside it", None, _with_journal)


def _with_journal(path: Path) -> None:
    path.with_name(f"{path.name}-journal").write_bytes(
        bytes.fromhex("d9d505f920a163d7") + b"\0" * 504
    )


def _parquet_edits(output: Path, message: int) -> Iterator[Edit]:
    import pyarrow
    import pyarrow.parquet

    whole = pyarrow.parquet.read_table(output)
    rows = whole.to_pylist()
    place = message % len(rows)

    def write(path: Path, edited: list[Record], metadata: dict[str, str]) -> None:
        mark = hashlib.sha256(b"a mark that stands nowhere").hexdigest()
        table = pyarrow.Table.from_pylist(edited, schema=whole.schema)
        with pyarrow.parquet.ParquetWriter(
            path, whole.schema, compression="zstd", write_page_checksum=True
        ) as writer:
            writer.write_table(table)
            writer.add_key_value_metadata({"mailrecon.sha256": mark, **metadata})
        data = path.read_bytes().replace(mark.encode(), b"0" * 64)
        place = path.read_bytes().find(mark.encode())
        digest = hashlib.sha256(data).hexdigest().encode()
        path.write_bytes(data[:place] + digest + data[place + 64 :])

    def edit(edited: list[Record], **metadata: str) -> Callable[[Path], None]:
        return lambda path: write(path, edited, metadata)

    for name, value in rows[place].items():
        if name == "record":
            continue
        new = 7 if value is None and "seconds" in name else changed(value)
        if value is None and not isinstance(new, str):
            new = 7
        if hasattr(value, "year"):
            new = value.replace(year=1999)
        if value is None and name.startswith("date_") and name != "date_printed":
            continue
        if (value is None and name in ("from", "sender")) or value == []:
            continue
        edited = [*rows[:place], {**rows[place], name: new}, *rows[place + 1 :]]
        yield Edit(f"{name} changed", name, edit(edited))
    record = json.loads(rows[place]["record"])
    for name, field, new_record in record_edits(record):
        if new_record == record:
            continue
        line = record_line(new_record).decode("utf-8")
        edited = [*rows[:place], {**rows[place], "record": line}, *rows[place + 1 :]]
        yield Edit(f"record: {name}", field, edit(edited))
    spark = {"org.apache.spark.version": "4.0.0"}
    yield Edit("said to be Spark's", None, edit(rows, **spark))
    yield Edit("row left out", None, edit([*rows[:place], *rows[place + 1 :]]))
    yield Edit("row twice", None, edit([*rows, rows[place]]))


# --- folders ----------------------------------------------------------------------------------


def bagged_again(output: Path) -> None:
    """Make every checksum of a bag fit what the bag holds now."""
    path = output / "provenance" / "manifest.json"
    record = json.loads(path.read_bytes())
    listed = [
        *sorted((output / "data").rglob("*")),
        *sorted((output / "provenance").glob("*.jsonl"), reverse=True),
    ]
    record["outputs"] = [
        {
            "path": file.relative_to(output).as_posix(),
            "size": file.stat().st_size,
            "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
        }
        for file in listed
        if file.is_file()
    ]
    write_manifest(path, record)
    payload = [file for file in listed if file.is_file() and file.is_relative_to(output / "data")]
    names = sorted(file.relative_to(output).as_posix() for file in payload)
    (output / "manifest-sha256.txt").write_bytes(_checksums(output, names, "  "))
    info = output / "bag-info.txt"
    size = f"Payload-Oxum: {sum(file.stat().st_size for file in payload)}.{len(payload)}"
    info.write_text(re.sub(r"(?m)^Payload-Oxum: .*$", size, info.read_text("utf-8")), "utf-8")
    tags = "tagmanifest-sha256.txt"
    rest = [file.relative_to(output) for file in output.rglob("*") if file.is_file()]
    named = [name.as_posix() for name in rest if name.parts[0] != "data" and str(name) != tags]
    lines = _checksums(output, named, " ").splitlines(keepends=True)
    (output / tags).write_bytes(b"".join(sorted(lines)))


def _checksums(output: Path, names: Sequence[str], gap: str) -> bytes:
    digests = ((hashlib.sha256((output / name).read_bytes()).hexdigest(), name) for name in names)
    return "".join(f"{digest}{gap}{name}\n" for digest, name in digests).encode("utf-8")


def write_manifest(path: Path, record: Record) -> None:
    """A manifest with the digest that fits it."""
    record.pop("digest", None)
    head = json.dumps(record, ensure_ascii=False, indent=1).removesuffix("\n}").encode("utf-8")
    path.write_bytes(head + MANIFEST_KEY + hashlib.sha256(head).hexdigest().encode() + b'"\n}\n')


def _mails(output: Path) -> list[Path]:
    data = output / "data"
    found = (*data.rglob("*.eml"), *data.glob("cur/*"))
    return sorted(path for path in found if path.is_file())


def _bag_edits(kind: str, output: Path, message: int) -> Iterator[Edit]:
    files = _mails(output)
    place = message % len(files)
    name_of = files[place].relative_to(output)
    raw = files[place].read_bytes()
    mail = raw.replace(b"\r\n", b"\n")
    ends = b"\r\n" if kind == "loadfile" else b"\n"

    def edit(new: bytes) -> Callable[[Path], None]:
        def apply(path: Path) -> None:
            whole, old, made = renewed_mail(mail, new)
            _replace_everywhere(path, old, made)
            target = path / name_of
            target.write_bytes(whole.replace(b"\n", ends))
            if kind == "maildir":
                digest = hashlib.sha256(target.read_bytes()).hexdigest()[:16]
                number = target.name.partition(".")[0]
                target.rename(target.with_name(f"{number}.{digest}.mailrecon:2,S"))
            if kind == "loadfile":
                _rehashed(path)
            bagged_again(path)

        return apply

    for name, field, new in mail_edits(mail):
        yield Edit(name, field, edit(new))

    def of_file(change: Callable[[Path, Path], object]) -> Callable[[Path], None]:
        def apply(path: Path) -> None:
            change(path, path / name_of)
            bagged_again(path)

        return apply

    for name, change in _FILE_EDITS.items():
        yield Edit(name, None, of_file(change))
    yield from _record_file_edits(output, message)
    if kind == "loadfile":
        table = next((output / "data").rglob("*.dat"))
        inside = table.relative_to(output)

        def again(change: Callable[[Path], None]) -> Callable[[Path], None]:
            def apply(path: Path) -> None:
                change(path)
                bagged_again(path)

            return apply

        for item in _table_edits(table.read_bytes(), lambda p: p / inside, CONCORDANCE, message):
            yield Edit(f"row: {item.name}", item.field, again(item.apply))


def _mboxes_edits(output: Path, message: int) -> Iterator[Edit]:
    """Changes of the first mbox in a bag, and of its records."""
    inside = next((output / "data").rglob("*.mbox")).relative_to(output)

    def again(change: Callable[[Path], None]) -> Callable[[Path], None]:
        def apply(path: Path) -> None:
            change(path / inside)
            bagged_again(path)

        return apply

    for item in _mbox_edits(output / inside, message):
        yield Edit(item.name, item.field, again(item.apply))
    yield Edit(
        "folder renamed",
        None,
        again(lambda path: path.rename(path.with_name("other.mbox")) and None),
    )
    yield from _record_file_edits(output, message)


def _replace_everywhere(output: Path, old: bytes, new: bytes) -> None:
    if old:
        for path in sorted((output / "data").rglob("*")):
            if path.is_file():
                path.write_bytes(path.read_bytes().replace(old, new))


def _rehashed(output: Path) -> None:
    """Make the hashes in a load file's table fit its natives and texts."""
    table = next((output / "data").rglob("*.dat"))
    rows = read_rows(table.read_bytes(), CONCORDANCE)
    if "NATIVELINK" not in rows[0]:  # the columns of a template
        return
    for row in rows[1:]:
        told = dict(zip(rows[0], row, strict=True))
        native = (output / "data" / told["NATIVELINK"].replace("\\", "/")).read_bytes()
        told["MD5HASH"] = hashlib.md5(native, usedforsecurity=False).hexdigest().upper()
        told["SHA256"] = hashlib.sha256(native).hexdigest().upper()
        told["FILESIZE"] = str(len(native))
        text = (output / "data" / told["TEXTLINK"].replace("\\", "/")).read_bytes()
        told["TEXTSHA256"] = hashlib.sha256(text).hexdigest().upper()
        row[:] = [told[name] for name in rows[0]]
    write_rows(table, rows, CONCORDANCE)


_FILE_EDITS: dict[str, Callable[[Path, Path], object]] = {
    "file too many in the payload": lambda bag, mail: mail.with_name(
        f"9999_{mail.name}"
    ).write_bytes(mail.read_bytes()),
    "file too many beside the record": lambda bag, mail: (
        bag / "provenance" / "note.txt"
    ).write_text("x"),
    "file too many at the top": lambda bag, mail: (bag / "note.txt").write_text("x"),
    "message's file left out": lambda bag, mail: mail.unlink(),
    "message's file empty": lambda bag, mail: mail.write_bytes(b""),
    "ledger left out": lambda bag, mail: (bag / "provenance" / "ledger.jsonl").unlink(),
    "records left out": lambda bag, mail: (bag / "provenance" / "messages.jsonl").unlink(),
    "bag-info changed": lambda bag, mail: (bag / "bag-info.txt").write_text(
        (bag / "bag-info.txt").read_text().replace("Messages rebuilt", "Letters copied")
    ),
}


def _record_file_edits(output: Path, message: int) -> Iterator[Edit]:
    """Changes of the manifest, the records and the ledger of a bag."""
    manifest = json.loads((output / "provenance" / "manifest.json").read_bytes())

    def edit(new: Record) -> Callable[[Path], None]:
        def apply(path: Path) -> None:
            write_manifest(path / "provenance" / "manifest.json", copy.deepcopy(new))
            bagged_again(path)

        return apply

    for path in _leaves(manifest):
        # No source says when and with which packages; outputs are made anew here.
        free = ("time", "python", "packages", "outputs", "options", "digest")
        if path[0] not in free and path != ("inputs", 0, "path"):
            yield Edit(
                f"manifest {'.'.join(map(str, path))} changed", None, edit(_with(manifest, path))
            )
    for name in ("messages.jsonl", "ledger.jsonl"):
        lines = (output / "provenance" / name).read_bytes().splitlines()
        place = message % len(lines)

        def write(new: list[bytes], name: str = name) -> Callable[[Path], None]:
            def apply(path: Path) -> None:
                (path / "provenance" / name).write_bytes(b"\n".join(new) + b"\n")
                bagged_again(path)

            return apply

        yield Edit(f"{name}: line left out", None, write([*lines[:place], *lines[place + 1 :]]))
        record = json.loads(lines[place])
        for leaf in _leaves(record):
            told = _with(record, leaf)
            line = record_line(told) if name.startswith("m") else json.dumps(told).encode()
            edited = [*lines[:place], line, *lines[place + 1 :]]
            yield Edit(f"{name}: {'.'.join(map(str, leaf))} changed", None, write(edited))
