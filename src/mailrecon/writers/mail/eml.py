"""A folder with one `.eml` file a message; the names are stable and sort in print order."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from mailrecon.model import Archive, Message
from mailrecon.regex import regex
from mailrecon.slugs import ascii_slug, unicode_slug
from mailrecon.writers.options import WriteOptions
from mailrecon.writers.rendering import rendered

EML_NAMES = regex(r"\d{4,}_[^\s./\\]+\.eml")
# The longest originator and subject in a name. With number and day, a name stays below the 255
# bytes that file systems allow; in ASCII it stays short, for programs that need ASCII.
_NAME_BYTES, _SUBJECT_BYTES = 60, 120
_NAME_ASCII, _SUBJECT_ASCII = 24, 40


def write_eml(archive: Archive, path: Path, options: WriteOptions) -> None:
    """Write each message to its own file in the folder `path`."""
    width = max(4, len(str(len(archive.messages))))
    finish = partial(_named, ascii_only=options.ascii)
    for number, (name, data) in enumerate(rendered(archive, options, finish), start=1):
        (path / f"{number:0{width}d}_{name}").write_bytes(data)


def _named(message: Message, data: bytes, *, ascii_only: bool) -> tuple[str, bytes]:
    return file_name(message, ascii_only=ascii_only), data


def file_name(message: Message, *, ascii_only: bool = False) -> str:
    """`2015-11-22_ann-poe_follow-up.eml`: letters, digits, `-`, `_` and `.` only."""
    slug = ascii_slug if ascii_only else unicode_slug
    longest = (_NAME_ASCII, _SUBJECT_ASCII) if ascii_only else (_NAME_BYTES, _SUBJECT_BYTES)
    day = message.when.local.strftime("%Y-%m-%d") if message.when else "undated"
    who = message.originator.name or message.originator.mailbox if message.originator else ""
    parts = [
        day,
        slug(who, longest[0]) or "unknown",
        slug(message.subject or "", longest[1]),
    ]
    return "_".join(part for part in parts if part) + ".eml"
