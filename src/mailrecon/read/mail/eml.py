"""Read native messages (EML): keep the bytes, and make a document of the header and the text.

The text of the document is the header unchanged, a blank line, and the text parts; attachments stay
in the bytes. Attached messages become separate documents.
"""

from __future__ import annotations

import email
import hashlib
import quopri
import re
from collections.abc import Iterator
from email.message import Message
from importlib import import_module
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
from mailrecon.read.encoding import codec_of, decode, is_utf8, not_utf8
from mailrecon.read.files.reachable import Sheets
from mailrecon.read.mail.calendar import words_of
from mailrecon.read.mail.enriched import from_enriched
from mailrecon.read.mail.in_body import BodyWithoutFiles, as_shown, files_left_out, without_files
from mailrecon.read.mail.mime_parts import (
    CALENDAR,
    ENRICHED,
    MOST_PARTS,
    Leaf,
    calendars,
    from_base64,
    has_text,
    leaves,
    part_bytes,
    rich_parts,
    shown_parts,
    style_sheets,
)
from mailrecon.read.mail.pieces import is_message, lies_elsewhere
from mailrecon.read.mail.secured import unread_parts
from mailrecon.read.mail.states import kept_in_header
from mailrecon.read.options import ReadOptions
from mailrecon.read.recognition import mail_signatures, signatures
from mailrecon.regex import regex

_HEADER_END = regex(rb"\r?\n\r?\n|\r\r")
_LINE_BREAK = regex(r"\r\n|\r")
_PLAIN_FIELD = regex(rb"[!-9;-~]+:")
_SPACE_BEFORE_COLON = regex(rb"([!-9;-~]+)[ \t]+:")
_ENCODED = regex(rb"=(?:3D|\r?\n)", re.IGNORECASE)
_ANY_ENCODED = regex(rb"=[0-9A-F]{2}")
_MOST_STRAY = 20
_TNEF = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_MOST_NESTED = 50
# The fields with the name of a part's file (RFC 2183, 2.3).
_NAMING = ("Content-Disposition", "Content-Type")


def read(data: bytes, name: str, options: ReadOptions) -> Iterator[Document]:
    """The message, then those attached to it. Raises ReadError if its parts nest too deep."""
    content = mail_signatures.without_preamble(data)
    if b"\r\r\n" in content[: signatures.HEAD]:
        content = _with_single_line_ends(content)
    found = _read(content, name, options, None, 0)
    if len(content) < len(data):
        yield replace(next(found), sha256=hashlib.sha256(data).hexdigest())
    yield from found


def read_entity(data: bytes, name: str, options: ReadOptions) -> Iterator[Document]:
    """The text of parts without a mail's header, as S/MIME signs them; attached messages follow."""
    first, *others = _read(data, name, options, None, 0, is_entity=True)
    yield replace(first, kind="signed", original=None, envelope=None)
    yield from others


def _with_single_line_ends(data: bytes) -> bytes:
    """A message whose line ends were written twice: CR CR LF, as by a transfer in text mode."""
    ends, doubled = data.count(b"\n"), data.count(b"\r\r\n")
    return data.replace(b"\r\r\n", b"\r\n") if doubled * 2 > ends else data


def _read(
    data: bytes,
    name: str,
    options: ReadOptions,
    carrier: str | None,
    level: int,
    *,
    is_entity: bool = False,
) -> Iterator[Document]:
    mended, warnings = _mended(data)
    try:
        message = email.message_from_bytes(mended)
        parts = list(leaves(message, ""))
        unpacked = _unpacked(parts, options)
    except RecursionError as error:
        raise ReadError(f"{name}: its MIME parts nest too deep to be a mail") from error
    # In data without any header, `_HEADER_END` may match in the text.
    header = _header_text(data, _charset_of(parts)) if message.keys() and not is_entity else ""
    builder = _Builder(header)
    warnings += [*unpacked.notices, *unread_parts(parts), *lies_elsewhere(parts)]
    warnings += _left_out(parts, level)
    sheets = style_sheets(parts)
    for reference, part in _chosen(parts, unpacked.leaves):
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
        if is_message(leaf.part):
            content = _attached_bytes(leaf.part, name)
            if content is not None:
                yield from _read(content, inside, options, identity, level + 1)
        elif _file_name(leaf.part).endswith((".eml", ".msg")):
            yield from _attached_file(leaf.part, inside, options, identity, level + 1)


def _chosen(parts: list[Leaf], unpacked: list[Leaf]) -> list[tuple[str, Message]]:
    """The parts whose text is shown; `unpacked` are those of Outlook's winmail.dat."""
    chosen = shown_parts(parts)
    # winmail.dat repeats the text, or has the only one.
    if any(map(has_text, chosen)):
        return chosen
    # An invitation may have only a calendar, and old mail only rich text.
    return shown_parts(unpacked) or rich_parts(parts) or calendars(parts)


