"""Noise of a scan: how much a picture has, and the picture without it."""

from __future__ import annotations

from PIL import Image, ImageChops, ImageFilter, ImageStat

from mailrecon.read.picture.specks import without_specks

_PAPER, _BLACK, _STEEPER = 190, 40, 1.4
# Specks: cells of so many pixels with ink in them, and hardly any other within three cells; a full
# stop has letters beside it. Of 49 cells those of a speck are four at most (of 255).
_CELL, _AROUND = 8, 3
_INKED_CELL = 245
# A page with so many lonely cells as dark as this is cleaned even if its grain is fine: scans with
# 250 specks have 138 to 167 of them (with 50, 22), clean prints none, a list has one a bullet.
_DARK_CELL = 225
_BULLET = 150
# A pixel is black below this; a cell has few of them, six of 64 at most, above that.
_BLACK_PIXEL, _FEW_BLACK = 128, 230
# For reading, a noisy page is blurred by so many pixels. Lines of headers misread, of 96 in noisy
# scans: 10 in the clear picture, 12 blurred by 1.5 pixels, 4 by 2. Ink counts as near within about
# six pixels: three in a picture half as wide.
_SOFT = 2
_HALF, _NEAR = 2, 7
_WHITE = 235
_WHITER = 255 / _WHITE
_LONELY = 255 * 6 // 49


def noise_of(image: Image.Image) -> float:
    """How much the pixels of a page's middle differ from those around them, of 255, on average."""
    wide, high = image.size
    middle = image.crop((wide * 3 // 8, high * 3 // 8, wide * 5 // 8, high * 5 // 8))
    change = ImageChops.difference(middle, middle.filter(ImageFilter.MedianFilter(3)))
    return float(ImageStat.Stat(change).mean[0])


def dotted_share(image: Image.Image) -> float:
    """The share of a page's cells, of 100, that have a few dark pixels: salt of a fax machine."""
    black = image.point(lambda value: 0 if value < _BLACK_PIXEL else 255)
    cells = black.reduce(_CELL).histogram()
    return 100 * sum(cells[_FEW_BLACK:255]) / sum(cells)


def specks_of(image: Image.Image) -> int:
    """How many cells of a page have a little ink in them and hardly any other near.

    A bullet, or another mark that fills a cell by half, is large enough to be meant.
    """
    darkest = image.reduce(_CELL).filter(ImageFilter.MinFilter(3))
    small = darkest.point(lambda value: 255 if value > _BULLET else 0)
    return ImageChops.darker(_lonely_cells(image, _DARK_CELL), small).histogram()[255]


def _lonely_cells(image: Image.Image, inked: int) -> Image.Image:
    """A picture of the page's cells: white where a cell darker than `inked` is alone."""
    cells = image.reduce(_CELL).point(lambda value: 255 if value < inked else 0)
    around = cells.filter(ImageFilter.BoxBlur(_AROUND))
    few = around.point(lambda value: 255 if value < _LONELY else 0)
    return ImageChops.darker(cells, few)


def cleaned(image: Image.Image) -> Image.Image:
    """A noisy page without its specks, its paper white and its ink dark."""
    smooth = image.filter(ImageFilter.MedianFilter(3)).filter(ImageFilter.GaussianBlur(1))
    clear = smooth.point(
        lambda value: 255 if value > _PAPER else max(0, int((value - _BLACK) * _STEEPER))
    )
    specks = _lonely_cells(clear, _INKED_CELL).filter(ImageFilter.MaxFilter(3))
    mask = specks.resize(clear.size, Image.Resampling.NEAREST)
    clear.paste(255, (0, 0), mask)
    # `The. north wall`: a speck beside a letter.
    return without_specks(clear)


def softened(image: Image.Image, clear: Image.Image) -> Image.Image:
    """A noisy page for reading: its letters blurred, and white where `clear` has none near.

    `cleaned` thins letters, so that `Thorne` is read as `Thome` and `ferry` as `terry`: boxes and
    skew are found in what it returns, letters are read in this.
    """
    soft = image.filter(ImageFilter.GaussianBlur(_SOFT)).point(
        lambda value: min(255, int(value * _WHITER))
    )
    near = clear.reduce(_HALF).filter(ImageFilter.MinFilter(_NEAR)).resize(clear.size)
    soft.paste(255, (0, 0), near.point(lambda value: 255 if value > _WHITE else 0))
    return soft
