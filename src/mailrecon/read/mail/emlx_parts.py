"""Put back the parts that Apple Mail moved out of a message, if their files exist.

`501.partial.emlx` has the message without its attachments. Each is beside it as it was sent
(`501.2.emlxpart`, still in base64), or decoded in `../Attachments/501/2/`, under its own name.
"""

from __future__ import annotations

import base64
import email
import quopri
import re
from collections.abc import Iterator
from email.message import Message
from pathlib import Path
from typing import NamedTuple

from mailrecon.read.options import ReadWith
from mailrecon.regex import regex

_FIELD = regex(rb"^X-Apple-Content-Length:", re.IGNORECASE | re.MULTILINE)
_HEADER_END = regex(rb"\r?\n\r?\n")
_PARTIAL = ".partial.emlx"
_PART = regex(r"(?P<stem>[^/]{1,200}?)\.(?P<number>\d{1,4}(?:\.\d{1,4}){0,20})\.emlxpart\Z")
_LARGEST = 1 << 30
_MOST_LEVELS = 50


class JoinedMessage(NamedTuple):
    """A message with its parts put back, and the number of missing parts."""

    content: bytes
    missing: int


class _Elsewhere(NamedTuple):
    """A part that was moved out: its IMAP part number (`1.2`) and its transfer encoding."""

    number: str
    encoding: str
    is_empty: bool


class _MovedPart(NamedTuple):
    """The file that a part was moved to."""

    path: Path
    data: bytes
    is_decoded: bool


def joined(
    content: bytes, name: str, folder: str | None, read_with: ReadWith | None = None
) -> JoinedMessage:
    """The message with each part that is in a separate file; all other bytes are unchanged.

    `read_with` is called with each file that is put back, and with None for each that is missing.
    """
    fields = list(_FIELD.finditer(content))
    parts = _elsewhere(content) if fields else []
    if len(fields) != len(parts):  # a text contains such a field
        return JoinedMessage(content, len(fields))
    pieces, done, missing = [], 0, 0
    for field, part in zip(fields, parts, strict=True):
        if not part.is_empty:
            continue
        found = _kept(part, name, folder)
        end = _HEADER_END.search(content, field.start())
        if found is None or end is None:
            missing += 1
            if found is None and read_with is not None:
                for path in _places(part, name, folder):
                    read_with(path, None)
            continue
        if read_with is not None:
            read_with(found.path, found.data)
        pieces += [content[done : end.end()], _as_sent(found, part).rstrip(b"\r\n"), b"\n"]
        done = end.end()
    return JoinedMessage(b"".join((*pieces, content[done:])), missing)


def is_part_of_message(name: str, folder: str | None) -> bool:
    """Whether an `.emlxpart` will be put back into the message beside it."""
    called = _PART.fullmatch(name.rpartition("/")[2])
    if called is None or folder is None:
        return False
    data = _bytes_of(Path(folder, called["stem"] + _PARTIAL))
    if data is None:
        return False
    numbers = [part.number for part in _elsewhere(data.partition(b"\n")[2]) if part.is_empty]
    return called["number"] in numbers


def _elsewhere(content: bytes) -> list[_Elsewhere]:
    try:
        return list(_walk(email.message_from_bytes(content), "", 0))
    except RecursionError:
        return []


def _walk(message: Message, number: str, level: int) -> Iterator[_Elsewhere]:
    payload = message.get_payload()
    if isinstance(payload, list) and level < _MOST_LEVELS:
        for index, part in enumerate(payload, 1):
            inner = f"{number}.{index}" if number else str(index)
            yield from _walk(part, inner, level + 1)
    elif message.get("X-Apple-Content-Length") is not None:
        encoding = str(message.get("Content-Transfer-Encoding", "")).strip().lower()
        is_empty = not (isinstance(payload, str) and payload.strip())
        yield _Elsewhere(number or "1", encoding, is_empty)


def _kept(part: _Elsewhere, name: str, folder: str | None) -> _MovedPart | None:
    """The file with a part, or None."""
    places = _places(part, name, folder)
    if not places:
        return None
    beside, attachments = places
    sent = _bytes_of(beside)
    if sent is not None:
        return _MovedPart(beside, sent, is_decoded=False)
    path = _only_file(attachments)
    decoded = _bytes_of(path) if path is not None else None
    return _MovedPart(path, decoded, is_decoded=True) if path and decoded is not None else None


def _places(part: _Elsewhere, name: str, folder: str | None) -> tuple[Path, ...]:
    """The possible places of a part: the file with it as sent, the folder with it decoded."""
    called = name.rpartition("/")[2]
    if folder is None or not called.endswith(_PARTIAL):
        return ()
    stem = called.removesuffix(_PARTIAL)
    beside = Path(folder, f"{stem}.{part.number}.emlxpart")
    return beside, Path(folder).parent / "Attachments" / stem / part.number


def _as_sent(kept: _MovedPart, part: _Elsewhere) -> bytes:
    """The bytes of a part in its transfer encoding."""
    if not kept.is_decoded or part.encoding not in ("base64", "quoted-printable"):
        return kept.data
    encode = base64.encodebytes if part.encoding == "base64" else quopri.encodestring
    return encode(kept.data)


def _only_file(folder: Path) -> Path | None:
    try:
        files = [path for path in folder.iterdir() if not path.name.startswith(".")]
    except OSError:
        return None
    return files[0] if len(files) == 1 else None


def _bytes_of(path: Path) -> bytes | None:
    """The bytes of a file; None if it is missing, a link, or too large."""
    try:
        if path.is_symlink() or not path.is_file() or path.stat().st_size > _LARGEST:
            return None
        return path.read_bytes()
    except (OSError, ValueError):
        return None
