"""Collect the lines of a header: each label and its value."""

from __future__ import annotations

import re

from msgspec.structs import replace

from mailrecon.layouts.labelled.blank_lines import (
    is_set_aside,
    resume_after_blank,
)
from mailrecon.layouts.labelled.company import fits_misread, is_foreign, label_in_company
from mailrecon.layouts.labelled.continuation import (
    continues,
    ends_torn_list,
    is_of_torn_list,
    is_word_of_other,
    list_plainly_goes_on,
    parts_people,
)
from mailrecon.layouts.labelled.entry import CORE, Entry, guess_role, opens_field
from mailrecon.layouts.labelled.strays import put_back
from mailrecon.layouts.labelled.unread import unread_label
from mailrecon.layouts.run_together import inner_labels
from mailrecon.lexicon import fold
from mailrecon.model import ADDRESS_ROLES, Role
from mailrecon.regex import regex
from mailrecon.scan import Label, Lines, Page, patterns

_MAX_LABELS = 120
_FEWEST_OF_LIST = 2
# The most lines, including blank ones, of a list of people that OCR tore.
_MOST_LINES_OF_TORN_LIST = 2_000
_MOST_LINES_OF_REST = 2
_LISTS = (Role.TO, Role.CC, Role.BCC)
# The most capitals that OCR reads for a black bar: `WG:`.
_LONGEST_BAR = 4
# `Time: 9:12 AM`, `Uhrzeit: 09:12:33`
_CLOCK_ROW = regex(
    r"\s*[*_]{0,2}[^\W\d_]{3,12}\s?[:：][*_]{0,2}\s*(?P<clock>\d{1,2}[:.]\d\d(?:[:.]\d\d)?"
    r"(?:\s?[AaPp]\.?[Mm]\.?)?(?:\s[A-Z]{2,4}|\s?Uhr)?)\s*"
)
# `> Subject: Tides`
_QUOTED_SUBJECT = regex(r"> ?(?=\w{4,12}:)")
# Codes for a withheld person: `B6`, `(b)(6)`, `(b)(7)(C)`. Other codes belong to the text.
_OF_PERSONS = regex(r"\(?[bB]\s?\)?\s?\(?[67]")
# `>; ohn Poe`, `|| e] mA o`, `> Nn = R`: in a torn list these are black bars read by OCR, not quote
# marks.
_MARKS_OF_BARS = regex(r"\s*(?:>\s?[;,]|\||>(?!.{0,80}[^\W\d_]{3}).{0,80}$)")
# `[...]`, `(…)`, `<snip>`, `...`: marks of omitted lines.
_ELLIPSIS = regex(r"\s*[\[(<]?\s?(?:\.\.\.+|…|snip|\. \. \.)\s?[\])>]?\s*", re.IGNORECASE)


def collect(page: Page, index: int, first: Label | None = None) -> tuple[list[Entry], int]:
    """The labels with their values of the header that begins on line `index`, and its end.

    `first` is the label of that line, if it has lost its colon.
    """
    lines = page.lines
    depth = lines.depth(index)
    entries: list[Entry] = []
    seen: set[Role] = set()
    current = index
    end = index
    total = len(lines)
    while current < total and len(entries) < _MAX_LABELS:
        # `QY-000578`, `| --- | --- |` or `[...]` between two fields
        if entries and (
            is_set_aside(page, current)
            or _is_left_out(page, current, depth, seen)
            or _takes_clock(page, current, entries)
        ):
            current += 1
            end = max(end, entries[-1].pieces[-1][0] + 1)
            continue
        # `> From: Ann Poe` / `>> To: Ben Ost`: a different quote depth means another text.
        leaves = _leaves_depth(lines, current, depth, index)
        if (leaves and not _is_marked_by_ocr(page, current, entries, seen)) or _is_in_own_note(
            page, current, entries
        ):
            break
        if lines.is_blank(current):
            resumed = resume_after_blank(page, current, depth, entries, seen)
            if resumed is None and not _is_within(page, current, entries, seen):
                break
            current = resumed or current + 1
            continue
        label = _label_of(page, current, entries, seen)
        if current == index and first is not None:
            label = first
        # `To: Ben Ost`
        if label is not None and opens_field(label, entries, seen, page.lexicon):
            for entry in _entries_on_line(page, current, label, seen, entries):
                entries.append(entry)
                seen.add(guess_role(entry, seen))
            current += 1
            end = current
            continue
        # `From: Cay Dun` below a whole header
        if not entries or _begins_another(label, seen):
            break
        # `   1.4(B)` below `Sent: …` is skipped; any other line must continue the value above.
        if not _is_code_below(lines, current, entries[-1]) and not _takes_line(
            page, current, entries, seen
        ):
            break
        current += 1
        end = current
    return entries, put_back(page, entries, end)


