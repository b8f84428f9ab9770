"""Find out what a damaged compound file has lost, from its own tables and counts."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from olefile.olefile import FREESECT, STGTY_EMPTY, STGTY_STORAGE, STGTY_STREAM

from mailrecon.read.mail.outlook.properties import Type

_HEADER = struct.Struct("<8s16sHHHHH6xIIIIIIIII109I")
_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SECTOR_BITS = frozenset({9, 12})
# The highest number that is a sector's; above it are marks such as "free" [MS-CFB] 2.1.
_LAST_SECTOR = 0xFFFFFFFA
_END_OF_CHAIN = b"\xfe\xff\xff\xff"
# A file is extended by at most this much, because a damaged header can name sectors anywhere.
_MOST_MISSING = 64 << 20
# Types of values in separate streams; 0x1000 marks multiple values.
_IN_STREAMS = frozenset(
    {Type.OBJECT, Type.STRING8, Type.UNICODE, 0x0048, 0x00FB, 0x00FD, 0x00FE, Type.BINARY}
)
_SIZED = frozenset({Type.STRING8, Type.UNICODE, Type.BINARY})
_SEVERAL = 0x1000
# Types whose values are in the row itself: numbers, times, money ([MS-OXCDATA] 2.11.1).
_IN_ROWS = frozenset(
    {Type.SHORT, Type.LONG, 0x0004, 0x0005, 0x0006, 0x0007, 0x000A, Type.BOOLEAN, 0x0014, Type.TIME}
)
_IN_SEVERAL = (_IN_ROWS - {0x000A, Type.BOOLEAN}) | {
    Type.STRING8,
    Type.UNICODE,
    0x0048,
    Type.BINARY,
}
# A text's size counts its final NUL, which is not written; the stream of an empty text has no
# bytes.
_NUL = {Type.STRING8: 1, Type.UNICODE: 2}
_EMPTY = 2
_STREAM = "__substg1.0_"
_STREAM_NAME = len(_STREAM) + 8
_ENTRY = 128
# olefile reports these for sound files of some programs.
_HARMLESS = ("incorrect OLE header", "incorrect OLE sector index for empty stream")
_ROW = 16


class StatedCounts(NamedTuple):
    """The numbers of recipients and attachments that a message states."""

    recipients: int
    attachments: int


def counts(head: bytes) -> StatedCounts:
    """The counts at the beginning of a message's property table [MS-OXMSG] 2.4.1."""
    return (
        StatedCounts(*struct.unpack("<II", head[16:24])) if len(head) >= 24 else StatedCounts(0, 0)
    )


def completed(data: bytes) -> bytes:
    """Repair a truncated file: the missing part of its sector table becomes ends of chains.

    Each stream then holds exactly the bytes that the file still has.
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
    """Whether a compound file states a valid sector size."""
    return len(data) >= _HEADER.size and _HEADER.unpack(data[: _HEADER.size])[5] in _SECTOR_BITS


def faults_of(file: Any, size: int) -> Iterator[str]:
    """The losses of an open file with `size` bytes, according to its tables."""
    used = next((n for n in range(len(file.fat), 0, -1) if file.fat[n - 1] != FREESECT), 0)
    # The last sector may be written only as far as it is used.
    if size <= used * file.sectorsize:
        yield f"the file is cut off: {size} of {(used + 1) * file.sectorsize} bytes are there"
    lost = 0
    # olefile raises different errors on damage; a truncated directory is reported below.
    with suppress(Exception):
        lost = unreached(file)
    if lost:
        one = lost == 1
        what = "1 stream or storage is" if one else f"{lost} streams and storages are"
        yield f"the file's directory is damaged: {what} in no message"
    if _streams_meet(file):
        yield "the table of sectors is damaged: streams share sectors, and may be mixed"
    found = [str(text) for _, text in file.parsing_issues if not str(text).startswith(_HARMLESS)]
    if found:
        yield f"the file's directory is damaged ({found[0]})"


def faults_of_rows(rows: bytes, entries: Sequence[Any]) -> Iterator[str]:
    """Compare a table of properties with the directory entries beside it, and report losses.

    Each row for text or bytes gives the length of its stream, and each stream has a row. Missing
    sizes, or a table without such rows, do not
    indicate damage: some programs omit them.
    """
    streams = [one for one in entries if one.entry_type == STGTY_STREAM]
    sizes = {one.name: one.size for one in streams if one.name.startswith(_STREAM)}
    names = {one.name for one in entries}
    named = set()
    is_damaged = False
    for place in range(0, len(rows) - _ROW + 1, _ROW):
        kind, tag, _, size = struct.unpack("<HHII", rows[place : place + 12])
        name = f"{tag:04X}{kind:04X}"
        named.add(_STREAM + name)
        is_damaged = is_damaged or not _is_type(kind)
        if not (kind in _IN_STREAMS or kind & _SEVERAL):
            continue
        found = sizes.get(_STREAM + name)
        if found is None:
            if size > _EMPTY and not (kind == Type.OBJECT and _STREAM + name in names):
                yield f"stream {name} is lost"
        elif size and kind in _SIZED and not 0 <= size - found <= _NUL.get(kind, 0):
            yield f"stream {name} is damaged: it has {found} bytes, its row says {size}"
    if is_damaged:
        yield "the table of properties is damaged"
    rowless = [name for name, size in sizes.items() if size and name[:_STREAM_NAME] not in named]
    if 0 < len(rowless) < len(sizes):
        what = "1 stream is" if len(rowless) == 1 else f"{len(rowless)} streams are"
        yield f"the table of properties has lost rows: {what} in none"


def _is_type(kind: int) -> bool:
    """Whether a row's type is a valid type of values."""
    if kind & _SEVERAL:
        return kind & ~_SEVERAL in _IN_SEVERAL
    return kind in _IN_ROWS or kind in _IN_STREAMS


def unreached(file: Any) -> int:
    """Count the streams and storages in the directory that no storage contains any more.

    The entries of a storage form a tree: below a damaged link, they are lost.
    """
    directory: bytes = file._open(file.first_dir_sector, force_FAT=True).read()
    written = sum(
        directory[place + 66] in (STGTY_STORAGE, STGTY_STREAM)
        for place in range(_ENTRY, len(directory) - _ENTRY + 1, _ENTRY)
    )
    reached: int = sum(
        entry is not None and entry.entry_type != STGTY_EMPTY for entry in file.direntries[1:]
    )
    return max(0, written - reached)


def _streams_meet(file: Any) -> bool:
    """Whether a sector belongs to two streams, or twice to one."""
    # olefile raises different errors on damage; the streams then report what they lack.
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
