"""Open each format to check it by itself: mail, records, rows, and problems.

`formats.py` chooses the format.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct, field

from mailrecon.loadfiles import Severity, check_production, read_opt
from mailrecon.verify.checksums import is_bag, production_root
from mailrecon.verify.databases import (
    Unreadable,
    files_beside,
    index_faults,
    opened,
    own_schema,
    read_parquet,
    schema_of,
)
from mailrecon.verify.decode import fields_of
from mailrecon.verify.embedded_digest import check_embedded_digest
from mailrecon.verify.finding import Finding, error, note
from mailrecon.verify.framing import split_mbox
from mailrecon.verify.items import Mail, Record, Row
from mailrecon.verify.tables import read_table
from mailrecon.writers.maildir import maildir_files
from mailrecon.writers.mboxes import mboxes_files

# Rules whose breach is a warning for anybody's production, and never found in one of mailrecon's.
_NEVER_OURS = ("gap", "links", "numbers", "unlinked")
_SPARK = b"org.apache.spark.version"
# The end of the first line of a load file with all columns.
_DIGEST_COLUMN = "þDIGESTþ".encode()
# A segment of the ledger: SHA-256 of its document, kind, start, end, Message-ID.
Segment = tuple[str, str, int, int, str | None]


class OutputContents(Struct):
    """The contents of an output: mail, rows, records, ledger, as far as the format has them.

    `documents` are the SHA-256 and the number of characters of each source, if known. `by_spark`:
    Spark wrote the file, and keeps times in a way of its own.
    """

    mails: Sequence[Mail] = ()
    records: Sequence[Record] = ()
    rows: Sequence[Row] = ()
    ledger: Path | None = None
    segments: Sequence[Segment] | None = None
    documents: Sequence[tuple[str, int]] = ()
    findings: list[Finding] = field(default_factory=list)
    by_spark: bool = False


def payload_of(output: Path) -> Path:
    """The folder with an output's files: `data` in a bag."""
    return output / "data" if is_bag(output) else output


# --- folders ----------------------------------------------------------------------------------


def open_eml(output: Path) -> OutputContents:
    """A folder of messages."""
    return _of_folder(
        output, OutputContents([_file_mail(p) for p in eml_files(payload_of(output))])
    )


def open_maildir(output: Path) -> OutputContents:
    """A Maildir."""
    files = maildir_files(payload_of(output))
    return _of_folder(output, OutputContents([_file_mail(path) for path in files]))


def open_mboxes(output: Path) -> OutputContents:
    """The messages of all mbox files of a folder."""
    payload = payload_of(output)
    contents = OutputContents()
    mails: list[Mail] = []
    for box in mboxes_files(payload):
        found, wrong = split_mbox(box.read_bytes(), box.relative_to(payload).as_posix())
        mails += [Mail(place, content) for place, content in found]
        contents.findings += wrong
    contents.mails = mails
    return _of_folder(output, contents)


def open_loadfile(output: Path) -> OutputContents:
    """A production."""
    return _of_folder(output, _open_loadfile(payload_of(output)))


def eml_files(payload: Path) -> list[Path]:
    """The messages of a folder."""
    return sorted(payload.glob("*.eml"))


def _of_folder(output: Path, contents: OutputContents) -> OutputContents:
    """The contents of a folder; in a bag with its records and ledger."""
    if not contents.mails:
        text = "holds no message (a bag's are in its folder `data`)"
        contents.findings.append(error("empty", output.name, text))
    if is_bag(output):
        record = output / "provenance"
        if (record / "messages.jsonl").is_file():
            contents.records = _lines(record / "messages.jsonl", contents.findings)
        if (record / "ledger.jsonl").is_file():
            contents.ledger = record / "ledger.jsonl"
        if len(contents.records) != len(contents.mails):
            text = f"{len(contents.mails)} messages, but records of {len(contents.records)}"
            contents.findings.append(error("count", output.name, text))
    return contents


def _file_mail(path: Path) -> Mail:
    return Mail(path.name, path.read_bytes().replace(b"\r\n", b"\n"))


