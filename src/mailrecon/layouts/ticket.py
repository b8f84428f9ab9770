"""Mail as the pages and notices of help desks print it: Request Tracker's and Zendesk's.

# Tue Mar 02 10:02:31 2021 Ben Ost <ben@quay.example> - Correspondence added

----------------------------------------------

Ben Ost, Mar 2, 2021, 10:02 CET
"""

from __future__ import annotations

from mailrecon.layouts.block import Block
from mailrecon.layouts.mail_page import is_capitalised
from mailrecon.model import Field, Introduction, Role, Span
from mailrecon.regex import regex
from mailrecon.scan import Page, patterns

_LONGEST = 200
_NEAR = 3
# Comments are for the help desk's own people, and are not sent as mail.
_ENTRY = regex(
    r"(?:#\s+)?(?P<date>(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} \d\d \d\d:\d\d:\d\d \d{4})\s+"
    r"(?P<name>\S.{0,100}?) - (?:Correspondence added|Ticket created)\s*"
)
_NOTICE = regex(
    r"(?P<name>[^\W\d_][^,\d]{1,60}), "
    r"(?P<date>[A-Z][a-z]{2} \d{1,2}, \d{4},? \d{1,2}:\d\d(?: [AP]M)?"
    r"(?: [A-Z]{3,4}(?:[+-]\d{1,2})?)?)\s*"
)
_RULE = regex(r"\s*-{20,}\s*")


def match(page: Page, index: int) -> Block | None:
    """The mail whose entry or notice is line `index`, or None."""
    lines = page.lines
    content = lines.content(index)
    if len(content) > _LONGEST or lines.depth(index):
        return None
    entry = _ENTRY.fullmatch(content)
    found = entry or _NOTICE.fullmatch(content)
    if found is None or index + 1 >= len(lines):
        return None
    # `Subject: Keys` / `From: Ann Poe`: the mail's own header is below the entry.
    if page.label(index + 1) is not None:
        return None
    if entry is None and not _is_below_rule(page, index):
        return None
    name = found["name"]
    if not (is_capitalised(name) or patterns.has_address(name)):
        return None
    start = lines.content_start(index)
    return Block.of_header(
        lines,
        "post of an archive's page",
        index,
        index + 1,
        [
            Field(role, found[key], Span(start + found.start(key), start + found.end(key)))
            for role, key in ((Role.FROM, "name"), (Role.DATE, "date"))
        ],
        [("name and date of a help desk's entry", 5.0)],
        None,
        introduction=Introduction.HEADER_ONLY,
    )


def _is_below_rule(page: Page, index: int) -> bool:
    """Whether a rule is above a notice of Zendesk's, and nothing on the next line."""
    lines = page.lines
    above = index - 1
    while above >= 0 and index - above < _NEAR and lines.is_blank(above):
        above -= 1
    return (
        above >= 0 and _RULE.fullmatch(lines.raw[above]) is not None and lines.is_blank(index + 1)
    )
