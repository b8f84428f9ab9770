"""What an output holds, whatever its format: messages as bytes, messages as records."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from mailrecon.errors import ReadError
from mailrecon.verify.checksums import is_bag
from mailrecon.verify.finding import Finding, error
from mailrecon.verify.framing import split_mbox

_NATIVE = ("NATIVES", "TEXT")


@dataclass(frozen=True, slots=True)
class Mail:
    """A message as bytes with LF line ends, and where it was found."""

    place: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Record:
    """A message as a line of JSON Lines, without the line end, and where it was found."""

    place: str
    line: bytes


@dataclass(slots=True)
class Held:
    """What an output holds; a load file's folder holds mails, a bag also records and a ledger."""

    mails: Sequence[Mail] = ()
    records: Sequence[Record] = ()
    ledger: Path | None = None
    findings: list[Finding] = field(default_factory=list)


def open_output(output: Path) -> Held:
    """Read an output of any format. Raises ReadError for what is none."""
    try:
        return _open_folder(output) if output.is_dir() else _open_file(output)
    except OSError as failure:
        raise ReadError(f"{output}: cannot be read ({failure.strerror})") from failure


def _open_folder(output: Path) -> Held:
    payload = output / "data" if is_bag(output) else output
    if (payload / "DATA").is_dir():
        held = _open_loadfile(payload)
    elif (payload / "cur").is_dir():
        held = Held([_file_mail(path) for path in sorted((payload / "cur").iterdir())])
    else:
        held = Held([_file_mail(path) for path in sorted(payload.glob("*.eml"))])
    if not held.mails:
        text = "holds no message (a bag's are in its folder `data`)"
        held.findings.append(error("empty", output.name, text))
    if is_bag(output):
        record = output / "provenance"
        if (record / "messages.jsonl").is_file():
            held.records = _lines(record / "messages.jsonl", held.findings)
        if (record / "ledger.jsonl").is_file():
            held.ledger = record / "ledger.jsonl"
        if len(held.records) != len(held.mails):
            text = f"{len(held.mails)} messages, but records of {len(held.records)}"
            held.findings.append(error("count", output.name, text))
    return held


def _open_file(output: Path) -> Held:
    with output.open("rb") as file:
        head = file.read(16)
    if head.startswith(b"SQLite format 3\x00"):
        return _open_sqlite(output)
    if head.startswith(b"PAR1"):
        return _open_parquet(output)
    data = output.read_bytes()
    if data.startswith(b"{"):
        held = Held()
        held.records = _lines(output, held.findings)
        return held
    if head.startswith(b"\xef\xbb\xbfBEGDOC"):
        return _open_csv(output)
    if output.suffix.lower() == ".eml":
        return Held([Mail(output.name, data.replace(b"\r\n", b"\n"))])
    mails, findings = split_mbox(data, output.name)
    return Held([Mail(place, content) for place, content in mails], findings=findings)


def _file_mail(path: Path) -> Mail:
    return Mail(path.name, path.read_bytes().replace(b"\r\n", b"\n"))


def _lines(path: Path, findings: list[Finding]) -> list[Record]:
    data = path.read_bytes()
    if data and not data.endswith(b"\n"):
        findings.append(error("framing", path.name, "does not end with a line end"))
    lines = data.split(b"\n")[:-1] if data.endswith(b"\n") else data.split(b"\n")
    return [Record(f"{path.name} line {n}", line) for n, line in enumerate(lines, start=1)]


def _open_loadfile(payload: Path) -> Held:
    """The natives in the order of the load file, and whether its links and hashes are right."""
    held = Held()
    mails: list[Mail] = []
    tables = sorted((payload / "DATA").glob("*.dat"))
    if len(tables) != 1:
        held.findings.append(error("loadfile", "DATA", f"{len(tables)} load files, not one"))
    linked: set[str] = set()
    for table in tables:
        try:
            text = table.read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError:
            held.findings.append(error("loadfile", table.name, "is not UTF-8"))
            continue
        rows = list(csv.reader(text.split("\r\n")[:-1], delimiter="\x14", quotechar="\xfe"))
        for number, row in enumerate(rows[1:], start=2):
            place = f"{table.name} line {number}"
            if len(row) != len(rows[0]):
                text = f"{len(row)} values for {len(rows[0])} columns"
                held.findings.append(error("loadfile", place, text))
                continue
            values = dict(zip(rows[0], row, strict=True))
            linked.update(_linked(values))
            mail = _native(payload, place, values, held.findings)
            if mail is not None:
                mails.append(mail)
    present = {
        path.relative_to(payload).as_posix()
        for name in _NATIVE
        for path in (payload / name).rglob("*")
        if path.is_file()
    }
    for name in sorted(present - linked):
        held.findings.append(error("loadfile", name, "no line of the load file links to it"))
    held.mails = mails
    return held


