"""Even out the light of a page: grey or shaded paper becomes white, pale ink dark."""

from __future__ import annotations

from PIL import Image, ImageChops, ImageFilter

# The size of a cell in pixels at 300 an inch. The lightest cell within four shows the paper between
# lines or words.
_CELL, _AROUND = 12, 9
# Paper is white and even if nearly all of it is at least this light, and differs by at most this
# much. Scans in even light have 240 to 255.
_WHITE, _EVEN = 228, 16
# Cells darker than this share of the paper show something else: a black box, a photograph.
_PAPER_SHARE = 0.7
# At least this many of 1,000 pixels of a page are ink; if they are as dark as this, ink is black
# enough.
_INK_SHARE = 4
_BLACK = 40


def evened(image: Image.Image) -> Image.Image:
    """Correct uneven light on a grey page of 300 dots per inch, so that its paper is white.

    A page whose paper is white already is returned unchanged.
    """
    if min(image.size) < _CELL * _AROUND:
        return image
    paper = image.reduce(_CELL).filter(ImageFilter.MaxFilter(_AROUND))
    usual = _level(paper, 500)
    least = int(_PAPER_SHARE * usual)
    paper = paper.point(lambda value: value if value > least else usual)
    if _level(paper, 20) >= _WHITE and _level(paper, 980) - _level(paper, 20) <= _EVEN:
        return image
    light = paper.filter(ImageFilter.BoxBlur(_AROUND // 2))
    light = light.resize(image.size, Image.Resampling.BILINEAR)
    white = ImageChops.subtract(image, light, 1.0, 255)
    black = _level(white, _INK_SHARE)
    if black <= _BLACK:
        return white
    steeper = (255 - _BLACK) / (255 - black)
    return white.point(lambda value: max(0, int(255 - (255 - value) * steeper)))


def _level(image: Image.Image, share: int) -> int:
    """The grey below which `share` of 1,000 pixels are."""
    wanted = share * image.width * image.height / 1000
    count = 0
    for value, pixels in enumerate(image.histogram()):
        count += pixels
        if count > wanted:
            return value
    return 255
