"""XLS: find the cells that a conditional format may hide ([MS-XLS] 2.4.42, 2.4.56, 2.5.65).

Conditions are not evaluated.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Iterator, Mapping

from mailrecon.read.office.looks import TWIPS
from mailrecon.read.office.sheets.sheet_looks import Area, CellFormat, pattern
from mailrecon.read.office.sheets.xls_records import XlsRecord, XlsRecordNumber
from mailrecon.read.redaction.colours import BLACK, WHITE, Colour

# Formulas that are never true: FALSE, 0.
_NEVER = frozenset({b"\x1d\x00", b"\x1e\x00\x00"})
# Records of Excel 2007 repeat their number and a range first ([MS-XLS] 2.5.137).
_HEADER_2007 = 12
# Which properties a format has (DXFN): bits 16 to 18 say that a part of the fill is not given.
_NO_PATTERN, _NO_GROUND = 1 << 16, 1 << 18
_CODE, _FONT, _ALIGNMENT, _BORDER, _FILL = (1 << bit for bit in range(25, 30))
_FONT_LENGTH = 118
_NUMBER_IS_TEXT = 1

Colours = Callable[[int], Colour | None]


def conditioned(
    records: Iterable[XlsRecord], colour: Colours, codes: Mapping[int, str]
) -> Iterator[Area]:
    """The cells that a condition may hide; `colour` gives a colour of the palette by its number."""
    ranges: list[tuple[int, int, int, int]] = []
    for kind, content in records:
        if kind in (XlsRecordNumber.CONDITIONS, XlsRecordNumber.CONDITIONS_2007):
            ranges = _ranges(content[_HEADER_2007 if kind > XlsRecordNumber.BEGIN else 0 :])
            continue
        if kind == XlsRecordNumber.CONDITION:
            form = _format(content, 6, colour, codes)
            length = struct.unpack_from("<H", content, 2)[0]
            tail = length + struct.unpack_from("<H", content, 4)[0]
            if content[len(content) - tail :][:length] in _NEVER:
                continue
        elif kind == XlsRecordNumber.CONDITION_2007:
            # The length of the format is before it.
            if not struct.unpack_from("<I", content, _HEADER_2007 + 6)[0]:
                continue
            form = _format(content, _HEADER_2007 + 10, colour, codes)
        else:
            continue
        how = form.hiding(is_text=True) or form.hiding(is_text=False)
        if how is not None:
            yield from (Area(top, left, bottom, right, how) for top, bottom, left, right in ranges)


def _ranges(content: bytes) -> list[tuple[int, int, int, int]]:
    """The cells of conditions: after their number, flags and a range around all."""
    count = struct.unpack_from("<H", content, 12)[0]
    return [struct.unpack_from("<4H", content, 14 + 8 * number) for number in range(count)]


def _format(content: bytes, place: int, colour: Colours, codes: Mapping[int, str]) -> CellFormat:
    """Read DXFN: flags, then the parts that these say are there."""
    flags, more = struct.unpack_from("<IH", content, place)
    place += 6
    code, letters, size, ground = "", None, 11.0, WHITE
    if flags & _CODE and more & _NUMBER_IS_TEXT:
        code = _text(content, place + 2)
        place += struct.unpack_from("<H", content, place)[0]
    elif flags & _CODE:
        code = codes.get(content[place + 1], "")
        place += 2
    if flags & _FONT:
        height = struct.unpack_from("<i", content, place + 64)[0]
        number = struct.unpack_from("<i", content, place + 80)[0]
        size = height / TWIPS if height > 0 else size
        letters = colour(number) if number >= 0 else None
        place += _FONT_LENGTH
    place += 8 * bool(flags & _ALIGNMENT) + 8 * bool(flags & _BORDER)
    if flags & _FILL:
        kind, numbers = struct.unpack_from("<HH", content, place)
        ground = _fill(flags, kind >> 10, colour(numbers & 0x7F), colour(numbers >> 7 & 0x7F))
    return CellFormat(letters or BLACK, ground, size, code)


def _fill(flags: int, kind: int, lines: Colour | None, ground: Colour | None) -> Colour:
    """The colour of a fill; a solid one has its background colour, unlike in a cell's format."""
    if flags & _NO_PATTERN or kind == 1:
        return (lines if flags & _NO_GROUND else ground) or WHITE
    return pattern(kind, lines, ground)


def _text(content: bytes, place: int) -> str:
    """Read a text with its length and its width of letters before it (2.5.294)."""
    length, is_wide = struct.unpack_from("<HB", content, place)
    encoded = content[place + 3 : place + 3 + length * (1 + (is_wide & 1))]
    return encoded.decode("utf-16-le" if is_wide & 1 else "latin-1", "replace")
