"""Apple Mail's messages (EMLX): a line with the number of bytes, the message, a property list."""

from __future__ import annotations

import plistlib
from collections.abc import Iterator

from msgspec.structs import replace

from mailrecon.errors import ReadError
from mailrecon.model import Document, Notice, NoticeCode
from mailrecon.read.mail import eml as mail
from mailrecon.read.mail.emlx_parts import joined
from mailrecon.read.mail.states import flags_of_number
from mailrecon.read.options import ReadOptions

_LARGEST_LIST = 1 << 20


def read(data: bytes, name: str, options: ReadOptions) -> Iterator[Document]:
    """The message and those attached to it. Raises ReadError if line 1 is not a number."""
    first, _, rest = data.partition(b"\n")
    if not first.strip().isdigit() or len(first) > 20:
        raise ReadError(f"{name}: is damaged: its first line is not the message's number of bytes")
    size = int(first)
    # A number that is not that of the message's bytes must not cut the message short.
    fits = rest[size:].lstrip()[:5] in (b"", b"<?xml")
    flags = _flags(rest[size:]) if fits else None
    content = rest[:size] if fits else rest
    content, elsewhere = joined(content, name, options.folder, options.read_with)
    for document in mail.read(content, name, options):
        own = document.attached_to is None
        if own and elsewhere:
            parts = "1 part is" if elsewhere == 1 else f"{elsewhere} parts are"
            text = f"{parts} not in the message: Apple Mail keeps them in a file of their own"
            notice = Notice(NoticeCode.UNREAD_PART, text)
            document = replace(document, warnings=(*document.warnings, notice))
        own = own and flags is not None
        yield replace(document, kind="emlx", flags=flags if own else document.flags)


def _flags(properties: bytes) -> str | None:
    """Maildir's letters for the number that the property list has under `flags`."""
    try:
        found = plistlib.loads(properties.strip()[:_LARGEST_LIST])
    except Exception:  # plistlib raises whatever the damage leads to
        return None
    number = found.get("flags") if isinstance(found, dict) else None
    return flags_of_number(number) if isinstance(number, int) else None
