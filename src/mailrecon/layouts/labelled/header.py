"""Build the block of a labelled header: its end, its fields, its evidence."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

from msgspec.structs import replace

from mailrecon.layouts.block import Block, cut_value
from mailrecon.layouts.evidence import Evidence, weigh_fields
from mailrecon.layouts.labelled.company import misread_originator
from mailrecon.layouts.labelled.continuation import is_moment
from mailrecon.layouts.labelled.entry import CORE, ORIGINATORS, Entry
from mailrecon.layouts.labelled.fields import collect
from mailrecon.layouts.labelled.plain import NAME, read_plain
from mailrecon.layouts.labelled.roles import settle_roles
from mailrecon.layouts.labelled.row import match_row
from mailrecon.layouts.labelled.sentence import part_sentence
from mailrecon.layouts.layout import Layout, Sign
from mailrecon.lexicon import LabelEntry, fold
from mailrecon.model import Field, How, Introduction, Role, Span
from mailrecon.regex import regex
from mailrecon.scan import Label, Lines, Page, patterns
from mailrecon.scan.labels import find_label_without_colon

_NAME = 2
_PUT_BACK = "a part of the list is printed out of its place"
_IN_FOOTNOTE = Evidence("labels in a footnote's sentence", 1.5)
# | From | To | Date | Subject | Body | above the row
_ROW = Evidence("row of a table with a mail's fields as columns", 1.5)
_LINES_OF_HEADER = 4
_FRONT_MATTER = "---"
_DATE_TO_SUBJECT = frozenset({Role.DATE, Role.TO, Role.SUBJECT})
# Characters of blanks to fill in on a form: `From: ______`, `Date: __/__/____`
_BLANKS = frozenset("_./-… \t\n")
# `1a. Tide tables`, `2.1. Re: Tide tables`
_NUMBERED_TITLE = regex(r" {0,3}\d{1,3}(?:\.\d{1,3}|[a-z]{1,2})?\. +(\S.{0,200}?)\s*")
_ALONE = Evidence("an originator's address alone below a separator", 1.0)
# `-----Original Message-----`, `____ Forwarded message ____`
_RULES = " \t-_=*–—:"
_WITH_USER = regex(r"(\"[^\"]{1,80}\" [^\s<>@]{1,64}@[^\s<>@]{3,200}) [\w.-]{2,40}\s*$")
_DATE_GAP = regex(r"\s{3,}|\t|\s+(?:on|am|le|el|il|em|op)\s+(?=\d)|\s(?=\d{1,2}/\d)")


def match(page: Page, index: int, minimum: int = 2, inside: Label | None = None) -> Block | None:
    """The labelled block that begins with the label on line `index`, or None.

    At least `minimum` of the roles From, Date, Subject and To must be present. With `inside`, the
    block begins with that label, which is further along the line.
    """
    if inside is None and index in page.refused:
        page.run_end = page.refused[index]
        return None
    is_row = page.is_row and index == 0
    plain = read_plain(page, index) if inside is None and not is_row else None
    if plain is not None:
        page.run_end = plain.end
        return plain
    label = inside or page.label(index)
    # `RE: Tides` looks like a label, but is a subject.
    if label is None or fold(label.text) in page.lexicon.reply_prefixes:
        return None
    lost = inside or _lost_label_above(page, index, label)
    if lost is not None and inside is None:
        index -= 1
    entries, end = collect(page, index, lost)
    page.run_end = end
    labels = tuple(entry.label.entry for entry in entries)
    language, others, roles = settle_roles(labels, page.lexicon)
    fields = [
        _field_of(page.lines, entry, role) for entry, role in zip(entries, roles, strict=True)
    ]
    sent = _has_sent(entries, fields)
    fields = _split_dated_originator(_with_date_above(fields))
    if _is_form(fields):
        return None
    sentence = part_sentence(entries, fields)
    if sentence is not None:
        fields = sentence[0]
    subject = _numbered_title(page, index, fields)
    if subject is not None:
        fields = [subject, *map(_without_user, fields)]
    present = {field.role for field in fields}
    # `Date: 4 May 2020` alone, or with `Importance: High`, is not a header.
    introduced = _is_below_separator(page, index, fields)
    enough = len(present & CORE) >= minimum or (present & ORIGINATORS and len(present) > 1)
    if not enough and not introduced:
        # `Cc: ann@quay.example` in a patch is read for another layout first, which needs less.
        if minimum == 1 and inside is None:
            page.refused[index] = end
        return None
    footnote = None if lost is not None else label.footnote
    evidence = list(weigh_fields(fields, sent, page.lexicon))
    # `[1] From: Ann Poe. To: Ben Ost. Date: May 4, 2020. Subject: Locks.`
    is_in_footnote = sentence is not None and footnote is not None and Role.SUBJECT in present
    evidence += _weigh_place(label, is_in_footnote=is_in_footnote, is_row=is_row)
    evidence += [_ALONE] if introduced else []
    block = Block.of_header(
        page.lines,
        NAME,
        index if subject is None else index - 1,
        _behind_front_matter(page, index, end),
        fields,
        tuple(evidence),
        language,
        languages=others,
        introduction=label.introduced or Introduction.HEADER_ONLY,
        footnote=footnote,
    )
    return block if sentence is None else replace(block, inline_body=sentence[1])


def _behind_front_matter(page: Page, index: int, end: int) -> int:
    """The line after the second rule if a header is between two rules, like a page's front matter.

    `---` / `from: Ann Poe <ann@quay.example>` / … / `subject: Tides` / `---`
    """
    raw = page.lines.raw
    if not index or end >= len(raw):
        return end
    return end + (raw[index - 1].rstrip() == raw[end].rstrip() == _FRONT_MATTER)


def _has_sent(entries: Sequence[Entry], fields: Sequence[Field]) -> bool:
    """Whether a date has a label such as `Sent:`, which mail has and memos don't."""
    return any(
        field.role is Role.DATE and entry.label.entry is not None and entry.label.entry.sent
        for entry, field in zip(entries, fields, strict=True)
    )


