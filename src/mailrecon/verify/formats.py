"""The table of formats: how to recognise each, check it without its sources, and read it.

The first row that recognises an output counts. The rest of this package uses the row, or the result
of `describe`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from msgspec import Struct

from mailrecon.errors import ReadError
from mailrecon.model import Document
from mailrecon.recipe import Recipe, recipe_from_record
from mailrecon.verify import evidence
from mailrecon.verify.databases import DECODERS, Unreadable, files_beside
from mailrecon.verify.evidence import is_bag, payload_of
from mailrecon.verify.finding import Finding, error, note
from mailrecon.verify.stated import BROKEN, Stated, any_recipe, stated_of
from mailrecon.verify.statement import Kind, Statement
from mailrecon.verify.transport import with_lf
from mailrecon.writers.mail.maildir import maildir_files
from mailrecon.writers.mail.mboxes import MBOXES_MARK, mboxes_files
from mailrecon.writers.provenance.bag import MESSAGES

_HEAD = 64
# Not formats of `mailrecon convert`: one message of a folder, and the output of `mailrecon
# network`.
LONE_MESSAGE, NETWORK = "message", "network"


Check = Callable[[Path, Sequence[Statement], Sequence[Document]], Iterable[Finding]]


class OutputFormat(NamedTuple):
    """A format: `name` is that of its writer.

    `recognises` gets a path (for a folder, its payload) and the first bytes of a file. `check`
    finds errors of form. `files` are the files of a folder with its messages or rows, which the
    decoder of `suffix` reads. A format without `suffix` has no statements. `run_field` is the field
    with the recipe.
    """

    name: str
    recognises: Callable[[Path, bytes], bool]
    check: Check
    files: Callable[[Path], Iterable[Path]] | None = None
    suffix: str = ".eml"
    run_field: str = "X-Mailrecon-Run"

    def read(self, output: Path) -> tuple[list[Statement], list[Finding]]:
        """The statements of messages, rows or entities, and findings about unreadable parts.

        Statements of a bag's records, and of messages beside rows, are included. Raises OSError and
        ReadError only.
        """
        found: list[Statement] = []
        findings = [error("extra-file", name, "is a link or no file") for name in odd_files(output)]
        for path in files_beside(output) if self.name == "sqlite" else ():
            text = "lies beside the database: programs that open it would replay it"
            findings.append(error("database", path.name, text))
        for path, name, suffix in self._files(output):
            try:
                found += DECODERS[suffix](with_lf(path.read_bytes(), suffix), name)
            except Unreadable as failure:
                code = "database" if suffix == ".sqlite" else "table"
                findings.append(error(code, name, f"cannot be read ({failure})"))
        return found, findings

    def _files(self, output: Path) -> Iterator[tuple[Path, str, str]]:
        """The files to decode: path, name, suffix. Links in a folder are not followed."""
        if self.files is None:
            yield output, output.name, self.suffix
            return
        payload = payload_of(output)
        files = [(path, self.suffix) for path in self.files(payload)]
        if self.name == "loadfile":
            files += [(path, ".eml") for path in evidence.natives_of(payload)]
        if is_bag(output):
            files.append((output / MESSAGES, ".jsonl"))
        for path, suffix in files:
            if path.is_file() and not path.is_symlink():
                is_nested = suffix == ".mbox"
                yield path, path.relative_to(payload).as_posix() if is_nested else path.name, suffix


def odd_files(folder: Path) -> Iterator[str]:
    """Entries of a folder that are neither files nor folders. Reading them could fail or block."""
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            yield path.relative_to(folder).as_posix()


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


class OutputDescription(Struct, frozen=True):
    """The content of an output, and its records about itself.

    `statements` are its messages, rows or entities; `stated` are the facts in them that are checked
    without the sources; `findings` are errors found while reading. `recipes` are all different
    recipes in it; `named` are SHA-256 and name of each document, in order.
    """

    output: Path
    form: OutputFormat
    manifest: Mapping[str, Any] | None
    statements: tuple[Statement, ...]
    stated: tuple[Stated, ...]
    findings: tuple[Finding, ...]
    recipes: tuple[Recipe, ...]
    named: tuple[tuple[str, str], ...]
    messages: int

    def of_kind(self, kind: Kind) -> list[Statement]:
        """The statements of a kind."""
        return [item for item in self.statements if item.kind is kind]

    def in_most_detail(self) -> list[Stated]:
        """The facts about all messages from its records; without records, from its rows or mail."""
        kinds = (Kind.RECORD, Kind.ROW, Kind.MAIL)
        places = next(
            ({one.place for one in found} for found in map(self.of_kind, kinds) if found), set()
        )
        return [item for item in self.stated if item.place in places]


def describe(output: Path) -> OutputDescription:
    """Read an output, and what it records about itself. Raises ReadError if it cannot be read."""
    manifest = evidence.read_manifest(output)
    record = manifest or {}
    form = format_of(output, record.get("format"))
    listed = record.get("documents")
    entries = (
        [item for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []
    )
    named = [(str(item.get("sha256")), str(item.get("name"))) for item in entries]
    recipes = [recipe_from_record(record.get("run"))]
    statements, findings = form.read(output)
    stated: list[Stated] = []
    counts: Counter[Kind] = Counter()
    for statement in statements:
        try:
            item = stated_of(statement.values, statement.place)
        except BROKEN as failure:
            text = f"does not say what docs/outputs.md and docs/jsonl.md describe ({failure!r})"
            findings.append(error("record", statement.place, text))
            recipes.append(any_recipe(statement.values))
            counts[statement.kind] += statement.kind is not Kind.OTHER
        else:
            stated += [item] if item.has_facts else []
            recipes.append(item.recipe)
            named += (source for source in item.sources if source[0])
            counts[statement.kind] += item.is_message
    return OutputDescription(
        output,
        form,
        manifest,
        tuple(statements),
        tuple(stated),
        tuple(findings),
        tuple({recipe.text(): recipe for recipe in recipes if recipe is not None}.values()),
        tuple(dict.fromkeys(named)),
        max(counts.values(), default=0),
    )


def _file(*heads: bytes, ends: tuple[str, ...] = ("",)) -> Callable[[Path, bytes], bool]:
    """Recognises a file by its first bytes and the end of its name."""
    return lambda path, head: head.startswith(heads or b"") and path.name.lower().endswith(ends)


def _says(say: Callable[[str, str, str], Finding], code: str, text: str) -> Check:
    """A check that always finds the same."""
    return lambda output, *_: (say(code, output.name, text),)


def _is_mboxes(payload: Path, _: bytes) -> bool:
    return (payload / MBOXES_MARK).exists() or bool(mboxes_files(payload))


def _eml_files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.eml"))


# A list of people (`mailrecon people`), with or without a spreadsheet's byte order mark.
_PEOPLE_HEADS = (b"name,alias,address", b"\xef\xbb\xbfname,alias,address")
_XML = (".gexf", ".graphml")
_EAXS_HEAD = b'<?xml version="1.0" encoding="utf-8"?>\n<Account'
_NOTHING = evidence.check_nothing
ALONE = _says(note, "no-evidence", "holds no evidence of its own; name the documents with --source")
_PEOPLE = _says(
    *(note, "people-list", "is a list of people, made to be edited: nothing in it was checked")
)
_REPORT = _says(
    *(error, "record", "is a page for people, not evidence; verify what `mailrecon convert` wrote")
)
_MBOX, _TABLES = evidence.check_line_ends, evidence.tables_of
_SQLITE, _PARQUET = evidence.check_sqlite, evidence.check_parquet
FORMATS = (
    OutputFormat(
        "loadfile", evidence.is_production, evidence.check_loadfile, _TABLES, ".dat", "RUN"
    ),
    OutputFormat("maildir", lambda path, _: (path / "cur").is_dir(), _NOTHING, maildir_files),
    OutputFormat("mboxes", _is_mboxes, _MBOX, mboxes_files, ".mbox"),
    OutputFormat("eml", _file(), _NOTHING, _eml_files),
    OutputFormat("sqlite", _file(b"SQLite format 3\x00"), _SQLITE, None, ".sqlite", "run"),
    OutputFormat("parquet", _file(b"PAR1"), _PARQUET, None, ".parquet", "run"),
    OutputFormat("ftm", _file(b'{"id": "'), ALONE, None, ".ftm", "processingAgent"),
    OutputFormat("eaxs", _file(_EAXS_HEAD), ALONE, None, ".eaxs", "mailrecon-run"),
    OutputFormat(NETWORK, _file(b"<?xml ", ends=_XML), ALONE, None, ".network", "description"),
    OutputFormat("jsonl", _file(b"{"), _NOTHING, None, ".jsonl", "run"),
    OutputFormat("csv", _file(b"\xef\xbb\xbfBEGDOC"), _NOTHING, None, ".csv", "RUN"),
    OutputFormat("people", _file(*_PEOPLE_HEADS), _PEOPLE, None, ""),
    OutputFormat("report", _file(b"<!DOCTYPE html>"), _REPORT, None, ""),
    OutputFormat("csv", _file(ends=(".csv",)), _NOTHING, None, ".csv", "RUN"),
    # A single message of a folder: the folder is rebuilt, and the message is looked up in it.
    OutputFormat(LONE_MESSAGE, _file(ends=(".eml",)), _NOTHING),
    OutputFormat("mbox", _file(), _MBOX, None, ".mbox"),
)
