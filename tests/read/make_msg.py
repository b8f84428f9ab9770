"""Make Outlook messages for tests: compound files [MS-CFB] with messages [MS-OXMSG].

msg([text(0x37, "Pump"), number(0x17, 2)], recipients=[[...]], attachments=[[...]])
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Union

SECTOR, MINI, CUTOFF = 512, 64, 4096
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
NONE = 0xFFFFFFFF

Tree = dict[str, Union[bytes, "Tree"]]


@dataclass(frozen=True)
class Prop:
    """A property: a value of eight bytes, or a stream's bytes, or another message's storage."""

    tag: int
    kind: int
    value: bytes | Tree

    @property
    def is_fixed(self) -> bool:
        return self.kind in (0x0002, 0x0003, 0x000B, 0x0040)


def text(tag: int, value: str) -> Prop:
    return Prop(tag, 0x001F, value.encode("utf-16-le"))


def text8(tag: int, value: bytes) -> Prop:
    return Prop(tag, 0x001E, value)


def binary(tag: int, value: bytes) -> Prop:
    return Prop(tag, 0x0102, value)


def number(tag: int, value: int) -> Prop:
    return Prop(tag, 0x0003, struct.pack("<II", value, 0))


def moment(tag: int, value: datetime) -> Prop:
    epoch = datetime(1601, 1, 1, tzinfo=value.tzinfo)
    return Prop(tag, 0x0040, struct.pack("<Q", int((value - epoch).total_seconds()) * 10**7))


def inner(tree: Tree) -> Prop:
    """The data of an attached message: `storage(...)` of it."""
    return Prop(0x3701, 0x000D, tree)


Row = Iterable[Prop]


def storage(
    properties: Row,
    recipients: Sequence[Row] = (),
    attachments: Sequence[Row] = (),
    head: int = 24,
) -> Tree:
    """A message's storage; `head` bytes stand in front of its rows: 32 in the top one."""
    tree = _held(properties, head)
    for place, row in enumerate(recipients):
        tree[f"__recip_version1.0_#{place:08X}"] = _held(row, 8)
    for place, row in enumerate(attachments):
        tree[f"__attach_version1.0_#{place:08X}"] = _held(row, 8)
    return tree


def msg(properties: Row, recipients: Sequence[Row] = (), attachments: Sequence[Row] = ()) -> bytes:
    """A MSG file."""
    return compound(storage(properties, recipients, attachments, head=32))


def _held(properties: Row, head: int) -> Tree:
    rows, tree = bytes(head), Tree()
    for item in properties:
        if item.is_fixed:
            assert isinstance(item.value, bytes)
            value = item.value
        else:
            tree[f"__substg1.0_{item.tag:04X}{item.kind:04X}"] = item.value
            value = struct.pack("<II", len(item.value), 0)
        rows += struct.pack("<HHI", item.kind, item.tag, 6) + value
    tree["__properties_version1.0"] = rows
    return tree


@dataclass
class _Entry:
    name: str
    kind: int
    start: int = 0
    size: int = 0
    child: int = NONE
    right: int = NONE
    kids: list[_Entry] = field(default_factory=list)


def compound(tree: Tree) -> bytes:
    """A compound file of version 3: siblings stand in a chain, which readers take for a tree."""
    entries = [_Entry("Root Entry", 5)]
    big: list[tuple[_Entry, bytes]] = []
    small: list[tuple[_Entry, bytes]] = []

    def add(held: Tree) -> int:
        first = previous = NONE
        for name in sorted(held, key=lambda name: (len(name), name.upper())):
            value = held[name]
            place = len(entries)
            entry = _Entry(name, 2 if isinstance(value, bytes) else 1)
            entries.append(entry)
            if previous == NONE:
                first = place
            else:
                entries[previous].right = place
            previous = place
            if isinstance(value, bytes):
                entry.size = len(value)
                (big if len(value) >= CUTOFF else small).append((entry, value))
            else:
                entry.child = add(value)
        return first

    entries[0].child = add(tree)
    sectors: list[bytes] = []
    fat: list[int] = []

    def put(data: bytes) -> int:
        count = -(-len(data) // SECTOR)
        start = len(sectors)
        if not count:
            return END
        for number_ in range(count):
            sectors.append(data[number_ * SECTOR : (number_ + 1) * SECTOR].ljust(SECTOR, b"\0"))
            fat.append(start + number_ + 1)
        fat[-1] = END
        return start

    for entry, data in big:
        entry.start = put(data)
    ministream, minifat = b"", []
    for entry, data in small:
        count = -(-len(data) // MINI)
        entry.start = len(minifat) if count else END
        minifat += [len(minifat) + n + 1 for n in range(count)]
        if count:
            minifat[-1] = END
        ministream += data.ljust(count * MINI, b"\0")
    entries[0].start, entries[0].size = put(ministream), len(ministream)
    mini_start = put(b"".join(struct.pack("<I", n) for n in minifat))
    directory = put(b"".join(map(_directory_entry, entries)))
    count = 1
    while count * SECTOR // 4 < len(fat) + count:
        count += 1
    assert count <= 109
    first = len(sectors)
    fat += [FAT] * count
    table = b"".join(struct.pack("<I", n) for n in fat).ljust(count * SECTOR, b"\xff")
    header = struct.pack(
        "<8s16sHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", bytes(16), 0x3E, 3, 0xFFFE,
        9, 6, 0, count, directory, 0, CUTOFF, mini_start, -(-len(minifat) * 4 // SECTOR), END, 0,
    )  # fmt: skip
    places = [first + n for n in range(count)] + [FREE] * (109 - count)
    return header + struct.pack("<109I", *places) + b"".join(sectors) + table


def _directory_entry(entry: _Entry) -> bytes:
    name = entry.name.encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16sIQQIQ", name, len(name) + 2, entry.kind, 1, NONE, entry.right, entry.child,
        bytes(16), 0, 0, 0, entry.start, entry.size,
    )  # fmt: skip