def _is_within(page: Page, current: int, entries: list[Entry], seen: set[Role]) -> bool:
    """Whether a header goes on below a blank line with lines that OCR tore or could not read."""
    return (
        _is_in_torn_list(page, current, entries, seen)
        or unread_label(page, current, entries, seen) is not None
    )


def _takes_line(page: Page, current: int, entries: list[Entry], seen: set[Role]) -> bool:
    """Whether a line without a label is of the header; if so, it is added to the entries."""
    if continues(page, current, entries, seen) or _is_in_torn_list(page, current, entries, seen):
        _go_on(page, current, entries, seen)
        return True
    unread = unread_label(page, current, entries, seen)
    if unread is None:
        return False
    piece = current, unread.value_start, len(page.lines.content(current))
    entries.append(Entry(current, unread, [piece]))
    seen.update(entries[-1].roles)
    return True


def _takes_clock(page: Page, current: int, entries: list[Entry]) -> bool:
    """Whether a line has the time of the day above, whatever its label, which is added to it.

    `From: Ann Poe <ann@quay.example>` / … / `Date: 5/4/2020` / `Time: 9:12 AM`; faxes have none.
    """
    if Role.DATE not in entries[-1].roles or len(entries[-1].pieces) > 1:
        return False
    if not any(patterns.has_address(page.lines.content(entry.line)) for entry in entries):
        return False
    found = _CLOCK_ROW.fullmatch(page.lines.content(current))
    number, start, end = entries[-1].pieces[-1]
    if found is None or patterns.date_strength(page.lines.content(number)[start:end]) != 1:
        return False
    entries[-1].pieces.append((current, *found.span("clock")))
    return True


def _leaves_depth(lines: Lines, current: int, depth: int, index: int) -> bool:
    """Whether a line below the header's first is quoted less or more deeply."""
    return current > index and lines.depth(current) != depth and not lines.is_blank(current)


def _is_in_own_note(page: Page, current: int, entries: list[Entry]) -> bool:
    """Whether a field is in a footnote of its own, like those above it.

    `[1] From: the sender` / `[2] To: the readers`: notes about a form, and not a header.
    """
    if not entries or not entries[0].label.footnote:
        return False
    label = page.label(current)
    return label is not None and bool(label.footnote)


def _is_marked_by_ocr(page: Page, current: int, entries: list[Entry], seen: set[Role]) -> bool:
    """Whether an apparent quote mark is a line at the page's margin that OCR misread.

    `To: Ben Ost` / `| Subject: Tides`, unless the lines below have the mark as well; `>; ohn Poe`
    in a torn list.
    """
    lines = page.lines
    label = page.label(current)
    # `To: Ann Poe >; Ben Ost` / `> Subject: Tides`: the end of an address
    stray = _is_subject_behind_list(lines.raw[current], label, entries)
    if not stray and not _MARKS_OF_BARS.match(lines.raw[current]):
        return False
    if label is not None and label.entry is not None and not label.misread:
        below = current + 1
        alone = below >= len(lines) or lines.depth(below) < lines.depth(current)
        return alone and not _begins_another(label, seen)
    return _is_in_torn_list(page, current, entries, seen)


def _is_subject_behind_list(raw: str, label: Label | None, entries: list[Entry]) -> bool:
    """Whether a line is `> Subject: Tides` below a list of people whose addresses were removed."""
    if label is None or label.entry is None or Role.SUBJECT not in label.entry.roles:
        return False
    listed = bool(entries) and not entries[-1].roles.keys().isdisjoint(_LISTS)
    return listed and _QUOTED_SUBJECT.match(raw) is not None


