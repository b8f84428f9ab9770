"""Signed and encrypted parts: get the message from an opaque signature, and report encrypted parts.

S/MIME (RFC 8551) wraps either in CMS (RFC 5652), which is BER: elements of a tag, a length and
contents. Signatures are not checked.
"""

from __future__ import annotations

import base64
import email
import zlib
from collections.abc import Iterator, Sequence
from email.message import Message
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from mailrecon.model import Notice, NoticeCode
from mailrecon.regex import regex

if TYPE_CHECKING:
    from mailrecon.read.mail.mime_parts import Leaf

SMIME = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_PGP = "application/pgp-encrypted"
_ARMOUR = "-----BEGIN PGP MESSAGE-----"
# The beginning of a BER sequence in base64, also in PEM.
_BASE64 = regex(rb"\s*(?:-----BEGIN [A-Z0-9 ]+-----\s+)?M[A-P][A-Za-z0-9+/]")
_PEM = regex(rb"-----[A-Z0-9 ]+-----")
_SEQUENCE, _OCTETS, _OBJECT, _EXPLICIT = 0x30, 0x04, 0x06, 0xA0
_CONSTRUCTED = 0x20
_DEEPEST = 20
_MOST_UNPACKED = 1 << 28


class _Wrapping(Enum):
    """The content types of CMS, by their object identifiers as BER writes them."""

    SIGNED = bytes.fromhex("2a864886f70d010702")
    ENVELOPED = bytes.fromhex("2a864886f70d010703")
    ENCRYPTED = bytes.fromhex("2a864886f70d010706")
    COMPRESSED = bytes.fromhex("2a864886f70d0109100109")
    AUTHENTICATED = bytes.fromhex("2a864886f70d0109100117")


_SECRET = (_Wrapping.ENVELOPED, _Wrapping.ENCRYPTED, _Wrapping.AUTHENTICATED)


class _Element(NamedTuple):
    """An element of BER: its tag, the range of its contents, and the start of the next element."""

    tag: int
    start: int
    stop: int
    after: int


class SignedMessage(NamedTuple):
    """The entity in an opaque signature, and a description of a missing part, if any."""

    message: Message
    fault: str = ""


def signed_message(part: Message) -> SignedMessage | None:
    """The entity in an opaque signature, which contains the signed content (RFC 8551, 3.5.2), or
    None.

    `Content-Type: application/pkcs7-mime; smime-type=signed-data` above base64, or compressed-data.
    """
    data = _bytes_of(part)
    wrapping = _wrapping(data)
    if wrapping not in (_Wrapping.SIGNED, _Wrapping.COMPRESSED):
        return None
    content, fault = _content(data), ""
    # smime-type=compressed-data (RFC 8551, 3.6)
    if content is not None and wrapping is _Wrapping.COMPRESSED:
        content, fault = _inflated(content)
    message = email.message_from_bytes(content) if content else None
    if message is None or "Content-Type" not in message:
        return None
    return SignedMessage(message, fault)


class SignedContent(NamedTuple):
    """The content of an S/MIME file, and a description of a missing part, if any."""

    content: bytes
    fault: str = ""


def signed_content(data: bytes) -> SignedContent | None:
    """The content of a signed or compressed (not encrypted) file; None if it has none."""
    if _BASE64.match(data):
        try:
            data = base64.b64decode(_PEM.sub(b"", data))
        except ValueError:
            return None
    wrapping, content = _wrapping(data), _content(data)
    if not content or wrapping in _SECRET:
        return None
    return (
        SignedContent(*_inflated(content))
        if wrapping is _Wrapping.COMPRESSED
        else (SignedContent(content))
    )


def unread_parts(parts: Sequence[Leaf]) -> Iterator[Notice]:
    """A notice for each way in which parts are encrypted, and for each damaged S/MIME part."""
    yield from _secret_parts(parts)
    for leaf in parts:
        number = leaf.reference
        if leaf.fault:
            yield Notice(NoticeCode.DAMAGED_PART, f"part {number} (S/MIME) {leaf.fault}")
        elif leaf.part.get_content_type() in SMIME:
            reason = _why_closed(_bytes_of(leaf.part))
            if reason:
                text = f"part {number} (S/MIME) is kept, not read: {reason}"
                yield Notice(NoticeCode.UNREAD_PART, text)


def _why_closed(data: bytes) -> str | None:
    """Why S/MIME that is not encrypted could not be read; None if it contains no mail.

    A list of certificates has no content; the content of `contract.pdf.p7m` is a file.
    """
    wrapping = _wrapping(data)
    if wrapping is None:
        return "it is damaged"
    if wrapping in _SECRET:
        return None
    content = _content(data)
    if content and wrapping is _Wrapping.COMPRESSED:
        content, fault = _inflated(content)
        if fault and not content:
            return "it is damaged"
    is_mail = bool(content) and "Content-Type" in email.message_from_bytes(content or b"")
    return "it lies within too many signatures" if is_mail else None


