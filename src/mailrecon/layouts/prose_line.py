"""Headers told in one line of prose: `Ann Poe to Bob Lee, (cc: Cy Dent) - Sep 20, 2017 2:17PM`.

Printed so by archives that publish correspondence on web pages.
"""

from __future__ import annotations

import re

from mailrecon.layouts.block import Block
from mailrecon.model import Field, Introduction, Role, Span
from mailrecon.scan import Page, shapes

NAME = "one line of prose"
_LINE = re.compile(
    r"\s*(?P<originator>[^:;()\d]{2,60}?)\s+to\s+(?P<to>[^:()]{2,300}?)\s*,?\s*"
    r"(?:[(\[]\s*cc\s*:\s*(?P<cc>[^()\[\]]{2,300})[)\]]\s*,?\s*)?[-–—|]\s+(?P<date>\S.{5,58})",
    re.IGNORECASE,
)


def match(page: Page, index: int) -> Block | None:
    """The header told on line `index`, or None."""
    lines = page.lines
    content = lines.content(index).rstrip()
    if len(content) > 600 or " to " not in content:
        return None
    found = _LINE.fullmatch(content)
    if found is None or shapes.date_strength(found["date"]) != 2:
        return None
    if shapes.name_strength(found["originator"]) < 2 or not found["date"][0].isalnum():
        return None
    people = found["to"].split(",")
    if any(shapes.name_strength(person) == 0 for person in people):
        return None
    begin = lines.content_start(index)

    def field(role: Role, group: str) -> Field:
        start, end = found.span(group)
        return Field(role, found[group], Span(begin + start, begin + end))

    fields = [field(Role.FROM, "originator"), field(Role.TO, "to")]
    if found["cc"]:
        fields.append(field(Role.CC, "cc"))
    fields.append(field(Role.DATE, "date"))
    depth = lines.depth(index)
    return Block(
        layout=NAME,
        start=index,
        end=index + 1,
        depth=depth,
        body_depth=depth,
        fields=tuple(fields),
        language="en",
        introduction=Introduction.HEADER_ONLY,
        evidence=(("originator, recipients and date in one line", 4.5),),
    )
