"""Native messages (EML): kept byte for byte, with their header and text as a document to parse.

The text of the document is the header unchanged, a blank line, and the text parts; attachments
stay in the bytes. Attached messages become documents of their own.
"""

from __future__ import annotations

import email
import hashlib
import quopri
import re
from collections.abc import Iterator
from email.message import Message
from importlib import import_module
from itertools import islice
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from mailrecon.errors import ReadError
from mailrecon.model import (
    Document,
    HiddenText,
    Notice,
    NoticeCode,
    Place,
    PlaceUnit,
    Redaction,
    Span,
)
from mailrecon.read import mail_signatures, reachable, signatures
from mailrecon.read.encoding import codec_of, decode, not_utf8
from mailrecon.read.mail.calendar import words_of
from mailrecon.read.mail.enriched import from_enriched
from mailrecon.read.mail.in_body import BodyWithoutFiles, as_shown, files_left_out, without_files
from mailrecon.read.mail.states import kept_in_header
from mailrecon.read.options import ReadOptions
from mailrecon.read.reachable import Sheets
from mailrecon.regex import regex

_HEADER_END = regex(rb"\r?\n\r?\n|\r\r")
_LINE_BREAK = regex(r"\r\n|\r")
_ENCODED = regex(rb"=(?:3D|\r?\n)", re.IGNORECASE)
_MOST_PARTS = 10_000
_MOST_STRAY = 20
_MOST_AMONG = 20
_ATTACHED = frozenset({"message/rfc822", "message/global"})
_CALENDAR = "text/calendar"
_ENRICHED = frozenset({"enriched", "richtext"})
_RICH = frozenset({"text/enriched", "text/richtext", "text/rtf", "application/rtf"})
# A boundary (RFC 2046, 5.1.1) with the header of a part below.
_BOUNDARY = regex(
    rb"^--([\w'()+,./:=?-]{1,70})[ \t]*\r?\n(?=Content-(?:Type|Transfer-Encoding|Disposition|ID):)",
    re.MULTILINE | re.IGNORECASE,
)
# Parts found by their lines are parsed again, level by level.
_DAMAGED_LEVELS = 3
_NOT_BASE64 = regex(r"[^A-Za-z0-9+/=]")
_MOST_STRAY_SIGNS = 1
_TNEF = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_MOST_NESTED = 50


def read(data: bytes, name: str, options: ReadOptions) -> Iterator[Document]:
    """The message, then those attached to it. Raises ReadError if its parts nest too deep."""
    content = mail_signatures.without_preamble(data)
    if b"\r\r\n" in content[: signatures.HEAD]:
        content = _with_single_line_ends(content)
    found = _read(content, name, options, None, 0)
    if len(content) < len(data):
        yield replace(next(found), sha256=hashlib.sha256(data).hexdigest())
    yield from found


def _with_single_line_ends(data: bytes) -> bytes:
    """A message whose line ends were written twice: CR CR LF, as by a transfer in text mode."""
    ends, doubled = data.count(b"\n"), data.count(b"\r\r\n")
    return data.replace(b"\r\r\n", b"\r\n") if doubled * 2 > ends else data


def _read(
    data: bytes, name: str, options: ReadOptions, carrier: str | None, level: int
) -> Iterator[Document]:
    mended, warnings = _mended(data)
    try:
        message = email.message_from_bytes(mended)
        parts = list(_leaves(message, ""))
        unpacked = _unpacked(parts)
    except RecursionError as error:
        raise ReadError(f"{name}: its MIME parts nest too deep to be a mail") from error
    # `_HEADER_END` may lie in the text of what has no header at all.
    header = _header_text(data, _charset_of(parts)) if message.keys() else ""
    builder = _Builder(header)
    warnings += unpacked.notices
    chosen = _chosen(parts)
    # Outlook's winmail.dat repeats the text, and has the only one where the mail has no other.
    if not any(map(_has_text, chosen)):
        # An invitation may be nothing but its calendar; old mail is rich text only.
        chosen = _chosen(unpacked.leaves) or _rich(parts) or _calendars(parts)
    sheets = _sheets(parts)
    for reference, part in chosen:
        shown = _part_text(part, options, sheets)
        warnings.extend(shown.warnings)
        builder.add(shown, reference)
    kept = kept_in_header(message)
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
        folder=kept.folder,
        labels=kept.labels,
        flags=kept.flags,
    )
    identity = _identity(message)
    if level >= _MOST_NESTED:
        return
    for leaf in (*parts, *unpacked.leaves):
        inside = f"{name}!{leaf.reference}"
        if leaf.part.get_content_type() in _ATTACHED:
            content = _attached_bytes(leaf.part, name)
            if content is not None:
                yield from _read(content, inside, options, identity, level + 1)
        elif _file_name(leaf.part).endswith((".eml", ".msg")):
            yield from _attached_file(leaf.part, inside, options, identity, level + 1)


