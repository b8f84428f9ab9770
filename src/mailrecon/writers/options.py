"""The options of all writers."""

from __future__ import annotations

from dataclasses import dataclass, field

from mailrecon.errors import WriteError
from mailrecon.page_images import ImageFormat, PageImageSource
from mailrecon.recipe import UNRECORDED, Recipe
from mailrecon.regex import regex
from mailrecon.writers.mail.rfc5322 import Forwards

_VOLUME = regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
# Numbers are printed with eight digits, and a production needs some above its first one.
_LAST_NUMBER = 99_000_000
_PREFIX = regex(r"(?=[A-Za-z0-9])[A-Za-z0-9_-]{0,39}[A-Za-z_-]")


@dataclass(frozen=True, slots=True)
class WriteOptions:
    """How an archive is written. Raises WriteError for values that cannot be used.

    For all formats: `only` selects messages by number, from 1 in the archive's order (`1-3,7`).
    `recipe` is recorded in every message; `write` fills it in.

    For mail: `forwards` is what becomes of forwarded messages. `ascii` keeps messages and the names
    of EML files in ASCII, for programs that cannot read UTF-8.

    For load files and CSV: `prefix` begins each document number (`MR` in `MR00000001`), `start` is
    the first number, `volume` the folder for all files (none by default). `custodian` fills the
    column CUSTODIAN. `fields` are the columns as `Heading=FIELD`
    (`mailrecon.writers.tables.template`); by default all. `page_image` renders pages; `images`
    records that it was asked for, `image_format` and `endorse` (numbers stamped on images) how.
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
        """Check the values. A prefix must not end in a digit, or numbers could be misread."""
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
