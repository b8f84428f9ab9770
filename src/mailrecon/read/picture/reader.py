"""Read pictures of pages (PNG, JPEG, TIFF, WebP, HEIC …) like the pages of a scanned PDF."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from importlib import import_module
from io import BytesIO

from msgspec.structs import replace
from PIL import Image, ImageOps, ImageSequence

from mailrecon.errors import ReadError
from mailrecon.model import Document
from mailrecon.read.options import ReadOptions
from mailrecon.read.recognition.signatures import is_heic

_MOST_PAGES = 2_000
# Pillow's own limit.
_MOST_PIXELS = 178_956_970
# The width of an A4 sheet in inches, assumed for a scan without a stated resolution.
_SHEET = 8.27
# Pixels an inch of a screenshot, so that it is enlarged about twice before it is read.
_SCREEN = 150.0
_SCANNED_WIDTH = 1_600
# Screens of telephones are at least this many times as high as wide (sheets of paper 1.65 at most);
# shown as wide as this, in inches, their letters are as large as those of print.
_TELEPHONE_SHAPE, _TELEPHONE = 1.7, 4.0
_LEAST, _MOST = 72, 1_200


def read(data: bytes, name: str, options: ReadOptions) -> Iterator[Document]:
    """The one document of a picture's pages. Raises ReadError if it is damaged or too large."""
    try:
        pdf = as_pdf(data)
    except (OSError, RuntimeError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        # `cannot identify image file <_io.BytesIO object at 0x7f09c8a3>`: the address is useless to
        # users.
        reason = str(error).partition(" <")[0]
        text = f"{name}: is damaged and cannot be read as a picture ({reason})"
        raise ReadError(text) from error
    digest = hashlib.sha256(data).hexdigest()
    for document in import_module("mailrecon.read.pdf.reader").read(pdf, name, options):
        yield replace(document, sha256=digest, kind="picture", is_picture=True)


def as_pdf(data: bytes) -> bytes:
    """The pages as a PDF that contains only pictures, like those of scanners."""
    with _open(data) as picture:
        pages = []
        resolution = _resolution(picture)
        for number, frame in enumerate(ImageSequence.Iterator(picture)):
            if number == _MOST_PAGES:
                raise ValueError(f"it has more than {_MOST_PAGES} pages")
            pages.append(_on_white(frame))
            # Only TIFF has pages; in other formats, frames are animations.
            if picture.format != "TIFF":
                break
        out = BytesIO()
        pages[0].save(
            out, "PDF", save_all=True, append_images=pages[1:], resolution=resolution, quality=95
        )
    return out.getvalue()


def _open(data: bytes) -> Image.Image:
    if not is_heic(data):
        return Image.open(BytesIO(data))
    heif = import_module("pillow_heif").open_heif(data)
    wide, high = heif.size
    if wide * high > _MOST_PIXELS:
        raise ValueError(f"it has {wide} by {high} pixels")
    picture: Image.Image = heif.to_pillow()
    return picture


def _on_white(frame: Image.Image) -> Image.Image:
    """A page upright, in grey or colour, without transparency."""
    upright = ImageOps.exif_transpose(frame) or frame
    if upright.mode in ("1", "L"):
        return upright.convert("L")
    if "A" in upright.getbands() or "transparency" in upright.info:
        layer = upright.convert("RGBA")
        ground = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(ground, layer).convert("RGB")
    return upright.convert("RGB")


def _resolution(picture: Image.Image) -> float:
    """Pixels an inch: as stated, or for a telephone, a sheet of paper or a screen."""
    stated = picture.info.get("dpi")
    known = float(stated[0]) if isinstance(stated, tuple) and stated else 0.0
    wide, high = picture.size
    # Programs state 72 or 96 for any screen, whatever its resolution.
    if high > _TELEPHONE_SHAPE * wide:
        return max(wide / _TELEPHONE, _SCREEN, known if known <= _MOST else 0.0)
    if _LEAST < known <= _MOST:
        return known
    width = min(wide, high)
    return max(width / _SHEET, _SCREEN) if width >= _SCANNED_WIDTH else _SCREEN
