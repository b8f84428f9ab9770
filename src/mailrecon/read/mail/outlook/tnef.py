"""winmail.dat: an item in Microsoft's transport encapsulation [MS-OXTNEF]."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from enum import IntEnum
from functools import partial
from typing import NamedTuple

from mailrecon.read.mail.outlook import named
from mailrecon.read.mail.outlook.item import Item, Method, OutlookAttachment
from mailrecon.read.mail.outlook.properties import Faults, Load, Properties, Tag, Type

SIGNATURE = b"\x78\x9f\x3e\x22"
_HEAD = 6
_ATTACHMENT_LEVEL = 2
_MULTIPLE = 0x1000
# The interface of an attached message, written before its own TNEF (IID_IMessage).
_MESSAGE = bytes.fromhex("0703020000000000c000000000000046")
# The size of values in bytes, by type; other types store their length.
_WIDTHS = {0x02: 2, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 2, 0x14: 8,
           0x40: 8, 0x48: 16}  # fmt: skip
_MOST_PROPERTIES = 100_000


class _Attribute(IntEnum):
    """The attributes that are read here ([MS-OXTNEF] 2.1.3.3)."""

    SUBJECT = 0x8004
    MESSAGE_CLASS = 0x8008
    BODY = 0x800C
    ATTACH_DATA = 0x800F
    ATTACH_TITLE = 0x8010
    ATTACH_RENDERING = 0x9002
    PROPERTIES = 0x9003
    RECIPIENTS = 0x9004
    ATTACH_PROPERTIES = 0x9005
    CODE_PAGE = 0x9007


# Attributes that correspond to one property each.
_AS_PROPERTY = {
    _Attribute.SUBJECT: (Tag.SUBJECT, Type.STRING8),
    _Attribute.BODY: (Tag.BODY, Type.STRING8),
    _Attribute.CODE_PAGE: (Tag.MESSAGE_CODE_PAGE, Type.LONG),
    _Attribute.ATTACH_TITLE: (Tag.ATTACH_FILENAME, Type.STRING8),
    _Attribute.ATTACH_DATA: (Tag.ATTACH_DATA, Type.BINARY),
}

_Value = tuple[int, int, Load]


class _TnefAttribute(NamedTuple):
    level: int
    attribute: int
    data: bytes


def open_item(data: bytes) -> Item:
    """The item in the bytes of a winmail.dat. Raises ValueError if there is none."""
    if not data.startswith(SIGNATURE):
        raise ValueError("it does not begin as TNEF does")
    faults = Faults()
    values: list[_Value] = []
    rows: list[list[_Value]] = []
    files: list[list[_Value]] = []
    for level, attribute, content in _blocks(data, faults):
        if attribute == _Attribute.ATTACH_RENDERING:
            files.append([])
        target = files[-1] if level == _ATTACHMENT_LEVEL and files else values
        if attribute in (_Attribute.PROPERTIES, _Attribute.ATTACH_PROPERTIES):
            target += _properties(_Cursor(content), faults)
        elif attribute == _Attribute.RECIPIENTS:
            cursor = _Cursor(content)
            for _ in range(min(cursor.number(4), _MOST_PROPERTIES)):
                if cursor.at_end:
                    break
                rows.append(list(_properties(cursor, faults)))
        elif attribute in _AS_PROPERTY:
            tag, kind = _AS_PROPERTY[_Attribute(attribute)]
            target.append((tag, kind, partial(bytes, content)))
        elif attribute == _Attribute.MESSAGE_CLASS:
            # `IPM.Microsoft Mail.Note`: the name of IPM.Note in older mail.
            kind_of = content.replace(b"Microsoft Mail.", b"")
            target.append((Tag.MESSAGE_CLASS, Type.STRING8, partial(bytes, kind_of)))
    properties = Properties(values, faults)
    return Item(
        properties,
        tuple(_inheriting(row, properties, faults) for row in rows),
        tuple(_attached(file, properties, faults) for file in files),
        faults,
    )


def _inheriting(values: list[_Value], outer: Properties, faults: Faults) -> Properties:
    target = Properties(values, faults)
    target.inherit(outer)
    return target


def _attached(values: list[_Value], outer: Properties, faults: Faults) -> OutlookAttachment:
    target = _inheriting(values, outer, faults)
    objects = (
        load() for tag, kind, load in values if (tag, kind) == (Tag.ATTACH_DATA, Type.OBJECT)
    )
    data = next(objects, b"")
    if data.startswith(_MESSAGE) and target.number(Tag.ATTACH_METHOD) in (None, Method.MESSAGE):
        return OutlookAttachment(target, bytes, partial(open_item, data[len(_MESSAGE) :]))
    return OutlookAttachment(target, partial(_content, target))


def _content(target: Properties) -> bytes:
    data = target.data(Tag.ATTACH_DATA)
    if data is None:
        raise ValueError("it holds no data")
    return data


def _blocks(data: bytes, faults: Faults) -> Iterator[_TnefAttribute]:
    """The attributes one after the other; data after an impossible length is left out."""
    place = _HEAD
    while place + 11 <= len(data):
        level, attribute, _, length = struct.unpack("<BHHI", data[place : place + 9])
        place += 9
        if place + length > len(data):
            faults.add("winmail.dat ends within an attribute")
            length = len(data) - place
        yield _TnefAttribute(level, attribute, data[place : place + length])
        place += length + 2
    if place < len(data):
        faults.add("winmail.dat ends within an attribute")


class _Cursor:
    """A reading position in bytes."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._place = 0

    @property
    def at_end(self) -> bool:
        return self._place >= len(self._data)

    def take(self, count: int) -> bytes:
        """The next `count` bytes. Raises ValueError if there are fewer."""
        found = self._data[self._place : self._place + count]
        if len(found) < count:
            raise ValueError("its properties end within a value")
        self._place += count
        return found

    def number(self, width: int) -> int:
        """A little-endian number."""
        return int.from_bytes(self.take(width), "little")

    def padded(self, count: int) -> bytes:
        """The next `count` bytes; the padding to a multiple of four is skipped."""
        found = self.take(count)
        self._place += -count % 4
        return found


