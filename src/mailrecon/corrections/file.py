"""Read and extend files of corrections: one JSON object a line; lines are only added.

A line is added under a lock, by writing a new file beside the old one and renaming it. So two
programs that use one file lose nothing, and a killed process leaves the file as it was.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from mailrecon.corrections.model import (
    VALUES,
    Action,
    Correction,
    Id,
    Sha256,
    Target,
    Text,
    as_plain,
    check_correction,
)
from mailrecon.errors import ReadError, WriteError

# Seconds; another program needs only milliseconds to write its line.
_LONGEST_WAIT = 30.0


class CorrectionLine(Struct, frozen=True, forbid_unknown_fields=True):
    """A line as read; its action determines the type of its value."""

    id: Id
    at: Annotated[datetime, Meta(tz=True)]
    by: Text
    why: str | None
    document: Sha256 | None
    target: Target | None
    action: Action
    value: dict[str, Any]


_DECODER = msgspec.json.Decoder(CorrectionLine)


def decode_correction(line: bytes) -> Correction:
    """The correction on a line. Raises ValueError for anything else."""
    try:
        read = _DECODER.decode(line)
        value = msgspec.convert(read.value, VALUES[read.action])
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise ValueError(str(error)) from error
    found = Correction(
        read.id, read.at, read.by, read.action, value, read.document, read.target, read.why
    )
    check_correction(found)
    return found


def encode_correction(correction: Correction) -> bytes:
    """A correction as one line of UTF-8 with its line end."""
    text = json.dumps(as_plain(correction), ensure_ascii=False, sort_keys=True)
    return text.encode("utf-8", "backslashreplace") + b"\n"


def load_corrections(path: Path) -> list[Correction]:
    """All corrections of a file, in its order.

    Raises ReadError with the file's name and the line, if a line is damaged or reuses the id of
    another correction. The file is not changed.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ReadError(f"{path}: cannot be read ({error.strerror})") from error
    return corrections_in(data, str(path))


_AS_IT_WAS = "Nothing was applied, and the file is as it was"


def corrections_in(data: bytes, name: str, advice: str = _AS_IT_WAS) -> list[Correction]:
    """The corrections in a file's bytes; see `load_corrections`. Error messages end in `advice`."""
    found: list[Correction] = []
    lines: dict[str, int] = {}
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            item = decode_correction(line)
        except ValueError as error:
            raise ReadError(
                f"{name}: line {number} is not a correction ({error}); mend or remove that line. "
                f"{advice}"
            ) from error
        first = lines.setdefault(item.id, number)
        if first == number:
            found.append(item)
        elif item not in found:
            raise ReadError(f"{name}: line {number} has the id of line {first} but other content")
    return found


def digest_of_file(path: Path) -> str:
    """The SHA-256 of a file of corrections. Raises ReadError."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise ReadError(f"{path}: cannot be read ({error.strerror})") from error


def append_corrections(path: Path, corrections: Iterable[Correction]) -> None:
    """Add lines to a file, which need not exist. Raises WriteError.

    The existing content is kept byte for byte, even if it is damaged.
    """
    from filelock import FileLock, Timeout

    added = b"".join(encode_correction(item) for item in corrections)
    if not added:
        return
    # A symbolic link is followed; otherwise the rename would replace it by a file.
    path = path.resolve()
    try:
        with FileLock(lock_path(path), timeout=_LONGEST_WAIT):
            written = path.read_bytes() if path.exists() else b""
            if written and not written.endswith(b"\n"):
                written += b"\n"
            _replace(path, written + added)
    except Timeout as error:
        raise WriteError(f"{path}: another program has held it for {_LONGEST_WAIT:g} s") from error
    except OSError as error:
        raise WriteError(f"{path}: cannot be written ({error.strerror})") from error


def lock_path(path: Path) -> Path:
    """The lock file that all programs which write `path` must hold: `.NAME.lock` beside it."""
    return path.with_name(f".{path.name[:240]}.lock")


def _replace(path: Path, data: bytes) -> None:
    # writers.atomic does the same for outputs, but is a higher package.
    beside = path.with_name(f".{path.name[:240]}.part")
    try:
        with beside.open("wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        if path.exists():
            beside.chmod(path.stat().st_mode & 0o777)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def dump_corrections(corrections: Sequence[Correction]) -> bytes:
    """A whole file of corrections."""
    return b"".join(encode_correction(item) for item in corrections)
