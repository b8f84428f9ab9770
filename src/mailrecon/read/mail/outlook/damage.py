"""What a damaged compound file has lost, seen in what it states of itself."""

from __future__ import annotations

import struct
from collections.abc import Collection, Iterator
from contextlib import suppress
from typing import Any, NamedTuple

from olefile.olefile import FREESECT, STGTY_STREAM

from mailrecon.read.mail.outlook.properties import Type

_HEADER = struct.Struct("<8s16sHHHHH6xIIIIIIIII109I")
_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SECTOR_BITS = frozenset({9, 12})
# The highest number that is a sector's; above it are marks such as "free" [MS-CFB] 2.1.
_LAST_SECTOR = 0xFFFFFFFA
_END_OF_CHAIN = b"\xfe\xff\xff\xff"
# A file is filled up by so much at most: a damaged header can name sectors anywhere.
_MOST_MISSING = 64 << 20
# Values in streams of their own; 0x1000 marks those that are several.
_IN_STREAMS = frozenset({Type.OBJECT, Type.STRING8, Type.UNICODE, 0x0048, Type.BINARY})
_SEVERAL = 0x1000
# An empty text counts its final NUL.
_EMPTY = 2
# olefile notes them of sound files that some programs write.
_HARMLESS = ("incorrect OLE header", "incorrect OLE sector index for empty stream")
_ROW = 16


class StatedCounts(NamedTuple):
    """How many recipients and attachments a message says it has."""

    recipients: int
    attachments: int


def counts(head: bytes) -> StatedCounts:
    """What a message's table of properties begins with [MS-OXMSG] 2.4.1."""
    return (
        StatedCounts(*struct.unpack("<II", head[16:24])) if len(head) >= 24 else StatedCounts(0, 0)
    )


def completed(data: bytes) -> bytes:
    """A file that is cut off, with its missing table of sectors replaced by ends of chains.

    So each stream has the bytes that are there and no others.
    """
    if len(data) < _HEADER.size or not data.startswith(_MAGIC):
        return data
    head = _HEADER.unpack(data[: _HEADER.size])
    if head[5] not in _SECTOR_BITS:
        return data
    size = 1 << head[5]
    places = [(number + 1) * size for number in head[-109:] if number < _LAST_SECTOR]
    needed = max((place + size for place in places), default=0)
    if not len(data) < needed <= len(data) + _MOST_MISSING:
        return data
    made = bytearray(data.ljust(needed, b"\0"))
    for place in places:
        kept = max(place, min(place + size, len(data) & ~3))
        made[kept : place + size] = _END_OF_CHAIN * ((place + size - kept) // 4)
    return bytes(made)


def has_sound_header(data: bytes) -> bool:
    """Whether a compound file states a size of sectors that such files have."""
    return len(data) >= _HEADER.size and _HEADER.unpack(data[: _HEADER.size])[5] in _SECTOR_BITS


def faults_of(file: Any, size: int) -> Iterator[str]:
    """What an open file of that many bytes has lost, by its tables."""
    used = next((n for n in range(len(file.fat), 0, -1) if file.fat[n - 1] != FREESECT), 0)
    # The last sector may be written as far as it is used.
    if size <= used * file.sectorsize:
        yield f"the file is cut off: {size} of {(used + 1) * file.sectorsize} bytes are there"
    if _streams_meet(file):
        yield "the table of sectors is damaged: streams share sectors, and may be mixed"
    found = [str(text) for _, text in file.parsing_issues if not str(text).startswith(_HARMLESS)]
    if found:
        yield f"the file's directory is damaged ({found[0]})"


def faults_of_rows(rows: bytes, names: Collection[str]) -> Iterator[str]:
    """What a table of properties shows to be lost, by the names of the streams beside it."""
    if any(not any(rows[place : place + 4]) for place in range(0, len(rows) - _ROW + 1, _ROW)):
        yield "the table of properties is damaged"
    for place in range(0, len(rows) - _ROW + 1, _ROW):
        kind, tag, _, size = struct.unpack("<HHII", rows[place : place + 12])
        is_in_stream = kind in _IN_STREAMS or kind & _SEVERAL
        name = f"{tag:04X}{kind:04X}"
        if is_in_stream and size > _EMPTY and f"__substg1.0_{name}" not in names:
            yield f"stream {name} is lost"


def _streams_meet(file: Any) -> bool:
    """Whether a sector belongs to two streams, or twice to one."""
    # olefile raises whatever the damage leads to; streams then say themselves what they lack.
    with suppress(Exception):
        file.loadminifat()
    used: tuple[set[int], set[int]] = (set(), set())
    for entry in file.direntries:
        if entry is None or entry.entry_type != STGTY_STREAM or not entry.size:
            continue
        is_small = entry.size < file.minisectorcutoff
        table = getattr(file, "minifat", ()) if is_small else file.fat
        width = file.minisectorsize if is_small else file.sectorsize
        sector = entry.isectStart
        for _ in range(-(-entry.size // width)):
            if not 0 <= sector < len(table):
                break
            if sector in used[is_small]:
                return True
            used[is_small].add(sector)
            sector = table[sector]
    return False
