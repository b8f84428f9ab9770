"""Outlook messages (MSG): turned into the Internet message they were, then read as one.

The header is the transport header Outlook keeps, or, in a message never sent, made from its
properties. A MSG holds no MIME bytes: what is written is a conversion, and a warning says so.
"""

from __future__ import annotations

import email.policy
import re
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from email.utils import format_datetime
from io import BytesIO

from oxmsg import Message

from mailrecon.errors import ReadError
from mailrecon.model import Document, Notice
from mailrecon.read import mail
from mailrecon.read.options import ReadOptions

_OURS = frozenset({"content-type", "content-transfer-encoding", "mime-version"})
_BREAK = re.compile(r"[\r\n]+[ \t]*")


def read(data: bytes, name: str, options: ReadOptions) -> Iterator[Document]:
    """The message and those attached to it. Raises ReadError if it is damaged."""
    try:
        message = Message.load(BytesIO(data))
        built = _build(message)
    except Exception as error:  # olefile and oxmsg raise whatever the damage leads to
        raise ReadError(f"{name}: is damaged and cannot be read as MSG ({error})") from error
    notice = Notice("converted", "an Outlook message was converted; its bytes are not the mail's")
    for document in mail.read(built, name, options):
        yield replace(document, kind="msg", warnings=(notice, *document.warnings))


def _build(message: Message) -> bytes:
    built = EmailMessage(policy=email.policy.SMTP.clone(max_line_length=78))
    fields = _transport_fields(message) or _property_fields(message)
    for label, value in fields:
        try:
            built[label] = _BREAK.sub(" ", value).strip()
        except (ValueError, IndexError):
            # A field that occurs twice or does not parse: the first one stands.
            continue
    body, html = message.body, message.html_body
    built.set_content(body or "")
    if html:
        built.add_alternative(html, subtype="html")
    for attachment in message.attachments:
        content = attachment.file_bytes or b""
        kind, _, subkind = (attachment.mime_type or "application/octet-stream").partition("/")
        built.add_attachment(
            content,
            maintype=kind if kind != "message" else "application",
            subtype=subkind or "octet-stream",
            filename=attachment.file_name or "attachment",
        )
    return built.as_bytes()


def _transport_fields(message: Message) -> list[tuple[str, str]]:
    headers = message.message_headers
    return [(label, value) for label, value in headers.items() if label.lower() not in _OURS]


def _property_fields(message: Message) -> list[tuple[str, str]]:
    found = []
    if message.sender:
        found.append(("From", message.sender))
    people = [
        f"{person.name} <{person.email_address}>" if person.name else person.email_address
        for person in message.recipients
    ]
    if people:
        found.append(("To", ", ".join(people)))
    if message.sent_date:
        found.append(("Date", format_datetime(message.sent_date)))
    if message.subject:
        found.append(("Subject", message.subject))
    return found
