"""An mbox: each of its messages as a document (RFC 4155; lines quoted as in mboxrd)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailrecon.model import Document
from mailrecon.read import mail
from mailrecon.read.options import ReadOptions

_FROM_LINE = re.compile(rb"^From [^\r\n]*\r?\n", re.MULTILINE)
_TIME = re.compile(rb"\d\d:\d\d")
_YEAR = re.compile(rb"\d{4}")
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)


def read(data: bytes, name: str, options: ReadOptions) -> Iterator[Document]:
    """The messages in print order, named `NAME!1`, `NAME!2` …"""
    starts = [
        match
        for match in _FROM_LINE.finditer(data)
        if _begins_message(data, match.start()) and _is_dated(match[0])
    ]
    for number, match in enumerate(starts, start=1):
        end = starts[number].start() if number < len(starts) else len(data)
        content = _QUOTED.sub(rb"\1", data[match.end() : end])
        if content.endswith((b"\n\n", b"\n\r\n")):
            content = content[: -2 if content.endswith(b"\r\n") else -1]
        yield from mail.read(content, f"{name}!{number}", options)


def _is_dated(line: bytes) -> bool:
    """Whether a time of day and a year stand in a From line."""
    time = _TIME.search(line)
    return time is not None and _YEAR.search(line, time.end()) is not None


def _begins_message(data: bytes, start: int) -> bool:
    """Whether a From line stands at the start or behind a blank line."""
    before = data[max(0, start - 4) : start]
    return start == 0 or before.endswith((b"\n\n", b"\n\r\n"))
