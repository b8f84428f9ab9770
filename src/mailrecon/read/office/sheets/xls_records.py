"""XLS: divide a workbook into its sheets and their records ([MS-XLS] 2.1.4, 2.1.7.20)."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from enum import IntEnum
from typing import NamedTuple

_EXCEL_97 = 0x0600
_WORKSHEET = 0
# No record has this number.
_UNKNOWN = 0x0FFF


class XlsRecordNumber(IntEnum):
    """The numbers of the records that are read ([MS-XLS] 2.3)."""

    END = 0x000A
    CONTINUE = 0x003C
    OBJECT = 0x005D
    SHEET = 0x0085
    DRAWING = 0x00EC
    CONDITIONS = 0x01B0
    CONDITION = 0x01B1
    BEGIN = 0x0809
    CONDITIONS_2007 = 0x0879
    CONDITION_2007 = 0x087A


_READ = frozenset(XlsRecordNumber)
_GO_ON = frozenset({XlsRecordNumber.DRAWING, XlsRecordNumber.OBJECT})


class XlsRecord(NamedTuple):
    """A record: its number and its bytes."""

    kind: int
    content: bytes


def records_of_sheets(data: bytes) -> list[list[XlsRecord]]:
    """The records of each worksheet, in the order of the sheets, without those of its charts.

    Workbooks from before Excel 97 give none: their formats are without conditions, and their
    drawings are described in another way.
    """
    stream = _stream(data)
    if len(stream) < 8 or struct.unpack_from("<H", stream, 4)[0] != _EXCEL_97:
        return []
    found: list[list[XlsRecord]] = []
    for record in _substream(stream, 0):
        if record.kind == XlsRecordNumber.SHEET:
            place, _, kind = struct.unpack_from("<IBB", record.content)
            if kind == _WORKSHEET:
                found.append(list(_substream(stream, place)))
    return found


def without_conditions(data: bytes) -> bytes:
    """The workbook as its records alone, without conditions; the same bytes if it has none.

    xlrd does not read conditional formats, and fails where one has a number format.
    """
    stream = bytearray(_stream(data))
    place, is_changed = 0, False
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        if kind == XlsRecordNumber.CONDITION:
            struct.pack_into("<H", stream, place, _UNKNOWN)
            is_changed = True
        place += 4 + length
    return bytes(stream) if is_changed else data


def _stream(data: bytes) -> bytes:
    from xlrd import compdoc

    found = compdoc.CompDoc(data, logfile=io.StringIO()).locate_named_stream("Workbook")
    memory, start, length = found
    return bytes(memory[start : start + length]) if memory is not None else b""


def _substream(stream: bytes, place: int) -> Iterator[XlsRecord]:
    """The records that are read, from a BOF to its EOF; those of charts within are left out."""
    depth = last = 0
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        start, place = place + 4, place + 4 + length
        depth += (kind == XlsRecordNumber.BEGIN) - (kind == XlsRecordNumber.END)
        if depth <= 0:
            return
        # A drawing goes on in such a record; behind a text object it is the text.
        is_read = last in _GO_ON if kind == XlsRecordNumber.CONTINUE else kind in _READ
        last = last if kind == XlsRecordNumber.CONTINUE else kind
        if is_read and depth == 1:
            yield XlsRecord(kind, stream[start:place])
