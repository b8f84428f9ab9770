"""Check an output of each format without its sources: checksums, definitions, the ledger.

`formats.py` chooses the format. The digest of each message, record and row is checked where it is
decoded, and what messages say of each other in `stated.py`, in the same way for all formats.
"""

from __future__ import annotations

import email.utils
import json
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from mailrecon.loadfiles import Severity, check_production
from mailrecon.model import Document, Precision, SegmentKind, When
from mailrecon.regex import regex
from mailrecon.verify.databases import SPARK, own_schema
from mailrecon.verify.decode import record_statements
from mailrecon.verify.finding import Finding, error, note
from mailrecon.verify.statement import DIGEST, Kind, Statement
from mailrecon.verify.transport import LINE_ENDS, with_lf
from mailrecon.writers.mail.mbox import from_date
from mailrecon.writers.mail.mboxes import mboxes_files
from mailrecon.writers.provenance.bag import LEDGER, MANIFEST, TAG_FILES
from mailrecon.writers.provenance.digest import is_sealed
from mailrecon.writers.provenance.manifest import DIGEST_KEY, file_sha256, manifest_path
from mailrecon.writers.tables.rows import DIGEST_COLUMN

# Rules that other productions may break with a warning, but that mailrecon's productions never
# break.
_NEVER_OURS = ("gap", "links", "numbers", "unlinked")
_STATUS_TEXT = "reconstructed from a document that quotes this message"
_FROM_LINE = regex(r"From (\S+) (\w{3} \w{3} [ \d]\d [\d:]{8} \d{4})")
_TAG_MANIFEST = "tagmanifest-sha256.txt"
# SHA-256 of the document, kind, span.
_Segment = tuple[str, SegmentKind, tuple[int, int]]


# --- checksums --------------------------------------------------------------------------------


def production_root(payload: Path) -> Path:
    """The folder that contains `DATA`: the payload, or its only volume."""
    volumes = [path.parent for path in payload.glob("*/DATA")]
    return volumes[0] if len(volumes) == 1 and not (payload / "DATA").is_dir() else payload


def is_production(payload: Path, _: bytes) -> bool:
    """Whether a folder is the payload of a production."""
    return (production_root(payload) / "DATA").is_dir()


def is_bag(output: Path) -> bool:
    """Whether a folder is a bag, complete or damaged."""
    return output.is_dir() and any(
        (output / name).exists() for name in ("bagit.txt", "manifest-sha256.txt", _TAG_MANIFEST)
    )


def payload_of(output: Path) -> Path:
    """The folder with an output's files: `data` in a bag."""
    return output / "data" if is_bag(output) else output


def check_bag(output: Path, sources: Sequence[Document]) -> Iterator[Finding]:
    """Check a bag by its manifests with the bagit library, its tag manifest and its ledger."""
    if not is_bag(output):
        return
    import bagit

    logging.getLogger("bagit").setLevel(logging.CRITICAL)
    try:
        bagit.Bag(str(output)).validate()
    except (bagit.BagError, OSError, ValueError, LookupError, AttributeError, TypeError) as failure:
        # bagit does not check its own tag files.
        for detail in getattr(failure, "details", None) or [failure]:
            yield error("bag", output.name, str(detail))
    # bagit also accepts digests in capitals, and files that are in no manifest.
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
    if (output / LEDGER).is_file():
        yield from check_ledger(output / LEDGER, sources)


def manifest_of(output: Path) -> Path | None:
    """The manifest of an output: in the bag, or beside the file."""
    places = (output / MANIFEST, manifest_path(output))
    return next(filter(Path.is_file, places), None)


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


# --- formats ----------------------------------------------------------------------------------


def check_nothing(*_: object) -> Iterable[Finding]:
    """A folder of messages, one message, or a table: everything to check is in these."""
    return ()


def check_line_ends(output: Path, *_: object) -> Iterator[Finding]:
    """Mailboxes, whose line ends are LF unless they were changed in transport."""
    for path in mboxes_files(payload_of(output)) if output.is_dir() else [output]:
        data = path.read_bytes()
        if with_lf(data, ".mbox") != data:
            yield note("transport", path.name, LINE_ENDS.text)


# --- productions ------------------------------------------------------------------------------


def tables_of(payload: Path) -> list[Path]:
    """The load files of a production; mailrecon writes one."""
    files = (production_root(payload) / "DATA").glob("*.dat")
    return sorted(path for path in files if path.is_file())


def natives_of(payload: Path) -> list[Path]:
    """The messages of a production."""
    return sorted((production_root(payload) / "NATIVES").rglob("*.eml"))


def check_loadfile(
    output: Path, statements: Sequence[Statement], _: Sequence[Document]
) -> Iterator[Finding]:
    """A production: its form, and each file by its hash."""
    payload = payload_of(output)
    for item in check_production(payload):
        if item.severity is Severity.ERROR or item.rule in _NEVER_OURS:
            yield error("loadfile", item.place, item.text)
    tables = tables_of(payload)
    if len(tables) != 1:
        yield error("loadfile", "DATA", f"{len(tables)} load files, not one")
        return
    rows = [item.values for item in statements if item.kind is not Kind.MAIL]
    if rows and DIGEST_COLUMN not in rows[0].get("columns", ()):
        text = "was written with a template, so its rows can be checked with the sources only"
        yield note("no-evidence", tables[0].name, text)
        return
    # `check_production` checks that all files exist, and that natives match their hashes.
    listed = {digest for row in rows for digest in row.get("IMAGESHA256", "").split("; ")}
    texts = {row.get("TEXTLINK", "").rpartition("\\")[2]: row.get("TEXTSHA256") for row in rows}
    for folder in ("TEXT", "IMAGES"):
        for path in sorted((production_root(payload) / folder).rglob("*")):
            digest = file_sha256(path).upper() if path.is_file() and not path.is_symlink() else ""
            is_listed = digest == texts.get(path.name) if folder == "TEXT" else digest in listed
            if digest and not is_listed:
                yield error("checksum", path.name, "the table gives another SHA-256 for it")


