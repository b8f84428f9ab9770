"""Find the visible text of a page: draw it with its text and without, and compare.

A character is visible if removing the text changes the picture at its place. This finds text
hidden by anything: a box of any colour or shape, a picture, a pattern, an annotation, a layer
that is off, a clip, white on white. And it is not misled by frames, rules, shadows and dark
backgrounds, which hide nothing.

There are two passes. The first is in grey, and checks that a word's ink is there. Words that fail
are drawn again, larger and in colour, and each letter's ink is compared with that on white paper.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import pypdfium2 as pdfium
from PIL import Image, ImageChops
from pypdfium2 import raw

from mailrecon.model import Hiding
from mailrecon.read.pdf.objects import Drawn
from mailrecon.read.pdf.picture import Picture, draw
from mailrecon.read.pdf.piles import piled
from mailrecon.read.pdf.scan import Placed, Scan, Verdict
from mailrecon.read.pdf.text import Boxes, Rectangle, Unseen, Word, clean, handle_of, turn

# Pixels a point: at the first look, and at what failed there.
FIRST_LOOK = 1.5
_SECOND = 3.0
# The difference (of 255) from which ink is distinct from its background. On 143 documents, all
# values from 32 to 64 gave the same results.
_LEGIBLE = 48
# The share of a letter's ink that must be there: a box that leaves but the tips of letters hides
# them, a line through them does not.
_ENOUGH_INK = 0.4
# How much of what is around a letter may differ from its ground: the edges of ink are grey.
_MOST_STRAY = 0.45
# First look: how much of its tight box a letter's ink spans.
_SPANS_HIGH = 0.6
_SPANS_WIDE = 0.4
# The band of small letters within a font's box, from the bottom, and the widest gap in it.
_BAND = (0.24, 0.62)
_WIDEST_GAP = 0.42
# Text smaller than this many points cannot be read at the size of the page.
SMALLEST = 2.0
# Letters so much narrower than high, on average over a word, are squeezed to a line: narrow fonts'
# are wider three times and more. Shorter words say nothing: `'` and marks have no width.
NARROWEST = 0.07
_LEAST_LETTERS = 3
_INVISIBLE_MODES = {raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP}
_OVERLAP = 0.25
_TOUCHING = 0.5
# Words that overlap do so in the middle parts of their heights, found in bands of some points.
_CORE = 0.28
_BAND_HEIGHT = 4.0
# What is left out at the edges of a letter's box when its ink is looked for in a scan.
_TRIM = 0.12
# Words that lie over more than so many others, one over the other, count as covered.
_MOST_LAYERS = 12
# Words that cross are found in squares of the page, in points; in one where more words are turned
# than anybody could read, none is seen.
_CELL = 100.0
_FARTHEST = 2_000.0
_MOST_CROSSING = 300
# Typed over something to make it unreadable: `XXXXXXX`, `########`, and bars as letters.
_STRIKES = frozenset("Xx#*█■▇▆▓@/")
_LEAST_STRIKE = 3


class Letter(NamedTuple):
    """A character of a word: PDFium's number of it, and the box of its ink in the page's points."""

    number: int
    text: str
    box: Rectangle


class _Doubt(NamedTuple):
    """A word that did not pass at first sight: its letters, and which of them can be seen.

    `readable` is True if it is large enough, and nothing is typed over it.
    """

    word: Word
    letters: list[Letter]
    flags: list[bool]
    layer: int
    readable: bool

    @property
    def missing(self) -> int | None:
        """The place of the first letter that was not seen."""
        return self.flags.index(False) if False in self.flags else None


class Sight(NamedTuple):
    """The words that can be read, what can't, and the picture of the page without its text."""

    words: list[Word]
    unseen: list[Unseen]
    ground: Picture


