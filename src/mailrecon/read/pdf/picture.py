"""Draw pages as pictures, and find solid boxes and ink in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple

import pypdfium2 as pdfium
from PIL import Image
from pypdfium2 import raw

from mailrecon.read.pdf.frames import fades, is_of_scanner, sides_of_frames
from mailrecon.read.pdf.text import Rectangle

_MOST_PIXELS = 40_000_000
_GREY = raw.FPDFBitmap_Gray
_FINE = 1000.0

# Pixels darker than this (of 255) may belong to a box.
_DARKEST = 70
# Least height and width of boxes, in points: thinner areas are rules and borders.
_THINNEST = 5.0
_NARROWEST = 6.0
# An area narrower than this and much higher than wide is a bar beside a quotation.
_SLIM = 12.0
# An area lower than this and much wider than high is a thick rule or the side of a frame.
_LOW = 6.5
_LONG = 8
_EDGE = 2.0
_LARGEST_SHARE = 0.9
# Least difference (of 255) between a bar and a dark page.
_LEAST_STEP = 30

# The edges of bars above one another may differ by a pixel.
_NEAR = [(x, y) for x in (-1, 0, 1) for y in (-1, 0, 1)]

Area = tuple[int, int, int, int]
Matrix = tuple[float, float, float, float, float, float]


class Picture(NamedTuple):
    """A page drawn at `scale` pixels per point; `matrix` maps its points to pixels."""

    image: Image.Image
    scale: float
    matrix: Matrix

    @property
    def is_turned(self) -> bool:
        """Whether the picture is rotated by a quarter turn against the page's points."""
        return self.matrix[0] <= 0 or abs(self.matrix[1]) > 1e-6

    def area(self, box: Rectangle) -> Area | None:
        """The pixels of a box given in points; None if it lies outside the picture."""
        a, b, c, d, e, f = self.matrix
        xs = sorted((a * box[0] + c * box[1] + e, a * box[2] + c * box[3] + e))
        ys = sorted((b * box[0] + d * box[1] + f, b * box[2] + d * box[3] + f))
        left, right = max(0, int(xs[0])), min(self.image.width, int(xs[1] + 0.999))
        top, bottom = max(0, int(ys[0])), min(self.image.height, int(ys[1] + 0.999))
        if right <= left or bottom <= top:
            return None
        return left, top, right, bottom

    def box(self, area: Rectangle) -> Rectangle:
        """The box in points that covers some pixels."""
        a, b, c, d, e, f = self.matrix
        factor = a * d - b * c
        corners = []
        for x, y in ((area[0], area[1]), (area[2], area[3])):
            corners.append(
                ((d * (x - e) - c * (y - f)) / factor, (a * (y - f) - b * (x - e)) / factor)
            )
        (x1, y1), (x2, y2) = corners
        return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)

    def extremes(self, area: Area) -> tuple[int, int]:
        """The darkest and the lightest grey in an area."""
        part = self.image.crop(area)
        low, high = (part if part.mode == "L" else part.convert("L")).getextrema()
        return int(low), int(high)  # type: ignore[arg-type]


def draw(page: pdfium.PdfPage, scale: float, *, colour: bool = False) -> Picture:
    """Draw a page, in grey or in colour, never larger than memory allows."""
    width, height = page.get_size()
    pixels = max(width * height, 1.0) * scale * scale
    if pixels > _MOST_PIXELS:
        scale *= (_MOST_PIXELS / pixels) ** 0.5
    bitmap = page.render(scale=scale, grayscale=not colour, rev_byteorder=colour)
    image: Image.Image = bitmap.to_pil()
    wanted = "RGB" if colour else "L"
    if image.mode != wanted:
        image = image.convert(wanted)
    return Picture(image, scale, _matrix(page, scale))