def _is_below_separator(page: Page, index: int, fields: Sequence[Field]) -> bool:
    """Whether a header below a separator was cut down to the originator's address.

    `-----Original Message-----` / `From: Ann Poe [mailto:ann@quay.example]`
    """
    if not index or len(fields) != 1 or fields[0].role is not Role.FROM:
        return False
    words = fold(page.lines.content(index - 1).strip(_RULES))
    lexicon = page.lexicon
    return patterns.has_address(fields[0].text) and (
        words in lexicon.original_separators or words in lexicon.forward_separators
    )


def _weigh_place(label: Label, *, is_in_footnote: bool, is_row: bool) -> list[Evidence]:
    """The evidence from the place of a header."""
    found: list[Evidence] = []
    # `-----Original Message----- From: Ann Poe`
    if label.introduced is not None:
        found.append(Evidence(f"{label.introduced.value} on the same line", 2.0))
    if is_in_footnote:
        found.append(_IN_FOOTNOTE)
    # A row of a table whose columns are named as a mail's fields.
    if is_row:
        found.append(_ROW)
    return found


def _numbered_title(page: Page, index: int, fields: Sequence[Field]) -> Field | None:
    """The subject that a digest of Yahoo Groups prints as a numbered title above the header.

    `1a. Tide tables` / `    Posted by: "Ann Poe" ann@quay.example annpoe` / `    Date: …`
    """
    lines = page.lines
    if index == 0 or lines.raw[index][:1] not in (" ", "\t"):
        return None
    roles = {field.role for field in fields}
    title = _NUMBERED_TITLE.fullmatch(lines.raw[index - 1])
    if title is None or Role.SUBJECT in roles or not {Role.FROM, Role.DATE} <= roles:
        return None
    begin = lines.start(index - 1)
    return Field(Role.SUBJECT, title[1], Span(begin + title.start(1), begin + title.end(1)))


def _without_user(field: Field) -> Field:
    """An originator without the user's name behind the address: `"Ann Poe" ann@… annpoe`."""
    found = _WITH_USER.match(field.text) if field.role is Role.FROM else None
    # A value joined from several lines differs in length from its span.
    if found is None or len(field.text) != field.span.end - field.span.start:
        return field
    span = Span(field.span.start, field.span.start + found.end(1))
    return replace(field, text=found[1], span=span)


