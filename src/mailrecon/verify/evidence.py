"""What each format shows by itself: its framing, its digests, its own definitions.

`formats.py` chooses the format. What messages say is checked elsewhere, alike for all formats.
"""

from __future__ import annotations

import base64
import email.utils
import hashlib
import json
import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from mailrecon.loadfiles import Severity, check_production
from mailrecon.model import Document, Precision, SegmentKind, When
from mailrecon.regex import regex
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
    record_statements,
)
from mailrecon.verify.finding import Finding, error, note
from mailrecon.verify.statement import Kind, Statement
from mailrecon.verify.transport import LINE_ENDS
from mailrecon.writers.bag import MANIFEST, TAG_FILES
from mailrecon.writers.csv_table import CSV_COLUMNS
from mailrecon.writers.digest import is_embedded, is_sealed
from mailrecon.writers.jsonl import DIGEST_KEY as RECORD_KEY
from mailrecon.writers.loadfile import FIELDS
from mailrecon.writers.manifest import DIGEST_KEY, file_sha256
from mailrecon.writers.mbox import from_date
from mailrecon.writers.mboxes import mboxes_files
from mailrecon.writers.parquet import DIGEST_KEY as PARQUET_KEY
from mailrecon.writers.production import COLUMNS
from mailrecon.writers.rows import CONCORDANCE, CSV, Dialect, digested, heading

CHANGED = "it does not fit its digest: it was changed"
_CHANGED_RECORD = "its record does not fit its digest: it was changed"
_NO_BLANK = regex(rb"[^\n]\nFrom ")
_SPARK = b"org.apache.spark.version"
# Rules whose breach is a warning for anybody's production, and never found in one of mailrecon's.
_NEVER_OURS = ("gap", "links", "numbers", "unlinked")
# The end of the first line of a load file with all columns.
_DIGEST_COLUMN = "þDIGESTþ".encode()
_STATUS_TEXT = "reconstructed from a document that quotes this message"
_DIGEST_LINE = regex(rb"^X-Mailrecon-Digest: sha-256=:([A-Za-z0-9+/=]*):\n", re.MULTILINE)
_FROM_LINE = regex(r"From (\S+) (\w{3} \w{3} [ \d]\d [\d:]{8} \d{4})")
_TAG_MANIFEST = "tagmanifest-sha256.txt"
# A segment: SHA-256 of its document, kind, start, end.
Segment = tuple[str, str, int, int]
_KINDS = frozenset(kind.value for kind in SegmentKind)


# --- checksums --------------------------------------------------------------------------------


def production_root(payload: Path) -> Path:
    """The folder that contains `DATA`: the payload, or its only volume."""
    volumes = [path.parent for path in payload.glob("*/DATA")]
    return volumes[0] if len(volumes) == 1 and not (payload / "DATA").is_dir() else payload


def is_bag(output: Path) -> bool:
    """Whether a folder is a bag, complete or damaged."""
    return output.is_dir() and any(
        (output / name).exists() for name in ("bagit.txt", "manifest-sha256.txt", _TAG_MANIFEST)
    )


def payload_of(output: Path) -> Path:
    """The folder with an output's files: `data` in a bag."""
    return output / "data" if is_bag(output) else output


def check_bag(output: Path) -> Iterator[Finding]:
    """Check a bag by its manifests with the bagit library, and its tag manifest separately."""
    if not is_bag(output):
        return
    import bagit

    logging.getLogger("bagit").setLevel(logging.CRITICAL)
    try:
        bagit.Bag(str(output)).validate()
    except bagit.BagValidationError as failure:
        details = failure.details or [failure]
        for detail in details:
            yield error("bag", output.name, _one_line(detail))
    except (bagit.BagError, OSError, ValueError, LookupError, AttributeError, TypeError) as failure:
        # bagit does not check its own tag files.
        yield error("bag", output.name, _one_line(failure))
    # bagit accepts digests in capitals, and files that no manifest lists.
    tags = sorted(
        path.relative_to(output).as_posix()
        for path in output.rglob("*")
        if path.is_file() and path.relative_to(output).parts[0] != "data"
    )
    for tag in tags:
        if tag not in TAG_FILES:
            yield error("extra-file", tag, "is not a file that mailrecon puts into a bag")
    lines = [f"{file_sha256(output / tag)} {tag}\n" for tag in tags if tag != _TAG_MANIFEST]
    path = output / _TAG_MANIFEST
    if not path.is_file() or path.read_bytes() != "".join(sorted(lines)).encode():
        text = f"{_TAG_MANIFEST} does not list exactly the files that are there, as they are"
        yield error("bag", output.name, text)


