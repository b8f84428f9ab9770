"""One message as RFC 5322 / MIME bytes, with `X-Mailrecon-*` fields that say what was rebuilt."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from mailrecon.confidence import certainty
from mailrecon.header_fields import (
    clean,
    fold_field,
    identification,
    phrase,
    room_beside,
    unstructured,
)
from mailrecon.model import (
    Archive,
    Document,
    Message,
    Person,
    Relation,
    Source,
    When,
    ZoneBounds,
)
from mailrecon.offsets import offset_text
from mailrecon.read.text.large import text_between
from mailrecon.recipe import Recipe
from mailrecon.regex import regex
from mailrecon.resolve.people import REDACTED_NAME
from mailrecon.writers.headers import address_list

if TYPE_CHECKING:
    from email.message import EmailMessage

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MAX_NESTED = 6
_MAX_DUPLICATES = 100
_MAX_CORRECTED = 50
_LINE_BREAKS = regex("\r\n?|\x0b|\x0c|\x1c|\x1d|\x1e|\x85|\u2028|\u2029")
# The digest of a message is over its bytes, with LF line ends, without this field's line.
DIGEST_FIELD = "X-Mailrecon-Digest"
# A name in an archive may be longer than a line of mail.
_LONG_NAME = 900
_SURROGATES = regex("[\ud800-\udfff]")
# What an mbox must quote. Many readers leave the quote in the text: better none is needed.
_FROM_LINE = regex("^(>*From) ", re.MULTILINE)
# 998 octets are the most (RFC 5322, 2.1.1); some programs fold earlier.
_LONGEST_LINE = 900


class Forwards(StrEnum):
    """What becomes of a forwarded message inside the one that forwards it."""

    ATTACH = "attach"
    INLINE = "inline"
    NONE = "none"


def date_text(when: When) -> str:
    """An RFC 5322 date: the printed zone, or `-0000` where none is printed (3.3)."""
    local = when.local
    zone = "-0000" if when.offset is None else offset_text(when.offset)[:6].replace(":", "")
    return (
        f"{_DAYS[local.weekday()]}, {local.day:02d} {_MONTHS[local.month - 1]} {local.year:04d} "
        f"{local:%H:%M:%S} {zone}"
    )


def message_bytes(
    message: Message,
    by_id: Mapping[str, Message],
    forwards: Forwards = Forwards.ATTACH,
    texts: Mapping[str, Document] | None = None,
    recipe: Recipe | None = None,
    *,
    ascii_only: bool = False,
) -> bytes:
    """The message with LF line ends.

    `by_id` finds what it forwards; `texts` each source by its sha256, needed for `Forwards.INLINE`
    only; `recipe` says how it was made. Text is UTF-8 as it is (8bit), so that search programs find
    it, or with `ascii_only` quoted-printable or base64. A real message keeps its bytes, but for the
    line ends.
    """
    if message.original is not None:
        return message.original.replace(b"\r\n", b"\n")
    work = _Work(by_id, forwards, texts or {}, recipe, ascii_only)
    return _render(message, work, 0).encode("utf-8")


def as_email(message: Message) -> EmailMessage:
    """What `message_bytes` writes, parsed by Python's `email`; no forward is attached."""
    from email import message_from_bytes
    from email.policy import SMTP

    data = message.original
    if data is None:
        data = message_bytes(message, {}, Forwards.NONE).replace(b"\n", b"\r\n")
    return message_from_bytes(data, policy=SMTP)


class _Work(NamedTuple):
    """What all messages of an output are written with; see `message_bytes`."""

    by_id: Mapping[str, Message]
    forwards: Forwards
    texts: Mapping[str, Document]
    recipe: Recipe | None
    ascii_only: bool


def _render(message: Message, work: _Work, level: int) -> str:
    forwarded = _forwarded(message, work.by_id)
    head = "".join(_header(message, forwarded, work.recipe))
    content = _content(message, forwarded, work, level)
    digest = hashlib.sha256((head + content).encode("utf-8")).digest()
    return f"{head}{DIGEST_FIELD}: sha-256=:{base64.b64encode(digest).decode()}:\n{content}"


def _content(message: Message, forwarded: Message | None, work: _Work, level: int) -> str:
    """The content fields, a blank line, and the encoded body with what is attached to it."""
    body = message.body
    if forwarded is not None and work.forwards is Forwards.INLINE:
        body = _with_inline(message, forwarded, work.texts)
    if forwarded is None or work.forwards is not Forwards.ATTACH or level >= _MAX_NESTED:
        return _text_part(body, ascii_only=work.ascii_only)
    nested = _render(forwarded, work, level + 1)
    text = _text_part(body, ascii_only=work.ascii_only)
    boundary = _boundary(message, level)
    return (
        f'Content-Type: multipart/mixed; boundary="{boundary}"\n'
        f"{_eight_bit(text, nested)}\n"
        f"--{boundary}\n{text}\n"
        f"--{boundary}\nContent-Type: message/rfc822\nContent-Disposition: attachment\n"
        f"{_eight_bit(nested)}\n"
        f"{nested}\n--{boundary}--\n"
    )


