"""What each format shows by itself: its framing, its digests, its own definitions.

`formats.py` chooses the format. What messages say is checked elsewhere, alike for all formats.
"""

from __future__ import annotations

import hashlib
import mmap
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from mailrecon.recipe import recipe_from_record, recipe_from_text
from mailrecon.regex import regex
from mailrecon.verify.checksums import is_bag
from mailrecon.verify.databases import (
    Unreadable,
    files_beside,
    index_faults,
    opened,
    own_schema,
    read_parquet,
    schema_of,
)
from mailrecon.verify.decode import comma_rows, concordance_rows, fields_of, mbox_entries
from mailrecon.verify.finding import Finding, error, note
from mailrecon.verify.mail_rules import date_of
from mailrecon.verify.statement import Statement
from mailrecon.verify.transport import LINE_ENDS
from mailrecon.writers.csv_table import CSV_COLUMNS
from mailrecon.writers.loadfile import OWN_COLUMNS
from mailrecon.writers.mbox import from_date
from mailrecon.writers.mboxes import mboxes_files
from mailrecon.writers.production import COLUMNS
from mailrecon.writers.rows import CONCORDANCE, CSV, digested, heading

_CHANGED = "it does not fit its digest: it was changed"
_RECORD_KEY = b', "digest": "'
_FROM_LINE = regex(r"From (\S+) (\w{3} \w{3} [ \d]\d [\d:]{8} \d{4})")
_SPARK = b"org.apache.spark.version"


def payload_of(output: Path) -> Path:
    """The folder with an output's files: `data` in a bag."""
    return output / "data" if is_bag(output) else output


def check_nothing(output: Path) -> Iterator[Finding]:
    """A folder of messages, or one message: all there is to check is in the messages."""
    return iter(())


def check_without_evidence(output: Path) -> Iterator[Finding]:
    """A format without checksums and without references to its sources."""
    text = "holds no evidence of its own; name the documents with --source"
    yield note("no-evidence", output.name, text)


def check_people(output: Path) -> Iterator[Finding]:
    """A list of people, which is made to be edited."""
    text = "is a list of people, made to be edited: nothing in it is evidence, nothing was checked"
    yield note("people-list", output.name, text)


# --- mbox -------------------------------------------------------------------------------------


def check_mbox(output: Path) -> Iterator[Finding]:
    """The rules of mboxrd (RFC 4155)."""
    yield from _check_mbox(output, output.name)


def check_mboxes(output: Path) -> Iterator[Finding]:
    """The same for each mbox of a folder."""
    payload = payload_of(output)
    for box in mboxes_files(payload):
        yield from _check_mbox(box, box.relative_to(payload).as_posix())


def mbox_bytes(path: Path) -> bytes:
    """An mbox, with LF for CR LF if that is how all its lines end: others' mail can have both."""
    data = path.read_bytes()
    return LINE_ENDS.undo(data) if data.count(b"\r\n") == data.count(b"\n") else data


def _check_mbox(path: Path, name: str) -> Iterator[Finding]:
    data = mbox_bytes(path)
    if data.count(b"\n") and len(data) != path.stat().st_size:
        yield note("transport", name, LINE_ENDS.text)
    before, entries = mbox_entries(data)
    if before or not entries:
        yield error("framing", name, "does not begin with a From line")
    for number, (line, content) in enumerate(entries, start=1):
        place = f"{name} message {number}"
        if not content.endswith(b"\n\n") and content != b"\n":
            yield error("framing", place, "no blank line behind the message")
        problem = _problem_of(line.decode("utf-8", "replace"), content)
        if problem is not None:
            yield error("framing", place, problem)


def _problem_of(line: str, mail: bytes) -> str | None:
    """What is wrong with a From line; that of a rebuilt message has its From and its Date."""
    match = _FROM_LINE.fullmatch(line)
    if match is None:
        return "its From line is not `From ADDRESS DATE`"
    fields = fields_of(mail)
    if "X-Mailrecon-Status" not in fields:
        return None
    if match[2] != from_date(date_of(fields.get("Date", ""))):
        return "its From line and its Date differ"
    if match[1] != "MAILER-DAEMON" and match[1] not in fields.get("From", ""):
        return "its From line and its From field differ"
    return None


