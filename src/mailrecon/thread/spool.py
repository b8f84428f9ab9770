"""A sequence that moves its items from memory to a file when they become many."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Generic, NamedTuple, Protocol, TypeVar, overload

if TYPE_CHECKING:
    from tempfile import TemporaryDirectory

Item = TypeVar("Item")
_KEPT = 20_000
# Limits: characters or bytes in memory before the items are written to a file; and bytes, as
# written, in the cache for reading (which takes several times as much memory).
_KEPT_WEIGHT = 1 << 25
_READY_WEIGHT = 1 << 22


class Encoding(Protocol[Item]):
    """How items are encoded (`mailrecon.thread.rebuilt.Codec`), and their size in memory."""

    def encode(self, value: Item) -> bytes:
        """An item as bytes."""

    def decode(self, data: bytes) -> Item:
        """The item that was encoded."""

    def weigh(self, value: Item) -> int:
        """Its size in characters or bytes."""


class SpooledItem(NamedTuple):
    """The place of an item in a file, in bytes."""

    start: int
    length: int


class SpooledList(Sequence[Item], Generic[Item]):
    """Items in the order they were added.

    The items are moved to a temporary file if there are more than `kept`, or more than 32 million
    characters in all, or when its `path` is asked for. The file is in a private folder, and is
    deleted with the list. An item that was added as bytes is decoded when it is asked for.
    """

    def __init__(self, encoding: Encoding[Item], kept: int = _KEPT) -> None:
        self._encoding = encoding
        self._kept = kept
        self._items: list[Item | bytes] = []
        self._weight = 0
        self._ends = array("q")
        self._folder: TemporaryDirectory[str] | None = None
        self._out: IO[bytes] | None = None
        self._in: IO[bytes] | None = None
        self._unwritten = False
        self._ready: OrderedDict[int, tuple[Item, int]] = OrderedDict()
        self._ready_weight = 0

    @property
    def in_file(self) -> bool:
        """Whether the items are in a file."""
        return self._out is not None

    @property
    def are_many(self) -> bool:
        """Whether the items are too many, or too large, for memory."""
        return len(self) > self._kept or self._weight > _KEPT_WEIGHT

    def append(self, item: Item | bytes) -> None:
        """Add an item at the end, encoded or not."""
        self._weight += len(item) if isinstance(item, bytes) else self._encoding.weigh(item)
        if self._out is not None:
            self._write(self._as_bytes(item))
            return
        self._items.append(item)
        if len(self._items) > self._kept or self._weight > _KEPT_WEIGHT:
            self._open()

    def path(self) -> str:
        """The path of the file with all items, which are moved there."""
        if self._out is None:
            self._open()
        self._flush()
        return self._out.name if self._out is not None else ""

    def stretch(self, index: int) -> SpooledItem:
        """The place of an item in the file."""
        start = self._ends[index - 1] if index else 0
        return SpooledItem(start, self._ends[index] - start)

    def __len__(self) -> int:
        return len(self._ends) if self._out is not None else len(self._items)

    @overload
    def __getitem__(self, index: int) -> Item: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Item]: ...
    def __getitem__(self, index: int | slice) -> Item | Sequence[Item]:
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self)))]
        place = range(len(self))[index]
        if self._out is None:
            item = self._items[place]
            if not isinstance(item, bytes):
                return item
        return self._load(place)

    def __iter__(self) -> Iterator[Item]:
        for index in range(len(self)):
            item = self._items[index] if self._out is None else self._read(index)
            yield self._encoding.decode(item) if isinstance(item, bytes) else item

    def kept(self, index: int) -> Item | bytes:
        """An item as it is kept, encoded or not."""
        return self._items[index] if self._out is None else self._read(index)

    def settle(self) -> None:
        """Complete the file, before processes are forked that read it (see `reopen`)."""
        self._flush()

    def reopen(self) -> None:
        """Open the file again in a forked process: otherwise the two share its position."""
        if self._in is not None:
            self._in = Path(self._in.name).open("rb", buffering=0)  # noqa: SIM115

    def _as_bytes(self, item: Item | bytes) -> bytes:
        return item if isinstance(item, bytes) else self._encoding.encode(item)

    def _write(self, data: bytes) -> None:
        if self._out is not None:
            self._out.write(data)
            self._ends.append((self._ends[-1] if self._ends else 0) + len(data))
            self._unwritten = True

    def _open(self) -> None:
        """Move all items to a file."""
        from tempfile import TemporaryDirectory

        self._folder = TemporaryDirectory(prefix="mailrecon-", ignore_cleanup_errors=True)
        path = Path(self._folder.name) / "items"
        self._out = path.open("wb", buffering=1 << 20)
        self._in = path.open("rb", buffering=0)
        for item in self._items:
            self._write(self._as_bytes(item))
        self._items = []

    def _flush(self) -> None:
        if self._unwritten and self._out is not None:
            self._out.flush()
            self._unwritten = False

    def _read(self, index: int) -> bytes:
        if self._out is None:
            return self._as_bytes(self._items[index])
        self._flush()
        if self._in is None:
            raise IndexError(index)
        start, length = self.stretch(index)
        self._in.seek(start)
        return self._in.read(length)

    def _load(self, index: int) -> Item:
        """An item from its bytes; the last ones are cached up to a total size."""
        if index in self._ready:
            self._ready.move_to_end(index)
            return self._ready[index][0]
        data = self._read(index)
        item = self._encoding.decode(data)
        self._ready[index] = item, len(data)
        self._ready_weight += len(data)
        while self._ready_weight > _READY_WEIGHT and len(self._ready) > 1:
            _, (_, weight) = self._ready.popitem(last=False)
            self._ready_weight -= weight
        return item
