"""Map named properties to numbers, and read multiple strings of one.

Each file assigns its own numbers to named properties, from 8000 (hex) on; a table in the file maps
these to names ([MS-OXPROPS] 1.3.2).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import pairwise

from mailrecon.read.mail.outlook.properties import Load, Tag, Type
from mailrecon.regex import regex

FIRST = 0x8000
# PS_PUBLIC_STRINGS, the set in which categories are named Keywords (PidNameKeywords).
PUBLIC_STRINGS = bytes.fromhex("2903020000000000c000000000000046")
# PS_INTERNET_HEADERS ([MS-OXPROPS] 1.3.2): a header field without a property in Exchange, by its
# name, such as `x-mailer`, `list-id`; in some messages also `message-id` and `references`.
INTERNET_HEADERS = bytes.fromhex("8603020000000000c000000000000046")
_FIELD_NAME = regex(r"[!-9;-~]{1,76}")
# The tags of header fields are numbers for their names, above all other tags.
_FIELD_BITS = 24
SINGLE = {int(Type.STRINGS8): int(Type.STRING8), int(Type.UNICODES): int(Type.UNICODE)}
_MOST_VALUES = 500


def tag_of(group: bytes, name: str) -> int | None:
    """The number used here for a named property; None for one that is not read."""
    if group == PUBLIC_STRINGS and name.casefold() == "keywords":
        return Tag.CATEGORIES
    if group == INTERNET_HEADERS and _FIELD_NAME.fullmatch(name):
        return int.from_bytes(name.encode("ascii")) << _FIELD_BITS
    return None


def field_name(tag: int) -> str | None:
    """The name of the header field of a tag, or None."""
    number = tag >> _FIELD_BITS
    return number.to_bytes((number.bit_length() + 7) // 8).decode("ascii") if number else None


def tags_by_number(entries: bytes, groups: bytes, strings: bytes) -> Mapping[int, int]:
    """The tags of the named properties that are read, by a file's own numbers.

    MSG and PST have the same table [MS-OXMSG] 2.2.3.1. Each entry has the offset of a name (or a
    number), then its group and a flag for names.
    """
    found: dict[int, int] = {}
    for place in range(0, len(entries) - 7, 8):
        at, index, number = struct.unpack_from("<IHH", entries, place)
        if not index & 1 or at + 4 > len(strings):
            continue
        (size,) = struct.unpack_from("<I", strings, at)
        name = strings[at + 4 : at + 4 + min(size, 512)].decode("utf-16-le", "replace")
        group = index >> 1
        start = (group - 3) * 16
        group_id = (
            PUBLIC_STRINGS if group == 2 else groups[start : start + 16] if group > 2 else b""
        )
        tag = tag_of(group_id, name)
        if tag is not None:
            found[FIRST + number] = tag
    return found


def values_in_store(tag: int, kind: int, load: Load) -> Iterator[tuple[int, int, Load]]:
    """The texts of a PST property, each as a separate value [MS-PST] 2.3.3.4.2."""
    single = SINGLE.get(kind)
    if single is None:
        yield tag, kind, load
        return
    data = load()
    count = int.from_bytes(data[:4], "little")
    if count > min(_MOST_VALUES, (len(data) - 4) // 4):
        return  # A damaged list.
    places = [*struct.unpack_from(f"<{count}I", data, 4), len(data)]
    for start, end in pairwise(places):
        yield tag, single, partial(bytes, data[start:end])
