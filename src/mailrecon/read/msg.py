"""Outlook messages (MSG): turned into the Internet message they were, then read as one.

The header is the transport header Outlook keeps, or, in a message never sent, made from its
properties ([MS-OXMSG]).
"""

from __future__ import annotations

from collections.abc import Iterator
from email.utils import format_datetime
from io import BytesIO

from oxmsg import Message

from mailrecon.errors import ReadError
from mailrecon.model import Document
from mailrecon.read.conversion import Attachment, build_message, read_built
from mailrecon.read.options import ReadOptions


def read(data: bytes, name: str, options: ReadOptions) -> Iterator[Document]:
    """The message and those attached to it. Raises ReadError if it is damaged."""
    try:
        built = convert(Message.load(BytesIO(data)))
    except Exception as error:  # olefile and oxmsg raise whatever the damage leads to
        raise ReadError(f"{name}: is damaged and cannot be read as MSG ({error})") from error
    yield from read_built(built, name, "msg", options)


def convert(message: Message) -> bytes:
    """The Internet message that an Outlook message stands for."""
    fields = list(message.message_headers.items()) or _property_fields(message)
    ours = ("content-type", "content-transfer-encoding", "mime-version")
    attachments = [
        Attachment(
            item.file_name or "attachment",
            item.mime_type or "application/octet-stream",
            item.file_bytes or b"",
        )
        for item in message.attachments
    ]
    wanted = [(label, value) for label, value in fields if label.lower() not in ours]
    return build_message(wanted, message.body, message.html_body, attachments)


def _property_fields(message: Message) -> list[tuple[str, str]]:
    found = []
    if message.sender:
        found.append(("From", message.sender))
    people = [
        f'"{person.name}" <{person.email_address}>' if person.name else person.email_address
        for person in message.recipients
    ]
    if people:
        found.append(("To", ", ".join(people)))
    if message.sent_date:
        found.append(("Date", format_datetime(message.sent_date)))
    if message.subject:
        found.append(("Subject", message.subject))
    return found