class Eye:
    """Looks at one page."""

    def __init__(
        self,
        page: pdfium.PdfPage,
        text_page: pdfium.PdfTextPage,
        drawn: Drawn,
        viewer: Picture | None = None,
    ) -> None:
        self._page = page
        self._boxes = Boxes(text_page)
        self._text_page = text_page
        self._drawn = drawn
        self._modes = [raw.FPDFTextObj_GetTextRenderMode(item) for item in drawn.texts]
        self.shown = draw(page, FIRST_LOOK)
        self.ground = self._without(drawn.texts)
        change = _difference(self.shown, self.ground)
        if viewer is not None and viewer.image.size == self.shown.image.size:
            # Drawn as annotations they hide what they do not once they are part of the page.
            same = ImageChops.invert(_difference(viewer, self.shown))
            change = ImageChops.darker(change, same)
        # Layer 0 is all text; the others are words that lie over one another, each by itself.
        self._scan = Scan(self.ground, drawn.images, tuple(page.get_bbox()))
        self._items: list[list[Any]] = [drawn.texts]
        self._changes = [change]
        self._layer_of: dict[int, int] = {}

    def _without(
        self, items: Iterable[Any], scale: float = FIRST_LOOK, *, colour: bool = False
    ) -> Picture:
        """The page without some of its text."""
        for item in items:
            raw.FPDFTextObj_SetTextRenderMode(item, raw.FPDF_TEXTRENDERMODE_INVISIBLE)
        try:
            return draw(self._page, scale, colour=colour)
        finally:
            self._restore()

    def _restore(self) -> None:
        for item, mode in zip(self._drawn.texts, self._modes, strict=True):
            raw.FPDFTextObj_SetTextRenderMode(item, mode)

    def look(self, words: Sequence[Word], marked: Sequence[Rectangle]) -> Sight:
        """Which of a page's words can be seen; what `marked` covers counts as removed."""
        struck = self._set_layers(words)
        heaps = piled(words, self._drawn.outer, self._boxes)
        seen: list[Word] = []
        doubtful: list[_Doubt] = []
        for number, word in enumerate(words):
            layer = self._layer_of.get(number, 0)
            change = self._changes[layer]
            readable = number not in struck and not is_too_small(word)
            plain = readable and not marked and not word.angle
            plain = plain and heaps.isdisjoint(range(word.start, word.end) if heaps else ())
            if plain and self._is_whole(word, change):
                seen.append(word)
                continue
            letters = self._letters(word)
            flags = [readable and self._is_there(letter, change) for letter in letters]
            doubtful.append(_Doubt(word, letters, flags, layer, readable))
        for layer in range(len(self._changes)):
            self._second_look([doubt for doubt in doubtful if doubt.layer == layer], layer)
        self._look_at_clips(doubtful)
        unseen: list[Unseen] = []
        for doubt, verdict in zip(doubtful, self._verdicts(doubtful, marked), strict=True):
            missing = doubt.missing
            word = doubt.word
            for place, letter in enumerate(doubt.letters if heaps else ()):
                if letter.number in heaps:
                    verdict.reasons[place] = Hiding.COVERED
            if missing is not None and self._is_invisible(doubt.letters[missing]):
                word = word._replace(right=self._right_edge(word))
            kept, withheld = _divide(word, doubt.letters, verdict.reasons, self._boxes)
            seen.extend(kept)
            if verdict.leaves_no_space:
                withheld = [item._replace(leaves_no_space=True) for item in withheld]
            unseen.extend(withheld)
        return Sight(seen, unseen, self.ground)

    def _letters(self, word: Word) -> list[Letter]:
        found = []
        for index in range(word.start, word.end):
            box = self._boxes.tight(index) or self._boxes.loose(index)
            text = clean(chr(raw.FPDFText_GetUnicode(self._text_page, index) or 0xFFFE))
            if box is not None and text:
                found.append(Letter(index, text, box))
        return found

    def _is_whole(self, word: Word, change: Image.Image) -> bool:
        """Whether a word that runs to the right has ink all along."""
        height = word.top - word.bottom
        low, high = (word.bottom + height * share for share in _BAND)
        area = self.shown.area((word.left, low, word.right, high))
        if area is None:
            return False
        if self.shown.is_turned:
            return False
        columns, _ = change.crop(area).getprojection()
        inked = [place for place, ink in enumerate(columns) if ink]
        if not inked:
            return False
        most = max(2.0, _WIDEST_GAP * height * self.shown.scale)
        if inked[0] > most or len(columns) - inked[-1] > most:
            return False
        return all(other - one <= most for one, other in pairwise(inked))

    def _is_there(self, letter: Letter, change: Image.Image) -> bool:
        """Whether a letter's ink spans most of the box it should."""
        area = self.shown.area(letter.box)
        if area is None:
            return False
        found = change.crop(area).getbbox()
        if found is None:
            return False
        wide, high = area[2] - area[0], area[3] - area[1]
        return (found[2] - found[0] >= _SPANS_WIDE * wide) and (
            found[3] - found[1] >= _SPANS_HIGH * high
        )

    def _second_look(self, doubtful: Sequence[_Doubt], layer: int) -> None:
        """Compare what is there of each letter's ink with what it has on white paper."""
        wanted = [
            (doubt, place)
            for doubt in doubtful
            if doubt.readable
            for place, letter in enumerate(doubt.letters)
            if not doubt.flags[place] and not self._is_invisible(letter)
        ]
        if not wanted:
            return
        shown = draw(self._page, _SECOND, colour=True)
        ground = self._without(self._items[layer], _SECOND, colour=True)
        change = _difference_in_colour(shown, ground)
        ink = self._bare_ink()
        for doubt, place in wanted:
            area = shown.area(doubt.letters[place].box)
            if area is None:
                continue
            expected = _count(ink, area)
            doubt.flags[place] = expected > 0 and _count(change, area) >= _ENOUGH_INK * expected

    def _look_at_clips(self, doubtful: Sequence[_Doubt]) -> None:
        """Find the letters that are seen because something is painted through them.

        `7 Tr (Ann Poe) Tj 0 0 300 40 re f`: letters that clip a fill. To take the text away doesn't
        change the picture, so the picture is compared with itself: inside the letter and around it.
        """
        wanted = [
            (doubt, place)
            for doubt in doubtful
            if doubt.readable
            for place, letter in enumerate(doubt.letters)
            if not doubt.flags[place] and self._mode(letter) == raw.FPDF_TEXTRENDERMODE_CLIP
        ]
        if not wanted:
            return
        shown = self._without(self._drawn.texts, _SECOND, colour=True)
        ink = self._bare_ink(clips=True)
        for doubt, place in wanted:
            area = shown.area(doubt.letters[place].box)
            if area is not None and _is_cut_out(shown.image, ink, area):
                doubt.flags[place] = True

    def _mode(self, letter: Letter) -> int | None:
        item = raw.FPDFText_GetTextObject(self._text_page, letter.number)
        return raw.FPDFTextObj_GetTextRenderMode(item) if item else None

    def _is_invisible(self, letter: Letter) -> bool:
        return self._mode(letter) in _INVISIBLE_MODES

    def _bare_ink(self, *, clips: bool = False) -> Image.Image:
        """The text alone, black on white paper; with `clips` also letters that only clip."""
        for item in self._drawn.others:
            if raw.FPDFPageObj_GetType(item) != raw.FPDF_PAGEOBJ_FORM:
                raw.FPDFPageObj_SetIsActive(item, 0)
        colours = []
        for item in self._drawn.texts:
            channels = [ctypes.c_uint() for _ in range(4)]
            raw.FPDFPageObj_GetFillColor(item, *channels)
            colours.append([channel.value for channel in channels])
            raw.FPDFPageObj_SetFillColor(item, 0, 0, 0, 255)
        for item, mode in zip(self._drawn.texts, self._modes, strict=True):
            if clips and mode == raw.FPDF_TEXTRENDERMODE_CLIP:
                raw.FPDFTextObj_SetTextRenderMode(item, raw.FPDF_TEXTRENDERMODE_FILL)
        picture = draw(self._page, _SECOND)
        self._restore()
        for item, colour in zip(self._drawn.texts, colours, strict=True):
            raw.FPDFPageObj_SetFillColor(item, *colour)
        for item in self._drawn.others:
            if raw.FPDFPageObj_GetType(item) != raw.FPDF_PAGEOBJ_FORM:
                raw.FPDFPageObj_SetIsActive(item, 1)
        return picture.image.point(lambda value: 255 if value <= 255 - _LEGIBLE else 0)

    def _set_layers(self, words: Sequence[Word]) -> set[int]:
        """Where words lie over one another, find what each of them shows by itself.

        Returns the words that are struck out with others.
        """
        crossing = crossed(words)
        struck = crossing.lost
        pairs = [*overlapping(words), *crossing.pairs]
        if not pairs:
            return struck
        items = {n: self._item(words[n]) for pair in pairs for n in pair}
        depth: dict[int, int] = {}
        for lower, upper in sorted(pairs):
            if words[lower].text == words[upper].text:
                continue
            if strikes_out(words[upper].text):
                struck.add(lower)
            one, other = handle_of(items[lower]), handle_of(items[upper])
            if one != other:
                depth.setdefault(one, 0)
                depth[other] = max(depth.get(other, 0), depth[one] + 1)
        by_handle = {handle_of(item): item for item in self._drawn.texts}
        for number, item in items.items():
            if depth.get(handle_of(item), 0) >= _MOST_LAYERS:
                struck.add(number)
        for layer in sorted(set(depth.values()))[:_MOST_LAYERS]:
            handles = {key for key, value in depth.items() if value == layer}
            self._items.append([by_handle[key] for key in handles if key in by_handle])
            self._changes.append(_difference(self.shown, self._without(self._items[-1])))
            for number, item in items.items():
                if handle_of(item) in handles:
                    self._layer_of[number] = len(self._items) - 1
        return struck

    def _item(self, word: Word) -> Any:
        return raw.FPDFText_GetTextObject(self._text_page, word.start)

    def _verdicts(self, doubtful: Sequence[_Doubt], marked: Sequence[Rectangle]) -> list[Verdict]:
        """Why the letters of each word cannot be seen; None for those that can."""
        found = [Verdict([None] * len(doubt.letters)) for doubt in doubtful]
        scanned: list[int] = []
        for number, doubt in enumerate(doubtful):
            if doubt.missing is None:
                continue
            letter = doubt.letters[doubt.missing]
            if self._scan.shows(letter.box, invisible=self._is_invisible(letter)):
                scanned.append(number)
                continue
            for place, seen in enumerate(doubt.flags):
                if not seen:
                    reason = self._reason(doubt.word, doubt.letters[place])
                    found[number].reasons[place] = reason
        placed = [self._placed(doubtful[number]) for number in scanned]
        for number, verdict in zip(scanned, self._scan.judge(placed), strict=True):
            found[number] = verdict
        for doubt, verdict in zip(doubtful, found, strict=True):
            for place, letter in enumerate(doubt.letters):
                if any(_is_within(letter.box, box) for box in marked):
                    verdict.reasons[place] = Hiding.MARKED
        return found

    def _placed(self, doubt: _Doubt) -> Placed:
        word = doubt.word
        letters = [self._seat(letter) for letter in doubt.letters]
        if word.angle or self.ground.is_turned:
            return Placed((word.left, word.bottom, word.right, word.top), letters, False)
        box = (word.left, word.bottom, self._right_edge(word), word.top)
        stretch = (box[2] - box[0]) / max(word.right - word.left, 0.01)
        letters = [
            (
                word.left + (left - word.left) * stretch,
                bottom,
                word.left + (right - word.left) * stretch,
                top,
            )
            for left, bottom, right, top in letters
        ]
        return Placed(box, letters, True)

    def _right_edge(self, word: Word) -> float:
        box = (word.left, word.bottom, word.right, word.top)
        return self._scan.right_edge(box, len(word.text))

    def _seat(self, letter: Letter) -> Rectangle:
        """The middle part of the space a letter takes in its line, whatever its ink."""
        left, bottom, right, top = self._boxes.loose(letter.number) or letter.box
        wide, high = (right - left) * _TRIM, (top - bottom) * _TRIM
        return left + wide * 0.5, bottom + high, right - wide * 0.5, top - high

    def _reason(self, word: Word, letter: Letter) -> Hiding:
        if is_too_small(word):
            return Hiding.TOO_SMALL
        area = self.ground.area(letter.box)
        if area is None:
            return Hiding.OUTSIDE_PAGE
        item = raw.FPDFText_GetTextObject(self._text_page, letter.number)
        if not item:
            return Hiding.NOT_DISPLAYED
        red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
        raw.FPDFPageObj_GetFillColor(item, red, green, blue, alpha)
        if raw.FPDFTextObj_GetTextRenderMode(item) in _INVISIBLE_MODES or alpha.value < 16:
            return Hiding.TRANSPARENT
        low, high = self.ground.extremes(area)
        grey = (red.value * 299 + green.value * 587 + blue.value * 114) // 1000
        if high - low < _LEGIBLE and low > 200:
            return Hiding.SAME_COLOUR if abs(grey - low) < _LEGIBLE else Hiding.NOT_DISPLAYED
        return Hiding.COVERED


