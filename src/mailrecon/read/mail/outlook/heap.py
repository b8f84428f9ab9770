"""The properties and tables in a heap of a PST [MS-PST] 2.3.

A heap contains values of up to about 3,500 bytes. Longer ones are in nodes below the heap's node.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import NamedTuple

from msgspec import Struct

from mailrecon.read.mail.outlook.properties import Load, Type

_HEAP, _PROPERTIES, _TABLE, _TREE = 0xEC, 0xBC, 0x7C, 0xB5
# Bytes of a block in a Unicode store; a heap continues in the next block.
_BLOCK = 8176
# Types stored inline in a property list or table; others store a reference to their value.
_INLINE = frozenset({Type.SHORT, Type.LONG, Type.BOOLEAN})
_INLINE_IN_ROW = _INLINE | {Type.TIME, 0x0005, 0x0006, 0x0007, 0x0014}
_RECORD = 8
_COLUMN = 8
_DEEPEST = 8
_MOST = 10_000
_MOST_ROWS = 10_000_000


class PropertyValue(NamedTuple):
    """A property: its number, its type, and a function that loads its bytes."""

    tag: int
    kind: int
    load: Load


def _nothing_beyond(_: int) -> Sequence[bytes]:
    raise ValueError("its place cannot be found")


class Heap(Struct, frozen=True):
    """A heap: its blocks, and a function that loads the blocks of a subnode by its number.

    The low `index_bits` of a place are an index in a block; the bits above number the block.
    """

    pages: Sequence[bytes]
    beyond: Callable[[int], Sequence[bytes]] = _nothing_beyond
    index_bits: int = 11

    def value(self, place: int) -> bytes:
        """The bytes at a place in the heap, or in the node of that number."""
        if place == 0:
            return b""
        return b"".join(self.beyond(place)) if place & 0x1F else self.allocated(place)

    def allocated(self, place: int) -> bytes:
        """The bytes at a place, given as a block and an index in its map [MS-PST] 2.3.1.1."""
        number = (place >> 5) & ((1 << self.index_bits) - 1)
        block = place >> (5 + self.index_bits)
        page = self.pages[block] if block < len(self.pages) else b""
        try:
            (at,) = struct.unpack("<H", page[:2])
            (count,) = struct.unpack("<H", page[at : at + 2])
            if not 1 <= number <= count:
                raise ValueError("a place in it is damaged")
            begin, end = struct.unpack("<HH", page[at + 2 + 2 * number : at + 6 + 2 * number])
        except struct.error as error:
            raise ValueError("a place in it is damaged") from error
        return page[begin:end]


def is_heap(data: bytes) -> bool:
    """Whether bytes are a heap of properties."""
    return len(data) > 12 and data[2] == _HEAP and data[3] == _PROPERTIES


def in_bytes(data: bytes) -> Heap:
    """The heap in the bytes of consecutive blocks, without the nodes below it."""
    return Heap([data[place : place + _BLOCK] for place in range(0, len(data), _BLOCK)])


def values(heap: Heap) -> Iterator[PropertyValue]:
    """The properties in a heap. Loading one that is stored elsewhere may raise ValueError.

    Raises ValueError if the heap itself is damaged.
    """
    head = heap.allocated(_root(heap, _PROPERTIES))
    if len(head) < 8 or head[0] != _TREE or head[1] != 2:
        raise ValueError("its properties are damaged")
    (first,) = struct.unpack("<I", head[4:8])
    for record in islice(_records(heap, first, head[3]), _MOST):
        tag, kind, value = struct.unpack("<HHI", record)
        load = partial(bytes, record[4:8]) if kind in _INLINE else partial(heap.value, value)
        yield PropertyValue(tag, kind, load)


def rows(heap: Heap) -> Iterator[list[PropertyValue]]:
    """The rows of a table in a heap [MS-PST] 2.3.4. Raises ValueError if it is damaged."""
    head = heap.allocated(_root(heap, _TABLE))
    try:
        if head[0] != _TABLE:
            raise ValueError("a table is damaged")
        bits, width = struct.unpack_from("<HH", head, 6)
        (place,) = struct.unpack_from("<I", head, 14)
        columns = [
            struct.unpack_from("<HHHBB", head, at)
            for at in range(22, 22 + head[1] * _COLUMN, _COLUMN)
        ]
    except (struct.error, IndexError) as error:
        raise ValueError("a table is damaged") from error
    if not place or not 0 < bits <= width:
        return
    pages = heap.beyond(place) if place & 0x1F else [heap.allocated(place)]
    found = (page[at : at + width] for page in pages for at in range(0, len(page), width))
    for row in islice(found, _MOST_ROWS):
        if len(row) == width:
            yield list(_cells(heap, row, bits, columns))


def _cells(
    heap: Heap, row: bytes, bits: int, columns: Sequence[tuple[int, ...]]
) -> Iterator[PropertyValue]:
    """The values of a row; a bit at its end for each column shows whether it has a value."""
    for kind, tag, at, size, bit in columns:
        bits_of_row = row[bits + bit // 8 : bits + bit // 8 + 1]
        cell = row[at : at + size]
        if not bits_of_row or not bits_of_row[0] & (0x80 >> bit % 8) or len(cell) != size:
            continue
        if kind in _INLINE_IN_ROW:
            yield PropertyValue(tag, kind, partial(bytes, cell))
        elif size == 4:
            yield PropertyValue(tag, kind, partial(heap.value, int.from_bytes(cell, "little")))


def _root(heap: Heap, kind: int) -> int:
    head = heap.pages[0][:8] if heap.pages else b""
    if len(head) < 8 or head[2] != _HEAP or head[3] != kind:
        raise ValueError("it holds no such heap")
    return int.from_bytes(head[4:8], "little")


def _records(heap: Heap, root: int, levels: int) -> Iterator[bytes]:
    """The leaves of a tree with keys of two bytes; a branch is a key and a position."""
    if not root or levels > _DEEPEST:
        return
    bits_of_row = heap.allocated(root)
    if levels == 0:
        for place in range(0, len(bits_of_row) - _RECORD + 1, _RECORD):
            yield bits_of_row[place : place + _RECORD]
        return
    for place in range(0, len(bits_of_row) - 5, 6):
        (below,) = struct.unpack("<I", bits_of_row[place + 2 : place + 6])
        yield from _records(heap, below, levels - 1)
