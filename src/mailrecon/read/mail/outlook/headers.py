"""Build the header of a message from Outlook's transport header, completed from properties."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from email.utils import format_datetime
from typing import NamedTuple

from mailrecon.header_fields import clean, phrase
from mailrecon.read.mail.outlook import named, people
from mailrecon.read.mail.outlook.item import Item
from mailrecon.read.mail.outlook.mime import field, mailbox, verbatim
from mailrecon.read.mail.outlook.people import ItemPeople, Party
from mailrecon.read.mail.outlook.properties import Tag
from mailrecon.regex import regex

_FIELD = regex(r"([!-9;-~]+)[ \t]*:(.*)", re.DOTALL)
# Fields that describe the content as it was sent; the content is rebuilt from properties.
_OF_CONTENT = frozenset({"content-type", "content-transfer-encoding", "mime-version"})
_LEFT_OUT = _OF_CONTENT | {"content-class", "content-language", "content-disposition", "content-id"}
# Many headers begin with `Microsoft Mail Internet Headers Version 2.0`.
_FIRST_LINE = "Microsoft Mail Internet Headers"
_BARE_IDENTITY = regex(r"[^<>\s,;]+@[^<>\s,;]+")
_IDENTITY = regex(r"<[^<>\s]+>")
_ORIGINATOR, _TO, _CC, _BCC = 0, 1, 2, 3
# The bits of a recipient's type that say which; others say whether it was sent [MS-OXOMSG] 3.3.
_KIND = 0xF
_IMPORTANCE = {0: "low", 2: "high"}
_SENSITIVITY = {1: "Personal", 2: "Private", 3: "Company-Confidential"}


class HeaderField(NamedTuple):
    """A header field by name and value."""

    name: str
    value: str


class Transport(NamedTuple):
    """A transport header: its fields, and the number of lines that are not fields."""

    fields: list[HeaderField]
    stray: int


def transport_fields(text: str) -> Transport:
    """The fields of a transport header, up to the first blank line after one.

    A line that is neither a field nor folded continues the field above: it is a folded line that
    lost its leading space.
    """
    fields: list[HeaderField] = []
    stray = 0
    for line in re.split(r"\r\n|\r|\n", text):
        match = _FIELD.match(line)
        if not line.strip():
            if fields:
                break
        elif line[0] in " \t" and fields:
            name, value = fields[-1]
            fields[-1] = HeaderField(name, f"{value}\n{line}")
        elif match:
            fields.append(HeaderField(match[1], match[2]))
        elif fields:
            stray += 1
            name, value = fields[-1]
            fields[-1] = HeaderField(name, f"{value}\n {line}")
        elif not line.startswith(_FIRST_LINE):
            stray += 1
    return Transport(fields, stray)


def header(item: Item) -> str:
    """The header fields, each with its line end, without content fields."""
    kept_header = transport_fields(item.properties.text(Tag.TRANSPORT_HEADERS) or "")
    if kept_header.stray:
        one = kept_header.stray == 1
        what = "1 line" if one else f"{kept_header.stray} lines"
        is_not = "is not a header field" if one else "are not header fields"
        item.faults.add(f"{what} of the header {is_not}")
    known = {name.lower() for name, _ in kept_header.fields}
    kept = [one for one in kept_header.fields if one.name.lower() not in _LEFT_OUT]
    made = [one for one in _made(item) if one.name.lower() not in known]
    known |= {one.name.lower() for one in made} | _LEFT_OUT
    made += [one for one in _named(item) if one.name.lower() not in known]
    return "".join([verbatim(*one) for one in kept] + [field(*one) for one in made])


def content_type(item: Item) -> str | None:
    """The Content-Type of the transport header: what kind of message was sent."""
    kept_header = transport_fields(item.properties.text(Tag.TRANSPORT_HEADERS) or "")
    found = (value for name, value in kept_header.fields if name.lower() == "content-type")
    return next(found, None)


def _made(item: Item) -> Iterator[HeaderField]:
    """The header fields made from properties."""
    kept_header = item.properties
    persons = ItemPeople(kept_header, item.recipients)
    author, sender = persons.from_and_sender()
    if author is not None:
        yield HeaderField("From", _list([author]))
    if sender is not None:
        yield HeaderField("Sender", _list([sender]))
    yield from _addressed(item, persons)
    answers = people.reply_to(kept_header)
    if answers and answers != [author]:
        yield HeaderField("Reply-To", _list(answers))
    moment = kept_header.moment(Tag.CLIENT_SUBMIT_TIME, Tag.DELIVERY_TIME, Tag.REPORT_TIME)
    if moment is not None:
        yield HeaderField("Date", format_datetime(moment))
    subject = _subject(item)
    if subject:
        yield HeaderField("Subject", subject)
    yield from _identities(item)
    yield from _marks(item)


def _named(item: Item) -> Iterator[HeaderField]:
    """The header fields that are stored as named properties, having no number of their own."""
    for tag in item.properties:
        name = named.field_name(tag)
        value = " ".join((item.properties.text(tag) or "").split()) if name is not None else ""
        if name is not None and value:
            yield HeaderField(name, value)


def _addressed(item: Item, persons: ItemPeople) -> Iterator[HeaderField]:
    groups: dict[int, list[Party]] = {_TO: [], _CC: [], _BCC: []}
    kinds = [row.number(Tag.RECIPIENT_TYPE) for row in item.recipients]
    typed = any((kind or 0) & _KIND in groups for kind in kinds)
    for row, stated in zip(item.recipients, kinds, strict=True):
        person = persons.recipient(row)
        if person is None:
            continue
        kind = _TO if stated is None or not typed else stated & _KIND
        # Zero is the originator [MS-OXCMSG] 2.2.3.1, listed with the others; a row without any
        # type, or zeros throughout, are To.
        if kind == _ORIGINATOR and _wrote(persons, person):
            continue
        if typed and (stated is None or kind not in groups):
            kind = _TO
            item.faults.add("whether a recipient is To, Cc or Bcc is lost; To was taken")
        groups[kind].append(person)
    shown = (
        (_TO, "To", Tag.DISPLAY_TO),
        (_CC, "Cc", Tag.DISPLAY_CC),
        (_BCC, "Bcc", Tag.DISPLAY_BCC),
    )
    for kind, name, display in shown:
        found = groups[kind]
        # Without any row, only the names shown in Outlook's list remain.
        if not found and not item.recipients:
            found = people.named(item.properties.text(display))
        if found:
            yield HeaderField(name, _list(found))


def _wrote(persons: ItemPeople, person: Party) -> bool:
    """Whether a person listed among the recipients is the one who wrote or sent the message."""
    own = (persons.originator(), persons.submitter())
    return any(
        (person.address or "").casefold() == (one.address or "").casefold()
        if person.address and one.address
        else person.name == one.name
        for one in own
        if one is not None
    )


def _list(parties: list[Party]) -> str:
    return ", ".join(mailbox(party.name, party.address) for party in parties)


def _subject(item: Item) -> str | None:
    kept_header = item.properties
    subject = kept_header.text(Tag.SUBJECT)
    if subject is None:
        subject = (kept_header.text(Tag.SUBJECT_PREFIX) or "") + (
            kept_header.text(Tag.NORMALIZED_SUBJECT) or ""
        )
    # PST: a first character 1 and the length of the prefix ([MS-PST] 2.5.3.1.1.1).
    return subject[2:] if subject[:1] == "\x01" else subject


def _identities(item: Item) -> Iterator[HeaderField]:
    kept_header = item.properties
    for name, tags in (
        ("Message-ID", (Tag.INTERNET_MESSAGE_ID,)),
        # Reports name the message they are about.
        ("In-Reply-To", (Tag.IN_REPLY_TO_ID, Tag.ORIGINAL_MESSAGE_ID)),
        ("References", (Tag.INTERNET_REFERENCES,)),
    ):
        text = (kept_header.text(*tags) or "").strip()
        found = _IDENTITY.findall(text)
        if not found and (name == "References" or " " not in text):
            found = [f"<{one}>" for one in _BARE_IDENTITY.findall(text)]
        if found:
            yield HeaderField(name, " ".join(found if name == "References" else found[:1]))


def _marks(item: Item) -> Iterator[HeaderField]:
    kept_header = item.properties
    stated = kept_header.number(Tag.IMPORTANCE)
    if stated is not None and stated > 2:
        item.faults.add(f"the importance is damaged: it is {stated}")
    importance = _IMPORTANCE.get(stated or 1)
    # Zero is "low", and absent is "normal".
    if stated == 0:
        importance = _IMPORTANCE[0]
    if importance:
        yield HeaderField("Importance", importance)
    sensitivity = _SENSITIVITY.get(kept_header.number(Tag.SENSITIVITY) or 0)
    if sensitivity:
        yield HeaderField("Sensitivity", sensitivity)
    categories = [" ".join(phrase(one)) for one in kept_header.texts(Tag.CATEGORIES) if clean(one)]
    if categories:
        yield HeaderField("Keywords", ", ".join(categories))
    topic = kept_header.text(Tag.CONVERSATION_TOPIC)
    if topic:
        yield HeaderField("Thread-Topic", topic)
    index = kept_header.data(Tag.CONVERSATION_INDEX)
    if index:
        yield HeaderField("Thread-Index", base64.b64encode(index[:2000]).decode("ascii"))
