"""What each format shows by itself: its framing, its digests, its own definitions.

`formats.py` chooses the format. What messages say is checked elsewhere, alike for all formats.
"""

from __future__ import annotations

import hashlib
import mmap
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from mailrecon.loadfiles import Severity, check_production, read_opt
from mailrecon.regex import regex
from mailrecon.verify.checksums import payload_of, production_root
from mailrecon.verify.databases import (
    Unreadable,
    files_beside,
    opened,
    own_schema,
    read_parquet,
    schema_of,
)
from mailrecon.verify.decode import (
    comma_rows,
    concordance_rows,
    dat_statements,
)
from mailrecon.verify.finding import Finding, error, note
from mailrecon.verify.statement import Kind, Statement
from mailrecon.verify.transport import LINE_ENDS
from mailrecon.writers.csv_table import CSV_COLUMNS
from mailrecon.writers.loadfile import FIELDS
from mailrecon.writers.manifest import file_sha256
from mailrecon.writers.mboxes import mboxes_files
from mailrecon.writers.production import COLUMNS
from mailrecon.writers.rows import CONCORDANCE, CSV, digested, heading

CHANGED = "it does not fit its digest: it was changed"
_CHANGED_RECORD = "its record does not fit its digest: it was changed"
_RECORD_KEY = b', "digest": "'
_NO_BLANK = regex(rb"[^\n]\nFrom ")
_SPARK = b"org.apache.spark.version"
# Rules whose breach is a warning for anybody's production, and never found in one of mailrecon's.
_NEVER_OURS = ("gap", "links", "numbers", "unlinked")
# The end of the first line of a load file with all columns.
_DIGEST_COLUMN = "þDIGESTþ".encode()


def check_nothing(output: Path) -> Iterable[Finding]:
    """A folder of messages, or one message: all there is to check is in the messages."""
    return ()


def check_without_evidence(output: Path) -> Iterable[Finding]:
    """A format without checksums and without references to its sources."""
    text = "holds no evidence of its own; name the documents with --source"
    return (note("no-evidence", output.name, text),)


def check_people(output: Path) -> Iterable[Finding]:
    """A list of people, which is made to be edited."""
    text = "is a list of people, made to be edited: nothing in it is evidence, nothing was checked"
    return (note("people-list", output.name, text),)


# --- mbox -------------------------------------------------------------------------------------


def mbox_bytes(path: Path) -> bytes:
    """An mbox, with LF for CR LF if that is how all its lines end: others' mail can have both."""
    data = path.read_bytes()
    return LINE_ENDS.undo(data) if data.count(b"\r\n") == data.count(b"\n") else data


def check_mbox(output: Path) -> Iterator[Finding]:
    """An mbox (mboxrd, RFC 4155), or each one of a folder: its beginning, its line ends."""
    payload = payload_of(output)
    for path in mboxes_files(payload) if output.is_dir() else [output]:
        name = path.relative_to(payload).as_posix() if output.is_dir() else path.name
        data = mbox_bytes(path)
        if data.count(b"\n") and len(data) != path.stat().st_size:
            yield note("transport", name, LINE_ENDS.text)
        if not data.startswith(b"From "):
            yield error("framing", name, "does not begin with a From line")
        if not data.endswith(b"\n\n") or _NO_BLANK.search(data):
            yield error("framing", name, "no blank line behind a message")


# --- records and tables -----------------------------------------------------------------------


def check_jsonl(output: Path) -> Iterator[Finding]:
    """One record a line, each with its line end."""
    data = output.read_bytes()
    if data and (not data.endswith(b"\n") or data.startswith(b"\n") or b"\n\n" in data):
        yield error("framing", output.name, "is not one record a line")


def check_record(statement: Statement) -> Iterator[Finding]:
    """Compare a record with the digest at its end (see `docs/jsonl.md`)."""
    head, separator, tail = statement.raw.rpartition(_RECORD_KEY)
    if not separator or tail != hashlib.sha256(head).hexdigest().encode("ascii") + b'"}':
        yield error("digest", statement.place, _CHANGED_RECORD)


def check_csv(path: Path) -> Iterator[Finding]:
    """A table of messages."""
    yield from _check_table(path, is_dat=False)


def _check_table(path: Path, *, is_dat: bool) -> Iterator[Finding]:
    """The form of a table, CSV or Concordance, and the digest of each row."""
    name, data = path.name, path.read_bytes()
    code, dialect = ("loadfile", CONCORDANCE) if is_dat else ("framing", CSV)
    names = FIELDS if is_dat else (*COLUMNS, *CSV_COLUMNS)
    text = data.decode("utf-8-sig", "backslashreplace")
    cells = list(concordance_rows(text) if is_dat else comma_rows(text))[1:]
    first = heading(dialect, names)
    if not data.startswith(first):
        yield error(code, name, "its first line does not name its columns")
        return
    if first + b"".join(dialect.line(row) + b"\r\n" for row in cells) != data:
        yield error(code, name, "its rows are not written as docs/outputs.md describes")
    for number, row in enumerate(cells, start=2):
        place = f"{name} row {number}"
        if len(row) != len(names) + 1:
            yield error(code, place, f"{len(row)} values for {len(names) + 1} columns")
        elif digested(dialect, row[:-1]) != dialect.line(row) + b"\r\n":
            yield error("digest", place, CHANGED)


# --- productions ------------------------------------------------------------------------------


def tables_of(payload: Path) -> list[Path]:
    """The load files of a production; one of mailrecon's has one."""
    return sorted((production_root(payload) / "DATA").glob("*.dat"))


def natives_of(payload: Path) -> list[Path]:
    """The messages of a production."""
    return sorted((production_root(payload) / "NATIVES").rglob("*.eml"))


def check_loadfile(output: Path) -> Iterator[Finding]:
    """A production: its form, and each file by its hash."""
    payload = payload_of(output)
    for item in check_production(payload):
        if item.severity is Severity.ERROR or item.rule in _NEVER_OURS:
            yield error("loadfile", item.place, item.text)
    tables = tables_of(payload)
    if len(tables) != 1:
        yield error("loadfile", "DATA", f"{len(tables)} load files, not one")
        return
    data = tables[0].read_bytes()
    if not data.partition(b"\r\n")[0].endswith(_DIGEST_COLUMN):
        text = "was written with a template, so its rows can be checked with the sources only"
        yield note("no-evidence", tables[0].name, text)
        return
    yield from _check_table(tables[0], is_dat=True)
    files = {
        path.relative_to(payload).as_posix(): path
        for path in payload.rglob("*")
        if path.is_file() and not path.is_symlink()
    }
    images = _images(files, tables[0].with_suffix(".opt"))
    for row in dat_statements(data.replace(b"\r\n", b"\n"), tables[0].name):
        if row.kind is Kind.ROW:
            yield from _check_files(files, images, row)


def _images(files: Mapping[str, Path], table: Path) -> dict[str, str]:
    """The SHA-256 of the images of each document, by its first number."""
    found: dict[str, list[str]] = {}
    pages = read_opt(table.read_text("utf-8", "replace"))[0] if table.is_file() else []
    begin = ""
    for page in pages:
        begin = page.key if page.begins else begin
        found.setdefault(begin, []).append(_digest(_linked(files, page.file)))
    return {begin: "; ".join(hashes) for begin, hashes in found.items()}


def _check_files(
    files: Mapping[str, Path], images: Mapping[str, str], row: Statement
) -> Iterator[Finding]:
    """Hold the text and the images of a row to the hashes in it.

    `check_production` does so for the native, and looks whether they are all there.
    """
    values = row.values
    found = {
        "IMAGESHA256": images.get(values.get("BEGDOC", ""), ""),
        "TEXTSHA256": _digest(_linked(files, values.get("TEXTLINK", ""))),
    }
    for column, wanted in found.items():
        if values.get(column) != wanted:
            yield error("checksum", row.place, f"its file has not the {column} given")


def _linked(files: Mapping[str, Path], link: str) -> Path | None:
    """The file of the production that a link names: `.\\VOL001\\TEXT\\0001\\X.txt`."""
    return files.get(link.replace("\\", "/").removeprefix("./"))


def _digest(path: Path | None) -> str:
    return file_sha256(path).upper() if path is not None else ""


# --- binary files -----------------------------------------------------------------------------


def check_sqlite(output: Path) -> Iterator[Finding]:
    """A database; nothing in it is run while it is read."""
    for beside in files_beside(output):
        text = "lies beside the database: programs that open it would replay it"
        yield error("database", beside.name, text)
    try:
        with opened(output) as database:
            if schema_of(database) != own_schema():
                text = "defines other tables, indexes, views or triggers than mailrecon does"
                yield error("database", output.name, text)
                return
            digests = database.execute("SELECT sha256 FROM digest").fetchall()
            yield from _check_embedded(output, digests[0][0] if len(digests) == 1 else None)
    except Unreadable as failure:
        yield error("database", output.name, f"cannot be read ({failure})")


def check_parquet(output: Path) -> Iterator[Finding]:
    """A Parquet file. Raises ReadError if pyarrow is missing."""
    try:
        keys = read_parquet(output).keys
    except Unreadable as failure:
        yield error("table", output.name, f"cannot be read ({failure})")
        return
    if _SPARK in keys:
        text = "written by Spark, with no digest of its own: its records were checked"
        yield note("no-manifest", output.name, text)
    else:
        digest = keys.get(b"mailrecon.sha256", b"").decode("utf-8", "replace")
        yield from _check_embedded(output, digest)


def _check_embedded(path: Path, digest: object) -> Iterator[Finding]:
    """Check that `digest`, read from the file, is that of its bytes with zeros in its place."""
    if not isinstance(digest, str) or re.fullmatch("[0-9a-f]{64}", digest) is None:
        yield error("digest", path.name, CHANGED)
        return
    mark = digest.encode("ascii")
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        place = mapped.find(mark)
        if place < 0 or mapped.find(mark, place + 1) >= 0:
            yield error("digest", path.name, CHANGED)
            return
        with memoryview(mapped) as view:
            found = hashlib.sha256(view[:place])
            found.update(b"0" * len(mark))
            found.update(view[place + len(mark) :])
        if found.hexdigest() != digest:
            yield error("digest", path.name, CHANGED)