def _secret_parts(parts: Sequence[Leaf]) -> Iterator[Notice]:
    found: dict[str, str] = {}
    for leaf in parts:
        how = _how_encrypted(leaf.part)
        if how is not None:
            found.setdefault(how, leaf.reference)
    for how, reference in found.items():
        yield Notice(
            NoticeCode.UNREAD_PART, f"part {reference} is encrypted ({how}); it is kept, not read"
        )


def _how_encrypted(part: Message) -> str | None:
    kind = part.get_content_type()
    if kind in SMIME:
        return "S/MIME" if _wrapping(_bytes_of(part)) in _SECRET else None
    # multipart/encrypted; protocol="application/pgp-encrypted" (RFC 3156)
    if kind == _PGP:
        return "OpenPGP"
    payload = part.get_payload()
    return "OpenPGP" if isinstance(payload, str) and _ARMOUR in payload else None


def _bytes_of(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _element(data: bytes, start: int, stop: int, depth: int = 0) -> _Element | None:
    """The element at an offset; None if its tag, length or end is invalid."""
    if start + 2 > stop or data[start] & 0x1F == 0x1F or depth > _DEEPEST:
        return None
    tag, length, begin = data[start], data[start + 1], start + 2
    if length == 0x80:
        # The indefinite form: elements up to one that is two zeros.
        place = begin
        while data[place : place + 2] != b"\0\0":
            inner = _element(data, place, stop, depth + 1)
            if inner is None:
                return None
            place = inner.after
        return _Element(tag, begin, place, place + 2)
    # The long form: the length is in this many bytes.
    if length > 0x80:
        count = length & 0x7F
        length = int.from_bytes(data[begin : begin + count], "big")
        begin += count
    end = begin + length
    return _Element(tag, begin, end, end) if end <= stop else None


def _children(data: bytes, outer: _Element | None) -> Iterator[_Element]:
    place = outer.start if outer is not None else 0
    while outer is not None and place < outer.stop:
        inner = _element(data, place, outer.stop)
        if inner is None:
            return
        yield inner
        place = inner.after


def _child(data: bytes, outer: _Element | None, tag: int) -> _Element | None:
    """The first element of a tag within another."""
    return next((inner for inner in _children(data, outer) if inner.tag == tag), None)


def _outermost(data: bytes) -> _Element | None:
    whole = _element(data, 0, len(data))
    return whole if whole is not None and whole.tag == _SEQUENCE else None


def _wrapping(data: bytes) -> _Wrapping | None:
    """The content type of CMS; None for bytes that are not CMS."""
    kind = _child(data, _outermost(data), _OBJECT)
    known = {one.value: one for one in _Wrapping}
    return known.get(data[kind.start : kind.stop]) if kind is not None else None


def _content(data: bytes) -> bytes | None:
    """The content of signed or compressed data; None if the signature is detached.

    ContentInfo { type, [0] SignedData { version, algorithms, { type, [0] content }, … } }
    """
    wrapped = _child(data, _child(data, _outermost(data), _EXPLICIT), _SEQUENCE)
    for part in _children(data, wrapped):
        explicit = _child(data, part, _EXPLICIT) if part.tag == _SEQUENCE else None
        octets = next(_children(data, explicit), None)
        if octets is not None and octets.tag & ~_CONSTRUCTED == _OCTETS:
            return b"".join(_octets(data, octets))
    return None


def _octets(data: bytes, element: _Element, depth: int = 0) -> Iterator[bytes]:
    """The pieces of an octet string, which BER may divide."""
    if not element.tag & _CONSTRUCTED:
        yield data[element.start : element.stop]
    elif depth < _DEEPEST:
        for inner in _children(data, element):
            yield from _octets(data, inner, depth + 1)


def _inflated(data: bytes) -> tuple[bytes, str]:
    """Compressed content (RFC 3274) as far as it can be unpacked, and an error, if any."""
    unpacking = zlib.decompressobj()
    try:
        content = unpacking.decompress(data, _MOST_UNPACKED)
    except zlib.error:
        return b"", "is damaged"
    if unpacking.eof:
        return content, ""
    # A zip bomb: a few bytes that unpack to a huge size
    if unpacking.unconsumed_tail:
        return content, f"was read up to {_MOST_UNPACKED >> 20} MiB; the rest was left out"
    return content, "is cut off; the rest of it is missing"
