"""Real messages (EML): kept as they are, with their header and text as a document to parse.

The text of the document is the header as it stands, a blank line, and the text parts; attachments
stay in the bytes. Attached messages become documents of their own.
"""

from __future__ import annotations

import email
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email.message import Message
from importlib import import_module

from mailrecon.errors import ReadError
from mailrecon.model import Document, HiddenText, Notice, Place, Redaction, Span
from mailrecon.read.encoding import decode
from mailrecon.read.options import ReadOptions

_HEADER_END = re.compile(rb"\r?\n\r?\n|\r\r")
_LINE_BREAK = re.compile(r"\r\n|\r")
_MOST_PARTS = 10_000
_MOST_NESTED = 50


def read(data: bytes, name: str, options: ReadOptions) -> Iterator[Document]:
    """The message, then those attached to it. Raises ReadError if its parts nest too deep."""
    yield from _read(data, name, options, None, 0)


def _read(
    data: bytes, name: str, options: ReadOptions, carrier: str | None, level: int
) -> Iterator[Document]:
    try:
        message = email.message_from_bytes(data)
        parts = list(_leaves(message, ""))
    except RecursionError as error:
        raise ReadError(f"{name}: its MIME parts nest too deep to be a mail") from error
    header = _header_text(data)
    builder = _Builder(header)
    warnings: list[Notice] = []
    for reference, part in _chosen(parts):
        shown = _part_text(part, options)
        warnings.extend(shown.warnings)
        builder.add(shown, reference)
    yield Document(
        name=name,
        text=builder.text(),
        sha256=hashlib.sha256(data).hexdigest(),
        encoding="utf-8",
        warnings=tuple(warnings),
        kind="eml",
        places=tuple(builder.places),
        set_aside=tuple(builder.set_aside),
        redactions=tuple(builder.redactions),
        hidden=tuple(builder.hidden),
        envelope=Span(0, len(header)),
        original=data,
        attached_to=carrier,
    )
    identity = _identity(message)
    for reference, part in parts:
        if part.get_content_type() == "message/rfc822" and level < _MOST_NESTED:
            payload = part.get_payload()
            inner = payload[0] if isinstance(payload, list) and payload else None
            if isinstance(inner, Message):
                try:
                    content = inner.as_bytes(unixfrom=False)
                except RecursionError as error:
                    reason = "its attached messages nest too deep to be mail"
                    raise ReadError(f"{name}: {reason}") from error
                yield from _read(content, f"{name}!{reference}", options, identity, level + 1)


@dataclass(frozen=True, slots=True)
class _Shown:
    """A part as a reader sees it, spans counted from its own start."""

    text: str
    warnings: tuple[Notice, ...] = ()
    set_aside: tuple[Span, ...] = ()
    redactions: tuple[Redaction, ...] = ()
    hidden: tuple[HiddenText, ...] = ()


class _Builder:
    """A text put together from the header and the parts, with the place of each."""

    def __init__(self, header: str) -> None:
        self._pieces = [header]
        self._length = len(header)
        self.places = [Place(Span(0, len(header)), "part", "header")] if header else []
        self.set_aside: list[Span] = []
        self.redactions: list[Redaction] = []
        self.hidden: list[HiddenText] = []

    def add(self, part: _Shown, reference: str) -> None:
        """Append a part's text behind a blank line."""
        text = part.text
        gap = "\n\n" if self._pieces[-1] and not self._pieces[-1].endswith("\n") else "\n"
        self._pieces += [gap, text]
        begin = self._length + len(gap)
        self._length = begin + len(text)
        if text:
            self.places.append(Place(Span(begin, self._length), "part", reference))
        self.set_aside += [_moved(span, begin) for span in part.set_aside]
        self.redactions += [
            replace(item, span=_moved(item.span, begin)) for item in part.redactions
        ]
        self.hidden += [replace(item, span=_moved(item.span, begin)) for item in part.hidden]

    def text(self) -> str:
        """All of it."""
        return "".join(self._pieces)


def _header_text(data: bytes) -> str:
    end = _HEADER_END.search(data)
    raw = data[: end.start()] if end else data
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    return _LINE_BREAK.sub("\n", text).replace("\x00", "\ufffd")


def _leaves(message: Message, reference: str) -> Iterator[tuple[str, Message]]:
    """Every part that is no multipart, with its number as IMAP counts (RFC 9051, 6.4.5.1)."""
    stack: list[tuple[str, Message]] = [(reference, message)]
    count = 0
    while stack and count < _MOST_PARTS:
        number, part = stack.pop()
        payload = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(payload, list):
            inner = [
                (f"{number}.{place}".lstrip("."), item)
                for place, item in enumerate(payload, start=1)
                if isinstance(item, Message)
            ]
            stack.extend(reversed(inner))
            continue
        count += 1
        yield number or "1", part


def _chosen(parts: list[tuple[str, Message]]) -> Iterator[tuple[str, Message]]:
    """The parts a reader is shown as text: plain ones, or HTML where no plain one says it."""
    shown = [
        (number, part)
        for number, part in parts
        if part.get_content_maintype() == "text"
        and part.get_content_disposition() != "attachment"
        and part.get_content_subtype() in ("plain", "html")
    ]
    plain = {number.rpartition(".")[0] for number, part in shown if _is_plain(part)}
    for number, part in shown:
        if part.get_content_subtype() == "plain" or number.rpartition(".")[0] not in plain:
            yield number, part


def _is_plain(part: Message) -> bool:
    payload = part.get_payload(decode=True)
    return (
        part.get_content_subtype() == "plain"
        and isinstance(payload, bytes)
        and bool(payload.strip())
    )


def _part_text(part: Message, options: ReadOptions) -> _Shown:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    charset = part.get_content_charset()
    # Text that was saved anew is UTF-8 whatever its old header says; nothing else looks like it.
    encoding = options.encoding
    if isinstance(charset, str):
        stated = data.isascii() or not _is_utf8(data)
        encoding = charset if stated else encoding or "utf-8"
    try:
        decoded = decode(data, encoding)
    except ReadError:
        decoded = decode(data, options.encoding)
    if part.get_content_subtype() != "html":
        return _Shown(_LINE_BREAK.sub("\n", decoded.text), warnings=decoded.warnings)
    page = import_module("mailrecon.read.html").html_to_text(decoded.text)
    return _Shown(
        page.text,
        (*decoded.warnings, *page.warnings),
        page.set_aside,
        page.redactions,
        page.hidden,
    )


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _identity(message: Message) -> str | None:
    value = str(message.get("Message-ID", "")).split()
    return value[0] if value else None