def _matrix(page: pdfium.PdfPage, scale: float) -> Matrix:
    """The mapping of a page's points to pixels, with its crop box and rotation applied."""
    import ctypes

    width, height = page.get_size()
    fine = _FINE / max(width, height, 1.0)
    x, y = ctypes.c_int(), ctypes.c_int()
    found = []
    for point in ((0.0, 0.0), (1000.0, 0.0), (0.0, 1000.0)):
        wide, high = round(width * fine * 1000), round(height * fine * 1000)
        raw.FPDF_PageToDevice(page, 0, 0, wide, high, 0, *point, x, y)
        found.append((x.value / fine / 1000 * scale, y.value / fine / 1000 * scale))
    (e, f), (ax, ay), (cx, cy) = found
    return (ax - e) / 1000, (ay - f) / 1000, (cx - e) / 1000, (cy - f) / 1000, e, f


def find_boxes(picture: Picture) -> list[Rectangle]:
    """The solid dark boxes in a picture of a page without text, in the page's points."""
    return [picture.box(area) for area in box_areas(picture.image, picture.scale)]


def box_areas(image: Image.Image, scale: float, darkest: int = _DARKEST) -> list[Area]:
    """The solid dark boxes in a grey picture drawn at `scale` pixels a point, in pixels."""
    width, height = image.size
    dark = image.point(lambda value: 0 if value <= darkest else 255)
    found: list[Area] = []
    # On a page for dark screens, areas between rules with the background's colour are background.
    ground = _middle(image)
    solid = list(_solid(dark, max(3, int(_NARROWEST * scale))))
    sides = sides_of_frames(solid)
    slim = {(area[0], area[2]) for area in solid if _is_slim(area, scale)}
    for number, area in enumerate(solid):
        left, top, right, bottom = area
        wide, high = (right - left) / scale, (bottom - top) / scale
        if high < _THINNEST or wide < _NARROWEST:
            continue
        if _is_slim(area, scale) or (high < _LOW and wide > _LONG * high):
            continue
        # A bar beside each paragraph (`border-left`): a one-line bar continues a longer one.
        if wide < _SLIM and any((left + x, right + y) in slim for x, y in _NEAR):
            continue
        if (right - left) * (bottom - top) >= _LARGEST_SHARE * width * height:
            continue
        at_edge = (
            left <= _EDGE or top <= _EDGE or right >= width - _EDGE or bottom >= height - _EDGE
        )
        if at_edge or number in sides or fades(image, area):
            continue
        if ground > darkest and is_of_scanner(dark, area):
            continue
        if ground > darkest or abs(_middle(image.crop(area)) - ground) >= _LEAST_STEP:
            found.append(area)
    return found


def _is_slim(area: Area, scale: float) -> bool:
    wide, high = (area[2] - area[0]) / scale, (area[3] - area[1]) / scale
    return wide < _SLIM and high > 3 * wide


def _middle(image: Image.Image) -> int:
    """The shade that divides the darker half of a grey picture's pixels from the lighter half."""
    histogram = image.histogram()
    half = sum(histogram) / 2
    return next((level for level, sum_ in enumerate(accumulate(histogram)) if sum_ >= half), 255)


def _solid(dark: Image.Image, shortest: int) -> Iterator[Area]:
    """Find black rectangles row by row: runs whose ends vary by at most two pixels."""
    width, height = dark.size
    data = dark.tobytes()
    pattern = re.compile(b"\0{%d,}" % shortest)
    shortest_run = bytes(shortest)
    open_: list[list[int]] = []
    row = -1
    while (row := row + 1) < height:
        # Most rows have no run, and a search finds the next one that may have some.
        if not open_:
            place = data.find(shortest_run, row * width)
            if place < 0:
                return
            row = place // width
        line = data[row * width : (row + 1) * width]
        runs = [match.span() for match in pattern.finditer(line)]
        still: list[list[int]] = []
        for box in open_:
            match_ = next(
                (run for run in runs if abs(run[0] - box[0]) <= 2 and abs(run[1] - box[1]) <= 2),
                None,
            )
            if match_ is None:
                yield box[0], box[2], box[1], row
            else:
                runs.remove(match_)
                still.append(box)
        still.extend([start, end, row] for start, end in runs)
        open_ = still
    for box in open_:
        yield box[0], box[2], box[1], height
