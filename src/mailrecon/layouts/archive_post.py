"""Posts on the pages of list archives and list forums, copied as text.

HyperKitty prints a name, the date below it and buttons; older archives `Posted by Ann Poe
<ann@quay.example> at 9:12 AM on Monday, May 4, 2020`. The page's title, above the first post, is
the subject.
"""

from __future__ import annotations

from msgspec.structs import replace

from mailrecon.layouts import ticket
from mailrecon.layouts.block import Block
from mailrecon.layouts.evidence import has_prefix
from mailrecon.layouts.layout import Layout, Sign
from mailrecon.layouts.mail_page import is_capitalised
from mailrecon.lexicon import fold
from mailrecon.model import Field, Introduction, Role, Span
from mailrecon.regex import regex
from mailrecon.scan import Page, patterns
from mailrecon.scan.furniture.kinds import MAY_NAVIGATE
from mailrecon.scan.furniture.navigation import is_navigation, is_navigation_row
from mailrecon.scan.headings.signs import DAY_WITHOUT_YEAR

NAME = "post of an archive's page"
_LONGEST = 200
# `[locks] The gate`: the title of a list's message
_LIST_TITLE = regex(r"\[[^\[\]]{1,60}\]\s+\S")
_LONGEST_DATE = 40
_MOST_DATE_LINES = 3
_NEW_SUBJECT = "New subject: "
# `4 May`, `4 May` / `10:12 a.m.`: HyperKitty leaves this year out.
_YEARLESS = regex(rf"(?:{DAY_WITHOUT_YEAR} )?(?P<day>{DAY_WITHOUT_YEAR})")
_CLOCK = regex(r"\d{1,2}:\d\d(?: ?[ap]\.?m\.?)?")
# Number of lines around a post that may have an archive's links, or an answer's title.
_LINKS_ABOVE = 8
_LINKS_BELOW = 8
_LINKS_BELOW_POST = 80
_NEAR = 3
# `Posted by`, `Gepostet von`
_MOST_WORDS = 3
_JOINT = regex(
    r",? (?:at|on|am|um|le|à|el|il|op|den|em)(?=\s+\d|\s+[^\W\d_]+,? )|,(?= )| [-–—|](?= )"
)


def match_post(page: Page, index: int) -> Block | None:
    """The post whose date ends on line `index`, below a name, with an archive's links around it.

    `Ann Poe` / `4 May 2020` / `9:12 a.m.` / `Sign in to reply online` / `Use email software`
    """
    lines = page.lines
    label = page.label(index)
    # `10:40 a.m.` looks like `To:` that OCR misread.
    if len(lines.raw[index]) > _LONGEST_DATE or (label is not None and not label.misread):
        return None
    first = _first_of_date(page, index)
    if first is None or first == 0 or lines.is_blank(first - 1):
        return None
    content = lines.content(first - 1)
    name = content.strip()
    if not is_capitalised(name) or "=" in name or not _is_of_archive(page, first - 1, index):
        return None
    dated = _shortest_date(page, first, index)
    if dated is None:
        return None
    begin = lines.content_start(first - 1) + content.index(name)
    person = Span(begin, begin + len(name))
    evidence = (("name and date beside links of an archive's page", 5.0),)
    block = _block(page, first - 1, index, person, dated, evidence)
    return _with_new_subject(page, block)


def _with_new_subject(page: Page, block: Block) -> Block:
    """The post with the subject that HyperKitty prints below it if it differs from the thread's.

    `10:40 a.m.` / `New subject: Re: Crane bindings`
    """
    lines = page.lines
    below = block.end
    while below < min(block.end + _NEAR, len(lines)) and lines.is_blank(below):
        below += 1
    content = lines.content(below) if below < len(lines) else ""
    # Nabble: `May 04, 2020; 9:12am` / `Re: Crane bindings` / `In reply to this post by Ann Poe`
    if ";" in lines.content(block.end - 1) and _is_title(page, block.end):
        start = lines.content_start(block.end)
        title = Span(start, start + len(lines.content(block.end).rstrip()))
        subject = Field(Role.SUBJECT, title.of(lines.text), title)
        end = block.end + 1
        if end < len(lines) and _leads(page, end):
            end += 1
        return replace(block, end=end, fields=(*block.fields, subject), titled=False)
    if not content.startswith(_NEW_SUBJECT) or not content[len(_NEW_SUBJECT) :].strip():
        return block
    text = content[len(_NEW_SUBJECT) :].strip()
    begin = lines.content_start(below) + content.rindex(text)
    subject = Field(Role.SUBJECT, text, Span(begin, begin + len(text)))
    return replace(block, end=below + 1, fields=(*block.fields, subject), titled=False)