# --- messages in the form of mail --------------------------------------------------------------


def check_mail(mail: Statement, *, is_kept: bool, is_source_known: bool) -> Iterator[Finding]:
    """Check a message without its sources. `is_kept`: one of the sources has exactly these bytes.

    Native mail, which keeps its own bytes, must be one of the sources if these are known.
    """
    fields: dict[str, str] = mail.values["fields"]
    is_rebuilt = not is_kept and any(name.lower().startswith("x-mailrecon-") for name in fields)
    if "From line" in mail.values:
        yield from _check_from_line(mail, is_rebuilt=is_rebuilt)
    if not is_rebuilt:
        if is_source_known and not is_kept:
            text = "a native message that is none of the sources, byte for byte"
            yield error("source-missing", mail.place, text)
        return
    if "Date" not in fields:
        text = "no Date: none is printed that could be read, and none is made up"
        yield note("no-date", mail.place, text)
    if fields.get("X-Mailrecon-Status") != _STATUS_TEXT:
        yield error("source-field", mail.place, "its X-Mailrecon-Status is gone or changed")
    if DIGEST in mail.faults:
        yield error(DIGEST[0], mail.place, DIGEST[1])


def _check_from_line(mail: Statement, *, is_rebuilt: bool) -> Iterator[Finding]:
    """In an mbox, the line before a message; for a rebuilt message it has its From and Date."""
    fields = mail.values["fields"]
    match = _FROM_LINE.fullmatch(mail.values["From line"])
    if match is None:
        yield error("framing", mail.place, "its From line is not `From ADDRESS DATE`")
    elif is_rebuilt:
        if match[2] != from_date(_date_of(fields.get("Date", ""))):
            yield error("framing", mail.place, "its From line and its Date differ")
        if match[1] != "MAILER-DAEMON" and match[1] not in fields.get("From", ""):
            yield error("framing", mail.place, "its From line and its From field differ")


def _date_of(value: str) -> When | None:
    """The value of a Date field; None if it cannot be read."""
    try:
        moment = email.utils.parsedate_to_datetime(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return When(moment.replace(tzinfo=None), moment.utcoffset(), Precision.SECOND, value)


# --- binary files -----------------------------------------------------------------------------


def check_sqlite(
    output: Path, statements: Sequence[Statement], sources: Sequence[Document]
) -> Iterator[Finding]:
    """A database: its definitions, its digest, and the ledger in it."""
    if not statements:
        return
    rows = {item.key: item.values for item in statements}
    defined = {key: values["sql"] for key, values in rows.items() if "sql" in values}
    if defined != {f"{kind} {name}": sql for (kind, name), sql in own_schema().items()}:
        text = "defines other tables, indexes, views or triggers than mailrecon does"
        yield error("database", output.name, text)
        return
    segments = (
        (
            rows.get(f"sources {values['source']}", {}).get("sha256"),
            values["kind"],
            (values["start"], values["stop"]),
        )
        for key, values in rows.items()
        if key.startswith("segments ")
    )
    yield from _check_segments(segments, output.name, sources)


def check_parquet(
    output: Path, statements: Sequence[Statement], _: Sequence[Document]
) -> Iterator[Finding]:
    """A Parquet file: only those that Spark writes have no digest."""
    if statements and SPARK in statements[0].values["metadata"]:
        text = "written by Spark, with no digest of its own: its records were checked"
        yield note("no-manifest", output.name, text)


# --- the ledger -------------------------------------------------------------------------------


def check_ledger(path: Path, sources: Sequence[Document]) -> Iterator[Finding]:
    """Check that segments cover each document without gap or overlap, to the end if it is in
    `sources`.
    """
    try:
        lines = record_statements(path.read_bytes(), path.name)
    except OSError as failure:
        yield error("ledger", path.name, f"cannot be read ({failure.strerror})")
        return
    rows = ([line.values.get(key) for key in ("sha256", "kind", "span")] for line in lines)
    yield from _check_segments(rows, path.name, sources)


def _check_segments(
    rows: Iterable[Sequence[Any]], name: str, sources: Sequence[Document]
) -> Iterator[Finding]:
    """The same for segments that were read from `name`."""
    # Two formats can be read from the same bytes.
    lengths: dict[str, set[int]] = {}
    for document in sources:
        lengths.setdefault(document.sha256, set()).add(len(document.text))
    ends: dict[str, int] = {}
    for number, row in enumerate(rows, start=1):
        place = f"{name} segment {number}"
        try:
            sha256, _, (start, end) = msgspec.convert(row, _Segment)
        except msgspec.ValidationError:
            yield error("ledger", place, "is not a segment as docs/ledger.md describes it")
            continue
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