def _left_out(parts: list[Leaf], level: int) -> Iterator[Notice]:
    """Notices of parts that are not read because they are too many or nested too deep."""
    if len(parts) == MOST_PARTS:
        text = f"it has more than {MOST_PARTS:,} parts; those behind are kept, not read"
        yield Notice(NoticeCode.UNREAD_PART, text)
    if level >= _MOST_NESTED and any(is_message(leaf.part) for leaf in parts):
        text = f"messages are attached in one another {level + 1} deep; those below are not read"
        yield Notice(NoticeCode.UNREAD_PART, text)


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
        return quopri.decodestring(coded) if encoding[0] == "q" else from_base64(coded)
    try:
        content = inner.as_bytes(unixfrom=False)
    except RecursionError as error:
        reason = "its attached messages nest too deep to be mail"
        raise ReadError(f"{name}: {reason}") from error
    # Header fields without `=` are the same in quoted-printable, so the parser has found them.
    if encoding != "quoted-printable":
        return content
    # If inner parts state an encoding, only that is undone, unless there are signs of double
    # encoding.
    own = any("Content-Transfer-Encoding" in part for part in inner.walk())
    quoted = (_ENCODED if own else _ANY_ENCODED).search(content)
    return quopri.decodestring(content) if quoted else content


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
        except (ImportError, ReadError) as error:
            # It is kept as a file in the message.
            notice = Notice(NoticeCode.UNREAD_PART, f"the attached file is not read: {error}")
            digest = hashlib.sha256(data).hexdigest()
            yield Document(name, "", digest, "utf-8", (notice,), "msg", attached_to=carrier)


def _file_name(part: Message) -> str:
    try:
        # Most parts name no file: `Content-Type: text/plain; charset=us-ascii`
        if not any("name" in str(part.get(field, "")).lower() for field in _NAMING):
            return ""
        return str(part.get_filename() or "").lower()
    except (LookupError, ValueError, TypeError):
        return ""


class _Unpacked(NamedTuple):
    """The parts in the winmail.dat of a message, and warnings about what could not be read."""

    leaves: list[Leaf]
    notices: list[Notice]


def _unpacked(parts: list[Leaf], options: ReadOptions) -> _Unpacked:
    found = _Unpacked([], [])
    for leaf in parts:
        if leaf.part.get_content_type() not in _TNEF and _file_name(leaf.part) != "winmail.dat":
            continue
        payload = leaf.part.get_payload(decode=True)
        try:
            item = import_module("mailrecon.read.mail.outlook.tnef").open_item(payload)
            message = import_module("mailrecon.read.mail.outlook.message")
            converted = message.convert(item, options.all_items)
        except (ImportError, ValueError, TypeError) as error:
            text = f"part {leaf.reference} (winmail.dat) could not be unpacked ({error})"
            found.notices.append(Notice(NoticeCode.DAMAGED_PART, text))
            continue
        inner = email.message_from_bytes(converted.data)
        found.leaves.extend(leaves(inner, leaf.reference))
        found.notices.extend(converted.notices)
    return found


def _mended(data: bytes) -> tuple[bytes, list[Notice]]:
    """The message with its header as Python's parser needs it, and a notice of stray lines.

    `X-Scan: clean` / `of the yard` / `Subject: Gate`: the parser ends the header at the second
    line, but mail clients continue. Only lines above a field of mail are treated as folded, so that
    a text that follows the header without a blank line stays text. `Subject : Gate`, with a space
    in front of the colon (RFC 5322, 4.5), ends the header for the parser, too.
    """
    end = _HEADER_END.search(data)
    lines = data[: end.start() if end else 0].splitlines(keepends=True)
    odd = [
        number
        for number, line in enumerate(lines)
        if line[:1] not in (b" ", b"\t") and not _PLAIN_FIELD.match(line)
    ]
    if not odd:
        return data, []
    known = [number for number, line in enumerate(lines) if mail_signatures.names_mail_field(line)]
    last = known[-1] if known else 0
    spaced = [number for number in odd if mail_signatures.names_mail_field(lines[number])]
    stray = [
        number
        for number in odd
        if 0 < number < last and not mail_signatures.FIELD.match(lines[number])
    ]
    stray = stray if len(stray) <= _MOST_STRAY else []
    if not stray and not spaced:
        return data, []
    for number in spaced:
        lines[number] = _SPACE_BEFORE_COLON.sub(rb"\1:", lines[number], count=1)
    for number in stray:
        lines[number] = b" " + lines[number]
    rest = data[end.start() :] if end else b""
    return b"".join(lines) + rest, _stray_notice(len(stray))


