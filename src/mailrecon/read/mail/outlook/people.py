"""Read senders and recipients of an Outlook item, with SMTP addresses if stored."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from msgspec import Struct

from mailrecon.read.mail.outlook.code_pages import decode_text
from mailrecon.read.mail.outlook.properties import Properties, Tag
from mailrecon.regex import regex

# The provider of a one-off entry, which contains name, type and address ([MS-OXCDATA] 2.2.5.1).
_ONE_OFF = bytes.fromhex("812b1fa4bea310199d6e00dd010f5402")
_UNICODE_FLAG = 0x8000
_ADDRESS = regex(r"[^\s<>\"@,;:/\\]+@[^\s<>\"@,;:/\\]+")
_SHOWN = regex(r"([^()<>@]+) (?:\(|<)([^\s<>\"@,;:/\\()]+@[^\s<>\"@,;:/\\()]+)[)>]")
_X500 = regex(r"/o=", re.IGNORECASE)
_COMMON_NAME = regex(r"/cn=(?:[0-9a-f]{32}-)?([^/]+)\s*$", re.IGNORECASE)
_SMTP = "SMTP"
_MOST_ENTRIES = 10_000
_SCHEMES = frozenset({"smtp", "mailto"})


class Party(Struct, frozen=True):
    """A person or mailbox: a name, an SMTP address, or both."""

    name: str | None
    address: str | None


class _Sources(NamedTuple):
    """The properties that say who a person is: of the name, SMTP addresses, the address and its
    type, entries, and the key by which Outlook searches."""

    names: tuple[int, ...]
    smtp: int
    kind: int
    address: int
    entries: tuple[int, ...]
    key: int


_ORIGINATOR = _Sources(
    (Tag.SENT_REPRESENTING_NAME,),
    Tag.SENT_REPRESENTING_SMTP_ADDRESS,
    Tag.SENT_REPRESENTING_ADDRESS_TYPE,
    Tag.SENT_REPRESENTING_EMAIL_ADDRESS,
    (Tag.SENT_REPRESENTING_ENTRY_ID,),
    Tag.SENT_REPRESENTING_SEARCH_KEY,
)
_SUBMITTER = _Sources(
    (Tag.SENDER_NAME,),
    Tag.SENDER_SMTP_ADDRESS,
    Tag.SENDER_ADDRESS_TYPE,
    Tag.SENDER_EMAIL_ADDRESS,
    (Tag.SENDER_ENTRY_ID,),
    Tag.SENDER_SEARCH_KEY,
)
_RECIPIENT = _Sources(
    (Tag.DISPLAY_NAME, Tag.RECIPIENT_DISPLAY_NAME, Tag.TRANSMITTABLE_NAME),
    Tag.SMTP_ADDRESS,
    Tag.ADDRESS_TYPE,
    Tag.EMAIL_ADDRESS,
    (Tag.ENTRY_ID, Tag.RECIPIENT_ENTRY_ID),
    Tag.SEARCH_KEY,
)
# Pairs of properties with one mailbox's path in Exchange and its SMTP address.
_PATHS = (
    (Tag.SENT_REPRESENTING_EMAIL_ADDRESS, Tag.SENT_REPRESENTING_SMTP_ADDRESS),
    (Tag.SENDER_EMAIL_ADDRESS, Tag.SENDER_SMTP_ADDRESS),
    (Tag.RECEIVED_BY_ADDRESS, Tag.RECEIVED_BY_SMTP_ADDRESS),
    (Tag.RECEIVED_REPRESENTING_ADDRESS, Tag.RECEIVED_REPRESENTING_SMTP_ADDRESS),
    (Tag.CREATOR_EMAIL_ADDRESS, Tag.CREATOR_SMTP_ADDRESS),
)
_PATH_OF_ROW = ((Tag.EMAIL_ADDRESS, Tag.SMTP_ADDRESS),)


class ItemPeople:
    """The people of an item: who wrote it, who sent it, and those in its table of recipients."""

    def __init__(self, properties: Properties, rows: Sequence[Properties] = ()) -> None:
        self._properties, self._rows = properties, rows

    @cached_property
    def _by_path(self) -> dict[str, str]:
        """The SMTP addresses of the paths in Exchange of which the item states both.

        A recipient may have only a path, and be the sender, too, whose address is there.
        """
        found: dict[str, str] = {}
        stated = [(self._properties, pair) for pair in _PATHS]
        stated += [(row, pair) for row in self._rows for pair in _PATH_OF_ROW]
        for properties, (path, smtp) in stated:
            address = _address(properties.text(smtp))
            if address is not None:
                found.setdefault(_path(properties.text(path)), address)
        found.pop("", None)
        return found

    def originator(self) -> Party | None:
        """The originator (From)."""
        return self._party(self._properties, _ORIGINATOR)

    def submitter(self) -> Party | None:
        """The person whose mailbox sent the message."""
        return self._party(self._properties, _SUBMITTER)

    def recipient(self, row: Properties) -> Party | None:
        """The person of a row of the table of recipients."""
        return self._party(row, _RECIPIENT)

    def from_and_sender(self) -> tuple[Party | None, Party | None]:
        """From, and Sender where another mailbox sent the message on behalf of From."""
        behalf, own = self.originator(), self.submitter()
        if behalf is None or own is None:
            return behalf or own, None
        if _same(behalf, own):
            return Party(behalf.name or own.name, behalf.address or own.address), None
        return behalf, own

    def _party(self, properties: Properties, sources: _Sources) -> Party | None:
        """The person named by several properties, or None.

        The address comes from the SMTP property; or from the address property, if its type is SMTP
        or it looks like an address; or from a one-off entry, from another property of the same path
        in Exchange's directory (X.500), or from a search key. A path is not an address.
        """
        printed = properties.text(sources.address) or ""
        found = _address(properties.text(sources.smtp))
        typed = (properties.text(sources.kind) or "").strip().upper()
        if found is None and (typed in ("", _SMTP) or "@" in printed):
            found = _address(printed)
        entry = None
        if found is None:
            read = (
                one_off(properties.data(tag) or b"", properties.codecs) for tag in sources.entries
            )
            entry = next((one for one in read if one is not None), None)
            found = entry.address if entry else None
        if found is None and _path(printed):
            found = self._by_path.get(_path(printed))
        found = found or _searched(properties.data(sources.key))
        name = properties.text(*sources.names) or (entry.name if entry else None)
        if name is None and found is None:
            # `/O=HERON/OU=NA/CN=RECIPIENTS/CN=TQUILL`: only the last part is useful.
            common = _COMMON_NAME.search(printed)
            name = common[1] if common else printed
        return _party(name, found)


def _path(text: str | None) -> str:
    """A path in Exchange's directory, for comparison; empty if it is something else."""
    path = (text or "").strip().casefold().removeprefix("ex:")
    return path if path.startswith("/o=") else ""


