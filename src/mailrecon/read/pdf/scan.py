"""Check in the scanned picture whether text that OCR laid over or under it is visible.

Such text is drawn invisibly, or the picture is painted over it. A reader sees the ink of the
picture: if the ink fits the word, the word counts as visible. A bar in the picture hides the word,
and so does a white patch, with or without a frame and `(b)(6)`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PIL import Image, ImageChops

from mailrecon.model import Hiding
from mailrecon.read.pdf.likeness import labels_among
from mailrecon.read.pdf.picture import Picture
from mailrecon.read.pdf.text import Rectangle

# Ink is darker than the paper by this much (of 255).
_INK = 70
# Shares of ink in a letter's box: blank paper, and a solid bar. Bold capitals have 0.6.
_BLANK = 0.02
_SOLID = 0.88
# Share of a word's letters that must have ink in their boxes: OCR places letters only roughly.
_INKED = 0.7
# This many letters in a row without ink mean that they were removed.
_WHITENED = 3
# A picture as large as this share of the sheet is a scan; text may lie under it.
_PAGE_SIZE = 0.6
# Width of the strip beside a word, as a share of its height, and its most ink if it is paper.
_STRIP = 0.2
_PAPER = 0.12
# Largest gap between words of one line, in heights.
_NEXT = 1.2
# A row of pixels is a line if its share of ink (of 255) is at least this.
_LINE = 225
# Lines that are still there at these distances beside a word, in heights, are rules. Scans are
# seldom straight: a rule may be a share of the height higher or lower there, and is a row of pixels
# only for a short way.
_BEYOND, _SHORT_WAY, _SLOPING = (4.0, 4.5, 5.0), 0.5, 0.3
# Paper at least as wide as this share of the height separates two words.
_GAP = 0.22
# How far the ink of a word may extend beyond the box of its last letter.
_REACH = 0.35
# A column of pixels with at least this much ink (of 255) is the side of a bar or a frame.
_UPRIGHT = 230
_SIDE = 0.5
# Least difference (of 255) between a word's background and the paper: a grey patch, a marker.
_TINTED = 30
# Least difference (of 255) between red, green and blue of coloured ink.
_COLOURED = 90
# Film and photostats show white letters on black: nearly all squares of this many pixels are black
# and hardly any is white. On a page with large bars, many squares are white.
_SQUARE = 12
_BLACK, _WHITE = 100, 225
_MOST_WHITE = 0.02


class ScannedWord(NamedTuple):
    """A word of a scan: its text and box, its letters' boxes, whether it runs from left to right.

    `signs` are the places of characters with little ink: `.`, `-`.
    """

    text: str
    box: Rectangle
    letters: list[Rectangle]
    is_level: bool
    signs: frozenset[int] = frozenset()


class Verdict(NamedTuple):
    """For each letter, why it is hidden (None if visible); whether the word leaves no space."""

    reasons: list[Hiding | None]
    leaves_no_space: bool = False


class Scan:
    """The pictures of a page and their ink."""

    def __init__(
        self,
        ground: Picture,
        images: Sequence[Rectangle],
        sheet: Rectangle,
        in_colour: Callable[[], Picture],
    ) -> None:
        self._ground = ground
        self._in_colour = in_colour
        self._images = images
        size = (sheet[2] - sheet[0]) * (sheet[3] - sheet[1])
        self._is_page = any(
            (right - left) * (top - bottom) >= _PAGE_SIZE * size
            for left, bottom, right, top in images
        )
        self._ink: Image.Image | None = None
        self._paper = 255
        self._vivid: Image.Image | None = None

    def shows(self, box: Rectangle, *, invisible: bool) -> bool:
        """Whether a picture decides which text is visible in a box.

        Visibly drawn text counts as OCR's only if it lies under a picture of the whole page.
        """
        if not invisible and not self._is_page:
            return False
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        return any(
            left <= x <= right and bottom <= y <= top for left, bottom, right, top in self._images
        )

    def judge(self, words: Sequence[ScannedWord]) -> list[Verdict]:
        """Decide which words of one page are visible.

        Ink at the place of a word may belong to an exemption code. It does if two of these hold:
        the neighbouring word has no ink; the ink does not fit the word; there is a frame, a grey
        patch behind it, or coloured ink. Or the shape of the ink is a label's (`likeness`).
        """
        found = [self._judge(word.letters, word.signs) for word in words]
        # A speck that OCR took for a letter or two does not count as a gap.
        gaps = [
            word.box
            for word, verdict in zip(words, found, strict=True)
            if any(verdict.reasons) and not verdict.leaves_no_space
        ]
        for place, word in enumerate(words):
            if any(found[place].reasons) or not word.is_level:
                continue
            doubts = any(_beside(word.box, gap) for gap in gaps) + (not self._fits(word.box))
            # Cells of tables have frames, and their words may be blue on grey.
            if doubts and not self._is_tinted(word.box) and not self._is_coloured(word.box):
                doubts += self._is_framed(word.box)
            elif doubts:
                doubts = 2
            if doubts > 1:
                found[place] = Verdict([Hiding.COVERED] * len(word.letters))
                gaps.append(word.box)
        for place in labels_among(self._inks(words, found)):
            found[place] = Verdict([Hiding.COVERED] * len(words[place].letters))
        return found

    def _inks(
        self, words: Sequence[ScannedWord], found: Sequence[Verdict]
    ) -> dict[int, tuple[str, Image.Image]]:
        """The text and the ink of each level word that may be visible, by number."""
        inks: dict[int, tuple[str, Image.Image]] = {}
        for place, word in enumerate(words):
            area = self._ground.area(word.box) if word.is_level else None
            if area is not None and not any(found[place].reasons):
                inks[place] = word.text, self._inked().crop(area)
        return inks

    def right_edge(self, box: Rectangle, letters: int) -> float:
        """The right end of a word's ink that begins at the left of a box.

        OCR layers set words in letters of equal width, which are often too narrow: Tesseract
        stretches each word together with the following space over the width of the word.
        """
        left, bottom, right, top = box
        most = right + (right - left) / max(letters, 1) + _REACH * (top - bottom)
        area = self._ground.area((left, bottom, most, top))
        inner = self._ground.area(box)
        if area is None or inner is None:
            return right
        part = self._inked().crop(area)
        heights = part.resize((part.width, 1), Image.Resampling.BOX).tobytes()
        columns = [0 < height < _UPRIGHT for height in heights]
        gap = _GAP * (top - bottom) * self._ground.scale
        last = inner[2] - area[0]
        for place in range(last, len(columns)):
            if columns[place]:
                last = place
            elif place - last > gap:
                break
        else:
            return right
        return max(right, left + (last + 1) / self._ground.scale)

    def _judge(self, boxes: Sequence[Rectangle], signs: frozenset[int] = frozenset()) -> Verdict:
        """Decide which letters of a word are visible, by their boxes."""
        shares = [self._share(box) for box in boxes]
        if max(shares, default=0.0) < _BLANK:
            # The place is blank: a word was whited out, or OCR read a speck.
            how = Hiding.COVERED if len(boxes) >= _WHITENED else Hiding.TRANSPARENT
            return Verdict([how] * len(shares), leaves_no_space=len(boxes) < _WHITENED)
        solid = [share >= _SOLID for share in shares]
        inked = [share >= _BLANK for share in shares]
        # `0.5`, `e.g.`: the ink of signs is too little to count.
        open_ = [ink for place, ink in enumerate(inked) if place not in signs and not solid[place]]
        if sum(open_) < _INKED * len(open_):
            return Verdict([Hiding.COVERED] * len(shares))
        found: list[Hiding | None] = [Hiding.COVERED if dark else None for dark in solid]
        run = 0
        for place, has_ink in enumerate([*inked, True]):
            if not has_ink:
                run += 1
                continue
            if run >= _WHITENED:
                found[place - run : place] = [Hiding.COVERED] * run
            run = 0
        return Verdict(found)

    def _fits(self, box: Rectangle) -> bool:
        """Whether ink begins and ends with a word's box, with paper on both sides."""
        left, bottom, right, top = box
        strip = (top - bottom) * _STRIP
        low, high = bottom + (top - bottom) * 0.2, top - (top - bottom) * 0.2
        beside = (
            self._share((left - strip, low, left - strip / 2, high)),
            self._share((right + strip / 2, low, right + strip, high)),
        )
        within = (
            self._share((left, bottom, left + 3 * strip, top)),
            self._share((right - 3 * strip, bottom, right, top)),
        )
        # A bar or the side of a frame may be close to the word.
        return min(within) >= _BLANK and not any(_PAPER < share < _SIDE for share in beside)

    def _is_tinted(self, box: Rectangle) -> bool:
        """Whether a word lies on a patch whose shade differs from the paper."""
        area = self._ground.area(box)
        if area is None:
            return False
        counts = self._ground.image.crop(area).histogram()[:256]
        commonest = max(range(256), key=counts.__getitem__)
        return abs(self._paper - commonest) >= _TINTED and counts[commonest] * 4 > sum(counts)

    def _is_coloured(self, box: Rectangle) -> bool:
        """Whether most ink in a box is coloured, while most ink of the page is not."""
        area = self._ground.area(box)
        if area is None:
            return False
        coloured = self._in_vivid_colour().crop(area).histogram()[255]
        return coloured * 2 > self._inked().crop(area).histogram()[255]

    def _in_vivid_colour(self) -> Image.Image:
        if self._vivid is None:
            red, green, blue = self._in_colour().image.split()
            most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
            least = ImageChops.darker(ImageChops.darker(red, green), blue)
            vivid = ImageChops.subtract(most, least).point(lambda v: 255 if v >= _COLOURED else 0)
            vivid = ImageChops.darker(vivid, self._inked())
            if vivid.histogram()[255] * 2 > self._inked().histogram()[255]:
                vivid = Image.new("L", vivid.size)
            self._vivid = vivid
        return self._vivid

    def _is_framed(self, box: Rectangle) -> bool:
        """Whether a word is in a frame: there are lines close above and close below it.

        Rules between the lines of a header, which go on far beyond the word and have no sides, are
        no frame.
        """
        if not self._is_between_lines(box):
            return False
        left, bottom, right, top = box
        high = top - bottom
        is_ruled = any(
            all(
                self._is_between_lines((x, bottom, x + _SHORT_WAY * high, top), _SLOPING)
                for x in places
            )
            for places in (
                [left - (far + _SHORT_WAY) * high for far in _BEYOND],
                [right + far * high for far in _BEYOND],
            )
        )
        return not is_ruled or self._has_sides(box)

    def _is_between_lines(self, box: Rectangle, more: float = 0.0) -> bool:
        """Whether there are lines above and below a box, or `more` of its height off there."""
        left, bottom, right, top = box
        near, far = (top - bottom) * (0.1 + more), (top - bottom) * (0.8 + more)
        return self._has_line((left, top - near, right, top + far)) and self._has_line(
            (left, bottom - far, right, bottom + near)
        )

    def _has_sides(self, box: Rectangle) -> bool:
        """Whether upright strokes, higher than letters, are left and right of a word."""
        left, bottom, right, top = box
        more = (top - bottom) * 0.1
        low, high = bottom - more, top + more
        sheet = self._ground.box((0, 0, *self._ground.image.size))
        return all(
            self._has_upright((one, low, other, high))
            for one, other in ((sheet[0], left), (right, sheet[2]))
        )

    def _has_upright(self, box: Rectangle) -> bool:
        area = self._ground.area(box)
        if area is None:
            return False
        part = self._inked().crop(area)
        columns = part.resize((part.width, 1), Image.Resampling.BOX)
        return bool(columns.getextrema()[1] >= _LINE)  # type: ignore[operator]

    def _has_line(self, box: Rectangle) -> bool:
        area = self._ground.area(box)
        if area is None:
            return False
        part = self._inked().crop(area)
        rows = part.resize((1, part.height), Image.Resampling.BOX)
        return bool(rows.getextrema()[1] >= _LINE)  # type: ignore[operator]

    def _share(self, box: Rectangle) -> float:
        """The share of a box that is ink."""
        area = self._ground.area(box)
        if area is None:
            return 0.0
        part = self._inked().crop(area)
        return part.histogram()[255] / (part.width * part.height)

    def _inked(self) -> Image.Image:
        if self._ink is None:
            self._paper, self._ink = _ink(self._ground.image)
        return self._ink


