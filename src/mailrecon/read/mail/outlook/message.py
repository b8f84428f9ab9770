"""Convert an Outlook item to an RFC 5322 message: header, texts, files, attached messages."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple
from urllib.parse import unquote

from msgspec.structs import replace

from mailrecon.errors import ReadError
from mailrecon.model import Document, Notice, NoticeCode
from mailrecon.read.encoding import HEAD, utf16_by_zeros
from mailrecon.read.encoding import codec_of as charset_codec
from mailrecon.read.mail import eml as mail
from mailrecon.read.mail.outlook import headers, rtf_body
from mailrecon.read.mail.outlook.code_pages import codec_of, decode_text, text_codecs
from mailrecon.read.mail.outlook.item import (
    Item,
    Method,
    OutlookAttachment,
    is_mail,
    kind_name,
)
from mailrecon.read.mail.outlook.mime import (
    File,
    MimeEntity,
    file_part,
    message_part,
    multipart,
    one_line,
    raw_part,
    text_part,
    verbatim,
)
from mailrecon.read.mail.outlook.properties import WIDE_PAGES, Tag, ones_in, without_blanks
from mailrecon.read.mail.states import letters
from mailrecon.read.options import ReadOptions
from mailrecon.regex import regex

# The depth to which attached messages are followed, the same as in the mail reader.
MOST_NESTED = 50
_MOST_ATTACHMENTS = 10_000
_MOST_NAMED = 20
_CHARSET = regex(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_CHARSET_WITHIN = 4096
_TAG = regex(rb"<[^<>]{0,4000}>|&#?[A-Za-z0-9]{1,10};")
_REFERENCE = regex(
    r"""(?:src|background|href|url)\s{0,9}[=(]\s{0,9}["']?([^"'\s>)]{1,500})""", re.IGNORECASE
)
_FOLDERS = regex(r"\A(?:[A-Za-z]:|\\\\)[^\n]*\\")
_SMIME = regex(r"IPM\.Note\..*SMIME|IPM\.Note\.Secure", re.IGNORECASE)
_CONVERTED = "an Outlook message was converted; its bytes are not those that were sent"


class Converted(NamedTuple):
    """The bytes of a message converted from an item, and the faults of the item."""

    data: bytes
    notices: tuple[Notice, ...]


# PidTagMessageFlags [MS-OXCMSG] 2.2.1.6: mfRead, mfUnsent.
_STATES = ((0x1, "S"), (0x8, "D"))
# PidTagLastVerbExecuted [MS-OXOMSG] 2.2.1.10: reply, reply to all, forward.
_VERBS = {102: "R", 103: "R", 104: "P"}
# PidTagFlagStatus [MS-OXOFLAG] 2.2.1.1.
_FLAGGED = 2


class _AttachedIn(NamedTuple):
    """The nesting depth of an item, and whether attached contacts are also converted."""

    level: int
    all_items: bool


def convert(item: Item, all_items: bool = False) -> Converted:
    """Make an Internet message from an item, with its attached messages to any depth.

    Attached contacts, appointments and the like are only named, unless `all_items` is set.
    """
    data = _message(item, _AttachedIn(0, all_items))
    notices = [Notice(NoticeCode.DAMAGED_PART, text) for text in item.faults.found]
    if item.faults.not_mail:
        listed = ", ".join(item.faults.not_mail[:_MOST_NAMED])
        text = f"attached, not mail: {listed}; --all-items takes them"
        notices.append(Notice(NoticeCode.NOT_MAIL, text))
    return Converted(data, tuple(notices))


def read_item(item: Item, name: str, kind: str, options: ReadOptions) -> Iterator[Document]:
    """The documents of an item: the message and those attached to it, each with a notice.

    Raises ReadError if nothing of it can be read.
    """
    converted = convert(item, options.all_items)
    if converted.notices and _is_nothing(converted.data):
        raise ReadError(f"{name}: is damaged; nothing of a message is left in it")
    found = converted.notices
    for document in mail.read(converted.data, name, options):
        notice = Notice(NoticeCode.CONVERTED, _CONVERTED)
        flags = document.flags if document.attached_to is not None else _flags(item)
        warnings = (notice, *found, *document.warnings)
        yield replace(document, kind=kind, warnings=warnings, flags=flags)
        found = ()


def _flags(item: Item) -> str | None:
    """Maildir's letters for the state that Outlook stores; None if it stores none."""
    state = item.properties.number(Tag.MESSAGE_FLAGS)
    if state is None:
        return None
    found = [letter for bit, letter in _STATES if state & bit]
    found += _VERBS.get(item.properties.number(Tag.LAST_VERB_EXECUTED) or 0, "")
    if item.properties.number(Tag.FLAG_STATUS) == _FLAGGED:
        found.append("F")
    return letters(found)


def _is_nothing(data: bytes) -> bool:
    """Whether a message has only formal fields and no text."""
    head, _, body = data.partition(b"\n\n")
    return head.startswith(b"MIME-Version:") and not body.strip()


def _message(item: Item, nesting: _AttachedIn) -> bytes:
    head = headers.header(item)
    content = _signed(item, nesting) or _content(item, nesting)
    return f"{head}MIME-Version: 1.0\n".encode() + content.bytes()


def _signed(item: Item, nesting: _AttachedIn) -> MimeEntity | None:
    """The content of a signed or encrypted message, which is one of its files [MS-OXOSMIME].

    It is the only one, but for files that a gateway or a virus scanner adds.
    """
    found = [one for one in item.attachments if _is_secured(one, item)]
    if len(found) != 1:
        return None
    (secured,) = found
    data = _load(secured, item)
    if not data:
        return None
    entity = _entity(data)
    if entity is None:
        stated = headers.content_type(item)
        if stated is None or "pkcs7" not in stated.lower():
            stated = 'application/pkcs7-mime; name="smime.p7m"'
        entity = raw_part(stated, data)
    others = [
        _attachment(one, number, frozenset(), item, nesting)
        for number, one in enumerate(item.attachments[:_MOST_ATTACHMENTS], start=1)
        if one is not secured
    ]
    return multipart("mixed", [entity, *(one.part for one in others if one is not None)])


def _is_secured(attached: OutlookAttachment, item: Item) -> bool:
    """Whether a file is all that was sent: some programs store only its type, not the class."""
    values = attached.properties
    stated = (values.text(Tag.ATTACH_MIME_TAG) or "").lower()
    if stated == "multipart/signed":
        return True
    if not _SMIME.match(item.kind):
        return False
    return len(item.attachments) == 1 or "pkcs7-mime" in stated


def _entity(data: bytes) -> MimeEntity | None:
    """The MIME entity stored as the file of a clear-signed message; None if it is not one."""
    head, gap, content = data.lstrip().replace(b"\r\n", b"\n").partition(b"\n\n")
    if not gap or not head.isascii() or len(head) > _CHARSET_WITHIN:
        return None
    fields = [
        one
        for one in headers.transport_fields(head.decode("ascii")).fields
        if one.name.lower().startswith("content-")
    ]
    if all(one.name.lower() != "content-type" for one in fields):
        return None
    return MimeEntity("".join(verbatim(*one) for one in fields), content)


def _content(item: Item, nesting: _AttachedIn) -> MimeEntity:
    plain, html = _texts(item)
    shown = _shown_in(html or "")
    related: list[MimeEntity] = []
    others: list[MimeEntity] = []
    for number, attached in enumerate(item.attachments[:_MOST_ATTACHMENTS], start=1):
        made = _attachment(attached, number, shown, item, nesting)
        if made is not None:
            (related if made.inline else others).append(made.part)
    if len(item.attachments) > _MOST_ATTACHMENTS:
        item.faults.add(f"only the first {_MOST_ATTACHMENTS} attachments were taken")
    texts = [text_part(plain or "", "plain")] if plain is not None or html is None else []
    if html is not None:
        texts.append(text_part(html, "html"))
    body = multipart("alternative", texts) if plain is not None else texts[0]
    if related:
        kind = "multipart/alternative" if len(texts) > 1 else "text/html"
        body = multipart("related", [body, *related], f' type="{kind}";')
    return multipart("mixed", [body, *others])


def _texts(item: Item) -> tuple[str | None, str | None]:
    """The plain text and HTML of an item's body; a missing one comes from the RTF."""
    values = item.properties
    plain = values.text(Tag.BODY)
    html = _html(item)
    if html is None:
        unwrapped, text = _from_rtf(item)
        if unwrapped is not None and unwrapped.is_html:
            html = unwrapped.text
        elif unwrapped is not None:
            plain = plain or unwrapped.text
        plain = plain or text
    if plain is None and html is None:
        # A report has its own text, and a text about each recipient.
        reports = (one.text(Tag.REPORT_TEXT) for one in (values, *item.recipients))
        plain = "\n\n".join(dict.fromkeys(text for text in reports if text)) or None
    return plain, html


def _html(item: Item) -> str | None:
    values = item.properties
    if values.is_text(Tag.HTML):
        return values.text(Tag.HTML)
    data = values.data(Tag.HTML)
    if not data or not data.strip(b"\x00 \r\n\t"):
        return None
    for mark, name in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le")):
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace")
    page = values.number(Tag.INTERNET_CODE_PAGE)
    names = [utf16_by_zeros(data), codec_of(page) if page and page not in WIDE_PAGES else None]
    declared = _CHARSET.search(data, 0, _CHARSET_WITHIN)
    if declared:
        names.append(charset_codec(declared[1].decode("ascii")))
    known = tuple(dict.fromkeys(name for name in (*names, *values.codecs) if name))
    tried = known if data.isascii() else text_codecs(known, _TAG.sub(b" ", data[:HEAD]))
    for guess in set(tried) - set(known):
        item.faults.add(f"the code page of the HTML body was guessed ({guess})")
    text, wrong = decode_text(data, tried)
    if wrong:
        what = (
            "1 byte of the HTML body fits" if wrong == 1 else f"{wrong} bytes of the HTML body fit"
        )
        item.faults.add(f"{what} no character and became \ufffd")
    text, overwritten = without_blanks(text)
    overwritten += ones_in(data)
    if overwritten:
        item.faults.add(f"{overwritten} characters of the HTML body are overwritten")
    return text


def _from_rtf(item: Item) -> tuple[rtf_body.Unwrapped | None, str | None]:
    """The content wrapped in an RTF body, or the RTF's own text."""
    packed = item.properties.data(Tag.RTF_COMPRESSED)
    if not packed:
        return None, None
    has_text = item.properties.text(Tag.BODY) is not None
    try:
        rtf, damage = rtf_body.unpack(packed)
        if damage and has_text:
            raise ValueError(damage)
    except Exception as error:  # the library raises any error for damaged data
        item.faults.add(f"the RTF body is damaged and was left out ({error})")
        return None, None
    if damage:
        item.faults.add(f"the RTF body is damaged ({damage}); what is left of it was read")
    unwrapped = rtf_body.unwrap(rtf)
    if unwrapped is not None or has_text:
        return unwrapped, None
    return None, rtf_body.plain_text(rtf)


def _shown_in(html: str) -> frozenset[str]:
    """The references to displayed files in HTML: `cid:plan@heron`, `plan.png`; lower-case."""
    found = (match[1] for match in _REFERENCE.finditer(html))
    return frozenset(unquote(unescape(reference)).lower() for reference in found)


class _Made(NamedTuple):
    part: MimeEntity
    inline: bool


def _attachment(
    attached: OutlookAttachment,
    number: int,
    shown: frozenset[str],
    item: Item,
    nesting: _AttachedIn,
) -> _Made | None:
    values = attached.properties
    name = _name(attached, number)
    method = values.number(Tag.ATTACH_METHOD)
    if attached.item is not None:
        return _attached_message(attached, name, item, nesting)
    if method in (
        Method.BY_REFERENCE,
        Method.BY_REFERENCE_ONLY,
        Method.BY_REFERENCE_RESOLVED,
        Method.WEB,
    ):
        where = values.text(Tag.ATTACH_LONG_PATHNAME, Tag.ATTACH_PATHNAME)
        item.faults.add(f"attachment {name!r} is not in the message but elsewhere ({where})")
        return None
    data = _load(attached, item)
    if data is None:
        return None
    identity = one_line(values.text(Tag.ATTACH_CONTENT_ID) or "").strip("<> ") or None
    location = values.text(Tag.ATTACH_CONTENT_LOCATION)
    inline = f"cid:{identity}".lower() in shown or (location or "").lower() in shown
    media_type = values.text(Tag.ATTACH_MIME_TAG) or mimetypes.guess_type(name)[0] or ""
    file = File(name, one_line(media_type).split(";")[0], data, identity, location, inline)
    return _Made(file_part(file), inline)


def _attached_message(
    attached: OutlookAttachment, name: str, item: Item, nesting: _AttachedIn
) -> _Made | None:
    if attached.item is None or nesting.level >= MOST_NESTED:
        item.faults.add(f"messages attached more than {MOST_NESTED} deep were left out")
        return None
    try:
        inner = attached.item()
        if not (nesting.all_items or is_mail(inner.kind)):
            item.faults.not_mail.append(f"{kind_name(inner.kind)} ({name})")
            return None
        data = _message(inner, nesting._replace(level=nesting.level + 1))
    except Exception as error:  # the containers' libraries raise any error for damaged data
        item.faults.add(f"attached message {name!r} is damaged and was left out ({error})")
        return None
    for text in inner.faults.found:
        item.faults.add(text)
    item.faults.not_mail.extend(inner.faults.not_mail)
    return _Made(message_part(data, name), inline=False)


def _load(attached: OutlookAttachment, item: Item) -> bytes | None:
    try:
        return attached.content()
    except Exception as error:  # as above
        name = _name(attached, 0)
        item.faults.add(f"attachment {name!r} is damaged and was left out ({error})")
        return None


def _name(attached: OutlookAttachment, number: int) -> str:
    """The name of an attachment, or one made from its number if it has none."""
    values = attached.properties
    tags = (Tag.ATTACH_LONG_FILENAME, Tag.ATTACH_FILENAME, Tag.DISPLAY_NAME)
    path = values.text(*tags) or values.text(Tag.ATTACH_LONG_PATHNAME, Tag.ATTACH_PATHNAME)
    # `C:\Users\ann\gate.pdf`: only the file's own name counts, not its folders.
    name = one_line(_FOLDERS.sub("", path or ""))
    return name or f"attachment-{number}{one_line(values.text(Tag.ATTACH_EXTENSION) or '')}"