def _is_title(page: Page, index: int) -> bool:
    """Whether a line is the page's title, or an answer's."""
    if index >= len(page.lines):
        return False
    content = page.lines.content(index).strip()
    first = next((raw.strip() for raw in page.lines.raw[:_NEAR] if raw.strip()), "")
    return bool(content) and (content == first or has_prefix(content, page.lexicon))


def match_posted_by(page: Page, index: int) -> Block | None:
    """The post whose line `index` is `Posted by Ann Poe <ann@quay.example> at 9:12 AM on …`.

    A blog prints the same line. It is mail if it has an address, or an answer's title above it.
    """
    content = page.lines.content(index)
    if len(content) > _LONGEST or not content[:1].isalpha():
        return None
    opening = _opening(page, content)
    found = None if opening is None else _name_and_date(content, opening)
    if found is None:
        return None
    name, dated = found
    addressed = patterns.has_address(content[name[0] : name[1]])
    above = index - 1
    while above > max(index - _NEAR, 0) and page.lines.is_blank(above):
        above -= 1
    title = page.lines.content(above).strip() if above >= 0 else ""
    answers = has_prefix(title, page.lexicon) or _is_answered(page, index, title)
    if not addressed and not answers:
        return None
    start = page.lines.content_start(index)
    person, when = (Span(start + first, start + last) for first, last in (name, dated))
    reason = (
        "who posted it, with an address" if addressed else "who posted it, below an answer's title"
    )
    return _block(page, index, index, person, when, ((reason, 5.0),))


def _is_answered(page: Page, index: int, title: str) -> bool:
    """Whether the title above a post is that of an answer further below: `Re: Crane bindings`."""
    below = range(index + 1, min(index + _LINKS_BELOW, len(page.lines)))
    return bool(title) and any(
        page.lines.raw[number].endswith(title) and has_prefix(page.lines.raw[number], page.lexicon)
        for number in below
    )


def _block(
    page: Page,
    start: int,
    last: int,
    person: Span,
    when: Span,
    evidence: tuple[tuple[str, float], ...],
) -> Block:
    text = page.lines.text
    depth = page.lines.depth(last)
    return Block(
        layout=NAME,
        start=start,
        end=last + 1,
        depth=depth,
        body_depth=depth,
        fields=(
            Field(Role.FROM, person.of(text), person),
            Field(Role.DATE, " ".join(when.of(text).split()), when),
        ),
        language=None,
        introduction=Introduction.HEADER_ONLY,
        evidence=evidence,
        titled=True,
    )


def _first_of_date(page: Page, last: int) -> int | None:
    """The first line of a date that ends on line `last`, on up to three lines."""
    lines = page.lines
    text = lines.content(last).strip()
    if not text or not text[0].isalnum():
        return None
    # `Received on 2020-05-04 09:13:10`
    words = text.split()
    if fold("".join(words[:2])) in page.lexicon.page_furniture:
        return None
    first = last
    while first > 0 and last - first < _MOST_DATE_LINES - 1 and _is_day(lines.content(first - 1)):
        first -= 1
    joined = " ".join(lines.content(number).strip() for number in range(first, last + 1))
    # `4 May` / `10:12 a.m.`
    yearless = first < last and _CLOCK.fullmatch(text) is not None
    return first if yearless or patterns.date_strength(joined) == 2 else None