def _beside(one: Rectangle, other: Rectangle) -> bool:
    """Whether two words are neighbours on a line."""
    high = one[3] - one[1]
    return (
        abs(one[1] + one[3] - other[1] - other[3]) < high
        and max(one[0], other[0]) - min(one[2], other[2]) < _NEXT * high
    )


def _ink(image: Image.Image) -> tuple[int, Image.Image]:
    """The grey of the paper, and a picture that is white where there is ink.

    The paper's grey is the commonest light grey, and ink is darker than it; on film, the ground is
    the commonest dark grey, and ink is lighter.
    """
    counts = image.histogram()[:256]
    if _is_film(image):
        dark = max(range(128), key=counts.__getitem__)
        return dark, image.point(lambda value: 255 if value >= dark + _INK else 0)
    light = max(range(128, 256), key=counts.__getitem__)
    return light, image.point(lambda value: 255 if value <= light - _INK else 0)


def _is_film(image: Image.Image) -> bool:
    """Whether a page is white on black, like film."""
    if sum(image.histogram()[:_BLACK]) * 2 < image.width * image.height:
        return False
    squares = image.reduce(_SQUARE).histogram()
    count = sum(squares)
    return sum(squares[:_BLACK]) * 2 > count and sum(squares[_WHITE:]) <= _MOST_WHITE * count