def _searched(key: bytes | None) -> str | None:
    """The address in a search key, `SMTP:ANN@POE.EXAMPLE` and a NUL, which has no small letters."""
    text = (key or b"").rstrip(b"\x00").decode("ascii", "replace")
    return _address(text.lower()) if text.startswith("SMTP:") else None


def _party(name: str | None, address: str | None) -> Party | None:
    name = " ".join((name or "").split())
    # `/O=HERON/OU=NA/CN=RECIPIENTS/CN=TQUILL` in place of a name
    if _X500.match(name):
        common = _COMMON_NAME.search(name)
        name = common[1] if common else name
    # Outlook uses the address as the name if it has no name: `'ann@poe.example'`.
    bare = name.strip("'\"<> ")
    if address is None and _address(bare) == bare and bare:
        address = bare
    # `Ida Ly (ida@ly.example)`, as Outlook shows a contact: all there is of the address.
    shown = _SHOWN.fullmatch(name) if address is None else None
    if shown is not None:
        name, address = shown[1].strip("'\""), shown[2]
    # `ann@poe.example <ann@poe.example>`: the name only repeats the address.
    if address is not None and bare.casefold() == address.casefold():
        name = ""
    return Party(name or None, address) if name or address else None


def _address(text: str | None) -> str | None:
    """The SMTP address in a property; None for a directory path or a fax number."""
    stripped = (text or "").strip().strip("<>'\"")
    # `SMTP:ann@poe.example`, `mailto:ann@poe.example`
    kind, colon, rest = stripped.partition(":")
    if colon and kind.casefold() in _SCHEMES:
        stripped = rest
    return stripped if _ADDRESS.fullmatch(stripped) else None


def one_off(entry: bytes, codecs: tuple[str, ...]) -> Party | None:
    """The person written into an entry identifier; None if it refers to a directory.

    Its 8-bit texts are in the message's `codecs`.
    """
    if entry[4:20] != _ONE_OFF or len(entry) < 24:
        return None
    (flags,) = struct.unpack("<H", entry[22:24])
    rest = entry[24:]
    if flags & _UNICODE_FLAG:
        # Name, type and address, each followed by a zero
        texts = rest[: len(rest) & ~1].decode("utf-16-le", "replace").split("\x00")
    else:
        texts = decode_text(rest, codecs)[0].split("\x00")
    if len(texts) < 3:
        return None
    name, kind, address = texts[:3]
    return _party(name, _address(address) if kind.upper() == _SMTP else None)


def entries_of(data: bytes) -> Iterator[bytes]:
    """The entry identifiers of a flat list ([MS-OXCDATA] 2.3.3)."""
    if len(data) < 8:
        return
    (count,) = struct.unpack("<I", data[:4])
    place = 8
    for _ in range(min(count, _MOST_ENTRIES)):
        if place + 4 > len(data):
            return
        (size,) = struct.unpack("<I", data[place : place + 4])
        yield data[place + 4 : place + 4 + size]
        place += 4 + size + (-size % 4)


def _same(one: Party, other: Party) -> bool:
    if one.address and other.address:
        return one.address.casefold() == other.address.casefold()
    return (one.name or "").casefold() == (other.name or "").casefold() or not (
        one.name and other.name
    )


def named(names: str | None) -> list[Party]:
    """The people of a list of names such as `Poe, Ann; Ben Ost`."""
    parties = (_party(name, _address(name)) for name in (names or "").split(";"))
    return [found for found in parties if found is not None]


def reply_to(properties: Properties) -> list[Party]:
    """The people of Reply-To, if any."""
    names = named(properties.text(Tag.REPLY_RECIPIENT_NAMES))
    entries = [
        one_off(entry, properties.codecs)
        for entry in entries_of(properties.data(Tag.REPLY_RECIPIENT_ENTRIES) or b"")
    ]
    # Lists of different lengths cannot be matched; the addresses are more certain.
    if len(entries) != len(names):
        return [found for found in entries if found is not None] or names
    return [
        name if entry is None else Party(entry.name or name.name, entry.address or name.address)
        for entry, name in zip(entries, names, strict=True)
    ]