def _properties(cursor: _Cursor, faults: Faults) -> Iterator[_Value]:
    """The properties of a list; of multiple values, all texts but only the first of others."""
    try:
        for _ in range(min(cursor.number(4), _MOST_PROPERTIES)):
            kind, tag = cursor.number(2), cursor.number(2)
            known = _tag_of_name(cursor) if tag >= named.FIRST else tag
            found = [_value(cursor, kind) for _ in range(_count(cursor, kind))]
            if known is None:
                continue
            if kind in named.SINGLE:
                for value in found:
                    yield known, named.SINGLE[kind], partial(bytes, value)
            elif found and not kind & _MULTIPLE:
                yield known, kind, partial(bytes, found[0])
    except ValueError as error:
        faults.add(f"winmail.dat is damaged: {error}")


def _count(cursor: _Cursor, kind: int) -> int:
    """The number of values that follow; single values of fixed size have no count."""
    if kind & ~_MULTIPLE in _WIDTHS and not kind & _MULTIPLE:
        return 1
    return min(cursor.number(4), _MOST_PROPERTIES)


def _value(cursor: _Cursor, kind: int) -> bytes:
    width = _WIDTHS.get(kind & ~_MULTIPLE)
    return cursor.padded(cursor.number(4) if width is None else width)


def _tag_of_name(cursor: _Cursor) -> int | None:
    """The number used here for a named property; None for one that is not read."""
    group = cursor.take(16)
    if cursor.number(4) == 0:
        cursor.take(4)
        return None
    name = cursor.padded(cursor.number(4))
    return named.tag_of(group, name.decode("utf-16-le", "replace").rstrip("\x00"))