def _field_of(lines: Lines, entry: Entry, role: Role) -> Field:
    """The field of a label and its value."""
    label = entry.label
    begin = lines.content_start(entry.line)
    text, span = cut_value(lines, entry.pieces, begin + label.value_start)
    # `Poslal: ann@quay.example`: "sent by" in Slovenian, "sent" in Czech
    if role is Role.DATE and Role.FROM in entry.roles and patterns.has_address(text):
        role = Role.FROM
    # A line of the header that OCR could not read has no label.
    if not label.text:
        return Field(role, text, span)
    place = Span(begin + label.start, begin + label.end)
    # `Frorn: Ann Poe`
    if label.misread:
        reason = f"label read from {label.text!r}"
        return Field(role, text, span, label.text, place, How.NORMALISED, reason)
    # `Ek, Pat (DOCK) Ida (DOCK)` / `Subject: …` / `; Folk, Ed (DOCK); Marst,`
    if any(one[0] > other[0] for one, other in pairwise(entry.pieces)):
        return Field(role, text, span, label.text, place, How.NORMALISED, _PUT_BACK)
    return Field(role, text, span, label.text, place)


def match_without_colons(page: Page, index: int) -> Block | None:
    """The labelled block whose date is on line `index`; this line and the one above lost their
    colons.

    `From Ann Poe <ann@quay.example>` / `Sent Monday, May 4, 2020 10:12 AM` / `To Ben Ost`
    """
    if page.label(index) is not None:
        return None
    content = page.lines.content(index)
    label = find_label_without_colon(content, page.lexicon)
    # `Sent Monday, May 4, 2020 10:12 AM`
    if label is None or label.entry is None or Role.DATE not in label.entry.roles:
        return None
    # `Sent by the harbour master`
    if patterns.date_strength(content[label.value_start :]) != 2:
        return None
    # Orange: `Message du 04/05/20 09:12` / `De : "Ann Poe" <ann@quay.example>`
    below = page.label(index + 1) if index + 1 < len(page.lines) else None
    if below is not None and below.entry is not None and Role.FROM in below.entry.roles:
        return match(page, index, inside=label)
    lost = _lost_label_above(page, index, label)
    if lost is not None:
        return match(page, index - 1, inside=lost)
    # `From Ann Poe` / `To Ben Ost` / `Sent Monday, May 4, 2020 10:12 AM`
    first = _first_without_colon(page, index, label)
    return None if first is None else match(page, first[0], inside=first[1])


def _first_without_colon(page: Page, index: int, label: Label) -> tuple[int, Label] | None:
    """The line and label of the originator some lines above a date, all without colons.

    `De Ana Paz` / `Para Beni Oste` / `Fecha 4 de mayo de 2020 9:12` / `Asunto Compuerta`: each line
    between has a label of the same language, and with those below From, To and Subject are there.
    """
    lines = page.lines
    found: set[Role] = set()
    addressed = True
    for number in range(index - 1, max(index - _LINES_OF_HEADER, -1), -1):
        if lines.is_blank(number) or lines.depth(number) != lines.depth(index):
            return None
        content = lines.content(number)
        # `À Benoît Ost`: a one-letter label counts beside other labels.
        above = find_label_without_colon(content, page.lexicon, alone=True)
        entry = above.entry if above is not None else None
        if above is None or entry is None or label.entry is None or not content[:1].isupper():
            return None
        if not _share_language(entry, label.entry):
            return None
        value = content[above.value_start :].strip()
        # `To the harbour master`
        named = patterns.name_strength(value) == _NAME and not value[0].islower()
        if not named and not patterns.has_address(value):
            return None
        # Polish `Do Ben Ost` right above the date: `Do` is From in another language.
        if Role.FROM in entry.roles and found:
            # `From ann@quay.example` / `To ben@quay.example` / `Date May 4, 2020 at 9:12 AM`
            whole = addressed and patterns.has_address(value)
            whole = whole or _goes_on_without_colons(page, index, label, found)
            return (number, above) if whole else None
        found.update(entry.roles)
        addressed = addressed and patterns.has_address(value)
    return None


def _is_form(fields: list[Field]) -> bool:
    """Whether all values are blanks on a form: `From: ______` / `Date: __/__/____`."""
    values = [field.text for field in fields]
    return any("__" in value or "..." in value for value in values) and all(
        _BLANKS.issuperset(value) for value in values
    )


