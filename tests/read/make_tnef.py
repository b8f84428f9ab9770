"""Make winmail.dat files for tests: attributes [MS-OXTNEF] with properties of `make_msg`."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence

from tests.read.make_msg import Prop

MESSAGE = bytes.fromhex("0703020000000000c000000000000046")


def block(level: int, attribute: int, data: bytes) -> bytes:
    head = struct.pack("<BHHI", level, attribute, 0, len(data))
    return head + data + struct.pack("<H", sum(data) & 0xFFFF)


def held(properties: Iterable[Prop]) -> bytes:
    found = list(properties)
    data = struct.pack("<I", len(found))
    for item in found:
        assert isinstance(item.value, bytes)
        data += struct.pack("<HH", item.kind, item.tag)
        if item.kind in (0x02, 0x0B):
            data += item.value[:2] + bytes(2)
        elif item.kind == 0x03:
            data += item.value[:4]
        elif item.kind == 0x40:
            data += item.value[:8]
        else:
            data += struct.pack("<II", 1, len(item.value))
            data += item.value + bytes(-len(item.value) % 4)
    return data


def tnef(
    properties: Iterable[Prop],
    attachments: Sequence[Iterable[Prop]] = (),
    recipients: Sequence[Iterable[Prop]] = (),
) -> bytes:
    data = b"\x78\x9f\x3e\x22\x01\x00"
    data += block(1, 0x9006, b"\x00\x00\x01\x00") + block(1, 0x9007, struct.pack("<II", 1252, 0))
    data += block(1, 0x8008, b"IPM.Microsoft Mail.Note\0")
    if recipients:
        rows = b"".join(map(held, recipients))
        data += block(1, 0x9004, struct.pack("<I", len(recipients)) + rows)
    data += block(1, 0x9003, held(properties))
    for file in attachments:
        data += block(2, 0x9002, bytes(14)) + block(2, 0x9005, held(file))
    return data


def inner(data: bytes) -> Prop:
    """The data of an attached message: its interface, then its own TNEF."""
    return Prop(0x3701, 0x000D, MESSAGE + data)
