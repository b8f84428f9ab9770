"""Report content that is not in a message: other pieces (RFC 2046, 5.2.2), external parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from email.message import Message

from mailrecon.model import Notice, NoticeCode
from mailrecon.read.mail.mime_parts import Leaf

_PARTIAL = "message/partial"
_EXTERNAL = "message/external-body"
_MESSAGES = frozenset({"message/rfc822", "message/global", "message/news"})
# Parameters with the location of an external body, the most exact first (RFC 2046, 5.2.3; RFC
# 2017).
_WHERE = ("url", "name", "site", "server")
_MOST_SHOWN = 200


def is_message(part: Message) -> bool:
    """Whether a part is an attached message, or the first piece of one."""
    kind = part.get_content_type()
    return kind in _MESSAGES or (kind == _PARTIAL and _parameter(part, "number") == "1")


def lies_elsewhere(parts: Sequence[Leaf]) -> Iterator[Notice]:
    """A notice for each piece of a larger message, and for each external part."""
    for leaf in parts:
        kind = leaf.part.get_content_type()
        if kind == _PARTIAL:
            number, total = _parameter(leaf.part, "number"), _parameter(leaf.part, "total")
            which = f"{number or '?'} of {total or '?'}"
            text = f"part {leaf.reference} is piece {which} of a message; pieces are not joined"
            yield Notice(NoticeCode.UNREAD_PART, text)
        elif kind == _EXTERNAL:
            where = next((value for key in _WHERE if (value := _parameter(leaf.part, key))), "?")
            shown = " ".join(where.split())[:_MOST_SHOWN]
            text = f"part {leaf.reference} is not in the message but elsewhere ({shown})"
            yield Notice(NoticeCode.UNREAD_PART, text)


def _parameter(part: Message, name: str) -> str:
    value = part.get_param(name)
    return value.strip() if isinstance(value, str) else ""