def _attached_bytes(part: Message, name: str) -> bytes | None:
    """The bytes of an attached message. GroupWise and others encode it, which RFC 2046 forbids."""
    payload = part.get_payload()
    inner = payload[0] if isinstance(payload, list) and payload else None
    if not isinstance(inner, Message):
        return None
    encoding = str(part.get("Content-Transfer-Encoding", "")).strip().lower()
    if encoding in ("base64", "quoted-printable") and not inner.keys():
        content = inner.get_payload()
        coded = content.encode("utf-8", "surrogateescape") if isinstance(content, str) else b""
        return quopri.decodestring(coded) if encoding[0] == "q" else _from_base64(coded)
    try:
        content = inner.as_bytes(unixfrom=False)
    except RecursionError as error:
        reason = "its attached messages nest too deep to be mail"
        raise ReadError(f"{name}: {reason}") from error
    # Header fields without `=` are the same in quoted-printable, so the parser has found them.
    quoted = encoding == "quoted-printable" and _ENCODED.search(content)
    return quopri.decodestring(content) if quoted else content


def _from_base64(coded: bytes) -> bytes:
    holder = Message()
    holder["Content-Transfer-Encoding"] = "base64"
    holder.set_payload(coded.decode("ascii", "surrogateescape"))
    payload = holder.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _attached_file(
    part: Message, name: str, options: ReadOptions, carrier: str | None, level: int
) -> Iterator[Document]:
    """The messages in an attached file of mail: `letter.eml`, `letter.msg`."""
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    file = _file_name(part)
    if mail_signatures.is_eml(data[: signatures.HEAD], file) and not file.endswith(".msg"):
        yield from _read(data, name, options, carrier, level)
    elif signatures.is_msg(data[: signatures.HEAD], file):
        try:
            found = import_module("mailrecon.read.mail.msg").read(data, name, options)
            for document in found:
                yield replace(document, attached_to=document.attached_to or carrier)
        except (ImportError, ReadError):
            # It stays what it is in the message, a file.
            return


def _file_name(part: Message) -> str:
    try:
        return str(part.get_filename() or "").lower()
    except (LookupError, ValueError, TypeError):
        return ""


class _Unpacked(NamedTuple):
    """The parts in the winmail.dat of a message, and warnings about what could not be read."""

    leaves: list[_Leaf]
    notices: list[Notice]


def _unpacked(parts: list[_Leaf]) -> _Unpacked:
    found = _Unpacked([], [])
    for leaf in parts:
        if leaf.part.get_content_type() not in _TNEF and _file_name(leaf.part) != "winmail.dat":
            continue
        payload = leaf.part.get_payload(decode=True)
        try:
            item = import_module("mailrecon.read.mail.outlook.tnef").open_item(payload)
            converted = import_module("mailrecon.read.mail.outlook.message").convert(item)
        except (ImportError, ValueError, TypeError) as error:
            text = f"part {leaf.reference} (winmail.dat) could not be unpacked ({error})"
            found.notices.append(Notice(NoticeCode.DAMAGED_PART, text))
            continue
        inner = email.message_from_bytes(converted.data)
        found.leaves.extend(_leaves(inner, leaf.reference))
        found.notices.extend(converted.notices)
    return found


