"""What the user may say about people, zones and duplicates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mailrecon.corrections import Correction

from msgspec import Struct


class Alias(Struct, frozen=True):
    """That a name is also written `alias`, or has the address `address`; and what is known of
    whom it means."""

    name: str
    alias: str | None = None
    address: str | None = None
    role: str | None = None
    organisation: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class LinkOptions:
    """Choices for building an archive.

    `zones` pairs a person's name or address with a zone of the tz database; `zone` holds for
    everyone else. Both apply to dates that print no zone. `corrections` are those in force, of
    documents, people and links. `fragments` makes messages of quoted pieces that an answer is woven
    into, too; `unheaded` of text above what is quoted that has no header of its own.
    """

    aliases: tuple[Alias, ...] = ()
    zone: str | None = None
    zones: tuple[tuple[str, str], ...] = ()
    infer_zones: bool = False
    fill_redacted: bool = False
    keep_duplicates: bool = False
    fragments: bool = False
    unheaded: bool = False
    corrections: tuple[Correction, ...] = ()
