"""A folder with one `.eml` file a message, under stable names that sort in print order."""

from __future__ import annotations

import re
from pathlib import Path

from anyascii import anyascii

from mailrecon.model import Archive, Message
from mailrecon.regex import regex
from mailrecon.writers.options import WriteOptions
from mailrecon.writers.rfc5322 import all_message_bytes

EML_NAMES = regex(r"\d{4,}_[a-z0-9_-]+\.eml")


def write_eml(archive: Archive, path: Path, options: WriteOptions) -> None:
    """Write each message to a file of its own in the folder `path`."""
    width = max(4, len(str(len(archive.messages))))
    pairs = all_message_bytes(archive, options.forwards, options.recipe)
    for number, (message, data) in enumerate(pairs, start=1):
        (path / file_name(number, width, message)).write_bytes(data)


def file_name(number: int, width: int, message: Message) -> str:
    """`0001_2015-11-22_elon-musk_follow-up.eml`: letters, digits, `-`, `_` and `.` only."""
    day = message.when.local.strftime("%Y-%m-%d") if message.when else "undated"
    who = message.originator.name or message.originator.mailbox if message.originator else ""
    parts = [
        f"{number:0{width}d}",
        day,
        _slug(who, 24) or "unknown",
        _slug(message.subject or "", 40),
    ]
    return "_".join(part for part in parts if part) + ".eml"


def _slug(text: str, length: int) -> str:
    return re.sub(r"[^a-z0-9]+", "-", anyascii(text[:200]).lower()).strip("-")[:length].strip("-")
