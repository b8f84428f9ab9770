"""Detect letters printed over one another until they are illegible: `MMMMMMM` over a name.

Removing one letter changes the picture, so it seems visible; but it cannot be distinguished from
the many others at its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pypdfium2 import raw

from mailrecon.read.pdf.objects import bounds
from mailrecon.read.pdf.text import CharacterBoxes, Rectangle, Word

# With this many others at its place, a letter is illegible.
_MOST = 3
# Shares of a letter's width and height that another letter over it must cover.
_WIDE, _HIGH = 0.3, 0.5
# A string printed again, shifted by at most this share of its height, is bold print.
_BOLD = 0.15
# Least width of a letter, as a share of its height, if letters do not overlap.
_DENSE = 0.33
_LEAST_LETTERS = 4
_BAND = 8.0
_FARTHEST = 4_000.0
# After this many comparisons, all remaining letters count as illegible.
_MOST_COMPARED = 2_000_000


class _BoxesByHeight:
    """Boxes indexed by their vertical position."""

    def __init__(self, boxes: Sequence[Rectangle]) -> None:
        self._bands: dict[int, list[Rectangle]] = {}
        self._left = _MOST_COMPARED
        for box in boxes:
            for band in _bands(box):
                self._bands.setdefault(band, []).append(box)

    def over(self, box: Rectangle) -> int:
        """Count the boxes that lie over a box."""
        # A box in two bands is counted once, in the band of the middle of the given box.
        middle = int(min(max((box[1] + box[3]) / 2, -_FARTHEST), _FARTHEST) // _BAND)
        near = self._bands.get(middle, ())
        self._left -= len(near)
        if self._left < 0:
            return _MOST_COMPARED
        return sum(_lies_over(box, other) for other in near)


def piled(words: Sequence[Word], texts: Sequence[Any], boxes: CharacterBoxes) -> set[int]:
    """The letters, by PDFium's index, that lie in piles of strings (`texts`) or of letters."""
    found: set[int] = set()
    strings = _BoxesByHeight(
        list(_without_bold([bounds(text) for text in texts if _is_level(text)]))
    )
    letters = _BoxesByHeight(
        [box for word in words if _is_dense(word) for _, box in _of(word, boxes)]
    )
    for word in words:
        if word.angle or max(strings.over(word.box), letters.over(word.box)) < _MOST:
            continue
        depths = {n: max(strings.over(box), letters.over(box)) for n, box in _of(word, boxes)}
        if max(depths.values(), default=0) > _MOST:
            # At the ends of a pile, fewer others lie over a letter.
            found.update(number for number, depth in depths.items() if depth >= _MOST)
    return found


def _is_dense(word: Word) -> bool:
    letters = len(word.text)
    if word.angle or letters < _LEAST_LETTERS:
        return False
    return word.right - word.left < _DENSE * (word.top - word.bottom) * letters


def _is_level(text: Any) -> bool:
    matrix = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(text, matrix):
        return False
    return bool(abs(matrix.b) < 0.01 * abs(matrix.a) and abs(matrix.c) < abs(matrix.d))


def _of(word: Word, boxes: CharacterBoxes) -> Iterator[tuple[int, Rectangle]]:
    """The letters of a word, with the boxes of their ink."""
    for number in range(word.start, word.end):
        box = boxes.tight(number)
        if box is not None and box[2] > box[0] and box[3] > box[1]:
            yield number, box


def _without_bold(strings: list[Rectangle]) -> Iterator[Rectangle]:
    """The strings without second copies, printed for bold or for a shadow."""
    last: dict[tuple[int, int], Rectangle] = {}
    for box in sorted(strings):
        key = (round(box[2] - box[0]), round(box[3] - box[1]))
        before = last.get(key)
        most = _BOLD * (box[3] - box[1])
        if before is None or box[0] - before[0] > most or abs(box[1] - before[1]) > most:
            last[key] = box
            yield box


def _bands(box: Rectangle) -> range:
    bottom, top = (min(max(side, -_FARTHEST), _FARTHEST) for side in (box[1], box[3]))
    return range(int(bottom // _BAND), int(top // _BAND) + 1)


def _lies_over(one: Rectangle, other: Rectangle) -> bool:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    if wide <= 0 or high <= 0:
        return False
    least = min(one[2] - one[0], other[2] - other[0])
    return wide >= _WIDE * least and high >= _HIGH * (one[3] - one[1])
