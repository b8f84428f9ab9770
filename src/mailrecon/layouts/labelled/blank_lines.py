"""Find where a header continues after blank lines and page furniture between its fields."""

from __future__ import annotations

from mailrecon.layouts.labelled.continuation import (
    ADDRESS_ALONE,
    begins_text,
    is_dated,
    is_person_like,
    list_plainly_goes_on,
)
from mailrecon.layouts.labelled.entry import CORE, Entry
from mailrecon.lexicon import fold
from mailrecon.model import ADDRESS_ROLES, Role
from mailrecon.regex import regex
from mailrecon.scan import Lines, Page, patterns
from mailrecon.scan.furniture.kinds import MAY_BE_STAMP, MAY_NAVIGATE
from mailrecon.scan.furniture.navigation import is_navigation_row
from mailrecon.scan.furniture.stamp_forms import is_stamp

# Blank lines within a header: in general, between columns, and where a page ends.
_MAX_BLANKS = 3
_MAX_BLANKS_IN_COLUMNS = 8
_MAX_BLANKS_AT_PAGE = 12
# Tolerance, in characters, for a column of values in a page's text layer.
_COLUMN_GAP = 8
_SAME_COLUMN = 2
_LIST_ENDINGS = (";", "；")
_MAILBOX_ENDS = (">", ")", "]", ",", *_LIST_ENDINGS)
_LONGEST_PAGE_NUMBER = 4
_FEWEST_SPACED = 3
_STEM = 7
_TABLE_RULE = regex(r"\s*+\|?(?:\s*+:?-{2,}+:?\s*+\|)+\s*+(?::?-{2,}+:?)?\s*+")


def resume_after_blank(
    page: Page, current: int, depth: int, entries: list[Entry], seen: set[Role]
) -> int | None:
    """The line on which a header continues after blank lines, or None if it ends there."""
    lines = page.lines
    # After a complete header, a blank line begins the text; but not where each label's value is
    # below a blank line, and the last label has none yet.
    if seen >= CORE and entries:
        return _resume_whole(page, current, depth, entries, seen)
    if not entries:
        return None
    following = _after_blanks(page, current, entries[-1])
    # `From: Ann Poe` / ten blank lines / `To: …`: too far apart.
    if following is None or lines.depth(following) != depth:
        return None
    # `From: Ann Poe` / blank / `To: Ben Ost`: OCR and saved pages print blank lines between fields.
    label = page.label(following)
    if label is not None and label.entry is not None:
        new = any(role in CORE | ADDRESS_ROLES and role not in seen for role in label.entry.roles)
        return following if new else None
    # `To: Ann Poe;` / blank / `Ben Ost`
    if _list_goes_on(page, following, entries[-1]):
        return following
    # `Cc:` / blank / `Cay Dun <cay@quay.example>`
    empty = not any(lines.content(n)[s:e].strip() for n, s, e in entries[-1].pieces)
    if empty and _is_mailbox_alone(lines.content(following), entries[-1]):
        return following
    # `Subject:` / blank / `The mole` / `Importance:`: the value, since another label follows it.
    if empty and following + 1 < len(lines):
        beyond = following + 1
        while beyond < len(lines) and beyond - following <= 2 and lines.is_blank(beyond):
            beyond += 1
        after = page.label(beyond) if beyond < len(lines) else None
        entry = after.entry if after is not None else None
        if entry is not None and any(role not in seen for role in entry.roles):
            return following
    return None


def _resume_whole(
    page: Page, current: int, depth: int, entries: list[Entry], seen: set[Role]
) -> int | None:
    """The line on which a header continues that has all its main fields, or None."""
    lines = page.lines
    if _values_are_apart(lines, entries):
        return _after_blanks(page, current, entries[-1])
    if _is_rest_of_spaced_subject(page, current + 1, entries):
        return current + 1
    if _are_flags_below(page, current + 1, entries, seen):
        return current + 1
    below = current + 1
    goes_on = below < len(lines) and _is_row_of_columns(page, below, entries[-1], seen)
    return below if goes_on and lines.depth(below) == depth else None


def _values_are_apart(lines: Lines, entries: list[Entry]) -> bool:
    """Whether all values are below a blank line, and a subject's is due: `Subject:` / blank.

    `From:` / blank / `Ann Poe` / blank / `Sent:` / blank / …
    """
    *others, last = entries
    if Role.SUBJECT not in last.roles or any(
        lines.content(n)[s:e].strip() for n, s, e in last.pieces
    ):
        return False
    return all(
        entry.pieces[-1][0] > entry.line + 1 and lines.is_blank(entry.line + 1) for entry in others
    )


def _is_rest_of_spaced_subject(page: Page, index: int, entries: list[Entry]) -> bool:
    """Whether a line between blank lines is the rest of the subject above.

    `From: Ann Poe` / blank / `Sent: …` / blank / `Subject: Tides of the north and of` / blank /
    `the south`: every line of the page is spaced.
    """
    lines = page.lines
    if (
        Role.SUBJECT not in entries[-1].roles
        or index >= len(lines)
        or len(entries) < _FEWEST_SPACED
    ):
        return False
    spaced = all(lines.is_blank(entry.line - 1) for entry in entries[1:])
    content = lines.content(index)
    alone = index + 1 >= len(lines) or lines.is_blank(index + 1)
    return spaced and alone and content[:1].islower() and page.label(index) is None


