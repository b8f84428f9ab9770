"""What an output says of itself: its format, how it was made, from which documents."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from mailrecon.errors import ReadError
from mailrecon.recipe import Recipe, recipe_from_record, recipe_from_text
from mailrecon.regex import regex
from mailrecon.verify.checksums import is_bag, manifest_of, production_root
from mailrecon.verify.databases import parquet_statements, sqlite_statements
from mailrecon.verify.decode import DECODERS, EAXS_HEAD, FTM_HEAD, json_statements, mail_statements
from mailrecon.verify.rebuild import is_format, read_manifest
from mailrecon.verify.statement import Statement
from mailrecon.writers.maildir import maildir_files
from mailrecon.writers.mboxes import mboxes_files

# How the files of a folder are taken apart, where they are not one message each.
_DECODED_AS = {"loadfile": ".dat", "mboxes": ".mbox"}
# The formats that are folders of files.
_FOLDERS = ("eml", "maildir", "mboxes", "loadfile")
_TABLES = frozenset({"loadfile", "csv"})
_SOURCE = regex(r"document=(.*); sha256=([0-9a-f]{64}); lines=", re.DOTALL)


class Described(Struct, frozen=True):
    """An output as it describes itself.

    `recipes` are those found in it, each once; `named` are SHA-256 and name of each document it
    names, in order; `messages` is how many messages it holds.
    """

    kind: str
    manifest: Mapping[str, Any] | None
    recipes: tuple[Recipe, ...]
    named: tuple[tuple[str, str], ...]
    messages: int


def kind_of(output: Path) -> str:
    """The format of an output, by what it holds. Raises ReadError if it can't be read."""
    try:
        return _kind_of_folder(output) if output.is_dir() else _kind_of_file(output)
    except OSError as failure:
        raise ReadError(f"{output}: cannot be read ({failure.strerror})") from failure


def _kind_of_folder(output: Path) -> str:
    payload = output / "data" if is_bag(output) else output
    if (production_root(payload) / "DATA").is_dir():
        return "loadfile"
    if (payload / "cur").is_dir():
        return "maildir"
    return "mboxes" if mboxes_files(payload) else "eml"


def _kind_of_file(output: Path) -> str:
    with output.open("rb") as file:
        head = file.read(64)
    if head.startswith(b"SQLite format 3\x00"):
        return "sqlite"
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(EAXS_HEAD):
        return "eaxs"
    if head.startswith(b"{"):
        return "ftm" if head.startswith(FTM_HEAD) else "jsonl"
    if head.startswith(b"\xef\xbb\xbfBEGDOC") or output.suffix.lower() == ".csv":
        return "csv"
    return "mbox"


def describe(output: Path) -> Described:
    """Read what an output says of itself. Raises ReadError if it can't be read."""
    kind = kind_of(output)
    manifest = read_manifest(manifest_of(output))
    if manifest and is_format(manifest.get("format")):
        told = str(manifest["format"])
        # A name says nothing of the bytes: the manifest only chooses among folders, among files.
        kind = told if (output.is_dir()) == (told in _FOLDERS) else kind
    recipes: list[Recipe] = []
    named: list[tuple[str, str]] = []
    messages = 0
    if manifest is not None:
        recipe = recipe_from_record(manifest.get("run"))
        recipes += [recipe] if recipe is not None else []
        named += _documents(manifest)
    for statement in _statements(output, kind):
        run, is_message = _run(statement.values, is_table=kind in _TABLES)
        messages += is_message
        if run is not None and run not in recipes:
            recipes.append(run)
        named += _sources(statement.values)
    return Described(kind, manifest, tuple(recipes), tuple(dict.fromkeys(named)), messages)


def _files(payload: Path, kind: str) -> list[Path]:
    if kind == "maildir":
        return maildir_files(payload)
    if kind == "mboxes":
        return mboxes_files(payload)
    data = production_root(payload) / "DATA"
    return sorted(data.glob("*.dat") if kind == "loadfile" else payload.glob("*"))


