"""GroupWise's reply line: `>>> "Name" <address> 01/02/01 11:12AM >>>`, the quoted text below."""

from __future__ import annotations

import re

from mailrecon.layouts.block import Block
from mailrecon.model import Field, Introduction, Role, Span
from mailrecon.scan import Page, shapes

NAME = "GroupWise reply line"
_LINE = re.compile(
    r"\s*>>>\s*(?P<name>\S.{1,200}?)\s+(?:on\s+)?(?P<date>\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\b.{0,30}?)\s*>>>\s*",
    re.IGNORECASE,
)


def match(page: Page, index: int) -> Block | None:
    """The reply line on line `index`, or None."""
    lines = page.lines
    raw = lines.raw[index]
    if ">>>" not in raw or len(raw) > 400:
        return None
    found = _LINE.fullmatch(raw)
    if found is None or shapes.date_strength(found["date"]) != 2:
        return None
    start = lines.start(index)

    def field(role: Role, group: str) -> Field:
        begin, end = found.span(group)
        return Field(role, found[group], Span(start + begin, start + end))

    return Block(
        layout=NAME,
        start=index,
        end=index + 1,
        depth=0,
        body_depth=0,
        fields=(field(Role.FROM, "name"), field(Role.DATE, "date")),
        language="en",
        introduction=Introduction.ATTRIBUTION,
        evidence=(("GroupWise reply line with a date", 5.0),),
    )
