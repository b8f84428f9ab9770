"""The reader of web pages saved as one file (MHTML, RFC 2557): the page, not a message about it.

A browser writes its own header above the page (`From: <Saved by Blink>`); no mail says that.
"""

from __future__ import annotations

import email
from collections.abc import Iterator
from email.message import Message

from mailrecon.errors import ReadError
from mailrecon.model import Document, Notice, NoticeCode
from mailrecon.read import reachable
from mailrecon.read.encoding import decode
from mailrecon.read.html import reader as html
from mailrecon.read.options import ReadOptions

_MOST_PARTS = 10_000


def read(data: bytes, name: str, options: ReadOptions) -> Iterator[Document]:
    """The page as one document. Raises ReadError if there is none in the file."""
    try:
        parts = _leaves(email.message_from_bytes(data))
    except RecursionError as error:
        raise ReadError(f"{name}: its MIME parts nest too deep to be a page") from error
    pages = [part for part in parts if part.get_content_type() in _PAGES]
    if not pages:
        raise ReadError(f"{name}: is an archive of a web page without a page in it")
    page = pages[0]
    sheets: dict[str, bytes] = {}
    for part in parts:
        if part.get_content_type() == "text/css":
            content = _content(part)
            for address in (part.get("Content-Location"), part.get("Content-ID")):
                if address:
                    known = str(address).strip()
                    sheets[f"cid:{known[1:-1]}" if known.startswith("<") else known] = content
    content = _content(page)
    charset = page.get_content_charset()
    try:
        decoded = decode(content, options.encoding or (str(charset) if charset else None))
    except ReadError:
        decoded = decode(content, None)
    location = str(page.get("Content-Location") or "").strip()
    try:
        found = html.html_to_text(decoded.text, reachable.among(sheets, location))
    except ReadError as error:
        raise ReadError(f"{name}: {error}") from error
    yield html.page_document(found, decoded, data, name, _more(len(pages) - 1))


_PAGES = frozenset(["text/html", "application/xhtml+xml"])


def _more(frames: int) -> Iterator[Notice]:
    if frames:
        yield Notice(
            NoticeCode.FRAMES_NOT_READ, f"{frames} more pages (frames) of the archive are not read"
        )


def _leaves(message: Message) -> list[Message]:
    found: list[Message] = []
    for part in message.walk():
        if len(found) >= _MOST_PARTS:
            break
        if not part.is_multipart():
            found.append(part)
    return found


def _content(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""
