"""Load the lexicon: from the merged tables beside the language files, or from those files."""

from __future__ import annotations

import gc
import os
import zlib
from functools import lru_cache

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from mailrecon.lexicon.building import build
from mailrecon.lexicon.files import FOLDER
from mailrecon.lexicon.lexicon import LabelEntry, Lexicon

TABLES = "tables.msgpack"


class Tables(Struct, frozen=True):
    """The merged lexicon in the form of its file; `sources` is the checksum of the language files.

    `labels` and `ocr_labels` have indices into `entries`, so that shared entries are stored once.
    """

    sources: int
    entries: list[LabelEntry]
    labels: dict[str, int]
    ocr_labels: dict[str, int]
    lexicon: Lexicon

    @classmethod
    def of(cls, sources: int, lexicon: Lexicon) -> Tables:
        """The stored form of a lexicon."""
        places: dict[int, int] = {}
        entries: list[LabelEntry] = []
        for entry in (*lexicon.labels.values(), *lexicon.ocr_labels.values()):
            if places.setdefault(id(entry), len(entries)) == len(entries):
                entries.append(entry)
        labels, shapes = (
            {key: places[id(entry)] for key, entry in table.items()}
            for table in (lexicon.labels, lexicon.ocr_labels)
        )
        return cls(sources, entries, labels, shapes, replace(lexicon, labels={}, ocr_labels={}))

    def whole(self) -> Lexicon:
        """The lexicon, with the entries put back into its tables."""
        entries = self.entries
        labels, shapes = (
            {key: entries[place] for key, place in table.items()}
            for table in (self.labels, self.ocr_labels)
        )
        return replace(self.lexicon, labels=labels, ocr_labels=shapes)


@lru_cache(maxsize=1)
def load() -> Lexicon:
    """The lexicon, built once in a process. Raises LexiconError for a malformed language file.

    The merged tables are used if their checksum fits the language files; otherwise the files are
    read, which takes ten times as long.
    """
    collecting = gc.isenabled()
    # Building makes millions of objects that all stay; collecting in between only costs time.
    gc.disable()
    try:
        return from_tables() or build()
    finally:
        if collecting:
            gc.enable()


def from_tables() -> Lexicon | None:
    """The lexicon from the merged tables; None if they are missing or the files have changed."""
    try:
        data = (FOLDER / TABLES).read_bytes()
        tables = msgspec.msgpack.decode(data, type=Tables)
    except (OSError, msgspec.MsgspecError):
        return None
    return tables.whole() if tables.sources == checksum() else None


def checksum() -> int:
    """A checksum (CRC-32) over all language files and their names."""
    found = 0
    for name in sorted(entry.name for entry in os.scandir(FOLDER)):
        if name.endswith(".json"):
            found = zlib.crc32((FOLDER / name).read_bytes(), zlib.crc32(name.encode(), found))
    return found
