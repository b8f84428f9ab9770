"""Read Outlook messages (MSG): convert them to Internet messages, and read these like EML."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from mailrecon.errors import ReadError
from mailrecon.model import Document, Notice, NoticeCode
from mailrecon.read.mail.outlook.compound import open_item
from mailrecon.read.mail.outlook.item import is_mail, kind_name
from mailrecon.read.mail.outlook.message import read_item
from mailrecon.read.options import ReadOptions


def read(data: bytes, name: str, options: ReadOptions) -> Iterator[Document]:
    """The message and those attached to it. Raises ReadError if it is damaged.

    A contact, an appointment or another item that is not mail becomes an empty document with a
    notice of its kind, unless `options.all_items` is set.
    """
    try:
        item = open_item(data)
    except Exception as error:  # olefile raises any error for damaged files
        raise ReadError(f"{name}: is damaged and cannot be read as MSG ({error})") from error
    if is_mail(item.kind) or options.all_items:
        yield from read_item(item, name, "msg", options)
        return
    notice = Notice(NoticeCode.NOT_MAIL, f"{kind_name(item.kind)}, not mail; --all-items takes it")
    yield Document(name, "", hashlib.sha256(data).hexdigest(), "utf-8", (notice,), "msg")
