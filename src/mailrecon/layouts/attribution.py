"""Attribution lines: "On …, … wrote:" with the quoted message below."""

from __future__ import annotations

from mailrecon.layouts.block import Block
from mailrecon.model import Field, Introduction, Role, Span
from mailrecon.scan import Page

NAME = "attribution line"


def match(page: Page, index: int) -> Block | None:
    """The attribution line that closes on line `index`, or None.

    What follows must be there: text a quote level deeper, or, for a dated attribution, any text.
    """
    found = page.attribution(index)
    if found is None:
        return None
    lines = page.lines
    depth = lines.depth(index)
    following = found.last + 1
    while following < len(lines) and following - found.last < 6 and lines.is_blank(following):
        following += 1
    if following >= len(lines) or lines.is_blank(following):
        return None
    deeper = lines.depth(following) > depth
    if not deeper and (found.date is None or lines.depth(following) < depth):
        return None
    text = lines.text
    name = Span(*found.name)
    fields = [Field(Role.FROM, text[name.start : name.end].strip(), name)]
    if found.date is not None:
        date = Span(*found.date)
        fields.append(Field(Role.DATE, text[date.start : date.end].strip(), date))
    return Block(
        layout=NAME,
        start=found.first,
        end=found.last + 1,
        depth=depth,
        body_depth=depth + 1 if deeper else depth,
        fields=tuple(fields),
        language=found.language,
        introduction=Introduction.ATTRIBUTION,
        evidence=(
            ("attribution line with a date", 5.0) if found.date else ("attribution line", 4.0),
        ),
    )
