"""Read the complete members of a truncated zip archive, which lacks the directory at its end."""

from __future__ import annotations

import struct
import zlib
from typing import NamedTuple

# The header in front of each member, its entry in the directory, and the directory's end
# (APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16).
_LOCAL = struct.Struct("<4s5H3I2H")
_ENTRY = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_LOCAL_SIGN, _ENTRY_SIGN, _END_SIGN = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_DESCRIPTOR_SIGN = b"PK\x07\x08"
_ENCRYPTED, _SIZES_FOLLOW = 0x1, 0x8
_DEFLATED = 8
_IN_ZIP64 = 0xFFFFFFFF
_MOST_MEMBERS = 0xFFFE
_SLICE = 1 << 16
# A member whose size is stored after it is unpacked to find its end, up to this many bytes.
_MOST_UNPACKED = 1 << 30


class _Packed(NamedTuple):
    """The facts about a member: checksum, sizes in bytes, and the offset of the next part."""

    crc: int
    packed: int
    size: int
    end: int


def with_directory(data: bytes) -> bytes | None:
    """The archive up to its first incomplete member, with a directory; None without a member."""
    entries: list[bytes] = []
    place, left = 0, _MOST_UNPACKED
    while len(entries) < _MOST_MEMBERS and data[place : place + 4] == _LOCAL_SIGN:
        if place + _LOCAL.size > len(data):
            break
        _, version, flags, method, time, date, crc, packed, size, name, extra = _LOCAL.unpack_from(
            data, place
        )
        start = place + _LOCAL.size + name + extra
        found: _Packed | None = _Packed(crc, packed, size, start + packed)
        if flags & _SIZES_FOLLOW and not packed:
            found = _unpacked(data, start, left) if method == _DEFLATED else None
            found = None if flags & _ENCRYPTED else found
            left -= found.size if found else 0
        if found is None or found.end > len(data) or _IN_ZIP64 in (packed, size):
            break
        head = (_ENTRY_SIGN, 20, version, flags, method, time, date)
        sizes = (found.crc, found.packed, found.size, name, 0, 0, 0, 0, 0, place)
        name_at = place + _LOCAL.size
        entries.append(_ENTRY.pack(*head, *sizes) + data[name_at : name_at + name])
        place = found.end
    if not entries:
        return None
    listed = b"".join(entries)
    count = len(entries)
    return data[:place] + listed + _END.pack(_END_SIGN, 0, 0, count, count, len(listed), place, 0)


def _unpacked(data: bytes, start: int, most: int) -> _Packed | None:
    """A deflated member with its sizes stored after it; None if it is cut, damaged or too large."""
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    crc = size = 0
    place = start
    while not unpacker.eof:
        waiting = unpacker.unconsumed_tail
        if not waiting:
            waiting = data[place : place + _SLICE]
            place += len(waiting)
        if not waiting or size > most:
            return None
        try:
            part = unpacker.decompress(waiting, _SLICE)
        except zlib.error:
            return None
        crc, size = zlib.crc32(part, crc), size + len(part)
    end = place - len(unpacker.unused_data)
    packed = end - start
    # A signature may precede the sizes.
    end += 4 if data[end : end + 4] == _DESCRIPTOR_SIGN else 0
    return _Packed(crc, packed, size, end + 12)
