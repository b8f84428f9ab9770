"""One message as RFC 5322 / MIME bytes.

Native messages keep their bytes. Others get `X-Mailrecon-*` fields, which record their sources and
the values that are not printed (`docs/headers.md`).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from mailrecon.confidence import certainty
from mailrecon.header_fields import (
    clean,
    fold_field,
    identification,
    phrase,
    space_beside,
    unstructured,
)
from mailrecon.model import (
    Archive,
    Document,
    Message,
    Notice,
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
from mailrecon.resolve.people.reading import REDACTED_NAME
from mailrecon.writers.mail.headers import address_list
from mailrecon.writers.tables.columns import identity_text, people_by_field, place_text

if TYPE_CHECKING:
    from email.message import EmailMessage

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# Forwards attached within forwards; deeper ones are left as messages of their own.
_MAX_NESTED = 6
# The most fields of a kind in one header. JSON Lines and SQLite have all.
_MAX_DUPLICATES = 100
_MAX_CORRECTED = 50
_MAX_WARNINGS = 50
_MAX_REDACTED = 200
_MAX_PEOPLE = 200
_LINE_BREAKS = regex("\r\n?|\x0b|\x0c|\x1c|\x1d|\x1e|\x85|\u2028|\u2029")
# The first characters of these. Most texts have none, which takes less time to see.
_BREAKS = "\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
# The digest is taken over the message with LF line ends, without the line of this field.
DIGEST_FIELD = "X-Mailrecon-Digest"
# A field with a file name may be longer than a mail line may be; beyond this it is folded or cut.
_LONG_NAME = 900
_SURROGATES = regex("[\ud800-\udfff]")
# Lines that an mbox must quote. Many readers do not undo the quoting, so they are encoded instead.
_FROM_LINE = regex("^(>*From) ", re.MULTILINE)
# RFC 5322, section 2.1.1 allows 998 octets; some programs fold earlier.
_LONGEST_LINE = 900


class Forwards(StrEnum):
    """How a message contains the message that it forwards."""

    ATTACH = "attach"  # as a message/rfc822 part
    INLINE = "inline"  # in the body, as printed
    NONE = "none"  # not at all; it is a message of its own


def date_text(when: When) -> str:
    """An RFC 5322 date. `-0000` means that the zone is not known (section 3.3)."""
    local, offset = when.local, when.offset
    zone = "-0000" if offset is None else _zone(offset.days, offset.seconds)
    # `2020-05-04T09:10:00`; a format of `datetime` for each part would take longer.
    iso = local.isoformat()
    day, month = _DAYS[local.weekday()], _MONTHS[local.month - 1]
    return f"{day}, {iso[8:10]} {month} {iso[:4]} {iso[11:19]} {zone}"


# A `timedelta` itself takes long to hash.
@lru_cache(maxsize=256)
def _zone(days: int, seconds: int) -> str:
    return offset_text(timedelta(days, seconds))[:6].replace(":", "")


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

    `by_id` has the message it forwards. `texts` has the sources by SHA-256, for `Forwards.INLINE`
    (see `source_texts`). `recipe` is recorded in the message. Text is UTF-8 without encoding
    (8bit), so that it can be searched with ordinary tools, or with `ascii_only` quoted-printable or
    base64. A native message keeps its bytes except for line ends.
    """
    if message.original is not None:
        return message.original.replace(b"\r\n", b"\n")
    work = _MessageOptions(by_id, forwards, texts or {}, recipe, ascii_only)
    return _render(message, work, 0).encode("utf-8")


def as_email(message: Message) -> EmailMessage:
    """The result of `message_bytes`, parsed by Python's `email`; no forward is attached."""
    from email import message_from_bytes
    from email.policy import SMTP

    data = message.original
    if data is None:
        data = message_bytes(message, {}, Forwards.NONE).replace(b"\n", b"\r\n")
    return message_from_bytes(data, policy=SMTP)


# The people of a message by the names of its fields (`people_by_field`).
PeopleByField = Sequence[tuple[str, Sequence[Person]]]


