"""The user's options for reading documents."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from mailrecon.recipe import UNRECORDED

if TYPE_CHECKING:
    from mailrecon.corrections import Correction

# Called with the path and bytes of a further file that a reader reads; None if it does not exist.
ReadWith = Callable[[Path, bytes | None], None]


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """Options for all readers; each uses those that concern its format.

    `encoding` overrides the declared or detected one; `password` opens encrypted documents;
    `ocr_language` is Tesseract's code for the language of scanned pages (`deu`, `jpn+eng`).
    `all_items` also converts Outlook's contacts, appointments and similar items to mail;
    `recovered` includes a PST's items outside its folders (deleted or orphaned ones). `folder` is
    searched for a page's style sheets; `read_path` and `read_inputs` set it. `read_with` is called
    with the path and the bytes of each further file that a reader reads, and with None for one that
    it does not find. `corrections` are those in force. They are passed to the reading processes
    with these options, and are recorded with the linking options. A plain text file of more than
    `window` bytes is read in windows of as many characters.
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
