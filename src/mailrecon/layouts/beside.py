"""Lotus Notes' printed header: name and date on the left, labels without colons beside them.

    Ann Poe                          To   Ben Ost/Quay/Dock@Dock
    05/04/2007 10:12 AM              cc   Cara Lind/Quay/Dock@Dock
                                Subject   Tide table

The labels end or begin in the same column. A long value continues below its first line. `Sent by:
…` and `Please respond to …` may follow the name; the first label may be beside the date.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from msgspec import Struct, field

from mailrecon.layouts.block import Block, cut_value
from mailrecon.layouts.layout import Layout, Sign
from mailrecon.layouts.name_and_date import plausible_name
from mailrecon.lexicon import LabelEntry, Lexicon, fold
from mailrecon.model import Field, Role, Span
from mailrecon.regex import regex
from mailrecon.scan import Page, patterns
from mailrecon.scan.labels import COLONS

NAME = "name and date beside labels"
_GAP = regex(r"(?:^|(?<=\S))\s{2,}+(?=\S)")
_WORD = regex(r"\S+")
_ROLES = (Role.TO, Role.CC, Role.BCC, Role.SUBJECT)
_LONGEST_LINE = 100_000
_MOST_LINES = 1_000
_MOST_BLANKS = 2
_FURTHEST = 4
# Converting proportional type to columns may shift a label by one.
_ASKEW = 1
# Labels that may follow the name, and the most words of one: `Please respond to`.
_LEFT = (Role.SENDER, Role.REPLY_TO)
_MOST_WORDS_OF_LABEL = 4


class _Beside(Struct, frozen=True):
    """A label within a line: its offsets in the line's content, and the start of its value."""

    start: int
    end: int
    entry: LabelEntry


class _FieldRow(Struct):
    """A field with the pieces of its value."""

    line: int
    label: _Beside
    role: Role
    pieces: list[tuple[int, int, int]] = field(default_factory=list)


class _TwoColumns(Struct):
    """The parts read from the two columns; `left` are the pieces below the name."""

    left: list[tuple[int, int, int]] = field(default_factory=list)
    fields: list[_FieldRow] = field(default_factory=list)
    end: int = 0


def match(page: Page, index: int) -> Block | None:
    """The header whose date is on line `index`, below a line with name and `To`, or None."""
    lines = page.lines
    found = _top(page, index)
    if found is None:
        return _match_beside_date(page, index)
    top, first = found
    name_line = top
    name = lines.content(top)[: first.start].strip()
    # `Ann Poe` / `<ann@dock.example>        To   Ben Ost/Quay/Dock@Dock`
    if name.startswith("<") and top > 0 and not lines.is_blank(top - 1):
        name_line = top - 1
    start = lines.content_start(name_line)
    start += len(lines.content(name_line)) - len(lines.content(name_line).lstrip())
    end = lines.content_start(top) + len(lines.content(top)[: first.start].rstrip())
    person = Span(start, end)
    name = " ".join(person.of(lines.text).split())
    # `Total of the month To Ben Ost`: the left column must be a name.
    if not name or not plausible_name(name, page):
        return None
    rows = _read(page, top, first)
    left, others = _read_left(page, rows.left)
    date, when = cut_value(lines, left, lines.start(index))
    # A wrapped date has text of the other column between its halves, so it has no single span.
    if len(left) != 1 or patterns.date_strength(date) != 2:
        return None
    above = (Field(Role.FROM, name, person), *others, Field(Role.DATE, date, when))
    return _block(page, name_line, rows, above)