def _are_flags_below(page: Page, index: int, entries: list[Entry], seen: set[Role]) -> bool:
    """Whether the lines below a blank line are fields that Outlook prints apart from its header.

    `Subject: Tides` / blank / `Follow Up Flag: Follow up` / `Flag Status: Completed` / blank /
    `Categories: Red Category`; but `Classification: NONE` alone is how some texts begin.
    """
    if not any(entry.label.entry is not None and entry.label.entry.sent for entry in entries):
        return False
    last = index
    while last < len(page.lines) and not page.lines.is_blank(last):
        label = page.label(last)
        entry = label.entry if label is not None else None
        if label is None or entry is None or label.misread or entry.roles.keys() != {Role.OTHER}:
            return False
        last += 1
    if last == index:
        return False
    if last > index + 1 or Role.OTHER in seen:
        return True
    content, label = page.lines.content(index), page.label(index)
    if label is None:
        return False
    # `Categories: Red Category`; not `Classification: UNCLASSIFIED`
    words, stem = content[label.value_start :].split(), fold(label.text)[:_STEM]
    return len(words) > 1 and any(fold(word).startswith(stem) for word in words)


def _is_row_of_columns(page: Page, index: int, last: Entry, seen: set[Role]) -> bool:
    """Whether a line has another label whose value is in the same column as the last one.

    `Subject:             Tides` / blank / `Importance:          High`, in a page's text layer.
    """
    label = page.label(index)
    if label is None or label.entry is None or label.misread or not label.entry.roles.keys() - seen:
        return False
    above = page.lines.content(last.line)
    content = page.lines.content(index)
    columns = [
        (len(text) - len(text[start:].lstrip()), start)
        for text, start in ((above, last.label.value_start), (content, label.value_start))
    ]
    return (
        bool(content[label.value_start :].strip())
        and all(column - start >= _COLUMN_GAP for column, start in columns)
        and abs(columns[0][0] - columns[1][0]) <= _SAME_COLUMN
    )


def _after_blanks(page: Page, current: int, last: Entry) -> int | None:
    """The next line that is neither blank nor page furniture; None if it is too far away."""
    lines = page.lines
    following = current
    blanks, most = 0, _MAX_BLANKS
    # OCR of Lotus Notes' columns leaves more blank lines between them.
    if is_dated(lines, last):
        most = _MAX_BLANKS_IN_COLUMNS
    # `Sent: Sunday, July 8, 2012` / the stamps of two sheets, right below / blank lines / `To: …`
    if current > last.line + 1 and is_set_aside(page, current - 1):
        most = _MAX_BLANKS_AT_PAGE
    while following < len(lines):
        if lines.is_blank(following):
            blanks += 1
        elif (
            is_set_aside(page, following)
            or is_code_alone(lines, following)
            or _is_page_number(lines, following)
        ):
            # A page ends within the header; codes at its margin may be lines of their own.
            most = _MAX_BLANKS_AT_PAGE
        else:
            # `Ann Poe` / seven lines of black boxes / `; Ben Ost`
            near = blanks <= most or _list_goes_on(page, following, last)
            return following if near else None
        following += 1
        if blanks > _MAX_BLANKS_AT_PAGE:
            return None
    return None


def _list_goes_on(page: Page, following: int, entry: Entry) -> bool:
    """Whether a list of people continues after a blank line of OCR: `Ann Poe;` / `Ben Ost`."""
    if not entry.roles.keys() & ADDRESS_ROLES:
        return False
    number, start, end = entry.pieces[-1]
    above = page.lines.content(number)[start:end].rstrip()
    below = page.lines.content(following).strip()
    # `Poe, Ann; Ben Ost` / `Subject: Tides`
    label = page.label(following + 1) if following + 1 < len(page.lines) else None
    labelled = label is not None and label.entry is not None and Role.SUBJECT in label.entry.roles
    if labelled and ";" in below and is_person_like(below):
        return True
    return list_plainly_goes_on(below) or (
        above.endswith(_LIST_ENDINGS) and is_person_like(below) and not begins_text(page, following)
    )


def _is_mailbox_alone(content: str, entry: Entry) -> bool:
    """Whether a line is the only person of a field whose label is above a blank line.

    `Cc:` / a blank line / `Cay Dun <cay@quay.example>`, as in Outlook on the web.
    """
    text = content.strip()
    if entry.roles.keys().isdisjoint(ADDRESS_ROLES):
        return False
    # `ben@quay.example`; `Ost, Ben;`, the first of a list
    listed = text.endswith(_LIST_ENDINGS) and patterns.name_strength(text.rstrip(";； ")) > 0
    if listed or ADDRESS_ALONE.fullmatch(text):
        return True
    if not text.endswith(_MAILBOX_ENDS):
        return False
    return patterns.has_address(text) and patterns.name_strength(text.partition("<")[0] or "A") > 0


def _is_page_number(lines: Lines, index: int) -> bool:
    """Whether a line is a short number between blank lines, such as a page's `12`."""
    text = lines.content(index).strip()
    apart = 0 < index < len(lines) - 1 and lines.is_blank(index - 1) and lines.is_blank(index + 1)
    return apart and text.isdecimal() and len(text) <= _LONGEST_PAGE_NUMBER


def is_set_aside(page: Page, index: int) -> bool:
    """Whether a line within a header is a table's rule, a page stamp or a row of buttons."""
    if index in page.set_aside:
        return True
    kind = page.kinds[index]
    if not kind & (MAY_BE_STAMP | MAY_NAVIGATE) and "--" not in page.lines.raw[index]:
        return False
    content = page.lines.content(index).strip()
    return (
        ("--" in content and _TABLE_RULE.fullmatch(content) is not None)
        or bool(kind & MAY_BE_STAMP and is_stamp(content))
        or bool(kind & MAY_NAVIGATE and is_navigation_row(content, page.lexicon))
    )


def is_code_alone(lines: Lines, index: int) -> bool:
    """Whether a line is an exemption code at the right margin: `               1.4(B)`."""
    content = lines.content(index)
    return content[:1].isspace() and patterns.is_exemption_code(content.strip())
