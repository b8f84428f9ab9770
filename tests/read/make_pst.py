"""Make stores for tests [MS-PST] 2.2: two trees, blocks, heaps of properties, tables.

`store` writes them without checksums: libpff refuses them, and `outlook/nodes.py` reads them. With
`is_sound` an ANSI or Unicode store has its checksums, and libpff opens it, too.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from mailrecon.read.mail.outlook.nodes import _PLAIN
from tests.read.make_msg import Prop

CODED = bytes(_PLAIN.index(byte) for byte in range(256))
BLOCK = 8176


@dataclass
class N:
    """A node: its blocks, the nodes below it by number, and the number of its folder."""

    blocks: Sequence[bytes]
    below: dict[int, N] = field(default_factory=dict)
    parent: int = 0


class Writer:
    """Puts nodes into a store of one of the three forms: `ansi`, `unicode`, `4k`."""

    def __init__(self, form: str, coded: bool, deep: bool = False, is_sound: bool = False) -> None:
        self.form, self.coded, self.deep, self.is_sound = form, coded, deep, is_sound
        self.wide = form != "ansi"
        self.out = bytearray(0x400)
        self.blocks: list[tuple[int, int, int, int]] = []

    def numbers(self, *values: int) -> bytes:
        return struct.pack(f"<{len(values)}{'Q' if self.wide else 'I'}", *values)

    def put(self, data: bytes, lists: bool = False) -> int:
        number = 4 * (len(self.blocks) + 1) + (2 if lists else 0)
        stored = data.translate(CODED) if self.coded and not lists else data
        if self.form == "4k" and len(data) > 64:
            stored = zlib.compress(stored)
        if self.is_sound:
            self.out += bytes(-len(self.out) % 64)
        place = len(self.out)
        self.blocks.append((number, place, len(stored), len(data)))
        self.out += stored
        if self.is_sound:
            size = 16 if self.wide else 12
            self.out += bytes(-(len(stored) + size) % 64)
            self.out += struct.pack("<H", len(stored)) + self._end(place, number, stored)
        return number

    def _end(self, place: int, number: int, data: bytes) -> bytes:
        """What a block or a page ends with: its signature, checksum and number."""
        mixed = (place ^ number) & 0xFFFFFFFF
        ends = struct.pack("<I", checksum(data)), self.numbers(number)
        sign = struct.pack("<H", (mixed >> 16) ^ (mixed & 0xFFFF))
        return sign + b"".join(ends if self.wide else reversed(ends))

    def chain(self, blocks: Sequence[bytes]) -> int:
        if not blocks:
            return 0
        numbers = [self.put(block) for block in blocks]
        if len(numbers) == 1 and not self.deep:
            return numbers[0]
        head = struct.pack("<BBHI", 1, 1, len(numbers), sum(map(len, blocks)))
        one = self.put(head + self.numbers(*numbers), lists=True)
        head = struct.pack("<BBHI", 1, 2, 1, sum(map(len, blocks)))
        return self.put(head + self.numbers(one), lists=True)

    def node(self, node: N) -> tuple[int, int]:
        data = self.chain(node.blocks)
        if not node.below:
            return data, 0
        entries = b"".join(
            self.numbers(nid, *self.node(below)) for nid, below in sorted(node.below.items())
        )
        gap = bytes(4 if self.wide else 0)
        leaf = self.put(struct.pack("<BBH", 2, 0, len(node.below)) + gap + entries, lists=True)
        if not self.deep:
            return data, leaf
        above = struct.pack("<BBH", 2, 1, 1) + gap + self.numbers(min(node.below), leaf)
        return data, self.put(above, lists=True)

    def tree(self, entries: Sequence[bytes], kind: int) -> int:
        """The root page: a leaf, or what finds the leaves, of which `deep` has one at least."""
        room = self._room() // len(entries[0])
        leaves = [entries[at : at + room] for at in range(0, len(entries), room)]
        pages = [(leaf[0], self._page(leaf, 0, kind)) for leaf in leaves]
        if len(pages) == 1 and not self.deep:
            return pages[0][1]
        width = 8 if self.wide else 4
        return self._page([key[:width] + self.numbers(page, page) for key, page in pages], 1, kind)

    def _room(self) -> int:
        return {"ansi": 496, "unicode": 488, "4k": 4056}[self.form]

    def _page(self, entries: Sequence[bytes], level: int, kind: int) -> int:
        room = self._room()
        held = b"".join(entries)
        assert len(held) <= room
        size = len(entries[0])
        counts = (
            struct.pack("<HHBB", len(entries), 0, 0, level)
            if self.form == "4k"
            else struct.pack("<BBBB", len(entries), room // size, size, level)
        )
        self.out += bytes(-len(self.out) % 512)
        place = len(self.out)
        # The number of a page, which grows, is among what its end says of it.
        said = bytes((kind, kind, 0, 0)) + bytes(4 if self.wide else 0) + self.numbers(place)
        body = held.ljust(room, b"\0") + counts.ljust(4, b"\0")
        body = body.ljust({"ansi": 500, "unicode": 496, "4k": 4072}[self.form], b"\0")
        if self.is_sound:
            said = bytes((kind, kind)) + self._end(place, place, body)
        self.out += (body + said).ljust(4096 if self.form == "4k" else 512, b"\0")
        return place


def checksum(data: bytes) -> int:
    """The checksum of a store [MS-PST] 5.3: CRC-32 that begins with zero and ends as it is."""
    return zlib.crc32(data, 0xFFFFFFFF) ^ 0xFFFFFFFF


def store(
    nodes: dict[int, N],
    form: str = "unicode",
    coded: bool = True,
    deep: bool = False,
    is_sound: bool = False,
) -> bytes:
    """A store of these nodes; with `deep` each tree and list has one more level."""
    writer = Writer(form, coded, deep, is_sound)
    entries = []
    for nid, node in sorted(nodes.items()):
        entry = writer.numbers(nid, *writer.node(node)) + struct.pack("<I", node.parent)
        entries.append(entry + bytes(4 if writer.wide else 0))
    root = writer.tree(entries, 0x81)
    blocks = []
    for number, place, stored, size in writer.blocks:
        entry = writer.numbers(number, place) + struct.pack(
            "<HH", stored, size if form == "4k" else 2 * is_sound
        )
        blocks.append(entry + bytes(4 if writer.wide else 0))
    block_root = writer.tree(blocks, 0x80)
    out = writer.out
    out[:4] = b"!BDN"
    struct.pack_into("<H", out, 10, {"ansi": 15, "unicode": 23, "4k": 36}[form])
    for place, value in zip(
        (0xE0, 0xF0) if writer.wide else (0xBC, 0xC4), (root, block_root), strict=True
    ):
        # The number of a page is its place, and stands in front of it.
        both = writer.numbers(value, value)
        out[place - len(both) // 2 : place + len(both) // 2] = both
    out[0x201 if writer.wide else 0x1CD] = int(coded)
    place = 0xB8 if writer.wide else 0xA8
    out[place : place + len(writer.numbers(0))] = writer.numbers(len(out))
    if is_sound:
        _finish(out, writer.wide)
    return bytes(out)


def _finish(out: bytearray, wide: bool) -> None:
    """Complete the header: who wrote it, where the sentinel is, and its checksums."""
    out[8:16] = b"SM" + out[10:12] + struct.pack("<HBB", 19, 1, 1)
    out[0xF8 if wide else 0xC8] = 2
    out[0x200 if wide else 0x1CC] = 0x80
    if wide:
        out[0x20C:0x210] = struct.pack("<I", checksum(bytes(out[8:0x20C])))
    out[4:8] = struct.pack("<I", checksum(bytes(out[8 : 8 + 471])))


def heap_block(kind: int, pieces: Sequence[bytes]) -> bytes:
    """A heap of one block whose first piece is its root."""
    offsets, at = [], 12
    for piece in pieces:
        offsets.append(at)
        at += len(piece)
    table = struct.pack("<HH", len(pieces), 0)
    table += b"".join(struct.pack("<H", offset) for offset in (*offsets, at))
    return struct.pack("<HBBII", at, 0xEC, kind, 1 << 5, 0) + b"".join(pieces) + table


def heap_of(*properties: Prop, beyond: dict[int, int] | None = None) -> bytes:
    """A heap of properties [MS-PST] 2.3.3; `beyond` names the node of a value, by its tag."""
    pieces: list[bytes] = []
    records = b""
    for p in sorted(properties, key=lambda p: p.tag):
        assert isinstance(p.value, bytes)
        if p.is_fixed and len(p.value) <= 8 and p.kind != 0x0040:
            inline = p.value[:4]
        elif beyond and p.tag in beyond:
            inline = struct.pack("<I", beyond[p.tag])
        else:
            pieces.append(p.value)
            inline = struct.pack("<I", (len(pieces) + 2) << 5)
        records += struct.pack("<HH", p.tag, p.kind) + inline
    tree = struct.pack("<BBBBI", 0xB5, 2, 6, 0, 2 << 5)
    return heap_block(0xBC, [tree, records, *pieces])


def table_of(rows: Sequence[Sequence[Prop]], node: int = 0) -> tuple[bytes, bytes]:
    """A table [MS-PST] 2.3.4: its heap, and its rows, in the node of that number if any."""
    columns = {p.tag: p.kind for row in rows for p in row}
    width = 4 * len(columns) + (len(columns) + 7) // 8
    pieces: list[bytes] = []
    matrix = b""
    for row in rows:
        values = {p.tag: p for p in row}
        cells, bits = b"", bytearray((len(columns) + 7) // 8)
        for place, tag in enumerate(columns):
            p = values.get(tag)
            if p is None:
                cells += bytes(4)
                continue
            assert isinstance(p.value, bytes)
            bits[place // 8] |= 0x80 >> place % 8
            if p.is_fixed:
                cells += p.value[:4]
            else:
                pieces.append(p.value)
                cells += struct.pack("<I", (len(pieces) + 2) << 5)
        matrix += cells + bytes(bits)
    place = node or 2 << 5
    head = struct.pack(
        "<BBHHHHIII", 0x7C, len(columns), *(4 * len(columns),) * 3, width, 0, place, 0
    )
    head += b"".join(_columns(columns))
    return heap_block(0x7C, [head, b"" if node else matrix, *pieces]), matrix


def _columns(columns: dict[int, int]) -> Iterator[bytes]:
    for place, (tag, kind) in enumerate(columns.items()):
        yield struct.pack("<HHHBB", kind, tag, 4 * place, 4, place)
