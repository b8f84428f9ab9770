"""The table of formats: how each is recognised, opened for checking, and taken apart.

The first row that recognises an output counts. The rest of this package asks the row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from mailrecon.errors import ReadError
from mailrecon.verify import evidence
from mailrecon.verify.checksums import is_bag, payload_of, production_root
from mailrecon.verify.databases import Unreadable, parquet_statements, sqlite_statements
from mailrecon.verify.decode import (
    EAXS_HEAD,
    FTM_HEAD,
    Decoder,
    csv_statements,
    dat_statements,
    eaxs_statements,
    ftm_statements,
    mail_statements,
    mbox_statements,
    network_statements,
    record_statements,
)
from mailrecon.verify.evidence import mbox_bytes, natives_of, tables_of
from mailrecon.verify.finding import Finding
from mailrecon.verify.printed import Natives
from mailrecon.verify.statement import Kind, Statement
from mailrecon.writers.bag import MESSAGES
from mailrecon.writers.maildir import maildir_files
from mailrecon.writers.mboxes import mboxes_files

_HEAD = 64
# Not formats of `mailrecon convert`: one message of a folder, and the output of `mailrecon
# network`.
LONE_MESSAGE, NETWORK, PEOPLE = "message", "network", "people"
_RUN_FIELDS = {
    **dict.fromkeys(("jsonl", "sqlite", "parquet"), "run"),
    **dict.fromkeys(("csv", "loadfile"), "RUN"),
    "ftm": "processingAgent",
    "eaxs": "mailrecon-run",
    NETWORK: "description",
}


Check = Callable[[Path], Iterable[Finding]]


class OutputFormat(NamedTuple):
    """A format: `name` is that of its writer.

    `recognises` is asked of a path, and of the first bytes of a file; of a folder, of its payload.
    `check` finds what is wrong with its form. `statements` are of the messages, rows or entities,
    with no other file of a folder; they raise nothing but OSError.
    """

    name: str
    is_folder: bool
    recognises: Callable[[Path, bytes], bool]
    check: Check
    statements: Callable[[Path], Iterable[Statement]]

    @property
    def writer(self) -> str:
        """The name of the writer that makes it."""
        return "eml" if self.name == LONE_MESSAGE else self.name

    @property
    def run_field(self) -> str:
        """The field, column or property that says how an output of this format was made."""
        return _RUN_FIELDS.get(self.name, "X-Mailrecon-Run")

    @property
    def has_evidence(self) -> bool:
        """Whether anything in it can be checked without its sources."""
        return self.check is not evidence.check_without_evidence


def format_of(output: Path) -> OutputFormat:
    """The format of an output, by its contents. Raises ReadError if it cannot be read."""
    try:
        if output.is_dir():
            payload, head = payload_of(output), b""
        else:
            with output.open("rb") as file:
                payload, head = output, file.read(_HEAD)
        rows = (row for row in FORMATS if row.is_folder == output.is_dir())
        return next(row for row in rows if row.recognises(payload, head))
    except OSError as failure:
        raise ReadError(f"{output}: cannot be read ({failure.strerror})") from failure


def format_named(name: object, output: Path) -> OutputFormat:
    """The format in a manifest if it can be that of `output`; otherwise by its bytes."""
    named = (row for row in FORMATS if row.name == name and row.is_folder == output.is_dir())
    return next(named, None) or format_of(output)


def _folder(
    name: str,
    recognises: Callable[[Path], bool],
    check: Check,
    decoder: Decoder,
    files: Callable[[Path], Iterable[Path]],
) -> OutputFormat:
    """The row of a format that is a folder; links in it are not followed."""

    def statements(output: Path) -> Iterator[Statement]:
        payload = payload_of(output)
        for path in files(payload):
            if path.is_file() and not path.is_symlink():
                name = path.name if path.suffix != ".mbox" else path.relative_to(payload).as_posix()
                yield from decoder(_text_of(path), name)

    return OutputFormat(name, True, lambda payload, _: recognises(payload), check, statements)


def _file(
    name: str,
    recognises: Callable[[Path, bytes], bool],
    check: Check,
    decoder: Decoder,
    data_of: Callable[[Path], bytes] | None = None,
) -> OutputFormat:
    """The row of a format that is a file of text."""

    def statements(output: Path) -> Iterable[Statement]:
        return decoder((data_of or _text_of)(output), output.name)

    return OutputFormat(name, False, recognises, check, statements)


def _binary(
    name: str, mark: bytes, check: Check, read: Callable[[Path, str], list[Statement]]
) -> OutputFormat:
    """The row of a format that a library opens."""

    def statements(output: Path) -> Iterable[Statement]:
        with suppress(Unreadable):
            return read(output, output.name)
        return ()

    return OutputFormat(name, False, _begins(mark), check, statements)


def _text_of(path: Path) -> bytes:
    return path.read_bytes().replace(b"\r\n", b"\n")


def _sqlite(path: Path, name: str) -> list[Statement]:
    return sqlite_statements(path, name, with_indexes=False)


class Contents(NamedTuple):
    """The statements of an output by their kind."""

    mails: list[Statement]
    records: list[Statement]
    rows: list[Statement]
    others: list[Statement]


def contents_of(output: Path, form: OutputFormat, natives: Natives | None = None) -> Contents:
    """Read an output, with the records of a bag, and the messages beside the rows of a production.

    Mail that is one of the `natives` is KEPT.
    """
    contents = Contents([], [], [], [])
    items = list(form.statements(output))
    if form.name == "loadfile":
        natives_found = _folder("", bool, evidence.check_nothing, mail_statements, natives_of)
        items += natives_found.statements(output)
    records = output / MESSAGES
    if is_bag(output) and records.is_file():
        items += record_statements(records.read_bytes(), records.name)
    for item in items:
        if item.kind is Kind.RECORD:
            contents.records.append(item)
        elif item.kind is Kind.ROW:
            contents.rows.append(item)
        elif item.kind is Kind.OTHER:
            contents.others.append(item)
        elif natives is not None and natives.hold(item.raw):
            contents.mails.append(replace(item, kind=Kind.KEPT))
        else:
            contents.mails.append(item)
    return contents


def _begins(*marks: bytes) -> Callable[[Path, bytes], bool]:
    return lambda path, head: head.startswith(marks)


def _ends(suffix: str) -> Callable[[Path, bytes], bool]:
    return lambda path, head: path.suffix.lower() == suffix


def _is_network(path: Path, head: bytes) -> bool:
    return path.suffix.lower() in (".gexf", ".graphml") and head.startswith(b"<?xml ")


_CSV_HEAD = b"\xef\xbb\xbfBEGDOC"
# A list of people (`mailrecon people`), with or without the mark that a spreadsheet puts before it.
_PEOPLE_HEADS = (b"name,alias,address", b"\xef\xbb\xbfname,alias,address")
_NO_EVIDENCE = evidence.check_without_evidence
FORMATS = (
    _folder(
        "loadfile",
        lambda payload: (production_root(payload) / "DATA").is_dir(),
        evidence.check_loadfile,
        dat_statements,
        tables_of,
    ),
    _folder(
        "maildir",
        lambda payload: (payload / "cur").is_dir(),
        evidence.check_nothing,
        mail_statements,
        maildir_files,
    ),
    _folder(
        "mboxes",
        lambda payload: bool(mboxes_files(payload)),
        evidence.check_mbox,
        mbox_statements,
        mboxes_files,
    ),
    _folder(
        "eml",
        lambda payload: True,
        evidence.check_nothing,
        mail_statements,
        lambda payload: sorted(payload.glob("*.eml")),
    ),
    _binary("sqlite", b"SQLite format 3\x00", evidence.check_sqlite, _sqlite),
    _binary("parquet", b"PAR1", evidence.check_parquet, lambda *file: parquet_statements(*file)),
    _file("ftm", _begins(FTM_HEAD), _NO_EVIDENCE, ftm_statements),
    _file("eaxs", _begins(EAXS_HEAD), _NO_EVIDENCE, eaxs_statements),
    _file(NETWORK, _is_network, _NO_EVIDENCE, network_statements),
    _file("jsonl", _begins(b"{"), evidence.check_jsonl, record_statements),
    _file("csv", _begins(_CSV_HEAD), evidence.check_csv, csv_statements),
    _file(PEOPLE, _begins(*_PEOPLE_HEADS), evidence.check_people, lambda *_: []),
    _file("csv", _ends(".csv"), evidence.check_csv, csv_statements),
    # A single message of a folder: the folder is made again, and the message found in it.
    _file(LONE_MESSAGE, _ends(".eml"), evidence.check_nothing, mail_statements),
    _file("mbox", lambda *_: True, evidence.check_mbox, mbox_statements, mbox_bytes),
)
