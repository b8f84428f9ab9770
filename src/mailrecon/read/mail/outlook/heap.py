"""The properties in a heap of a PST [MS-PST] 2.3: what libpff's binding gives of attached messages.

A heap holds values of up to some 3,500 bytes. Longer ones, the table of recipients and files lie in
subnodes, which the binding does not reach.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import partial
from itertools import islice
from typing import NamedTuple

from mailrecon.read.mail.outlook.properties import Load, Type

_HEAP, _PROPERTIES, _TREE = 0xEC, 0xBC, 0xB5
# Bytes of a block in a Unicode store; a heap goes on in the next one.
_BLOCK = 8176
_INLINE = frozenset({Type.SHORT, Type.LONG, Type.BOOLEAN})
_RECORD = 8
_DEEPEST = 8
_MOST = 10_000


class Value(NamedTuple):
    """A property: its number, its type, how its bytes are loaded."""

    tag: int
    kind: int
    load: Load


def is_heap(data: bytes) -> bool:
    """Whether bytes are a heap of properties."""
    return len(data) > 12 and data[2] == _HEAP and data[3] == _PROPERTIES


def values(data: bytes) -> Iterator[Value]:
    """The properties in a heap. Loading one that lies elsewhere raises ValueError.

    Raises ValueError if the heap itself is damaged.
    """
    (root,) = struct.unpack("<I", data[4:8])
    head = _allocated(data, root)
    if len(head) < 8 or head[0] != _TREE or head[1] != 2:
        raise ValueError("its properties are damaged")
    (first,) = struct.unpack("<I", head[4:8])
    for record in islice(_records(data, first, head[3]), _MOST):
        tag, kind, value = struct.unpack("<HHI", record)
        if kind in _INLINE:
            yield Value(tag, kind, partial(bytes, record[4:8]))
        else:
            yield Value(tag, kind, partial(_value, data, value))


def _value(data: bytes, place: int) -> bytes:
    if place == 0:
        return b""
    if place & 0x1F:
        raise ValueError("it is long, and lies where it cannot be reached")
    return _allocated(data, place)


def _records(data: bytes, root: int, levels: int) -> Iterator[bytes]:
    """The leaves of a tree whose keys have two bytes; a branch holds a key and a place."""
    if not root or levels > _DEEPEST:
        return
    held = _allocated(data, root)
    if levels == 0:
        for place in range(0, len(held) - _RECORD + 1, _RECORD):
            yield held[place : place + _RECORD]
        return
    for place in range(0, len(held) - 5, 6):
        (below,) = struct.unpack("<I", held[place + 2 : place + 6])
        yield from _records(data, below, levels - 1)


def _allocated(data: bytes, place: int) -> bytes:
    """What lies at a place: its number in a block's map, and the block [MS-PST] 2.3.1.1."""
    number, block = (place >> 5) & 0x7FF, place >> 16
    page = data[block * _BLOCK : (block + 1) * _BLOCK]
    try:
        (at,) = struct.unpack("<H", page[:2])
        (count,) = struct.unpack("<H", page[at : at + 2])
        if not 1 <= number <= count:
            raise ValueError("a place in it is damaged")
        begin, end = struct.unpack("<HH", page[at + 2 + 2 * number : at + 6 + 2 * number])
    except struct.error as error:
        raise ValueError("a place in it is damaged") from error
    return page[begin:end]