def _lines(path: Path, findings: list[Finding]) -> list[Record]:
    data = path.read_bytes()
    if data and not data.endswith(b"\n"):
        findings.append(error("framing", path.name, "does not end with a line end"))
    lines = data.split(b"\n")[:-1] if data.endswith(b"\n") else data.split(b"\n")
    return [Record(f"{path.name} line {n}", line) for n, line in enumerate(lines, start=1)]


def _open_loadfile(payload: Path) -> OutputContents:
    """The natives and rows of a production; its form is held to what reviewers rely on."""
    root = production_root(payload)
    contents = OutputContents(
        [_file_mail(path) for path in sorted((root / "NATIVES").rglob("*.eml"))]
    )
    contents.findings += [
        error("loadfile", item.place, item.text)
        for item in check_production(payload)
        if item.severity is Severity.ERROR or item.rule in _NEVER_OURS
    ]
    tables = sorted((root / "DATA").glob("*.dat"))
    if len(tables) != 1:
        contents.findings.append(error("loadfile", "DATA", f"{len(tables)} load files, not one"))
        return contents
    if not tables[0].read_bytes().partition(b"\r\n")[0].endswith(_DIGEST_COLUMN):
        text = "was written with a template, so its rows can be checked with the sources only"
        contents.findings.append(note("no-evidence", tables[0].name, text))
        return contents
    contents.rows, findings = read_table(tables[0].read_bytes(), tables[0].name, concordance=True)
    contents.findings.extend(findings)
    files = {
        path.relative_to(payload).as_posix(): path
        for path in payload.rglob("*")
        if path.is_file() and not path.is_symlink()
    }
    images = _images(files, tables[0].with_suffix(".opt"))
    for row in contents.rows:
        stated = [item for item in row.values.get("IMAGESHA256", "").split("; ") if item]
        if images.get(row.values.get("BEGDOC", ""), []) != stated:
            text = "its images do not match their IMAGESHA256"
            contents.findings.append(error("checksum", row.place, text))
        contents.findings.extend(_check_files(files, row))
    return contents


def _images(files: Mapping[str, Path], table: Path) -> dict[str, list[str]]:
    """The SHA-256 of the images of each document, by its first number."""
    found: dict[str, list[str]] = {}
    pages = read_opt(table.read_text("utf-8", "replace"))[0] if table.is_file() else []
    begin = ""
    for page in pages:
        begin = page.key if page.begins else begin
        found.setdefault(begin, []).append(_sha256(_linked(files, page.file)))
    return found


def _check_files(files: Mapping[str, Path], row: Row) -> Iterator[Finding]:
    """Hold the native and the text of a row to what it says of them.

    That they are there is part of `check_production`, which takes an empty hash for none asked for.
    """
    values = row.values
    native = _linked(files, values.get("NATIVELINK", ""))
    if _sha256(_linked(files, values.get("TEXTLINK", ""))) != values.get("TEXTSHA256"):
        yield error("checksum", row.place, "its text has not the TEXTSHA256 given")
    if native is None:
        return
    data = native.read_bytes()
    md5 = hashlib.md5(data, usedforsecurity=False).hexdigest().upper()
    for column, digest in (("MD5HASH", md5), ("SHA256", _sha256(native))):
        if values.get(column) != digest:
            yield error("checksum", row.place, f"{native.name} has not the {column} given")
    if values.get("FILESIZE") != str(len(data)):
        yield error("checksum", row.place, f"{native.name} has not the FILESIZE given")
    printed = fields_of(data.partition(b"\r\n\r\n")[0].replace(b"\r\n", b"\n")).get("Message-ID")
    # A native message may have no Message-ID, and the load file a generated one.
    if values.get("ISNATIVE") != "Y" and printed != values.get("MESSAGEID"):
        yield error("loadfile", row.place, f"{native.name} has not the MESSAGEID given")


def _linked(files: Mapping[str, Path], link: str) -> Path | None:
    """The file of the production that a link names: `.\\VOL001\\TEXT\\0001\\X.txt`."""
    return files.get(link.replace("\\", "/").removeprefix("./"))


