"""Pages of PDF files as images for productions, black where text was withheld."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

from mailrecon.errors import ReadError
from mailrecon.page_images import ImageFormat
from mailrecon.read.files.archives import OpenedFile

# The resolution that courts and review platforms require of page images.
_DOTS_PER_INCH = 300
_POINTS_PER_INCH = 72
_QUALITY = 80
# Heights, in inches, of the strip added below a page for its number, and of the number's digits.
_STRIP, _LETTERS = 0.3, 0.14
# The date written into a PDF; by default, Pillow writes the current time.
_EPOCH = time.gmtime(0)
# Brighter than this is white in a picture of black and white.
_WHITE = 160


def _endorsed(picture: Any, number: str) -> Any:
    from PIL import Image, ImageDraw, ImageFont

    strip = round(_STRIP * _DOTS_PER_INCH)
    sheet = Image.new("RGB", (picture.width, picture.height + strip), (255, 255, 255))
    sheet.paste(picture, (0, 0))
    font = ImageFont.load_default(round(_LETTERS * _DOTS_PER_INCH))
    pen = ImageDraw.Draw(sheet)
    place = (picture.width - strip, picture.height + strip // 2)
    pen.text(place, number, fill=(0, 0, 0), font=font, anchor="rm")
    return sheet


def draw_page(
    document: Any, number: int, withheld: Iterable[tuple[float, float, float, float]], dots: int
) -> Any:
    """The picture of a page (from 0) at so many dots an inch, black over what is withheld."""
    from PIL import ImageDraw

    from mailrecon.read.pdf.picture import draw

    content = document[number]
    try:
        picture = draw(content, dots / _POINTS_PER_INCH, colour=True)
    finally:
        content.close()
    pen = ImageDraw.Draw(picture.image)
    for left, bottom, right, top in withheld:
        area = picture.area((left - 1, bottom - 1, right + 1, top + 1))
        if area is not None:
            pen.rectangle(area, fill=(0, 0, 0))
    return picture.image


class PageImages:
    """Draws pages of the PDF files among `files`; only one file is open at a time."""

    def __init__(self, files: Callable[[], Iterable[OpenedFile]], password: str | None) -> None:
        self._files = files
        self._password = password
        self._open: tuple[str, Any] | None = None
        self._reader: Any = None
        self._withheld: dict[int, list[tuple[float, float, float, float]]] = {}

    def count(self, sha256: str) -> int:
        """The number of pages of the file with that SHA-256; 0 if no such PDF was read.

        Raises ReadError if the file is not what it was when it was read.
        """
        document = self._document(sha256)
        return 0 if document is None else len(document)

    def image(self, sha256: str, page: int, kind: ImageFormat, number: str | None) -> bytes:
        """The image of a page (from 1) of the file with that SHA-256, at 300 dots per inch.

        Places of withheld text are painted black, because letters too pale or too small to read can
        be made out in a picture. `number` is written into a strip below the page, at the right.
        Raises ReadError if the file has changed since it was read.
        """
        picture = self._draw(self._document(sha256), page - 1)
        if number is not None:
            picture = _endorsed(picture, number)
        resolution = (_DOTS_PER_INCH, _DOTS_PER_INCH)
        out = BytesIO()
        if kind is ImageFormat.TIFF:
            ink = picture.convert("L").point(lambda level: 255 if level > _WHITE else 0, mode="1")
            ink.save(out, "TIFF", compression="group4", dpi=resolution)
        elif kind is ImageFormat.PDF:
            # With the current date in it, each run would write a different file.
            always = {"creationDate": _EPOCH, "modDate": _EPOCH}
            picture.save(out, "PDF", resolution=_DOTS_PER_INCH, quality=_QUALITY, **always)
        else:
            picture.save(out, "JPEG", quality=_QUALITY, dpi=resolution)
        return out.getvalue()

    def close(self) -> None:
        """Close the file that is open."""
        if self._open is not None and self._open[1] is not None:
            self._open[1].close()
        self._open = self._reader = None

    def _draw(self, document: Any, number: int) -> Any:
        """The picture of a page, counted from 0."""
        if number not in self._withheld:
            self._withheld[number] = [item.box for item in self._reader.read(number).unseen]
        return draw_page(document, number, self._withheld[number], _DOTS_PER_INCH)

    def _document(self, sha256: str) -> Any:
        if self._open is None or self._open[0] != sha256:
            self.close()
            self._open = (sha256, self._load(sha256))
            self._withheld = {}
            if self._open[1] is not None:
                from mailrecon.read.pdf.page import PageReader

                self._reader = PageReader(self._open[1], sha256)
        return self._open[1]

    def _load(self, sha256: str) -> Any:
        import hashlib

        import pypdfium2

        path = next((file.name for file in self._files() if file.sha256 == sha256), None)
        if path is None or path == "-":
            return None
        data = Path(path).read_bytes()
        if hashlib.sha256(data).hexdigest() != sha256:
            raise ReadError(f"{path}: was changed while it was being converted; run again")
        return pypdfium2.PdfDocument(data, password=self._password)
