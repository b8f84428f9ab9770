"""Labels without colons and their values on alternating lines: a table copied from a web page.

    From
    Ann Poe
    Sent
    Monday, May 4, 2020 9:12 AM
    To
    Ben Ost
    Subject
    Tide tables

A blank line may be between any two of them. A label without a value is directly followed by the
next label.
"""

from __future__ import annotations

from typing import NamedTuple

from mailrecon.layouts.block import Block, cut_value
from mailrecon.layouts.evidence import weigh_fields
from mailrecon.layouts.labelled import settle_roles
from mailrecon.layouts.layout import Layout, Sign
from mailrecon.lexicon import fold
from mailrecon.model import Field, Role, Span
from mailrecon.scan import Label, Page, patterns

NAME = "labels and values on alternating lines"
_LONGEST_LABEL = 24
_LONGEST_DATE = 80
_LONGEST_LINE = 300
_MOST_LINES = 4
_LIST_ENDINGS = (",", ";")
_MOST_FIELDS = 10
_WANTED = frozenset({Role.FROM, Role.DATE, Role.TO, Role.SUBJECT})


class _Pair(NamedTuple):
    """A label, its line, and the lines of its value."""

    line: int
    label: Label
    values: tuple[int, ...]


def match(page: Page, index: int) -> Block | None:
    """The header whose date is alone on line `index`, its label on the line above, or None."""
    date = page.lines.content(index).strip()
    # `Sent: Monday, May 4, 2020 9:12 AM` has its label beside it.
    if len(date) > _LONGEST_DATE or page.label(index) is not None:
        return None
    above = _next(page, index, -1)
    label = None if above is None else label_alone(page, above)
    # `Sent` / `Monday, May 4, 2020 9:12 AM`
    if above is None or label is None or not _means(label, Role.DATE):
        return None
    if patterns.date_strength(date) != 2:
        return None
    dated = _Pair(above, label, (index,))
    # All pairs have the same blank lines as the first one: `Sent` / blank / `Monday, …` / blank /
    # `To`
    gaps = index - above, 1 + page.lines.is_blank(min(index + 1, len(page.lines) - 1))
    below = _pairs_below(page, index, gaps)
    if not below:
        gaps = gaps[0], 1 + page.lines.is_blank(max(above - 1, 0))
    pairs = (*reversed(_pairs_above(page, above, gaps)), dated, *below)
    language, others, roles = settle_roles(tuple(pair.label.entry for pair in pairs), page.lexicon)
    # `From` / `Quay` / `Departure` / `4 May 2020 9:12` / `To` / `Dock` is a timetable.
    if not _WANTED.issubset(roles) or len(set(roles)) < len(roles):
        return None
    lines = page.lines
    fields = []
    for pair, role in zip(pairs, roles, strict=True):
        start = lines.content_start(pair.line)
        place = Span(start + pair.label.start, start + pair.label.end)
        pieces = [(line, 0, len(lines.content(line))) for line in pair.values]
        value, span = cut_value(lines, pieces, place.end)
        fields.append(Field(role, value, span, pair.label.text, place))
    last = pairs[-1]
    return Block.of_header(
        lines,
        NAME,
        pairs[0].line,
        (last.values[-1] if last.values else last.line) + 1,
        fields,
        weigh_fields(fields, False, page.lexicon),
        language,
        languages=others,
    )


def label_alone(page: Page, line: int) -> Label | None:
    """A label of known meaning that fills a line, with a capital and with or without a colon."""
    text = page.lines.content(line)
    content = text.strip()
    if not 0 < len(content) <= _LONGEST_LABEL or content[0].islower():
        return None
    bare = content.rstrip(":：")
    entry = page.lexicon.labels.get(fold(bare.rstrip()))
    if entry is None:
        return None
    start = text.index(bare)
    end = start + len(bare)
    return Label(bare, start, end, end, end, entry)


def _means(label: Label, role: Role) -> bool:
    return label.entry is not None and role in label.entry.roles


def _next(page: Page, line: int, step: int, gap: int = 2) -> int | None:
    """The next line that is not blank, at most `gap` lines away, at the same quote depth."""
    lines = page.lines
    for distance in range(1, gap + 1):
        number = line + distance * step
        if not 0 <= number < len(lines):
            return None
        if not lines.is_blank(number):
            same = lines.depth(number) == lines.depth(line)
            short = len(lines.raw[number]) <= _LONGEST_LINE or _is_listed(lines.content(number))
            return number if same and short else None
    return None


def _value(page: Page, line: int, step: int, gap: int) -> list[int]:
    """The lines of a value next to `line`, the nearest first; a blank line ends it."""
    values: list[int] = []
    number = _next(page, line, step, gap)
    lists = 0
    while number is not None and len(values) < _MOST_LINES + lists:
        if label_alone(page, number) is not None:
            break
        values.append(number)
        # `Ann Poe <ann@quay.example>;`, one of a list of any length
        lists += _is_listed(page.lines.content(number))
        number = _next(page, number, step, 1)
    return values


def _is_listed(content: str) -> bool:
    """Whether a line is part of a list of people: it has an address or ends with a separator."""
    return content.rstrip().endswith(_LIST_ENDINGS) or patterns.has_address(content)


def _pairs_above(page: Page, line: int, gaps: tuple[int, int]) -> list[_Pair]:
    """The pairs above the label on `line`, the nearest first.

    `gaps` are the distances of a value from its label and from the next label.
    """
    pairs: list[_Pair] = []
    while len(pairs) < _MOST_FIELDS:
        values = _value(page, line, -1, gaps[1])
        number = _next(page, values[-1] if values else line, -1, gaps[0] if values else gaps[1])
        label = None if number is None else label_alone(page, number)
        if number is None or label is None:
            break
        pairs.append(_Pair(number, label, tuple(reversed(values))))
        line = number
    return pairs


def _pairs_below(page: Page, line: int, gaps: tuple[int, int]) -> list[_Pair]:
    """The pairs below the value on `line`, to the last label; a subject has one line."""
    pairs: list[_Pair] = []
    number = _next(page, line, 1, gaps[1])
    while number is not None and len(pairs) < _MOST_FIELDS:
        label = label_alone(page, number)
        if label is None:
            break
        values = _value(page, number, 1, gaps[0])
        if _means(label, Role.SUBJECT):
            values = values[:1]
        # A long text is not a list of people: `Attachments` / `Ben, the table is wrong.` …
        lists = sum(_is_listed(page.lines.content(line)) for line in values)
        if len(values) - lists == _MOST_LINES:
            break
        pairs.append(_Pair(number, label, tuple(values)))
        number = _next(page, values[-1] if values else number, 1, gaps[1])
    return pairs


LAYOUT = Layout(
    NAME,
    "tables copied from a page, and OCR of them",
    ((Sign.CLOCK, match),),
)
