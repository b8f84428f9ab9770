"""What the user may say about how documents are to be read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """Choices every reader gets; each uses what concerns its format.

    `encoding` overrides what text says of itself; `password` opens encrypted documents;
    `ocr_language` is what Tesseract calls the language of scanned pages (`deu`, `jpn+eng`).
    A file of plain text of more than `window` bytes is read in windows of as many characters.
    """

    encoding: str | None = None
    password: str | None = None
    ocr_language: str | None = None
    window: int = 8 << 20
