"""Detect dark areas that are not bars: the sides of frames, the dark ends of gradients, and what a
scanner shows of punched holes and beyond the sheet.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PIL import Image

_Area = tuple[int, int, int, int]
# A frame's upper and lower sides are longer than this many thicknesses; its other sides are about
# as thick. Round corners take this many thicknesses.
_LONG = 2.0
_THICK = 1.6
_CORNER = 2.2
_STRIP = 64
# Least difference (of 255) between a bar and the picture beyond its edge.
_LEAST_STEP = 30
_FEW = 4_000
# Least share of black pixels in black; a circle's widest part, as a share of its height.
_BLACK, _LEAST_ROUND = 0.9, 0.7


def sides_of_frames(areas: Sequence[_Area]) -> set[int]:
    """The indexes of the areas that are sides of frames: `border: 20px solid #000`.

    A frame is two strips of the same length, one above the other, joined by two more at their ends.
    """
    if not 4 <= len(areas) <= _FEW:
        return set()
    strips: dict[int, list[int]] = {}
    for number, (left, _, _, _) in enumerate(areas):
        strips.setdefault(left // _STRIP, []).append(number)
    found: set[int] = set()
    for number, area in enumerate(areas):
        left, top, right, bottom = area
        thick = bottom - top
        if right - left <= _LONG * thick:
            continue
        upright = [
            one
            for at in (left, right)
            for one in _near(strips, at, _CORNER * thick + _THICK * thick)
            if _hangs(areas[one], area)
        ]
        ends = {(areas[one][0] + areas[one][2]) // 2 > (left + right) // 2 for one in upright}
        if len(ends) < 2:
            continue
        lower = max(areas[one][3] for one in upright)
        for one in _near(strips, left, _CORNER * thick):
            other = areas[one]
            if one == number or abs(other[1] - lower) > _CORNER * thick:
                continue
            if abs(other[0] - left) + abs(other[2] - right) <= 2 * _CORNER * thick:
                found.update((number, one, *upright))
    return found


def _near(strips: dict[int, list[int]], at: int, reach: float) -> Iterator[int]:
    first, last = int(at - reach) // _STRIP, int(at + reach) // _STRIP
    for strip in range(first, last + 1):
        yield from strips.get(strip, ())


def _hangs(area: _Area, strip: _Area) -> bool:
    """Whether an area extends down from one end of a strip and is as thick."""
    left, top, right, bottom = strip
    thick = bottom - top
    wide, high = area[2] - area[0], area[3] - area[1]
    if not thick / _THICK - 2 <= wide <= thick * _THICK + 2 or high < wide / 2:
        return False
    if not -2 <= area[1] - bottom <= _CORNER * thick:
        return False
    reach = _CORNER * thick
    return abs(area[0] - left) <= reach or abs(area[2] - right) <= reach


def fades(image: Image.Image, area: _Area) -> bool:
    """Whether an area is a gradient's dark end: the picture above or below is hardly lighter."""
    left, top, right, bottom = area
    inside = (_shade(image, left, top + 1, right), _shade(image, left, bottom - 2, right))
    above = _shade(image, left, top - 3, right) if top >= 3 else 255.0
    below = _shade(image, left, bottom + 2, right) if bottom + 3 <= image.height else 255.0
    return above - inside[0] < _LEAST_STEP or below - inside[1] < _LEAST_STEP


def is_of_scanner(dark: Image.Image, area: _Area) -> bool:
    """Whether an area of a scan is a punched hole, or part of what is beyond the sheet's edge.

    `dark` is black where the picture is dark.
    """
    left, top, right, bottom = area
    x, y = (left + right) // 2, (top + bottom) // 2
    to_edges = (
        (x, bottom, x + 1, dark.height),
        (x, 0, x + 1, top),
        (0, y, left, y + 1),
        (right, y, dark.width, y + 1),
    )
    if any(_is_black(dark, strip) for strip in to_edges):
        return True
    column = dark.crop((x, 0, x + 1, dark.height)).tobytes()
    first = column.rfind(b"\xff", 0, y) + 1
    last = column.find(b"\xff", y)
    high = (last if last >= 0 else dark.height) - first
    if not _LEAST_ROUND * high <= right - left <= high / _LEAST_ROUND or high <= bottom - top:
        return False
    # A circle gets narrower on both sides above and below.
    return all(
        _is_black(dark, (x - 1, row, x + 2, row + 1))
        and not _is_black(dark, (left, row, left + 1, row + 1))
        and not _is_black(dark, (right - 1, row, right, row + 1))
        for row in ((first + top) // 2, (bottom + first + high) // 2)
    )


def _is_black(dark: Image.Image, area: _Area) -> bool:
    """Whether an area, if there is any, is black almost everywhere."""
    size = (area[2] - area[0]) * (area[3] - area[1])
    return size > 0 and dark.crop(area).histogram()[0] >= _BLACK * size


def _shade(image: Image.Image, left: int, row: int, right: int) -> float:
    line = image.crop((left, row, right, row + 1)).histogram()
    return sum(level * count for level, count in enumerate(line)) / max(right - left, 1)
