"""Compare boxes and pictures of a page: find overlaps and letters too small to see."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from PIL import Image, ImageChops

from mailrecon.model import Hiding
from mailrecon.read.pdf.picture import Picture
from mailrecon.read.pdf.text import (
    CharacterBoxes,
    Rectangle,
    UnseenCharacters,
    Word,
    turn,
    union_of,
)

# The least difference (of 255) between legible ink and its background. On 143 documents, all values
# from 32 to 64 gave the same results.
LEGIBLE = 48
# The share of a letter's ink that must be visible: a box that leaves only the tips of letters hides
# them, a line through them does not.
ENOUGH_INK = 0.4
# In a word with that share visible, this share is enough for each letter.
LEAST_INK = 0.22
# Letters with a smaller difference from their background are pale: all of their ink is compared.
_PALE = 110
# The same two shares for an exact comparison, in which the ink must be that letter's.
_EXACT_INK, _EXACT_STRAY = 0.7, 0.3
# Share of the pixels around a letter that may differ from the background: edges of ink are grey.
_MOST_STRAY = 0.45
# Strokes of at most this many pixels may be paler: least share of their box, least difference.
_THIN, _THIN_INK, _FAINT = 3, 0.12, 32
# A letter whose ink reaches along less than this share of its box is cut off.
_UNCUT = 0.8
# Text smaller than this many points is unreadable when the page has its normal size.
SMALLEST = 2.0
# Letters with a smaller average width (as a share of the height) are squeezed to a line; in narrow
# fonts, they are at least three times wider. Shorter words are not measured: `'` and marks have no
# width.
NARROWEST = 0.07
_LEAST_LETTERS = 3
_OVERLAP = 0.25
_TOUCHING = 0.5
# Words overlap if the middle parts of their heights do; candidates are found in bands of some
# points.
_CORE = 0.28
_BAND_HEIGHT = 4.0
# Words that cross are searched in squares of the page, in points. If a square has more rotated
# words than a reader could distinguish, none counts as visible.
_CELL = 100.0
_FARTHEST = 2_000.0
_MOST_CROSSING = 300
# Typed over something to make it unreadable: `XXXXXXX`, `########`, and bars as letters.
_STRIKES = frozenset("Xx#*█■▇▆▓@/")
_LEAST_STRIKE = 3
_RULE = frozenset("_-‾¯–—=")
# Share of a word's height, or of its width by single characters, that must be typed over.
_STRUCK = 0.4


class Letter(NamedTuple):
    """A character of a word: its index in PDFium, and the box of its ink in the page's points."""

    number: int
    text: str
    box: Rectangle


def reaches_along(columns: bytes, most: float) -> bool:
    """Whether ink reaches from one end to the other, with gaps of at most `most` (from 2) columns.

    `columns` is 1 for each column with ink, else 0.
    """
    first, last = columns.find(1), columns.rfind(1)
    if first < 0 or first > most or len(columns) - last > most:
        return False
    # From one column with ink to the next, there is one step more than columns without.
    return bytes(int(most)) not in columns[first:last]


def picture_difference(one: Picture, other: Picture) -> Image.Image:
    """White where two pictures differ legibly, black elsewhere."""
    return _legible(ImageChops.difference(one.image, other.image))


def pale_difference(one: Picture, other: Picture) -> Image.Image:
    """The difference in lightness between two pictures."""
    return ImageChops.difference(one.image.convert("L"), other.image.convert("L"))


def colour_difference(one: Picture, other: Picture, pale: Image.Image) -> Image.Image:
    """Mark where two pictures differ in lightness (`pale`), or as much in red against green.

    Blue is ignored: people can hardly see yellow letters on white paper.
    """
    hues = [
        ImageChops.subtract(
            picture.image.getchannel("R"), picture.image.getchannel("G"), scale=2.0, offset=128
        )
        for picture in (one, other)
    ]
    return ImageChops.lighter(_legible(pale), _legible(ImageChops.difference(*hues)))