def _label_of(page: Page, current: int, entries: list[Entry], seen: set[Role]) -> Label | None:
    """The label of a line in a header, or None; misread labels and `RE:` are checked further."""
    label = page.label(current) or label_in_company(page, current, entries, seen)
    if label is None:
        return None
    # `Ce: Ben Ost` is Cc misread; `Ce: soir` is not.
    if label.misread and not fits_misread(page, current, label, seen):
        return None
    if _is_subject_value(page, label, entries) or _is_in_list(page, current, label, entries):
        return None
    # `SS: Cay Dun` below `To: Ben Ost`
    if label.entry is not None and entries and is_foreign(label, entries, page.lexicon):
        return replace(label, entry=None)
    return label


def _is_in_list(page: Page, current: int, label: Label, entries: list[Entry]) -> bool:
    """Whether an apparent label is part of a list of people, with a misread colon.

    `To: Poe, Ann` / `WG: Ben Ost HG; Cay Dun ; Dora Ek yy >`
    """
    # `WG:` is in capitals, `3:` a number; neither is a label here. `SS:` is a label in Malay only.
    if not entries or (label.entry is not None and not is_foreign(label, entries, page.lexicon)):
        return False
    if not (label.text.isupper() or label.text.isdecimal()):
        return False
    if len(label.text) > _LONGEST_BAR or entries[-1].roles.keys().isdisjoint(_LISTS):
        return False
    return list_plainly_goes_on(page.lines.content(current).strip())


def _is_in_torn_list(page: Page, current: int, entries: list[Entry], seen: set[Role]) -> bool:
    """Whether a line belongs to a list of people, with black bars, that OCR tore into pieces.

    `To: Poe, Ann;` / `David Ost` / `LIND.` / `Cara; >` / `m © e]` / `Subject: Tides`: the label of
    the subject shows where the list ends. The line is recorded in the list's entry.
    """
    if not entries or entries[-1].roles.keys().isdisjoint(ADDRESS_ROLES):
        return False
    # A torn list is looked for only where a subject can still end it.
    if Role.SUBJECT in seen or not seen >= {Role.FROM, Role.DATE}:
        return False
    last = entries[-1]
    if last.torn_to <= current:
        last.torn_to = _end_of_torn_list(page, current, entries, seen)
    return last.torn_to > current


def _end_of_torn_list(page: Page, current: int, entries: list[Entry], seen: set[Role]) -> int:
    """The line of the next field if all lines before it, from `current` on, are a list; else 0."""
    lines = page.lines
    depth = lines.depth(entries[0].line)
    listed = others = named = unlike = 0
    for number in range(current, min(current + _MOST_LINES_OF_TORN_LIST, len(lines))):
        if lines.is_blank(number) or is_set_aside(page, number):
            continue
        if lines.depth(number) != depth and not _MARKS_OF_BARS.match(lines.raw[number]):
            return 0
        content = lines.content(number)
        label = page.label(number)
        entry = label.entry if label is not None else None
        # `From: Cay Dun`: the list ran into another header.
        if entry is not None and not entry.roles.keys().isdisjoint((Role.FROM, Role.DATE)):
            return 0
        # `Subject: Tides`: the list ends above.
        if entry is not None and not entry.roles.keys().isdisjoint((Role.SUBJECT, Role.CC)):
            # `Ann Poe; Ben` / `Ost` / `Subject: Tides`: the rest of a name, or nothing but blanks
            rest = not others and not unlike and named <= _MOST_LINES_OF_REST
            return number if listed > others or rest else 0
        text = content.strip()
        inner = list(inner_labels(content, 0, Role.TO, seen, page.lexicon, known=len(entries)))
        # `David Ost; LIND. Cara Subject: Tides`
        if any(new is Role.SUBJECT for _, new in inner):
            people = content[: inner[0][0].start]
            return number + 1 if listed >= others and ends_torn_list(people) else 0
        named += 1
        # `9 Ce: Ben Ost`: a label that OCR put behind a mark
        if any(new in _LISTS for _, new in inner):
            continue
        # `Dear all,`
        if not is_of_torn_list(page, number):
            return 0
        unlike += not (text[-1].isalnum() and ends_torn_list(text))
        listed += parts_people(text)
        # `m © e]`: a line without words is not evidence.
        others += is_word_of_other(text)
    return 0


def _begins_another(label: Label | None, seen: set[Role]) -> bool:
    """Whether a label repeats one of the main fields: a second `From:` begins another header."""
    if label is None or label.entry is None:
        return False
    role = next(iter(label.entry.roles))
    return role in CORE and role in seen