def _eight_bit(*parts: str) -> str:
    """The field that says of what is composed that one of its parts is 8bit (RFC 2045, 6.4)."""
    return "" if all(map(str.isascii, parts)) else "Content-Transfer-Encoding: 8bit\n"


def _boundary(message: Message, level: int) -> str:
    """A MIME boundary of 34 characters: its line stays below 78, and is never cut (RFC 2231)."""
    digest = hashlib.sha256(message.message_id.encode()).hexdigest()
    return f"=_mailrecon_{digest[:20]}_{level}"


def _forwarded(message: Message, by_id: Mapping[str, Message]) -> Message | None:
    if message.relation is not Relation.FORWARD or message.parent is None:
        return None
    forwarded = by_id.get(message.parent)
    # What is there for real isn't put into the archive a second time.
    return None if forwarded is not None and forwarded.original is not None else forwarded


def _with_inline(message: Message, forwarded: Message, texts: Mapping[str, Document]) -> str:
    """The body as printed: with the separator and the header block of what it forwards."""
    document = texts.get(message.source.sha256)
    if document is None or forwarded.source.sha256 != message.source.sha256:
        return message.body
    end = max([span.end for span in (*forwarded.source.body, *forwarded.source.header)])
    own_end = max([span.end for span in (*message.source.body, *message.source.header)])
    printed = text_between(document, own_end, end) if own_end < end else ""
    return f"{message.body}\n{printed}".strip("\n")


def _header(message: Message, forwarded: Message | None, recipe: Recipe | None) -> Iterable[str]:
    if message.originator is not None:
        yield address_list("From", [_shown(message.originator)])
    else:
        unknown = Person(None, None, False, "unknown@redacted.invalid")
        yield address_list("From", [(unknown, "[unknown]")])
    if message.sender is not None:
        yield address_list("Sender", [_shown(message.sender)])
    for name, people in (
        ("Reply-To", message.reply_to),
        ("To", message.to),
        ("Cc", message.cc),
        ("Bcc", message.bcc),
    ):
        if people:
            yield address_list(name, map(_shown, people))
    if message.when is not None:
        yield f"Date: {date_text(message.when)}\n"
    # RFC 5536, 2.2 allows no empty field; a subject printed empty looks the same without.
    if message.subject and clean(message.subject):
        yield unstructured("Subject", message.subject)
    yield identification("Message-ID", [message.message_id])
    if message.parent is not None:
        yield identification("In-Reply-To", [message.parent])
    if message.references:
        yield identification("References", message.references)
    tags = dict.fromkeys(item.tag for item in message.corrected if item.tag)
    if tags:
        yield _keywords(list(tags))
    if forwarded is not None:
        yield identification("X-Forwarded-Message-Id", [forwarded.message_id])
    yield from _provenance(message, recipe)
    yield "MIME-Version: 1.0\n"


def _keywords(tags: Sequence[str]) -> str:
    """Keywords, phrases parted by commas (RFC 5322, 3.6.5)."""
    tokens: list[str] = []
    for tag in tags:
        if tokens:
            tokens[-1] += ","
        tokens.extend(phrase(tag) if tokens else phrase(tag, room_beside("Keywords")))
    return fold_field("Keywords", tokens)


def _shown(person: Person) -> tuple[Person, str | None]:
    """A person with the display name to show: `[redacted]` for somebody removed, for one."""
    name = person.name
    if name is None and person.address is None:
        name = REDACTED_NAME if person.redacted else person.printed_address
    return person, name


def _provenance(message: Message, recipe: Recipe | None) -> Iterable[str]:
    yield "X-Mailrecon-Status: reconstructed from a document that quotes this message\n"
    if recipe is not None:
        yield unstructured("X-Mailrecon-Run", recipe.text())
    for source in (message.source, *(copy.source for copy in message.copies)):
        yield _source_field(source)
    if message.source.bates:
        yield unstructured("X-Mailrecon-Bates", _bates_text(message.source.bates))
    for duplicate in message.duplicates[:_MAX_DUPLICATES]:
        yield identification("X-Mailrecon-Duplicate", [duplicate])
    said = certainty(message.confidence).value
    yield f"X-Mailrecon-Confidence: {message.confidence:.2f} ({said})\n"
    redacted = list(_redactions(message))
    if redacted:
        yield unstructured("X-Mailrecon-Redacted", "; ".join(redacted[:200]))
    if message.date_printed is not None:
        yield unstructured("X-Mailrecon-Date-Printed", message.date_printed)
    bounds = message.zone_bounds
    if bounds is not None and (bounds.lowest is not None or bounds.highest is not None):
        yield unstructured("X-Mailrecon-Zone-Bounds", _bounds_text(bounds))
    for inference in message.inferred:
        if not inference.used:
            continue
        text = f"{inference.field}: {inference.reason} (score {inference.score:.2f})"
        yield unstructured("X-Mailrecon-Inferred", text)
    for item in message.corrected[:_MAX_CORRECTED]:
        if item.tag:
            continue
        what = f"{item.action} {item.field}" if item.field else item.action
        why = f": {item.why}" if item.why else ""
        text = f"{what} by {item.by}, {item.at} ({item.correction}){why}"
        yield unstructured("X-Mailrecon-Corrected", text[:_LONG_NAME])
    for warning in message.warnings[:50]:
        place = f" [characters {warning.span.start}-{warning.span.end}]" if warning.span else ""
        yield unstructured("X-Mailrecon-Warning", f"{warning.code}: {warning.text}{place}")


