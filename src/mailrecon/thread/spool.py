"""A sequence that moves its items from memory to a file when they become many."""

from __future__ import annotations

import pickle
import sqlite3
import tempfile
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Generic, TypeVar, overload

Item = TypeVar("Item")
_KEPT = 20_000
_BATCH = 500
# Limits in characters or bytes: of all items in memory, of a batch written at once, and of items
# cached after reading (in bytes as stored; in memory they take several times as much).
_KEPT_WEIGHT = 1 << 25
_BATCH_WEIGHT = 1 << 23
_READY_WEIGHT = 1 << 22


class SpooledList(Sequence[Item], Generic[Item]):
    """Items in the order they were added; more than `kept` are moved to a temporary SQLite file.

    They are also moved once their sizes, by `weigh`, add up to more than 32 million. The file is in
    a private folder, and is deleted with the list.
    """

    def __init__(self, weigh: Callable[[Item], int], kept: int = _KEPT) -> None:
        self._weigh = weigh
        self._kept = kept
        self._items: list[Item] = []
        self._weight = 0
        self._count = 0
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._file: sqlite3.Connection | None = None
        self._ready: OrderedDict[int, tuple[Item, int]] = OrderedDict()
        self._ready_weight = 0

    @property
    def in_file(self) -> bool:
        """Whether the items have been moved to a file."""
        return self._file is not None

    def append(self, item: Item) -> None:
        """Add an item at the end."""
        self._items.append(item)
        self._count += 1
        self._weight += self._weigh(item)
        if self._file is None and (len(self._items) > self._kept or self._weight > _KEPT_WEIGHT):
            self._open()
        if self._file is not None and (len(self._items) >= _BATCH or self._weight > _BATCH_WEIGHT):
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
        self._file = sqlite3.connect(
            # The workbench uses the list from two threads, one at a time.
            Path(self._folder.name) / "items.sqlite",
            check_same_thread=False,
        )
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
        self._weight = 0

    def _load(self, index: int) -> Item:
        """An item from the file; the last ones are cached up to a total size."""
        if index in self._ready:
            self._ready.move_to_end(index)
            return self._ready[index][0]
        if self._file is None:
            raise IndexError(index)
        (data,) = self._file.execute("SELECT item FROM items WHERE number = ?", (index,)).fetchone()
        item: Item = pickle.loads(data)
        self._ready[index] = item, len(data)
        self._ready_weight += len(data)
        while self._ready_weight > _READY_WEIGHT and len(self._ready) > 1:
            _, (_, weight) = self._ready.popitem(last=False)
            self._ready_weight -= weight
        return item
