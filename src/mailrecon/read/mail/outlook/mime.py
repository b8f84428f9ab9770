"""Make MIME parts as bytes: LF line ends, only ASCII, boundaries derived from the content."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence

from msgspec import Struct

from mailrecon.header_fields import carried_field
from mailrecon.regex import regex

# The longest line SMTP carries (RFC 5322, 2.1.1).
_LONGEST = 998
_BREAK = regex(r"[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+[ \t]*")
_LINE_BREAK = regex("\r\n?|\x0b|\x0c|\x1c|\x1d|\x1e|\x85|\u2028|\u2029")
_CONTROLS = regex("[\x00-\x08\x0b-\x1f\x7f]")
_SURROGATES = regex("[\ud800-\udfff]")
_FROM_LINE = regex("^>*From ", re.MULTILINE)
_MEDIA_TYPE = regex(r"(?!message/|multipart/)[a-z0-9][a-z0-9.+_-]*/[a-z0-9][a-z0-9.+_-]*", re.I)
_PLAIN_VALUE = regex(r"[A-Za-z0-9 !#$&+,./:;=?@^_{}~()\[\]-]+")
_ATOMS = regex(r"[A-Za-z0-9!#$%&'*+/=?^_{|}~ -]+")


class MimeEntity(Struct, frozen=True):
    """A MIME entity: its content fields, each with its line end, and its encoded content."""

    fields: str
    content: bytes

    def bytes(self) -> bytes:
        """The entity as bytes, as it is written between two boundaries."""
        return self.fields.encode("utf-8") + b"\n" + self.content


def one_line(text: str) -> str:
    """A text for a header: one line without controls or lone surrogates."""
    return _CONTROLS.sub("", _BREAK.sub(" ", _SURROGATES.sub("\ufffd", text))).strip()


def text_part(text: str, subtype: str) -> MimeEntity:
    """A text in UTF-8: unencoded if mail can carry it, otherwise quoted-printable or base64."""
    text = _SURROGATES.sub("\ufffd", _LINE_BREAK.sub("\n", text))
    if text and not text.endswith("\n"):
        text += "\n"
    longest = max(map(len, text.split("\n")))
    plain = text.isascii() and longest <= _LONGEST and not _CONTROLS.search(text)
    if plain and not _FROM_LINE.search(text):
        charset, encoding, content = "us-ascii", "7bit", text.encode("ascii")
    else:
        data = text.encode("utf-8")
        charset = "utf-8"
        if sum(byte > 126 for byte in data) * 4 < len(data):
            encoding, content = "quoted-printable", binascii.b2a_qp(data, istext=True)
            content = re.sub(rb"^(>*From) ", rb"\1=20", content, flags=re.MULTILINE)
        else:
            encoding, content = "base64", base64.encodebytes(data)
    fields = f"Content-Type: text/{subtype}; charset={charset}\n"
    return MimeEntity(f"{fields}Content-Transfer-Encoding: {encoding}\n", content)


class File(Struct, frozen=True):
    """An attached file; `identity` is its Content-ID, without brackets."""

    name: str
    media_type: str
    content: bytes
    identity: str | None = None
    location: str | None = None
    inline: bool = False


def file_part(file: File) -> MimeEntity:
    """A file in base64."""
    media_type = file.media_type if _MEDIA_TYPE.fullmatch(file.media_type) else ""
    fields = [f"Content-Type: {media_type.lower() or 'application/octet-stream'}\n"]
    fields.append("Content-Transfer-Encoding: base64\n")
    fields.append(_disposition("inline" if file.inline else "attachment", file.name))
    identity = one_line(file.identity or "")
    if identity and identity.isascii() and " " not in identity and len(identity) < _LONGEST - 20:
        fields.append(f"Content-ID: <{identity}>\n")
    location = one_line(file.location or "")
    if location and location.isascii() and " " not in location and len(location) < _LONGEST - 30:
        fields.append(f"Content-Location: {location}\n")
    return MimeEntity("".join(fields), base64.encodebytes(file.content))


def message_part(data: bytes, name: str) -> MimeEntity:
    """An attached message, whose bytes are all ASCII."""
    fields = "Content-Type: message/rfc822\n" + _disposition("attachment", name)
    return MimeEntity(fields, data)


def raw_part(content_type: str, data: bytes) -> MimeEntity:
    """Bytes of a given type, such as a signed message, in base64."""
    fields = field("Content-Type", content_type) + "Content-Transfer-Encoding: base64\n"
    return MimeEntity(fields, base64.encodebytes(data))


def multipart(subtype: str, parts: Sequence[MimeEntity], parameters: str = "") -> MimeEntity:
    """Several parts as one entity; a single part is returned unchanged."""
    if len(parts) == 1:
        return parts[0]
    digest = hashlib.sha256()
    pieces = [part.bytes() for part in parts]
    for piece in pieces:
        digest.update(piece)
    # Python's library splits a value of more than about forty characters (RFC 2231), which many
    # programs cannot read.
    boundary = f"=_{subtype[:3]}_{digest.hexdigest()[:32]}"
    content = b"".join(
        b"--%s\n%s%s" % (boundary.encode(), piece, b"" if piece.endswith(b"\n") else b"\n")
        for piece in pieces
    )
    fields = f'Content-Type: multipart/{subtype};{parameters}\n boundary="{boundary}"\n'
    return MimeEntity(fields, content + b"--%s--\n" % boundary.encode())


def _disposition(kind: str, name: str) -> str:
    """The Content-Disposition of a file; a non-ASCII name is encoded by RFC 2231."""
    name = one_line(name)
    if not name:
        return f"Content-Disposition: {kind}\n"
    if _PLAIN_VALUE.fullmatch(name) and len(name) < 200:
        return f'Content-Disposition: {kind};\n filename="{name}"\n'
    safe = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_~"
    coded = [chr(byte) if byte in safe else f"%{byte:02X}" for byte in name.encode("utf-8")]
    pieces, line = [], ""
    for piece in coded:
        if len(line) + len(piece) > 55:
            pieces.append(line)
            line = ""
        line += piece
    pieces.append(line)
    if len(pieces) == 1:
        return f"Content-Disposition: {kind};\n filename*=utf-8''{pieces[0]}\n"
    charset = "utf-8''"
    lines = [
        f";\n filename*{number}*={charset if number == 0 else ''}{piece}"
        for number, piece in enumerate(pieces)
    ]
    return f"Content-Disposition: {kind}{''.join(lines)}\n"


def field(name: str, value: str) -> str:
    """A header field with its line end, by its grammar; empty if mail cannot carry the value."""
    return carried_field(name, one_line(value)) or ""


def verbatim(name: str, value: str) -> str:
    """A header field as sent, with its folds, if mail can carry it; otherwise by `field`."""
    lines = value.split("\n")
    fits = (
        value.isascii()
        and not _CONTROLS.search(value.replace("\n", ""))
        and len(name) + max(map(len, lines)) < _LONGEST
        and all(line.strip() for line in lines[1:])
    )
    return f"{name}:{value}\n" if fits else field(name, value)


def mailbox(name: str | None, address: str | None) -> str:
    """A mailbox in the form of a header field; an address or a name alone is unchanged."""
    name = one_line(name or "")
    shown = name
    if name and not (name.isascii() and _ATOMS.fullmatch(name)):
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        shown = f'"{quoted}"'
    if address is None:
        return shown
    address = one_line(address)
    return f"{shown} <{address}>" if shown else address
