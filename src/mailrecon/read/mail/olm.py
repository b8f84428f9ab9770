"""Read archives of Outlook for Mac (OLM): a zip with an XML file for each mail, in folders.

Microsoft does not document OLM. The names read here were found in archives and in other readers:
`OPFMessageCopy…` elements, people as `emailAddress`, files beside the mail by their path.
"""

from __future__ import annotations

import hashlib
import struct
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from io import BytesIO
from pathlib import PurePosixPath
from typing import NamedTuple

from lxml import etree
from msgspec.structs import replace

from mailrecon.errors import ReadError
from mailrecon.model import Document, Notice, NoticeCode
from mailrecon.read.mail.outlook.item import Item, Method, OutlookAttachment
from mailrecon.read.mail.outlook.message import read_item
from mailrecon.read.mail.outlook.properties import Faults, Load, Properties, Tag, Type
from mailrecon.read.office.package import Package, parse_xml, text_of
from mailrecon.read.options import ReadOptions

_MAIL = "com.microsoft.__Messages"
_FILES = "com.microsoft.__Attachments"
_OWN = "com.microsoft.__"
# Characters that occur in mail but are forbidden in XML.
_CONTROLS = bytes(sorted({*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20)}))
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_TO, _CC, _BCC = 1, 2, 3
_ROLES = (
    ("OPFMessageCopyToAddresses", _TO),
    ("OPFMessageCopyCCAddresses", _CC),
    ("OPFMessageCopyBCCAddresses", _BCC),
)
_TEXTS = (
    ("OPFMessageCopySubject", Tag.SUBJECT),
    ("OPFMessageCopyThreadTopic", Tag.CONVERSATION_TOPIC),
)
_IDENTITIES = (
    ("OPFMessageCopyMessageID", Tag.INTERNET_MESSAGE_ID),
    ("OPFMessageCopyInReplyTo", Tag.IN_REPLY_TO_ID),
    ("OPFMessageCopyReferences", Tag.INTERNET_REFERENCES),
)
_DAMAGED_SHOWN = 20
# Many mails may refer to the same files, so their total is limited like that of an archive.
_RATIO, _LEAST, _MOST = 250, 64 << 20, 8 << 30

_Value = tuple[int, int, Load]


class _OlmMembers:
    """The members of an OLM, and the number of bytes that may still be read."""

    def __init__(self, data: bytes, name: str) -> None:
        self.package = Package(data, name)
        with zipfile.ZipFile(BytesIO(data)) as archive:
            self.members = sorted(item.filename for item in archive.infolist() if not item.is_dir())
        self._left = min(_MOST, _RATIO * len(data) + _LEAST)

    def file(self, path: str) -> bytes:
        """The bytes of a file. Raises ValueError if it does not exist, or too much was read."""
        try:
            data = self.package.data(path)
        except ReadError as error:
            raise ValueError(str(error)) from error
        if data is None:
            raise ValueError("it is not in the archive")
        self._left -= len(data)
        if self._left < 0:
            raise ValueError("the mails name more files than an archive may hold")
        return data


class _OlmMail(NamedTuple):
    """A mail's element, or the reason why there is none."""

    folder: str
    number: int
    mail: etree._Element | None
    reason: str = ""


def read(data: bytes, name: str, options: ReadOptions) -> Iterator[Document]:
    """The mails of all folders, named `NAME!folder/number`.

    A document without text comes last, with notices on the whole archive: how many mails were
    converted, which were damaged, which files are not mail. Raises ReadError if the archive is
    damaged.
    """
    archive = _OlmMembers(data, name)
    damaged: list[str] = []
    converted = 0
    for found in _mails(archive, name):
        path = f"{found.folder}/{found.number}".lstrip("/")
        if found.mail is None:
            damaged.append(f"{path} ({found.reason})")
            continue
        item = _item(found.mail, archive)
        try:
            for document in read_item(item, f"{name}!{path}", "olm", options):
                converted += document.attached_to is None
                said = tuple(one for one in document.warnings if one.code != NoticeCode.CONVERTED)
                yield replace(document, folder=found.folder or None, warnings=said)
        except ReadError as error:
            damaged.append(f"{path} ({error})")
    notices = tuple(_notices(converted, damaged, archive.members))
    yield Document(name, "", hashlib.sha256(data).hexdigest(), "utf-8", notices, "olm")


def _notices(converted: int, damaged: list[str], members: list[str]) -> Iterator[Notice]:
    if converted:
        what = "1 Outlook message was" if converted == 1 else f"{converted} Outlook messages were"
        yield Notice(
            NoticeCode.CONVERTED, f"{what} converted; the bytes are not those that were sent"
        )
    others = sorted(
        {
            path.rpartition("/")[2]
            for path in members
            if path.lower().endswith(".xml") and not _is_mail(path) and _FILES not in path
        }
    )
    if others:
        yield Notice(
            NoticeCode.NOT_MAIL, f"{', '.join(others[:_DAMAGED_SHOWN])}: not mail, not read"
        )
    for text in damaged[:_DAMAGED_SHOWN]:
        yield Notice(NoticeCode.DAMAGED_ITEM, f"an item is damaged and was left out: {text}")
    if len(damaged) > _DAMAGED_SHOWN:
        more = len(damaged) - _DAMAGED_SHOWN
        yield Notice(NoticeCode.DAMAGED_ITEM, f"{more} more items are damaged and were left out")


