"""Go over a line of a header that OCR could not read: its label is lost, and perhaps its value.

    From: Ann Poe <ann@quay.example>
    Sent: Tuesday, March 2, 2021 9:14 AM
    T0; Ben 0st
    Subject: Tides

A line between a header's labels is of the header, whatever it says.
"""

from __future__ import annotations

from mailrecon.layouts.labelled.company import is_of_language
from mailrecon.layouts.labelled.continuation import begins_text
from mailrecon.layouts.labelled.entry import CORE, Entry
from mailrecon.model import Role
from mailrecon.regex import regex
from mailrecon.scan import Label, Page, patterns

_LONGEST = 160
_MOST_LINES = 2
_MOST_BLANKS = 2
_FEWEST_CORE = 3
_LINES_OF_HEADER = 6
_MOST_WORDS_APART = 6
_ENDS_OF_TEXT = (",", ":", ".", "!", "?")
# `T0; Ben Ost`, `Te Ben Ost`, `{o: Ben Ost`, `fo: Ben Ost`, `To) Ben Ost`
_LIKE_TO = regex(
    r"\s*(?P<label>(?:[Tt7Ff1lIi{\[(~][oO0aeuc6]|[Tt7][\w°¢])\s?[~:;.,_)'*-]{0,2})\s+(?=\S)"
)
_TO = "to"


def unread_label(page: Page, current: int, entries: list[Entry], seen: set[Role]) -> Label | None:
    """The label of a line between a header's labels that OCR could not read, or None.

    It is `To` if it looks like that where recipients are due; else it is empty, and has no role.
    """
    if not entries or Role.FROM not in seen or seen >= CORE:
        return None
    below = _next_label_line(page, current, seen)
    if below is None or not _goes_on(page, below, seen):
        return None
    content = page.lines.content(current)
    found = _LIKE_TO.match(content)
    to = page.lexicon.labels.get(_TO)
    if (
        found is not None
        and to is not None
        and Role.TO not in seen
        and Role.DATE in seen
        and is_of_language(to, entries, page.lexicon)
        and _names_people(content[found.end() :].strip())
    ):
        begin, end = found.span("label")
        return Label(found["label"], begin, end, found.end(), len(content), to, misread=True)
    return Label("", 0, 0, 0, len(content), None)


def _next_label_line(page: Page, current: int, seen: set[Role]) -> int | None:
    """The line of the header's next label, if at most two lines that nobody can read are before
    it.
    """
    lines = page.lines
    unread = blanks = 0
    for number in range(current, min(current + _MOST_LINES + _MOST_BLANKS + 1, len(lines))):
        if lines.depth(number) != lines.depth(current):
            return None
        if lines.is_blank(number):
            blanks += 1
            continue
        label = page.label(number)
        if label is not None and label.entry is not None and not label.misread:
            new = any(role in CORE and role not in seen for role in label.entry.roles)
            return number if new and unread else None
        unread += 1
        text = lines.content(number).strip()
        if unread > _MOST_LINES or len(text) > _LONGEST or begins_text(page, number):
            return None
        # `Dear all,` below a blank line is rather the message's text.
        if blanks and (len(text.split()) > _MOST_WORDS_APART or text.endswith(_ENDS_OF_TEXT)):
            return None
    return None


def _goes_on(page: Page, below: int, seen: set[Role]) -> bool:
    """Whether the labels from line `below` on make the header whole, and begin no other header."""
    found = set(seen)
    for number in range(below, min(below + _LINES_OF_HEADER, len(page.lines))):
        label = page.label(number)
        if label is None or label.entry is None:
            break
        roles = label.entry.roles.keys()
        # `Subject: Locks` / `From: Cay Dun`: another header begins below.
        if roles & CORE and roles <= seen:
            return False
        found.update(role for role in roles if role in CORE)
    return len(found & CORE) >= _FEWEST_CORE


def _names_people(value: str) -> bool:
    return patterns.has_address(value) or patterns.name_strength(value.split(";")[0]) > 0