def _source_field(source: Source) -> str:
    parts = [
        f"document={clean(source.document)};",
        f"sha256={source.sha256};",
        f"lines={source.lines[0]}-{source.lines[1]};",
        f"characters={source.span.start}-{source.span.end}",
    ]
    if source.footnote is not None:
        parts[-1] += ";"
        parts.append(f"footnote={clean(source.footnote)}")
    text = " ".join(parts)
    if text.isascii() and "=?" not in text and len(text) < _LONG_NAME:
        return fold_field("X-Mailrecon-Source", parts)
    return unstructured("X-Mailrecon-Source", text)


def _bates_text(numbers: Sequence[str]) -> str:
    """The numbers; of very many the first and the last."""
    text = "; ".join(numbers)
    return text if len(text) < _LONG_NAME else f"{numbers[0]} to {numbers[-1]}"


def _bounds_text(bounds: ZoneBounds) -> str:
    lowest = "any" if bounds.lowest is None else offset_text(bounds.lowest)
    highest = "any" if bounds.highest is None else offset_text(bounds.highest)
    return f"{lowest} to {highest} ({bounds.reason})"


def _redactions(message: Message) -> Iterable[str]:
    roles: tuple[tuple[str, tuple[Person, ...]], ...] = (
        ("From", (message.originator,) if message.originator else ()),
        ("Sender", (message.sender,) if message.sender else ()),
        ("Reply-To", message.reply_to),
        ("To", message.to),
        ("Cc", message.cc),
        ("Bcc", message.bcc),
    )
    for role, people in roles:
        for number, person in enumerate(people, start=1):
            if person.redacted:
                what = "address" if person.name else "person"
                where = f"{role} {number}" if len(people) > 1 else role
                yield f"{what} in {where}"


def _text_part(body: str, *, ascii_only: bool) -> str:
    """Content headers, a blank line and the text: 7bit or 8bit where it fits, else QP or base64."""
    text = _LINE_BREAKS.sub("\n", body)
    text = _SURROGATES.sub("\ufffd", text)
    text = text.rstrip("\n") + "\n" if text.strip("\n") else ""
    data = text.encode("utf-8")
    short = max(map(len, data.split(b"\n"))) <= _LONGEST_LINE
    plain = short and "\x00" not in text and not _FROM_LINE.search(text)
    charset = "us-ascii" if plain and text.isascii() else "utf-8"
    if plain and text.isascii():
        encoding, encoded = "7bit", text
    elif plain and not ascii_only:
        encoding, encoded = "8bit", text
    else:
        if sum(byte > 126 for byte in data) * 4 < len(data):
            encoding = "quoted-printable"
            encoded = binascii.b2a_qp(data, istext=True).decode("ascii")
            # A soft line break, which keeps the lines short enough.
            encoded = _FROM_LINE.sub(r"\1=\n ", encoded)
        else:
            encoding = "base64"
            encoded = base64.encodebytes(data).decode("ascii")
    return (
        f"Content-Type: text/plain; charset={charset}\n"
        f"Content-Transfer-Encoding: {encoding}\n\n{encoded}"
    )


def source_texts(archive: Archive, forwards: Forwards) -> dict[str, Document]:
    """The sources by their sha256, where `message_bytes` needs their texts."""
    if forwards is not Forwards.INLINE:
        return {}
    return {parsed.document.sha256: parsed.document for parsed in archive.parsed}


def all_message_bytes(
    archive: Archive,
    forwards: Forwards,
    recipe: Recipe | None = None,
    *,
    ascii_only: bool = False,
) -> Iterator[tuple[Message, bytes]]:
    """Every message of the archive in order, with its bytes (see `message_bytes`)."""
    by_id = archive.by_id()
    texts = source_texts(archive, forwards)
    for message in archive.messages:
        yield message, message_bytes(message, by_id, forwards, texts, recipe, ascii_only=ascii_only)
