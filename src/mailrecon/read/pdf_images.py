"""Pages of PDF files as images."""

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

    def __call__(self, sha256: str, page: int) -> bytes | None:
        """The page (from 1) of the file with that SHA-256 as JPEG; None if no such file was read.

        Raises ReadError if the file is not what it was when it was read.
        """
        document = self._document(sha256)
        if document is None or not 1 <= page <= len(document):
            return None
        bitmap = document[page - 1].render(scale=_DOTS_PER_INCH / _POINTS_PER_INCH)
        out = BytesIO()
        bitmap.to_pil().convert("RGB").save(
            out, "JPEG", quality=_QUALITY, dpi=(_DOTS_PER_INCH, _DOTS_PER_INCH)
        )
        return out.getvalue()

    def _document(self, sha256: str) -> Any:
        if self._open is None or self._open[0] != sha256:
            self._open = (sha256, self._load(sha256))
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
