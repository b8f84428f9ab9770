"""Labels in one block, their values in the next: columns as OCR and copied tables print them.

`From:` / `Date:` / `To:` / blank / `Ann Poe` / `4 May 2020 10:11` / `Ben Ost`
"""

from __future__ import annotations

from collections.abc import Sequence

from mailrecon.layouts.alternating import label_alone
from mailrecon.layouts.block import Block, cut_value
from mailrecon.layouts.evidence import weigh_fields
from mailrecon.layouts.labelled import settle_roles
from mailrecon.layouts.layout import Layout, Sign
from mailrecon.lexicon import fold
from mailrecon.model import Field, Role, Span
from mailrecon.regex import regex
from mailrecon.scan import Label, Page, patterns

NAME = "labels, then values"
_MIN_LABELS = 3
_MAX_LABELS = 12
_LONGEST_ROW = 120
_LABEL = regex(r"([^\W\d_][^:：]{0,24}?)\s?[:：]\s*")
_REST = regex(r"[\s*_]*")
# Fields that may be printed without a value, in the order in which they are most often empty.
_LIST_ENDINGS = (",", ";", "；")
_OPTIONAL = (Role.IMPORTANCE, Role.ATTACHMENTS, Role.BCC, Role.CC)


def match(page: Page, index: int) -> Block | None:
    """The columnar header whose first label is on line `index`, or None."""
    lines = page.lines
    depth = lines.depth(index)
    labels = _row(page, index)
    current = index + bool(labels)
    while not _is_row(labels) and current < len(lines) and len(labels) <= _MAX_LABELS:
        label = page.label(current)
        if label is None or label.entry is None or lines.depth(current) != depth:
            break
        # `From: Ann Poe`: an ordinary labelled header.
        if lines.content(current)[label.value_start :].strip():
            return None
        labels.append((current, label))
        current += 1
    # `From:` / `To:`: two labels in a row are in forms as well. `From:` / `From:` / …: a list's
    if len(labels) < _MIN_LABELS or (len(labels) > _MAX_LABELS and not _is_row(labels)):
        return None
    # `From:` / `Date:` / `To:` / blank / `Ann Poe`: some leave a blank line between the columns.
    if current < len(lines) and lines.is_blank(current):
        current += 1
    values: list[list[int]] = []
    while current < len(lines) and not lines.is_blank(current) and lines.depth(current) == depth:
        # `Ben Ost;` / `Cay Dun`: a list that goes on
        if values and lines.content(values[-1][-1]).rstrip().endswith(_LIST_ENDINGS):
            values[-1].append(current)
        elif len(values) < len(labels):
            values.append([current])
        else:
            break
        current += 1
    return _block(page, index, current, labels, values)


def match_without_colons(page: Page, index: int) -> Block | None:
    """The header whose labels have no colons, above values of which the date is on line `index`.

    `From` / `To` / `Date` / `Subject` / `Ann Poe` / `Ben Ost` / `4 May 2020 10:11` / `Tides`
    """
    lines = page.lines
    date = lines.content(index)
    if len(date) > _LONGEST_ROW or page.label(index) is not None:
        return None
    if patterns.date_strength(date) != 2:
        return None
    first = index
    while first > 0 and index - first < _MAX_LABELS and _is_value(page, first - 1, index):
        first -= 1
    end = first - 1 if first > 0 and lines.is_blank(first - 1) else first
    labels: list[tuple[int, Label]] = []
    while len(labels) < min(end, _MAX_LABELS):
        line = end - 1 - len(labels)
        label = label_alone(page, line)
        if label is None or lines.depth(line) != lines.depth(index):
            break
        labels.append((line, label))
    # `From` / `To` / `Date`: a timetable may have these three column headings.
    if len(labels) <= _MIN_LABELS:
        return None
    labels.reverse()
    last = first
    while last - first < len(labels) and last < len(lines) and _is_value(page, last, index):
        last += 1
    block = _block(page, labels[0][0], last, labels, [[line] for line in range(first, last)])
    if block is None:
        return None
    when = block.first(Role.DATE)
    people = block.first(Role.FROM), block.first(Role.TO)
    found = when is not None and when.text == date.strip() and None not in people
    return block if found else None


