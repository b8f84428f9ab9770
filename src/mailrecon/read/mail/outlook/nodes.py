"""Read the nodes and blocks of a PST or OST [MS-PST] 2.2 that libpff's binding does not give.

A store has two trees: one to find a node by its number, one to find a block of bytes by its number.
A node has a chain of blocks, its data, and may have child nodes. Pages and blocks come in three
forms: ANSI (until Outlook 2002), Unicode, and Unicode with pages of 4,096 bytes (OST since 2013).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import NamedTuple

_MARK = b"!BDN"
_DEEPEST = 12
# Blocks of an OST may be compressed; their unpacked size is limited to this multiple of the file's.
_MOST_UNPACKED = 64
# The blocks of one item may be loaded this many times, because its parts are read separately.
_MOST_TIMES = 8
_LARGEST_BLOCK = 1 << 17
_LIST, _NODES = 1, 2
_BLOCK_PAGE, _NODE_PAGE = 0x80, 0x81
# Pages begin at multiples of this, blocks of this; the trailer of a block has so many bytes.
_PAGES_AT, _BLOCKS_AT = 512, 64
_TRAILER = {8: 16, 4: 12}
# The decoding table of "compressible encryption", indexed by the stored byte [MS-PST] 5.1.
_PLAIN = bytes.fromhex(
    "47f1b4e60b6a7248854e9eebe2f89453e0bba002e85a09abdbe3bac67cc310dd"
    "39059630f53760828cc9134a6b1df3fb8f2697ca911701c4322d6e3195ffd923"
    "d1005e79dc443b1a28c5615720903d83b943be67d2464276c06d5b7eb20f1629"
    "3ca903540dda5ddff6b7c762cd8d06d3695c86d614f7a56675acb1e94521700c"
    "879f74a4224c6fbf1f56aa2eb3783350b0a392bccf191ca763cb1e4d3e4b1b9b"
    "4fe7f0eead3ab55904ea40552551e57a89386852" "7bfc27aed7bdfa07f4cc8e5f"
    "ef359c842b15d5773449b6120a7f7188fd9d18417d93d8582ccefe24afdeb836"
    "c8a180a69998a82f0e816573e4c2a28ad4e111d0088b2af2ed9a643fc16cf9ec"
)  # fmt: skip


class _Form(NamedTuple):
    """The layout of numbers, pages and entries in a kind of store.

    `number` is the format of a number and `width` its bytes; `page` is a page's size and `entries`
    the number of its bytes that are entries; `roots`, `crypt` and `length` are offsets in the
    file's header, and `kind` is the offset of the page's kind in a page.
    """

    number: str
    width: int
    page: int
    entries: int
    roots: tuple[int, int]
    crypt: int
    length: int
    kind: int
    is_packed: bool = False


_ANSI = _Form("I", 4, 512, 496, (0xBC, 0xC4), 0x1CD, 0xA8, 500)
_UNICODE = _Form("Q", 8, 512, 488, (0xE0, 0xF0), 0x201, 0xB8, 496)
_UNICODE_4K = _Form("Q", 8, 4096, 4056, (0xE0, 0xF0), 0x201, 0xB8, 4072, is_packed=True)


class StoreNode:
    """A node of a store: the blocks of its data, and the nodes below it."""

    def __init__(self, store: Nodes, data: int, below: int) -> None:
        self._store, self._data, self._below = store, data, below

    @property
    def index_bits(self) -> int:
        """The number of bits of a heap reference that are an index [MS-PST] 2.3.1.1."""
        return 14 if self._store.form.is_packed else 11

    def blocks(self) -> list[bytes]:
        """The blocks of its data. Raises ValueError if the store is damaged there."""
        return list(self._store.blocks(self._data))

    def below(self) -> dict[int, StoreNode]:
        """The nodes below it, by number. Raises ValueError if the store is damaged there."""
        return dict(self._store.nodes_in(self._below, 0)) if self._below else {}


class NodeEntry(NamedTuple):
    """A node, and the number of its parent: for a message, that of its folder."""

    node: StoreNode
    parent: int


class Nodes:
    """The nodes of a store, found by number. Raises ValueError for a store of no known form."""

    def __init__(self, data: bytes) -> None:
        if len(data) < 0x204 or not data.startswith(_MARK):
            raise ValueError("not a store")
        (version,) = struct.unpack_from("<H", data, 10)
        self._bytes = data
        self.form = _ANSI if version < 20 else _UNICODE if version < 36 else _UNICODE_4K
        crypt = data[self.form.crypt]
        if crypt not in (0, 1):
            raise ValueError("its blocks are encrypted in a way not known here")
        self._is_coded = crypt == 1
        self._roots = [self._number(place) for place in self.form.roots]
        self._entries: dict[int, NodeEntry] = {}
        self._blocks: dict[int, bytes] = {}
        self.begin_item()

    def begin_item(self) -> None:
        """Reset the limit of bytes for the next item."""
        self._left = len(self._bytes) * (_MOST_UNPACKED if self.form.is_packed else _MOST_TIMES)

    def missing(self) -> int:
        """The number of bytes that the file lacks compared with its header."""
        stated = self._number(self.form.length)
        return max(0, stated - len(self._bytes)) if stated >> 50 == 0 else 0

    def damaged_blocks(self) -> int:
        """The number of blocks whose bytes do not match their checksum [MS-PST] 2.2.2.8.1.

        0 if hardly any block matches: then the store has a form of checksum not known here.
        """
        width = self.form.width
        if self.form.is_packed:
            return 0
        damaged = sound = 0
        for entry in self._all_in(self._roots[1], _BLOCK_PAGE, 3 * width).values():
            place, size = self._in(entry, width), struct.unpack_from("<H", entry, 2 * width)[0]
            # A block is padded up to its trailer, so that both end at a multiple of 64.
            end = place + -(-(size + _TRAILER[width]) // _BLOCKS_AT) * _BLOCKS_AT
            trailer = self._bytes[end - _TRAILER[width] : end]
            if len(trailer) < _TRAILER[width] or size > _LARGEST_BLOCK:
                continue
            (stated,) = struct.unpack_from("<I", trailer, 4 if width == 8 else 8)
            found = zlib.crc32(self._bytes[place : place + size], 0xFFFFFFFF) ^ 0xFFFFFFFF
            damaged, sound = damaged + (found != stated), sound + (found == stated)
        return damaged if sound > damaged else 0

    def node(self, number: int) -> StoreNode:
        """A node of the store. Raises ValueError if there is none of that number."""
        try:
            return self._entry(self._find(self._roots[0], number, 4 * self.form.width)).node
        except ValueError:
            found = self.entries().get(number)
            if found is None:
                raise
            return found.node

    def entries(self) -> dict[int, NodeEntry]:
        """Every node of the store, by number; if a page is damaged, those that can be found."""
        if not self._entries:
            found = self._all_in(self._roots[0], _NODE_PAGE, 4 * self.form.width)
            self._entries = {key & 0xFFFFFFFF: self._entry(data) for key, data in found.items()}
        return self._entries

    def _entry(self, data: bytes) -> NodeEntry:
        width = self.form.width
        below = (self._in(data, width), self._in(data, 2 * width))
        return NodeEntry(StoreNode(self, *below), *struct.unpack_from("<I", data, 3 * width))

    def _all_in(self, root: int, kind: int, size: int) -> dict[int, bytes]:
        """The entries of a tree by their keys.

        If a page of it is damaged, entries on pages of its kind anywhere in the file are added.
        Outlook leaves old pages in place, so entries from the tree take precedence, then those of
        later pages.
        """
        found: dict[int, bytes] = {}
        try:
            for page in self._leaves(root, kind, 0):
                found.update(self._entries_of(page, size))
        except ValueError:
            for page in reversed(self._pages(kind)):
                found = {**self._entries_of(page, size), **found}
        return found

    def _leaves(self, page: int, kind: int, depth: int) -> Iterator[int]:
        """The leaves below a page. Finally raises ValueError if one was damaged."""
        count, level = self._counts(page)
        step = 3 * self.form.width
        marks = self._bytes[page + self.form.kind : page + self.form.kind + 2]
        if depth >= _DEEPEST or marks != bytes((kind, kind)) or count * step > self.form.entries:
            raise ValueError("a page is damaged")
        if level == 0:
            yield page
            return
        damage: ValueError | None = None
        for place in range(page, page + count * step, step):
            try:
                yield from self._leaves(self._number(place + 2 * self.form.width), kind, depth + 1)
            except ValueError as error:
                damage = error
        if damage is not None:
            raise damage

    def _pages(self, kind: int) -> list[int]:
        """The leaves of a kind anywhere in the file, the latest first."""
        marks = bytes((kind, kind))
        found: list[tuple[int, int]] = []
        for page in range(0, len(self._bytes) - self.form.page + 1, _PAGES_AT):
            at = page + self.form.kind
            if self._bytes[at : at + 2] == marks and self._counts(page)[1] == 0:
                found.append((self._number(at + 4 + (4 if self.form.width == 8 else 0)), page))
        return [page for _, page in sorted(found, reverse=True)]

    def _entries_of(self, page: int, size: int) -> dict[int, bytes]:
        count = min(self._counts(page)[0], self.form.entries // size)
        places = range(page, page + count * size, size)
        return {self._number(place): self._bytes[place : place + size] for place in places}

    def blocks(self, number: int, depth: int = 0) -> Iterator[bytes]:
        """The blocks of a chain; a block that only lists blocks is replaced by these."""
        block = self._block(number)
        if not number & 2:
            yield block
            return
        kind, level, count = self._head(block)
        if kind != _LIST or depth >= _DEEPEST or not level:
            raise ValueError("a list of blocks is damaged")
        for place in range(count):
            yield from self.blocks(self._in(block, 8 + place * self.form.width), depth + 1)

    def nodes_in(self, number: int, depth: int) -> Iterator[tuple[int, StoreNode]]:
        """The nodes that a block lists, or the blocks below it."""
        block = self._block(number)
        kind, level, count = self._head(block)
        if kind != _NODES or depth >= _DEEPEST:
            raise ValueError("a list of nodes is damaged")
        width = self.form.width
        first = 8 if width == 8 else 4
        for place in range(first, first + count * (2 if level else 3) * width, width * (3 - level)):
            if level:
                yield from self.nodes_in(self._in(block, place + width), depth + 1)
            else:
                children = (self._in(block, place + width), self._in(block, place + 2 * width))
                yield self._in(block, place) & 0xFFFFFFFF, StoreNode(self, *children)

    def _head(self, block: bytes) -> tuple[int, int, int]:
        if len(block) < 8 or block[1] > 2 or (block[0] == _NODES and block[1] > 1):
            raise ValueError("a block is damaged")
        return block[0], block[1], int.from_bytes(block[2:4], "little")

    def _block(self, number: int) -> bytes:
        """A block's bytes, decoded unless it only lists others."""
        number &= ~1
        width = self.form.width
        entry = self._block_entry(number)
        place = self._in(entry, width)
        size, unpacked = struct.unpack_from("<HH", entry, 2 * width)
        block = self._bytes[place : place + size]
        if len(block) != size:
            raise ValueError("a block lies outside the file")
        if self.form.is_packed and unpacked != size:
            try:
                block = zlib.decompressobj().decompress(block, _LARGEST_BLOCK)
            except zlib.error as error:
                raise ValueError("a block is damaged") from error
        self._left -= len(block)
        if self._left < 0:
            raise ValueError("its blocks claim more than the file can hold")
        return block if number & 2 or not self._is_coded else block.translate(_PLAIN)

    def _block_entry(self, number: int) -> bytes:
        size = 3 * self.form.width
        try:
            return self._find(self._roots[1], number, size)
        except ValueError:
            if not self._blocks:
                found = self._all_in(self._roots[1], _BLOCK_PAGE, size)
                self._blocks = {key & ~1: data for key, data in found.items()}
            if number not in self._blocks:
                raise
            return self._blocks[number]

    def _find(self, page: int, key: int, size: int) -> bytes:
        """The entry of a key in a tree whose leaves have entries of `size` bytes."""
        width = self.form.width
        for _ in range(_DEEPEST):
            count, level = self._counts(page)
            step = size if level == 0 else 3 * width
            if count * step > self.form.entries:
                raise ValueError("a page is damaged")
            below = 0
            for place in range(page, page + count * step, step):
                found = self._number(place)
                if level == 0 and (found & 0xFFFFFFFF if size > 3 * width else found & ~1) == key:
                    return self._bytes[place : place + step]
                if level and found <= key:
                    below = self._number(place + 2 * width)
            if not below:
                break
            page = below
        raise ValueError(f"it has no node or block {key:#x}")

    def _counts(self, page: int) -> tuple[int, int]:
        """The number of entries on a page, and its level: 0 for a leaf."""
        end = page + self.form.entries
        if page < 0 or end + 8 > len(self._bytes):
            raise ValueError("a page lies outside the file")
        if self.form.is_packed:
            return int.from_bytes(self._bytes[end : end + 2], "little"), self._bytes[end + 5]
        return self._bytes[end], self._bytes[end + 3]

    def _number(self, place: int) -> int:
        return self._in(self._bytes, place)

    def _in(self, data: bytes, place: int) -> int:
        found = data[place : place + self.form.width]
        if len(found) != self.form.width:
            raise ValueError("a page or block is cut off")
        return int.from_bytes(found, "little")
