"""Find the visible text of a page: draw it with its text and without, and compare.

A character is visible if removing the text changes the picture at its place. This finds text hidden
by anything: a box of any colour or shape, a picture, a pattern, an annotation, a layer that is off,
a clip, white on white. Frames, rules, shadows and dark backgrounds, which hide nothing, do not
mislead it.

There are two passes. The first is in grey, and checks that a word's ink is there. Words that fail
are drawn again, larger and in colour, and each letter's ink is compared with that on white paper.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import pypdfium2 as pdfium
from PIL import Image, ImageChops
from pypdfium2 import raw

from mailrecon.model import Hiding
from mailrecon.read.pdf.blocks import are_blocks, is_dark_all_over, may_be_blocks
from mailrecon.read.pdf.objects import PageObjects
from mailrecon.read.pdf.overlaps import (
    ENOUGH_INK,
    LEAST_INK,
    LEGIBLE,
    Letter,
    colour_difference,
    count_pale,
    count_pixels,
    crossed,
    divide_boxes,
    ink_if_whole,
    is_cut_out,
    is_thin_stroke,
    is_too_small,
    is_within,
    overlapping,
    pale_difference,
    picture_difference,
    reaches_along,
    struck_out,
)
from mailrecon.read.pdf.picture import Picture, draw
from mailrecon.read.pdf.piles import piled
from mailrecon.read.pdf.scan import Scan, ScannedWord, Verdict
from mailrecon.read.pdf.text import (
    CharacterBoxes,
    Rectangle,
    UnseenCharacters,
    Word,
    clean,
    handle_of,
)

# Pixels per point: at the first look, and for words that failed it.
FIRST_LOOK = 1.5
_SECOND = 3.0
# First look: share of its tight box that a letter's ink must span.
_SPANS_HIGH = 0.6
_SPANS_WIDE = 0.4
# The band of small letters within a font's box, from the bottom, and the widest gap in it.
_BAND = (0.24, 0.62)
_WIDEST_GAP = 0.42
# The share of the band's rows that have ink: a line through a word takes one or two of them.
_LEAST_ROWS = 0.7
_INVISIBLE_MODES = {raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP}
# Letters less opaque than this (of 255) are clear.
_CLEAR = 16
_LITTLE_INK = frozenset(".,:;-\u2013\u2014'\u2019\u00b7")
# Share trimmed off the edges of a letter's box when its ink is searched in a scan.
_TRIM = 0.12
# Words above more than this many layers of others count as covered.
_MOST_LAYERS = 12


class _Doubt(NamedTuple):
    """A word that failed the first look: its letters, and which of them are visible.

    `readable` is True if it is large enough and not typed over.
    """

    word: Word
    letters: list[Letter]
    flags: list[bool]
    layer: int
    readable: bool

    @property
    def missing(self) -> int | None:
        """The index of the first letter that is not visible."""
        return self.flags.index(False) if False in self.flags else None


class Sight(NamedTuple):
    """The visible words, the hidden characters, and the picture of the page without its text."""

    words: list[Word]
    unseen: list[UnseenCharacters]
    ground: Picture


class Eye:
    """Finds the visible text of one page."""

    def __init__(
        self,
        page: pdfium.PdfPage,
        text_page: pdfium.PdfTextPage,
        drawn: PageObjects,
        viewer: Picture | None = None,
    ) -> None:
        self._page = page
        self._boxes = CharacterBoxes(text_page)
        self._text_page = text_page
        self._drawn = drawn
        self._modes = [raw.FPDFTextObj_GetTextRenderMode(item) for item in drawn.texts]
        self.shown = draw(page, FIRST_LOOK)
        self.ground = self._without(drawn.texts)
        change = picture_difference(self.shown, self.ground)
        if viewer is not None and viewer.image.size == self.shown.image.size:
            # Annotations may hide text when drawn separately, but not as part of the page.
            same = ImageChops.invert(picture_difference(viewer, self.shown))
            change = ImageChops.darker(change, same)
        # Layer 0 is all text; in each further layer, overlapping words are drawn separately.
        self._scan = Scan(
            self.ground,
            drawn.images,
            tuple(page.get_bbox()),
            lambda: self._without(drawn.texts, colour=True),
        )
        self._items: list[list[Any]] = [drawn.texts]
        self._changes = [change]
        self._layer_of: dict[int, int] = {}
        # Words that are dark all over at the first look; small print may be so, too.
        self._solid: list[Word] = []

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
        """Find a page's visible words; words that `marked` covers count as removed."""
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
        for word in self._words_of_blocks():
            seen.remove(word)
            letters = self._letters(word)
            heaps.update(letter.number for letter in letters)
            doubtful.append(_Doubt(word, letters, [True] * len(letters), 0, readable=True))
        for layer in range(len(self._changes)):
            self._second_look([doubt for doubt in doubtful if doubt.layer == layer], layer)
        self._look_at_clips(doubtful)
        unseen: list[UnseenCharacters] = []
        for doubt, verdict in zip(doubtful, self._verdicts(doubtful, marked), strict=True):
            missing = doubt.missing
            word = doubt.word
            for place, letter in enumerate(doubt.letters if heaps else ()):
                if letter.number in heaps:
                    verdict.reasons[place] = Hiding.COVERED
            if missing is not None and self._is_invisible(doubt.letters[missing]):
                word = word._replace(right=self._right_edge(word))
            kept, withheld = divide_boxes(word, doubt.letters, verdict.reasons, self._boxes)
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
        """Whether a left-to-right word has ink along its whole length."""
        height = word.top - word.bottom
        low, high = (word.bottom + height * share for share in _BAND)
        area = self.shown.area((word.left, low, word.right, high))
        if area is None:
            return False
        if self.shown.is_turned:
            return False
        columns, rows = change.crop(area).getprojection()
        # A bar set a little too high leaves the feet of all letters: ink all along, in few rows.
        inked_rows = len(rows) - rows.count(0)
        if inked_rows < _LEAST_ROWS * len(rows) and any(map(str.isalnum, word.text)):
            return False
        most = max(2.0, _WIDEST_GAP * height * self.shown.scale)
        whole = reaches_along(bytes(columns), most)
        inked = len(columns) - columns.count(0)
        if whole and is_dark_all_over(change, area, inked, inked_rows):
            self._solid.append(word)
        return whole

    def _words_of_blocks(self) -> list[Word]:
        """Find the words whose letters are solid blocks, as in some fonts."""
        wanted = [word for word in self._solid if may_be_blocks(word.text)]
        if not wanted:
            return []
        ink, ground = self._bare_ink(), self._without((), _SECOND)
        return [
            word
            for word in wanted
            if are_blocks(ink, [ground.area(letter.box) for letter in self._letters(word)])
        ]

    def _is_there(self, letter: Letter, change: Image.Image) -> bool:
        """Whether a letter's ink spans most of its box."""
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
        """Compare each letter's visible ink with its ink on white paper."""
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
        pale = pale_difference(shown, ground)
        change = colour_difference(shown, ground, pale)
        ink = self._bare_ink()
        shares: dict[int, list[tuple[int, int, int]]] = {}
        for number, (doubt, place) in enumerate(wanted):
            letter = doubt.letters[place]
            area = shown.area(letter.box)
            if area is None:
                continue
            expected = (
                ink_if_whole(ink, shown, letter.box)
                if self._has_outline(letter)
                else count_pixels(ink, area)
            )
            there = max(count_pixels(change, area), count_pale(pale, area))
            if not expected or not letter.text.isalnum():
                doubt.flags[place] = is_thin_stroke(area, there, pale)
            if not expected:
                continue
            doubt.flags[place] |= there >= ENOUGH_INK * expected
            shares.setdefault(id(doubt), []).append((number, there, expected))
        for found in shares.values():
            # If a box leaves the upper half of a line, `a` and `e` keep little ink, but the word is
            # legible.
            if sum(there for _, there, _ in found) >= ENOUGH_INK * sum(one for *_, one in found):
                for number, there, expected in found:
                    doubt, place = wanted[number]
                    doubt.flags[place] |= there >= LEAST_INK * expected

    def _look_at_clips(self, doubtful: Sequence[_Doubt]) -> None:
        """Find letters that are visible only because a fill is painted through them.

        `7 Tr (Ann Poe) Tj 0 0 300 40 re f`: letters that clip a fill. Browsers print a background
        clipped to letters (`background-clip: text`) through a mask, with transparent letters over
        it. Removing the text does not change the picture, so the picture inside each letter is
        compared with the picture around it.
        """
        wanted = [
            (doubt, place)
            for doubt in doubtful
            if doubt.readable
            for place, letter in enumerate(doubt.letters)
            if not doubt.flags[place] and self._may_be_cut_out(letter)
        ]
        if not wanted:
            return
        shown = self._without(self._drawn.texts, _SECOND, colour=True)
        ink = self._bare_ink(clips=True)
        for doubt, place in wanted:
            area = shown.area(doubt.letters[place].box)
            clear = self._mode(doubt.letters[place]) != raw.FPDF_TEXTRENDERMODE_CLIP
            if area is not None and is_cut_out(shown.image, ink, area, exactly=clear):
                doubt.flags[place] = True

    def _may_be_cut_out(self, letter: Letter) -> bool:
        """Whether a letter only clips a fill, or is transparent."""
        item = raw.FPDFText_GetTextObject(self._text_page, letter.number)
        mode = raw.FPDFTextObj_GetTextRenderMode(item) if item else None
        if mode != raw.FPDF_TEXTRENDERMODE_FILL:
            return bool(mode == raw.FPDF_TEXTRENDERMODE_CLIP)
        channels = [ctypes.c_uint() for _ in range(4)]
        raw.FPDFPageObj_GetFillColor(item, *channels)
        return channels[3].value < _CLEAR

    def _mode(self, letter: Letter) -> int | None:
        item = raw.FPDFText_GetTextObject(self._text_page, letter.number)
        return raw.FPDFTextObj_GetTextRenderMode(item) if item else None

    def _has_outline(self, letter: Letter) -> bool:
        """Whether a letter is an outline of a font file; boxes of Type 3 letters may be any."""
        item = raw.FPDFText_GetTextObject(self._text_page, letter.number)
        font = raw.FPDFTextObj_GetFont(item) if item else None
        length = ctypes.c_size_t()
        return bool(font and raw.FPDFFont_GetFontData(font, None, 0, length) and length.value)

    def _is_invisible(self, letter: Letter) -> bool:
        return self._mode(letter) in _INVISIBLE_MODES

    def _bare_ink(self, *, clips: bool = False) -> Image.Image:
        """Draw the text alone, black on white paper; with `clips`, also letters that only clip."""
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
        return picture.image.point(lambda value: 255 if value <= 255 - LEGIBLE else 0)

    def _set_layers(self, words: Sequence[Word]) -> set[int]:
        """Draw overlapping words in separate layers, so that each can be judged alone.

        Returns the words that others strike out.
        """
        crossing = crossed(words)
        struck = crossing.lost
        pairs = [*overlapping(words), *crossing.pairs]
        if not pairs:
            return struck
        struck |= struck_out(words, pairs)
        items = {n: self._item(words[n]) for pair in pairs for n in pair}
        depth: dict[int, int] = {}
        for lower, upper in sorted(pairs):
            if words[lower].text == words[upper].text:
                continue
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
            self._changes.append(picture_difference(self.shown, self._without(self._items[-1])))
            for number, item in items.items():
                if handle_of(item) in handles:
                    self._layer_of[number] = len(self._items) - 1
        return struck

    def _item(self, word: Word) -> Any:
        return raw.FPDFText_GetTextObject(self._text_page, word.start)

    def _verdicts(self, doubtful: Sequence[_Doubt], marked: Sequence[Rectangle]) -> list[Verdict]:
        """Why the letters of each word are hidden; None for visible ones."""
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
                if any(is_within(letter.box, box) for box in marked):
                    verdict.reasons[place] = Hiding.MARKED
        return found

    def _placed(self, doubt: _Doubt) -> ScannedWord:
        word = doubt.word
        letters = [self._seat(letter) for letter in doubt.letters]
        signs = frozenset(
            place for place, letter in enumerate(doubt.letters) if letter.text in _LITTLE_INK
        )
        if word.angle or self.ground.is_turned:
            return ScannedWord(word.text, word.box, letters, False, signs)
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
        return ScannedWord(word.text, box, letters, True, signs)

    def _right_edge(self, word: Word) -> float:
        box = (word.left, word.bottom, word.right, word.top)
        return self._scan.right_edge(box, len(word.text))

    def _seat(self, letter: Letter) -> Rectangle:
        """The middle part of a letter's space in its line, independent of its ink."""
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
        if raw.FPDFTextObj_GetTextRenderMode(item) in _INVISIBLE_MODES or alpha.value < _CLEAR:
            return Hiding.TRANSPARENT
        low, high = self.ground.extremes(area)
        grey = (red.value * 299 + green.value * 587 + blue.value * 114) // 1000
        if high - low < LEGIBLE and low > 200:
            return Hiding.SAME_COLOUR if abs(grey - low) < LEGIBLE else Hiding.NOT_DISPLAYED
        return Hiding.COVERED
