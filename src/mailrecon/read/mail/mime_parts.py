"""The parts of a message, and which of them a mail client shows (RFC 2046, RFC 2387)."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from email.message import Message
from itertools import islice
from typing import NamedTuple

from mailrecon.read.encoding import codec_of
from mailrecon.read.files import reachable
from mailrecon.read.files.reachable import Sheets
from mailrecon.read.mail.secured import SMIME, signed_message
from mailrecon.regex import regex

MOST_PARTS = 10_000
CALENDAR = "text/calendar"
ENRICHED = frozenset({"enriched", "richtext"})
_RICH = frozenset({"text/enriched", "text/richtext", "text/rtf", "application/rtf"})
# A boundary (RFC 2046, 5.1.1) with the header of a part below.
_BOUNDARY = regex(
    rb"^--([\w'()+,./:=?-]{1,70})[ \t]*\r?\n(?=Content-(?:Type|Transfer-Encoding|Disposition|ID):)",
    re.MULTILINE | re.IGNORECASE,
)
# Parts found by their lines are parsed again, level by level.
_DAMAGED_LEVELS = 3
# Nested signatures are opened to this depth.
_SIGNED_LEVELS = 8
_ENCODINGS = frozenset({"7bit", "8bit", "binary", "base64", "quoted-printable"})
_NO_DASHES = str.maketrans("", "", "-_ ")
_ENCODINGS_BY_LETTERS = {one.translate(_NO_DASHES): one for one in _ENCODINGS}
_COMMENT = regex(r"\([^()]{0,200}\)")
_NOT_BASE64 = regex(r"[^A-Za-z0-9+/=]")
_MOST_STRAY_SIGNS = 1
_MOST_AMONG = 20


class Leaf(NamedTuple):
    """A part that is not a multipart: its number, and those of its enclosing alternatives.

    `fault` describes what is missing if it is the first part in an opaque signature.
    """

    reference: str
    part: Message
    alternatives: frozenset[str] = frozenset()
    fault: str = ""


def leaves(message: Message, reference: str) -> Iterator[Leaf]:
    """Every part that is not a multipart, with its IMAP part number (RFC 9051, 6.4.5.1)."""
    stack = [Leaf(reference, message)]
    count = 0
    while stack and count < MOST_PARTS:
        number, part, among, fault = stack.pop()
        _set_known_encoding(part)
        payload = part.get_payload()
        kind = part.get_content_type()
        if kind in SMIME and number.count(".") < _SIGNED_LEVELS:
            within = signed_message(part)
            if within is not None:
                inside = f"{number}.1".lstrip(".")
                stack.append(Leaf(inside, within.message, among, within.fault or fault))
                continue
        is_multipart = kind.startswith("multipart/")
        if is_multipart and isinstance(payload, str) and number.count(".") < _DAMAGED_LEVELS:
            payload = _parts_by_their_lines(part) or payload
        if is_multipart and isinstance(payload, list):
            if kind == "multipart/alternative" and len(among) < _MOST_AMONG:
                among = among | {number}
            inner = [
                Leaf(f"{number}.{place}".lstrip("."), item, among, fault if place == 1 else "")
                for place, item in enumerate(payload, start=1)
                if isinstance(item, Message)
            ]
            stack.extend(reversed(inner))
            continue
        if is_multipart:
            # Mutt prints a mail as its header and the text of its parts, without boundaries.
            part.set_type("text/plain")
        count += 1
        yield Leaf(number or "1", part, among, fault)


def _set_known_encoding(part: Message) -> None:
    """Write a part's transfer encoding as Python's parser knows it (RFC 2045, 6.1).

    `base64 (by the gate)`, `quoted_printable`, `8-bit;`
    """
    # A value with bytes outside ASCII (a no-break space) comes as a `Header`, with U+FFFD for them.
    stated = str(part.get("Content-Transfer-Encoding", ""))
    if not stated or stated in _ENCODINGS:
        return
    plain = _COMMENT.sub("", stated).strip(" \t\r\n;\"'\ufffd").lower()
    known = _ENCODINGS_BY_LETTERS.get(plain.translate(_NO_DASHES))
    if known is not None:
        part.replace_header("Content-Transfer-Encoding", known)


def _parts_by_their_lines(part: Message) -> list[Message]:
    """The parts of a multipart whose header lost its boundary or states a wrong one; may be empty.

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


def shown_parts(parts: list[Leaf]) -> list[tuple[str, Message]]:
    """The parts that a mail client shows as text: plain ones, or HTML without a plain alternative.

    The alternatives may be at any depth: Apple Mail puts the HTML and its pictures into a
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


def style_sheets(parts: list[Leaf]) -> Sheets | None:
    """The style sheets sent with a page, by their addresses (RFC 2387, RFC 2557)."""
    found: dict[str, bytes] = {}
    for leaf in parts:
        if leaf.part.get_content_type() == "text/css":
            location, identity = (leaf.part.get(n) for n in ("Content-Location", "Content-ID"))
            content = part_bytes(leaf.part)
            if location:
                found[str(location).strip()] = content
            if identity:
                found[f"cid:{str(identity).strip().strip('<>')}"] = content
    return reachable.among(found, "") if found else None


def rich_parts(parts: list[Leaf]) -> list[tuple[str, Message]]:
    """The displayed rich-text parts, for a message without plain text and HTML."""
    return [
        (leaf.reference, leaf.part)
        for leaf in parts
        if leaf.part.get_content_type() in _RICH
        and leaf.part.get_content_disposition() != "attachment"
    ]


def calendars(parts: list[Leaf]) -> list[tuple[str, Message]]:
    """The first calendar in a message; further ones are other versions of it."""
    found = (
        (leaf.reference, leaf.part) for leaf in parts if leaf.part.get_content_type() == CALENDAR
    )
    return list(islice(found, 1))


def has_text(item: tuple[str, Message]) -> bool:
    """Whether a part, with its reference, has any text."""
    payload = item[1].get_payload(decode=True)
    return isinstance(payload, bytes) and bool(payload.strip())


def _is_plain(part: Message) -> bool:
    payload = part.get_payload(decode=True)
    return (
        part.get_content_subtype() == "plain"
        and isinstance(payload, bytes)
        and bool(payload.strip())
    )


def part_bytes(part: Message) -> bytes:
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
        # RFC 2045, 6.8: characters outside base64, such as a stray `!`, are ignored.
        if len(_NOT_BASE64.findall(line.strip())) > _MOST_STRAY_SIGNS or " " in line.strip():
            charset = part.get_content_charset()
            codec = (codec_of(charset) if isinstance(charset, str) else None) or "utf-8"
            rest = "".join(lines[number:]).encode(codec, "replace")
            return from_base64("".join(coded).encode("ascii")) + b"\n" + rest
        coded.append(_NOT_BASE64.sub("", line))
    return from_base64("".join(coded).encode("ascii"))


def from_base64(coded: bytes) -> bytes:
    """The bytes of base64, read as leniently as Python's parser reads a part."""
    holder = Message()
    holder["Content-Transfer-Encoding"] = "base64"
    holder.set_payload(coded.decode("ascii", "surrogateescape"))
    payload = holder.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""
