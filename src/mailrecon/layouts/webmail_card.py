"""A message on iCloud's page: name, recipients, subject and date, each on its own line.

    iCloud Mail
    Ann Poe
    To: Ben Ost
    Harbour gate
    May 4, 2026 at 8:41 AM

The subject may also be above the recipients. The layout applies only below the head of a webmail
page, because an agenda has similar lines.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailrecon.layouts.block import Block
from mailrecon.layouts.labelled.fields import collect
from mailrecon.layouts.name_and_date import is_moment_line, plausible_name
from mailrecon.model import Field, Role, Span
from mailrecon.scan import Page
from mailrecon.scan.furniture.webmail import is_near_head, is_page_head

_NAME = "mail page"
_MOST_BELOW = 3
_MOST_INITIALS = 3
_LONGEST_SUBJECT = 150
_RECIPIENTS = frozenset({Role.TO, Role.CC})
_EVIDENCE = (("name, recipients and date below the head of a webmail page", 5.0),)


def match(page: Page, index: int) -> Block | None:
    """The card whose `To:` is on line `index`, or None."""
    label = page.label(index)
    if label is None or label.entry is None or Role.TO not in label.entry.roles or index == 0:
        return None
    # Few headers have a date alone below `To:`; only for these are the lines above examined.
    last = _date_line(page, index)
    if last is None or not is_near_head(page, index):
        return None
    above = list(_above(page, index))
    if not above:
        return None
    between = [n for n in range(index + 1, last) if page.label(n) is None]
    # `Ann Poe` / `To: Ben Ost` / `Harbour gate`, or `Ann Poe` / `Harbour gate` / `To: Ben Ost`
    named = above[0] if between or len(above) == 1 else above[1]
    subject = between[:1] or ([above[0]] if named != above[0] else [])
    name = page.lines.content(named).strip()
    if not plausible_name(name, page) or len(between) > 1:
        return None
    fields = [_field(page, Role.FROM, named), *_recipients(page, index)]
    fields += [_field(page, Role.SUBJECT, line) for line in subject]
    fields.append(_field(page, Role.DATE, last))
    return Block.of_header(
        page.lines,
        _NAME,
        named,
        last + 1,
        fields,
        _EVIDENCE,
        page.lexicon.likeliest(_languages(page, index)),
    )


def _languages(page: Page, index: int) -> frozenset[str]:
    label = page.label(index)
    entry = None if label is None else label.entry
    return frozenset() if entry is None else frozenset(entry.roles[Role.TO])


def _date_line(page: Page, index: int) -> int | None:
    """The line of the date, at most three below the recipients, none of these blank."""
    for line in range(index + 1, min(index + 1 + _MOST_BELOW, len(page.lines))):
        content = page.lines.content(line)
        if not content.strip() or len(content) > _LONGEST_SUBJECT:
            return None
        if is_moment_line(content):
            return line
    return None


def _above(page: Page, index: int) -> Iterator[int]:
    """The lines right above the recipients up to the page's head, without initials."""
    for line in range(index - 1, max(index - 4, -1), -1):
        text = page.lines.raw[line].strip()
        if not text or is_page_head(text) or len(text) > _LONGEST_SUBJECT:
            return
        # `AP`, in a circle in place of a picture
        if len(text) > _MOST_INITIALS or not text.isupper():
            yield line


def _recipients(page: Page, index: int) -> Iterator[Field]:
    entries, _ = collect(page, index, None)
    for number, entry in enumerate(entries):
        known = entry.label.entry
        role = next((r for r in known.roles if r in _RECIPIENTS), None) if known else None
        if role is None or (entry.line != index and page.label(entry.line) is None):
            continue
        begin = page.lines.content_start(entry.line)
        start, end = begin + entry.label.value_start, begin + entry.label.value_end
        # `To: Ben Ost, Cc: Cay Dun`
        if number + 1 < len(entries) and entries[number + 1].line == entry.line:
            end = min(end, begin + entries[number + 1].label.start)
        text = page.lines.text[start:end].strip(" \t,;")
        first = page.lines.text.index(text, start)
        label = Span(begin + entry.label.start, begin + entry.label.end)
        yield Field(role, text, Span(first, first + len(text)), entry.label.text, label)


def _field(page: Page, role: Role, line: int) -> Field:
    content = page.lines.content(line)
    text = content.strip()
    start = page.lines.content_start(line) + content.index(text)
    return Field(role, text, Span(start, start + len(text)))
