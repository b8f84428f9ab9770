"""Store the data that the page loads piece by piece in a temporary SQLite database with search."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

# SQLite's trigrams find words of at least three letters; for shorter ones, every text must be
# examined.
_SHORTEST = 3
_NOT_IN_ROWS = frozenset({"body", "bounds", "parent", "duplicates"})
# `<m12@quay.example>`, `p-9b10b20f2a`: only such words are searched in the ids of messages and
# people, whose digits are mostly random.
_ID = re.compile(r".*@|p-")
# The number of messages that are written together.
_BATCH = 200
_SCHEMA = """
CREATE TABLE message (key INTEGER PRIMARY KEY, detail TEXT NOT NULL);
CREATE VIRTUAL TABLE words USING fts5(text, ids, tokenize = 'trigram');
"""


class Searched(NamedTuple):
    """The searchable text of a message: the visible text, and separately the ids."""

    text: str
    ids: str


class StoredRow(NamedTuple):
    """A message in the store: its key, and its data for the list."""

    key: int
    row: dict[str, Any]


class Store:
    """The messages of an archive in a database file of its own.

    An unchanged message keeps its key even if others are inserted before it, so after a correction
    only changed messages are written.
    """

    def __init__(self, path: Path) -> None:
        self._lock = Lock()
        self._stored: dict[int, StoredRow] = {}
        self._next = 1
        self._waiting: list[tuple[int, str, Searched]] = []
        path.unlink(missing_ok=True)
        # The file is deleted at the end, so it need not survive a crash.
        self._connection: sqlite3.Connection | None = sqlite3.connect(path, check_same_thread=False)
        self._connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
        self._connection.executescript(_SCHEMA)

    def hold(self, fingerprint: int, draw: Callable[[], dict[str, Any]]) -> StoredRow:
        """The message with that fingerprint; if it is new, `draw` returns its data.

        Only one thread may call this method and `save`, which must follow.
        """
        found = self._stored.get(fingerprint)
        if found is None:
            message = draw()
            found = self._stored[fingerprint] = StoredRow(self._next, row(message))
            self._next += 1
            detail = {name: value for name, value in message.items() if name != "parent"}
            text = json.dumps(detail, ensure_ascii=False)
            self._waiting.append((found.key, _safe(text), searched(message)))
            if len(self._waiting) >= _BATCH:
                self.save()
        return found

    def save(self) -> None:
        """Write the messages added last, in small batches, so that readers wait only briefly."""
        with self._lock:
            if self._connection is not None:
                texts = [(key, text) for key, text, _ in self._waiting]
                words = [
                    (key, _safe(found.text), _safe(found.ids)) for key, _, found in self._waiting
                ]
                with self._connection as file:
                    file.executemany("INSERT INTO message VALUES (?, ?)", texts)
                    file.executemany("INSERT INTO words (rowid, text, ids) VALUES (?, ?, ?)", words)
            self._waiting.clear()

    def forget_all_but(self, keys: Collection[int]) -> None:
        """Delete the messages that are no longer shown."""
        gone = {
            fingerprint: stored.key
            for fingerprint, stored in self._stored.items()
            if stored.key not in keys
        }
        for fingerprint in gone:
            del self._stored[fingerprint]
        with self._lock:
            if self._connection is not None:
                with self._connection as file:
                    numbers = [(key,) for key in gone.values()]
                    file.executemany("DELETE FROM message WHERE key = ?", numbers)
                    file.executemany("DELETE FROM words WHERE rowid = ?", numbers)

    def message(self, key: int) -> dict[str, Any] | None:
        """All data of a message except the number of its parent."""
        with self._lock:
            found = self._query("SELECT detail FROM message WHERE key = ?", (key,))
        return json.loads(found[0][0]) if found else None

    def search(self, words: Sequence[str]) -> list[int]:
        """The keys of the messages that contain all words, also as parts of words."""
        long = [_quoted(word) for word in words if len(word) >= _SHORTEST]
        short = [_pattern(word) for word in words if len(word) < _SHORTEST]
        where = [*(["words MATCH ?"] if long else []), *["text LIKE ? ESCAPE '\\'"] * len(short)]
        bound = [*([" AND ".join(long)] if long else []), *short]
        # Only the fixed tests above are put into the statement.
        statement = f"SELECT rowid FROM words WHERE {' AND '.join(where) or '1'} ORDER BY rowid"
        with self._lock:
            return [key for (key,) in self._query(statement, bound)]

    def close(self) -> None:
        """Close the database."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _query(self, statement: str, values: Sequence[Any]) -> list[Any]:
        return self._connection.execute(statement, values).fetchall() if self._connection else []


def _quoted(word: str) -> str:
    """A word, with any characters, as a term of SQLite's full-text search, with its columns."""
    columns = "text ids" if _ID.match(word) else "text"
    quoted = _safe(word).replace('"', '""')
    return f'{{{columns}}} : "{quoted}"'


def _pattern(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{_safe(escaped)}%"


def _safe(text: str) -> str:
    """Text that SQLite can store: without lone surrogates, and without NUL, which ends a text."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", " ")


def searched(message: dict[str, Any]) -> Searched:
    """The text of a message to search, the same as in the report's page."""
    people = [person for role in ("from", "sender", "to", "cc", "bcc") for person in message[role]]
    names = [part for person in people for part in person[:5] if isinstance(part, str)]
    numbers = [number for item in message["prints"] for number in item["bates"]]
    words = [message["subject"] or "", message["body"], message["citation"]]
    ids = [message["id"], *(person[5] for person in people)]
    return Searched("\n".join([*words, *numbers, *names]).lower(), "\n".join(ids).lower())


def row(message: dict[str, Any]) -> dict[str, Any]:
    """A message's data for the list: values to filter and show, and the place where it begins.

    The number of its parent is left out, because it depends on the other messages.
    """
    first = message["prints"][0]
    places = [*first["header"], *first["body"]]
    return {
        **{name: value for name, value in message.items() if name not in _NOT_IN_ROWS},
        "light": True,
        "body": "",
        "start": min((start for start, _ in places), default=0),
        "prints": [
            {
                **{name: item[name] for name in ("document", "name", "lines", "place", "bates")},
                "header": [],
                "body": [],
                "fields": [],
            }
            for item in message["prints"]
        ],
        "inferred": [[item[0], "", "", item[3], item[4]] for item in message["inferred"]],
        "warnings": [[item[0], "", None] for item in message["warnings"]],
    }
