"""Mail on the pages and in the notices of help desks: Request Tracker and Zendesk.

# Tue Mar 02 10:02:31 2021 Ben Ost <ben@quay.example> - Correspondence added

----------------------------------------------

Ben Ost, Mar 2, 2021, 10:02 CET

Request #48211
Ben Ost
Quay Support
March 2, 2021 10:02
"""

from __future__ import annotations

from mailrecon.layouts import labelled
from mailrecon.layouts.block import Block
from mailrecon.layouts.mail_page import is_capitalised
from mailrecon.lexicon import Lexicon, fold
from mailrecon.model import Field, Introduction, Role, Span
from mailrecon.regex import LineOpening, regex
from mailrecon.scan import Page, patterns
from mailrecon.scan.attribution import is_nothing_but_a_date

_LONGEST = 200
_LONGEST_MOMENT = 40
_WITH_TIME = 2
# The fields of a mail's own header below an entry's name and date.
_BELOW = frozenset({Role.FROM, Role.TO, Role.CC, Role.SUBJECT})
_NEAR = 3
# Comments are for the help desk's staff, and are not sent as mail.
_ENTRY = regex(
    r"(?:#\s+)?(?P<date>(?:[^\W\d_]{2,5}\.? )?[^\W\d_]{3,5}\.? \d\d \d\d:\d\d:\d\d \d{4})\s+"
    r"(?P<name>\S.{0,100}?) - (?P<entry>[^\W\d_][^-:\d]{4,40})"
)
_NOTICE = regex(
    r"(?P<name>[^\W\d_][^,\d]{1,60}), "
    r"(?P<date>[A-Z][a-z]{2} \d{1,2}, \d{4},? \d{1,2}:\d\d(?: [AP]M)?"
    r"(?: [A-Z]{3,4}(?:[+-]\d{1,2})?)?)\s*"
)
# Signs of a help desk's page: the line above which users reply, or a request's number.
# `##- Please type your reply above this line -##`, `Request #48211`, `Anfrage Nr. 48211`
_TICKET = LineOpening(
    r"[ \t]*(?:##- ?\S.{8,80}?-##|(?P<word>[^\W\d_]{4,14})[ \t]?"
    r"(?:#|n°[ \t]?|[Nn][ro]\.[ \t]?|ID:?[ \t]?#?)\d{2,12})[ \t]*(?:$|\W)"
)
# `Ben Ost`, `Ben Ost (Quay Support)`, `Ben Ost (ben@quay.example)`
_PERSON = regex(r"[^\W\d_][^,:;!?\d@()]{1,50}?(?: \([^()]{1,60}\))?")
_BEHIND_WORD = regex(r":?[ \t]+")
_LONGEST_LEAD = 40
_RULE = regex(r"\s*-{20,}\s*")


def match(page: Page, index: int) -> Block | None:
    """The mail whose entry or notice is line `index`, or None."""
    lines = page.lines
    content = lines.content(index)
    if len(content) > _LONGEST or lines.depth(index):
        return None
    entry = _ENTRY.fullmatch(content.rstrip())
    # `# Tue Mar 02 10:02:31 2021 Ben Ost - Comments added` is not sent as mail.
    if entry is not None and fold(entry["entry"]) not in page.lexicon.ticket_entries:
        entry = None
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
    """Whether a notice from Zendesk has a rule above it and a blank line below."""
    lines = page.lines
    above = index - 1
    while above >= 0 and index - above < _NEAR and lines.is_blank(above):
        above -= 1
    return (
        above >= 0 and _RULE.fullmatch(lines.raw[above]) is not None and lines.is_blank(index + 1)
    )


def match_entry(page: Page, index: int) -> Block | None:
    """The mail of a help desk's page whose date is line `index`, its author's name above; or None.

    `Ben Ost` / `Quay Support` / `March 2, 2021 10:02`
    """
    lines = page.lines
    content = lines.content(index)
    if len(content) > _LONGEST_MOMENT or lines.depth(index) or not _is_of_ticket(page):
        return None
    # `Created March 2, 2021 10:02`
    leads = (
        lead.end()
        for lead in _BEHIND_WORD.finditer(content, 0, _LONGEST_LEAD)
        if fold(content[: lead.start()]) in page.lexicon.ticket_moments
    )
    begin = max(leads, default=0)
    date = content[begin:].strip()
    languages = frozenset(page.lexicon.languages)
    if patterns.date_strength(date) != _WITH_TIME or not is_nothing_but_a_date(
        date, languages, page.lexicon
    ):
        return None
    first = index - 1
    # `Ben Ost` / `Quay Support`: the author's role is between name and date.
    if first > 0 and not lines.is_blank(first) and not lines.is_blank(first - 1):
        first -= 1
    if first < 0 or lines.is_blank(first) or (first > 0 and not lines.is_blank(first - 1)):
        return None
    named = lines.content(first).strip()
    bare = named.partition("(")[0].strip()
    if _PERSON.fullmatch(named) is None or patterns.name_strength(bare) == 0:
        return None
    # `Ticket #981` / `Quay to Lock`: a journey
    if not all(word[0].isupper() or not word.isascii() for word in bare.split()):
        return None
    start = lines.content_start(first) + lines.content(first).index(named)
    dated = lines.content_start(index) + begin + content[begin:].index(date)
    fields = [
        Field(Role.FROM, named, Span(start, start + len(named))),
        Field(Role.DATE, date, Span(dated, dated + len(date))),
    ]
    end = index + 1
    label = page.label(end) if end < len(lines) else None
    # `To: Quay Support <support@quay.example>`; `From: Ben Ost <ben@quay.example>` / `To: …`
    if label is not None and label.entry is not None and not _BELOW.isdisjoint(label.entry.roles):
        below = labelled.match(page, end, minimum=1)
        if below is not None and {field.role for field in below.fields} <= _BELOW:
            own = fields if below.first(Role.FROM) is None else fields[1:]
            fields, end = [*own, *below.fields], below.end
    return Block.of_header(
        lines,
        "post of an archive's page",
        first,
        end,
        fields,
        [("name and date of a help desk's entry", 5.0)],
        None,
        introduction=Introduction.HEADER_ONLY,
    )


def _is_of_ticket(page: Page) -> bool:
    """Whether the text is a help desk's page; it is searched once."""
    if page.is_ticket is None:
        page.is_ticket = is_of_help_desk(page.lines.text, page.lexicon)
    return page.is_ticket


def is_of_help_desk(text: str, lexicon: Lexicon) -> bool:
    """Whether a text shows that it is a help desk's page: `Request #48211`."""
    words = lexicon.ticket_words
    return any(
        found["word"] is None or fold(found["word"]) in words for found in _TICKET.all_in(text)
    )
