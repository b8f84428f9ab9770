"""What every writer may be told."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from mailrecon.errors import WriteError
from mailrecon.recipe import UNRECORDED, Recipe
from mailrecon.writers.rfc5322 import Forwards

_PREFIX = re.compile(r"(?=[A-Za-z0-9])[A-Za-z0-9_-]{0,39}[A-Za-z_-]")


@dataclass(frozen=True, slots=True)
class WriteOptions:
    """`forwards` says what becomes of forwarded messages; the rest is for load files.

    `prefix` begins every document number, which also names files; if it ended in a digit nobody
    could tell where the number begins. `custodian` is whom the documents were held by.
    `page_image` gives the JPEG image of a page (counted from 1) of the source with a sha256, or
    None where there is none; `images` records that it was asked. `recipe` is written into every
    message; `write` fills it in.
    """

    forwards: Forwards = Forwards.ATTACH
    prefix: str = "MR"
    custodian: str | None = None
    page_image: Callable[[str, int], bytes | None] | None = field(default=None, metadata=UNRECORDED)
    images: bool = False
    recipe: Recipe | None = field(default=None, metadata=UNRECORDED)

    def __post_init__(self) -> None:
        """Raise WriteError for a prefix that cannot begin document numbers."""
        if not _PREFIX.fullmatch(self.prefix):
            raise WriteError(
                f"{self.prefix!r} cannot begin document numbers; use up to 40 letters, digits, "
                "hyphens and underscores; begin with a letter or digit, do not end in a digit"
            )
