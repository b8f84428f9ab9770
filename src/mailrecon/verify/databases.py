"""Read databases and Parquet files as statements, safely even if they are hostile.

A view or trigger in a database could run forever or fake contents. So a table is read only if its
definition is the one that mailrecon writes.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from mailrecon.errors import ReadError
from mailrecon.extras import install_command
from mailrecon.verify import decode
from mailrecon.verify.decode import json_values, record_faults
from mailrecon.verify.statement import DIGEST, Kind, Statement
from mailrecon.writers.provenance.digest import is_embedded
from mailrecon.writers.tables.parquet import DIGEST_KEY

# Limit of SQLite's virtual machine: steps for each byte of the file, and a minimum.
_STEPS_A_BYTE, _STEPS = 200, 50_000_000
_STEP = 100_000
# Limit of unpacked Parquet: a file of a few bytes can announce gigabytes.
_RATIO, _LEAST_UNPACKED = 500, 256 << 20
_BESIDE = ("-journal", "-wal", "-shm")
_UTF8 = ("utf-8", "backslashreplace")
# Written by a job on a cluster, without a digest of the whole file.
SPARK = "org.apache.spark.version"
Decoder = Callable[[bytes, str], list[Statement]]
Schema = dict[tuple[str, str], str | None]


def files_beside(path: Path) -> list[Path]:
    """Files beside a database that SQLite would read or replay when opening it."""
    return [beside for end in _BESIDE if (beside := path.with_name(path.name + end)).exists()]


class Unreadable(Exception):
    """A database or a Parquet file cannot be read; the text says why."""


@contextmanager
def opened(data: bytes) -> Iterator[sqlite3.Connection]:
    """A database opened from its bytes, so without a journal: its schema is not trusted, and its
    steps are limited.

    Errors of SQLite in the `with` block become Unreadable.
    """
    left = [(len(data) * _STEPS_A_BYTE + _STEPS) // _STEP]

    def is_over() -> int:
        left[0] -= 1
        return left[0] < 0

    try:
        with closing(sqlite3.connect(":memory:")) as database:
            database.deserialize(data)
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


def sqlite_statements(data: bytes, name: str) -> list[Statement]:
    """The settings, definitions and rows of a database. Raises Unreadable.

    Only tables with mailrecon's definitions are read, and no full-text index.
    """
    own = own_schema()
    found: list[Statement] = []
    with opened(data) as database:
        schema = schema_of(database)
        settings = ("application_id", "user_version", "encoding", "page_size", "freelist_count")
        stored = {name: database.execute(f"PRAGMA {name}").fetchone()[0] for name in settings}
        for (kind, item), sql in schema.items():
            values = {"kind": kind, "sql": sql}
            found.append(Statement(f"{name} {kind} {item}", f"{kind} {item}", values))
        for (kind, table), sql in own.items():
            is_own = kind == "table" and schema.get((kind, table)) == sql
            if is_own and not table.startswith("messages_"):
                found.extend(_rows(database, table, name))
    digests = [item.values["sha256"] for item in found if item.key.startswith("digest ")]
    is_whole = len(digests) == 1 and is_embedded(data, digests[0])
    return [Statement(name, "settings", stored, faults=() if is_whole else (DIGEST,)), *found]


def _rows(database: sqlite3.Connection, table: str, name: str) -> Iterator[Statement]:
    rows = database.execute(f'SELECT rowid AS "row", * FROM "{table}" ORDER BY rowid')
    names = [column[0] for column in rows.description]
    for row in rows:
        values = dict(zip(names, (_plain(value) for value in row), strict=True))
        place, key = f"{name} {table} row {values['row']}", f"{table} {values['row']}"
        if table == "messages":
            yield _with_record(place, key, values)
        else:
            yield Statement(place, key, values)


def _plain(value: Any) -> Any:
    return value.hex() if isinstance(value, bytes) else value


def parquet_statements(data: bytes, name: str) -> list[Statement]:
    """The metadata and rows of a Parquet file, unless it announces more than fits its size.

    Raises Unreadable, and ReadError if pyarrow is missing.
    """
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as failure:
        raise ReadError(
            f"{name}: is Parquet, which needs more packages; run: {install_command('parquet')}"
        ) from failure
    try:
        with pyarrow.parquet.ParquetFile(
            pyarrow.BufferReader(data), page_checksum_verification=True
        ) as file:
            metadata = file.metadata
            groups = map(metadata.row_group, range(metadata.num_row_groups))
            unpacked = sum(group.total_byte_size for group in groups)
            most = _LEAST_UNPACKED + _RATIO * len(data)
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
    digest = stored["metadata"].get(DIGEST_KEY)
    faults = () if SPARK in stored["metadata"] or is_embedded(data, digest) else (DIGEST,)
    found = [Statement(name, "metadata", stored, faults=faults)]
    for number, row in enumerate(rows, start=1):
        values = {**json_values(json.dumps(row, default=str)), "record": row.get("record")}
        place = f"{name} row {number}"
        found.append(_with_record(place, str(row.get("message_id")), values))
    return found


def _with_record(place: str, key: str, values: dict[str, Any]) -> Statement:
    """A row with the record of a message, decoded."""
    record = str(values["record"])
    line = record.encode(*_UTF8)
    values = {**values, "record": json_values(record)}
    return Statement(place, key, values, Kind.RECORD, line, record_faults(line))


# By the suffix of a file; anything else is compared byte for byte.
DECODERS: Mapping[str, Decoder] = {
    ".eml": decode.mail_statements,
    ".mbox": decode.mbox_statements,
    ".jsonl": decode.record_statements,
    ".json": decode.json_statements,
    ".ftm": decode.ftm_statements,
    ".eaxs": decode.eaxs_statements,
    ".csv": decode.csv_statements,
    ".dat": decode.dat_statements,
    ".opt": decode.text_statements,
    ".txt": decode.text_statements,
    ".network": decode.text_statements,
    ".sqlite": sqlite_statements,
    ".parquet": parquet_statements,
}
