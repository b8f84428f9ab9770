"""Measure and remove the noise of a scan."""

from __future__ import annotations

from PIL import Image, ImageChops, ImageFilter, ImageStat

from mailrecon.read.picture.specks import without_specks

_PAPER, _BLACK, _STEEPER = 190, 40, 1.4
# A speck is a cell of this size with ink that has hardly any inked cell within three cells; a full
# stop has letters beside it. The mean of a speck's 49 cells is at most four (of 255).
_CELL, _AROUND = 8, 3
_INKED_CELL = 245
# The darkness of isolated cells that are counted as specks, even if the grain is fine: scans with
# 250 specks have 138 to 167 such cells (with 50, 22), clean prints none, a list one for each
# bullet.
_DARK_CELL = 225
_BULLET = 150
# A pixel below the first value is black. A cell above the second has few black pixels, at most six
# of 64.
_BLACK_PIXEL, _FEW_BLACK = 128, 230
# Before OCR, a noisy page is blurred by this many pixels. Lines of headers misread, of 96 in noisy
# scans: 10 in the clear picture, 12 blurred by 1.5 pixels, 4 by 2. Ink counts as near within about
# six pixels: three in a picture half as wide.
_SOFT = 2
_HALF, _NEAR = 2, 7
_WHITE = 235
_WHITER = 255 / _WHITE
_LONELY = 255 * 6 // 49


def noise_of(image: Image.Image) -> float:
    """The mean difference (of 255) between pixels in a page's middle and their neighbours."""
    wide, high = image.size
    middle = image.crop((wide * 3 // 8, high * 3 // 8, wide * 5 // 8, high * 5 // 8))
    change = ImageChops.difference(middle, middle.filter(ImageFilter.MedianFilter(3)))
    return float(ImageStat.Stat(change).mean[0])


def dotted_share(image: Image.Image) -> float:
    """The percentage of a page's cells with a few dark pixels: the noise of a fax machine."""
    black = image.point(lambda value: 0 if value < _BLACK_PIXEL else 255)
    cells = black.reduce(_CELL).histogram()
    return 100 * sum(cells[_FEW_BLACK:255]) / sum(cells)


def specks_of(image: Image.Image) -> int:
    """Count the cells of a page that hold a little ink with hardly any other ink near.

    A bullet, or another mark that fills half a cell, is too large to be a speck.
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
    """A noisy page without specks, with white paper and dark ink."""
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
    """A noisy page for OCR: blurred, and white where `clear` has no letters nearby.

    `cleaned` thins letters, so that `Thorne` is read as `Thome` and `ferry` as `terry`: boxes and
    skew are found in its result, but letters are read from this one.
    """
    soft = image.filter(ImageFilter.GaussianBlur(_SOFT)).point(
        lambda value: min(255, int(value * _WHITER))
    )
    near = clear.reduce(_HALF).filter(ImageFilter.MinFilter(_NEAR)).resize(clear.size)
    soft.paste(255, (0, 0), near.point(lambda value: 255 if value > _WHITE else 0))
    return soft