def manifest_of(output: Path) -> Path | None:
    """The manifest of an output: in the bag, or beside the file."""
    inside = output / MANIFEST
    beside = output.with_name(f"{output.name}.manifest.json")
    return next((path for path in (inside, beside) if path.is_file()), None)


def read_manifest(output: Path) -> Mapping[str, Any] | None:
    """The manifest of an output as an object; None if there is none, empty if it is malformed."""
    path = manifest_of(output)
    if path is None:
        return None
    try:
        record = json.loads(path.read_bytes())
    except (ValueError, RecursionError, OSError):
        return {}
    return record if isinstance(record, dict) else {}


def check_manifest(output: Path) -> Iterator[Finding]:
    """Compare the files of an output with the sizes and checksums in its manifest."""
    path, record = manifest_of(output), read_manifest(output)
    if path is None or record is None:
        text = "no manifest: only what the output says of itself could be checked"
        yield note("no-manifest", output.name, text)
        return
    if not is_sealed(path.read_bytes(), DIGEST_KEY, b'"\n}\n'):
        yield error("manifest", path.name, "it does not fit its own digest: it was changed")
    try:
        outputs = [(str(item["path"]), item["size"], item["sha256"]) for item in record["outputs"]]
    except (KeyError, TypeError):
        yield error("manifest", path.name, "is not a manifest as mailrecon writes it")
        return
    for name, size, sha256 in outputs:
        files = (folder / name for folder in (output, output.parent))
        file = next(filter(Path.is_file, files), None)
        if file is None:
            yield error("missing-file", name, "the manifest names it, but it is not there")
        elif file.stat().st_size != size or file_sha256(file) != sha256:
            yield error("checksum", name, "is not what the manifest says: it was changed")


def _one_line(failure: object) -> str:
    return " ".join(str(failure).split())


# --- forms ------------------------------------------------------------------------------------


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
    if not is_sealed(statement.raw, RECORD_KEY, b'"}'):
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
            if len(digests) != 1 or not is_embedded(output, digests[0][0]):
                yield error("digest", output.name, CHANGED)
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
    elif not is_embedded(output, keys.get(PARQUET_KEY.encode(), b"").decode("utf-8", "replace")):
        yield error("digest", output.name, CHANGED)


# --- the ledger -------------------------------------------------------------------------------


def check_ledger(path: Path, sources: Sequence[Document]) -> Iterator[Finding]:
    """Segments cover each document without gap or overlap; `sources` show to which end."""
    try:
        lines = record_statements(path.read_bytes(), path.name)
    except OSError as failure:
        yield error("ledger", path.name, f"cannot be read ({failure.strerror})")
        return
    segments = [_segment(line.values) for line in lines]
    yield from check_segments(segments, path.name, sources)


def segments_of(rows: Iterable[Statement]) -> Iterator[Segment | None]:
    """The ledger in the tables of a database."""
    tables: dict[str, list[Mapping[str, Any]]] = {"sources": [], "segments": []}
    for row in rows:
        tables.setdefault(row.key.partition(" ")[0], []).append(row.values)
    documents = {row["id"]: row["sha256"] for row in tables["sources"]}
    for item in tables["segments"]:
        sha256, span = documents.get(item["source"]), (item["start"], item["stop"])
        yield _segment({**item, "sha256": sha256, "span": span})


def check_segments(
    segments: Iterable[Segment | None], name: str, sources: Sequence[Document]
) -> Iterator[Finding]:
    """The same for segments read from `name`; None is one that could not be read."""
    # Two formats can be read from the same bytes.
    lengths: dict[str, set[int]] = {}
    for document in sources:
        lengths.setdefault(document.sha256, set()).add(len(document.text))
    ends: dict[str, int] = {}
    for number, segment in enumerate(segments, start=1):
        place = f"{name} segment {number}"
        if segment is None:
            yield error("ledger", place, "is not a segment as docs/ledger.md describes it")
            continue
        sha256, kind, start, end = segment
        if kind not in _KINDS:
            yield error("ledger", place, f"{kind!r} is not a kind of segment")
        before = ends.get(sha256, 0)
        # Another file with the same bytes: its ledger begins again at 0.
        begins_again = start == 0 and before in lengths.get(sha256, (before,))
        if not (start == before or begins_again) or end < start:
            yield error("ledger", place, f"begins at {start}; the segment before ends at {before}")
        ends[sha256] = end
    for document in sources:
        end, length = ends.get(document.sha256, 0), len(document.text)
        if end not in lengths[document.sha256]:
            yield error("ledger", name, f"ends at {end} of {length} characters of {document.name}")


def _segment(record: Mapping[str, Any]) -> Segment | None:
    try:
        row = [record["sha256"], record["kind"], *record["span"]]
        segment: Segment = msgspec.convert(row, Segment)
    except (KeyError, TypeError, msgspec.ValidationError):
        return None
    return segment
