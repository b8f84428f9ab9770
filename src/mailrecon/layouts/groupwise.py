"""GroupWise reply lines: `>>> "Name" <address> 01/02/01 11:12AM >>>` above the quotation.

Later versions print `>>> On 2/27/2009 at 9:41 AM, in message <…>, Name <address> wrote:`, in the
reader's language and wrapped.
"""

from __future__ import annotations

import re

from mailrecon.layouts.block import Block
from mailrecon.layouts.layout import Layout, Sign
from mailrecon.lexicon.kinds_of_names import is_given_name
from mailrecon.model import Field, Introduction, Role, Span
from mailrecon.regex import regex
from mailrecon.scan import Page, patterns
from mailrecon.scan.attribution import CLOSERS

NAME = "GroupWise reply line"
# `>>> Ann Poe 05/04/20 11:12AM >>>`, `>>> Ben Ost on 2020-05-04 >>>`
_LINE = regex(
    r"\s*>>>\s*(?P<name>\S.{1,200}?)\s+(?:(?:on|am|den|le|el|il|em|op|dnia)\s+)?(?P<date>\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\b.{0,30}?)\s*>>>\s*",
    re.IGNORECASE,
)
_DAY = regex(r"\d{1,2}[-/.]\d{1,2}[-/.](?:\d{2}|\d{4})|\d{4}-\d{2}-\d{2}")
# `4.5.2020 9.12`, `04.05.2020 klo 9.12.33`: a time of day without a colon
_DOTTED_TIME = regex(r"[-/.]\d{2,4}\s\D{0,8}\d{1,2}\.\d{2}(?:\.\d{2})?(?:\s?[^\W\d_]{1,5})?$")
# `>>> "Ost, Ben" <ben@quay.example> Monday, May 4, 2020 5:06 PM >>>`
_ADDRESSED = regex(
    r"\s*>>>\s*(?P<name>[^<>\s][^<>]{0,150}<[^<>\s]+@[^<>\s]+>)[\s,]+(?:on\s+)?"
    r"(?P<date>\w[^<>]{8,60}?)\s*>>>\s*",
    re.IGNORECASE,
)
# `<49A7B2F5.8C91.00D1.0@quay.example>`: dotted groups of hexadecimal digits.
_IDENTIFIER = regex(r"<(?P<id>[0-9A-F]{6,}(?:\.[0-9A-F]+){2,}@[^<>\s]+)>")
# A Message-ID of another program: `… um 20:28 in` / `Nachricht` / `<CAN0XM@quay.example>:`
_NAMED_IDENTIFIER = regex(
    r"\b(?:message|Nachricht|messaggio|mensaje|mensagem|bericht|meddelande|meddelelse|wiadomości)"
    r"\s+<(?P<id>[^<>\s@]{1,200}@[^<>\s]{1,200})>",
    re.IGNORECASE,
)
# `Ann Poe <ann@quay.example>`, before the word for "wrote" in any language.
_PERSON = regex(r"(?P<name>[^<>,;:\d]{2,80}?)\s*<(?P<address>[^<>\s@]+@[^<>\s]+)>")
# `2/27/2009 at 9:41 AM`, `27.02.2009 um 09:41`: few characters between day and time.
_DATE = regex(
    r"\d{1,4}[-/.]\s?\d{1,2}[-/.]\s?\d{2,4}\D{1,12}?\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s?[AP]M\b)?",
    re.IGNORECASE,
)
_MOST_LINES = 4
_LONGEST = 500


def match(page: Page, index: int) -> Block | None:
    """The reply line on line `index`, or None."""
    raw = page.lines.raw[index]
    # `>>>` also marks the third level of a quotation: the patterns must fit the whole line.
    if ">>>" not in raw or len(raw) > _LONGEST:
        return None
    found = _LINE.fullmatch(raw) or _ADDRESSED.fullmatch(raw)
    if found is None:
        return _with_identifier(page, index)
    # `>>> see page 3-4-12 >>>` is not a date with a time of day, `>>> Ann Poe 5/4/2020 >>>` is a
    # name and a day.
    if patterns.date_strength(found["date"]) != 2:
        if _DAY.fullmatch(found["date"]) is None or not _is_person(found["name"]):
            return None
    # `>>> see chapter 1.2.33 4.5 >>>` is not one either.
    elif ":" not in found["date"] and _DOTTED_TIME.search(found["date"]) is None:
        return None
    start = page.lines.start(index)
    name = Field(Role.FROM, found["name"], _moved(found.span("name"), start))
    date = Field(Role.DATE, found["date"], _moved(found.span("date"), start))
    return _block(page, index, index + 1, name, date)


def _with_identifier(page: Page, index: int) -> Block | None:
    """The wrapped line of later versions, which has the Message-ID of the quoted message."""
    lines = page.lines
    if not lines.raw[index].lstrip().startswith(">>>"):
        return None
    end = index
    for end in range(index, min(index + _MOST_LINES, len(lines))):
        # `>>> On 2/27/2009 at 9:41 AM, in message` / `<49A7….0@quay.example>, Ann Poe wrote:`
        if lines.raw[end].rstrip().endswith(CLOSERS):
            break
    else:
        return None
    start = lines.start(index)
    text = lines.text[start : lines.start(end) + len(lines.raw[end])]
    identifier = _IDENTIFIER.search(text) or _NAMED_IDENTIFIER.search(text)
    date = _DATE.search(text)
    # `>>> and he wrote:`: quoted text, neither dated nor with a Message-ID.
    if identifier is None or date is None or len(text) > _LONGEST:
        return None
    people = [
        person
        for person in _PERSON.finditer(text, text.index(">>>") + 3)
        # The Message-ID is in angle brackets as well, and must not be taken for the address.
        if person["address"] != identifier["id"]
    ]
    if not people:
        return None
    person = people[-1]
    name_start = person.start("name") + len(person["name"]) - len(person["name"].lstrip())
    name = Field(
        Role.FROM,
        text[name_start : person.end()],
        _moved((name_start, person.end()), start),
    )
    when = Field(Role.DATE, " ".join(date[0].split()), _moved(date.span(), start))
    return _block(page, index, end + 1, name, when)


def _is_person(name: str) -> bool:
    """Whether a text is a mailbox, or a name of two words or more with capitals."""
    words = name.strip('"').split()
    if patterns.has_address(name):
        return True
    # `Python Shell` is not a person; names of other scripts are not listed.
    known = not name.isascii() or any(is_given_name(word.strip(",.")) for word in words)
    capitals = all(word[0].isupper() for word in words)
    return len(words) > 1 and known and capitals and patterns.name_strength(name) == 2


def _moved(span: tuple[int, int], by: int) -> Span:
    return Span(span[0] + by, span[1] + by)


def _block(page: Page, start: int, end: int, name: Field, date: Field) -> Block:
    lines = page.lines
    below = end
    while below < min(end + 2, len(lines)) and lines.is_blank(below):
        below += 1
    # `>>> Ann Poe 05/04/20 11:12AM >>>` / `> The mole needs repair.`: some versions put quote marks
    # before the text.
    quoted = below < len(lines) and lines.depth(below) == 1
    return Block(
        layout=NAME,
        start=start,
        end=end,
        depth=0,
        body_depth=1 if quoted else 0,
        fields=(name, date),
        language="en",
        introduction=Introduction.ATTRIBUTION,
        evidence=(("GroupWise reply line with a date", 5.0),),
    )


LAYOUT = Layout(
    NAME,
    "GroupWise",
    ((Sign.CLOCK, match),),
)
