"""An MMDF mailbox (SCO, PINE): messages between lines of four bytes 01."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailrecon.errors import ReadError
from mailrecon.model import Document
from mailrecon.read.mail import eml as mail
from mailrecon.read.options import ReadOptions
from mailrecon.regex import regex

_BOUND = regex(rb"^\x01{4}\r?\n?", re.MULTILINE)


def read(data: bytes, name: str, options: ReadOptions) -> Iterator[Document]:
    """The messages in order, named `NAME!1`, `NAME!2` … Raises ReadError if there is none."""
    number = 0
    for content in _BOUND.split(data):
        if content.strip():
            number += 1
            yield from mail.read(content, f"{name}!{number}", options)
    if not number:
        raise ReadError(f"{name}: holds no message: an MMDF mailbox with nothing in it")