def _is_day(content: str) -> bool:
    """Whether a line is a day: `4 May 2020`, `Mon, 4 May '20`."""
    text = content.strip()
    return (
        0 < len(text) <= _LONGEST_DATE
        and patterns.has_digit(text)
        and (
            patterns.date_strength(text) > 0
            or patterns.date_strength(text.replace("'", "20")) > 0
            or _YEARLESS.fullmatch(text) is not None
        )
    )


def _shortest_date(page: Page, first: int, last: int) -> Span | None:
    """The shortest final part of a date with day and time: HyperKitty prints the day twice."""
    lines = page.lines
    end = lines.content_start(last) + len(lines.content(last).rstrip())
    for begin in range(last, first - 1, -1):
        content = lines.content(begin)
        start = lines.content_start(begin) + len(content) - len(content.lstrip())
        if patterns.date_strength(" ".join(lines.text[start:end].split())) == 2:
            return Span(start, end)
        # `4 May` / `10:12 a.m.`
        yearless = _YEARLESS.fullmatch(content.strip()) if begin < last else None
        if yearless is not None:
            return Span(start + yearless.start("day"), end)
    return None


def _is_of_archive(page: Page, first: int, last: int) -> bool:
    """Whether links of an archive's page are near above or below the lines `first`..`last`.

    `Sign in to reply online`; or the title of a list's message is above: `[locks] The gate`.
    """
    numbers = (
        *range(max(first - _LINKS_ABOVE, 0), first),
        *range(last + 1, min(last + _LINKS_BELOW, len(page.lines))),
    )
    top = [number for number in numbers if number < first and not page.lines.is_blank(number)]
    title = page.lines.content(top[0]).strip() if top and top[0] < _NEAR else ""
    # `[mail]` above `to = ben@quay.example` is a section of a settings file.
    if _LIST_TITLE.match(title):
        return True
    if any(_leads(page, number) for number in numbers):
        return True
    # `Sign in to reply online` below a longer post; `References:` may be a writer's own word.
    further = range(last + _LINKS_BELOW, min(last + _LINKS_BELOW_POST, len(page.lines)))
    return any(
        page.kinds[number] & MAY_NAVIGATE
        and ":" not in page.lines.raw[number]
        and _leads(page, number)
        for number in further
    )


def _leads(page: Page, number: int) -> bool:
    """Whether a line is a link to other messages."""
    if not page.kinds[number] & MAY_NAVIGATE:
        return False
    text = page.lines.content(number).strip()
    return bool(text) and (
        is_navigation(text, page.lexicon)
        or (
            # `Classic List   Threaded`; `[mail]` is a section of a settings file.
            text[0] != "[" and is_navigation_row(text, page.lexicon)
        )
    )


def _opening(page: Page, content: str) -> int | None:
    """The start of the name after the words that pages print before it: `Posted by`."""
    words = content.split(" ", _MOST_WORDS)
    for count in range(2, len(words)):
        phrase = " ".join(words[:count])
        if fold(phrase.rstrip(":：")) in page.lexicon.page_furniture:
            return len(phrase) + 1
    return None


def _name_and_date(content: str, begin: int) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """The places of name and date on a line behind `Posted by`."""
    for joint in _JOINT.finditer(content, begin):
        name = content[begin : joint.start()].strip()
        rest = content[joint.end() :].strip()
        if not name or patterns.date_strength(rest) != 2 or len(rest.split()) > 10:
            continue
        bare = name.partition("<")[0].partition("(")[0].strip()
        if patterns.name_strength(bare) == 0 and not patterns.has_address(name):
            continue
        first = content.index(name, begin)
        last = content.index(rest, joint.end())
        return (first, first + len(name)), (last, last + len(rest))
    return None


LAYOUT = Layout(
    NAME,
    "HyperKitty and other archives of lists, Request Tracker and Zendesk, copied as text",
    (
        (Sign.CLOCK, match_post),
        (Sign.CLOCK, match_posted_by),
        (Sign.CLOCK, ticket.match),
        (Sign.CLOCK, ticket.match_entry),
    ),
    ends_with_links=True,
)