# --- records ----------------------------------------------------------------------------------


def check_jsonl(output: Path) -> Iterator[Finding]:
    """One record a line, each with its line end."""
    data = output.read_bytes()
    if data and (not data.endswith(b"\n") or data.startswith(b"\n") or b"\n\n" in data):
        yield error("framing", output.name, "is not one record a line")


def check_record(statement: Statement) -> Iterator[Finding]:
    """Compare a record with the digest at its end (see `docs/jsonl.md`)."""
    head, separator, tail = statement.raw.rpartition(_RECORD_KEY)
    wanted = hashlib.sha256(head).hexdigest().encode("ascii") + b'"}'
    if not separator or tail != wanted:
        yield error("digest", statement.place, _CHANGED)
        return
    if recipe_from_record(statement.record.get("run")) is None:
        text = "no `run` that can be read: it does not say how it was made"
        yield error("record", statement.place, text)


# --- tables -----------------------------------------------------------------------------------


def check_csv(output: Path) -> Iterator[Finding]:
    """A table of messages."""
    yield from check_table(output, concordance=False)


def check_table(path: Path, *, concordance: bool) -> Iterator[Finding]:
    """The form of a table, CSV or Concordance, and the digest of each row."""
    name, data = path.name, path.read_bytes()
    code = "loadfile" if concordance else "framing"
    dialect = CONCORDANCE if concordance else CSV
    try:
        text = data.decode("utf-8-sig")
    except UnicodeError as failure:
        yield error(code, name, f"cannot be read ({failure})")
        return
    names, *cells = list(concordance_rows(text) if concordance else comma_rows(text)) or [[]]
    first = heading(dialect, [*COLUMNS, *(OWN_COLUMNS if concordance else CSV_COLUMNS)])
    if not data.startswith(first):
        yield error(code, name, "its first line does not name its columns")
        return
    if first + b"".join(dialect.line(row) + b"\r\n" for row in cells) != data:
        yield error(code, name, "its rows are not written as docs/outputs.md describes")
    for number, row in enumerate(cells, start=2):
        place = f"{name} row {number}"
        if len(row) != len(names):
            yield error(code, place, f"{len(row)} values for {len(names)} columns")
            continue
        if digested(dialect, row[:-1]) != dialect.line(row) + b"\r\n":
            yield error("digest", place, _CHANGED)
        if recipe_from_text(row[names.index("RUN")]) is None:
            text = "no RUN that can be read: it does not say how it was made"
            yield error("record", place, text)


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
            broken = (text for (text,) in database.execute("PRAGMA integrity_check"))
            for text in (*index_faults(database), *broken):
                if text != "ok":
                    yield error("database", output.name, str(text))
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


def is_by_spark(statements: Iterable[Statement]) -> bool:
    """Whether Spark wrote a Parquet file: it keeps times in a way of its own."""
    return any(_SPARK.decode() in item.values.get("metadata", ()) for item in statements)


def _check_embedded(path: Path, digest: object) -> Iterator[Finding]:
    """Check that `digest`, read from the file, is that of its bytes with zeros in its place."""
    if not isinstance(digest, str) or re.fullmatch("[0-9a-f]{64}", digest) is None:
        yield error("digest", path.name, _CHANGED)
        return
    mark = digest.encode("ascii")
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        place = mapped.find(mark)
        if place < 0 or mapped.find(mark, place + 1) >= 0:
            yield error("digest", path.name, _CHANGED)
            return
        with memoryview(mapped) as view:
            found = hashlib.sha256(view[:place])
            found.update(b"0" * len(mark))
            found.update(view[place + len(mark) :])
        if found.hexdigest() != digest:
            yield error("digest", path.name, _CHANGED)
