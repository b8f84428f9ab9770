"""One XML file in the Email Account XML Schema (EAXS 1), which DArcMail and TOMES use.

The schema is published by the State Archives of North Carolina and the Smithsonian Institution
Archives. Each message is rendered as for mbox, parsed again, and written element by element. So
native and reconstructed mail are treated alike, and native mail keeps its parts and attachments.
"""

from __future__ import annotations

import base64
import uuid
from collections.abc import Mapping, Sequence
from email.message import Message as Mail
from email.parser import BytesParser
from email.policy import compat32
from email.utils import collapse_rfc2231_value, parsedate_to_datetime
from html import escape
from pathlib import Path
from typing import IO, Final

from msgspec import Struct, field

from mailrecon.header_fields import decoded
from mailrecon.model import Archive, Message
from mailrecon.regex import regex
from mailrecon.writers.mail.rfc5322 import message_bytes, source_texts
from mailrecon.writers.options import WriteOptions
from mailrecon.writers.tables.columns import utf8_text

NAMESPACE: Final = "https://github.com/StateArchivesOfNorthCarolina/tomes-eaxs"
HEAD: Final = f'<?xml version="1.0" encoding="utf-8"?>\n<Account xmlns="{NAMESPACE}"'
# The folder for messages that were in none, such as most reconstructed ones.
_NO_FOLDER = "mail"
# How the Message-IDs end that mailrecon generates where none is printed.
_GENERATED = "@mailrecon.invalid>"
# Characters that XML 1.0 cannot represent (section 2.2).
_NOT_XML = regex("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# The header fields that have an element of their own, in the schema's order.
_FIELDS = (
    ("From", "From"),
    ("Sender", "Sender"),
    ("To", "To"),
    ("Cc", "Cc"),
    ("Bcc", "Bcc"),
    ("InReplyTo", "In-Reply-To"),
    ("References", "References"),
    ("Subject", "Subject"),
    ("Comments", "Comments"),
    ("Keywords", "Keywords"),
)
_ONCE = frozenset({"Sender", "Subject"})
# XML readers refuse elements nested some 250 deep: deeper folders share the name of the last level.
_MOST_LEVELS = 100


class _Folder(Struct):
    """A mail folder: the numbers of its messages in the archive, and its subfolders by name."""

    messages: list[int] = field(default_factory=list)
    folders: dict[str, _Folder] = field(default_factory=dict)


def write_eaxs(archive: Archive, path: Path, options: WriteOptions) -> None:
    """Write the archive to the file `path`, folder by folder."""
    root = _folders(archive.messages)
    with path.open("w", encoding="utf-8", newline="\n") as out:
        writer = _Writer(archive, options, out)
        writer.account(root)


def _folders(messages: Sequence[Message]) -> _Folder:
    root = _Folder()
    for number, message in enumerate(messages):
        folder = root
        for name in (message.source.folder or _NO_FOLDER).split("/", _MOST_LEVELS - 1):
            folder = folder.folders.setdefault(name, _Folder())
        folder.messages.append(number)
    return root


class _Writer:
    """Writes the messages of an archive as XML elements, in order."""

    def __init__(self, archive: Archive, options: WriteOptions, out: IO[str]) -> None:
        self._archive = archive
        self._options = options
        self._by_id = archive.by_id()
        self._texts = source_texts(archive, options.forwards)
        self._out = out
        self._identity = 0

    def account(self, root: _Folder) -> None:
        """Write the whole document."""
        sources = sorted({parsed.document.sha256 for parsed in self._archive.parsed})
        identity = uuid.uuid5(uuid.NAMESPACE_URL, f"{NAMESPACE}#{' '.join(sources)}")
        self._out.write(HEAD + ">\n")
        recipe = self._options.recipe
        if recipe is not None:
            # Native mail is not changed, so the run is recorded here, once for the whole file.
            self._out.write(f"<?mailrecon-run {escape(utf8_text(recipe.text()), quote=False)}?>\n")
        self._element("GlobalId", f"urn:uuid:{identity}")
        for name, folder in root.folders.items():
            self._folder(name, folder)
        self._out.write("</Account>\n")

    def _folder(self, name: str, folder: _Folder) -> None:
        self._open("Folder")
        self._element("Name", name)
        for number in folder.messages:
            self._open("Message")
            self._message(self._mail(self._archive.messages[number]))
            self._element("Eol", "LF")
            self._close("Message")
        for below, inner in folder.folders.items():
            self._folder(below, inner)
        self._close("Folder")

    def _mail(self, message: Message) -> Mail:
        options = self._options
        data = message_bytes(message, self._by_id, options.forwards, self._texts, options.recipe)
        return BytesParser(policy=compat32).parsebytes(data)

    def _message(self, mail: Mail) -> None:
        """Write the elements that `Message` and `ChildMessage` have in common."""
        self._identity += 1
        self._element("LocalId", str(self._identity))
        identity = _text(mail.get("Message-ID", ""))
        supplied = "true" if identity.endswith(_GENERATED) else "false"
        self._element("MessageId", identity, {"Supplied": supplied})
        self._optional("MimeVersion", mail.get("MIME-Version"))
        self._optional("OrigDate", _moment(mail.get("Date")))
        for element, name in _FIELDS:
            values = mail.get_all(name, [])
            for value in values[:1] if element in _ONCE else values:
                self._element(element, _text(decoded(_text(value))))
        for name, value in mail.items():
            self._open("Header")
            self._element("Name", name)
            self._element("Value", _text(value))
            self._close("Header")
        self._body(mail)

    def _body(self, part: Mail) -> None:
        inner = _parts(part)
        many = part.get_content_maintype() == "multipart" and bool(inner)
        name = "MultiBody" if many else "SingleBody"
        self._open(name)
        self._element("ContentType", part.get_content_type())
        self._optional("Charset", part.get_content_charset())
        self._optional("ContentName", _file_name(part, "name", "Content-Type"))
        if many:
            self._element("BoundaryString", part.get_boundary() or "")
        self._optional("TransferEncoding", part.get("Content-Transfer-Encoding"))
        self._optional("ContentId", part.get("Content-ID"))
        self._optional("Description", part.get("Content-Description"))
        self._optional("Disposition", part.get_content_disposition())
        self._optional("DispositionFileName", _file_name(part, "filename", "Content-Disposition"))
        if many:
            for below in inner:
                self._body(below)
        elif inner:
            self._open("ChildMessage")
            self._message(inner[0])
            self._close("ChildMessage")
        else:
            self._content(part)
        self._close(name)

    def _content(self, part: Mail) -> None:
        content, encoding = _content_of(part)
        self._open("BodyContent")
        self._element("Content", content)
        self._optional("TransferEncoding", encoding)
        self._close("BodyContent")

    def _optional(self, name: str, value: object) -> None:
        if value is not None:
            self._element(name, _text(value))

    def _element(self, name: str, text: str, attributes: Mapping[str, str] | None = None) -> None:
        pairs = ""
        if attributes:
            from xml.sax.saxutils import quoteattr  # it loads what speaks HTTP

            pairs = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
        # A bare CR would be read back as LF (XML 1.0, section 2.11).
        shown = escape(_NOT_XML.sub("\ufffd", utf8_text(text)), quote=False)
        shown = shown.replace("\r", "&#13;")
        self._out.write(f"<{name}{pairs}>{shown}</{name}>\n")

    def _open(self, name: str) -> None:
        self._out.write(f"<{name}>\n")

    def _close(self, name: str) -> None:
        self._out.write(f"</{name}>\n")


def _parts(part: Mail) -> list[Mail]:
    """The parts of a multipart, or the one message of a message/rfc822 part."""
    payload = part.get_payload()
    return [one for one in payload if isinstance(one, Mail)] if isinstance(payload, list) else []


def _content_of(part: Mail) -> tuple[str, str | None]:
    """The content of a part and its encoding: text and None, or base64 and `base64`."""
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return "", None
    if part.get_content_maintype() == "text":
        try:
            return data.decode(part.get_content_charset("ascii")), None
        except (LookupError, UnicodeDecodeError):
            # An unknown charset, or bytes that do not fit it: base64 loses nothing.
            pass
    return base64.encodebytes(data).decode("ascii"), "base64"


def _moment(value: object) -> str | None:
    """A date as an XML Schema dateTime; without a zone for `-0000` (RFC 5322, section 3.3).

    None for a date that cannot be read.
    """
    try:
        return parsedate_to_datetime(str(value)).isoformat() if value is not None else None
    except (ValueError, IndexError, OverflowError):
        return None


def _text(value: object) -> str:
    """A field body, unfolded."""
    return "".join(str(value).splitlines()).strip()


def _file_name(part: Mail, parameter: str, header: str) -> str | None:
    value = part.get_param(parameter, header=header)
    return _text(decoded(_text(collapse_rfc2231_value(value)))) if value else None