def _difference(one: Picture, other: Picture) -> Image.Image:
    change = ImageChops.difference(one.image, other.image)
    return change.point(lambda value: 255 if value >= _LEGIBLE else 0)


def _difference_in_colour(one: Picture, other: Picture) -> Image.Image:
    """Where two pictures differ in lightness, or in red against green as much.

    Blue is left out: eyes hardly distinguish yellow letters from white paper.
    """
    grey = _difference(
        Picture(one.image.convert("L"), one.scale, one.matrix),
        Picture(other.image.convert("L"), other.scale, other.matrix),
    )
    hues = []
    for picture in (one, other):
        red, green, _ = picture.image.split()
        hues.append(ImageChops.subtract(red, green, scale=2.0, offset=128))
    hue = ImageChops.difference(*hues).point(lambda value: 255 if value >= _LEGIBLE else 0)
    return ImageChops.lighter(grey, hue)


def _is_cut_out(shown: Image.Image, ink: Image.Image, area: tuple[int, int, int, int]) -> bool:
    """Whether a picture differs from its surroundings just where a letter's ink would be."""
    around = (area[0] - 1, area[1] - 1, area[2] + 1, area[3] + 1)
    where, picture = ink.crop(around), shown.crop(around).convert("L")
    inside, outside = picture.histogram(where), picture.histogram(ImageChops.invert(where))
    if not sum(inside) or not sum(outside):
        return False
    ground = outside.index(max(outside))
    differs = [abs(shade - ground) >= _LEGIBLE for shade in range(256)]
    inked = sum(count for count, far in zip(inside, differs, strict=True) if far)
    stray = sum(count for count, far in zip(outside, differs, strict=True) if far)
    return inked >= _ENOUGH_INK * sum(inside) and stray <= _MOST_STRAY * sum(outside)