def _lost_label_above(page: Page, index: int, label: Label) -> Label | None:
    """The originator's label on the line above, if it lost its colon.

    A line without a colon has no sign of a header, so the header is found at its second line: `From
    Ann Poe <ann@quay.example>` / `Date: …`
    """
    lines = page.lines
    # A header that begins with `From:` has no lost label above.
    if label.entry is None or Role.FROM in label.entry.roles or index == 0:
        return None
    if lines.is_blank(index - 1) or lines.depth(index - 1) != lines.depth(index):
        return None
    # `Attachments: a.pdf` / `Date: …`: the line above is a field of its own.
    if page.label(index - 1) is not None:
        return None
    misread = misread_originator(page, index - 1, label)
    if misread is not None:
        return misread
    lost = find_label_without_colon(lines.content(index - 1), page.lexicon)
    # `From Ann Poe <ann@quay.example>`
    if lost is None or lost.entry is None or Role.FROM not in lost.entry.roles:
        return None
    # `Von Ann Poe <ann@quay.example>` / `Date: …`: a German label above an English one is a
    # coincidence.
    if not _share_language(lost.entry, label.entry):
        return None
    value = lines.content(index - 1)[lost.value_start :]
    if patterns.has_address(value):
        return lost
    # `From Ann Poe` / `Sent Monday, May 4, 2020 9:12 AM` / `To Ben Ost` / `Subject Locks`
    named = patterns.name_strength(value.strip()) == _NAME
    return lost if named and _goes_on_without_colons(page, index, label) else None


def _goes_on_without_colons(
    page: Page, index: int, label: Label, above: Collection[Role] = ()
) -> bool:
    """Whether the lines below a date have header labels, with or without colons."""
    found: set[Role] = {Role.DATE} if label.entry and Role.DATE in label.entry.roles else set()
    found.update(above)
    lines = page.lines
    for number in range(index + 1, min(index + 1 + _LINES_OF_HEADER, len(lines))):
        content = lines.content(number)
        below = page.label(number) or find_label_without_colon(content, page.lexicon, alone=True)
        if below is not None and below.entry is not None:
            found.update(below.entry.roles)
    return _DATE_TO_SUBJECT.issubset(found)


def _share_language(one: LabelEntry, other: LabelEntry) -> bool:
    languages = frozenset().union(*one.roles.values())
    return any(languages & codes for codes in other.roles.values())


def _with_date_above(fields: list[Field]) -> list[Field]:
    """Give a date below `From:`, whose value was removed, to the empty `Sent:` after it.

    `From:` / a blank line / `Sat, 21 Mar 2020 07:38:11 -0400` / `Sent:`, as OCR reads columns.
    """
    roles = [field.role for field in fields]
    if Role.FROM not in roles or Role.DATE not in roles:
        return fields
    originator, dated = fields[roles.index(Role.FROM)], fields[roles.index(Role.DATE)]
    # `From:` has a date for its value, and `Sent:` is empty.
    if dated.text or not originator.text or not is_moment(originator.text):
        return fields
    empty = Span(originator.span.start, originator.span.start)
    moved = {
        Role.FROM: replace(originator, text="", span=empty),
        Role.DATE: replace(dated, text=originator.text, span=originator.span),
    }
    return [moved.get(field.role, field) for field in fields]


def _split_dated_originator(fields: list[Field]) -> list[Field]:
    """Split `From:  Name            12/04/2000 08:51 AM` (Lotus Notes) into name and date."""
    if any(field.role is Role.DATE for field in fields):
        return fields
    result: list[Field] = []
    for item in fields:
        cut = _dated_tail(item.text) if item.role is Role.FROM else None
        if cut is None:
            result.append(item)
            continue
        name_end, date_start = cut
        begin = item.span.start
        name = Span(begin, begin + name_end)
        if "\n" in item.text[:date_start]:
            # In the page, the lines of a value may be further apart than in `text`.
            begin = item.span.end - len(item.text)
        date = Span(begin + date_start, item.span.end)
        result.append(replace(item, text=item.text[:name_end], span=name))
        result.append(Field(Role.DATE, item.text[date_start:], date))
    return result


def _dated_tail(text: str) -> tuple[int, int] | None:
    """The end of the name and the beginning of the date in a value with both, on 1 or 2 lines."""
    above, broken, below = text.rpartition("\n")
    # `Ann Poe` / `12/04/2000 08:51 AM`
    if broken and "\n" not in above and is_moment(below):
        return len(above), len(above) + 1
    for gap in _DATE_GAP.finditer(text.split("\n", 1)[0]):
        rest = text[gap.end() :]
        # `Ann Poe            12/04/2000 08:51 AM`
        if gap.start() and patterns.date_strength(rest) == 2 and len(rest) < 60:
            return gap.start(), gap.end()
    return None


LAYOUT = Layout(
    NAME,
    "Outlook, Apple Mail, Gmail, Thunderbird and nearly every other client",
    ((Sign.LABEL, match), (Sign.CLOCK, match_without_colons), (Sign.CLOCK, match_row)),
)
