"""What a long run has done so far, so that one that was stopped can go on."""

from __future__ import annotations

import io
import pickle
import sqlite3
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from mailrecon.errors import ReadError, WriteError
from mailrecon.version import __version__

_SECONDS = 2.0
_OWN = (
    "mailrecon.model",
    "mailrecon.resolve",
    "mailrecon.read.inputs",
    "mailrecon.parse.segments",
    "mailrecon.run.large",
    "mailrecon.run.worker",
)
_BUILTINS = frozenset({"set", "frozenset", "bytearray", "complex", "slice", "range"})
_STANDARD = frozenset({"datetime", "array", "collections"})


def journal_path(output: Path) -> Path:
    """Where the journal of a run that writes `output` stands: beside it."""
    return output.with_name(f"{output.name}.journal")


class Journal:
    """The results of a run's documents by key, in a SQLite file.

    A result is kept as the worker pickled it. Loading allows values of mailrecon's own types
    only, so that a journal somebody planted cannot run anything.
    """

    def __init__(self, path: Path, options: Mapping[str, Any], *, resume: bool) -> None:
        """Open or begin a journal.

        Raises ReadError where there is none to resume, or one of a run with other options or of
        another version; WriteError where it can't be written.
        """
        self.path = path
        if resume and not path.exists():
            raise ReadError(f"{path}: is not there; there is no run to resume")
        if not resume:
            discard_journal(path)
        told = repr((__version__, sorted(options.items())))
        try:
            self._file = sqlite3.connect(path, isolation_level=None)
            self._file.execute("PRAGMA journal_mode = WAL")
            self._file.execute("CREATE TABLE IF NOT EXISTS run (told TEXT)")
            self._file.execute(
                "CREATE TABLE IF NOT EXISTS results (key TEXT PRIMARY KEY, found BLOB NOT NULL)"
            )
            row = self._file.execute("SELECT told FROM run").fetchone()
            if row is None:
                self._file.execute("INSERT INTO run VALUES (?)", (told,))
            elif row[0] != told:
                self._file.close()
                raise ReadError(
                    f"{path}: was written with other options or by another version; "
                    "run without --resume to begin anew"
                )
            self._file.execute("BEGIN")
        except sqlite3.DatabaseError as error:
            raise WriteError(f"{path}: cannot be used as a journal ({error})") from error
        self._saved = time.monotonic()

    def find(self, key: str) -> bytes | None:
        """The result kept under `key`."""
        row = self._file.execute("SELECT found FROM results WHERE key = ?", (key,)).fetchone()
        return bytes(row[0]) if row else None

    def keep(self, key: str, found: bytes) -> None:
        """Keep a result; it is on disk within seconds."""
        self._file.execute("INSERT OR REPLACE INTO results VALUES (?, ?)", (key, found))
        now = time.monotonic()
        if now - self._saved > _SECONDS:
            self._file.execute("COMMIT")
            self._file.execute("BEGIN")
            self._saved = now

    def close(self) -> None:
        """Save everything."""
        with suppress(sqlite3.Error):
            self._file.execute("COMMIT")
        self._file.close()


def discard_journal(path: Path) -> None:
    """Take a journal away: its run is done."""
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def load_found(found: bytes) -> Any:
    """A kept result. Raises ReadError if it holds anything but mailrecon's own values."""
    try:
        return _OwnValues(io.BytesIO(found)).load()
    except (pickle.UnpicklingError, EOFError, AttributeError, ImportError, IndexError) as error:
        raise ReadError(f"the journal is damaged ({error}); run without --resume") from error


class _OwnValues(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        own = module.startswith(_OWN)
        plain = module == "builtins" and name in _BUILTINS
        if not (own or plain or module in _STANDARD):
            raise pickle.UnpicklingError(f"{module}.{name} has no place in it")
        return super().find_class(module, name)
