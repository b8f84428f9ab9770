"""Selecting messages of an archive by their numbers: `1-3,7`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from mailrecon.errors import ReadError, WriteError
from mailrecon.model import Archive, Message
from mailrecon.regex import regex

_RANGES = regex(r"\d{1,12}(?:-\d{1,12})?(?:,\d{1,12}(?:-\d{1,12})?)*")
_LINE = regex(r"#?(\d{1,12})(?:\s*[-\u2013]\s*#?(\d{1,12}))?")


def selected(archive: Archive, ranges: str) -> Archive:
    """The archive with the messages of these numbers only (from 1), in the archive's order.

    Raises WriteError for a malformed selection, and for numbers beyond the archive.
    """
    numbers = sorted(set(_numbers(ranges)))
    count = len(archive.messages)
    if not numbers or numbers[0] < 1 or numbers[-1] > count:
        raise WriteError(f"the selection {ranges[:60]!r} is not within 1 to {count}")
    messages: Sequence[Message] = tuple(archive.messages[number - 1] for number in numbers)
    return replace(archive, messages=messages)


def count_selected(ranges: str) -> int:
    """How many messages ranges select: 4 for `1-3,7`."""
    return len(set(_numbers(ranges)))


def _numbers(ranges: str) -> Iterator[int]:
    if not _RANGES.fullmatch(ranges):
        raise WriteError(f"{ranges[:60]!r} is not a selection; write it as 1-3,7")
    for part in ranges.split(","):
        first, _, last = part.partition("-")
        yield from range(int(first), int(last or first) + 1)


def as_ranges(numbers: Iterable[int]) -> str:
    """Numbers as ranges: `1-3,7` for 1, 2, 3 and 7."""
    parts: list[list[int]] = []
    for number in sorted(set(numbers)):
        if parts and number == parts[-1][1] + 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in parts)


class SelectionLine(NamedTuple):
    """A line of a selection file, with its number from 1."""

    place: int
    text: str


def read_selection_file(path: Path, archive: Archive) -> str:
    """The messages that a file selects, as ranges of numbers. Raises ReadError."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise ReadError(f"{path}: cannot be read ({reason})") from error
    return read_selection(text, archive, str(path))


def read_selection(text: str, archive: Archive, name: str) -> str:
    """The selection in a file's text, as ranges; each line names a message or a range.

    A line is a Message-ID, a number as `inspect` shows it (`#7`, `7`), or a range (`3-9`). A blank
    and `#` begin a comment. `name` is the file's name for messages. Raises ReadError for a line
    that names no message, and for a file that selects none.
    """
    lines = [
        SelectionLine(place, re.sub(r"(^|\s)#(?!\d).*", "", line).strip())
        for place, line in enumerate(text.splitlines(), start=1)
    ]
    wanted = [line for line in lines if line.text]
    by_id: Mapping[str, int] = {}
    if any("@" in line.text for line in wanted):
        by_id = {m.message_id: place for place, m in enumerate(archive.messages, start=1)}
    count = len(archive.messages)
    found: list[int] = []
    for line in wanted:
        match = _LINE.fullmatch(line.text)
        identity = line.text if line.text.startswith("<") else f"<{line.text}>"
        if match is not None:
            first, last = int(match[1]), int(match[2] or match[1])
        else:
            first = last = by_id.get(identity, 0)
        if not 1 <= first <= last <= count:
            raise ReadError(f"{name}: line {line.place} names no message: {line.text[:80]}")
        found.extend(range(first, last + 1))
    if not found:
        raise ReadError(f"{name}: selects no message")
    return as_ranges(found)
