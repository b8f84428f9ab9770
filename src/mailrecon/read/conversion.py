"""Outlook's stores hold no Internet message: one is made of what they hold, as its bytes were."""

from __future__ import annotations

import email.policy
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from email.message import EmailMessage
from email.parser import HeaderParser

from mailrecon.header_fields import carried_field
from mailrecon.model import Document, Notice
from mailrecon.read import mail
from mailrecon.read.options import ReadOptions

_OURS = frozenset({"content-type", "content-transfer-encoding", "mime-version"})
_NAME = re.compile(r"[!-9;-~]{1,76}")
_ONCE = frozenset(
    {
        *("from", "sender", "reply-to", "to", "cc", "bcc", "subject", "date"),
        *("message-id", "in-reply-to", "references"),
    }
)
_BREAK = re.compile(r"[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+[ \t]*")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_MEDIA_TYPE = re.compile(r"(?!message|multipart)([a-z0-9.+-]+)/([a-z0-9.+-]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file in a message, with its media type such as `image/png`."""

    name: str
    media_type: str
    content: bytes


def header_fields(transport: str) -> list[tuple[str, str]]:
    """The fields of a transport header, in order, those of MIME left out."""
    parsed = HeaderParser().parsestr(transport.replace("\r\n", "\n").lstrip("\n"))
    return [(label, str(value)) for label, value in parsed.items() if label.lower() not in _OURS]


def build_message(
    fields: Iterable[tuple[str, str]],
    body: str | None,
    html: str | None,
    attachments: Iterable[Attachment] = (),
) -> bytes:
    """The bytes of a message with these fields, texts and files; a field that can't be is left."""
    head = "".join(_header(fields)).replace("\n", "\r\n")
    built = EmailMessage(policy=email.policy.SMTP.clone(max_line_length=78))
    built.set_content(_SURROGATES.sub("\ufffd", body or ""))
    if html:
        built.add_alternative(_SURROGATES.sub("\ufffd", html), subtype="html")
    for attachment in attachments:
        # An attached message would need to parse as one; as a file it stays what it is.
        media_type = _MEDIA_TYPE.fullmatch(attachment.media_type)
        built.add_attachment(
            attachment.content,
            maintype=media_type[1] if media_type else "application",
            subtype=media_type[2] if media_type else "octet-stream",
            filename=_value(attachment.name),
        )
    _set_boundaries(built)
    return head.encode("utf-8") + built.as_bytes()


def _header(fields: Iterable[tuple[str, str]]) -> Iterator[str]:
    """The fields as lines; of those that may stand once (RFC 5322, 3.6) the first is kept."""
    seen: set[str] = set()
    for label, value in fields:
        name = label.lower()
        if not _NAME.fullmatch(label) or name in seen:
            continue
        line = carried_field(label, _value(value))
        if line is not None:
            yield line
            seen.update({name} & _ONCE)


def _value(text: str) -> str:
    """What a header can hold of a text: one line without controls or lone surrogates."""
    return _CONTROLS.sub("", _BREAK.sub(" ", _SURROGATES.sub("\ufffd", text))).strip()


def _set_boundaries(built: EmailMessage) -> None:
    """Boundaries made of what they divide: the library's are random, and so would the bytes be."""
    digest = hashlib.sha256()
    for part in built.walk():
        content = part.get_payload(decode=True)
        digest.update(content if isinstance(content, bytes) else b"")
    for number, part in enumerate(built.walk()):
        if part.is_multipart():
            # Of more than some forty characters the library makes pieces (RFC 2231) that
            # many readers cannot put together.
            part.set_boundary(f"{digest.hexdigest()[:32]}-{number}")


def read_built(data: bytes, name: str, kind: str, options: ReadOptions) -> Iterator[Document]:
    """The documents of a message built so, each with a warning that says it was."""
    text = "an Outlook message was converted; its bytes are not those that were sent"
    for document in mail.read(data, name, options):
        notice = Notice("converted", text)
        yield replace(document, kind=kind, warnings=(notice, *document.warnings))