def _count(image: Image.Image, area: tuple[int, int, int, int]) -> int:
    """The inked pixels of an area."""
    return image.crop(area).histogram()[255]


def _is_within(box: Rectangle, outer: Rectangle) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]


def strikes_out(text: str) -> bool:
    """Whether what is typed over something makes it unreadable: `XXXX`, `MMMM`, `HEHEHEHE`."""
    signs = set(text)
    if signs <= _STRIKES:
        return True
    solid = all(sign.isalnum() or sign in "&%$" for sign in signs)
    return solid and len(text) >= _LEAST_STRIKE * len(signs) and len(signs) <= 2


def is_too_small(word: Word) -> bool:
    """Whether a word is too low to be read, or squeezed together until it is a line."""
    height = word.top - word.bottom
    if height < SMALLEST:
        return True
    letters = len(word.text)
    return letters >= _LEAST_LETTERS and word.right - word.left < NARROWEST * height * letters


def are_apart(words: Sequence[Word]) -> bool:
    """Whether words follow one another to the right and down: then none lies over another.

    That is so on nearly every page, and quickly seen; of others it says nothing.
    """
    right = level = height = 0.0
    floor = float("inf")
    for word in words:
        if word.angle:
            return False
        low, high = word.bottom, word.top
        if low == level and high == height and word.left > right - _TOUCHING:
            right = word.right
            continue
        core = (high - low) * _CORE
        middle = (low + high) / 2
        if middle + core >= floor:
            return False
        floor, right, level, height = middle - core, word.right, low, high
    return True


