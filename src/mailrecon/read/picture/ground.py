"""Turn light letters on a dark ground dark on light: screens at night, dark bars and cards.

A telephone shows a dark mail below a light status bar, a webmail a light one beside a dark list of
folders. Each dark part is turned by itself. A black box on paper stays: it is a redaction.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from PIL import Image, ImageChops, ImageFilter

# Cells of so many pixels, of 300 an inch: letters of ten points are strokes within one.
_CELL = 12
# A cell is dark if its mean is below this (of 255): screens at night have 0 to 50 and letters in
# them, paper with letters on it 150 and more.
_DARK = 115
_LIGHT = 150
# A part smaller than so many cells holds no two lines; light letters are no larger than this.
_SMALLEST = 60
_LARGEST_LETTER = 9
# Parts that touch so many edges of a picture are its ground: paper has a margin all around.
_EDGES = 2
# Elsewhere light letters must fill so many lines, and be so many times as wide as a line is high:
# an exemption code in a black box, `(b)(6), (b)(7)(C)`, is eight times as wide.
_LINES = 2
_LINE_LENGTHS = 15.0
_LOWEST, _HIGHEST = 8, 160
# Of a line of letters, so much is ink at most; between two black boxes all of it is paper.
_MOST_INK = 0.6


class _Part(NamedTuple):
    """Cells of a picture that lie together, and the first and last column and row of them."""

    cells: list[int]
    left: int
    top: int
    right: int
    bottom: int


def on_light(image: Image.Image) -> Image.Image:
    """A grey picture of 300 dots an inch with the dark parts that hold letters turned to light."""
    if sum(image.histogram()[:_DARK]) < _SMALLEST * _CELL * _CELL // 2:
        return image
    cells = image.reduce(_CELL).point(lambda value: 255 if value < _DARK else 0)
    turned = Image.new("L", cells.size, 0)
    dark = cells.tobytes()
    for part in _parts(dark, cells.size, 255):
        if len(part.cells) < _SMALLEST:
            continue
        mask = _filled(part, cells.width)
        if _edges(part, cells.size) >= _EDGES or _has_letters(image, mask, part):
            turned.paste(255, (part.left, part.top), mask)
    return _inverted(image, turned) if turned.getbbox() else image


def _parts(data: bytes, size: tuple[int, int], wanted: int) -> Iterator[_Part]:
    """The cells of one value that touch each other, part by part."""
    wide, high = size
    left_over = bytearray(value == wanted for value in data)
    start = left_over.find(1)
    while start >= 0:
        left_over[start] = 0
        waiting, found = deque([start]), [start]
        while waiting:
            cell = waiting.popleft()
            column = cell % wide
            near = (
                cell - wide,
                cell + wide,
                cell - 1 if column else -1,
                cell + 1 if column < wide - 1 else -1,
            )
            for other in near:
                if 0 <= other < wide * high and left_over[other]:
                    left_over[other] = 0
                    waiting.append(other)
                    found.append(other)
        columns = [cell % wide for cell in found]
        yield _Part(found, min(columns), min(found) // wide, max(columns), max(found) // wide)
        start = left_over.find(1, start)


def _filled(part: _Part, width: int) -> Image.Image:
    """The cells of a part, 255, with those that its letters fill: small gaps all around closed."""
    size = wide, high = part.right - part.left + 1, part.bottom - part.top + 1
    marked = bytearray(wide * high)
    for cell in part.cells:
        row, column = divmod(cell, width)
        marked[(row - part.top) * wide + column - part.left] = 255
    for gap in _parts(bytes(marked), size, 0):
        if max(gap.right - gap.left, gap.bottom - gap.top) >= _LARGEST_LETTER:
            continue
        if gap.left and gap.top and gap.right < wide - 1 and gap.bottom < high - 1:
            for cell in gap.cells:
                marked[cell] = 255
    return Image.frombytes("L", size, bytes(marked))


def _edges(part: _Part, size: tuple[int, int]) -> int:
    """How many edges of the picture a part touches; the last cells may be cut off."""
    wide, high = size
    reached = (
        part.left == 0,
        part.top == 0,
        part.right >= wide - 2,
        part.bottom >= high - 2,
    )
    return sum(reached)


def _has_letters(image: Image.Image, mask: Image.Image, part: _Part) -> bool:
    """Whether a dark part has lines of light letters."""
    left, top = part.left * _CELL, part.top * _CELL
    crop = image.crop((left, top, left + mask.width * _CELL, top + mask.height * _CELL))
    pixels = crop.point(lambda value: 255 if value > _LIGHT else 0)
    # The cells at its edge may be partly paper.
    inside = _inner(mask, 0).resize(pixels.size, Image.Resampling.NEAREST)
    ink = ImageChops.darker(pixels, inside)
    lines, lengths = 0, 0.0
    for first, last in _lines(ink):
        line = ink.crop((0, first, ink.width, last))
        high = last - first
        row = line.resize((line.width, 1), Image.Resampling.BOX).tobytes()
        inked = [place for place, value in enumerate(row) if value]
        long = inked[-1] - inked[0] + 1 if inked else 0
        if _LOWEST <= high <= _HIGHEST and sum(row) < _MOST_INK * 255 * long:
            lines += 1
            lengths += len(inked) / high
    return lines >= _LINES and lengths >= _LINE_LENGTHS


def _lines(ink: Image.Image) -> Iterator[tuple[int, int]]:
    """The first row of each run of rows with ink, and the row after its last."""
    # A row counts by its lightest pixel: the mean of a wide row with one letter in it is zero.
    empty = bytes(ink.width)
    data = ink.tobytes()
    rows = bytes(
        data[place : place + ink.width] != empty for place in range(0, len(data), ink.width)
    )
    for match in re.finditer(b"\1+", rows):
        yield match.span()


def _inverted(image: Image.Image, turned: Image.Image) -> Image.Image:
    """The picture with some cells turned; along their edges only what is lighter is left."""
    size = image.size
    negative = ImageChops.invert(image)

    def in_pixels(cells: Image.Image) -> Image.Image:
        large = cells.resize((cells.width * _CELL, cells.height * _CELL), Image.Resampling.NEAREST)
        return large.crop((0, 0, *size))

    made = image.copy()
    near = in_pixels(turned.filter(ImageFilter.MaxFilter(3)))
    made.paste(ImageChops.lighter(image, negative), (0, 0), near)
    # Beyond the edge of a picture is more of the same ground.
    made.paste(negative, (0, 0), in_pixels(_inner(turned, 255)))
    return made


def _inner(cells: Image.Image, beyond: int) -> Image.Image:
    """The cells that are marked and all around them, too; what is beyond the picture is given."""
    framed = Image.new("L", (cells.width + 2, cells.height + 2), beyond)
    framed.paste(cells, (1, 1))
    return framed.filter(ImageFilter.MinFilter(3)).crop((1, 1, cells.width + 1, cells.height + 1))
