"""Outlook data files (PST, OST), where libpff's Python binding is installed."""

from __future__ import annotations

from collections.abc import Iterator
from email.utils import format_datetime
from io import BytesIO
from typing import Any

import pypff

from mailrecon.errors import ReadError
from mailrecon.model import Document
from mailrecon.read.conversion import Attachment, build_message, header_fields, read_built
from mailrecon.read.options import ReadOptions

_DEEPEST = 100


def read(data: bytes, name: str, options: ReadOptions) -> Iterator[Document]:
    """The messages of all folders, named `NAME!folder/number`. Raises ReadError if damaged."""
    store = pypff.file()
    try:
        store.open_file_object(BytesIO(data))
        root = store.get_root_folder()
    except (OSError, RuntimeError, ValueError) as error:
        raise ReadError(f"{name}: is damaged and cannot be read as PST ({error})") from error
    for path, message in _messages(root):
        try:
            built = convert(message)
        except (OSError, RuntimeError, ValueError) as error:
            raise ReadError(f"{name}!{path}: is damaged ({error})") from error
        yield from read_built(built, f"{name}!{path}", "pst", options)


def _messages(root: Any) -> Iterator[tuple[str, Any]]:
    stack = [("", root, 0)]
    while stack:
        path, folder, depth = stack.pop()
        for number, message in enumerate(folder.sub_messages, start=1):
            yield f"{path}{number}", message
        if depth < _DEEPEST:
            inner = list(folder.sub_folders)
            stack.extend(
                (f"{path}{item.name or 'folder'}/", item, depth + 1) for item in inner[::-1]
            )


def convert(message: Any) -> bytes:
    """The Internet message that a message of the store stands for."""
    transport = message.transport_headers
    fields = header_fields(transport) if transport else _property_fields(message)
    attachments = [
        Attachment(
            getattr(item, "name", None) or f"attachment-{number}",
            "application/octet-stream",
            item.read_buffer(item.get_size()) if item.get_size() else b"",
        )
        for number, item in enumerate(message.attachments, start=1)
    ]
    return build_message(
        fields, _text(message.plain_text_body), _text(message.html_body), attachments
    )


def _text(value: bytes | str | None) -> str | None:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def _property_fields(message: Any) -> list[tuple[str, str]]:
    found = []
    if message.sender_name:
        found.append(("From", f'"{message.sender_name}"'))
    moment = message.client_submit_time or message.delivery_time
    if moment:
        found.append(("Date", format_datetime(moment)))
    if message.subject:
        found.append(("Subject", message.subject))
    return found
