"""What every writer may be told."""

from __future__ import annotations

from dataclasses import dataclass, field

from mailrecon.errors import WriteError
from mailrecon.page_images import ImageFormat, PageImageSource
from mailrecon.recipe import UNRECORDED, Recipe
from mailrecon.regex import regex
from mailrecon.writers.rfc5322 import Forwards

_VOLUME = regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
# Eight digits are written, and a production must have room above its first number.
_LAST_NUMBER = 99_000_000
_PREFIX = regex(r"(?=[A-Za-z0-9])[A-Za-z0-9_-]{0,39}[A-Za-z_-]")


@dataclass(frozen=True, slots=True)
class WriteOptions:
    """`forwards` says what becomes of forwarded messages; the rest is for load files.

    `prefix` begins every document number, which also names files; if it ended in a digit nobody
    could tell where the number begins. `start` is the first number, `volume` the folder all files
    lie in (none by default). `custodian` is whom the documents were held by. `fields` are the
    columns, each as `Heading=FIELD` (see `mailrecon.writers.template`); all of them by default.
    `page_image` draws pages; `images` records that it was asked, `image_format` and `endorse` how.
    `only` are the numbers of the messages to write, from 1 in the archive's order: `1-3,7`.
    `ascii` keeps mail and the names of EML files in ASCII: for programs that know nothing else.
    `recipe` is written into every message; `write` fills it in.
    """

    forwards: Forwards = Forwards.ATTACH
    prefix: str = "MR"
    custodian: str | None = None
    page_image: PageImageSource | None = field(default=None, metadata=UNRECORDED)
    images: bool = False
    image_format: ImageFormat = ImageFormat.JPEG
    endorse: bool = True
    start: int = 1
    volume: str | None = None
    fields: tuple[str, ...] = ()
    only: str | None = field(default=None, metadata={"longest": 400})
    ascii: bool = False
    recipe: Recipe | None = field(default=None, metadata=UNRECORDED)

    def __post_init__(self) -> None:
        """Raise WriteError for a prefix that cannot begin document numbers."""
        if not _PREFIX.fullmatch(self.prefix):
            raise WriteError(
                f"{self.prefix!r} cannot begin document numbers; use up to 40 letters, digits, "
                "hyphens and underscores; begin with a letter or digit, do not end in a digit"
            )
        if not 1 <= self.start <= _LAST_NUMBER:
            raise WriteError(f"{self.start} cannot be the first number; use 1 to {_LAST_NUMBER}")
        if self.volume is not None and not _VOLUME.fullmatch(self.volume):
            raise WriteError(
                f"{self.volume!r} cannot name a volume; use up to 40 letters, digits, hyphens and "
                "underscores, such as VOL001"
            )
