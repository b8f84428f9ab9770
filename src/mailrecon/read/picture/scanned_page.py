"""Prepare the picture of a page for OCR, and place the words read: deskew it, cut out its boxes.

Black boxes, and white ones with a frame and an exemption code, are redactions. Left in the picture
they would be read as letters: `Holt, Maren | |`, `Brandt, Jonas (6)(6`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise
from typing import NamedTuple

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from mailrecon.read.pdf.picture import Area, box_areas
from mailrecon.read.pdf.text import Rectangle, Word, quarter_turn
from mailrecon.read.picture import ocr
from mailrecon.read.picture.box_codes import SHADED, take_codes
from mailrecon.read.picture.cleaning import cleaned, dotted_share, noise_of, softened, specks_of
from mailrecon.read.picture.ground import on_light
from mailrecon.read.picture.letters import is_letter
from mailrecon.read.picture.lighting import evened
from mailrecon.read.picture.margin_codes import with_codes
from mailrecon.read.picture.panels import Panel, find_panels

POINTS = 72
SCALE = ocr.RESOLUTION / POINTS
# Boxes are searched for in a picture reduced by this factor, which averages noise out.
_SMALLER = 3
_DARKEST = 100
_LINE_DARK = 200
# Pages are deskewed if they are turned by less than this many degrees, determined in these steps.
_MOST_SKEW = 3.0
_SKEW_STEP = 0.2
_LEAST_SKEW = 0.15
_SKEW_WIDTH = 420
# The lengths of a frame's sides in points, and the share of them that must be ink.
_FRAME_WIDTHS = (14.0, 420.0)
_FRAME_HEIGHTS = (6.5, 60.0)
_THICKEST = 1.5
_SIDE_INK = 0.7
# The darkness of a thin line on a noisy page, averaged over five pixels along the line at a third
# of the resolution: a line one pixel wide at 200 dots an inch has 130 to 200 (of 255), paper with
# grain of 32 has 225 or more.
_THIN_DARK = 210
# Letters below one another (`To:`, `Subject:`) have gaps of at least 17 %, unlike a line.
_THIN_SIDE_INK = 0.95
_LEVEL = ImageFilter.Kernel((5, 5), (*[0] * 10, *[1] * 5, *[0] * 10), 5)
_UPRIGHT = ImageFilter.Kernel((5, 5), (0, 0, 1, 0, 0) * 5, 5)
# A page is noisy if its pixels differ this much from their neighbours. Measured at 300 dots an
# inch: clean prints have 0 to 1.2, JPEGs of them up to 2.1, grain of 4, 8, 15 and 25 of 255 added
# to them 2.1, 2.8, 4.0 and 5.8, the scans of `bench/scans.py` 6.3 to 6.5. Then everything lighter
# than paper becomes white, and ink darker.
_NOISY = 3.0
# A page with this many specks is cleaned as well. Of 200 specks about 90 are isolated; a page with
# grain of 15 (noise of 2.6) had one in every other header; on a clean page only bullets count.
_SPECKED = 60
# The percentage of cells with a few black pixels from which a page counts as a noisy fax. Clean
# scans have one to three, at the edges of letters; noise on one pixel in fifty gives 24.
_MOST_DOTTED = 8.0
# A word with few characters and low confidence, at this distance (in heights) from any other, is a
# speck: `ue`, `2`, `7` beside the lines of a noisy page.
_FEW_SIGNS = 3
_DOUBTED = 60.0
_APART = 2.0
# `Subject: Minutes   |`, `Subject: Minutes  .`: a mark at the end of a line, further away than a
# space, is one, too.
_APART_AT_END, _AT_END = 0.8, frozenset("|¦.·")
# A speck may be read with high confidence as one of these: `The north wall |`.
_MARKS = frozenset("|¦.,:;'`‘’\"_·°")
# `Subject: | RE: The north wall`, `From: . Ann Poe`: between a label and its value, a mark is a
# rule or a speck.
_BEHIND_LABEL = frozenset("|¦.,'`‘’·°")
# The gap between two words of a line, in heights of it, in proportional letters; in Courier 0.9.
_USUAL_GAP = 0.45
# Below this confidence (of 100) the page may lie on its side.
_DOUBTFUL = 65.0
_SPECK = 70.0
_LEAST_INK = 0.002


class ScannedPage(NamedTuple):
    """The words and boxes of a deskewed picture, in points from its lower left.

    `skew` is the angle of deskewing in degrees; `quarters` are the quarter turns before that.
    `confidence` is Tesseract's, of 100.
    """

    words: list[Word]
    boxes: list[Rectangle]
    sheet: Rectangle
    skew: float
    quarters: int = 0
    confidence: float = 100.0

    def box_before(self, box: Rectangle) -> Rectangle:
        """The approximate place of a box in the picture before deskewing."""
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        middle_x, middle_y = self.sheet[2] / 2, self.sheet[3] / 2
        radians = math.radians(-self.skew)
        dx, dy = x - middle_x, y - middle_y
        new_x = middle_x + dx * math.cos(radians) - dy * math.sin(radians)
        new_y = middle_y + dx * math.sin(radians) + dy * math.cos(radians)
        wide, high = (box[2] - box[0]) / 2, (box[3] - box[1]) / 2
        straight = (new_x - wide, new_y - high, new_x + wide, new_y + high)
        left, bottom, right, top = quarter_turn(straight, self.quarters)
        edges = quarter_turn(self.sheet, self.quarters)
        return left - edges[0], bottom - edges[1], right - edges[0], top - edges[1]

    @property
    def height_before(self) -> float:
        """The height of the picture before it was turned, in points."""
        return self.sheet[2] if self.quarters % 2 else self.sheet[3]


class _Views(NamedTuple):
    """Three pictures of a page: as scanned (`grey`), for reading (`letters`), cleaned for boxes.

    If the page has no noise, all three are the same picture.
    """

    clear: Image.Image
    letters: Image.Image
    grey: Image.Image

    def turned(self, angle: float, *, expand: bool = False) -> _Views:
        """All pictures turned by the same angle."""
        pictures = {id(one): one for one in self}
        resample = Image.Resampling.NEAREST if expand else Image.Resampling.BICUBIC
        made = {
            key: one.rotate(angle, resample=resample, expand=expand, fillcolor=255)
            for key, one in pictures.items()
        }
        return _Views(*(made[id(one)] for one in self))


def recognise(image: Image.Image, language: str | None) -> ScannedPage:
    """Read a grey picture of 300 dots an inch. Raises ReadError if Tesseract fails."""
    image = evened(on_light(image))
    views = _Views(image, image, image)
    if (
        noise_of(image) > _NOISY
        or specks_of(image) > _SPECKED
        or dotted_share(image) > _MOST_DOTTED
    ):
        clear = cleaned(image)
        views = _Views(clear, softened(image, clear), image)
    page, confidence = _recognise(views, language)
    if confidence >= _DOUBTFUL or not _has_ink(views.clear):
        return page
    # From a page that is sideways or upside down, OCR reads only a few odd characters.
    for quarters in (1, 3, 2):
        turned = views.turned(90 * quarters, expand=True)
        other_page, other = _recognise(turned, language)
        if other > max(confidence, _DOUBTFUL):
            page, confidence = other_page._replace(quarters=quarters), other
    return page


def _has_ink(image: Image.Image) -> bool:
    dark = sum(image.histogram()[:_LINE_DARK])
    return dark > _LEAST_INK * image.width * image.height


def _recognise(views: _Views, language: str | None) -> tuple[ScannedPage, float]:
    """Find skew and boxes of a page, and read it."""
    skew = find_skew(views.clear)
    if skew:
        views = views.turned(skew)
    small = views.clear.reduce(_SMALLER)
    boxes = [
        _larger(area)
        for area in box_areas(small, SCALE / _SMALLER, _DARKEST)
        if not is_letter(small, area, SCALE / _SMALLER)
    ]
    frames = [_larger(area) for area in frames_of(views.clear, views.grey)]
    image = _without_boxes(views.letters, boxes, frames)
    # Specks at the margins are read as isolated characters with low confidence.
    read = _without_doubts(ocr.read_words(image, language))
    panels = find_panels(image, read)
    if panels:
        read = _without_doubts(_read_panels(image, panels, language))
    read = with_codes(read)
    grey = small if views.grey is views.clear else views.grey.reduce(_SMALLER)
    shaded = [] if panels else _shaded_areas(grey)
    read, coded = take_codes(read, frames, shaded, views.grey, language)
    boxes = [*boxes, *coded]
    words = list(_placed(read, image.height))
    sheet = (0.0, 0.0, image.width / SCALE, image.height / SCALE)
    signs = sum(len(word.text) for word in read) or 1
    confidence = sum(word.confidence * len(word.text) for word in read) / signs
    placed = [_in_points(area, image.height) for area in boxes]
    return ScannedPage(words, placed, sheet, skew, confidence=confidence), confidence


def _shaded_areas(grey: Image.Image) -> list[Area]:
    """The grey boxes of a page, reduced, which may be removals with their code, or marked text."""
    areas = box_areas(grey, SCALE / _SMALLER, SHADED)
    low, high = (int(most * SCALE / _SMALLER) for most in _FRAME_HEIGHTS)
    return [_larger(area) for area in areas if low <= area[3] - area[1] <= high]


def _without_doubts(read: Sequence[ocr.ReadWord]) -> list[ocr.ReadWord]:
    """The words without specks."""
    kept = [word for word in read if word.confidence >= _SPECK or any(map(str.isalnum, word.text))]
    return [word for word in kept if not _is_speck(word, kept)]


def _read_panels(
    image: Image.Image, panels: Sequence[Panel], language: str | None
) -> list[ocr.ReadWord]:
    """The words of each panel, at their places in the whole picture."""
    found: list[ocr.ReadWord] = []
    for number, panel in enumerate(panels, start=1):
        part = image.crop(panel[:4])
        if not _has_ink(part):
            continue
        for word in ocr.read_words(part, language):
            sides = (word.left + panel.left, word.right + panel.left)
            heights = (word.top + panel.top, word.bottom + panel.top)
            found.append(
                word._replace(
                    left=sides[0],
                    right=sides[1],
                    top=heights[0],
                    bottom=heights[1],
                    panel=-number if panel.is_aside else number,
                )
            )
    return found


def _without_boxes(
    image: Image.Image, boxes: Sequence[Area], frames: Sequence[Area]
) -> Image.Image:
    """A picture with its boxes, and the sides of its frames, in white."""
    image = image.copy()
    pen = ImageDraw.Draw(image)
    edge = _SMALLER * 2
    for left, top, right, bottom in boxes:
        pen.rectangle((left - edge, top - edge, right + edge, bottom + edge), fill=255)
    for left, top, right, bottom in frames:
        outline = (left - edge, top - edge, right + edge, bottom + edge)
        pen.rectangle(outline, outline=255, width=int(_THICKEST * SCALE) + edge)
    return image


def _is_speck(word: ocr.ReadWord, read: Sequence[ocr.ReadWord]) -> bool:
    """Whether a word is only a speck, far from all other words of its line."""
    if len(word.text) > _FEW_SIGNS:
        return False
    is_mark = _MARKS.issuperset(word.text)
    if word.text in _BEHIND_LABEL and _is_behind_label(word, read):
        return True
    if word.confidence >= _DOUBTED and not is_mark:
        return False
    high = max(other.bottom - other.top for other in read if other.line == word.line)
    # `To:`, read as `do`, is below other labels and before all else on its line.
    is_first = all(other.left >= word.left for other in read if other.line == word.line)
    below = (other for other in read if other.line != word.line)
    if is_first and not is_mark and any(abs(other.left - word.left) < high / 2 for other in below):
        return False
    is_last = all(other.right <= word.right for other in read if other.line == word.line)
    far = (_APART_AT_END if is_last and word.text in _AT_END else _APART) * high
    return not any(
        other is not word
        and other.line == word.line
        and max(other.left, word.left) - min(other.right, word.right) < far
        for other in read
    )


def _is_behind_label(word: ocr.ReadWord, read: Sequence[ocr.ReadWord]) -> bool:
    """Whether a word is the second of its line, after one that ends in a colon."""
    before = [other for other in read if other.line == word.line and other.left < word.left]
    return len(before) == 1 and before[0].text.endswith(":")


def find_skew(image: Image.Image) -> float:
    """The angle in degrees by which to turn a page so that its lines are level; 0 if they are.

    With level lines, the rows of pixels differ most, because text and paper alternate.
    """
    factor = max(1, image.width // _SKEW_WIDTH)
    # Blur first, because turning alone already reduces the contrast.
    small = image.reduce(factor).filter(ImageFilter.GaussianBlur(1.2))
    steps = round(_MOST_SKEW / _SKEW_STEP)
    best, found = -1.0, 0.0
    for step in sorted(range(-steps, steps + 1), key=abs):
        angle = step * _SKEW_STEP
        turned = small.rotate(angle, resample=Image.Resampling.BILINEAR, fillcolor=255)
        rows = turned.resize((1, turned.height), Image.Resampling.BOX).tobytes()
        contrast = float(sum((one - other) ** 2 for one, other in pairwise(rows)))
        if contrast > best * 1.02:
            best, found = contrast, angle
    return found if abs(found) >= _LEAST_SKEW else 0.0


def frames_of(clear: Image.Image, grey: Image.Image) -> list[Area]:
    """The frames of a page, in pixels of it reduced; `clear` is the page `grey` cleaned.

    Cleaning removes lines one pixel wide like noise; on a noisy page, they are found by their
    length.
    """
    scale = SCALE / _SMALLER
    found = find_frames(clear.reduce(_SMALLER), scale)
    if grey is clear:
        return found
    thin = find_thin_frames(grey.reduce(_SMALLER), scale)
    return [*found, *(area for area in thin if not any(_meet(area, other) for other in found))]


def find_frames(image: Image.Image, scale: float) -> list[Area]:
    """Frames no higher than a few lines, in pixels: two level lines and two upright sides."""
    dark = image.point(lambda value: 0 if value <= _LINE_DARK else 255)
    return _frames(dark, dark, scale, _SIDE_INK)


def find_thin_frames(image: Image.Image, scale: float) -> list[Area]:
    """Frames with lines broken by noise: averaging along them keeps lines, removes grain."""
    level, upright = (
        image.filter(along).point(lambda value: 0 if value <= _THIN_DARK else 255)
        for along in (_LEVEL, _UPRIGHT)
    )
    return _frames(level, upright, scale, _THIN_SIDE_INK)


def _frames(dark: Image.Image, sides: Image.Image, scale: float, ink: float) -> list[Area]:
    """The frames with level lines in `dark` and upright ones in `sides`; `ink` is the least share
    of ink.
    """
    # A line that is not quite level crosses two rows of pixels, which both count.
    dark = ImageChops.darker(dark, ImageChops.offset(dark, 0, 1))
    sides = ImageChops.darker(sides, ImageChops.offset(sides, 0, 1))
    width = dark.width
    shortest = int(_FRAME_WIDTHS[0] * scale)
    pattern = re.compile(b"\0{%d,}" % shortest)
    data = dark.tobytes()
    lines: list[tuple[int, int, int]] = []
    for row in range(dark.height):
        for match in pattern.finditer(data[row * width : (row + 1) * width]):
            if match.end() - match.start() <= _FRAME_WIDTHS[1] * scale:
                lines.append((match.start(), match.end(), row))
    found: list[Area] = []
    for place, (left, right, top) in enumerate(lines):
        for other_left, other_right, bottom in lines[place + 1 :]:
            if bottom - top > _FRAME_HEIGHTS[1] * scale:
                break
            if bottom - top < _FRAME_HEIGHTS[0] * scale:
                continue
            near = abs(left - other_left) <= 4 and abs(right - other_right) <= 4
            if near and _has_sides(sides, (left, top, right, bottom), ink):
                area = (left, top, right, bottom)
                if not any(_meet(area, other) for other in found):
                    found.append(area)
                break
    return found


def _has_sides(dark: Image.Image, area: Area, ink: float) -> bool:
    """Whether there are lines on both sides, with mostly paper between them."""
    left, top, right, bottom = area
    for side in (left, right - 1):
        strip = dark.crop((max(0, side - 3), top, side + 4, bottom))
        rows = strip.resize((1, strip.height), Image.Resampling.BOX).tobytes()
        if sum(value < 254 for value in rows) < ink * len(rows):
            return False
    inner = dark.crop((left + 3, top + 3, right - 3, bottom - 3))
    if inner.width <= 0 or inner.height <= 0:
        return False
    return inner.histogram()[0] < 0.5 * inner.width * inner.height


def _meet(one: Area, other: Area) -> bool:
    return min(one[2], other[2]) > max(one[0], other[0]) and min(one[3], other[3]) > max(
        one[1], other[1]
    )


def _larger(area: Area) -> Area:
    left, top, right, bottom = (value * _SMALLER for value in area)
    return left, top, right, bottom


def _placed(read: Sequence[ocr.ReadWord], height: int) -> Iterator[Word]:
    """Give words the height of their line, because Tesseract's boxes only enclose their ink.

    If most gaps are wide, as between typewriter letters, each word is widened by its share.
    """
    lines: dict[tuple[int, ...], list[ocr.ReadWord]] = {}
    for word in read:
        lines.setdefault((word.panel, *word.line), []).append(word)
    tall = {place: _height(line) for place, line in lines.items()}
    gaps = {
        place: [(other.left - one.right) / tall[place] for one, other in pairwise(line)]
        for place, line in lines.items()
    }
    usual = sorted(chain.from_iterable(gaps.values()))
    median = usual[len(usual) // 2] if usual else 0.0
    for place, line in lines.items():
        bottoms = sorted(word.bottom for word in line)
        high, base = tall[place], bottoms[len(bottoms) // 2]
        bottom = (height - base) / SCALE
        least = min(gaps[place], default=0.0)
        wide = max(0.0, min(median, least) - _USUAL_GAP) / 2
        for number, word in enumerate(line):
            right = word.right
            # Tesseract extends some boxes over the next word: `From:` over `Agnes`.
            if number + 1 < len(line) and word.left < line[number + 1].left <= right:
                right = max(word.left + 1, round(line[number + 1].left - _USUAL_GAP * high))
            yield Word(
                word.text,
                (word.left - wide * high) / SCALE,
                bottom,
                (right + wide * high) / SCALE,
                bottom + high / SCALE,
                1 if number else 0,
                panel=word.panel,
            )


def _height(line: Sequence[ocr.ReadWord]) -> float:
    heights = sorted(word.bottom - word.top for word in line)
    return heights[len(heights) * 3 // 4] * 1.15


def _in_points(area: Area, height: int) -> Rectangle:
    left, top, right, bottom = area
    return left / SCALE, (height - bottom) / SCALE, right / SCALE, (height - top) / SCALE
