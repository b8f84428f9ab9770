"""A row of labels above a row of values, as pasted from a table of mails.

From                         Sent                    Subject
Ann Poe <ann@quay.example>   5/4/2020 9:12 AM        Crane rota
"""

from __future__ import annotations

from typing import NamedTuple

from mailrecon.layouts.block import Block
from mailrecon.layouts.evidence import weigh_fields
from mailrecon.layouts.labelled.roles import settle_roles
from mailrecon.layouts.layout import Layout, Sign
from mailrecon.lexicon import LabelEntry, fold
from mailrecon.model import Field, Role, Span
from mailrecon.regex import regex
from mailrecon.scan import Page, patterns

NAME = "row of labels above a row of values"
_CELL = regex(r"[^\s|]++(?:[ \u00a0][^\s|]++)*")
_FEWEST = 3
_MOST = 8
_LONGEST = 1_000_000
_NEEDED = frozenset({Role.FROM, Role.DATE})


class _LabelCell(NamedTuple):
    """The text of a cell and its place in the line's content."""

    text: str
    start: int
    end: int


def match(page: Page, index: int) -> Block | None:
    """The header whose values are on line `index`, its labels right above, or None.

    Several rows of values are a list of messages, such as a mailbox shows, not a header.
    """
    lines = page.lines
    if index == 0 or lines.is_blank(index - 1) or lines.depth(index - 1) != lines.depth(index):
        return None
    values = _cells(lines.content(index))
    labels = [_without_colon(cell) for cell in _cells(lines.content(index - 1))]
    if len(values) != len(labels) or not _FEWEST <= len(labels) <= _MOST:
        return None
    found = [page.lexicon.labels.get(fold(cell.text)) for cell in labels]
    entries: list[LabelEntry] = [entry for entry in found if entry is not None]
    if len(entries) < len(labels):
        return None
    # Another row of values, below a rule or not
    if index + 1 < len(lines) and len(_cells(lines.content(index + 1))) == len(labels):
        return None
    language, languages, roles = settle_roles(tuple(entries), page.lexicon)
    if not _NEEDED.issubset(roles) or len(set(roles)) < len(roles):
        return None
    dated = values[roles.index(Role.DATE)].text
    if patterns.date_strength(dated) != 2:
        return None
    fields = tuple(
        Field(
            role,
            value.text,
            _span(page, index, value),
            label.text,
            _span(page, index - 1, label),
        )
        for role, value, label in zip(roles, values, labels, strict=True)
    )
    # `From / To / Date / Subject` above `Quay / Dock / 5/4/2020 9:12 / Mathematics`: a timetable.
    addressed = any(patterns.has_address(field.text) for field in fields)
    if not addressed and not any(entry.sent for entry in entries):
        return None
    evidence = weigh_fields(fields, any(entry.sent for entry in entries), page.lexicon)
    return Block.of_header(
        lines, NAME, index - 1, index + 1, fields, evidence, language, languages=languages
    )


def _cells(content: str) -> list[_LabelCell]:
    """The cells of a line, parted by tabs or two spaces and more."""
    if len(content) > _LONGEST or ("\t" not in content and "  " not in content):
        return []
    return [_LabelCell(cell[0], cell.start(), cell.end()) for cell in _CELL.finditer(content)]


def _without_colon(cell: _LabelCell) -> _LabelCell:
    text = cell.text.rstrip(":：")
    return _LabelCell(text, cell.start, cell.start + len(text))


def _span(page: Page, index: int, cell: _LabelCell) -> Span:
    begin = page.lines.content_start(index)
    return Span(begin + cell.start, begin + cell.end)


LAYOUT = Layout(
    NAME,
    "tables of mail, pasted into a text",
    ((Sign.CLOCK, match),),
)