def _mended(data: bytes) -> tuple[bytes, list[Notice]]:
    """The message with the space put back on folded header lines that lost it, and a notice.

    `X-Scan: clean` / `of the yard` / `Subject: Gate`: Python's parser ends the header at the
    second line, mail clients read on. Only lines with a field of mail below them are folded, so
    that a text which follows the header without a blank line stays a text.
    """
    end = _HEADER_END.search(data)
    lines = data[: end.start() if end else 0].splitlines(keepends=True)
    stray = [
        number
        for number, line in enumerate(lines)
        if number and line[:1] not in (b" ", b"\t") and not mail_signatures.FIELD.match(line)
    ]
    if not stray or len(stray) > _MOST_STRAY:
        return data, []
    known = [number for number, line in enumerate(lines) if mail_signatures.names_mail_field(line)]
    stray = [number for number in stray if known and number < known[-1]]
    if not stray:
        return data, []
    for number in stray:
        lines[number] = b" " + lines[number]
    rest = data[end.start() :] if end else b""
    if len(stray) == 1:
        found = "1 line of the header is not a header field"
    else:
        found = f"{len(stray)} lines of the header are not header fields"
    text = f"{found}; the fields below were read"
    return b"".join(lines) + rest, [Notice(NoticeCode.STRAY_HEADER_LINE, text)]


class _ShownPart(Struct, frozen=True):
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
        self.places = [Place(Span(0, len(header)), PlaceUnit.PART, "header")] if header else []
        self.set_aside: list[Span] = []
        self.redactions: list[Redaction] = []
        self.hidden: list[HiddenText] = []

    def add(self, part: _ShownPart, reference: str) -> None:
        """Append a part's text behind a blank line."""
        text = part.text
        gap = "\n\n" if self._pieces[-1] and not self._pieces[-1].endswith("\n") else "\n"
        self._pieces += [gap, text]
        begin = self._length + len(gap)
        self._length = begin + len(text)
        if text:
            self.places.append(Place(Span(begin, self._length), PlaceUnit.PART, reference))
        self.set_aside += [span.shifted(begin) for span in part.set_aside]
        self.redactions += [
            replace(item, span=item.span.shifted(begin)) for item in part.redactions
        ]
        self.hidden += [replace(item, span=item.span.shifted(begin)) for item in part.hidden]

    def text(self) -> str:
        """All of it."""
        return "".join(self._pieces)


def _header_text(data: bytes, charset: str | None) -> str:
    """The header. Letters beyond ASCII are UTF-8 (RFC 6532), else in the charset of the text."""
    end = _HEADER_END.search(data)
    raw = data[: end.start()] if end else data
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        lines = raw.splitlines(keepends=True)
        wide = b"".join(line for line in lines if not line.isascii())
        codec = charset or not_utf8(wide, lambda _: False)
        text = "".join(_line_text(line, codec) for line in lines)
    return _LINE_BREAK.sub("\n", text).replace("\x00", "\ufffd")


def _line_text(line: bytes, codec: str) -> str:
    for name in ("utf-8", codec):
        try:
            return line.decode(name)
        except UnicodeDecodeError:
            continue
    return line.decode("latin-1")


def _charset_of(parts: list[_Leaf]) -> str | None:
    """The 8-bit charset that the first text with one states."""
    for leaf in parts:
        stated = leaf.part.get_content_charset()
        known = isinstance(stated, str) and stated.lower() not in ("us-ascii", "ascii")
        codec = codec_of(stated) if known and isinstance(stated, str) else None
        if codec is not None and codec != "utf-8":
            return codec
    return None


class _Leaf(NamedTuple):
    """A part that is not a multipart: its number, and those of its enclosing alternatives."""

    reference: str
    part: Message
    alternatives: frozenset[str] = frozenset()


