"""Apple Mail's messages (EMLX): a line with the number of bytes, the message, a property list."""

from __future__ import annotations

import plistlib
from collections.abc import Iterator
from pathlib import PurePath

from msgspec.structs import replace

from mailrecon.errors import ReadError
from mailrecon.model import Document, Notice, NoticeCode
from mailrecon.read.mail import eml as mail
from mailrecon.read.mail.emlx_parts import joined
from mailrecon.read.mail.states import flags_of_number
from mailrecon.read.options import ReadOptions

_MAILBOX = ".mbox"
_LARGEST_LIST = 1 << 20
# `<?xml …?>` and `<!DOCTYPE plist …>` in front of `<plist`.
_LONGEST_HEAD = 400


def read(data: bytes, name: str, options: ReadOptions) -> Iterator[Document]:
    """The message and those attached to it. Raises ReadError if line 1 is not a number."""
    first, _, rest = data.partition(b"\n")
    if not first.strip().isdigit() or len(first) > 20:
        raise ReadError(f"{name}: is damaged: its first line is not the message's number of bytes")
    size = int(first)
    # A wrong number must not truncate the message: if line ends were changed, the property list is
    # at another offset.
    fits = size <= len(rest) and rest[size:].lstrip()[:5] in (b"", b"<?xml")
    end = size if fits else _list_at_end(rest)
    flags = _flags(rest[end:])
    content = rest[:end]
    content, elsewhere = joined(content, name, options.folder, options.read_with)
    # In an archive, `options.folder` is that of the archive.
    folder = _folder(name if "!" in name else options.folder or name)
    for document in mail.read(content, name, options):
        own = document.attached_to is None
        if own and elsewhere:
            parts = "1 part is" if elsewhere == 1 else f"{elsewhere} parts are"
            text = f"{parts} not in the message: Apple Mail keeps them in a file of their own"
            notice = Notice(NoticeCode.UNREAD_PART, text)
            document = replace(document, warnings=(*document.warnings, notice))
        folder_of_own = document.folder or folder if own else document.folder
        own = own and flags is not None
        flags_of_own = flags if own else document.flags
        yield replace(document, kind="emlx", flags=flags_of_own, folder=folder_of_own)


def _folder(path: str) -> str | None:
    """The folder of a message in Apple Mail's storage: `Inbox/Locks`, None if the path has none.

    `V9/4F…/Inbox.mbox/Locks.mbox/9B…/Data/Messages/12.emlx`
    """
    parts = PurePath(path.rpartition("!")[2]).parts
    names = (part[: -len(_MAILBOX)] for part in parts if part.lower().endswith(_MAILBOX))
    return "/".join(name for name in names if name) or None


def _list_at_end(rest: bytes) -> int:
    """The start of the property list at the end of a file; the file's end if there is none."""
    if not rest.rstrip().endswith(b"</plist>"):
        return len(rest)
    begin = rest.rfind(b"<plist")
    head = rest.rfind(b"<?xml", max(0, begin - _LONGEST_HEAD), begin)
    return head if head >= 0 and len(rest) - head <= _LARGEST_LIST else len(rest)


def _flags(properties: bytes) -> str | None:
    """Maildir's letters for the number `flags` in the property list."""
    try:
        found = plistlib.loads(properties.strip()[:_LARGEST_LIST])
    except Exception:  # plistlib raises any error for damaged lists
        return None
    number = found.get("flags") if isinstance(found, dict) else None
    return flags_of_number(number) if isinstance(number, int) else None