def _is_value(page: Page, line: int, index: int) -> bool:
    """Whether a line may belong to the column of values on line `index`."""
    lines = page.lines
    same = not lines.is_blank(line) and lines.depth(line) == lines.depth(index)
    return same and label_alone(page, line) is None


def _block(
    page: Page,
    index: int,
    end: int,
    labels: Sequence[tuple[int, Label]],
    values: Sequence[Sequence[int]],
) -> Block | None:
    """The header of `labels` from line `index` on and of `values`, which ends before line `end`."""
    lines = page.lines
    entries = tuple(label.entry for _, label in labels)
    language, others, roles = settle_roles(entries, page.lexicon)
    order = _pairing(page, roles, values)
    if order is None:
        return None
    fields = []
    sent = False
    for (place, label), role, value in zip(labels, roles, order, strict=True):
        begin = lines.content_start(place)
        label_span = Span(begin + label.start, begin + label.end)
        pieces = [(line, 0, len(lines.content(line))) for line in value or ()]
        text, span = cut_value(lines, pieces, begin + label.value_start)
        fields.append(Field(role, text, span, label.text, label_span))
        sent = sent or bool(role is Role.DATE and label.entry and label.entry.sent)
    return Block.of_header(
        lines,
        NAME,
        index,
        end,
        fields,
        weigh_fields(fields, sent, page.lexicon),
        language,
        languages=others,
        footnote=labels[0][1].footnote,
    )


def _is_row(labels: Sequence[tuple[int, Label]]) -> bool:
    """Whether the labels are all on one line."""
    return len(labels) > 1 and labels[0][0] == labels[-1][0]


def _row(page: Page, index: int) -> list[tuple[int, Label]]:
    """The labels of a line that has nothing else: `From: Sent: To: Subject:`."""
    content = page.lines.content(index)
    if content.count(":") + content.count("：") < _MIN_LABELS or len(content) > _LONGEST_ROW:
        return []
    labels: list[tuple[int, Label]] = []
    for found in _LABEL.finditer(content):
        entry = page.lexicon.labels.get(fold(found[1]))
        if entry is None:
            return []
        start, end = found.span(1)
        labels.append((index, Label(found[1], start, end, found.end(), found.end(), entry)))
    return labels if _REST.fullmatch(_LABEL.sub("", content)) else []


def _pairing(
    page: Page, roles: Sequence[Role], values: Sequence[Sequence[int]]
) -> list[Sequence[int] | None] | None:
    """The value lines of each label, None for an empty label; None if they cannot be paired.

    Values are in the order of the labels; optional labels may lack one. The date's value must be a
    date; otherwise the lines are not a header.
    """
    # `From:` / `To:` / `Cc:` / `Subject:` with three values: the `Cc:` is empty.
    missing = len(roles) - len(values)
    empty: set[int] = set()
    for role in _OPTIONAL:
        if len(empty) < missing and role in roles:
            empty.add(roles.index(role))
    if len(empty) < missing:
        return None
    following = iter(values)
    order = [None if place in empty else next(following) for place in range(len(roles))]
    for role, value in zip(roles, order, strict=True):
        if value is None:
            continue
        text = page.lines.content(value[0])
        if role is Role.DATE and patterns.date_strength(text) == 0:
            return None
        # `From:` beside `4 May 2020`: the values are in another order.
        if role is Role.FROM and patterns.date_strength(text):
            return None
    return order


LAYOUT = Layout(
    NAME,
    "OCR of columns, and tables copied from a page",
    ((Sign.LABEL, match), (Sign.CLOCK, match_without_colons)),
)