def _linked(values: dict[str, str]) -> Iterator[str]:
    for column in ("NATIVELINK", "TEXTLINK"):
        yield values.get(column, "").replace("\\", "/").removeprefix("./")


def _native(
    payload: Path, place: str, values: dict[str, str], findings: list[Finding]
) -> Mail | None:
    native, text = (payload / link for link in _linked(values))
    for path in (native, text):
        if (
            payload not in path.resolve().parents
            and payload.resolve() not in path.resolve().parents
        ):
            findings.append(error("loadfile", place, "a link leads out of the production"))
            return None
        if not path.is_file():
            findings.append(error("missing-file", place, f"{path.name} is not there"))
            return None
    data = native.read_bytes()
    if hashlib.sha256(data).hexdigest().upper() != values.get("SHA256"):
        findings.append(error("checksum", place, f"{native.name} has not the SHA256 given"))
    md5 = hashlib.md5(data, usedforsecurity=False).hexdigest().upper()
    if md5 != values.get("MD5HASH"):
        findings.append(error("checksum", place, f"{native.name} has not the MD5HASH given"))
    head = data.partition(b"\r\n\r\n")[0]
    printed = re.search(rb"^Message-ID:\s*(\S+)", head, re.MULTILINE | re.IGNORECASE)
    # A real message may have none, and the load file one that was made for it.
    if values.get("REAL") != "Y" and (
        printed is None or printed[1].decode("utf-8", "replace") != values.get("MESSAGEID")
    ):
        findings.append(error("loadfile", place, f"{native.name} has not the MESSAGEID given"))
    return Mail(native.name, data.replace(b"\r\n", b"\n"))


def _open_csv(output: Path) -> Held:
    """A table has no records of its own; its form is checked, its values stand in the manifest."""
    held = Held()
    with output.open(encoding="utf-8-sig", newline="", errors="replace") as file:
        rows = list(csv.reader(file))
    for number, row in enumerate(rows, start=1):
        if len(row) != len(rows[0]):
            text = f"{len(row)} values for {len(rows[0])} columns"
            held.findings.append(error("framing", f"{output.name} row {number}", text))
    return held


def _open_sqlite(output: Path) -> Held:
    held = Held()
    records: list[Record] = []
    try:
        uri = f"{output.resolve().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(uri, uri=True)) as database:
            for (text,) in database.execute("PRAGMA integrity_check"):
                if text != "ok":
                    held.findings.append(error("database", output.name, str(text)))
            rows = database.execute(
                "SELECT id, message_id, subject, body, in_reply_to, record FROM messages "
                "ORDER BY id"
            )
            for number, *columns, record in rows:
                place = f"{output.name} message {number}"
                records.append(Record(place, str(record).encode("utf-8", "backslashreplace")))
                held.findings.extend(_same_values(place, columns, str(record)))
    except sqlite3.Error as failure:
        held.findings.append(error("database", output.name, f"cannot be read ({failure})"))
    held.records = records
    return held


def _same_values(place: str, columns: list[object], record: str) -> Iterator[Finding]:
    """Whether the columns of a table say what the message's record says."""
    try:
        parsed = json.loads(record)
        wanted = [parsed[key] for key in ("message_id", "subject", "body", "in_reply_to")]
    except (ValueError, KeyError, TypeError):
        return
    if [_storable(value) for value in wanted] != columns:
        yield error("columns", place, "its columns and its record differ")


def _storable(value: object) -> object:
    if not isinstance(value, str):
        return value
    return value.encode("utf-8", "backslashreplace").decode("utf-8")


def _open_parquet(output: Path) -> Held:
    held = Held()
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as failure:
        raise ReadError(
            f"{output}: is Parquet, which needs more packages; "
            "run: pip install 'mailrecon[parquet]'"
        ) from failure
    try:
        names = ["message_id", "subject", "body", "in_reply_to", "record"]
        table = pyarrow.parquet.read_table(output, page_checksum_verification=True)
        rows = table.select(names).to_pylist()
    except (pyarrow.ArrowException, OSError, KeyError) as failure:
        text = f"cannot be read ({' '.join(str(failure).split())[:200]})"
        held.findings.append(error("table", output.name, text))
        return held
    records = []
    for number, row in enumerate(rows, start=1):
        place = f"{output.name} row {number}"
        record = str(row.pop("record"))
        records.append(Record(place, record.encode("utf-8", "backslashreplace")))
        held.findings.extend(_same_values(place, list(row.values()), record))
    held.records = records
    return held
