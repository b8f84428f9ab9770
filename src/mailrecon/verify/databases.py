"""Read databases and Parquet files as statements, safely even if they are hostile.

A view or trigger in a database could run forever or fake contents. So a table is read only if its
definition is the one that mailrecon writes.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from mailrecon.errors import ReadError
from mailrecon.extras import install_command
from mailrecon.verify.decode import DECODERS, json_values
from mailrecon.verify.statement import Kind, Statement
from mailrecon.verify.transport import with_lf

# Limit of SQLite's virtual machine: steps for each byte of the file, and a minimum.
_STEPS_A_BYTE, _STEPS = 200, 50_000_000
_STEP = 100_000
# Limit of unpacked Parquet: a file of a few bytes can announce gigabytes.
_RATIO, _LEAST_UNPACKED = 500, 256 << 20
_BESIDE = ("-journal", "-wal", "-shm")
_UTF8 = ("utf-8", "backslashreplace")
# Formats that are opened by a library.
BINARY = (".sqlite", ".parquet")
Schema = dict[tuple[str, str], str | None]


def files_beside(path: Path) -> list[Path]:
    """Files beside a database that SQLite would read or replay when opening it."""
    return [beside for end in _BESIDE if (beside := path.with_name(path.name + end)).exists()]


class Unreadable(Exception):
    """A database or a Parquet file cannot be read; the text says why."""


def file_statements(
    path: Path, name: str, suffix: str, data: bytes | None = None
) -> list[Statement]:
    """The statements of a file, from the decoder of its suffix. Raises Unreadable, and ReadError.

    `data` are the bytes to decode; without it, the file is read, with LF for CR LF.
    """
    if suffix == ".sqlite":
        return sqlite_statements(path, name)
    if suffix == ".parquet":
        return parquet_statements(path, name)
    return DECODERS[suffix](with_lf(path.read_bytes(), suffix) if data is None else data, name)


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A database opened read-only: no journal, its schema not trusted, with a limit of steps.

    Errors of SQLite in the `with` block become Unreadable.
    """
    uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    left = [(path.stat().st_size * _STEPS_A_BYTE + _STEPS) // _STEP]

    def is_over() -> int:
        left[0] -= 1
        return left[0] < 0

    try:
        with closing(sqlite3.connect(uri, uri=True)) as database:
            for setting in ("trusted_schema = OFF", "query_only = ON", "cell_size_check = ON"):
                database.execute(f"PRAGMA {setting}")
            database.set_progress_handler(is_over, _STEP)
            yield database
    except (sqlite3.Error, UnicodeError, OverflowError, ValueError) as failure:
        raise Unreadable(str(failure)) from failure


def schema_of(database: sqlite3.Connection) -> Schema:
    """All definitions of a database, by kind and name."""
    rows = database.execute("SELECT type, name, sql FROM sqlite_master ORDER BY rowid")
    return {(str(kind), str(name)): sql for kind, name, sql in rows}


@cache
def own_schema() -> Schema:
    """The definitions of `writers/sqlite_schema.sql`."""
    text = files("mailrecon.writers").joinpath("sqlite_schema.sql").read_text("utf-8")
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(text)
        return schema_of(database)


def sqlite_statements(path: Path, name: str) -> list[Statement]:
    """The settings, definitions and rows of a database. Raises Unreadable.

    Only tables with mailrecon's definitions are read, and no full-text index.
    """
    own = own_schema()
    found: list[Statement] = []
    with opened(path) as database:
        schema = schema_of(database)
        settings = ("application_id", "user_version", "encoding", "page_size", "freelist_count")
        stored = {name: database.execute(f"PRAGMA {name}").fetchone()[0] for name in settings}
        found.append(Statement(name, "settings", stored))
        for (kind, item), sql in schema.items():
            values = {"kind": kind, "sql": sql}
            found.append(Statement(f"{name} {kind} {item}", f"{kind} {item}", values))
        for (kind, table), sql in own.items():
            is_own = kind == "table" and schema.get((kind, table)) == sql
            if is_own and not table.startswith("messages_"):
                found.extend(_rows(database, table, name))
    return found


def _rows(database: sqlite3.Connection, table: str, name: str) -> Iterator[Statement]:
    rows = database.execute(f'SELECT rowid AS "row", * FROM "{table}" ORDER BY rowid')
    names = [column[0] for column in rows.description]
    for row in rows:
        values = dict(zip(names, (_plain(value) for value in row), strict=True))
        kind, raw = Kind.OTHER, b""
        if table == "messages":
            kind, raw = Kind.RECORD, _bytes(values["record"])
            values["record"] = json_values(str(values["record"]))
        key = f"{table} {values['row']}"
        yield Statement(f"{name} {table} row {values['row']}", key, values, kind, raw)


def _plain(value: Any) -> Any:
    return value.hex() if isinstance(value, bytes) else value


def parquet_statements(path: Path, name: str) -> list[Statement]:
    """The metadata and rows of a Parquet file, unless it announces more than fits its size.

    `record` is decoded. Raises Unreadable, and ReadError if pyarrow is missing.
    """
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as failure:
        raise ReadError(
            f"{path}: is Parquet, which needs more packages; run: {install_command('parquet')}"
        ) from failure
    try:
        with pyarrow.parquet.ParquetFile(path, page_checksum_verification=True) as file:
            metadata = file.metadata
            groups = map(metadata.row_group, range(metadata.num_row_groups))
            unpacked = sum(group.total_byte_size for group in groups)
            most = _LEAST_UNPACKED + _RATIO * path.stat().st_size
            if max(unpacked, metadata.num_rows) > most:
                raise ValueError(f"announces {unpacked} bytes in {metadata.num_rows} rows")
            stored = {
                "schema": [str(field) for field in file.schema_arrow],
                "metadata": {
                    str(key, *_UTF8): str(value, *_UTF8)
                    for key, value in (metadata.metadata or {}).items()
                },
                "created_by": metadata.created_by,
            }
            rows = file.read().to_pylist()
    except (pyarrow.ArrowException, OSError, KeyError, ValueError, OverflowError) as failure:
        raise Unreadable(" ".join(str(failure).split())[:200]) from failure
    found = [Statement(name, "metadata", stored)]
    for number, row in enumerate(rows, start=1):
        record = row.get("record")
        values = json_values(json.dumps(row, default=str))
        values = {**values, "record": json_values(str(record))}
        key = str(row.get("message_id"))
        place = f"{name} row {number}"
        found.append(Statement(place, key, values, Kind.RECORD, _bytes(record)))
    return found


def _bytes(record: object) -> bytes:
    return str(record).encode(*_UTF8)
