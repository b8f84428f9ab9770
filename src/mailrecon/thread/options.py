"""Options of linking: people, zones, duplicates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mailrecon.corrections import Correction

from msgspec import Struct


class Alias(Struct, frozen=True):
    """A name is also written `alias`, or has `address`; with details about the person."""

    name: str
    alias: str | None = None
    address: str | None = None
    role: str | None = None
    organisation: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class LinkOptions:
    """How an archive is built.

    `zones` are pairs of a person's name or address and a tz database zone; `zone` is for everyone
    else. Both apply to dates without a printed zone. `corrections` are those in force. `fragments`
    also makes messages of quoted pieces with an answer in between, `unheaded` of headerless text
    above a quotation.
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
