"""MSG files: a compound file [MS-CFB] whose storages and streams hold an item [MS-OXMSG]."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from functools import partial
from io import BytesIO
from typing import Any

from olefile import OleFileIO
from olefile.olefile import DEFECT_FATAL, STGTY_STORAGE, STGTY_STREAM

from mailrecon.read.mail.outlook import named
from mailrecon.read.mail.outlook.damage import (
    completed,
    counts,
    faults_of,
    faults_of_rows,
    has_sound_header,
)
from mailrecon.read.mail.outlook.item import Item, Method, OutlookAttachment
from mailrecon.read.mail.outlook.properties import Faults, Load, Properties, Tag, Type

_PROPERTIES = "__properties_version1.0"
_VALUE = "__substg1.0_"
_RECIPIENT = "__recip_version1.0_#"
_ATTACHMENT = "__attach_version1.0_#"
# The table of named properties: entries, groups, names [MS-OXMSG] 2.2.3.1.
_NAMES = "__nameid_version1.0"
_NAME_STREAMS = ("__substg1.0_00030102", "__substg1.0_00020102", "__substg1.0_00040102")
# Offsets of the first row in a stream of properties, by owner, and a row's size [MS-OXMSG] 2.4.1.
_TOP, _INNER, _ROW = 32, 24, 8
_FIXED = frozenset({Type.SHORT, Type.LONG, Type.BOOLEAN, Type.TIME})
_OBJECT_DATA = f"{_VALUE}{Tag.ATTACH_DATA:04X}{Type.OBJECT:04X}".upper()
# Streams with the file of an embedded object, the most reliable first.
_OLE_FILES = ("CONTENTS", "Package", "\x01Ole10Native")
# Streams may share sectors, so a small file can claim any size. At most this multiple of it is
# read.
_MOST_TIMES = 8
_LEAST = 64 << 20


def open_item(data: bytes) -> Item:
    """The item in a file's bytes. olefile's errors pass through if it is not a compound file."""
    if not has_sound_header(data):
        raise ValueError("its header is damaged")
    faults = Faults()
    try:
        file = OleFileIO(BytesIO(data), raise_defects=DEFECT_FATAL)
    except Exception:  # olefile raises different errors on damage
        file = OleFileIO(BytesIO(completed(data)), raise_defects=DEFECT_FATAL)
    opened = _Compound(file, len(data))
    for fault in faults_of(file, len(data)):
        faults.add(fault)
    return opened.item(file.root, _TOP, faults)


class _Compound:
    """An open compound file, and the number of bytes that may still be read."""

    def __init__(self, file: Any, size: int) -> None:
        self._file = file
        self._left = max(_LEAST, _MOST_TIMES * size)
        self._named = self._names()

    def _names(self) -> Mapping[int, int]:
        """The file's numbers of the named properties that are read."""
        found: dict[str, bytes] = {}
        storage = next((kid for kid in self._file.root.kids if kid.name == _NAMES), None)
        for kid in storage.kids if storage is not None else ():
            if kid.entry_type == STGTY_STREAM and kid.name in _NAME_STREAMS:
                try:
                    found[kid.name] = self._read(kid, Faults())
                except Exception:  # olefile raises different errors on damage
                    return {}
        return named.tags_by_number(*(found.get(name, b"") for name in _NAME_STREAMS))

    def item(self, storage: Any, start: int, faults: Faults) -> Item:
        """The item in a storage; `start` is the offset of its rows of fixed properties."""
        properties = Properties(self._values(storage, start, faults), faults)
        recipients = []
        attachments = []
        for inner in storage.kids:
            if inner.entry_type != STGTY_STORAGE:
                if inner.name.startswith((_RECIPIENT, _ATTACHMENT)):
                    faults.add("a recipient or an attachment is damaged and was left out")
                continue
            if inner.name.startswith(_RECIPIENT):
                row = Properties(self._values(inner, _ROW, faults), faults)
                row.inherit(properties)
                recipients.append((_number(inner.name), row))
            elif inner.name.startswith(_ATTACHMENT):
                attached = self._attached(inner, properties, faults)
                attachments.append((_number(inner.name), attached))
        stated = counts(self._rows(storage, Faults())[:start])
        if len(recipients) < stated.recipients:
            faults.add(f"{len(recipients)} of {stated.recipients} recipients are left")
        if len(attachments) < stated.attachments:
            faults.add(f"{len(attachments)} of {stated.attachments} attachments are left")
        recipients.sort(key=lambda pair: pair[0])
        attachments.sort(key=lambda pair: pair[0])
        return Item(
            properties,
            tuple(row for _, row in recipients),
            tuple(attached for _, attached in attachments),
            faults,
        )

    def _attached(self, storage: Any, outer: Properties, faults: Faults) -> OutlookAttachment:
        attached = Properties(self._values(storage, _ROW, faults), faults)
        attached.inherit(outer)
        inner = next((kid for kid in storage.kids if kid.name.upper() == _OBJECT_DATA), None)
        method = attached.number(Tag.ATTACH_METHOD)
        if inner is None or inner.entry_type != STGTY_STORAGE:
            return OutlookAttachment(attached, partial(_bytes_of, attached))
        if method == Method.OLE or not any(kid.name == _PROPERTIES for kid in inner.kids):
            return OutlookAttachment(attached, partial(self._ole_file, inner, faults))
        return OutlookAttachment(attached, bytes, partial(self.item, inner, _INNER, Faults()))

    def _ole_file(self, storage: Any, faults: Faults) -> bytes:
        for name in _OLE_FILES:
            for kid in storage.kids:
                if kid.entry_type == STGTY_STREAM and kid.name == name:
                    data = self._read(kid, faults)
                    return _native(data) if name == _OLE_FILES[-1] else data
        raise ValueError("an embedded object without a file")

    def _values(self, storage: Any, start: int, faults: Faults) -> Iterator[tuple[int, int, Load]]:
        rows = self._rows(storage, faults)[start:]
        # Some programs write the head of an attached message as long as that of the outer one.
        if start == _INNER and not any(rows[: _TOP - _INNER]) and len(rows) % 16 == _TOP - _INNER:
            rows = rows[_TOP - _INNER :]
        for fault in faults_of_rows(rows, storage.kids):
            faults.add(fault)
        yield from _fixed(rows)
        for kid in storage.kids:
            if kid.entry_type == STGTY_STREAM and kid.name.startswith(_VALUE):
                try:
                    number = int(kid.name[len(_VALUE) : len(_VALUE) + 8], 16)
                except ValueError:
                    continue
                tag, kind = number >> 16, number & 0xFFFF
                # `__substg1.0_8005101F-00000001`: one of several texts.
                if kid.name[len(_VALUE) + 8 :]:
                    kind = named.SINGLE.get(kind, kind)
                yield self._named.get(tag, tag), kind, partial(self._read, kid, faults)

    def _rows(self, storage: Any, faults: Faults) -> bytes:
        """The table of a storage's properties; empty, with a fault recorded, if there is none."""
        for kid in storage.kids:
            if kid.entry_type == STGTY_STREAM and kid.name == _PROPERTIES:
                try:
                    return self._read(kid, faults)
                except Exception as error:  # olefile raises different errors on damage
                    faults.add(f"the table of properties is damaged ({error})")
                    return b""
        faults.add("a table of properties is lost")
        return b""

    def _read(self, entry: Any, faults: Faults) -> bytes:
        """A stream's bytes; for a damaged one, the readable part, with a fault recorded."""
        if not entry.size:
            return b""
        if entry.size > self._left:
            raise ValueError("its streams claim more than the file can hold")
        self._left -= entry.size
        known = len(self._file.parsing_issues)
        found: bytes = self._file._open(entry.isectStart, entry.size).read()
        if len(self._file.parsing_issues) > known or len(found) != entry.size:
            name = entry.name.removeprefix(_VALUE)
            faults.add(f"stream {name} is damaged; {len(found)} of {entry.size} bytes were read")
        return found


def _bytes_of(attached: Properties) -> bytes:
    data = attached.data(Tag.ATTACH_DATA)
    if data is None:
        raise ValueError("it holds no data")
    return data


def _fixed(rows: bytes) -> Iterator[tuple[int, int, Load]]:
    for place in range(0, len(rows) - 15, 16):
        kind, tag = struct.unpack("<HH", rows[place : place + 4])
        if kind in _FIXED:
            value = rows[place + 8 : place + 16]
            yield tag, kind, partial(bytes, value)


def _native(data: bytes) -> bytes:
    """The file in an `\\x01Ole10Native` stream: size, flags, name, path, …, size, bytes."""
    try:
        place = data.index(b"\x00", 6) + 1
        place = data.index(b"\x00", place) + 1
        (length,) = struct.unpack("<I", data[place + 4 : place + 8])
        place += 8 + length
        (size,) = struct.unpack("<I", data[place : place + 4])
    except (ValueError, struct.error):
        return data
    return data[place + 4 : place + 4 + size]


def _number(name: str) -> int:
    try:
        return int(name.rpartition("#")[2], 16)
    except ValueError:
        return 0