def _is_code_below(lines: Lines, current: int, entry: Entry) -> bool:
    """Whether a line is an exemption code below a field that has its value.

    `Sent: Wednesday, October 5, 2011 11:07 AM` / `   1.4(B)`, `To: Ann Poe; Ben Ost` / `   1.4(D)`
    """
    content = lines.content(current)
    if not content[:1].isspace():
        return False
    number, start, end = entry.pieces[-1]
    if (
        entry.roles.keys().isdisjoint((Role.DATE, Role.SUBJECT))
        and ";" not in lines.content(number)[start:end]
    ):
        return False
    return patterns.is_exemption_code(content.strip())


def _is_left_out(page: Page, current: int, depth: int, seen: set[Role]) -> bool:
    """Whether a line marks omitted header fields: another label follows below it.

    `> Sent: Friday, July 24, 2020 5:24 AM` / `[...]` / `> Subject: Tides`, quoted at `depth`.
    """
    lines = page.lines
    if _ELLIPSIS.fullmatch(lines.content(current)) is None or current + 1 >= len(lines):
        return False
    label = page.label(current + 1)
    if label is None or label.entry is None or lines.depth(current + 1) != depth:
        return False
    return any(role in CORE | ADDRESS_ROLES and role not in seen for role in label.entry.roles)


def _is_subject_value(page: Page, label: Label, entries: list[Entry]) -> bool:
    """Whether `RE:` begins the value of a subject whose label is alone on the line above."""
    if not entries or fold(label.text) not in page.lexicon.reply_prefixes:
        return False
    last = entries[-1]
    empty = not any(page.lines.content(n)[s:e].strip() for n, s, e in last.pieces)
    return empty and Role.SUBJECT in last.roles


def _entries_on_line(
    page: Page, index: int, label: Label, seen: set[Role], above: list[Entry]
) -> list[Entry]:
    """The entry of a line's label, and those of further labels on the same line.

    `above` are the entries of the lines above.
    """
    content = page.lines.content(index)
    known = len(above)
    entries = [Entry(index, label)]
    begin = label.value_start
    role = guess_role(entries[0], seen)
    below = page.lines.content(index + 1) if index + 1 < len(page.lines) else ""
    inner = inner_labels(content, begin, role, seen, page.lexicon, known=known + 1, below=below)
    for label_inside, _ in inner:
        # `To: Ann Poe SS: Ben Ost yy >`: OCR read a bar; `SS` is a label in Malay only.
        if is_foreign(label_inside, [*above, *entries], page.lexicon):
            continue
        entries[-1].pieces.append((index, begin, label_inside.start))
        entries.append(Entry(index, label_inside))
        begin = label_inside.value_start
    end = label.value_end if len(entries) == 1 else len(content)
    entries[-1].pieces.append((index, begin, _value_end(content, begin, end, role)))
    return entries


def _value_end(content: str, begin: int, end: int, role: Role) -> int:
    """The end of a value before text at the right margin of the sheet.

    `Subject: Re: Landing stage           B6`. An exemption code about a person is kept, because it
    is about the address: `From: Ann Poe B6`.
    """
    margin = patterns.margin_start(content, begin, end)
    if margin == end or not content[begin:margin].strip():
        return max(begin, end)
    value = content[begin:margin]
    single = role in ADDRESS_ROLES and ";" not in value and value.count(",") < _FEWEST_OF_LIST
    if single and _OF_PERSONS.match(content[margin:end].lstrip()):
        return max(begin, end)
    return max(begin, margin)


def _go_on(page: Page, current: int, entries: list[Entry], seen: set[Role]) -> None:
    """Add line `current` to the last value, and the fields that labels within the line begin.

    `; Ost, Ben Subject: Timetable` below `To: Poe, Ann`
    """
    content = page.lines.content(current)
    last = entries[-1]
    begin = 0
    role = next((role for role in last.roles if role in seen), Role.OTHER)
    if role in ADDRESS_ROLES or role is Role.DATE:
        inner = inner_labels(content, 0, role, seen, page.lexicon, known=len(entries))
        for label, new in inner:
            entries[-1].pieces.append((current, begin, label.start))
            entries.append(Entry(current, label))
            seen.add(new)
            begin = label.value_start
    entries[-1].pieces.append((current, begin, patterns.margin_start(content, begin, len(content))))