def _match_beside_date(page: Page, index: int) -> Block | None:
    """The header whose first label is beside the date, below a line with only the name.

    `Ann Poe/Quay/Dock` / `05/04/2007 10:12 AM        To   Ben Ost/Quay/Dock@Dock`
    """
    lines = page.lines
    content = lines.content(index)
    first = _label_beside(content, page.lexicon, None) if len(content) <= _LONGEST_LINE else None
    if first is None or Role.TO not in first.entry.roles or index == 0:
        return None
    if lines.is_blank(index - 1) or lines.depth(index - 1) != lines.depth(index):
        return None
    name, date = lines.content(index - 1).strip(), content[: first.start].strip()
    # `05/04/2007 10:12 AM        To   Ben Ost`: beside the label there is a date and no other text.
    if patterns.date_strength(date) != 2 or not plausible_name(name, page):
        return None
    # `Tide    Height` above `05/04/2007 10:12 AM   To …` is the head of a table.
    if _GAP.search(name) is not None or patterns.date_strength(name):
        return None
    rows = _read(page, index, first)
    person = lines.content_start(index - 1) + lines.content(index - 1).index(name)
    when = lines.content_start(index) + content.index(date)
    above = (
        Field(Role.FROM, name, Span(person, person + len(name))),
        Field(Role.DATE, date, Span(when, when + len(date))),
    )
    return None if rows.left else _block(page, index - 1, rows, above)


class _Left(NamedTuple):
    """The left column below the name: the pieces of the date, and fields with labels."""

    date: list[tuple[int, int, int]]
    fields: tuple[Field, ...]


class _LeftLabel(NamedTuple):
    """A label in the left column: its role, its text, and the range of both in the piece."""

    role: Role
    text: str
    start: int
    end: int


def _read_left(page: Page, pieces: Iterable[tuple[int, int, int]]) -> _Left:
    """Sort the pieces below the name into those of the date and those with a label.

    `Sent by: Cay Dun`; `Please respond to ann@quay.example`, its address perhaps a piece of its own
    """
    dated: list[tuple[int, int, int]] = []
    fields: list[Field] = []
    pending = False
    for line, start, end in pieces:
        begin = page.lines.content_start(line) + start
        text = page.lines.content(line)[start:end]
        label = _left_label(text, page.lexicon)
        # `Sent by: Cay Dun`, `Please respond to ann@quay.example`
        if label is not None:
            value = text[label.end :].strip()
            at = begin + (text.index(value, label.end) if value else label.end)
            place = Span(begin + label.start, begin + label.start + len(label.text))
            fields.append(Field(label.role, value, Span(at, at + len(value)), label.text, place))
            pending = not value
        # `Please respond to` / `ann@quay.example`: the address is on the line below.
        elif pending and patterns.has_address(text):
            pending = False
        else:
            dated.append((line, start, end))
    return _Left(dated, tuple(field for field in fields if field.text))


def _left_label(text: str, lexicon: Lexicon) -> _LeftLabel | None:
    """The longest known label, of at most four words, at the start of a text."""
    words = list(_WORD.finditer(text))
    for count in range(min(len(words), _MOST_WORDS_OF_LABEL), 0, -1):
        start, end = words[0].start(), words[count - 1].end()
        label = text[start:end].rstrip(COLONS)
        entry = lexicon.labels.get(fold(label))
        role = next((one for one in _LEFT if entry is not None and one in entry.roles), None)
        if role is not None:
            return _LeftLabel(role, label, start, end)
    return None


def _block(page: Page, start: int, rows: _TwoColumns, above: tuple[Field, ...]) -> Block | None:
    """The header of the left column and the labelled fields; None without a subject."""
    # `Ann Poe    To   4 pm`: without a subject two columns are a timetable or a form.
    if {row.role for row in rows.fields}.isdisjoint((Role.SUBJECT,)):
        return None
    lines = page.lines
    fields = [*above, *(_field(page, row) for row in rows.fields)]
    codes = frozenset.intersection(*(row.label.entry.roles[row.role] for row in rows.fields))
    languages = sorted(codes, key=lambda code: (code != "en", code))
    return Block.of_header(
        lines,
        NAME,
        start,
        rows.end,
        fields,
        [("name and date beside the labels of recipients and subject", 5.0)],
        languages[0] if languages else None,
        languages=languages[1:],
    )


