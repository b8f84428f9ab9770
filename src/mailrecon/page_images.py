"""Images of the pages of sources: the interface between productions and the code that draws."""

from __future__ import annotations

from enum import Enum
from typing import Protocol


class ImageFormat(Enum):
    """How page images are kept: JPEG in colour, TIFF in black and white (CCITT G4), or PDF."""

    JPEG = "jpeg"
    TIFF = "tiff"
    PDF = "pdf"

    @property
    def suffix(self) -> str:
        """The suffix of the files' names."""
        return {"jpeg": ".jpg", "tiff": ".tif", "pdf": ".pdf"}[self.value]


class PageImageSource(Protocol):
    """Draws pages of the sources."""

    def count(self, sha256: str) -> int:
        """How many pages the source with this SHA-256 has; 0 if it can't be drawn."""

    def image(self, sha256: str, page: int, kind: ImageFormat, number: str | None) -> bytes:
        """A page (from 1) as a file, with the document number below it if one is given."""

    def close(self) -> None:
        """Close open files. If another page is requested later, the source opens its file again."""
