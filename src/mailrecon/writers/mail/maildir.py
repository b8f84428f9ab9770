"""A Maildir: a file for each message in `cur`, beside `new` and `tmp`; subfolders as Maildir++."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from mailrecon.model import Archive, Message
from mailrecon.regex import regex
from mailrecon.writers.options import WriteOptions
from mailrecon.writers.rendering import rendered

MAILDIR_NAMES = regex(r"(?:\.[^/]{1,250}/)?cur/\d{10,}\.[0-9a-f]{16}\.mailrecon:2,[DFPRST]*")
# Bytes of a folder's name; file systems allow 255.
_LONGEST = 240
_SEEN = "S"
_FORBIDDEN = regex(r"[\x00-\x1f\x7f:*?\"<>|\\]+")


def write_maildir(archive: Archive, path: Path, options: WriteOptions) -> None:
    """Write each message to its own file in the Maildir `path`, or in the subfolder it was in.

    File names depend on order and content only, so that a run can be repeated byte for byte. Flags
    are those of the mailbox a native message was read from. A message without gets S (seen), so
    that mail programs do not announce old mail as new.
    """
    made: set[Path] = set()
    for number, (name, rest, data) in enumerate(rendered(archive, options, _filed), start=1):
        folder = path / name
        for place in (path, folder):
            if place not in made:
                for name in ("cur", "new", "tmp"):
                    (place / name).mkdir(parents=True)
                made.add(place)
        (folder / "cur" / f"{number:010d}.{rest}").write_bytes(data)


def _filed(message: Message, data: bytes) -> tuple[str, str, bytes]:
    """A message's folder, its file's name behind the number, and its bytes."""
    source = message.source
    folder = folder_name(source.folder) if source.folder else ""
    flags = _SEEN if source.flags is None else source.flags
    return folder, f"{sha256(data).hexdigest()[:16]}.mailrecon:2,{flags}", data


def folder_name(folder: str) -> str:
    """The Maildir++ name of a mail folder: `.Inbox.Lock` for `Inbox/Lock`."""
    parts = (_FORBIDDEN.sub("_", part).replace(".", "_") for part in folder.split("/"))
    name = "." + ".".join(part for part in parts if part)
    return name.encode("utf-8")[:_LONGEST].decode("utf-8", "ignore")


def maildir_files(path: Path) -> list[Path]:
    """The messages of a Maildir and its subfolders, in the order in which they were written."""
    found = [file for folder in (path, *path.glob(".*")) for file in (folder / "cur").glob("*")]
    return sorted(found, key=lambda file: (file.name, file))
