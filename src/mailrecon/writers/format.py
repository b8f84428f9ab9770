"""What a row of the table of writers says of a format."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from mailrecon.model import Archive
from mailrecon.writers.options import WriteOptions

Writer = Callable[[Archive, Path, WriteOptions], None]


class Format(Struct, frozen=True):
    """How a format is written.

    `write` fills the file at the path it is given or, where `names` is set, the empty folder
    there. `names` then matches the names of all the files it leaves, relative to the folder.
    `mark` is a file among them that shows whose they are, where others have files so named, too.
    `suffixes` are those of files that are written in this format without `--to`.
    """

    write: Writer
    names: re.Pattern[str] | None = None
    mark: str | None = None
    suffixes: tuple[str, ...] = ()

    @property
    def is_folder(self) -> bool:
        """Whether the format is a folder of files."""
        return self.names is not None
