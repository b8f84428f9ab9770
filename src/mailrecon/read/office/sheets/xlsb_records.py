"""XLSB: the records of a part, and the texts and colours in them ([MS-XLSB] 2.1.4)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from enum import IntEnum
from typing import NamedTuple

from mailrecon.read.office.sheets.sheet_looks import PALETTE
from mailrecon.read.redaction.colours import BLACK, WHITE, Colour, mixed


class XlsbRecordNumber(IntEnum):
    """The numbers of the records that are read ([MS-XLSB] 2.3.2)."""

    ROW = 0
    CELL_BLANK = 1
    CELL_STRING = 6
    CELL_SHARED = 7
    FORMULA_STRING = 8
    FORMULA_ERROR = 11
    SHARED = 19
    FONT = 43
    FORMAT = 44
    FILL = 45
    CELL_FORMAT = 47
    COLUMN = 60
    CELL_RICH = 62
    SHEET = 156
    CONDITIONS = 461
    CONDITION = 463
    DEFAULTS = 485
    CONDITIONAL_FORMAT = 507
    DRAWING = 550
    FORMATS_BEGIN = 617
    FORMATS_END = 618


class XlsbRecord(NamedTuple):
    """A record: its number and its bytes."""

    kind: int
    content: bytes


def colour_of(record: bytes, theme: list[Colour]) -> Colour | None:
    """Read BrtColor (2.4.320): the kind, a number, a tint, red, green, blue, alpha."""
    kind, number, tint = struct.unpack_from("<BBh", record)
    found: Colour | None = None
    match kind >> 1:
        case 1:
            # Numbers 0 to 7 are the first eight colours, which 8 to 15 repeat.
            number -= 8 if number >= 8 else 0
            found = PALETTE[number] if number < len(PALETTE) else None
        case 2:
            found = Colour(*record[4:7])
        case 3:
            # Themes list dark before light, numbers light before dark.
            number = {0: 1, 1: 0, 2: 3, 3: 2}.get(number, number)
            found = theme[number] if number < len(theme) else None
    if found is None or not tint:
        return found
    return mixed(WHITE if tint > 0 else BLACK, found, min(abs(tint) / 32_767, 1.0))


def string_of(record: bytes, place: int) -> tuple[str, int]:
    """Read a text with its length before it (XLWideString, 2.5.168); return it and its end."""
    length = struct.unpack_from("<I", record, place)[0]
    if length == 0xFFFFFFFF:
        return "", place + 4
    end = place + 4 + 2 * length
    if end > len(record):
        raise struct.error("a text ends beyond its record")
    return record[place + 4 : end].decode("utf-16-le", "surrogatepass"), end


def records_of(content: bytes) -> Iterator[XlsbRecord]:
    """The records of a part: numbers and lengths have seven bits per byte, lowest bits first."""
    place = 0
    while place < len(content):
        kind = content[place]
        place += 1
        if kind & 0x80:
            kind = (kind & 0x7F) | (content[place] & 0x7F) << 7
            place += 1
        length = 0
        for shift in range(0, 28, 7):
            byte = content[place]
            place += 1
            length |= (byte & 0x7F) << shift
            if not byte & 0x80:
                break
        if place + length > len(content):
            raise struct.error("a record ends beyond its part")
        yield XlsbRecord(kind, content[place : place + length])
        place += length