def _leaves(message: Message, reference: str) -> Iterator[_Leaf]:
    """Every part that is not a multipart, with its IMAP part number (RFC 9051, 6.4.5.1)."""
    stack = [_Leaf(reference, message)]
    count = 0
    while stack and count < _MOST_PARTS:
        number, part, among = stack.pop()
        payload = part.get_payload()
        is_multipart = part.get_content_maintype() == "multipart"
        if is_multipart and isinstance(payload, str) and number.count(".") < _DAMAGED_LEVELS:
            payload = _parts_by_their_lines(part) or payload
        if is_multipart and isinstance(payload, list):
            if part.get_content_subtype() == "alternative" and len(among) < _MOST_AMONG:
                among = among | {number}
            inner = [
                _Leaf(f"{number}.{place}".lstrip("."), item, among)
                for place, item in enumerate(payload, start=1)
                if isinstance(item, Message)
            ]
            stack.extend(reversed(inner))
            continue
        if is_multipart:
            # Mutt prints a mail with its header and the text of its parts: no line is its boundary.
            part.set_type("text/plain")
        count += 1
        yield _Leaf(number or "1", part, among)


def _parts_by_their_lines(part: Message) -> list[Message]:
    """The parts of a multipart whose header lost its boundary, or states another; else none.

    `--=_b7` / `Content-Type: text/plain` … `--=_b7--`
    """
    content = part.get_payload(decode=True)
    used = _BOUNDARY.search(content) if isinstance(content, bytes) else None
    if used is None or not isinstance(content, bytes) or b"\n--%b--" % used[1] not in content:
        return []
    head = b'Content-Type: multipart/mixed; boundary="%b"\n\n' % used[1]
    payload = email.message_from_bytes(head + content).get_payload()
    parts = payload if isinstance(payload, list) else []
    return [item for item in parts if isinstance(item, Message)]


def _chosen(parts: list[_Leaf]) -> list[tuple[str, Message]]:
    """The parts that a mail client shows as text: plain ones, or HTML without a plain alternative.

    The alternatives may lie at any depth: Apple Mail puts the HTML and its pictures into a
    `multipart/related` beside the plain text. Siblings in any multipart count as alternatives.
    """
    shown = [
        leaf
        for leaf in parts
        if leaf.part.get_content_maintype() == "text"
        and leaf.part.get_content_disposition() != "attachment"
        and leaf.part.get_content_subtype() in ("plain", "html")
    ]
    plain = [leaf for leaf in shown if _is_plain(leaf.part)]
    beside = {leaf.reference.rpartition(".")[0] for leaf in plain}
    said = frozenset().union(*(leaf.alternatives for leaf in plain)) if plain else frozenset()
    return [
        (leaf.reference, leaf.part)
        for leaf in shown
        if leaf.part.get_content_subtype() == "plain"
        or (leaf.reference.rpartition(".")[0] not in beside and not leaf.alternatives & said)
    ]


def _sheets(parts: list[_Leaf]) -> Sheets | None:
    """The style sheets sent with a page, by their addresses (RFC 2387, RFC 2557)."""
    found: dict[str, bytes] = {}
    for leaf in parts:
        if leaf.part.get_content_type() == "text/css":
            location, identity = (leaf.part.get(n) for n in ("Content-Location", "Content-ID"))
            content = _part_bytes(leaf.part)
            if location:
                found[str(location).strip()] = content
            if identity:
                found[f"cid:{str(identity).strip().strip('<>')}"] = content
    return reachable.among(found, "") if found else None


def _rich(parts: list[_Leaf]) -> list[tuple[str, Message]]:
    """The parts of rich text that are shown, for a message that has no plain text and no page."""
    return [
        (leaf.reference, leaf.part)
        for leaf in parts
        if leaf.part.get_content_type() in _RICH
        and leaf.part.get_content_disposition() != "attachment"
    ]


def _calendars(parts: list[_Leaf]) -> list[tuple[str, Message]]:
    """The first calendar in a message; the others say the same in other versions."""
    found = (
        (leaf.reference, leaf.part) for leaf in parts if leaf.part.get_content_type() == _CALENDAR
    )
    return list(islice(found, 1))


def _has_text(item: tuple[str, Message]) -> bool:
    payload = item[1].get_payload(decode=True)
    return isinstance(payload, bytes) and bool(payload.strip())


def _is_plain(part: Message) -> bool:
    payload = part.get_payload(decode=True)
    return (
        part.get_content_subtype() == "plain"
        and isinstance(payload, bytes)
        and bool(payload.strip())
    )