def _is_mail(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return path.lower().endswith(".xml") and _MAIL in parts and _FILES not in parts


def _mails(archive: _OlmMembers, name: str) -> Iterator[_OlmMail]:
    """The mails, folder by folder. A file has one mail, or several below `emails`."""
    counts: Counter[str] = Counter()
    for path in archive.members:
        if not _is_mail(path):
            continue
        folder = _folder(path)
        try:
            content = archive.package.data(path) or b""
            root = parse_xml(_plain(content), name, path)
        except ReadError as error:
            counts[folder] += 1
            yield _OlmMail(folder, counts[folder], None, str(error))
            continue
        mails = list(root.iter("{*}email"))
        for element in mails or (None,):
            counts[folder] += 1
            yield _OlmMail(folder, counts[folder], element, "" if mails else "it holds no mail")


def _plain(content: bytes) -> bytes:
    return content if b"\x00" in content[:64] else content.translate(None, _CONTROLS)


def _folder(path: str) -> str:
    """`Inbox/Lock` of `Accounts/ann@quay.example/com.microsoft.__Messages/Inbox/Lock/1.xml`."""
    parts = PurePosixPath(path).parts[:-1]
    below = parts[parts.index(_MAIL) + 1 :]
    return "/".join(part for part in below if not part.startswith(_OWN))


def _item(mail: etree._Element, archive: _OlmMembers) -> Item:
    faults = Faults()
    properties = Properties(_values(mail), faults)
    rows = (
        Properties([*_person(one), (Tag.RECIPIENT_TYPE, Type.LONG, _number(role))], faults)
        for element, role in _ROLES
        for one in _people(mail, element)
    )
    files = mail.iterfind(".//{*}messageAttachment")
    return Item(
        properties,
        tuple(rows),
        tuple(_attached(one, archive, faults) for one in files),
        faults,
    )


def _values(mail: etree._Element) -> Iterator[_Value]:
    yield _text(Tag.MESSAGE_CLASS, "IPM.Note")
    for element, tag in _TEXTS:
        if found := _of(mail, element):
            yield _text(tag, found)
    for element, tag in _IDENTITIES:
        if found := _of(mail, element).strip():
            yield _text(tag, found if "<" in found else f"<{found}>")
    yield from _bodies(mail)
    yield from _sender(mail)
    replies = [_address(one) for one in _people(mail, "OPFMessageCopyReplyToAddresses")]
    if any(replies):
        yield _text(Tag.REPLY_RECIPIENT_NAMES, "; ".join(filter(None, replies)))
    moment = _moment(_of(mail, "OPFMessageCopySentTime"))
    moment = moment or _moment(_of(mail, "OPFMessageCopyReceivedTime"))
    if moment is not None:
        ticks = int((moment - _EPOCH).total_seconds()) * 10**7
        yield Tag.CLIENT_SUBMIT_TIME, Type.TIME, partial(struct.pack, "<Q", ticks)


def _bodies(mail: etree._Element) -> Iterator[_Value]:
    """Plain text and HTML. Older versions write the HTML in the place of the plain text."""
    plain, html = _of(mail, "OPFMessageCopyBody"), _of(mail, "OPFMessageCopyHTMLBody")
    if plain.lstrip()[:15].lower().startswith(("<html", "<!doctype html")):
        html, plain = html or plain, ""
    if html:
        yield _text(Tag.HTML, html)
    if plain or not html:
        yield _text(Tag.BODY, plain)


def _sender(mail: etree._Element) -> Iterator[_Value]:
    for element, name, address in (
        (
            "OPFMessageCopyFromAddresses",
            Tag.SENT_REPRESENTING_NAME,
            Tag.SENT_REPRESENTING_SMTP_ADDRESS,
        ),
        ("OPFMessageCopySenderAddress", Tag.SENDER_NAME, Tag.SENDER_SMTP_ADDRESS),
    ):
        for one in _people(mail, element)[:1]:
            yield _text(name, one.get("OPFContactEmailAddressName") or "")
            yield _text(address, _address(one))


def _people(mail: etree._Element, name: str) -> list[etree._Element]:
    return mail.findall(f"{{*}}{name}/{{*}}emailAddress")


def _address(person: etree._Element) -> str:
    return (person.get("OPFContactEmailAddressAddress") or "").strip()


def _person(person: etree._Element) -> Iterator[_Value]:
    yield _text(Tag.DISPLAY_NAME, person.get("OPFContactEmailAddressName") or _address(person))
    yield _text(Tag.SMTP_ADDRESS, _address(person))


def _attached(file: etree._Element, archive: _OlmMembers, faults: Faults) -> OutlookAttachment:
    def said(name: str) -> str:
        return file.get(name) or _of(file, name)

    values: list[_Value] = [(Tag.ATTACH_METHOD, Type.LONG, _number(Method.BY_VALUE))]
    for name, tag in (
        ("OPFAttachmentName", Tag.ATTACH_LONG_FILENAME),
        ("OPFAttachmentContentType", Tag.ATTACH_MIME_TAG),
        ("OPFAttachmentContentID", Tag.ATTACH_CONTENT_ID),
    ):
        if found := said(name):
            values.append(_text(tag, found))
    return OutlookAttachment(
        Properties(values, faults), partial(archive.file, said("OPFAttachmentURL"))
    )


def _of(element: etree._Element, name: str) -> str:
    found = element.find(f"{{*}}{name}")
    return text_of(found) if found is not None else ""


def _moment(text: str) -> datetime | None:
    """`2022-05-26T17:55:40`, in UTC: Outlook for Mac always uses UTC, without writing a zone."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _text(tag: int, text: str) -> _Value:
    return tag, Type.UNICODE, partial(text.encode, "utf-16-le", "replace")


def _number(value: int) -> Load:
    return partial(struct.pack, "<I", value)
