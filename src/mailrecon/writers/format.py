"""The row of a format in the table of writers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec import Struct

from mailrecon.model import Archive
from mailrecon.writers.options import WriteOptions

Writer = Callable[[Archive, Path, WriteOptions], None]
# The parts of a file, one after the other.
Pieces = Callable[[Archive, WriteOptions], Iterator[bytes]]


class Format(Struct, frozen=True):
    """How a format is written.

    `write` fills the file at the given path or, if `names` is set, the empty folder there. `names`
    then matches the paths, relative to the folder, of all files it can leave. `mark` is one of
    these files; it shows that mailrecon wrote the others, for a format whose file names are common
    elsewhere (`Inbox.mbox`). `suffixes` are the file suffixes that choose this format without
    `--to`. `pieces` gives the bytes of a format that is written message by message, as a pipe takes
    them. `what` and `used_by` are Markdown for the table in `docs/outputs.md`.
    """

    write: Writer
    names: re.Pattern[str] | None = None
    mark: str | None = None
    suffixes: tuple[str, ...] = ()
    what: str = ""
    used_by: str = ""
    pieces: Pieces | None = None

    @property
    def is_folder(self) -> bool:
        """Whether the format is a folder of files."""
        return self.names is not None

    def docs_row(self, name: str) -> str:
        """The format's row in the table of `docs/outputs.md`."""
        suffixes = ", ".join(f"`{suffix}`" for suffix in self.suffixes)
        return f"| `{name}` | {suffixes or 'none: a folder'} | {self.what} | {self.used_by} |"
