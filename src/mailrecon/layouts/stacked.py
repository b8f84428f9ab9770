"""Lotus Notes' header as plain text: labels without colons, each value on the line below its label.

Tessa Quill <tessa@heron.example>
17/04/08 15:57

To
Lock office <lock@heron.example>
cc

Subject
Plan of the lock
"""

from __future__ import annotations

from msgspec import Struct, field

from mailrecon.layouts.block import Block, cut_value
from mailrecon.layouts.layout import Layout, Sign
from mailrecon.layouts.name_and_date import is_reply_to_line, plausible_name
from mailrecon.lexicon import LabelEntry, fold
from mailrecon.model import Field, Role, Span
from mailrecon.scan import Page, patterns

NAME = "name and date above stacked labels"
_LONGEST_DATE = 60
_LONGEST_LABEL = 24
_MOST_LINES = 2_000
_MOST_BLANKS = 3
_MANY_FIELDS = 3
_ROLES = (Role.TO, Role.CC, Role.BCC, Role.SUBJECT)


class _Stack(Struct):
    """The labelled fields below the date that were read so far."""

    fields: list[Field] = field(default_factory=list)
    languages: frozenset[str] | None = None
    end: int = 0


def match(page: Page, index: int) -> Block | None:
    """The header whose date is alone on line `index`, or None."""
    lines = page.lines
    content = lines.content(index)
    date = content.strip()
    # `17/04/08 15:57`: the date with a time of day fills its line.
    if index < 1 or len(date) > _LONGEST_DATE or patterns.date_strength(date) != 2:
        return None
    name_line = _name_line(page, index)
    if name_line is None:
        return None
    stack = _read_stack(page, index + 1)
    roles = {one.role for one in stack.fields}
    # A table's `Total` / `Subject` is not a header: both To and Subject are required.
    if not {Role.TO, Role.SUBJECT} <= roles or not stack.languages:
        return None
    name = lines.content(name_line).strip()
    # The originator needs an address or a Notes name. A bare name is enough only above many labels,
    # such as To, an empty `cc` and Subject.
    mailbox = patterns.has_address(name) or patterns.NOTES_NAME.fullmatch(name) is not None
    if not mailbox and len(stack.fields) < _MANY_FIELDS:
        return None
    name_start = lines.content_start(name_line) + lines.content(name_line).index(name)
    date_start = lines.content_start(index) + content.index(date)
    languages = sorted(stack.languages, key=lambda code: (code != "en", code))
    above = (
        Field(Role.FROM, name, Span(name_start, name_start + len(name))),
        Field(Role.DATE, date, Span(date_start, date_start + len(date))),
    )
    return Block.of_header(
        lines,
        NAME,
        name_line,
        stack.end,
        (*above, *stack.fields),
        [("name, date and labels of recipients and subject, stacked", 5.0)],
        languages[0],
        languages=languages[1:],
    )


def _name_line(page: Page, index: int) -> int | None:
    """The line of the originator above the date; `Sent by: …` may be in between."""
    lines = page.lines
    above = index - 1
    label = page.label(above)
    # `Tessa Quill <tessa@heron.example>` / `Sent by: Ida Holm` / `17/04/08 15:57`
    if label is not None and label.entry is not None and Role.SENDER in label.entry.roles:
        above -= 1
    # `17/04/08 15:57` at the top of a page is a stamp, without a name above it.
    if above < 0 or lines.is_blank(above) or lines.depth(above) != lines.depth(index):
        return None
    name = lines.content(above).strip()
    return above if plausible_name(name, page) else None


def _read_stack(page: Page, line: int) -> _Stack:
    """The labels and values from `line` on, up to the subject's value."""
    lines = page.lines
    stack = _Stack()
    stop = min(line + _MOST_LINES, len(lines))
    blanks = 0
    while line < stop:
        if lines.is_blank(line):
            blanks += 1
            # Empty fields leave one blank line each; more end the header.
            if blanks > _MOST_BLANKS:
                break
            line += 1
            continue
        blanks = 0
        entry = _label_alone(page, line)
        if entry is None:
            # `Please respond to <tessa@heron.example>`, on one line or two.
            alone = is_reply_to_line(page, line, alone=True)
            # Below `To` and its value any other text ends the header.
            if stack.fields or not (alone or is_reply_to_line(page, line)):
                break
            line += 2 if alone else 1
            continue
        # `To` once more: another header
        if any(one.role in entry.roles for one in stack.fields):
            break
        line = _add(page, stack, line, entry, stop)
        if stack.fields[-1].role is Role.SUBJECT:
            break
    return stack


def _add(page: Page, stack: _Stack, line: int, entry: LabelEntry, stop: int) -> int:
    """Add the field whose label is on `line`; return the line after its value."""
    lines = page.lines
    role = next(role for role in _ROLES if role in entry.roles)
    label = lines.content(line).strip()
    value = line + 1
    while value < stop and not lines.is_blank(value) and _label_alone(page, value) is None:
        value += 1
        # `Subject` / `Plan of the lock` / `Dear all,`: a subject has one line, a list several.
        if role is Role.SUBJECT:
            break
    pieces = [(at, 0, len(lines.content(at))) for at in range(line + 1, value)]
    text, span = cut_value(lines, pieces, lines.end(line))
    start = lines.content_start(line) + lines.content(line).index(label)
    stack.fields.append(Field(role, text, span, label, Span(start, start + len(label))))
    codes = entry.roles[role]
    stack.languages = codes if stack.languages is None else stack.languages & codes
    stack.end = value
    return value


def _label_alone(page: Page, line: int) -> LabelEntry | None:
    """The meaning of a label that fills a line, or None."""
    content = page.lines.content(line).strip()
    if not content or len(content) > _LONGEST_LABEL:
        return None
    entry = page.lexicon.labels.get(fold(content.rstrip(":：")))
    return entry if entry is not None and not entry.roles.keys().isdisjoint(_ROLES) else None


LAYOUT = Layout(
    NAME,
    "Lotus Notes, copied as plain text",
    ((Sign.CLOCK, match),),
)