def overlapping(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """The pairs of words that lie over one another, in the order in which they are painted."""
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

    `pairs` are theirs, in the order in which they are painted; `lost` are words where so many
    cross that nobody could read them.
    """

    pairs: list[tuple[int, int]]
    lost: set[int]


def crossed(words: Sequence[Word]) -> Crossed:
    """The words that others cross: `DRAFT` over a page, strokes across a name."""
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
    """Whether two boxes have a part in common that is as large as a quarter of the smaller one."""
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
    # Lines set tight overlap in height by a little, all along.
    return wide * high > _OVERLAP * smaller and high > 0.45 * min(
        one.top - one.bottom, other.top - other.bottom
    )


def _divide(
    word: Word, letters: Sequence[Letter], reasons: Sequence[Hiding | None], boxes: Boxes
) -> tuple[list[Word], list[Unseen]]:
    """The stretches of a word that can be seen, and those that can't."""
    kept: list[Word] = []
    withheld: list[Unseen] = []
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
            box = _union([letter.box for letter in letters[start:end]])
            withheld.append(Unseen(how, end - start, box, piece._replace(text="")))
        start = end
    return kept, withheld


def _piece(word: Word, letters: Sequence[Letter], boxes: Boxes, spaces: int) -> Word:
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
    )


def _union(boxes: Sequence[Rectangle]) -> Rectangle:
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )
