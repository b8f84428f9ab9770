"""What each format shows by itself: its framing, its digests, its own definitions.

`formats.py` chooses the format. What messages say is checked elsewhere, alike for all formats.
"""

from __future__ import annotations

import base64
import email.utils
import hashlib
import mmap
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from mailrecon.loadfiles import Severity, check_production
from mailrecon.model import Precision, When
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
from mailrecon.verify.decode import comma_rows, concordance_rows, dat_statements
from mailrecon.verify.finding import Finding, error, note
from mailrecon.verify.statement import Kind, Statement
from mailrecon.verify.transport import LINE_ENDS
from mailrecon.writers.csv_table import CSV_COLUMNS
from mailrecon.writers.loadfile import FIELDS
from mailrecon.writers.manifest import file_sha256
from mailrecon.writers.mbox import from_date
from mailrecon.writers.mboxes import mboxes_files
from mailrecon.writers.production import COLUMNS
from mailrecon.writers.rows import CONCORDANCE, CSV, Dialect, digested, heading

CHANGED = "it does not fit its digest: it was changed"
_CHANGED_RECORD = "its record does not fit its digest: it was changed"
_RECORD_KEY = b', "digest": "'
_NO_BLANK = regex(rb"[^\n]\nFrom ")
_SPARK = b"org.apache.spark.version"
# Rules whose breach is a warning for anybody's production, and never found in one of mailrecon's.
_NEVER_OURS = ("gap", "links", "numbers", "unlinked")
# The end of the first line of a load file with all columns.
_DIGEST_COLUMN = "þDIGESTþ".encode()
_STATUS_TEXT = "reconstructed from a document that quotes this message"
_DIGEST_LINE = regex(rb"^X-Mailrecon-Digest: sha-256=:([A-Za-z0-9+/=]*):\n", re.MULTILINE)
_FROM_LINE = regex(r"From (\S+) (\w{3} \w{3} [ \d]\d [\d:]{8} \d{4})")


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
    yield from _check_table(path, CSV, comma_rows, (*COLUMNS, *CSV_COLUMNS), "framing")


def _check_table(
    path: Path,
    dialect: Dialect,
    read: Callable[[str], Iterator[list[str]]],
    names: Sequence[str],
    code: str,
) -> Iterator[Finding]:
    """The form of a table, CSV or Concordance, and the digest of each row."""
    data = path.read_bytes()
    rows = list(read(data.decode("utf-8-sig", "backslashreplace")))[1:]
    wanted = [heading(dialect, names), *(digested(dialect, row[:-1]) for row in rows)]
    if not data.startswith(wanted[0]):
        yield error(code, path.name, "its first line does not name its columns")
        return
    is_changed = False
    for number, (row, line) in enumerate(zip(rows, wanted[1:], strict=True), start=2):
        place = f"{path.name} row {number}"
        if len(row) != len(names) + 1:
            yield error(code, place, f"{len(row)} values for {len(names) + 1} columns")
        elif dialect.line(row) + b"\r\n" != line:
            yield error("digest", place, CHANGED)
        else:
            continue
        is_changed = True
    if not is_changed and b"".join(wanted) != data:
        yield error(code, path.name, "its rows are not written as docs/outputs.md describes")


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
    yield from _check_table(tables[0], CONCORDANCE, concordance_rows, FIELDS, "loadfile")
    # `check_production` looks whether all files are there, and holds natives to their hashes.
    rows = [row.values for row in dat_statements(data.replace(b"\r\n", b"\n"), tables[0].name)]
    listed = {digest for row in rows for digest in row.get("IMAGESHA256", "").split("; ")}
    texts = {row.get("TEXTLINK", "").rpartition("\\")[2]: row.get("TEXTSHA256") for row in rows}
    for folder in ("TEXT", "IMAGES"):
        for path in sorted((production_root(payload) / folder).rglob("*")):
            digest = file_sha256(path).upper() if path.is_file() and not path.is_symlink() else ""
            is_listed = digest == texts.get(path.name) if folder == "TEXT" else digest in listed
            if digest and not is_listed:
                yield error("checksum", path.name, "the table gives another SHA-256 for it")


# --- messages in the form of mail --------------------------------------------------------------


def _is_rebuilt(mail: Statement) -> bool:
    """Whether a message is reconstructed; a native one keeps its own bytes."""
    names = mail.values["fields"] if mail.kind is Kind.MAIL else ()
    return any(name.lower().startswith("x-mailrecon-") for name in names)


def check_mail(mail: Statement, *, is_source_known: bool) -> Iterator[Finding]:
    """Check what a message by itself can show.

    Native mail must be one of the sources, if these are known.
    """
    yield from _check_framing(mail)
    if not _is_rebuilt(mail):
        if is_source_known and mail.kind is Kind.MAIL:
            text = "a native message that is none of the sources, byte for byte"
            yield error("source-missing", mail.place, text)
        return
    fields: dict[str, str] = mail.values["fields"]
    if "Date" not in fields:
        text = "no Date: none is printed that could be read, and none is made up"
        yield note("no-date", mail.place, text)
    if fields.get("X-Mailrecon-Status") != _STATUS_TEXT:
        yield error("source-field", mail.place, "its X-Mailrecon-Status is gone or changed")
    line, rest = _DIGEST_LINE.search(mail.raw), b""
    if line is not None:
        rest = mail.raw[: line.start()] + mail.raw[line.end() :]
    if line is None or base64.b64encode(hashlib.sha256(rest).digest()) != line[1]:
        yield error("digest", mail.place, "it does not fit its digest: it was changed")


def _check_framing(mail: Statement) -> Iterator[Finding]:
    """The From line in an mbox, which has From and Date of a rebuilt message."""
    fields, line = mail.values["fields"], mail.values.get("From line")
    if line is None:
        return
    match = _FROM_LINE.fullmatch(line)
    if match is None:
        yield error("framing", mail.place, "its From line is not `From ADDRESS DATE`")
    elif _is_rebuilt(mail):
        if match[2] != from_date(_date_of(fields.get("Date", ""))):
            yield error("framing", mail.place, "its From line and its Date differ")
        if match[1] != "MAILER-DAEMON" and match[1] not in fields.get("From", ""):
            yield error("framing", mail.place, "its From line and its From field differ")


def _date_of(value: str) -> When | None:
    """What a field Date says; None if it cannot be read."""
    try:
        moment = email.utils.parsedate_to_datetime(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return When(moment.replace(tzinfo=None), moment.utcoffset(), Precision.SECOND, value)


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