def _stray_notice(count: int) -> list[Notice]:
    if not count:
        return []
    if count == 1:
        found = "1 line of the header is not a header field"
    else:
        found = f"{count} lines of the header are not header fields"
    text = f"{found}; the fields below were read"
    return [Notice(NoticeCode.STRAY_HEADER_LINE, text)]


class _ShownPart(Struct, frozen=True):
    """A part as displayed; spans are counted from its start."""

    text: str
    warnings: tuple[Notice, ...] = ()
    set_aside: tuple[Span, ...] = ()
    redactions: tuple[Redaction, ...] = ()
    hidden: tuple[HiddenText, ...] = ()


class _Builder:
    """Builds a text from the header and the parts, with the place of each."""

    def __init__(self, header: str) -> None:
        self._pieces = [header]
        self._length = len(header)
        self.places = [Place(Span(0, len(header)), PlaceUnit.PART, "header")] if header else []
        self.set_aside: list[Span] = []
        self.redactions: list[Redaction] = []
        self.hidden: list[HiddenText] = []

    def add(self, part: _ShownPart, reference: str) -> None:
        """Append a part's text after a blank line."""
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
        """The whole text."""
        return "".join(self._pieces)


def _header_text(data: bytes, charset: str | None) -> str:
    """The header. Non-ASCII letters are UTF-8 (RFC 6532), otherwise in the charset of the text."""
    end = _HEADER_END.search(data)
    raw = data[: end.start()] if end else data
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        lines = raw.splitlines(keepends=True)
        # The text below is used as well: two words alone do not show their code page.
        below = data[end.end() : end.end() + signatures.HEAD] if end else b""
        all_lines = [*lines, *below.splitlines(keepends=True)]
        wide = b"".join(line for line in all_lines if not line.isascii())
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


def _charset_of(parts: list[Leaf]) -> str | None:
    """The 8-bit charset that the first text with one states."""
    for leaf in parts:
        stated = leaf.part.get_content_charset()
        known = isinstance(stated, str) and stated.lower() not in ("us-ascii", "ascii")
        codec = codec_of(stated) if known and isinstance(stated, str) else None
        if codec is not None and codec != "utf-8":
            return codec
    return None


def _part_text(part: Message, options: ReadOptions, sheets: Sheets | None) -> _ShownPart:
    content_type = part.get_content_type()
    subtype = content_type.partition("/")[2]
    data, files = (
        without_files(part_bytes(part))
        if content_type == "text/plain"
        else BodyWithoutFiles(part_bytes(part), ())
    )
    charset = part.get_content_charset()
    # Programs that save a mail again write UTF-8 but leave the old charset in the header. Bytes
    # that are valid UTF-8 are hardly ever anything else.
    encoding = options.encoding
    if isinstance(charset, str):
        stated = data.isascii() or not is_utf8(data)
        encoding = charset if stated else encoding or "utf-8"
    try:
        decoded = decode(data, encoding)
    except ReadError:
        decoded = decode(data, options.encoding)
    if content_type == CALENDAR:
        return _ShownPart(words_of(decoded.text), warnings=decoded.warnings)
    # Some programs send the source of a page as plain text.
    page_source = subtype == "plain" and is_page(decoded.text)
    if subtype in ENRICHED:
        enriched = from_enriched(decoded.text)
        return _ShownPart(enriched.text, warnings=decoded.warnings, hidden=enriched.hidden)
    if subtype == "rtf":
        return _rtf_text(data, options)
    if subtype != "html" and not page_source:
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
    """The text of an RTF part from the RTF reader; empty if it is damaged."""
    try:
        reader = import_module("mailrecon.read.office.rtf.reader")
        found = reader.read_whole(data, "part.rtf", options)
    except ReadError as error:
        return _ShownPart("", (Notice(NoticeCode.DAMAGED_PART, str(error)),))
    return _ShownPart(found.text, found.warnings, found.set_aside, found.redactions, found.hidden)


def is_page(text: str) -> bool:
    """Whether a text labelled as plain is HTML source."""
    start = text[:200].lstrip().lower()
    if start.startswith(("<!doctype html", "<html", "<body", "<head>")):
        return True
    # `<div dir="ltr">Hello<br></div><div>…</div>`: markup up to the end, so it is not a mail about
    # markup.
    if not start.startswith("<") or not text[-200:].rstrip().endswith(">"):
        return False
    head = text[: signatures.HEAD].encode("utf-8", "replace")
    return signatures.is_html(head, "part")


def _identity(message: Message) -> str | None:
    value = str(message.get("Message-ID", "")).split()
    return value[0] if value else None
