"""The journal of a long run: its results so far, so that a stopped run can be resumed."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from mailrecon.errors import ReadError, WriteError
from mailrecon.pipeline.journal_files import discard_journal
from mailrecon.version import __version__

_SECONDS = 2.0
# Results that are not encoded yet may wait this long: a shorter run is repeated as fast.
_LATE = 5.0
# Results are collected and written together, after this many results, bytes or seconds.
_AT_ONCE = 200
_WEIGHT_AT_ONCE = 1 << 20
# A view or a trigger that somebody planted could run without end.
_SCHEMA = {("table", "run"), ("table", "results"), ("index", "sqlite_autoindex_results_1")}


class Journal:
    """The results of a run's documents by key, in a SQLite file.

    A result is kept as `run.records` encodes it: typed values and no code, so that a manipulated
    journal cannot run anything.
    """

    def __init__(self, path: Path, options: Mapping[str, Any], *, resume: bool) -> None:
        """Open or begin a journal.

        Raises ReadError if there is no journal to resume, or if it is from a run with other options
        or of another version; WriteError if it can't be written.
        """
        self.path = path
        if resume:
            _refuse_strange(path)
        else:
            _begin(path)
        choices = repr((__version__, sorted(options.items())))
        try:
            self._file = sqlite3.connect(path, isolation_level=None)
            self._file.execute("PRAGMA trusted_schema = OFF")
            self._file.execute("PRAGMA journal_mode = WAL")
            self._file.execute("CREATE TABLE IF NOT EXISTS run (told TEXT)")
            self._file.execute(
                "CREATE TABLE IF NOT EXISTS results (key TEXT PRIMARY KEY, found BLOB NOT NULL)"
            )
            if set(self._file.execute("SELECT type, name FROM sqlite_master")) != _SCHEMA:
                self._file.close()
                raise ReadError(f"{path}: is not a journal of mailrecon; run without --resume")
            row = self._file.execute("SELECT told FROM run").fetchone()
            if row is None:
                self._file.execute("INSERT INTO run VALUES (?)", (choices,))
            elif row[0] != choices:
                self._file.close()
                raise ReadError(
                    f"{path}: was written with other options or by another version; "
                    "run without --resume to start again"
                )
            self._file.execute("BEGIN")
        except sqlite3.DatabaseError as error:
            raise WriteError(f"{path}: cannot be used as a journal ({error})") from error
        self._saved = self._called = time.monotonic()
        self._later: list[Callable[[], None]] = []
        self._waiting: dict[str, bytes] = {}
        self._is_empty = not resume
        self._weight = 0

    def find(self, key: str) -> bytes | None:
        """The result kept under `key`. Raises ReadError if the journal is damaged."""
        if key in self._waiting:
            return self._waiting[key]
        if self._is_empty:
            return None
        try:
            row = self._file.execute("SELECT found FROM results WHERE key = ?", (key,)).fetchone()
            return bytes(row[0]) if row else None
        except (sqlite3.DatabaseError, TypeError, ValueError) as error:
            raise ReadError(f"{self.path}: is damaged ({error}); run without --resume") from error

    def keep(self, key: str, found: bytes) -> None:
        """Keep a result; it is on disk within seconds. Raises WriteError."""
        self._waiting[key] = found
        self._weight += len(found)
        now = time.monotonic()
        is_late = now - self._saved > _SECONDS
        if not is_late and len(self._waiting) < _AT_ONCE and self._weight < _WEIGHT_AT_ONCE:
            return
        try:
            self._write()
            if is_late:
                self._file.execute("COMMIT")
                self._file.execute("BEGIN")
                self._saved = now
        except sqlite3.DatabaseError as error:
            raise WriteError(f"{self.path}: cannot be written ({error})") from error

    def keep_later(self, keep: Callable[[], None]) -> None:
        """Call `keep`, which keeps a result, within seconds; never if the run is done before.

        Encoding a result takes time, and a run of a second is not worth continuing.
        """
        self._later.append(keep)
        if time.monotonic() - self._called > _LATE:
            self.keep_now()

    def keep_now(self) -> None:
        """Keep all results that were to be kept later. Raises WriteError."""
        self._called = time.monotonic()
        waiting, self._later = self._later, []
        for keep in waiting:
            keep()

    def _write(self) -> None:
        """Write the collected results; many small rows take little more time than one."""
        self._is_empty = self._is_empty and not self._waiting
        self._file.executemany(
            "INSERT OR REPLACE INTO results VALUES (?, ?)", self._waiting.items()
        )
        self._waiting.clear()
        self._weight = 0

    def close(self) -> None:
        """Save everything."""
        with suppress(sqlite3.Error):
            self._write()
            self._file.execute("COMMIT")
        self._file.close()


def _refuse_strange(path: Path) -> None:
    """Raise ReadError unless `path` may be the journal of an earlier run."""
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise ReadError(f"{path}: is a link or a folder, not a journal; run without --resume")
    if not path.exists():
        raise ReadError(f"{path}: is missing; there is no run to resume")


def _begin(path: Path) -> None:
    """Make an empty journal that nobody else can read. Raises WriteError."""
    try:
        discard_journal(path)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as error:
        raise WriteError(f"{path}: cannot be written ({error.strerror})") from error
