"""Invert dark areas with light letters: screens in dark mode, dark bars and cards.

A telephone may show a dark mail below a light status bar, and a webmail page a light mail beside a
dark list of folders. So each dark part is inverted separately. A black box on paper is a redaction
and stays.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from PIL import Image, ImageChops, ImageFilter

# The size of a cell in pixels at 300 an inch. In it, letters of ten points are only strokes.
_CELL = 12
# A cell is dark if its mean is below this (of 255): screens at night have 0 to 50 and letters in
# them, paper with letters on it 150 and more.
_DARK = 115
_LIGHT = 150
# A part with fewer cells has no space for two lines; light letters are smaller than this.
_SMALLEST = 60
_LARGEST_LETTER = 9
# Heavy letters of a subject touch each other, but leave more of the dark ground than a field has.
_LETTERS_MEAN = 185
# A part that touches this many edges of the picture is its background; paper has a margin all
# around.
_EDGES = 2
# Other parts must have this many lines of light letters, each this many times as wide as high: an
# exemption code in a black box, `(b)(6), (b)(7)(C)`, is eight times as wide.
_LINES = 2
_LINE_LENGTHS = 15.0
_LOWEST, _HIGHEST = 8, 160
# The largest share of ink in a line of letters; between two black boxes it is all paper.
_MOST_INK = 0.6


class _Part(NamedTuple):
    """Adjacent cells of a picture, with their first and last column and row."""

    cells: list[int]
    left: int
    top: int
    right: int
    bottom: int


def on_light(image: Image.Image) -> Image.Image:
    """A grey picture of 300 dots an inch with its dark parts that contain letters inverted."""
    if sum(image.histogram()[:_DARK]) < _SMALLEST * _CELL * _CELL // 2:
        return image
    means = image.reduce(_CELL)
    cells = means.point(lambda value: 255 if value < _DARK else 0)
    turned = Image.new("L", cells.size, 0)
    dark = cells.tobytes()
    for part in _parts(dark, cells.size, 255):
        if len(part.cells) < _SMALLEST:
            continue
        mask = _filled(part, means)
        if _edges(part, cells.size) >= _EDGES or _has_letters(image, mask, part):
            turned.paste(255, (part.left, part.top), mask)
    return _inverted(image, turned) if turned.getbbox() else image


def _parts(data: bytes, size: tuple[int, int], wanted: int) -> Iterator[_Part]:
    """The groups of touching cells with the value `wanted`."""
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


def _filled(part: _Part, means: Image.Image) -> Image.Image:
    """The cells of a part (255), with the gaps of its letters filled."""
    width, values = means.width, means.tobytes()
    size = wide, high = part.right - part.left + 1, part.bottom - part.top + 1
    marked = bytearray(wide * high)
    for cell in part.cells:
        row, column = divmod(cell, width)
        marked[(row - part.top) * wide + column - part.left] = 255
    for gap in _parts(bytes(marked), size, 0):
        if gap.bottom - gap.top >= _LARGEST_LETTER:
            continue
        if gap.right - gap.left >= _LARGEST_LETTER:
            places = [divmod(cell, wide) for cell in gap.cells]
            light = [values[(part.top + row) * width + part.left + x] for row, x in places]
            if sum(light) >= _LETTERS_MEAN * len(light):
                continue
        if gap.left and gap.top and gap.right < wide - 1 and gap.bottom < high - 1:
            for cell in gap.cells:
                marked[cell] = 255
    return Image.frombytes("L", size, bytes(marked))


def _edges(part: _Part, size: tuple[int, int]) -> int:
    """The number of the picture's edges that a part touches; the last cells may be incomplete."""
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
    # Cells at its edge may be partly paper.
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
    # The lightest pixel of a row decides: the mean of a wide row with one letter rounds to zero.
    empty = bytes(ink.width)
    data = ink.tobytes()
    rows = bytes(
        data[place : place + ink.width] != empty for place in range(0, len(data), ink.width)
    )
    for match in re.finditer(b"\1+", rows):
        yield match.span()


def _inverted(image: Image.Image, turned: Image.Image) -> Image.Image:
    """The picture with some cells inverted; along their edges the lighter value is used."""
    size = image.size
    negative = ImageChops.invert(image)

    def in_pixels(cells: Image.Image) -> Image.Image:
        large = cells.resize((cells.width * _CELL, cells.height * _CELL), Image.Resampling.NEAREST)
        return large.crop((0, 0, *size))

    made = image.copy()
    near = in_pixels(turned.filter(ImageFilter.MaxFilter(3)))
    made.paste(ImageChops.lighter(image, negative), (0, 0), near)
    # The background continues beyond the edge of the picture.
    made.paste(negative, (0, 0), in_pixels(_inner(turned, 255)))
    return made


def _inner(cells: Image.Image, beyond: int) -> Image.Image:
    """The marked cells with only marked neighbours; `beyond` is the value outside the picture."""
    framed = Image.new("L", (cells.width + 2, cells.height + 2), beyond)
    framed.paste(cells, (1, 1))
    return framed.filter(ImageFilter.MinFilter(3)).crop((1, 1, cells.width + 1, cells.height + 1))
