"""XLSB: find the cells that a conditional format may hide ([MS-XLSB] 2.4.23, 2.4.28, 2.5.166).

Conditions are not evaluated.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from enum import IntEnum

from mailrecon.read.office.looks import TWIPS
from mailrecon.read.office.sheets.sheet_looks import Area, CellFormat, pattern
from mailrecon.read.office.sheets.xlsb_records import (
    XlsbRecordNumber,
    colour_of,
    records_of,
    string_of,
)
from mailrecon.read.redaction.colours import BLACK, WHITE, Colour

# Formulas that are never true: FALSE, 0.
_NEVER = frozenset({b"\x1d\x00", b"\x1e\x00\x00"})
_NONE, _SOLID = 0, 1


class _FormatProperty(IntEnum):
    """The numbers of the properties of a format that are read (XFProp)."""

    PATTERN = 0x00
    LINES = 0x01
    GROUND = 0x02
    LETTERS = 0x05
    SIZE = 0x24
    CODE = 0x26


def condition_formats(styles: bytes, theme: list[Colour]) -> Iterator[CellFormat]:
    """The formats of conditions, by their numbers."""
    for kind, content in records_of(styles):
        if kind == XlsbRecordNumber.CONDITIONAL_FORMAT:
            yield _format(content, theme)


def conditioned(sheet: bytes, formats: list[CellFormat]) -> Iterator[Area]:
    """The cells of a sheet that a condition may hide."""
    ranges: list[tuple[int, int, int, int]] = []
    for kind, content in records_of(sheet):
        if kind == XlsbRecordNumber.CONDITIONS:
            ranges = _ranges(content)
        elif kind == XlsbRecordNumber.CONDITION and not _is_never(content):
            number = struct.unpack_from("<I", content, 8)[0]
            form = formats[number] if number < len(formats) else CellFormat()
            how = form.hiding(is_text=True) or form.hiding(is_text=False)
            if how is not None:
                yield from (
                    Area(top, left, bottom, right, how) for top, bottom, left, right in ranges
                )


def _ranges(content: bytes) -> list[tuple[int, int, int, int]]:
    """The cells of conditions: after their number and a flag."""
    count = struct.unpack_from("<I", content, 8)[0]
    most = (len(content) - 12) // 16
    return [
        struct.unpack_from("<4I", content, 12 + 16 * place) for place in range(min(count, most))
    ]


def _is_never(content: bytes) -> bool:
    """Whether the formula of a condition is never true."""
    length = struct.unpack_from("<I", content, 30)[0]
    if not length:
        return False
    _, place = string_of(content, 42)
    # A formula: its length, its tokens, the length of what is beside them.
    size = struct.unpack_from("<I", content, place)[0]
    return content[place + 4 : place + 4 + size] in _NEVER


def _format(content: bytes, theme: list[Colour]) -> CellFormat:
    """Read DXF: two bytes of flags, two unused, a number of properties, and these."""
    letters: Colour | None = None
    lines: Colour | None = None
    ground: Colour | None = None
    size, code, kind = 11.0, "", None
    place = 6
    for _ in range(struct.unpack_from("<H", content, 4)[0]):
        name, length = struct.unpack_from("<HH", content, place)
        value = content[place + 4 : place + length]
        place += max(length, 4)
        match name:
            case _FormatProperty.PATTERN:
                kind = value[0]
            case _FormatProperty.LINES:
                lines = colour_of(value, theme)
            case _FormatProperty.GROUND:
                ground = colour_of(value, theme)
            case _FormatProperty.LETTERS:
                letters = colour_of(value, theme)
            case _FormatProperty.SIZE:
                size = struct.unpack_from("<I", value)[0] / TWIPS
            case _FormatProperty.CODE:
                count = struct.unpack_from("<H", value, 2)[0]
                code = value[4 : 4 + 2 * count].decode("utf-16-le", "replace")
    return CellFormat(letters or BLACK, _fill(kind, lines, ground), size, code)


def _fill(kind: int | None, lines: Colour | None, ground: Colour | None) -> Colour:
    """The colour of a fill; a solid one has its background colour, unlike in a cell's format."""
    if kind is None or kind == _SOLID:
        return ground or lines or WHITE
    return WHITE if kind == _NONE else pattern(kind, lines, ground)
