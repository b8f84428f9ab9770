"""The header of a native message: all its fields, by the rules of RFC 5322."""

from __future__ import annotations

from mailrecon.layouts.block import Block, HeaderLines, cut_value
from mailrecon.model import Field, Introduction, Role, Span
from mailrecon.regex import regex

NAME = "native message"
_FIELD = regex(r"(?P<name>[!-9;-~]+)[ \t]*:")
_ROLES = {
    "from": Role.FROM,
    "sender": Role.SENDER,
    "reply-to": Role.REPLY_TO,
    "to": Role.TO,
    "cc": Role.CC,
    "bcc": Role.BCC,
    "date": Role.DATE,
    "subject": Role.SUBJECT,
    "message-id": Role.MESSAGE_ID,
    "in-reply-to": Role.IN_REPLY_TO,
    "references": Role.REFERENCES,
    "importance": Role.IMPORTANCE,
    "x-from": Role.ORIGINATOR_NAME,
    "x-to": Role.RECIPIENT_NAMES,
    "x-cc": Role.CC_NAMES,
    "x-bcc": Role.BCC_NAMES,
}


def read_envelope(lines: HeaderLines, end: int) -> Block:
    """The header on the lines up to `end` (half-open)."""
    fields: list[Field] = []
    index = 0
    while index < end:
        raw = lines.raw[index]
        match = _FIELD.match(raw)
        first = index
        index += 1
        while index < end and lines.raw[index][:1] in (" ", "\t"):
            index += 1
        if match is None:
            continue
        begin = lines.start(first)
        pieces = [(first, match.end(), len(raw))]
        pieces += [(number, 0, len(lines.raw[number])) for number in range(first + 1, index)]
        text, span = cut_value(lines, pieces, begin + match.end())
        name = match["name"]
        role = _ROLES.get(name.lower(), Role.OTHER)
        label = Span(begin, begin + len(name))
        fields.append(Field(role, text, span, name, label))
    return Block(
        layout=NAME,
        start=0,
        end=end,
        depth=0,
        body_depth=0,
        fields=tuple(fields),
        language="en",
        introduction=Introduction.HEADER_ONLY,
        evidence=(("a native message", 12.0),),
    )
