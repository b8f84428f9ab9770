"""Pages of PDF files as images, black where text was withheld."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

from mailrecon.errors import ReadError
from mailrecon.read.inputs import InputFile

_DOTS_PER_INCH = 150
_POINTS_PER_INCH = 72
_QUALITY = 85


class PageImages:
    """Draws pages of the PDF files among `files`; one file is held open at a time."""

    def __init__(self, files: Callable[[], Iterable[InputFile]], password: str | None) -> None:
        self._files = files
        self._password = password
        self._open: tuple[str, Any] | None = None
        self._reader: Any = None
        self._withheld: dict[int, list[tuple[float, float, float, float]]] = {}

    def __call__(self, sha256: str, page: int) -> bytes | None:
        """The page (from 1) of the file with that SHA-256 as JPEG; None if no such file was read.

        What is withheld from the text is painted black: letters too pale or too small to read can
        be made out in a picture. Raises ReadError if the file is not what it was when it was read.
        """
        document = self._document(sha256)
        if document is None or not 1 <= page <= len(document):
            return None
        image = self._draw(document, page - 1)
        out = BytesIO()
        image.save(out, "JPEG", quality=_QUALITY, dpi=(_DOTS_PER_INCH, _DOTS_PER_INCH))
        return out.getvalue()

    def _draw(self, document: Any, number: int) -> Any:
        """The picture of a page, counted from 0."""
        from PIL import ImageDraw

        from mailrecon.read.pdf.picture import draw

        content = document[number]
        try:
            picture = draw(content, _DOTS_PER_INCH / _POINTS_PER_INCH, colour=True)
        finally:
            content.close()
        if number not in self._withheld:
            self._withheld[number] = [item.box for item in self._reader.read(number).unseen]
        pen = ImageDraw.Draw(picture.image)
        for left, bottom, right, top in self._withheld[number]:
            area = picture.area((left - 1, bottom - 1, right + 1, top + 1))
            if area is not None:
                pen.rectangle(area, fill=(0, 0, 0))
        return picture.image

    def _document(self, sha256: str) -> Any:
        if self._open is None or self._open[0] != sha256:
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