def _legible(change: Image.Image) -> Image.Image:
    return change.point(lambda value: 255 if value >= LEGIBLE else 0)


def count_pale(change: Image.Image, area: tuple[int, int, int, int]) -> int:
    """Count inked pixels of pale letters in an area, with grey edges; 0 if illegible.

    `#ccc` on white differs just enough in fully inked pixels, of which small letters have few.
    """
    levels = change.crop(area).histogram()
    most = max((level for level, count in enumerate(levels) if count), default=0)
    if not LEGIBLE <= most < _PALE:
        return 0
    return sum(levels[max(most * LEGIBLE // 255, 1) :])


def is_cut_out(
    shown: Image.Image, ink: Image.Image, area: tuple[int, int, int, int], *, exactly: bool = False
) -> bool:
    """Whether a picture differs from its surroundings exactly at the place of a letter's ink.

    With `exactly`, the visible shape must not fit another letter.
    """
    around = (area[0] - 1, area[1] - 1, area[2] + 1, area[3] + 1)
    where, picture = ink.crop(around), shown.crop(around).convert("L")
    inside, outside = picture.histogram(where), picture.histogram(ImageChops.invert(where))
    if not sum(inside) or not sum(outside):
        return False
    ground = outside.index(max(outside))
    differs = [abs(shade - ground) >= LEGIBLE for shade in range(256)]
    inked = sum(count for count, far in zip(inside, differs, strict=True) if far)
    stray = sum(count for count, far in zip(outside, differs, strict=True) if far)
    least, most = (_EXACT_INK, _EXACT_STRAY) if exactly else (ENOUGH_INK, _MOST_STRAY)
    return inked >= least * sum(inside) and stray <= most * sum(outside)


def count_pixels(image: Image.Image, area: tuple[int, int, int, int]) -> int:
    """Count the inked pixels of an area."""
    return image.crop(area).histogram()[255]


def ink_if_whole(ink: Image.Image, picture: Picture, box: Rectangle) -> int:
    """The inked pixels that a letter would have if no clip and no edge of the page cut it.

    `box` is that of the whole letter. A clip that leaves only the feet of `Ann Poe` leaves little
    of the height of each letter.
    """
    area = picture.area(box)
    found = ink.crop(area).getbbox() if area is not None else None
    if area is None or found is None:
        return 0
    wide, high = ((box[n + 2] - box[n]) * picture.scale for n in (0, 1))
    if picture.is_turned:
        wide, high = high, wide
    share = 1.0
    for side, there in ((wide, found[2] - found[0]), (high, found[3] - found[1])):
        if side > _THIN and there + 1 < _UNCUT * side:
            share *= there / side
    return round(count_pixels(ink, area) / share)


def is_thin_stroke(area: tuple[int, int, int, int], inked: int, change: Image.Image) -> bool:
    """Whether strokes thinner than a pixel are visible: `l`, `-`, `.` in an ultra-light font.

    Such strokes have hardly any ink even in black on white. `inked` is the number of the area's
    pixels that differ legibly; `change` is each pixel's difference.
    """
    wide, high = area[2] - area[0], area[3] - area[1]
    if min(wide, high) > _THIN:
        return False
    faint = any(change.crop(area).histogram()[_FAINT:])
    return faint or inked >= _THIN_INK * wide * high


def is_within(box: Rectangle, outer: Rectangle) -> bool:
    """Whether the middle of a box lies in another box."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]


def without_typed_rules(words: list[Word]) -> list[Word]:
    """The words without lines typed under or through others: `______`, `------`."""
    rules = {
        n for n, word in enumerate(words) if len(word.text) > 1 and _RULE.issuperset(word.text)
    }
    if not rules:
        return words
    typed = {
        one
        for pair in overlapping(words)
        for one, other in (pair, pair[::-1])
        if one in rules and other not in rules
    }
    return [word for number, word in enumerate(words) if number not in typed]


def strikes_out(text: str) -> bool:
    """Whether text typed over other text makes it unreadable: `XXXX`, `MMMM`, `HEHEHEHE`."""
    signs = set(text)
    if signs <= _STRIKES:
        return True
    solid = all(sign.isalnum() or sign in "&%$" for sign in signs)
    return solid and len(text) >= _LEAST_STRIKE * len(signs) and len(signs) <= 2


def struck_out(words: Sequence[Word], pairs: Sequence[tuple[int, int]]) -> set[int]:
    """The words that are unreadable because others are typed over them.

    A small `/` on the line below may touch the descenders of a large word. A single character
    therefore strikes out only a short word.
    """
    found: set[int] = set()
    signs: dict[int, float] = {}
    for lower, upper in pairs:
        under, over = words[lower], words[upper]
        if under.text == over.text or not strikes_out(over.text):
            continue
        high = min(under.top, over.top) - max(under.bottom, over.bottom)
        if under.angle == over.angle and high < _STRUCK * (under.top - under.bottom):
            continue
        if len(over.text) == 1:
            wide = min(under.right, over.right) - max(under.left, over.left)
            signs[lower] = signs.get(lower, 0.0) + wide
            if signs[lower] < _STRUCK * (under.right - under.left):
                continue
        found.add(lower)
    return found


def is_too_small(word: Word) -> bool:
    """Whether a word is too small to read, or squeezed until it is a line."""
    return any_too_small([word.text], [word.right - word.left], [word.top - word.bottom])


def any_too_small(texts: Iterable[str], widths: Iterable[float], heights: Iterable[float]) -> bool:
    """Whether one of some words is too small to read, or squeezed until it is a line."""
    for text, wide, height in zip(texts, widths, heights, strict=True):
        if height < SMALLEST:
            return True
        if wide < NARROWEST * height * len(text) and len(text) >= _LEAST_LETTERS:
            return True
    return False


def are_apart(words: Iterable[Word]) -> bool:
    """Whether each word is to the right of or below the last, so that none overlaps.

    That holds on nearly every page and is checked quickly. If it fails, words may still not
    overlap.
    """
    right = level = height = 0.0
    floor = float("inf")
    for _, left, low, end, high, _, angle, _, _, _, _ in words:
        if angle:
            return False
        if low == level and high == height and left > right - _TOUCHING:
            right = end
            continue
        core = (high - low) * _CORE
        middle = (low + high) / 2
        if middle + core >= floor:
            return False
        floor, right, level, height = middle - core, end, low, high
    return True


def overlapping(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """The pairs of overlapping words, in painting order."""
    bands: dict[tuple[float, int], list[int]] = {}
    for number in sorted(range(len(words)), key=lambda n: words[n].left):
        word = words[number]
        left = word.left + _TOUCHING
        core = (word.top - word.bottom) * _CORE
        middle = (word.top + word.bottom) / 2
        found: set[int] = set()
        for band in range(
            int((middle - core) // _BAND_HEIGHT), int((middle + core) // _BAND_HEIGHT) + 1
        ):
            before = bands.get((word.angle, band))
            if before is None:
                bands[word.angle, band] = [number]
                continue
            if words[before[-1]].right <= left and len(before) == 1:
                before[0] = number
                continue
            before[:] = [other for other in before if words[other].right > left]
            found.update(other for other in before if _lie_over(words[other], word))
            before.append(number)
        yield from ((min(other, number), max(other, number)) for other in sorted(found))


class Crossed(NamedTuple):
    """Words that run in different directions and cross.

    `pairs` are in painting order; `lost` are words at places where so many cross that they are
    unreadable.
    """

    pairs: list[tuple[int, int]]
    lost: set[int]


def crossed(words: Sequence[Word]) -> Crossed:
    """Find words that others cross: `DRAFT` over a page, strokes across a name."""
    usual = Counter(word.angle for word in words).most_common(1)[0][0] if words else 0.0
    turned = [number for number, word in enumerate(words) if word.angle != usual]
    cells: dict[tuple[int, int], list[int]] = {}
    for number in turned:
        for cell in _cells(_page_box(words[number])):
            cells.setdefault(cell, []).append(number)
    pairs: set[tuple[int, int]] = set()
    lost: set[int] = set()
    for number, word in enumerate(words) if turned else ():
        box = _page_box(word)
        for cell in _cells(box):
            others = cells.get(cell, [])
            if len(others) > _MOST_CROSSING:
                lost.add(number)
                continue
            pairs.update(
                (min(number, other), max(number, other))
                for other in others
                if words[other].angle != word.angle and _share(box, _page_box(words[other]))
            )
    return Crossed(sorted(pairs), lost)


def _page_box(word: Word) -> Rectangle:
    """The upright box around a word, in the page's points."""
    if not word.angle:
        return word.box
    turned = math.radians(word.angle)
    corners = [
        (x * math.cos(turned) - y * math.sin(turned), x * math.sin(turned) + y * math.cos(turned))
        for x in (word.left, word.right)
        for y in (word.bottom, word.top)
    ]
    across, down = zip(*corners, strict=True)
    return min(across), min(down), max(across), max(down)


def _cells(box: Rectangle) -> Iterator[tuple[int, int]]:
    left, bottom, right, top = (int(min(max(side, -_FARTHEST), _FARTHEST) // _CELL) for side in box)
    for column in range(left, right + 1):
        for row in range(bottom, top + 1):
            yield column, row


def _share(one: Rectangle, other: Rectangle) -> bool:
    """Whether two boxes overlap by at least a quarter of the smaller one."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    if wide <= 0 or high <= 0:
        return False
    smaller = min((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))
    return wide * high > _OVERLAP * smaller


def _lie_over(one: Word, other: Word) -> bool:
    wide = min(one.right, other.right) - max(one.left, other.left)
    high = min(one.top, other.top) - max(one.bottom, other.bottom)
    if wide <= 0 or high <= 0:
        return False
    smaller = min((word.right - word.left) * (word.top - word.bottom) for word in (one, other))
    # Closely spaced lines overlap a little in height over their whole length.
    return wide * high > _OVERLAP * smaller and high > 0.45 * min(
        one.top - one.bottom, other.top - other.bottom
    )


def divide_boxes(
    word: Word, letters: Sequence[Letter], reasons: Sequence[Hiding | None], boxes: CharacterBoxes
) -> tuple[list[Word], list[UnseenCharacters]]:
    """Divide a word into visible and hidden parts."""
    kept: list[Word] = []
    withheld: list[UnseenCharacters] = []
    start = 0
    while start < len(letters):
        end = start + 1
        while end < len(letters) and reasons[end] == reasons[start]:
            end += 1
        piece = _piece(word, letters[start:end], boxes, word.spaces if not start else 0)
        how = reasons[start]
        if how is None:
            kept.append(piece)
        else:
            box = union_of([letter.box for letter in letters[start:end]])
            withheld.append(UnseenCharacters(how, end - start, box, piece._replace(text="")))
        start = end
    return kept, withheld


def _piece(word: Word, letters: Sequence[Letter], boxes: CharacterBoxes, spaces: int) -> Word:
    sides = []
    for letter in letters:
        loose = boxes.loose(letter.number)
        sides.append(turn(loose or letter.box, word.angle, boxes, letter.number))
    is_last = letters[-1].number + 1 == word.end
    return Word(
        "".join(letter.text for letter in letters),
        min(box[0] for box in sides),
        word.bottom,
        word.right if is_last else max(box[2] for box in sides),
        word.top,
        spaces,
        word.angle,
        letters[0].number,
        letters[-1].number + 1,
        lift=word.lift,
    )