def _part_bytes(part: Message) -> bytes:
    """The text of a part, its transfer encoding undone.

    Lists add their footer as plain lines below base64: Python's parser then decodes nothing.
    """
    content = part.get_payload()
    coding = str(part.get("Content-Transfer-Encoding", "")).strip().lower()
    if coding != "base64" or not isinstance(content, str):
        payload = part.get_payload(decode=True)
        return payload if isinstance(payload, bytes) else b""
    coded: list[str] = []
    lines = content.splitlines(keepends=True)
    for number, line in enumerate(lines):
        # RFC 2045, 6.8: what is not of base64 is to be ignored, such as a stray `!`.
        if len(_NOT_BASE64.findall(line.strip())) > _MOST_STRAY_SIGNS or " " in line.strip():
            charset = part.get_content_charset()
            codec = (codec_of(charset) if isinstance(charset, str) else None) or "utf-8"
            rest = "".join(lines[number:]).encode(codec, "replace")
            return _from_base64("".join(coded).encode("ascii")) + b"\n" + rest
        coded.append(_NOT_BASE64.sub("", line))
    return _from_base64("".join(coded).encode("ascii"))


def _part_text(part: Message, options: ReadOptions, sheets: Sheets | None) -> _ShownPart:
    is_plain = part.get_content_type() == "text/plain"
    data, files = (
        without_files(_part_bytes(part)) if is_plain else BodyWithoutFiles(_part_bytes(part), ())
    )
    charset = part.get_content_charset()
    # Programs that save a mail again write UTF-8 and leave the old charset in the header. Bytes
    # that are valid UTF-8 are hardly ever anything else.
    encoding = options.encoding
    if isinstance(charset, str):
        stated = data.isascii() or not _is_utf8(data)
        encoding = charset if stated else encoding or "utf-8"
    try:
        decoded = decode(data, encoding)
    except ReadError:
        decoded = decode(data, options.encoding)
    if part.get_content_type() == _CALENDAR:
        return _ShownPart(words_of(decoded.text), warnings=decoded.warnings)
    # Some programs send the source of a page as plain text.
    page_source = part.get_content_subtype() == "plain" and is_page(decoded.text)
    if part.get_content_subtype() in _ENRICHED:
        enriched = from_enriched(decoded.text)
        return _ShownPart(enriched.text, warnings=decoded.warnings, hidden=enriched.hidden)
    if part.get_content_subtype() == "rtf":
        return _rtf_text(data, options)
    if part.get_content_subtype() != "html" and not page_source:
        text = as_shown(_LINE_BREAK.sub("\n", decoded.text), part)
        return _ShownPart(text, warnings=(*files_left_out(files), *decoded.warnings))
    page = import_module("mailrecon.read.html.reader").html_to_text(decoded.text, sheets)
    return _ShownPart(
        page.text,
        (*decoded.warnings, *page.warnings),
        page.set_aside,
        page.redactions,
        page.hidden,
    )


def _rtf_text(data: bytes, options: ReadOptions) -> _ShownPart:
    """The text of an RTF part, as the reader of RTF gives it; nothing of one that is damaged."""
    try:
        (found,) = import_module("mailrecon.read.office.rtf").read(data, "part.rtf", options)
    except ReadError as error:
        return _ShownPart("", (Notice(NoticeCode.DAMAGED_PART, str(error)),))
    return _ShownPart(found.text, found.warnings, found.set_aside, found.redactions, found.hidden)


def is_page(text: str) -> bool:
    """Whether a text that is said to be plain is the source of a page."""
    start = text[:200].lstrip().lower()
    if start.startswith(("<!doctype html", "<html", "<body", "<head>")):
        return True
    # `<div dir="ltr">Hello<br></div><div>…</div>`: markup to its end, no mail about markup.
    if not start.startswith("<") or not text[-200:].rstrip().endswith(">"):
        return False
    head = text[: signatures.HEAD].encode("utf-8", "replace")
    return signatures.is_html(head, "part")


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _identity(message: Message) -> str | None:
    value = str(message.get("Message-ID", "")).split()
    return value[0] if value else None
