"""What every writer may be told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mailrecon.writers.rfc5322 import Forwards


@dataclass(frozen=True, slots=True)
class WriteOptions:
    """`forwards` says what becomes of forwarded messages; the rest is for load files.

    `prefix` begins every document number, `custodian` is whom the documents were held by.
    `page_image` gives the JPEG image of a page (counted from 1) of the source with a sha256, or
    None where there is none.
    """

    forwards: Forwards = Forwards.ATTACH
    prefix: str = "MR"
    custodian: str | None = None
    page_image: Callable[[str, int], bytes | None] | None = None
