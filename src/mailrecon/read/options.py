"""What the user may say about how documents are to be read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from mailrecon.recipe import UNRECORDED

if TYPE_CHECKING:
    from mailrecon.corrections import Correction

# The path of a file that a reader takes in with its own, and its bytes; None if it is not there.
ReadWith = Callable[[Path, bytes | None], None]


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """Choices every reader gets; each uses what concerns its format.

    `encoding` overrides the declared or detected one; `password` opens encrypted documents;
    `ocr_language` is Tesseract's code for the language of scanned pages (`deu`, `jpn+eng`).
    `all_items` converts Outlook's contacts, appointments and the like as mail, too;
    `recovered` includes a PST's items outside its folders (deleted or orphaned ones).
    `folder` is searched for a page's style sheets; `read_path` and `read_inputs` set it.
    `read_with` is called with the path and the bytes of each other file that a reader takes in, and
    with None for one that it looks for and does not find.
    `corrections` are those in force; they are passed with these options to the processes that read,
    and are recorded with those of linking.
    A plain text file of more than `window` bytes is read in windows of as many characters.
    """

    encoding: str | None = None
    password: str | None = field(default=None, metadata=UNRECORDED)
    ocr_language: str | None = None
    all_items: bool = False
    recovered: bool = False
    folder: str | None = field(default=None, metadata=UNRECORDED)
    read_with: ReadWith | None = field(default=None, metadata=UNRECORDED)
    corrections: tuple[Correction, ...] = field(default=(), metadata=UNRECORDED)
    window: int = field(default=8 << 20, metadata=UNRECORDED)
