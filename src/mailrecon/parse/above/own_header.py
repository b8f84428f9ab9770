"""Recognise a native message whose text begins with a printed copy of its own header.

Outlook writes this into MHT files. It is one message, not a second one inside the first.
"""

from __future__ import annotations

from contextlib import suppress
from email.errors import HeaderParseError

from mailrecon.layouts import Block
from mailrecon.lexicon import fold
from mailrecon.model import Introduction, Role
from mailrecon.regex import regex
from mailrecon.scan import Page

_NUMBER = regex(r"\d{1,4}")
_CLOCK = regex(r"(?<!\d)(\d{1,2})[:.h](\d\d)")
_SURE = 2


def repeats_own_header(page: Page, own: Block, below: Block) -> bool:
    """Whether `below` repeats the header `own` of a native message at the top of its text.

    `Subject: Locks` / … / a blank line / `From: Ann Poe` / `Sent: Monday, May 4, 2020 10:02 AM`
    """
    lines = page.lines
    if not page.envelope_end or below.introduction is not Introduction.HEADER_ONLY or below.depth:
        return False
    if any(not lines.is_blank(index) for index in range(own.end, below.start)):
        return False
    subject = _is_same(own, below, Role.SUBJECT)
    dated = _text(own, Role.DATE), _text(below, Role.DATE)
    day = _is_same_moment(*dated) if all(dated) else None
    sender = _is_same_person(_text(own, Role.FROM), _text(below, Role.FROM))
    same = (subject, day, sender)
    return False not in same and same.count(True) >= _SURE


def _text(block: Block, role: Role) -> str:
    field = block.first(role)
    text = field.text if field is not None else ""
    if "=?" in text:
        from email.header import decode_header, make_header

        with suppress(HeaderParseError, LookupError, ValueError):
            text = str(make_header(decode_header(text)))
    return " ".join(text.split())


def _is_same(own: Block, below: Block, role: Role) -> bool | None:
    """Whether both have the same value; None if neither or only one has any."""
    first, second = _text(own, role), _text(below, role)
    return fold(first) == fold(second) if first and second else None


def _is_same_moment(stated: str, printed: str) -> bool | None:
    """Whether a printed date may be the stated one: the same year, and the same minute of the hour.

    The hour may differ, because it may be printed in another zone. None if this is unknown.
    """
    from email.utils import parsedate_tz

    parsed = parsedate_tz(stated)
    clock = _CLOCK.search(printed)
    if parsed is None or clock is None:
        return None
    year, minute = parsed[0], parsed[4]
    numbers = {int(number) for number in _NUMBER.findall(printed)}
    return int(clock[2]) == minute and (year in numbers or year % 100 in numbers)


def _is_same_person(stated: str, printed: str) -> bool | None:
    """Whether printed and stated originator are equal, by address or name; None if one is empty."""
    if not stated or not printed:
        return None
    from email.utils import getaddresses

    ((name, address),) = getaddresses([stated])[:1] or [("", "")]
    shown = fold(printed)
    return any(part and fold(part) in shown for part in (address, name.strip("\"' ")))