class _MessageOptions(NamedTuple):
    """The arguments of `message_bytes` that are the same for all messages."""

    by_id: Mapping[str, Message]
    forwards: Forwards
    texts: Mapping[str, Document]
    recipe: Recipe | None
    ascii_only: bool


def _render(message: Message, work: _MessageOptions, level: int) -> str:
    """The whole message; `level` is how many messages it is attached within."""
    forwarded = _forwarded(message, work.by_id)
    head = "".join(_header(message, forwarded, work.recipe))
    content = _content(message, forwarded, work, level)
    digest = hashlib.sha256((head + content).encode("utf-8")).digest()
    return f"{head}{DIGEST_FIELD}: sha-256=:{base64.b64encode(digest).decode()}:\n{content}"


def _content(message: Message, forwarded: Message | None, work: _MessageOptions, level: int) -> str:
    """The MIME fields, a blank line, and the body with the attached forward, if any."""
    body = message.body
    if forwarded is not None and work.forwards is Forwards.INLINE:
        body = _with_inline(message, forwarded, work.texts)
    if forwarded is None or work.forwards is not Forwards.ATTACH or level >= _MAX_NESTED:
        return mime_content(body, None, "", level, ascii_only=work.ascii_only)
    nested = _render(forwarded, work, level + 1)
    return mime_content(body, nested, message.message_id, level, ascii_only=work.ascii_only)


def mime_content(
    body: str, nested: str | None, message_id: str, level: int, *, ascii_only: bool
) -> str:
    """The MIME fields, a blank line, and the body; with `nested` attached to it, unless None.

    `level` is how many messages the message is attached within itself.
    """
    text = _text_part(body, ascii_only=ascii_only)
    if nested is None:
        return text
    boundary = _boundary(message_id, level)
    return (
        f'Content-Type: multipart/mixed; boundary="{boundary}"\n'
        f"{_eight_bit(text, nested)}\n"
        f"--{boundary}\n{text}\n"
        f"--{boundary}\nContent-Type: message/rfc822\nContent-Disposition: attachment\n"
        f"{_eight_bit(nested)}\n"
        f"{nested}\n--{boundary}--\n"
    )


def _eight_bit(*parts: str) -> str:
    """A multipart that has an 8bit part is itself 8bit (RFC 2045, section 6.4)."""
    return "" if all(map(str.isascii, parts)) else "Content-Transfer-Encoding: 8bit\n"


def _boundary(message_id: str, level: int) -> str:
    """A MIME boundary of 34 characters: its field fits on a line and needs no RFC 2231."""
    digest = hashlib.sha256(message_id.encode()).hexdigest()
    return f"=_mailrecon_{digest[:20]}_{level}"


def _forwarded(message: Message, by_id: Mapping[str, Message]) -> Message | None:
    if message.relation is not Relation.FORWARD or message.parent is None:
        return None
    forwarded = by_id.get(message.parent)
    # A native message is written as it is; a second, attached copy would not be native.
    return None if forwarded is not None and forwarded.original is not None else forwarded


def _with_inline(message: Message, forwarded: Message, texts: Mapping[str, Document]) -> str:
    """The body as printed, with the separator, header and body of the forwarded message."""
    document = texts.get(message.source.sha256)
    if document is None or forwarded.source.sha256 != message.source.sha256:
        return message.body
    end, own_end = forwarded.source.span.end, message.source.span.end
    printed = text_between(document, own_end, end) if own_end < end else ""
    return f"{message.body}\n{printed}".strip("\n")


def _header(message: Message, forwarded: Message | None, recipe: Recipe | None) -> list[str]:
    fields = people_by_field(message)
    if message.originator is not None:
        header: list[str] = []
    else:
        # From is required (RFC 5322, section 3.6).
        unknown = Person(None, None, False, "unknown@redacted.invalid")
        header = [address_list("From", [(unknown, "[unknown]")])]
    header += [address_list(name, [_shown(person) for person in people]) for name, people in fields]
    if message.when is not None:
        header.append(f"Date: {date_text(message.when)}\n")
    # RFC 5536, section 2.2 forbids empty field bodies; mail programs show no difference.
    if message.subject and clean(message.subject):
        header.append(unstructured("Subject", message.subject))
    header.append(identification("Message-ID", (message.message_id,)))
    if message.parent is not None:
        header.append(identification("In-Reply-To", (message.parent,)))
    if message.references:
        header.append(identification("References", message.references))
    if message.corrected:
        tags = dict.fromkeys(item.tag for item in message.corrected if item.tag)
        if tags:
            header.append(_keywords(list(tags)))
    if forwarded is not None:
        header.append(identification("X-Forwarded-Message-Id", (forwarded.message_id,)))
    header += _provenance(message, fields, recipe)
    header.append("MIME-Version: 1.0\n")
    return header


