"""The table of formats: how each is recognised, and checked without its sources; its statements.

The first row that recognises an output counts. The rest of this package asks the row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from mailrecon.errors import ReadError
from mailrecon.verify import evidence
from mailrecon.verify.databases import Unreadable, parquet_statements, sqlite_statements
from mailrecon.verify.decode import DECODERS
from mailrecon.verify.evidence import is_bag, payload_of, production_root
from mailrecon.verify.finding import Finding
from mailrecon.verify.statement import Statement
from mailrecon.verify.transport import LINE_ENDS
from mailrecon.writers.bag import MESSAGES
from mailrecon.writers.maildir import maildir_files
from mailrecon.writers.mboxes import MBOXES_MARK, mboxes_files

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
_SUFFIXES = {"loadfile": ".dat", "mboxes": ".mbox", "maildir": ".eml", LONE_MESSAGE: ".eml"}

# Formats that a library opens.
BINARY: dict[str, Callable[[Path, str], list[Statement]]] = {
    ".sqlite": lambda path, name: sqlite_statements(path, name),
    ".parquet": lambda path, name: parquet_statements(path, name),
}


class OutputFormat(NamedTuple):
    """A format: `name` is that of its writer.

    `recognises` is asked of a path, and of the first bytes of a file; of a folder, of its payload.
    `check` finds what is wrong with its form. `files` of a folder hold its messages or rows.
    """

    name: str
    recognises: Callable[[Path, bytes], bool]
    check: Callable[[Path], Iterable[Finding]]
    files: Callable[[Path], Iterable[Path]] | None = None

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

    def statements(self, output: Path) -> Iterator[Statement]:
        """Those of the messages, rows or entities. Raises nothing but OSError and ReadError."""
        suffix = _SUFFIXES.get(self.name, f".{self.name}")
        payload = payload_of(output)
        for path in [output] if self.files is None else self.files(payload):
            # Links in a folder are not followed.
            if self.files is None or (path.is_file() and not path.is_symlink()):
                is_nested = self.name == "mboxes"
                name = path.relative_to(payload).as_posix() if is_nested else path.name
                yield from statements_of(path, name, suffix)

    def more_statements(self, output: Path) -> Iterator[Statement]:
        """Those of the records of a bag, and of the messages beside the rows of a production."""
        if self.name == "loadfile":
            for path in evidence.natives_of(payload_of(output)):
                if path.is_file() and not path.is_symlink():
                    yield from statements_of(path, path.name, ".eml")
        records = output / MESSAGES
        if is_bag(output) and records.is_file():
            yield from statements_of(records, records.name, ".jsonl")


def statements_of(path: Path, name: str, suffix: str) -> list[Statement]:
    """What a file says, by the decoder of its suffix, with LF for CR LF; nothing if unreadable."""
    if suffix in BINARY:
        with suppress(Unreadable):
            return BINARY[suffix](path, name)
        return []
    data = path.read_bytes()
    # Others' mail in an mbox can have both line ends.
    if suffix != ".mbox" or data.count(b"\r\n") == data.count(b"\n"):
        data = LINE_ENDS.undo(data)
    return DECODERS[suffix](data, name)


def format_of(output: Path, named: object = None) -> OutputFormat:
    """The format of an output by its contents; of an empty file, the one `named` in its manifest.

    Raises ReadError if it cannot be read.
    """
    try:
        if output.is_dir():
            payload, head = payload_of(output), b""
        else:
            with output.open("rb") as file:
                payload, head = output, file.read(_HEAD)
        rows = [row for row in FORMATS if (row.files is not None) == output.is_dir()]
        is_named = not head and not output.is_dir()
        return next(
            row for row in rows if (is_named and row.name == named) or row.recognises(payload, head)
        )
    except OSError as failure:
        raise ReadError(f"{output}: cannot be read ({failure.strerror})") from failure


def _begins(*marks: bytes) -> Callable[[Path, bytes], bool]:
    return lambda path, head: head.startswith(marks)


def _ends(suffix: str) -> Callable[[Path, bytes], bool]:
    return lambda path, head: path.suffix.lower() == suffix


def _is_network(path: Path, head: bytes) -> bool:
    return path.suffix.lower() in (".gexf", ".graphml") and head.startswith(b"<?xml ")


def _is_mboxes(payload: Path, _: bytes) -> bool:
    return (payload / MBOXES_MARK).exists() or bool(mboxes_files(payload))


# A list of people (`mailrecon people`), with or without the mark that a spreadsheet puts before it.
_PEOPLE_HEADS = (b"name,alias,address", b"\xef\xbb\xbfname,alias,address")
_EAXS_HEAD = b'<?xml version="1.0" encoding="utf-8"?>\n<Account'
_NO_EVIDENCE = evidence.check_without_evidence
FORMATS = (
    OutputFormat(
        "loadfile",
        lambda payload, _: (production_root(payload) / "DATA").is_dir(),
        evidence.check_loadfile,
        evidence.tables_of,
    ),
    OutputFormat(
        "maildir",
        lambda payload, _: (payload / "cur").is_dir(),
        evidence.check_nothing,
        maildir_files,
    ),
    OutputFormat("mboxes", _is_mboxes, evidence.check_mbox, mboxes_files),
    OutputFormat(
        "eml", lambda *_: True, evidence.check_nothing, lambda folder: sorted(folder.glob("*.eml"))
    ),
    OutputFormat("sqlite", _begins(b"SQLite format 3\x00"), evidence.check_sqlite),
    OutputFormat("parquet", _begins(b"PAR1"), evidence.check_parquet),
    OutputFormat("ftm", _begins(b'{"id": "'), _NO_EVIDENCE),
    OutputFormat("eaxs", _begins(_EAXS_HEAD), _NO_EVIDENCE),
    OutputFormat(NETWORK, _is_network, _NO_EVIDENCE),
    OutputFormat("jsonl", _begins(b"{"), evidence.check_jsonl),
    OutputFormat("csv", _begins(b"\xef\xbb\xbfBEGDOC"), evidence.check_csv),
    OutputFormat(PEOPLE, _begins(*_PEOPLE_HEADS), evidence.check_people),
    OutputFormat("csv", _ends(".csv"), evidence.check_csv),
    # A single message of a folder: the folder is made again, and the message found in it.
    OutputFormat(LONE_MESSAGE, _ends(".eml"), evidence.check_nothing),
    OutputFormat("mbox", lambda *_: True, evidence.check_mbox),
)
