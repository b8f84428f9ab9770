"""Find words of a scan whose ink looks like a removal's label, not like the word.

    Dear Ms. Quark,      Dear Ms. (b)(6),

The text layer still says `Quark` if somebody ran OCR first and then painted the label into the
picture. Where the label is as wide as the word, only the shape of the ink shows it. So each word
is drawn in a plain font and compared with the ink at its place. Most words of a page resemble their
ink in about the same degree. One that resembles it far less is drawn in other fonts, too, and
compared with the labels.
"""

from __future__ import annotations

import ctypes
from collections.abc import Mapping
from functools import lru_cache
from math import sqrt
from statistics import median
from typing import NamedTuple

import pypdfium2 as pdfium
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont, ImageOps, ImageStat, features
from pypdfium2 import raw

from mailrecon.lexicon.loading import load

# The size to which words and ink are brought, and the blur after it: fonts differ in details.
_SIZE = (96, 24)
_BLUR = ImageFilter.GaussianBlur(1.5)
_FONT_SIZE = 40
# Smaller pieces of ink have no shape.
_LEAST_SIDES = 6, 4
# A short word's ink may be anything's.
_SHORTEST = 5
# The page is judged only if it has so many words, and they resemble their ink so much: a page that
# was scanned badly does not.
_FEWEST_WORDS = 12
_LEAST_MEDIAN = 0.4
_FAR_BELOW = 0.3
# Measured on 66 scans of which 15 words were read from under such labels: the seven that are found
# resemble a label by 0.42 to 0.71, and by 0.26 more than the word. Of 3,202 words of other scans,
# turned and noisy, the nearest five resemble one by 0.31 to 0.42, and by 0.23 more than themselves.
_LIKE_LABEL = 0.4
_MORE_LIKE = 0.25
# A label is drawn neither much narrower nor much wider than in the plain font.
_NARROWEST, _WIDEST = 0.55, 1.8
# Fonts of PDF that every reader has, for words that do not resemble the plain font (ISO 32000-1,
# 9.6.2.2).
_OTHER_FONTS = (b"Times-Roman", b"Courier", b"Helvetica-Bold")
# What stands for a number or a letter in the codes of the lexicon.
_FILLED = {"{d}": "6", "{n}": "40", "{c}": "C", "{more}": " "}
_WORDS = ("Redacted", "REDACTED", "[redacted]", "[REDACTED]")
_LONGEST_LABEL = 16


class _Shape(NamedTuple):
    """A picture brought to one size: its brightness, how much that varies, and width by height."""

    image: Image.Image
    mean: float
    spread: float
    aspect: float


def labels_among(inks: Mapping[int, tuple[str, Image.Image]]) -> frozenset[int]:
    """The numbers of the words whose ink looks like a label.

    `inks` has the text of each word of a page, and its ink: white on black.
    """
    # Without FreeType, Pillow has a small bitmap font only.
    if not features.check("freetype2"):
        return frozenset()
    shapes: dict[int, _Shape] = {}
    likeness: dict[int, float] = {}
    for number, (text, ink) in inks.items():
        # `-----`: a rule has no shape.
        is_word = len(text) >= _SHORTEST and text.isascii() and any(map(str.isalnum, text))
        shape = _shape_of(ink) if is_word else None
        if shape is not None:
            shapes[number] = shape
            likeness[number] = _likeness(shape, _drawn(text))
    if len(likeness) < _FEWEST_WORDS:
        return frozenset()
    usual = median(likeness.values())
    if usual < _LEAST_MEDIAN:
        return frozenset()
    doubtful = usual - _FAR_BELOW
    return frozenset(
        number
        for number, own in likeness.items()
        if own < doubtful and _is_like_label(shapes[number], inks[number][0], own, doubtful)
    )


def _is_like_label(shape: _Shape, text: str, own: float, doubtful: float) -> bool:
    """Whether ink resembles a label, and the word in no font as much as `doubtful`.

    `own` is the likeness to the word in the plain font.
    """
    like = _likeness_to_labels(shape)
    if like < max(_LIKE_LABEL, own + _MORE_LIKE):
        return False
    own = max(_likeness(shape, _drawn_in(text, font)) for font in _OTHER_FONTS)
    return own < doubtful and like >= own + _MORE_LIKE


def _likeness_to_labels(shape: _Shape) -> float:
    return max(
        (
            _likeness(shape, label)
            for label in _labels()
            if _NARROWEST < shape.aspect / label.aspect < _WIDEST
        ),
        default=0.0,
    )


def _likeness(one: _Shape, other: _Shape) -> float:
    """The correlation of two pictures: 1 if they are the same, about 0 if they are unrelated."""
    product = ImageStat.Stat(ImageChops.multiply(one.image, other.image)).mean[0] * 255
    return (product - one.mean * other.mean) / (one.spread * other.spread)


def _shape_of(ink: Image.Image) -> _Shape | None:
    """The shape of a piece of ink without the paper around it; None if it is too small."""
    box = ink.getbbox()
    if box is None:
        return None
    width, height = box[2] - box[0], box[3] - box[1]
    if width < _LEAST_SIDES[0] or height < _LEAST_SIDES[1]:
        return None
    image = ink.crop(box).resize(_SIZE, Image.Resampling.BOX).filter(_BLUR)
    measured = ImageStat.Stat(image)
    spread = max(sqrt(measured.var[0]), 1.0)
    return _Shape(image, measured.mean[0], spread, width / height)


# The words of a language come again and again.
@lru_cache(maxsize=4096)
def _drawn(text: str) -> _Shape:
    """The shape of a text in a plain font."""
    font = ImageFont.load_default(_FONT_SIZE)
    left, top, right, bottom = map(round, font.getbbox(text))
    image = Image.new("L", (max(right - left, 1), max(bottom - top, 1)))
    ImageDraw.Draw(image).text((-left, -top), text, fill=255, font=font)
    shape = _shape_of(image)
    if shape is None:
        raise ValueError(text)
    return shape


@lru_cache(maxsize=1024)
def _drawn_in(text: str, font: bytes) -> _Shape:
    """The shape of a text in one of PDF's own fonts."""
    document = pdfium.PdfDocument.new()
    page = document.new_page(_FONT_SIZE * (len(text) + 2), 2 * _FONT_SIZE)
    letters = f"{text}\0".encode("utf-16-le")
    item = raw.FPDFPageObj_NewTextObj(document, font, float(_FONT_SIZE))
    raw.FPDFText_SetText(item, (ctypes.c_ushort * (len(letters) // 2)).from_buffer_copy(letters))
    raw.FPDFPageObj_Transform(item, 1, 0, 0, 1, _FONT_SIZE / 2, _FONT_SIZE / 2)
    raw.FPDFPage_InsertObject(page, item)
    raw.FPDFPage_GenerateContent(page)
    image = ImageOps.invert(page.render(scale=1, grayscale=True).to_pil().convert("L"))
    page.close()
    document.close()
    return _shape_of(image) or _drawn(text)


@lru_cache(maxsize=1)
def _labels() -> tuple[_Shape, ...]:
    """The shapes of the labels: exemption codes of the lexicon, and the word itself."""
    codes = []
    for code in load().exemption_codes:
        for sign, filled in _FILLED.items():
            code = code.replace(sign, filled)
        codes.append(code)
    texts = dict.fromkeys((*codes, "b6", "(b) (6)", "(b)(7)(C)", *_WORDS))
    return tuple(_drawn(text) for text in texts if text.isascii() and len(text) <= _LONGEST_LABEL)