def _keywords(tags: Sequence[str]) -> str:
    """The field Keywords: phrases separated by commas (RFC 5322, section 3.6.5)."""
    tokens: list[str] = []
    for tag in tags:
        if tokens:
            tokens[-1] += ","
        tokens.extend(phrase(tag) if tokens else phrase(tag, space_beside("Keywords")))
    return fold_field("Keywords", tokens)


def _shown(person: Person) -> tuple[Person, str | None]:
    """A person with the display name to show, such as `[redacted]` for a redacted one."""
    name = person.name
    if name is None and person.address is None:
        name = REDACTED_NAME if person.redacted else person.printed_address
    return person, name


def _provenance(message: Message, fields: PeopleByField, recipe: Recipe | None) -> list[str]:
    """The X-Mailrecon fields, in the order of `docs/headers.md`."""
    header = ["X-Mailrecon-Status: reconstructed from a document that quotes this message\n"]
    if recipe is not None:
        header.append(_unstructured_once("X-Mailrecon-Run", recipe.text()))
    header.append(_source_field(message.source))
    header += [_source_field(copy.source) for copy in message.copies]
    if message.source.bates:
        header.append(unstructured("X-Mailrecon-Bates", _bates_text(message.source.bates)))
    for duplicate in message.duplicates[:_MAX_DUPLICATES]:
        header.append(identification("X-Mailrecon-Duplicate", (duplicate,)))
    level = certainty(message.confidence)
    header.append(f"X-Mailrecon-Confidence: {message.confidence:.2f} ({level})\n")
    people = _people_text(fields)
    if people:
        header.append(unstructured("X-Mailrecon-People", people))
    redacted = _redactions(fields)
    if redacted:
        header.append(unstructured("X-Mailrecon-Redacted", "; ".join(redacted[:_MAX_REDACTED])))
    if message.date_printed is not None:
        header.append(unstructured("X-Mailrecon-Date-Printed", message.date_printed))
    bounds = message.zone_bounds
    if bounds is not None and (bounds.lowest is not None or bounds.highest is not None):
        header.append(unstructured("X-Mailrecon-Zone-Bounds", _bounds_text(bounds)))
    header.extend(_conclusions(message))
    return header


# All messages of an output have the same recipe.
_unstructured_once = lru_cache(maxsize=16)(unstructured)


def _people_text(fields: PeopleByField) -> str:
    """The identities of all people in the header: `From: Ida Rask (p-…); To: Bo Lund (p-…)`."""
    known = [
        f"{field}: {identity_text(person)}"
        for field, people in fields
        for person in people
        if person.person
    ]
    # A mail to four thousand people
    more = len(known) - _MAX_PEOPLE
    return "; ".join(known[:_MAX_PEOPLE] + ([f"and {more:,} more"] if more > 0 else []))


def _conclusions(message: Message) -> Iterable[str]:
    """The fields on inferred and corrected values, and warnings."""
    for inference in message.inferred:
        if inference.used:
            text = f"{inference.field}: {inference.reason} (score {inference.score:.2f})"
            yield unstructured("X-Mailrecon-Inferred", text)
    for item in message.corrected[:_MAX_CORRECTED]:
        # A label that a user gave is in Keywords.
        if item.tag:
            continue
        what = f"{item.action} {item.field}" if item.field else item.action
        why = f": {item.why}" if item.why else ""
        text = f"{what} by {item.by}, {item.at} ({item.correction}){why}"
        yield unstructured("X-Mailrecon-Corrected", text[:_LONG_NAME])
    for warning in message.warnings[:_MAX_WARNINGS]:
        text = f"{warning.code}: {warning.text}{_warning_place(warning)}"
        yield unstructured("X-Mailrecon-Warning", text)