def _statements(output: Path, kind: str) -> Iterator[Statement]:
    """What the output says of each message; of a load file, its table, of a bag, its mail."""
    if kind == "sqlite":
        try:
            yield from sqlite_statements(output, output.name, with_indexes=False)
        except (sqlite3.Error, UnicodeError, OverflowError, ValueError):
            return
    elif kind == "parquet":
        yield from _parquet(output)
    elif output.is_dir():
        payload = output / "data" if is_bag(output) else output
        for path in _files(payload, kind):
            if path.is_file() and not path.is_symlink():
                decoder = DECODERS.get(_DECODED_AS.get(kind, ""), mail_statements)
                yield from decoder(path.read_bytes().replace(b"\r\n", b"\n"), path.name)
    else:
        decoder = DECODERS.get(f".{kind}", json_statements)
        yield from decoder(output.read_bytes().replace(b"\r\n", b"\n"), output.name)


def _parquet(output: Path) -> Iterator[Statement]:
    import pyarrow

    try:
        yield from parquet_statements(output, output.name)
    except (pyarrow.ArrowException, OSError, KeyError, ValueError, OverflowError):
        return


def _documents(manifest: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    documents = manifest.get("documents")
    for item in documents if isinstance(documents, list) else ():
        if isinstance(item, Mapping):
            yield str(item.get("sha256")), str(item.get("name"))


def _run(values: Mapping[str, Any], *, is_table: bool) -> tuple[Recipe | None, bool]:
    """The recipe in a statement, and whether the statement is one of a message.

    Only a row of a load file or CSV (`is_table`) may have any columns.
    """
    record = values.get("record", values)
    if isinstance(record, Mapping) and "message_id" in record and "thread" in record:
        return recipe_from_record(record.get("run")), True
    if "MESSAGEID" in values:
        return recipe_from_text(str(values.get("RUN"))), True
    if is_table and _is_row_of_template(values):
        # A template calls the columns as it likes: `Reconstruction` for RUN, or lacks them.
        found = (recipe_from_text(str(value)) for value in values.values())
        return next((recipe for recipe in found if recipe is not None), None), True
    if values.get("schema") == "Email" and isinstance(values.get("properties"), Mapping):
        return recipe_from_text(_first(values["properties"].get("processingAgent"))), True
    fields = values.get("fields")
    if isinstance(fields, Mapping):
        return recipe_from_text(str(fields.get("X-Mailrecon-Run"))), True
    return None, False


def _is_row_of_template(values: Mapping[str, Any]) -> bool:
    """Whether a statement is a row of a load file; that which names the columns is none."""
    return (
        bool(values)
        and "columns" not in values
        and all(isinstance(v, str) for v in values.values())
    )


def _first(values: Any) -> str:
    """The one value of a property of an entity."""
    return str(values[0]) if isinstance(values, list) and values else ""


def _sources(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """SHA-256 and name of each document that a statement names."""
    record = values.get("record", values)
    if isinstance(record, Mapping) and isinstance(record.get("source"), Mapping):
        copies = record.get("copies")
        prints = (
            [copy for copy in copies if isinstance(copy, Mapping)]
            if isinstance(copies, list)
            else []
        )
        for source in (record["source"], *(copy.get("source") for copy in prints)):
            if isinstance(source, Mapping):
                yield str(source.get("sha256")), str(source.get("document"))
    elif values.get("schema") == "Document" and isinstance(values.get("properties"), Mapping):
        properties = values["properties"]
        yield _first(properties.get("contentHash")), _first(properties.get("fileName"))
    elif "SOURCESHA256" in values:
        yield str(values["SOURCESHA256"]), str(values.get("SOURCEDOC"))
    elif isinstance(values.get("fields"), Mapping):
        for name, value in values["fields"].items():
            match = _SOURCE.search(str(value)) if name.startswith("X-Mailrecon-Source") else None
            if match is not None:
                yield match[2], match[1]
