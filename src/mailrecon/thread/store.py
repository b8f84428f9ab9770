"""A sequence that keeps its items in memory while they are few, in a file once they are many."""

from __future__ import annotations

import pickle
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Generic, TypeVar, overload

Item = TypeVar("Item")
_KEPT = 20_000
_CACHED = 2_000
_BATCH = 500


class Store(Sequence[Item], Generic[Item]):
    """Items in the order they were added. Past `kept` of them, all go to a temporary SQLite file.

    The file lies in a private folder and goes away with the store.
    """

    def __init__(self, kept: int = _KEPT) -> None:
        self._kept = kept
        self._items: list[Item] = []
        self._count = 0
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._file: sqlite3.Connection | None = None
        self._load = lru_cache(maxsize=_CACHED)(self._load_from_file)

    def append(self, item: Item) -> None:
        """Add an item at the end."""
        self._items.append(item)
        self._count += 1
        if self._file is None and len(self._items) > self._kept:
            self._open()
        if self._file is not None and len(self._items) >= _BATCH:
            self._flush()

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> Item: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Item]: ...
    def __getitem__(self, index: int | slice) -> Item | Sequence[Item]:
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(self._count))]
        if index < 0:
            index += self._count
        if not 0 <= index < self._count:
            raise IndexError(index)
        stored = self._count - len(self._items)
        return self._items[index - stored] if index >= stored else self._load(index)

    def __iter__(self) -> Iterator[Item]:
        if self._file is not None:
            self._flush()
            for (data,) in self._file.execute("SELECT item FROM items ORDER BY number"):
                yield pickle.loads(data)
            return
        yield from self._items

    def _open(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="mailrecon-", ignore_cleanup_errors=True)
        self._file = sqlite3.connect(Path(self._folder.name) / "items.sqlite")
        self._file.execute("PRAGMA journal_mode = OFF")
        self._file.execute("PRAGMA synchronous = OFF")
        self._file.execute("CREATE TABLE items (number INTEGER PRIMARY KEY, item BLOB NOT NULL)")

    def _flush(self) -> None:
        if self._file is None:
            return
        first = self._count - len(self._items)
        self._file.executemany(
            "INSERT INTO items VALUES (?, ?)",
            (
                (first + place, pickle.dumps(item, pickle.HIGHEST_PROTOCOL))
                for place, item in enumerate(self._items)
            ),
        )
        self._file.commit()
        self._items.clear()

    def _load_from_file(self, index: int) -> Item:
        if self._file is None:
            raise IndexError(index)
        row = self._file.execute("SELECT item FROM items WHERE number = ?", (index,)).fetchone()
        item: Item = pickle.loads(row[0])
        return item
