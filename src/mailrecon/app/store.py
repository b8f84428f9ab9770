"""What the page asks for piece by piece, in a temporary SQLite database with full-text search."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from threading import Lock
from typing import Any

# SQLite's trigrams find words of at least three letters; shorter ones need a look at every text.
_SHORTEST = 3
_SCHEMA = """
CREATE TABLE message (number INTEGER PRIMARY KEY, detail TEXT NOT NULL);
CREATE VIRTUAL TABLE words USING fts5(text, tokenize = 'trigram');
"""


class Store:
    """The messages of an archive in a database file of its own."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self._connection: sqlite3.Connection | None = None

    def fill(self, messages: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        """Hold these messages in place of those before; the rows of the list are returned.

        A row is a message without its text, its places and its reasons.
        """
        with self._lock:
            self._close()
            self._path.unlink(missing_ok=True)
            connection = sqlite3.connect(self._path, check_same_thread=False)
            self._connection = connection
            # The file is thrown away at the end: nothing of it need outlive a crash.
            connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
            connection.executescript(_SCHEMA)
            rows: list[dict[str, Any]] = []
            with connection:
                for number, message in enumerate(messages):
                    text = json.dumps(message, ensure_ascii=False)
                    connection.execute("INSERT INTO message VALUES (?, ?)", (number, _safe(text)))
                    connection.execute(
                        "INSERT INTO words (rowid, text) VALUES (?, ?)",
                        (number, _safe(searched(message))),
                    )
                    rows.append(row(message))
            return rows

    def message(self, number: int) -> dict[str, Any] | None:
        """All that is known of a message."""
        with self._lock:
            found = self._query("SELECT detail FROM message WHERE number = ?", (number,))
        return json.loads(found[0][0]) if found else None

    def search(self, words: Sequence[str]) -> list[int]:
        """The numbers of the messages in which all words stand, as parts of words too."""
        long = [_quoted(word) for word in words if len(word) >= _SHORTEST]
        short = [_pattern(word) for word in words if len(word) < _SHORTEST]
        where = [*(["words MATCH ?"] if long else []), *["text LIKE ? ESCAPE '\\'"] * len(short)]
        bound = [*([" AND ".join(long)] if long else []), *short]
        # Only the fixed tests above are put into the statement.
        statement = f"SELECT rowid FROM words WHERE {' AND '.join(where) or '1'} ORDER BY rowid"
        with self._lock:
            return [number for (number,) in self._query(statement, bound)]

    def close(self) -> None:
        """Give the file up."""
        with self._lock:
            self._close()

    def _query(self, statement: str, values: Sequence[Any]) -> list[Any]:
        return self._connection.execute(statement, values).fetchall() if self._connection else []

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _quoted(word: str) -> str:
    """A word as SQLite's full-text search takes it, whatever signs it has."""
    return '"' + _safe(word).replace('"', '""') + '"'


def _pattern(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{_safe(escaped)}%"


def _safe(text: str) -> str:
    """Text that SQLite can hold: without halves of pairs, and without NUL, which ends a text."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", " ")


def searched(message: dict[str, Any]) -> str:
    """The text in which a message's words are looked for, as the report's page does."""
    people = [person for role in ("from", "sender", "to", "cc", "bcc") for person in message[role]]
    names = [part for person in people for part in person if isinstance(part, str)]
    parts = [message["subject"] or "", message["body"], message["id"], message["citation"], *names]
    return "\n".join(parts).lower()


def row(message: dict[str, Any]) -> dict[str, Any]:
    """A message for the list: what it is filtered and shown by, and where it begins."""
    first = message["prints"][0]
    places = [*first["header"], *first["body"]]
    return {
        **{name: value for name, value in message.items() if name not in ("body", "bounds")},
        "light": True,
        "body": "",
        "start": min((start for start, _ in places), default=0),
        "prints": [
            {
                **{name: item[name] for name in ("document", "name", "lines", "place")},
                "header": [],
                "body": [],
                "fields": [],
            }
            for item in message["prints"]
        ],
        "inferred": [[item[0], "", "", item[3], item[4]] for item in message["inferred"]],
        "warnings": [[item[0], "", None] for item in message["warnings"]],
    }
