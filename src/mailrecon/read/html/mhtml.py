"""Read web pages saved as one file (MHTML, RFC 2557).

A browser writes its own header above the page (`From: <Saved by Blink>`), which mails do not have.
Its frames are pages of the archive, by their `Content-ID` or `Content-Location`.
"""

from __future__ import annotations

import email
from collections.abc import Iterator
from email.message import Message

from mailrecon.errors import ReadError
from mailrecon.model import Document, Notice, NoticeCode
from mailrecon.read.encoding import Decoded, decode
from mailrecon.read.files import reachable
from mailrecon.read.html import reader as html
from mailrecon.read.html.markup.frames import FramePage, FramePages
from mailrecon.read.options import ReadOptions

_MOST_PARTS = 10_000
# The most frame pages that are kept; pages have a few, with advertisements some dozens.
_MOST_FRAMES = 1_000
_PAGES = frozenset(["text/html", "application/xhtml+xml"])


def read(data: bytes, name: str, options: ReadOptions) -> Iterator[Document]:
    """Read the page as one document. Raises ReadError if the file has none."""
    try:
        message = email.message_from_bytes(data)
        parts = _leaves(message)
    except RecursionError as error:
        raise ReadError(f"{name}: its MIME parts nest too deep to be a page") from error
    pages = [part for part in parts if part.get_content_type() in _PAGES]
    start = f"cid:{str(message.get_param('start') or '').strip('<> ')}"
    # `Content-Type: multipart/related; start="<page@harbour.example>"`
    pages.sort(key=lambda part: start not in _addresses(part))
    if not pages:
        raise ReadError(f"{name}: is an archive of a web page without a page in it")
    sheets = _sheets(parts)
    decoded = _decoded(pages[0], options.encoding)
    location = _location(pages[0])
    framed: dict[str, FramePage] = {}
    for part in pages[1 : _MOST_FRAMES + 1]:
        try:
            text = _decoded(part, None).text
        except ReadError:
            continue
        page = FramePage(text, reachable.among(sheets, _location(part) or location))
        framed.update((address, page) for address in _addresses(part))
    frames = FramePages(framed, location)
    try:
        found = html.html_to_text(decoded.text, reachable.among(sheets, location), pages=frames)
    except ReadError as error:
        raise ReadError(f"{name}: {error}") from error
    more = frames.left + max(len(pages) - 1 - _MOST_FRAMES, 0)
    yield from html.page_documents(found, decoded, data, name, _more(more))


def _more(frames: int) -> Iterator[Notice]:
    if frames:
        yield Notice(
            NoticeCode.FRAMES_NOT_READ,
            f"{frames} more pages of the archive, which no frame shows, are not read",
        )


def _sheets(parts: list[Message]) -> dict[str, bytes]:
    """The style sheets of an archive by their addresses."""
    return {
        address: _content(part)
        for part in parts
        if part.get_content_type() == "text/css"
        for address in _addresses(part)
    }


def _addresses(part: Message) -> Iterator[str]:
    """The addresses by which other parts refer to a part: `cid:frame-2@mhtml.blink`."""
    for header in ("Content-Location", "Content-ID"):
        known = str(part.get(header) or "").strip()
        if known:
            yield f"cid:{known[1:-1]}" if known.startswith("<") else known


def _location(part: Message) -> str:
    base = str(part.get("Content-Base") or "").strip()
    return base or str(part.get("Content-Location") or "").strip()


def _decoded(part: Message, encoding: str | None) -> Decoded:
    content, charset = _content(part), part.get_content_charset()
    try:
        return decode(content, encoding or (str(charset) if charset else None))
    except ReadError:
        return decode(content, None)


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
