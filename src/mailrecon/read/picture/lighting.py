"""Even out the light of a page: grey or shaded paper becomes white, pale ink dark."""

from __future__ import annotations

from PIL import Image, ImageChops, ImageFilter

# Cells of so many pixels, of 300 an inch. The lightest cell within four shows the paper: between
# two lines, or between two words.
_CELL, _AROUND = 12, 9
# Paper is white and even enough if nearly all of it is as light as this, and differs by no more
# than that. Scans in even light have 240 to 255.
_WHITE, _EVEN = 228, 16
# Cells darker than this share of the paper show something else: a black box, a photograph.
_PAPER_SHARE = 0.7
# Of a page's pixels so many of 1,000 are surely ink; as dark as this it is black enough.
_INK_SHARE = 4
_BLACK = 40


def evened(image: Image.Image) -> Image.Image:
    """A grey page of 300 dots an inch on white paper, as if its light were even.

    A page that is white already is returned as it is.
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
    """The grey below which so many of 1,000 pixels are."""
    wanted = share * image.width * image.height / 1000
    count = 0
    for value, pixels in enumerate(image.histogram()):
        count += pixels
        if count > wanted:
            return value
    return 255