def _warning_place(warning: Notice) -> str:
    """The place in the document: page and line, or the format's own unit; otherwise characters."""
    if warning.place is not None:
        return f" [{warning.place}]"
    span = warning.span
    return f" [characters {span.start}-{span.end}]" if span else ""


def _source_field(source: Source) -> str:
    lines, span = source.lines, source.span
    parts = [
        f"document={clean(source.document)};",
        f"sha256={source.sha256};",
        f"lines={lines[0]}-{lines[1]};",
        f"characters={span.start}-{span.end}",
    ]
    for name, value in (("place", place_text(source)), ("footnote", source.footnote)):
        if value:
            parts[-1] += ";"
            parts.append(f"{name}={clean(value)}")
    text = " ".join(parts)
    # Folded between parameters; a name with non-ASCII letters needs encoded words instead.
    if text.isascii() and "=?" not in text and len(text) < _LONG_NAME:
        return fold_field("X-Mailrecon-Source", parts)
    return unstructured("X-Mailrecon-Source", text)


def _bates_text(numbers: Sequence[str]) -> str:
    """The Bates numbers; only the first and last if the field would be too long."""
    text = "; ".join(numbers)
    return text if len(text) < _LONG_NAME else f"{numbers[0]} to {numbers[-1]}"


def _bounds_text(bounds: ZoneBounds) -> str:
    lowest = "any" if bounds.lowest is None else offset_text(bounds.lowest)
    highest = "any" if bounds.highest is None else offset_text(bounds.highest)
    return f"{lowest} to {highest} ({bounds.reason})"


def _redactions(fields: PeopleByField) -> list[str]:
    """The redacted people: `person in From`, `address in To 2`."""
    found: list[str] = []
    for role, people in fields:
        for number, person in enumerate(people, start=1):
            if person.redacted:
                what = "address" if person.name else "person"
                where = f"{role} {number}" if len(people) > 1 else role
                found.append(f"{what} in {where}")
    return found


def _text_part(body: str, *, ascii_only: bool) -> str:
    """The MIME fields of a text part, a blank line and the text.

    The encoding is 7bit or 8bit if the text allows it, otherwise quoted-printable or base64,
    whichever is shorter.
    """
    text = body
    if any(map(text.__contains__, _BREAKS)):
        text = _LINE_BREAKS.sub("\n", text)
    if not text.isascii():
        text = _SURROGATES.sub("\ufffd", text)
    text = text.rstrip("\n") + "\n" if text.strip("\n") else ""
    data = text.encode("utf-8")
    short = len(data) <= _LONGEST_LINE or max(map(len, data.split(b"\n"))) <= _LONGEST_LINE
    plain = short and "\x00" not in text and not ("From " in text and _FROM_LINE.search(text))
    charset = "us-ascii" if plain and text.isascii() else "utf-8"
    if plain and text.isascii():
        encoding, encoded = "7bit", text
    elif plain and not ascii_only:
        encoding, encoded = "8bit", text
    else:
        if sum(byte > 126 for byte in data) * 4 < len(data):
            encoding = "quoted-printable"
            encoded = binascii.b2a_qp(data, istext=True).decode("ascii")
            # `From you` becomes `From=` / ` you`: a soft line break keeps lines short enough.
            encoded = _FROM_LINE.sub(r"\1=\n ", encoded)
        else:
            encoding = "base64"
            encoded = base64.encodebytes(data).decode("ascii")
    return (
        f"Content-Type: text/plain; charset={charset}\n"
        f"Content-Transfer-Encoding: {encoding}\n\n{encoded}"
    )


def source_texts(archive: Archive, forwards: Forwards) -> dict[str, Document]:
    """The sources by SHA-256, if `message_bytes` needs them (`Forwards.INLINE`)."""
    if forwards is not Forwards.INLINE:
        return {}
    return {parsed.document.sha256: parsed.document for parsed in archive.parsed}