def _top(page: Page, index: int) -> tuple[int, _Beside] | None:
    """The line with name and `To` above the date on line `index`, and that label."""
    lines = page.lines
    for top in range(index - 1, max(index - 1 - _FURTHEST, -1), -1):
        if lines.depth(top) != lines.depth(index) or len(lines.raw[top]) > _LONGEST_LINE:
            return None
        label = _label_beside(lines.content(top), page.lexicon, None)
        # `Ann Poe                 To   Ben Ost/Quay/Dock@Dock`, up to four lines above the date.
        if label is not None and Role.TO in label.entry.roles:
            return top, label
    return None


def _label_beside(content: str, lexicon: Lexicon, first: _Beside | None) -> _Beside | None:
    """The label after a gap, aligned with the `first` label; any label if `first` is None."""
    for gap in _GAP.finditer(content):
        word = _WORD.match(content, gap.end())
        if word is None or (first is None and not gap.start()):
            continue
        text = word[0].rstrip(COLONS)
        end = word.start() + len(text)
        entry = lexicon.labels.get(fold(text)) if len(text) > 1 else None
        if entry is None or entry.roles.keys().isdisjoint(_ROLES):
            continue
        # `To: Ben Ost` / `Subject: Tide table`, at the left of their column
        aligned = first is None or min(abs(end - first.end), abs(word.start() - first.start))
        if first is None or aligned <= _ASKEW:
            return _Beside(word.start(), end, entry)
    return None


def _read(page: Page, top: int, first: _Beside) -> _TwoColumns:
    """Both columns from the line `top` on, up to the end of the subject."""
    lines = page.lines
    rows = _TwoColumns(end=top + 1)
    blanks = 0
    for line in range(top, min(top + _MOST_LINES, len(lines))):
        content = lines.content(line)
        if lines.depth(line) != lines.depth(top) or len(content) > _LONGEST_LINE:
            break
        if lines.is_blank(line):
            blanks += 1
            if blanks > _MOST_BLANKS or any(row.role is Role.SUBJECT for row in rows.fields):
                break
            continue
        label = first if line == top else _label_beside(content, page.lexicon, first)
        # `To   Ben Ost` once more: another header
        if label is not None and line > top and Role.TO in label.entry.roles:
            break
        left, right = _columns(content, first.end, label)
        # `03/03/2026 12:09 PM        Subject   RE: boat`
        if label is not None:
            role = next(role for role in _ROLES if role in label.entry.roles)
            rows.fields.append(_FieldRow(line, label, role))
        # A line without a gap below the date is the message's text.
        elif left == len(content) and _has_date(page, rows):
            break
        if line > top and content[:left].strip():
            rows.left.append((line, 0, left))
        if content[right:].strip():
            rows.fields[-1].pieces.append((line, right, len(content)))
        rows.end = line + 1
    return rows


def _columns(content: str, column: int, label: _Beside | None) -> tuple[int, int]:
    """The end of the left column on a line, and the start of the right column's value."""
    if label is not None:
        end = label.end
        while content[end : end + 1] in tuple(COLONS):
            end += 1
        return label.start, end
    gap = next((gap for gap in _GAP.finditer(content) if gap.end() > column), None)
    return (len(content), len(content)) if gap is None else (gap.start(), gap.end())


def _has_date(page: Page, rows: _TwoColumns) -> bool:
    text, _ = cut_value(page.lines, rows.left, 0)
    return patterns.date_strength(text) == 2


def _field(page: Page, row: _FieldRow) -> Field:
    lines = page.lines
    begin = lines.content_start(row.line)
    text, span = cut_value(lines, row.pieces, begin + row.label.end)
    label_span = Span(begin + row.label.start, begin + row.label.end)
    label = lines.content(row.line)[row.label.start : row.label.end]
    return Field(row.role, text, span, label, label_span)


LAYOUT = Layout(
    NAME,
    "Lotus Notes, printed",
    ((Sign.CLOCK, match),),
)