def _sha256(path: Path | None) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest().upper() if path is not None else ""


# --- files ------------------------------------------------------------------------------------


def open_mail(output: Path) -> OutputContents:
    """One message."""
    return OutputContents([_file_mail(output)])


def open_mbox(output: Path) -> OutputContents:
    """An mbox."""
    mails, findings = split_mbox(output.read_bytes(), output.name)
    return OutputContents([Mail(place, content) for place, content in mails], findings=findings)


def open_jsonl(output: Path) -> OutputContents:
    """Records, one a line."""
    contents = OutputContents()
    contents.records = _lines(output, contents.findings)
    return contents


def open_without_evidence(output: Path) -> OutputContents:
    """A format without checksums and without references to its sources."""
    text = "holds no evidence of its own; name the documents with --source"
    return OutputContents(findings=[note("no-evidence", output.name, text)])


def open_people(output: Path) -> OutputContents:
    """A list of people, which is made to be edited."""
    text = "is a list of people, made to be edited: nothing in it is evidence, nothing was checked"
    return OutputContents(findings=[note("people-list", output.name, text)])


def open_csv(output: Path) -> OutputContents:
    """A table of messages."""
    rows, findings = read_table(output.read_bytes(), output.name, concordance=False)
    return OutputContents(rows=rows, findings=findings)


def open_sqlite(output: Path) -> OutputContents:
    """A database; nothing in it is run while it is read."""
    contents = OutputContents()
    for beside in files_beside(output):
        text = "lies beside the database: programs that open it would replay it"
        contents.findings.append(error("database", beside.name, text))
    try:
        with opened(output) as database:
            if schema_of(database) != own_schema():
                text = "defines other tables, indexes, views or triggers than mailrecon does"
                contents.findings.append(error("database", output.name, text))
                return contents
            digests = database.execute("SELECT sha256 FROM digest").fetchall()
            digest = digests[0][0] if len(digests) == 1 else None
            contents.findings.extend(check_embedded_digest(output, digest))
            for text in index_faults(database):
                contents.findings.append(error("database", output.name, text))
            for (text,) in database.execute("PRAGMA integrity_check"):
                if text != "ok":
                    contents.findings.append(error("database", output.name, str(text)))
            contents.records = [
                Record(f"{output.name} message {number}", _bytes(record))
                for number, record in database.execute(
                    "SELECT id, record FROM messages ORDER BY id"
                )
            ]
            contents.segments = [
                (sha256, kind, start, end, identity)
                for sha256, kind, start, end, identity in database.execute(
                    "SELECT s.sha256, g.kind, g.start, g.stop, g.message_id FROM segments g "
                    "JOIN sources s ON s.id = g.source ORDER BY g.rowid"
                )
            ]
            documents = database.execute("SELECT sha256, characters FROM sources ORDER BY id")
            contents.documents = documents.fetchall()
    except Unreadable as failure:
        contents.findings.append(error("database", output.name, f"cannot be read ({failure})"))
    return contents


def _bytes(record: object) -> bytes:
    return str(record).encode("utf-8", "backslashreplace")


def open_parquet(output: Path) -> OutputContents:
    """A Parquet file. Raises ReadError if pyarrow is missing."""
    contents = OutputContents()
    try:
        file = read_parquet(output)
        contents.records = [
            Record(f"{output.name} row {number}", _bytes(row.get("record")))
            for number, row in enumerate(file.rows, start=1)
        ]
    except Unreadable as failure:
        contents.findings.append(error("table", output.name, f"cannot be read ({failure})"))
        return contents
    contents.by_spark = _SPARK in file.keys
    if contents.by_spark:
        text = "written by Spark, with no digest of its own: its records were checked"
        contents.findings.append(note("no-manifest", output.name, text))
    else:
        digest = file.keys.get(b"mailrecon.sha256", b"").decode("utf-8", "replace")
        contents.findings.extend(check_embedded_digest(output, digest))
    return contents
