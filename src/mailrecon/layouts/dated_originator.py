"""Headers of archives that print originator and date on one line after the label `From:`.

public-inbox: `From: Ann Poe @ 2020-05-04  9:12 UTC (permalink / raw)` / `  To: quay; +Cc: Ben Ost`,
below the message's title and its place in the thread. SourceForge:
`From: Ann Poe <ann@qu...> - 2003-01-02 10:11`, below the title.
"""

from __future__ import annotations

from msgspec.structs import replace

from mailrecon.layouts.block import Block
from mailrecon.layouts.layout import Layout, Sign
from mailrecon.model import Field, Role, Span
from mailrecon.regex import regex
from mailrecon.scan import Page

NAME = "originator and date on one line"
_DATED = regex(
    r"\s*From: (?P<name>\S.{0,160}?)\s+(?P<mark>[@-])\s+"
    r"(?P<date>\d{4}-\d\d-\d\d\s+\d\d?:\d\d(?::\d\d)?(?: UTC)?)"
    r"(?P<links>\s+\((?:permalink|raw|[^()]{1,30}permalink)[^()]{0,30}\))?\s*"
)
# ` To: quay; +Cc: Ben Ost, Cay Dun`; the list continues below, indented.
_TO = regex(r"\s+To: (?P<people>\S[^;]*?)(?:;|\s+Cc: |$)")
_CC = regex(r"(?:;\s*\+|\s+)Cc: (?P<people>\S[^;]*)$")
_LONGEST = 260
_MOST_LINES_OF_PEOPLE = 8
# Lines from a message's title down to its header: one for each message in the thread.
_FURTHEST_TITLE = 400
_TITLE = regex(r"\* (\S.{0,300})")
_PLACE_IN_THREAD = regex(
    r"(?:@ |  )\d{4}-\d\d-\d\d\s+\d\d?:\d\d\s.*"
    r"|\s+\d+ siblings?, \d+ repl(?:y|ies); \d+\+? messages? in thread\s*"
    r"|\s+(?:\.\.\.|\(\d+ more messages?\)).*"
)
_EVIDENCE = (("originator and date on one line of an archive's page", 5.0),)


def match(page: Page, index: int) -> Block | None:
    """The header whose line `index` has the originator and the date, or None."""
    lines = page.lines
    content = lines.content(index)
    if len(content) > _LONGEST or ("20" not in content and "19" not in content):
        return None
    found = _DATED.fullmatch(content)
    # `From: Ann Poe - 2003-01-02 10:11` without an address may be a log's line.
    if found is None or (found["mark"] == "-" and "@" not in found["name"]):
        return None
    fields = [
        _field(page, index, Role.FROM, *found.span("name")),
        _field(page, index, Role.DATE, *found.span("date")),
    ]
    # `[Quay-users] Gate patch` / `From: Ann Poe <ann@qu...> - 2003-01-02 10:11`
    if found["mark"] == "-":
        block = Block.of_header(lines, NAME, index, index + 1, fields, _EVIDENCE, "en")
        return replace(block, titled=True)
    end, people = _people(page, index + 1)
    start, title = _title(page, index)
    return Block.of_header(lines, NAME, start, end, [*fields, *people, *title], _EVIDENCE, "en")


def _people(page: Page, first: int) -> tuple[int, list[Field]]:
    """The line below the recipients that begin on line `first`, and their fields."""
    lines = page.lines
    end = first
    while (
        end < min(first + _MOST_LINES_OF_PEOPLE, len(lines))
        and not lines.is_blank(end)
        and lines.raw[end][0].isspace()
    ):
        end += 1
    begin = lines.start(first) if first < len(lines) else len(lines.text)
    text = lines.text[begin : lines.start(end) if end > first else begin].rstrip()
    fields = []
    for role, pattern in ((Role.TO, _TO), (Role.CC, _CC)):
        found = pattern.search(text)
        if found is not None:
            people = Span(begin + found.start("people"), begin + found.end("people"))
            fields.append(Field(role, " ".join(found["people"].split()), people))
    return (end, fields) if fields else (first, [])


def _title(page: Page, index: int) -> tuple[int, list[Field]]:
    """The first line of the title and the places in the thread above line `index`, and the subject.

    `* Re: [PATCH] gate: mend` / `@ 2020-05-04  9:12 \N{GRAVE ACCENT} Ann Poe` / `  0 siblings, …`
    """
    lines = page.lines
    for above in range(index - 1, max(index - _FURTHEST_TITLE, -1), -1):
        content = lines.content(above)[:_LONGEST]
        title = _TITLE.fullmatch(content)
        if title is not None and above < index - 1:
            return above, [_field(page, above, Role.SUBJECT, *title.span(1))]
        if _PLACE_IN_THREAD.fullmatch(content) is None:
            break
    return index, []


def _field(page: Page, index: int, role: Role, start: int, end: int) -> Field:
    begin = page.lines.content_start(index)
    span = Span(begin + start, begin + end)
    return Field(role, " ".join(span.of(page.lines.text).split()), span)


LAYOUT = Layout(
    NAME,
    "public-inbox (lore.kernel.org) and SourceForge, copied as text",
    ((Sign.LABEL, match),),
    parts_people_by_comma=True,
)
